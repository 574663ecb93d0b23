/* SPDX-License-Identifier: MIT */
/* The condition keys that an assertion yields: a table, and JSON. */
#include <string.h>

#include "aws/context.h"
#include "report/text.h"
#include "json/json.h"

#define MAX_KEY_WIDTH 32

/* What a trust policy sees: with the trust's own keys where it was judged. */
static const struct policy_key *
keys_of(const struct evidence *e, struct arena *arena, size_t *n)
{
	const struct aws_session *s = e->session;
	struct policy_key *keys;

	*n = 0;
	if (e->trust != NULL) {
		*n = e->trust->request.n_keys;
		return e->trust->request.keys;
	}
	if (s == NULL)
		return NULL;
	keys = arena_alloc(arena, (s->n_context + 1) * sizeof *keys);
	for (size_t i = 0; keys != NULL && i < s->n_context; i++)
		keys[(*n)++] = (struct policy_key){s->context[i].name,
		    s->context[i].values, s->context[i].n_values};
	return keys;
}

void
json_context(const struct sdx_report *report, struct buffer *out)
{
	struct json_writer w = {.out = out, .is_pretty = true};
	const struct policy_key *keys;
	size_t n;

	keys = keys_of(report->evidence, report->arena, &n);
	json_begin_object(&w);
	json_put_member(&w, "schema", "https://samldx.example/context/1");
	json_key(&w, "keys");
	json_begin_array(&w);
	for (size_t i = 0; i < n; i++) {
		json_begin_object(&w);
		json_put_member(&w, "key", keys[i].name);
		json_key(&w, "values");
		json_begin_array(&w);
		for (size_t j = 0; j < keys[i].n_values; j++)
			json_put_string(&w, keys[i].values[j]);
		json_end_array(&w);
		json_key(&w, "is_list");
		json_put_bool(&w, context_is_list(keys[i].name));
		json_put_member(&w, "source", context_source(keys[i].name));
		json_end_object(&w);
	}
	json_end_array(&w);
	json_end_object(&w);
	buffer_putc(out, '\n');
}

static size_t
widest(const struct policy_key *keys, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t width = render_width(keys[i].name, strlen(keys[i].name));

		if (width > most && width <= MAX_KEY_WIDTH)
			most = width;
	}
	return most;
}

static void
write_cell(struct buffer *out, const char *text, size_t width)
{
	size_t len = strlen(text), used = render_width(text, len);

	render_escape(out, text, len);
	if (used < width)
		buffer_repeat(out, ' ', width - used);
}

static void
write_key(struct buffer *out, const struct policy_key *key, size_t width)
{
	for (size_t i = 0; i < key->n_values || i == 0; i++) {
		write_cell(out, i == 0 ? key->name : "", width);
		buffer_puts(out, "  ");
		if (key->n_values > 0)
			write_cell(out, key->values[i], 0);
		if (i == 0)
			buffer_printf(out, "   [%s%s]",
			    context_source(key->name),
			    context_is_list(key->name) ? ", a list" : "");
		buffer_putc(out, '\n');
	}
}

void
text_context(const struct sdx_report *report, struct buffer *out)
{
	const struct policy_key *keys;
	size_t n, width;

	keys = keys_of(report->evidence, report->arena, &n);
	width = widest(keys, n);
	if (n == 0) {
		buffer_puts(
		    out, "There is no assertion, so it yields no key.\n");
		return;
	}
	for (size_t i = 0; i < n; i++)
		write_key(out, &keys[i], width);
	if (report->evidence->session->chosen == NULL &&
	    report->evidence->trust == NULL)
		buffer_puts(out,
		    "\nsaml:doc and saml:namequalifier depend on the provider: "
		    "choose a pair with\n--role-arn and --provider-arn.\n");
	if (!report->evidence->is_authentic)
		buffer_puts(out,
		    "\nNo signature proves these claims here; give the "
		    "metadata to have them verified.\n");
}
