/* SPDX-License-Identifier: MIT */
/*
 * The small values of a sign-in on any text: ARNs and pairs, times, addresses,
 * shorthand of lists.  What must hold:
 *  - a fault has words and a place inside of the value;
 *  - a time that is read is the same when it is written and read again;
 *  - odd characters stand one behind the other.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/arn.h"
#include "aws/command.h"
#include "aws/endpoint.h"
#include "saml/datetime.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_value: %s\n", what);
	abort();
}

static void
check_arn(const struct aws_arn *arn, size_t len)
{
	if (arn->text == NULL || arn->detail == NULL || arn->name == NULL ||
	    arn->path == NULL)
		fail("a part of an ARN that is missing");
	if (arn->fault_offset > len)
		fail("a fault outside of the value");
	if (arn->fault != ARN_OK && arn->detail[0] == '\0')
		fail("a fault without words");
}

static void
check_odd(const struct odd_character *odd, size_t n, size_t len)
{
	size_t end = 0;

	for (size_t i = 0; i < n; i++) {
		if (odd[i].offset < end || odd[i].len == 0 ||
		    odd[i].offset + odd[i].len > len)
			fail("an odd character that stands nowhere");
		if (odd[i].name == NULL || odd[i].name[0] == '\0')
			fail("an odd character without a name");
		end = odd[i].offset + odd[i].len;
	}
}

static void
read_arns(struct arena *arena, const char *text, size_t len)
{
	struct aws_arn arn = arn_parse(arena, text, len);
	struct aws_role_pair *pair = role_pair_parse(arena, text);
	struct odd_character *odd = NULL;
	size_t n = 0;

	check_arn(&arn, len);
	if (pair == NULL || !odd_characters_find(arena, text, &odd, &n))
		fail("no memory");
	check_arn(&pair->role, len);
	check_arn(&pair->provider, len);
	check_odd(pair->odd, pair->n_odd, len);
	check_odd(odd, n, len);
	if (pair->is_well_formed &&
	    (pair->n_parts != 2 || pair->role.fault != ARN_OK ||
		pair->provider.fault != ARN_OK))
		fail("a pair that is well-formed and is not");
	value_is_template(text);
}

static void
read_times(struct arena *arena, const char *text)
{
	int64_t seconds, again;
	bool has_zone;

	if (datetime_parse(text, &seconds, &has_zone)) {
		const char *written = datetime_format(arena, seconds);

		datetime_span(arena, seconds);
		if (written == NULL ||
		    !datetime_parse(written, &again, &has_zone) ||
		    again != seconds)
			fail("a time that cannot be written");
	}
	if (datetime_parse_http(text, &seconds) &&
	    datetime_format(arena, seconds) == NULL)
		fail("a date that cannot be written");
}

static void
read_lists(struct arena *arena, const char *text)
{
	static const struct parameter_model lists[] = {
	    {.name = "Tags",
		.option = "--tags",
		.type = PARAMETER_TAGS,
		.max = 50},
	    {.name = "PolicyArns",
		.option = "--policy-arns",
		.type = PARAMETER_ARNS,
		.max = 10}};

	for (size_t i = 0; i < 2; i++) {
		struct command_value value = {.model = &lists[i]};
		const char *why = NULL;

		if (!shorthand_read(arena, text, &lists[i], &value, &why))
			fail("no memory");
		for (size_t j = 0; why == NULL && j < value.n_pairs; j++)
			if (value.pairs[j].key == NULL)
				fail("a pair without key");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *arena = arena_new();
	char *text = malloc(len + 1);

	if (arena != NULL && text != NULL) {
		memcpy(text, data, len);
		text[len] = '\0';
		len = strlen(text);
		read_arns(arena, text, len);
		read_times(arena, text);
		read_lists(arena, text);
		endpoint_parse(arena, text);
		for (int a = ALPHABET_ANY; a <= ALPHABET_MODE; a++)
			if (alphabet_check(
				(enum parameter_alphabet)a, text, len) > len)
				fail("a place outside of the value");
	}
	free(text);
	arena_free(arena);
	return 0;
}
