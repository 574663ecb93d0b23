/* SPDX-License-Identifier: MIT */
/* Commands of the AWS CLI in every form in which they are typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "aws/command.h"

#define ARN "arn:aws:iam::123456789012:saml-provider/Example"

/* A line for bash, what a parameter then is, and how many complaints. */
static const struct {
	const char *line;
	enum aws_operation operation;
	const char *parameter;
	const char *value; /* NULL: not given */
	size_t n_complaints;
} lines[] = {
    {"aws iam update-saml-provider --saml-provider-arn " ARN,
	OPERATION_UPDATE_PROVIDER, "SAMLProviderArn", ARN, 0},
    {"aws iam update-saml-provider --saml-provider-arn=" ARN,
	OPERATION_UPDATE_PROVIDER, "SAMLProviderArn", ARN, 0},
    {"aws --profile a --region eu-west-1 --debug iam update-saml-provider "
     "--saml-provider-arn '" ARN "' --output json",
	OPERATION_UPDATE_PROVIDER, "SAMLProviderArn", ARN, 0},
    {"AWS_PROFILE=x sudo /usr/local/bin/aws iam update-role \\\n  "
     "--role-name \"Dev\" \\\n  --max-session-duration 7200",
	OPERATION_UPDATE_ROLE, "MaxSessionDuration", "7200", 0},
    {"aws iam update-role --role-name Dev --description 'a b = c'",
	OPERATION_UPDATE_ROLE, "Description", "a b = c", 0},
    {"aws iam update-role --role-name Dev --description=--x",
	OPERATION_UPDATE_ROLE, "Description", "--x", 0},
    {"aws iam update-role --role-name A --role-name B", OPERATION_UPDATE_ROLE,
	"RoleName", "B", 1},
    {"aws iam update-role --role-n Dev", OPERATION_UPDATE_ROLE, "RoleName",
	"Dev", 1},
    {"aws iam update-role --role Dev --role-name", OPERATION_UPDATE_ROLE,
	"RoleName", NULL, 3},
    {"aws iam update-role --name Dev", OPERATION_UPDATE_ROLE, "RoleName", NULL,
	1},
    {"aws iam update-role stray --role-name Dev", OPERATION_UPDATE_ROLE,
	"RoleName", "Dev", 1},
    {"aws iam update-role \xe2\x80\x93role-name Dev", OPERATION_UPDATE_ROLE,
	"RoleName", NULL, 1},
    {"aws iam update-role --cli-input-json '{\"RoleName\": \"Dev\"}'",
	OPERATION_UPDATE_ROLE, "RoleName", "Dev", 0},
    {"aws iam update-role --role-name A --cli-input-json "
     "'{\"RoleName\": \"B\", \"MaxSessionDuration\": 3600}'",
	OPERATION_UPDATE_ROLE, "RoleName", "A", 0},
    {"aws iam update-role --cli-input-json '{\"RoleName\": 1}'",
	OPERATION_UPDATE_ROLE, "RoleName", NULL, 1},
    {"aws iam update-role --cli-input-json '{\"rolename\": \"x\"}'",
	OPERATION_UPDATE_ROLE, "RoleName", NULL, 1},
    {"aws iam update-role --cli-input-json nonsense", OPERATION_UPDATE_ROLE,
	"RoleName", NULL, 1},
    {"aws iam update-role --role-name Dev --max-session-duration 1h",
	OPERATION_UPDATE_ROLE, "MaxSessionDuration", "1h", 1},
    {"aws iam update-saml-provider --add-private-key file://key.pem",
	OPERATION_UPDATE_PROVIDER, "AddPrivateKey", "what stands in key.pem",
	0},
    {"aws iam update-saml-provider --add-private-key fileb:///x/key.pem",
	OPERATION_UPDATE_PROVIDER, "AddPrivateKey", "what stands in /x/key.pem",
	0},
    {"aws iam update-saml-provider --add-private-key file://gone",
	OPERATION_UPDATE_PROVIDER, "AddPrivateKey", NULL, 0},
    {"aws iam update-saml-provider --add-private-key "
     "$'-----BEGIN PRIVATE KEY-----\\nx'",
	OPERATION_UPDATE_PROVIDER, "AddPrivateKey",
	"-----BEGIN PRIVATE KEY-----\nx", 0},
    {"aws sts assume-role-with-saml --saml-assertion=PHg+ --duration-seconds "
     "900",
	OPERATION_ASSUME_ROLE, "SAMLAssertion", "PHg+", 0},
    {"aws iam", OPERATION_NONE, NULL, NULL, 0},
    {"aws", OPERATION_NONE, NULL, NULL, 0},
    {"", OPERATION_NONE, NULL, NULL, 0},
    {"aws s3 ls --recursive", OPERATION_NONE, NULL, NULL, 0},
};

