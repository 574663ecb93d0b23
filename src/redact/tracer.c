/* SPDX-License-Identifier: MIT */
/* JSON around a message: an export of SAML-tracer, the AWS CLI's input. */
#include <string.h>

#include "redact/document.h"

static const char *
text_of(struct redaction *r, struct json_value value)
{
	const char *text = json_string(r->arena, value, NULL);

	return text != NULL ? text : "";
}

static bool
is_one_of(const char *key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(key, list[i]) == 0)
			return true;
	}
	return false;
}
#define IS_ONE_OF(key, list) is_one_of(key, list, sizeof(list) / sizeof *(list))

/* What is none of the kept ones. */
static const char *
token_of(struct redaction *r, const char *text)
{
	return text[0] == '\0'
		   ? ""
		   : placeholders_token(r->placeholders, text, strlen(text));
}

/* The message in clear. */
static const char *
redact_clear(struct redaction *r, const char *xml)
{
	char *copy = arena_strdup(r->arena, xml);

	if (copy[0] == '\0')
		return "";
	if (!markup_redact(r, copy, strlen(copy)))
		return NULL;
	if (!r->is_first_round)
		r->n_messages++;
	return copy;
}

static const char *
redact_pair(struct redaction *r, const struct string_place *place,
    const char *name, const char *text)
{
	size_t len = 0;

	if (strstr(place->key, "Headers") != NULL ||
	    strstr(place->parent, "Headers") != NULL)
		return header_redact(r, name, text);
	/* A mask: of the copy the hash would not be right. */
	if (text[0] == '{')
		return "{obf:redacted}";
	if (strcmp(place->key, "get") == 0 && strncmp(name, "SAMLRe", 6) == 0)
		return token_of(r, text);
	return field_redact(r, name, text, strlen(text), &len);
}

/* The first of a pair is a name; what else stands in a list is none. */
static bool
is_list_of_pairs(const char *key)
{
	static const char *const lists[] = {
	    "post", "get", "requestHeaders", "responseHeaders"};

	return IS_ONE_OF(key, lists);
}

static const char *
redact_request(
    struct redaction *r, const struct string_place *place, const char *text)
{
	static const char *const kept[] = {"method", "requestId", "id",
	    "protocol", "responseStatusText", "type", "timeStamp"};

	if (IS_ONE_OF(place->key, kept))
		return text;
	if (strcmp(place->key, "url") == 0)
		return address_shorten(r, text);
	if (strcmp(place->key, "saml") == 0)
		return redact_clear(r, text);
	if (is_list_of_pairs(place->key) && strlen(text) < 64 &&
	    strpbrk(text, "@ =/") == NULL)
		return text;
	return token_of(r, text);
}

static const char *
choose(struct redaction *r, const struct string_place *place, const char *text)
{
	size_t len;

	if (place->pair_name != NULL && is_list_of_pairs(place->key))
		return redact_pair(r, place, place->pair_name, text);
	if (strcmp(place->parent, "postData") == 0)
		return field_redact(r, place->key, text, strlen(text), &len);
	if (is_list_of_pairs(place->parent) && strcmp(place->key, "name") == 0)
		return text;
	if (is_list_of_pairs(place->parent) && strcmp(place->key, "value") == 0)
		return redact_pair(r, place,
		    text_of(r, json_get(place->object, "name")), text);
	if (strcmp(place->parent, "requests") == 0)
		return redact_request(r, place, text);
	return strcmp(place->key, "timestamp") == 0 ? text : token_of(r, text);
}

static const char *
redact_string(struct redaction *r, const struct string_place *place,
    struct json_value value, size_t *len)
{
	const char *text = choose(r, place, text_of(r, value));

	*len = text != NULL ? strlen(text) : 0;
	return text;
}

bool
redact_tracer(struct redaction *r, struct bytes bytes)
{
	return document_copy(r, bytes, redact_string);
}

/* aws sts assume-role-with-saml --cli-input-json, and a tool's saml.json. */
static const char *
redact_member(struct redaction *r, const struct string_place *place,
    struct json_value value, size_t *len)
{
	static const char *const messages[] = {
	    "SAMLAssertion", "saml_response", "SAMLResponse"};
	static const char *const arns[] = {"RoleArn", "PrincipalArn"};
	const char *text = text_of(r, value);
	bool is_top = place->parent[0] == '\0';

	if (is_top && IS_ONE_OF(place->key, messages))
		return value_redact(r, text, strlen(text), len);
	if (is_top && strcmp(place->key, "relay_state") == 0)
		return field_redact(r, "RelayState", text, strlen(text), len);
	if (is_top && IS_ONE_OF(place->key, arns))
		text = rule_copy(r, RULE_ARN, "ARN", text, strlen(text));
	else
		text = token_of(r, text);
	*len = text != NULL ? strlen(text) : 0;
	return text;
}

bool
redact_wrapped(struct redaction *r, struct bytes bytes)
{
	return document_copy(r, bytes, redact_member);
}
