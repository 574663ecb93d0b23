/* SPDX-License-Identifier: MIT */
#include "aws/policy_number.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "saml/datetime.h"

bool
policy_whole_number(const char *text, int64_t *value)
{
	char *end;
	long long n;

	if (!char_is_digit(text[0]) &&
	    !(text[0] == '-' && char_is_digit(text[1])))
		return false;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*value = n;
	return true;
}

/* A decimal as its digits: nothing is rounded, no locale has a say. */
struct decimal {
	bool is_negative;
	const char *whole; /* without leading zeros */
	size_t whole_len;
	const char *fraction; /* without trailing zeros */
	size_t fraction_len;
};

static bool
decimal_read(const char *text, struct decimal *d)
{
	*d = (struct decimal){.is_negative = *text == '-'};
	if (*text == '-' || *text == '+')
		text++;
	if (!char_is_digit(*text))
		return false;
	while (*text == '0' && char_is_digit(text[1]))
		text++;
	for (d->whole = text; char_is_digit(*text); text++)
		d->whole_len++;
	if (*text == '.') {
		if (!char_is_digit(text[1]))
			return false;
		for (d->fraction = ++text; char_is_digit(*text); text++)
			d->fraction_len++;
		while (d->fraction_len > 0 &&
		       d->fraction[d->fraction_len - 1] == '0')
			d->fraction_len--;
	}
	if (d->whole_len == 1 && d->whole[0] == '0' && d->fraction_len == 0)
		d->is_negative = false;
	return *text == '\0';
}

static int
sign(int value)
{
	return value < 0 ? -1 : value > 0;
}

/* By size, without the sign. */
static int
compare_sizes(const struct decimal *a, const struct decimal *b)
{
	size_t shorter = a->fraction_len < b->fraction_len ? a->fraction_len
							   : b->fraction_len;
	int order = 0;

	if (a->whole_len != b->whole_len)
		return a->whole_len < b->whole_len ? -1 : 1;
	order = memcmp(a->whole, b->whole, a->whole_len);
	if (order == 0 && shorter > 0)
		order = memcmp(a->fraction, b->fraction, shorter);
	if (order == 0 && a->fraction_len != b->fraction_len)
		order = a->fraction_len < b->fraction_len ? -1 : 1;
	return sign(order);
}

bool
policy_compare_numbers(const char *left, const char *right, int *order)
{
	struct decimal a, b;

	if (!decimal_read(left, &a) || !decimal_read(right, &b))
		return false;
	if (a.is_negative != b.is_negative)
		*order = a.is_negative ? -1 : 1;
	else
		*order = a.is_negative ? compare_sizes(&b, &a)
				       : compare_sizes(&a, &b);
	return true;
}

/* Does TEXT begin with this shape?  '0' stands for a digit. */
static bool
has_shape(const char *text, const char *shape)
{
	for (; *shape != '\0'; shape++, text++) {
		if (*shape == '0' ? !char_is_digit(*text) : *text != *shape)
			return false;
	}
	return true;
}

/* The W3C profile's shorter forms, made whole. */
static bool
make_whole(const char *text, char *whole, size_t size)
{
	size_t len = strlen(text);

	if (len > 40)
		return false;
	if (has_shape(text, "0000-00-00T00:00:00"))
		snprintf(whole, size, "%s", text);
	else if (has_shape(text, "0000-00-00T00:00"))
		snprintf(whole, size, "%.16s:00%s", text, text + 16);
	else if (has_shape(text, "0000-00-00") && len == 10)
		snprintf(whole, size, "%sT00:00:00Z", text);
	else if (has_shape(text, "0000-00") && len == 7)
		snprintf(whole, size, "%s-01T00:00:00Z", text);
	else
		return false;
	return true;
}

bool
policy_read_date(const char *text, int64_t *seconds)
{
	char whole[64];
	bool has_zone;

	/* Four digits are a year, more of them are seconds. */
	if (has_shape(text, "0000") && text[4] == '\0') {
		snprintf(whole, sizeof whole, "%.4s-01-01T00:00:00Z", text);
		return datetime_parse(whole, seconds, &has_zone);
	}
	if (policy_whole_number(text, seconds))
		return true;
	return make_whole(text, whole, sizeof whole) &&
	       datetime_parse(whole, seconds, &has_zone);
}
