/* SPDX-License-Identifier: MIT */
/* The files that lie beside the message. */
#include "beside.h"

#include <libxml/tree.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCOUNT "arn:aws:iam::123456789012:"

bool
recipe_add_input(struct recipe *r, const char *name, char *data, size_t len)
{
	struct idp_case *made = r->made;
	struct idp_input *input;

	if (data == NULL)
		return recipe_fail(r, "cannot make %s", name);
	if (made->n_inputs == IDP_INPUTS_MAX) {
		free(data);
		return recipe_fail(r, "too many inputs");
	}
	input = &made->inputs[made->n_inputs++];
	snprintf(input->name, sizeof input->name, "%s", name);
	input->data = data;
	input->len = len;
	return true;
}

static bool
add_text(struct recipe *r, const char *name, char *text)
{
	return recipe_add_input(r, name, text, text != NULL ? strlen(text) : 0);
}

static char *
metadata_text(struct recipe *r)
{
	xmlChar *text;
	char *copy;
	int len;

	xmlDocDumpMemoryEnc(r->metadata, &text, &len, "UTF-8");
	copy = text != NULL ? strdup((const char *)text) : NULL;
	xmlFree(text);
	return copy;
}

/* The value of NAME= in OPTIONS, or OTHERWISE. */
static const char *
option(
    const char *options, const char *name, const char *otherwise, char out[256])
{
	size_t len = strlen(name);
	const char *at = options;

	while ((at = strstr(at, name)) != NULL) {
		if ((at == options || at[-1] == ' ') && at[len] == '=') {
			snprintf(out, 256, "%s", at + len + 1);
			out[strcspn(out, " ")] = '\0';
			return out;
		}
		at += len;
	}
	return otherwise;
}

/* What an administrator would have written; one statement for all. */
static const char good_policy[] =
    "{\n"
    "            \"Version\": \"2012-10-17\",\n"
    "            \"Statement\": [\n"
    "                {\n"
    "                    \"Effect\": \"Allow\",\n"
    "                    \"Principal\": {\n"
    "                        \"Federated\": \"" ACCOUNT
    "saml-provider/Example\"\n"
    "                    },\n"
    "                    \"Action\": [\n"
    "                        \"sts:AssumeRoleWithSAML\",\n"
    "                        \"sts:TagSession\",\n"
    "                        \"sts:SetSourceIdentity\"\n"
    "                    ],\n"
    "                    \"Condition\": {\n"
    "                        \"StringEquals\": {\n"
    "                            \"SAML:aud\": "
    "\"https://signin.aws.amazon.com/saml\"\n"
    "                        }\n"
    "                    }\n"
    "                }\n"
    "            ]\n"
    "        }";

bool
recipe_policy(struct recipe *r, char *rest)
{
	recipe_unescape(rest);
	free(r->policy);
	r->policy = strdup(rest);
	return r->policy != NULL;
}

static bool
give_role(struct recipe *r, const char *options)
{
	char a[256], b[256], c[256], arn[300], *text = NULL;
	const char *name = option(options, "name", "Dev", a);

	snprintf(arn, sizeof arn, ACCOUNT "role/%s", name);
	if (asprintf(&text,
		"{\n    \"Role\": {\n        \"Path\": \"/\",\n"
		"        \"RoleName\": \"%s\",\n"
		"        \"RoleId\": \"AROAEXAMPLEEXAMPLE123\",\n"
		"        \"Arn\": \"%s\",\n"
		"        \"CreateDate\": \"2026-01-02T03:04:05+00:00\",\n"
		"        \"AssumeRolePolicyDocument\": %s,\n"
		"        \"MaxSessionDuration\": %s\n    }\n}\n",
		name, option(options, "arn", arn, b),
		r->policy != NULL ? r->policy : good_policy,
		option(options, "max", "14400", c)) < 0)
		return false;
	return add_text(r, "role.json", text);
}

/* The metadata as a JSON string. */
static void
put_escaped(FILE *file, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			fputs("\\n", file);
		else if (*text == '"' || *text == '\\')
			fprintf(file, "\\%c", *text);
		else
			fputc(*text, file);
	}
}

