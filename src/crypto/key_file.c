/* SPDX-License-Identifier: MIT */
#include "crypto/key_file.h"

#include <ctype.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>

#define BEGIN "-----BEGIN "
#define END "-----END "

/* ---- Files that are no PEM */

typedef bool probe(const uint8_t *, size_t len);

static bool
is_pkcs12(const uint8_t *data, size_t len)
{
	const unsigned char *at = data;
	PKCS12 *found = d2i_PKCS12(NULL, &at, (long)len);

	PKCS12_free(found);
	return found != NULL;
}

static bool
is_certificate(const uint8_t *data, size_t len)
{
	const unsigned char *at = data;
	X509 *found = d2i_X509(NULL, &at, (long)len);

	X509_free(found);
	return found != NULL;
}

static bool
is_public(const uint8_t *data, size_t len)
{
	const unsigned char *at = data;
	EVP_PKEY *found = d2i_PUBKEY(NULL, &at, (long)len);

	EVP_PKEY_free(found);
	return found != NULL;
}

static bool
is_private(const uint8_t *data, size_t len)
{
	const unsigned char *at = data;
	EVP_PKEY *found = d2i_AutoPrivateKey(NULL, &at, (long)len);

	EVP_PKEY_free(found);
	return found != NULL;
}

static bool
is_encrypted(const uint8_t *data, size_t len)
{
	const unsigned char *at = data;
	X509_SIG *found = d2i_X509_SIG(NULL, &at, (long)len);

	X509_SIG_free(found);
	return found != NULL;
}

static const struct {
	probe *is_it;
	const char *what;
	const char *command; /* up to the file's name; NULL */
	const char *rest;    /* behind it */
} binaries[] = {
    {is_private, "a private key in DER, which is binary",
	"openssl pkey -inform DER -in", "-out key.pem"},
    {is_pkcs12, "a PKCS#12 file (.pfx, .p12)",
	"openssl pkcs12 -nodes -nocerts -in", "| openssl pkey -out key.pem"},
    {is_certificate, "a certificate in DER, without a private key", NULL, NULL},
    {is_public, "a public key in DER", NULL, NULL},
    {is_encrypted, "a private key in DER under a passphrase",
	"openssl pkcs8 -inform DER -in", "-out key.pem"},
};

/* A name that a shell takes as it is; FILE stands for another one. */
static const char *
shell_name(const char *name)
{
	for (const char *at = name; *at != '\0'; at++) {
		if (!isalnum((unsigned char)*at) &&
		    strchr("/._-+@,=", *at) == NULL)
			return "FILE";
	}
	return *name == '\0' || *name == '-' ? "FILE" : name;
}

static const char *
command(
    struct arena *arena, const char *head, const char *name, const char *rest)
{
	return arena_printf(arena, "%s %s %s", head, shell_name(name), rest);
}

static bool
is_utf16(const uint8_t *data, size_t len)
{
	return len > 1 && ((data[0] == 0xff && data[1] == 0xfe) ||
			      (data[0] == 0xfe && data[1] == 0xff));
}

/* Base64 of a DER key without the lines of PEM around it. */
static bool
is_bare_base64(const uint8_t *data, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (isspace(data[i]))
			continue;
		if (!isalnum(data[i]) && strchr("+/=", data[i]) == NULL)
			return false;
		n++;
	}
	return n > 100 && memcmp(data, "MII", 3) == 0;
}

static void
look_at_binary(struct arena *arena, struct key_file *f, const char *name,
    const uint8_t *data, size_t len)
{
	f->kind = KEY_FILE_NOT_PEM;
	f->grade = SDX_DOCUMENTED;
	f->what = "no PEM: it holds no -----BEGIN line";
	f->advice = "Give the private key as a .pem file: text that begins "
		    "with -----BEGIN.";
	if (len == 0)
		f->what = "an empty file";
	else if (is_utf16(data, len))
		f->what = "text in UTF-16";
	else if (is_bare_base64(data, len))
		f->what = "base64 without its -----BEGIN and -----END lines";
	if (is_utf16(data, len))
		f->convert = command(
		    arena, "iconv -f UTF-16 -t ASCII", name, "> key.pem");
	if (len == 0 || data[0] != 0x30)
		return;
	f->what = "binary, and no PEM";
	for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++) {
		if (!binaries[i].is_it(data, len))
			continue;
		f->what = binaries[i].what;
		f->advice = binaries[i].command != NULL
				? NULL
				: "Give the private key that belongs to it.";
		if (binaries[i].command != NULL)
			f->convert = command(
			    arena, binaries[i].command, name, binaries[i].rest);
		break;
	}
	ERR_clear_error();
}

