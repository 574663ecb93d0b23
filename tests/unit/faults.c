/* SPDX-License-Identifier: MIT */
#include "faults.h"

#include <libxml/c14n.h>
#include <libxml/uri.h>
#include <libxml/valid.h>
#include <libxml/xmlschemas.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509v3.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <zlib.h>

/* Each function has a number. */
#define NUMBER(name) FAULT_OF_##name,
#define WRAP0(k, r, bad, name) NUMBER(name)
#define WRAP1(k, r, bad, name, ...) NUMBER(name)
#define WRAP2(k, r, bad, name, ...) NUMBER(name)
#define WRAP3(k, r, bad, name, ...) NUMBER(name)
#define WRAP4(k, r, bad, name, ...) NUMBER(name)
#define WRAP5(k, r, bad, name, ...) NUMBER(name)
#define WRAP6(k, r, bad, name, ...) NUMBER(name)
#define WRAP7(k, r, bad, name, ...) NUMBER(name)
#define WRAP8(k, r, bad, name, ...) NUMBER(name)
#define NEVER(name)
enum {
#include "faults.def"
	N_FUNCTIONS
};
#undef WRAP0
#undef WRAP1
#undef WRAP2
#undef WRAP3
#undef WRAP4
#undef WRAP5
#undef WRAP6
#undef WRAP7
#undef WRAP8

#define ROW(k, name) {FAULT_##k, #name},
#define WRAP0(k, r, bad, name) ROW(k, name)
#define WRAP1(k, r, bad, name, ...) ROW(k, name)
#define WRAP2(k, r, bad, name, ...) ROW(k, name)
#define WRAP3(k, r, bad, name, ...) ROW(k, name)
#define WRAP4(k, r, bad, name, ...) ROW(k, name)
#define WRAP5(k, r, bad, name, ...) ROW(k, name)
#define WRAP6(k, r, bad, name, ...) ROW(k, name)
#define WRAP7(k, r, bad, name, ...) ROW(k, name)
#define WRAP8(k, r, bad, name, ...) ROW(k, name)
static const struct {
	enum fault_class class;
	const char *name;
} functions[] = {
#include "faults.def"
};
#undef WRAP0
#undef WRAP1
#undef WRAP2
#undef WRAP3
#undef WRAP4
#undef WRAP5
#undef WRAP6
#undef WRAP7
#undef WRAP8

static _Thread_local long counts[N_FUNCTIONS], n_failed, fail_number;
static _Thread_local size_t fail_function;
static _Thread_local bool is_for_good;
static _Thread_local uint32_t random_state;
static _Thread_local unsigned one_in_so_many;

static bool
is_chosen(size_t function, long number)
{
	if (one_in_so_many > 0) {
		random_state = random_state * 1664525 + 1013904223;
		return (random_state >> 8) % one_in_so_many == 0;
	}
	return fail_number > 0 && function == fail_function &&
	       (number == fail_number || (is_for_good && number > fail_number));
}

static bool
fails(size_t function)
{
	bool is_failing = is_chosen(function, ++counts[function]);

	n_failed += is_failing;
	return is_failing;
}

/* The wrappers.  Libraries that call the same are looked at by the linker. */
#pragma GCC visibility push(default)
/* What it is given on failure OpenSSL frees itself. */
#define OF_NOTHING(name) __real_##name(a, b, 0)
#define HEAD(r, name, types)   \
	r __real_##name types; \
	r __wrap_##name types;
#define BODY(bad, name, arguments)                                       \
	{                                                                \
		return fails(FAULT_OF_##name) ? (bad)                    \
					      : __real_##name arguments; \
	}
#define WRAP0(k, r, bad, name) \
	HEAD(r, name, (void))  \
	r __wrap_##name(void) BODY(bad, name, ())
#define WRAP1(k, r, bad, name, A) \
	HEAD(r, name, (A))        \
	r __wrap_##name(A a) BODY(bad, name, (a))
#define WRAP2(k, r, bad, name, A, B) \
	HEAD(r, name, (A, B))        \
	r __wrap_##name(A a, B b) BODY(bad, name, (a, b))
#define WRAP3(k, r, bad, name, A, B, C) \
	HEAD(r, name, (A, B, C))        \
	r __wrap_##name(A a, B b, C c) BODY(bad, name, (a, b, c))
#define WRAP4(k, r, bad, name, A, B, C, D) \
	HEAD(r, name, (A, B, C, D))        \
	r __wrap_##name(A a, B b, C c, D d) BODY(bad, name, (a, b, c, d))
#define WRAP5(k, r, bad, name, A, B, C, D, E)    \
	HEAD(r, name, (A, B, C, D, E))           \
	r __wrap_##name(A a, B b, C c, D d, E e) \
	    BODY(bad, name, (a, b, c, d, e))
#define WRAP6(k, r, bad, name, A, B, C, D, E, F)      \
	HEAD(r, name, (A, B, C, D, E, F))             \
	r __wrap_##name(A a, B b, C c, D d, E e, F f) \
	    BODY(bad, name, (a, b, c, d, e, f))
#define WRAP7(k, r, bad, name, A, B, C, D, E, F, G)        \
	HEAD(r, name, (A, B, C, D, E, F, G))               \
	r __wrap_##name(A a, B b, C c, D d, E e, F f, G g) \
	    BODY(bad, name, (a, b, c, d, e, f, g))
#define WRAP8(k, r, bad, name, A, B, C, D, E, F, G, H)          \
	HEAD(r, name, (A, B, C, D, E, F, G, H))                 \
	r __wrap_##name(A a, B b, C c, D d, E e, F f, G g, H h) \
	    BODY(bad, name, (a, b, c, d, e, f, g, h))
#include "faults.def"
#pragma GCC visibility pop

const char *
fault_name(size_t function)
{
	return function < N_FUNCTIONS ? functions[function].name : NULL;
}

enum fault_class
fault_class(size_t function)
{
	return functions[function].class;
}

static void
start_anew(void)
{
	for (size_t i = 0; i < N_FUNCTIONS; i++)
		counts[i] = 0;
	n_failed = 0;
	fail_number = 0;
	one_in_so_many = 0;
}

void
faults_none(void)
{
	start_anew();
}

void
faults_at(size_t function, long number, bool for_good)
{
	start_anew();
	fail_function = function;
	fail_number = number;
	is_for_good = for_good;
}

void
faults_some(uint32_t seed, unsigned one_in)
{
	start_anew();
	random_state = seed;
	one_in_so_many = one_in;
}

long
faults_count(size_t function)
{
	return counts[function];
}

long
faults_happened(void)
{
	return n_failed;
}
