/* SPDX-License-Identifier: MIT */
#include "crypto/decrypt.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "crypto/digest.h"
#include "crypto/init.h"
#include "saml/name.h"

#define SESSION_KEY_MAX 64
#define GCM_IV_LEN 12
#define GCM_TAG_LEN 16

struct data_algorithm {
	const char *uri;
	const char *name; /* OpenSSL's */
	size_t key_len, iv_len;
	bool is_gcm, is_listed; /* by AWS: IAM User Guide, SAML encryption */
};

static const struct data_algorithm data_algorithms[] = {
    {ALG_AES128_CBC, "AES-128-CBC", 16, 16, false, true},
    {ALG_AES192_CBC, "AES-192-CBC", 24, 16, false, false},
    {ALG_AES256_CBC, "AES-256-CBC", 32, 16, false, true},
    {ALG_3DES_CBC, "DES-EDE3-CBC", 24, 8, false, false},
    {ALG_AES128_GCM, "AES-128-GCM", 16, GCM_IV_LEN, true, true},
    {ALG_AES192_GCM, "AES-192-GCM", 24, GCM_IV_LEN, true, false},
    {ALG_AES256_GCM, "AES-256-GCM", 32, GCM_IV_LEN, true, true},
};

static const struct {
	const char *uri;
	const char *name;
} digests[] = {
    {ALG_SHA1, "SHA1"},
    {ALG_SHA224, "SHA224"},
    {ALG_SHA256, "SHA256"},
    {ALG_SHA384, "SHA384"},
    {ALG_SHA512, "SHA512"},
    {ALG_MGF1_SHA1, "SHA1"},
    {ALG_MGF1_SHA224, "SHA224"},
    {ALG_MGF1_SHA256, "SHA256"},
    {ALG_MGF1_SHA384, "SHA384"},
    {ALG_MGF1_SHA512, "SHA512"},
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

static const struct data_algorithm *
find_data(const char *uri)
{
	size_t n = sizeof data_algorithms / sizeof *data_algorithms;

	for (size_t i = 0; i < n; i++) {
		if (same(uri, data_algorithms[i].uri))
			return &data_algorithms[i];
	}
	return NULL;
}

static const char *
find_digest(const char *uri)
{
	for (size_t i = 0; i < sizeof digests / sizeof *digests; i++) {
		if (same(uri, digests[i].uri))
			return digests[i].name;
	}
	return NULL;
}

static bool
is_oaep(const char *algorithm)
{
	return same(algorithm, ALG_RSA_OAEP_MGF1P) ||
	       same(algorithm, ALG_RSA_OAEP);
}

bool
decrypt_data_is_listed(const char *algorithm)
{
	const struct data_algorithm *found = find_data(algorithm);

	return found != NULL && found->is_listed;
}

bool
decrypt_key_is_listed(const char *algorithm)
{
	return is_oaep(algorithm);
}

/* One attempt to open one EncryptedKey with one private key. */
struct transport {
	const struct saml_encrypted_key *key;
	const char *digest, *mgf; /* OpenSSL's names; NULL for RSA 1.5 */
	uint8_t *value;		  /* of CipherValue */
	size_t value_len;
	uint8_t *label; /* of OAEPparams; NULL */
	size_t label_len;
};

static bool
set_padding(EVP_PKEY_CTX *context, const struct transport *t)
{
	EVP_MD *digest, *mgf;
	bool is_fine;

	if (t->digest == NULL)
		return EVP_PKEY_CTX_set_rsa_padding(
			   context, RSA_PKCS1_PADDING) > 0;
	digest = EVP_MD_fetch(NULL, t->digest, NULL);
	mgf = EVP_MD_fetch(NULL, t->mgf, NULL);
	is_fine =
	    digest != NULL && mgf != NULL &&
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
	    EVP_PKEY_CTX_set_rsa_oaep_md(context, digest) > 0 &&
	    EVP_PKEY_CTX_set_rsa_mgf1_md(context, mgf) > 0;
	if (is_fine && t->label_len > 0) {
		/* OpenSSL takes the label over. */
		void *label = OPENSSL_memdup(t->label, t->label_len);

		is_fine =
		    label != NULL && EVP_PKEY_CTX_set0_rsa_oaep_label(
					 context, label, (int)t->label_len) > 0;
		if (!is_fine)
			OPENSSL_free(label);
	}
	EVP_MD_free(digest);
	EVP_MD_free(mgf);
	return is_fine;
}

/* false: this private key does not open it. */
static bool
open_key(const struct transport *t, EVP_PKEY *pkey,
    uint8_t session[SESSION_KEY_MAX], size_t *session_len)
{
	EVP_PKEY_CTX *context = crypto_made(EVP_PKEY_CTX_new(pkey, NULL));
	uint8_t out[2048];
	size_t len = sizeof out;
	bool is_open = false;

	if (context != NULL && EVP_PKEY_decrypt_init(context) > 0 &&
	    set_padding(context, t) &&
	    EVP_PKEY_decrypt(context, out, &len, t->value, t->value_len) > 0 &&
	    len > 0 && len <= SESSION_KEY_MAX) {
		memcpy(session, out, len);
		*session_len = len;
		is_open = true;
	}
	OPENSSL_cleanse(out, sizeof out);
	EVP_PKEY_CTX_free(context);
	crypto_errors_drop();
	return is_open;
}

static void
fail(struct decryption *d, enum decrypt_state state, const char *detail)
{
	d->state = state;
	d->detail = detail;
}

/* The last octet of CBC's plain text counts the padding (xmlenc 5.2). */
static bool
unpad(const struct data_algorithm *algorithm, const uint8_t *plain, size_t *len)
{
	size_t n = *len > 0 ? plain[*len - 1] : 0;

	if (n == 0 || n > algorithm->iv_len || n > *len)
		return false;
	*len -= n;
	return true;
}

static bool
run_cipher(const struct data_algorithm *algorithm, const uint8_t *session,
    const uint8_t *in, size_t in_len, uint8_t *out, size_t *out_len)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, algorithm->name, NULL);
	EVP_CIPHER_CTX *context = crypto_made(EVP_CIPHER_CTX_new());
	size_t tag = algorithm->is_gcm ? GCM_TAG_LEN : 0;
	size_t body = in_len - algorithm->iv_len - tag;
	int n = 0, tail = 0;
	bool is_fine = false;

	if (cipher != NULL && context != NULL &&
	    EVP_DecryptInit_ex2(context, cipher, session, in, NULL) > 0 &&
	    EVP_CIPHER_CTX_set_padding(context, 0) > 0 &&
	    EVP_DecryptUpdate(
		context, out, &n, in + algorithm->iv_len, (int)body) > 0) {
		if (tag > 0)
			EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG,
			    (int)tag,
			    (void *)(uintptr_t)(in + algorithm->iv_len + body));
		is_fine = EVP_DecryptFinal_ex(context, out + n, &tail) > 0;
	}
	*out_len = (size_t)n + (size_t)tail;
	EVP_CIPHER_CTX_free(context);
	EVP_CIPHER_free(cipher);
	crypto_errors_drop();
	return is_fine;
}

