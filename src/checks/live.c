/* SPDX-License-Identifier: MIT */
/* Captures are credentials while they last, whatever they were given for. */
#include "check.h"
#include "saml/datetime.h"

#define TOLD_MAX 10 /* each by itself */

static struct place
place_of(const struct live_response *live)
{
	return (struct place){
	    .input = live->message->input,
	    .pointer = "",
	    .label = live->message->where,
	    .document = "",
	    .line = live->message->line,
	    .column = live->message->column,
	};
}

static void
tell(const struct evidence *e, const struct live_response *live,
    struct findings *out)
{
	struct place place = place_of(live);
	struct finding_draft draft = {
	    .message = finding_text(out,
		"This response can still be used to sign in, for %s",
		datetime_span(out->arena, live->left)),
	    .why = "Whoever has it signs in as its user until then.",
	    .client_text = "Show it to nobody, and paste it nowhere, before it "
			   "has expired.",
	};

	if (live->is_judged)
		draft.at = e->response->at;
	else
		draft.place = &place;
	finding_add(out, &draft);
}

/* Whoever holds it within its window signs in as the user. */
static enum check_outcome
check_live(const struct evidence *e, struct findings *out)
{
	struct place place;
	size_t n = e->n_live < TOLD_MAX ? e->n_live : TOLD_MAX;

	if (!e->has_responses)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < n; i++)
		tell(e, &e->live[i], out);
	if (n == e->n_live)
		return CHECK_RAN;
	place = place_of(&e->live[n]);
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "%zu more responses can still be used to "
		    "sign in",
		    e->n_live - n),
		.place = &place,
		.client_text = "Show them to nobody, and paste them nowhere, "
			       "before they have expired.",
	    });
	return CHECK_RAN;
}

static const struct check table[] = {
    {"live-credential", "The response can no longer be used to sign in",
	STAGE_INPUT, SDX_WARNING, SDX_OBSERVED, NEEDS_NOW, NEEDS_NOW, NULL,
	"SAML Core 2.5.1.2; the five minutes: answers of AWS quoted by users",
	NULL, check_live},
};

const struct check_table checks_live = {table, sizeof table / sizeof *table,
    FOR_SIGN_IN | FOR_METADATA | FOR_POLICY | FOR_COMMAND | FOR_ROTATION};
