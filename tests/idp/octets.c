/* SPDX-License-Identifier: MIT */
/* The finished bytes: damage to them, and the forms of handing over. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beside.h"
#include "exports.h"

bool
recipe_finish(struct recipe *r)
{
	xmlDocPtr doc = r->response;
	xmlChar *text;
	int len;

	if (r->octets != NULL)
		return true;
	if (recipe_asks_metadata(r))
		doc = r->metadata;
	else if (!recipe_seal(r))
		return false;
	xmlDocDumpMemoryEnc(doc, &text, &len, "UTF-8");
	if (text == NULL)
		return false;
	r->octets = malloc((size_t)len + 1);
	if (r->octets != NULL) {
		memcpy(r->octets, text, (size_t)len + 1);
		r->len = (size_t)len;
	}
	xmlFree(text);
	return r->octets != NULL;
}

/* Every FROM of DATA becomes TO; NULL: there is none. */
static char *
replace_all(const char *data, size_t *len, const char *from, size_t from_len,
    const char *to, size_t to_len)
{
	size_t n = 0, out_len = 0;
	char *out;

	for (size_t i = 0; from_len > 0 && i + from_len <= *len; i++) {
		if (memcmp(data + i, from, from_len) == 0) {
			n++;
			i += from_len - 1;
		}
	}
	if (n == 0)
		return NULL;
	out = malloc(*len + n * to_len + 1);
	for (size_t i = 0; out != NULL && i < *len;) {
		if (i + from_len <= *len &&
		    memcmp(data + i, from, from_len) == 0) {
			memcpy(out + out_len, to, to_len);
			out_len += to_len;
			i += from_len;
		} else {
			out[out_len++] = data[i++];
		}
	}
	if (out != NULL)
		out[out_len] = '\0';
	*len = out_len;
	return out;
}

static bool
replace(struct recipe *r, const char *from, size_t from_len, const char *to,
    size_t to_len)
{
	char *out = replace_all(r->octets, &r->len, from, from_len, to, to_len);

	if (out == NULL)
		return recipe_fail(r, "does not occur: %s", from);
	free(r->octets);
	r->octets = out;
	return true;
}

/* "FROM => TO" taken apart, escapes resolved. */
static bool
split(struct recipe *r, char *rest, char **to, size_t *from_len, size_t *to_len)
{
	char *arrow = strstr(rest, " =>");

	if (arrow == NULL)
		return recipe_fail(r, "=> is missing");
	*arrow = '\0';
	*to = arrow + 3 + (arrow[3] == ' ');
	*from_len = recipe_unescape(rest);
	*to_len = recipe_unescape(*to);
	return true;
}

bool
recipe_replace(struct recipe *r, char *rest)
{
	size_t from_len = 0, to_len = 0;
	char *to = NULL;

	return recipe_finish(r) && split(r, rest, &to, &from_len, &to_len) &&
	       replace(r, rest, from_len, to, to_len);
}

bool
recipe_crlf(struct recipe *r, char *rest)
{
	char *out;
	size_t n = 0;
	bool is_inside = false;

	(void)rest;
	if (!recipe_finish(r) || (out = malloc(r->len * 6 + 1)) == NULL)
		return false;
	/* A carriage return that survives parsing, as a careless tool
	   leaves it; outside the root it could not stand. */
	for (size_t i = 0; i < r->len; i++) {
		is_inside |= strncmp(r->octets + i, "<samlp:", 7) == 0;
		if (r->octets[i] == '\n' && is_inside && i + 1 < r->len) {
			memcpy(out + n, "&#13;", 5);
			n += 5;
		}
		out[n++] = r->octets[i];
	}
	out[n] = '\0';
	free(r->octets);
	r->octets = out;
	r->len = n;
	return true;
}

