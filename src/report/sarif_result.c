/* SPDX-License-Identifier: MIT */
/* A finding as a result of SARIF (3.27). */
#include <inttypes.h>
#include <string.h>

#include "report/sarif.h"

static bool
is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* RFC 3986: what is no "unreserved" character is percent-encoded. */
static const char *
file_uri(const struct text_report *t, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";
	struct buffer out = {0};

	buffer_puts(&out, name[0] == '/' ? "file://" : "");
	/* "//host" would name another machine. */
	while (name[0] == '/' && name[1] == '/')
		name++;
	for (; *name != '\0'; name++) {
		if (strchr(plain, *name) != NULL)
			buffer_putc(&out, *name);
		else
			buffer_printf(
			    &out, "%%%02X", (unsigned)(unsigned char)*name);
	}
	return plain_take(t, &out);
}

/* Lines of what was decoded are none of the file's. */
static void
put_region(struct json_writer *w, const struct place *place)
{
	if (place->line == 0 || is_given(place->document))
		return;
	json_key(w, "region");
	json_begin_object(w);
	json_key(w, "startLine");
	json_put_integer(w, (int64_t)place->line);
	if (place->column > 0) {
		json_key(w, "startColumn");
		json_put_integer(w, (int64_t)place->column);
	}
	json_end_object(w);
}

static void
put_file(struct json_writer *w, const struct text_report *t,
    const struct place *place)
{
	const struct evidence *e = t->report->evidence;

	if (place->input >= e->n_inputs)
		return;
	json_key(w, "physicalLocation");
	json_begin_object(w);
	json_key(w, "artifactLocation");
	json_begin_object(w);
	json_put_member(w, "uri", file_uri(t, e->inputs[place->input].name));
	json_end_object(w);
	put_region(w, place);
	json_end_object(w);
}

/* The place in the document: a path of elements, or of members of JSON. */
static void
put_pointer(
    struct json_writer *w, const struct text_report *t, const char *pointer)
{
	if (!is_given(pointer))
		return;
	json_key(w, "logicalLocations");
	json_begin_array(w);
	json_begin_object(w);
	sarif_put_value(w, "fullyQualifiedName", t, pointer);
	json_end_object(w);
	json_end_array(w);
}

static void
put_location(struct json_writer *w, const struct part *part,
    const struct text_report *t, const struct place *found)
{
	struct place in_file = plain_place(part, found), *place = &in_file;
	const char *words = text_place(t, place);

	json_begin_object(w);
	put_file(w, t, place);
	put_pointer(w, t, place->pointer);
	if (is_given(words))
		sarif_put_message(
		    w, "message", plain_string(t, plain_value, words));
	json_end_object(w);
}

/* The first place is where it is; the others help to understand it. */
static void
put_places(struct json_writer *w, const struct part *part,
    const struct text_report *t, const struct finding *f)
{
	struct place whole = {.input = text_main_input(part->report->evidence)};

	json_key(w, "locations");
	json_begin_array(w);
	put_location(w, part, t, f->n_places > 0 ? &f->places[0] : &whole);
	json_end_array(w);
	if (f->n_places < 2)
		return;
	json_key(w, "relatedLocations");
	json_begin_array(w);
	for (size_t i = 1; i < f->n_places; i++)
		put_location(w, part, t, &f->places[i]);
	json_end_array(w);
}

/* FNV-1a, 64 bits: it tells findings apart, it protects nothing. */
static uint64_t
mix(uint64_t hash, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
	return (hash ^ 0xff) * 0x100000001b3U;
}

static size_t
ordinal_of(const struct findings *findings, const struct finding *f)
{
	size_t n = 0;

	for (size_t i = 0; findings->items[i] != f; i++)
		n += findings->items[i]->check == f->check;
	return n;
}

/* Stays the same while the finding does, whatever its value is. */
static void
put_fingerprint(
    struct json_writer *w, const struct part *part, const struct finding *f)
{
	struct arena *arena = part->report->arena;
	uint64_t hash = mix(0xcbf29ce484222325U, f->check->id);

	if (part->entity != NULL)
		hash = mix(hash, part->entity->entity_id);
	if (f->n_places > 0)
		hash = mix(hash, f->places[0].pointer);
	hash = mix(hash,
	    arena_printf(arena, "%zu", ordinal_of(&part->report->findings, f)));
	json_key(w, "partialFingerprints");
	json_begin_object(w);
	json_put_member(
	    w, "samldx/v1", arena_printf(arena, "%016" PRIx64, hash));
	json_end_object(w);
}

/* Written as it stands: only where that is what can be shown. */
static bool
is_exact(const struct text_report *t, const struct fix_patch *patch)
{
	return is_given(patch->text) &&
	       strcmp(plain_string(t, plain_text, patch->text), patch->text) ==
		   0;
}

