/* SPDX-License-Identifier: MIT */
/* The words of the command: would the AWS CLI get as far as sending it? */
#include <string.h>

#include "checks/command.h"

#define CLI "AWS CLI command reference"
#define CLI_GUIDE "AWS CLI User Guide: Loading a parameter from a file"

static const struct command_complaint *
next(const struct aws_command *c, size_t *at, unsigned faults)
{
	while (*at < c->n_complaints) {
		const struct command_complaint *complaint =
		    &c->complaints[(*at)++];

		if ((faults & 1U << complaint->fault) != 0)
			return complaint;
	}
	return NULL;
}

/* Only what is known can be vetted. */
static enum check_outcome
check_known(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c;

	if (e->command == NULL)
		return CHECK_NOT_APPLICABLE;
	c = e->command->command;
	if (c->model != NULL)
		return CHECK_RAN;
	command_finding(e, out, "",
	    &(struct finding_draft){
		.message = "This is no command that samldx vets",
		.found =
		    c->command != NULL
			? finding_text(out, "aws %s %s", c->service, c->command)
			: "no service and operation behind aws",
		.wanted =
		    c->near != NULL
			? finding_text(out, "aws %s %s", c->nearest_of, c->near)
			: "aws iam create-saml-provider, "
			  "update-saml-provider, create-role, "
			  "update-assume-role-policy or update-role, or "
			  "aws sts assume-role-with-saml",
		.client_text = "Put `samldx preflight --` before the command "
			       "as it would be typed.",
	    });
	return CHECK_RAN;
}

static const char *
list_options(struct findings *out, const struct operation_model *model)
{
	const char *list = "";

	for (size_t i = 0; i < model->n; i++)
		list = finding_text(out, "%s%s%s", list, i > 0 ? ", " : "",
		    model->parameters[i].option);
	return list;
}

/* The AWS CLI sends nothing where it does not know an option. */
static enum check_outcome
check_option(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);
	const struct command_complaint *complaint;
	size_t at = 0;

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	while ((complaint = next(c, &at,
		    1U << FAULT_UNKNOWN_OPTION | 1U << FAULT_ABBREVIATED))) {
		bool is_short = complaint->fault == FAULT_ABBREVIATED;

		command_finding(e, out, "",
		    &(struct finding_draft){
			.message = finding_text(out,
			    is_short ? "%s is the beginning of an option"
				     : "%s is no option of this command",
			    complaint->word),
			.found = complaint->word,
			.wanted = complaint->near != NULL
				      ? complaint->near
				      : list_options(out, c->model),
			.why =
			    is_short
				? "Whether the AWS CLI takes it depends on its "
				  "version. It is read here as if written out."
				: "The AWS CLI stops with \"Unknown options\" "
				  "and sends nothing.",
			.severity = is_short ? SDX_WARNING : 0,
			.grade = is_short ? SDX_INFERRED : 0,
			.client_text = "Write the option as it is called.",
		    });
	}
	return CHECK_RAN;
}

/* Every parameter that the model requires. */
static enum check_outcome
check_missing(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	if (c->has_input_yaml ||
	    (c->input_json != NULL && c->n_complaints > 0 &&
		c->complaints[c->n_complaints - 1].fault == FAULT_INPUT_JSON)) {
		finding_cannot(out,
		    "the file of --cli-input-yaml or --cli-input-json could "
		    "not be read as JSON; give it as JSON");
		return CHECK_CANNOT;
	}
	for (size_t i = 0; i < c->model->n; i++) {
		const struct parameter_model *p = &c->model->parameters[i];

		if (!(p->flags & PARAMETER_REQUIRED) ||
		    command_value(c, p->name) != NULL)
			continue;
		command_finding(e, out, "",
		    &(struct finding_draft){
			.message =
			    finding_text(out, "%s is missing", p->option),
			.wanted = finding_text(
			    out, "%s, which is %s", p->option, p->name),
			.why = "The AWS CLI stops and sends nothing.",
			.client_text = finding_text(
			    out, "Add %s to the command.", p->option),
		    });
	}
	return CHECK_RAN;
}

static const char *
stray_why(const struct command_complaint *c)
{
	if (c->fault == FAULT_DASH)
		return "The option begins with the dash of a word processor "
		       "instead of two hyphens; the AWS CLI takes it for a "
		       "value.";
	if (strncmp(c->word, "\xe2\x80", 2) == 0 ||
	    strstr(c->word, "\xe2\x80\x9c") != NULL)
		return "These are quotes of a word processor: no shell knows "
		       "them, so a value with blanks falls apart.";
	return "No option comes before it: perhaps a value with a blank was "
	       "not quoted, or a line ends without its \\.";
}

