/* SPDX-License-Identifier: MIT */
/* What lies beside the files under test. */
#include <stdlib.h>

#include "cli/each.h"

bool
scope_add(struct scope *scope, struct file *file, enum sdx_kind kind)
{
	struct beside *grown = realloc(
	    scope->beside, (scope->n_beside + 1) * sizeof *scope->beside);

	if (grown == NULL)
		return false;
	scope->beside = grown;
	scope->beside[scope->n_beside++] =
	    (struct beside){.file = *file, .kind = kind};
	*file = (struct file){0};
	return true;
}

static enum sdx_status
copy_one(const struct scope *scope, sdx_evidence *evidence)
{
	enum sdx_status status = SDX_OK;

	for (size_t i = 0; status == SDX_OK && i < scope->n_beside; i++) {
		const struct file *file = &scope->beside[i].file;

		status = sdx_evidence_add(evidence,
		    &(struct sdx_input){.name = file->name,
			.data = file->data,
			.len = file->len,
			.kind = scope->beside[i].kind,
			.is_readable_by_others = file->is_readable_by_others});
	}
	return status;
}

/* The nearest first: its provider is the one that counts. */
enum sdx_status
scope_copy(const struct scope *scope, sdx_evidence *evidence)
{
	enum sdx_status status = SDX_OK;

	for (; status == SDX_OK && scope != NULL; scope = scope->parent)
		status = copy_one(scope, evidence);
	return status;
}

enum sdx_status
scope_seal(struct scope *scope, const sdx_settings *settings)
{
	sdx_evidence *evidence;
	enum sdx_status status;

	if (scope->sealed != NULL)
		return SDX_OK;
	evidence = sdx_evidence_new(settings);
	if (evidence == NULL)
		return SDX_FAULT;
	status = scope_copy(scope, evidence);
	if (status == SDX_OK)
		status = sdx_evidence_seal(evidence);
	if (status != SDX_OK) {
		sdx_evidence_free(evidence);
		return SDX_FAULT;
	}
	scope->sealed = evidence;
	return SDX_OK;
}

void
scope_use(struct scope *scope)
{
	for (; scope != NULL; scope = scope->parent)
		scope->n_users++;
}

void
scope_clear(struct scope *scope)
{
	sdx_evidence_free(scope->sealed);
	scope->sealed = NULL;
	while (scope->n_beside > 0)
		file_free(&scope->beside[--scope->n_beside].file);
	free(scope->beside);
	scope->beside = NULL;
}

void
scope_release(struct scope *scope)
{
	for (; scope != NULL; scope = scope->parent) {
		if (--scope->n_users == 0)
			scope_clear(scope);
	}
}
