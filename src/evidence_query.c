/* SPDX-License-Identifier: MIT */
/* The signature in a URL, verified with the keys that were given. */
#include "evidence_steps.h"

bool
evidence_prove_query(struct evidence *e)
{
	struct certificate **trusted = NULL;
	size_t n_trusted = 0;

	if (e->message == NULL || e->message->query_signature == NULL)
		return true;
	for (size_t i = 0; i < e->n_trusted; i++) {
		struct certificate **slot =
		    arena_push(e->arena, &trusted, &n_trusted, sizeof *slot);

		if (slot == NULL)
			return false;
		*slot = e->trusted[i].certificate;
	}
	e->query_outcome = query_signature_verify(
	    e->message->query_signature, trusted, n_trusted, &e->query_key);
	return true;
}