/* As an editor's "pretty print" does. */
bool
recipe_reindent(struct recipe *r, char *rest)
{
	xmlDocPtr doc;
	xmlChar *text;
	int len;

	(void)rest;
	if (!recipe_finish(r))
		return false;
	doc = xmlReadMemory(r->octets, (int)r->len, NULL, NULL,
	    XML_PARSE_NOBLANKS | XML_PARSE_NONET);
	if (doc == NULL)
		return recipe_fail(r, "cannot be parsed");
	xmlDocDumpFormatMemoryEnc(doc, &text, &len, "UTF-8", 1);
	xmlFreeDoc(doc);
	free(r->octets);
	r->octets = strdup((const char *)text);
	r->len = (size_t)len;
	xmlFree(text);
	return r->octets != NULL;
}

/* Take the bytes for Latin-1 and encode them once more. */
bool
recipe_double_utf8(struct recipe *r, char *rest)
{
	char *out;
	size_t n = 0;

	(void)rest;
	if (!recipe_finish(r) || (out = malloc(r->len * 2 + 1)) == NULL)
		return false;
	for (size_t i = 0; i < r->len; i++) {
		unsigned char c = (unsigned char)r->octets[i];

		if (c < 0x80) {
			out[n++] = (char)c;
		} else {
			out[n++] = (char)(0xc0 | c >> 6);
			out[n++] = (char)(0x80 | (c & 0x3f));
		}
	}
	out[n] = '\0';
	free(r->octets);
	r->octets = out;
	r->len = n;
	return true;
}

static bool
put_around(struct recipe *r, const char *head, size_t head_len,
    const char *tail, size_t tail_len)
{
	char *out;

	if (!recipe_finish(r))
		return false;
	out = malloc(r->len + head_len + tail_len + 1);
	if (out == NULL)
		return false;
	memcpy(out, head, head_len);
	memcpy(out + head_len, r->octets, r->len);
	memcpy(out + head_len + r->len, tail, tail_len);
	r->len += head_len + tail_len;
	out[r->len] = '\0';
	free(r->octets);
	r->octets = out;
	return true;
}

bool
recipe_bom(struct recipe *r, char *rest)
{
	(void)rest;
	return put_around(r, "\xef\xbb\xbf", 3, "", 0);
}

bool
recipe_append_bytes(struct recipe *r, char *rest)
{
	return put_around(r, "", 0, rest, recipe_unescape(rest));
}

bool
recipe_prepend_bytes(struct recipe *r, char *rest)
{
	return put_around(r, rest, recipe_unescape(rest), "", 0);
}

bool
recipe_truncate(struct recipe *r, char *rest)
{
	size_t n = strtoul(rest, NULL, 10);

	if (!recipe_finish(r))
		return false;
	if (n < r->len)
		r->len = n;
	r->octets[r->len] = '\0';
	return true;
}

bool
recipe_as(struct recipe *r, char *rest)
{
	static const char *const forms[] = {"xml", "base64", "form", "har"};

	for (size_t i = 0; i < 4; i++) {
		if (strcmp(forms[i], rest) == 0) {
			r->form = forms[i];
			return true;
		}
	}
	r->form = export_form(rest);
	if (r->form != NULL)
		return true;
	return recipe_fail(r, "no such form: %s", rest);
}

bool
recipe_form(struct recipe *r, char *rest)
{
	size_t from_len = 0, to_len = 0;
	char *to = NULL;

	if (!split(r, rest, &to, &from_len, &to_len))
		return false;
	snprintf(r->form_from, sizeof r->form_from, "%s", rest);
	snprintf(r->form_to, sizeof r->form_to, "%s", to);
	r->has_damage = true;
	return true;
}

bool
recipe_input(struct recipe *r, char *rest)
{
	free(r->octets);
	r->octets = strdup(rest);
	if (r->octets == NULL)
		return false;
	r->len = recipe_unescape(r->octets);
	r->has_input = true;
	return true;
}

