/* SPDX-License-Identifier: MIT */
/* The recipe language: a verb a line; CONTRIBUTING.md lists the verbs. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beside.h"
#include "forge.h"
#include "idp.h"
#include "message.h"
#include "odd_certificate.h"
#include "recipe.h"

bool
recipe_fail(struct recipe *r, const char *fmt, ...)
{
	va_list args;
	int n = snprintf(r->made->error, sizeof r->made->error,
	    "%s:%zu: ", r->path, r->line);

	va_start(args, fmt);
	if (n > 0 && (size_t)n < sizeof r->made->error)
		vsnprintf(r->made->error + n, sizeof r->made->error - (size_t)n,
		    fmt, args);
	va_end(args);
	return false;
}

/* "name=value name=value" into fields of SIZE bytes. */
static bool
read_options(struct recipe *r, char *rest, const char *const names[],
    char *const fields[], const size_t sizes[])
{
	while (*rest != '\0') {
		char *word = recipe_word(&rest), *equals = strchr(word, '=');
		size_t i = 0;

		if (equals == NULL)
			return recipe_fail(r, "%s: = is missing", word);
		*equals = '\0';
		while (names[i] != NULL && strcmp(names[i], word) != 0)
			i++;
		if (names[i] == NULL)
			return recipe_fail(r, "no such option: %s", word);
		if (equals[1] == '"') {
			equals++;
			equals[strlen(equals) - 1] = '\0';
		}
		recipe_unescape(equals + 1);
		snprintf(fields[i], sizes[i], "%s", equals + 1);
	}
	return true;
}

/* ---- Verbs on the documents */

static xmlDocPtr
current(struct recipe *r)
{
	return r->is_in_metadata || recipe_asks_metadata(r) ? r->metadata
							    : r->response;
}

static bool
done(struct recipe *r, bool is_fine, const char *what)
{
	return is_fine || recipe_fail(r, "nothing fits: %s", what);
}

static bool
verb_text(struct recipe *r, char *rest)
{
	char *xpath = recipe_word(&rest);

	recipe_unescape(rest);
	return done(r, edit_text(current(r), xpath, rest), xpath);
}

static bool
verb_attr(struct recipe *r, char *rest)
{
	char *xpath = recipe_word(&rest), *name = recipe_word(&rest);

	recipe_unescape(rest);
	return done(r, edit_attribute(current(r), xpath, name, rest), xpath);
}

static bool
verb_unattr(struct recipe *r, char *rest)
{
	char *xpath = recipe_word(&rest);

	return done(r, edit_attribute(current(r), xpath, rest, NULL), xpath);
}

static bool
verb_remove(struct recipe *r, char *rest)
{
	return done(r, edit_remove(current(r), rest), rest);
}

static bool
verb_rename(struct recipe *r, char *rest)
{
	char *xpath = recipe_word(&rest);

	return done(r, edit_rename(current(r), xpath, rest), xpath);
}

static bool
insert(struct recipe *r, char *rest, const char *where)
{
	char *xpath = recipe_word(&rest);

	recipe_unescape(rest);
	return done(r, edit_insert(current(r), xpath, where, rest), xpath);
}

static bool
verb_append(struct recipe *r, char *rest)
{
	return insert(r, rest, "append");
}

static bool
verb_before(struct recipe *r, char *rest)
{
	return insert(r, rest, "before");
}

static bool
verb_after(struct recipe *r, char *rest)
{
	return insert(r, rest, "after");
}

static bool
verb_attribute(struct recipe *r, char *rest)
{
	char *name = recipe_word(&rest);

	recipe_unescape(rest);
	return done(r, edit_claim(r->response, name, rest, false), name);
}

static bool
verb_attribute_more(struct recipe *r, char *rest)
{
	char *name = recipe_word(&rest);

	recipe_unescape(rest);
	return done(r, edit_claim(r->response, name, rest, true), name);
}

static bool
verb_attribute_less(struct recipe *r, char *rest)
{
	return done(r, edit_claim(r->response, rest, NULL, false), rest);
}

/* A whole element of its own, whatever stands there already. */
static bool
verb_claim(struct recipe *r, char *rest)
{
	char *name = recipe_word(&rest);

	recipe_unescape(name);
	recipe_unescape(rest);
	if (!edit_insert(r->response, "//saml:AttributeStatement", "append",
		"<saml:Attribute><saml:AttributeValue/></saml:Attribute>"))
		return recipe_fail(r, "no AttributeStatement");
	return done(r,
		   edit_attribute(
		       r->response, "(//saml:Attribute)[last()]", "Name", name),
		   name) &&
	       done(r,
		   edit_text(r->response,
		       "(//saml:Attribute)[last()]/saml:AttributeValue", rest),
		   name);
}

