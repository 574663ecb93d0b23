/* SPDX-License-Identifier: MIT */
/* The public functions about copies that can be shared. */
#include "redact/redaction.h"

struct sdx_redacted {
	struct redaction inside;
};

enum sdx_status
sdx_redact(const struct sdx_input *input, enum sdx_redaction level,
    sdx_redacted **redacted)
{
	struct arena *arena;
	struct redaction *r;
	struct bytes bytes = {input->data, input->len};
	enum sdx_status status = SDX_FAULT;

	*redacted = NULL;
	if ((input->data == NULL && input->len > 0) ||
	    (level != SDX_REDACT_AUTO && level != SDX_REDACT_STRICT) ||
	    (input->kind != SDX_KIND_AUTO && input->kind != SDX_KIND_CAPTURE))
		return SDX_USAGE;
	arena = arena_new();
	if (arena == NULL)
		return SDX_FAULT;
	*redacted = arena_alloc(arena, sizeof **redacted);
	if (*redacted == NULL) {
		arena_free(arena);
		return SDX_FAULT;
	}
	r = &(*redacted)->inside;
	r->kept = arena;
	r->arena = arena_new();
	r->level = level;
	r->placeholders = placeholders_new(arena, NULL);
	if (bytes.data == NULL)
		bytes.data = (const uint8_t *)"";
	if (r->placeholders != NULL && r->arena != NULL)
		status = redaction_run(r, bytes, input->kind);
	/* Half a copy may hold what was to be replaced. */
	if (status != SDX_OK)
		r->copy = (struct bytes){NULL, 0};
	return status;
}

void
sdx_redacted_free(sdx_redacted *redacted)
{
	struct arena *kept;

	if (redacted == NULL)
		return;
	kept = redacted->inside.kept;
	arena_free(redacted->inside.arena);
	arena_free(kept);
}

const void *
sdx_redacted_data(const sdx_redacted *redacted, size_t *len)
{
	*len = redacted->inside.copy.len;
	return redacted->inside.copy.data;
}

const char *
sdx_redacted_trouble(const sdx_redacted *redacted)
{
	const char *trouble = redacted->inside.trouble;

	return trouble != NULL ? trouble : "";
}

size_t
sdx_redacted_n_replaced(const sdx_redacted *redacted)
{
	return placeholders_count(redacted->inside.placeholders);
}

size_t
sdx_redacted_n_unread(const sdx_redacted *redacted)
{
	return redacted->inside.n_unread;
}

bool
sdx_redacted_readable(const sdx_redacted *redacted, size_t i, const char **what,
    const char **value)
{
	if (i >= redacted->inside.n_readable)
		return false;
	*what = redacted->inside.readable[i].what;
	*value = redacted->inside.readable[i].value;
	return true;
}
