#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What is no response is named for what it is, with what to capture."""
import base64
import gzip
import json
import os
import re
import urllib.parse
import zlib

from harness import demo, main, report, run, write

P = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
HEAD = 'ID="_1" Version="2.0" IssueInstant="2026-11-20T09:00:00Z"'
AWS = "https://signin.aws.amazon.com/saml"


def b64(text):
    return base64.b64encode(text.encode()).decode()


def deflated(text):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return urllib.parse.quote(base64.b64encode(
        packer.compress(text.encode()) + packer.flush()).decode(), safe="")


def har(*entries, **log):
    return json.dumps({"log": {"version": "1.2", "creator": {
        "name": "Firefox", "version": "120"}, "entries": list(entries),
        **log}})


def entry(method="GET", url="https://idp.example.com/", post=None, text=None,
          status=200):
    request = {"method": method, "url": url, "headers": []}
    if post is not None:
        request["postData"] = post
    return {"startedDateTime": "2026-11-20T10:03:11.000+01:00",
            "request": request,
            "response": {"status": status, "headers": [], "content": {
                "mimeType": "text/html", "text": text or ""},
                "redirectURL": ""}}


def message(name, inside="", names=P):
    return f"<samlp:{name} {names} {HEAD}>{inside}</samlp:{name}>"


LOGIN = ("<!DOCTYPE html><html><body><form method='post' action='/login'>"
         "<input type='text' name='user'><input type='password' name='pw'>"
         "</form></body></html>")
MFA = ("<html><body><h1>Verify your identity</h1><form method=post>"
       "<input name='otc' autocomplete='one-time-code'>Enter the code from "
       "your authenticator</form></body></html>")
SAML1 = ('<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" '
         'MajorVersion="1" MinorVersion="1"/>')
WRESULT = ('<t:RequestSecurityTokenResponse '
           'xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"/>')
SOAP = ('<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">'
        '<S:Body/></S:Envelope>')
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkcCJ9.c2ln"

