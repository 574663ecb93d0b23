#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files of expectations: written from one response, held against others."""
import json
import os

from harness import ids, main, make, report, run, source, write

try:
    import jsonschema
except ImportError:
    jsonschema = None

RECIPE = """attribute PrincipalTag:Team blue
attribute SourceIdentity ana.silva@example.com
attribute SessionDuration 3600
"""


def files(folder, recipe=RECIPE):
    made = make(folder, recipe)
    made.pop("case.recipe", None)
    return list(made.values())


def written(folder):
    path = os.path.join(folder, "expect.json")
    done = run("check", "-q", "--write-expect", path, *files(folder))
    assert done.returncode == 0, done.err
    with open(path, encoding="utf-8") as stream:
        return path, json.load(stream)


def round_trip(folder):
    path, value = written(folder)
    assert value["role_session_name"] == "*@example.com", value
    assert value["session_duration"] == "3600"
    assert value["tags"] == {"Team": "*"}
    assert len(value["signing_certificate_sha256"]) == 95
    found = report("--expect", path, *files(folder))
    assert not {"expected-value", "expect-file"} & set(ids(found)), found
    assert {"expected-value", "expect-file"} <= set(found["passed"])


def recognised(folder):
    """Its schema tells what the file is: no option is needed."""
    path, _ = written(folder)
    found = report(path, *files(folder))
    assert "expected-value" in found["passed"]
    assert found["inputs"][0]["kind"] == "expectation"


def fits_schema(folder):
    _, value = written(folder)
    if jsonschema is None:
        return
    name = os.path.join(source, "docs/expect.schema.json")
    with open(name, encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema)


def each_member(folder):
    """Whatever member is changed, that one is told, with its place."""
    _, value = written(folder)
    for member in value:
        if member == "schema":
            continue
        other = dict(value)
        other[member] = ({"Team": "red"} if member == "tags"
                         else not value[member] if member == "encrypted"
                         else ["no such value"])
        path = write(folder, "other.json", json.dumps(other, indent=1))
        done = run("check", "--format", "json", "--expect", path,
                   *files(folder))
        found = json.loads(done.out)
        assert done.returncode == 1
        told = [f for f in found["findings"] if f["id"] == "expected-value"]
        assert len(told) == 1, (member, told)
        assert member in told[0]["message"], told
        assert found["verdict"]["outcome"] == "accepted", member


def without_metadata(folder):
    """No key has verified anything: that is said, and not guessed."""
    _, value = written(folder)
    path = write(folder, "key.json", json.dumps(
        {k: value[k] for k in ("schema", "signing_certificate_sha256")}))
    capture = [p for p in files(folder) if p.endswith("response.xml")]
    found = report("--expect", path, *capture)
    assert "expected-value" not in ids(found)
    told = [n for n in found["not_checked"] if n["id"] == "expected-value"]
    assert told and "metadata" in told[0]["reason"], found["not_checked"]


def kept(folder):
    """A file that exists is never written over."""
    path = write(folder, "mine.json", "mine")
    done = run("check", "-q", "--write-expect", path, *files(folder))
    assert done.returncode != 0
    with open(path, encoding="utf-8") as stream:
        assert stream.read() == "mine"


def no_assertion(folder):
    path = os.path.join(folder, "none.json")
    done = run("check", "-q", "--write-expect", path,
               write(folder, "x", "nothing"))
    assert done.returncode == 3 and not os.path.exists(path)


def broken(folder):
    path = write(folder, "broken.json", '{"issuer": "x",\n "isuer": "y"}')
    done = run("check", "--expect", path, *files(folder))
    assert done.returncode == 1 and "isuer" in done.out, done.out
    assert "line 2" in done.out


def wildcards(folder):
    for pattern, fits in (("*", True), ("https://idp.example.com/saml", True),
                          ("https://*/saml", True), ("*saml*", True),
                          ("http?://idp*", True), ("HTTPS://*", False),
                          ("*/sam", False), ("*a*a*a*a*l", False),
                          ("", False)):
        path = write(folder, "w.json", json.dumps({"issuer": pattern}))
        found = report("--expect", path, *files(folder))
        assert ("expected-value" not in ids(found)) == fits, pattern


def absent(folder):
    """null: it must not be there."""
    for member, fits in (("source_identity", False), ("tags", True)):
        value = {member: None} if member != "tags" else {
            "tags": {"Other": None}}
        path = write(folder, "null.json", json.dumps(value))
        found = report("--expect", path, *files(folder))
        assert ("expected-value" not in ids(found)) == fits, member


def fingerprints(folder):
    """As openssl writes them, too."""
    _, value = written(folder)
    mark = value["signing_certificate_sha256"]
    for text in (mark.upper(), mark.replace(":", ""), mark[:11] + "*"):
        path = write(folder, "f.json", json.dumps(
            {"signing_certificate_sha256": text}))
        found = report("--expect", path, *files(folder))
        assert "expected-value" not in ids(found), text
    path = write(folder, "f.json", json.dumps(
        {"signature_algorithm": "rsa-sha256"}))
    assert "expected-value" not in ids(report("--expect", path,
                                              *files(folder)))


def bounded(folder):
    """What nobody expects of a response is told, and not tried."""
    for value in ({"roles": []}, {"issuer": ["x"] * 65},
                  {"issuer": "*a" * 600},
                  {"tags": {str(i): "x" for i in range(300)}}):
        path = write(folder, "big.json", json.dumps(value))
        found = report("--expect", path, *files(folder))
        assert "expect-file" in ids(found), str(value)[:40]


def said(folder):
    """The last line does not call well what is not expected."""
    path = write(folder, "e.json", json.dumps({"issuer": "x"}))
    done = run("check", "-q", "--expect", path, *files(folder))
    assert done.returncode == 1
    assert "file of expectations wants" in done.out, done.out


def standard_output(folder):
    done = run("check", "-q", "--format", "json:" + os.path.join(
        folder, "r.json"), "--write-expect", "-", *files(folder))
    assert json.loads(done.out)["schema"].endswith("expect/1"), done.out
    assert run("check", "--each", "--write-expect", os.path.join(
        folder, "x.json"), folder).returncode == 2


main([
    ("null stands for absent", absent),
    ("fingerprints in each spelling", fingerprints),
    ("expectations without bounds", bounded),
    ("the verdict says so", said),
    ("to standard output", standard_output),
    ("what is written holds for the response it is of", round_trip),
    ("such a file is recognised by its content", recognised),
    ("what is written fits the schema", fits_schema),
    ("each member is held against the response", each_member),
    ("a key that nothing proves is not judged", without_metadata),
    ("a file that exists is kept", kept),
    ("without an assertion nothing is written", no_assertion),
    ("a broken file is told with its place", broken),
    ("wildcards", wildcards),
])
