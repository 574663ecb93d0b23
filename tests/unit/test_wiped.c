/* SPDX-License-Identifier: MIT */
/*
 * What was secret is not left in memory: a process reads an encrypted response
 * with an encrypted key, gives all of it back, and looks through everything
 * it may write to for the primes and the exponent of the key, the session key
 * and the passphrase.  The words to look for are made by another process and
 * kept masked, so that the search does not find itself.  Of decrypted text
 * libxml2 and xmlsec leave pieces in memory that they freed: see SECURITY.md.
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
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/digest.h"
#include "recipe_run.h"

/* Memory of a sanitizer's own is too much to look through. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SHADOW true
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SHADOW true
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW false
#endif

#define MASK 0xa5
#define WINDOW 16 /* bytes */
#define N_MAX 64
#define CHUNK ((size_t)1 << 16)
#define RANGE_MAX ((uintptr_t)1 << 30) /* no heap of this test */

static const char phrase[] = "correct horse";

struct needle {
	char what[16];
	uint8_t masked[WINDOW];
	size_t len;
};

struct needles {
	struct needle items[N_MAX];
	size_t n;
};

static void
add(struct needles *to, const char *what, const uint8_t *data, size_t len)
{
	struct needle *needle = &to->items[to->n];

	if (to->n == N_MAX)
		return;
	to->n++;
	snprintf(needle->what, sizeof needle->what, "%s", what);
	needle->len = len < WINDOW ? len : WINDOW;
	for (size_t i = 0; i < needle->len; i++)
		needle->masked[i] = data[i] ^ MASK;
}

/* Windows of it, from its start on. */
static void
add_windows(
    struct needles *to, const char *what, const uint8_t *data, size_t len)
{
	size_t step = len / 6 + 1;

	for (size_t i = 0; i + WINDOW <= len; i += step)
		add(to, what, data + i, WINDOW);
}

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

/* Under its passphrase: not secret as it stands. */
static size_t
read_key(char *pem, size_t size)
{
	char path[4096];
	FILE *file;
	size_t len;

	snprintf(path, sizeof path, "%s/sp-encrypted.pem", recipe_keys());
	file = fopen(path, "r");
	assert_non_null(file);
	len = fread(pem, 1, size, file);
	fclose(file);
	return len;
}

static EVP_PKEY *
open_key(void)
{
	char path[4096];
	EVP_PKEY *key = NULL;
	FILE *file;

	snprintf(path, sizeof path, "%s/sp-encrypted.pem", recipe_keys());
	file = fopen(path, "r");
	if (file == NULL)
		return NULL;
	key = PEM_read_PrivateKey(file, NULL, NULL, (void *)(uintptr_t)phrase);
	fclose(file);
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
	add_windows(to, name, bytes, (size_t)len);
	BN_bn2bin(number, bytes);
	add_windows(to, name, bytes, (size_t)len);
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
		add(to, "session key", out, out_len);
	EVP_PKEY_CTX_free(context);
	arena_free(arena);
}

/* What the second process is given: nothing of it is secret as it stands. */
struct task {
	struct needles needles;
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
	    .name = "key.pem", .data = pem, .len = read_key(pem, sizeof pem)};
	assert_int_equal(sdx_evidence_add(evidence, &input), SDX_OK);
	assert_int_equal(sdx_diagnose(evidence, &report), SDX_OK);
	use(report, user);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
}

static void
make_task(struct task *task)
{
	static const char recipe[] =
	    "encrypt assertion data=aes256-gcm key=rsa-oaep-mgf1p "
	    "to=sp-encrypted\ngive key sp-encrypted\n";
	struct idp_case made;
	EVP_PKEY *key = open_key();

	if (key == NULL || !idp_start() ||
	    !idp_follow(recipe, "recipe", recipe_keys(), &made))
		return;
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
	add(&task->needles, "passphrase", (const uint8_t *)phrase,
	    sizeof phrase - 1);
}

