/* SPDX-License-Identifier: MIT */
#include "aws/provider_update.h"

#include <string.h>

#define LAST_KEY                                                            \
	"the last key is to go and the mode to become Allowed in one "      \
	"request; whether IAM looks at the mode as it was, or as it is to " \
	"be, is not documented"

static void
refuse(struct provider_answer *answer, const char *id)
{
	if (answer->n_refusals < PROVIDER_REFUSALS_MAX)
		answer->refusals[answer->n_refusals++] = id;
}

static void
leave_open(struct provider_answer *answer, const char *id)
{
	if (answer->n_open < PROVIDER_REFUSALS_MAX)
		answer->open[answer->n_open++] = id;
}

static size_t
position(const struct provider_state *state, const char *key)
{
	size_t i = 0;

	while (i < state->n_keys &&
	       (state->keys[i] == NULL || strcmp(state->keys[i], key) != 0))
		i++;
	return i;
}

/* What is wrong with the request whatever the provider is like. */
static void
judge_request(
    const struct provider_request *request, struct provider_answer *answer)
{
	if (request->adds_key && request->removes != NULL)
		refuse(answer, "add-and-remove-key");
	if (!request->creates && !request->has_metadata &&
	    request->mode == MODE_UNKNOWN && !request->adds_key &&
	    request->removes == NULL)
		refuse(answer, "no-updates");
	if (request->has_metadata &&
	    request->metadata == UPLOAD_METADATA_REFUSED)
		refuse(answer, "metadata-unparsable");
	if (!request->adds_key)
		return;
	if (request->key == UPLOAD_KEY_ENCRYPTED)
		refuse(answer, "private-key-encrypted");
	else if (request->key == UPLOAD_KEY_FORMAT)
		refuse(answer, "private-key-format");
	else if (request->key == UPLOAD_KEY_INVALID)
		refuse(answer, "private-key-invalid");
}

/* A removal of a key that is there. */
static void
judge_removal(const struct provider_state *state,
    const struct provider_request *request, struct provider_answer *answer)
{
	bool is_last = state->n_keys == 1 && !request->adds_key;

	if (!is_last)
		return;
	if (state->mode == MODE_REQUIRED && request->mode == MODE_ALLOWED) {
		answer->doubt = LAST_KEY;
	} else if (state->mode == MODE_REQUIRED) {
		refuse(answer, "key-removal-failed");
	} else if (request->mode == MODE_REQUIRED) {
		/* One of the two: which is looked at first is not known. */
		refuse(answer, "key-removal-failed");
		refuse(answer, "mode-required-without-key");
	}
}

static void
judge_state(const struct provider_state *state,
    const struct provider_request *request, struct provider_answer *answer)
{
	if (request->adds_key && state->n_keys >= PROVIDER_KEYS_MAX)
		refuse(answer, "private-key-limit");
	if (request->removes != NULL) {
		if (position(state, request->removes) == state->n_keys)
			refuse(answer, "key-id-mismatch");
		else
			judge_removal(state, request, answer);
	}
	if (request->mode == MODE_REQUIRED && state->n_keys == 0 &&
	    !request->adds_key)
		refuse(answer, "mode-required-without-key");
}

/* What the state would decide. */
static void
list_open(
    const struct provider_request *request, struct provider_answer *answer)
{
	if (request->adds_key)
		leave_open(answer, "private-key-limit");
	if (request->removes != NULL) {
		leave_open(answer, "key-id-mismatch");
		leave_open(answer, "key-removal-failed");
	}
	if (request->mode == MODE_REQUIRED && !request->adds_key)
		leave_open(answer, "mode-required-without-key");
}

static void
apply(struct provider_state *state, const struct provider_request *request)
{
	if (request->mode != MODE_UNKNOWN)
		state->mode = request->mode;
	if (request->removes != NULL) {
		size_t i = position(state, request->removes);

		if (i < state->n_keys) {
			for (; i + 1 < state->n_keys; i++)
				state->keys[i] = state->keys[i + 1];
			state->n_keys--;
		}
	}
	if (request->adds_key && state->n_keys < PROVIDER_KEYS_MAX)
		state->keys[state->n_keys++] = request->new_key_id;
}

struct provider_answer
provider_predict(
    const struct provider_state *state, const struct provider_request *request)
{
	struct provider_answer answer = {.after = *state};
	struct provider_state none = {.is_known = true};

	if (request->creates) {
		state = &none;
		answer.after = none;
	}
	judge_request(request, &answer);
	if (state->is_known)
		judge_state(state, request, &answer);
	else
		list_open(request, &answer);
	if (answer.n_refusals == 0 && answer.n_open == 0)
		apply(&answer.after, request);
	return answer;
}

bool
provider_refuses(const struct provider_answer *answer, const char *id)
{
	for (size_t i = 0; i < answer->n_refusals; i++) {
		if (strcmp(answer->refusals[i], id) == 0)
			return true;
	}
	return false;
}

bool
provider_leaves_open(const struct provider_answer *answer, const char *id)
{
	for (size_t i = 0; i < answer->n_open; i++) {
		if (strcmp(answer->open[i], id) == 0)
			return true;
	}
	return false;
}

struct provider_state
provider_state_of(const struct aws_provider *provider)
{
	struct provider_state state = {0};

	if (provider == NULL)
		return state;
	state.is_known = true;
	state.mode = provider->mode;
	for (size_t i = 0; i < provider->n_keys && i < PROVIDER_KEYS_MAX; i++)
		state.keys[state.n_keys++] = provider->keys[i].key_id;
	return state;
}