/* Without white space between the elements, as most providers write. */
static bool
verb_compact(struct recipe *r, char *rest)
{
	(void)rest;
	return done(r,
	    edit_remove(r->response, "//text()[normalize-space()=''and(../*)]"),
	    "white space");
}

/* "KIND", or "key=NAME": the certificate of a key of the tests. */
static bool
verb_metadata_certificate(struct recipe *r, char *rest)
{
	char *text = strncmp(rest, "key=", 4) == 0
			 ? certificate_text(r->keys, rest + 4)
			 : odd_certificate(r->keys, rest);
	bool is_fine = text != NULL && edit_text(r->metadata,
					   "(//ds:X509Certificate)[1]", text);

	free(text);
	return done(r, is_fine, rest);
}

/* What an XPath matches stands once more, right behind itself. */
static bool
verb_twice(struct recipe *r, char *rest)
{
	return done(r, edit_twice(current(r), rest), rest);
}

static bool
verb_in(struct recipe *r, char *rest)
{
	r->is_in_metadata = strcmp(rest, "metadata") == 0;
	return true;
}

/* ---- Verbs on the seals */

static bool
verb_sign(struct recipe *r, char *rest)
{
	if (strcmp(rest, "metadata") == 0)
		return metadata_sign(r->metadata, r->keys, &r->signing) ||
		       recipe_fail(r, "cannot sign the metadata");
	r->signs_assertion =
	    strcmp(rest, "assertion") == 0 || strcmp(rest, "both") == 0;
	r->signs_response =
	    strcmp(rest, "response") == 0 || strcmp(rest, "both") == 0;
	return true;
}

static bool
verb_signing(struct recipe *r, char *rest)
{
	struct signing *s = &r->signing;
	static const char *const names[] = {"key", "method", "digest", "c14n",
	    "keyinfo", "prefixes", "info-prefixes", NULL};
	char *const fields[] = {s->key, s->method, s->digest, s->c14n,
	    s->keyinfo, s->prefixes, s->info_prefixes};
	const size_t sizes[] = {32, 32, 32, 32, 32, 64, 64};

	return read_options(r, rest, names, fields, sizes);
}

static bool
verb_encrypt(struct recipe *r, char *rest)
{
	struct encrypting *e;
	static const char *const names[] = {"data", "key", "digest", "mgf",
	    "to", "place", "order", "label", NULL};

	if (r->n_encryptings == RECIPE_ENCRYPTINGS_MAX)
		return recipe_fail(r, "too many encrypt lines");
	e = &r->encryptings[r->n_encryptings++];
	*e = (struct encrypting){"", "aes256-cbc", "rsa-oaep-mgf1p", "sha1",
	    "mgf1sha1", "sp", "inside", "encrypt-first", ""};
	snprintf(e->what, sizeof e->what, "%s", recipe_word(&rest));
	char *const fields[] = {e->data, e->key, e->digest, e->mgf, e->to,
	    e->place, e->order, e->label};
	const size_t sizes[] = {32, 32, 32, 32, 32, 16, 16, 32};

	return read_options(r, rest, names, fields, sizes);
}

/* Parts are encrypted before anything is signed, whole assertions after. */
static bool
encrypt_some(struct recipe *r, bool assertions, const char *order)
{
	for (size_t i = 0; i < r->n_encryptings; i++) {
		const struct encrypting *e = &r->encryptings[i];
		bool is_assertion = strcmp(e->what, "assertion") == 0 ||
				    strncmp(e->what, "element:", 8) == 0;

		if (is_assertion != assertions ||
		    (order != NULL && strcmp(e->order, order) != 0))
			continue;
		if (!message_encrypt(r->response, r->keys, e))
			return recipe_fail(r, "cannot encrypt %s", e->what);
	}
	return true;
}

bool
recipe_asks_metadata(const struct recipe *r)
{
	return r->made->question != NULL &&
	       strcmp(r->made->question, "metadata") == 0;
}

bool
recipe_asks_more(const struct recipe *r)
{
	const char *question = r->made->question;

	return question != NULL && (strcmp(question, "command") == 0 ||
				       strcmp(question, "rotation") == 0);
}

bool
recipe_seal(struct recipe *r)
{
	if (r->is_sealed)
		return true;
	r->is_sealed = true;
	if (!encrypt_some(r, false, NULL))
		return false;
	if (r->signs_assertion &&
	    !message_sign(r->response, r->keys, &r->signing, "Assertion"))
		return recipe_fail(r, "cannot sign the assertion");
	if (!encrypt_some(r, true, "encrypt-first"))
		return false;
	if (r->signs_response &&
	    !message_sign(r->response, r->keys, &r->signing, "Response"))
		return recipe_fail(r, "cannot sign the response");
	return encrypt_some(r, true, "sign-first");
}

static bool
verb_then(struct recipe *r, char *rest)
{
	(void)rest;
	return recipe_seal(r);
}

/* ---- Verbs on what is given, and on what is expected */

