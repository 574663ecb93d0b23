/* SPDX-License-Identifier: MIT */
/*
 * The command line aws sts assume-role-with-saml, as typed for a shell: the
 * response, and the call under test.  It is read, never run.
 */
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "capture/root.h"
#include "chars.h"

#define VERB "assume-role-with-saml"
#define HEAD 256 /* bytes in which the verb stands */

/* A command line that is taken apart word by word. */
struct words {
	const char *at, *end;
	char *out; /* words so far, each with its NUL: never longer than twice
		      what was read */
};

/* A line that goes on: \, ` (PowerShell) or ^ (cmd) at its end. */
static size_t
continuation(const struct words *w)
{
	const char *c = w->at;

	if (*c != '\\' && *c != '`' && *c != '^')
		return 0;
	if (w->end - c > 1 && c[1] == '\n')
		return 2;
	return w->end - c > 2 && c[1] == '\r' && c[2] == '\n' ? 3 : 0;
}

static void
skip_blanks(struct words *w)
{
	while (w->at < w->end) {
		size_t n = char_is_white(*w->at) ? 1 : continuation(w);

		if (n == 0)
			break;
		w->at += n;
	}
}

/* The next word without its quotes; NULL: no more. */
static const char *
next_word(struct words *w)
{
	char *word = w->out, quote = '\0';
	size_t len = 0;

	skip_blanks(w);
	if (w->at == w->end)
		return NULL;
	for (; w->at < w->end; w->at++) {
		char c = *w->at;

		if (quote == '\0' && (char_is_white(c) || continuation(w) > 0))
			break;
		if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
		else if (quote != '\0' && c == quote)
			quote = '\0';
		else
			word[len++] = c;
	}
	word[len] = '\0';
	w->out = word + len + 1;
	return word;
}

static const char *const options[] = {
    "--role-arn", "--principal-arn", "--saml-assertion", "--duration-seconds"};

/* The value of an option, --name value or --name=value. */
static const char *
value_of(struct words *w, const char *word, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0)
		return NULL;
	if (word[len] == '=')
		return word + len + 1;
	return word[len] == '\0' ? next_word(w) : NULL;
}

static void
read_values(struct words *w, const char *values[4])
{
	const char *word;

	while ((word = next_word(w)) != NULL) {
		for (size_t i = 0; i < 4; i++) {
			const char *value = value_of(w, word, options[i]);

			if (value == NULL)
				continue;
			values[i] = value;
			break;
		}
	}
}

static void
read_call(const char *const values[4], struct capture_call *call)
{
	char *end;
	long long n;

	call->role_arn = values[0];
	call->provider_arn = values[1];
	if (values[3] == NULL)
		return;
	n = strtoll(values[3], &end, 10);
	call->has_duration = end != values[3] && *end == '\0';
	call->duration = call->has_duration ? n : 0;
}

/* The command is there, and the response is somewhere else. */
static void
elsewhere(const char *assertion, struct capture *capture)
{
	capture->looks_like = "a command of the AWS CLI without a response";
	capture->advice = "Give the value of SAMLResponse to --saml-assertion.";
	if (assertion == NULL)
		return;
	capture->looks_like = "a command of the AWS CLI whose response stands "
			      "in another file, or in a variable";
	capture->advice = "Give that file, and the ARNs of the command with "
			  "--role-arn and --principal-arn.";
}

static enum capture_claim
recognise(struct bytes bytes)
{
	size_t at = root_start(bytes), len;
	const char *text = (const char *)bytes.data + at;

	len = bytes.len - at < HEAD ? bytes.len - at : HEAD;
	if (len > 2 && memcmp(text, "$ ", 2) == 0) {
		text += 2;
		len -= 2;
	}
	return len > 4 && memcmp(text, "aws ", 4) == 0 &&
		       memmem(text, len, VERB, strlen(VERB)) != NULL
		   ? CLAIM_YES
		   : CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	const char *text = (const char *)bytes.data, *values[4] = {NULL};
	struct words w = {text + root_start(bytes), text + bytes.len,
	    arena_alloc(arena, 2 * bytes.len + 1)};
	struct capture_message *message;

	if (w.out == NULL)
		return false;
	read_values(&w, values);
	if (values[2] == NULL || strncmp(values[2], "file://", 7) == 0 ||
	    values[2][0] == '$' || values[2][0] == '%') {
		elsewhere(values[2], capture);
		return true;
	}
	message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	if (message == NULL)
		return false;
	message->where = "";
	read_call(values, &message->call);
	return capture_decode_base64(
	    arena, values[2], strlen(values[2]), message);
}

const struct capture_form capture_aws_command = {
    "aws-command", recognise, extract, false};
