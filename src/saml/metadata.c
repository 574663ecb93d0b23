/* SPDX-License-Identifier: MIT */
#include "saml/metadata.h"

#include <string.h>

#include "saml/name.h"
#include "saml/tree.h"

struct reading {
	struct arena *arena;
	const struct saml_document *document;
};

static enum metadata_use
use_of(const char *use)
{
	if (use == NULL)
		return USE_BOTH;
	if (strcmp(use, "signing") == 0)
		return USE_SIGNING;
	if (strcmp(use, "encryption") == 0)
		return USE_ENCRYPTION;
	return USE_OTHER;
}

static const char *
text_of(const struct reading *r, const xmlNode *node)
{
	return node == NULL ? NULL
			    : element_text(r->arena, r->document, node).value;
}

static struct metadata_key *
push_key(const struct reading *r, struct metadata_entity *entity,
    const xmlNode *descriptor, const xmlNode *info)
{
	struct metadata_key *key;

	entity->n_keys_seen++;
	if (entity->n_keys == METADATA_MAX_KEYS)
		return NULL;
	key = arena_push(r->arena, &entity->keys, &entity->n_keys, sizeof *key);
	if (key == NULL)
		return NULL;
	key->use = use_of(element_attribute(r->arena, descriptor, "use"));
	key->key_name = text_of(r, element_child(info, NS_DS, "KeyName"));
	key->has_key_value = element_child(info, NS_DS, "KeyValue") != NULL;
	key->at = document_at(r->document, descriptor);
	return key;
}

/*
 * SAML2Meta 2.4.1.1.  Every certificate of the KeyDescriptor is a key of its
 * own; a descriptor without any is kept too, so that it can be spoken of.
 */
static void
read_key(const struct reading *r, struct metadata_entity *entity,
    const xmlNode *descriptor)
{
	const xmlNode *info = element_child(descriptor, NS_DS, "KeyInfo");
	struct metadata_key *key;
	size_t n = 0;

	for (const xmlNode *data = element_first(info); data != NULL;
	     data = element_next(data)) {
		if (!element_is(data, NS_DS, "X509Data"))
			continue;
		for (const xmlNode *node = element_first(data); node != NULL;
		     node = element_next(node)) {
			if (!element_is(node, NS_DS, "X509Certificate"))
				continue;
			n++;
			key = push_key(r, entity, descriptor, info);
			if (key == NULL)
				return;
			key->certificate = text_of(r, node);
			key->at = document_at(r->document, node);
		}
	}
	if (n == 0)
		push_key(r, entity, descriptor, info);
}

static void
read_sso(const struct reading *r, struct metadata_entity *entity,
    const xmlNode *node)
{
	struct metadata_endpoint *sso;

	sso = arena_push(r->arena, &entity->sso, &entity->n_sso, sizeof *sso);
	if (sso == NULL)
		return;
	sso->binding = element_attribute(r->arena, node, "Binding");
	sso->location = element_attribute(r->arena, node, "Location");
	sso->response_location =
	    element_attribute(r->arena, node, "ResponseLocation");
	sso->at = document_at(r->document, node);
}

/* protocolSupportEnumeration is a list of URIs set apart by blanks. */
static bool
supports_saml2(const struct reading *r, const xmlNode *descriptor)
{
	const char *list, *at;
	size_t len = strlen(NS_SAMLP);

	list = element_attribute(
	    r->arena, descriptor, "protocolSupportEnumeration");
	for (at = list; at != NULL; at = strstr(at + 1, NS_SAMLP)) {
		at = strstr(at, NS_SAMLP);
		if (at == NULL)
			return false;
		if ((at == list || strchr(" \t\r\n", at[-1]) != NULL) &&
		    strchr(" \t\r\n", at[len]) != NULL)
			return true;
	}
	return false;
}

static void
read_validity(const struct reading *r, const xmlNode *node,
    struct metadata_validity *validity)
{
	struct saml_time *time = &validity->valid_until;

	time->text = element_attribute(r->arena, node, "validUntil");
	time->at = document_at(r->document, node);
	if (time->text != NULL)
		time->is_valid =
		    datetime_parse(time->text, &time->seconds, &time->has_zone);
	validity->cache_duration =
	    element_attribute(r->arena, node, "cacheDuration");
}

static void
read_idp_descriptor(const struct reading *r, struct metadata_entity *entity,
    const xmlNode *descriptor)
{
	if (!supports_saml2(r, descriptor)) {
		entity->has_other_idp = true;
		return;
	}
	entity->has_idp_descriptor = true;
	entity->n_idp_descriptors++;
	read_validity(r, descriptor, &entity->idp_validity);
	for (const xmlNode *node = element_first(descriptor); node != NULL;
	     node = element_next(node)) {
		if (element_is(node, NS_MD, "KeyDescriptor"))
			read_key(r, entity, node);
		else if (element_is(node, NS_MD, "SingleSignOnService"))
			read_sso(r, entity, node);
	}
}

static void
read_entity(const struct reading *r, struct saml_metadata *metadata,
    const xmlNode *node)
{
	struct metadata_entity *entity;
	const char *id;

	metadata->n_entities_seen++;
	if (metadata->n_entities == METADATA_MAX_ENTITIES)
		return;
	entity = arena_push(r->arena, &metadata->entities,
	    &metadata->n_entities, sizeof *entity);
	if (entity == NULL)
		return;
	id = element_attribute(r->arena, node, "entityID");
	entity->entity_id = id == NULL ? "" : id;
	entity->at = document_at(r->document, node);
	read_validity(r, node, &entity->validity);
	for (const xmlNode *role = element_first(node); role != NULL;
	     role = element_next(role)) {
		if (element_is(role, NS_MD, "IDPSSODescriptor"))
			read_idp_descriptor(r, entity, role);
		else if (element_is(role, NS_MD, "SPSSODescriptor"))
			entity->has_sp_descriptor = true;
		else if (element_is(role, NS_MD, "RoleDescriptor"))
			entity->has_ws_federation = true;
	}
}

/* EntitiesDescriptors may be nested (SAML2Meta 2.3.1). */
static void
read_entities(
    const struct reading *r, struct saml_metadata *metadata, xmlNode *root)
{
	xmlNode *node = root;

	while (node != NULL) {
		if (element_is(node, NS_MD, "EntitiesDescriptor")) {
			node = tree_next_element(root, node);
			continue;
		}
		if (element_is(node, NS_MD, "EntityDescriptor"))
			read_entity(r, metadata, node);
		node = tree_skip_element(root, node);
	}
}

struct saml_metadata *
metadata_read(struct arena *arena, const struct saml_document *document)
{
	const struct reading r = {.arena = arena, .document = document};
	struct saml_metadata *metadata = arena_alloc(arena, sizeof *metadata);

	if (metadata == NULL)
		return NULL;
	if (element_is(document_root(document), NS_MD, "EntitiesDescriptor"))
		read_validity(&r, document_root(document), &metadata->validity);
	read_entities(&r, metadata, document_root(document));
	return arena_has_failed(arena) ? NULL : metadata;
}
