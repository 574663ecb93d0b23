/* SPDX-License-Identifier: MIT */
/* Certificates with something odd about them, for metadata. */
#ifndef TESTS_IDP_ODD_CERTIFICATE_H
#define TESTS_IDP_ODD_CERTIFICATE_H

/*
 * The base64 of a certificate of that kind ("roca", "serial-zero", …) in
 * malloc'ed memory; an unknown kind gives a sound one.  NULL: failure.
 */
char *odd_certificate(const char *keys, const char *kind);

#endif
