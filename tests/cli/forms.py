#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One response in many forms: the same report, but for how it came."""
import base64
import gzip
import html
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import zlib

source = os.environ["SAMLDX_SRCDIR"]
samldx = os.path.join(os.environ["SAMLDX_BUILDDIR"], "samldx")
demo = os.path.join(source, "testdata/samples/demo")
beside = [os.path.join(demo, name)
          for name in ("metadata.xml", "role.json", "provider.json")]
url = "https://signin.aws.amazon.com/saml"

with open(os.path.join(demo, "login.har"), encoding="utf-8") as stream:
    for entry in json.load(stream)["log"]["entries"]:
        text = entry["request"].get("postData", {}).get("text", "")
        if text.startswith("SAMLResponse="):
            body = text
value = urllib.parse.parse_qs(body)["SAMLResponse"][0]
form = "SAMLResponse=" + urllib.parse.quote(value, safe="")
relay = form + "&RelayState=https%3A%2F%2Fconsole.aws.amazon.com%2F"
first = "RelayState=x&" + form

sts = ("Action=AssumeRoleWithSAML&Version=2011-06-15&SAMLAssertion="
       + urllib.parse.quote(value, safe=""))


def bash(data):
    return (f"curl '{url}' \\\n  -H 'content-type: application/"
            f"x-www-form-urlencoded' \\\n  -b 'a=b; c=d' \\\n"
            f"  --data-raw '{data}' \\\n  --compressed")


def ansi(data):
    return bash(data).replace("--data-raw '", "--data-raw $'").replace(
        "%2B", "\\u00252B").replace("%3D", "\\x253D")


def cmd(data):
    """As Chrome writes it: every odd character behind a caret."""
    plain = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                "0123456789 _-:=+~'/.',?;()*`")

    def word(w):
        w = w.replace("\\", "\\\\").replace('"', '\\"')
        out = "".join(c if c in plain else "^" + c for c in w)
        for c in "0123456789abcdefABCDEF":
            out = out.replace("^%" + c, "^%^" + c)
        return f'^"{out}^"'
    return (f"curl {word(url)} ^\r\n  -H {word('a: b')} ^\r\n"
            f"  --data-raw {word(data)}")


def old_cmd(data):
    return f'curl "{url}" -H "a: b" --data "{data}"'


def fetch(data, call="fetch"):
    options = {"headers": {"a": "b"}, "body": data, "method": "POST"}
    return f'{call}("{url}", {json.dumps(options, indent=2)});'


def powershell(data):
    return ("$session = New-Object Microsoft.PowerShell.Commands."
            "WebRequestSession\n$session.UserAgent = \"x\"\n"
            f'Invoke-WebRequest -UseBasicParsing -Uri "{url}" `\n'
            '-Method "POST" `\n-WebSession $session `\n'
            f'-ContentType "application/x-www-form-urlencoded" `\n'
            f'-Body "{data}"')


def page(quote='"', escape=html.escape, order=0):
    fields = [f"type={quote}hidden{quote}", f"name={quote}SAMLResponse{quote}",
              f"value={quote}{escape(value)}{quote}"]
    fields = fields[order:] + fields[:order]
    return ("<!DOCTYPE html><html><body onload='document.forms[0].submit()'>"
            f"<form method={quote}post{quote} action={quote}{escape(url)}"
            f"{quote}><INPUT {' '.join(fields)}/></form></body></html>")


def hexed(text):
    return "".join(c if c.isalnum() else f"&#x{ord(c):x};" for c in text)


def decimal(text):
    return "".join(c if c.isalnum() else f"&#{ord(c)};" for c in text)


http = (f"POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\n"
        f"Content-Length: {len(form)}\r\n\r\n{form}")
answered = http + ("\r\nHTTP/1.1 400 Bad Request\r\nContent-Type: text/html"
                   "\r\n\r\n<html>Error</html>")


def burp(encoded):
    """As Burp's Save items writes it."""
    request = http if not encoded else base64.b64encode(http.encode()).decode()
    return f"""<?xml version="1.1"?>
<!DOCTYPE items [
<!ELEMENT items (item*)>
<!ATTLIST items burpVersion CDATA "">
<!ELEMENT item (time, url, host, port, protocol, method, path, request)>
]>
<items burpVersion="2023.10.3" exportTime="Fri Nov 20 09:05:00 CET 2026">
  <item>
    <time>Fri Nov 20 09:03:11 CET 2026</time>
    <url><![CDATA[{url}]]></url>
    <host ip="1.2.3.4">signin.aws.amazon.com</host>
    <port>443</port>
    <request base64="{str(encoded).lower()}"><![CDATA[{request}]]></request>
  </item>
</items>
"""


