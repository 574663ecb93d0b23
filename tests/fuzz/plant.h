/* SPDX-License-Identifier: MIT */
/*
 * Captures with secrets in them: a form, how it is encoded and what stands
 * where are chosen by octets, and each secret is a word of its own.
 */
#ifndef TESTS_FUZZ_PLANT_H
#define TESTS_FUZZ_PLANT_H

#include "fuzz.h"

#define PLANTED_MAX 256
#define CORE_LEN 12

enum planted_class {
	PLANTED_SECRET = 0,  /* of a person, or opens an account */
	PLANTED_IDENTIFIER,  /* of a message: in no copy, but in reports */
	PLANTED_ORGANISATION /* stays, unless it is to be strict */
};

struct planted {
	char text[64];		 /* as it is planted */
	char core[CORE_LEN + 1]; /* the part that nothing else holds */
	enum planted_class class;
};

struct plant {
	const uint8_t *choices;
	size_t n_choices;
	struct planted planted[PLANTED_MAX];
	size_t n;
	const char *name; /* the NameID; NULL: none is plain enough */
	uint32_t seed;
};

/* A number below BELOW; 0 when all choices are made. */
unsigned plant_choose(struct plant *, unsigned below);
/* A word that stands for a person or a secret; now and then an earlier one. */
const char *plant_word(struct plant *);
/* The NameID: wherever else it stands, it goes. */
const char *plant_name(struct plant *);
const char *plant_identifier(struct plant *);
/* A word for an organisation: of letters, or an account's twelve digits. */
const char *plant_organisation(struct plant *);
const char *plant_account(struct plant *);

/* Texts as they stand in something else; how exactly is a choice. */
void plant_put(struct fuzz_text *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void plant_xml(struct plant *, struct fuzz_text *, const char *text);
void plant_json(struct plant *, struct fuzz_text *, const char *text);
void plant_percent(struct plant *, struct fuzz_text *, const char *text);
void plant_base64(struct fuzz_text *, const void *data, size_t len);
/* DEFLATE, zlib's window bits: -15 raw, 31 gzip. */
void plant_packed(struct fuzz_text *, const void *data, size_t len, int bits);

/* A response (plant_message.c). */
void plant_message(struct plant *, struct fuzz_text *);
/* A HAR round a form that was posted (plant_har.c). */
void plant_har(struct plant *, struct fuzz_text *, const char *message);
/* "SAMLResponse=...&RelayState=..." of a message. */
void plant_form(struct plant *, struct fuzz_text *, const char *message);
/* A whole file (plant_capture.c). */
void plant_capture(struct plant *, struct fuzz_text *);

#endif
