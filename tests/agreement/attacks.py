#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The catalogue of attacks, given to independent implementations.

Each attack of testdata/attacks is given to xmlsec1 with the provider's key
pinned, and to python3-saml, lasso and pysaml2 where they are installed; to
node-saml and samlify where SAMLDX_PEERS (or .bench/peers) holds them.
testdata/attacks/fooled.json names the forged messages that xmlsec1 verifies,
and those in which a library signs in another name than the honest one, while
samldx does neither; UPDATE=1 writes it anew.  What samldx believes must be
verified by xmlsec1.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile
import textwrap

SOURCE = os.path.abspath(os.environ['SAMLDX_SRCDIR'])
BUILD = os.path.abspath(os.environ['SAMLDX_BUILDDIR'])
KEYS = os.path.join(SOURCE, 'tests/idp/keys')
ATTACKS = os.path.join(SOURCE, 'testdata/attacks')
FAMILIES = ['wrapping', 'ids', 'reference', 'signature', 'transforms', 'void',
            'text', 'namespace', 'keys', 'algorithms']
PEERS = os.environ.get('SAMLDX_PEERS', os.path.join(SOURCE, '.bench/peers'))
sys.path.insert(0, os.path.join(SOURCE, 'bench/peers'))

# What each is known to believe; more or less of it is a failure.
FOOLED = json.loads(open(os.path.join(ATTACKS, 'fooled.json'),
                         encoding='utf-8').read())

# xmlsec1 takes an attribute of another namespace for the ID.
BLIND = ['ids/weak-foreign-id']


def recipes():
    for family in FAMILIES:
        folder = os.path.join(ATTACKS, family)
        for name in sorted(os.listdir(folder)):
            if name.endswith('.recipe'):
                yield f'{family}/{name[:-7]}', os.path.join(folder, name)


def make(recipe, folder):
    subprocess.run([os.path.join(BUILD, 'tests/idp/idp'), recipe, folder],
                   env=dict(os.environ, IDP_KEYS=KEYS), check=True,
                   stderr=subprocess.DEVNULL)
    names = [n for n in os.listdir(folder) if n.startswith('response.')]
    if not names:
        return None
    with open(os.path.join(folder, names[0]), 'rb') as file:
        octets = file.read()
    return base64.b64decode(octets) if names[0].endswith('b64') else octets


def samldx(folder):
    """Does samldx hold the claims for authentic?"""
    files = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    run = subprocess.run([os.path.join(BUILD, 'samldx'), 'check', '--format',
                          'json'] + files, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False)
    report = json.loads(run.stdout)
    return report['verdict']['outcome'] == 'accepted'


def certificate(folder):
    """That of the metadata, as PEM; the provider's own where there is none."""
    try:
        with open(os.path.join(folder, 'metadata.xml'),
                  encoding='utf-8') as file:
            text = file.read()
    except FileNotFoundError:
        return os.path.join(KEYS, 'idp.crt')
    text = text.split('X509Certificate>')[1].split('<')[0].strip()
    path = os.path.join(folder, 'octets.pem')
    with open(path, 'w', encoding='ascii') as file:
        file.write('-----BEGIN CERTIFICATE-----\n' +
                   '\n'.join(textwrap.wrap(text, 64)) +
                   '\n-----END CERTIFICATE-----\n')
    return path


def xmlsec(folder, octets):
    path = os.path.join(folder, 'octets.xml')
    with open(path, 'wb') as file:
        file.write(octets)
    run = subprocess.run(
        ['xmlsec1', '--verify', '--enabled-key-data', 'key-name',
         '--pubkey-cert-pem', certificate(folder), '--id-attr:ID',
         'urn:oasis:names:tc:SAML:2.0:assertion:Assertion', '--id-attr:ID',
         'urn:oasis:names:tc:SAML:2.0:protocol:Response', path],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
        check=False)
    os.remove(path)
    return run.returncode == 0


