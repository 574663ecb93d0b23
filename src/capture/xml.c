/* SPDX-License-Identifier: MIT */
/* The decoded message itself. */
#include "capture/capture.h"
#include "capture/root.h"

static enum capture_claim
recognise(struct bytes bytes)
{
	return root_is_xml(bytes) ? CLAIM_YES : CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);

	if (message == NULL)
		return false;
	message->where = "";
	message->detail = "";
	message->xml = bytes;
	return true;
}

const struct capture_form capture_xml = {"xml", recognise, extract};