def charles():
    return json.dumps([{
        "status": "COMPLETE", "method": "POST", "protocolVersion": "HTTP/1.1",
        "scheme": "https", "host": "signin.aws.amazon.com",
        "actualPort": 443, "path": "/saml", "query": None,
        "request": {"header": {"headers": []}, "body": {"text": form}},
        "response": {"status": 200, "header": {"headers": []}}}])


def answered_page(encoding=lambda data: data, more=""):
    """The identity provider's page, and not the POST that it makes."""
    return (b"GET /sso?SAMLRequest=" + urllib.parse.quote(asked).encode()
            + b" HTTP/1.1\r\nHost: idp.example.com\r\n\r\n"
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
            + more.encode() + b"\r\n" + encoding(page().encode()))


def burp_page():
    """The same as an item of Burp, whose request was not kept."""
    request, answer = answered_page().split(b"HTTP/1.1 200", 1)
    return f"""<?xml version="1.1"?>
<items burpVersion="2023.10.3"><item>
<url><![CDATA[https://idp.example.com/sso]]></url>
<request base64="false"><![CDATA[{request.decode()}]]></request>
<response base64="true"><![CDATA[{
base64.b64encode(b"HTTP/1.1 200" + answer).decode()}]]></response>
</item></items>
"""


def charles_page(side):
    """The same as Charles has it, its body in one of three ways."""
    return json.dumps([{"status": "COMPLETE", "method": "CONNECT"}, {
        "status": "COMPLETE", "method": "GET", "scheme": "https",
        "host": "idp.example.com", "path": "/sso",
        "query": "SAMLRequest=" + urllib.parse.quote(asked),
        "request": {"header": {"headers": []}},
        "response": {"status": 200, "header": {"headers": [
            {"name": "content-type", "value": "text/html"},
            {"name": "Date", "value": "Fri, 20 Nov 2026 09:03:11 GMT"}]},
            "body": side}}])


def tracer(entry):
    return json.dumps({"requests": [dict({
        "requestId": "1", "method": "GET", "url": url, "protocol": "SAML-P",
        "responseStatus": 200}, **entry)], "timestamp":
        "2026-11-20T09:41:00.000Z"})


def piped(command, text):
    return subprocess.run(command, input=text.encode(), check=True,
                          capture_output=True).stdout


def fold(text, width=76, feed="\n"):
    """As mail programs do, wherever it falls."""
    return feed.join(text[i:i + width] for i in range(0, len(text), width))


def quoted(text, mark="> ", feed="\n"):
    return feed.join(mark + line for line in text.split(feed))


logout = base64.b64encode(
    b'<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
    b' ID="_1" Version="2.0" IssueInstant="2026-11-20T09:00:00Z"/>').decode()
asked = base64.b64encode(zlib.compress(
    b'<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
    b' ID="_2" Version="2.0" IssueInstant="2026-11-20T09:00:00Z"/>'
)[2:-4]).decode()
redirected = url + "?SAMLResponse=" + urllib.parse.quote(base64.b64encode(
    zlib.compress(base64.b64decode(value))[2:-4]).decode(), safe="")
