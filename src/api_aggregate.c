/* SPDX-License-Identifier: MIT */
/* The metadata of a federation, piece by piece. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "capture/root.h"
#include "report/report.h"
#include "saml/aggregate.h"
#include "samldx.h"

struct sdx_aggregate {
	struct aggregate *inside;
	struct xml_refusal refusal;
	char trouble[256];
};

sdx_cache *
sdx_cache_new(void)
{
	sdx_cache *cache = calloc(1, sizeof *cache);

	if (cache == NULL)
		return NULL;
	cache->certificates = certificate_cache_new();
	cache->schemas = schema_cache_new();
	if (cache->certificates != NULL && cache->schemas != NULL)
		return cache;
	sdx_cache_free(cache);
	return NULL;
}

void
sdx_cache_free(sdx_cache *cache)
{
	if (cache == NULL)
		return;
	certificate_cache_free(cache->certificates);
	schema_cache_free(cache->schemas);
	free(cache);
}

bool
sdx_is_aggregate(const void *head, size_t len)
{
	static const char name[] = "EntitiesDescriptor";
	size_t n = 0;
	const char *found = root_name((struct bytes){head, len}, &n);

	return found != NULL && n == sizeof name - 1 &&
	       memcmp(found, name, n) == 0;
}

sdx_aggregate *
sdx_aggregate_new(void)
{
	sdx_aggregate *aggregate = calloc(1, sizeof *aggregate);

	if (aggregate == NULL)
		return NULL;
	aggregate->inside = aggregate_new();
	if (aggregate->inside != NULL)
		return aggregate;
	free(aggregate);
	return NULL;
}

void
sdx_aggregate_free(sdx_aggregate *aggregate)
{
	if (aggregate == NULL)
		return;
	aggregate_free(aggregate->inside);
	free(aggregate);
}

size_t
sdx_aggregate_feed(sdx_aggregate *aggregate, const void *data, size_t len,
    struct sdx_entity *entity, bool *has_entity)
{
	struct aggregate_part part;
	size_t taken =
	    aggregate_feed(aggregate->inside, data, len, &part, has_entity);

	if (*has_entity)
		*entity = (struct sdx_entity){
		    .entity_id = part.entity_id,
		    .data = part.octets,
		    .len = part.len,
		    .number = part.number,
		    .line = part.line,
		};
	return taken;
}

enum sdx_status
sdx_aggregate_end(sdx_aggregate *aggregate, const char **trouble)
{
	struct xml_refusal *refusal = &aggregate->refusal;

	*trouble = "";
	if (aggregate_end(aggregate->inside, refusal))
		return SDX_OK;
	if (refusal->fault == XML_FAULT_MEMORY)
		return SDX_FAULT;
	if (refusal->line > 0)
		snprintf(aggregate->trouble, sizeof aggregate->trouble,
		    "line %zu: %s", refusal->line, refusal->detail);
	else
		snprintf(aggregate->trouble, sizeof aggregate->trouble, "%s",
		    refusal->detail);
	*trouble = aggregate->trouble;
	return SDX_INPUT;
}

enum sdx_status
sdx_report_write_entity(const sdx_report *report,
    const struct sdx_entity *entity, enum sdx_format format, sdx_sink_fn *sink,
    void *user)
{
	struct buffer buf = {0};
	bool is_done;

	if (!format_is_general(format))
		return SDX_USAGE;
	if (format == SDX_FORMAT_TEXT)
		text_entity(report, entity, &buf);
	else
		json_entity(report, entity, &buf);
	if (format == SDX_FORMAT_TEXT)
		render_guard(&buf, 0);
	is_done = !buf.has_failed && sink(buf.data, buf.len, user);
	buffer_free(&buf);
	return is_done ? SDX_OK : SDX_FAULT;
}