/* ---- PEM */

static const struct {
	const char *label;
	enum key_file_kind kind;
	const char *what;
	enum sdx_grade grade;
	const char *head, *rest; /* the command around the file's name */
} labels[] = {
    {"ENCRYPTED PRIVATE KEY", KEY_FILE_ENCRYPTED,
	"a private key under a passphrase (encrypted PKCS#8)", SDX_DOCUMENTED,
	"openssl pkey -in", "-out key.pem"},
    {"OPENSSH PRIVATE KEY", KEY_FILE_NOT_PEM,
	"a private key in the format of OpenSSH", SDX_INFERRED, "cp -p",
	"key.pem && ssh-keygen -p -N '' -m PEM -f key.pem"},
    {"EC PRIVATE KEY", KEY_FILE_OTHER_KEY, "a private key of elliptic curves",
	SDX_INFERRED, NULL, NULL},
    {"DSA PRIVATE KEY", KEY_FILE_OTHER_KEY, "a DSA private key", SDX_INFERRED,
	NULL, NULL},
    {"CERTIFICATE", KEY_FILE_NO_KEY, "a certificate", SDX_INFERRED, NULL, NULL},
    {"CERTIFICATE REQUEST", KEY_FILE_NO_KEY, "a certificate request",
	SDX_INFERRED, NULL, NULL},
    {"NEW CERTIFICATE REQUEST", KEY_FILE_NO_KEY, "a certificate request",
	SDX_INFERRED, NULL, NULL},
    {"PUBLIC KEY", KEY_FILE_NO_KEY, "a public key", SDX_INFERRED, NULL, NULL},
    {"RSA PUBLIC KEY", KEY_FILE_NO_KEY, "a public key", SDX_INFERRED, NULL,
	NULL},
    {"PKCS7", KEY_FILE_NO_KEY, "a PKCS#7 file of certificates", SDX_INFERRED,
	NULL, NULL},
};

static bool
is_label(const char *label, const char *at, size_t len)
{
	return at != NULL && strlen(label) == len &&
	       memcmp(label, at, len) == 0;
}

static bool
ends_in_key(const char *at, size_t len)
{
	static const char tail[] = "PRIVATE KEY";
	size_t n = sizeof tail - 1;

	return len >= n && memcmp(at + len - n, tail, n) == 0;
}

/* The first block that is a private key, else the first of all. */
struct blocks {
	const char *label;
	size_t len;
	bool is_key, is_closed;
};

static bool
is_all_blank(const char *at, const char *end)
{
	for (; at < end; at++) {
		if (!isspace((unsigned char)*at))
			return false;
	}
	return true;
}

static const char *
find(const char *at, const char *end, const char *what)
{
	return memmem(at, (size_t)(end - at), what, strlen(what));
}

/* Walk over the blocks and note what stands around them. */
static void
walk(struct key_file *f, const char *text, size_t len, struct blocks *first)
{
	const char *at = text, *end = text + len, *begin;

	if (f->has_bom)
		at += 3;
	f->has_text_before = !is_all_blank(at, find(at, end, BEGIN));
	while ((begin = find(at, end, BEGIN)) != NULL) {
		const char *label = begin + sizeof BEGIN - 1;
		const char *stop = find(label, end, "-----");
		size_t n = stop != NULL ? (size_t)(stop - label) : 0;
		bool is_key = ends_in_key(label, n);
		const char *close = find(label, end, END);

		f->n_blocks++;
		f->n_keys += is_key ? 1 : 0;
		if (first->label == NULL || (is_key && !first->is_key))
			*first =
			    (struct blocks){label, n, is_key, close != NULL};
		at = close != NULL ? close + sizeof END - 1 : end;
	}
	/* Behind the label of the last END line. */
	begin = find(at, end, "-----");
	f->has_text_behind = begin != NULL && !is_all_blank(begin + 5, end);
}

