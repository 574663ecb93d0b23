/* SPDX-License-Identifier: MIT */
/* Each value of the Role attribute: a pair of ARNs. */
#include <string.h>

#include "check.h"
#include "checks/repeats.h"
#include "checks/role.h"

/* Pairs that a pass over all of them looks at. */
typedef void judge_pair(const struct evidence *, struct findings *,
    const struct aws_role_pair *, const struct saml_text *);

static enum check_outcome
each_pair(const struct evidence *e, struct findings *out, judge_pair *judge)
{
	if (e->session->n_pairs == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_pairs; i++)
		judge(e, out, e->session->pairs[i], e->session->pair_texts[i]);
	return CHECK_RAN;
}

static bool
has_good_pair(const struct evidence *e)
{
	for (size_t i = 0; i < e->session->n_pairs; i++) {
		if (e->session->pairs[i]->is_well_formed)
			return true;
	}
	return false;
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
	if (p->n_parts > 2)
		return finding_text(out,
		    "The value has %zu parts between commas; two are wanted",
		    p->n_parts);
	if (p->role.kind == ARN_ROLE && p->provider.kind == ARN_ROLE)
		return "Both parts of the value name a role";
	if (p->role.kind == ARN_NONE && p->n_parts == 2)
		return "Both parts of the value name a SAML provider";
	return NULL;
}

/* The first part whose ARN is at fault; NULL: none. */
static const struct aws_arn *
arn_at_fault(const struct aws_role_pair *p)
{
	if (p->role.fault != ARN_OK && p->role.fault != ARN_RESERVED_ROLE)
		return &p->role;
	return p->provider.kind != ARN_NONE && p->provider.fault != ARN_OK
		   ? &p->provider
		   : NULL;
}

static void
judge_syntax(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	const char *message = shape_fault(out, p);
	const struct aws_arn *arn = arn_at_fault(p);
	struct mark mark = {0};
	bool is_stray = has_good_pair(e) && p->n_parts == 1 &&
			strncmp(p->text, "arn:", 4) != 0;

	if (p->separator != '\0' || p->is_template)
		return;
	if (message == NULL && arn == NULL)
		return;
	is_stray = p->n_parts == 1 && strncmp(p->text, "arn:", 4) != 0 &&
		   out->n_current < FINDINGS_OF_A_CHECK_MAX && has_good_pair(e);
	if (arn != NULL && strstr(p->text, arn->text) != NULL) {
		mark.start = (size_t)(strstr(p->text, arn->text) - p->text) +
			     arn->fault_offset;
		mark.len = 1;
	}
	if (message == NULL)
		message = finding_text(
		    out, "An ARN of the pair is wrong: %s", arn->detail);
	finding_add(out,
	    &(struct finding_draft){
		.message = message,
		.found = p->text,
		.wanted = WANTED_PAIR,
		.marks = &mark,
		.n_marks = mark.len,
		.at = text->at,
		.severity = is_stray ? SDX_WARNING : 0,
		.grade = is_stray ? SDX_INFERRED : 0,
		.why = is_stray ? "Other values of the attribute are good "
				  "pairs. What AWS makes of the odd one is "
				  "not documented."
				: NULL,
		.aws_error = is_stray ? "" : role_error(e),
		.idp_fix = FIX_ROLE,
	    });
}

static enum check_outcome
check_syntax(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_syntax);
}

static void
judge_separator(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	if (p->separator == '\0')
		return;
	finding_add(
	    out, &(struct finding_draft){
		     .message = p->separator == ' '
				    ? "No comma stands between the two ARNs"
				    : finding_text(out,
					  "A %c stands between the two ARNs "
					  "instead of a comma",
					  p->separator),
		     .found = p->text,
		     .wanted = WANTED_PAIR,
		     .at = text->at,
		     .aws_error = role_error(e),
		     .idp_fix = FIX_ROLE,
		 });
}

static enum check_outcome
check_separator(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_separator);
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
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    p->has_blank_outside
			? "White space stands before or behind the pair"
		    : p->has_blank_inside
			? "White space stands beside the comma of the pair"
			: "White space stands inside an ARN of the pair",
		.found = p->text,
		.wanted = WANTED_PAIR,
		.why = is_sure
			   ? NULL
			   : "Blanks around the value are documented to be "
			     "refused; "
			     "what AWS does with one beside the comma is not.",
		.marks = marks,
		.n_marks = n,
		.at = text->at,
		.severity = is_sure ? 0 : SDX_WARNING,
		.grade = is_sure ? 0 : SDX_INFERRED,
		.aws_error = is_sure ? role_error(e) : "",
		.idp_fix = FIX_ROLE,
	    });
}

static enum check_outcome
check_blank(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_blank);
}

static const char *
name_characters(struct findings *out, const struct aws_role_pair *p)
{
	const char *list = "";

	for (size_t i = 0; i < p->n_odd; i++) {
		if (is_blank(&p->odd[i]))
			continue;
		list = finding_text(out, "%s%s%s (U+%04X, character %zu)", list,
		    *list != '\0' ? ", " : "", p->odd[i].name,
		    p->odd[i].code_point, p->odd[i].offset + 1);
	}
	return list;
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
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(
		    out, "The pair holds %s", name_characters(out, p)),
		.found = p->text,
		.wanted = "letters of ASCII, digits and the signs of ARNs",
		.why = "Such characters come along with text that was copied "
		       "from a web page or a document.",
		.marks = marks,
		.n_marks = n,
		.at = text->at,
		.aws_error = role_error(e),
		.idp_fix = FIX_ROLE,
	    });
}

