/* SPDX-License-Identifier: MIT */
/* A recipe's case, diagnosed as a user would have it diagnosed. */
#ifndef TESTS_UNIT_RECIPE_RUN_H
#define TESTS_UNIT_RECIPE_RUN_H

#include "idp.h"
#include "samldx.h"

struct recipe_run {
	struct idp_case made;
	sdx_settings *settings;
	sdx_evidence *evidence;
	sdx_report *report;
	enum sdx_status status;
};

/* The folder of the tests' keys. */
const char *recipe_keys(void);
/* A path below the top of the source tree; static memory. */
const char *recipe_path(const char *below);

/* false: the recipe cannot be followed; see run->made.error. */
bool recipe_run_file(struct recipe_run *, const char *path);
bool recipe_run_text(struct recipe_run *, const char *text);
/* The same with the message replaced by these octets. */
bool recipe_run_octets(
    struct recipe_run *, const char *text, const char *octets, size_t len);
/* Judge once more what run->made holds now. */
bool recipe_run_again(struct recipe_run *);
void recipe_run_end(struct recipe_run *);

#endif
