/* SPDX-License-Identifier: MIT */
/* The HTTP-Redirect binding, signed or not (SAML Bindings 3.4). */
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "exports.h"
#include "seal.h"

static char *
base64(const unsigned char *data, size_t len)
{
	char *text = calloc(1, len / 3 * 4 + 8);

	if (text != NULL)
		EVP_EncodeBlock((unsigned char *)text, data, (int)len);
	return text;
}

static void
put_percent(FILE *file, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		if (strchr("+/=:#", *text) != NULL)
			fprintf(file, "%%%02X", (unsigned)*text);
		else
			fputc(*text, file);
}

static char *
deflated(const char *xml)
{
	size_t len = strlen(xml), size = len + 1024;
	unsigned char *out = malloc(size);
	z_stream z = {.next_in = (Bytef *)(uintptr_t)xml,
	    .avail_in = (uInt)len,
	    .next_out = out,
	    .avail_out = (uInt)size};
	char *text = NULL;

	if (out != NULL && deflateInit2(&z, 9, Z_DEFLATED, -15, 9,
			       Z_DEFAULT_STRATEGY) == Z_OK) {
		if (deflate(&z, Z_FINISH) == Z_STREAM_END)
			text = base64(out, z.total_out);
		deflateEnd(&z);
	}
	free(out);
	return text;
}

static EVP_PKEY *
key_of(const struct redirect_signer *signer)
{
	char path[512];
	EVP_PKEY *key = NULL;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s.pem", signer->keys, signer->key);
	file = fopen(path, "r");
	if (file != NULL) {
		key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
		fclose(file);
	}
	return key;
}

/* r and s side by side, each as long as the numbers of the curve. */
static size_t
pair_of(EVP_PKEY *key, unsigned char *value, size_t len)
{
	const unsigned char *der = value;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
	int half = (EVP_PKEY_get_bits(key) + 7) / 8;

	if (pair == NULL)
		return 0;
	BN_bn2binpad(ECDSA_SIG_get0_r(pair), value, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(pair), value + half, half);
	ECDSA_SIG_free(pair);
	return 2 * (size_t)half;
}

/* The signature over the octets of the query, in base64. */
static char *
signature(const struct redirect_signer *signer, const char *octets)
{
	const EVP_MD *digest =
	    EVP_get_digestbyname(strchr(signer->method, '-') + 1);
	EVP_PKEY *key = key_of(signer);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char value[1024];
	size_t len = sizeof value;
	char *text = NULL;

	if (key != NULL && ctx != NULL &&
	    EVP_DigestSignInit(ctx, NULL, digest, NULL, key) == 1 &&
	    EVP_DigestSign(ctx, value, &len, (const unsigned char *)octets,
		strlen(octets)) == 1) {
		if (EVP_PKEY_is_a(key, "EC") && !signer->is_der)
			len = pair_of(key, value, len);
		text = base64(value, len);
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return text;
}

static char *
octets_of(const char *xml, const struct redirect_signer *signer)
{
	char *value = deflated(xml), *out = NULL;
	size_t size;
	FILE *file;

	if (value == NULL)
		return NULL;
	file = open_memstream(&out, &size);
	if (file == NULL) {
		free(value);
		return NULL;
	}
	fputs("SAMLResponse=", file);
	put_percent(file, value);
	fputs("&RelayState=a%2fb", file);
	if (signer->keys != NULL) {
		fputs("&SigAlg=", file);
		put_percent(file, uri_of(signer->method));
	}
	free(value);
	return fclose(file) == 0 ? out : NULL;
}

char *
redirect_request(const char *xml)
{
	char *value = deflated(xml), *out = NULL;
	size_t size;
	FILE *file;

	if (value == NULL)
		return NULL;
	file = open_memstream(&out, &size);
	if (file == NULL) {
		free(value);
		return NULL;
	}
	fputs("https://idp.example.com/sso?SAMLRequest=", file);
	put_percent(file, value);
	free(value);
	return fclose(file) == 0 ? out : NULL;
}

char *
redirect_text(const char *xml, const struct redirect_signer *signer)
{
	char *octets = octets_of(xml, signer), *out = NULL, *value = NULL;
	size_t size;
	FILE *file = open_memstream(&out, &size);

	if (file == NULL || octets == NULL)
		return NULL;
	fprintf(file, "https://signin.aws.amazon.com/saml?%s", octets);
	if (signer->keys != NULL) {
		value = signature(signer, octets);
		fputs("&Signature=", file);
		put_percent(file, value);
	}
	free(value);
	free(octets);
	return fclose(file) == 0 ? out : NULL;
}
