/* SPDX-License-Identifier: MIT */
/* The text of each value of the Role attribute: is it a pair of ARNs? */
#include <string.h>

#include "check.h"
#include "checks/role.h"

static bool
has_good_pair(const struct evidence *e)
{
	for (size_t i = 0; i < e->session->n_pairs; i++) {
		if (e->session->pairs[i]->is_well_formed)
			return true;
	}
	return false;
}

/*
 * A call of the API asks for one pair, and that one is good: whether another
 * value of the attribute spoils it is not documented.
 */
static bool
is_beside_chosen(const struct evidence *e, const struct aws_role_pair *p)
{
	const struct aws_role_pair *chosen = e->session->chosen;

	return e->is_api && chosen != NULL && chosen != p &&
	       chosen->is_well_formed;
}

/* A finding about the syntax of a pair, as bad as the pair is important. */
static void
add_fault(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, struct finding_draft *draft)
{
	bool is_beside = is_beside_chosen(e, p);

	draft->found = p->text;
	draft->idp_fix = FIX_ROLE;
	if (draft->severity == 0 && is_beside) {
		draft->severity = SDX_WARNING;
		draft->grade = SDX_INFERRED;
		if (draft->why == NULL)
			draft->why = "The pair that is asked for is good. "
				     "What AWS makes of the odd one beside it "
				     "is not documented.";
	}
	draft->aws_error = draft->severity == SDX_WARNING ? "" : role_error(e);
	finding_add(out, draft);
}

/* More than one pair in one value: each wants a value of its own. */
static bool
holds_several(const struct aws_role_pair *p)
{
	size_t n = 0;

	for (const char *at = p->text;
	     n < 3 && (at = strstr(at, "arn:")) != NULL; at += 4)
		n++;
	return n > 2;
}

/* What is wrong with the shape of a pair, in words; NULL: nothing. */
static const char *
shape_fault(struct findings *out, const struct aws_role_pair *p)
{
	if (p->n_parts == 1 && p->role.kind == ARN_NONE &&
	    p->provider.kind == ARN_NONE)
		return "The value holds no ARN at all";
	if (p->n_parts == 1 && p->provider.kind == ARN_PROVIDER)
		return "The value holds the provider alone; the role is "
		       "missing";
	if (p->n_parts == 1 && p->role.kind == ARN_ROLE)
		return "The value holds the role alone; the provider is "
		       "missing";
	if (p->n_parts > 2 && holds_several(p))
		return "Several pairs stand in one value";
	if (p->n_parts > 2)
		return finding_text(out,
		    "The value has %zu parts between commas; two are wanted",
		    p->n_parts);
	if (p->role.kind == ARN_ROLE && p->provider.kind == ARN_ROLE)
		return "Both parts of the value name a role";
	if (p->role.kind == ARN_PROVIDER)
		return "Both parts of the value name a SAML provider";
	if (p->n_parts == 2 &&
	    (p->role.text[0] == '\0' || p->provider.text[0] == '\0'))
		return "Nothing stands on one side of the comma";
	return NULL;
}

/* The first part whose ARN is at fault; NULL: none. */
static const struct aws_arn *
arn_at_fault(const struct aws_role_pair *p)
{
	if (p->role.fault != ARN_OK && p->role.fault != ARN_RESERVED_ROLE)
		return &p->role;
	return p->provider.fault != ARN_OK ? &p->provider : NULL;
}

/* Where the fault of an ARN lies in the value. */
static struct mark
mark_fault(const struct aws_role_pair *p, const struct aws_arn *arn)
{
	const char *at = arn != NULL ? strstr(p->text, arn->text) : NULL;

	if (at == NULL || *arn->text == '\0')
		return (struct mark){0};
	return (struct mark){(size_t)(at - p->text) + arn->fault_offset, 1};
}

static void
judge_syntax(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	const char *message = shape_fault(out, p);
	const struct aws_arn *arn = arn_at_fault(p);
	struct mark mark = mark_fault(p, arn);
	bool is_stray;

	if (p->separator != '\0' || p->is_template)
		return;
	if (message == NULL && arn == NULL)
		return;
	is_stray = p->n_parts == 1 && strncmp(p->text, "arn:", 4) != 0 &&
		   out->n_current < FINDINGS_OF_A_CHECK_MAX && has_good_pair(e);
	if (message == NULL)
		message = finding_text(
		    out, "An ARN of the pair is wrong: %s", arn->detail);
	add_fault(e, out, p,
	    &(struct finding_draft){
		.message = message,
		.wanted =
		    holds_several(p) ? "a value for each pair" : WANTED_PAIR,
		.marks = &mark,
		.n_marks = mark.len,
		.at = text->at,
		.severity = is_stray ? SDX_WARNING : 0,
		.grade = is_stray ? SDX_INFERRED : 0,
		.why = is_stray ? "Other values of the attribute are good "
				  "pairs. What AWS makes of the odd one is "
				  "not documented."
				: NULL,
	    });
}

static enum check_outcome
check_syntax(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_syntax);
}

