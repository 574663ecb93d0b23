# SPDX-License-Identifier: MIT
"""ASN.1 in DER, as tests make it that no program would write."""


def der_length(n):
    if n < 128:
        return bytes([n])
    body = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(body)]) + body


def der(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + der_length(len(body)) + body


def number(n):
    return der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))
