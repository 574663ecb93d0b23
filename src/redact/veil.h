/* SPDX-License-Identifier: MIT */
/*
 * What a report must not show: values that were learnt, wherever they stand
 * in a text, and what can be told by its make (addresses of mail and of
 * computers, names in ARNs).  Placeholders are those of the redaction, and
 * no text changes its length, so that what points into it still does.
 */
#ifndef SDX_REDACT_VEIL_H
#define SDX_REDACT_VEIL_H

#include "buffer.h"
#include "redact/placeholder.h"
#include "samldx.h"

struct veil;

struct veil_origin {
	struct arena *arena;
	struct placeholders *placeholders;
	enum sdx_redaction level;
};

/* NULL: no memory. */
struct veil *veil_new(const struct veil_origin *);
/* For buffer.veil. */
struct buffer_veil *veil_of(struct veil *);

/* A word that reports use themselves: it tells nothing, and stays. */
void veil_spare(struct veil *, const char *text, size_t len);
/* A value that stays as a whole, and so do its words. */
void veil_keep(struct veil *, const char *text, size_t len);
/* A value to hide, but for its first KEPT bytes. */
void veil_learn(struct veil *, const char *text, size_t len, size_t kept);
/* The same; each of its words is hidden too, for it is a name. */
void veil_learn_name(struct veil *, const char *text, size_t len);
/* Everything was learnt. */
void veil_close(struct veil *);

#endif
