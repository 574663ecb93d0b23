#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The story of a sign-in, and what AWS answered."""
import base64
import json
import os

from harness import main, make, report, run, write

STORY = r"""as har
attr R InResponseTo _r1
attribute RoleSessionName Ana Silva
request AssertionConsumerServiceURL="https://signin.aws.amazon.com/saml"
har status=400 answer=<h1>Error</h1>RoleSessionName in AuthnResponse must \
match [a-zA-Z_0-9+=,.@-]{2,64}
""".replace("\\\n", "")
PATTERN = "RoleSessionName in AuthnResponse must match"


def files(folder, recipe):
    made = make(folder, recipe)
    made.pop("case.recipe", None)
    return list(made.values())


def timeline(folder):
    out = run("check", "--timeline", *files(folder, STORY)).out
    assert "step by step" in out
    assert "AuthnRequest of https://portal.example.com" in out, out
    assert "the response that is judged answers it" in " ".join(out.split())
    assert "the one that is judged" in " ".join(out.split())
    assert "-> https://idp.example.com/sso" in out
    assert f"AWS answered: Error {PATTERN}" in " ".join(out.split())


def no_secrets(folder):
    """Queries hold tokens and messages: they are not told."""
    out = run("check", "--timeline", *files(folder, STORY)).out
    assert "token=" not in out and "SAMLRequest=" not in out
    text = json.dumps(report(*files(folder, STORY))["story"])
    assert "token=" not in text and "SAMLRequest=" not in text


def json_story(folder):
    story = report(*files(folder, STORY))["story"]
    carried = [s for s in story if s["carries"] == "SAMLRequest"]
    assert len(carried) == 1 and carried[0]["request"]["id"] == "_r1"
    assert carried[0]["request"]["is_answered"]
    judged = [s for s in story if s["is_judged"]]
    assert len(judged) == 1 and judged[0]["status"] == 400
    assert story[0]["url"].startswith("https://idp.example.com/")


def no_story(folder):
    paths = files(folder, "as base64\n")
    assert report(*paths)["story"] == []
    assert "a HAR, an export of SAML-tracer" in " ".join(
        run("check", "--timeline", *paths).out.split())


def tracer(folder):
    """SAML-tracer's export tells the same."""
    har = [p for p in files(folder, STORY) if p.endswith(".har")][0]
    with open(har, encoding="utf-8") as stream:
        entries = json.load(stream)["log"]["entries"]
    requests = []
    for number, entry in enumerate(entries):
        request, response = entry["request"], entry["response"]
        one = {"method": request["method"], "url": request["url"],
               "requestId": str(number), "requestHeaders": [],
               "responseStatus": response["status"],
               "responseHeaders": [{"name": "Location",
                                    "value": response["redirectURL"]}]
               if response.get("redirectURL") else []}
        if "SAMLRequest=" in request["url"]:
            one["get"] = [["SAMLRequest", "x"]]
            one["protocol"] = "SAML-P"
        body = request.get("postData", {}).get("text", "")
        if body:
            value = body.split("=", 1)[1].split("&")[0]
            value = value.replace("%2B", "+").replace("%2F", "/")
            one["post"] = [["SAMLResponse", value.replace("%3D", "=")]]
        requests.append(one)
    path = write(folder, "trace.json", json.dumps(
        {"requests": requests, "timestamp": "2026-11-20T10:00:00Z"}))
    found = report(path)
    assert [s["request"]["is_answered"] for s in found["story"]
            if s["request"]] == [True], found["story"]
    assert any(s["location"] for s in found["story"])


def answer_of_capture(folder):
    found = report(*files(folder, STORY))["answer"]
    assert found["source"] == "capture", found
    assert found["aws_error"]["id"] == "session-name-pattern"
    assert found["explained_by"] == ["session-name-characters"]


def answer_given(folder):
    paths = files(folder, "attribute RoleSessionName Ana Silva\n")
    text = ("An error occurred (InvalidIdentityToken) when calling the "
            f"AssumeRoleWithSAML operation: {PATTERN} "
            "[a-zA-Z_0-9+=,.@-]{2,64}")
    found = report("--error", text, *paths)["answer"]
    assert found["source"] == "given" and found["recognised_by"] == "text"
    assert found["explained_by"] == ["session-name-characters"]
    said = write(folder, "said.txt", text)
    assert report("--error-file", said, *paths)["answer"] == found
    assert report("--error-file", "-", *paths,
                  stdin=text.encode())["answer"] == found


def answer_by_code(folder):
    """A code alone may mean any error that has it."""
    paths = files(folder, "attribute RoleSessionName Ana Silva\n")
    found = report("--error", "InvalidIdentityToken", *paths)["answer"]
    assert found["recognised_by"] == "code", found
    assert "session-name-characters" in found["explained_by"]