/* Attributes of the AuthnRequest, and behind " > " its children. */
bool
recipe_request(struct recipe *r, char *rest)
{
	char *inside = strstr(rest, " > ");
	size_t size;
	FILE *file = open_memstream(&r->request, &size);

	if (file == NULL)
		return false;
	if (inside != NULL) {
		*inside = '\0';
		inside += 3;
	}
	fprintf(file,
	    "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:"
	    "protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" "
	    "ID=\"_r1\" Version=\"2.0\" IssueInstant=\"2026-11-20T09:02:58Z\" "
	    "Destination=\"https://idp.example.com/sso\" %s><saml:Issuer>"
	    "https://portal.example.com</saml:Issuer>%s</samlp:AuthnRequest>",
	    rest, inside != NULL ? inside : "");
	return fclose(file) == 0;
}

/* answer=TEXT runs to the end of the line. */
bool
recipe_har(struct recipe *r, char *rest)
{
	static const char *const names[] = {
	    "entries", "endpoint", "time", "status"};
	char *const fields[] = {
	    r->har_entries, r->har_endpoint, r->har_time, r->har_status};
	const size_t sizes[] = {16, 256, 64, 16};
	char *tail = strstr(rest, "answer=");

	if (tail != NULL) {
		snprintf(r->har_answer, sizeof r->har_answer, "%s", tail + 7);
		*tail = '\0';
	}
	tail = strstr(rest, "date=");
	if (tail != NULL) {
		snprintf(r->har_date, sizeof r->har_date, "%s", tail + 5);
		*tail = '\0';
	}
	while (*rest != '\0') {
		char *word = recipe_word(&rest), *equals = strchr(word, '=');
		size_t i = 0;

		if (equals == NULL)
			return recipe_fail(r, "%s: = is missing", word);
		*equals = '\0';
		while (i < 4 && strcmp(names[i], word) != 0)
			i++;
		if (i == 4)
			return recipe_fail(r, "no such option: %s", word);
		snprintf(fields[i], sizes[i], "%s", equals + 1);
	}
	return true;
}

static char *
as_base64(const char *data, size_t len)
{
	char *text = calloc(1, len / 3 * 4 + 8);

	if (text != NULL)
		EVP_EncodeBlock((unsigned char *)text,
		    (const unsigned char *)data, (int)len);
	return text;
}

/* SAMLResponse=…&RelayState=, percent-encoded as a browser does. */
static char *
as_form(const char *base64)
{
	char *out = NULL;
	size_t size;
	FILE *file = open_memstream(&out, &size);

	if (file == NULL)
		return NULL;
	fputs("SAMLResponse=", file);
	for (; *base64 != '\0'; base64++)
		if (strchr("+/=", *base64) != NULL)
			fprintf(file, "%%%02X", (unsigned)*base64);
		else
			fputc(*base64, file);
	fputs("&RelayState=", file);
	return fclose(file) == 0 ? out : NULL;
}

static const char *
or_else(const char *value, const char *otherwise)
{
	return value[0] != '\0' ? value : otherwise;
}

/* Chrome's HAR, other requests around the POST. */
/* An application sends the browser on to the identity provider. */
static void
put_request(FILE *file, const struct recipe *r)
{
	char *url = r->request != NULL ? redirect_request(r->request) : NULL;

	if (url != NULL)
		fprintf(file,
		    "\n      {\"startedDateTime\": "
		    "\"2026-11-20T09:02:58.000Z\", \"time\": 5, "
		    "\"request\": {\"method\": \"GET\", \"url\": "
		    "\"https://portal.example.com/aws?token=abc\", "
		    "\"headers\": []}, \"response\": {\"status\": 302, "
		    "\"headers\": [], \"content\": {\"size\": 0, "
		    "\"mimeType\": \"x-unknown\"}, \"redirectURL\": "
		    "\"%s\"}},\n      {\"startedDateTime\": "
		    "\"2026-11-20T09:02:59.000Z\", \"time\": 5, "
		    "\"request\": {\"method\": \"GET\", \"url\": \"%s\", "
		    "\"headers\": []}, \"response\": {\"status\": 200, "
		    "\"headers\": [], \"content\": {\"size\": 0, "
		    "\"mimeType\": \"text/html\"}, \"redirectURL\": "
		    "\"\"}},",
		    url, url);
	free(url);
}

