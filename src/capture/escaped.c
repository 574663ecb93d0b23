/* SPDX-License-Identifier: MIT */
/* XML whose angle brackets a page or a chat has escaped: &lt;samlp:Response */
#include <string.h>

#include "capture/capture.h"
#include "capture/html.h"
#include "capture/root.h"

static const char *const starts[] = {"&lt;", "&#60;", "&#x3c;", "&#x3C;"};

static enum capture_claim
recognise(struct bytes bytes)
{
	size_t at = root_start(bytes);

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t len = strlen(starts[i]);

		if (bytes.len - at > len &&
		    memcmp(bytes.data + at, starts[i], len) == 0)
			return CLAIM_YES;
	}
	return CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	const char **repair, *text;

	if (message == NULL)
		return false;
	message->where = message->detail = "";
	text = html_resolve(
	    arena, (const char *)bytes.data, bytes.len, &message->xml.len);
	repair = arena_push(
	    arena, &message->repairs, &message->n_repairs, sizeof *repair);
	if (text == NULL || repair == NULL)
		return false;
	message->xml.data = (const uint8_t *)text;
	*repair = "The angle brackets were escaped (&lt;), and were resolved";
	return true;
}

const struct capture_form capture_escaped = {
    "escaped-xml", recognise, extract, false};