static bool
give_provider(struct recipe *r, const char *options)
{
	char a[256], b[256], c[256], *out = NULL, *xml = metadata_text(r);
	const char *mode = option(options, "mode", "", a);
	long keys = strtol(option(options, "keys", "0", b), NULL, 10);
	size_t size;
	FILE *file = open_memstream(&out, &size);

	if (file == NULL || xml == NULL) {
		free(xml);
		return false;
	}
	fprintf(file,
	    "{\n    \"SAMLProviderUUID\": \"%s\",\n"
	    "    \"SAMLMetadataDocument\": \"",
	    option(options, "uuid", "SAMLSP1EXAMPLE2EXAMPLE", c));
	put_escaped(file, xml);
	fprintf(file, "\",\n    \"CreateDate\": "
		      "\"2026-01-02T03:04:05+00:00\",\n    \"ValidUntil\": "
		      "\"2126-01-02T03:04:05+00:00\"");
	if (*mode != '\0')
		fprintf(
		    file, ",\n    \"AssertionEncryptionMode\": \"%s\"", mode);
	if (keys > 0)
		fputs(",\n    \"PrivateKeyList\": [", file);
	for (long i = 0; i < keys; i++)
		fprintf(file,
		    "%s{\"KeyId\": \"KEYEXAMPLEEXAMPLEEXAMPLE%ld\", "
		    "\"Timestamp\": \"2026-02-0%ldT00:00:00+00:00\"}",
		    i > 0 ? ", " : "", i, i + 1);
	fputs(keys > 0 ? "]\n}\n" : "\n}\n", file);
	free(xml);
	return fclose(file) == 0 && add_text(r, "provider.json", out);
}

static bool
give_provider_list(struct recipe *r, char *rest)
{
	char *out = NULL;
	size_t size;
	FILE *file = open_memstream(&out, &size);
	bool is_first = true;

	if (file == NULL)
		return false;
	fputs("{\n    \"SAMLProviderList\": [", file);
	while (*rest != '\0') {
		fprintf(file,
		    "%s{\"Arn\": \"%s\", \"CreateDate\": "
		    "\"2026-01-02T03:04:05+00:00\"}",
		    is_first ? "" : ", ", recipe_word(&rest));
		is_first = false;
	}
	fputs("]\n}\n", file);
	return fclose(file) == 0 && add_text(r, "providers.json", out);
}

static bool
give_file(struct recipe *r, const char *path, const char *name)
{
	size_t len = 0;
	char *data = file_read(path, &len);

	if (data == NULL)
		return recipe_fail(r, "cannot be read: %s", path);
	return recipe_add_input(r, name, data, len);
}

static bool
give_key(struct recipe *r, char *rest, const char *ending)
{
	char path[512], name[64];
	const char *key = recipe_word(&rest);

	if (strncmp(rest, "passphrase=", 11) == 0) {
		free(r->made->passphrase);
		r->made->passphrase = strdup(rest + 11);
	}
	if (*key == '\0')
		key = "idp";
	snprintf(path, sizeof path, "%s/%s.%s", r->keys, key, ending);
	snprintf(name, sizeof name, "%s.%s", key, ending);
	return give_file(r, path, name);
}

static bool
give_relative(struct recipe *r, char *file)
{
	const char *slash = strrchr(r->path, '/');
	int folder = slash != NULL ? (int)(slash - r->path) + 1 : 0;
	char path[1024];

	snprintf(path, sizeof path, "%.*s%s", folder, r->path, file);
	return give_file(r, path, file);
}

/* What IAM holds: the metadata as it is at this line of the recipe. */
static bool
give_current(struct recipe *r, char *options)
{
	char *what = recipe_word(&options);
	bool is_fine;

	if (strcmp(what, "provider") == 0)
		is_fine = give_provider(r, "");
	else if (strcmp(what, "text") == 0)
		is_fine = recipe_unescape(options) > 0 &&
			  add_text(r, "current.xml", strdup(options));
	else
		is_fine = add_text(r, "current.xml", metadata_text(r));
	if (is_fine)
		r->made->inputs[r->made->n_inputs - 1].kind = SDX_KIND_CURRENT;
	return is_fine;
}

/* The message that another recipe makes, its lines set apart by "; ". */
static bool
give_response(struct recipe *r, char *lines)
{
	struct idp_case other;
	struct idp_input *message = NULL;
	bool is_fine;

	for (char *at = lines; (at = strstr(at, "; ")) != NULL;)
		memcpy(at, "\n\n", 2);
	is_fine = idp_follow(lines, "(response)", r->keys, &other);
	for (size_t i = 0; is_fine && i < other.n_inputs; i++) {
		if (strncmp(other.inputs[i].name, "response", 8) == 0)
			message = &other.inputs[i];
	}
	if (message == NULL) {
		recipe_fail(r, "%s", other.error);
	} else {
		is_fine = recipe_add_input(
		    r, message->name, message->data, message->len);
		message->data = NULL;
		r->made->inputs[r->made->n_inputs - 1].kind = SDX_KIND_CAPTURE;
	}
	idp_free(&other);
	return is_fine && message != NULL;
}

