/* SPDX-License-Identifier: MIT */
#include "saml/encrypted.h"

#include <string.h>

#include "saml/name.h"
#include "saml/tree.h"

static const char *
algorithm_of(struct arena *arena, const xmlNode *node)
{
	return node == NULL ? NULL
			    : element_attribute(arena, node, "Algorithm");
}

static const char *
text_of(struct arena *arena, const struct saml_document *document,
    const xmlNode *node)
{
	return node == NULL ? NULL : element_text(arena, document, node).value;
}

static const char *
cipher_value(struct arena *arena, const struct saml_document *document,
    const xmlNode *node, bool *has_reference)
{
	const xmlNode *data = element_child(node, NS_XENC, "CipherData");

	if (element_child(data, NS_XENC, "CipherReference") != NULL)
		*has_reference = true;
	return text_of(
	    arena, document, element_child(data, NS_XENC, "CipherValue"));
}

/* xmlenc-core1 3.2, 5.5.2: digest and mask of OAEP. */
static void
read_method(struct arena *arena, const struct saml_document *document,
    const xmlNode *method, struct saml_encrypted_key *key)
{
	key->algorithm = algorithm_of(arena, method);
	key->digest =
	    algorithm_of(arena, element_child(method, NS_DS, "DigestMethod"));
	key->mgf = algorithm_of(arena, element_child(method, NS_XENC11, "MGF"));
	key->oaep_params = text_of(
	    arena, document, element_child(method, NS_XENC, "OAEPparams"));
}

static void
read_key(struct arena *arena, const struct saml_document *document,
    const xmlNode *node, bool is_beside, struct saml_encrypted *out)
{
	struct saml_encrypted_key *key;
	const xmlNode *info, *x509;
	bool has_reference = false;

	out->n_keys_seen++;
	if (out->n_keys == XENC_MAX_KEYS)
		return;
	key = arena_push(arena, &out->keys, &out->n_keys, sizeof *key);
	if (key == NULL)
		return;
	key->at = document_at(document, node);
	key->is_beside = is_beside;
	key->id = element_attribute(arena, node, "Id");
	key->recipient = element_attribute(arena, node, "Recipient");
	read_method(arena, document,
	    element_child(node, NS_XENC, "EncryptionMethod"), key);
	key->cipher_value = cipher_value(arena, document, node, &has_reference);
	if (has_reference)
		out->has_reference = true;
	info = element_child(node, NS_DS, "KeyInfo");
	key->key_name =
	    text_of(arena, document, element_child(info, NS_DS, "KeyName"));
	x509 = element_child(info, NS_DS, "X509Data");
	key->certificate = text_of(
	    arena, document, element_child(x509, NS_DS, "X509Certificate"));
}

static void
read_keys(struct arena *arena, const struct saml_document *document,
    const xmlNode *parent, bool is_beside, struct saml_encrypted *out)
{
	for (const xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node))
		if (element_is(node, NS_XENC, "EncryptedKey"))
			read_key(arena, document, node, is_beside, out);
}

static const char *
what_is_in(const xmlNode *node)
{
	if (element_is(node, NS_SAML, "EncryptedAssertion"))
		return "Assertion";
	if (element_is(node, NS_SAML, "EncryptedID"))
		return "NameID";
	if (element_is(node, NS_SAML, "EncryptedAttribute"))
		return "Attribute";
	return NULL;
}

bool
encrypted_read(struct arena *arena, const struct saml_document *document,
    const xmlNode *node, struct saml_encrypted *out)
{
	const xmlNode *data;

	memset(out, 0, sizeof *out);
	out->what = what_is_in(node);
	if (out->what == NULL)
		return false;
	out->at = document_at(document, node);
	out->n_data = element_count(node, NS_XENC, "EncryptedData");
	data = element_child(node, NS_XENC, "EncryptedData");
	if (data != NULL) {
		out->type = element_attribute(arena, data, "Type");
		out->algorithm = algorithm_of(
		    arena, element_child(data, NS_XENC, "EncryptionMethod"));
		out->cipher_value =
		    cipher_value(arena, document, data, &out->has_reference);
		read_keys(arena, document,
		    element_child(data, NS_DS, "KeyInfo"), false, out);
	}
	read_keys(arena, document, node, true, out);
	return true;
}
