/* SPDX-License-Identifier: MIT */
#include "aws/context.h"

#include <string.h>
#include <strings.h>

#include "crypto/digest.h"
#include "saml/name.h"

/*
 * Attributes that AWS maps to a key; IAM User Guide, mapping tables.  Left
 * out are the rows whose OID is printed with an error there (givenName, uid,
 * mail), and primarygroupsid, which the table maps to saml:uid.
 */
static const struct {
	const char *attribute;
	const char *key;
} mapped[] = {
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "saml:edupersonaffiliation"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.2", "saml:edupersonnickname"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.3", "saml:edupersonorgdn"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.4", "saml:edupersonorgunitdn"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.5", "saml:edupersonprimaryaffiliation"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.6", "saml:edupersonprincipalname"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.7", "saml:edupersonentitlement"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.8", "saml:edupersonprimaryorgunitdn"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.9", "saml:edupersonscopedaffiliation"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.10", "saml:edupersontargetedid"},
    {"urn:oid:1.3.6.1.4.1.5923.1.1.1.11", "saml:edupersonassurance"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.2", "saml:eduorghomepageuri"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.3", "saml:eduorgidentityauthnpolicyuri"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.4", "saml:eduorglegalname"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.5", "saml:eduorgsuperioruri"},
    {"urn:oid:1.3.6.1.4.1.5923.1.2.1.6", "saml:eduorgwhitepagesuri"},
    {"urn:oid:2.5.4.3", "saml:cn"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "saml:name"},
    {"http://schemas.xmlsoap.org/claims/CommonName", "saml:commonName"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
	"saml:givenName"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
	"saml:surname"},
    {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
	"saml:mail"},
    {"2.5.4.3", "saml:commonName"},
    {"2.5.4.4", "saml:surname"},
    {"2.5.4.45", "saml:x500UniqueIdentifier"},
    {"0.9.2342.19200300.100.1.45", "saml:organizationStatus"},
};

/* A key and its one value, or none where VALUE is NULL. */
static bool
put(struct arena *arena, struct aws_session *session, const char *name,
    const char *value)
{
	struct context_key *key;
	const char **slot;

	if (value == NULL)
		return true;
	key = arena_push(
	    arena, &session->context, &session->n_context, sizeof *key);
	if (key == NULL)
		return false;
	key->name = name;
	slot = arena_push(arena, &key->values, &key->n_values, sizeof *slot);
	if (slot == NULL)
		return false;
	*slot = value;
	return true;
}

static bool
put_values(struct arena *arena, struct aws_session *session, const char *name,
    const struct saml_attribute *attribute)
{
	struct context_key *key;

	if (attribute == NULL)
		return true;
	key = arena_push(
	    arena, &session->context, &session->n_context, sizeof *key);
	if (key == NULL)
		return false;
	key->name = name;
	for (size_t i = 0; i < attribute->n_values; i++) {
		const char **slot = arena_push(
		    arena, &key->values, &key->n_values, sizeof *slot);

		if (slot == NULL)
			return false;
		*slot = attribute->values[i].value;
	}
	return true;
}

/* saml:sub_type: the SAML 2.0 prefix is removed, anything else stays whole. */
static const char *
sub_type(const char *format)
{
	size_t len = sizeof SAML_FORMAT_2_0 - 1;

	if (format != NULL && strncmp(format, SAML_FORMAT_2_0, len) == 0)
		return format + len;
	return format;
}

const char *
context_name_qualifier(struct arena *arena, const char *issuer,
    const char *account, const char *provider_name)
{
	const char *text =
	    arena_printf(arena, "%s%s/%s", issuer, account, provider_name);
	uint8_t sum[SHA1_LEN];

	if (!digest_sha1(text, strlen(text), sum))
		return NULL;
	return base64_encode(arena, sum, sizeof sum);
}

/* What the provider of the chosen pair adds. */
static bool
put_provider(
    struct arena *arena, struct aws_session *session, const char *issuer)
{
	struct aws_arn arn;

	if (session->provider_arn == NULL)
		return true;
	arn = arn_parse(
	    arena, session->provider_arn, strlen(session->provider_arn));
	if (arn.kind != ARN_PROVIDER || arn.fault != ARN_OK)
		return true;
	return put(arena, session, "saml:doc",
		   arena_printf(arena, "%s/%s", arn.account, arn.name)) &&
	       (issuer == NULL || put(arena, session, "saml:namequalifier",
				      context_name_qualifier(arena, issuer,
					  arn.account, arn.name)));
}