def answer_not_explained(folder):
    paths = files(folder, "give none\nas base64\n")
    found = report("--error", "Response signature invalid", *paths)["answer"]
    assert found["explained_by"] == []
    assert "signature-trusted-key" in found["not_checked"]
    out = run("check", "--error", "Response signature invalid", *paths).out
    assert "Nothing that was found explains it" in out


def answer_all_made(folder):
    """Everything that could explain it was looked at."""
    paths = files(folder, "give provider\n")
    found = report("--error", "Issuer not present in specified provider",
                   *paths)["answer"]
    assert found["explained_by"] == [] and found["not_checked"] == [], found
    out = " ".join(run("check", "--error", "Issuer not present in specified "
                       "provider", *paths).out.split())
    assert "every check that leads to it was made" in out
    assert "samldx explain issuer-not-in-provider" in out


def answer_after_sign_in(folder):
    text = ("User: arn:aws:sts::123456789012:assumed-role/Dev/ana is not "
            "authorized to perform: s3:ListBucket on resource: "
            "arn:aws:s3:::b because no identity-based policy allows the "
            "s3:ListBucket action")
    paths = files(folder, "as base64\n")
    found = report("--error", text, *paths)["answer"]
    assert found["recognised_by"] == "denial" and not found["aws_error"]
    assert "the sign-in itself worked" in " ".join(
        run("check", "--error", text, *paths).out.split())


def answer_unknown(folder):
    paths = files(folder, "as base64\n")
    found = report("--error", "the printer is on fire", *paths)["answer"]
    assert found["recognised_by"] == "unknown" and not found["aws_error"]


def answer_denied_action(folder):
    """IAM's sentence on the sign-in's own action is its error."""
    text = ("User: arn:aws:sts::1:x is not authorized to perform: "
            "sts:TagSession on resource: arn:aws:iam::123456789012:role/Dev")
    paths = files(folder, r"""attribute PrincipalTag:Team blue
policy {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", \
"Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/Example"},\
 "Action": "sts:AssumeRoleWithSAML"}]}
""".replace("\\\n", ""))
    found = report("--error", text, *paths)["answer"]
    assert found["aws_error"]["id"] == "not-authorized", found
    assert "tag-session-action" in found["explained_by"] \
        or "trust-tag-session" in found["explained_by"], found


def verdict_stays(folder):
    """What the user pastes changes no verdict and no status."""
    paths = files(folder, "as base64\n")
    plain, told = report(*paths), report("--error", PATTERN, *paths)
    assert plain["verdict"] == told["verdict"]
    assert plain["findings"] == told["findings"]
    assert plain["answer"] is None


def many_requests(folder):
    """A loop of redirects: the answered request is found all the same."""
    har = [p for p in files(folder, STORY) if p.endswith(".har")][0]
    with open(har, encoding="utf-8") as stream:
        value = json.load(stream)
    entries = value["log"]["entries"]
    asking = [e for e in entries if "SAMLRequest=" in e["request"]["url"]]
    other = make(os.path.join(folder, "b"), "as har\nrequest ID2=\"x\"\n")
    with open(other["login.har"], encoding="utf-8") as stream:
        others = [e for e in json.load(stream)["log"]["entries"]
                  if "SAMLRequest=" in e["request"]["url"]]
    assert asking and others
    value["log"]["entries"] = others * 30 + entries
    found = report(write(folder, "many.har", json.dumps(value)))
    assert "request-answered" not in [f["id"] for f in found["findings"]]
    assert any(s["request"] and s["request"]["is_answered"]
               for s in found["story"])


def crowded(folder):
    """Pages in plenty do not push out what matters."""
    har = [p for p in files(folder, STORY) if p.endswith(".har")][0]
    with open(har, encoding="utf-8") as stream:
        value = json.load(stream)
    page = {"startedDateTime": "2026-11-20T09:00:00Z",
            "request": {"method": "GET", "url": "https://t.example.com/",
                        "headers": []},
            "response": {"status": 200, "headers": [], "content": {
                "mimeType": "text/html", "text": ""}, "redirectURL": ""}}
    value["log"]["entries"][:0] = [page] * 300
    path = write(folder, "crowded.har", json.dumps(value))
    assert any(s["is_judged"] for s in report(path)["story"])
    assert "more pages and redirects are not shown" in " ".join(
        run("check", "--timeline", path).out.split())


