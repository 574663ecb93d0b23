/* SPDX-License-Identifier: MIT */
/* IAM's documented answers to a change of a provider's keys and mode. */
#include <string.h>

#include "checks/command.h"

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"
#define KEYS "IAM User Guide: Manage SAML encryption keys"

static const char *
provider_arn(const struct evidence *e)
{
	const char *arn = command_text(e->command->command, "SAMLProviderArn");

	return arn != NULL && strpbrk(arn, " \t\n'\"$`\\;&|<>()") == NULL
		   ? arn
		   : "PROVIDER-ARN";
}

static const char *
update_command(const struct evidence *e, struct findings *out,
    const char *option, const char *value)
{
	return finding_text(out,
	    "aws iam update-saml-provider --saml-provider-arn %s %s %s",
	    provider_arn(e), option, value);
}

/* "KEY1 (added on 2026-02-01T00:00:00Z), KEY2 (…)" */
static const char *
list_keys(const struct evidence *e, struct findings *out)
{
	const struct aws_provider *p = e->provider;
	const char *list = "";

	for (size_t i = 0; p != NULL && i < p->n_keys; i++)
		list = finding_text(out, "%s%s%s (added on %s)", list,
		    i > 0 ? ", " : "",
		    p->keys[i].key_id != NULL ? p->keys[i].key_id : "no KeyId",
		    p->keys[i].timestamp != NULL ? p->keys[i].timestamp
						 : "an unknown date");
	return list[0] != '\0' ? list : "no key";
}

/* Does the rule look at the state, and is that not known? */
static enum check_outcome
outcome(const struct evidence *e, struct findings *out, const char *id)
{
	const struct provider_answer *answer = &e->command->answer;

	if (provider_leaves_open(answer, id)) {
		finding_cannot(out,
		    finding_text(out,
			"it depends on the keys and the mode that the provider "
			"has now: give the output of aws iam "
			"get-saml-provider --saml-provider-arn %s",
			provider_arn(e)));
		return CHECK_CANNOT;
	}
	return CHECK_RAN;
}

static bool
refuses(const struct evidence *e, const char *id)
{
	return provider_refuses(&e->command->answer, id);
}

/* "Set a value for only one of the two parameters." */
static enum check_outcome
check_both(const struct evidence *e, struct findings *out)
{
	if (!command_is(e, OPERATION_UPDATE_PROVIDER))
		return CHECK_NOT_APPLICABLE;
	if (refuses(e, "add-and-remove-key"))
		command_finding(e, out,
		    "--add-private-key and --remove-private-key",
		    &(struct finding_draft){
			.message = "The command adds a private key and removes "
				   "one",
			.wanted = "two commands: add now, remove once the "
				  "identity provider encrypts for the new key",
			.why = "Even if IAM took it, sign-ins would fail "
			       "between the change here and the change at the "
			       "identity provider.",
			.client_text =
			    "Leave --remove-private-key out. `samldx "
			    "rotate` says when it is safe.",
		    });
	return CHECK_RAN;
}

static enum check_outcome
check_nothing(const struct evidence *e, struct findings *out)
{
	if (!command_is(e, OPERATION_UPDATE_PROVIDER))
		return CHECK_NOT_APPLICABLE;
	if (refuses(e, "no-updates"))
		command_finding(e, out, "",
		    &(struct finding_draft){
			.message = "The command changes nothing",
			.wanted = "one of --saml-metadata-document, "
				  "--assertion-encryption-mode, "
				  "--add-private-key, --remove-private-key",
			.client_text = "Say what is to be changed.",
		    });
	return CHECK_RAN;
}

/* "Private key limit of 2 is reached." */
static enum check_outcome
check_limit(const struct evidence *e, struct findings *out)
{
	if (!command_sets_provider(e) || !e->command->request.adds_key)
		return CHECK_NOT_APPLICABLE;
	if (refuses(e, "private-key-limit"))
		command_finding(e, out, "--add-private-key",
		    &(struct finding_draft){
			.message = "The provider has two private keys already",
			.found = list_keys(e, out),
			.wanted = "one key at most, before another is added",
			.why = "A rotation was not ended: the key that nothing "
			       "is encrypted for any more is still there.",
			.client_text =
			    "Find out which key is idle, with recent captures "
			    "and the key files, then remove that one:",
			.client_command = "samldx rotate provider.json "
					  "captures/ old.pem new.pem",
		    });
	return outcome(e, out, "private-key-limit");
}

static bool
is_like_timestamp_or_name(const char *key)
{
	return strchr(key, '-') != NULL || strchr(key, '.') != NULL;
}

static enum check_outcome
check_key_id(const struct evidence *e, struct findings *out)
{
	const char *key;

	if (!command_sets_provider(e) || e->command->request.removes == NULL)
		return CHECK_NOT_APPLICABLE;
	key = e->command->request.removes;
	if (refuses(e, "key-id-mismatch"))
		command_finding(e, out, "--remove-private-key",
		    &(struct finding_draft){
			.message = "The provider has no private key with this "
				   "Key ID",
			.found = command_shown(key),
			.wanted = list_keys(e, out),
			.why =
			    is_like_timestamp_or_name(key)
				? "What is wanted is the KeyId, not the name "
				  "of a file."
				: "The key was removed already, or the Key "
				  "ID is of another provider.",
			.client_text = "Take the KeyId from PrivateKeyList.",
		    });
	return outcome(e, out, "key-id-mismatch");
}

