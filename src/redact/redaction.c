/* SPDX-License-Identifier: MIT */
#include "redact/redaction.h"

#include "capture/packed.h"

static const struct {
	const struct capture_form *form;
	bool (*redact)(struct redaction *, struct bytes);
} forms[] = {
    {&capture_har, redact_har},
    {&capture_tracer, redact_tracer},
    {&capture_wrapped, redact_wrapped},
    {&capture_aws_command, redact_command},
    {&capture_page, redact_page},
    {&capture_url, redact_form},
    {&capture_form_body, redact_form},
    {&capture_xml, redact_xml},
    {&capture_base64, redact_base64},
};

bool
redaction_has_failed(const struct redaction *r)
{
	return arena_has_failed(r->arena) || arena_has_failed(r->kept);
}

/* What people hand over instead. */
static const char *
name_kind(enum sdx_kind kind)
{
	switch (kind) {
	case SDX_KIND_KEY:
		return "holds a private key: it is never shared";
	case SDX_KIND_METADATA:
	case SDX_KIND_CERTIFICATE:
		return "is metadata or a certificate, which are public, and "
		       "no capture";
	case SDX_KIND_AUTO:
	case SDX_KIND_CAPTURE:
		return "holds no SAML message";
	default:
		return "is JSON of AWS, and no capture";
	}
}

static bool
run_round(
    struct redaction *r, const struct recognised *what, struct bytes bytes)
{
	r->n_messages = 0;
	r->n_kept = 0;
	r->n_unread = 0;
	r->copy = (struct bytes){0};
	arena_empty(r->arena);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (forms[i].form == what->form)
			return forms[i].redact(r, bytes);
	}
	return redact_messages(r, what->form, bytes);
}

enum sdx_status
redaction_run(struct redaction *r, struct bytes bytes, enum sdx_kind kind)
{
	struct packed packed;
	struct recognised what;

	if (!packed_open(r->kept, bytes, &packed))
		return SDX_FAULT;
	what = capture_recognise(r->kept, packed.bytes, kind);
	if (what.kind == SDX_KIND_CAPTURE && what.form != NULL) {
		r->is_first_round = true;
		if (!run_round(r, &what, packed.bytes))
			return SDX_FAULT;
		r->is_first_round = false;
		placeholders_restart(r->placeholders);
		if (!run_round(r, &what, packed.bytes))
			return SDX_FAULT;
	}
	if (redaction_has_failed(r))
		return SDX_FAULT;
	if (r->copy.data != NULL && r->n_messages + r->n_unread > 0)
		return SDX_OK;
	r->copy = (struct bytes){0};
	if (r->trouble == NULL && what.looks_like != NULL)
		r->trouble = arena_printf(r->kept, "is %s", what.looks_like);
	if (r->trouble == NULL)
		r->trouble = name_kind(what.kind);
	return redaction_has_failed(r) ? SDX_FAULT : SDX_INPUT;
}
