/* SPDX-License-Identifier: MIT */
/*
 * The command under test, and what it would hand to AWS: metadata, a private
 * key, a trust policy, a response.  Each goes where it would go by itself.
 */
#include <string.h>

#include "aws/command.h"
#include "evidence_steps.h"

#define FOR(question) (1U << (question))

/* The input that holds a file's octets; n_inputs: there is none. */
static size_t
find_input(const struct evidence *e, const char *path)
{
	size_t i = 0;

	while (i < e->n_inputs && (e->inputs[i].kind != SDX_KIND_PARAMETER ||
				      strcmp(e->inputs[i].name, path) != 0))
		i++;
	return i;
}

static const char *
find_file(const char *path, size_t *len, void *user)
{
	const struct evidence *e = user;
	size_t i = find_input(e, path);

	if (i == e->n_inputs)
		return NULL;
	*len = e->inputs[i].bytes.len;
	return (const char *)e->inputs[i].bytes.data;
}

static struct input *
add_input(struct evidence *e, const char *name, const char *text, size_t len)
{
	struct input *in =
	    arena_push(e->arena, &e->inputs, &e->n_inputs, sizeof *in);

	if (in == NULL)
		return NULL;
	in->name = name;
	in->bytes.data = (const uint8_t *)(text != NULL ? text : "");
	in->bytes.len = len;
	in->kind = SDX_KIND_PARAMETER;
	in->form = "parameter";
	return in;
}

/* Every document of the command is an input, so that places can name it. */
static bool
bind_inputs(struct evidence *e, struct aws_command *c)
{
	for (size_t i = 0; i < c->n_values; i++) {
		struct command_value *value = &c->values[i];
		const char *name = value->model->option;

		if (!value->model->is_document || value->text == NULL)
			continue;
		value->has_input = true;
		if (value->path != NULL && value->source != VALUE_OF_INPUT_JSON)
			value->input = find_input(e, value->path);
		else
			value->input = e->n_inputs;
		if (value->input < e->n_inputs)
			continue;
		if (add_input(e, name, value->text, value->len) == NULL)
			return false;
	}
	return true;
}

static enum upload_key
upload_of(const struct key_file *file)
{
	switch (file->kind) {
	case KEY_FILE_RSA:
		return UPLOAD_KEY_GOOD;
	case KEY_FILE_ENCRYPTED:
		return UPLOAD_KEY_ENCRYPTED;
	case KEY_FILE_NOT_PEM:
		return UPLOAD_KEY_FORMAT;
	case KEY_FILE_NO_KEY:
	case KEY_FILE_OTHER_KEY:
	case KEY_FILE_DAMAGED:
		break;
	}
	return UPLOAD_KEY_INVALID;
}

static bool
read_key(struct evidence *e, const struct command_value *value)
{
	struct command_subject *s = e->command;
	struct private_key *key, **slot;
	struct input *in;

	if (value == NULL || !value->has_input)
		return true;
	in = &e->inputs[value->input];
	in->form = "key";
	s->key_input = value->input;
	s->key_file =
	    key_file_look(e->arena, in->name, in->bytes.data, in->bytes.len);
	key =
	    private_key_read(e->arena, in->name, in->bytes.data, in->bytes.len,
		e->settings->passphrase, e->settings->passphrase_user);
	if (s->key_file == NULL || key == NULL)
		return false;
	key->input = value->input;
	s->private_key = key;
	s->request.key = upload_of(s->key_file);
	/* Captures may be encrypted for it already. */
	slot = arena_push(e->arena, &e->keys, &e->n_keys, sizeof *slot);
	if (slot != NULL)
		*slot = key;
	return slot != NULL;
}

static bool
read_provider_call(struct evidence *e)
{
	struct command_subject *s = e->command;
	const struct aws_command *c = s->command;
	const struct command_value *metadata =
	    command_value(c, "SAMLMetadataDocument");
	const char *mode = command_text(c, "AssertionEncryptionMode");

	s->request.creates = c->model->operation == OPERATION_CREATE_PROVIDER;
	s->request.has_metadata = metadata != NULL;
	s->request.adds_key = command_value(c, "AddPrivateKey") != NULL;
	s->request.removes = command_text(c, "RemovePrivateKey");
	if (mode != NULL)
		s->request.mode = strcmp(mode, "Required") == 0	 ? MODE_REQUIRED
				  : strcmp(mode, "Allowed") == 0 ? MODE_ALLOWED
								 : MODE_UNKNOWN;
	if (metadata != NULL && metadata->has_input) {
		e->questions |= FOR(SDX_QUESTION_METADATA);
		if (!evidence_read_subject(e, metadata->input))
			return false;
	}
	return read_key(e, command_value(c, "AddPrivateKey"));
}

