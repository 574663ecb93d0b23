/* SPDX-License-Identifier: MIT */
#include "checks/structure_words.h"

#include <string.h>

#define TAMPERED                                                              \
	"Do not use this response. Unless somebody here altered it for a "    \
	"test, keep the capture and tell the owner of the identity provider " \
	"and your security team."

bool
structure_is_response(const struct evidence *e)
{
	return e->structure != NULL && e->message_type != NULL &&
	       (strcmp(e->message_type, "Response") == 0 ||
		   strcmp(e->message_type, "Assertion") == 0);
}

bool
structure_has_signature(const struct evidence *e)
{
	if (e->structure->n_signatures > 0)
		return true;
	for (size_t i = 0; i < e->n_inner_structures; i++)
		if (e->inner_structures[i]->n_signatures > 0)
			return true;
	return false;
}

static const char *
why_of(struct findings *findings, const struct structure_violation *v,
    const struct words *words)
{
	if (v->resembles == NULL)
		return words->why;
	return finding_text(findings,
	    "It has the shape of %s, a known attack. %s", v->resembles,
	    words->why);
}

static void
add(struct findings *findings, const struct structure_violation *v,
    const struct words *words)
{
	struct finding_draft draft = {
	    .message = words->message,
	    .found = v->detail,
	    .wanted = words->wanted,
	    .why = why_of(findings, v, words),
	    .at = v->at,
	    .other_at = v->other,
	    .idp_text = words->idp_text,
	    .idp_fix = words->idp_fix,
	};

	if (v->is_weak)
		draft.severity = SDX_WARNING;
	if (v->resembles != NULL || words->idp_text == NULL) {
		draft.client_text = TAMPERED;
		draft.idp_text = NULL;
		draft.idp_fix = FIX_NONE;
	}
	finding_add(findings, &draft);
}

static void
tell_of(const struct saml_structure *structure, struct findings *findings,
    enum structure_rule rule, const struct words *words)
{
	for (size_t i = 0; i < structure->n_violations; i++)
		if (structure->violations[i].rule == rule)
			add(findings, &structure->violations[i], words);
}

/* Everything that breaks RULE, in the message and in what was decrypted. */
void
structure_tell(const struct evidence *e, struct findings *findings,
    enum structure_rule rule, const struct words *words)
{
	tell_of(e->structure, findings, rule, words);
	for (size_t i = 0; i < e->n_inner_structures; i++)
		tell_of(e->inner_structures[i], findings, rule, words);
}
