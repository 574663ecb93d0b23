/* SPDX-License-Identifier: MIT */
/* The HTTP-Redirect binding, signed or not (SAML Bindings 3.4). */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "exports.h"

#define RSA_SHA256 "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

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
key_of(const char *keys)
{
	char path[512];
	EVP_PKEY *key = NULL;
	FILE *file;

	snprintf(path, sizeof path, "%s/idp.pem", keys);
	file = fopen(path, "r");
	if (file != NULL) {
		key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
		fclose(file);
	}
	return key;
}

/* The signature over the octets of the query, in base64. */
static char *
signature(const char *keys, const char *octets)
{
	EVP_PKEY *key = key_of(keys);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char value[1024];
	size_t len = sizeof value;
	char *text = NULL;

	if (key != NULL && ctx != NULL &&
	    EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
	    EVP_DigestSign(ctx, value, &len, (const unsigned char *)octets,
		strlen(octets)) == 1)
		text = base64(value, len);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return text;
}

static char *
octets_of(const char *xml, int is_signed)
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
	if (is_signed) {
		fputs("&SigAlg=", file);
		put_percent(file, RSA_SHA256);
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
redirect_text(const char *xml, const char *keys)
{
	char *octets = octets_of(xml, keys != NULL), *out = NULL, *value = NULL;
	size_t size;
	FILE *file = open_memstream(&out, &size);

	if (file == NULL || octets == NULL)
		return NULL;
	fprintf(file, "https://signin.aws.amazon.com/saml?%s", octets);
	if (keys != NULL) {
		value = signature(keys, octets);
		fputs("&Signature=", file);
		put_percent(file, value);
	}
	free(value);
	free(octets);
	return fclose(file) == 0 ? out : NULL;
}
