#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Python's SAML libraries as service providers of AWS's address.

    peers.py lasso|python3-saml|pysaml2 RUNS CASE
    peers.py lasso|python3-saml|pysaml2 judge CASE...

CASE is a folder with response.b64, metadata.xml and, where it is needed,
sp.pem, the key that decrypts.  With RUNS, the mean
microseconds of the processor for one validated response are printed; everything that a service
would keep between two sign-ins is kept.  With judge, a line for each CASE
says whether it is accepted.  The clock stands at the time of the cases.
"""
import base64
import calendar
import datetime
import logging
import os
import resource
import sys

NOW = calendar.timegm((2026, 11, 20, 9, 4, 0))
ACS = 'https://signin.aws.amazon.com/saml'
ENTITY = 'urn:amazon:webservices'
POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def response_of(case):
    return ''.join(read(case, 'response.b64').split())


def certificate_of(metadata):
    start = metadata.index('X509Certificate>') + 16
    return metadata[start:metadata.index('<', start)].strip()


def sp_metadata():
    return f'''<md:EntityDescriptor entityID="{ENTITY}"
 xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:SPSSODescriptor
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:AssertionConsumerService index="0" isDefault="true" Binding="{POST}"
 Location="{ACS}"/></md:SPSSODescriptor></md:EntityDescriptor>'''


class StandingClock(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return cls(2026, 11, 20, 9, 4, 0)


class Lasso:
    """lasso leaves the conditions to its caller, as mod_auth_mellon does."""

    def __init__(self, case, key):
        import lasso
        self.lasso = lasso
        self.server = lasso.Server.newFromBuffers(sp_metadata(), key)
        self.server.addProviderFromBuffer(lasso.PROVIDER_ROLE_IDP,
                                          read(case, 'metadata.xml'))
        if key:
            self.server.setEncryptionPrivateKey(key)

    def validate(self, response):
        login = self.lasso.Login(self.server)
        login.processAuthnResponseMsg(response)
        login.acceptSso()
        assertion = login.assertion
        data = assertion.subject.subjectConfirmation.subjectConfirmationData
        return (assertion.validateAudience(ENTITY) ==
                self.lasso.SAML2_ASSERTION_VALID and
                assertion.validateTimeChecks(0, NOW) ==
                self.lasso.SAML2_ASSERTION_VALID and
                data.recipient == ACS)


class Python3Saml:
    def __init__(self, case, key):
        from onelogin.saml2 import response, settings, utils
        self.response = response.OneLogin_Saml2_Response
        utils.OneLogin_Saml2_Utils.now = staticmethod(lambda: NOW)
        metadata = read(case, 'metadata.xml')
        self.settings = settings.OneLogin_Saml2_Settings({
            'strict': True,
            'security': {'wantAssertionsSigned': True,
                         'wantAssertionsEncrypted': bool(key)},
            'sp': {'entityId': ENTITY, 'privateKey': key or '',
                   'x509cert': certificate_of(metadata) if key else '',
                   'assertionConsumerService': {'url': ACS, 'binding': POST}},
            'idp': {'entityId': 'https://idp.example.com/saml',
                    'singleSignOnService': {'url': 'https://idp.example.com/'},
                    'x509cert': certificate_of(metadata)},
        })
        self.request = {'http_host': 'signin.aws.amazon.com', 'https': 'on',
                        'script_name': '/saml', 'get_data': {}}

    def validate(self, response):
        answer = self.response(self.settings, response)
        valid = answer.is_valid(self.request, raise_exceptions=False)
        if valid:
            answer.get_attributes()
        return valid


class Pysaml2:
    def __init__(self, case, key):
        from saml2 import client, config, time_util
        time_util.utc_now = lambda: NOW
        time_util.time.time = lambda: float(NOW)
        time_util.datetime = StandingClock
        settings = {
            'entityid': ENTITY, 'xmlsec_binary': '/usr/bin/xmlsec1',
            'metadata': {'inline': [read(case, 'metadata.xml')]},
            'allow_unknown_attributes': True,
            'service': {'sp': {
                'endpoints': {'assertion_consumer_service': [(ACS, POST)]},
                'allow_unsolicited': True, 'want_assertions_signed': True,
                'want_response_signed': False}},
        }
        if key:
            path = os.path.join(case, 'sp.pem')
            settings['encryption_keypairs'] = [{'key_file': path}]
        self.client = client.Saml2Client(config.SPConfig().load(settings))

    def validate(self, response):
        # None, or an exception: refused.
        answer = self.client.parse_authn_request_response(response, POST, {})
        if answer is None:
            return False
        answer.get_identity()  # the attributes, as a service would ask
        return answer.name_id is not None


def changed(response):
    """A value, or a byte of what is encrypted, that is not what was sent."""
    octets = base64.b64decode(response)
    if b'>Payments<' in octets:
        octets = octets.replace(b'>Payments<', b'>Paymentz<')
    else:
        at = octets.rindex(b'CipherValue>') - 200
        other = b'B' if octets[at:at + 1] == b'A' else b'A'
        octets = octets[:at] + other + octets[at + 1:]
    return base64.b64encode(octets).decode()


def is_accepted(peer, response):
    try:
        return bool(peer.validate(response))
    except Exception:  # each library has its own
        return False


def processor_time():
    """In seconds, with that of the processes it has started."""
    return sum(resource.getrusage(who).ru_utime +
               resource.getrusage(who).ru_stime
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measure(peer, runs, response):
    if not is_accepted(peer, response):
        sys.exit('the case does not hold')
    if is_accepted(peer, changed(response)):
        sys.exit('what was changed is accepted: this measures nothing')
    for _ in range(max(1, runs // 4)):
        peer.validate(response)
    began = processor_time()
    for _ in range(runs):
        peer.validate(response)
    print(f'{(processor_time() - began) * 1e6 / runs:.2f}')


def main():
    # Some of them write what they find wrong.
    logging.disable(logging.CRITICAL)
    name, what, *cases = sys.argv[1:]
    peer = {'lasso': Lasso, 'python3-saml': Python3Saml,
            'pysaml2': Pysaml2}[name]
    if what == 'judge':
        for case in cases:
            accepted = is_accepted(peer(case, None), response_of(case))
            print('accepted' if accepted else 'refused')
        return
    key = read(cases[0], 'sp.pem') if os.path.exists(
        os.path.join(cases[0], 'sp.pem')) else None
    measure(peer(cases[0], key), int(what), response_of(cases[0]))


if __name__ == '__main__':
    main()
