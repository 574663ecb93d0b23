/* SPDX-License-Identifier: MIT */
/* A HAR (1.2) with secrets wherever one may stand. */
#include <stdlib.h>
#include <string.h>

#include "plant.h"

#define ACS "https://signin.aws.amazon.com/saml"
#define FORM "application/x-www-form-urlencoded"
#define TIME "2026-11-20T09:03:11.000Z"

static void
put_word(struct plant *p, struct fuzz_text *out)
{
	plant_json(p, out, plant_word(p));
}

static void
put_pairs(struct plant *p, struct fuzz_text *out, const char *key,
    const char *const names[4])
{
	plant_put(out, "\"%s\":[", key);
	for (unsigned i = 0, n = plant_choose(p, 4); i < n; i++) {
		plant_put(out, "%s{\"name\":\"%s\",\"value\":\"",
		    i > 0 ? "," : "", names[plant_choose(p, 4)]);
		put_word(p, out);
		plant_put(out, "\"}");
	}
	plant_put(out, "]");
}

/* An ARN in a path would be an ARN first. */
static const char *
path_word(struct plant *p)
{
	const char *word = plant_word(p);

	return strncmp(word, "arn:", 4) == 0 ? strrchr(word, '/') + 1 : word;
}

/* An address with a user, a query and a fragment, all of them chosen. */
static void
put_url(struct plant *p, struct fuzz_text *out)
{
	plant_put(out, "https://");
	if (plant_choose(p, 3) == 1) {
		plant_percent(p, out, plant_word(p));
		plant_put(out, ":");
		plant_percent(p, out, plant_word(p));
		plant_put(out, "@");
	}
	plant_put(out, "%s.example/", plant_organisation(p));
	if (plant_choose(p, 2))
		plant_percent(p, out, path_word(p));
	plant_put(out, "%s", plant_choose(p, 2) ? "?t=" : "?");
	plant_percent(p, out, plant_word(p));
	if (plant_choose(p, 3) == 1) {
		plant_put(out, "#");
		plant_percent(p, out, plant_word(p));
	}
}

static void
put_request(struct plant *p, struct fuzz_text *out, const char *form)
{
	static const char *const headers[] = {
	    "Cookie", "Authorization", "X-Token", "Origin"};
	static const char *const names[] = {"token", "SID", "user", "q"};
	struct fuzz_text url = {0};

	if (form != NULL)
		plant_put(&url, ACS);
	else
		put_url(p, &url);
	plant_put(out, "\"request\":{\"method\":\"%s\",\"url\":\"",
	    form != NULL ? "POST" : "GET");
	plant_json(p, out, url.data);
	plant_put(out, "\",\"httpVersion\":\"h2\",");
	put_pairs(p, out, "headers", headers);
	plant_put(out, ",");
	put_pairs(p, out, "cookies", names);
	plant_put(out, ",");
	put_pairs(p, out, "queryString", names);
	if (form != NULL || plant_choose(p, 2)) {
		plant_put(out, ",\"postData\":{\"mimeType\":\"%s\",\"text\":\"",
		    form != NULL ? FORM : "application/json");
		if (form != NULL)
			plant_json(p, out, form);
		else
			put_word(p, out);
		plant_put(out, "\",");
		put_pairs(p, out, "params", names);
		plant_put(out, "}");
	}
	plant_put(out, "}");
	free(url.data);
}

/*
 * A page, in base64 or not.  Of the one with which AWS refuses the words stay,
 * unless they are known from elsewhere.
 */
static void
put_content(struct plant *p, struct fuzz_text *out, bool is_answer)
{
	struct fuzz_text page = {0};
	const char *(*word)(struct plant *) =
	    is_answer ? plant_name : plant_word;
	bool is_packed = plant_choose(p, 2) == 1;

	plant_put(&page, "<html><title>");
	plant_xml(p, &page, word(p));
	plant_put(&page, "</title><p>");
	plant_xml(p, &page, word(p));
	plant_put(&page, "<script>var a = '");
	plant_percent(p, &page, word(p));
	plant_put(&page, "'</script></html>");
	plant_put(out, "\"content\":{\"size\":1,\"mimeType\":\"text/html\",");
	plant_put(
	    out, "%s\"text\":\"", is_packed ? "\"encoding\":\"base64\"," : "");
	if (is_packed)
		plant_base64(out, page.data, page.len);
	else
		plant_json(p, out, page.data);
	plant_put(out, "\"}");
	free(page.data);
}

static void
put_response(struct plant *p, struct fuzz_text *out, bool is_of_aws)
{
	static const char *const headers[] = {
	    "Set-Cookie", "Location", "X-Amzn-RequestId", "Server"};
	static const char *const names[] = {"token", "SID", "user", "q"};
	static const int statuses[] = {200, 302, 400, 403};
	int status = statuses[plant_choose(p, 4)];
	struct fuzz_text url = {0};

	plant_put(
	    out, "\"response\":{\"status\":%d,\"statusText\":\"\",", status);
	put_pairs(p, out, "headers", headers);
	plant_put(out, ",");
	put_pairs(p, out, "cookies", names);
	plant_put(out, ",");
	put_content(p, out, is_of_aws && status >= 400);
	plant_put(out, ",\"redirectURL\":\"");
	put_url(p, &url);
	plant_json(p, out, url.data);
	plant_put(out, "\"}");
	free(url.data);
}

static void
put_entry(struct plant *p, struct fuzz_text *out, const char *form)
{
	plant_put(out, "{\"startedDateTime\":\"" TIME "\",\"time\":1,\"%s\":\"",
	    plant_choose(p, 2) ? "serverIPAddress" : "comment");
	put_word(p, out);
	plant_put(out, "\",\"_vendor\":{\"x\":[\"");
	put_word(p, out);
	plant_put(out, "\"]},");
	put_request(p, out, form);
	plant_put(out, ",");
	put_response(p, out, form != NULL);
	plant_put(out, "}");
}

void
plant_har(struct plant *p, struct fuzz_text *out, const char *message)
{
	struct fuzz_text form = {0};
	unsigned n = plant_choose(p, 2);

	plant_form(p, &form, message);
	plant_put(out,
	    "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"x\","
	    "\"version\":\"1\"},\"pages\":[{\"id\":\"1\",\"title\":\"");
	put_word(p, out);
	plant_put(out, "\"}],\"comment\":\"");
	put_word(p, out);
	plant_put(out, "\",\"entries\":[");
	for (unsigned i = 0; i < n; i++) {
		put_entry(p, out, NULL);
		plant_put(out, ",");
	}
	put_entry(p, out, form.data);
	plant_put(out, "]}}");
	free(form.data);
}
