/* SPDX-License-Identifier: MIT */
/*
 * Handing over: the finished bytes and what is done to them (octets.c), and
 * the files that lie beside the message (beside.c).
 */
#ifndef TESTS_IDP_BESIDE_H
#define TESTS_IDP_BESIDE_H

#include "recipe.h"

/* Verbs. */
bool recipe_replace(struct recipe *, char *rest);
bool recipe_reindent(struct recipe *, char *rest);
bool recipe_crlf(struct recipe *, char *rest);
bool recipe_double_utf8(struct recipe *, char *rest);
bool recipe_bom(struct recipe *, char *rest);
bool recipe_truncate(struct recipe *, char *rest);
bool recipe_append_bytes(struct recipe *, char *rest);
bool recipe_prepend_bytes(struct recipe *, char *rest);
bool recipe_as(struct recipe *, char *rest);
bool recipe_har(struct recipe *, char *rest);
bool recipe_request(struct recipe *, char *rest);
bool recipe_form(struct recipe *, char *rest);
bool recipe_input(struct recipe *, char *rest);
bool recipe_give(struct recipe *, char *rest);
bool recipe_policy(struct recipe *, char *rest);
/* captures.c */
bool recipe_issued(struct recipe *, char *rest);
bool recipe_capture(struct recipe *, char *rest);

/* A verb that sets an option of the command (command.c); false: none. */
bool recipe_setting(struct recipe *, const char *verb, const char *rest);
void recipe_free_settings(struct idp_case *);

/* Seal, serialise, and put everything among the case's inputs. */
bool recipe_hand_over(struct recipe *);

/* r->octets from the document, where not done yet. */
bool recipe_finish(struct recipe *);
/* The message in its form, malloc'ed. */
char *recipe_form_text(struct recipe *, size_t *len);
/* Takes ownership of DATA. */
bool recipe_add_input(
    struct recipe *, const char *name, char *data, size_t len);

#endif
