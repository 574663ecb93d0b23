/* SPDX-License-Identifier: MIT */
/* ARNs, pairs, endpoints, attribute names, the catalogue, the context. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "aws/arn.h"
#include "aws/context.h"
#include "aws/endpoint.h"
#include "aws/error.h"

#define ROLE "arn:aws:iam::123456789012:role/Dev"
#define PROVIDER "arn:aws:iam::123456789012:saml-provider/Example"

static const struct {
	const char *text;
	enum arn_kind kind;
	enum arn_fault fault;
	const char *name;
} arns[] = {
    {ROLE, ARN_ROLE, ARN_OK, "Dev"},
    {"arn:aws-cn:iam::123456789012:role/a/b/Dev", ARN_ROLE, ARN_OK, "Dev"},
    {PROVIDER, ARN_PROVIDER, ARN_OK, "Example"},
    {"Arn:aws:iam::123456789012:role/Dev", ARN_NONE, ARN_NOT_ARN, ""},
    {"arn:aws:iam:123456789012:role/Dev", ARN_NONE, ARN_PARTS, ""},
    {"arn:amazon:iam::123456789012:role/Dev", ARN_ROLE, ARN_PARTITION, "Dev"},
    {"arn:aws:sts::123456789012:role/Dev", ARN_ROLE, ARN_SERVICE, "Dev"},
    {"arn:aws:iam:us-east-1:123456789012:role/Dev", ARN_ROLE, ARN_REGION,
	"Dev"},
    {"arn:aws:iam::12345678901:role/Dev", ARN_ROLE, ARN_ACCOUNT, "Dev"},
    {"arn:aws:iam::123456789012:user/Dev", ARN_OTHER, ARN_RESOURCE, ""},
    {"arn:aws:iam::123456789012:role/", ARN_ROLE, ARN_NAME, ""},
    {"arn:aws:iam::123456789012:Role/Dev", ARN_OTHER, ARN_RESOURCE, ""},
    {"arn:aws:iam::123456789012:role//Dev", ARN_ROLE, ARN_NAME, "Dev"},
    {"arn:aws:iam::123456789012:oidc-provider/a.b", ARN_OTHER, ARN_RESOURCE,
	""},
    {"arn:aws:iam::123456789012:root", ARN_OTHER, ARN_RESOURCE, ""},
    {"arn:aws:sts::123456789012:assumed-role/Dev/ana", ARN_OTHER, ARN_SERVICE,
	""},
    {"arn:aws:iam::1234-5678-9012:role/Dev", ARN_ROLE, ARN_ACCOUNT, "Dev"},
    {"arn:aws:iam::123456789012:role/D v", ARN_ROLE, ARN_NAME, "D v"},
    {"arn:aws:iam::123456789012:saml-provider/a=b", ARN_PROVIDER, ARN_NAME,
	"a=b"},
    {"arn:aws:iam::123456789012:role/AWSReservedSSO_x", ARN_ROLE,
	ARN_RESERVED_ROLE, "AWSReservedSSO_x"},
};

static void
arns_are_parsed(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof arns / sizeof *arns; i++) {
		struct aws_arn arn =
		    arn_parse(arena, arns[i].text, strlen(arns[i].text));

		if (arn.kind != arns[i].kind || arn.fault != arns[i].fault)
			fail_msg("%s: kind %d, fault %d: %s", arns[i].text,
			    (int)arn.kind, (int)arn.fault, arn.detail);
		assert_string_equal(arn.name, arns[i].name);
		assert_int_equal(arn.fault == ARN_OK, arn.detail[0] == '\0');
	}
	arena_free(arena);
}

static const struct {
	const char *text;
	bool is_well_formed, is_reversed, outside, inside;
	char separator;
	size_t n_odd;
} pairs[] = {
    {ROLE "," PROVIDER, true, false, false, false, 0, 0},
    {PROVIDER "," ROLE, true, true, false, false, 0, 0},
    {" " ROLE "," PROVIDER, false, false, true, false, 0, 1},
    {ROLE "," PROVIDER "\n", false, false, true, false, 0, 1},
    {ROLE ", " PROVIDER, false, false, false, true, 0, 1},
    {ROLE ";" PROVIDER, false, false, false, false, ';', 0},
    {ROLE " " PROVIDER, false, false, false, false, ' ', 1},
    {ROLE ",\xe2\x80\x8b" PROVIDER, false, false, false, true, 0, 1},
    {ROLE, false, false, false, false, 0, 0},
    {ROLE "," PROVIDER "," ROLE, false, false, false, false, 0, 0},
    {"\"" ROLE "," PROVIDER "\"", false, false, false, false, 0, 2},
    {"", false, false, false, false, 0, 0},
    {",", false, false, false, false, 0, 0},
    {",,,,,,,,", false, false, false, false, 0, 0},
    {ROLE "|" PROVIDER, false, false, false, false, '|', 0},
    {ROLE "\n" PROVIDER, false, false, false, false, ' ', 1},
    {ROLE "\xc2\xa0," PROVIDER, false, false, false, true, 0, 1},
    {ROLE "," ROLE, false, false, false, false, 0, 0},
};

static void
pairs_are_parsed(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct aws_role_pair *p = role_pair_parse(arena, pairs[i].text);

		if (p->is_well_formed != pairs[i].is_well_formed ||
		    p->is_reversed != pairs[i].is_reversed ||
		    p->has_blank_outside != pairs[i].outside ||
		    p->has_blank_inside != pairs[i].inside ||
		    p->separator != pairs[i].separator ||
		    p->n_odd != pairs[i].n_odd)
			fail_msg("pair %zu: %s: %d %d %d %d %c %zu", i,
			    pairs[i].text, p->is_well_formed, p->is_reversed,
			    p->has_blank_outside, p->has_blank_inside,
			    p->separator ? p->separator : '0', p->n_odd);
	}
	arena_free(arena);
}

static const struct {
	const char *url;
	enum endpoint_kind kind;
	const char *partition, *region, *near;
} urls[] = {
    {"https://signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws", NULL, NULL},
    {"https://eu-west-1.signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws",
	"eu-west-1", NULL},
    {"https://us-east-1.signin.aws.amazon.com/saml/acs/"
     "SAMLSP1EXAMPLE2EXAMPLE",
	ENDPOINT_SAML_ACS, "aws", "us-east-1", NULL},
    {"https://us-east-1.signin.aws.amazon.com/saml/acs/short",
	ENDPOINT_SAML_ACS, "aws", "us-east-1", "22 to 64"},
    {"https://signin.amazonaws-us-gov.com/saml", ENDPOINT_SAML, "aws-us-gov",
	NULL, NULL},
    {"https://cn-north-1.signin.amazonaws.cn/saml", ENDPOINT_SAML, "aws-cn",
	"cn-north-1", NULL},
    {"https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml", ENDPOINT_SAML,
	"aws-eusc", "eusc-de-east-1", NULL},
    {"https://signin.aws.amazon.com/saml/", ENDPOINT_AWS_OTHER, "aws", NULL,
	"slash"},
    {"http://signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws", NULL, "https"},
    {"https://SignIn.aws.amazon.com/saml", ENDPOINT_SAML, "aws", NULL, "host"},
    {"https://signin.aws.amazon.com/SAML", ENDPOINT_AWS_OTHER, "aws", NULL,
	"path"},
    {" https://signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws", NULL,
	"white space"},
    {"https://signin.aws.amazon.com/saml?x=1", ENDPOINT_AWS_OTHER, "aws", NULL,
	"behind /saml"},
    {"https://signin.aws.amazon.com/saml\r\n", ENDPOINT_SAML, "aws", NULL,
	"white space"},
    {"https://signin.aws.amazon.com:443/saml", ENDPOINT_SAML, "aws", NULL,
	"a port"},
    {"https://signin-fips.amazonaws-us-gov.com/saml", ENDPOINT_SAML,
	"aws-us-gov", NULL, NULL},
    {"https://[::1]:8443/saml", ENDPOINT_NOT_AWS, NULL, NULL, NULL},
    {"https://x@signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws", NULL,
	"user name"},
    {"https://us-east-1.signin.aws.amazon.com/platform/saml/acs/1",
	ENDPOINT_IDENTITY_CENTER, "aws", "us-east-1", NULL},
    {"https://signin.aws.amazon.com.evil.example/saml", ENDPOINT_NOT_AWS, NULL,
	NULL, NULL},
    {"https://signin.aws.amazon.com@evil.example/saml", ENDPOINT_NOT_AWS, NULL,
	NULL, NULL},
    {"https://notsignin.aws.amazon.com/saml", ENDPOINT_NOT_AWS, NULL, NULL,
	NULL},
    /* A browser takes the backslash for a slash. */
    {"https://evil.example\\.signin.aws.amazon.com/saml", ENDPOINT_NOT_AWS,
	NULL, NULL, NULL},
    {"https://us-east-1\\.signin.aws.amazon.com/saml", ENDPOINT_NOT_AWS, NULL,
	NULL, NULL},
    {"https://evil.example%2f.signin.aws.amazon.com/saml", ENDPOINT_NOT_AWS,
	NULL, NULL, NULL},
    {"https://evil .signin.aws.amazon.com/saml", ENDPOINT_NOT_AWS, NULL, NULL,
	NULL},
    {"https://us-east-1.evil.signin.aws.amazon.com/saml", ENDPOINT_NOT_AWS,
	NULL, NULL, NULL},
    {"https://.signin.aws.amazon.com/saml", ENDPOINT_NOT_AWS, NULL, NULL, NULL},
    {"https://evil-1.signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws", NULL,
	"no region"},
    {"https://1-east-1.signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws", NULL,
	"no region"},
    {"https://nz-far-south-1.signin.aws.amazon.com/saml", ENDPOINT_SAML, "aws",
	NULL, NULL},
    {"", ENDPOINT_NOT_AWS, NULL, NULL, NULL},
    {"urn:amazon:webservices", ENDPOINT_NOT_AWS, NULL, NULL, NULL},
};