static void
set_rsa(struct arena *arena, struct key_file *f, const struct private_key *key)
{
	f->kind = KEY_FILE_RSA;
	f->bits = key->bits;
	f->fingerprint = key->fingerprint;
	f->what = arena_printf(
	    arena, "an RSA private key of %u bits (%s)", key->bits, key->form);
}

/* A private key in a form that might hold any algorithm. */
static bool
look_inside(struct arena *arena, struct key_file *f, const char *name,
    const uint8_t *data, size_t len)
{
	const struct private_key *key =
	    private_key_read(arena, name, data, len, NULL, NULL);

	if (key == NULL)
		return false;
	f->grade = SDX_INFERRED;
	if (key->fault == KEY_OK) {
		set_rsa(arena, f, key);
	} else if (key->was_encrypted) {
		f->kind = KEY_FILE_ENCRYPTED;
		f->grade = SDX_DOCUMENTED;
		f->what = "a private key under a passphrase (PKCS#1, "
			  "Proc-Type: 4,ENCRYPTED)";
		f->convert =
		    command(arena, "openssl pkey -in", name, "-out key.pem");
	} else if (key->fault == KEY_NOT_RSA) {
		f->kind = KEY_FILE_OTHER_KEY;
		f->what = arena_printf(
		    arena, "a private key of the algorithm %s", key->key_type);
	} else {
		f->kind = KEY_FILE_DAMAGED;
		f->what = arena_printf(arena,
		    "a private key that cannot be read: %s", key->detail);
	}
	return true;
}

static void
advise(struct key_file *f)
{
	if (f->kind == KEY_FILE_OTHER_KEY)
		f->advice = "Assertions are encrypted with RSA: make an RSA "
			    "key, samldx rotate --new-key key.pem, and give "
			    "the identity provider its certificate.";
	else if (f->kind == KEY_FILE_NO_KEY)
		f->advice = "Give the private key that belongs to it.";
	else if (f->kind == KEY_FILE_DAMAGED)
		f->advice = "Take the key from where it was made once more.";
}

static bool
look_at_pem(struct arena *arena, struct key_file *f, const char *name,
    const uint8_t *data, size_t len)
{
	struct blocks first = {0};
	bool is_told = false;

	walk(f, (const char *)data, len, &first);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (!is_label(labels[i].label, first.label, first.len))
			continue;
		f->kind = labels[i].kind;
		f->what = labels[i].what;
		f->grade = labels[i].grade;
		if (labels[i].head != NULL)
			f->convert = command(
			    arena, labels[i].head, name, labels[i].rest);
		is_told = true;
	}
	if (!is_told && first.is_key) {
		if (!look_inside(arena, f, name, data, len))
			return false;
	} else if (!is_told) {
		f->kind = KEY_FILE_NO_KEY;
		f->what = arena_printf(arena, "PEM of another kind: %.*s",
		    (int)(first.len < 40 ? first.len : 40), first.label);
		f->grade = SDX_INFERRED;
	}
	if (!first.is_closed) {
		f->kind = KEY_FILE_DAMAGED;
		f->what = "cut short: its -----END line is missing";
		f->grade = SDX_INFERRED;
		f->convert = NULL;
	}
	advise(f);
	return true;
}

struct key_file *
key_file_look(
    struct arena *arena, const char *name, const uint8_t *data, size_t len)
{
	struct key_file *f = arena_alloc(arena, sizeof *f);
	const char *text = (const char *)data;

	if (f == NULL)
		return NULL;
	f->fingerprint = "";
	f->has_bom = len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0;
	f->has_crlf = len > 0 && memmem(data, len, "\r\n", 2) != NULL;
	if (len == 0 || find(text, text + len, BEGIN) == NULL)
		look_at_binary(arena, f, name, data, len);
	else if (!look_at_pem(arena, f, name, data, len))
		return NULL;
	return arena_has_failed(arena) ? NULL : f;
}

bool
key_file_holds_key(const struct key_file *f)
{
	return f->n_keys > 0 || f->kind == KEY_FILE_RSA;
}
