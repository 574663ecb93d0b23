#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a passphrase costs: key files that ask for hours are refused."""
import base64
import json
import os
import resource
import subprocess

from der import der, number
from harness import main, make, run, samldx, source, write

KEYS = os.path.join(source, "tests/idp/keys")


def read(path):
    with open(path, "rb") as stream:
        return stream.read()


def response(folder):
    files = make(os.path.join(folder, "made"),
                 "encrypt assertion\ngive none\n")
    return files["response.xml"]


def sealed_key(folder, name, text):
    return write(folder, name, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                 + base64.encodebytes(text).decode()
                 + "-----END ENCRYPTED PRIVATE KEY-----\n")


def encrypted_key(folder, name, derivation):
    """PKCS#8 under PBES2."""
    pbes2 = bytes.fromhex("2a864886f70d01050d")
    aes = der(0x30, der(6, bytes.fromhex("60864801650304012a")),
              der(4, bytes(16)))
    return sealed_key(
        folder, name, der(0x30, der(0x30, der(6, pbes2), der(
            0x30, derivation, aes)), der(4, bytes(48))))


PBKDF2 = "2a864886f70d01050c"
SCRYPT = "2b06010401da47040b"


def pbkdf2(rounds, salt=b"saltsalt"):
    return der(0x30, der(6, bytes.fromhex(PBKDF2)),
               der(0x30, der(4, salt), rounds))


def scrypt(n, r, p):
    return der(0x30, der(6, bytes.fromhex(SCRYPT)),
               der(0x30, der(4, b"saltsalt"), number(n), number(r), number(p)))


def pkcs12(rounds):
    """PKCS#8 under PKCS#12's own scheme, SHA-1 and 3DES."""
    scheme = der(6, bytes.fromhex("2a864886f70d010c0103"))
    return der(0x30, der(0x30, scheme, der(0x30, der(4, b"saltsalt"),
                                           number(rounds))), der(4, bytes(48)))


DEAR = {
    "pbkdf2": pbkdf2(number(600001)),
    "2^31 rounds": pbkdf2(number(2147483647)),
    "more rounds than an int": pbkdf2(number((1 << 64) + (1 << 30))),
    # Cut to 32 bits it is 2^31 - 1.
    "rounds below zero": pbkdf2(der(2, bytes.fromhex("ff7fffffff"))),
    "long salt": pbkdf2(number(2147483647), bytes(200)),
    "scrypt with a large N": scrypt(1 << 30, 8, 1),
    # Within the memory that OpenSSL allows.
    "scrypt for hours": scrypt(32768, 1, 229376),
    "scrypt just over": scrypt(16384, 8, 9),
}


def refuses(folder, name, key):
    """The key is refused in words, and before anything is derived."""
    words = write(folder, "words", "secret\n")
    os.chmod(key, 0o600)
    done = subprocess.run(
        [samldx, "check", "--format", "json", "--passphrase-file", words,
         "--key", key, response(folder)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20)),
        capture_output=True, timeout=120)
    assert done.returncode in (0, 1), (name, done.returncode)
    found = [f for f in json.loads(done.stdout)["findings"]
             if f["id"] == "key-file-usable"]
    assert len(found) == 1, name
    assert "takes more than" in found[0]["message"], (name, found)
    assert b"secret" not in done.stdout + done.stderr


def dear_keys_are_refused(folder):
    """Hours of PBKDF2, scrypt and PKCS#12: each ends at once."""
    for i, (name, derivation) in enumerate(DEAR.items()):
        refuses(folder, name, encrypted_key(folder, f"{i}.pem", derivation))
    refuses(folder, "pkcs12", sealed_key(folder, "p.pem", pkcs12(600001)))
    # The dear one stands behind another block, and behind a damaged one.
    dear = read(encrypted_key(folder, "behind.pem", DEAR["2^31 rounds"]))
    for name, lead in (("crt", read(os.path.join(KEYS, "sp.crt"))),
                       ("junk", b"-----BEGIN X-----\n!!!\n-----END X-----\n")):
        refuses(folder, name, write(folder, name + ".pem", lead + dear))


def the_dearest_that_is_taken(folder):
    """600,000 rounds, and eight times the usual scrypt, are derived."""
    words = write(folder, "words", "secret\n")
    for name, derivation in (("p", pbkdf2(number(600000))),
                             ("s", scrypt(16384, 8, 8))):
        key = encrypted_key(folder, name + ".pem", derivation)
        os.chmod(key, 0o600)
        done = run("check", "--format", "json", "--passphrase-file", words,
                   "--key", key, response(folder))
        assert "does not open it" in done.out, name


def a_dear_key_is_made_cheap(folder):
    """The command that is printed does what it says."""
    # openssl reads the second line where the first was read before.
    words = write(folder, "words", "secret\nsecret\n")
    dear = os.path.join(folder, "dear.pem")
    subprocess.run(["openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc",
                    "-iter", "600001", "-in", os.path.join(KEYS, "sp.pem"),
                    "-out", dear, "-passout", "file:" + words], check=True)
    os.chmod(dear, 0o600)

    def check(key):
        done = run("check", "--format", "json", "--passphrase-file", words,
                   "--key", key, response(folder))
        return [f for f in json.loads(done.out)["findings"]
                if f["id"] == "key-file-usable"]

    command = [fix["command"] for fix in check(dear)[0]["fixes"]]
    assert len(command) == 1 and command[0].startswith("openssl "), command
    subprocess.run(command[0] + f" -passin file:{words}"
                   f" -passout file:{words}", shell=True, check=True,
                   cwd=folder, capture_output=True)
    made = os.path.join(folder, "key.pem")
    os.chmod(made, 0o600)
    assert check(made) == []


main([(case.__name__.replace("_", " "), case) for case in (
    dear_keys_are_refused, the_dearest_that_is_taken,
    a_dear_key_is_made_cheap)])