static void
endpoints_are_parsed(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct aws_endpoint e = endpoint_parse(arena, urls[i].url);

		if (e.kind != urls[i].kind)
			fail_msg("%s: kind %d", urls[i].url, (int)e.kind);
		if (urls[i].partition == NULL) {
			assert_null(e.partition);
			continue;
		}
		assert_string_equal(e.partition->name, urls[i].partition);
		if (urls[i].region != NULL) {
			assert_string_equal(e.region, urls[i].region);
			assert_true(e.is_known_region);
		}
		if (urls[i].near == NULL && e.near_miss != NULL)
			fail_msg("%s: %s", urls[i].url, e.near_miss);
		if (urls[i].near != NULL &&
		    (e.near_miss == NULL ||
			strstr(e.near_miss, urls[i].near) == NULL))
			fail_msg("%s: %s", urls[i].url,
			    e.near_miss != NULL ? e.near_miss : "(none)");
	}
	arena_free(arena);
}

static void
regions_are_known(void **state)
{
	(void)state;
	assert_true(region_is_known("us-gov-east-1"));
	assert_false(region_is_known("us"));
	assert_false(region_is_known(""));
	assert_false(region_is_known("us-east-1 us-east-2"));
	assert_string_equal(
	    partition_of_region("us-isob-new-7")->name, "aws-iso-b");
	assert_string_equal(partition_of_region("eu-mars-1")->name, "aws");
	assert_null(partition_of_region("moon-1"));
	assert_true(audience_is_accepted(
	    partition_find("aws"), "urn:amazon:webservices"));
	assert_true(audience_is_accepted(
	    partition_find("aws"), "https://signin.aws.amazon.com/saml"));
	assert_false(audience_is_accepted(
	    partition_find("aws-us-gov"), "urn:amazon:webservices"));
}

