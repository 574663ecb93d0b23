/* SPDX-License-Identifier: MIT */
/*
 * What was secret is not left in memory: a process reads an encrypted response
 * with a key, gives all of it back, and looks through everything it may write
 * to for the primes and the exponent of the key, the text of its file, the
 * session key and the passphrase.  test_wiped_text does so for decrypted text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <unistd.h>

#include "crypto/digest.h"
#include "memory_search.h"
#include "recipe_run.h"

static const char phrase[] = "correct horse";

static int
tell(const char *name, char *buf, size_t size, void *user)
{
	(void)name;
	(void)user;
	assert_true(size >= sizeof phrase);
	for (size_t i = 0; i + 1 < sizeof phrase; i++)
		buf[i] = phrase[i];
	return (int)sizeof phrase - 1;
}

/* Without stdio, whose buffers would keep it. */
static size_t
read_key(const char *name, char *pem, size_t size)
{
	char path[4096];
	ssize_t len;
	int fd;

	snprintf(path, sizeof path, "%s/%s.pem", recipe_keys(), name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_not_equal(fd, -1);
	len = read(fd, pem, size);
	close(fd);
	assert_true(len > 0);
	return (size_t)len;
}

static EVP_PKEY *
open_key(const char *pem, size_t len)
{
	BIO *bio = BIO_new_mem_buf(pem, (int)len);
	EVP_PKEY *key =
	    PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)(uintptr_t)phrase);

	BIO_free(bio);
	return key;
}

/* As OpenSSL keeps numbers: the least significant byte first. */
static void
add_number(struct needles *to, const EVP_PKEY *key, const char *name)
{
	static uint8_t bytes[1024];
	BIGNUM *number = NULL;
	int len;

	if (!EVP_PKEY_get_bn_param(key, name, &number))
		return;
	len = BN_num_bytes(number);
	BN_bn2lebinpad(number, bytes, len);
	needles_add_windows(to, name, bytes, (size_t)len);
	BN_bn2bin(number, bytes);
	needles_add_windows(to, name, bytes, (size_t)len);
	BN_free(number);
}

/* The first CipherValue is that of the session key. */
static void
add_session_key(struct needles *to, EVP_PKEY *key, const char *xml, size_t len)
{
	static const char tag[] = "CipherValue>";
	static uint8_t out[1024];
	size_t sealed_len, out_len = sizeof out;
	const char *from = memmem(xml, len, tag, sizeof tag - 1), *end;
	struct arena *arena = arena_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	uint8_t *sealed;

	if (from == NULL || arena == NULL || context == NULL)
		return;
	from += sizeof tag - 1;
	end = memchr(from, '<', len - (size_t)(from - xml));
	sealed =
	    base64_decode(arena, from, (size_t)(end - from), &sealed_len, NULL);
	if (sealed != NULL && EVP_PKEY_decrypt_init(context) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) ==
		1 &&
	    EVP_PKEY_decrypt(context, out, &out_len, sealed, sealed_len) == 1)
		needles_add(to, "session key", out, out_len);
	EVP_PKEY_CTX_free(context);
	arena_free(arena);
}

/* What the second process is given: nothing of it is secret as it stands. */
struct task {
	struct needles needles;
	const char *key; /* name of the file */
	size_t len;
	char response[1 << 18];
};

struct looked {
	struct needles *needles;
	const struct needle *found;
};

typedef void use_fn(const sdx_report *, void *user);

/* One run, whose report USE gets, and everything given back. */
static void
diagnose(const struct task *task, use_fn *use, void *user)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence;
	sdx_report *report = NULL;
	static char pem[1 << 14];
	struct sdx_input input = {
	    .name = "response.xml", .data = task->response, .len = task->len};

	sdx_settings_set_passphrase(settings, tell, NULL);
	evidence = sdx_evidence_new(settings);
	assert_int_equal(sdx_evidence_add(evidence, &input), SDX_OK);
	input = (struct sdx_input){
	    .name = "key.pem",
	    .data = pem,
	    .len = read_key(task->key, pem, sizeof pem),
	};
	assert_int_equal(sdx_evidence_add(evidence, &input), SDX_OK);
	assert_int_equal(sdx_diagnose(evidence, &report), SDX_OK);
	use(report, user);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	/* What was handed in is its owner's to wipe. */
	explicit_bzero(pem, sizeof pem);
}

