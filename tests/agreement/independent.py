#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Agreement with independent SAML implementations on signatures.

Responses made by the identity provider of the tests are given to samldx, to
OpenSAML's samlsign and to python3-saml.  A difference must be one of those
that EXPLAINED names.
"""
import json
import os
import subprocess
import sys
import tempfile

from onelogin.saml2.utils import OneLogin_Saml2_Utils

SOURCE = os.path.abspath(os.environ['SAMLDX_SRCDIR'])
BUILD = os.path.abspath(os.environ['SAMLDX_BUILDDIR'])
KEYS = os.path.join(SOURCE, 'tests/idp/keys')
CERTIFICATE = os.path.join(KEYS, 'idp.crt')

# samlsign verifies the signature of the root element alone, so that the
# Response is what is signed in most cases.
GOOD = [
    'sign response',
    'sign response\nsigning method=rsa-sha384 digest=sha384',
    'sign response\nsigning method=rsa-sha512 digest=sha512',
    'sign response\nsigning method=rsa-sha1 digest=sha1',
    'sign response\nsigning keyinfo=none',
    'sign response\nsigning c14n=exc-c14n-with-comments',
    'sign response\nsigning prefixes="xs"',
    'sign response\nsigning prefixes="saml\\sxs"',
    'sign both\nsigning prefixes="samlp"',
    'sign response\nsigning info-prefixes="samlp\\ssaml"',
    'sign response\nsigning info-prefixes="#default\\snobody"',
    'sign response\ncompact',
    'sign response\nattribute PrincipalTag:Name Jos\\u00e9 & <b>',
    'sign both',
    'sign both\ncompact',
    'sign response\nencrypt assertion',
]
CHANGES = [
    '',
    'then\ntext A/saml:Subject/saml:NameID eve',
    'then\nattr R Destination https://example.com/',
]
BAD = [
    'sign response\nsigning key=idp2',
    'sign response\nsigning key=idp2 keyinfo=none',
    'sign response\nsigning key=idp2 keyinfo=key-value',
    'sign both\nsigning key=idp2',
    'sign response\nthen\ntext //ds:SignatureValue AAAA',
    'sign response\nthen\ntext //ds:DigestValue AAAA',
    'sign response\ncompact\nreindent',
]

# Signed by a key that was not given: whose it is, samldx tells from SignedInfo
# as it puts it into octets by itself.
STRANGE = 'sign response\nsigning key=idp2 '
SIGNERS = [
    STRANGE,
    STRANGE + 'c14n=exc-c14n-with-comments',
    STRANGE + 'info-prefixes="xs"',
    STRANGE + 'info-prefixes="samlp\\ssaml"',
    STRANGE + 'info-prefixes="#default\\snobody"',
    STRANGE + 'info-prefixes="xs"\nthen\nreplace List="xs" => List="xt"',
]

# (implementation, a part of the recipe): why it may say something else.
EXPLAINED = {}

# The same where it refuses what samldx holds valid.
REFUSES = {
    # xmlsec1 and Java's XML Signature hold these valid too.
    ('samlsign', 'info-prefixes="samlp'):
    'it passes over the prefixes that SignedInfo keeps',
}


def cases():
    for recipe in GOOD:
        for change in CHANGES:
            if 'encrypt' in recipe and 'NameID' in change:
                continue
            yield recipe + '\n' + change + '\n'
    for recipe in BAD:
        yield recipe + '\n'


def response_signature(folder):
    """What samldx says of the Response's Signature."""
    run = subprocess.run(
        [os.path.join(BUILD, 'samldx'), 'check', '--format', 'json',
         os.path.join(folder, 'response.xml'), CERTIFICATE],
        stdout=subprocess.PIPE, check=False)
    report = json.loads(run.stdout)
    return [s for s in report['signature'] if s['covers'] == 'Response'][0]


def ours(folder):
    return response_signature(folder)['status'] == 'valid'


def ours_with_embedded(folder):
    """Does it hold by the key in KeyInfo?"""
    return response_signature(folder)['reason'] == 'unknown-key'


def samlsign(folder, certificate=CERTIFICATE):
    run = subprocess.run(
        ['samlsign', '-c', certificate, '-f',
         os.path.join(folder, 'response.xml')],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return run.returncode == 0


def samlsign_with_embedded(folder):
    return samlsign(folder, os.path.join(KEYS, 'idp2.crt'))


def python_saml(folder):
    with open(os.path.join(folder, 'response.xml'), encoding='utf-8') as file:
        response = file.read()
    with open(CERTIFICATE, encoding='ascii') as file:
        certificate = file.read()
    try:
        return bool(OneLogin_Saml2_Utils.validate_sign(
            response, cert=certificate,
            xpath='/samlp:Response/ds:Signature'))
    except Exception:  # pylint: disable=broad-except
        return False


def everything():
    """Recipes, each with our verdict and those of others."""
    others = {'samlsign': samlsign, 'python3-saml': python_saml}
    for recipe in cases():
        yield recipe, ours, others
    others = {'samlsign': samlsign_with_embedded}
    for recipe in SIGNERS:
        yield recipe + '\n', ours_with_embedded, others


def main():
    failed = n = n_valid = 0
    environment = dict(os.environ, IDP_KEYS=KEYS)
    for recipe, verdict, others in everything():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'case.recipe')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(recipe)
            subprocess.run([os.path.join(BUILD, 'tests/idp/idp'), path,
                            folder], env=environment, check=True)
            mine = verdict(folder)
            n_valid += mine
            for name, verify in others.items():
                n += 1
                theirs = verify(folder)
                words = f'{name}: {" / ".join(recipe.split(chr(10)))}'
                known = REFUSES if mine else EXPLAINED
                reasons = [why for (who, part), why in known.items()
                           if who == name and part in recipe]
                if theirs == mine:
                    print(f'ok {n} - {words}')
                elif reasons:
                    print(f'ok {n} - {words}: {reasons[0]}')
                else:
                    print(f'not ok {n} - {words}: samldx {mine}, '
                          f'{name} {theirs}')
                    failed = 1
    n += 1
    if n_valid < 10:
        failed = 1
    print(f'{"ok" if n_valid >= 10 else "not ok"} {n} - {n_valid} valid')
    print(f'1..{n}')
    return failed


sys.exit(main())