class OfNode:
    """A library of Node: one process for all of the cases."""
    def __init__(self, folder, _key):
        self.metadata = os.path.join(folder, 'metadata.xml')

    @classmethod
    def begin(cls):
        cls.process = subprocess.Popen(
            ['node', os.path.join(SOURCE, 'tests/agreement/names.mjs'),
             cls.__name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
            env=dict(os.environ, SAMLDX_PEERS=PEERS))

    def name(self, response):
        self.process.stdin.write(json.dumps(
            {'metadata': self.metadata, 'response': response}) + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class NodeSaml(OfNode):
    """@node-saml/node-saml"""


class Samlify(OfNode):
    """samlify"""


def name_of(peer, response):
    """The name that a library signs in, or None."""
    who = type(peer).__name__
    if isinstance(peer, OfNode):
        return peer.name(response)
    if who == 'Lasso':
        login = peer.lasso.Login(peer.server)
        login.processAuthnResponseMsg(response)
        login.acceptSso()
        return login.assertion.subject.nameID.content
    if who == 'Python3Saml':
        answer = peer.response(peer.settings, response)
        if not answer.is_valid(peer.request, raise_exceptions=False):
            return None
        return answer.get_nameid()
    answer = peer.client.parse_authn_request_response(response, peers.POST, {})
    return answer.get_subject().text if answer.get_identity() else None


def is_believed(kind, folder, octets):
    """Is another name than the honest one signed in?"""
    if not os.path.exists(os.path.join(folder, 'metadata.xml')):
        return False
    try:
        peer = kind(folder, None)
        name = name_of(peer, base64.b64encode(octets).decode())
    except Exception:  # pylint: disable=broad-except
        return False
    return name not in (None, 'ana.silva')


def believes_the_honest(kind):
    """One that believes nobody could not be fooled either."""
    recipe = os.path.join(ATTACKS, 'wrapping/benign-both-signed.recipe')
    with tempfile.TemporaryDirectory() as folder:
        octets = make(recipe, folder)
        try:
            return name_of(kind(folder, None),
                           base64.b64encode(octets).decode()) == 'ana.silva'
        except Exception:  # pylint: disable=broad-except
            return False


def installed_for_node():
    for kind in (NodeSaml, Samlify):
        if not os.path.isdir(os.path.join(PEERS, 'node_modules',
                                          kind.__doc__)):
            print(f'# SKIPPED: {kind.__doc__} is not in {PEERS}; '
                  'script/test puts it there')
            continue
        kind.begin()
        if believes_the_honest(kind):
            yield kind
        else:
            print(f'# {kind.__doc__} does not sign in the honest user here')


def installed():
    kinds = {kind.__name__: kind for kind in installed_for_node()}
    for name in ('Lasso', 'Python3Saml', 'Pysaml2'):
        module = {'Lasso': 'lasso', 'Python3Saml': 'onelogin.saml2',
                  'Pysaml2': 'saml2'}[name]
        try:
            __import__(module)
        except ImportError:
            print(f'# {module} is not installed')
            continue
        kind = getattr(peers, name)
        if believes_the_honest(kind):
            kinds[name] = kind
        else:
            print(f'# {module} does not sign in the honest user here')
    return kinds


def judge_all(kinds):
    fooled = {name: [] for name in ['xmlsec1', *kinds]}
    missed = []
    n = 0
    for case, recipe in recipes():
        with tempfile.TemporaryDirectory() as folder:
            octets = make(recipe, folder)
            if octets is None:
                continue
            n += 1
            name = case.split('/')[1]
            mine = samldx(folder)
            theirs = xmlsec(folder, octets)
            if mine and not theirs and case not in BLIND:
                missed.append(case)
            if name.startswith(('benign-', 'inert-', 'weak-')):
                continue
            if mine:
                missed.append(case)
            if theirs and b'evil' in octets:
                fooled['xmlsec1'].append(case)
            for who, kind in kinds.items():
                if is_believed(kind, folder, octets):
                    fooled[who].append(case)
    return n, fooled, missed


def main():
    n, fooled, missed = judge_all(installed())
    failed = False
    print(f'# {n} messages')
    if os.environ.get('UPDATE'):
        known = {**FOOLED, **fooled}
        with open(os.path.join(ATTACKS, 'fooled.json'), 'w',
                  encoding='utf-8') as file:
            json.dump(known, file, indent=1, sort_keys=True)
            file.write('\n')
    print(f'1..{len(fooled) + 1}')
    print(f'{"not ok" if missed else "ok"} 1 - whatever samldx believes, '
          f'xmlsec1 verifies {" ".join(missed)}')
    failed |= bool(missed)
    for i, (who, cases) in enumerate(fooled.items()):
        known = FOOLED.get(who, [])
        odd = sorted(set(cases) ^ set(known))
        print(f'{"not ok" if odd else "ok"} {i + 2} - {who} believes '
              f'{len(cases)} forged messages, samldx none'
              f'{": differs in " + " ".join(odd) if odd else ""}')
        failed |= bool(odd)
    return failed


if __name__ == '__main__':
    import logging
    logging.disable(logging.CRITICAL)
    import peers
    sys.exit(main())
