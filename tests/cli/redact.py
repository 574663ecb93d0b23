#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""samldx redact: no secret of any form is left, and the copy still tells."""
import base64
import datetime
import gzip
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import zlib

source = os.environ["SAMLDX_SRCDIR"]
samldx = os.path.join(os.environ["SAMLDX_BUILDDIR"], "samldx")
demo = os.path.join(source, "testdata/samples/demo")
url = "https://signin.aws.amazon.com/saml"

with open(os.path.join(demo, "login.har"), encoding="utf-8") as stream:
    sample = json.load(stream)
for entry in sample["log"]["entries"]:
    text = entry["request"].get("postData", {}).get("text", "")
    if text.startswith("SAMLResponse="):
        body = text
value = urllib.parse.parse_qs(body)["SAMLResponse"][0]
xml = base64.b64decode(value).decode()
form = "SAMLResponse=" + urllib.parse.quote(value, safe="")

# Words that stand for everything that must not be shared.
planted = [
    "cookie-7f3a9d", "other-cookie-11", "Bearer-99aabbcc", "hunter2-pass",
    "ana.private@example.org", "relay-token-5511", "query-token-2233",
    "203.0.113.77", "page-title-of-ana", "vendor-secret-8", "frag-token-6",
    "user-of-url", "comment-of-ana", "json-body-secret", "answer-html-secret",
    "base64-html-secret", "path-secret-4", "stack-secret-3",
]
(cookie, other, bearer, password, mail, relay, query, address, title, vendor,
 fragment, user, comment, body_secret, page_secret, packed_secret, path,
 stack) = planted


def of_message(text):
    """The personal values of the message itself."""
    words = re.findall(r"<(?:\w+:)?NameID[^>]*>([^<]+)<", text)
    for name, value in re.findall(
            r"Name=\"([^\"]*)\"[^>]*>\s*<(?:\w+:)?AttributeValue[^>]*>([^<]+)<",
            text):
        if not re.search(r"/(Role|SessionDuration)$", name):
            words.append(value)
    words += [v[:40] for v in re.findall(r"SignatureValue>\s*([^<]+)", text)]
    words += [v[:40] for v in re.findall(r"DigestValue>\s*([^<]+)", text)]
    return words


secrets = planted + ["ana.private"] + of_message(xml)
fields = form + f"&RelayState={relay}&password={password}&user={mail}"


def har():
    page = (f"<html><title>{title}</title><p>{page_secret} {mail}"
            f"<form action='{url}'><input name=SAMLResponse value='"
            f"{html.escape(value)}'><input name=RelayState value={relay}>"
            f"</form><script>{vendor}</script></html>")
    packed = base64.b64encode(
        page.replace(page_secret, packed_secret).encode()).decode()

    def entry(method, where, text=None, answer=None, **content):
        request = {
            "method": method, "url": where, "httpVersion": "h2",
            "headers": [{"name": "Cookie", "value": f"s={cookie}"},
                        {"name": "Authorization", "value": bearer},
                        {"name": "Referer", "value": f"{url}?t={query}"}],
            "cookies": [{"name": "s", "value": cookie},
                        {"name": "t", "value": other}],
            "queryString": [{"name": "token", "value": query}],
            "comment": comment}
        if text is not None:
            request["postData"] = {
                "mimeType": "application/x-www-form-urlencoded", "text": text,
                "params": [{"name": "password", "value": password},
                           {"name": "SAMLResponse", "value": value}]}
        return {
            "startedDateTime": "2026-11-20T09:03:11.000Z", "time": 1,
            "serverIPAddress": address, "_initiator": {"stack": [stack]},
            "_vendor": vendor, "request": request,
            "response": {
                "status": 200, "statusText": "OK",
                "headers": [{"name": "Set-Cookie", "value": other},
                            {"name": "Date",
                             "value": "Fri, 20 Nov 2026 09:03:11 GMT"},
                            {"name": "Location",
                             "value": f"https://x.example/{path}?{query}"}],
                "cookies": [{"name": "t", "value": other}],
                "redirectURL": f"https://{user}:{password}@x.example/{path}",
                "content": {"size": 1, "mimeType": "text/html",
                            "text": answer or "", **content}}}

    rest = entry("POST", f"https://api.example/{path}?token={query}#{fragment}",
                 json.dumps({"p": body_secret}))
    rest["request"]["postData"]["mimeType"] = "application/json"
    rest["request"]["postData"]["params"] = []
    rest["_names"] = {urllib.parse.quote(mail): 1, mail.replace("@", "&#64;"): 2,
                      "ana.private": 3, mail.encode().hex(): 4}
    octets = "".join(f"%{octet:02x}" for octet in mail.encode())
    token = base64.urlsafe_b64encode(
        json.dumps({"sub": mail, "aud": "x"}).encode()).decode().rstrip("=")
    hidden = [entry("GET", f"https://signin.aws.amazon.com/{word}")
              for word in (octets, mail.encode().hex(), f"e30.{token}.e30")]
    return json.dumps({"log": {
        "version": "1.2", "creator": {"name": "x", "version": "1"},
        "pages": [{"id": "page_1", "title": title,
                   "startedDateTime": "2026-11-20T09:03:11.000Z"}],
        "comment": comment,
        "entries": [*hidden, rest, entry("GET", f"https://i.example/{path}", None, page),
                    entry("GET", "https://i.example/", None, packed,
                          encoding="base64"),
                    entry("POST", f"{url}?x={query}", fields)]}}, indent=1)


