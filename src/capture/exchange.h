/* SPDX-License-Identifier: MIT */
/*
 * One request and its answer, out of whatever recorded them, and the
 * messages that they carry.
 */
#ifndef SDX_CAPTURE_EXCHANGE_H
#define SDX_CAPTURE_EXCHANGE_H

#include "capture/capture.h"

struct exchange {
	size_t number; /* from 1 */
	size_t line;   /* in the file, from 1; 0 unknown */
	const char *method, *url;
	struct bytes body;    /* of the request; data NULL: none */
	int status;	      /* 0: no answer is there */
	const char *date;     /* the answer's Date header; NULL */
	struct bytes answer;  /* its body; data NULL: none */
	const char *location; /* NULL: none */
	bool has_time;	      /* a time that the recorder wrote itself */
	int64_t time;
};

/* Add what it carries to the capture.  false: no memory. */
bool exchange_add(struct arena *, struct capture *, const struct exchange *);
/* All are added: forget pages whose form was sent, and number the rest. */
bool exchange_end(struct arena *, struct capture *, size_t n_exchanges);

#endif
