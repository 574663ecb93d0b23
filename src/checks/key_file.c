/* SPDX-License-Identifier: MIT */
/* The private key files that were given. */
#include "check.h"
#include "shell_word.h"

static struct place
place_of(const struct private_key *key)
{
	return (struct place){
	    .input = key->input, .pointer = "", .label = "", .document = ""};
}

static const char *
advice(enum private_key_fault fault)
{
	switch (fault) {
	case KEY_NEEDS_PASSPHRASE:
		return "Run samldx at a terminal, which asks for it, or give "
		       "it with --passphrase-file FILE.";
	case KEY_WRONG_PASSPHRASE:
		return "Give the right passphrase; look for a line feed at "
		       "the end of the passphrase file.";
	case KEY_NOT_RSA:
		return "Give the RSA key whose certificate the identity "
		       "provider encrypts with.";
	case KEY_NOT_PRIVATE:
		return "Give the private key that belongs to it.";
	case KEY_TOO_DEAR:
		return "Give a copy with fewer rounds:";
	case KEY_NOT_PEM:
	case KEY_DAMAGED:
	case KEY_TOO_LARGE:
	case KEY_OK:
		break;
	}
	return "Give an RSA private key as a PEM file.";
}

/* NULL: nothing that can be run would help. */
static const char *
command(struct findings *out, const struct private_key *key)
{
	if (key->fault != KEY_TOO_DEAR)
		return NULL;
	return finding_text(out,
	    "openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 100000 -in %s "
	    "-out key.pem",
	    shell_word(out->arena, key->name));
}

static enum check_outcome
check_usable(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_keys; i++) {
		const struct private_key *key = e->keys[i];
		struct place place = place_of(key);

		if (key->fault == KEY_OK)
			continue;
		finding_add(out, &(struct finding_draft){
				     .message = finding_text(out,
					 "The key file %s cannot be used: %s",
					 key->name, key->detail),
				     .wanted = "an RSA private key in PEM",
				     .place = &place,
				     .client_text = advice(key->fault),
				     .client_command = command(out, key),
				 });
	}
	return CHECK_RAN;
}

static enum check_outcome
check_readable(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_keys; i++) {
		const struct private_key *key = e->keys[i];
		struct place place = place_of(key);

		if (!e->inputs[key->input].is_readable_by_others)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "Others on this machine can read the private key "
			    "%s",
			    key->name),
			.why = "Whoever has it can read every assertion that "
			       "is encrypted for it.",
			.place = &place,
			.client_text = "Keep it to yourself:",
			.client_command = finding_text(out, "chmod 600 %s",
			    shell_word(out->arena, key->name)),
		    });
	}
	return CHECK_RAN;
}

/* IAM: Invalid private key. Key is encrypted. */
static enum check_outcome
check_encrypted(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_keys; i++) {
		const struct private_key *key = e->keys[i];
		struct place place = place_of(key);

		if (!key->was_encrypted)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The key file %s is protected by a passphrase; "
			    "IAM refuses such a file",
			    key->name),
			.why = "samldx can use it; an upload to IAM must be "
			       "without a passphrase.",
			.place = &place,
			.client_text = "To upload it, make a copy without:",
			.client_command = finding_text(out,
			    "openssl pkey -in %s -out plain.pem",
			    shell_word(out->arena, key->name)),
		    });
	}
	return CHECK_RAN;
}

/* Which of them decrypts must not depend on their order in a file. */
static enum check_outcome
check_several(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_keys; i++) {
		const struct private_key *key = e->keys[i];
		struct place place = place_of(key);

		if (key->n_blocks < 2)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The key file %s holds %zu private keys", key->name,
			    key->n_blocks),
			.wanted = "one private key in a file",
			.why = "The first alone is read, here and by most "
			       "programs; the others are not tried.",
			.place = &place,
			.client_text = "Put each key into a file of its own, "
				       "and give all of them.",
		    });
	}
	return CHECK_RAN;
}

#define OURS "samldx: reading private keys"

static const struct check table[] = {
    {"key-file-usable", "Every key file holds a usable RSA key", STAGE_INPUT,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_KEY, NEEDS_KEY, NULL, OURS, NULL,
	check_usable},
    {"key-file-several", "A key file holds one private key", STAGE_INPUT,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_KEY, NEEDS_KEY, NULL, OURS, NULL,
	check_several},
    {"key-file-readable-by-others", "Nobody else can read a key file",
	STAGE_INPUT, SDX_WARNING, SDX_DOCUMENTED, NEEDS_KEY, NEEDS_KEY, NULL,
	OURS, NULL, check_readable},
    {"key-file-encrypted", "Key files have no passphrase, as IAM wants them",
	STAGE_INPUT, SDX_NOTE, SDX_DOCUMENTED, NEEDS_KEY, NEEDS_KEY,
	"private-key-encrypted", "IAM User Guide: Troubleshoot SAML federation",
	NULL, check_encrypted},
};

const struct check_table checks_key_file = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN | FOR_ROTATION};
