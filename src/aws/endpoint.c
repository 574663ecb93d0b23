/* SPDX-License-Identifier: MIT */
#include "aws/endpoint.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct aws_partition partitions[] = {
    {"aws", "AWS", "signin.aws.amazon.com", true, "urn:amazon:webservices"},
    {"aws-cn", "AWS China", "signin.amazonaws.cn", true,
	"urn:amazon:webservices:cn-north-1"},
    {"aws-us-gov", "AWS GovCloud (US)", "signin.amazonaws-us-gov.com", true,
	"urn:amazon:webservices:govcloud"},
    {"aws-iso", "AWS ISO", "signin.c2shome.ic.gov", false, NULL},
    {"aws-iso-b", "AWS ISOB", "signin.sc2shome.sgov.gov", false, NULL},
    {"aws-iso-e", "AWS ISOE", "signin.csphome.adc-e.uk", false, NULL},
    {"aws-iso-f", "AWS ISOF", "signin.csphome.hci.ic.gov", false, NULL},
    {"aws-eusc", "AWS European Sovereign Cloud", "signin.amazonaws-eusc.eu",
	false, NULL},
};

#define N_PARTITIONS (sizeof partitions / sizeof *partitions)

/* botocore partitions.json, beside the table above. */
static const struct {
	const char *partition;
	const char *regions;
} regions[] = {
    {"aws",
	" af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 "
	"ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 "
	"ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 "
	"ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 "
	"eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 "
	"il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 "
	"us-east-1 us-east-2 us-west-1 us-west-2 "},
    {"aws-cn", " cn-north-1 cn-northwest-1 "},
    {"aws-us-gov", " us-gov-east-1 us-gov-west-1 "},
    {"aws-iso", " us-iso-east-1 us-iso-west-1 "},
    {"aws-iso-b", " us-isob-east-1 us-isob-west-1 "},
    {"aws-iso-e", " eu-isoe-west-1 "},
    {"aws-iso-f", " us-isof-east-1 us-isof-south-1 "},
    {"aws-eusc", " eusc-de-east-1 "},
};

/* The first parts of regions that are not listed yet, longest first. */
static const struct {
	const char *prefix;
	const char *partition;
} patterns[] = {
    {"us-gov-", "aws-us-gov"},
    {"us-isob-", "aws-iso-b"},
    {"us-isof-", "aws-iso-f"},
    {"us-iso-", "aws-iso"},
    {"eu-isoe-", "aws-iso-e"},
    {"eusc-de-", "aws-eusc"},
    {"cn-", "aws-cn"},
    {"us-", "aws"},
    {"eu-", "aws"},
    {"ap-", "aws"},
    {"sa-", "aws"},
    {"ca-", "aws"},
    {"me-", "aws"},
    {"af-", "aws"},
    {"il-", "aws"},
    {"mx-", "aws"},
};

const struct aws_partition *
partition_find(const char *name)
{
	for (size_t i = 0; i < N_PARTITIONS; i++) {
		if (strcmp(partitions[i].name, name) == 0)
			return &partitions[i];
	}
	return NULL;
}

static const char *
listed_in(const char *region)
{
	size_t len = strlen(region);

	if (len == 0 || strchr(region, ' ') != NULL)
		return NULL;
	for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
		const char *at = regions[i].regions;

		while ((at = strstr(at, region)) != NULL) {
			if (at[-1] == ' ' && at[len] == ' ')
				return regions[i].partition;
			at += len;
		}
	}
	return NULL;
}

bool
region_is_known(const char *region)
{
	return listed_in(region) != NULL;
}

/* "west-1": a word, a dash, digits. */
static bool
is_region_tail(const char *tail)
{
	size_t word = strspn(tail, "abcdefghijklmnopqrstuvwxyz");
	size_t digits;

	if (word == 0 || tail[word] != '-')
		return false;
	digits = strspn(tail + word + 1, "0123456789");
	return digits > 0 && tail[word + 1 + digits] == '\0';
}

