/* SPDX-License-Identifier: MIT */
#include "crypto/private_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "crypto/digest.h"
#include "crypto/init.h"
#include "crypto/key_cost.h"
#include "secrecy.h"

#define FILE_MAX ((size_t)64 << 10)
#define RSA_BITS_MAX 16384

/* What a PEM armour's label says. */
static const struct {
	const char *label;
	enum private_key_fault fault;
	const char *form;
	const char *detail;
} labels[] = {
    {"-----BEGIN RSA PRIVATE KEY-----", KEY_OK, "PKCS#1", ""},
    {"-----BEGIN PRIVATE KEY-----", KEY_OK, "PKCS#8", ""},
    {"-----BEGIN ENCRYPTED PRIVATE KEY-----", KEY_OK, "encrypted PKCS#8", ""},
    {"-----BEGIN EC PRIVATE KEY-----", KEY_NOT_RSA, "SEC 1",
	"it is a key of elliptic curves"},
    {"-----BEGIN DSA PRIVATE KEY-----", KEY_NOT_RSA, "DSA", "it is a DSA key"},
    {"-----BEGIN OPENSSH PRIVATE KEY-----", KEY_NOT_PEM, "OpenSSH",
	"it is in the format of OpenSSH; ssh-keygen -p -m PEM -f FILE turns "
	"a copy of it into PEM"},
    {"-----BEGIN PUBLIC KEY-----", KEY_NOT_PRIVATE, "public key",
	"it is a public key"},
    {"-----BEGIN RSA PUBLIC KEY-----", KEY_NOT_PRIVATE, "public key",
	"it is a public key"},
    {"-----BEGIN CERTIFICATE REQUEST-----", KEY_NOT_PRIVATE,
	"certificate request", "it is a certificate request"},
    {"-----BEGIN CERTIFICATE-----", KEY_NOT_PRIVATE, "certificate",
	"it is a certificate"},
};

static void
fault(struct private_key *key, enum private_key_fault what, const char *detail)
{
	key->fault = what;
	key->detail = detail;
}

static bool
holds(const uint8_t *data, size_t len, const char *text)
{
	return memmem(data, len, text, strlen(text)) != NULL;
}

/* The armour's label; the private ones stand first in the table. */
static bool
read_label(struct private_key *key, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (!holds(data, len, labels[i].label))
			continue;
		key->form = labels[i].form;
		fault(key, labels[i].fault, labels[i].detail);
		return true;
	}
	return false;
}

/* Private keys in the file, of which the first alone is read. */
static size_t
count_blocks(const uint8_t *data, size_t len)
{
	static const char label[] = "PRIVATE KEY-----";
	const uint8_t *at = data, *end = data + len;
	size_t n = 0;

	while (at < end && (at = memmem(at, (size_t)(end - at), label,
				sizeof label - 1)) != NULL) {
		at += sizeof label - 1;
		n++;
	}
	return n / 2; /* BEGIN and END */
}

static const char *
unarmoured(const uint8_t *data, size_t len)
{
	if (len > 4 && data[0] == 0x30)
		return "it is binary (DER or PKCS#12), not PEM; openssl pkey "
		       "-inform DER -in FILE -out key.pem, or openssl pkcs12 "
		       "-nodes -nocerts -in FILE -out key.pem, makes PEM of it";
	if (len > 2 && data[0] == 0xff && data[1] == 0xfe)
		return "it is in UTF-16; save it as plain ASCII text";
	return "it holds no PEM block";
}

/* The passphrase, asked for once. */
struct asking {
	const char *name;
	key_passphrase_fn *ask;
	void *user;
	bool was_asked, was_given;
};

