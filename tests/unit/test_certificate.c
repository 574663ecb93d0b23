/* SPDX-License-Identifier: MIT */
/*
 * The outline of a certificate, which is read without OpenSSL, says what
 * OpenSSL says or nothing at all: of sound certificates, of odd ones and of
 * thousands that are damaged in one place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/certificate_outline.h"
#include "crypto/certificate_traits.h"
#include "crypto/certificate_x509.h"
#include "crypto/init.h"
#include "odd_certificate.h"
#include "recipe_run.h"

static void
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_ptr_equal(a, b);
	else
		assert_string_equal(a, b);
}

static void
same_traits(struct arena *arena, const struct certificate *certificate)
{
	const struct certificate_traits *a =
	    certificate_traits_read(arena, certificate);
	struct certificate_traits b = {0};

	assert_non_null(a);
	assert_true(certificate_x509_traits(arena, certificate, &b));
	same_text(a->repeated, b.repeated);
	same_text(a->odd_serial, b.odd_serial);
	assert_int_equal(a->version, b.version);
	assert_int_equal(a->has_extensions, b.has_extensions);
	same_text(a->old_digest, b.old_digest);
	same_text(a->subject_key_id, b.subject_key_id);
	same_text(a->weakness, b.weakness);
}

static void
same_certificate(
    const struct certificate *a, const struct certificate *b, struct der key)
{
	struct certificate_outline outline;

	assert_int_equal(a->der_len, b->der_len);
	same_text(a->subject, b->subject);
	same_text(a->issuer, b->issuer);
	same_text(a->serial, b->serial);
	same_text(a->signature_algorithm, b->signature_algorithm);
	assert_int_equal(a->not_before, b->not_before);
	assert_int_equal(a->not_after, b->not_after);
	assert_true(certificate_outline_read(a->der, a->der_len, &outline));
	assert_true(der_same(outline.key_info, key));
}

/* false: it has no outline, so that OpenSSL alone speaks. */
static bool
agrees(const uint8_t *der, size_t len)
{
	struct certificate_outline outline;
	struct arena *arena;
	struct certificate *certificate, theirs = {0};
	struct der key_info = {0};

	if (!certificate_outline_read(der, len, &outline))
		return false;
	arena = arena_new();
	assert_non_null(arena);
	certificate = certificate_from_der(arena, der, len);
	assert_non_null(certificate);
	/* A name that is unusual is read by OpenSSL, or refused. */
	if (certificate_x509_read(arena, &theirs, der, len, &key_info)) {
		same_certificate(certificate, &theirs, key_info);
		same_traits(arena, certificate);
	} else {
		assert_int_equal(certificate->fault, CERTIFICATE_NOT_DER);
	}
	arena_free(arena);
	crypto_errors_drop();
	return true;
}

struct octets {
	uint8_t at[4096];
	size_t len;
};

static void
decode(const char *text, struct octets *out)
{
	struct arena *arena = arena_new();
	const uint8_t *der =
	    base64_decode(arena, text, strlen(text), &out->len, &(size_t){0});

	assert_non_null(der);
	assert_in_range(out->len, 1, sizeof out->at);
	memcpy(out->at, der, out->len);
	arena_free(arena);
}

static void
load(const char *key, struct octets *out)
{
	char pem[8192], path[2200], *start, *end;
	FILE *file;
	size_t len;

	snprintf(path, sizeof path, "%s/%s.crt", recipe_keys(), key);
	file = fopen(path, "rb");
	assert_non_null(file);
	len = fread(pem, 1, sizeof pem - 1, file);
	fclose(file);
	pem[len] = '\0';
	start = strstr(pem, "CERTIFICATE-----");
	assert_non_null(start);
	end = strstr(start + 16, "-----END");
	assert_non_null(end);
	*end = '\0';
	decode(start + 16, out);
}

static const char *const keys[] = {"idp", "idp2", "idp-1024", "idp-512",
    "idp-ec", "idp-expired", "sp", "sp-4096"};

static void
usual_ones_have_an_outline(void **state)
{
	struct octets der;

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		load(keys[i], &der);
		assert_true(agrees(der.at, der.len));
	}
}

