/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "capture/packed.h"
#include "check.h"

sdx_settings *
sdx_settings_new(void)
{
	return calloc(1, sizeof(sdx_settings));
}

void
sdx_settings_free(sdx_settings *settings)
{
	if (settings == NULL)
		return;
	free(settings->role_arn);
	free(settings->provider_arn);
	free(settings->source_ip);
	free(settings->error);
	free(settings->is_selected);
	free(settings->is_ignored);
	for (size_t i = 0; i < settings->n_schemas; i++) {
		free((void *)(uintptr_t)settings->schemas[i].name);
		free((void *)(uintptr_t)settings->schemas[i].data);
	}
	free(settings->schemas);
	arena_free(settings->command_arena);
	free(settings);
}

void
sdx_settings_set_now(sdx_settings *settings, int64_t seconds)
{
	settings->has_now = true;
	settings->now = seconds;
}

enum sdx_status
sdx_settings_set_question(sdx_settings *settings, enum sdx_question question)
{
	if (question < SDX_QUESTION_SIGN_IN || question > SDX_QUESTION_ROTATION)
		return SDX_USAGE;
	settings->question = question;
	return SDX_OK;
}

enum sdx_status
sdx_settings_set_clock(
    sdx_settings *settings, enum sdx_clock clock, int64_t seconds)
{
	if (clock < SDX_CLOCK_AUTO || clock > SDX_CLOCK_GIVEN)
		return SDX_USAGE;
	settings->clock = clock;
	settings->given_time = seconds;
	return SDX_OK;
}

enum sdx_status
sdx_settings_set_skew(sdx_settings *settings, int64_t seconds)
{
	if (seconds < 0 || seconds > SKEW_MAX)
		return SDX_USAGE;
	settings->skew = seconds;
	return SDX_OK;
}

enum sdx_status
sdx_settings_set_pick(sdx_settings *settings, size_t number)
{
	settings->pick = number;
	return SDX_OK;
}

static enum sdx_status
set_string(char **string, const char *value)
{
	char *copy = NULL;

	if (value != NULL && (copy = strdup(value)) == NULL)
		return SDX_FAULT;
	free(*string);
	*string = copy;
	return SDX_OK;
}

enum sdx_status
sdx_settings_set_role_arn(sdx_settings *settings, const char *arn)
{
	return set_string(&settings->role_arn, arn);
}

enum sdx_status
sdx_settings_set_provider_arn(sdx_settings *settings, const char *arn)
{
	return set_string(&settings->provider_arn, arn);
}

enum sdx_status
sdx_settings_set_source_ip(sdx_settings *settings, const char *address)
{
	unsigned char octets[16];

	if (address != NULL && inet_pton(AF_INET, address, octets) != 1 &&
	    inet_pton(AF_INET6, address, octets) != 1)
		return SDX_USAGE;
	return set_string(&settings->source_ip, address);
}

/* Shells write UTF-16, and errors into files. */
enum sdx_status
sdx_settings_set_error(sdx_settings *settings, const char *text, size_t len)
{
	struct arena *arena = arena_new();
	struct packed packed;
	enum sdx_status status = SDX_FAULT;
	const char *copy = NULL;

	if (arena == NULL)
		return SDX_FAULT;
	if (packed_open(
		arena, (struct bytes){(const uint8_t *)text, len}, &packed))
		copy =
		    packed.bytes.len > 0
			? arena_strndup(arena, (const char *)packed.bytes.data,
			      packed.bytes.len)
			: "";
	if (copy != NULL)
		status = set_string(&settings->error,
		    copy[strspn(copy, " \t\r\n")] != '\0' ? copy : NULL);
	arena_free(arena);
	return status;
}

enum sdx_status
sdx_settings_set_duration(sdx_settings *settings, int64_t seconds)
{
	settings->has_duration = true;
	settings->duration = seconds;
	return SDX_OK;
}

