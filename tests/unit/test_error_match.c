/* SPDX-License-Identifier: MIT */
/*
 * Messages of AWS are known again in every wrapping, with small differences
 * and by their codes; other texts are not taken for them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aws/error_match.h"
#include "report/report.h"

static const char *
wrap(struct arena *arena, size_t how, const char *code, const char *text)
{
	switch (how) {
	case 0:
		return text;
	case 1:
		return arena_printf(arena,
		    "An error occurred (%s) when calling the "
		    "AssumeRoleWithSAML operation: %s",
		    code, text);
	case 2:
		return arena_printf(arena,
		    "A client error (%s) occurred when calling the "
		    "AssumeRoleWithSAML operation: %s",
		    code, text);
	case 3:
		return arena_printf(arena,
		    "%s: %s\n\tstatus code: 400, request id: "
		    "0a1b2c3d-0000-1111-2222-333344445555",
		    code, text);
	case 4:
		return arena_printf(arena,
		    "%s (Service: AWSSecurityTokenService; Status Code: 400; "
		    "Error Code: %s; Request ID: 0a1b2c3d; Proxy: null). "
		    "Please try again.",
		    text, code);
	case 5:
		return arena_printf(arena,
		    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/"
		    "2011-06-15/\"><Error><Type>Sender</Type><Code>%s</Code>"
		    "<Message>%s</Message></Error><RequestId>0a1b</RequestId>"
		    "</ErrorResponse>",
		    code, text);
	case 6:
		return arena_printf(arena,
		    "operation error STS: AssumeRoleWithSAML, https response "
		    "error StatusCode: 400, RequestID: 0a1b, %s: %s",
		    code, text);
	case 7:
		return arena_printf(arena,
		    "{\"__type\":\"%s\",\"message\":\"%s\"}", code, text);
	case 8:
		return arena_printf(arena,
		    "Use-STSRoleWithSAML : %s\r\nAt line:1 char:1\r\n"
		    "    + FullyQualifiedErrorId : %s",
		    text, code);
	default:
		return arena_printf(arena,
		    "<html><body><h1>Sign in failed</h1><p>%s</p></body>"
		    "</html>",
		    text);
	}
}
#define N_WRAPPINGS 10

static void
every_message_is_known_in_every_wrapping(void **state)
{
	const struct aws_error *error;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; (error = aws_error_at(i)) != NULL; i++) {
		for (size_t how = 0; error->message && how < N_WRAPPINGS;
		     how++, n++) {
			struct arena *arena = arena_new();
			const char *text = wrap(arena, how,
			    error->code != NULL ? error->code : "InvalidInput",
			    error->message);
			struct error_match *match =
			    error_match(arena, text, strlen(text));

			if (match->how != MATCH_TEXT || match->error != error)
				fail_msg("%s in wrapping %zu: %s", error->id,
				    how,
				    match->error != NULL ? match->error->id
							 : "nothing");
			arena_free(arena);
		}
	}
	assert_true(n >= 200);
}

static const struct message_case {
	const char *text;
	enum match_how how;
	const char *id; /* of the error; NULL */
} message_cases[] = {
    {"response SIGNATURE invalid", MATCH_TEXT, "signature-invalid"},
    {"Response\n  signature\n  invalid.", MATCH_TEXT, "signature-invalid"},
    {"Specified provider doesn\xe2\x80\x99t exist", MATCH_TEXT,
	"provider-not-found"},
    {"Specified provider doesn&#39;t exist (Service: "
     "AWSOpenIdDiscoveryService; Status Code: 400; Error Code: "
     "AuthSamlManifestNotFoundException; Request ID: a; Proxy: null)",
	MATCH_TEXT, "provider-not-found"},
    {"RoleSessionNamee is required in AuthnResponse", MATCH_TEXT,
	"session-name-required"},
    {"Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "
     "\"aws :\"",
	MATCH_TEXT, "source-identity-pattern"},
    {"Requested DurationSeconds exceeds MaxSessionDuration set for this role.",
	MATCH_TEXT, "duration-exceeds-max"},
    {"Failed to assume role: Issuer not present in specified provider",
	MATCH_TEXT, "issuer-not-in-provider"},
    {"Not authorized to perform sts:AssumeRoleWithSAML (Service: "
     "AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied)",
	MATCH_TEXT, "not-authorized"},
    {"Invalid private key. Key is encrypted.", MATCH_TEXT,
	"private-key-encrypted"},
    {"Failed to remove private key because the Key ID does not match a "
     "private key",
	MATCH_TEXT, "key-id-mismatch"},
    {"Failed to remove private key", MATCH_TEXT, "key-removal-failed"},
    {"Unable to parse metadata", MATCH_TEXT, "metadata-unparsable"},
    {"IDPRejectedClaim", MATCH_CODE, "idp-rejected-claim"},
    {"An error occurred (RegionDisabledException) when calling x: y",
	MATCH_CODE, "region-disabled"},
    {"com.amazonaws.services.securitytoken.model.PackedPolicyTooLargeException",
	MATCH_CODE, "packed-policy-size"},
    {"PackedPolicyTooLargeException: too big", MATCH_CODE,
	"packed-policy-size"},
    {"An error occurred (AccessDenied) when calling the AssumeRoleWithSAML "
     "operation: no words",
	MATCH_CODE, "not-authorized"},
    {"An error occurred (AccessDenied) when calling the ListBuckets operation: "
     "Access Denied",
	MATCH_NONE, NULL},
    {"AccessDenied", MATCH_CODE, "not-authorized"},
    {"Your request included an invalid SAML response", MATCH_TEXT,
	"console-invalid-response"},
    {"Your request included an invalid SAML response.", MATCH_TEXT,
	"console-invalid-response"},
    {"RoleSessionName in AuthnResponse must match", MATCH_TEXT,
	"session-name-pattern"},
    {"InvalidIdentityToken", MATCH_CODE, NULL},
    {"botocore.errorfactory.InvalidIdentityTokenException: An error",
	MATCH_CODE, NULL},
    {"ValidationError (AssumeRoleWithSAML)", MATCH_CODE, NULL},
    {"ValidationError: Stack does not exist", MATCH_NONE, NULL},
    {"Invalid SAML response received: Issuer mismatch", MATCH_OTHER, NULL},
    {"Your request could not be completed", MATCH_OTHER, NULL},
    {"Parameter validation failed: Invalid length for parameter SAMLAssertion, "
     "value: 0, valid range: 4-inf",
	MATCH_OTHER, NULL},
    {"", MATCH_NONE, NULL},
};

