#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Canaries: what is secret or personal is planted in every field of a
capture and of what lies beside it, and looked for in all that is written."""
import base64
import html
import json
import os
import re
import urllib.parse
import zlib

from harness import main, make, report, run, write

# What opens an account: in no report, whatever is asked for.
SECRETS = {
    "cookie": "kuki-9f8e7d6c5b", "set_cookie": "backkuki-1a2b3c4d",
    "cookie_list": "listkuki-55667788", "authorization": "Bearer-0f1e2d3c4b",
    "proxy": "Basic-cHJveHk6cHJveHk", "password": "hunter2-geheim",
    "body": "json-body-7788aa", "query": "query-token-6655bb",
    "fragment": "frag-token-4433cc", "answer": "answer-page-2211dd",
    "packed": "packed-page-9900ee", "post_page": "script-state-8877ff",
    "access_key": "ASIAQ7CANARY7CANARY7",
    "secret_key": "wJalrCANARYkEXAMPLEKEYkCANARY00",
    "session_token": "IQoJb3JpZ2luX2VjCANARYtokenCANARY",
    "pem": "MIIEvQIBADANCANARYprivateKEYcanary",
    "initiator": "stack-frame-3c4d5e", "vendor": "vendor-field-6f7a8b",
    "comment": "entry-comment-9c0d1e", "title": "page-title-2f3a4b",
    "user_of_url": "urluser-5c6d7e", "websocket": "socket-data-8f9a0b",
}
# What tells of a person: not where --redact is given.
PERSONS = {
    "name_id": "marlene.quast", "session_name": "Marlene Quast",
    "source_identity": "mquast-ident", "mail": "m.quast@kanarien.example",
    "tag": "Vogelabteilung Sieben", "group": "gruppe-kanarienvogel",
    "claim": "+49-30-5550199", "xml_comment": "notiz-zu-marlene",
    "status": "Konto-4711-gesperrt", "address": "203.0.113.77",
    "address6": "2001:db8:77::5", "session_index": "_sitzung77aa88bb99",
    "server": "198.51.100.23", "relay": "relay-state-7f6e5d",
    "path": "pfad-zu-marlene", "policy_sub": "marlene.policy.quast",
    "policy_tag": "Policy Kanarienwert", "trail_ip": "192.0.2.144",
    "trail_subject": "trail.marlene", "folder": "heim-von-marlene",
    "error_user": "fehler.marlene", "command_tag": "kommandowert-5511",
    "expected": "erwartete.marlene", "odd": "odd-element-marlene",
    "location": "weiter-zu-marlene",
}
# Whose it is: not where it is to be strict.
HOUSES = ["123456789012", "idp.example.com", "Kanarienrolle"]
ACS = "https://signin.aws.amazon.com/saml"
RECIPE = """attribute RoleSessionName {session_name}
attribute SourceIdentity {source_identity}
attribute PrincipalTag:Team {tag}
attribute Role arn:aws:iam::123456789012:role/Kanarienrolle,arn:aws:iam::123456789012:saml-provider/Example
claim urn:kanarie:mail {mail}
claim urn:kanarie:groups {group}
claim urn:kanarie:phone {claim}
text A/saml:Subject/saml:NameID {name_id}
attr A/saml:AuthnStatement SessionIndex {session_index}
attr A/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData Address {address}
append R/samlp:Status <samlp:StatusMessage xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">{status}</samlp:StatusMessage>
append A/saml:AttributeStatement <saml:Attribute xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Name="odd"><saml:AttributeValue><x:o xmlns:x="urn:x">{odd}</x:o><!-- {xml_comment} --></saml:AttributeValue></saml:Attribute>
sign assertion
as xml
give role name=Kanarienrolle
give provider
"""
FORMATS = ["text", "json", "jsonl", "sarif", "junit", "github", "html",
           "markdown"]
DECODINGS = ["xml", "indented", "base64", "url", "attributes", "json"]


def files(folder):
    return make(os.path.join(folder, "made"), RECIPE.format(**PERSONS))


def har(xml):
    s, p = SECRETS, PERSONS
    value = base64.b64encode(xml.encode()).decode()
    body = ("SAMLResponse=" + urllib.parse.quote(value, safe="")
            + f"&RelayState={p['relay']}&password={s['password']}")
    page = (f"<html><title>{s['title']}</title><p>{s['post_page']}"
            f"<form method=post action='{ACS}'><input name=SAMLResponse "
            f"value='{html.escape(value)}'></form></html>")
    keys = json.dumps({"Credentials": {
        "AccessKeyId": s["access_key"], "SecretAccessKey": s["secret_key"],
        "SessionToken": s["session_token"]}})

    def entry(method, url, text=None, answer="", mime="text/html", **more):
        request = {
            "method": method, "url": url, "httpVersion": "h2", "headers": [
                {"name": "Cookie", "value": "s=" + s["cookie"]},
                {"name": "Authorization", "value": s["authorization"]},
                {"name": "Proxy-Authorization", "value": s["proxy"]}],
            "cookies": [{"name": "s", "value": s["cookie_list"]}],
            "queryString": [{"name": "t", "value": s["query"]}],
            "comment": s["comment"]}
        if text is not None:
            request["postData"] = {
                "mimeType": "application/x-www-form-urlencoded",
                "text": text, "params": []}
        return {
            "startedDateTime": "2026-11-20T09:03:11.000Z", "time": 1,
            "serverIPAddress": p["server"], "connection": p["address6"],
            "_initiator": {"stack": {"frames": [s["initiator"]]}},
            "_vendor": s["vendor"],
            "_webSocketMessages": [{"data": s["websocket"]}],
            "request": request, "response": {
                "status": 200, "statusText": "OK", "headers": [
                    {"name": "Set-Cookie", "value": s["set_cookie"]}],
                "cookies": [], "redirectURL": "", "content": dict(
                    {"size": 1, "mimeType": mime, "text": answer}, **more)},
            "cache": {}, "timings": {}}

    walk = entry("GET", f"https://{s['user_of_url']}:{s['password']}@www."
                 f"example.com/{p['path']}?t={s['query']}#{s['fragment']}",
                 None, s["answer"])
    walk["response"]["status"] = 302
    walk["response"]["redirectURL"] = (
        f"https://idp.example.com/{p['location']}?x={s['query']}")
    other = entry("POST", "https://www.example.com/api", s["body"] + s["pem"],
                  keys, "application/json")
    other["request"]["postData"]["mimeType"] = "application/json"
    packed = base64.b64encode(s["packed"].encode()).decode()
    return json.dumps({"log": {
        "version": "1.2", "creator": {"name": "x", "version": "1"},
        "comment": s["comment"], "pages": [{
            "id": "page_1", "title": s["title"], "pageTimings": {},
            "startedDateTime": "2026-11-20T09:03:11.000Z"}],
        "entries": [walk, other, entry(
            "GET", "https://www.example.com/", None, packed,
            encoding="base64"), entry(
                "GET", "https://idp.example.com/sso", None, page),
            entry("POST", ACS, body, s["answer"])]}})


def beside(folder, made):
    """A folder that tells of its owner, with all that a run can be given."""
    p = PERSONS
    home = os.path.join(folder, p["folder"])
    os.makedirs(home)
    with open(made["response.xml"], encoding="utf-8") as stream:
        xml = stream.read()
    role = {"Role": {
        "RoleName": "Kanarienrolle", "MaxSessionDuration": 3600,
        "Arn": "arn:aws:iam::123456789012:role/Kanarienrolle",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "sts:AssumeRoleWithSAML",
                "Principal": {"Federated": "arn:aws:iam::123456789012:"
                                           "saml-provider/Example"},
                "Condition": {"StringEquals": {
                    "SAML:aud": ACS, "saml:sub": p["policy_sub"],
                    "aws:RequestTag/Team": p["policy_tag"]},
                    "IpAddress": {"aws:SourceIp": p["trail_ip"]}}}]}}}
    trail = {"Records": [{
        "eventVersion": "1.08", "eventName": "AssumeRoleWithSAML",
        "eventSource": "sts.amazonaws.com", "awsRegion": "us-east-1",
        "eventTime": "2026-11-20T09:03:12Z", "sourceIPAddress": p["trail_ip"],
        "errorCode": "AccessDenied", "errorMessage":
            f"User: {p['error_user']}@kanarien.example is not authorized to "
            "perform: sts:AssumeRoleWithSAML",
        "userIdentity": {"type": "SAMLUser", "userName": p["trail_subject"]},
        "requestParameters": {
            "sAMLAssertionID": "_a1", "roleSessionName": p["trail_subject"],
            "roleArn": "arn:aws:iam::123456789012:role/Kanarienrolle",
            "principalArn":
                "arn:aws:iam::123456789012:saml-provider/Example"},
        "responseElements": {"subject": p["trail_subject"], "credentials": {
            "accessKeyId": SECRETS["access_key"],
            "sessionToken": SECRETS["session_token"]}}}]}
    expected = {"schema": "https://samldx.example/expect/1",
                "role_session_name": p["expected"],
                "tags": {"Team": p["expected"]}}
    given = {
        "login.har": har(xml), "role.json": json.dumps(role, indent=1),
        "trail.json": json.dumps(trail), "expect.json": json.dumps(expected),
        "response.xml": xml,
        "message.txt": base64.b64encode(xml.encode()).decode(),
        "form.txt": "SAMLResponse=" + urllib.parse.quote(
            base64.b64encode(xml.encode()).decode(), safe="")
        + "&RelayState=" + p["relay"]}
    for name, text in given.items():
        write(home, name, text)
    for name in ("metadata.xml", "provider.json"):
        with open(made[name], "rb") as stream:
            write(home, name, stream.read())
    return lambda *names: [os.path.join(home, name) for name in names]


def layers(text):
    """The text, and what is inside of the encodings in it."""
    found = [text, urllib.parse.unquote(text), html.unescape(text)]
    for match in re.findall(r"[A-Za-z0-9+/]{80,}", re.sub(r"\s", "", text)
                            + " " + urllib.parse.unquote(text)):
        raw = base64.b64decode(match[:len(match) // 4 * 4] + "==")
        found.append(raw.decode(errors="replace"))
        try:
            found.append(zlib.decompress(raw, -15).decode(errors="replace"))
        except zlib.error:
            pass
    return found


def left(texts, words):
    """Reports break lines: a word is looked for without the blanks too."""
    everything = [layer.lower() for text in texts for layer in layers(text)]
    everything += [re.sub(r"\s", "", layer) for layer in everything]
    return sorted({word for word in words for layer in everything if
                   word.lower() in layer
                   or re.sub(r"\s", "", word.lower()) in layer})


def seals(made):
    """The beginning of what a signature is, and of the whole message."""
    with open(made["response.xml"], encoding="utf-8") as stream:
        xml = stream.read()
    value = re.search(r"SignatureValue>\s*([^<]{24})", xml).group(1)
    return [value, base64.b64encode(xml.encode()).decode()[40:80]]


def verbs(at):
    """Name, words of the command, standard input."""
    role = at("role.json")[0]
    denied = ("An error occurred (AccessDenied): User: arn:aws:sts::"
              "123456789012:assumed-role/Kanarienrolle/"
              f"{PERSONS['error_user']} is not authorized to perform: "
              "sts:TagSession on resource: arn:aws:iam::123456789012:role/"
              f"Kanarienrolle with {PERSONS['mail']}")
    all_files = at("login.har", "metadata.xml", "provider.json", "role.json",
                   "trail.json", "expect.json")
    yield "check", ["check", "-v", *all_files], None
    yield "check short", ["check", *all_files], None
    yield "check error", ["check", "--error", denied, *all_files], None
    yield "check timeline", ["check", "--timeline", *all_files], None
    yield "check each", ["check", "--each", *at("response.xml", "form.txt",
                                                "metadata.xml")], None
    yield "message", ["check", *at("message.txt", "role.json")], None
    yield "metadata", ["metadata", *at("metadata.xml", "login.har")], None
    yield "policy", ["policy", *at("role.json")], None
    yield "policy context", ["policy", "--context", *at(
        "role.json", "response.xml")], None
    yield "rotate", ["rotate", *at("metadata.xml", "login.har",
                                   "provider.json")], None
    yield "diff", ["diff", *at("login.har", "response.xml")], None
    yield "explain", ["explain", denied], None
    yield "preflight", [
        "preflight", "--", "aws", "iam", "create-saml-provider", "--name",
        "Example", "--saml-metadata-document", "file://" + at(
            "metadata.xml")[0], "--tags",
        f"Key=Team,Value={PERSONS['command_tag']}"], None
    with open(at("message.txt")[0], "rb") as stream:
        yield "filter", ["filter", role], stream.read() + b"\n"


def with_redaction(words, *options):
    verb, *rest = words
    return [verb, *options, *rest]


def known_formats(verb):
    """Those that this verb can write."""
    if verb[0] == "filter":
        return [None]
    return [name for name in FORMATS if run(*with_redaction(
        verb, "--format", name, "--help")).returncode == 0]


def sweep(at, level, words):
    """Every verb, every format: what of WORDS is still there."""
    wrong = []
    for name, verb, stdin in verbs(at):
        for form in known_formats(verb):
            options = ["--redact", level] if level else []
            options += ["--format", form] if form else []
            done = run(*with_redaction(verb, *options), stdin=stdin)
            assert done.returncode in (0, 1), (name, form, done.err)
            assert len(done.out) > 40, (name, form)
            found = left([done.out, done.err], words)
            if found:
                wrong.append((name, form, found))
    return wrong


def never_secrets(folder):
    made = files(folder)
    at = beside(folder, made)
    wrong = sweep(at, None, list(SECRETS.values()) + seals(made))
    assert not wrong, wrong


def the_search_finds(folder):
    """Without --redact persons are named: the search is no idle one."""
    at = beside(folder, files(folder))
    found = {word for _, _, words in sweep(at, "none", PERSONS.values())
             for word in words}
    assert len(found) >= 12, sorted(set(PERSONS.values()) - found)


def no_persons(folder):
    made = files(folder)
    at = beside(folder, made)
    words = [*PERSONS.values(), *SECRETS.values(), *seals(made)[:1],
             "Marlene", "Quast"]
    wrong = sweep(at, "auto", words)
    assert not wrong, wrong


def strict_names_nobody(folder):
    made = files(folder)
    at = beside(folder, made)
    wrong = sweep(at, "strict", [*PERSONS.values(), *SECRETS.values(),
                                 *seals(made)[:1], *HOUSES])
    assert not wrong, wrong


def decoded(folder):
    made = files(folder)
    at = beside(folder, made)
    for level in ("auto", "strict"):
        words = [*PERSONS.values(), *SECRETS.values(), *seals(made)[:1]]
        words += HOUSES if level == "strict" else []
        for form in DECODINGS:
            done = run("decode", "--redact", level, "--as", form,
                       *at("login.har"))
            assert done.returncode == 0, (form, done.err)
            found = left([done.out, done.err], words)
            assert not found, (level, form, found)


def encrypted(folder):
    """What no capture shows, but the key opens."""
    made = make(os.path.join(folder, "made"), RECIPE.format(**PERSONS).replace(
        "as xml", "encrypt assertion\nas har\ngive key sp"))
    names = [made[name] for name in made if name != "case.recipe"]
    words = [*PERSONS.values(), "Marlene", "Quast"]
    for verb in (["check", "-v"], ["check", "--format", "json"],
                 ["decode", "--as", "assertion"], ["decode", "--as", "json"],
                 ["decode", "--as", "indented"]):
        done = run(*verb, "--redact", "auto", *names)
        assert done.returncode in (0, 1), done.err
        found = left([done.out, done.err], words)
        assert not found, (verb, found)


def copies(folder):
    """samldx redact: of every field of the HAR nothing is left."""
    made = files(folder)
    at = beside(folder, made)
    for name in ("login.har", "response.xml", "message.txt", "form.txt"):
        for level in ("auto", "strict"):
            done = run("redact", "--redact", level, *at(name))
            assert done.returncode == 0, done.err
            words = [*PERSONS.values(), *SECRETS.values(), *seals(made)[:1]]
            words += HOUSES if level == "strict" else []
            found = left([done.out], words)
            assert not found, (name, level, found)
            found = left([done.err], list(PERSONS.values())[:18])
            assert not found, (name, level, found)


def same_placeholders(folder):
    """A report says what the report of the copy says."""
    made = files(folder)
    at = beside(folder, made)
    for level in ("auto", "strict"):
        for name in ("login.har", "response.xml", "form.txt"):
            copy = write(folder, "copy", run(
                "redact", "--redact", level, *at(name)).stdout)
            of_copy = report("--at", "issue", copy)["session"]
            of_report = report("--at", "issue", "--redact", level,
                               *at(name))["session"]
            for key in ("subject", "role_session_name", "tags", "pairs",
                        "source_identity", "issuer"):
                assert of_copy[key] == of_report[key], (
                    level, name, key, of_copy[key], of_report[key])


def still_useful(folder):
    """The make of a value, its carets and the advice stay."""
    at = beside(folder, files(folder))
    text = run("check", "--redact", "auto", *at("login.har")).out
    value, carets = re.search(r"found +(.*)\n +(\^.*|\s+\^)\n", text).groups()
    assert re.fullmatch(r"Xx[a-z]{5} Xx[a-z]{3}", value), value
    assert "RoleSessionName holds a blank" in text, text
    # A fingerprint that is cut has the look of an address.
    plain = run("check", *at("login.har")).out
    for cut in re.findall(r"certificate (\S+)\.\.\.", plain):
        assert cut in text, text
    assert "certificate" in plain
    line = text.splitlines().index(next(
        row for row in text.splitlines() if " found " in row))
    rows = text.splitlines()
    assert rows[line].index(value) + 7 == rows[line + 1].index("^"), carets
    whole = report(*at("login.har"))
    hidden = report("--redact", "strict", *at("login.har"))
    assert [f["id"] for f in whole["findings"]] == [
        f["id"] for f in hidden["findings"]]
    for key in ("outcome", "aws_error", "missing"):
        assert whole["verdict"][key] == hidden["verdict"][key]
    for mine, theirs in zip(hidden["signature"], whole["signature"]):
        assert mine == theirs
    assert hidden["schema"] == whole["schema"]


def too_many(folder):
    """More values than are looked for one by one."""
    values = "".join(f"claim urn:x:{n % 7} kanarie{n:05d}\n"
                     for n in range(6000))
    made = make(os.path.join(folder, "made"), values + "as xml\n")
    done = run("decode", "--redact", "auto", "--as", "json",
               made["response.xml"])
    assert done.returncode == 0, done.err
    assert len(done.out) > 100000 and "kanarie" not in done.out


NAMES = ["Marlene Quast", "Bo Ek", "Marlene Quast", "Bo Ed"]


def named(folder):
    """A capture for each name, of the same provider."""
    paths = []
    for number, name in enumerate(NAMES):
        made = make(os.path.join(folder, str(number)),
                    f"attribute RoleSessionName {name}\n")
        paths.append(made["response.xml"])
    return paths


def shown(reports):
    """The session names of reports, and their issuers."""
    names = [one["session"]["role_session_name"] for one in reports]
    assert not left(names, ["Marlene", "Quast"]), names
    assert len(set(names)) == 3 and names[0] == names[2], names
    assert [len(name) for name in names] == [len(name) for name in NAMES]
    return names, {one["session"]["issuer"] for one in reports}


def one_placeholder_in_a_run(folder):
    """The same person has one name in all reports, and nobody else has it."""
    paths = named(folder)
    runs = []
    for jobs in ("1", "3"):
        summary = os.path.join(folder, "summary.json")
        done = run("check", "--each", "--jobs", jobs, "--redact", "strict",
                   "--format", "json", "--summary", summary, *paths)
        names, issuers = shown(json.loads(done.out))
        assert len(issuers) == 1 and "idp.example.com" not in str(issuers)
        with open(summary, encoding="utf-8") as stream:
            assert next(iter(issuers)) in stream.read()
        runs.append(names)
    lines = []
    for path in paths:
        with open(path, "rb") as stream:
            lines.append(json.dumps({"response": stream.read().decode()}))
    done = run("filter", "--jobs", "2", "--redact", "auto",
               stdin=("\n".join(lines) + "\n").encode())
    runs.append(shown([json.loads(line)["report"]
                       for line in done.out.splitlines()])[0])
    # The key is forgotten: what one run calls a person, no other does.
    assert len({names[0] for names in runs}) == 3, runs


def wrong_use(folder):
    at = beside(folder, files(folder))
    done = run("check", "--redact", "some", *at("login.har"))
    assert done.returncode == 2 and "none, auto or strict" in done.err


main([
    ("secrets stand in no report", never_secrets),
    ("without --redact persons are named", the_search_finds),
    ("--redact auto names no person", no_persons),
    ("--redact strict names no house either", strict_names_nobody),
    ("decode --redact", decoded),
    ("what was encrypted", encrypted),
    ("samldx redact leaves none of it", copies),
    ("a report and a copy have the same placeholders", same_placeholders),
    ("one person has one placeholder in a run", one_placeholder_in_a_run),
    ("a redacted report still tells", still_useful),
    ("more values than can be looked for", too_many),
    ("a level that is none", wrong_use),
])
