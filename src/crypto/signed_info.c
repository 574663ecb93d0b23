/* SPDX-License-Identifier: MIT */
#include "crypto/signed_info.h"
#include "crypto/init.h"
#include "saml/name.h"

#include <libxml/c14n.h>
#include <libxml/tree.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <string.h>

#define PREFIXES_MAX 64
#define ECDSA_VALUE_MAX 132 /* two numbers of P-521 */

/* xmlC14NExecute() asks this of every node: is it inside the subtree? */
static int
is_inside(void *subtree, xmlNodePtr node, xmlNodePtr parent)
{
	/* A namespace is no node, and an attribute's parent is told too. */
	const xmlNode *at = node->type == XML_NAMESPACE_DECL ? parent : node;

	for (; at != NULL; at = at->parent)
		if (at == subtree)
			return 1;
	return 0;
}

struct prefixes {
	xmlChar *list[PREFIXES_MAX + 1]; /* ends with NULL */
	size_t n;
};

/* PrefixList: names set apart by white space.  false: too many. */
static bool
prefixes_split(struct arena *arena, const char *text, struct prefixes *p)
{
	static const char blanks[] = " \t\r\n";

	p->n = 0;
	p->list[0] = NULL;
	if (text == NULL)
		return true;
	for (;;) {
		size_t len;

		text += strspn(text, blanks);
		len = strcspn(text, blanks);
		if (len == 0)
			return true;
		if (p->n == PREFIXES_MAX)
			return false;
		p->list[p->n++] = (xmlChar *)arena_strndup(arena, text, len);
		p->list[p->n] = NULL;
		text += len;
	}
}

static bool
canonicalize(struct arena *arena, xmlNode *node,
    const struct c14n_algorithm *method, struct prefixes *prefixes,
    struct signed_info *info)
{
	xmlOutputBuffer *out = crypto_made(xmlAllocOutputBuffer(NULL));
	bool is_made = false;

	if (out == NULL)
		return false;
	if (xmlC14NExecute(node->doc, is_inside, node, method->mode,
		prefixes->list, method->has_comments, out) >= 0) {
		info->len = xmlOutputBufferGetSize(out);
		info->octets = arena_memdup(
		    arena, xmlOutputBufferGetContent(out), info->len);
		is_made = info->octets != NULL && info->len != 0;
	}
	xmlOutputBufferClose(out);
	return is_made;
}

static const char *
prefix_list(struct arena *arena, const xmlNode *method)
{
	const xmlNode *inclusive;

	inclusive = element_child(method, NS_EXC_C14N, "InclusiveNamespaces");
	if (inclusive == NULL)
		return NULL;
	return element_attribute(arena, inclusive, "PrefixList");
}

bool
signed_info_read(struct arena *arena, const struct saml_signature *signature,
    struct signed_info *info)
{
	const struct c14n_algorithm *c14n;
	const char *value = signature->signature_value;
	struct prefixes prefixes;
	xmlNode *node, *method;

	memset(info, 0, sizeof *info);
	info->method = signature_algorithm_find(signature->method);
	c14n = c14n_algorithm_find(signature->canonicalization);
	node = element_child(signature->at.node, NS_DS, "SignedInfo");
	if (info->method == NULL || c14n == NULL || node == NULL)
		return false;
	method = element_child(node, NS_DS, "CanonicalizationMethod");
	if (method == NULL ||
	    !prefixes_split(arena, prefix_list(arena, method), &prefixes) ||
	    !canonicalize(arena, node, c14n, &prefixes, info))
		return false;
	if (value != NULL)
		info->value = base64_decode(
		    arena, value, strlen(value), &info->value_len, &info->bad);
	return true;
}

bool
signature_algorithm_fits(const struct signature_algorithm *method,
    const struct certificate *certificate)
{
	return certificate->key != NULL &&
	       strcmp(certificate->key_type, method->key_type) == 0;
}

/* xmldsig-core1 6.4.3: r and s side by side; OpenSSL wants DER. */
static int
ecdsa_to_der(const uint8_t *value, size_t len, uint8_t **der)
{
	ECDSA_SIG *numbers = crypto_made(ECDSA_SIG_new());
	BIGNUM *r = NULL, *s = NULL;
	int half = (int)(len / 2), der_len = 0;

	if (numbers == NULL || len % 2 != 0 || len > ECDSA_VALUE_MAX)
		goto out;
	r = crypto_made(BN_bin2bn(value, half, NULL));
	s = crypto_made(BN_bin2bn(value + half, half, NULL));
	if (r == NULL || s == NULL || ECDSA_SIG_set0(numbers, r, s) != 1)
		goto out;
	r = s = NULL;
	der_len = i2d_ECDSA_SIG(numbers, der);
out:
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(numbers);
	return der_len;
}

static bool
value_verifies(const struct signed_info *info, EVP_PKEY *key,
    const uint8_t *value, size_t len)
{
	EVP_MD_CTX *context = crypto_made(EVP_MD_CTX_new());
	bool holds;

	holds =
	    context != NULL &&
	    EVP_DigestVerifyInit_ex(context, NULL, info->method->digest, NULL,
		NULL, key, NULL) == 1 &&
	    EVP_DigestVerify(context, value, len, info->octets, info->len) == 1;
	EVP_MD_CTX_free(context);
	return holds;
}

bool
signed_info_verifies(const struct signed_info *info,
    const struct certificate *certificate, enum value_form form)
{
	uint8_t *der = NULL;
	bool holds;
	int len;

	if (info->value == NULL || info->value_len == 0 ||
	    !signature_algorithm_fits(info->method, certificate))
		return false;
	if (strcmp(info->method->key_type, "EC") != 0 || form == VALUE_AS_DER)
		return value_verifies(
		    info, certificate->key, info->value, info->value_len);
	len = ecdsa_to_der(info->value, info->value_len, &der);
	holds =
	    len > 0 && value_verifies(info, certificate->key, der, (size_t)len);
	OPENSSL_free(der);
	return holds;
}
