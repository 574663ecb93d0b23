# SPDX-License-Identifier: MIT
"""Keys whose passphrases cost as much as is allowed (src/crypto/key_cost.h)."""
import base64

from claims import encrypted, encrypted_key
from made import HEAD, TAIL, beside, case

PBES2 = '2a864886f70d01050d'
PBKDF2 = '2a864886f70d01050c'
SCRYPT = '2b06010401da47040b'
HMAC_SHA512_224 = '2a864886f70d020c'
AES256_CBC = '60864801650304012a'
PKCS12_3DES = '2a864886f70d010c0103'


def der(tag, *parts):
    body = b''.join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, 'big')
    head = bytes([len(body)]) if len(body) < 128 else (
        bytes([0x80 | len(size)]) + size)
    return bytes([tag]) + head + body


def oid(text):
    return der(6, bytes.fromhex(text))


def number(n):
    return der(2, n.to_bytes(n.bit_length() // 8 + 1, 'big'))


def sealed(scheme, *parameters):
    """A response, and a key under that scheme that no passphrase opens."""
    text = der(0x30, der(0x30, oid(scheme), der(0x30, *parameters)),
               der(4, bytes(1232)))
    pem = ('-----BEGIN ENCRYPTED PRIVATE KEY-----\n' +
           base64.encodebytes(text).decode() +
           '-----END ENCRYPTED PRIVATE KEY-----\n')
    return beside(HEAD + encrypted(encrypted_key()) + TAIL, **{
        'key.pem': pem, '--passphrase-file=words': 'secret\n'})


def pbes2(derivation):
    return sealed(PBES2, derivation,
                  der(0x30, oid(AES256_CBC), der(4, bytes(16))))


def scrypt(n, r, p):
    return pbes2(der(0x30, oid(SCRYPT), der(
        0x30, der(4, bytes(8)), number(n), number(r), number(p))))


@case()
def key_of_many_rounds():
    """Two blocks of a slow digest."""
    return pbes2(der(0x30, oid(PBKDF2), der(
        0x30, der(4, bytes(8)), number(600000),
        der(0x30, oid(HMAC_SHA512_224), der(5)))))


@case()
def key_of_pkcs12():
    return sealed(PKCS12_3DES, der(4, bytes(8)), number(600000))


@case()
def key_of_scrypt():
    return scrypt(16384, 8, 8)


@case()
def key_of_scrypt_in_parts():
    return scrypt(8, 1, 131072)