/* Required needs a key: the last one stays. */
static enum check_outcome
check_last(const struct evidence *e, struct findings *out)
{
	if (!command_sets_provider(e) || e->command->request.removes == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->command->answer.doubt != NULL &&
	    e->command->answer.n_refusals == 0) {
		finding_cannot(out, e->command->answer.doubt);
		return CHECK_CANNOT;
	}
	if (refuses(e, "key-removal-failed"))
		command_finding(e, out, "--remove-private-key",
		    &(struct finding_draft){
			.message = "The provider requires encryption, and this "
				   "is its only private key",
			.found = list_keys(e, out),
			.wanted = "a second key, or the mode Allowed",
			.client_text =
			    "To replace the key, add the new one first:",
			.client_command = update_command(
			    e, out, "--add-private-key", "file://new.pem"),
			.aws_text = "To give encryption up, change the mode "
				    "first, and the identity provider:",
			.aws_command = update_command(
			    e, out, "--assertion-encryption-mode", "Allowed"),
		    });
	return outcome(e, out, "key-removal-failed");
}

static enum check_outcome
check_required(const struct evidence *e, struct findings *out)
{
	if (!command_sets_provider(e) ||
	    e->command->request.mode != MODE_REQUIRED)
		return CHECK_NOT_APPLICABLE;
	if (refuses(e, "mode-required-without-key"))
		command_finding(e, out, "--assertion-encryption-mode",
		    &(struct finding_draft){
			.message = "The mode becomes Required, and the "
				   "provider has no private key",
			.wanted = "--add-private-key in the same command, or "
				  "in one before",
			.client_text =
			    "Add the key first; set the mode to Required once "
			    "captures show that the identity provider "
			    "encrypts:",
			.client_command = update_command(
			    e, out, "--add-private-key", "file://key.pem"),
		    });
	return outcome(e, out, "mode-required-without-key");
}

/* Whether the same mode once more is an update is not documented. */
static enum check_outcome
check_same_mode(const struct evidence *e, struct findings *out)
{
	const struct provider_request *r;

	if (!command_is(e, OPERATION_UPDATE_PROVIDER))
		return CHECK_NOT_APPLICABLE;
	r = &e->command->request;
	if (r->mode == MODE_UNKNOWN || r->mode != e->provider->mode)
		return CHECK_RAN;
	command_finding(e, out, "--assertion-encryption-mode",
	    &(struct finding_draft){
		.message =
		    finding_text(out, "The provider has the mode %s already",
			e->provider->mode_text),
		.why = "Nothing changes. Whether IAM then answers that no "
		       "updates are defined is not documented.",
		.client_text = "Leave --assertion-encryption-mode out.",
	    });
	return CHECK_RAN;
}

/* ---- The file behind AddPrivateKey */

static const char *
key_error(const struct key_file *f)
{
	switch (f->kind) {
	case KEY_FILE_ENCRYPTED:
		return "private-key-encrypted";
	case KEY_FILE_NOT_PEM:
		return "private-key-format";
	case KEY_FILE_NO_KEY:
	case KEY_FILE_OTHER_KEY:
	case KEY_FILE_DAMAGED:
	case KEY_FILE_RSA:
		break;
	}
	return "private-key-invalid";
}

static enum check_outcome
check_key_form(const struct evidence *e, struct findings *out)
{
	const struct key_file *f;
	struct place place;

	if (e->command == NULL || e->command->key_file == NULL)
		return CHECK_NOT_APPLICABLE;
	f = e->command->key_file;
	if (f->kind == KEY_FILE_RSA)
		return CHECK_RAN;
	place = (struct place){.input = e->command->key_input,
	    .pointer = "",
	    .label = "",
	    .document = ""};
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "IAM would not take the private key: the file is %s",
		    f->what),
		.wanted = "an RSA private key in PEM, without a passphrase",
		.place = &place,
		.grade = f->grade,
		.aws_error = key_error(f),
		.client_text = f->convert != NULL
				   ? "This makes of it what IAM takes; delete "
				     "the copy after the upload:"
				   : f->advice,
		.client_command = f->convert,
	    });
	return CHECK_RAN;
}

static const char *
oddities(struct findings *out, const struct key_file *f)
{
	const char *list = "";

	if (f->n_blocks > 1)
		list = finding_text(out,
		    "%zu blocks of PEM, %zu of them "
		    "private keys",
		    f->n_blocks, f->n_keys);
	if (f->has_text_before)
		list = finding_text(out, "%s%stext before the block", list,
		    *list != '\0' ? ", " : "");
	if (f->has_text_behind)
		list = finding_text(out, "%s%stext behind the block", list,
		    *list != '\0' ? ", " : "");
	if (f->has_crlf)
		list = finding_text(out, "%s%sline ends of Windows", list,
		    *list != '\0' ? ", " : "");
	return list;
}