/* The task out of a process of its own, which ends. */
static void
receive(struct task *task)
{
	int ends[2], status;
	size_t have = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		static struct task made;
		size_t done = 0;

		make_task(&made);
		while (done < sizeof made) {
			ssize_t n = write(
			    ends[1], (char *)&made + done, sizeof made - done);

			if (n <= 0)
				_exit(1);
			done += (size_t)n;
		}
		_exit(0);
	}
	close(ends[1]);
	while (have < sizeof *task) {
		ssize_t n =
		    read(ends[0], (char *)task + have, sizeof *task - have);

		if (n <= 0)
			break;
		have += (size_t)n;
	}
	close(ends[0]);
	waitpid(child, &status, 0);
	assert_int_equal(have, sizeof *task);
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

/* The needle that stands in these bytes; NULL: none. */
static const struct needle *
find(const struct needles *needles, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < needles->n; i++) {
		const struct needle *needle = &needles->items[i];
		const uint8_t *at = bytes, *end = bytes + len;
		uint8_t first = needle->masked[0] ^ MASK;

		while (at < end &&
		       (at = memchr(at, first, (size_t)(end - at))) != NULL) {
			size_t n = 0;

			while (n < needle->len && at + n < end &&
			       (at[n] ^ MASK) == needle->masked[n])
				n++;
			if (n == needle->len)
				return needle;
			at++;
		}
	}
	return NULL;
}

/* Pieces overlap by a window, so that nothing lies between two of them. */
static const struct needle *
search_range(
    const struct needles *needles, int fd, uintptr_t from, uintptr_t to)
{
	static uint8_t chunk[CHUNK];

	while (from < to) {
		size_t want = to - from < CHUNK ? to - from : CHUNK;
		ssize_t n = pread(fd, chunk, want, (off_t)from);
		const struct needle *found;

		if (n <= 0)
			return NULL;
		found = find(needles, chunk, (size_t)n);
		memset(chunk, 0, sizeof chunk);
		if (found != NULL)
			return found;
		if ((size_t)n <= WINDOW)
			return NULL;
		from += (size_t)n == to - from ? (size_t)n : (size_t)n - WINDOW;
	}
	return NULL;
}

/* All that this process can write to. */
static const struct needle *
search(const struct needles *needles)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	const struct needle *found = NULL;
	char line[512];

	assert_non_null(maps);
	assert_int_not_equal(fd, -1);
	while (found == NULL && fgets(line, sizeof line, maps) != NULL) {
		char *rest;
		uintptr_t from = strtoul(line, &rest, 16);
		uintptr_t to = strtoul(rest + 1, &rest, 16);

		if (rest[1] == 'r' && rest[2] == 'w' && to - from < RANGE_MAX)
			found = search_range(needles, fd, from, to);
	}
	fclose(maps);
	close(fd);
	return found;
}

static void
nothing_is_left(void **state)
{
	static struct task task;
	const struct needle *found;
	bool was_opened = false;

	(void)state;
	receive(&task);
	assert_true(task.needles.n > 20);
	assert_true(task.len > 0);
	diagnose(&task, render, &was_opened);
	assert_true(was_opened);
	found = search(&task.needles);
	if (found != NULL)
		fail_msg("the %s is still in memory", found->what);
}

/* The search is no idle one: before it is given back, the key is there. */
static void
look_for_key(const sdx_report *report, void *user)
{
	struct looked *looked = user;

	(void)report;
	looked->found = search(looked->needles);
}

static void
it_is_found_before(void **state)
{
	static struct task task;
	struct looked looked = {.needles = &task.needles};

	(void)state;
	receive(&task);
	diagnose(&task, look_for_key, &looked);
	assert_non_null(looked.found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_left),
	    cmocka_unit_test(it_is_found_before),
	};

	if (HAS_SHADOW || access("/proc/self/mem", R_OK) != 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
