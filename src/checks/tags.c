/* SPDX-License-Identifier: MIT */
/* Session tags: PrincipalTag:KEY and TransitiveTagKeys. */
#include <string.h>
#include <strings.h>

#include "chars.h"
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
 * These are the common ones outside ASCII that are none of them: controls,
 * punctuation, symbols, combining marks and the private area.
 */
static const struct {
	unsigned first, last;
} refused[] = {
    {0x80, 0x9f},
    {0xa1, 0xa9},
    {0xab, 0xb1},
    {0xb4, 0xb4},
    {0xb6, 0xb8},
    {0xbb, 0xbb},
    {0xbf, 0xbf},
    {0xd7, 0xd7},
    {0xf7, 0xf7},
    {0x0300, 0x036f},
    {0x200b, 0x2027},
    {0x202a, 0x202e},
    {0x2030, 0x205e},
    {0x2060, 0x206f},
    {0x20a0, 0x20f0},
    {0x2190, 0x245f},
    {0x2500, 0x2775},
    {0x2794, 0x2bff},
    {0x3001, 0x3003},
    {0x3008, 0x3020},
    {0xd800, 0xf8ff},
    {0xfe00, 0xfe6b},
    {0xfeff, 0xff0f},
    {0xfff9, 0xffff},
    {0x1f000, 0x1f0ff},
    {0x1f300, 0x1faff},
    {0xe0000, 0x10ffff},
};

static bool
is_allowed(unsigned code)
{
	if (code < 0x80)
		return char_is_alnum((int)code) ||
		       (code != 0 && strchr(" _.:/=+-@", (int)code) != NULL);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		if (code >= refused[i].first && code <= refused[i].last)
			return false;
	}
	return true;
}

/* The first character that is not allowed, in words; NULL: none. */
static const char *
find_bad(struct findings *out, const char *text, struct mark *mark)
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
			return code > 0x20 && code < 0x7f
				   ? finding_text(
					 out, "the character %c", (int)code)
				   : finding_text(
					 out, "the character U+%04X", code);
		}
		i += used;
	}
	return NULL;
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
		const char *bad = find_bad(out, tag->key, &mark);

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
		else if (bad != NULL)
			report_text(out,
			    finding_text(out, "The key of a tag holds %s", bad),
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
		const char *bad;

		if (tag->attribute->n_values == 0)
			continue;
		bad = find_bad(out, text->value, &mark);
		if (length(text->value) > VALUE_MAX)
			report_text(out,
			    finding_text(out,
				"The value of tag %s has %zu characters",
				tag->key, length(text->value)),
			    text->value, wanted, text->at, NULL);
		else if (bad != NULL)
			report_text(out,
			    finding_text(out, "The value of tag %s holds %s",
				tag->key, bad),
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

/* Whether AWS: is reserved like aws: is not documented. */
static void
report_reserved(struct findings *out, const char *subject, const char *text,
    struct saml_at at)
{
	bool is_exact = strncmp(text, "aws:", 4) == 0;

	if (strncasecmp(text, "aws:", 4) != 0)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(
		    out, "%s begins %.4s, which is reserved", subject, text),
		.found = text,
		.why = is_exact ? NULL
				: "Reserved is aws: in small letters; whether "
				  "AWS minds letter case here is not "
				  "documented.",
		.marks = &(struct mark){0, 4},
		.n_marks = 1,
		.at = at,
		.severity = is_exact ? 0 : SDX_WARNING,
		.grade = is_exact ? 0 : SDX_INFERRED,
		.idp_fix = FIX_TAGS,
	    });
}

static enum check_outcome
check_reserved(const struct evidence *e, struct findings *out)
{
	if (e->session->n_tags == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_tags; i++) {
		const struct session_tag *tag = &e->session->tags[i];
		const struct saml_attribute *a = tag->attribute;

		report_reserved(out, "The key of a tag", tag->key, a->at);
		if (a->n_values > 0)
			report_reserved(out,
			    finding_text(out, "The value of tag %s", tag->key),
			    a->values[0].value, a->values[0].at);
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

static const char *
policy_command(const struct evidence *e, struct findings *out)
{
	const struct aws_role_pair *chosen = e->session->chosen;

	return finding_text(out,
	    "aws iam get-role --role-name %s --query "
	    "Role.AssumeRolePolicyDocument",
	    chosen != NULL && chosen->is_well_formed ? chosen->role.name
						     : "ROLE-NAME");
}

/* Tags make the call need another action of the trust policy. */
static enum check_outcome
check_action(const struct evidence *e, struct findings *out)
{
	if (e->trusts != NULL && e->role != NULL && e->role->policy != NULL)
		return CHECK_NOT_APPLICABLE; /* trust-tag-session judges it */
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
			    "actions, sts:AssumeRoleWithSAML and "
			    "sts:TagSession, in every role that is reached "
			    "through this provider. To see the policy:",
		.aws_command = policy_command(e, out),
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

const struct check_table checks_tags = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
