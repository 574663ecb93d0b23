/* SPDX-License-Identifier: MIT */
#include "aws/rotation_plan.h"

#include "saml/datetime.h"

struct planning {
	struct arena *arena;
	const struct rotation *r;
	const struct rotation_names *names;
	struct rotation_plan plan;
};

static void
add(struct planning *p, const struct rotation_step *step)
{
	if (p->plan.n < ROTATION_STEPS_MAX)
		p->plan.steps[p->plan.n++] = *step;
}

static const char *
update(const struct planning *p, const char *option, const char *head,
    const char *value)
{
	return arena_printf(p->arena,
	    "aws iam update-saml-provider --saml-provider-arn %s %s %s%s",
	    p->names->provider_arn, option, head, value);
}

static const char *
look_again(const struct planning *p)
{
	const struct rotation_names *n = p->names;

	return arena_printf(p->arena,
	    "capture a sign-in, then: samldx rotate %s %s %s%s%s",
	    n->provider_file, n->captures,
	    n->old_file != NULL ? n->old_file : "",
	    n->old_file != NULL ? " " : "", n->new_file);
}

static const char *
show_provider(const struct planning *p)
{
	return arena_printf(p->arena,
	    "aws iam get-saml-provider --saml-provider-arn %s",
	    p->names->provider_arn);
}

/* ---- Decryption */

static void
make_key(struct planning *p)
{
	add(p, &(struct rotation_step){
		   .id = "make-key",
		   .text = "Make a new RSA key, and the certificate that the "
			   "identity provider is to encrypt with.",
		   .command = arena_printf(p->arena,
		       "samldx rotate --new-key %s", p->names->new_file),
		   .prove = "two files are there: the key, which only you can "
			    "read, and its certificate (.crt)",
		   .breaks = "nothing: neither side knows the key yet",
		   .back = "Delete both files.",
	       });
}

static void
add_key(struct planning *p)
{
	add(p,
	    &(struct rotation_step){
		.id = "add-key",
		.text = "Give IAM the new private key, beside the old one.",
		.command = update(
		    p, "--add-private-key", "file://", p->names->new_file),
		.prove = arena_printf(
		    p->arena, "%s lists the new key as well", show_provider(p)),
		.breaks = "nothing: with two keys AWS tries the newer one "
			  "first, then the older one",
		.back = "Remove the new key again, before the identity "
			"provider uses it.",
		.back_command = update(p, "--remove-private-key", "",
		    p->names->new_id != NULL ? p->names->new_id : "NEW-KEY-ID"),
	    });
}

static void
switch_encryption(struct planning *p)
{
	bool has_old = p->r->state != ROTATION_UNUSED;

	add(p,
	    &(struct rotation_step){
		.id = "switch-encryption",
		.text = "At the identity provider, take the certificate of the "
			"new key for the encryption of assertions to AWS.",
		.wait = "until every server of the identity provider has it; "
			"some keep what they knew for hours",
		.prove = look_again(p),
		.breaks = has_old
			      ? "nothing while IAM has both keys"
			      : "sign-ins, if the identity provider encrypts "
				"with anything but this certificate",
		.back = has_old ? "Give the identity provider the old "
				  "certificate again."
				: "Stop encrypting at the identity provider.",
	    });
}

static void
wait_for_decryption(struct planning *p)
{
	add(p, &(struct rotation_step){
		   .id = "wait-until-idle",
		   .text = "Wait, and capture sign-ins of different users and "
			   "servers, until none is encrypted for the old key.",
		   .wait = "for as long as the identity provider's servers may "
			   "keep the old certificate, a day at least",
		   .prove = look_again(p),
		   .breaks = "nothing",
		   .back = "Give the identity provider the old certificate "
			   "again.",
	       });
}

static void
remove_key(struct planning *p)
{
	const char *id =
	    p->names->old_id != NULL ? p->names->old_id : "OLD-KEY-ID";

	add(p,
	    &(struct rotation_step){
		.id = "remove-key",
		.text =
		    p->r->state == ROTATION_IDLE
			? arena_printf(p->arena,
			      "Remove the old key: all %zu captures since %s "
			      "are encrypted for the new one.",
			      p->r->n_since,
			      datetime_format(p->arena, p->r->since))
			: "Remove the old key, once captures show that "
			  "nothing is encrypted for it any more.",
		.command = update(p, "--remove-private-key", "", id),
		.prove = arena_printf(p->arena,
		    "%s lists the new key alone, "
		    "and a sign-in works",
		    show_provider(p)),
		.breaks = "sign-ins that are still encrypted for the old key, "
			  "of which the captures show none",
		.back = p->names->old_file != NULL
			    ? "Add the old key again; keep its file until "
			      "then."
			    : "Add the old key again, which takes its file.",
		.back_command = update(p, "--add-private-key", "file://",
		    p->names->old_file != NULL ? p->names->old_file
					       : "OLD.pem"),
	    });
}

static void
end_decryption(struct planning *p)
{
	add(p, &(struct rotation_step){
		   .id = "forget-key",
		   .text =
		       p->names->old_file != NULL
			   ? arena_printf(p->arena,
				 "Delete the old key file, %s, where it is not "
				 "needed for old captures.",
				 p->names->old_file)
			   : "Delete the old key file, where it is not needed "
			     "for old captures.",
		   .prove = "nothing else is to be done",
		   .breaks = "nothing: IAM does not have the key any more",
		   .back = "There is none once the file is gone.",
	       });
}