/* Does ID match a pattern of LEN bytes, in which '*' stands for any run? */
static bool
id_matches(const char *id, const char *pattern, size_t len)
{
	const char *star = NULL, *retry = NULL, *end = pattern + len;

	while (*id != '\0') {
		if (pattern < end && *pattern == '*') {
			star = pattern++;
			retry = id;
		} else if (pattern < end && *pattern == *id) {
			pattern++;
			id++;
		} else if (star != NULL) {
			pattern = star + 1;
			id = ++retry;
		} else {
			return false;
		}
	}
	while (pattern < end && *pattern == '*')
		pattern++;
	return pattern == end;
}

/* Mark what one pattern names.  false: it fits no check. */
static bool
mark_pattern(bool *marks, const char *pattern, size_t len)
{
	bool is_known = false;

	for (size_t i = 0; i < registry_count(); i++) {
		if (id_matches(registry_at(i)->id, pattern, len)) {
			marks[i] = true;
			is_known = true;
		}
	}
	return is_known;
}

/* Mark the checks that a list of patterns names, or change nothing. */
static enum sdx_status
mark_list(bool **marks, const char *ids)
{
	size_t size = registry_count() * sizeof **marks;
	bool *marked = calloc(1, size);

	if (marked == NULL)
		return SDX_FAULT;
	if (*marks != NULL)
		memcpy(marked, *marks, size);
	for (;;) {
		size_t len = strcspn(ids, ",");

		if (!mark_pattern(marked, ids, len)) {
			free(marked);
			return SDX_USAGE;
		}
		if (ids[len] == '\0')
			break;
		ids += len + 1;
	}
	free(*marks);
	*marks = marked;
	return SDX_OK;
}

enum sdx_status
sdx_settings_select(sdx_settings *settings, const char *ids)
{
	return mark_list(&settings->is_selected, ids);
}

enum sdx_status
sdx_settings_ignore(sdx_settings *settings, const char *ids)
{
	return mark_list(&settings->is_ignored, ids);
}

bool
settings_mute(const struct sdx_settings *settings, size_t position)
{
	if (settings->is_selected != NULL && !settings->is_selected[position])
		return true;
	return settings->is_ignored != NULL && settings->is_ignored[position];
}

void
sdx_settings_set_passphrase(
    sdx_settings *settings, sdx_passphrase_fn *ask, void *user)
{
	settings->passphrase = ask;
	settings->passphrase_user = user;
}

enum sdx_status
sdx_settings_add_schema(
    sdx_settings *settings, const char *name, const void *data, size_t len)
{
	struct schema_file *schemas;
	char *name_copy, *data_copy;

	schemas = realloc(
	    settings->schemas, (settings->n_schemas + 1) * sizeof *schemas);
	if (schemas == NULL)
		return SDX_FAULT;
	settings->schemas = schemas;
	name_copy = strdup(name);
	data_copy = malloc(len + 1);
	if (name_copy == NULL || data_copy == NULL) {
		free(name_copy);
		free(data_copy);
		return SDX_FAULT;
	}
	memcpy(data_copy, data, len);
	data_copy[len] = '\0';
	schemas[settings->n_schemas].name = name_copy;
	schemas[settings->n_schemas].data = data_copy;
	schemas[settings->n_schemas].len = len;
	settings->n_schemas++;
	return SDX_OK;
}

enum sdx_status
sdx_settings_set_command(
    sdx_settings *settings, const char *const *words, size_t n)
{
	struct arena *arena = arena_new();
	const char **copies;
	struct aws_command *command;

	if (arena == NULL)
		return SDX_FAULT;
	copies = arena_alloc(arena, (n + 1) * sizeof *copies);
	for (size_t i = 0; copies != NULL && i < n; i++)
		copies[i] = arena_strdup(arena, words[i]);
	command = copies != NULL ? command_read(arena, copies, n) : NULL;
	if (command == NULL) {
		arena_free(arena);
		return SDX_FAULT;
	}
	arena_free(settings->command_arena);
	settings->command_arena = arena;
	settings->words = copies;
	settings->n_words = n;
	settings->command = command;
	return SDX_OK;
}

const char *
sdx_settings_command_file(const sdx_settings *settings, size_t i)
{
	const struct aws_command *command = settings->command;

	return command != NULL && i < command->n_paths ? command->paths[i]
						       : NULL;
}
