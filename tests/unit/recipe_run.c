/* SPDX-License-Identifier: MIT */
#include "recipe_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
recipe_path(const char *below)
{
	static char path[2048];
	const char *top = getenv("SAMLDX_SRCDIR");

	snprintf(path, sizeof path, "%s/%s", top != NULL ? top : ".", below);
	return path;
}

const char *
recipe_keys(void)
{
	static char keys[2048];

	if (keys[0] == '\0')
		snprintf(
		    keys, sizeof keys, "%s", recipe_path("tests/idp/keys"));
	return keys;
}

static int
passphrase(const char *name, char *buf, size_t size, void *user)
{
	const char *text = user;
	size_t len = text != NULL ? strlen(text) : 0;

	(void)name;
	if (text == NULL || len > size)
		return -1;
	memcpy(buf, text, len);
	return (int)len;
}

static bool
set_clock(sdx_settings *settings, const char *at)
{
	int64_t seconds;

	if (strcmp(at, "issue") == 0)
		return sdx_settings_set_clock(settings, SDX_CLOCK_ISSUE, 0) ==
		       SDX_OK;
	if (strcmp(at, "capture") == 0)
		return sdx_settings_set_clock(settings, SDX_CLOCK_CAPTURE, 0) ==
		       SDX_OK;
	if (strcmp(at, "now") == 0)
		return sdx_settings_set_clock(settings, SDX_CLOCK_NOW, 0) ==
		       SDX_OK;
	return sdx_parse_time(at, &seconds) == SDX_OK &&
	       sdx_settings_set_clock(settings, SDX_CLOCK_GIVEN, seconds) ==
		   SDX_OK;
}

static const char *const schemas[] = {"saml-schema-protocol-2.0.xsd",
    "saml-schema-assertion-2.0.xsd", "xmldsig-core-schema.xsd",
    "xenc-schema.xsd", "saml-schema-metadata-2.0.xsd", "xml.xsd"};

/* The OASIS schemas, where the distribution put them. */
static bool
add_schemas(sdx_settings *settings)
{
	static const char *const folders[] = {
	    "/usr/share/xml/opensaml", "/usr/share/xml/xmltooling"};

	for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
		bool is_found = false;

		for (size_t f = 0; f < 2 && !is_found; f++) {
			char path[512], *data;
			FILE *file;
			long size;

			snprintf(
			    path, sizeof path, "%s/%s", folders[f], schemas[i]);
			file = fopen(path, "rb");
			if (file == NULL)
				continue;
			fseek(file, 0, SEEK_END);
			size = ftell(file);
			rewind(file);
			data = malloc((size_t)size + 1);
			is_found = data != NULL &&
				   fread(data, 1, (size_t)size, file) ==
				       (size_t)size &&
				   sdx_settings_add_schema(settings, schemas[i],
				       data, (size_t)size) == SDX_OK;
			free(data);
			fclose(file);
		}
		if (!is_found)
			return false;
	}
	return true;
}

static bool
set_question(sdx_settings *settings, const char *name)
{
	static const struct {
		const char *name;
		enum sdx_question question;
	} questions[] = {
	    {"metadata", SDX_QUESTION_METADATA},
	    {"policy", SDX_QUESTION_POLICY},
	    {"command", SDX_QUESTION_COMMAND},
	    {"rotation", SDX_QUESTION_ROTATION},
	};

	if (name == NULL)
		return true;
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		if (strcmp(questions[i].name, name) == 0)
			return sdx_settings_set_question(
				   settings, questions[i].question) == SDX_OK;
	}
	return false;
}

