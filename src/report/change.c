/* SPDX-License-Identifier: MIT */
#include "report/change.h"

#include <string.h>

#include "saml/datetime.h"
#include "json/json.h"

#define COLUMN 16

static const char *
uses_name(unsigned uses)
{
	switch (uses) {
	case KEY_SIGNS | KEY_ENCRYPTS:
		return "both";
	case KEY_SIGNS:
		return "signing";
	case KEY_ENCRYPTS:
		return "encryption";
	default:
		return "other";
	}
}

static void
write_line(const struct text_report *t, const char *label, const char *text)
{
	buffer_printf(t->layout.out, "  %-*s", COLUMN - 2, label);
	layout_wrap(&t->layout, COLUMN, COLUMN, text);
	buffer_putc(t->layout.out, '\n');
}

static const char *
entity_text(struct arena *arena, const struct entity_change *entity)
{
	if (entity->after == NULL)
		return arena_printf(
		    arena, "%s would be gone", entity->before->entity_id);
	if (entity->before == NULL)
		return arena_printf(
		    arena, "%s would be new", entity->after->entity_id);
	if (entity->is_renamed)
		return arena_printf(arena, "%s becomes %s",
		    entity->before->entity_id, entity->after->entity_id);
	return arena_printf(arena, "%s, as now", entity->after->entity_id);
}

static const struct key_entry *
present_entry(const struct key_change *key)
{
	return key->after.certificate != NULL ? &key->after : &key->before;
}

static const char *
key_text(struct arena *arena, const struct key_change *key)
{
	const struct key_entry *entry = present_entry(key);
	const struct certificate *c = entry->certificate;
	bool is_other_use = key->before.uses != key->after.uses &&
			    key->before.certificate != NULL &&
			    key->after.certificate != NULL;

	/* A key has a certificate before the change or behind it. */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	return arena_printf(arena, "%s, %s%s%s%s, until %s", c->subject,
	    uses_name(entry->uses), is_other_use ? " (now " : "",
	    is_other_use ? uses_name(key->before.uses) : "",
	    is_other_use ? ")" : "", datetime_format(arena, c->not_after));
}

/* Whole and on one line: it is copied, or compared. */
static void
write_fingerprint(
    const struct text_report *t, const char *lead, const char *fingerprint)
{
	buffer_printf(
	    t->layout.out, "%*s%sSHA-256 %s\n", COLUMN, "", lead, fingerprint);
}

static void
write_entity(const struct text_report *t, const struct entity_change *entity)
{
	struct arena *arena = t->report->arena;

	write_line(t, "entity", entity_text(arena, entity));
	for (size_t i = 0; i < entity->keys->n; i++) {
		const struct key_change *key = &entity->keys->items[i];

		write_line(t, key_fate_name(key->fate), key_text(arena, key));
		write_fingerprint(
		    t, "", present_entry(key)->certificate->fingerprint);
		if (key->fate == KEY_RENEWED)
			write_fingerprint(t, "the same key as in ",
			    key->before.certificate->fingerprint);
	}
	if (entity->keys->n_unreadable > 0)
		write_line(t, "left out",
		    arena_printf(arena, "%zu certificates that cannot be read",
			entity->keys->n_unreadable));
}

/* Would the response be let in, as far as Issuer and signature go? */
static const char *
answer_text(struct arena *arena, const struct metadata_answer *answer)
{
	if (!answer->knows_issuer)
		return "refused: the Issuer is another";
	if (!answer->holds)
		return "refused: its signature does not hold by these keys";
	return arena_printf(
	    arena, "holds, by the key of %s", answer->key->subject);
}

static void
write_answer(const struct text_report *t, const struct metadata_change *change)
{
	struct arena *arena = t->report->arena;

	write_line(t, "the response",
	    arena_printf(arena, "until the upload: %s",
		answer_text(arena, &change->before)));
	write_line(t, "",
	    arena_printf(arena, "from the upload on: %s",
		answer_text(arena, &change->after)));
}

