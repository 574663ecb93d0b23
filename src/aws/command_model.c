/* SPDX-License-Identifier: MIT */
/* The operations about SAML and their parameters, as the models have them. */
#include <string.h>

#include "aws/command.h"
#include "utf8.h"

#define ARN_MIN 20
#define ARN_MAX 2048
#define REQ PARAMETER_REQUIRED
#define SECRET PARAMETER_SECRET
#define TEXT PARAMETER_TEXT

#define METADATA(flags)                                                   \
	{                                                                 \
		"SAMLMetadataDocument", "--saml-metadata-document", TEXT, \
		    (flags), 1000, 10000000, ALPHABET_ANY, true           \
	}
#define MODE                                                              \
	{                                                                 \
		"AssertionEncryptionMode", "--assertion-encryption-mode", \
		    TEXT, 0, 0, 0, ALPHABET_MODE, false                   \
	}
#define ADD_KEY                                                               \
	{                                                                     \
		"AddPrivateKey", "--add-private-key", TEXT, SECRET, 1, 16384, \
		    ALPHABET_LATIN, true                                      \
	}
#define TAGS                                                              \
	{                                                                 \
		"Tags", "--tags", PARAMETER_TAGS, 0, 0, 50, ALPHABET_ANY, \
		    false                                                 \
	}
#define ROLE_NAME                                            \
	{                                                    \
		"RoleName", "--role-name", TEXT, REQ, 1, 64, \
		    ALPHABET_ROLE_NAME, false                \
	}
#define DESCRIPTION                                               \
	{                                                         \
		"Description", "--description", TEXT, 0, 0, 1000, \
		    ALPHABET_DESCRIPTION, false                   \
	}
#define MAX_DURATION                                                       \
	{                                                                  \
		"MaxSessionDuration", "--max-session-duration",            \
		    PARAMETER_INTEGER, 0, 3600, 43200, ALPHABET_ANY, false \
	}

static const struct parameter_model create_provider[] = {
    METADATA(REQ),
    {"Name", "--name", TEXT, REQ, 1, 128, ALPHABET_PROVIDER_NAME, false},
    TAGS,
    MODE,
    ADD_KEY,
};

static const struct parameter_model update_provider[] = {
    METADATA(0),
    {"SAMLProviderArn", "--saml-provider-arn", TEXT, REQ, ARN_MIN, ARN_MAX,
	ALPHABET_ANY, false},
    MODE,
    ADD_KEY,
    {"RemovePrivateKey", "--remove-private-key", TEXT, 0, 22, 64,
	ALPHABET_KEY_ID, false},
};

static const struct parameter_model assume_role[] = {
    {"RoleArn", "--role-arn", TEXT, REQ, ARN_MIN, ARN_MAX, ALPHABET_ANY, false},
    {"PrincipalArn", "--principal-arn", TEXT, REQ, ARN_MIN, ARN_MAX,
	ALPHABET_ANY, false},
    {"SAMLAssertion", "--saml-assertion", TEXT, REQ | SECRET, 4, 100000,
	ALPHABET_ANY, true},
    {"PolicyArns", "--policy-arns", PARAMETER_ARNS, 0, 0, 10, ALPHABET_ANY,
	false},
    {"Policy", "--policy", TEXT, 0, 1, 2048, ALPHABET_LATIN, true},
    {"DurationSeconds", "--duration-seconds", PARAMETER_INTEGER, 0, 900, 43200,
	ALPHABET_ANY, false},
};

static const struct parameter_model create_role[] = {
    {"Path", "--path", TEXT, 0, 1, 512, ALPHABET_PATH, false},
    ROLE_NAME,
    {"AssumeRolePolicyDocument", "--assume-role-policy-document", TEXT, REQ, 1,
	131072, ALPHABET_LATIN, true},
    DESCRIPTION,
    MAX_DURATION,
    {"PermissionsBoundary", "--permissions-boundary", TEXT, 0, ARN_MIN, ARN_MAX,
	ALPHABET_ANY, false},
    TAGS,
};

static const struct parameter_model update_trust[] = {
    ROLE_NAME,
    {"PolicyDocument", "--policy-document", TEXT, REQ, 1, 131072,
	ALPHABET_LATIN, true},
};

static const struct parameter_model update_role[] = {
    ROLE_NAME,
    DESCRIPTION,
    MAX_DURATION,
};

#define N(table) (table), sizeof(table) / sizeof *(table)

static const struct operation_model operations[] = {
    {OPERATION_CREATE_PROVIDER, "iam", "create-saml-provider",
	"CreateSAMLProvider", N(create_provider)},
    {OPERATION_UPDATE_PROVIDER, "iam", "update-saml-provider",
	"UpdateSAMLProvider", N(update_provider)},
    {OPERATION_ASSUME_ROLE, "sts", "assume-role-with-saml",
	"AssumeRoleWithSAML", N(assume_role)},
    {OPERATION_CREATE_ROLE, "iam", "create-role", "CreateRole", N(create_role)},
    {OPERATION_UPDATE_TRUST, "iam", "update-assume-role-policy",
	"UpdateAssumeRolePolicy", N(update_trust)},
    {OPERATION_UPDATE_ROLE, "iam", "update-role", "UpdateRole", N(update_role)},
};

