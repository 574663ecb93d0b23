/* SPDX-License-Identifier: MIT */
/* Verbs of a recipe that take a sealed message apart and forge another. */
#ifndef TESTS_IDP_FORGE_H
#define TESTS_IDP_FORGE_H

#include "recipe.h"

bool recipe_keep(struct recipe *, char *rest);
bool recipe_put(struct recipe *, char *rest);
bool recipe_rewrite(struct recipe *, char *rest);
bool recipe_resign(struct recipe *, char *rest);
bool recipe_seal_text(struct recipe *, char *rest);
void recipe_free_clips(struct recipe *);

#endif
