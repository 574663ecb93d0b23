/* SPDX-License-Identifier: MIT */
#include "crypto/certificate_outline.h"

#include <string.h>

#include "chars.h"
#include "saml/datetime.h"

#define EXTENSIONS_MAX 32
#define NAME_PARTS_MAX 16
#define SERIAL_OCTETS_MAX 20 /* RFC 5280 4.1.2.2 */
#define OID(text)                                         \
	{                                                 \
		(const uint8_t *)(text), sizeof(text) - 1 \
	}

static const struct {
	struct der oid;
	struct signature_algorithm algorithm;
} signatures[] = {
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
	{"sha256WithRSAEncryption", NULL}},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"),
	{"sha1WithRSAEncryption", "SHA-1"}},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"),
	{"sha384WithRSAEncryption", NULL}},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"),
	{"sha512WithRSAEncryption", NULL}},
    {OID("\x2a\x86\x48\xce\x3d\x04\x03\x02"), {"ecdsa-with-SHA256", NULL}},
    {OID("\x2a\x86\x48\xce\x3d\x04\x03\x03"), {"ecdsa-with-SHA384", NULL}},
};

static const struct {
	struct der oid;
	const char *name; /* in RFC 2253 */
} attributes[] = {
    {OID("\x55\x04\x03"), "CN"},
    {OID("\x55\x04\x0a"), "O"},
    {OID("\x55\x04\x0b"), "OU"},
    {OID("\x55\x04\x06"), "C"},
    {OID("\x55\x04\x08"), "ST"},
    {OID("\x55\x04\x07"), "L"},
    {OID("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19"), "DC"},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"), "emailAddress"},
};

static const struct der rsa = OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01");
static const struct der key_id = OID("\x55\x1d\x0e");

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* An AlgorithmIdentifier; its parameters are NULL, a name, or none. */
static bool
take_algorithm(struct der *der, struct der *oid)
{
	struct der inside, parameters;

	if (!der_take(der, DER_SEQUENCE, &inside) ||
	    !der_take_oid(&inside, oid))
		return false;
	if (der_take(&inside, DER_NULL, &parameters))
		return parameters.len == 0 && inside.len == 0;
	return inside.len == 0 ||
	       (der_take_oid(&inside, &parameters) && inside.len == 0);
}

static bool
take_version(struct der *der, struct certificate_outline *outline)
{
	struct der inside, number;

	outline->version = 1;
	if (!der_is(der, DER_CONTEXT_0))
		return true;
	outline->version = 3;
	return der_take(der, DER_CONTEXT_0, &inside) &&
	       der_take_unsigned(&inside, &number) && inside.len == 0 &&
	       number.len == 1 && number.at[0] == 2;
}

static bool
take_serial(struct der *der, struct certificate_outline *outline)
{
	struct der *serial = &outline->serial;

	return der_take_unsigned(der, serial) &&
	       (serial->len < SERIAL_OCTETS_MAX ||
		   (serial->len == SERIAL_OCTETS_MAX &&
		       serial->at[0] < 0x80)) &&
	       (serial->len > 1 || serial->at[0] != 0);
}

static bool
find_signature(struct der oid, struct certificate_outline *outline)
{
	for (size_t i = 0; i < LENGTH(signatures); i++) {
		if (!der_same(signatures[i].oid, oid))
			continue;
		outline->signature = &signatures[i].algorithm;
		return true;
	}
	return false;
}

/* "YYYY-MM-DDTHH:MM:SSZ" of the digits "YYYYMMDDHHMMSSZ". */
static bool
read_digits(const char *digits, int64_t *seconds)
{
	static const char shape[] = "0000-00-00T00:00:00Z";
	char text[sizeof shape];
	bool has_zone;

	for (size_t i = 0; i < sizeof shape; i++) {
		text[i] = shape[i] != '0' ? shape[i] : *digits++;
		if (shape[i] == '0' && !char_is_digit(text[i]))
			return false;
	}
	/* What XML writes and X.509 does not: 24:00:00, a leap second. */
	if (memcmp(text + 11, "24", 2) == 0 || memcmp(text + 17, "60", 2) == 0)
		return false;
	return *digits == 'Z' && datetime_parse(text, seconds, &has_zone);
}

/* RFC 5280 4.1.2.5: UTCTime until 2049, GeneralizedTime from then on. */
static bool
take_time(struct der *der, int64_t *seconds)
{
	char digits[16] = "";
	struct der time;

	if (der_take(der, DER_UTC_TIME, &time)) {
		if (time.len != 13)
			return false;
		memcpy(digits, time.at[0] < '5' ? "20" : "19", 2);
		memcpy(digits + 2, time.at, 13);
	} else if (der_take(der, DER_GENERALIZED_TIME, &time)) {
		if (time.len != 15)
			return false;
		memcpy(digits, time.at, 15);
	} else {
		return false;
	}
	return read_digits(digits, seconds);
}

static bool
take_validity(struct der *der, struct certificate_outline *outline)
{
	struct der inside;

	return der_take(der, DER_SEQUENCE, &inside) &&
	       take_time(&inside, &outline->not_before) &&
	       take_time(&inside, &outline->not_after) && inside.len == 0;
}

static bool
take_key_info(struct der *der, struct certificate_outline *outline)
{
	const uint8_t *start = der->at;
	struct der inside, oid, bits;

	if (!der_take(der, DER_SEQUENCE, &inside) ||
	    !take_algorithm(&inside, &oid) || !der_take_bits(&inside, &bits) ||
	    inside.len != 0)
		return false;
	outline->key_info = (struct der){start, (size_t)(der->at - start)};
	return true;
}

