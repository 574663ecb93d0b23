# SPDX-License-Identifier: MIT
"""XML and signatures."""
from made import (HEAD, LIMIT, MIB, TAIL, assertion, attribute, beside, case,
    certificate, fill, signature, times)


@case()
def xml_attributes_on_one_tag():
    return '<a ' + times('a%d="" ', 1200000) + '/>'


@case()
def xml_attributes_on_many_tags():
    tag = '<a ' + times('a%d="" ', 255) + '/>'
    return fill(tag, LIMIT, HEAD, TAIL)


@case()
def xml_namespaces():
    tag = '<a ' + times('xmlns:p%d="urn:x" ', 61) + '/>'
    return fill(tag, LIMIT, HEAD, TAIL)


@case()
def xml_names_that_differ():
    return HEAD + times('<n%d/>', 99900) + TAIL


@case()
def xml_elements():
    return fill('<b/>', LIMIT, HEAD, TAIL)


@case()
def xml_comments():
    return HEAD + times('<!---->', 99000) + TAIL


@case()
def xml_levels():
    deep = ''.join(f'<a{i}>' for i in range(95)) + ''.join(
        f'</a{i}>' for i in reversed(range(95)))
    return HEAD + deep * 1050 + TAIL


@case()
def xml_references():
    return fill('&lt;', 9999999, HEAD + '<a>', '</a>' + TAIL)


@case()
def xml_sections():
    return fill('<![CDATA[x]]>', 1200000, HEAD + '<a>', '</a>' + TAIL)


@case()
def xml_text():
    return fill('x', LIMIT, HEAD + '<a>', '</a>' + TAIL)


@case()
def xml_lines():
    return fill('\n', 9999999, HEAD + '<a>', '</a><b/>' + TAIL)


@case()
def xml_unclosed():
    return fill('<a', LIMIT)


@case()
def xml_open_tags():
    return fill('<a>', LIMIT)


@case()
def xml_truncated():
    return fill('<saml:a b="c">x</saml:a>', 4 * MIB, HEAD)


# ---- Signatures

@case()
def signed_inclusive():
    """Canonicalisation with every namespace in scope on every element."""
    scope = ''.join(f'xmlns:p{i}="urn:example:p{i}" ' for i in range(58))
    c14n = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
    return beside(HEAD + assertion(
        '', signature(c14n=c14n),
        attribute('Role', times('<saml:AttributeValue/>', 98000)),
        scope) + TAIL)


@case()
def signed_broken():
    """A digest that does not hold, and every explanation is tried."""
    values = times(' <saml:AttributeValue>&amp;amp;\u00c3\u00a9 %d'
                   '</saml:AttributeValue>\n', 97000)
    return beside(HEAD + assertion(
        '', signature(), attribute('PrincipalTag:x', values)) + TAIL)


@case()
def signed_large_text():
    text = '<saml:AttributeValue>' + 'x' * 9900000 + '</saml:AttributeValue>'
    return beside(HEAD + assertion(
        '', signature(), attribute('Role', text)) + TAIL)


@case()
def signatures():
    return beside(HEAD + signature('_r', certificates=16) * 3000 + TAIL)


@case()
def signature_with_certificates():
    return beside(HEAD + signature('_r', certificates=9000) + TAIL)


@case()
def signature_with_a_long_value():
    return beside(HEAD + signature('_r', value='A' * 9900000) + TAIL)


@case()
def signature_with_a_large_certificate():
    seal = signature('_r').replace(certificate(), 'MII' + 'A' * 9900000)
    return beside(HEAD + seal + TAIL)


@case()
def ids_that_are_one():
    return beside(HEAD + times('<x ID="_r" Id="_r" id="_r"/>', 99000) + TAIL)


@case()
def ids_that_differ():
    return beside(HEAD + times('<x ID="_%d"/>', 99000) + TAIL)
