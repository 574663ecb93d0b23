/* SPDX-License-Identifier: MIT */
#include "aws/role.h"

#include <string.h>

#include "percent.h"

#define DEPTH_MAX 16 /* of Terraform's modules */

struct reading {
	struct arena *arena;
	const struct aws_role ***roles;
	size_t *n;
};

static bool
is_string(struct json_value value)
{
	return value.type == JSON_STRING;
}

static bool
is_policy_object(struct json_value json)
{
	return json.type == JSON_OBJECT &&
	       (json_get(json, "Statement").type != JSON_NONE ||
		   (is_string(json_get(json, "Version")) &&
		       is_string(json_get(json, "Id"))));
}

bool
role_is_policy(struct json_value json)
{
	return is_policy_object(json) ||
	       (is_string(json) && json.text->len > 2 &&
		   memmem(json.text->data, json.text->len, "Statement", 9) !=
		       NULL);
}

static bool
is_terraform(struct json_value json)
{
	return is_string(json_get(json, "terraform_version")) ||
	       json_path(json, "values", "root_module", (char *)NULL).type ==
		   JSON_OBJECT ||
	       json_path(json, "planned_values", "root_module", (char *)NULL)
		       .type == JSON_OBJECT;
}

/* A template: its resources have types such as AWS::IAM::Role. */
static bool
is_template(struct json_value json)
{
	struct json_value resources = json_get(json, "Resources"), key, item;
	struct json_iter iter;

	if (resources.type != JSON_OBJECT)
		return false;
	iter = json_iterate(resources);
	while (json_next(&iter, &key, &item)) {
		struct json_value type = json_get(item, "Type");

		if (is_string(type) && type.end - type.start > 6 &&
		    memcmp(type.text->data + type.start + 1, "AWS::", 5) == 0)
			return true;
	}
	return false;
}

bool
role_is(struct json_value json)
{
	struct json_value role = json_get(json, "Role");

	return (is_string(json_get(role, "Arn")) &&
		   is_string(json_get(role, "RoleName"))) ||
	       json_get(json, "Roles").type == JSON_ARRAY ||
	       json_get(json, "RoleDetailList").type == JSON_ARRAY ||
	       is_terraform(json) || is_template(json);
}

/* Of a string: JSON, or percent-encoded as IAM's API hands it out. */
static const struct policy *
read_embedded(struct arena *arena, const char *text, size_t len)
{
	if (percent_is_in(text, len) && memchr(text, '{', len) == NULL)
		text = percent_decode(arena, text, len, &len);
	return text != NULL ? policy_read_text(arena, text, len) : NULL;
}

static bool
read_policy(struct arena *arena, struct json_value value, struct aws_role *role)
{
	const char *text;
	size_t len;

	if (value.type == JSON_NONE || value.type == JSON_NULL)
		return true;
	if (!is_string(value)) {
		role->policy = policy_read(arena, value);
		return role->policy != NULL;
	}
	text = json_string(arena, value, &len);
	role->is_policy_embedded = true;
	role->policy = text != NULL ? read_embedded(arena, text, len) : NULL;
	return role->policy != NULL;
}

/* The names that a kind of document gives to a role's members. */
struct names {
	const char *name, *arn, *policy, *duration;
};

static const struct names iam = {
    "RoleName", "Arn", "AssumeRolePolicyDocument", "MaxSessionDuration"};
static const struct names terraform = {
    "name", "arn", "assume_role_policy", "max_session_duration"};

static bool
add_role(struct reading *r, struct json_value value, const struct names *names,
    const char *label)
{
	struct aws_role *role = arena_alloc(r->arena, sizeof *role);
	const struct aws_role **slot;
	const char *arn;

	slot = arena_push(r->arena, r->roles, r->n, sizeof *slot);
	if (role == NULL || slot == NULL)
		return false;
	*slot = role;
	role->label = label;
	role->name = json_string(r->arena, json_get(value, names->name), NULL);
	arn = json_string(r->arena, json_get(value, names->arn), NULL);
	arn = arn != NULL ? arn : "";
	role->arn = arn_parse(r->arena, arn, strlen(arn));
	if (!json_integer(
		json_get(value, names->duration), &role->max_session_duration))
		role->max_session_duration = 0;
	return read_policy(r->arena, json_get(value, names->policy), role);
}

static bool
read_list(struct reading *r, struct json_value list)
{
	struct json_iter iter = json_iterate(list);
	struct json_value key, item;

	while (list.type == JSON_ARRAY && json_next(&iter, &key, &item)) {
		if (!add_role(r, item, &iam, NULL))
			return false;
	}
	return true;
}

static bool
read_template(struct reading *r, struct json_value resources)
{
	struct json_iter iter = json_iterate(resources);
	struct json_value key, item;

	while (resources.type == JSON_OBJECT && json_next(&iter, &key, &item)) {
		if (!json_equals(json_get(item, "Type"), "AWS::IAM::Role"))
			continue;
		if (!add_role(r, json_get(item, "Properties"), &iam,
			json_string(r->arena, key, NULL)))
			return false;
	}
	return true;
}