def tracer():
    return json.dumps({"requests": [
        {"method": "GET", "url": f"https://i.example/start?token={query}",
         "requestId": "1", "requestHeaders": [
             {"name": "Cookie", "value": cookie}], "get": [["token", query]]},
        {"method": "POST", "url": url, "requestId": "2",
         "requestHeaders": [["Cookie", cookie], ["Authorization", bearer]],
         "responseHeaders": [{"name": "Set-Cookie", "value": other}],
         "responseStatus": 200, "protocol": "SAML-P", "saml": xml,
         "post": [["SAMLResponse", value], ["RelayState", relay],
                  ["password", password]],
         "postData": {"SAMLResponse": [value], "password": [password]},
         "note": vendor}], "timestamp": "2026-11-20T09:03:11Z"})


def packed():
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = deflate.compress(xml.encode()) + deflate.flush()
    return urllib.parse.quote(base64.b64encode(data).decode(), safe="")


call = ("Action=AssumeRoleWithSAML&Version=2011-06-15&DurationSeconds=7200&"
        "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FDev&PrincipalArn="
        "arn%3Aaws%3Aiam%3A%3A123456789012%3Asaml-provider%2FExample")
captures = {
    "login.har": har(),
    "tracer.json": tracer(),
    "saml.json": json.dumps({"saml_response": value, "relay_state": relay,
                             "cookies": cookie, "user": {"mail": mail}}),
    "input.json": json.dumps({
        "RoleArn": "arn:aws:iam::123456789012:role/Dev", "SAMLAssertion": value,
        "PrincipalArn": "arn:aws:iam::123456789012:saml-provider/Example"}),
    "response.xml": xml,
    "response.b64": "\r\n".join(re.findall(".{1,76}", value)),
    "labelled.txt": f"SAMLResponse: \"{value}\"",
    "form.txt": fields,
    "headers.txt": f"Host: signin.aws.amazon.com\nCookie: {cookie}\n\n{fields}",
    "url.txt": f"{url}?SAMLResponse={packed()}&RelayState={relay}"
               f"&token={query}#{fragment}",
    "curl.txt": f"curl '{url}?t={query}' -H 'Cookie: {cookie}' "
                f"--data-raw '{fields}'",
    "fetch.txt": f"fetch(\"{url}\", {json.dumps({'body': fields, 'h': bearer})})",
    "page.html": f"<html><p>{mail}<form action='{url}'><input name="
                 f"'SAMLResponse' value='{value}'><input name='RelayState' "
                 f"value='{relay}'></form></html>",
    "get.txt": f"GET /saml?SAMLResponse={packed()}&RelayState={relay} "
               f"HTTP/1.1\r\nHost: x.example\r\nCookie: {cookie}\r\n",
    "query.txt": f"?SAMLResponse={packed()}&RelayState={relay}&t={query}",
    "plain-url.txt": f"{url}?SAMLResponse=" + urllib.parse.quote(
        value, safe="") + f"&RelayState={relay}",
    "powershell.txt": f"Invoke-WebRequest -Uri \"{url}\" -Headers "
                      f"@{{\"Cookie\"=\"{cookie}\"}} -Body \"{fields}\"",
    "curls.txt": f"curl '{url}' --data-raw '{fields}' ;\n"
                 f"curl 'https://x.example/{path}' -H 'Cookie: {cookie}' ;\n"
                 f"curl '{url}' --data-raw '{form}'",
    "commented.xml": xml.replace("<saml:NameID", f"<!-- {mail} --><?note "
                                 f"{vendor}?><saml:NameID", 1).replace(
        "<saml:AttributeStatement>", "<saml:AttributeStatement><x:Odd "
        f"xmlns:x=\"urn:x\" who=\"{mail}\"><![CDATA[{user}]]></x:Odd>", 1),
    "call.txt": f"{call}&SAMLAssertion=" + urllib.parse.quote(value, safe="")
                + f"&Password={password}",
    "call-by-curl.txt": f"curl https://sts.amazonaws.com/ -H 'Cookie: {cookie}'"
                        f" -d '{call}&SAMLAssertion="
                        + urllib.parse.quote(value, safe="") + "'",
    "member.json": json.dumps({"SAMLResponse": value, "user": mail}),
    "command.txt": "aws sts assume-role-with-saml --role-arn arn:aws:iam::"
                   "123456789012:role/Dev --saml-assertion " + value,
}

