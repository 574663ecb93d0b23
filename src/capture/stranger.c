/* SPDX-License-Identifier: MIT */
#include "capture/stranger.h"

#include <string.h>
#include <strings.h>

#include "aws/error_match.h"
#include "capture/root.h"

#define HEAD 8192 /* bytes in which a file tells itself */

#define USE_SAML "Set the identity provider up for SAML 2.0."
#define UNPACK "Unpack it and give the file inside."
#define DECRYPT "Decrypt it and give the file inside."
#define AS_TEXT "Give the text itself, or better a HAR, not a picture of it."
#define SAVE_UTF8                                                            \
	"Save it as UTF-8; in PowerShell, write it with Out-File -Encoding " \
	"ascii."

/* A mark, and what it tells. */
struct mark {
	const char *mark;
	size_t len; /* the mark stands at the start; 0: anywhere */
	struct stranger stranger;
};

/* Other forms would claim some of them for themselves. */
static const struct mark files[] = {
    {"PK\003\004", 4, {"a ZIP archive", UNPACK}},
    {"\x1f\x8b", 2,
	{"a file packed with gzip that is damaged or larger than 64 MiB",
	    UNPACK}},
    {"\xff\xfe", 2, {"a text in UTF-16", SAVE_UTF8}},
    {"\xfe\xff", 2, {"a text in UTF-16", SAVE_UTF8}},
    {"\xfe\xed\xfe\xed", 4,
	{"a Java key store", "Export the private key from it as PEM."}},
    {"PuTTY-User-Key-File", 19,
	{"a key of PuTTY", "Give the private key as PEM."}},
    {"-----BEGIN PGP MESSAGE-----", 27,
	{"a file encrypted with GnuPG", DECRYPT}},
    {"age-encryption.org/", 19, {"a file encrypted with age", DECRYPT}},
    {"Salted__", 8, {"a file encrypted with openssl enc", DECRYPT}},
    {"%PDF-", 5, {"a PDF", AS_TEXT}},
    {"\x89PNG", 4, {"a picture", AS_TEXT}},
    {"\xff\xd8\xff", 3, {"a picture", AS_TEXT}},
    {"GIF8", 4, {"a picture", AS_TEXT}},
    {"{\\rtf", 5, {"a rich text file", "Save it as plain text."}},
    {"bplist00", 8,
	{"a binary property list", "Export a HAR from the developer tools."}},
};

static const struct mark texts[] = {
    {"SAMLRequest=", 0,
	{"a request in a URL, not a response",
	    "Capture the POST that the identity provider makes the browser "
	    "send to AWS afterwards."}},
    {"SAMLart=", 0,
	{"an artifact, not a response",
	    "Set the identity provider to the HTTP-POST binding."}},
    {"wresult=", 0, {"a message of WS-Federation", USE_SAML}},
    {"id_token=", 0, {"a token of OpenID Connect", USE_SAML}},
    {"eyJ", 3, {"a JSON Web Token", USE_SAML}},
    {"0\x82", 2,
	{"a binary file of certificates or keys, such as PKCS #12",
	    "Give keys and certificates as PEM: openssl pkcs12 -in FILE."}},
};

static const struct stranger code = {
    "a URL with a code of OpenID Connect or OAuth", USE_SAML};
static const struct stranger empty = {"an empty file",
    "Give a HAR, the value of SAMLResponse, or the response as XML."};
static const struct stranger nothing = {"nothing that holds a SAML message",
    "Give a HAR, the value of SAMLResponse, or the response as XML."};
static const struct stranger aws_message = {"a message of AWS, not a capture",
    "samldx explain \"MESSAGE\" tells its causes; to learn which of them it "
    "is, export a HAR of the sign-in and add --error \"MESSAGE\"."};

static bool
begins(struct bytes b, const char *text, size_t len)
{
	size_t at = root_start(b);

	return b.len - at >= len && memcmp(b.data + at, text, len) == 0;
}

static bool
holds(struct bytes b, const char *what)
{
	size_t len = b.len < HEAD ? b.len : HEAD;

	return memmem(b.data, len, what, strlen(what)) != NULL;
}

static const struct stranger *
find(const struct mark *table, size_t n, struct bytes b)
{
	for (size_t i = 0; i < n; i++) {
		const struct mark *m = &table[i];

		if (m->len > 0 ? begins(b, m->mark, m->len) : holds(b, m->mark))
			return &m->stranger;
	}
	return NULL;
}

const struct stranger *
stranger_file(struct bytes b)
{
	return find(files, sizeof files / sizeof *files, b);
}

const struct stranger *
stranger_json(struct bytes b)
{
	static const struct stranger net_log = {"a net log of Chrome",
	    "Export a HAR instead: developer tools, Network, Save all as HAR "
	    "with content."};

	return holds(b, "\"logEventTypes\"") ? &net_log : NULL;
}

/* What a page asks its reader for; the first that fits. */
static const struct {
	const char *marks[6];
	struct stranger stranger;
} pages[] = {
    {{"one-time-code", "name=\"otp\"", "name=\"otc\"", "verification code",
	 "authenticator app", "passcode"},
	{"a page that asks for a code (MFA)",
	    "Finish the sign-in, the code too, and record until the error of "
	    "AWS is on the screen."}},
    {{"type=\"password\"", "type='password'", "type=password",
	 "type=\\\"password\\\""},
	{"a sign-in page that asks for a password",
	    "The sign-in was not finished: go on recording until the error of "
	    "AWS is on the screen, with Preserve log ticked."}},
    {{"Your request included an invalid SAML response",
	 "Your request could not be completed"},
	{"AWS's own error page, saved",
	    "It tells the error alone; export a HAR of the sign-in to see its "
	    "cause."}},
};

static const struct stranger other_page = {"a web page without a SAML response",
    "The page is not what was sent to AWS: export a HAR of the sign-in, or "
    "copy the value of SAMLResponse."};

const struct stranger *
stranger_page(const void *page, size_t len)
{
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		for (size_t j = 0; j < 6 && pages[i].marks[j] != NULL; j++) {
			const char *mark = pages[i].marks[j];

			if (memmem(page, len, mark, strlen(mark)) != NULL)
				return &pages[i].stranger;
		}
	}
	return &other_page;
}

/* https://…?code=…&state=… (RFC 6749 4.1.2) */
static bool
is_code(struct bytes b)
{
	return begins(b, "http", 4) &&
	       (holds(b, "?code=") || holds(b, "&code=")) && holds(b, "state=");
}

/* The words of an error alone: of a text that is no file of another kind. */
static bool
is_aws_message(struct arena *arena, struct bytes b)
{
	const struct error_match *match =
	    b.len < HEAD ? error_match(arena, (const char *)b.data, b.len)
			 : NULL;

	return match != NULL &&
	       (match->how == MATCH_TEXT || match->how == MATCH_CODE ||
		   match->how == MATCH_DENIAL);
}

const struct stranger *
stranger_text(struct arena *arena, struct bytes b)
{
	const struct stranger *found;

	if (root_is_html(b))
		return stranger_page(b.data, b.len);
	found = find(texts, sizeof texts / sizeof *texts, b);
	if (found != NULL)
		return found;
	if (is_code(b))
		return &code;
	if (root_start(b) == b.len)
		return &empty;
	return is_aws_message(arena, b) ? &aws_message : &nothing;
}
