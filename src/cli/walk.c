/* SPDX-License-Identifier: MIT */
/* Files and folders of the command line, as a list of files. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/each.h"

#define DEPTH_MAX 64 /* folders in folders */
/* Names in all folders: a whole disk is nobody's case. */
#define NAMES_MAX ((size_t)100000)

/* Where in a walk a folder stands. */
struct place {
	struct walk *walk;
	struct scope *scope;
	enum sdx_kind kind;
	bool is_beside; /* what lies in it lies beside everything */
	size_t depth;
};

struct names {
	char **items;
	size_t n;
};

bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* PATH is taken over.  false: no memory. */
static bool
add_item(struct walk *walk, char *path, const struct item *like)
{
	struct item *grown = walk->items;
	size_t size = walk->size;

	if (path != NULL && walk->n == size) {
		size = size * 2 + 64;
		grown = realloc(walk->items, size * sizeof *walk->items);
	}
	if (path == NULL || grown == NULL) {
		free(path);
		return false;
	}
	walk->items = grown;
	walk->size = size;
	walk->items[walk->n] = *like;
	walk->items[walk->n++].path = path;
	return true;
}

/* FOLDER/NAME; the caller frees it.  NULL: no memory. */
static char *
join(const char *folder, const char *name)
{
	size_t len = strlen(folder);
	size_t size = len + strlen(name) + 2;
	char *path = malloc(size);

	while (len > 1 && folder[len - 1] == '/')
		len--;
	if (path != NULL)
		snprintf(path, size, "%.*s%s%s", (int)len, folder,
		    folder[len - 1] == '/' ? "" : "/", name);
	return path;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
names_add(struct names *names, const char *name)
{
	char **grown =
	    realloc(names->items, (names->n + 1) * sizeof *names->items);
	char *copy = strdup(name);

	if (grown != NULL)
		names->items = grown;
	if (grown == NULL || copy == NULL) {
		free(copy);
		return false;
	}
	names->items[names->n++] = copy;
	return true;
}

static void
names_free(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->items[i]);
	free(names->items);
}

/* NULL with errno 0: there is no other. */
static const struct dirent *
next_entry(DIR *dir)
{
	errno = 0;
	return readdir(dir);
}

/* One name more of all folders, a hidden one too. */
static enum sdx_status
count_name(struct walk *walk, const char *folder)
{
	if (walk->n_names++ < NAMES_MAX)
		return SDX_OK;
	complain("%s: the folders hold more than %zu names, and none of them "
		 "was judged; name the folders that the captures lie in",
	    folder, NAMES_MAX);
	walk->is_too_much = true;
	return SDX_FAULT;
}

/* In order of their bytes, whatever the locale; without hidden ones. */
static enum sdx_status
read_names(struct walk *walk, const char *folder, struct names *names)
{
	DIR *dir = opendir(folder);
	enum sdx_status status = SDX_OK;
	const struct dirent *entry;

	if (dir == NULL) {
		complain("%s: %s", folder, strerror(errno));
		return SDX_INPUT;
	}
	while (status == SDX_OK && (entry = next_entry(dir)) != NULL) {
		status = count_name(walk, folder);
		if (status == SDX_OK && entry->d_name[0] != '.' &&
		    !names_add(names, entry->d_name))
			status = SDX_FAULT;
	}
	if (status == SDX_OK && errno != 0) {
		complain("%s: %s", folder, strerror(errno));
		status = SDX_INPUT;
	}
	closedir(dir);
	if (names->n > 0)
		qsort(names->items, names->n, sizeof *names->items, by_name);
	return status;
}

/*
 * The files of /proc and /sys are the system talking: one of them may never
 * end, and none is a capture.
 */
static void
find_system(struct walk *walk)
{
	static const char *const roots[WALK_SYSTEM_MAX] = {"/proc", "/sys"};
	struct stat root, top;

	if (stat("/", &top) != 0)
		return;
	for (size_t i = 0; i < WALK_SYSTEM_MAX; i++) {
		if (stat(roots[i], &root) == 0 && root.st_dev != top.st_dev)
			walk->system[walk->n_system++] = root.st_dev;
	}
}

