/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "saml/judge.h"
#include "saml/name.h"

size_t
algorithm_count_prefixes(const char *list)
{
	size_t n = 0;

	for (const char *c = list; *c != '\0'; c++)
		if (strchr(" \t\r\n", *c) == NULL &&
		    (c == list || strchr(" \t\r\n", c[-1]) != NULL))
			n++;
	return n;
}

enum canonicalization
algorithm_canonicalization(const char *uri)
{
	if (uri == NULL)
		return C14N_NONE;
	if (strcmp(uri, ALG_EXC_C14N) == 0 || strcmp(uri, ALG_C14N) == 0 ||
	    strcmp(uri, ALG_C14N11) == 0)
		return C14N_PLAIN;
	if (strcmp(uri, ALG_EXC_C14N ALG_WITH_COMMENTS) == 0 ||
	    strcmp(uri, ALG_C14N "#" ALG_WITH_COMMENTS) == 0 ||
	    strcmp(uri, ALG_C14N11 "#" ALG_WITH_COMMENTS) == 0)
		return C14N_COMMENTS;
	return C14N_NONE;
}

/*
 * MD5, RIPEMD and DSA are broken or gone; HMAC knows no public key; "none" is
 * what other kinds of tokens call the absence of a signature.
 */
bool
structure_algorithm_is_refused(const char *uri)
{
	static const char *const words[] = {
	    "md5", "md2", "ripemd", "hmac", "#dsa-", "whirlpool", "#none"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(uri, words[i]) != NULL)
			return true;
	return false;
}

bool
algorithm_is_sha1(const char *uri)
{
	return strcmp(uri, ALG_SHA1) == 0 || strcmp(uri, ALG_RSA_SHA1) == 0 ||
	       strcmp(uri, ALG_ECDSA_SHA1) == 0 ||
	       strcmp(uri, "http://www.w3.org/2007/05/xmldsig-more#"
			   "sha1-rsa-MGF1") == 0;
}

/* P12: the digests of nothing: MD5, SHA-1, SHA-2 of an empty text. */
bool
algorithm_is_void_digest(const char *value)
{
	static const char *const digests[] = {
	    "1B2M2Y8AsgTpgAmY7PhCfg==",
	    "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
	    "nBGFpcXp/FRhKAiXfuj1SLIljTE=",
	    "0UoCjCo6K8lHYQK7KII0xBWisB+CjqYqxbPkLw==",
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
	    "OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/"
	    "529l+9Ua0vFImLlb",
	    "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+"
	    "DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
	};
	char packed[100];
	size_t n = 0;

	for (const char *c = value; *c != '\0'; c++)
		if (strchr(" \t\r\n", *c) == NULL) {
			if (n == sizeof packed - 1)
				return false;
			packed[n++] = *c;
		}
	packed[n] = '\0';
	for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++)
		if (strcmp(packed, digests[i]) == 0)
			return true;
	return n == 0;
}
