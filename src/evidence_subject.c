/* SPDX-License-Identifier: MIT */
/* The metadata under test: the first input, whatever it turns out to be. */
#include <string.h>

#include "capture/root.h"
#include "crypto/certificate_traits.h"
#include "evidence_steps.h"
#include "saml/response.h"

static bool
holds(struct bytes b, const char *what)
{
	return memmem(b.data, b.len, what, strlen(what)) != NULL;
}

/* JSON that tells of metadata, such as a HAR, is JSON all the same. */
static bool
begins_json(struct bytes b)
{
	size_t at = root_start(b);

	return at < b.len && (b.data[at] == '{' || b.data[at] == '[');
}

/* Does XML of metadata stand in it, whatever stands around it? */
static bool
holds_metadata(struct bytes b)
{
	if (begins_json(b))
		return false;
	return root_is_xml(b) || holds(b, "EntityDescriptor") ||
	       holds(b, "EntitiesDescriptor");
}

/* What other encodings than UTF-8 begin with is for the parser to name. */
static bool
is_wide(struct bytes b)
{
	return b.len >= 2 && (memcmp(b.data, "\xff\xfe", 2) == 0 ||
				 memcmp(b.data, "\xfe\xff", 2) == 0 ||
				 memcmp(b.data, "<\0", 2) == 0 ||
				 memcmp(b.data, "\0<", 2) == 0);
}

static bool
begins_tag(struct bytes b, size_t at)
{
	uint8_t next;

	if (b.data[at] != '<' || at + 1 >= b.len)
		return false;
	next = b.data[at + 1];
	return next == '?' || next == '!' || (next | 0x20) >= 'a';
}

/* Of UTF-8: octets that begin one, eight at a time. */
static size_t
count_characters(struct bytes b)
{
	const uint64_t ones = 0x0101010101010101U;
	size_t n = 0, i = 0;

	for (; i + 8 <= b.len; i += 8) {
		uint64_t word, inner;

		memcpy(&word, b.data + i, 8);
		inner = word >> 7 & ~(word >> 6) & ones;
		n += 8 - (size_t)(inner * ones >> 56);
	}
	for (; i < b.len; i++)
		n += (b.data[i] & 0xc0) != 0x80;
	return n;
}

/* Where XML begins and ends, and how many characters there are. */
static void
measure(struct metadata_subject *s)
{
	struct bytes b = s->bytes;

	s->has_bom = b.len >= 3 && memcmp(b.data, "\xef\xbb\xbf", 3) == 0;
	while (s->start < b.len && !begins_tag(b, s->start))
		s->start++;
	s->end = b.len;
	while (s->end > s->start && b.data[s->end - 1] != '>')
		s->end--;
	s->n_characters = count_characters(b);
}

static const char *
web_page_name(struct bytes b)
{
	if (holds(b, "type=\"password\"") || holds(b, "type='password'") ||
	    holds(b, "type=password"))
		return "a login page";
	return "a web page";
}

/* The name of a file that is of another kind. */
static const char *
kind_name(const struct metadata_subject *s, const struct recognised *seen)
{
	if (root_is_html(s->bytes))
		return web_page_name(s->bytes);
	switch (seen->kind) {
	case SDX_KIND_CERTIFICATE:
		return "a certificate alone";
	case SDX_KIND_KEY:
		return "a key";
	case SDX_KIND_PROVIDER:
		return "the output of aws iam get-saml-provider without its "
		       "SAMLMetadataDocument";
	case SDX_KIND_PROVIDER_LIST:
		return "the output of aws iam list-saml-providers";
	case SDX_KIND_ROLE:
		return "the output of aws iam get-role";
	case SDX_KIND_TRUST_POLICY:
		return "an IAM policy";
	case SDX_KIND_EXPECTATION:
		return "a file of expectations of samldx";
	case SDX_KIND_CLOUDTRAIL:
		return "CloudTrail's records";
	case SDX_KIND_CAPTURE:
		return "the capture of a sign-in";
	case SDX_KIND_METADATA:
	case SDX_KIND_CURRENT:
	case SDX_KIND_SIGNER:
	case SDX_KIND_WHOLE:
	case SDX_KIND_PARAMETER:
	case SDX_KIND_AUTO:
		break;
	}
	if (root_start(s->bytes) == s->bytes.len)
		return "an empty file";
	return seen->looks_like != NULL &&
		       strstr(seen->looks_like, "SAML message") == NULL
		   ? seen->looks_like
		   : "a file of another kind";
}

static void
judge_schema(struct evidence *e, struct metadata_subject *s)
{
	const struct schema_set set = {
	    e->settings->schemas, e->settings->n_schemas, e->schema_cache};
	struct schema_breach *breaches = NULL;

	if (e->settings->n_schemas == 0)
		return;
	s->is_validated = schema_judge(
	    e->arena, &set, s->document, &breaches, &s->n_breaches);
	s->breaches = breaches;
}