/* What IAM makes of more than the one block is not documented. */
static enum check_outcome
check_key_clean(const struct evidence *e, struct findings *out)
{
	const struct key_file *f;
	const char *odd, *name;
	struct place place;

	if (e->command == NULL || e->command->key_file == NULL ||
	    e->command->key_file->kind != KEY_FILE_RSA)
		return CHECK_NOT_APPLICABLE;
	f = e->command->key_file;
	odd = oddities(out, f);
	if (*odd == '\0')
		return CHECK_RAN;
	name = e->inputs[e->command->key_input].name;
	place = (struct place){.input = e->command->key_input,
	    .pointer = "",
	    .label = "",
	    .document = ""};
	finding_add(out,
	    &(struct finding_draft){
		.message = "The key file holds more than one plain block of "
			   "PEM",
		.found = odd,
		.wanted = "one block, and nothing around it",
		.why = "Which block IAM would take, and whether it would take "
		       "the file at all, is not documented.",
		.place = &place,
		.client_text = "This leaves the first private key alone:",
		.client_command =
		    strpbrk(name, " '\"$`\\;&|<>()") == NULL
			? finding_text(
			      out, "openssl pkey -in %s -out key.pem", name)
			: "openssl pkey -in FILE -out key.pem",
	    });
	return CHECK_RAN;
}

/* Words of a command are seen by others: in the history, in the list of
   processes. */
static enum check_outcome
check_key_hidden(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);
	const struct command_value *v;
	const struct input *in;

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	v = command_value(c, "AddPrivateKey");
	if (v == NULL || v->text == NULL || e->command->key_file == NULL ||
	    !key_file_holds_key(e->command->key_file))
		return CHECK_NOT_APPLICABLE;
	in = &e->inputs[e->command->key_input];
	if (v->source == VALUE_OF_WORD)
		command_finding(e, out, "--add-private-key",
		    &(struct finding_draft){
			.message = "The private key stands in the command line",
			.wanted = "--add-private-key file://key.pem",
			.why = "Everybody on this machine can see the words of "
			       "a command while it runs, and the shell keeps "
			       "them in its history.",
			.client_text =
			    "Put it into a file of mode 0600, and take this "
			    "key for one that is known to others.",
		    });
	else if (in->is_readable_by_others)
		command_finding(e, out, "--add-private-key",
		    &(struct finding_draft){
			.message = "Others on this machine can read the "
				   "private key",
			.found = in->name,
			.wanted = "mode 0600",
			.client_text =
			    finding_text(out, "Run: chmod 600 %s", in->name),
		    });
	return CHECK_RAN;
}

#define DOC SDX_ERROR, SDX_DOCUMENTED

static const struct check table[] = {
    {"update-nothing", "The update changes something", STAGE_REQUEST, DOC, 0, 0,
	"no-updates", TROUBLESHOOT, NULL, check_nothing},
    {"update-add-and-remove", "A key is added or removed, not both",
	STAGE_REQUEST, DOC, 0, 0, "add-and-remove-key", TROUBLESHOOT, NULL,
	check_both},
    {"upload-key-form", "The private key is one that IAM takes", STAGE_MESSAGE,
	DOC, 0, 0, "private-key-invalid", TROUBLESHOOT, "command-file-prefix",
	check_key_form},
    {"update-key-limit", "The provider has room for another key",
	STAGE_PROVIDER, DOC, 0, 0, "private-key-limit", TROUBLESHOOT, NULL,
	check_limit},
    {"update-key-id", "The key that is removed is one of the provider's",
	STAGE_PROVIDER, DOC, 0, 0, "key-id-mismatch", TROUBLESHOOT,
	"command-value-length command-value-characters", check_key_id},
    {"update-last-key", "A provider that requires encryption keeps a key",
	STAGE_PROVIDER, DOC, 0, 0, "key-removal-failed", TROUBLESHOOT, NULL,
	check_last},
    {"update-required-without-key", "The mode Required has a key to go with it",
	STAGE_PROVIDER, DOC, 0, 0, "mode-required-without-key", TROUBLESHOOT,
	"update-last-key", check_required},
    {"update-same-mode", "The mode is another one than before", STAGE_ADVICE,
	SDX_NOTE, SDX_INFERRED, NEEDS_PROVIDER, NEEDS_PROVIDER, NULL,
	TROUBLESHOOT, NULL, check_same_mode},
    {"upload-key-clean", "The key file holds one block and nothing else",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, 0, 0, NULL, KEYS, NULL,
	check_key_clean},
    {"upload-key-hidden", "Nobody else sees the private key", STAGE_ADVICE,
	SDX_WARNING, SDX_DOCUMENTED, 0, 0, NULL,
	"AWS CLI User Guide: Loading a parameter from a file", NULL,
	check_key_hidden},
};

const struct check_table checks_provider_update = {
    table, sizeof table / sizeof *table, FOR_COMMAND};
