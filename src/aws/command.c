/* SPDX-License-Identifier: MIT */
#include "aws/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/shell.h"
#include "utf8.h"

#define WORD_SHOWN 60 /* bytes of a stray word */
#define SECRET_MIN 12

/* The words, and where the reader stands. */
struct reading {
	struct arena *arena;
	struct aws_command *command;
	const char *const *words;
	size_t n, at;
};

static void
complain(struct reading *r, enum command_fault fault, const char *word,
    const char *near)
{
	struct aws_command *c = r->command;
	struct command_complaint *complaint;

	complaint = arena_push(
	    r->arena, &c->complaints, &c->n_complaints, sizeof *complaint);
	if (complaint == NULL)
		return;
	complaint->fault = fault;
	complaint->word = word;
	complaint->near = near;
	complaint->detail = "";
}

static bool
begins(const char *text, const char *head)
{
	return strncmp(text, head, strlen(head)) == 0;
}

/* What has a blank in it, such as -----BEGIN, is a value to the AWS CLI. */
static bool
is_option(const char *word)
{
	size_t len = strcspn(word, "= \t\n");

	return begins(word, "--") && (word[len] == '=' || word[len] == '\0');
}

/* "-", or one of the dashes that word processors make of two. */
static bool
has_odd_dash(const char *word)
{
	return begins(word, "\xe2\x80\x93") || begins(word, "\xe2\x80\x94") ||
	       begins(word, "\xe2\x88\x92");
}

static void
add_path(struct reading *r, const char *path)
{
	struct aws_command *c = r->command;
	const char **slot;

	for (size_t i = 0; i < c->n_paths; i++) {
		if (strcmp(c->paths[i], path) == 0)
			return;
	}
	slot = arena_push(r->arena, &c->paths, &c->n_paths, sizeof *slot);
	if (slot != NULL)
		*slot = path;
}

/* The value of one word: itself, or of the file that it names. */
static void
set_text(struct reading *r, struct command_value *value, const char *word)
{
	if (begins(word, "file://") || begins(word, "fileb://")) {
		value->source =
		    begins(word, "fileb") ? VALUE_OF_BYTES : VALUE_OF_FILE;
		value->path = strstr(word, "://") + 3;
		add_path(r, value->path);
		return;
	}
	value->text = word;
	value->len = strlen(word);
}

static struct command_value *
find_value(const struct aws_command *c, const struct parameter_model *model)
{
	for (size_t i = 0; i < c->n_values; i++) {
		if (c->values[i].model == model)
			return &c->values[i];
	}
	return NULL;
}

/* A value for the parameter; an earlier one does not count any more. */
static struct command_value *
new_value(struct reading *r, const struct parameter_model *model)
{
	struct aws_command *c = r->command;
	struct command_value *value = find_value(c, model);

	if (value != NULL) {
		complain(r, FAULT_REPEATED, model->option, NULL);
		*value = (struct command_value){0};
	} else {
		value = arena_push(
		    r->arena, &c->values, &c->n_values, sizeof *value);
	}
	if (value != NULL)
		value->model = model;
	return value;
}

static void
add_list_word(struct reading *r, struct command_value *value, const char *word)
{
	const char *why;

	if (begins(word, "file://") || begins(word, "fileb://")) {
		set_text(r, value, word);
		return;
	}
	if (!shorthand_read(r->arena, word, value->model, value, &why) ||
	    why == NULL)
		return;
	complain(r, FAULT_LIST, value->model->option, NULL);
	if (r->command->n_complaints > 0)
		r->command->complaints[r->command->n_complaints - 1].detail =
		    why;
}

static bool
has_next_value(const struct reading *r)
{
	return r->at < r->n && !is_option(r->words[r->at]) &&
	       !has_odd_dash(r->words[r->at]);
}

/* GIVEN: what stood behind "="; NULL: the words that follow. */
static void
read_parameter(
    struct reading *r, const struct parameter_model *model, const char *given)
{
	bool is_list =
	    model->type == PARAMETER_TAGS || model->type == PARAMETER_ARNS;
	struct command_value *value = new_value(r, model);

