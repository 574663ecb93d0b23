/* SPDX-License-Identifier: MIT */
#include "short_memory.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
char *__real_strdup(const char *);
void __real_free(void *);

void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);
void __wrap_free(void *);

static _Thread_local long count, fail_at;
static _Thread_local bool is_for_good, has_failed, is_of_library;
static _Thread_local long in_use;

static bool
is_short(bool in_library)
{
	count++;
	if (fail_at == 0 || count < fail_at ||
	    (count > fail_at && !is_for_good))
		return false;
	if (!has_failed)
		is_of_library = in_library;
	has_failed = true;
	return true;
}

static void *
counted(void *memory)
{
	in_use += memory != NULL;
	return memory;
}

void *
__wrap_malloc(size_t size)
{
	return is_short(false) ? NULL : counted(__real_malloc(size));
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return is_short(false) ? NULL : counted(__real_calloc(n, size));
}

void *
__wrap_realloc(void *memory, size_t size)
{
	void *moved;

	if (is_short(false))
		return NULL;
	moved = __real_realloc(memory, size);
	if (memory == NULL)
		return counted(moved);
	return moved;
}

char *
__wrap_strdup(const char *text)
{
	return is_short(false) ? NULL : counted(__real_strdup(text));
}

void
__wrap_free(void *memory)
{
	in_use -= memory != NULL;
	__real_free(memory);
}

static void *
library_malloc(size_t size)
{
	return is_short(true) ? NULL : __real_malloc(size);
}

static void *
library_realloc(void *memory, size_t size)
{
	return is_short(true) ? NULL : __real_realloc(memory, size);
}

static char *
library_strdup(const char *text)
{
	return is_short(true) ? NULL : __real_strdup(text);
}

static void *
openssl_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return library_malloc(size);
}

static void *
openssl_realloc(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	if (memory == NULL || size != 0)
		return library_realloc(memory, size);
	__real_free(memory);
	return NULL;
}

static void
openssl_free(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	__real_free(memory);
}

#ifdef __SANITIZE_ADDRESS__
/* Seen by the sanitizer, which is another library. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);

/* Libraries that miss memory lose some; samldx's own is counted here. */
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

bool
memory_start(void)
{
	return CRYPTO_set_mem_functions(
		   openssl_malloc, openssl_realloc, openssl_free) == 1 &&
	       xmlMemSetup(__real_free, library_malloc, library_realloc,
		   library_strdup) == 0;
}

void
memory_fail_at(long number, bool for_good)
{
	count = 0;
	fail_at = number;
	is_for_good = for_good;
	has_failed = false;
}

long
memory_count(void)
{
	return count;
}

bool
memory_failed_in_library(void)
{
	return has_failed && is_of_library;
}

long
memory_in_use(void)
{
	return in_use;
}
