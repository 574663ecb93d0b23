/* SPDX-License-Identifier: MIT */
#include "crypto/certificate.h"
#include "chars.h"
#include "crypto/certificate_outline.h"
#include "crypto/certificate_x509.h"
#include "crypto/init.h"
#include "crypto/public_key.h"

#include <string.h>

#define CERTIFICATE_MAX_BYTES ((size_t)64 << 10)
#define CERTIFICATES_MAX 64 /* of one file */
#define PEM_BEGIN "-----BEGIN "
#define PEM_END "-----END "
#define PEM_LINE 64

static struct certificate *
certificate_new(struct arena *arena)
{
	struct certificate *certificate;

	certificate = arena_alloc(arena, sizeof *certificate);
	if (certificate == NULL)
		return NULL;
	certificate->detail = "";
	certificate->fingerprint = "";
	certificate->fingerprint_sha1 = "";
	certificate->key_fingerprint = "";
	certificate->subject = "";
	certificate->issuer = "";
	certificate->serial = "";
	certificate->key_type = "";
	certificate->signature_algorithm = "";
	return certificate;
}

static bool
fingerprints_fill(struct arena *arena, struct certificate *certificate)
{
	uint8_t sha1[SHA1_LEN];

	if (!digest_sha256(
		certificate->der, certificate->der_len, certificate->sha256) ||
	    !digest_sha1(certificate->der, certificate->der_len, sha1))
		return false;
	certificate->fingerprint =
	    digest_hex(arena, certificate->sha256, SHA256_LEN);
	certificate->fingerprint_sha1 = digest_hex(arena, sha1, SHA1_LEN);
	return true;
}

static void
key_fill(
    struct arena *arena, struct certificate *certificate, struct der key_info)
{
	struct public_key key = {0};

	if (!public_key_read(arena, key_info.at, key_info.len, &key))
		certificate->fault = CERTIFICATE_KEY;
	certificate->detail = key.detail;
	certificate->key_type = key.type;
	certificate->curve = key.curve;
	certificate->key_bits = key.bits;
	certificate->key_fingerprint = key.fingerprint;
	certificate->key = key.key;
}

/* false: it is unusual, and OpenSSL is to read it. */
static bool
outline_fill(struct arena *arena, struct certificate *certificate,
    const uint8_t *der, size_t len, struct certificate_outline *outline)
{
	if (!certificate_outline_read(der, len, outline))
		return false;
	certificate->subject =
	    certificate_outline_name(arena, outline->subject);
	certificate->issuer = certificate_outline_name(arena, outline->issuer);
	if (certificate->subject == NULL || certificate->issuer == NULL)
		return false;
	certificate->serial =
	    digest_hex(arena, outline->serial.at, outline->serial.len);
	certificate->not_before = outline->not_before;
	certificate->not_after = outline->not_after;
	certificate->signature_algorithm = outline->signature->name;
	certificate->der_len = outline->len;
	return true;
}

static void
certificate_decode(struct arena *arena, struct certificate *certificate,
    const uint8_t *der, size_t len)
{
	struct certificate_outline outline;
	struct der key_info = {NULL, 0};

	if (outline_fill(arena, certificate, der, len, &outline))
		key_info = outline.key_info;
	else if (!certificate_x509_read(
		     arena, certificate, der, len, &key_info))
		return;
	certificate->der = arena_memdup(arena, der, certificate->der_len);
	if (certificate->der == NULL || !fingerprints_fill(arena, certificate))
		return;
	if (key_info.at != NULL)
		key_fill(arena, certificate, key_info);
	if (certificate->fault == CERTIFICATE_OK &&
	    certificate->der_len < len) {
		certificate->fault = CERTIFICATE_TRAILING;
		certificate->detail =
		    arena_printf(arena, "%zu bytes follow the certificate",
			len - certificate->der_len);
	}
}

struct certificate *
certificate_from_der(struct arena *arena, const uint8_t *der, size_t len)
{
	struct certificate *certificate = certificate_new(arena);

	if (certificate == NULL || !crypto_start())
		return NULL;
	if (len > CERTIFICATE_MAX_BYTES) {
		certificate->fault = CERTIFICATE_TOO_LARGE;
		certificate->detail = "it is larger than 64 KiB";
		return certificate;
	}
	certificate_decode(arena, certificate, der, len);
	crypto_errors_drop();
	return arena_has_failed(arena) ? NULL : certificate;
}