# name, the input, words of the report (or of the complaint)
CASES = [
    ("AuthnRequest", b64(message("AuthnRequest")),
     "AuthnRequest", "Capture the answer"),
    ("AuthnRequest as a form", "SAMLRequest=" + urllib.parse.quote(
        b64(message("AuthnRequest"))), "AuthnRequest", "Capture the answer"),
    ("AuthnRequest in a URL", "https://idp.example.com/sso?SAMLRequest="
     + deflated(message("AuthnRequest")), "request in a URL",
     "identity provider makes the browser send"),
    ("LogoutRequest", b64(message("LogoutRequest")), "LogoutRequest",
     "signing out"),
    ("LogoutResponse", b64(message("LogoutResponse")), "LogoutResponse",
     "signing out"),
    ("artifact in a URL", "https://sp.example.com/acs?SAMLart=AAQAAMh48",
     "artifact", "HTTP-POST binding"),
    ("ArtifactResponse", message("ArtifactResponse"), "ArtifactResponse",
     "HTTP-POST binding"),
    ("SAML 1.1", b64(SAML1), "SAML 1.1", "SAML 2.0"),
    ("WS-Federation as a form",
     "wa=wsignin1.0&wresult=" + urllib.parse.quote(WRESULT),
     "WS-Federation", "SAML 2.0"),
    ("WS-Trust", WRESULT, "WS-Trust", "SAML 2.0"),
    ("SOAP", SOAP, "SOAP", "Capture the POST"),
    ("JWT", JWT, "JSON Web Token", "SAML 2.0"),
    ("OpenID Connect's token", "id_token=" + JWT + "&state=x",
     "OpenID Connect", "SAML 2.0"),
    ("OAuth code", "https://app.example.com/cb?code=abc123&state=xyz",
     "OpenID Connect or OAuth", "SAML 2.0"),
    ("login page", LOGIN, "sign-in page", "password"),
    ("MFA page", MFA, "page that asks for a code", "Finish the sign-in"),
    ("web page", "<html><body>Hello</body></html>", "web page",
     "export a HAR"),
    ("empty file", "", "an empty file", "Give a HAR"),
    ("empty HAR", har(), "a HAR without any entry", "Preserve log"),
    ("HAR without a message", har(entry()), "without any SAML message",
     "Preserve log"),
    ("HAR that ends at the login page", har(entry(text=LOGIN)),
     "sign-in page", "go on recording"),
    ("HAR with a request alone", har(entry(
        url="https://idp.example.com/sso?SAMLRequest="
        + deflated(message("AuthnRequest")))),
     "the request to the identity provider", "Go on recording"),
    ("HAR with WS-Federation", har(entry("POST", "https://a.example.com/",
     {"mimeType": "x", "text": "wresult=" + urllib.parse.quote(WRESULT)})),
     "WS-Federation", "SAML 2.0"),
    ("HAR with an artifact", har(entry(
        url="https://sp.example.com/acs?SAMLart=AAQAAMh48")), "artifact",
     "HTTP-POST"),
    ("HAR with a code of OpenID Connect", har(entry(
        url="https://app.example.com/cb?code=abc&state=d")),
     "OpenID Connect", "SAML 2.0"),
    ("HAR whose body was discarded", har(entry("POST", AWS, {
        "mimeType": "application/x-www-form-urlencoded", "params": [],
        "text": "", "comment": "Request body is not available"})),
     "without its body", "Payload"),
    ("HAR without the body", har(entry("POST", AWS)),
     "without its body", "Payload"),
    ("HAR that is cut", har(entry())[:-30], "damaged at line 1", "again"),
    ("encrypted with GnuPG", "-----BEGIN PGP MESSAGE-----\n\nhQEMA",
     "encrypted", "Decrypt it"),
    ("encrypted with age", "age-encryption.org/v1\n-> X25519 abc\n",
     "encrypted", "Decrypt it"),
    ("encrypted with openssl", b"Salted__\x01\x02\x03\x04abcdefgh",
     "encrypted", "Decrypt it"),
    ("ZIP of Fiddler", b"PK\x03\x04\x14\x00raw/12_c.txt", "ZIP", "Unpack"),
    ("RTF", "{\\rtf1\\ansi SAMLResponse", "rich text", "plain text"),
    ("PDF", "%PDF-1.7\n", "PDF", "text"),
    ("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture", "text"),
    ("binary plist", b"bplist00\xd1\x01\x02", "binary", "HAR"),
    ("Chrome's net log", '{"constants":{"logEventTypes":{}},"events":[]}',
     "net log", "HAR"),
    ("AWS's answer alone", json.dumps({"AssumeRoleWithSAMLResponse": {}}),
     "JSON", "HAR"),
    ("an error of AWS alone",
     "An error occurred (InvalidIdentityToken) when calling the "
     "AssumeRoleWithSAML operation: Response signature invalid",
     "a message of AWS", "samldx explain"),
    ("items of Burp without a message",
     '<items burpVersion="2023.1"><item><url>https://www.example.com/</url>'
     '<request base64="false"><![CDATA[GET / HTTP/1.1\r\n\r\n]]></request>'
     '<response base64="true">*</response></item></items>',
     "items of Burp without a SAML message", "Save the item"),
    ("a session of Charles without a message", json.dumps([{
        "scheme": "https", "host": "www.example.com", "path": "/",
        "method": "GET", "request": {}, "response": {"status": 200}}]),
     "a session of Charles without a SAML message", "Record the sign-in"),
    ("requests without a message",
     "GET / HTTP/1.1\r\nHost: a\r\n\r\nHTTP/1.1 1000 Odd\r\n\r\n",
     "requests without a SAML message", "Copy the POST"),
    ("a page that only names the field",
     "<html><body>SAMLResponse is missing</body></html>", "web page",
     "export a HAR"),
    ("gzip that unpacks to very much",
     gzip.compress(b"a" * (65 << 20), 1), "64 MiB", ""),
    ("XML where base64 should be", "SAMLResponse=%3Csamlp%3AResponse%3E",
     "not encoded", ""),
    ("a string of JSON that does not end", '"<samlp:Response',
     "begins as a string of JSON", ""),
    ("a Redirect packed in another way",
     AWS + "?SAMLResponse=fZJ&SAMLEncoding=urn%3Ax",
     "an encoding other than DEFLATE", ""),
    ("words", "these are words and no base64 at all",
     "nothing that holds a SAML message", "Give a HAR"),
]


def refused(given, words, advice):
    def case(folder):
        path = write(folder, "input", given)
        done = run("check", path)
        said = re.sub(r"\s+", " ", done.out + done.err)
        assert done.returncode in (1, 3), done.returncode
        assert words in said, said
        assert advice in said, said
        assert "accept this response" not in said
        found = report(path)
        assert found["verdict"]["outcome"] != "accepted"
    return case


def bare_assertion(folder):
    """It is checked as far as it goes."""
    done = run("decode", "--as", "xml", os.path.join(demo, "login.har"))
    text = re.search(r"<saml:Assertion.*</saml:Assertion>", done.out,
                     re.S).group(0)
    if "xmlns:saml=" not in text[:200]:
        text = text.replace("<saml:Assertion", "<saml:Assertion xmlns:saml="
                            '"urn:oasis:names:tc:SAML:2.0:assertion"', 1)
    found = report(write(folder, "a.xml", text),
                   os.path.join(demo, "metadata.xml"))
    ids = [f["id"] for f in found["findings"]]
    assert "message-type" in ids, ids
    assert "session-name-characters" in ids, ids
    assert found["session"] is not None


main([(name, refused(given, words, advice))
      for name, given, words, advice in CASES]
     + [("a bare assertion", bare_assertion)])
