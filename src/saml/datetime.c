/* SPDX-License-Identifier: MIT */
#include "saml/datetime.h"

#include <string.h>

#include "chars.h"

/* What a time says, before it is reckoned up. */
struct fields {
	int64_t year;
	int month, day, hour, minute, second;
	int offset; /* of the zone, minutes */
};

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* Exactly N digits; moves *AT behind them. */
static bool
read_digits(const char **at, int n, int *value)
{
	*value = 0;
	for (int i = 0; i < n; i++, (*at)++) {
		if (!char_is_digit(**at))
			return false;
		*value = *value * 10 + (**at - '0');
	}
	return true;
}

static bool
read_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

/* XML Schema part 2, 3.2.7.1: four digits or more, no needless zero. */
static bool
read_year(const char **at, int64_t *year)
{
	bool is_negative = read_char(at, '-');
	const char *start = *at;

	*year = 0;
	for (; char_is_digit(**at); (*at)++) {
		if (*at - start >= 9)
			return false;
		*year = *year * 10 + (**at - '0');
	}
	if (*at - start < 4 || (*at - start > 4 && *start == '0') || *year == 0)
		return false;
	if (is_negative)
		*year = -*year;
	return true;
}

static bool
is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in(int64_t year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* 24:00:00 is the end of the day (XML Schema part 2, 3.2.7). */
static bool
is_possible(const struct fields *f)
{
	if (f->month < 1 || f->month > 12 || f->day < 1 ||
	    f->day > days_in(f->year, f->month))
		return false;
	if (f->hour == 24)
		return f->minute == 0 && f->second == 0;
	/* 60 is a leap second, which SAML forbids and some clocks write. */
	return f->hour < 24 && f->minute < 60 && f->second <= 60;
}

/* Days from 1970-01-01 in the Gregorian calendar without a gap. */
static int64_t
days_since_1970(int64_t year, int month, int day)
{
	int64_t era, year_of_era, day_of_year, day_of_era;

	/* Years that begin in March end with the leap day. */
	if (month <= 2)
		year--;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
		     day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static int64_t
reckon(const struct fields *f)
{
	int64_t days = days_since_1970(f->year, f->month, f->day);

	return ((days * 24 + f->hour) * 60 + f->minute - f->offset) * 60 +
	       f->second;
}

static bool
read_zone(const char **at, struct fields *f, bool *has_zone)
{
	int hours, minutes;
	bool is_west = **at == '-';

	*has_zone = true;
	if (read_char(at, 'Z'))
		return true;
	if (**at != '+' && **at != '-') {
		*has_zone = false;
		return true;
	}
	(*at)++;
	if (!read_digits(at, 2, &hours) || !read_char(at, ':') ||
	    !read_digits(at, 2, &minutes) || minutes > 59 ||
	    hours * 60 + minutes > 14 * 60)
		return false;
	f->offset = hours * 60 + minutes;
	if (is_west)
		f->offset = -f->offset;
	return true;
}

static bool
read_fraction(const char **at)
{
	if (!read_char(at, '.'))
		return true;
	if (!char_is_digit(**at))
		return false;
	while (char_is_digit(**at))
		(*at)++;
	return true;
}

static bool
read_clock(const char **at, struct fields *f)
{
	return read_digits(at, 2, &f->hour) && read_char(at, ':') &&
	       read_digits(at, 2, &f->minute) && read_char(at, ':') &&
	       read_digits(at, 2, &f->second);
}

bool
datetime_parse(const char *text, int64_t *seconds, bool *has_zone)
{
	struct fields f = {0};
	const char *at = text;

	if (!read_year(&at, &f.year) || !read_char(&at, '-') ||
	    !read_digits(&at, 2, &f.month) || !read_char(&at, '-') ||
	    !read_digits(&at, 2, &f.day) || !read_char(&at, 'T') ||
	    !read_clock(&at, &f) || !read_fraction(&at) ||
	    !read_zone(&at, &f, has_zone))
		return false;
	if (*at != '\0' || !is_possible(&f))
		return false;
	*seconds = reckon(&f);
	return true;
}

static bool
read_month(const char **at, int *month)
{
	for (int i = 0; i < 12; i++)
		if (strncmp(*at, &months[(size_t)i * 3], 3) == 0) {
			*month = i + 1;
			*at += 3;
			return true;
		}
	return false;
}

/* "Fri, 20 Nov 2026 09:03:11 GMT" */
bool
datetime_parse_http(const char *text, int64_t *seconds)
{
	static const char weekdays[] = "MonTueWedThuFriSatSun";
	struct fields f = {0};
	const char *at = text;
	bool is_weekday = false;
	int year;

	for (int i = 0; i < 7; i++)
		if (strncmp(at, &weekdays[(size_t)i * 3], 3) == 0)
			is_weekday = true;
	if (!is_weekday)
		return false;
	at += 3;
	if (!read_char(&at, ',') || !read_char(&at, ' ') ||
	    !read_digits(&at, 2, &f.day) || !read_char(&at, ' ') ||
	    !read_month(&at, &f.month) || !read_char(&at, ' ') ||
	    !read_digits(&at, 4, &year) || !read_char(&at, ' ') ||
	    !read_clock(&at, &f) || strcmp(at, " GMT") != 0)
		return false;
	f.year = year;
	if (f.year == 0 || !is_possible(&f))
		return false;
	*seconds = reckon(&f);
	return true;
}

/* The reverse of days_since_1970(). */
static void
date_of(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t era, day_of_era, year_of_era, day_of_year, shifted;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day_of_era = days - era * 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			  day_of_era / 146096) /
		      365;
	day_of_year = day_of_era -
		      (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	shifted = (5 * day_of_year + 2) / 153;
	*day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
	*month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	*year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

const char *
datetime_format(struct arena *arena, int64_t seconds)
{
	int64_t days = seconds / 86400, rest = seconds % 86400, year;
	int month, day;

	if (rest < 0) {
		rest += 86400;
		days--;
	}
	date_of(days, &year, &month, &day);
	return arena_printf(arena, "%s%04lld-%02d-%02dT%02d:%02d:%02dZ",
	    year < 0 ? "-" : "", (long long)(year < 0 ? -year : year), month,
	    day, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}

static const char *
count_of(struct arena *arena, int64_t n, const char *unit)
{
	return arena_printf(
	    arena, "%lld %s%s", (long long)n, unit, n == 1 ? "" : "s");
}

const char *
datetime_span(struct arena *arena, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {
	    {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	size_t i = 0;
	int64_t n, rest;

	if (seconds == INT64_MIN)
		seconds++;
	if (seconds < 0)
		seconds = -seconds;
	while (i < 3 && seconds < units[i].seconds)
		i++;
	n = seconds / units[i].seconds;
	rest = seconds % units[i].seconds;
	if (i == 3 || rest / units[i + 1].seconds == 0)
		return count_of(arena, n, units[i].name);
	return arena_printf(arena, "%s %s", count_of(arena, n, units[i].name),
	    count_of(arena, rest / units[i + 1].seconds, units[i + 1].name));
}
