/* SPDX-License-Identifier: MIT */
/*
 * The message as tools that write JSON hand it over: SAML-tracer with each
 * profile of its export, the AWS CLI's input, a capture tool's saml.json.
 */
#include "exports.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACS "https://signin.aws.amazon.com/saml"

static void
put_escaped(FILE *file, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(file, "\\%c", c);
		else if (c < 0x20)
			fprintf(file, "\\u%04x", (unsigned)c);
		else
			fputc(c, file);
	}
}

static void
put_hash(FILE *file, const char *text)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	EVP_Digest(text, strlen(text), sum, &len, EVP_sha256(), NULL);
	for (unsigned i = 0; i < len; i++)
		fprintf(file, "%02x", (unsigned)sum[i]);
}

/* As version 1.9.5 writes it; NAME is "tracer" and its profile. */
static void
put_tracer(FILE *file, const char *name, const char *xml, const char *base64)
{
	fputs("{\n  \"requests\": [\n    {\"method\": \"GET\", \"url\": "
	      "\"https://idp.example.com/start\", \"requestId\": \"11\", "
	      "\"requestHeaders\": []},\n    {\"method\": \"POST\", \"url\": "
	      "\"" ACS "\", ",
	    file);
	if (strcmp(name, "tracer-old") == 0)
		fputs("\"id\": \"12\", \"requestHeaders\": "
		      "[[\"Host\", \"signin.aws.amazon.com\"]], "
		      "\"responseHeaders\": "
		      "[[\"Date\", \"Fri, 20 Nov 2026 09:03:11 GMT\"]], ",
		    file);
	else
		fputs("\"requestId\": \"12\", \"requestHeaders\": "
		      "[{\"name\": \"Host\", \"value\": "
		      "\"signin.aws.amazon.com\"}], \"responseHeaders\": "
		      "[{\"name\": \"date\", \"value\": "
		      "\"Fri, 20 Nov 2026 09:03:11 GMT\"}], ",
		    file);
	fputs("\"responseStatus\": 200, \"post\": [[\"SAMLResponse\", ", file);
	if (strcmp(name, "tracer-masked") == 0) {
		fputs("\"{hash:", file);
		put_hash(file, base64);
		fputs("}\"", file);
	} else if (strcmp(name, "tracer-removed") == 0) {
		fputs("\"{obf:alternative_1}\"", file);
	} else {
		fprintf(file, "\"%s\"", base64);
	}
	fputs("]], \"protocol\": \"SAML-P\", \"saml\": \"", file);
	put_escaped(file, xml);
	fputs("\"}\n  ],\n  \"timestamp\": \"2026-11-20T09:41:00.000Z\"\n}\n",
	    file);
}

static void
put_cli_input(FILE *file, const char *base64)
{
	fprintf(file,
	    "{\n    \"RoleArn\": \"arn:aws:iam::123456789012:role/Dev\",\n"
	    "    \"PrincipalArn\": "
	    "\"arn:aws:iam::123456789012:saml-provider/Example\",\n"
	    "    \"SAMLAssertion\": \"%s\",\n    \"DurationSeconds\": "
	    "3600\n}\n",
	    base64);
}

static void
put_saml_json(FILE *file, const char *xml, const char *base64)
{
	fprintf(
	    file, "{\"saml_response\": \"%s\", \"decoded_xml\": \"", base64);
	put_escaped(file, xml);
	fputs("\", \"relay_state\": \"\"}\n", file);
}

static const char *const forms[] = {"tracer", "tracer-old", "tracer-masked",
    "tracer-removed", "redirect", "redirect-signed", "redirect-signed-der",
    "cli-input", "saml-json"};

const char *
export_form(const char *name)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (strcmp(forms[i], name) == 0)
			return forms[i];
	}
	return NULL;
}

char *
export_text(const char *name, const char *xml, const char *base64)
{
	char *out = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&out, &size);

	if (file == NULL)
		return NULL;
	if (strcmp(name, "cli-input") == 0)
		put_cli_input(file, base64);
	else if (strcmp(name, "saml-json") == 0)
		put_saml_json(file, xml, base64);
	else
		put_tracer(file, name, xml, base64);
	return fclose(file) == 0 ? out : NULL;
}
