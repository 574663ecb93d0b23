/* SPDX-License-Identifier: MIT */
#include "capture/shell.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/*
 * For cmd a caret takes the meaning off what follows it; with a line end
 * behind it the line goes on, with two it is a line end.
 */
static size_t
without_carets(const char *text, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\r')
			continue;
		if (text[i] != '^' || i + 1 == len) {
			out[n++] = text[i];
			continue;
		}
		i += i + 2 < len && text[i + 1] == '\r' ? 2 : 1;
		if (text[i] != '\n') {
			out[n++] = text[i];
		} else if (i + 1 < len && text[i + 1] == '\n') {
			out[n++] = '\n';
			i++;
		} else {
			out[n++] = ' ';
		}
	}
	return n;
}

bool
shell_open(struct arena *arena, enum shell shell, const char *text, size_t len,
    struct shell_words *w)
{
	char *copy = NULL;

	*w =
	    (struct shell_words){.shell = shell, .at = text, .end = text + len};
	w->out = arena_alloc(arena, 4 * len + 4);
	if (shell == SHELL_CMD) {
		copy = arena_alloc(arena, len + 1);
		if (copy == NULL)
			return false;
		w->at = copy;
		w->end = copy + without_carets(text, len, copy);
	}
	return w->out != NULL;
}

static void
put_utf8(char **out, unsigned long code)
{
	*out += utf8_encode(*out, (unsigned)code);
}

/* A number of up to MOST digits at w->at. */
static unsigned long
number(struct shell_words *w, int base, size_t most)
{
	char digits[8] = {0};
	size_t n = 0;

	while (n < most && w->at < w->end &&
	       strchr(base == 16  ? "0123456789abcdefABCDEF"
		      : base == 8 ? "01234567"
				  : "0123456789",
		   *w->at) != NULL &&
	       *w->at != '\0')
		digits[n++] = *w->at++;
	return strtoul(digits, NULL, base);
}

/* Behind the backslash of $'…'. */
static void
ansi_escape(struct shell_words *w, char **out)
{
	char c = *w->at++;

	switch (c) {
	case 'n':
		*(*out)++ = '\n';
		return;
	case 'r':
		*(*out)++ = '\r';
		return;
	case 't':
		*(*out)++ = '\t';
		return;
	case 'x':
		put_utf8(out, number(w, 16, 2));
		return;
	case 'u':
		put_utf8(out, number(w, 16, 4));
		return;
	default:
		break;
	}
	if (c >= '0' && c <= '7') {
		w->at--;
		put_utf8(out, number(w, 8, 3));
		return;
	}
	*(*out)++ = c;
}

/* PowerShell's $([char]65). */
static bool
char_cast(struct shell_words *w, char **out)
{
	static const char lead[] = "$([char]";
	size_t n = sizeof lead - 1;

	if ((size_t)(w->end - w->at) <= n || memcmp(w->at, lead, n) != 0)
		return false;
	w->at += n;
	put_utf8(out, number(w, 10, 5));
	if (w->at < w->end && *w->at == ')')
		w->at++;
	return true;
}

/* Inside of quotes; w->at stands behind the first one. */
static void
read_quoted(struct shell_words *w, char quote, bool is_ansi, char **out)
{
	bool is_double = quote == '"';

	while (w->at < w->end) {
		char c = *w->at, next = w->end - w->at > 1 ? w->at[1] : '\0';

		if (c == quote && next == quote && w->shell != SHELL_BASH) {
			w->at += 2;
			*(*out)++ = quote;
		} else if (c == quote) {
			w->at++;
			return;
		} else if (c == '\\' && is_ansi && next != '\0') {
			w->at++;
			ansi_escape(w, out);
		} else if (is_double && w->shell != SHELL_POWERSHELL &&
			   c == '\\' && next != '\0' &&
			   strchr("\"\\$`", next) != NULL) {
			w->at += 2;
			*(*out)++ = next;
		} else if (is_double && w->shell == SHELL_POWERSHELL &&
			   c == '`' && next != '\0') {
			w->at += 2;
			*(*out)++ = next == 'n' ? '\n' : next;
		} else if (!is_double || w->shell != SHELL_POWERSHELL ||
			   !char_cast(w, out)) {
			w->at++;
			*(*out)++ = c;
		}
	}
}

/* Blanks, the end of a line that goes on, and what stands between commands. */
static size_t
gap(const struct shell_words *w)
{
	const char *c = w->at;
	size_t left = (size_t)(w->end - c);

	if (strchr(" \t\r\n;&", *c) != NULL && *c != '\0')
		return 1;
	if ((*c == '\\' && w->shell == SHELL_BASH) ||
	    (*c == '`' && w->shell == SHELL_POWERSHELL)) {
		if (left > 1 && c[1] == '\n')
			return 2;
		if (left > 2 && c[1] == '\r' && c[2] == '\n')
			return 3;
	}
	return 0;
}

const char *
shell_next(struct shell_words *w)
{
	char *word = w->out, *out = w->out;
	size_t n;

	while (w->at < w->end && (n = gap(w)) > 0)
		w->at += n;
	if (w->at == w->end)
		return NULL;
	while (w->at < w->end && gap(w) == 0) {
		char c = *w->at++;
		bool is_ansi = c == '$' && w->shell == SHELL_BASH &&
			       w->at < w->end && *w->at == '\'';

		if (is_ansi)
			c = *w->at++;
		if (c == '\'' || c == '"')
			read_quoted(w, c, is_ansi, &out);
		else if (c == '\\' && w->shell == SHELL_BASH && w->at < w->end)
			*out++ = *w->at++;
		else
			*out++ = c;
	}
	*out++ = '\0';
	w->out = out;
	return word;
}