bool
key_info_rsa(struct der key_info, struct der *rsa_key)
{
	struct der inside, oid;

	return der_take(&key_info, DER_SEQUENCE, &inside) &&
	       key_info.len == 0 && take_algorithm(&inside, &oid) &&
	       der_same(oid, rsa) && der_take_bits(&inside, rsa_key) &&
	       inside.len == 0;
}

/* critical is FALSE by default, which is not written then. */
static bool
take_extension(struct der *der, struct der *oid, struct der *value)
{
	struct der inside, critical;

	if (!der_take(der, DER_SEQUENCE, &inside) ||
	    !der_take_oid(&inside, oid))
		return false;
	if (der_is(&inside, DER_BOOLEAN) &&
	    (!der_take(&inside, DER_BOOLEAN, &critical) || critical.len != 1 ||
		critical.at[0] != 0xff))
		return false;
	return der_take(&inside, DER_OCTET_STRING, value) && inside.len == 0;
}

static bool
is_among(struct der oid, const struct der *oids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (der_same(oids[i], oid))
			return true;
	}
	return false;
}

static bool
take_extensions(struct der *der, struct certificate_outline *outline)
{
	struct der outer, inside, value, oids[EXTENSIONS_MAX];
	size_t n = 0;

	outline->has_extensions = der->len > 0;
	if (der->len == 0)
		return true;
	if (!der_take(der, DER_CONTEXT_3, &outer) || der->len != 0 ||
	    !der_take(&outer, DER_SEQUENCE, &inside) || outer.len != 0 ||
	    inside.len == 0)
		return false;
	for (; inside.len > 0; n++) {
		if (n == EXTENSIONS_MAX ||
		    !take_extension(&inside, &oids[n], &value) ||
		    is_among(oids[n], oids, n))
			return false;
		if (!der_same(oids[n], key_id))
			continue;
		if (!der_take(&value, DER_OCTET_STRING, &outline->key_id) ||
		    value.len != 0 || outline->key_id.len == 0)
			return false;
	}
	return true;
}

bool
certificate_outline_read(
    const uint8_t *octets, size_t len, struct certificate_outline *outline)
{
	struct der all = {octets, len}, whole, body, oid, outer_oid, value;

	memset(outline, 0, sizeof *outline);
	if (!der_take(&all, DER_SEQUENCE, &whole))
		return false;
	outline->len = len - all.len;
	if (!der_take(&whole, DER_SEQUENCE, &body) ||
	    !take_algorithm(&whole, &outer_oid) ||
	    !der_take_bits(&whole, &value) || whole.len != 0)
		return false;
	return take_version(&body, outline) && take_serial(&body, outline) &&
	       take_algorithm(&body, &oid) && der_same(oid, outer_oid) &&
	       find_signature(oid, outline) &&
	       der_take(&body, DER_SEQUENCE, &outline->issuer) &&
	       take_validity(&body, outline) &&
	       der_take(&body, DER_SEQUENCE, &outline->subject) &&
	       take_key_info(&body, outline) && take_extensions(&body, outline);
}

/* ---- Names. */

struct name_part {
	const char *name;
	struct der value;
};

static const char *
attribute_name(struct der oid)
{
	for (size_t i = 0; i < LENGTH(attributes); i++) {
		if (der_same(attributes[i].oid, oid))
			return attributes[i].name;
	}
	return NULL;
}

/* ASCII of which RFC 2253 escapes nothing. */
static bool
is_plain(struct der value)
{
	if (value.len == 0 || value.at[0] == '#' || value.at[0] == ' ' ||
	    value.at[value.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < 0x20 || value.at[i] > 0x7e ||
		    strchr(",+\"\\<>;", value.at[i]) != NULL)
			return false;
	}
	return true;
}

/* A RelativeDistinguishedName of one attribute. */
static bool
take_part(struct der *name, struct name_part *part)
{
	struct der set, pair, oid;

	if (!der_take(name, DER_SET, &set) ||
	    !der_take(&set, DER_SEQUENCE, &pair) || set.len != 0 ||
	    !der_take_oid(&pair, &oid))
		return false;
	part->name = attribute_name(oid);
	return part->name != NULL &&
	       (der_take(&pair, DER_UTF8_STRING, &part->value) ||
		   der_take(&pair, DER_PRINTABLE_STRING, &part->value) ||
		   der_take(&pair, DER_IA5_STRING, &part->value)) &&
	       pair.len == 0 && is_plain(part->value);
}

/* The last part comes first: RFC 2253 2.1. */
const char *
certificate_outline_name(struct arena *arena, struct der name)
{
	struct name_part parts[NAME_PARTS_MAX];
	size_t n = 0, len = 0;
	char *text, *at;

	for (; name.len > 0; n++) {
		if (n == NAME_PARTS_MAX || !take_part(&name, &parts[n]))
			return NULL;
		len += strlen(parts[n].name) + parts[n].value.len + 2;
	}
	text = at = n > 0 ? arena_alloc(arena, len) : NULL;
	if (text == NULL)
		return NULL;
	while (n-- > 0) {
		size_t name_len = strlen(parts[n].name);

		memcpy(at, parts[n].name, name_len);
		at[name_len] = '=';
		at += name_len + 1;
		memcpy(at, parts[n].value.at, parts[n].value.len);
		at += parts[n].value.len;
		*at++ = n > 0 ? ',' : '\0';
	}
	return text;
}