static bool
is_of_system(const struct walk *walk, const struct stat *st)
{
	for (size_t i = 0; i < walk->n_system; i++) {
		if (walk->system[i] == st->st_dev)
			return true;
	}
	return false;
}

/* No file, or a link that leads to none; what else ails it is told later. */
static bool
is_passed_by(const struct walk *walk, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == ENOENT || errno == ELOOP;
	return !S_ISREG(st.st_mode) || is_of_system(walk, &st);
}

/* A link to a file is followed, one to a folder is not: it may lead back. */
static enum sdx_status
add_files(const char *folder, const struct names *names, struct place place)
{
	struct item like = {
	    .kind = place.kind, .scope = place.scope, .is_walked = true};

	for (size_t i = 0; i < names->n; i++) {
		char *path = join(folder, names->items[i]);

		if (path != NULL && is_passed_by(place.walk, path)) {
			free(path);
			continue;
		}
		if (!add_item(place.walk, path, &like))
			return SDX_FAULT;
	}
	return SDX_OK;
}

static struct scope *
scope_under(struct walk *walk, struct scope *parent)
{
	struct scope *scope = calloc(1, sizeof *scope);

	if (scope == NULL)
		return NULL;
	scope->parent = parent;
	scope->next = walk->scopes;
	walk->scopes = scope;
	return scope;
}

static enum sdx_status walk_folder(const char *folder, struct place);

static enum sdx_status
walk_inner(const char *folder, const struct names *names, struct place place)
{
	enum sdx_status status = SDX_OK;
	struct stat st;

	for (size_t i = 0; status == SDX_OK && i < names->n; i++) {
		char *path = join(folder, names->items[i]);

		if (path == NULL)
			status = SDX_FAULT;
		else if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
			 !is_of_system(place.walk, &st))
			status = walk_folder(path, place);
		free(path);
	}
	return status;
}

/* Its files first: they lie beside those of the folders in it. */
static enum sdx_status
walk_folder(const char *folder, struct place place)
{
	struct names names = {0};
	enum sdx_status status;

	if (place.depth++ == DEPTH_MAX) {
		complain("%s: lies too deep in folders", folder);
		place.walk->has_unreadable = true;
		return SDX_OK;
	}
	if (!place.is_beside)
		place.scope = scope_under(place.walk, place.scope);
	status = place.scope == NULL ? SDX_FAULT
				     : read_names(place.walk, folder, &names);
	if (status == SDX_OK)
		status = add_files(folder, &names, place);
	if (status == SDX_OK)
		status = walk_inner(folder, &names, place);
	names_free(&names);
	if (status != SDX_INPUT)
		return status;
	place.walk->has_unreadable = true;
	return SDX_OK;
}

/* A folder that was named. */
static enum sdx_status
walk_named(const char *folder, struct place place)
{
	struct stat st;

	if (stat(folder, &st) != 0 || !is_of_system(place.walk, &st))
		return walk_folder(folder, place);
	complain("%s: holds the system's own files, and no captures", folder);
	place.walk->has_unreadable = true;
	return SDX_OK;
}

enum sdx_status
walk_files(struct walk *walk, const struct options *options, unsigned subjects)
{
	enum sdx_status status = SDX_OK;

	find_system(walk);
	for (size_t i = 0; status == SDX_OK && i < options->n_files; i++) {
		const struct given *given = &options->files[i];
		struct item like = {.kind = given->kind, .scope = &walk->top};
		struct place place = {.walk = walk,
		    .scope = &walk->top,
		    .kind = given->kind,
		    .is_beside = (subjects & 1U << given->kind) == 0};

		if (is_folder(given->path))
			status = walk_named(given->path, place);
		else if (!add_item(walk, strdup(given->path), &like))
			status = SDX_FAULT;
	}
	if (status == SDX_FAULT && !walk->is_too_much)
		complain("no memory");
	return status;
}

void
walk_free(struct walk *walk)
{
	while (walk->scopes != NULL) {
		struct scope *scope = walk->scopes;

		walk->scopes = scope->next;
		scope_clear(scope);
		free(scope);
	}
	scope_clear(&walk->top);
	for (size_t i = 0; i < walk->n; i++) {
		file_free(&walk->items[i].file);
		free(walk->items[i].path);
	}
	free(walk->items);
}