/* Options of every command, and how many values they take. */
static const struct {
	const char *option;
	int n_values;
} general[] = {
    {"--endpoint-url", 1},
    {"--output", 1},
    {"--query", 1},
    {"--profile", 1},
    {"--region", 1},
    {"--color", 1},
    {"--ca-bundle", 1},
    {"--cli-read-timeout", 1},
    {"--cli-connect-timeout", 1},
    {"--cli-binary-format", 1},
    {"--cli-error-format", 1},
    {"--cli-input-json", 1},
    {"--cli-input-yaml", 1},
    {"--generate-cli-skeleton", 0},
    {"--debug", 0},
    {"--version", 0},
    {"--no-verify-ssl", 0},
    {"--no-paginate", 0},
    {"--no-sign-request", 0},
    {"--no-cli-pager", 0},
    {"--cli-auto-prompt", 0},
    {"--no-cli-auto-prompt", 0},
};

static bool
is_text(const char *full, const char *text, size_t len)
{
	return strlen(full) == len && memcmp(full, text, len) == 0;
}

const struct operation_model *
operation_at(size_t i)
{
	return i < sizeof operations / sizeof *operations ? &operations[i]
							  : NULL;
}

const struct operation_model *
operation_find(const char *service, const char *command)
{
	const struct operation_model *model;

	for (size_t i = 0; (model = operation_at(i)) != NULL; i++) {
		if (strcmp(model->service, service) == 0 &&
		    strcmp(model->command, command) == 0)
			return model;
	}
	return NULL;
}

const struct parameter_model *
parameter_find(
    const struct operation_model *model, const char *option, size_t len)
{
	for (size_t i = 0; i < model->n; i++) {
		if (is_text(model->parameters[i].option, option, len))
			return &model->parameters[i];
	}
	return NULL;
}

const struct parameter_model *
parameter_named(const struct operation_model *model, const char *name)
{
	for (size_t i = 0; i < model->n; i++) {
		if (strcmp(model->parameters[i].name, name) == 0)
			return &model->parameters[i];
	}
	return NULL;
}

int
general_option(const char *option, size_t len)
{
	for (size_t i = 0; i < sizeof general / sizeof *general; i++) {
		if (is_text(general[i].option, option, len))
			return general[i].n_values;
	}
	return -1;
}

const char *
general_option_at(size_t i)
{
	return i < sizeof general / sizeof *general ? general[i].option : NULL;
}

/* ---- Characters */

static bool
is_word(unsigned c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '_';
}

static bool
is_among(unsigned c, const char *set)
{
	return c > 0 && c < 0x80 && strchr(set, (int)c) != NULL;
}

static bool
fits(enum parameter_alphabet alphabet, unsigned c)
{
	bool is_blank = c == '\t' || c == '\n' || c == '\r';

	switch (alphabet) {
	case ALPHABET_PROVIDER_NAME:
		return is_word(c) || is_among(c, "._-");
	case ALPHABET_ROLE_NAME:
		return is_word(c) || is_among(c, "+=,.@-");
	case ALPHABET_KEY_ID:
		return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
	case ALPHABET_LATIN:
		return is_blank || (c >= 0x20 && c <= 0xff);
	case ALPHABET_DESCRIPTION:
		return is_blank || (c >= 0x20 && c <= 0x7e) ||
		       (c >= 0xa1 && c <= 0xff);
	case ALPHABET_PATH:
		return c >= 0x21 && c <= 0x7f;
	case ALPHABET_ANY:
	case ALPHABET_MODE:
		break;
	}
	return true;
}

size_t
alphabet_check(enum parameter_alphabet alphabet, const char *text, size_t len)
{
	size_t at = 0;

	if (alphabet == ALPHABET_MODE)
		return is_text("Required", text, len) ||
			       is_text("Allowed", text, len)
			   ? len
			   : 0;
	if (alphabet == ALPHABET_PATH && len > 0 &&
	    (text[0] != '/' || text[len - 1] != '/'))
		return text[0] != '/' ? 0 : len - 1;
	while (at < len) {
		unsigned code;
		size_t n = utf8_decode(
		    (const unsigned char *)text + at, len - at, &code);

		if (!fits(alphabet, code))
			return at;
		at += n > 0 ? n : 1;
	}
	return len;
}

const char *
alphabet_pattern(enum parameter_alphabet alphabet)
{
	switch (alphabet) {
	case ALPHABET_PROVIDER_NAME:
		return "letters of a-z and A-Z, digits, and . _ -";
	case ALPHABET_ROLE_NAME:
		return "letters of a-z and A-Z, digits, and _ + = , . @ -";
	case ALPHABET_KEY_ID:
		return "capital letters A-Z and digits";
	case ALPHABET_LATIN:
		return "characters up to U+00FF, without control characters";
	case ALPHABET_DESCRIPTION:
		return "U+0020 to U+007E and U+00A1 to U+00FF";
	case ALPHABET_PATH:
		return "a slash at both ends, and U+0021 to U+007F between";
	case ALPHABET_MODE:
		return "Required or Allowed, in just these letters";
	case ALPHABET_ANY:
		break;
	}
	return "any characters";
}
