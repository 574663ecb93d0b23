/* SPDX-License-Identifier: MIT */
/*
 * ARNs of roles and SAML providers, and the pair of them that a value of the
 * Role attribute holds (IAM User Guide: IAM identifiers; Configure SAML
 * assertions for the authentication response).
 */
#ifndef SDX_AWS_ARN_H
#define SDX_AWS_ARN_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

enum arn_kind { ARN_NONE = 0, ARN_ROLE, ARN_PROVIDER, ARN_OTHER };

/* What is wrong with the syntax of an ARN, the first thing that is. */
enum arn_fault {
	ARN_OK = 0,
	ARN_NOT_ARN,	  /* does not begin "arn:" */
	ARN_PARTS,	  /* not six parts */
	ARN_PARTITION,	  /* no partition of AWS */
	ARN_SERVICE,	  /* not iam */
	ARN_REGION,	  /* a region where none stands */
	ARN_ACCOUNT,	  /* not twelve digits */
	ARN_RESOURCE,	  /* neither role/ nor saml-provider/ */
	ARN_NAME,	  /* the name: empty, too long, characters */
	ARN_RESERVED_ROLE /* AWSReservedSSO_: cannot be assumed with SAML */
};

struct aws_arn {
	const char *text;
	enum arn_kind kind;
	enum arn_fault fault;
	const char *detail;  /* of the fault, for a person; "" without */
	size_t fault_offset; /* bytes into text */
	const char *partition;
	const char *account;
	const char *path; /* of a role: "/" or "/team/"; else "" */
	const char *name; /* role or provider name; "" unknown */
};

struct aws_arn arn_parse(struct arena *, const char *text, size_t len);

/* A character that must not stand in a pair, or stands where it must not. */
struct odd_character {
	size_t offset; /* bytes into the value */
	size_t len;    /* bytes */
	unsigned code_point;
	const char *name; /* "NO-BREAK SPACE", "line feed", "CYRILLIC …" */
};

/* One value of the Role attribute. */
struct aws_role_pair {
	const char *text;	 /* as it stands */
	size_t n_parts;		 /* between commas; 2 is right */
	struct aws_arn role;	 /* never NULL in it: "" where it is missing */
	struct aws_arn provider; /* likewise */
	bool is_well_formed;	 /* two ARNs of the two kinds, nothing else */
	bool is_reversed;	 /* provider first: works too */
	bool has_blank_outside;	 /* white space before or behind the value */
	bool has_blank_inside;	 /* white space beside the comma */
	char separator; /* ';' '|' … where it stands for ','; else 0 */
	bool is_quoted;
	bool is_template; /* an unresolved template of the provider */
	bool same_account;
	bool same_partition;
	struct odd_character *odd; /* all, in order */
	size_t n_odd;
};

struct aws_role_pair *role_pair_parse(struct arena *, const char *value);

/* Does a value look like an identity provider's template left unresolved:
   "${user.email}", "appuser.idpRolePairs", "{{…}}", "%{…}"? */
bool value_is_template(const char *);

/*
 * The characters of a value outside printable ASCII, and look-alikes; the
 * first ODD_CHARACTERS_MAX of them.
 */
#define ODD_CHARACTERS_MAX 32
bool odd_characters_find(
    struct arena *, const char *value, struct odd_character **odd, size_t *n);

#endif