const struct aws_partition *
partition_of_region(const char *region)
{
	const char *listed = listed_in(region);

	if (listed != NULL)
		return partition_find(listed);
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		size_t len = strlen(patterns[i].prefix);

		if (strncmp(region, patterns[i].prefix, len) == 0 &&
		    is_region_tail(region + len))
			return partition_find(patterns[i].partition);
	}
	return NULL;
}

/* The pieces of a URL, borrowed from it. */
struct url {
	const char *scheme, *host, *path, *end; /* each ends at the next */
	const char *host_end;
	bool has_port, has_query, has_user;
};

static bool
url_split(const char *text, struct url *url)
{
	const char *colon = strstr(text, "://");
	const char *at;

	memset(url, 0, sizeof *url);
	if (colon == NULL || colon == text)
		return false;
	url->scheme = text;
	url->host = colon + 3;
	url->end = text + strlen(text);
	url->path = url->host + strcspn(url->host, "/?#");
	at = memchr(url->host, '@', (size_t)(url->path - url->host));
	if (at != NULL) {
		url->has_user = true;
		url->host = at + 1;
	}
	url->host_end = url->path;
	if (*url->host == '[') {
		const char *close =
		    memchr(url->host, ']', (size_t)(url->path - url->host));

		if (close != NULL)
			url->host_end = close + 1;
	} else {
		at = memchr(url->host, ':', (size_t)(url->path - url->host));
		if (at != NULL)
			url->host_end = at;
	}
	url->has_port = url->host_end < url->path;
	url->has_query = strpbrk(url->path, "?#") != NULL;
	return url->host_end > url->host;
}

static bool
is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 ||
	       strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

static const char *
lower(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_strndup(arena, text, len);

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

/*
 * One label of a host name.  "evil.example\\.signin.aws.amazon.com" leads a
 * browser, which takes \ for /, to evil.example.
 */
static bool
is_label(const char *text)
{
	return *text != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
						  "0123456789-")] == '\0';
}

/* "xx-word-1", be it in the lists or not: regions are added. */
static bool
is_like_region(const char *text)
{
	size_t first = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	const char *dash = strchr(text, '-');

	if (first < 2)
		return false;
	for (; dash != NULL; dash = strchr(dash + 1, '-')) {
		if (is_region_tail(dash + 1))
			return true;
	}
	return false;
}

/* Take the host apart: "us-east-2.signin.aws.amazon.com". */
static void
read_host(struct arena *arena, const char *host, struct aws_endpoint *e)
{
	size_t len = strlen(host);
	const char *region;

	for (size_t i = 0; i < N_PARTITIONS; i++) {
		const char *signin = partitions[i].signin_host;
		size_t tail = strlen(signin);

		if (strcmp(host, signin) == 0) {
			e->partition = &partitions[i];
			return;
		}
		if (len > tail + 1 && host[len - tail - 1] == '.' &&
		    strcmp(host + len - tail, signin) == 0) {
			region = arena_strndup(arena, host, len - tail - 1);
			if (!is_label(region))
				return;
			e->partition = &partitions[i];
			e->region = region;
			e->is_known_region = region_is_known(region);
			if (!is_like_region(region))
				e->near_miss = "what stands in front of the "
					       "host is no region";
			return;
		}
	}
	if (strcmp(host, "signin-fips.amazonaws-us-gov.com") == 0)
		e->partition = partition_find("aws-us-gov");
}

/* 22 to 64 capital letters and digits: SAMLProviderUUID. */
static bool
is_provider_id(const char *id)
{
	size_t len = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return id[len] == '\0' && len >= 22 && len <= 64;
}

static void
read_path(struct arena *arena, const char *path, struct aws_endpoint *e)
{
	static const char acs[] = "/saml/acs/";
	size_t len = sizeof acs - 1;

	e->kind = ENDPOINT_AWS_OTHER;
	if (strcmp(path, "/saml") == 0) {
		e->kind = ENDPOINT_SAML;
	} else if (strncmp(path, acs, len) == 0 && path[len] != '\0') {
		e->kind = ENDPOINT_SAML_ACS;
		e->provider_id = arena_strdup(arena, path + len);
		if (!is_provider_id(e->provider_id))
			e->near_miss = "the provider's ID behind /saml/acs/ is "
				       "not 22 to 64 capital letters and "
				       "digits";
	} else if (strncmp(path, "/platform/saml/", 15) == 0) {
		e->kind = ENDPOINT_IDENTITY_CENTER;
	}
}