	if (value == NULL)
		return;
	if (given == NULL && !has_next_value(r)) {
		complain(r, FAULT_NO_VALUE, model->option, NULL);
		return;
	}
	if (!is_list) {
		set_text(r, value, given != NULL ? given : r->words[r->at++]);
		return;
	}
	if (given != NULL)
		add_list_word(r, value, given);
	while (has_next_value(r))
		add_list_word(r, value, r->words[r->at++]);
}

static void
read_general(struct reading *r, const char *option, size_t len, int n_values,
    const char *given)
{
	struct aws_command *c = r->command;
	const char *value = given;

	if (n_values > 0 && value == NULL) {
		if (!has_next_value(r)) {
			complain(r, FAULT_NO_VALUE,
			    arena_strndup(r->arena, option, len), NULL);
			return;
		}
		value = r->words[r->at++];
	}
	if (begins(option, "--profile"))
		c->profile = value;
	else if (begins(option, "--region"))
		c->region = value;
	else if (begins(option, "--cli-input-yaml"))
		c->has_input_yaml = true;
	else if (begins(option, "--cli-input-json"))
		c->input_json = value;
	else if (begins(option, "--generate-cli-skeleton")) {
		c->is_skeleton = true;
		if (has_next_value(r))
			r->at++;
	}
	if (c->input_json != NULL && begins(c->input_json, "file://"))
		add_path(r, c->input_json + 7);
}

/* How many letters two words share at the start and at the end. */
static size_t
shared(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), head = 0, tail = 0;
	size_t least = la < lb ? la : lb;

	while (head < least && a[head] == b[head])
		head++;
	while (tail < least - head && a[la - 1 - tail] == b[lb - 1 - tail])
		tail++;
	return head + tail;
}

/* Is B so like A that A may be a slip of it? */
static bool
is_like(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	size_t longer = la > lb ? la : lb;

	return longer > 0 && shared(a, b) * 3 >= longer * 2 &&
	       longer - shared(a, b) <= 5;
}

static const struct parameter_model *
begun_by(const struct operation_model *model, const char *option, size_t len)
{
	const struct parameter_model *only = NULL;

	for (size_t i = 0; i < model->n && len > 3; i++) {
		if (strncmp(model->parameters[i].option, option, len) != 0)
			continue;
		if (only != NULL)
			return NULL;
		only = &model->parameters[i];
	}
	return only;
}

static const char *
like_option(const struct operation_model *model, const char *option)
{
	const char *general;

	for (size_t i = 0; i < model->n; i++) {
		const struct parameter_model *p = &model->parameters[i];

		if (is_like(option, p->option) ||
		    (strlen(option) > 5 && strstr(p->option, option + 2)))
			return p->option;
	}
	for (size_t i = 0; (general = general_option_at(i)) != NULL; i++) {
		if (is_like(option, general))
			return general;
	}
	return NULL;
}

static void
read_option(struct reading *r, const char *word)
{
	const struct operation_model *model = r->command->model;
	size_t len = strcspn(word, "=");
	const char *given = word[len] == '=' ? word + len + 1 : NULL;
	const struct parameter_model *p;
	const char *name;
	int n_values = general_option(word, len);

	if (n_values >= 0) {
		read_general(r, word, len, n_values, given);
		return;
	}
	if (model == NULL) {
		if (given == NULL && has_next_value(r))
			r->at++;
		return;
	}
	p = parameter_find(model, word, len);
	name = arena_strndup(r->arena, word, len);
	if (p == NULL && (p = begun_by(model, word, len)) != NULL)
		complain(r, FAULT_ABBREVIATED, name, p->option);
	if (p != NULL) {
		read_parameter(r, p, given);
		return;
	}
	complain(r, FAULT_UNKNOWN_OPTION, name, like_option(model, name));
	while (given == NULL && has_next_value(r))
		r->at++;
}

