/* SPDX-License-Identifier: MIT */
/* What a caller can take out of vetted metadata: certificates, a repair. */
#include <string.h>

#include "saml/repair.h"
#include "samldx.h"
#include "verdict.h"

/* The Ith certificate that could be decoded; NULL: no more. */
static const struct vetted_key *
decoded_at(const sdx_report *report, size_t i)
{
	const struct metadata_subject *s = report->evidence->subject;

	for (size_t j = 0; s != NULL && j < s->n_keys; j++) {
		const struct vetted_key *key = &s->keys[j];

		if (key->certificate == NULL || key->traits->version == 0)
			continue;
		if (i-- == 0)
			return key;
	}
	return NULL;
}

bool
sdx_report_certificate(
    const sdx_report *report, size_t i, struct sdx_certificate *certificate)
{
	const struct vetted_key *key = decoded_at(report, i);

	if (key == NULL)
		return false;
	*certificate = (struct sdx_certificate){
	    .entity = key->entity->entity_id,
	    .fingerprint = key->certificate->fingerprint,
	    .pem = certificate_pem(report->arena, key->certificate),
	};
	return true;
}

enum sdx_status
sdx_report_repair(const sdx_report *report, struct sdx_repair *repair)
{
	const struct metadata_subject *s = report->evidence->subject;
	struct metadata_repair made;
	bool is_fine;

	*repair = (struct sdx_repair){.n_changes = 0};
	if (s == NULL || s->wrong_kind != NULL)
		return SDX_INPUT;
	is_fine =
	    metadata_repair(report->arena, s->bytes.data, s->bytes.len, &made);
	if (is_fine) {
		repair->data = arena_memdup(report->arena,
		    made.octets.len > 0 ? made.octets.data : "",
		    made.octets.len);
		repair->len = made.octets.len;
		repair->changes = made.changes;
		repair->n_changes = made.n_changes;
		repair->breaks_signature = made.breaks_signature;
		is_fine = repair->data != NULL;
	}
	buffer_free(&made.octets);
	return is_fine ? SDX_OK : SDX_FAULT;
}
