/* SPDX-License-Identifier: MIT */
/* The form of capture that fuzz_form.c runs and mutate_form.c makes. */
#ifndef TESTS_FUZZ_FORM_H
#define TESTS_FUZZ_FORM_H

#include "capture/capture.h"

const struct capture_form *form_under_test(void);

#endif
