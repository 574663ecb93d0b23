# SPDX-License-Identifier: MIT
"""What lies beside a message, and other verbs."""
import os

import captures
import claims
from made import (HEAD, KEYS, LIMIT, SAML, TAIL, assertion, attribute, beside,
    case, certificate, fill, metadata, signature, times)


@case()
def pem_of_certificates():
    with open(os.path.join(KEYS, 'idp.crt'), encoding='ascii') as file:
        pem = file.read()
    return {'response.xml': HEAD + signature('_r') + TAIL,
            'many.pem': fill(pem, LIMIT)}


@case()
def pem_of_beginnings():
    return {'response.xml': HEAD + TAIL,
            'many.pem': fill('-----BEGIN CERTIFICATE-----\n', LIMIT)}


@case()
def pem_of_keys():
    return {'response.xml': HEAD + TAIL,
            'key.pem': fill('-----BEGIN PRIVATE KEY-----\n', LIMIT)}


@case()
def policy_of_statements():
    return {'response.xml': HEAD + TAIL, 'role.json': fill(
        '{"Effect":"Allow","Principal":{"Federated":"*"},"Action":"*"},',
        LIMIT, '{"Version":"2012-10-17","Statement":[', '{}]}')}


@case()
def policy_of_patterns():
    """Wildcards against a long value of the assertion."""
    name = attribute('RoleSessionName', '<saml:AttributeValue>' +
                     'a' * 900000 + '</saml:AttributeValue>')
    role = attribute('Role', '<saml:AttributeValue>arn:aws:iam::123456789012:'
                     'role/Dev,arn:aws:iam::123456789012:saml-provider/Example'
                     '</saml:AttributeValue>')
    pattern = '*a' * 400000 + 'b'
    return beside(HEAD + assertion('', signature(), role + name) + TAIL, **{
        'role.json': '{"Role":{"RoleName":"Dev","Arn":"arn:aws:iam::'
        '123456789012:role/Dev","AssumeRolePolicyDocument":{"Version":'
        '"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":'
        '"arn:aws:iam::123456789012:saml-provider/Example"},"Action":'
        '"sts:AssumeRoleWithSAML","Condition":{"StringLike":{'
        '"sts:RoleSessionName":"' + pattern + '"}}}]}}}'})


@case()
def policy_of_conditions_that_fit():
    return {'response.xml': HEAD + TAIL, 'role.json': fill(
        '"StringLike%d":{"saml:aud":["*a*","b"]},', 131000,
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Condition":{',
        '"Null":{}}}]}')}


@case()
def policy_of_statements_that_fit():
    return {'response.xml': HEAD + TAIL, 'role.json': fill(
        '{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*"},', 131000,
        '{"Version":"2012-10-17","Statement":[', '{}]}')}


@case()
def roles_of_policies():
    """As many policies as fit, each as long as it may be."""
    one = fill('{"Effect":"Deny","Principal":"*","Action":"sts:*"},', 130000,
               '{"Version":"2012-10-17","Statement":[', '{}]}')
    return {'response.xml': HEAD + TAIL, 'roles.json': fill(
        '{"RoleName":"R%d","Arn":"arn:aws:iam::123456789012:role/R%d",'
        .replace('%d"', 'x"') + '"AssumeRolePolicyDocument":' + one + '},',
        LIMIT, '{"Roles":[', '{}]}')}


@case()
def policy_of_conditions():
    return {'response.xml': HEAD + TAIL, 'role.json': fill(
        '"StringLike%d":{"saml:aud":["*a*","b"]},', LIMIT,
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Condition":{',
        '"Null":{}}}]}')}


@case()
def trail_of_records():
    return {'response.xml': HEAD + TAIL, 'trail.json': fill(
        '{"eventName":"AssumeRoleWithSAML","eventTime":"2026-11-20T09:03:11Z",'
        '"errorMessage":"x"},', LIMIT, '{"Records":[', '{}]}')}


@case()
def trail_of_lines():
    return {'response.xml': HEAD + TAIL, 'trail.json': fill(
        '{"eventName":"AssumeRoleWithSAML"}\n', LIMIT)}


@case()
def providers():
    return {'response.xml': HEAD + TAIL, 'list.json': fill(
        '{"Arn":"arn:aws:iam::123456789012:saml-provider/P%d"},', LIMIT,
        '{"SAMLProviderList":[', '{}]}')}


# ---- Other verbs

@case('metadata')
def metadata_of_keys():
    key = ('<md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>' +
           certificate() + '</ds:X509Certificate></ds:X509Data></ds:KeyInfo>'
           '</md:KeyDescriptor>')
    return metadata(key * 9000)


@case('metadata')
def metadata_of_services():
    return metadata(more=times(
        '<md:SingleSignOnService Binding="b" Location="https://a/%d"/>',
        99000))


@case('metadata')
def metadata_of_entities():
    entity = metadata().replace('idp.example.com/saml', 'idp.example.com/%d')
    return fill(entity, LIMIT, '<md:EntitiesDescriptor xmlns:md="urn:oasis:'
                'names:tc:SAML:2.0:metadata">', '</md:EntitiesDescriptor>')


@case('policy')
def policy_alone():
    return fill('{"Effect":"Allow","Principal":{"Federated":"*"},"Action":"*",'
                '"Condition":{"StringLike":{"SAML:aud":"*"}}},', LIMIT,
                '{"Version":"2012-10-17","Statement":[', '{}]}')


@case('redact')
def redact_of_entries():
    return captures.har_of_messages()


@case('redact')
def redact_of_attributes():
    return claims.roles()['response.xml']


@case('redact')
def redact_of_values():
    return claims.claims(
        'PrincipalTag:x', 'person%d@example.com')['response.xml']


@case('diff')
def diff_of_values():
    """The same values in another order, but for one."""
    values = [f'<saml:AttributeValue>v{i}</saml:AttributeValue>'
              for i in range(90000)]
    return {name: HEAD + assertion('', '', attribute('PrincipalTag:x', ''.join(
                some))) + TAIL
            for name, some in (('good.xml', values),
                               ('bad.xml', values[:0:-1]))}


@case('decode')
def decode_of_attributes():
    return claims.session_names()['response.xml']