/* Well-formed XML, but is its root one of metadata? */
static bool
read_document(struct evidence *e, struct metadata_subject *s)
{
	struct metadata_source *source;
	const char *type = saml_message_type(s->document);

	if (strcmp(type, "metadata") != 0) {
		s->wrong_kind = arena_printf(e->arena,
		    strcmp(type, "other") == 0 ? "XML of another kind"
					       : "XML of another kind: %s",
		    type);
		return true;
	}
	source =
	    arena_push(e->arena, &e->metadata, &e->n_metadata, sizeof *source);
	if (source == NULL)
		return false;
	source->input = s->input;
	source->document = s->document;
	source->metadata = metadata_read(e->arena, s->document);
	judge_schema(e, s);
	s->metadata = source->metadata;
	return source->metadata != NULL;
}

static bool
read_octets(struct evidence *e, struct metadata_subject *s)
{
	measure(s);
	s->document = document_parse(
	    e->arena, s->bytes.data, s->bytes.len, "metadata", &s->refusal);
	if (s->document == NULL)
		return s->refusal.fault != XML_FAULT_MEMORY;
	return read_document(e, s);
}

/* The document inside the output of get-saml-provider. */
static void
unwrap(struct evidence *e, struct input *in, struct metadata_subject *s)
{
	struct aws_provider *provider;
	struct json_value json;

	json = json_open(&in->json, (const char *)in->bytes.data, in->bytes.len,
	    &in->json_error);
	provider =
	    json.type == JSON_NONE ? NULL : provider_read(e->arena, json);
	if (provider == NULL || provider->metadata == NULL)
		return;
	provider->input = s->input;
	e->provider = provider;
	s->is_unwrapped = true;
	s->bytes.data = (const uint8_t *)provider->metadata;
	s->bytes.len = provider->metadata_len;
}

bool
evidence_read_subject(struct evidence *e, size_t input)
{
	struct input *in = &e->inputs[input];
	struct metadata_subject *s = arena_alloc(e->arena, sizeof *s);
	bool is_upload = in->kind == SDX_KIND_PARAMETER;
	enum sdx_kind forced = in->kind;
	struct recognised seen;

	if (s == NULL)
		return false;
	if (forced == SDX_KIND_METADATA || is_upload)
		forced = SDX_KIND_AUTO;
	seen = capture_recognise(e->arena, in->bytes, forced);
	s->input = input;
	s->bytes = in->bytes;
	if (s->bytes.data == NULL)
		s->bytes.data = (const uint8_t *)"";
	s->refusal.detail = "";
	e->subject = s;
	if (!is_upload)
		in->kind = SDX_KIND_METADATA;
	in->form = "metadata";
	/* What is uploaded is sent as it is: nothing is taken out of it. */
	if (seen.kind == SDX_KIND_PROVIDER && !is_upload) {
		in->form = "provider";
		unwrap(e, in, s);
	}
	if (s->is_unwrapped || is_wide(s->bytes) ||
	    (!root_is_html(s->bytes) && seen.kind != SDX_KIND_PROVIDER &&
		seen.kind != SDX_KIND_CERTIFICATE && holds_metadata(s->bytes)))
		return read_octets(e, s);
	s->wrong_kind = kind_name(s, &seen);
	if (is_upload && seen.kind == SDX_KIND_PROVIDER)
		s->wrong_kind = "the output of aws iam get-saml-provider, in "
				"which the metadata stands as one string of "
				"JSON";
	in->form = is_upload ? "parameter" : "unknown";
	return true;
}

/* Decoded already, to verify signatures with? */
static bool
is_decoded(const struct evidence *e, struct vetted_key *vetted)
{
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct trusted_certificate *trusted = &e->trusted[i];

		if (trusted->key != vetted->key)
			continue;
		vetted->certificate = trusted->certificate;
		vetted->traits = trusted->traits;
		return true;
	}
	return false;
}

static bool
vet_key(struct evidence *e, const struct metadata_entity *entity,
    const struct metadata_key *key)
{
	struct metadata_subject *s = e->subject;
	struct cached_certificate cached;
	struct vetted_key *vetted;

	vetted = arena_push(e->arena, &s->keys, &s->n_keys, sizeof *vetted);
	if (vetted == NULL)
		return false;
	vetted->entity = entity;
	vetted->key = key;
	if (key->certificate == NULL)
		return true;
	if (!is_decoded(e, vetted) && e->cache != NULL &&
	    certificate_cache_get(e->cache, key->certificate, &cached)) {
		vetted->certificate = cached.certificate;
		vetted->traits = cached.traits;
	}
	if (vetted->certificate == NULL)
		vetted->certificate =
		    certificate_from_base64(e->arena, key->certificate);
	if (vetted->certificate == NULL)
		return false;
	if (vetted->traits != NULL)
		return true;
	vetted->traits = certificate_traits_read(e->arena, vetted->certificate);
	return vetted->traits != NULL;
}

bool
evidence_vet_keys(struct evidence *e)
{
	const struct saml_metadata *metadata;

	if (e->subject == NULL || e->subject->metadata == NULL)
		return true;
	metadata = e->subject->metadata;
	for (size_t i = 0; i < metadata->n_entities; i++) {
		const struct metadata_entity *entity = &metadata->entities[i];

		for (size_t j = 0; j < entity->n_keys; j++) {
			if (!vet_key(e, entity, &entity->keys[j]))
				return false;
		}
	}
	return true;
}
