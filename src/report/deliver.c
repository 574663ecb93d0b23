/* SPDX-License-Identifier: MIT */
#include "report/deliver.h"

#include "report/report.h"

const struct sdx_style plain_style = {.width = 80};

bool
report_lacks_memory(const struct sdx_report *report)
{
	return arena_has_failed(report->arena) ||
	       arena_has_failed(report->evidence->arena);
}

enum sdx_status
deliver(struct buffer *buf, sdx_sink_fn *sink, void *user)
{
	bool is_done = !buf->has_failed &&
		       (buf->len == 0 || sink(buf->data, buf->len, user));

	buffer_free(buf);
	return is_done ? SDX_OK : SDX_FAULT;
}
