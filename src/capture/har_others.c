/* SPDX-License-Identifier: MIT */
/* A HAR without a response: what its requests carry instead, and where. */
#include <string.h>

#include "capture/har_others.h"
#include "capture/stranger.h"

#define USE_SAML "Set the identity provider up for SAML 2.0."

/* Marks in the JSON of a request; the first row that fits a HAR counts. */
static const struct {
	const char *marks[4]; /* any of them */
	const char *also;     /* and this; NULL */
	const char *what;
	const char *advice;
} others[] = {
    {{"wresult=", "\"wresult\""}, NULL, "a message of WS-Federation", USE_SAML},
    {{"SAMLart=", "\"SAMLart\""}, NULL, "an artifact, not a response",
	"Set the identity provider to the HTTP-POST binding."},
    {{"id_token=", "\"id_token\""}, NULL, "a token of OpenID Connect",
	USE_SAML},
    {{"?code=", "&code="}, "state=", "a code of OpenID Connect or OAuth",
	USE_SAML},
    {{"SAMLRequest=", "\"SAMLRequest\""}, NULL,
	"the request to the identity provider, not its answer",
	"Go on recording until the error of AWS is on the screen, with "
	"Preserve log ticked, and export the HAR then."},
};

#define N_OTHERS (sizeof others / sizeof *others)

static bool
holds(struct json_value value, const char *what)
{
	return memmem(value.text->data + value.start, value.end - value.start,
		   what, strlen(what)) != NULL;
}

static bool
fits(struct json_value request, size_t row)
{
	for (size_t i = 0; i < 4 && others[row].marks[i] != NULL; i++) {
		if (holds(request, others[row].marks[i]))
			return others[row].also == NULL ||
			       holds(request, others[row].also);
	}
	return false;
}

/* Where the sign-in stopped: at the last page that asks for something. */
static bool
name_page(
    struct arena *arena, struct json_value entries, struct capture *capture)
{
	struct json_iter iter = json_iterate(entries);
	const struct stranger *page = NULL, *plain = stranger_page("", 0);
	size_t entry = 0, number = 0;
	struct json_value json;

	while (json_next(&iter, NULL, &json)) {
		struct json_value text = json_path(
		    json, "response", "content", "text", (char *)NULL);
		const struct stranger *seen;

		number++;
		if (text.type != JSON_STRING)
			continue;
		seen = stranger_page(
		    text.text->data + text.start, text.end - text.start);
		if (seen != plain) {
			page = seen;
			entry = number;
		}
	}
	if (page == NULL)
		return false;
	capture->looks_like = arena_printf(arena,
	    "a HAR without any response; entry %zu of %zu is %s", entry, number,
	    page->looks_like);
	capture->advice = page->advice;
	return true;
}

bool
har_name_others(
    struct arena *arena, struct json_value entries, struct capture *capture)
{
	struct json_iter iter = json_iterate(entries);
	size_t best = N_OTHERS, entry = 0, number = 0;
	struct json_value json;

	while (json_next(&iter, NULL, &json)) {
		struct json_value request = json_get(json, "request");

		number++;
		for (size_t i = 0; request.type == JSON_OBJECT && i < best;
		     i++) {
			if (fits(request, i)) {
				best = i;
				entry = number;
			}
		}
	}
	if (best == N_OTHERS)
		return name_page(arena, entries, capture);
	capture->looks_like = arena_printf(arena,
	    "a HAR without any response; entry %zu of %zu carries %s", entry,
	    number, others[best].what);
	capture->advice = others[best].advice;
	return true;
}
