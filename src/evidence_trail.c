/* SPDX-License-Identifier: MIT */
/* CloudTrail's events beside a capture: which of them is of this sign-in. */
#include <string.h>

#include "evidence_steps.h"

bool
evidence_add_trail(struct evidence *e, size_t input)
{
	const struct bytes *bytes = &e->inputs[input].bytes;
	size_t before = e->trail.n_events;

	if (!cloudtrail_read(
		e->arena, (const char *)bytes->data, bytes->len, &e->trail))
		return false;
	for (size_t i = before; i < e->trail.n_events; i++)
		e->trail.events[i].input = input;
	e->has_trail = true;
	return true;
}

/* The event with the assertion's ID; else the only one, or the last that
   failed. */
void
evidence_choose_event(struct evidence *e)
{
	const struct trail_event *failed = NULL;

	for (size_t i = 0; i < e->trail.n_events; i++) {
		const struct trail_event *event = &e->trail.events[i];

		if (e->assertion != NULL && event->assertion_id != NULL &&
		    e->assertion->id != NULL &&
		    strcmp(event->assertion_id, e->assertion->id) == 0) {
			e->event = event;
			e->is_event_of_assertion = true;
			return;
		}
		if (event->error_code != NULL)
			failed = event;
	}
	if (failed == NULL && e->trail.n_events > 0)
		failed = &e->trail.events[e->trail.n_events - 1];
	e->event = failed;
}