number = 0
failed = False


def say(good, name, detail=""):
    global number, failed
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        failed = True
        for line in str(detail).splitlines()[:20]:
            print("# " + line)


def run(*words, **more):
    return subprocess.run([samldx, *words], capture_output=True, text=True,
                          check=False, **more)


def opened(letters):
    """What is encoded in it; a run that is no base64 by itself is cut."""
    letters = re.sub(r"[^A-Za-z0-9+/]", "", letters)
    letters = letters[:len(letters) - (len(letters) % 4 == 1)]
    return base64.b64decode(letters + "=" * (-len(letters) % 4))


def every_layer(text):
    """The text, and what is inside of every encoding of it."""
    layers = [text, urllib.parse.unquote(text), html.unescape(text)]
    for layer in list(layers):
        for match in re.findall(r"(?:[0-9a-f]{2}){12,}", layer):
            layers.append(bytes.fromhex(match).decode(errors="replace"))
        flat = re.sub(r"\\[rn]|[\r\n]", "", layer)
        for match in re.findall(r"[A-Za-z0-9+/]{40,}", flat):
            raw = opened(match)
            layers.append(raw.decode(errors="replace"))
            try:
                layers.append(zlib.decompress(raw, -15).decode(
                    errors="replace"))
            except zlib.error:
                pass
            for inner in re.findall(rb"[A-Za-z0-9+/]{200,}", raw):
                layers.append(opened(inner.decode()).decode(errors="replace"))
    return layers


def left(text):
    layers = every_layer(text)
    return [s for s in secrets if any(s in layer for layer in layers)]


def found(path):
    """What was found, but for the signature."""
    report = json.loads(run("check", "--at", "issue", "--format", "json",
                            path).stdout)
    return ([f["id"] for f in report["findings"]
             if f["stage"] not in ("signature", "decryption")
             and f["id"] != "capture-repaired"],
            report["session"] and report["session"]["duration_seconds"])