struct certificate *
certificate_from_base64(struct arena *arena, const char *text)
{
	struct certificate *certificate;
	size_t len = strlen(text), der_len, bad = 0;
	uint8_t *der = NULL;
	bool is_large = len > 2 * CERTIFICATE_MAX_BYTES;

	if (!is_large)
		der = base64_decode(arena, text, len, &der_len, &bad);
	if (der != NULL)
		return certificate_from_der(arena, der, der_len);
	certificate = certificate_new(arena);
	if (certificate == NULL || arena_has_failed(arena))
		return NULL;
	if (is_large) {
		certificate->fault = CERTIFICATE_TOO_LARGE;
		certificate->detail = "it is larger than 64 KiB";
	} else if (strstr(text, PEM_BEGIN) != NULL) {
		certificate->fault = CERTIFICATE_PEM_ARMOUR;
		certificate->detail = "the lines BEGIN CERTIFICATE and END "
				      "CERTIFICATE stand in it";
	} else {
		certificate->fault = CERTIFICATE_NOT_BASE64;
		certificate->detail =
		    bad == len
			? "the base64 ends too early"
			: arena_printf(arena,
			      "character %zu cannot stand in base64", bad + 1);
	}
	return certificate;
}

const char *
certificate_pem(struct arena *arena, const struct certificate *certificate)
{
	static const char begin[] = PEM_BEGIN "CERTIFICATE-----\n";
	static const char end[] = PEM_END "CERTIFICATE-----\n";
	const char *text =
	    base64_encode(arena, certificate->der, certificate->der_len);
	size_t len = strlen(text), n_lines = (len + PEM_LINE - 1) / PEM_LINE;
	char *pem =
		 arena_alloc(arena, sizeof begin + len + n_lines + sizeof end),
	     *at = pem;

	if (pem == NULL)
		return "";
	memcpy(at, begin, sizeof begin - 1);
	at += sizeof begin - 1;
	for (size_t i = 0; i < len; i += PEM_LINE) {
		size_t n = len - i < PEM_LINE ? len - i : PEM_LINE;

		memcpy(at, text + i, n);
		at[n] = '\n';
		at += n + 1;
	}
	memcpy(at, end, sizeof end);
	return pem;
}

/* NEEDLE in LEN bytes, which need not end in NUL; NULL: not there. */
static const char *
text_find(const char *text, size_t len, const char *needle)
{
	size_t n = strlen(needle);

	for (size_t i = 0; i + n <= len; i++)
		if (memcmp(&text[i], needle, n) == 0)
			return &text[i];
	return NULL;
}

struct pem_block {
	const char *body;
	size_t len;
	const char *next; /* behind the block */
};

/* The next block of a certificate at or behind TEXT. */
static bool
pem_next(const char *text, const char *end, struct pem_block *block)
{
	static const char begin[] = PEM_BEGIN "CERTIFICATE-----";
	const char *start, *stop;

	start = text_find(text, (size_t)(end - text), begin);
	if (start == NULL)
		return false;
	block->body = start + sizeof begin - 1;
	stop = text_find(block->body, (size_t)(end - block->body), PEM_END);
	block->len = (size_t)((stop != NULL ? stop : end) - block->body);
	block->next = stop != NULL ? stop + 1 : end;
	return true;
}

bool
certificates_from_file(struct arena *arena, const uint8_t *data, size_t len,
    struct certificate ***certificates, size_t *n)
{
	const char *text = (const char *)data, *end = text + len;
	struct pem_block block;
	struct certificate *certificate, **slot;

	*certificates = NULL;
	*n = 0;
	if (text_find(text, len, PEM_BEGIN) == NULL) {
		while (len > 0 && char_is_white(text[len - 1]) && *data != 0x30)
			len--;
		certificate = len > 0 && *data != 0x30
				  ? certificate_from_base64(
					arena, arena_strndup(arena, text, len))
				  : certificate_from_der(arena, data, len);
		slot = arena_push(arena, certificates, n, sizeof *slot);
		if (slot == NULL)
			return false;
		*slot = certificate;
		return certificate != NULL;
	}
	while (*n < CERTIFICATES_MAX && pem_next(text, end, &block)) {
		certificate = certificate_from_base64(
		    arena, arena_strndup(arena, block.body, block.len));
		slot = arena_push(arena, certificates, n, sizeof *slot);
		if (slot == NULL || certificate == NULL)
			return false;
		*slot = certificate;
		text = block.next;
	}
	return true;
}