static void
wordings_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof message_cases / sizeof *message_cases;
	     i++) {
		const struct message_case *c = &message_cases[i];
		struct arena *arena = arena_new();
		struct error_match *match =
		    error_match(arena, c->text, strlen(c->text));

		if (match->how != c->how)
			fail_msg("\"%s\": %d", c->text, (int)match->how);
		if (c->id != NULL)
			assert_string_equal(match->error->id, c->id);
		arena_free(arena);
	}
}

static const struct denial_case {
	const char *text;
	const char *principal, *action, *resource, *policy;
	bool has_reason, is_explicit;
} denial_cases[] = {
    {"User: arn:aws:sts::123456789012:assumed-role/Dev/ana is not authorized "
     "to perform: s3:ListBucket on resource: arn:aws:s3:::x because no "
     "identity-based policy allows the s3:ListBucket action",
	"arn:aws:sts::123456789012:assumed-role/Dev/ana", "s3:ListBucket",
	"arn:aws:s3:::x", "an identity-based policy", true, false},
    {"An error occurred (AccessDenied) when calling the GetRole operation: "
     "User: arn:aws:iam::123456789012:user/x is not authorized to perform: "
     "iam:GetRole on resource: role Dev with an explicit deny in a service "
     "control policy",
	"arn:aws:iam::123456789012:user/x", "iam:GetRole", "role",
	"a service control policy (SCP)", true, true},
    {"User: arn:aws:sts::1:assumed-role/D/a is not authorized to perform: "
     "a:B because no permissions boundary allows the a:B action",
	"arn:aws:sts::1:assumed-role/D/a", "a:B", NULL,
	"a permissions boundary", true, false},
    {"User: u is not authorized to perform: a:B on resource: r with an "
     "explicit deny in a session policy",
	"u", "a:B", "r", "a session policy", true, true},
    {"User: u is not authorized to perform: a:B on resource: r with an "
     "explicit deny in a resource control policy",
	"u", "a:B", "r", "a resource control policy (RCP)", true, true},
    {"User: u is not authorized to perform: a:B on resource: r with an "
     "explicit deny in a VPC endpoint policy",
	"u", "a:B", "r", "a VPC endpoint policy", true, true},
    {"User: u is not authorized to perform: sts:AssumeRole on resource: r "
     "because no role trust policy allows the sts:AssumeRole action",
	"u", "sts:AssumeRole", "r", "the role's trust policy", true, false},
    {"User: u is not authorized to perform: a:B on resource: r because no "
     "resource-based policy allows the a:B action",
	"u", "a:B", "r", "a resource-based policy", true, false},
    {"User: u is not authorized to perform: a:B", "u", "a:B", NULL, NULL, false,
	false},
};