/* Of a state file: resources, each with its instances. */
static bool
read_state(struct reading *r, struct json_value resource)
{
	struct json_iter iter = json_iterate(json_get(resource, "instances"));
	struct json_value key, item;
	const char *name =
	    json_string(r->arena, json_get(resource, "name"), NULL);

	if (json_get(resource, "instances").type != JSON_ARRAY)
		return true;
	while (json_next(&iter, &key, &item)) {
		if (!add_role(r, json_get(item, "attributes"), &terraform,
			arena_printf(r->arena, "aws_iam_role.%s",
			    name != NULL ? name : "")))
			return false;
	}
	return true;
}

/* A policy document that has principals is a role's trust policy. */
static bool
add_document(struct reading *r, struct json_value item, struct json_value json)
{
	struct aws_role *role = arena_alloc(r->arena, sizeof *role);
	const struct aws_role **slot;
	size_t n = 0;

	if (role == NULL || !read_policy(r->arena, json, role))
		return false;
	for (size_t i = 0;
	     role->policy != NULL && i < role->policy->n_statements; i++)
		n += role->policy->statements[i].n_principals;
	if (n == 0)
		return true;
	role->label = json_string(r->arena, json_get(item, "address"), NULL);
	role->arn = arn_parse(r->arena, "", 0);
	slot = arena_push(r->arena, r->roles, r->n, sizeof *slot);
	if (slot != NULL)
		*slot = role;
	return slot != NULL;
}

/* A list of resources, of `terraform show -json` or of a state file. */
static bool
read_resources(struct reading *r, struct json_value list)
{
	struct json_iter iter = json_iterate(list);
	struct json_value key, item;

	while (list.type == JSON_ARRAY && json_next(&iter, &key, &item)) {
		struct json_value values = json_get(item, "values");

		if (json_equals(
			json_get(item, "type"), "aws_iam_policy_document") &&
		    !add_document(r, item, json_get(values, "json")))
			return false;
		if (!json_equals(json_get(item, "type"), "aws_iam_role"))
			continue;
		if (values.type == JSON_NONE
			? !read_state(r, item)
			: !add_role(r, values, &terraform,
			      json_string(
				  r->arena, json_get(item, "address"), NULL)))
			return false;
	}
	return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it. */
static bool
read_module(struct reading *r, struct json_value module, unsigned depth)
{
	struct json_iter iter;
	struct json_value key, item, children;

	if (depth == DEPTH_MAX ||
	    !read_resources(r, json_get(module, "resources")))
		return depth == DEPTH_MAX;
	children = json_get(module, "child_modules");
	iter = json_iterate(children);
	while (children.type == JSON_ARRAY && json_next(&iter, &key, &item)) {
		if (!read_module(r, item, depth + 1))
			return false;
	}
	return true;
}

static bool
read_terraform(struct reading *r, struct json_value json)
{
	struct json_value planned =
	    json_path(json, "planned_values", "root_module", (char *)NULL);
	struct json_value values =
	    json_path(json, "values", "root_module", (char *)NULL);

	if (planned.type == JSON_OBJECT)
		return read_module(r, planned, 0);
	if (values.type == JSON_OBJECT)
		return read_module(r, values, 0);
	return read_resources(r, json_get(json, "resources"));
}

/* A trust policy alone: a role of which nothing else is known. */
static struct aws_role *
add_alone(struct arena *arena, const struct aws_role ***roles, size_t *n)
{
	struct aws_role *alone = arena_alloc(arena, sizeof *alone);
	const struct aws_role **slot =
	    arena_push(arena, roles, n, sizeof *slot);

	if (alone == NULL || slot == NULL)
		return NULL;
	*slot = alone;
	alone->arn = arn_parse(arena, "", 0);
	return alone;
}

bool
roles_read(struct arena *arena, struct json_value json, bool is_policy,
    const struct aws_role ***roles, size_t *n)
{
	struct reading r = {arena, roles, n};
	struct json_value role = json_get(json, "Role");

	if (is_policy) {
		struct aws_role *alone = add_alone(arena, roles, n);

		return alone != NULL && read_policy(arena, json, alone);
	}
	if (role.type == JSON_OBJECT)
		return add_role(&r, role, &iam, NULL);
	if (json_get(json, "Roles").type == JSON_ARRAY)
		return read_list(&r, json_get(json, "Roles"));
	if (json_get(json, "RoleDetailList").type == JSON_ARRAY)
		return read_list(&r, json_get(json, "RoleDetailList"));
	if (is_terraform(json))
		return read_terraform(&r, json);
	return read_template(&r, json_get(json, "Resources"));
}

bool
role_read_text(struct arena *arena, const char *text, size_t len,
    const struct aws_role ***roles, size_t *n)
{
	struct aws_role *alone = add_alone(arena, roles, n);

	if (alone == NULL)
		return false;
	alone->policy = read_embedded(arena, text, len);
	return alone->policy != NULL;
}
