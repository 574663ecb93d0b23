/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "capture/packed.h"
#include "evidence_steps.h"

static bool
add_metadata(
    struct evidence *e, size_t input, const uint8_t *octets, size_t len)
{
	struct xml_refusal *refusal = &e->inputs[input].refusal;
	const struct saml_document *document;
	struct metadata_source *source;

	document = document_parse(e->arena, octets, len, "metadata", refusal);
	if (document == NULL)
		return refusal->fault != XML_FAULT_MEMORY;
	source =
	    arena_push(e->arena, &e->metadata, &e->n_metadata, sizeof *source);
	if (source == NULL)
		return false;
	source->input = input;
	source->document = document;
	source->metadata = metadata_read(e->arena, document);
	return source->metadata != NULL;
}

static bool
add_certificates(struct evidence *e, size_t input)
{
	const struct bytes *bytes = &e->inputs[input].bytes;
	struct certificate **certificates;
	size_t n;

	if (!certificates_from_file(
		e->arena, bytes->data, bytes->len, &certificates, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct trusted_certificate *trusted = arena_push(
		    e->arena, &e->trusted, &e->n_trusted, sizeof *trusted);

		if (trusted == NULL)
			return false;
		trusted->certificate = certificates[i];
		trusted->input = input;
	}
	return true;
}

static bool
add_key(struct evidence *e, size_t input)
{
	const struct input *in = &e->inputs[input];
	struct private_key **slot;

	slot = arena_push(e->arena, &e->keys, &e->n_keys, sizeof *slot);
	if (slot == NULL)
		return false;
	*slot =
	    private_key_read(e->arena, in->name, in->bytes.data, in->bytes.len,
		e->settings->passphrase, e->settings->passphrase_user);
	if (*slot == NULL)
		return false;
	(*slot)->input = input;
	return true;
}

static bool
add_provider(struct evidence *e, size_t input, struct json_value json)
{
	struct aws_provider *provider = provider_read(e->arena, json);

	if (provider == NULL)
		return false;
	provider->input = input;
	if (e->provider == NULL) {
		e->provider = provider;
	} else {
		const struct aws_provider **other = arena_push(e->arena,
		    &e->other_providers, &e->n_other_providers, sizeof *other);

		if (other == NULL)
			return false;
		*other = provider;
	}
	/* What the command would upload replaces it. */
	if (e->command != NULL && e->subject != NULL && e->change == NULL) {
		if (!evidence_read_current(e, input))
			return false;
		e->inputs[input].form = "provider";
	}
	if (provider->metadata == NULL)
		return true;
	return add_metadata(e, input, (const uint8_t *)provider->metadata,
	    provider->metadata_len);
}

static bool
add_provider_list(struct evidence *e, size_t input, struct json_value json)
{
	struct aws_provider_list *list = provider_list_read(e->arena, json);

	if (list == NULL)
		return false;
	list->input = input;
	if (e->provider_list == NULL)
		e->provider_list = list;
	return true;
}

/* Roles, or a trust policy alone, whose JSON may be broken. */
static bool
add_roles(struct evidence *e, size_t input, struct json_value json)
{
	const struct input *in = &e->inputs[input];
	bool is_policy = in->kind == SDX_KIND_TRUST_POLICY;
	size_t before = e->n_roles;

	if (is_policy && json.type == JSON_NONE) {
		if (!role_read_text(e->arena, (const char *)in->bytes.data,
			in->bytes.len, &e->roles, &e->n_roles))
			return false;
	} else if (!roles_read(
		       e->arena, json, is_policy, &e->roles, &e->n_roles)) {
		return false;
	}
	for (size_t i = before; i < e->n_roles; i++)
		((struct aws_role *)(uintptr_t)e->roles[i])->input = input;
	return true;
}

/* get-saml-provider, list-saml-providers, roles. */
static bool
add_json(struct evidence *e, size_t input)
{
	struct input *in = &e->inputs[input];
	struct json_value json;

	json = json_open(&in->json, (const char *)in->bytes.data, in->bytes.len,
	    &in->json_error);
	if (in->kind == SDX_KIND_TRUST_POLICY)
		return add_roles(e, input, json);
	if (json.type == JSON_NONE)
		return true;
	if (in->kind == SDX_KIND_PROVIDER)
		return add_provider(e, input, json);
	if (in->kind == SDX_KIND_PROVIDER_LIST)
		return add_provider_list(e, input, json);
	return add_roles(e, input, json);
}

/* The last that is given counts. */
static bool
add_expectation(struct evidence *e, size_t input)
{
	struct input *in = &e->inputs[input];
	struct json_error error;
	struct expectation *expectation;
	struct json_value json;

	json = json_open(
	    &in->json, (const char *)in->bytes.data, in->bytes.len, &error);
	expectation = expectation_read(e->arena, json, &error);
	if (expectation == NULL)
		return false;
	expectation->input = input;
	e->expectation = expectation;
	return true;
}

/* What was taken off the file as a whole. */
static bool
add_note(struct arena *arena, struct capture_message *m, const char *note)
{
	const char **slot;

	if (note == NULL)
		return true;
	slot = arena_push(arena, &m->repairs, &m->n_repairs, sizeof *slot);
	if (slot != NULL)
		*slot = note;
	return slot != NULL;
}

/* gzip and UTF-16, unless the file under that is to be judged as it is. */
static bool
unpack(struct evidence *e, size_t input, const char **note)
{
	struct input *in = &e->inputs[input];
	struct packed packed;

	if (in->kind != SDX_KIND_AUTO && in->kind != SDX_KIND_CAPTURE)
		return true;
	if (!packed_open(e->arena, in->bytes, &packed))
		return false;
	in->bytes = packed.bytes;
	in->note = *note = packed.note;
	return true;
}

static bool
add_capture(struct evidence *e, size_t input, const struct capture_form *form,
    const char *note)
{
	struct capture *capture = arena_alloc(e->arena, sizeof *capture);
	struct capture **slot;
	size_t *index, n = e->n_captures;

	if (capture == NULL ||
	    !form->extract(e->arena, e->inputs[input].bytes, capture))
		return false;
	capture->kind = form->kind;
	slot = arena_push(e->arena, &e->captures, &e->n_captures, sizeof *slot);
	index = arena_push(e->arena, &e->capture_inputs, &n, sizeof *index);
	if (slot == NULL || index == NULL)
		return false;
	*slot = capture;
	*index = input;
	for (size_t i = 0; i < capture->n_messages; i++) {
		struct capture_message **message = arena_push(
		    e->arena, &e->messages, &e->n_messages, sizeof *message);

		if (message == NULL)
			return false;
		*message = &capture->messages[i];
		(*message)->input = input;
		if (!add_note(e->arena, *message, note))
			return false;
	}
	return true;
}

static const char *
form_name(enum sdx_kind kind)
{
	switch (kind) {
	case SDX_KIND_METADATA:
		return "metadata";
	case SDX_KIND_CERTIFICATE:
		return "certificate";
	case SDX_KIND_KEY:
		return "key";
	case SDX_KIND_PROVIDER:
		return "provider";
	case SDX_KIND_PROVIDER_LIST:
		return "provider-list";
	case SDX_KIND_ROLE:
		return "role";
	case SDX_KIND_TRUST_POLICY:
		return "trust-policy";
	case SDX_KIND_CLOUDTRAIL:
		return "cloudtrail";
	case SDX_KIND_EXPECTATION:
		return "expectation";
	case SDX_KIND_CAPTURE:
		return "capture";
	case SDX_KIND_CURRENT:
		return "current";
	case SDX_KIND_SIGNER:
		return "signer";
	case SDX_KIND_WHOLE:
		return "federation";
	case SDX_KIND_PARAMETER:
		return "parameter";
	case SDX_KIND_AUTO:
		break;
	}
	return "unknown";
}

static bool
read_input(struct evidence *e, size_t input)
{
	struct input *in = &e->inputs[input];
	struct recognised seen;
	const char *note = NULL;

	in->was_forced = in->kind != SDX_KIND_AUTO;
	if (in->kind == SDX_KIND_PARAMETER)
		return true; /* of the command, which was read before */
	if (e->settings->question == SDX_QUESTION_METADATA && input == 0)
		return evidence_read_subject(e, input);
	if (in->kind == SDX_KIND_CURRENT)
		return evidence_read_current(e, input);
	if (in->kind == SDX_KIND_SIGNER)
		return evidence_read_signer(e, input);
	if (in->kind == SDX_KIND_WHOLE)
		return evidence_read_whole(e, input);
	if (!unpack(e, input, &note))
		return false;
	seen = capture_recognise(e->arena, in->bytes, in->kind);
	/* Whatever is to be linted as a policy is one, if a broken one. */
	if (e->settings->question == SDX_QUESTION_POLICY &&
	    seen.kind == SDX_KIND_AUTO)
		seen = (struct recognised){.kind = SDX_KIND_TRUST_POLICY};
	in->kind = seen.kind;
	in->looks_like = seen.looks_like;
	in->advice = seen.advice;
	in->form = seen.kind == SDX_KIND_CAPTURE && seen.form != NULL
		       ? seen.form->kind
		       : form_name(seen.kind);
	switch (seen.kind) {
	case SDX_KIND_CAPTURE:
		return seen.form == NULL ||
		       add_capture(e, input, seen.form, note);
	case SDX_KIND_METADATA:
		return add_metadata(e, input, in->bytes.data, in->bytes.len);
	case SDX_KIND_CERTIFICATE:
		return add_certificates(e, input);
	case SDX_KIND_KEY:
		return add_key(e, input);
	case SDX_KIND_PROVIDER:
	case SDX_KIND_PROVIDER_LIST:
	case SDX_KIND_ROLE:
	case SDX_KIND_TRUST_POLICY:
		return add_json(e, input);
	case SDX_KIND_CLOUDTRAIL:
		return evidence_add_trail(e, input);
	case SDX_KIND_EXPECTATION:
		return add_expectation(e, input);
	case SDX_KIND_CURRENT:
	case SDX_KIND_SIGNER:
	case SDX_KIND_WHOLE:
	case SDX_KIND_PARAMETER:
	case SDX_KIND_AUTO:
		break;
	}
	return true;
}

bool
evidence_read_inputs(struct evidence *e)
{
	size_t n_read = e->common != NULL ? e->common->n_inputs : 0;

	for (size_t i = n_read; i < e->n_inputs; i++) {
		if (!read_input(e, i))
			return false;
	}
	return true;
}