static int
pem_password(char *buf, int size, int rwflag, void *user)
{
	struct asking *asking = user;
	int len;

	(void)rwflag;
	/* OpenSSL tries a second decoder where the first got no answer. */
	if (asking->ask == NULL || size <= 0 || asking->was_asked) {
		asking->was_asked = true;
		return -1;
	}
	asking->was_asked = true;
	len = asking->ask(asking->name, buf, (size_t)size, asking->user);
	if (len < 0 || len > size)
		return -1;
	asking->was_given = true;
	return len;
}

static void
release(void *key)
{
	EVP_PKEY_free(key);
}

static bool
fingerprint(struct arena *arena, struct private_key *key, EVP_PKEY *pkey)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(pkey, &der);
	uint8_t sum[SHA256_LEN];
	bool is_fine = false;

	if (len > 0 && digest_sha256(der, (size_t)len, sum)) {
		key->fingerprint = digest_hex(arena, sum, sizeof sum);
		is_fine = true;
	}
	/* Of a key that could be read nothing else can fail. */
	if (!is_fine)
		arena_fail(arena);
	OPENSSL_free(der);
	return is_fine;
}

static void
accept(struct arena *arena, struct private_key *key, EVP_PKEY *pkey)
{
	int bits = EVP_PKEY_get_bits(pkey);

	key->key_type = arena_strdup(arena, EVP_PKEY_get0_type_name(pkey));
	key->bits = bits > 0 ? (unsigned)bits : 0;
	if (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA) {
		fault(key, KEY_NOT_RSA,
		    arena_printf(
			arena, "it is a key of type %s", key->key_type));
	} else if (bits > RSA_BITS_MAX) {
		fault(key, KEY_TOO_LARGE,
		    arena_printf(arena, "it has %d bits", bits));
	} else if (fingerprint(arena, key, pkey) &&
		   arena_defer(arena, release, pkey)) {
		key->key = pkey;
		return;
	}
	EVP_PKEY_free(pkey);
}

static void
decode(struct arena *arena, struct private_key *key, const uint8_t *data,
    size_t len, struct asking *asking)
{
	BIO *bio = BIO_new_mem_buf(data, (int)len);
	EVP_PKEY *pkey = NULL;

	if (bio != NULL)
		pkey = PEM_read_bio_PrivateKey(bio, NULL, pem_password, asking);
	if (bio == NULL)
		arena_fail(arena);
	BIO_free(bio);
	crypto_errors_drop();
	key->was_encrypted = asking->was_asked;
	if (pkey != NULL)
		accept(arena, key, pkey);
	else if (asking->was_asked && !asking->was_given)
		fault(key, KEY_NEEDS_PASSPHRASE,
		    "it is encrypted and no passphrase was given");
	else if (asking->was_asked)
		fault(key, KEY_WRONG_PASSPHRASE,
		    "the passphrase does not open it");
	else
		fault(key, KEY_DAMAGED,
		    "the block is damaged: it was cut or changed");
}

struct private_key *
private_key_read(struct arena *arena, const char *name, const uint8_t *data,
    size_t len, key_passphrase_fn *passphrase, void *user)
{
	struct private_key *key = arena_alloc(arena, sizeof *key);
	struct asking asking = {.name = name, .ask = passphrase, .user = user};
	const char *excess;

	if (key == NULL)
		return NULL;
	secrecy_begin();
	key->name = name;
	key->detail = "";
	key->form = "";
	key->key_type = "";
	key->fingerprint = "";
	key->n_blocks = count_blocks(data, len);
	if (len > FILE_MAX)
		fault(key, KEY_TOO_LARGE, "the file is larger than 64 KiB");
	else if (!read_label(key, data, len))
		fault(key, KEY_NOT_PEM, unarmoured(data, len));
	else if (key->fault == KEY_OK && (excess = key_cost_excess(data, len)))
		fault(key, KEY_TOO_DEAR,
		    arena_printf(arena,
			"making the key of its passphrase takes %s, which can "
			"be too long to wait for",
			excess));
	else if (key->fault == KEY_OK)
		decode(arena, key, data, len, &asking);
	return arena_has_failed(arena) ? NULL : key;
}
