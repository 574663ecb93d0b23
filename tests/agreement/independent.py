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

# (implementation, a part of the recipe): why it may say something else.
EXPLAINED = {}


def cases():
    for recipe in GOOD:
        for change in CHANGES:
            if 'encrypt' in recipe and 'NameID' in change:
                continue
            yield recipe + '\n' + change + '\n'
    for recipe in BAD:
        yield recipe + '\n'


def ours(folder):
    """Does samldx hold every signature of the Response valid?"""
    run = subprocess.run(
        [os.path.join(BUILD, 'samldx'), 'check', '--format', 'json',
         os.path.join(folder, 'response.xml'), CERTIFICATE],
        stdout=subprocess.PIPE, check=False)
    report = json.loads(run.stdout)
    states = [s['status'] for s in report['signature']
              if s['covers'] == 'Response']
    return states == ['valid']


def samlsign(folder):
    run = subprocess.run(
        ['samlsign', '-c', CERTIFICATE, '-f',
         os.path.join(folder, 'response.xml')],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return run.returncode == 0


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


def main():
    failed = n = n_valid = 0
    others = {'samlsign': samlsign, 'python3-saml': python_saml}
    environment = dict(os.environ, IDP_KEYS=KEYS)
    for recipe in cases():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'case.recipe')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(recipe)
            subprocess.run([os.path.join(BUILD, 'tests/idp/idp'), path,
                            folder], env=environment, check=True)
            mine = ours(folder)
            n_valid += mine
            for name, verify in others.items():
                n += 1
                theirs = verify(folder)
                words = f'{name}: {" / ".join(recipe.split(chr(10)))}'
                reasons = [why for (who, part), why in EXPLAINED.items()
                           if who == name and part in recipe]
                if theirs == mine:
                    print(f'ok {n} - {words}')
                elif reasons and not mine:
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