static void
set_near(struct aws_command *c)
{
	const struct operation_model *model;

	for (size_t i = 0; (model = operation_at(i)) != NULL; i++) {
		if (strcmp(model->command, c->command) == 0 ||
		    is_like(c->command, model->command)) {
			c->near = model->command;
			c->nearest_of = model->service;
			return;
		}
	}
}

/* What may be a piece of a key, or of a response, is not repeated. */
static const char *
shown(const struct reading *r, const char *word, size_t len)
{
	static const char base64[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

	if (len > SECRET_MIN && strspn(word, base64) == len)
		return arena_printf(r->arena, "(a word of %zu letters)", len);
	return len <= WORD_SHOWN
		   ? word
		   : arena_printf(r->arena, "%.*s...", WORD_SHOWN, word);
}

static void
read_bare(struct reading *r, const char *word)
{
	struct aws_command *c = r->command;
	size_t len = strlen(word);

	if (c->service == NULL) {
		c->service = shown(r, word, len);
		return;
	}
	if (c->command == NULL) {
		c->command = shown(r, word, len);
		c->model = operation_find(c->service, word);
		if (c->model == NULL)
			set_near(c);
		return;
	}
	if (has_odd_dash(word)) {
		complain(r, FAULT_DASH, word, NULL);
		if (has_next_value(r))
			r->at++;
		return;
	}
	complain(r, FAULT_STRAY_WORD, shown(r, word, len), NULL);
}

static bool
is_program(const char *word)
{
	const char *slash = strrchr(word, '/');
	const char *name = slash != NULL ? slash + 1 : word;

	return strcmp(name, "aws") == 0 || strcmp(name, "aws2") == 0 ||
	       strcmp(name, "aws.exe") == 0 || strcmp(name, "aws.cmd") == 0;
}

/* One word with blanks inside is a command line that was quoted. */
static bool
split(struct reading *r, const char *line)
{
	struct shell_words shell;
	const char **words = NULL, *word;

	if (!shell_open(r->arena, SHELL_BASH, line, strlen(line), &shell))
		return false;
	r->n = 0;
	while ((word = shell_next(&shell)) != NULL) {
		const char **slot =
		    arena_push(r->arena, &words, &r->n, sizeof *slot);

		if (slot == NULL)
			return false;
		*slot = word;
	}
	r->words = words;
	return true;
}

struct aws_command *
command_read(struct arena *arena, const char *const *words, size_t n)
{
	struct reading r = {.arena = arena, .words = words, .n = n};

	r.command = arena_alloc(arena, sizeof *r.command);
	if (r.command == NULL)
		return NULL;
	if (n == 1 && strpbrk(words[0], " \t\n") != NULL && !split(&r, *words))
		return NULL;
	/* VARIABLE=value, sudo and the like stand before the program. */
	for (size_t i = 0; i < r.n && !is_option(r.words[i]); i++) {
		if (is_program(r.words[i])) {
			r.at = i + 1;
			break;
		}
	}
	while (r.at < r.n) {
		const char *word = r.words[r.at++];

		if (is_option(word))
			read_option(&r, word);
		else
			read_bare(&r, word);
	}
	return arena_has_failed(arena) ? NULL : r.command;
}

const struct command_value *
command_value(const struct aws_command *c, const char *name)
{
	for (size_t i = 0; i < c->n_values; i++) {
		if (strcmp(c->values[i].model->name, name) == 0)
			return &c->values[i];
	}
	return NULL;
}

const char *
command_text(const struct aws_command *c, const char *name)
{
	const struct command_value *value = command_value(c, name);

	return value != NULL ? value->text : NULL;
}

bool
command_integer(const struct aws_command *c, const char *name, int64_t *out)
{
	const char *text = command_text(c, name);
	long long n;
	char *end;

	if (text == NULL || *text == '\0')
		return false;
	errno = 0;
	n = strtoll(text, &end, 10);
	while (*end == '\n' || *end == '\r' || *end == ' ')
		end++;
	if (errno != 0 || end == text || *end != '\0')
		return false;
	*out = n;
	return true;
}