/* The policy becomes that of the role that the command names. */
static bool
read_policy(struct evidence *e, const char *parameter)
{
	const struct aws_command *c = e->command->command;
	const struct command_value *value = command_value(c, parameter);
	const char *name = command_text(c, "RoleName");
	struct aws_role *role;
	size_t before = e->n_roles;

	e->questions |= FOR(SDX_QUESTION_POLICY);
	if (value == NULL || !value->has_input)
		return true;
	e->inputs[value->input].form = "trust-policy";
	if (!role_read_text(
		e->arena, value->text, value->len, &e->roles, &e->n_roles))
		return false;
	for (size_t i = before; i < e->n_roles; i++) {
		role = (struct aws_role *)(uintptr_t)e->roles[i];
		role->input = value->input;
		role->name = name;
		command_integer(
		    c, "MaxSessionDuration", &role->max_session_duration);
	}
	return true;
}

/* The response of the command is the message that is judged. */
static bool
read_assertion(struct evidence *e)
{
	const struct aws_command *c = e->command->command;
	const struct command_value *value = command_value(c, "SAMLAssertion");
	struct capture_message *message, **slot;

	e->questions |= FOR(SDX_QUESTION_SIGN_IN);
	if (value == NULL || !value->has_input)
		return true;
	e->inputs[value->input].form = "base64";
	message = arena_alloc(e->arena, sizeof *message);
	slot = arena_push(e->arena, &e->messages, &e->n_messages, sizeof *slot);
	if (message == NULL || slot == NULL)
		return false;
	*slot = message;
	message->input = value->input;
	message->where = "";
	message->detail = "";
	message->call.role_arn = command_text(c, "RoleArn");
	message->call.provider_arn = command_text(c, "PrincipalArn");
	message->call.has_duration =
	    command_integer(c, "DurationSeconds", &message->call.duration);
	return capture_decode_base64(
	    e->arena, value->text, value->len, message);
}

static bool
read_call(struct evidence *e)
{
	const struct operation_model *model = e->command->command->model;

	switch (model != NULL ? model->operation : OPERATION_NONE) {
	case OPERATION_CREATE_PROVIDER:
	case OPERATION_UPDATE_PROVIDER:
		return read_provider_call(e);
	case OPERATION_ASSUME_ROLE:
		return read_assertion(e);
	case OPERATION_CREATE_ROLE:
		return read_policy(e, "AssumeRolePolicyDocument");
	case OPERATION_UPDATE_TRUST:
		return read_policy(e, "PolicyDocument");
	case OPERATION_UPDATE_ROLE:
	case OPERATION_NONE:
		break;
	}
	return true;
}

bool
evidence_read_command(struct evidence *e)
{
	const struct sdx_settings *settings = e->settings;
	struct command_subject *s;
	struct aws_command *c;
	struct input *in;

	if (settings->question != SDX_QUESTION_COMMAND ||
	    settings->command == NULL)
		return true;
	s = arena_alloc(e->arena, sizeof *s);
	c = command_read(e->arena, settings->words, settings->n_words);
	if (s == NULL || c == NULL || !command_fill(e->arena, c, find_file, e))
		return false;
	s->command = c;
	s->input = e->n_inputs;
	in = add_input(e,
	    arena_printf(e->arena, "aws %s %s",
		c->service != NULL ? c->service : "",
		c->command != NULL ? c->command : ""),
	    "", 0);
	if (in == NULL)
		return false;
	in->form = "command";
	e->command = s;
	return bind_inputs(e, c) && read_call(e);
}

/*
 * Of the roles that were given, the one that the command names is what its
 * policy replaces; judged is the command's alone.
 */
static void
set_role_apart(struct evidence *e)
{
	struct command_subject *s = e->command;
	const char *name = command_text(s->command, "RoleName");
	bool has_policy =
	    e->n_roles > 0 &&
	    e->inputs[e->roles[0]->input].kind == SDX_KIND_PARAMETER;

	for (size_t i = has_policy ? 1 : 0; i < e->n_roles; i++) {
		const struct aws_role *role = e->roles[i];

		if (s->role_now == NULL && name != NULL && role->name != NULL &&
		    strcmp(role->name, name) == 0)
			s->role_now = role;
	}
	if (evidence_asks(e, SDX_QUESTION_POLICY))
		e->n_roles = has_policy ? 1 : 0;
}

bool
evidence_judge_command(struct evidence *e)
{
	struct command_subject *s = e->command;

	if (s == NULL || s->command->model == NULL)
		return true;
	if (s->command->model->operation == OPERATION_CREATE_PROVIDER ||
	    s->command->model->operation == OPERATION_UPDATE_PROVIDER) {
		s->state = provider_state_of(e->provider);
		/* Of what stands in YAML nothing is known. */
		if (!s->command->has_input_yaml)
			s->answer = provider_predict(&s->state, &s->request);
	}
	if (!evidence_asks(e, SDX_QUESTION_SIGN_IN))
		set_role_apart(e);
	return !arena_has_failed(e->arena);
}