static enum check_outcome
check_characters(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_characters);
}

/* Both ARNs can be compared. */
static bool
has_both(const struct aws_role_pair *p)
{
	return p->n_parts == 2 && p->role.kind == ARN_ROLE &&
	       p->provider.kind == ARN_PROVIDER;
}

static void
judge_account(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	if (!has_both(p) || p->same_account)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The role is in account %s, its provider in account %s",
		    p->role.account, p->provider.account),
		.found = p->text,
		.wanted = "the same account in both ARNs",
		.why = "A role can trust SAML providers of its own account "
		       "alone.",
		.at = text->at,
		.aws_error = e->session->n_pairs == 1 ? "not-authorized" : "",
		.severity = e->session->n_pairs == 1 || e->session->chosen == p
				? 0
				: SDX_WARNING,
		.idp_fix = FIX_ROLE,
	    });
}

static enum check_outcome
check_account(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_account);
}

static void
judge_partition(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	(void)e;
	if (!has_both(p) || p->same_partition)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The role is in partition %s, its provider in partition "
		    "%s",
		    p->role.partition, p->provider.partition),
		.found = p->text,
		.wanted = "the same partition (aws, aws-cn, aws-us-gov) in "
			  "both ARNs",
		.at = text->at,
		.idp_fix = FIX_ROLE,
	    });
}

static enum check_outcome
check_partition(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_partition);
}

static void
judge_reserved(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	(void)e;
	if (p->role.fault != ARN_RESERVED_ROLE)
		return;
	finding_add(
	    out, &(struct finding_draft){
		     .message = finding_text(out,
			 "%s is a role of IAM Identity Center and cannot be "
			 "assumed with SAML",
			 p->role.name),
		     .found = p->text,
		     .at = text->at,
		     .idp_text = "Send a role of your own instead, or sign in "
				 "through IAM Identity Center.",
		 });
}

static enum check_outcome
check_reserved(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_reserved);
}

/* Limits that identity providers have, not AWS. */
static const char *
vendor_limit(const struct evidence *e, const struct aws_role_pair *p)
{
	const char *vendor = e->idp.vendor->key;

	if (strncmp(vendor, "okta", 4) == 0 &&
	    strchr(p->role.name, '.') != NULL)
		return "The role's name holds a dot, which the group filter "
		       "that Okta proposes does not match";
	if (strcmp(vendor, "entra") == 0 && strlen(p->text) >= 240)
		return "The pair has 240 characters or more, and Entra's "
		       "import of roles leaves such roles out";
	return NULL;
}

static void
judge_limits(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	const char *limit = has_both(p) ? vendor_limit(e, p) : NULL;

	if (limit == NULL)
		return;
	finding_add(out, &(struct finding_draft){
			     .message = limit,
			     .found = p->role.name,
			     .at = text->at,
			     .idp_fix = FIX_ROLE,
			 });
}

static enum check_outcome
check_limits(const struct evidence *e, struct findings *out)
{
	return each_pair(e, out, judge_limits);
}

static enum check_outcome
check_repeated(const struct evidence *e, struct findings *out)
{
	const struct aws_session *s = e->session;
	size_t n = 0, *first = NULL;
	const char **texts = NULL;

	if (s->n_pairs == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < s->n_pairs; i++) {
		const char **text =
		    arena_push(out->arena, &texts, &n, sizeof *text);

		if (text == NULL)
			return CHECK_RAN;
		*text = s->pairs[i]->text;
	}
	first = repeats_find(out->arena, texts, n, false);
	for (size_t i = 0; first != NULL && i < n; i++) {
		if (first[i] == i)
			continue;
		finding_add(out, &(struct finding_draft){
				     .message = "The same pair is sent twice",
				     .found = texts[i],
				     .at = s->pair_texts[i]->at,
				     .other_at = s->pair_texts[first[i]]->at,
				     .idp_fix = FIX_SIZE,
				 });
	}
	return CHECK_RAN;
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
    {"role-pair-partition", "Role and provider are in one partition",
	STAGE_ROLE, SDX_ERROR, SDX_INFERRED, A, 0, NULL, GUIDE, NULL,
	check_partition},
    {"role-pair-account", "Role and provider are in one account", STAGE_TRUST,
	SDX_ERROR, SDX_INFERRED, A, 0, NULL,
	"IAM User Guide: Create a SAML identity provider in IAM", NULL,
	check_account},
    {"role-reserved", "No role of IAM Identity Center is sent", STAGE_TRUST,
	SDX_WARNING, SDX_DOCUMENTED, A, 0, NULL,
	"STS API reference: AssumeRoleWithSAML", NULL, check_reserved},
    {"role-pair-repeated", "No pair is sent twice", STAGE_ADVICE, SDX_NOTE,
	SDX_INFERRED, A, 0, NULL, GUIDE, NULL, check_repeated},
    {"role-name-limits", "Role names keep the identity provider's own limits",
	STAGE_ADVICE, SDX_WARNING, SDX_OBSERVED, A, 0, NULL,
	"the identity providers' documentation", NULL, check_limits},
};

const struct check_table checks_role_pair = {
    table, sizeof table / sizeof *table};