static bool
path_is(const char *path, const char *wanted)
{
	size_t len = strlen(wanted);

	return strncasecmp(path, wanted, len) == 0 &&
	       (path[len] == '\0' || strcmp(path + len, "/") == 0);
}

/* What keeps an address on a sign-in host from being exact. */
static const char *
difference(const char *text, const struct url *url, const char *host,
    const struct aws_endpoint *e)
{
	if (url->has_user)
		return "a user name stands before the host";
	if (strncmp(text, "https://", 8) != 0)
		return strncasecmp(text, "https://", 8) == 0
			   ? "the letter case of https"
			   : "the scheme is not https";
	if (strncmp(url->host, host, strlen(host)) != 0)
		return "the letter case of the host";
	if (url->has_port)
		return "a port is named";
	if (e->kind != ENDPOINT_AWS_OTHER)
		return NULL;
	if (path_is(url->path, "/saml") && strcmp(url->path, "/saml/") == 0)
		return "a slash at the end";
	if (path_is(url->path, "/saml"))
		return "the letter case of the path";
	if (url->has_query && strncmp(url->path, "/saml", 5) == 0)
		return "something stands behind /saml";
	if (*url->path == '\0' || strcmp(url->path, "/") == 0)
		return "the path /saml is missing";
	return NULL;
}

static const char *
corrected(struct arena *arena, const char *host, const struct aws_endpoint *e)
{
	if (e->region != NULL && !is_like_region(e->region))
		host = e->partition->signin_host;
	if (e->kind == ENDPOINT_SAML_ACS && is_provider_id(e->provider_id))
		return arena_printf(
		    arena, "https://%s/saml/acs/%s", host, e->provider_id);
	if (e->kind == ENDPOINT_SAML_ACS)
		return NULL;
	return arena_printf(arena, "https://%s/saml", host);
}

struct aws_endpoint
endpoint_parse(struct arena *arena, const char *text)
{
	size_t blanks = strspn(text, " \t\r\n"), len = strlen(text);
	struct aws_endpoint e = {.kind = ENDPOINT_NOT_AWS};
	const char *trimmed, *host, *path;
	struct url url;

	while (len > blanks && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	trimmed = arena_strndup(arena, text + blanks, len - blanks);
	if (!url_split(trimmed, &url))
		return e;
	host = lower(arena, url.host, (size_t)(url.host_end - url.host));
	e.is_loopback = is_loopback(host);
	read_host(arena, host, &e);
	if (e.partition == NULL)
		return e;
	path = arena_strndup(arena, url.path, (size_t)(url.end - url.path));
	read_path(arena, path, &e);
	if (e.near_miss == NULL)
		e.near_miss = difference(trimmed, &url, host, &e);
	if (strcmp(trimmed, text) != 0)
		e.near_miss = "white space around the address";
	if (e.near_miss != NULL)
		e.corrected = corrected(arena, host, &e);
	return e;
}

/*
 * Values known to work: the entity ID of the partition's metadata, and the
 * sign-in address (seen with Entra ID, which sends it as the audience).
 */
bool
audience_is_accepted(const struct aws_partition *partition, const char *value)
{
	static const char *const china[] = {"urn:amazon:webservices:cn-north-1",
	    "urn:amazon:webservices:cn-northwest-1",
	    "https://signin.amazonaws.cn/saml"};

	if (partition == NULL)
		return false;
	if (strcmp(partition->name, "aws-cn") == 0) {
		for (size_t i = 0; i < sizeof china / sizeof *china; i++) {
			if (strcmp(value, china[i]) == 0)
				return true;
		}
	}
	if (partition->audience != NULL &&
	    strcmp(value, partition->audience) == 0)
		return true;
	return strcmp(partition->name, "aws") == 0 &&
	       strcmp(value, "https://signin.aws.amazon.com/saml") == 0;
}
