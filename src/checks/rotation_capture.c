/* SPDX-License-Identifier: MIT */
/* The captures that a rotation is told by: their clocks, whose, how many. */
#include <string.h>

#include "check.h"
#include "saml/datetime.h"

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"

static struct place
place_of(size_t input)
{
	return (struct place){
	    .input = input, .pointer = "", .label = "", .document = ""};
}

/* Order in time is what everything is told by. */
static enum check_outcome
check_clocks(const struct evidence *e, struct findings *out)
{
	if (e->n_sign_ins == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		const struct sign_in *s = &e->sign_ins[i];
		const char *trouble = evidence_odd_clock(e, s, out->arena);
		struct place place = place_of(s->input);

		if (trouble == NULL)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = "The clocks of a capture disagree",
			.found = trouble,
			.why = "Which key is which is told by the order of "
			       "captures and uploads. It was not counted.",
			.place = &place,
			.client_text = "Leave this capture out, or make it "
				       "anew.",
		    });
	}
	return CHECK_RAN;
}

/* ---- What was not counted */

static enum check_outcome
check_others(const struct evidence *e, struct findings *out)
{
	size_t n = 0;
	const struct sign_in *last = NULL;
	struct place place;

	if (e->n_sign_ins == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		if (e->sign_ins[i].is_of_provider)
			continue;
		last = &e->sign_ins[i];
		n++;
	}
	if (last == NULL)
		return CHECK_RAN;
	place = place_of(last->input);
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "%zu of %zu captures are of another issuer and were not "
		    "counted",
		    n, e->n_sign_ins),
		.found = last->issuer,
		.why = "The provider's metadata does not name it.",
		.place = &place,
		.client_text = "Give captures of this provider's identity "
			       "provider.",
	    });
	return CHECK_RAN;
}

static bool
tells_nothing(const struct input *in)
{
	return in->kind == SDX_KIND_AUTO ||
	       (in->kind == SDX_KIND_CAPTURE && in->form == NULL);
}

static enum check_outcome
check_files(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_inputs; i++) {
		struct place place = place_of(i);

		if (!tells_nothing(&e->inputs[i]))
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = "A file tells nothing of a rotation",
			.found = e->inputs[i].looks_like,
			.place = &place,
			.client_text = "Leave it out, or say what it is with "
				       "--capture, --key, --metadata or "
				       "--provider.",
		    });
	}
	return CHECK_RAN;
}

/* A capture or two show one server of the identity provider. */
static enum check_outcome
check_thin(const struct evidence *e, struct findings *out)
{
	const struct rotation_evidence *r = e->rotation;
	const struct rotation *parts[] = {
	    r->has_decryption ? r->decryption : NULL, r->signing};
	bool was_judged = false;

	for (size_t i = 0; i < 2; i++) {
		const struct rotation *part = parts[i];
		struct place place = place_of(0);

		if (part == NULL || part->n_since == 0 ||
		    (part->state != ROTATION_IDLE &&
			part->state != ROTATION_SWITCHING))
			continue;
		was_judged = true;
		if (part->n_since >= ROTATION_PROOF || part->n_old_since > 0)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "Too few captures show that the old %s is idle",
			    i == 0 ? "key" : "certificate"),
			.found =
			    finding_text(out, "%zu since %s", part->n_since,
				datetime_format(out->arena, part->since)),
			.wanted =
			    finding_text(out, "%d at least", ROTATION_PROOF),
			.why = "Another server of the identity provider may "
			       "still use it.",
			.place = &place,
			.client_text = "Capture sign-ins of different users, "
				       "on different days.",
		    });
	}
	return was_judged ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

#define INF SDX_INFERRED, 0, 0

static const struct check table[] = {
    {"rotation-file", "Every file tells something of the rotation", STAGE_INPUT,
	SDX_NOTE, SDX_DOCUMENTED, 0, 0, NULL, "samldx: reading files", NULL,
	check_files},
    {"rotation-clocks", "The clocks of the captures agree", STAGE_INPUT,
	SDX_WARNING, INF, NULL, "samldx: order in time", NULL, check_clocks},
    {"rotation-other-issuer", "The captures are of this provider", STAGE_INPUT,
	SDX_NOTE, INF, NULL, TROUBLESHOOT, NULL, check_others},
    {"rotation-evidence",
	"That a key is idle stands on three captures at least", STAGE_ADVICE,
	SDX_NOTE, INF, NULL, "samldx: counting captures", NULL, check_thin},
};

const struct check_table checks_rotation_capture = {
    table, sizeof table / sizeof *table, FOR_ROTATION};