static bool
configure(struct recipe_run *run)
{
	const struct idp_case *made = &run->made;
	sdx_settings *s = run->settings;
	int64_t now;

	if (made->now != NULL) {
		if (sdx_parse_time(made->now, &now) != SDX_OK)
			return false;
		sdx_settings_set_now(s, now);
	}
	sdx_settings_set_passphrase(s, passphrase, made->passphrase);
	if (made->has_schemas && !add_schemas(s))
		return false;
	if (made->duration != 0 &&
	    sdx_settings_set_duration(s, made->duration) != SDX_OK)
		return false;
	if (made->command != NULL &&
	    sdx_settings_set_command(
		s, (const char *const *)&made->command, 1) != SDX_OK)
		return false;
	return set_question(s, made->question) &&
	       (made->at == NULL || set_clock(s, made->at)) &&
	       sdx_settings_set_skew(s, made->skew) == SDX_OK &&
	       sdx_settings_set_pick(s, (size_t)made->pick) == SDX_OK &&
	       sdx_settings_set_role_arn(s, made->role_arn) == SDX_OK &&
	       sdx_settings_set_provider_arn(s, made->provider_arn) == SDX_OK;
}

/* Does the command under test name that file? */
static bool
is_named(const sdx_settings *settings, const char *name)
{
	const char *path;

	for (size_t i = 0;
	     (path = sdx_settings_command_file(settings, i)) != NULL; i++) {
		if (strcmp(path, name) == 0)
			return true;
	}
	return false;
}

static bool
diagnose(struct recipe_run *run)
{
	run->settings = sdx_settings_new();
	if (run->settings == NULL || !configure(run))
		return false;
	run->evidence = sdx_evidence_new(run->settings);
	if (run->evidence == NULL)
		return false;
	for (size_t i = 0; i < run->made.n_inputs; i++) {
		const struct idp_input *in = &run->made.inputs[i];
		struct sdx_input input = {
		    .name = in->name,
		    .data = in->data,
		    .len = in->len,
		    .kind = in->kind,
		    .is_readable_by_others = in->is_readable_by_others,
		};

		if (is_named(run->settings, in->name))
			input.kind = SDX_KIND_PARAMETER;
		if (sdx_evidence_add(run->evidence, &input) != SDX_OK)
			return false;
	}
	run->status = sdx_diagnose(run->evidence, &run->report);
	return run->report != NULL;
}

static bool
finish(struct recipe_run *run, bool is_made)
{
	if (!is_made)
		return false;
	if (!diagnose(run)) {
		snprintf(run->made.error, sizeof run->made.error,
		    "the case could not be diagnosed");
		return false;
	}
	return true;
}

bool
recipe_run_file(struct recipe_run *run, const char *path)
{
	memset(run, 0, sizeof *run);
	return finish(run, idp_follow_file(path, recipe_keys(), &run->made));
}

bool
recipe_run_text(struct recipe_run *run, const char *text)
{
	memset(run, 0, sizeof *run);
	return finish(
	    run, idp_follow(text, "(recipe)", recipe_keys(), &run->made));
}

bool
recipe_run_octets(
    struct recipe_run *run, const char *text, const char *octets, size_t len)
{
	char *copy;

	memset(run, 0, sizeof *run);
	if (!idp_follow(text, "(recipe)", recipe_keys(), &run->made))
		return false;
	copy = malloc(len + 1);
	if (copy == NULL)
		return false;
	memcpy(copy, octets, len);
	for (size_t i = 0; i < run->made.n_inputs; i++) {
		if (strcmp(run->made.inputs[i].name, "response.xml") != 0)
			continue;
		free(run->made.inputs[i].data);
		run->made.inputs[i].data = copy;
		run->made.inputs[i].len = len;
		return finish(run, true);
	}
	free(copy);
	return false;
}

static void
forget(struct recipe_run *run)
{
	sdx_report_free(run->report);
	sdx_evidence_free(run->evidence);
	sdx_settings_free(run->settings);
	run->report = NULL;
	run->evidence = NULL;
	run->settings = NULL;
}

bool
recipe_run_again(struct recipe_run *run)
{
	forget(run);
	return finish(run, true);
}

void
recipe_run_end(struct recipe_run *run)
{
	forget(run);
	idp_free(&run->made);
}
