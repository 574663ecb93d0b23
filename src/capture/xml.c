/* SPDX-License-Identifier: MIT */
/* The decoded message itself, its octets passed on as they are. */
#include <string.h>

#include "capture/capture.h"
#include "capture/root.h"

static enum capture_claim
recognise(struct bytes bytes)
{
	return root_is_xml(bytes) &&
		       capture_burp.recognise(bytes) == CLAIM_NO &&
		       capture_page.recognise(bytes) == CLAIM_NO
		   ? CLAIM_YES
		   : CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	const char **repair;

	if (message == NULL)
		return false;
	message->where = "";
	message->detail = "";
	message->xml = bytes;
	if (bytes.len < 3 || memcmp(bytes.data, "\xef\xbb\xbf", 3) != 0)
		return true;
	repair = arena_push(
	    arena, &message->repairs, &message->n_repairs, sizeof *repair);
	if (repair == NULL)
		return false;
	*repair = "The file begins with a byte order mark, which was passed "
		  "over";
	return true;
}

const struct capture_form capture_xml = {"xml", recognise, extract, false};
