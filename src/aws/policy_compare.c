/* SPDX-License-Identifier: MIT */
/*
 * The condition operators, one value against one other (IAM User Guide: IAM
 * JSON policy elements: Condition operators).
 */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "aws/policy.h"
#include "aws/policy_number.h"

/* Wildcards are characters like others here. */
static bool
equals(const struct policy_pattern *p, const char *value, bool fold_case)
{
	if (strlen(value) != p->len)
		return false;
	return fold_case ? strncasecmp(p->text, value, p->len) == 0
			 : memcmp(p->text, value, p->len) == 0;
}

/* Six parts, each matched by itself; the last one holds the rest. */
static bool
arn_fits(const struct policy_pattern *p, const char *value)
{
	size_t at = 0;

	for (int part = 0; part < 6; part++) {
		const char *colon = strchr(value, ':');
		struct policy_pattern piece = {
		    p->text + at, p->is_wild + at, p->len - at};
		const char *end = memchr(piece.text, ':', piece.len);
		size_t len = strlen(value);

		if (part < 5) {
			if (end == NULL || colon == NULL)
				return false;
			piece.len = (size_t)(end - piece.text);
			len = (size_t)(colon - value);
		}
		if (!policy_match(&piece, value, len, false))
			return false;
		at += piece.len + 1;
		value += part < 5 ? len + 1 : len;
	}
	return true;
}

struct network {
	int family;
	unsigned char octets[16];
	unsigned bits; /* of the prefix */
};

static bool
network_read(const char *text, struct network *network)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	int64_t bits;

	if (len >= sizeof address)
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	network->family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
	network->bits = network->family == AF_INET ? 32 : 128;
	if (inet_pton(network->family, address, network->octets) != 1)
		return false;
	if (slash == NULL)
		return true;
	if (!policy_whole_number(slash + 1, &bits) || bits < 0 ||
	    bits > (int64_t)network->bits)
		return false;
	network->bits = (unsigned)bits;
	return true;
}

static enum truth
address_fits(const char *wanted, const char *value)
{
	struct network network, address;
	unsigned whole, rest, mask;

	if (!network_read(wanted, &network) || !network_read(value, &address))
		return TRUTH_UNKNOWN;
	if (network.family != address.family || address.bits < network.bits)
		return TRUTH_NO;
	whole = network.bits / 8;
	rest = network.bits % 8;
	if (memcmp(network.octets, address.octets, whole) != 0)
		return TRUTH_NO;
	mask = 0xffU << (8 - rest) & 0xffU;
	return rest == 0 || ((network.octets[whole] ^ address.octets[whole]) &
				mask) == 0
		   ? TRUTH_YES
		   : TRUTH_NO;
}

/* How two numbers, or two times, stand to each other. */
static enum truth
order_fits(enum policy_operator operator, int order)
{
	switch (operator) {
	case NUMERIC_EQUALS:
	case NUMERIC_NOT_EQUALS:
	case DATE_EQUALS:
	case DATE_NOT_EQUALS:
		return order == 0 ? TRUTH_YES : TRUTH_NO;
	case NUMERIC_LESS:
	case DATE_LESS:
		return order < 0 ? TRUTH_YES : TRUTH_NO;
	case NUMERIC_LESS_EQUALS:
	case DATE_LESS_EQUALS:
		return order <= 0 ? TRUTH_YES : TRUTH_NO;
	case NUMERIC_GREATER:
	case DATE_GREATER:
		return order > 0 ? TRUTH_YES : TRUTH_NO;
	default:
		return order >= 0 ? TRUTH_YES : TRUTH_NO;
	}
}

static enum truth
number_fits(
    enum policy_operator operator, const char * wanted, const char *value)
{
	int order;

	if (!policy_compare_numbers(value, wanted, &order))
		return TRUTH_UNKNOWN;
	return order_fits(operator, order);
}

static enum truth
date_fits(enum policy_operator operator, const char * wanted, const char *value)
{
	int64_t left, right;

	if (!policy_read_date(value, &left) ||
	    !policy_read_date(wanted, &right))
		return TRUTH_UNKNOWN;
	return order_fits(operator, left<right ? -1 : left> right);
}

static enum truth
told(bool is_true)
{
	return is_true ? TRUTH_YES : TRUTH_NO;
}

enum truth
policy_compare(enum policy_operator operator,
    const struct policy_pattern * wanted, const char *value)
{
	switch (operator) {
	case STRING_EQUALS:
	case STRING_NOT_EQUALS:
	case BINARY_EQUALS:
		return told(equals(wanted, value, false));
	case STRING_EQUALS_IGNORE_CASE:
	case STRING_NOT_EQUALS_IGNORE_CASE:
	case OPERATOR_BOOL:
		return told(equals(wanted, value, true));
	case STRING_LIKE:
	case STRING_NOT_LIKE:
		return told(policy_match(wanted, value, strlen(value), false));
	case ARN_EQUALS:
	case ARN_NOT_EQUALS:
	case ARN_LIKE:
	case ARN_NOT_LIKE:
		return told(arn_fits(wanted, value));
	case IP_ADDRESS:
	case NOT_IP_ADDRESS:
		return address_fits(wanted->text, value);
	case OPERATOR_UNKNOWN:
	case OPERATOR_NULL:
		return TRUTH_UNKNOWN;
	default:
		return operator>= DATE_EQUALS
			   ? date_fits(operator, wanted->text, value)
			   : number_fits(operator, wanted->text, value);
	}
}
