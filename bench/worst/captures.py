# SPDX-License-Identifier: MIT
"""Captures of every form."""
import base64
import gzip
import urllib.parse
import zlib

from made import (HEAD, LIMIT, MIB, TAIL, case, fill)


def small():
    return base64.b64encode((HEAD + TAIL).encode()).decode()


@case()
def base64_of_the_largest():
    return base64.b64encode(fill('x', 9999999, HEAD + '<a>', '</a>' + TAIL)
                            .encode()).decode()


@case()
def base64_of_blanks():
    return 'PHNhbWw' + ' \n' * (LIMIT // 2 - 100) + 'OlJlc3BvbnNl'


@case()
def base64_of_base64():
    text = HEAD + TAIL
    while len(text) < LIMIT // 2:
        text = base64.b64encode(text.encode()).decode()
    return text


@case()
def form_of_fields():
    return fill('SAMLResponse=a&', LIMIT)


@case()
def form_of_percents():
    return 'SAMLResponse=' + fill('%2525', LIMIT - 20)


@case()
def form_of_names():
    return fill('SAMLResponse', LIMIT)


@case()
def lines_of_messages():
    return fill(f'SAMLResponse={small()}\n\n', LIMIT)


@case()
def lines_of_nothing():
    return fill('\n', LIMIT - 30) + 'SAMLResponse=PHNhbWw'


@case()
def har_of_entries():
    entry = ('{"request":{"method":"GET","url":"https://a/","headers":[]},'
             '"response":{"status":200}},')
    return fill(entry, LIMIT, '{"log":{"entries":[', '{}]}}')


@case()
def har_of_messages():
    entry = ('{"request":{"method":"POST","url":'
             '"https://signin.aws.amazon.com/saml","postData":{"text":'
             f'"SAMLResponse={urllib.parse.quote(small())}"'
             '}},"response":{"status":200}},')
    return fill(entry, LIMIT, '{"log":{"entries":[', '{}]}}')


@case()
def har_of_headers():
    return fill('{"name":"a","value":"b"},', LIMIT,
                '{"log":{"entries":[{"request":{"method":"POST","headers":[',
                '{}]}}]}}')


@case()
def har_of_members():
    return fill('"request":1,', LIMIT, '{"log":{"entries":[{', '"a":1}]}}')


@case()
def har_of_escapes():
    return fill('\\u0041', LIMIT, '{"log":{"entries":[{"request":{"method":'
                '"POST","url":"https://signin.aws.amazon.com/saml",'
                '"postData":{"text":"SAMLResponse=', '"}}}]}}')


@case()
def har_of_pages():
    page = '<form><input name=\\"SAMLResponse\\" value=\\"PHNh\\">'
    return fill(page, LIMIT, '{"log":{"entries":[{"request":{"method":"GET",'
                '"url":"https://a/"},"response":{"status":200,"content":{'
                '"mimeType":"text/html","text":"', '"}}}]}}')


@case()
def json_of_brackets():
    return fill('[', LIMIT)


@case()
def json_of_objects():
    return fill('{"a":', LIMIT)


@case()
def tracer_of_requests():
    entry = '{"method":"POST","url":"https://a/","saml":"<a/>"},'
    return fill(entry, LIMIT, '{"requests":[', '{}]}')


@case()
def page_of_forms():
    return fill('<form action="a"><input name="SAMLResponse" value="PHNh">',
                LIMIT, '<html>')


@case()
def page_of_open_tags():
    return fill('<input ', LIMIT, '<html>')


@case()
def page_of_entities():
    return fill('&#65;', LIMIT, '<html><form><input name="SAMLResponse" '
                'value="', '"></form>')


@case()
def page_of_quotes():
    return fill('<a b="', LIMIT, '<html>')


@case()
def page_of_comments():
    return fill('<!--', LIMIT, '<html>')


@case()
def escaped_xml():
    return fill('&lt;a/&gt;', LIMIT, '&lt;samlp:Response&gt;')


@case()
def curl_of_quotes():
    return fill(" 'a'", LIMIT, "curl 'https://signin.aws.amazon.com/saml'")


@case()
def curl_of_escapes():
    return fill('\\u0041', LIMIT, "curl 'https://signin.aws.amazon.com/saml' "
                "--data-raw $'SAMLResponse=", "'")


@case()
def curl_of_curls():
    return fill('curl ', LIMIT)


@case()
def fetch_of_fetches():
    return fill('fetch("https://signin.aws.amazon.com/saml", {"body": "a"});\n',
                LIMIT)


@case()
def http_of_headers():
    return fill('A: b\r\n', LIMIT, 'POST /saml HTTP/1.1\r\n')


@case()
def http_of_requests():
    return fill('POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\n\r\n'
                'SAMLResponse=PHNh\r\n\r\n', LIMIT)


@case()
def bomb_of_gzip():
    return gzip.compress(b'<a>' + b'x' * (200 * MIB), 9)


@case()
def bomb_of_deflate():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    octets = packer.compress(b'<a>' + b'x' * (200 * MIB)) + packer.flush()
    return ('https://signin.aws.amazon.com/saml?SAMLResponse=' +
            urllib.parse.quote(base64.b64encode(octets).decode(), safe=''))


@case()
def utf16_of_text():
    return b'\xff\xfe' + fill('x', 7 * MIB, '<a>', '</a>').encode('utf-16-le')


@case()
def zeros():
    return bytes(LIMIT)


@case()
def letters():
    return fill('A', LIMIT)