encoded_page = base64.b64encode(page().encode()).decode()
lines = "\n".join(value[i:i + 76] for i in range(0, len(value), 76))
forms = {
    "base64": value,
    "base64 in lines": lines,
    "base64 in lines of Windows": lines.replace("\n", "\r\n"),
    "base64 without padding": value.rstrip("="),
    "base64 for URLs": value.replace("+", "-").replace("/", "_"),
    "base64 in quotes": f'"{value}"',
    "base64 in typographic quotes": f"\u201c{value}\u201d",
    "base64 with blanks round it": f"  {value} \n",
    "base64 behind a label": f"SAMLResponse: {value}",
    "base64 with blanks for plus signs": value.replace("+", " "),
    "base64, percent-encoded": urllib.parse.quote(value, safe=""),
    "base64, percent-encoded twice": urllib.parse.quote(
        urllib.parse.quote(value, safe=""), safe=""),
    "base64 behind a byte order mark": "\ufeff" + value,
    "base64 as a JSON string": json.dumps(value),
    "form": form,
    "form with RelayState": relay,
    "form with RelayState first": first,
    "form behind headers": http,
    "request and answer": answered,
    "log of a tool": "2026/11/20 09:03:11 DEBUG " + http + "\n\nmore\n",
    "items of Burp": burp(False),
    "items of Burp in base64": burp(True),
    "session of Charles": charles(),
    "several messages": f"{logout}\n\n{value}\n",
    "several forms": f"SAMLRequest={urllib.parse.quote(logout)}\n{form}\n",
    "panel": f"Form Data\nSAMLResponse: {value}\nRelayState: foo\n",
    "panel, the other field first": f"RelayState: foo\nSAMLResponse: {value}",
    "panel in columns": f"SAMLResponse\t{value}\nRelayState\tfoo\n",
    "panel, a name a line": f'Form data\nSAMLResponse\n\t"{value}"\n'
    'RelayState\n\t"foo"\n',
    "answer in chunks": http.replace("Content-Length: " + str(len(form)),
                                     "Transfer-Encoding: chunked").replace(
        form, f"{len(form):x}\r\n{form}\r\n0\r\n\r\n"),
    "XML as a string of JSON": json.dumps(base64.b64decode(value).decode()),
    "page in UTF-16": b"\xff\xfe" + page().encode("utf-16-le"),
    "call of AWS STS": sts,
    "call of AWS STS by GET": "https://sts.amazonaws.com/?" + sts,
    "call of AWS STS by GET, its request line": f"GET /?{sts} HTTP/1.1\r\n"
    "Host: sts.amazonaws.com\r\n\r\n",
    "call of AWS STS by GET, by cURL": f"curl 'https://sts.amazonaws.com/?{sts}'",
    "call of AWS STS by GET, folded in a mail": "Look:\n"
    + quoted(fold("https://sts.amazonaws.com/?" + sts)) + "\n",
    "form, folded": fold(form),
    "form in a mail, folded": f"Hello,\n\n{fold(form)}\n\nRegards\n",
    "form, folded and quoted": "Ana wrote:\n" + quoted(fold(form))
    + "\n>\n> Regards\n",
    "form, folded and quoted, Windows": "Ana wrote:\r\n"
    + quoted(fold(form, feed="\r\n"), feed="\r\n") + "\r\n",
    "form, folded and quoted twice": quoted(fold(form, 72), "> > ") + "\n",
    "form, folded and indented": "Look:\n" + quoted(fold(form), "    ") + "\n",
    "form, folded and quoted, a word behind": "Ana wrote:\n"
    + quoted(fold(form) + "\nRegards, Ana") + "\n",
    "form, folded with blanks": quoted(fold(form, feed=" \n")) + "\n",
    "form, quoted behind a label": "Ana wrote:\n> body: "
    + fold(form).replace("\n", "\n> ") + "\n> Regards\n",
    "form on a quoted line, a word on the next": f"> {form}\n> Regards\n",
    "form with RelayState, folded and quoted": quoted(fold(relay)) + "\n",
    "form with RelayState first, folded and quoted":
    quoted(fold("RelayState=https%3A%2F%2Fconsole.aws.amazon.com%2F&" + form,
                64)) + "\n> Regards\n",
    "form with its name on a line of its own": "> SAMLResponse=\n"
    + quoted(fold(urllib.parse.quote(value, safe=""))) + "\n",
    "panel in a mail, folded and quoted": "Ana wrote:\n"
    + quoted(fold(f"SAMLResponse: {value}")) + "\n",
    "call of AWS STS by cURL": bash(sts).replace(
        url, "https://sts.amazonaws.com/"),
    "JSON of one member": json.dumps({"SAMLResponse": value}),
    "two values on two lines": f"{logout}\n{value}\n",
    "escaped XML": html.escape(base64.b64decode(value).decode(), quote=False),
    "escaped XML with quotes": html.escape(base64.b64decode(value).decode()),
    "data URL": "data:text/xml;base64," + value,
    "bytes of Python": f"b'{value}'",
    "input of the AWS CLI": json.dumps({
        "SAMLAssertion": value}),
    "saml.json": json.dumps({"saml_response": value}),
    "cURL for bash": bash(form),
    "cURL for bash with RelayState": bash(relay),
    "cURL for bash, RelayState first": bash(first),
    "cURL for bash with ANSI quotes": ansi(form),
    "cURL for bash, two requests": "curl 'https://idp.example.com/' ;\n"
    + bash(form),
    "cURL for cmd": cmd(form),
    "cURL for cmd with RelayState": cmd(relay),
    "cURL for cmd of old": old_cmd(form),
    "fetch": fetch(form),
    "fetch for Node.js": fetch(relay, "await fetch"),
    "fetch, two requests": 'fetch("https://idp.example.com/", {\n'
    '  "method": "GET"\n});\n' + fetch(form),
    "cURL for bash, lines of Windows": bash(form).replace("\n", "\r\n"),
    "cURL for bash, a word without quotes": bash(form).replace(
        "'a=b; c=d'", "a=b\\;\\ c=d"),
    "cURL for bash with other escapes": ansi(
        "RelayState=\\r\\t\\41\\\\&" + form),
    "cURL for cmd, a line end in it": cmd("RelayState=1\n2&" + form).replace(
        "1^\n2", "1^\n\n2"),
    "cURL for cmd, a line end of Windows in it": cmd(
        "RelayState=1\n2&" + form).replace("1^\n2", "1^\r\n\r\n2"),
    "cURL for cmd of old, a quote in it": old_cmd('RelayState=""&' + form),
    "cURL behind a prompt": "$ " + bash(form),
    "PowerShell, letters by number": powershell(
        "RelayState=$([char]233)$([char]55357)$([char]56832)&" + form),
    "PowerShell, a quote in it": powershell('RelayState=""&' + form),
    "PowerShell, bytes of a text": powershell(form).replace(
        '-Body "', '-Body ([System.Text.Encoding]::UTF8.GetBytes("') + "))",
    "PowerShell": powershell(form),
    "PowerShell with RelayState": powershell(relay.replace("$", "`$")),
    "page": page(),
    "page with single quotes": page("'"),
    "page with hexadecimal entities": page(escape=hexed),
    "page with decimal entities": page(escape=decimal),
    "page, value first": page(order=2),
    "page, name first": page(order=1),
    "gzip of base64, by gzip": piped(["gzip", "-c"], value),
    "base64 in UTF-16, by iconv": piped(
        ["iconv", "-f", "UTF-8", "-t", "UTF-16"], value),
    "gzip of base64": gzip.compress(value.encode(), mtime=0),
    "gzip of a form": gzip.compress(relay.encode(), mtime=0),
    "base64 in UTF-16, little endian": b"\xff\xfe" + value.encode("utf-16-le"),
    "base64 in UTF-16, big endian": b"\xfe\xff" + value.encode("utf-16-be"),
    "base64 in UTF-16 without a mark": value.encode("utf-16-le"),
    "form in UTF-16, big endian, without a mark": form.encode("utf-16-be"),
    "form in UTF-16": b"\xff\xfe" + relay.encode("utf-16-le"),
    "mail in UTF-16 with a smiling face": (
        f"Hello \U0001f600,\n\n{value}\n\nRegards\n").encode("utf-16"),
    "mail in UTF-16, big endian, with half a face": b"\xfe\xff" + (
        f"Hello \ud83d,\n\n{value}\n\nRegards \ude00\n").encode(
            "utf-16-be", "surrogatepass"),
    "page in an answer": answered_page(),
    "page in an answer, packed": answered_page(
        lambda data: gzip.compress(data, mtime=0),
        "Content-Encoding: gzip\r\n"),
    "page in an answer, in chunks": answered_page(
        lambda data: b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data),
        "Transfer-Encoding: chunked\r\n"),
    "page in an item of Burp": burp_page(),
    "page in a session of Charles": charles_page({"text": page()}),
    "page in a session of Charles, in base64": charles_page(
        {"text": encoded_page, "encoding": "base64"}),
    "page in a session of Charles, encoded": charles_page(
        {"encoded": encoded_page}),
    "page, blanks round the equals signs": page().replace(
        "value=", "value = ").replace("name=", "name ="),
    "URL": redirected,
    "URL in an answer's request": f"GET {redirected} HTTP/1.1\r\n"
    "Host: signin.aws.amazon.com\r\n\r\n",
    "saml-tracer of a URL": tracer(
        {"url": redirected, "get": [["SAMLResponse", "x"]]}),
    "saml-tracer of a URL that it masks": tracer(
        {"get": [["SAMLResponse", "{overwritten}"]],
         "saml": base64.b64decode(value).decode()}),
    "XML": base64.b64decode(value),
    "XML in a mail": "Hi,\n\nthis is what we got:\n\n"
    + base64.b64decode(value).decode() + "\n\nThanks,\nAna\n",
    "XML behind a word": "Response: " + base64.b64decode(value).decode(),
    "XML between fences": "```xml\n" + base64.b64decode(value).decode()
    + "\n```\n",
    "XML between fences, Windows": "~~~\r\n"
    + base64.b64decode(value).decode() + "\r\n~~~\r\n",
    "base64 in a mail": f"Hello Ana,\n\n{value}\n\nRegards\n",
    "base64 in lines in a mail": f"Hello Ana,\n\n{lines}\n\nRegards\n",
    "base64 in lines, quoted": "On Friday Ana wrote:\n> " + lines.replace(
        "\n", "\n> ") + "\n>\n> Regards\n",
    "base64 quoted twice": "> > " + lines.replace("\n", "\n> > "),
    "base64 between fences": f"```\n{value}\n```\n",
    "base64 in a sentence": f"The value is '{value}', as you see.",
    "base64 in a mail, a word on the next line": f"Hello,\n{value}\nbye\n",
    "base64 in a mail, percent-encoded": "Hello,\n"
    + urllib.parse.quote(value, safe="") + "\nbye\n",
    "base64 in lines in a mail, words on the next line":
    f"Hello,\n{lines.strip()}\nSee you\n",
    "base64 behind two words": f"SAML Response:\n{value}\n",
}
# Written by the programs themselves; testdata/samples/README.md tells how.
for folder in ("devtools", "saml-tracer"):
    samples = os.path.join(source, "testdata/samples", folder)
    for name in sorted(os.listdir(samples)):
        with open(os.path.join(samples, name), "rb") as stream:
            forms[f"{folder}: {name}"] = stream.read()