with tempfile.TemporaryDirectory() as folder:
    before = os.path.join(folder, "before")
    after = os.path.join(folder, "after")
    strict = os.path.join(folder, "strict")
    for name, content in captures.items():
        with open(before, "w", encoding="utf-8", newline="") as stream:
            stream.write(content)
        say(len(left(content)) >= 4, f"{name}: the search finds what is there",
            left(content))
        done = run("redact", "--output", after, before)
        say(done.returncode == 0, f"{name}: redacted", done.stderr)
        if done.returncode != 0:
            continue
        with open(after, encoding="utf-8", newline="") as stream:
            copy = stream.read()
        say(left(copy) == [], f"{name}: nothing is left", left(copy))
        say(found(after) == found(before), f"{name}: the same is found",
            f"{found(before)}\n{found(after)}")
        again = subprocess.run([samldx, "redact", before], check=False,
                               capture_output=True).stdout
        say(again.decode() == copy, f"{name}: the same again")
        say("left readable" in done.stderr and not any(
            s in done.stderr for s in secrets),
            f"{name}: what is readable is listed", done.stderr)
        done = run("redact", "--redact", "strict", "--output", strict, before)
        with open(strict, encoding="utf-8") as stream:
            layers = every_layer(stream.read())
        say(not any("123456789012" in layer or "idp.example.com" in layer
                    for layer in layers), f"{name}: strict hides whose it is")

    copy = run("redact", before).stdout
    with open(before, "w", encoding="utf-8") as stream:
        stream.write(xml)
    copy = run("redact", before).stdout
    say(len(copy.encode()) == len(xml.encode()), "nothing of XML moves")
    # What cannot be read keeps its fault and nothing else.
    broken = {"truncated": value[:1001], "not-xml": base64.b64encode(
        (mail + " says nothing in XML at all").encode()).decode(),
              "not-base64": value[:400] + "!" + value[400:]}
    for name, content in broken.items():
        with open(before, "w", encoding="utf-8") as stream:
            stream.write("SAMLResponse=" + urllib.parse.quote(content))
        done = run("redact", "--output", after, before)
        with open(after, encoding="utf-8") as stream:
            copy = stream.read()
        say(done.returncode == 0 and "could not be read" in done.stderr
            and left(copy) == [], f"{name}: taken out", done.stderr)
        say(found(after) == found(before), f"{name}: the fault stays",
            f"{found(before)}\n{found(after)}")
    with open(before, "wb") as stream:
        stream.write(gzip.compress(xml.encode()))
    done = run("redact", "--output", after, before)
    with open(after, encoding="utf-8") as stream:
        say(left(stream.read()) == [], "gzip: unpacked, nothing left")
    with open(before, "wb") as stream:
        stream.write(xml.encode("utf-16"))
    done = run("redact", before)
    say(done.returncode == 3 and done.stdout == "", "XML in UTF-16 is refused",
        done.stderr)
    # A response of this minute: the original can still be used, and it is said.
    now = datetime.datetime.now(datetime.timezone.utc)
    issued = datetime.datetime.fromisoformat(re.search(
        r'IssueInstant="([^"]*)"', xml).group(1).replace("Z", "+00:00"))
    live = re.sub(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
        lambda m: (datetime.datetime.fromisoformat(
            m.group(0).replace("Z", "+00:00")) - issued + now).strftime(
                "%Y-%m-%dT%H:%M:%SZ"), xml)
    with open(before, "w", encoding="utf-8") as stream:
        stream.write(live)
    done = run("redact", before)
    say("share the copy alone" in done.stderr
        and re.search(r"can still be used to sign in, for \d", done.stderr),
        "a live original is announced, with what is left of it", done.stderr)
    for words in (["decode", "--output", after, before],
                  ["diff", before, before], ["check", before]):
        done = run(*words)
        told = done.stdout if words[0] == "check" else done.stderr
        say(re.search(r"can still be\s+used to sign in, for \d", told),
            f"{words[0]} tells of a live original too", done)
    done = run("filter", input=base64.b64encode(live.encode()).decode() + "\n")
    say("can still be used to sign in" in done.stdout,
        "filter tells of it in its record", done)
    entity = "&#65;na &#x53;ilva"
    with open(before, "w", encoding="utf-8") as stream:
        stream.write(re.sub(r"(<saml:NameID[^>]*>)[^<]*", r"\1" + entity, xml,
                            count=1))
    done = run("redact", before)
    say("&#65;" not in done.stdout and "&#x53;" not in done.stdout
        and "&#" in done.stdout, "references are replaced", done.stdout[-900:])
    with open(before, "w", encoding="utf-8") as stream:
        stream.write("no capture at all\n")
    done = run("redact", before)
    say(done.returncode == 3 and done.stdout == "", "no capture", done.stderr)
    done = run("redact", os.path.join(source, "tests/idp/keys/sp.pem"))
    say(done.returncode == 3 and "private key" in done.stderr, "a key",
        done.stderr)
    say(run("redact").returncode == 2, "no file")
    say(run("redact", "--redact", "some", before).returncode == 2, "no level")

print(f"1..{number}")
sys.exit(failed)
