/* SPDX-License-Identifier: MIT */
#include "json_oracle.h"

#include <jansson.h>

bool
oracle_accepts(const char *text, size_t len)
{
	json_t *value = json_loadb(text, len, JSON_DECODE_ANY, NULL);
	bool is_json = value != NULL;

	json_decref(value);
	return is_json;
}

bool
oracle_equal(const char *a, const char *b)
{
	json_t *first = json_loads(a, JSON_DECODE_ANY, NULL);
	json_t *second = json_loads(b, JSON_DECODE_ANY, NULL);
	bool is_equal = first != NULL && json_equal(first, second);

	json_decref(first);
	json_decref(second);
	return is_equal;
}
