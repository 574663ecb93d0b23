/* SPDX-License-Identifier: MIT */
/* Several sign-ins beside each other, each made by a recipe of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "beside.h"

/* 2026-11-20T09:03:11Z and so many seconds; static memory. */
static const char *
later(const struct tm *start, int seconds)
{
	static char text[64];
	struct tm copy = *start;
	time_t t = timegm(&copy) + seconds;

	gmtime_r(&t, &copy);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &copy);
	return text;
}

bool
recipe_issued(struct recipe *r, char *rest)
{
	struct tm t = {0};
	xmlDocPtr doc = r->response;

	if (strptime(rest, "%Y-%m-%dT%H:%M:%SZ", &t) == NULL)
		return recipe_fail(r, "no time: %s", rest);
	return edit_attribute(
		   doc, "//samlp:Response", "IssueInstant", later(&t, 0)) &&
	       edit_attribute(
		   doc, "//saml:Assertion", "IssueInstant", later(&t, 0)) &&
	       edit_attribute(doc, "//saml:SubjectConfirmationData",
		   "NotOnOrAfter", later(&t, 300)) &&
	       edit_attribute(
		   doc, "//saml:Conditions", "NotOnOrAfter", later(&t, 300)) &&
	       edit_attribute(
		   doc, "//saml:Conditions", "NotBefore", later(&t, -300)) &&
	       edit_attribute(
		   doc, "//saml:AuthnStatement", "AuthnInstant", later(&t, -1));
}

/* "NAME LINE; LINE; ...": what that recipe hands over, under that name. */
bool
recipe_capture(struct recipe *r, char *rest)
{
	const char *name = recipe_word(&rest);
	struct idp_case made;
	char *data = NULL;
	size_t len = 0;

	for (char *at = rest; (at = strstr(at, "; ")) != NULL;)
		memcpy(at, "\n\n", 2);
	if (!idp_follow(rest, r->path, r->keys, &made)) {
		recipe_fail(r, "%s", made.error);
		idp_free(&made);
		return false;
	}
	for (size_t i = 0; i < made.n_inputs; i++) {
		if (strncmp(made.inputs[i].name, "response.", 9) != 0 &&
		    strcmp(made.inputs[i].name, "login.har") != 0)
			continue;
		data = made.inputs[i].data;
		len = made.inputs[i].len;
		made.inputs[i].data = NULL;
		break;
	}
	idp_free(&made);
	return recipe_add_input(r, name, data, len);
}