static const char *
file(const char *path, size_t *len, void *user)
{
	static char text[128];

	(void)user;
	if (strcmp(path, "gone") == 0)
		return NULL;
	snprintf(text, sizeof text, "what stands in %s", path);
	*len = strlen(text);
	return text;
}

static struct aws_command *
read_line(struct arena *arena, const char *line)
{
	struct aws_command *c = command_read(arena, &line, 1);

	assert_non_null(c);
	if (c->model != NULL)
		assert_true(command_fill(arena, c, file, NULL));
	return c;
}

static void
lines_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct arena *arena = arena_new();
		struct aws_command *c = read_line(arena, lines[i].line);
		enum aws_operation operation =
		    c->model != NULL ? c->model->operation : OPERATION_NONE;
		const char *value = lines[i].parameter != NULL
					? command_text(c, lines[i].parameter)
					: NULL;

		if (operation != lines[i].operation ||
		    c->n_complaints != lines[i].n_complaints ||
		    (value == NULL) != (lines[i].value == NULL) ||
		    (value != NULL && strcmp(value, lines[i].value) != 0))
			fail_msg("%s: operation %d, %zu complaints, value %s",
			    lines[i].line, operation, c->n_complaints,
			    value != NULL ? value : "none");
		arena_free(arena);
	}
}

static void
words_are_read_as_they_are(void **state)
{
	static const char *const words[] = {"aws", "iam", "create-role",
	    "--role-name", "Dev", "--tags", "Key=A,Value=1", "Key=B,Value=2",
	    "--path", "/x/"};
	struct arena *arena = arena_new();
	struct aws_command *c =
	    command_read(arena, words, sizeof words / sizeof *words);
	const struct command_value *tags;

	(void)state;
	assert_non_null(c);
	tags = command_value(c, "Tags");
	assert_non_null(tags);
	assert_int_equal(tags->n_pairs, 2);
	assert_string_equal(tags->pairs[1].key, "B");
	assert_string_equal(tags->pairs[1].value, "2");
	assert_string_equal(command_text(c, "Path"), "/x/");
	arena_free(arena);
}

static void
files_are_named_once(void **state)
{
	struct arena *arena = arena_new();
	struct aws_command *c = read_line(arena,
	    "aws iam create-role --cli-input-json file://a.json "
	    "--assume-role-policy-document file://b.json --tags file://b.json");

	(void)state;
	assert_int_equal(c->n_paths, 2);
	assert_string_equal(c->paths[0], "a.json");
	assert_string_equal(c->paths[1], "b.json");
	arena_free(arena);
}

static const struct {
	enum parameter_alphabet alphabet;
	const char *text;
	size_t at; /* of the first character that must not stand */
} texts[] = {
    {ALPHABET_PROVIDER_NAME, "My_IdP-1.x", 10},
    {ALPHABET_PROVIDER_NAME, "a+b", 1},
    {ALPHABET_ROLE_NAME, "a+b=c,d.e@f-g", 13},
    {ALPHABET_ROLE_NAME, "a/b", 1},
    {ALPHABET_KEY_ID, "AB0", 3},
    {ALPHABET_KEY_ID, "ABc", 2},
    {ALPHABET_LATIN, "a\t\r\n\xc3\xbf", 6},
    {ALPHABET_LATIN, "a\xe2\x82\xac", 1},
    {ALPHABET_LATIN, "a\x01", 1},
    {ALPHABET_DESCRIPTION, "a\x7f", 1},
    {ALPHABET_PATH, "/a/", 3},
    {ALPHABET_PATH, "a/", 0},
    {ALPHABET_PATH, "/a", 1},
    {ALPHABET_MODE, "Required", 8},
    {ALPHABET_MODE, "required", 0},
};

static void
alphabets_are_the_models(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(alphabet_check(texts[i].alphabet,
				     texts[i].text, strlen(texts[i].text)),
		    texts[i].at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_read),
	    cmocka_unit_test(words_are_read_as_they_are),
	    cmocka_unit_test(files_are_named_once),
	    cmocka_unit_test(alphabets_are_the_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
