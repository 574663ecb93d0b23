#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lines for samldx filter: lines.py N, out of the demo's sign-in.

Good ones, changed ones, broken ones; each has an id of its own.
"""
import base64
import json
import os
import sys
from urllib.parse import unquote

with open(os.path.join(os.environ['SAMLDX_SRCDIR'],
                       'testdata/samples/demo/login.har'),
          encoding='utf-8') as file:
    text = next(part[13:] for entry in json.load(file)['log']['entries']
                for part in entry['request'].get('postData', {}).get(
                    'text', '').split('&')
                if part.startswith('SAMLResponse='))
xml = base64.b64decode(unquote(text))
changes = [(b'', b''), (b'ana.silva', b'eve'), (b'urn:amazon:webservices',
           b'urn:example:service'), (b'samlp:Success', b'samlp:Responder')]
for number in range(int(sys.argv[1])):
    response = base64.b64encode(
        xml.replace(*changes[number % len(changes)])).decode()
    if number % 50 == 49:
        response = response[:number]
    print(json.dumps({'id': f'sign-in {number}', 'response': response}))