def late_answer(folder):
    """AWS sends the browser on, and shows its error there."""
    har = [p for p in files(folder, STORY) if p.endswith(".har")][0]
    with open(har, encoding="utf-8") as stream:
        value = json.load(stream)
    last = value["log"]["entries"][-1]
    shown = json.loads(json.dumps(last))
    last["response"]["status"] = 302
    last["response"]["content"]["text"] = ""
    shown["response"]["content"].update(
        encoding="base64", text=base64.b64encode(
            shown["response"]["content"]["text"].encode()).decode())
    shown["request"] = {"method": "GET", "headers": [],
                        "url": "https://signin.aws.amazon.com/error"}
    value["log"]["entries"].append(shown)
    path = write(folder, "late.har", json.dumps(value))
    found = report(path)
    assert found["answer"]["aws_error"]["id"] == "session-name-pattern", found
    told = [f["message"] for f in found["findings"] if f["id"] == "aws-answer"]
    number = len(value["log"]["entries"])
    assert told == [f"AWS sent the browser on and answered in entry {number}, "
                    "with HTTP status 400"], told
    out = " ".join(run("check", "--timeline", path).out.split())
    assert "https://signin.aws.amazon.com/error 400 AWS answered: Error" in out


SECRET = "s3cret-in-a-url"


def secrets_of_urls(folder):
    """Whatever the form, a URL is told without its query and its user."""
    har = [p for p in files(folder, STORY) if p.endswith(".har")][0]
    with open(har, encoding="utf-8") as stream:
        text = stream.read()
    dirty = text.replace(
        "https://signin.aws.amazon.com/saml\"",
        f"https://u:{SECRET}@signin.aws.amazon.com/saml;jsessionid={SECRET}"
        f"?token={SECRET}#{SECRET}\"")
    assert dirty != text
    path = write(folder, "dirty.har", dirty)
    for args in (("--timeline", "-v"), ("--format", "json")):
        assert SECRET not in run("check", *args, path).out


def secrets_of_a_log(folder):
    """Of a pasted log AWS's words are kept, and nothing else."""
    log = (f"DEBUG SAMLAssertion={SECRET} ... An error occurred "
           "(InvalidIdentityToken) when calling the AssumeRoleWithSAML "
           f"operation: {PATTERN} [a-zA-Z_0-9+=,.@-]{{2,64}} {SECRET}")
    paths = files(folder, "as base64\n")
    for args in ((), ("--format", "json")):
        out = run("check", *args, "--error", log, *paths).out
        assert PATTERN in " ".join(out.split()) and SECRET not in out


def in_utf16(folder):
    """PowerShell writes errors so."""
    path = write(folder, "err.txt", b"\xff\xfe"
                 + (PATTERN + " [a-zA-Z_0-9+=,.@-]{2,64}").encode("utf-16-le"))
    found = report("--error-file", path, *files(folder, "as base64\n"))
    assert found["answer"]["aws_error"]["id"] == "session-name-pattern"
    with open(path, "rb") as stream:
        assert run("explain", "-", stdin=stream.read()).returncode == 0


def wide_metadata(folder):
    """Metadata in UTF-16 beside a capture is told, and not passed over."""
    made = make(folder, "as har\n")
    with open(made["metadata.xml"], encoding="utf-8") as stream:
        text = stream.read().replace("UTF-8", "UTF-16")
    path = write(folder, "wide.xml", b"\xff\xfe" + text.encode("utf-16-le"))
    found = report(made["login.har"], path)
    told = [f["message"] for f in found["findings"]
            if f["id"] == "capture-not-readable"]
    assert told and "metadata that cannot be read" in told[0], told
    assert found["inputs"][1]["kind"] == "metadata"
    # Without a word on its encoding it is read, and that is said.
    path = write(folder, "wide.xml", b"\xff\xfe" + text.replace(
        "UTF-16", "UTF-8").encode("utf-16-le"))
    found = report(made["login.har"], path)
    assert "UTF-16" in found["inputs"][1]["repairs"][0], found["inputs"]
    assert "UTF-16" in run("check", made["login.har"], path).out


main([
    ("metadata in UTF-16 beside a capture", wide_metadata),
    ("the answered request among many", many_requests),
    ("a crowded HAR", crowded),
    ("an answer on the next page", late_answer),
    ("no secret of a URL is told", secrets_of_urls),
    ("no secret of a pasted log is told", secrets_of_a_log),
    ("an error in UTF-16", in_utf16),
    ("a timeline tells requests, redirects, and the answer", timeline),
    ("no query of a URL is told", no_secrets),
    ("the story in JSON", json_story),
    ("a capture without steps says so", no_story),
    ("an export of SAML-tracer tells the same story", tracer),
    ("the answer in a HAR is matched with the findings", answer_of_capture),
    ("an answer that the user gives, in a file too", answer_given),
    ("an answer that is a code alone", answer_by_code),
    ("an answer that nothing explains yet", answer_not_explained),
    ("an answer that nothing explains at all", answer_all_made),
    ("a denial after the sign-in", answer_after_sign_in),
    ("a denial of the sign-in's own action", answer_denied_action),
    ("an answer that is none of AWS's", answer_unknown),
    ("the verdict is the same with and without an answer", verdict_stays),
])
