/* SPDX-License-Identifier: MIT */
/* A report made by hand, so that renderers are tested by themselves. */
#ifndef SDX_TESTS_MADE_REPORT_H
#define SDX_TESTS_MADE_REPORT_H

#include <string.h>

#include "check.h"
#include "verdict.h"

static const struct check name_check = {
    .id = "session-name-characters",
    .title = "RoleSessionName holds only what AWS allows",
    .stage = STAGE_ATTRIBUTES,
    .severity = SDX_ERROR,
    .grade = SDX_DOCUMENTED,
    .needs = NEEDS_ASSERTION,
    .source = "IAM User Guide: Troubleshoot SAML",
};
static const struct check length_check = {
    .id = "session-name-length",
    .title = "RoleSessionName has 2 to 64 characters",
    .stage = STAGE_ATTRIBUTES,
    .severity = SDX_ERROR,
    .grade = SDX_DOCUMENTED,
    .source = "IAM User Guide: Troubleshoot SAML",
};
static const struct check role_check = {
    .id = "duration-over-role",
    .title = "The duration is not above the role's",
    .stage = STAGE_DURATION,
    .severity = SDX_ERROR,
    .grade = SDX_DOCUMENTED,
    .needs = NEEDS_ROLE,
    .source = "STS API Reference: AssumeRoleWithSAML",
};
static const struct aws_error pattern_error = {
    .id = "session-name-pattern",
    .message = "RoleSessionName in AuthnResponse must match "
	       "[a-zA-Z_0-9+=,.@-]{2,64}",
    .code = "InvalidIdentityToken",
    .http_status = 400,
    .path = "console",
    .grade = SDX_DOCUMENTED,
    .source = "IAM User Guide: Troubleshoot SAML",
};

struct made_report {
	struct evidence evidence;
	struct sdx_settings settings;
	struct sdx_report report;
	struct input inputs[2];
	struct capture_message message;
	struct idp_vendor vendor;
	struct finding root, consequence;
	struct mark marks[2];
	struct place place;
	struct fix fix;
	struct finding *items[2];
	struct not_checked not_checked[1];
	const struct check *passed[1];
};

static void
make_findings(struct made_report *m, const char *found)
{
	m->marks[0] = (struct mark){4, 1};
	m->marks[1] = (struct mark){8, 1};
	m->place = (struct place){
	    .pointer = "/samlp:Response/saml:Assertion",
	    .label = "Assertion/AttributeStatement/Attribute[RoleSessionName]",
	    .document = "decoded response",
	    .line = 48,
	    .column = 12,
	};
	m->fix = (struct fix){
	    .side = SIDE_IDP,
	    .idp = "adfs",
	    .text = "Send the user's e-mail address as RoleSessionName.",
	};
	m->root = (struct finding){
	    .check = &name_check,
	    .severity = SDX_ERROR,
	    .grade = SDX_DOCUMENTED,
	    .message = "RoleSessionName holds a space and a backslash",
	    .found = found,
	    .wanted = "2 to 64 characters of a-z A-Z 0-9 _ + = , . @ -",
	    .why = "The identity provider sends the Windows account name.",
	    .aws_error = "session-name-pattern",
	    .marks = m->marks,
	    .n_marks = 2,
	    .places = &m->place,
	    .n_places = 1,
	    .fixes = &m->fix,
	    .n_fixes = 1,
	};
	m->consequence = (struct finding){
	    .check = &length_check,
	    .severity = SDX_ERROR,
	    .grade = SDX_DOCUMENTED,
	    .message = "RoleSessionName is too long",
	    .caused_by = &m->root,
	};
	m->items[0] = &m->root;
	m->items[1] = &m->consequence;
}

/* One root with one consequence; FOUND is what was captured. */
static void
make_report(struct made_report *m, const char *found)
{
	struct sdx_report *r = &m->report;

	memset(m, 0, sizeof *m);
	m->vendor = (struct idp_vendor){"adfs", "AD FS"};
	m->inputs[0] = (struct input){.name = "login.har", .form = "har"};
	m->inputs[1] = (struct input){.name = "idp.xml", .form = "metadata"};
	m->message = (struct capture_message){
	    .binding = "HTTP-POST",
	    .endpoint = "https://signin.aws.amazon.com/saml",
	    .where = "entry 42 of 87",
	    .entry = 42,
	    .n_entries = 87,
	    .is_sent = true,
	};
	r->arena = arena_new();
	r->evidence = &m->evidence;
	r->trouble = "";
	m->evidence.arena = r->arena;
	m->evidence.settings = &m->settings;
	m->evidence.inputs = m->inputs;
	m->evidence.n_inputs = 2;
	m->evidence.message = &m->message;
	m->evidence.message_type = "Response";
	m->evidence.n_messages = 1;
	m->evidence.idp.vendor = &m->vendor;
	m->evidence.idp.because = "the Issuer is http://a/adfs/services/trust";
	m->evidence.clock.source = CLOCK_OF_CAPTURE;
	m->evidence.clock.time = 1795165391;
	make_findings(m, found);
	r->findings.items = m->items;
	r->findings.n = 2;
	m->not_checked[0] = (struct not_checked){
	    .check = &role_check,
	    .missing = NEEDS_ROLE,
	    .how = "aws iam get-role --role-name Dev",
	};
	r->not_checked = m->not_checked;
	r->n_not_checked = 1;
	m->passed[0] = &length_check;
	r->passed = m->passed;
	r->n_passed = 1;
	r->verdict.outcome = SDX_REJECTED;
	r->verdict.aws_error = &pattern_error;
	r->verdict.because = &m->root;
	r->verdict.missing = NEEDS_ROLE;
}

#endif
