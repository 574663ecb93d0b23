/* SPDX-License-Identifier: MIT */
/* Session tags: PrincipalTag:KEY and TransitiveTagKeys. */
#include <string.h>
#include <strings.h>

#include "check.h"
#include "checks/repeats.h"
#include "utf8.h"

#define TAGS_MAX 50
#define KEY_MAX 128
#define VALUE_MAX 256

#define TAG_SESSION                                                       \
	"The role's trust policy must also allow sts:TagSession for the " \
	"provider, or every sign-in with tags is refused."

static size_t
length(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/*
 * [\p{L}\p{Z}\p{N}_.:/=+\-@]*: letters, separators and numbers of any script.
 * Of characters outside ASCII only controls are sure not to be among them.
 */
static bool
is_allowed(unsigned code)
{
	if (code >= 0x80)
		return code >= 0xa0;
	if ((code | 0x20) >= 'a' && (code | 0x20) <= 'z')
		return true;
	return (code >= '0' && code <= '9') ||
	       (code != 0 && strchr(" _.:/=+-@", (int)code) != NULL);
}

/* The first character that is not allowed.  false: none. */
static bool
find_bad(const char *text, struct mark *mark)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len;) {
		unsigned code;
		size_t used = utf8_decode(
		    (const unsigned char *)text + i, len - i, &code);

		used = used == 0 ? 1 : used;
		if (!is_allowed(code)) {
			mark->start = i;
			mark->len = used;
			return true;
		}
		i += used;
	}
	return false;
}

static void
report_text(struct findings *out, const char *message, const char *found,
    const char *wanted, struct saml_at at, const struct mark *mark)
{
	finding_add(out, &(struct finding_draft){
			     .message = message,
			     .found = found,
			     .wanted = wanted,
			     .marks = mark,
			     .n_marks = mark != NULL && mark->len > 0,
			     .at = at,
			     .idp_fix = FIX_TAGS,
			 });
}

static enum check_outcome
check_key(const struct evidence *e, struct findings *out)
{
	const char *wanted = "1 to 128 letters, digits, blanks and "
			     "_ . : / = + - @";

	if (e->session->n_tags == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_tags; i++) {
		const struct session_tag *tag = &e->session->tags[i];
		struct mark mark = {0};

		if (tag->key[0] == '\0')
			report_text(out, "A tag has an empty key",
			    tag->attribute->name, wanted, tag->attribute->at,
			    NULL);
		else if (length(tag->key) > KEY_MAX)
			report_text(out,
			    finding_text(out,
				"The key of a tag has %zu characters",
				length(tag->key)),
			    tag->key, wanted, tag->attribute->at, NULL);
		else if (find_bad(tag->key, &mark))
			report_text(out,
			    "The key of a tag holds a character that is not "
			    "allowed",
			    tag->key, wanted, tag->attribute->at, &mark);
	}
	return CHECK_RAN;
}

static enum check_outcome
check_value(const struct evidence *e, struct findings *out)
{
	const char *wanted = "0 to 256 letters, digits, blanks and "
			     "_ . : / = + - @";

	if (e->session->n_tags == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_tags; i++) {
		const struct session_tag *tag = &e->session->tags[i];
		const struct saml_text *text = tag->attribute->values;
		struct mark mark = {0};

		if (tag->attribute->n_values == 0)
			continue;
		if (length(text->value) > VALUE_MAX)
			report_text(out,
			    finding_text(out,
				"The value of tag %s has %zu characters",
				tag->key, length(text->value)),
			    text->value, wanted, text->at, NULL);
		else if (find_bad(text->value, &mark))
			report_text(out,
			    finding_text(out,
				"The value of tag %s holds a character that "
				"is not allowed",
				tag->key),
			    text->value, wanted, text->at, &mark);
	}
	return CHECK_RAN;
}

static enum check_outcome
check_count(const struct evidence *e, struct findings *out)
{
	if (e->session->n_tags == 0)
		return CHECK_NOT_APPLICABLE;
	if (e->session->n_tags <= TAGS_MAX)
		return CHECK_RAN;
	finding_add(
	    out, &(struct finding_draft){
		     .message = finding_text(
			 out, "The assertion has %zu tags", e->session->n_tags),
		     .wanted = "at most 50",
		     .at = e->session->tags[TAGS_MAX].attribute->at,
		     .idp_fix = FIX_TAGS,
		 });
	return CHECK_RAN;
}

