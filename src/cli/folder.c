/* SPDX-License-Identifier: MIT */
/* A folder on the command line stands for the files in it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"

/* All of them are kept at once. */
#define FILES_MAX 10000

static bool
is_of_type(const char *path, mode_t type)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	       (st.st_mode & S_IFMT) == type;
}

/* A file more, whose path the options own. */
static enum sdx_status
add(struct options *options, const char *folder, const char *name,
    enum sdx_kind kind)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	struct given *files;
	char *path, **owned;

	files = realloc(
	    options->files, (options->n_files + 1) * sizeof *options->files);
	if (files == NULL)
		return SDX_FAULT;
	options->files = files;
	owned = realloc(
	    options->owned, (options->n_owned + 1) * sizeof *options->owned);
	if (owned == NULL)
		return SDX_FAULT;
	options->owned = owned;
	path = malloc(size);
	if (path == NULL)
		return SDX_FAULT;
	options->owned[options->n_owned++] = path;
	snprintf(path, size, "%s/%s", folder, name);
	if (is_of_type(path, S_IFREG))
		options_add_file(options, path, kind);
	return SDX_OK;
}

/* In the order of the names, hidden ones left out. */
static enum sdx_status
add_folder(struct options *options, const char *folder, enum sdx_kind kind)
{
	struct dirent **names;
	enum sdx_status status = SDX_OK;
	int n = scandir(folder, &names, NULL, alphasort);

	if (n < 0) {
		complain("%s: cannot be read: %s", folder, strerror(errno));
		return SDX_INPUT;
	}
	if (n > FILES_MAX) {
		complain("%s: holds %d files, and %d are the most; name a "
			 "folder of captures",
		    folder, n, FILES_MAX);
		status = SDX_FAULT;
	}
	for (int i = 0; i < n; i++) {
		if (status == SDX_OK && names[i]->d_name[0] != '.')
			status = add(options, folder, names[i]->d_name, kind);
		free(names[i]);
	}
	free(names);
	return status;
}

enum sdx_status
options_expand_folders(struct options *options)
{
	size_t n = options->n_files, kept = 0;
	struct given *given = options->files;
	enum sdx_status status = SDX_OK;

	options->files = NULL;
	options->n_files = 0;
	for (; kept < n && status == SDX_OK; kept++) {
		struct given *files;

		if (is_of_type(given[kept].path, S_IFDIR)) {
			status = add_folder(
			    options, given[kept].path, given[kept].kind);
			continue;
		}
		files = realloc(options->files,
		    (options->n_files + 1) * sizeof *options->files);
		if (files == NULL) {
			status = SDX_FAULT;
			break;
		}
		options->files = files;
		options_add_file(options, given[kept].path, given[kept].kind);
	}
	free(given);
	return status;
}