/* The lines of a key that is under no passphrase. */
static void
add_lines(struct needles *to, const char *pem, size_t len)
{
	const char *at = pem, *end = pem + len, *feed;

	if (memmem(pem, len, "ENCRYPTED", 9) != NULL)
		return;
	for (; (feed = memchr(at, '\n', (size_t)(end - at))) != NULL;
	     at = feed + 1) {
		if (*at != '-')
			needles_add(to, "text of the key", (const uint8_t *)at,
			    (size_t)(feed - at));
	}
}

static void
make_task(void *out, const void *user)
{
	static char recipe[256], pem[1 << 14];
	struct task *task = out;
	struct idp_case made;
	size_t len = read_key(user, pem, sizeof pem);
	EVP_PKEY *key = open_key(pem, len);

	snprintf(recipe, sizeof recipe,
	    "encrypt assertion data=aes256-gcm key=rsa-oaep-mgf1p to=%s\n"
	    "give key %s\n",
	    (const char *)user, (const char *)user);
	task->key = user;
	if (key == NULL || !idp_start() ||
	    !idp_follow(recipe, "recipe", recipe_keys(), &made))
		return;
	add_lines(&task->needles, pem, len);
	for (size_t i = 0; i < made.n_inputs; i++) {
		const struct idp_input *input = &made.inputs[i];

		if (strstr(input->name, "response") == NULL ||
		    input->len > sizeof task->response)
			continue;
		memcpy(task->response, input->data, input->len);
		task->len = input->len;
	}
	add_number(&task->needles, key, OSSL_PKEY_PARAM_RSA_D);
	add_number(&task->needles, key, OSSL_PKEY_PARAM_RSA_FACTOR1);
	add_number(&task->needles, key, OSSL_PKEY_PARAM_RSA_FACTOR2);
	add_session_key(&task->needles, key, task->response, task->len);
	needles_add(&task->needles, "passphrase", (const uint8_t *)phrase,
	    sizeof phrase - 1);
}

/* The second process: everything is read, written out and given back. */
static bool
discard(const void *data, size_t len, void *user)
{
	(void)data;
	(void)len;
	(void)user;
	return true;
}

static void
render(const sdx_report *report, void *user)
{
	bool *was_opened = user;

	*was_opened = sdx_report_decode(report, SDX_DECODE_ASSERTION, NULL,
			  discard, NULL) == SDX_OK;
	assert_int_equal(
	    sdx_report_write(report, SDX_FORMAT_JSON, NULL, discard, NULL),
	    SDX_OK);
}

static void
nothing_is_left(void **state)
{
	static struct task task;
	const struct needle *found;
	bool was_opened = false;

	assert_true(made_elsewhere(&task, sizeof task, make_task, *state));
	assert_true(task.needles.n > 20);
	assert_true(task.len > 0);
	diagnose(&task, render, &was_opened);
	assert_true(was_opened);
	found = memory_search(&task.needles);
	if (found != NULL)
		fail_msg("the %s is still in memory", found->what);
}

/* `samldx rotate --new-key` */
static void
nothing_is_left_of_a_new_key(void **state)
{
	static struct needles needles;
	struct sdx_new_key made;
	const struct needle *found;

	(void)state;
	assert_int_equal(
	    sdx_new_key_make(2048, "name", 1795161791, &made), SDX_OK);
	add_lines(&needles, made.key, made.key_len);
	assert_true(needles.n > 20);
	assert_non_null(memory_search(&needles));
	sdx_new_key_release(&made);
	found = memory_search(&needles);
	if (found != NULL)
		fail_msg("line %zu of the key is still in memory",
		    (size_t)(found - needles.items));
}

/* The search is no idle one: before it is given back, the key is there. */
static void
look_for_key(const sdx_report *report, void *user)
{
	struct looked *looked = user;

	(void)report;
	looked->found = memory_search(looked->needles);
}

static void
it_is_found_before(void **state)
{
	static struct task task;
	struct looked looked = {.needles = &task.needles};

	assert_true(made_elsewhere(&task, sizeof task, make_task, *state));
	diagnose(&task, look_for_key, &looked);
	assert_non_null(looked.found);
}

#define KEY_TEST(test, name)                                      \
	{                                                         \
		name, test, NULL, NULL, (void *)(uintptr_t)(name) \
	}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    KEY_TEST(nothing_is_left, "sp-encrypted"),
	    KEY_TEST(nothing_is_left, "sp"),
	    KEY_TEST(nothing_is_left, "sp-pkcs1"),
	    KEY_TEST(it_is_found_before, "sp-encrypted"),
	    cmocka_unit_test(nothing_is_left_of_a_new_key),
	};

	if (!memory_can_be_searched())
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