/* Keys are compared without regard to letter case. */
static enum check_outcome
check_case(const struct evidence *e, struct findings *out)
{
	const struct aws_session *s = e->session;
	size_t n = 0, *first = NULL;
	const char **keys = NULL;

	if (s->n_tags == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < s->n_tags; i++) {
		const char **key =
		    arena_push(out->arena, &keys, &n, sizeof *key);

		if (key == NULL)
			return CHECK_RAN;
		*key = s->tags[i].key;
	}
	first = repeats_find(out->arena, keys, n, true);
	for (size_t i = 0; first != NULL && i < n; i++) {
		if (first[i] == i)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The tags %s and %s are the same to AWS",
			    keys[first[i]], keys[i]),
			.why = "Keys of tags are compared without regard to "
			       "letter case.",
			.at = s->tags[i].attribute->at,
			.other_at = s->tags[first[i]].attribute->at,
			.idp_fix = FIX_TAGS,
		    });
	}
	return CHECK_RAN;
}

static enum check_outcome
check_reserved(const struct evidence *e, struct findings *out)
{
	if (e->session->n_tags == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_tags; i++) {
		const struct session_tag *tag = &e->session->tags[i];
		const struct saml_attribute *a = tag->attribute;

		if (strncmp(tag->key, "aws:", 4) == 0)
			report_text(out,
			    "The key of a tag begins aws:, which is reserved",
			    tag->key, NULL, a->at, &(struct mark){0, 4});
		if (a->n_values > 0 &&
		    strncmp(a->values[0].value, "aws:", 4) == 0)
			report_text(out,
			    finding_text(out,
				"The value of tag %s begins aws:, which is "
				"reserved",
				tag->key),
			    a->values[0].value, NULL, a->values[0].at,
			    &(struct mark){0, 4});
	}
	return CHECK_RAN;
}

static enum check_outcome
check_single(const struct evidence *e, struct findings *out)
{
	if (e->session->n_tags == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_tags; i++) {
		const struct session_tag *tag = &e->session->tags[i];

		if (tag->attribute->n_values == 1)
			continue;
		report_text(out,
		    finding_text(out, "Tag %s has %zu values", tag->key,
			tag->attribute->n_values),
		    tag->attribute->name, "exactly one AttributeValue",
		    tag->attribute->at, NULL);
	}
	return CHECK_RAN;
}

static bool
is_sent(const struct evidence *e, const char *key)
{
	for (size_t i = 0; i < e->session->n_tags; i++) {
		if (strcasecmp(e->session->tags[i].key, key) == 0)
			return true;
	}
	return false;
}

static enum check_outcome
check_transitive(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = e->session->transitive_tag_keys;

	if (a == NULL)
		return CHECK_NOT_APPLICABLE;
	/* More values than a session may have tags are wrong in any case. */
	for (size_t i = 0; i < a->n_values && i < (size_t)2 * TAGS_MAX; i++) {
		if (is_sent(e, a->values[i].value))
			continue;
		report_text(out,
		    "TransitiveTagKeys names a tag that is not sent",
		    a->values[i].value,
		    "the key of a PrincipalTag of this assertion",
		    a->values[i].at, NULL);
	}
	return CHECK_RAN;
}

/* Tags make the call need another action of the trust policy. */
static enum check_outcome
check_action(const struct evidence *e, struct findings *out)
{
	if (e->session->n_tags == 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "The assertion sends %zu session tag%s",
			e->session->n_tags, e->session->n_tags == 1 ? "" : "s"),
		.why = TAG_SESSION,
		.at = e->session->tags[0].attribute->at,
		.aws_text = "Let the trust policy's statement have both "
			    "actions: sts:AssumeRoleWithSAML and "
			    "sts:TagSession.",
	    });
	return CHECK_RAN;
}

#define GUIDE "IAM User Guide: Pass session tags in AWS STS"

static const struct check table[] = {
    {"tag-key", "Keys of session tags are well-formed", STAGE_ATTRIBUTES,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL,
	check_key},
    {"tag-value", "Values of session tags are well-formed", STAGE_ATTRIBUTES,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL,
	check_value},
    {"tag-count", "At most 50 session tags are sent", STAGE_ATTRIBUTES,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL,
	check_count},
    {"tag-case", "No two session tags have the same key", STAGE_ATTRIBUTES,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL,
	check_case},
    {"tag-reserved", "No session tag begins aws:", STAGE_ATTRIBUTES, SDX_ERROR,
	SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL, check_reserved},
    {"tag-single-value", "Each session tag has one value", STAGE_ATTRIBUTES,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL,
	check_single},
    {"transitive-tag-unknown", "TransitiveTagKeys names tags that are sent",
	STAGE_ATTRIBUTES, SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION, 0, NULL,
	GUIDE, NULL, check_transitive},
    {"tag-session-action", "No session tags, so no sts:TagSession is needed",
	STAGE_TRUST, SDX_NOTE, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, GUIDE,
	NULL, check_action},
};

const struct check_table checks_tags = {table, sizeof table / sizeof *table};