static void
put_position(struct json_writer *w, const char *key, size_t value)
{
	json_key(w, key);
	json_put_integer(w, (int64_t)value);
}

static void
put_replacement(struct json_writer *w, const struct fix_patch *patch)
{
	json_key(w, "replacements");
	json_begin_array(w);
	json_begin_object(w);
	json_key(w, "deletedRegion");
	json_begin_object(w);
	put_position(w, "startLine", patch->line);
	put_position(w, "startColumn", patch->column);
	put_position(w, "endLine", patch->end_line);
	put_position(w, "endColumn", patch->end_column);
	json_end_object(w);
	json_key(w, "insertedContent");
	json_begin_object(w);
	json_put_member(w, "text", patch->text);
	json_end_object(w);
	json_end_object(w);
	json_end_array(w);
}

static void
put_change(struct json_writer *w, const struct text_report *t,
    const struct place *place, const struct fix *fix)
{
	const struct input *inputs = t->report->evidence->inputs;

	json_begin_object(w);
	sarif_put_message(w, "description",
	    is_given(fix->text) ? plain_string(t, plain_text, fix->text) : "");
	json_key(w, "artifactChanges");
	json_begin_array(w);
	json_begin_object(w);
	json_key(w, "artifactLocation");
	json_begin_object(w);
	json_put_member(w, "uri", file_uri(t, inputs[place->input].name));
	json_end_object(w);
	put_replacement(w, &fix->patch);
	json_end_object(w);
	json_end_array(w);
	json_end_object(w);
}

/* Changes of files that can be made as they stand here. */
static void
put_changes(
    struct json_writer *w, const struct text_report *t, const struct finding *f)
{
	size_t n = 0;

	if (f->n_places == 0 ||
	    f->places[0].input >= t->report->evidence->n_inputs)
		return;
	for (size_t i = 0; i < f->n_fixes; i++) {
		if (!is_exact(t, &f->fixes[i].patch))
			continue;
		if (n++ == 0) {
			json_key(w, "fixes");
			json_begin_array(w);
		}
		put_change(w, t, &f->places[0], &f->fixes[i]);
	}
	if (n > 0)
		json_end_array(w);
}

static void
put_fixes(
    struct json_writer *w, const struct text_report *t, const struct finding *f)
{
	json_key(w, "fixes");
	json_begin_array(w);
	for (size_t i = 0; i < f->n_fixes; i++) {
		json_begin_object(w);
		json_put_member(w, "side", side_name(f->fixes[i].side));
		json_put_member(w, "idp", f->fixes[i].idp);
		sarif_put_value(w, "text", t, f->fixes[i].text);
		sarif_put_value(w, "command", t, f->fixes[i].command);
		if (is_given(f->fixes[i].diff)) {
			const char *diff =
			    plain_string(t, plain_text, f->fixes[i].diff);

			sarif_put_shown(w, "diff", diff, strlen(diff));
		}
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_properties(struct json_writer *w, const struct part *part,
    const struct text_report *t, const struct finding *f)
{
	const struct finding *cause = f->caused_by;

	json_key(w, "properties");
	json_begin_object(w);
	json_put_member(w, "grade", grade_name(f->grade));
	json_put_member(w, "stage", stage_name(f->check->stage));
	sarif_put_value(w, "found", t, f->found);
	sarif_put_value(w, "wanted", t, f->wanted);
	sarif_put_value(w, "why", t, f->why);
	json_put_member(w, "awsError", f->aws_error);
	json_put_member(w, "causedBy",
	    cause != NULL && !cause->is_muted ? cause->check->id : NULL);
	put_fixes(w, t, f);
	json_put_member(
	    w, "outcome", outcome_name(part->report->verdict.outcome));
	if (part->entity != NULL)
		sarif_put_value(w, "entity", t, part->entity->entity_id);
	json_end_object(w);
}

static const char *
text_of(const struct part *part, const struct text_report *t,
    const struct finding *f)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_finding(part, &inside, f);
	return plain_take(t, &text);
}

void
sarif_put_result(
    const struct part *part, const struct finding *f, struct buffer *out)
{
	struct json_writer w = {.out = out};
	struct text_report t = plain_of(part, out);

	json_begin_object(&w);
	json_put_member(&w, "ruleId", f->check->id);
	json_put_member(&w, "level", severity_name(f->severity));
	sarif_put_message(&w, "message", text_of(part, &t, f));
	put_places(&w, part, &t, f);
	put_fingerprint(&w, part, f);
	put_changes(&w, &t, f);
	put_properties(&w, part, &t, f);
	json_end_object(&w);
}