static bool
verb_expect(struct recipe *r, char *rest)
{
	struct idp_case *made = r->made;
	struct idp_expect *expect = &made->expects[made->n_expects];

	if (made->n_expects == IDP_EXPECTS_MAX)
		return recipe_fail(r, "too many expect lines");
	snprintf(expect->verb, sizeof expect->verb, "%s", recipe_word(&rest));
	recipe_unescape(rest);
	expect->value = strdup(rest);
	made->n_expects++;
	return expect->value != NULL;
}

static bool
verb_readable(struct recipe *r, char *rest)
{
	snprintf(r->readable, sizeof r->readable, "%s", rest);
	return true;
}

static const struct {
	const char *name;
	bool (*run)(struct recipe *, char *rest);
} verbs[] = {
    {"text", verb_text},
    {"attr", verb_attr},
    {"unattr", verb_unattr},
    {"remove", verb_remove},
    {"rename", verb_rename},
    {"append", verb_append},
    {"before", verb_before},
    {"after", verb_after},
    {"attribute", verb_attribute},
    {"attribute+", verb_attribute_more},
    {"attribute-", verb_attribute_less},
    {"claim", verb_claim},
    {"in", verb_in},
    {"twice", verb_twice},
    {"metadata-certificate", verb_metadata_certificate},
    {"sign", verb_sign},
    {"signing", verb_signing},
    {"encrypt", verb_encrypt},
    {"then", verb_then},
    {"keep", recipe_keep},
    {"put", recipe_put},
    {"rewrite", recipe_rewrite},
    {"resign", recipe_resign},
    {"seal-text", recipe_seal_text},
    {"replace", recipe_replace},
    {"compact", verb_compact},
    {"reindent", recipe_reindent},
    {"crlf", recipe_crlf},
    {"double-utf8", recipe_double_utf8},
    {"bom", recipe_bom},
    {"truncate", recipe_truncate},
    {"append-bytes", recipe_append_bytes},
    {"prepend-bytes", recipe_prepend_bytes},
    {"as", recipe_as},
    {"har", recipe_har},
    {"request", recipe_request},
    {"form", recipe_form},
    {"input", recipe_input},
    {"give", recipe_give},
    {"policy", recipe_policy},
    {"issued", recipe_issued},
    {"capture", recipe_capture},
    {"readable", verb_readable},
    {"expect", verb_expect},
};

static bool
run_line(struct recipe *r, char *line)
{
	char *rest = line, *name;

	line[strcspn(line, "\r")] = '\0';
	if (*line == '\0' || *line == '#')
		return true;
	name = recipe_word(&rest);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return verbs[i].run(r, rest);
	}
	return recipe_setting(r, name, rest) ||
	       recipe_fail(r, "no such verb: %s", name);
}

static bool
run_lines(struct recipe *r, char *text)
{
	char *line = text, *next;

	for (; line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		r->line++;
		if (!run_line(r, line))
			return false;
	}
	return true;
}

bool
idp_follow(
    const char *text, const char *path, const char *keys, struct idp_case *made)
{
	struct recipe r = {.path = path, .keys = keys, .made = made};
	char *copy = strdup(text);
	bool is_fine;

	memset(made, 0, sizeof *made);
	r.signing = (struct signing){
	    "idp", "rsa-sha256", "sha256", "exc-c14n", "certificate", "", ""};
	r.signs_assertion = true;
	r.gives_metadata = r.gives_role = true;
	r.form = "xml";
	is_fine = idp_start() && copy != NULL &&
		  (r.response = message_new()) != NULL &&
		  (r.metadata = metadata_new(keys, "idp")) != NULL &&
		  run_lines(&r, copy) && recipe_hand_over(&r);
	recipe_free_clips(&r);
	xmlFreeDoc(r.response);
	xmlFreeDoc(r.metadata);
	free(r.octets);
	free(r.policy);
	free(r.request);
	free(copy);
	if (!is_fine && made->error[0] == '\0')
		recipe_fail(&r, "out of memory, or no keys in %s", keys);
	return is_fine;
}

bool
idp_follow_file(const char *path, const char *keys, struct idp_case *made)
{
	size_t len;
	char *text = file_read(path, &len);
	bool is_fine;

	if (text == NULL) {
		memset(made, 0, sizeof *made);
		snprintf(
		    made->error, sizeof made->error, "%s: unreadable", path);
		return false;
	}
	is_fine = idp_follow(text, path, keys, made);
	free(text);
	return is_fine;
}

void
idp_free(struct idp_case *made)
{
	for (size_t i = 0; i < made->n_inputs; i++)
		free(made->inputs[i].data);
	for (size_t i = 0; i < made->n_expects; i++)
		free(made->expects[i].value);
	recipe_free_settings(made);
	free(made->passphrase);
	memset(made, 0, sizeof *made);
}
