/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/certificate_cache.h"
#include "recipe_run.h"

/* The base64 of a certificate of the tests, as metadata has it. */
static char *
text_of(const char *name)
{
	static char pem[8192];
	char path[2200], *start, *end, *text;
	FILE *file;
	size_t len;

	snprintf(path, sizeof path, "%s/%s.crt", recipe_keys(), name);
	file = fopen(path, "rb");
	assert_non_null(file);
	len = fread(pem, 1, sizeof pem - 1, file);
	fclose(file);
	pem[len] = '\0';
	start = strstr(pem, "CERTIFICATE-----");
	assert_non_null(start);
	start += 16;
	end = strstr(start, "-----END");
	assert_non_null(end);
	*end = '\0';
	text = strdup(start);
	assert_non_null(text);
	return text;
}

static void
the_same_text_is_read_once(void **state)
{
	struct certificate_cache *cache = certificate_cache_new();
	struct cached_certificate one, again, other;
	char *a = text_of("idp"), *b = text_of("idp2");

	(void)state;
	certificate_cache_begin(cache);
	assert_true(certificate_cache_get(cache, a, &one));
	assert_true(certificate_cache_get(cache, b, &other));
	certificate_cache_begin(cache);
	assert_true(certificate_cache_get(cache, a, &again));
	assert_ptr_equal(one.certificate, again.certificate);
	assert_ptr_equal(one.traits, again.traits);
	assert_ptr_not_equal(one.certificate, other.certificate);
	assert_string_equal(one.certificate->fingerprint,
	    "6b:f9:83:fe:45:d8:21:3b:f4:48:b6:79:e0:bb:07:cf:2c:29:fd:1f:0e:"
	    "ce:83:48:de:a0:b0:07:18:40:11:8f");
	free(a);
	free(b);
	certificate_cache_free(cache);
}

static void
what_cannot_be_read_is_kept_too(void **state)
{
	struct certificate_cache *cache = certificate_cache_new();
	struct cached_certificate bad;

	(void)state;
	certificate_cache_begin(cache);
	assert_true(certificate_cache_get(cache, "no base64!", &bad));
	assert_int_equal(bad.certificate->fault, CERTIFICATE_NOT_BASE64);
	assert_non_null(bad.traits);
	assert_true(certificate_cache_get(cache, "", &bad));
	certificate_cache_free(cache);
}

/* More texts than it has room for: none in use is let go. */
static void
what_is_in_use_stays(void **state)
{
	struct certificate_cache *cache = certificate_cache_new();
	struct cached_certificate held[2000];
	bool is_held[2000];
	size_t n_held = 0;

	(void)state;
	for (int round = 0; round < 2; round++) {
		certificate_cache_begin(cache);
		n_held = 0;
		for (int i = 0; i < 2000; i++) {
			char text[32];

			snprintf(text, sizeof text, "%d-%d!", round, i);
			is_held[i] =
			    certificate_cache_get(cache, text, &held[i]);
			n_held += is_held[i];
		}
		for (int i = 0; i < 2000; i++) {
			if (is_held[i])
				assert_int_equal(held[i].certificate->fault,
				    CERTIFICATE_NOT_BASE64);
		}
		assert_int_equal(n_held, 512);
	}
	certificate_cache_free(cache);
	certificate_cache_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_same_text_is_read_once),
	    cmocka_unit_test(what_cannot_be_read_is_kept_too),
	    cmocka_unit_test(what_is_in_use_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