static void
write_order(const struct text_report *t, const struct upload_order *order)
{
	if (order->n == 0)
		return;
	buffer_puts(t->layout.out, "\nthe order that locks nobody out\n");
	for (size_t i = 0; i < order->n; i++) {
		const struct upload_step *step = &order->steps[i];

		buffer_printf(t->layout.out, "  %zu. ", i + 1);
		layout_wrap(&t->layout, 5, 5, step->text);
		buffer_putc(t->layout.out, '\n');
		if (step->command != NULL)
			layout_command(&t->layout, 5, step->command);
	}
}

void
text_change(const struct text_report *t)
{
	const struct metadata_change *change = t->report->evidence->change;

	if (change == NULL || !change->is_compared)
		return;
	layout_paragraph(&t->layout, 0,
	    arena_printf(t->report->arena, "the upload against %s",
		text_name(t, change->input)));
	for (size_t i = 0; i < change->n_entities; i++)
		write_entity(t, &change->entities[i]);
	if (change->has_answer)
		write_answer(t, change);
	write_order(t, &change->order);
	buffer_putc(t->layout.out, '\n');
}

static void
put_entry(struct json_writer *w, struct arena *arena, const char *key,
    const struct key_entry *entry)
{
	const struct certificate *c = entry->certificate;

	json_key(w, key);
	if (c == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "use", uses_name(entry->uses));
	json_put_member(w, "subject", c->subject);
	json_put_member(w, "not_after", datetime_format(arena, c->not_after));
	json_put_member(w, "fingerprint_sha256", c->fingerprint);
	json_end_object(w);
}

static void
put_entity(struct json_writer *w, struct arena *arena,
    const struct entity_change *entity)
{
	json_begin_object(w);
	json_put_member(w, "before",
	    entity->before != NULL ? entity->before->entity_id : NULL);
	json_put_member(w, "after",
	    entity->after != NULL ? entity->after->entity_id : NULL);
	json_key(w, "keys");
	json_begin_array(w);
	for (size_t i = 0; i < entity->keys->n; i++) {
		const struct key_change *key = &entity->keys->items[i];

		json_begin_object(w);
		json_put_member(w, "fate", key_fate_name(key->fate));
		json_key(w, "lost");
		json_put_bool(w, key_change_is_lost(key));
		put_entry(w, arena, "before", &key->before);
		put_entry(w, arena, "after", &key->after);
		json_end_object(w);
	}
	json_end_array(w);
	json_key(w, "unreadable");
	json_put_integer(w, (int64_t)entity->keys->n_unreadable);
	json_end_object(w);
}

static void
put_answer(struct json_writer *w, const char *key,
    const struct metadata_answer *answer)
{
	json_key(w, key);
	json_begin_object(w);
	json_key(w, "issuer");
	json_put_bool(w, answer->knows_issuer);
	json_key(w, "signature");
	json_put_bool(w, answer->holds);
	json_put_member(w, "fingerprint_sha256",
	    answer->key != NULL ? answer->key->fingerprint : NULL);
	json_end_object(w);
}

static void
put_response(struct json_writer *w, const struct metadata_change *change)
{
	json_key(w, "response");
	if (!change->has_answer) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	put_answer(w, "before", &change->before);
	put_answer(w, "after", &change->after);
	json_end_object(w);
}

static void
put_steps(struct json_writer *w, const struct upload_order *order)
{
	json_key(w, "steps");
	json_begin_array(w);
	for (size_t i = 0; i < order->n; i++) {
		json_begin_object(w);
		json_put_member(w, "text", order->steps[i].text);
		json_put_member(w, "command", order->steps[i].command);
		json_end_object(w);
	}
	json_end_array(w);
}

void
json_put_change(struct json_writer *w, const struct evidence *e)
{
	const struct metadata_change *change = e->change;

	if (change == NULL)
		return;
	json_key(w, "change");
	if (!change->is_compared) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_key(w, "input");
	json_put_integer(w, (int64_t)change->input);
	json_key(w, "entities");
	json_begin_array(w);
	for (size_t i = 0; i < change->n_entities; i++)
		put_entity(w, e->arena, &change->entities[i]);
	json_end_array(w);
	put_response(w, change);
	put_steps(w, &change->order);
	json_end_object(w);
}
