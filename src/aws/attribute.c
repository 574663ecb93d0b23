/* SPDX-License-Identifier: MIT */
/* Which of AWS's attributes a Name means, exactly or almost. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "aws/look_alike.h"
#include "aws/session.h"

static const struct {
	const char *suffix;
	enum aws_attribute attribute;
} names[] = {
    {"Role", AWS_ATTRIBUTE_ROLE},
    {"RoleSessionName", AWS_ATTRIBUTE_ROLE_SESSION_NAME},
    {"SessionDuration", AWS_ATTRIBUTE_SESSION_DURATION},
    {"SourceIdentity", AWS_ATTRIBUTE_SOURCE_IDENTITY},
    {"TransitiveTagKeys", AWS_ATTRIBUTE_TRANSITIVE_TAG_KEYS},
};

#define TAG "PrincipalTag:"
#define CHINA "http://www.amazonaws.cn/SAML/Attributes/"

static enum aws_attribute
of_suffix(const char *suffix, bool with_case)
{
	size_t tag = sizeof TAG - 1;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (with_case ? strcmp(suffix, names[i].suffix) == 0
			      : strcasecmp(suffix, names[i].suffix) == 0)
			return names[i].attribute;
	}
	if (with_case ? strncmp(suffix, TAG, tag) == 0
		      : strncasecmp(suffix, TAG, tag) == 0)
		return AWS_ATTRIBUTE_PRINCIPAL_TAG;
	return AWS_ATTRIBUTE_NONE;
}

enum aws_attribute
aws_attribute_of(const char *name)
{
	size_t len = sizeof AWS_ATTRIBUTES - 1;

	if (strncmp(name, AWS_ATTRIBUTES, len) != 0)
		return AWS_ATTRIBUTE_NONE;
	return of_suffix(name + len, true);
}

#define NAME_MAX_LEN 300

/* NAME without white space around it and slashes at its end. */
static bool
tidy(const char *name, char out[NAME_MAX_LEN], bool *had_blank, bool *had_slash)
{
	size_t blanks = strspn(name, " \t\r\n"), len = strlen(name);

	while (len > blanks && isspace((unsigned char)name[len - 1]))
		len--;
	*had_blank = blanks > 0 || name[len] != '\0';
	name += blanks;
	len -= blanks;
	*had_slash = len > 0 && name[len - 1] == '/';
	while (len > 0 && name[len - 1] == '/')
		len--;
	if (len >= NAME_MAX_LEN)
		return false;
	memcpy(out, name, len);
	out[len] = '\0';
	return true;
}

/* Prefixes that are met in the place of AWS's own. */
static const struct {
	const char *prefix;
	const char *what;
} prefixes[] = {
    {AWS_ATTRIBUTES, NULL},
    {"http://aws.amazon.com/SAML/Attributes/",
	"it begins http:// where https:// must stand"},
    {"https://aws.amazon.com/SAML/Attribute/",
	"it says Attribute where Attributes must stand"},
    {"https://aws.amazon.com/SAML/", "/Attributes is missing behind /SAML"},
    {"aws.amazon.com/SAML/Attributes/", "https:// is missing"},
    {"https://www.aws.amazon.com/SAML/Attributes/",
	"the host must be aws.amazon.com, without www"},
    {"https://signin.aws.amazon.com/SAML/Attributes/",
	"the host must be aws.amazon.com, without signin"},
    {CHINA, "the prefix is https://aws.amazon.com/SAML/Attributes/ in AWS "
	    "China too"},
    {"https://www.amazonaws.cn/SAML/Attributes/",
	"the prefix is https://aws.amazon.com/SAML/Attributes/ in AWS China "
	"too"},
};

/* What people write behind the right prefix for AWS's own words. */
static const struct {
	const char *suffix;
	bool is_begin; /* a key may follow */
	enum aws_attribute attribute;
	const char *what;
} aliases[] = {
    {"Roles", false, AWS_ATTRIBUTE_ROLE, "it says Roles where Role must stand"},
    {"RoleEntitlement", false, AWS_ATTRIBUTE_ROLE,
	"RoleEntitlement is the friendly name; the name ends in Role"},
    {"SessionName", false, AWS_ATTRIBUTE_ROLE_SESSION_NAME,
	"it says SessionName where RoleSessionName must stand"},
    {"PrincipalTag/", true, AWS_ATTRIBUTE_PRINCIPAL_TAG,
	"a colon must stand behind PrincipalTag, not a slash"},
    {"PrincipalTags:", true, AWS_ATTRIBUTE_PRINCIPAL_TAG,
	"it says PrincipalTags where PrincipalTag must stand"},
    {"TransitiveTagKey", false, AWS_ATTRIBUTE_TRANSITIVE_TAG_KEYS,
	"it says TransitiveTagKey where TransitiveTagKeys must stand"},
};

