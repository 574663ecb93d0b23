/* SPDX-License-Identifier: MIT */
/* The OASIS schemas as distributions ship them; skipped where they do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/init.h"
#include "saml/name.h"
#include "saml/structure.h"

static const char *const folders[] = {
    "/usr/share/xml/opensaml",
    "/usr/share/xml/xmltooling",
    "/usr/lib/python3/dist-packages/onelogin/saml2/schemas",
};

static const char *const names[] = {
    "saml-schema-protocol-2.0.xsd",
    "saml-schema-assertion-2.0.xsd",
    "xmldsig-core-schema.xsd",
    "xenc-schema.xsd",
};

#define N_NAMES (sizeof names / sizeof names[0])

static bool
read_file(const char *folder, struct schema_file *file)
{
	char path[512];
	static char bytes[1 << 17];
	FILE *stream;

	snprintf(path, sizeof path, "%s/%s", folder, file->name);
	stream = fopen(path, "rb");
	if (stream == NULL)
		return false;
	file->len = fread(bytes, 1, sizeof bytes, stream);
	fclose(stream);
	file->data = malloc(file->len);
	if (file->data != NULL)
		memcpy((char *)(uintptr_t)file->data, bytes, file->len);
	return file->data != NULL;
}

static bool
read_schemas(struct schema_file *files)
{
	for (size_t i = 0; i < N_NAMES; i++) {
		bool is_found = false;

		files[i].name = names[i];
		for (size_t j = 0;
		     !is_found && j < sizeof folders / sizeof folders[0]; j++)
			is_found = read_file(folders[j], &files[i]);
		if (!is_found)
			return false;
	}
	return true;
}

static void
free_schemas(struct schema_file *files)
{
	for (size_t i = 0; i < N_NAMES; i++)
		free((char *)(uintptr_t)files[i].data);
}

#define HEAD \
	"<samlp:Response xmlns:samlp='" NS_SAMLP "' xmlns:saml='" NS_SAML "' "
#define DATES "Version='2.0' IssueInstant='2026-11-20T09:03:11Z'"
#define STATUS                                                              \
	"<samlp:Status><samlp:StatusCode Value='" SAML_STATUS_SUCCESS "'/>" \
	"</samlp:Status>"
#define TAIL "</samlp:Response>"

static const struct {
	const char *words;
	const char *text;
	const char *detail;  /* of the only breach; NULL: valid */
	const char *pointer; /* where it is */
} cases[] = {
    {"valid",
	HEAD "ID='_r' " DATES ">" STATUS "<saml:Assertion ID='_a' " DATES
	     "><saml:Issuer>i</saml:Issuer></saml:Assertion>" TAIL,
	NULL, NULL},
    {"no ID", HEAD DATES ">" STATUS TAIL, "ID", "/samlp:Response"},
    {"an ID that is no NCName", HEAD "ID='1' " DATES ">" STATUS TAIL, "'1'",
	"/samlp:Response"},
    {"Issuer behind Status",
	HEAD "ID='_r' " DATES ">" STATUS "<saml:Issuer>i</saml:Issuer>" TAIL,
	"saml:Issuer", "/samlp:Response/saml:Issuer"},
    {"an element of no namespace",
	HEAD "ID='_r' " DATES "><Extensions/>" STATUS TAIL, "Extensions",
	"/samlp:Response/Extensions"},
    {"a time that is none",
	HEAD "ID='_r' Version='2.0' IssueInstant='now'>" STATUS TAIL, "now",
	"/samlp:Response"},
};

static void
judge(const struct schema_set *set, size_t i)
{
	struct arena *arena = arena_new();
	struct xml_refusal refusal;
	struct schema_breach *breaches;
	struct saml_document *document;
	size_t n;

	document = document_parse(arena, (const uint8_t *)cases[i].text,
	    strlen(cases[i].text), "it", &refusal);
	assert_non_null(document);
	assert_true(schema_judge(arena, set, document, &breaches, &n));
	if (cases[i].detail == NULL && n != 0)
		fail_msg("%s: %s", cases[i].words, breaches[0].detail);
	if (cases[i].detail != NULL) {
		if (n == 0 ||
		    strstr(breaches[0].detail, cases[i].detail) == NULL)
			fail_msg("%s: %s", cases[i].words,
			    n == 0 ? "valid" : breaches[0].detail);
		assert_string_equal(at_describe(arena, breaches[0].at).pointer,
		    cases[i].pointer);
	}
	arena_free(arena);
}

static void
messages_are_validated(void **state)
{
	struct schema_file files[N_NAMES] = {{0}};

	(void)state;
	assert_true(crypto_start());
	if (!read_schemas(files)) {
		free_schemas(files);
		skip();
	}
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		judge(&(struct schema_set){files, N_NAMES, NULL}, i);
	free_schemas(files);
}

/* Schemas that are kept judge as those that are read anew. */
static void
kept_schemas_judge_alike(void **state)
{
	struct schema_file files[N_NAMES] = {{0}};
	struct schema_cache *cache = schema_cache_new();

	(void)state;
	assert_true(crypto_start());
	assert_non_null(cache);
	if (!read_schemas(files)) {
		schema_cache_free(cache);
		free_schemas(files);
		skip();
	}
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
			judge(&(struct schema_set){files, N_NAMES, cache}, i);
	}
	schema_cache_free(cache);
	free_schemas(files);
}

static bool
fails(const struct schema_file *files, size_t n,
    const struct saml_document *document)
{
	struct schema_cache *cache = schema_cache_new();
	const struct schema_set anew = {files, n, NULL},
				kept = {files, n, cache};
	struct arena *arena = arena_new();
	struct schema_breach *breaches;
	size_t n_anew, n_kept;
	bool has_failed;

	assert_non_null(cache);
	has_failed =
	    !schema_judge(arena, &anew, document, &breaches, &n_anew) &&
	    !schema_judge(arena, &kept, document, &breaches, &n_kept);
	schema_cache_free(cache);
	arena_free(arena);
	return has_failed && n_anew == 0 && n_kept == 0;
}

/* Nothing is looked for outside of what was given. */
static void
a_missing_import_is_no_schema(void **state)
{
	struct schema_file files[N_NAMES] = {{0}};
	struct arena *arena = arena_new();
	struct xml_refusal refusal;

	(void)state;
	assert_true(crypto_start());
	if (read_schemas(files)) {
		struct saml_document *document =
		    document_parse(arena, (const uint8_t *)cases[0].text,
			strlen(cases[0].text), "it", &refusal);

		assert_true(fails(files, 1, document));
		assert_true(fails(files, 0, document));
		assert_true(fails(&files[1], 3, document));
	}
	free_schemas(files);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages_are_validated),
	    cmocka_unit_test(kept_schemas_judge_alike),
	    cmocka_unit_test(a_missing_import_is_no_schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