static void
assert_same(const char *a, const char *b)
{
	if (b == NULL)
		assert_null(a);
	else
		assert_string_equal(a, b);
}

static void
denials_are_taken_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof denial_cases / sizeof *denial_cases;
	     i++) {
		const struct denial_case *c = &denial_cases[i];
		struct arena *arena = arena_new();
		struct error_match *match =
		    error_match(arena, c->text, strlen(c->text));

		assert_int_equal(match->how, MATCH_DENIAL);
		assert_same(match->denial.principal, c->principal);
		assert_same(match->denial.action, c->action);
		assert_same(match->denial.resource, c->resource);
		assert_same(match->denial.policy, c->policy);
		assert_int_equal(match->denial.has_reason, c->has_reason);
		assert_int_equal(match->denial.is_explicit, c->is_explicit);
		arena_free(arena);
	}
}

static void
other_sentences_do_not_match(void **state)
{
	char path[4096], line[4096];
	size_t n = 0;
	FILE *stream;

	(void)state;
	snprintf(path, sizeof path, "%s/testdata/messages/unrelated.txt",
	    getenv("SAMLDX_SRCDIR"));
	stream = fopen(path, "r");
	assert_non_null(stream);
	for (; fgets(line, sizeof line, stream) != NULL; n++) {
		struct arena *arena = arena_new();
		struct error_match *match =
		    error_match(arena, line, strlen(line));

		if (match->how == MATCH_TEXT || match->how == MATCH_CODE)
			fail_msg("line %zu: %s", n + 1, match->error->id);
		arena_free(arena);
	}
	fclose(stream);
	assert_true(n >= 100);
}

/* Every error has its page, which names every check that finds a cause. */
static void
every_error_has_its_page(void **state)
{
	const struct aws_error *error;

	(void)state;
	for (size_t i = 0; (error = aws_error_at(i)) != NULL; i++) {
		const struct page *page = error_page_find(error->id);

		if (page == NULL) {
			fail_msg("docs/errors/%s.md is missing", error->id);
			return;
		}
		for (size_t j = 0; j < registry_count(); j++) {
			const struct check *check = registry_at(j);

			if (check->aws_error == NULL ||
			    strcmp(check->aws_error, error->id) != 0)
				continue;
			if (strstr(page->text, check->id) == NULL)
				fail_msg("docs/errors/%s.md does not name %s",
				    error->id, check->id);
		}
	}
}

/* What stands in backquotes on such a page is a check. */
static void
pages_name_checks_that_exist(void **state)
{
	const struct aws_error *error;

	(void)state;
	for (size_t i = 0; (error = aws_error_at(i)) != NULL; i++) {
		const char *at = error_page_find(error->id)->text;

		while ((at = strstr(at, "(`")) != NULL) {
			char id[64];
			size_t len = strcspn(at + 2, "`"), position;

			assert_true(len < sizeof id);
			memcpy(id, at + 2, len);
			id[len] = '\0';
			if (!registry_find(id, &position))
				fail_msg("%s: no check %s", error->id, id);
			at += len;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_message_is_known_in_every_wrapping),
	    cmocka_unit_test(wordings_are_known),
	    cmocka_unit_test(denials_are_taken_apart),
	    cmocka_unit_test(other_sentences_do_not_match),
	    cmocka_unit_test(every_error_has_its_page),
	    cmocka_unit_test(pages_name_checks_that_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
