/* SPDX-License-Identifier: MIT */
#include "aws/upload_order.h"

#include "shell_word.h"

static void
step(struct upload_order *order, const char *text, const char *command)
{
	if (order->n == UPLOAD_STEPS_MAX)
		return;
	order->steps[order->n].text = text;
	order->steps[order->n].command = command;
	order->n++;
}

static const char *
upload(struct arena *arena, const struct upload_facts *facts, const char *file)
{
	return arena_printf(arena,
	    "aws iam update-saml-provider --saml-provider-arn %s "
	    "--saml-metadata-document file://%s",
	    facts->provider_arn, shell_word(arena, file));
}

/* One name at a time: a second provider stands beside the first. */
static void
rename_order(struct arena *arena, const struct upload_facts *facts,
    struct upload_order *order)
{
	step(order,
	    "Make a second provider of the new metadata, and leave the first "
	    "as it is.",
	    arena_printf(arena,
		"aws iam create-saml-provider --name NEW-NAME "
		"--saml-metadata-document file://%s",
		shell_word(arena, facts->metadata)));
	step(order,
	    "Allow the new provider in the trust policy of each role, beside "
	    "the first.",
	    NULL);
	step(order,
	    "Let the identity provider send the new provider's ARN in the "
	    "Role attribute, together with the new Issuer.",
	    NULL);
	step(order,
	    "Capture a sign-in and judge it with the new metadata. When all "
	    "is well, delete the first provider.",
	    arena_printf(arena, "samldx check login.har %s",
		shell_word(arena, facts->metadata)));
}

/* From one key to the next, with a time in which IAM knows both. */
static void
exchange_order(struct arena *arena, const struct upload_facts *facts,
    struct upload_order *order)
{
	step(order,
	    arena_printf(arena,
		"Upload metadata that holds the old keys and the new ones: "
		"let the identity provider publish both, or copy the "
		"KeyDescriptor of each key that would go from %s into a copy "
		"of %s.",
		facts->current, facts->metadata),
	    upload(arena, facts, "both.xml"));
	step(order, "Let the identity provider sign with the new key.", NULL);
	step(order,
	    "Capture a sign-in, and see that the new metadata alone verifies "
	    "it.",
	    arena_printf(arena,
		"samldx metadata %s --current %s --capture "
		"login.har",
		shell_word(arena, facts->metadata),
		shell_word(arena, facts->current)));
	step(order, "Upload the new metadata, which lacks the old keys.",
	    upload(arena, facts, facts->metadata));
}

/* Keys go and none comes. */
static void
removal_order(struct arena *arena, const struct upload_facts *facts,
    struct upload_order *order)
{
	step(order,
	    "Capture a sign-in, and see that the new metadata verifies it.",
	    arena_printf(arena,
		"samldx metadata %s --current %s --capture "
		"login.har",
		shell_word(arena, facts->metadata),
		shell_word(arena, facts->current)));
	step(order, "Upload the new metadata.",
	    upload(arena, facts, facts->metadata));
}

struct upload_order
upload_order_of(struct arena *arena, const struct upload_facts *facts)
{
	struct upload_order order = {.n = 0};

	if (facts->is_renamed)
		rename_order(arena, facts, &order);
	else if (facts->is_proved_safe || !facts->loses_keys)
		return order;
	else if (facts->has_new_keys)
		exchange_order(arena, facts, &order);
	else
		removal_order(arena, facts, &order);
	return order;
}