/* Words that belong to no option, and options without their words. */
static enum check_outcome
check_words(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);
	const struct command_complaint *complaint;
	size_t at = 0;

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	while ((complaint = next(c, &at,
		    1U << FAULT_STRAY_WORD | 1U << FAULT_DASH |
			1U << FAULT_NO_VALUE))) {
		bool is_empty = complaint->fault == FAULT_NO_VALUE;

		command_finding(e, out, "",
		    &(struct finding_draft){
			.message =
			    is_empty
				? finding_text(out, "%s stands without a value",
				      complaint->word)
				: "A word of the command belongs to no "
				  "option",
			.found = complaint->word,
			.why = is_empty ? "The AWS CLI stops and sends nothing."
					: stray_why(complaint),
			.client_text =
			    "Type the command anew where it was copied from a "
			    "page or a document, with straight quotes and two "
			    "hyphens.",
		    });
	}
	return CHECK_RAN;
}

/* Of an option that stands twice, the last counts. */
static enum check_outcome
check_repeated(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);
	const struct command_complaint *complaint;
	size_t at = 0;

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	while ((complaint = next(c, &at, 1U << FAULT_REPEATED))) {
		command_finding(e, out, "",
		    &(struct finding_draft){
			.message = finding_text(
			    out, "%s stands more than once", complaint->word),
			.why = "The AWS CLI takes the last one and says "
			       "nothing of the others.",
			.client_text = "Leave one of them.",
		    });
	}
	return CHECK_RAN;
}

static enum check_outcome
check_input_json(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);
	const struct command_complaint *complaint;
	size_t at = 0;

	if (c == NULL || c->input_json == NULL)
		return CHECK_NOT_APPLICABLE;
	while ((complaint = next(c, &at,
		    1U << FAULT_INPUT_JSON | 1U << FAULT_INPUT_UNKNOWN |
			1U << FAULT_INPUT_TYPE))) {
		const char *message = "--cli-input-json is not valid";

		if (complaint->fault == FAULT_INPUT_UNKNOWN)
			message = finding_text(out,
			    "--cli-input-json has a member %s, which is no "
			    "parameter of %s",
			    complaint->word, c->model->name);
		else if (complaint->fault == FAULT_INPUT_TYPE)
			message = finding_text(out,
			    "--cli-input-json has a value of another type for "
			    "%s",
			    complaint->word);
		command_finding(e, out, "",
		    &(struct finding_draft){
			.message = message,
			.found = complaint->fault == FAULT_INPUT_JSON
				     ? complaint->detail
				     : NULL,
			.wanted =
			    complaint->fault == FAULT_INPUT_TYPE
				? complaint->detail
				: "a JSON object with the parameters' "
				  "names, letter case as the model has it",
			.why = "The AWS CLI stops and sends nothing.",
			.client_text = finding_text(out,
			    "`aws %s %s --generate-cli-skeleton` prints "
			    "one to fill in.",
			    c->model->service, c->model->command),
		    });
	}
	return CHECK_RAN;
}

/* ---- Files */

static bool
begins(const char *text, const char *head)
{
	return strncmp(text, head, strlen(head)) == 0;
}

/* Does a value look like the name of a file, and not like what is in one? */
static bool
is_path(const char *text)
{
	size_t len = strlen(text);
	const char *dot = strrchr(text, '.');

	if (len == 0 || len > 512 || strpbrk(text, "<>{}\n\"") != NULL)
		return false;
	if (begins(text, "file:") || begins(text, "http://") ||
	    begins(text, "https://") || begins(text, "@") ||
	    begins(text, "./") || begins(text, "../") || begins(text, "~/"))
		return true;
	return dot != NULL && len - (size_t)(dot - text) <= 6 &&
	       strchr(dot, '=') == NULL && len < 200;
}

static const char *
without_mark(const char *text)
{
	if (begins(text, "file:"))
		text += 5;
	return text + strspn(text, text[0] == '@' ? "@" : "/");
}

static const char *
prefix_error(const struct evidence *e, const struct parameter_model *p)
{
	if (strcmp(p->name, "AddPrivateKey") == 0)
		return "private-key-format";
	if (strcmp(p->name, "SAMLAssertion") == 0)
		return "invalid-base64";
	if (evidence_asks(e, SDX_QUESTION_POLICY))
		return "malformed-policy";
	return "";
}

