/* SPDX-License-Identifier: MIT */
#include "report/rotation.h"
#include "saml/datetime.h"
#include "json/json.h"

struct part {
	struct json_writer *w;
	const struct evidence *e;
	const struct rotation *r;
	const struct rotation_facts *facts;
	const struct rotation_plan *plan;
	bool is_signing;
};

static void
put_count(struct json_writer *w, const char *key, size_t n)
{
	json_key(w, key);
	json_put_integer(w, (int64_t)n);
}

static void
put_time(const struct part *p, const char *key, bool is_known, int64_t time)
{
	json_put_member(
	    p->w, key, is_known ? datetime_format(p->e->arena, time) : NULL);
}

static void
put_uses(const struct part *p, size_t holder)
{
	struct rotation_holder none = {0};
	const struct rotation_holder *h =
	    holder < p->facts->n_holders ? &p->facts->holders[holder] : &none;

	put_count(p->w, "captures", h->n);
	put_time(p, "first", h->n > 0, h->first);
	put_time(p, "last", h->n > 0, h->last);
}

static void
put_slot(const struct part *p, const struct rotation_slot *slot)
{
	bool is_known = slot->holder < p->facts->n_holders;

	json_begin_object(p->w);
	json_put_member(p->w, "key_id", slot->id);
	put_time(p, "added", slot->has_added, slot->added);
	json_put_member(p->w, "file",
	    is_known ? p->facts->holders[slot->holder].name : NULL);
	json_put_member(p->w, "because", is_known ? slot->because : NULL);
	put_uses(p, slot->holder);
	json_end_object(p->w);
}

static void
put_signer(const struct part *p, size_t i)
{
	const struct rotation_evidence *r = p->e->rotation;

	json_begin_object(p->w);
	json_put_member(p->w, "subject", r->signers[i]->subject);
	json_put_member(p->w, "fingerprint_sha256", r->signers[i]->fingerprint);
	json_key(p->w, "in_iam");
	json_put_bool(p->w, r->in_current[i]);
	json_key(p->w, "in_new");
	json_put_bool(p->w, r->in_new[i]);
	put_uses(p, i);
	json_end_object(p->w);
}

static void
put_keys(const struct part *p)
{
	json_key(p->w, "keys");
	json_begin_array(p->w);
	for (size_t i = 0; !p->is_signing && i < p->facts->n_slots; i++)
		put_slot(p, &p->facts->slots[i]);
	for (size_t i = 0; p->is_signing && i < p->facts->n_holders; i++)
		put_signer(p, i);
	json_end_array(p->w);
}

static void
put_files(const struct part *p)
{
	json_key(p->w, "files");
	json_begin_array(p->w);
	for (size_t i = 0; i < p->facts->n_holders; i++) {
		json_begin_object(p->w);
		json_put_member(p->w, "path", p->facts->holders[i].name);
		put_uses(p, i);
		json_end_object(p->w);
	}
	json_end_array(p->w);
}

static void
put_step(struct json_writer *w, const struct rotation_step *step)
{
	json_begin_object(w);
	json_put_member(w, "id", step->id);
	json_put_member(w, "text", step->text);
	json_put_member(w, "command", step->command);
	json_put_member(w, "wait", step->wait);
	json_put_member(w, "prove", step->prove);
	json_put_member(w, "breaks", step->breaks);
	json_put_member(w, "back", step->back);
	json_put_member(w, "back_command", step->back_command);
	json_end_object(w);
}

static void
put_plan(const struct part *p)
{
	size_t n = p->plan->n;

	json_key(p->w, "next");
	if (n > 0)
		put_step(p->w, &p->plan->steps[0]);
	else
		json_put_null(p->w);
	json_key(p->w, "plan");
	json_begin_array(p->w);
	for (size_t i = 0; p->e->settings->wants_plan && i < n; i++)
		put_step(p->w, &p->plan->steps[i]);
	json_end_array(p->w);
}

static void
put_part(const char *key, const struct part *p)
{
	const struct rotation *r = p->r;

	json_key(p->w, key);
	json_begin_object(p->w);
	json_put_member(p->w, "state", rotation_state_name(r->state));
	json_put_member(p->w, "unsettled", r->unsettled);
	put_keys(p);
	if (!p->is_signing) {
		put_files(p);
		put_count(p->w, "plain", r->n_plain);
	}
	put_count(p->w, "unknown", r->n_unknown);
	put_count(p->w, "by_new", r->n_new);
	put_count(p->w, "by_old_since", r->n_old_since);
	put_count(p->w, "since_old", r->n_since);
	put_time(p, "since", r->n_since > 0, r->since);
	put_plan(p);
	json_end_object(p->w);
}

void
json_put_rotation(struct json_writer *w, const struct evidence *e)
{
	const struct rotation_evidence *r = e->rotation;

	if (r == NULL || e->settings->question != SDX_QUESTION_ROTATION)
		return;
	json_key(w, "rotation");
	json_begin_object(w);
	json_put_member(w, "provider_arn", r->provider_arn);
	if (r->has_decryption)
		put_part("decryption",
		    &(struct part){w, e, r->decryption, &r->decryption_facts,
			&r->decryption_plan, false});
	if (r->signing != NULL)
		put_part(
		    "signing", &(struct part){w, e, r->signing,
				   &r->signing_facts, &r->signing_plan, true});
	json_end_object(w);
}
