/* SPDX-License-Identifier: MIT */
#include "aws/arn.h"

#include <string.h>

#include "aws/endpoint.h"
#include "chars.h"

#define ROLE_NAME_MAX 64
#define PROVIDER_NAME_MAX 128

/* IAM API reference: RoleName [\w+=,.@-]+, SAML provider name [\w._-]+ */
static bool
is_of_role_name(char c)
{
	return char_is_alnum(c) || c == '_' || c == '-' || c == '.' ||
	       c == '+' || c == '=' || c == ',' || c == '@';
}

static bool
is_of_provider_name(char c)
{
	return char_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static size_t
fine_run(const char *name, bool is_role)
{
	size_t n = 0;

	while (
	    is_role ? is_of_role_name(name[n]) : is_of_provider_name(name[n]))
		n++;
	return n;
}

enum {
	PART_ARN,
	PART_PARTITION,
	PART_SERVICE,
	PART_REGION,
	PART_ACCOUNT,
	PART_RESOURCE,
	N_PARTS
};

struct part {
	size_t start, len;
};

/* Cut at the first five colons: a resource may hold more of them. */
static size_t
split(const char *text, struct part parts[N_PARTS])
{
	size_t n = 0, start = 0;
	const char *colon;

	while (n < N_PARTS - 1 && (colon = strchr(text + start, ':')) != NULL) {
		parts[n].start = start;
		parts[n].len = (size_t)(colon - text) - start;
		start += parts[n++].len + 1;
	}
	parts[n].start = start;
	parts[n++].len = strlen(text + start);
	return n;
}

static void
set_fault(struct aws_arn *arn, enum arn_fault fault, size_t offset,
    const char *detail)
{
	if (arn->fault != ARN_OK)
		return;
	arn->fault = fault;
	arn->fault_offset = offset;
	arn->detail = detail;
}

static void
judge_name(struct arena *arena, struct aws_arn *arn, size_t offset)
{
	bool is_role = arn->kind == ARN_ROLE;
	size_t max = is_role ? ROLE_NAME_MAX : PROVIDER_NAME_MAX;
	size_t len = strlen(arn->name), fine = fine_run(arn->name, is_role);

	if (len == 0)
		set_fault(arn, ARN_NAME, offset, "the name is empty");
	else if (fine < len)
		set_fault(arn, ARN_NAME, offset + fine,
		    is_role ? "a character that no role name may hold"
			    : "a character that no provider name may hold");
	else if (len > max)
		set_fault(arn, ARN_NAME, offset + max,
		    arena_printf(arena,
			"the name has %zu characters; %zu are "
			"allowed",
			len, max));
	else if (is_role && strncmp(arn->name, "AWSReservedSSO_", 15) == 0)
		set_fault(arn, ARN_RESERVED_ROLE, offset,
		    "a role of IAM Identity Center, which cannot be assumed "
		    "with SAML");
}

/* role/team/Dev: the path is "/team/", the name "Dev". */
static void
read_role(struct arena *arena, struct aws_arn *arn, const char *resource,
    size_t offset)
{
	const char *rest = resource + 5, *slash = strrchr(rest, '/');

	arn->kind = ARN_ROLE;
	arn->name = arena_strdup(arena, slash != NULL ? slash + 1 : rest);
	arn->path = slash == NULL ? "/"
				  : arena_printf(arena, "/%.*s/",
					(int)(slash - rest), rest);
	/* IAM API reference: something stands between a path's slashes. */
	if (strcmp(arn->path, "//") == 0)
		set_fault(
		    arn, ARN_NAME, offset + 5, "two slashes stand behind role");
	judge_name(arena, arn,
	    offset + 5 + (slash != NULL ? (size_t)(slash + 1 - rest) : 0));
}

/* What stands in the resource instead of a role or a provider. */
static const char *
resource_name(struct arena *arena, const char *resource)
{
	static const char *const known[] = {"user", "group", "policy",
	    "oidc-provider", "instance-profile", "assumed-role",
	    "server-certificate", "mfa"};
	size_t len = strcspn(resource, "/:");

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strlen(known[i]) == len &&
		    strncmp(resource, known[i], len) == 0)
			return arena_printf(arena,
			    "it names a %s, neither a role nor a SAML "
			    "provider",
			    known[i]);
	}
	if (strcmp(resource, "root") == 0)
		return "it names the account itself, not a role";
	if (strncmp(resource, "Role/", 5) == 0 ||
	    strncmp(resource, "roles/", 6) == 0)
		return "the resource must begin role/, in small letters and "
		       "in the singular";
	return "the resource begins neither role/ nor saml-provider/";
}

static void
read_resource(struct arena *arena, struct aws_arn *arn, const char *resource,
    size_t offset)
{
	if (strncmp(resource, "role/", 5) == 0) {
		read_role(arena, arn, resource, offset);
	} else if (strncmp(resource, "saml-provider/", 14) == 0) {
		arn->kind = ARN_PROVIDER;
		arn->name = arena_strdup(arena, resource + 14);
		judge_name(arena, arn, offset + 14);
	} else {
		arn->kind = ARN_OTHER;
		set_fault(
		    arn, ARN_RESOURCE, offset, resource_name(arena, resource));
	}
}

static bool
is_account(const char *account)
{
	size_t n = 0;

	while (char_is_digit(account[n]))
		n++;
	return n == 12 && account[n] == '\0';
}

static void
judge_parts(struct arena *arena, struct aws_arn *arn, const char *text,
    const struct part parts[N_PARTS])
{
	const struct part *service = &parts[PART_SERVICE];

	arn->partition = arena_strndup(arena,
	    text + parts[PART_PARTITION].start, parts[PART_PARTITION].len);
	arn->account = arena_strndup(
	    arena, text + parts[PART_ACCOUNT].start, parts[PART_ACCOUNT].len);
	if (partition_find(arn->partition) == NULL)
		set_fault(arn, ARN_PARTITION, parts[PART_PARTITION].start,
		    "there is no such partition of AWS");
	if (service->len != 3 || strncmp(text + service->start, "iam", 3) != 0)
		set_fault(arn, ARN_SERVICE, service->start,
		    "the service must be iam");
	if (parts[PART_REGION].len != 0)
		set_fault(arn, ARN_REGION, parts[PART_REGION].start,
		    "IAM has no region: two colons must follow iam");
	if (!is_account(arn->account))
		set_fault(arn, ARN_ACCOUNT, parts[PART_ACCOUNT].start,
		    arn->account[0] == '\0' ? "the account is missing"
					    : "an account is twelve digits");
}

struct aws_arn
arn_parse(struct arena *arena, const char *text, size_t len)
{
	struct aws_arn arn = {
	    .text = arena_strndup(arena, text, len),
	    .detail = "",
	    .partition = "",
	    .account = "",
	    .path = "",
	    .name = "",
	};
	struct part parts[N_PARTS];

	if (strncmp(arn.text, "arn:", 4) != 0) {
		set_fault(&arn, ARN_NOT_ARN, 0, "it does not begin arn:");
		return arn;
	}
	if (split(arn.text, parts) != N_PARTS) {
		set_fault(&arn, ARN_PARTS, 0,
		    "an ARN has six parts with five colons between them");
		return arn;
	}
	judge_parts(arena, &arn, arn.text, parts);
	read_resource(arena, &arn, arn.text + parts[PART_RESOURCE].start,
	    parts[PART_RESOURCE].start);
	return arn;
}
