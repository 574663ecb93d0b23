/* SPDX-License-Identifier: MIT */
/* The page that makes the browser post the response, saved as a file. */
#include <string.h>

#include "capture/capture.h"
#include "capture/html.h"
#include "capture/root.h"
#include "capture/stranger.h"

static enum capture_claim
recognise(struct bytes bytes)
{
	return root_is_html(bytes) &&
		       memmem(bytes.data, bytes.len, "SAMLRe", 6) != NULL
		   ? CLAIM_YES
		   : CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message;
	struct html_form form = {0};

	if (!html_read_form(arena, (const char *)bytes.data, bytes.len, &form))
		return false;
	if (form.value == NULL) {
		const struct stranger *page =
		    stranger_page(bytes.data, bytes.len);

		capture->looks_like = page->looks_like;
		capture->advice = page->advice;
		return true;
	}
	message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	if (message == NULL)
		return false;
	message->where = "form of the page";
	message->parameter = form.parameter;
	message->binding = "HTTP-POST";
	message->endpoint = capture_address(arena, form.action);
	message->relay_state = form.relay_state;
	return capture_decode_base64(
	    arena, form.value, strlen(form.value), message);
}

const struct capture_form capture_page = {"html", recognise, extract, false};