/* The pair as it was meant: its ARNs with a comma and nothing else. */
static const char *
corrected(struct findings *out, const struct aws_role_pair *p)
{
	const char *first = strstr(p->text, "arn:");

	if (p->separator != '\0' && first != NULL) {
		const char *second = strstr(first + 4, "arn:");
		const char *end = second != NULL ? second : first;

		while (end > first && strchr(" \t\r\n;|:/&+", end[-1]) != NULL)
			end--;
		p = role_pair_parse(
		    out->arena, finding_text(out, "%.*s,%s", (int)(end - first),
				    first, second != NULL ? second : ""));
	}
	if (p == NULL || p->role.kind != ARN_ROLE || p->role.fault != ARN_OK ||
	    p->provider.kind != ARN_PROVIDER || p->provider.fault != ARN_OK ||
	    p->n_parts != 2)
		return WANTED_PAIR;
	return finding_text(out, "%s,%s", p->role.text, p->provider.text);
}

static void
judge_separator(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	if (p->separator == '\0')
		return;
	add_fault(e, out, p,
	    &(struct finding_draft){
		.message = p->separator == ' '
			       ? "No comma stands between the two ARNs"
			       : finding_text(out,
				     "A %c stands between the two ARNs "
				     "instead of a comma",
				     p->separator),
		.wanted = corrected(out, p),
		.at = text->at,
	    });
}

static enum check_outcome
check_separator(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_separator);
}

/* White space of every kind; the other odd characters have their own rule. */
static bool
is_blank(const struct odd_character *odd)
{
	return odd->code_point == ' ' || odd->code_point == '\t' ||
	       odd->code_point == '\n' || odd->code_point == '\r';
}

static void
collect_marks(struct findings *out, const struct aws_role_pair *p, bool blanks,
    struct mark **marks, size_t *n)
{
	for (size_t i = 0; i < p->n_odd; i++) {
		struct mark *mark;

		if (is_blank(&p->odd[i]) != blanks)
			continue;
		mark = arena_push(out->arena, marks, n, sizeof *mark);
		if (mark == NULL)
			return;
		mark->start = p->odd[i].offset;
		mark->len = p->odd[i].len;
	}
}

/* White space of the pair, by where it stands. */
static const char *
blank_place(const struct aws_role_pair *p)
{
	if (p->has_blank_outside)
		return "before or behind the pair";
	return p->has_blank_inside ? "beside the comma of the pair"
				   : "inside an ARN of the pair";
}

static void
judge_blank(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	struct mark *marks = NULL;
	bool is_sure = p->has_blank_outside || !p->has_blank_inside;
	size_t n = 0;

	collect_marks(out, p, true, &marks, &n);
	if (n == 0 || p->separator == ' ' || p->is_template)
		return;
	add_fault(e, out, p,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "White space stands %s", blank_place(p)),
		.wanted = corrected(out, p),
		.why = is_sure ? NULL
			       : "Blanks around the value are documented to be "
				 "refused; what AWS does with one beside the "
				 "comma is not.",
		.marks = marks,
		.n_marks = n,
		.at = text->at,
		.severity = is_sure ? 0 : SDX_WARNING,
		.grade = is_sure ? 0 : SDX_INFERRED,
	    });
}

static enum check_outcome
check_blank(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_blank);
}

#define NAMED_MAX 5 /* of the odd characters of one pair */

/* "a zero width space (U+200B, character 37), …" */
static const char *
name_characters(struct findings *out, const struct aws_role_pair *p)
{
	const char *list = "";
	size_t n = 0, position = 0, offset = 0;

	for (size_t i = 0; i < p->n_odd; i++) {
		const struct odd_character *odd = &p->odd[i];

		if (is_blank(odd) || n++ >= NAMED_MAX)
			continue;
		for (; offset <= odd->offset; offset++)
			position +=
			    ((unsigned char)p->text[offset] & 0xc0) != 0x80;
		list = finding_text(out, "%s%s%s (U+%04X, character %zu)", list,
		    *list != '\0' ? ", " : "", odd->name, odd->code_point,
		    position);
	}
	return n > NAMED_MAX ? finding_text(out, "%s and more", list) : list;
}

static void
judge_characters(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	struct mark *marks = NULL;
	size_t n = 0;

	collect_marks(out, p, false, &marks, &n);
	if (n == 0 || p->is_template)
		return;
	add_fault(e, out, p,
	    &(struct finding_draft){
		.message = finding_text(
		    out, "The pair holds %s", name_characters(out, p)),
		.wanted = corrected(out, p),
		.why = "Such characters come along with text that was copied "
		       "from a web page or a document.",
		.marks = marks,
		.n_marks = n,
		.at = text->at,
	    });
}

static enum check_outcome
check_characters(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_characters);
}

#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"
#define TROUBLE "IAM User Guide: Troubleshoot SAML federation"
#define A NEEDS_ASSERTION

static const struct check table[] = {
    {"role-pair-separator", "A comma separates role and provider", STAGE_ROLE,
	SDX_ERROR, SDX_DOCUMENTED, A, 0, NULL, GUIDE, NULL, check_separator},
    {"role-pair-characters", "A pair holds no odd characters", STAGE_ROLE,
	SDX_ERROR, SDX_DOCUMENTED, A, 0, NULL, TROUBLE, NULL, check_characters},
    {"role-pair-blank", "A pair holds no white space", STAGE_ROLE, SDX_ERROR,
	SDX_DOCUMENTED, A, 0, NULL, TROUBLE, NULL, check_blank},
    {"role-pair-syntax", "A pair is a role ARN and a provider ARN", STAGE_ROLE,
	SDX_ERROR, SDX_DOCUMENTED, A, 0, NULL, TROUBLE,
	"role-pair-characters role-pair-blank", check_syntax},
};

const struct check_table checks_role_value = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