static const struct {
	const char *name;
	enum aws_attribute exact, near;
} names[] = {
    {AWS_ATTRIBUTES "Role", AWS_ATTRIBUTE_ROLE, AWS_ATTRIBUTE_NONE},
    {AWS_ATTRIBUTES "role", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_ROLE},
    {AWS_ATTRIBUTES "Role/", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_ROLE},
    {" " AWS_ATTRIBUTES "Role", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_ROLE},
    {"http://aws.amazon.com/SAML/Attributes/Role", AWS_ATTRIBUTE_NONE,
	AWS_ATTRIBUTE_ROLE},
    {"http://www.amazonaws.cn/SAML/Attributes/Role", AWS_ATTRIBUTE_NONE,
	AWS_ATTRIBUTE_ROLE},
    {"https://aws.amazon.com/SAML/Attributes", AWS_ATTRIBUTE_NONE,
	AWS_ATTRIBUTE_ROLE},
    {AWS_ATTRIBUTES, AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_ROLE},
    {"https://aws.amazon.com/SAML/Role", AWS_ATTRIBUTE_NONE,
	AWS_ATTRIBUTE_ROLE},
    {AWS_ATTRIBUTES "Roles", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_ROLE},
    {AWS_ATTRIBUTES "RoleEntitlement", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_ROLE},
    {AWS_ATTRIBUTES "SessionName", AWS_ATTRIBUTE_NONE,
	AWS_ATTRIBUTE_ROLE_SESSION_NAME},
    {AWS_ATTRIBUTES "PrincipalTag/Team", AWS_ATTRIBUTE_NONE,
	AWS_ATTRIBUTE_PRINCIPAL_TAG},
    {"Role", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_ROLE},
    {"role", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_NONE},
    {AWS_ATTRIBUTES "PrincipalTag:Team", AWS_ATTRIBUTE_PRINCIPAL_TAG,
	AWS_ATTRIBUTE_NONE},
    {AWS_ATTRIBUTES "principaltag:Team", AWS_ATTRIBUTE_NONE,
	AWS_ATTRIBUTE_PRINCIPAL_TAG},
    {AWS_ATTRIBUTES "Department", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_NONE},
    {"urn:oid:2.5.4.3", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_NONE},
    {"", AWS_ATTRIBUTE_NONE, AWS_ATTRIBUTE_NONE},
};

