# SPDX-License-Identifier: MIT
"""What the worst inputs are made of."""
import os

MIB = 1 << 20
LIMIT = 16 * MIB
KEYS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    '../../tests/idp/keys')
SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol'
SAML = 'urn:oasis:names:tc:SAML:2.0:assertion'
DS = 'http://www.w3.org/2000/09/xmldsig#'
XENC = 'http://www.w3.org/2001/04/xmlenc#'
AWS = 'https://aws.amazon.com/SAML/Attributes/'
HEAD = (f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_r" '
        'Version="2.0" IssueInstant="2026-11-20T09:03:11Z"><saml:Issuer>'
        'https://idp.example.com/saml</saml:Issuer><samlp:Status>'
        '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>'
        '</samlp:Status>')
TAIL = '</samlp:Response>'
CASES = {}


def case(verb='check'):
    """A function that answers a dict of files, or the bytes of one."""
    def keep(function):
        CASES[function.__name__.replace('_', '-')] = (verb, function)
        return function
    return keep


def fill(unit, size, head='', tail=''):
    """As many of UNIT as fit; %d in it is the number."""
    out, n, length = [head], 0, len(head) + len(tail)
    while True:
        text = unit % n if '%d' in unit else unit
        if length + len(text) > size:
            break
        out.append(text)
        length += len(text)
        n += 1
    return ''.join(out) + tail


def times(unit, n):
    return ''.join(unit % i if '%d' in unit else unit for i in range(n))


def certificate():
    with open(os.path.join(KEYS, 'idp.crt'), encoding='ascii') as file:
        return ''.join(file.read().split('-----')[2].split())


def signature(uri='_a', c14n='http://www.w3.org/2001/10/xml-exc-c14n#',
              certificates=1, value='AAAA'):
    return (f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>'
            f'<ds:CanonicalizationMethod Algorithm="{c14n}"/>'
            '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/'
            f'xmldsig-more#rsa-sha256"/><ds:Reference URI="#{uri}">'
            f'<ds:Transforms><ds:Transform Algorithm="{DS}'
            f'enveloped-signature"/><ds:Transform Algorithm="{c14n}"/>'
            f'</ds:Transforms><ds:DigestMethod Algorithm="{XENC}sha256"/>'
            '<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>'
            f'</ds:SignedInfo><ds:SignatureValue>{value}</ds:SignatureValue>'
            '<ds:KeyInfo><ds:X509Data>' + certificates *
            f'<ds:X509Certificate>{certificate()}</ds:X509Certificate>'.join(
                ['', '']) + '</ds:X509Data></ds:KeyInfo></ds:Signature>')


def assertion(inside, seal='', attributes='', scope=''):
    return (f'<saml:Assertion ID="_a" Version="2.0" {scope} '
            'IssueInstant="2026-11-20T09:03:11Z"><saml:Issuer>'
            f'https://idp.example.com/saml</saml:Issuer>{seal}{inside}'
            f'<saml:AttributeStatement>{attributes}'
            '</saml:AttributeStatement></saml:Assertion>')


def attribute(name, values):
    return f'<saml:Attribute Name="{AWS}{name}">{values}</saml:Attribute>'


def metadata(keys='', more=''):
    return ('<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:'
            f'metadata" xmlns:ds="{DS}" entityID="https://idp.example.com/'
            'saml"><md:IDPSSODescriptor protocolSupportEnumeration="'
            f'{SAMLP}"><md:KeyDescriptor use="signing"><ds:KeyInfo>'
            '<ds:X509Data><ds:X509Certificate>' + certificate() +
            '</ds:X509Certificate></ds:X509Data></ds:KeyInfo>'
            f'</md:KeyDescriptor>{keys}{more}<md:SingleSignOnService '
            'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
            'Location="https://idp.example.com/sso"/></md:IDPSSODescriptor>'
            '</md:EntityDescriptor>')


def beside(message, name='response.xml', **files):
    """A message with good metadata, and whatever else."""
    return {name: message, 'metadata.xml': metadata(), **files}