static bool
put_subject(struct arena *arena, struct aws_session *session,
    const struct saml_subject *subject)
{
	const struct saml_name_id *id = NULL;
	const char *recipient = NULL;

	if (subject->n_name_ids > 0)
		id = &subject->name_ids[0];
	if (subject->n_confirmations > 0)
		recipient = subject->confirmations[0].recipient;
	return put(arena, session, "saml:aud", recipient) &&
	       put(arena, session, "saml:sub", id ? id->text.value : NULL) &&
	       put(arena, session, "saml:sub_type",
		   id ? sub_type(id->format) : NULL);
}

static bool
put_tags(struct arena *arena, struct aws_session *session)
{
	struct saml_attribute keys = {0};

	for (size_t i = 0; i < session->n_tags; i++) {
		const struct session_tag *tag = &session->tags[i];
		struct saml_text *key = arena_push(
		    arena, &keys.values, &keys.n_values, sizeof *key);

		if (key == NULL)
			return false;
		key->value = tag->key;
		if (!put_values(arena, session,
			arena_printf(arena, "aws:RequestTag/%s", tag->key),
			tag->attribute))
			return false;
	}
	return session->n_tags == 0 ||
	       put_values(arena, session, "aws:TagKeys", &keys);
}

static bool
put_mapped(struct arena *arena, struct aws_session *session,
    const struct saml_assertion *assertion)
{
	for (size_t i = 0; i < assertion->n_attributes; i++) {
		const struct saml_attribute *a = &assertion->attributes[i];

		/* AWS's own are not among them. */
		if (strncmp(a->name, "https:", 6) == 0)
			continue;
		for (size_t j = 0; j < sizeof mapped / sizeof *mapped; j++) {
			if (strcmp(a->name, mapped[j].attribute) == 0 &&
			    !put_values(arena, session, mapped[j].key, a))
				return false;
		}
	}
	return true;
}

bool
context_read(struct arena *arena, const struct saml_assertion *assertion,
    struct aws_session *session)
{
	const char *issuer =
	    assertion->n_issuers > 0 ? assertion->issuer.text.value : NULL;

	return put_subject(arena, session, &assertion->subject) &&
	       put(arena, session, "saml:iss", issuer) &&
	       put_provider(arena, session, issuer) &&
	       put(arena, session, "sts:RoleSessionName",
		   saml_first_value(session->role_session_name)) &&
	       put(arena, session, "sts:SourceIdentity",
		   saml_first_value(session->source_identity)) &&
	       put_values(arena, session, "sts:TransitiveTagKeys",
		   session->transitive_tag_keys) &&
	       put_tags(arena, session) &&
	       put_mapped(arena, session, assertion);
}

bool
context_is_list(const char *key)
{
	static const char *const lists[] = {"saml:edupersonaffiliation",
	    "saml:edupersonnickname", "saml:edupersonorgunitdn",
	    "saml:edupersonentitlement", "saml:edupersonscopedaffiliation",
	    "saml:edupersontargetedid", "saml:edupersonassurance",
	    "saml:eduorghomepageuri", "saml:eduorgidentityauthnpolicyuri",
	    "saml:eduorglegalname", "saml:eduorgsuperioruri",
	    "saml:eduorgwhitepagesuri", "saml:cn", "aws:TagKeys",
	    "sts:TransitiveTagKeys"};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (strcasecmp(lists[i], key) == 0)
			return true;
	}
	return false;
}

const char *
context_source(const char *key)
{
	static const struct {
		const char *key, *source;
	} sources[] = {
	    {"saml:aud", "Recipient of SubjectConfirmationData"},
	    {"saml:iss", "Issuer"},
	    {"saml:sub", "NameID"},
	    {"saml:sub_type", "Format of NameID"},
	    {"saml:doc", "account and name of the provider"},
	    {"saml:namequalifier", "hash of issuer, account and provider"},
	    {"sts:RoleSessionName", "attribute RoleSessionName"},
	    {"sts:SourceIdentity", "attribute SourceIdentity"},
	    {"sts:TransitiveTagKeys", "attribute TransitiveTagKeys"},
	    {"aws:TagKeys", "all PrincipalTag attributes"},
	    {"aws:CurrentTime", "the moment that is judged"},
	    {"aws:EpochTime", "the moment that is judged"},
	    {"aws:SecureTransport", "always so"},
	    {"aws:SourceIp", "--source-ip"},
	};

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		if (strcasecmp(sources[i].key, key) == 0)
			return sources[i].source;
	}
	if (strncasecmp(key, "aws:RequestTag/", 15) == 0)
		return "attribute PrincipalTag";
	for (size_t i = 0; i < sizeof mapped / sizeof *mapped; i++) {
		if (strcmp(mapped[i].key, key) == 0)
			return mapped[i].attribute;
	}
	return "the assertion";
}