static void
names_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *what = NULL;

		assert_int_equal(
		    aws_attribute_of(names[i].name), names[i].exact);
		if (aws_attribute_near(names[i].name, &what) != names[i].near)
			fail_msg("%s", names[i].name);
		assert_int_equal(
		    what != NULL, names[i].near != AWS_ATTRIBUTE_NONE);
	}
}

static void
templates_are_told(void **state)
{
	(void)state;
	assert_true(value_is_template("${user.email}"));
	assert_true(value_is_template("appuser.idpRolePairs"));
	assert_true(value_is_template("{{ user }}"));
	assert_false(value_is_template("user.email@example.com"));
	assert_false(value_is_template("ana.silva"));
}

/* Each part stands where its kind belongs, and none is lost. */
static const struct {
	const char *text, *role, *provider;
} parts[] = {
    {ROLE "," PROVIDER, ROLE, PROVIDER},
    {PROVIDER "," ROLE, ROLE, PROVIDER},
    {ROLE, ROLE, ""},
    {PROVIDER, "", PROVIDER},
    {"x," PROVIDER, "x", PROVIDER},
    {PROVIDER ",x", "x", PROVIDER},
    {"x," ROLE, ROLE, "x"},
    {ROLE ",x", ROLE, "x"},
    {"x", "x", ""},
    {"x,y", "x", "y"},
    {PROVIDER "," PROVIDER, PROVIDER, PROVIDER},
    {ROLE "," ROLE, ROLE, ROLE},
    {"", "", ""},
    {",", "", ""},
};

static void
parts_are_kept(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct aws_role_pair *p = role_pair_parse(arena, parts[i].text);

		if (strcmp(p->role.text, parts[i].role) != 0 ||
		    strcmp(p->provider.text, parts[i].provider) != 0)
			fail_msg("%s: %s and %s", parts[i].text, p->role.text,
			    p->provider.text);
	}
	arena_free(arena);
}

/* The letter that a look-alike is taken for is named with it. */
static void
look_alikes_are_named(void **state)
{
	struct arena *arena = arena_new();
	struct odd_character *odd = NULL;
	size_t n = 0;

	(void)state;
	assert_true(
	    odd_characters_find(arena, "r\xd0\xbele\xef\xbc\x8f", &odd, &n));
	assert_int_equal(n, 2);
	assert_string_equal(odd[0].name, "a Cyrillic letter that looks like o");
	assert_int_equal(odd[0].code_point, 0x43e);
	assert_int_equal(odd[0].offset, 1);
	assert_string_equal(
	    odd[1].name, "a full width character that looks like /");
	arena_free(arena);
}

/* A session's length, by what is asked for and what is sent. */
static const struct {
	const char *sent;
	struct session_request request;
	int64_t duration;
} durations[] = {
    {NULL, {0}, 3600},
    {"7200", {0}, 7200},
    {"900", {0}, 900},
    {"899", {0}, 0},
    {"43201", {0}, 0},
    {"an hour", {0}, 3600},
    {"7200", {.role_arn = ROLE}, 3600},
    {"1800", {.role_arn = ROLE}, 1800},
    {"1800", {.duration = 7200}, 1800},
    {"7200", {.duration = 1800}, 1800},
};