/* A file of expectations, read as one whatever it is. */
static bool
give_expectation(struct recipe *r, char *rest)
{
	char *text = strdup(rest);

	if (text == NULL ||
	    !recipe_add_input(r, "expect.json", text, recipe_unescape(text)))
		return false;
	r->made->inputs[r->made->n_inputs - 1].kind = SDX_KIND_EXPECTATION;
	return true;
}

static bool
give_signer(struct recipe *r, char *rest)
{
	bool is_fine = give_key(r, rest, "crt");

	if (is_fine)
		r->made->inputs[r->made->n_inputs - 1].kind = SDX_KIND_SIGNER;
	return is_fine;
}

static const struct {
	const char *name;
	bool (*give)(struct recipe *, char *rest);
} own_gifts[] = {
    {"provider-list", give_provider_list},
    {"file", give_relative},
    {"current", give_current},
    {"response", give_response},
    {"expectation", give_expectation},
    {"signer", give_signer},
};

bool
recipe_give(struct recipe *r, char *rest)
{
	char *what = recipe_word(&rest), *name, *text;

	if (strcmp(what, "none") == 0) {
		r->gives_metadata = r->gives_role = false;
		return true;
	}
	if (strcmp(what, "metadata") == 0) {
		r->gives_metadata = r->wants_metadata = true;
		return true;
	}
	if (strcmp(what, "role") == 0) {
		r->gives_role = false;
		return give_role(r, rest);
	}
	if (strcmp(what, "key") == 0)
		return give_key(r, rest, "pem");
	if (strcmp(what, "certificate") == 0)
		return give_key(r, rest, "crt");
	if (strcmp(what, "provider") == 0)
		return give_provider(r, rest);
	if (strcmp(what, "schemas") == 0) {
		r->made->has_schemas = true;
		return true;
	}
	if (strcmp(what, "text") == 0) {
		name = recipe_word(&rest);
		text = strdup(rest);
		return text != NULL &&
		       recipe_add_input(r, name, text, recipe_unescape(text));
	}
	for (size_t i = 0; i < sizeof own_gifts / sizeof *own_gifts; i++) {
		if (strcmp(own_gifts[i].name, what) == 0)
			return own_gifts[i].give(r, rest);
	}
	return recipe_fail(r, "cannot give: %s", what);
}

static const char *
message_name(const struct recipe *r)
{
	if (r->has_input)
		return "input.txt";
	if (recipe_asks_metadata(r))
		return "metadata.xml";
	if (strcmp(r->form, "har") == 0)
		return "login.har";
	return strcmp(r->form, "xml") == 0    ? "response.xml"
	       : strcmp(r->form, "form") == 0 ? "response.form"
					      : "response.b64";
}

static void
flag_readable(struct recipe *r)
{
	for (size_t i = 0; i < r->made->n_inputs; i++) {
		if (strcmp(r->made->inputs[i].name, r->readable) == 0)
			r->made->inputs[i].is_readable_by_others = true;
	}
}

/* The metadata under test is the first input. */
static void
put_first(struct idp_case *made)
{
	struct idp_input last = made->inputs[made->n_inputs - 1];

	memmove(&made->inputs[1], &made->inputs[0],
	    (made->n_inputs - 1) * sizeof last);
	made->inputs[0] = last;
}

bool
recipe_hand_over(struct recipe *r)
{
	size_t len = 0;
	char *text;

	if (recipe_asks_more(r)) {
		flag_readable(r);
		return !r->wants_metadata ||
		       add_text(r, "metadata.xml", metadata_text(r));
	}
	if (!recipe_finish(r))
		return false;
	text = recipe_form_text(r, &len);
	if (text == NULL || !recipe_add_input(r, message_name(r), text, len))
		return false;
	if (recipe_asks_metadata(r)) {
		put_first(r->made);
		return true;
	}
	if (r->gives_metadata && !add_text(r, "metadata.xml", metadata_text(r)))
		return false;
	if (r->gives_role && !give_role(r, ""))
		return false;
	flag_readable(r);
	return true;
}
