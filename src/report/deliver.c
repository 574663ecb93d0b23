/* SPDX-License-Identifier: MIT */
#include "report/deliver.h"

const struct sdx_style plain_style = {.width = 80};

enum sdx_status
deliver(struct buffer *buf, sdx_sink_fn *sink, void *user)
{
	bool is_done = !buf->has_failed &&
		       (buf->len == 0 || sink(buf->data, buf->len, user));

	buffer_free(buf);
	return is_done ? SDX_OK : SDX_FAULT;
}