/* From which step on is something to be done? */
static unsigned
first_step(const struct rotation *r)
{
	switch (r->state) {
	case ROTATION_UNUSED:
	case ROTATION_STEADY:
	case ROTATION_PUBLISHED:
		return 0;
	case ROTATION_ADDED:
		return 2;
	case ROTATION_SWITCHING:
		return 3;
	case ROTATION_IDLE:
		return 4;
	case ROTATION_DONE:
		return 5;
	case ROTATION_BROKEN:
		return r->new_slot == ROTATION_NONE ? 1 : 6;
	case ROTATION_UNKNOWN:
		break;
	}
	return 6;
}

struct rotation_plan
rotation_plan_of_decryption(struct arena *arena, const struct rotation *r,
    const struct rotation_names *names)
{
	struct planning p = {.arena = arena, .r = r, .names = names};
	unsigned from = first_step(r);
	bool replaces =
	    r->state != ROTATION_UNUSED && r->state != ROTATION_BROKEN;

	if (from == 0 && !names->has_new_file)
		make_key(&p);
	if (from <= 1)
		add_key(&p);
	if (from <= 2 && r->state != ROTATION_BROKEN)
		switch_encryption(&p);
	if (from <= 3 && replaces)
		wait_for_decryption(&p);
	if (from <= 4 && replaces)
		remove_key(&p);
	if (from <= 5 && replaces)
		end_decryption(&p);
	return p.plan;
}

/* ---- Signing */

static void
get_metadata(struct planning *p)
{
	add(p,
	    &(struct rotation_step){
		.id = "get-metadata",
		.text = "At the identity provider make the new signing "
			"certificate without using it yet, and download the "
			"metadata that holds it.",
		.prove = arena_printf(p->arena,
		    "samldx metadata %s --current %s names the new key",
		    p->names->new_file, p->names->provider_file),
		.breaks = "nothing while the identity provider signs with the "
			  "old one; some switch by themselves, so look at its "
			  "documentation first",
		.back = "Take the new certificate out again.",
	    });
}

static void
upload_both(struct planning *p)
{
	bool is_whole = p->names->new_file_keeps_old;
	const char *file = is_whole ? p->names->new_file : "both.xml";

	add(p,
	    &(struct rotation_step){
		.id = "upload-both",
		.text = is_whole
			    ? "Upload the metadata, which holds the old "
			      "key and the new one."
			    : arena_printf(p->arena,
				  "Copy the KeyDescriptor of the old key "
				  "out of %s into a copy of %s, and upload "
				  "that: with the new key alone nobody "
				  "gets in until the switch.",
				  p->names->provider_file, p->names->new_file),
		.command =
		    update(p, "--saml-metadata-document", "file://", file),
		.prove = arena_printf(p->arena,
		    "samldx metadata %s --current %s keeps every key", file,
		    p->names->provider_file),
		.breaks = "nothing: both keys verify",
		.back = "Upload the old metadata again, as long as the "
			"identity provider signs with the old key.",
		.back_command = update(p, "--saml-metadata-document", "file://",
		    "old-metadata.xml"),
	    });
}

static void
switch_signing(struct planning *p)
{
	add(p, &(struct rotation_step){
		   .id = "switch-signing",
		   .text = "Let the identity provider sign with the new key.",
		   .wait = "until every server of the identity provider does",
		   .prove = look_again(p),
		   .breaks = "nothing while IAM holds both keys",
		   .back = "Let it sign with the old key again.",
	       });
}

static void
wait_for_signing(struct planning *p)
{
	add(p, &(struct rotation_step){
		   .id = "wait-until-idle",
		   .text = "Wait, and capture sign-ins of different users and "
			   "servers, until none is signed with the old key.",
		   .wait = "a day at least",
		   .prove = look_again(p),
		   .breaks = "nothing",
		   .back = "Let the identity provider sign with the old key "
			   "again.",
	       });
}

static void
upload_new(struct planning *p)
{
	add(p,
	    &(struct rotation_step){
		.id = "upload-new",
		.text = p->r->state == ROTATION_IDLE
			    ? arena_printf(p->arena,
				  "Upload metadata without the old key: all "
				  "%zu captures since %s are signed with the "
				  "new one.",
				  p->r->n_since,
				  datetime_format(p->arena, p->r->since))
			: p->r->state == ROTATION_BROKEN
			    ? "Upload the metadata that holds the key which "
			      "the identity provider signs with."
			    : "Upload metadata without the old key, once "
			      "captures show that nothing is signed with it.",
		.command = update(p, "--saml-metadata-document", "file://",
		    p->names->new_file),
		.prove = "a sign-in works",
		.breaks = p->r->state == ROTATION_BROKEN
			      ? "nothing that works now"
			      : "sign-ins that are still signed with the old "
				"key, of which the captures show none",
		.back = "Upload the metadata with both keys again.",
		.back_command = update(p, "--saml-metadata-document", "file://",
		    p->names->new_file_keeps_old ? p->names->new_file
						 : "both.xml"),
	    });
}

struct rotation_plan
rotation_plan_of_signing(struct arena *arena, const struct rotation *r,
    const struct rotation_names *names)
{
	struct planning p = {.arena = arena, .r = r, .names = names};
	unsigned from = first_step(r);

	if (r->state == ROTATION_BROKEN) {
		if (names->has_new_file)
			upload_new(&p);
		return p.plan;
	}
	if (r->state == ROTATION_STEADY && !names->has_new_file)
		get_metadata(&p);
	if (r->state == ROTATION_STEADY || r->state == ROTATION_PUBLISHED)
		upload_both(&p);
	if (from <= 2)
		switch_signing(&p);
	if (from <= 3)
		wait_for_signing(&p);
	if (from <= 4)
		upload_new(&p);
	return p.plan;
}