static char *
as_har(struct recipe *r, const char *body)
{
	long entries = strtol(or_else(r->har_entries, "3"), NULL, 10);
	char *out = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&out, &size);

	if (file == NULL)
		return NULL;
	fprintf(file, "{\n  \"log\": {\n    \"version\": \"1.2\",\n    "
		      "\"creator\": {\"name\": \"WebInspector\", \"version\": "
		      "\"537.36\"},\n    \"pages\": [],\n    \"entries\": [");
	for (long i = 1; i < entries; i++)
		fprintf(file,
		    "\n      {\"startedDateTime\": \"%s\", \"time\": 12, "
		    "\"request\": {\"method\": \"GET\", \"url\": "
		    "\"https://idp.example.com/%ld\", \"headers\": []}, "
		    "\"response\": {\"status\": 200, \"headers\": [], "
		    "\"content\": {\"size\": 0, \"mimeType\": "
		    "\"text/html\"}}},",
		    or_else(r->har_time, "2026-11-20T09:03:11.000Z"), i);
	put_request(file, r);
	fprintf(file,
	    "\n      {\"startedDateTime\": \"%s\", \"time\": 210,\n"
	    "       \"request\": {\"method\": \"POST\", \"url\": \"%s\",\n"
	    "        \"headers\": [{\"name\": \"content-type\", \"value\": "
	    "\"application/x-www-form-urlencoded\"}],\n"
	    "        \"postData\": {\"mimeType\": "
	    "\"application/x-www-form-urlencoded\", \"text\": \"%s\"}},\n"
	    "       \"response\": {\"status\": %s, \"headers\": [",
	    or_else(r->har_time, "2026-11-20T09:03:11.000Z"),
	    or_else(r->har_endpoint, "https://signin.aws.amazon.com/saml"),
	    body, or_else(r->har_status, "200"));
	if (r->har_date[0] != '\0')
		fprintf(file, "{\"name\": \"Date\", \"value\": \"%s\"}",
		    r->har_date);
	fprintf(file,
	    "], \"content\": {\"size\": 0, \"mimeType\": \"text/html\", "
	    "\"text\": \"%s\"}}}\n    ]\n  }\n}\n",
	    r->har_answer);
	return fclose(file) == 0 ? out : NULL;
}

static char *
in_form(struct recipe *r)
{
	char *base64, *body = NULL, *har = NULL;

	if (strcmp(r->form, "xml") == 0)
		return NULL;
	base64 = as_base64(r->octets, r->len);
	if (base64 == NULL || strcmp(r->form, "base64") == 0)
		return base64;
	if (strncmp(r->form, "redirect", 8) == 0)
		body = redirect_text(r->octets,
		    &(struct redirect_signer){
			r->form[8] != '\0' ? r->keys : NULL, r->signing.key,
			r->signing.method, strstr(r->form, "-der") != NULL});
	else if (export_form(r->form) != NULL)
		body = export_text(r->form, r->octets, base64);
	else
		body = as_form(base64);
	free(base64);
	if (body == NULL || strcmp(r->form, "har") != 0)
		return body;
	har = as_har(r, body);
	free(body);
	return har;
}

char *
recipe_form_text(struct recipe *r, size_t *len)
{
	char *text = r->has_input ? NULL : in_form(r), *damaged;

	if (text != NULL) {
		*len = strlen(text);
	} else {
		text = malloc(r->len + 1);
		if (text == NULL)
			return NULL;
		memcpy(text, r->octets, r->len + 1);
		*len = r->len;
	}
	if (!r->has_damage)
		return text;
	damaged = replace_all(text, len, r->form_from, strlen(r->form_from),
	    r->form_to, strlen(r->form_to));
	free(text);
	if (damaged == NULL)
		recipe_fail(r, "does not occur: %s", r->form_from);
	return damaged;
}