static const struct {
	const char *kind;
	bool has_outline;
} odd[] = {
    {"sound", true},
    {"sha1", true},
    {"p521", true},
    {"ends-soon", true},
    {"exponent-1", true},
    {"exponent-even", true},
    {"modulus-even", true},
    {"modulus-factor", true},
    {"roca", true},
    {"version-1", true},
    {"version-9", false},
    {"repeated-extension", false},
    {"serial-zero", false},
    {"serial-negative", false},
    {"serial-long", false},
    {"ed25519", true},
    {"rsa-pss", true},
    {"dsa", false},
    {"trailing", true},
    {"cut", false},
};

static void
odd_ones_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		char *text = odd_certificate(recipe_keys(), odd[i].kind);
		struct octets der;

		assert_non_null(text);
		decode(text, &der);
		free(text);
		if (agrees(der.at, der.len) != odd[i].has_outline)
			fail_msg("%s", odd[i].kind);
	}
}

/* One octet after the other becomes another. */
static void
damage(const struct octets *sound, uint8_t change, size_t *n_agreed)
{
	struct octets der = *sound;

	for (size_t i = 0; i < der.len; i++) {
		der.at[i] = sound->at[i] ^ change;
		*n_agreed += agrees(der.at, der.len);
		der.at[i] = sound->at[i];
	}
}

static void
damaged_ones_agree(void **state)
{
	static const uint8_t changes[] = {0x01, 0x80};
	static const char *const damaged[] = {"idp-512", "idp-ec"};

	(void)state;
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		struct octets der;
		size_t n_agreed = 0;

		load(damaged[i], &der);
		for (size_t j = 0; j < sizeof changes; j++)
			damage(&der, changes[j], &n_agreed);
		/* Most of it is the key and the signature. */
		assert_in_range(n_agreed, der.len / 2, 2 * der.len);
	}
}

/* Each octet is counted by the lengths around it. */
static void
cut_ones_have_no_outline(void **state)
{
	struct octets der;

	(void)state;
	load("idp", &der);
	for (size_t len = 0; len < der.len; len++)
		assert_false(agrees(der.at, len));
	for (size_t i = 0; i < der.len; i += 7) {
		struct octets shorter = der;

		memmove(
		    shorter.at + i, shorter.at + i + 1, shorter.len-- - i - 1);
		agrees(shorter.at, shorter.len);
	}
}

static const struct {
	const char *octets;
	size_t len;
	enum der_tag tag;
	int inside; /* octets; -1: not taken */
} elements[] = {
    {"\x30\x00", 2, DER_SEQUENCE, 0},
    {"\x30\x01x", 3, DER_SEQUENCE, 1},
    {"\x30\x01x", 3, DER_SET, -1},
    {"", 0, DER_SEQUENCE, -1},
    {"\x30", 1, DER_SEQUENCE, -1},
    {"\x30\x02x", 3, DER_SEQUENCE, -1},
    {"\x30\x80\x00\x00", 4, DER_SEQUENCE, -1},
    {"\x30\x81\x01x", 4, DER_SEQUENCE, -1},
    {"\x30\x81", 2, DER_SEQUENCE, -1},
    {"\x30\x82\x00\x80", 4, DER_SEQUENCE, -1},
    {"\x30\x84\x00\x00\x00\x01x", 7, DER_SEQUENCE, -1},
    {"\x30\xff", 2, DER_SEQUENCE, -1},
};

static void
lengths_are_the_shortest(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
		struct der der = {
		    (const uint8_t *)elements[i].octets, elements[i].len};
		struct der inside = {0};
		bool is_taken = der_take(&der, elements[i].tag, &inside);

		assert_int_equal(is_taken, elements[i].inside >= 0);
		if (is_taken)
			assert_int_equal(
			    inside.len, (size_t)elements[i].inside);
		else
			assert_int_equal(der.len, elements[i].len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(usual_ones_have_an_outline),
	    cmocka_unit_test(odd_ones_agree),
	    cmocka_unit_test(damaged_ones_agree),
	    cmocka_unit_test(cut_ones_have_no_outline),
	    cmocka_unit_test(lengths_are_the_shortest),
	};

	if (!crypto_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
