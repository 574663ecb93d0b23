/* SPDX-License-Identifier: MIT */
#include "aws/error.h"

#include <string.h>

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"
#define STS_MODEL "STS API reference: AssumeRoleWithSAML"
#define SEEN "seen in answers of AWS quoted by users"

#define TOKEN "InvalidIdentityToken"

/* In the order of the numbers that the texts are usually listed by. */
static const struct aws_error errors[] = {
    {"console-invalid-response",
	"Your request included an invalid SAML response. To logout, click "
	"here.",
	NULL, 0, "console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"session-name-required", "RoleSessionName is required in AuthnResponse",
	TOKEN, 400, "console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"session-name-pattern",
	"RoleSessionName in AuthnResponse must match "
	"[a-zA-Z_0-9+=,.@-]{2,64}",
	TOKEN, 400, "console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"source-identity-pattern",
	"Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin "
	"with \"aws:\"",
	TOKEN, 400, "console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"not-authorized", "Not authorized to perform sts:AssumeRoleWithSAML",
	"AccessDenied", 403, "console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"signature-invalid", "Response signature invalid", TOKEN, 400, "console",
	SDX_DOCUMENTED, TROUBLESHOOT},
    {"issuer-not-in-provider", "Issuer not present in specified provider",
	TOKEN, 400, "console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"provider-not-found", "Specified provider doesn't exist", TOKEN, 400,
	"console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"malformed-policy", NULL, "MalformedPolicyDocument", 400, "iam",
	SDX_DOCUMENTED, "IAM API reference: UpdateAssumeRolePolicy"},
    {"invalid-base64", "Invalid base64 SAMLResponse", TOKEN, 400, "api",
	SDX_OBSERVED, SEEN},
    {"audience", "Response does not contain the required audience.", TOKEN, 400,
	"console", SDX_DOCUMENTED, TROUBLESHOOT},
    {"role-not-in-assertion",
	"SAML Assertion doesn't contain the requested Role and Metadata in "
	"the attributes",
	TOKEN, 400, "api", SDX_OBSERVED, SEEN},
    /* The spelling is AWS's. */
    {"subject-confirmation-data",
	"Responses must contain SubjectConfirmatonData with a Recipient and "
	"NotOnOrAfter",
	TOKEN, 400, "api", SDX_OBSERVED, SEEN},
    {"redeem-in-time", "Token must be redeemed within 5 minutes of issuance",
	"ExpiredTokenException", 400, "console", SDX_OBSERVED, SEEN},
    {"response-expired", "Response has expired", "ExpiredTokenException", 400,
	"console", SDX_OBSERVED, SEEN},
    {"duration-exceeds-max",
	"The requested DurationSeconds exceeds the MaxSessionDuration set for "
	"this role.",
	"ValidationError", 400, "api", SDX_DOCUMENTED, TROUBLESHOOT},
    {"request-arn-invalid", "Request ARN is invalid", "ValidationError", 400,
	"api", SDX_OBSERVED, SEEN},
    /* The tail differs with the parameter. */
    {"request-constraint",
	"1 validation error detected: Value '..' at '..' failed to satisfy "
	"constraint: Member must have ..",
	"ValidationError", 400, "api", SDX_INFERRED, STS_MODEL},
    {"packed-policy-size", "Packed policy consumes NNN% of allotted space",
	"PackedPolicyTooLarge", 400, "api", SDX_OBSERVED, SEEN},
    {"region-disabled", "STS is not activated in this region for account:<id>",
	"RegionDisabledException", 403, "api", SDX_OBSERVED, SEEN},
    /* The code is in the model of the API; nobody has quoted its text. */
    {"idp-rejected-claim", NULL, "IDPRejectedClaim", 403, "api", SDX_DOCUMENTED,
	STS_MODEL},
    {"metadata-unparsable", "Could not parse metadata.", NULL, 400, "iam",
	SDX_DOCUMENTED, TROUBLESHOOT},
    {"private-key-invalid", "Invalid private key.", NULL, 400, "iam",
	SDX_DOCUMENTED, TROUBLESHOOT},
    {"private-key-encrypted", "Invalid private key. Key is encrypted.", NULL,
	400, "iam", SDX_DOCUMENTED, TROUBLESHOOT},
    {"private-key-format",
	"Invalid private key. Key format is not recognized. Private key file "
	"must be a .pem file.",
	NULL, 400, "iam", SDX_DOCUMENTED, TROUBLESHOOT},
    {"key-removal-failed", "Failed to remove private key.", NULL, 400, "iam",
	SDX_DOCUMENTED, TROUBLESHOOT},
    {"key-id-mismatch",
	"Failed to remove private key because the Key ID does not match a "
	"private key.",
	NULL, 400, "iam", SDX_DOCUMENTED, TROUBLESHOOT},
    {"no-updates",
	"Unable to update identity provider. No updates are defined for "
	"metadata or encryption assertion.",
	NULL, 400, "iam", SDX_DOCUMENTED, TROUBLESHOOT},
    {"mode-required-without-key",
	"Unable to set assertion encryption mode to Required because no "
	"private key is provided.",
	NULL, 400, "iam", SDX_DOCUMENTED, TROUBLESHOOT},
    {"add-and-remove-key",
	"Unable to add and remove private keys in the same request. Set a "
	"value for only one of the two parameters.",
	NULL, 400, "iam", SDX_DOCUMENTED, TROUBLESHOOT},
    {"private-key-limit", "Private key limit of 2 is reached.", NULL, 409,
	"iam", SDX_DOCUMENTED, TROUBLESHOOT},
};

const struct aws_error *
aws_error_find(const char *id)
{
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		if (strcmp(errors[i].id, id) == 0)
			return &errors[i];
	}
	return NULL;
}

const struct aws_error *
aws_error_at(size_t i)
{
	return i < sizeof errors / sizeof *errors ? &errors[i] : NULL;
}
