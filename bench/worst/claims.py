# SPDX-License-Identifier: MIT
"""Claims and ciphertext."""
import os

from made import (AWS, DS, HEAD, KEYS, SAML, TAIL, XENC, assertion, attribute,
    beside, case, signature, times)


def claims(name, unit, n=48000):
    return beside(HEAD + assertion('', signature(), attribute(
        name, times(f'<saml:AttributeValue>{unit}</saml:AttributeValue>',
                    n))) + TAIL)


@case()
def roles():
    return claims('Role', 'arn:aws:iam::123456789012:role/R%d,arn:aws:iam::'
                  '123456789012:saml-provider/Example')


@case()
def roles_that_are_odd():
    return claims('Role', '\u0430rn:\u200baws;iam::%d:role /x,,\u00a0arn')


@case()
def role_of_many_parts():
    return beside(HEAD + assertion('', signature(), attribute(
        'Role', '<saml:AttributeValue>' + ',arn:aws:iam::1:role/x' * 400000 +
        '</saml:AttributeValue>')) + TAIL)


@case()
def role_of_odd_characters():
    return beside(HEAD + assertion('', signature(), attribute(
        'Role', '<saml:AttributeValue>' + '\u0430\u200b' * 1900000 +
        '</saml:AttributeValue>')) + TAIL)


@case()
def session_names():
    return claims('RoleSessionName', 'name%d')


@case()
def tags():
    return beside(HEAD + assertion('', signature(), times(
        f'<saml:Attribute Name="{AWS}PrincipalTag:t%d"><saml:AttributeValue>'
        'v</saml:AttributeValue></saml:Attribute>', 48000)) + TAIL)


@case()
def attributes_of_nobody():
    return beside(HEAD + assertion('', signature(), times(
        '<saml:Attribute Name="https://aws.amazon.com/SAML/Attribute/Rolle%d"'
        '/>', 96000)) + TAIL)


@case()
def audiences():
    return beside(HEAD + assertion(
        '<saml:Conditions>' + times(
            '<saml:AudienceRestriction><saml:Audience>u%d</saml:Audience>'
            '</saml:AudienceRestriction>', 48000) + '</saml:Conditions>',
        signature()) + TAIL)


@case()
def confirmations():
    return beside(HEAD + assertion(
        '<saml:Subject>' + times(
            '<saml:SubjectConfirmation Method="m%d">'
            '<saml:SubjectConfirmationData Recipient="r"/>'
            '</saml:SubjectConfirmation>', 48000) + '</saml:Subject>',
        signature()) + TAIL)


@case()
def assertions():
    return beside(HEAD + times(
        '<saml:Assertion ID="_a%d"><saml:Issuer>i</saml:Issuer>'
        '</saml:Assertion>', 49000) + TAIL)


@case()
def split_texts():
    return claims('Role', 'a<!-- -->b<!-- %d -->c', 30000)


# ---- Encryption

def encrypted(keys, text='AAAA'):
    return (f'<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="{XENC}"'
            f' Type="{XENC}Element"><xenc:EncryptionMethod Algorithm="{XENC}'
            f'aes256-cbc"/><ds:KeyInfo xmlns:ds="{DS}">{keys}</ds:KeyInfo>'
            f'<xenc:CipherData><xenc:CipherValue>{text}</xenc:CipherValue>'
            '</xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>')


def with_key(message):
    with open(os.path.join(KEYS, 'sp.pem'), encoding='ascii') as file:
        return beside(message, **{'sp.pem': file.read()})


def encrypted_key():
    return (f'<xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{XENC}'
            'rsa-oaep-mgf1p"/><xenc:CipherData><xenc:CipherValue>' +
            'A' * 340 + '=' * 4 + '</xenc:CipherValue></xenc:CipherData>'
            '</xenc:EncryptedKey>').replace('====', 'AA==')


@case()
def encrypted_keys():
    return with_key(HEAD + encrypted(encrypted_key() * 19000) + TAIL)


@case()
def encrypted_assertions():
    return with_key(HEAD + encrypted(encrypted_key()) * 8000 + TAIL)


@case()
def encrypted_text():
    return with_key(HEAD + encrypted(encrypted_key(), 'A' * 9900000) + TAIL)
