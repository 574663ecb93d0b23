/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "saml/datetime.h"

static const struct {
	const char *words;
	const char *text;
	bool is_valid;
	int64_t seconds;
	bool has_zone;
} times[] = {
    {"UTC", "2026-11-20T09:03:11Z", true, 1795165391, true},
    {"a fraction is cut off", "2026-11-20T09:03:11.999Z", true, 1795165391,
	true},
    {"seven digits, as AD FS writes", "2026-11-20T09:03:11.1234567Z", true,
	1795165391, true},
    {"a zone to the east", "2026-11-20T10:03:11+01:00", true, 1795165391, true},
    {"a zone to the west", "2026-11-20T04:33:11-04:30", true, 1795165391, true},
    {"no zone", "2026-11-20T09:03:11", true, 1795165391, false},
    {"the epoch", "1970-01-01T00:00:00Z", true, 0, true},
    {"before the epoch", "1969-12-31T23:59:59Z", true, -1, true},
    {"a leap day", "2028-02-29T00:00:00Z", true, 1835395200, true},
    {"no leap day", "2027-02-29T00:00:00Z", false, 0, false},
    {"no leap day in 2100", "2100-02-29T00:00:00Z", false, 0, false},
    {"a leap day in 2000", "2000-02-29T00:00:00Z", true, 951782400, true},
    {"the end of the day", "2026-11-20T24:00:00Z", true, 1795219200, true},
    {"past the end of the day", "2026-11-20T24:00:01Z", false, 0, false},
    {"a leap second", "2016-12-31T23:59:60Z", true, 1483228800, true},
    {"the last of four digits", "9999-12-31T23:59:59Z", true, 253402300799,
	true},
    {"five digits of a year", "10000-01-01T00:00:00Z", true, 253402300800,
	true},
    {"a needless zero", "02026-11-20T09:03:11Z", false, 0, false},
    {"no year nought", "0000-01-01T00:00:00Z", false, 0, false},
    {"before our time", "-0001-01-01T00:00:00Z", true, -62198755200, true},
    {"too many digits", "99999999999-01-01T00:00:00Z", false, 0, false},
    {"month 13", "2026-13-01T00:00:00Z", false, 0, false},
    {"day 0", "2026-11-00T00:00:00Z", false, 0, false},
    {"day 31 of November", "2026-11-31T00:00:00Z", false, 0, false},
    {"hour 25", "2026-11-20T25:00:00Z", false, 0, false},
    {"minute 60", "2026-11-20T09:60:00Z", false, 0, false},
    {"a blank for the T", "2026-11-20 09:03:11Z", false, 0, false},
    {"a blank behind", "2026-11-20T09:03:11Z ", false, 0, false},
    {"a point without digits", "2026-11-20T09:03:11.Z", false, 0, false},
    {"a small z", "2026-11-20T09:03:11z", false, 0, false},
    {"a zone of 15 hours", "2026-11-20T09:03:11+15:00", false, 0, false},
    {"a zone without colon", "2026-11-20T09:03:11+0100", false, 0, false},
    {"a date alone", "2026-11-20", false, 0, false},
    {"nothing", "", false, 0, false},
    {"words", "tomorrow", false, 0, false},
};

static void
times_are_read(void **state)
{
	int64_t seconds;
	bool has_zone;

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		bool is_valid =
		    datetime_parse(times[i].text, &seconds, &has_zone);

		if (is_valid != times[i].is_valid)
			fail_msg("%s: %d", times[i].words, is_valid);
		if (!is_valid)
			continue;
		if (seconds != times[i].seconds)
			fail_msg(
			    "%s: %lld", times[i].words, (long long)seconds);
		assert_int_equal(has_zone, times[i].has_zone);
	}
}

static const struct {
	const char *words;
	const char *text;
	bool is_valid;
	int64_t seconds;
} dates[] = {
    {"as RFC 9110 has it", "Fri, 20 Nov 2026 09:03:11 GMT", true, 1795165391},
    {"another zone", "Fri, 20 Nov 2026 09:03:11 EST", false, 0},
    {"no comma", "Fri 20 Nov 2026 09:03:11 GMT", false, 0},
    {"one digit of a day", "Fri, 2 Nov 2026 09:03:11 GMT", false, 0},
    {"no weekday", "20 Nov 2026 09:03:11 GMT", false, 0},
    {"no month", "Fri, 20 Nob 2026 09:03:11 GMT", false, 0},
    {"no day", "Fri, 31 Nov 2026 09:03:11 GMT", false, 0},
    {"more behind", "Fri, 20 Nov 2026 09:03:11 GMT!", false, 0},
    {"nothing", "", false, 0},
};

static void
http_dates_are_read(void **state)
{
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
		bool is_valid = datetime_parse_http(dates[i].text, &seconds);

		if (is_valid != dates[i].is_valid)
			fail_msg("%s: %d", dates[i].words, is_valid);
		if (is_valid)
			assert_int_equal(seconds, dates[i].seconds);
	}
}

/* Moments of some four thousand years, there and back. */
static void
what_is_written_reads_the_same(void **state)
{
	(void)state;
	for (int64_t t = -62000000000; t < 70000000000;
	     t += INT64_C(86399) * 1009) {
		struct arena *arena = arena_new();
		const char *text = datetime_format(arena, t);
		int64_t seconds;
		bool has_zone;

		assert_true(datetime_parse(text, &seconds, &has_zone));
		assert_int_equal(seconds, t);
		assert_true(has_zone);
		arena_free(arena);
	}
}

static const struct {
	int64_t seconds;
	const char *text;
} spans[] = {
    {0, "0 seconds"},
    {1, "1 second"},
    {-1, "1 second"},
    {59, "59 seconds"},
    {60, "1 minute"},
    {250, "4 minutes 10 seconds"},
    {3600, "1 hour"},
    {3601, "1 hour"},
    {3661, "1 hour 1 minute"},
    {86400 * 2 + 3600 * 3, "2 days 3 hours"},
    {INT64_MIN, "106751991167300 days 15 hours"},
};

static void
spans_have_two_units(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
		assert_string_equal(
		    datetime_span(arena, spans[i].seconds), spans[i].text);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(times_are_read),
	    cmocka_unit_test(http_dates_are_read),
	    cmocka_unit_test(what_is_written_reads_the_same),
	    cmocka_unit_test(spans_have_two_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