/* What is wrong with the size of a ciphertext; NULL: nothing. */
static const char *
size_fault(const struct data_algorithm *algorithm, size_t len)
{
	size_t least = algorithm->iv_len +
		       (algorithm->is_gcm ? GCM_TAG_LEN : algorithm->iv_len);

	if (len < least || len > (size_t)INT32_MAX)
		return "the ciphertext is too short: it was cut";
	if (!algorithm->is_gcm && len % algorithm->iv_len != 0)
		return "the ciphertext is not a whole number of blocks: it "
		       "was cut or changed";
	return NULL;
}

static bool
open_data(struct arena *arena, struct decryption *d,
    const struct data_algorithm *algorithm, const uint8_t *session)
{
	const char *text = d->encrypted->cipher_value, *detail;
	uint8_t *cipher, *plain;
	size_t len, bad;

	cipher = base64_decode(arena, text, strlen(text), &len, &bad);
	if (cipher == NULL) {
		fail(d, DECRYPT_DATA_DAMAGED,
		    arena_printf(arena,
			"the ciphertext is not base64 at character %zu",
			bad + 1));
		return true;
	}
	detail = size_fault(algorithm, len);
	if (detail != NULL) {
		fail(d, DECRYPT_DATA_DAMAGED, detail);
		return true;
	}
	/* Wiped with all of the arena (secrecy.h). */
	plain = arena_alloc(arena, len + 1);
	if (plain == NULL)
		return false;
	if (!run_cipher(
		algorithm, session, cipher, len, plain, &d->plain_len)) {
		fail(d, DECRYPT_DATA_DAMAGED,
		    algorithm->is_gcm ? "the authentication tag does not match"
				      : "the cipher failed");
		return true;
	}
	if (!algorithm->is_gcm && !unpad(algorithm, plain, &d->plain_len)) {
		fail(d, DECRYPT_DATA_DAMAGED, "the padding is wrong");
		return true;
	}
	d->plain = plain;
	fail(d, DECRYPT_OK, "");
	return true;
}

/* URIs with their defaults filled in (xmlenc-core1 5.5.2). */
static void
name_transport(struct decryption *d, const struct saml_encrypted_key *key)
{
	d->key_algorithm = key->algorithm;
	d->key_digest = NULL;
	d->key_mgf = NULL;
	if (!is_oaep(key->algorithm))
		return;
	d->key_digest = key->digest != NULL ? key->digest : ALG_SHA1;
	d->key_mgf = ALG_MGF1_SHA1;
	if (same(key->algorithm, ALG_RSA_OAEP) && key->mgf != NULL)
		d->key_mgf = key->mgf;
}