static void
durations_are_the_least(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		struct saml_text value = {.value = durations[i].sent};
		struct saml_attribute attribute = {
		    .name = AWS_ATTRIBUTES "SessionDuration",
		    .values = &value,
		    .n_values = 1,
		};
		struct saml_assertion assertion = {
		    .attributes = &attribute,
		    .n_attributes = durations[i].sent != NULL,
		};
		struct aws_session *session =
		    session_read(arena, &assertion, &durations[i].request);

		assert_non_null(session);
		if (session->duration != durations[i].duration)
			fail_msg(
			    "case %zu: %lld", i, (long long)session->duration);
	}
	arena_free(arena);
}

static struct aws_session *
read_pairs(struct arena *arena, const char *first, const char *second,
    const struct session_request *request)
{
	struct saml_text *values = arena_alloc(arena, 2 * sizeof *values);
	struct saml_attribute *attribute =
	    arena_alloc(arena, sizeof *attribute);
	struct saml_assertion assertion = {
	    .attributes = attribute, .n_attributes = 1};

	values[0].value = first;
	values[1].value = second;
	attribute->name = AWS_ATTRIBUTES "Role";
	attribute->values = values;
	attribute->n_values = second != NULL ? 2 : 1;
	return session_read(arena, &assertion, request);
}

#define OTHER_ROLE "arn:aws:iam::123456789012:role/Ops"

static void
the_pair_is_chosen(void **state)
{
	struct arena *arena = arena_new();
	struct session_request none = {0}, ops = {.role_arn = OTHER_ROLE},
			       other_case = {.role_arn =
						 "arn:aws:iam::123456789012:"
						 "role/ops"};
	struct aws_session *s;

	(void)state;
	s = read_pairs(arena, ROLE "," PROVIDER, NULL, &none);
	assert_ptr_equal(s->chosen, s->pairs[0]);
	assert_string_equal(s->provider_arn, PROVIDER);
	s = read_pairs(
	    arena, ROLE "," PROVIDER, PROVIDER "," OTHER_ROLE, &none);
	assert_null(s->chosen);
	assert_null(s->provider_arn);
	s = read_pairs(arena, ROLE "," PROVIDER, PROVIDER "," OTHER_ROLE, &ops);
	assert_ptr_equal(s->chosen, s->pairs[1]);
	s = read_pairs(
	    arena, ROLE "," PROVIDER, PROVIDER "," OTHER_ROLE, &other_case);
	assert_null(s->chosen);
	s = read_pairs(arena, "offline_access", NULL, &none);
	assert_null(s->provider_arn);
	arena_free(arena);
}

/* STS API reference: BASE64(SHA1(issuer + account + "/" + name)). */
static void
the_name_qualifier_has_its_vector(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(
	    context_name_qualifier(
		arena, "https://example.com/saml", "123456789012", "MySAMLIdP"),
	    "1uAJanUnBc2XeUkHURMht+xam2c=");
	arena_free(arena);
}

static void
the_catalogue_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; aws_error_at(i) != NULL; i++) {
		const struct aws_error *e = aws_error_at(i);

		assert_ptr_equal(aws_error_find(e->id), e);
		assert_non_null(e->source);
		assert_true(
		    e->grade >= SDX_DOCUMENTED && e->grade <= SDX_INFERRED);
		assert_true(e->message != NULL || e->code != NULL);
	}
	assert_null(aws_error_find("no-such"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(arns_are_parsed),
	    cmocka_unit_test(pairs_are_parsed),
	    cmocka_unit_test(endpoints_are_parsed),
	    cmocka_unit_test(regions_are_known),
	    cmocka_unit_test(names_are_told),
	    cmocka_unit_test(templates_are_told),
	    cmocka_unit_test(parts_are_kept),
	    cmocka_unit_test(look_alikes_are_named),
	    cmocka_unit_test(durations_are_the_least),
	    cmocka_unit_test(the_pair_is_chosen),
	    cmocka_unit_test(the_name_qualifier_has_its_vector),
	    cmocka_unit_test(the_catalogue_is_sound),
	};

	return cmocka_run_group_tests_name("aws", tests, NULL, NULL);
}