static enum aws_attribute
of_alias(const char *suffix, const char **what)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
		size_t len = strlen(aliases[i].suffix);

		if (strncasecmp(suffix, aliases[i].suffix, len) != 0 ||
		    (suffix[len] != '\0') != aliases[i].is_begin)
			continue;
		*what = aliases[i].what;
		return aliases[i].attribute;
	}
	return AWS_ATTRIBUTE_NONE;
}

/* The prefix alone: a namespace without a name, which is most often Role. */
static bool
is_bare_prefix(const char *name)
{
	const char *bare = "://aws.amazon.com/SAML/Attributes";

	if (strncasecmp(name, "http", 4) != 0)
		return false;
	name += 4;
	if (*name == 's' || *name == 'S')
		name++;
	return strcasecmp(name, bare) == 0;
}

static enum aws_attribute
near_prefix(const char *name, const char **what)
{
	if (is_bare_prefix(name)) {
		*what = "/Role is missing at its end";
		return AWS_ATTRIBUTE_ROLE;
	}
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		size_t len = strlen(prefixes[i].prefix);
		enum aws_attribute attribute;

		if (strncasecmp(name, prefixes[i].prefix, len) != 0)
			continue;
		attribute = of_suffix(name + len, false);
		if (attribute == AWS_ATTRIBUTE_NONE)
			attribute = of_alias(name + len, what);
		if (attribute == AWS_ATTRIBUTE_NONE)
			continue;
		if (prefixes[i].what != NULL)
			*what = prefixes[i].what;
		return attribute;
	}
	return AWS_ATTRIBUTE_NONE;
}

enum aws_attribute
aws_attribute_near(const char *name, const char **what)
{
	char tidied[NAME_MAX_LEN] = "", seen[NAME_MAX_LEN + 4] = "";
	struct look_alikes odd;
	bool had_blank, had_slash;
	enum aws_attribute attribute;

	*what = NULL;
	if (aws_attribute_of(name) != AWS_ATTRIBUTE_NONE)
		return AWS_ATTRIBUTE_NONE;
	odd = look_alike_fold(name, seen, sizeof seen);
	if (!tidy(seen, tidied, &had_blank, &had_slash))
		return AWS_ATTRIBUTE_NONE;
	attribute = near_prefix(tidied, what);
	if (attribute == AWS_ATTRIBUTE_NONE) {
		/* Without any prefix: "Role" is too common a word to be
		   taken for AWS's in another spelling. */
		attribute = of_suffix(tidied, true);
		if (attribute == AWS_ATTRIBUTE_NONE)
			return AWS_ATTRIBUTE_NONE;
		*what = "the prefix https://aws.amazon.com/SAML/Attributes/ is "
			"missing";
	}
	if (odd.has_other)
		*what = "a character of another alphabet stands in it, which "
			"only looks like the right one";
	else if (odd.has_unseen)
		*what = "a character that cannot be seen stands in it";
	else if (*what == NULL && had_blank)
		*what = "white space stands around it";
	else if (*what == NULL && had_slash)
		*what = "a slash stands at its end";
	else if (*what == NULL)
		*what = "it is written in another letter case";
	return attribute;
}

bool
value_is_template(const char *value)
{
	static const char *const marks[] = {"${", "{{", "%{", "<%", "$("};
	static const char *const words[] = {"appuser.", "user.assignedroles",
	    "user.userprincipalname", "user.email", "user.mail",
	    "idpRolePairs"};

	bool has_mark = strchr(value, '{') != NULL ||
			strchr(value, '%') != NULL ||
			strchr(value, '$') != NULL;

	for (size_t i = 0; has_mark && i < sizeof marks / sizeof *marks; i++) {
		if (strstr(value, marks[i]) != NULL)
			return true;
	}
	/* An address may well hold such a word behind an @. */
	if (strchr(value, '@') != NULL)
		return false;
	/* All but the last one hold a full stop; hundreds of roles do not. */
	if (strchr(value, '.') == NULL)
		return strstr(value, "idpRolePairs") != NULL;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strstr(value, words[i]) != NULL)
			return true;
	}
	return false;
}
