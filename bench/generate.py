#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Large inputs, the same each time.

    generate.py aggregate ENTITIES DISTINCT CERTIFICATE.pem >aggregate.xml
    generate.py har MEGABYTES RESPONSE.b64 >large.har

The aggregate has two certificates for each entity, DISTINCT different ones in
all, each with a key of its own that looks as sound as any: odd, and without a
small factor, so that no check is done with it early.
The HAR is a long session with one sign-in near its end.
"""
import base64
import json
import math
import random
import sys
from urllib.parse import quote

FILLING = 1600  # characters of other elements for each entity


def product_of_primes(limit):
    primes = [n for n in range(2, limit)
              if all(n % d for d in range(2, int(n ** 0.5) + 1))]
    return math.prod(primes)


def certificates(path, distinct):
    with open(path, encoding='ascii') as file:
        der = bytearray(base64.b64decode(''.join(
            line for line in file if not line.startswith('-'))))
    # The modulus: an INTEGER of 257 octets, of which the first is zero.
    start = der.index(b'\x02\x82\x01\x01\x00') + 5
    small = product_of_primes(1000)
    number = 0
    for _ in range(distinct):
        while True:
            der[start + 100:start + 104] = number.to_bytes(4, 'big')
            number += 1
            modulus = int.from_bytes(der[start:start + 256], 'big')
            if math.gcd(modulus, small) == 1:
                break
        yield base64.b64encode(bytes(der)).decode()


def aggregate(entities, distinct, path):
    chosen = random.Random(1)
    pool = list(certificates(path, int(distinct)))
    words = ['Example', 'University', 'Institute', 'Library', 'College']
    out = sys.stdout
    out.write('<md:EntitiesDescriptor Name="https://example.org/all"'
              ' xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
              ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n')
    for number in range(int(entities)):
        name = ' '.join(chosen.choices(words, k=3))
        home = f'https://idp{number}.example.org'
        keys = ''.join(
            f'<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>'
            f'<ds:X509Certificate>'
            f'{pool[(2 * number + k) % len(pool)]}</ds:X509Certificate>'
            f'</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\n'
            for k in range(2))
        rest = ''.join(
            f'<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:'
            f'bindings:{binding}" Location="{home}/sso/{binding}"/>\n'
            for binding in ('HTTP-POST', 'HTTP-Redirect', 'SOAP'))
        filling = ''.join(chosen.choices('abcdefghij klmnop', k=FILLING))
        out.write(
            f'<md:EntityDescriptor entityID="{home}/idp">\n'
            f'<md:IDPSSODescriptor protocolSupportEnumeration='
            f'"urn:oasis:names:tc:SAML:2.0:protocol">\n{keys}{rest}'
            f'</md:IDPSSODescriptor>\n<md:Organization>'
            f'<md:OrganizationName xml:lang="en">{name}'
            f'</md:OrganizationName><md:OrganizationDisplayName xml:lang="en">'
            f'{filling}</md:OrganizationDisplayName><md:OrganizationURL '
            f'xml:lang="en">{home}</md:OrganizationURL></md:Organization>\n'
            f'</md:EntityDescriptor>\n')
    out.write('</md:EntitiesDescriptor>\n')


def entry(number, method, url, text, body):
    request = {'method': method, 'url': url, 'httpVersion': 'HTTP/1.1',
               'headers': [], 'queryString': [], 'cookies': [],
               'headersSize': -1, 'bodySize': len(text)}
    if text:
        request['postData'] = {
            'mimeType': 'application/x-www-form-urlencoded', 'text': text}
    return {'startedDateTime': '2026-11-20T09:03:11.000Z', 'time': number,
            'request': request,
            'response': {'status': 200, 'statusText': 'OK', 'headers': [],
                         'content': {'size': len(body),
                                     'mimeType': 'text/html', 'text': body}}}


def har(megabytes, path):
    chosen = random.Random(2)
    with open(path, encoding='ascii') as file:
        response = ''.join(file.read().split())
    # One character in 25 needs an escape, as in pages and scripts.
    page = ''.join(chosen.choices('abcdefg <"\n', [12] * 7 + [8, 4, 2, 2],
                                  k=200000))
    out = sys.stdout
    out.write('{"log": {"version": "1.2", "creator": {"name": "generate", '
              '"version": "1"}, "entries": [\n')
    written = number = 0
    while written < int(megabytes) * 1000000:
        at = chosen.randrange(1000)
        text = json.dumps(entry(number, 'GET',
                                f'https://www.example.com/{number}', '',
                                page[at:]))
        out.write(text + ',\n')
        written += len(text)
        number += 1
    out.write(json.dumps(entry(number, 'POST',
                               'https://signin.aws.amazon.com/saml',
                               'SAMLResponse=' + quote(response, safe=''),
                               '')) + '\n]}}\n')


{'aggregate': aggregate, 'har': har}[sys.argv[1]](*sys.argv[2:])