/* A file's content is meant, and its name would be sent. */
static enum check_outcome
check_prefix(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < c->n_values; i++) {
		const struct command_value *v = &c->values[i];
		bool is_url;

		if (!v->model->is_document || v->text == NULL ||
		    v->source == VALUE_OF_FILE || v->source == VALUE_OF_BYTES ||
		    !is_path(v->text))
			continue;
		is_url = begins(v->text, "http");
		command_finding(e, out, v->model->option,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "%s has the name of a file where its content is "
			    "wanted",
			    v->model->option),
			.found = v->text,
			.wanted =
			    is_url ? "file:// and the name of a downloaded file"
			    : begins(v->text, "~/")
				? finding_text(out, "file://%s", v->text)
				: finding_text(out, "file://%s",
				      v->text[0] == '/'
					  ? v->text
					  : without_mark(v->text)),
			.why =
			    v->source == VALUE_OF_INPUT_JSON
				? "Inside --cli-input-json the AWS CLI reads "
				  "no files: the text itself must stand there."
			    : is_url ? "The AWS CLI of version 2 sends the "
				       "address itself."
				     : "Without file:// the AWS CLI sends the "
				       "name itself.",
			.aws_error = prefix_error(e, v->model),
			.client_text = "Put file:// before the name, without "
				       "a blank.",
		    });
	}
	return CHECK_RAN;
}

static enum check_outcome
check_readable(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);

	if (c == NULL || c->n_paths == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < c->n_paths; i++) {
		bool is_there = false;

		for (size_t j = 0; j < e->n_inputs; j++)
			is_there |= e->inputs[j].kind == SDX_KIND_PARAMETER &&
				    strcmp(e->inputs[j].name, c->paths[i]) == 0;
		if (is_there)
			continue;
		command_finding(e, out, "",
		    &(struct finding_draft){
			.message = "A file that the command names cannot be "
				   "read",
			.found = c->paths[i],
			.why = "The AWS CLI could not read it either and "
			       "would stop. The name is taken from the folder "
			       "that one stands in.",
			.client_text = "Look at the name, and at where the "
				       "file is.",
		    });
	}
	return CHECK_RAN;
}

/* fileb:// makes bytes of it, and the parameter is text. */
static enum check_outcome
check_bytes(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < c->n_values; i++) {
		const struct command_value *v = &c->values[i];

		if (v->source != VALUE_OF_BYTES)
			continue;
		command_finding(e, out, v->model->option,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "%s is text, and fileb:// hands over bytes",
			    v->model->option),
			.found = finding_text(out, "fileb://%s", v->path),
			.wanted = finding_text(out, "file://%s", v->path),
			.why = "The AWS CLI checks the type of a parameter and "
			       "stops at bytes where text is wanted.",
			.client_text = "Write file:// instead.",
		    });
	}
	return CHECK_RAN;
}

/* A skeleton is printed, and nothing is sent. */
static enum check_outcome
check_sent(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	if (!c->is_skeleton)
		return CHECK_RAN;
	command_finding(e, out, "--generate-cli-skeleton",
	    &(struct finding_draft){
		.message = "With --generate-cli-skeleton the AWS CLI sends "
			   "nothing",
		.why = "It prints a form to fill in. Judged here is the "
		       "command without that option.",
		.client_text = "Leave --generate-cli-skeleton out to change "
			       "something.",
	    });
	return CHECK_RAN;
}

#define ROW(id, title, stage, severity, grade, source, run)                  \
	{                                                                    \
		id, title, stage, severity, grade, 0, 0, NULL, source, NULL, \
		    run                                                      \
	}

static const struct check table[] = {
    ROW("command-known", "The command is one that samldx vets", STAGE_INPUT,
	SDX_ERROR, SDX_DOCUMENTED, "samldx: reading commands", check_known),
    ROW("command-option-known", "The command has all of its options",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, CLI, check_option),
    ROW("command-option-missing", "No required option is missing",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, CLI, check_missing),
    ROW("command-words", "Every word belongs to an option", STAGE_REQUEST,
	SDX_ERROR, SDX_DOCUMENTED, CLI, check_words),
    ROW("command-option-repeated", "No option stands twice", STAGE_REQUEST,
	SDX_WARNING, SDX_INFERRED, CLI, check_repeated),
    ROW("command-input-json", "--cli-input-json has the command's parameters",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED,
	"AWS CLI User Guide: Generating AWS CLI skeletons", check_input_json),
    ROW("command-file-prefix", "Files are named with file://", STAGE_REQUEST,
	SDX_ERROR, SDX_INFERRED, CLI_GUIDE, check_prefix),
    ROW("command-file-readable", "The files that the command names are there",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, CLI_GUIDE, check_readable),
    ROW("command-file-bytes", "Text is not read with fileb://", STAGE_REQUEST,
	SDX_ERROR, SDX_INFERRED, CLI_GUIDE, check_bytes),
    ROW("command-sends", "The command sends something", STAGE_ADVICE, SDX_NOTE,
	SDX_DOCUMENTED, "AWS CLI User Guide: Generating AWS CLI skeletons",
	check_sent),
};

const struct check_table checks_command_words = {
    table, sizeof table / sizeof *table, FOR_COMMAND};
