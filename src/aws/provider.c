/* SPDX-License-Identifier: MIT */
#include "aws/provider.h"

#include <string.h>

static bool
is_string(struct json_value value)
{
	return value.type == JSON_STRING;
}

bool
provider_is(struct json_value json)
{
	return is_string(json_get(json, "SAMLMetadataDocument")) ||
	       is_string(json_get(json, "SAMLProviderUUID"));
}

bool
provider_list_is(struct json_value json)
{
	return json_get(json, "SAMLProviderList").type == JSON_ARRAY;
}

static void
read_keys(
    struct arena *arena, struct json_value list, struct aws_provider *provider)
{
	struct json_iter iter = json_iterate(list);
	struct json_value element;

	if (list.type != JSON_ARRAY)
		return;
	while (json_next(&iter, NULL, &element)) {
		struct provider_key *key = arena_push(
		    arena, &provider->keys, &provider->n_keys, sizeof *key);

		if (key == NULL)
			return;
		key->key_id =
		    json_string(arena, json_get(element, "KeyId"), NULL);
		key->timestamp =
		    json_string(arena, json_get(element, "Timestamp"), NULL);
	}
}

static enum encryption_mode
mode_of(const char *text)
{
	if (text == NULL)
		return MODE_UNKNOWN;
	if (strcmp(text, "Required") == 0)
		return MODE_REQUIRED;
	return strcmp(text, "Allowed") == 0 ? MODE_ALLOWED : MODE_UNKNOWN;
}

struct aws_provider *
provider_read(struct arena *arena, struct json_value json)
{
	struct aws_provider *provider = arena_alloc(arena, sizeof *provider);

	if (provider == NULL)
		return NULL;
	provider->uuid =
	    json_string(arena, json_get(json, "SAMLProviderUUID"), NULL);
	provider->metadata = json_string(arena,
	    json_get(json, "SAMLMetadataDocument"), &provider->metadata_len);
	provider->create_date =
	    json_string(arena, json_get(json, "CreateDate"), NULL);
	provider->valid_until =
	    json_string(arena, json_get(json, "ValidUntil"), NULL);
	provider->mode_text =
	    json_string(arena, json_get(json, "AssertionEncryptionMode"), NULL);
	provider->mode = mode_of(provider->mode_text);
	read_keys(arena, json_get(json, "PrivateKeyList"), provider);
	return provider;
}

struct aws_provider_list *
provider_list_read(struct arena *arena, struct json_value json)
{
	struct aws_provider_list *list = arena_alloc(arena, sizeof *list);
	struct json_iter iter;
	struct json_value element;

	if (list == NULL)
		return NULL;
	iter = json_iterate(json_get(json, "SAMLProviderList"));
	while (json_next(&iter, NULL, &element)) {
		struct aws_arn *arn;
		const char *text;
		size_t len;

		text = json_string(arena, json_get(element, "Arn"), &len);
		if (text == NULL)
			continue;
		arn =
		    arena_push(arena, &list->arns, &list->n_arns, sizeof *arn);
		if (arn == NULL)
			return NULL;
		*arn = arn_parse(arena, text, strlen(text));
	}
	return list;
}