/* false: *D says why this EncryptedKey cannot be tried at all. */
static bool
read_transport(struct arena *arena, struct decryption *d,
    const struct saml_encrypted_key *key, struct transport *t)
{
	const char *params = key->oaep_params;

	name_transport(d, key);
	*t = (struct transport){.key = key};
	if (!is_oaep(key->algorithm) && !same(key->algorithm, ALG_RSA_1_5)) {
		fail(d, DECRYPT_KEY_ALGORITHM,
		    "the session key is wrapped in a way samldx does not "
		    "know");
		return false;
	}
	if (is_oaep(key->algorithm)) {
		t->digest = find_digest(d->key_digest);
		t->mgf = find_digest(d->key_mgf);
		if (t->digest == NULL || t->mgf == NULL) {
			fail(d, DECRYPT_OAEP_PARAMETERS,
			    "OAEP with a digest or a mask function that "
			    "samldx does not know");
			return false;
		}
	}
	if (key->cipher_value != NULL)
		t->value = base64_decode(arena, key->cipher_value,
		    strlen(key->cipher_value), &t->value_len, NULL);
	if (params != NULL)
		t->label = base64_decode(
		    arena, params, strlen(params), &t->label_len, NULL);
	if (t->value == NULL || t->value_len == 0 ||
	    (params != NULL && t->label == NULL)) {
		fail(d, DECRYPT_KEY_DAMAGED,
		    "the EncryptedKey is not base64, or empty");
		return false;
	}
	d->encrypted_key_bits = (unsigned)t->value_len * 8;
	return true;
}

/*
 * RSA 1.5 under OpenSSL 3.2 and later opens with any key, to random bytes:
 * there a wrong length or a failing cipher means a wrong key.
 */
static bool
try_session(struct arena *arena, struct decryption *d,
    const struct transport *t, const uint8_t *session, size_t len)
{
	const struct data_algorithm *algorithm =
	    find_data(d->encrypted->algorithm);

	if (len != algorithm->key_len) {
		fail(d, DECRYPT_KEY_LENGTH,
		    arena_printf(arena,
			"the session key has %zu bits; the cipher wants %zu",
			len * 8, algorithm->key_len * 8));
	} else if (!open_data(arena, d, algorithm, session)) {
		return false;
	}
	if (d->state != DECRYPT_OK && t->digest == NULL &&
	    OPENSSL_VERSION_NUMBER >= 0x30200000L)
		fail(d, DECRYPT_WRONG_KEY,
		    "the key does not open it, or the ciphertext is damaged: "
		    "RSA 1.5 cannot tell");
	return true;
}

static bool
try_keys(struct arena *arena, struct decryption *d, const struct transport *t,
    struct private_key *const *keys, size_t n)
{
	uint8_t session[SESSION_KEY_MAX];
	size_t len = 0;
	bool is_fine = true;

	for (size_t i = 0; is_fine && i < n; i++) {
		if (keys[i]->key == NULL ||
		    !open_key(t, keys[i]->key, session, &len))
			continue;
		is_fine = try_session(arena, d, t, session, len);
		if (d->state != DECRYPT_WRONG_KEY)
			d->key = keys[i];
		if (d->state == DECRYPT_OK)
			break;
	}
	OPENSSL_cleanse(session, sizeof session);
	return is_fine;
}

/* What can be said before any key is tried. */
static bool
can_try(struct decryption *d, struct private_key *const *keys, size_t n)
{
	const struct saml_encrypted *e = d->encrypted;
	bool has_key = false;

	for (size_t i = 0; i < n; i++)
		has_key |= keys[i]->key != NULL;
	if (e->n_data != 1 || e->cipher_value == NULL || e->has_reference)
		fail(d, DECRYPT_STRUCTURE,
		    e->has_reference
			? "the ciphertext is only referred to, which is never "
			  "followed"
			: "there is not exactly one EncryptedData with a "
			  "CipherValue");
	else if (find_data(e->algorithm) == NULL)
		fail(d, DECRYPT_DATA_ALGORITHM,
		    "the data is encrypted in a way samldx does not know");
	else if (e->n_keys == 0)
		fail(d, DECRYPT_NO_ENCRYPTED_KEY,
		    "there is no EncryptedKey with the session key");
	else if (!has_key)
		fail(d, DECRYPT_NO_KEY, "no usable private key was given");
	else
		return true;
	return false;
}

struct decryption *
decrypt_element(struct arena *arena, const struct saml_encrypted *encrypted,
    struct private_key *const *keys, size_t n_keys)
{
	struct decryption *d = arena_alloc(arena, sizeof *d);
	struct transport t;

	if (d == NULL)
		return NULL;
	d->encrypted = encrypted;
	d->detail = "";
	d->data_algorithm = encrypted->algorithm;
	if (encrypted->n_keys > 0)
		name_transport(d, &encrypted->keys[0]);
	if (!can_try(d, keys, n_keys))
		return d;
	for (size_t i = 0; i < encrypted->n_keys; i++) {
		if (!read_transport(arena, d, &encrypted->keys[i], &t))
			continue;
		/* Until a key opens it. */
		fail(d, DECRYPT_WRONG_KEY,
		    "none of the given keys opens the session key");
		if (!try_keys(arena, d, &t, keys, n_keys))
			return NULL;
		if (d->state == DECRYPT_OK)
			break;
	}
	return d;
}