# What depends on the way, not on the response.
of_the_way = {"capture-repaired", "aws-answer", "capture-redirect",
              "recipient-posted-to", "message-size", "capture-base64",
              "capture-empty", "capture-not-xml", "capture-truncated",
              "capture-body-missing", "capture-several", "capture-masked"}


def report(data, folder):
    path = os.path.join(folder, "capture")
    with open(path, "wb") as stream:
        stream.write(data.encode() if isinstance(data, str) else data)
    run = subprocess.run([samldx, "check", "--at", "2026-11-20T09:03:11Z",
                          "--format", "json", path, *beside],
                         capture_output=True, timeout=60)
    assert run.returncode == 1, (run.returncode, run.stderr[:200])
    found = json.loads(run.stdout)
    assert found["inputs"][0]["message"], found["inputs"][0]
    for finding in found["findings"]:
        for place in finding["places"]:
            place.pop("input")
    return {"findings": [f for f in found["findings"]
                         if f["id"] not in of_the_way],
            "verdict": found["verdict"], "session": found["session"],
            "signature": found["signature"],
            "passed": sorted(set(found["passed"]) - of_the_way)}


def run(*words):
    done = subprocess.run([samldx, *words], capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def of_copy(path):
    """What holds in a copy too: not the signature, nor how it came."""
    _, out, _ = run("check", "--at", "2026-11-20T09:03:11Z", "--format",
                    "json", path)
    found = json.loads(out)
    return ([(f["id"], f["message"]) for f in found["findings"]
             if f["id"] not in of_the_way and f["stage"] != "signature"],
            found["session"] and found["session"]["pairs"])


def try_copy(data, folder):
    """samldx redact takes it: what is left says the same, and nobody's name."""
    path, copy = (os.path.join(folder, n) for n in ("capture", "copy"))
    status, out, said = run("redact", path)
    assert status == 0, (status, said)
    with open(copy, "wb") as stream:
        stream.write(out)
    assert of_copy(copy) == of_copy(path), (of_copy(copy), of_copy(path))
    _, table, _ = run("decode", "--as", "attributes", copy)
    everything = out + table + run("decode", copy)[1]
    for name in (b"Ana", b"Silva", b"silva", b"CORP", b"foo"):
        assert name not in everything, name


failed = 0
with tempfile.TemporaryDirectory() as folder:
    first_report = report(forms["base64"], folder)
    for number, (name, data) in enumerate(forms.items(), 1):
        try:
            other = report(data, folder)
            different = [k for k in first_report
                         if other[k] != first_report[k]]
            assert not different, [
                (k, [x for x in other[k] if x not in first_report[k]],
                 [x for x in first_report[k] if x not in other[k]])
                if isinstance(other[k], list) else k for k in different]
            try_copy(data, folder)
            print(f"ok {number} - {name}")
        except (AssertionError, ValueError) as error:
            failed += 1
            print(f"not ok {number} - {name}\n# {str(error)[:600]}")
print(f"{'ok' if len(forms) >= 40 else 'not ok'} {len(forms) + 1} - "
      "enough forms")
print(f"1..{len(forms) + 1}")
sys.exit(1 if failed else 0)
