#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every format is read back by a strict reader, whatever the reports hold."""
import glob
import json
import os
import sys

from harness import demo, main, make, run, source, write

try:
    import readers
except ImportError:
    print("1..0 # SKIP no python3-jsonschema")
    sys.exit(77)

FORMATS = sorted(readers.READERS)
AT = ["--at", "2026-11-20T12:00:00Z"]


def read_all(verb, files, folder, cwd=None):
    """One run with every format at once: what the readers made of each."""
    out = {name: os.path.join(folder, "report." + name) for name in FORMATS}
    options = [f"--format={name}:{path}" for name, path in out.items()]
    done = run(*verb, *options, "--", *files, cwd=cwd)
    assert done.returncode in (0, 1, 3), (done.returncode, done.err)
    assert done.out == "", done.out
    read = {}
    for name, path in out.items():
        with open(path, "rb") as stream:
            data = stream.read()
        readers.harmless(data)
        read[name] = readers.READERS[name](data)
        os.unlink(path)
    return done.returncode, read


def recipes(pattern):
    """All recipes of the folders, made and read."""
    def case(folder):
        found = sorted(glob.glob(f"{source}/testdata/{pattern}.recipe"))
        assert found
        for path in found:
            with open(path, encoding="utf-8") as stream:
                text = stream.read()
            place = os.path.join(folder, os.path.basename(path))
            files = sorted(make(place, text).values())
            verb = ["check"]
            if "\nask metadata" in "\n" + text:
                verb = ["metadata", *AT]
            if "\nask rotation" in "\n" + text:
                verb = ["rotate", "--plan", *AT]
            try:
                read_all(verb, files, folder)
            except Exception as error:
                raise AssertionError(f"{path}: {error!r}") from error
    return case


def samples(folder):
    for path in sorted(glob.glob(source + "/testdata/samples/*/*")):
        for verb in (["check"], ["metadata", *AT], ["rotate", *AT],
                     ["policy"]):
            read_all(verb, [path], folder)


def many(folder):
    """Several files are one document, and agree with each by itself."""
    files = sorted(glob.glob(demo + "/*.har")) + [demo + "/metadata.xml"]
    files += sorted(glob.glob(source + "/testdata/samples/saml-tracer/*"))
    _, each = read_all(["check", "--each"], files, folder)
    _, jobs = read_all(["check", "--each", "--jobs=4"], files, folder)
    assert each == jobs
    n = 0
    for path in files[:1] + files[2:]:
        _, one = read_all(["check"], [path, demo + "/metadata.xml"], folder)
        n += len(one["sarif"]["runs"][0]["results"])
    assert len(each["sarif"]["runs"][0]["results"]) == n
    assert len(each["junit"]) == len(files) - 1
    assert sum(tag == "article" for tag, _ in each["html"]) == len(files) - 1
    assert n > 3


def nothing(folder):
    """Many files of which none can be judged are a document too."""
    status, read = read_all(["check", "--each"], [os.devnull], folder)
    assert status == 3, status
    assert [case for suite in read["junit"] for case in suite
            if case == ("input", ["error"])]
    assert not read["sarif"]["runs"][0]["invocations"][0][
        "executionSuccessful"]


HOSTILE = ["a%b", "a\nb", "-rf", "a::error::b", "a,b:c", "a]]>b", "a'\"b",
           "<script>", "a b#c?d", "\x1b[2J", "\u202egnp.exe", "%0A", "`|[x](y)",
           "é", "javascript:alert(1)"]


def names(folder):
    """Names of files are data as well."""
    with open(demo + "/login.har", "rb") as stream:
        data = stream.read()
    for name in HOSTILE:
        write(folder, name, data)
        _, read = read_all(["check"], [name], folder, cwd=folder)
        result = read["sarif"]["runs"][0]["results"][0]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert readers.file_of(uri["uri"]) == name, uri
        shown = {properties["file"] for _, properties, _ in read["github"]
                 if "file" in properties}
        if name.isprintable():
            assert shown == {name}, shown
        assert len(shown) == 1
    status, _ = read_all(["check", "--each"], HOSTILE, folder, cwd=folder)
    assert status == 1


VALUES = ["\x1b]0;x\x07", "\u009b31m", "\u202eevil", "a\u2028b\u2029c",
          "</script><img src=x onerror=alert(1)>", "\" onload=\"x", "' x='",
          "[click](javascript:alert(1))", "::error::x", "a%0A::error::x",
          "]]>", "`|`", "&#10;&lt;", "\U000e0041", "x" * 1000000]


def xml(value):
    return "".join(f"&#{ord(c)};" if ord(c) > 0x1f else c for c in value)


def values(folder):
    """Captured values of every kind."""
    for number, value in enumerate(VALUES):
        if any(ord(c) < 0x20 for c in value):
            continue
        path = write(folder, f"value{number}.xml", RESPONSE % xml(value))
        for quiet in ([], ["-v"], ["-q"]):
            _, read = read_all(["check", *quiet], [path], folder)
            assert read["sarif"]["runs"][0]["results"]


RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="r" Version="2.0"
 IssueInstant="2026-11-20T09:00:00Z"><saml:Assertion ID="a" Version="2.0"
 IssueInstant="2026-11-20T09:00:00Z"><saml:Issuer>x</saml:Issuer>
<saml:AttributeStatement><saml:Attribute
 Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName">
<saml:AttributeValue>%s</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement></saml:Assertion></samlp:Response>
"""


def lines(folder):
    """The line is the file's where the file is the document itself."""
    path = write(folder, "bare.xml", RESPONSE % "a b")
    _, read = read_all(["check"], [path], folder)
    where = [result["locations"][0]["physicalLocation"].get("region", {})
             for result in read["sarif"]["runs"][0]["results"]
             if result["ruleId"] == "session-name-characters"]
    assert [region["startLine"] for region in where] == [7], where
    assert [properties["line"] for _, properties, _ in read["github"]
            if properties["title"] == "samldx session-name-characters"
            ] == ["7"]
    # Inside a HAR it is a line of nothing that can be opened.
    _, read = read_all(["check"], [demo + "/login.har"], folder)
    for result in read["sarif"]["runs"][0]["results"]:
        assert "region" not in result["locations"][0]["physicalLocation"]


def fixes(folder):
    """A fix of SARIF can be made as it stands, and mends the policy."""
    with open(demo + "/role.json", encoding="utf-8") as stream:
        role = stream.read().replace("signin.aws.amazon.com", "example.com")
    path = write(folder, "role.json", role)
    beside = [f"{demo}/{name}" for name in ("login.har", "metadata.xml")]
    _, read = read_all(["check"], [path, *beside], folder)
    done = 0
    for result in read["sarif"]["runs"][0]["results"]:
        for fix in result.get("fixes", []):
            change = fix["artifactChanges"][0]
            uri = change["artifactLocation"]["uri"]
            assert readers.file_of(uri) == "file://" + path
            mended = apply(role, change["replacements"][0])
            json.loads(mended)
            path = write(folder, "mended.json", mended)
            _, again = read_all(["check"], [path, *beside], folder)
            assert result["ruleId"] not in {
                one["ruleId"] for one in again["sarif"]["runs"][0]["results"]}
            done += 1
    assert done == 1


def apply(text, replacement):
    region = replacement["deletedRegion"]
    rows = text.split("\n")

    def offset(line, column):
        return sum(len(row) + 1 for row in rows[:line - 1]) + column - 1
    return (text[:offset(region["startLine"], region["startColumn"])] +
            replacement["insertedContent"]["text"] +
            text[offset(region["endLine"], region["endColumn"]):])


def surrogates(folder):
    """JSON that holds half a character."""
    policy = ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
              '"Principal":{"Federated":"\\ud800::error::<b>"},'
              '"Action":"sts:AssumeRoleWithSAML"}]}')
    path = write(folder, "policy.json", policy)
    _, read = read_all(["policy"], [path], folder)
    assert read["sarif"]["runs"][0]["results"]


def federation(folder):
    """An entity's line is that of the whole."""
    text = ('<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:'
            'metadata">\n')
    for number in range(20):
        text += ENTITY % number
    path = write(folder, "all.xml", text + "</md:EntitiesDescriptor>\n")
    status, read = read_all(["metadata", *AT], [path], folder)
    assert status == 1, status
    lines = {}
    for result in read["sarif"]["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        line = place.get("region", {}).get("startLine")
        if line is not None and result["ruleId"] == "metadata-sign-on-service":
            lines[result["properties"]["entity"]] = line
    assert lines == {f"https://idp{n}.example/a]]>b": 4 + 4 * n
                     for n in range(20)}, lines


ENTITY = """<md:EntityDescriptor entityID="https://idp%d.example/a]]&gt;b">
<md:IDPSSODescriptor
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="http://idp.example/"/></md:IDPSSODescriptor>
</md:EntityDescriptor>
"""


def stays_text(_folder):
    """What is no report is text or JSON."""
    for words in (["diff", demo + "/login.har", demo + "/login.har"],
                  ["checks"], ["explain", "session-name-characters"],
                  ["policy", "--context", demo + "/login.har"],
                  ["decode", demo + "/login.har"]):
        for name in FORMATS:
            done = run(*words, "--format", name)
            assert done.returncode == 2, (words, name, done.returncode)


def secrets(folder):
    """No assertion and no key is in any of them."""
    with open(demo + "/login.har", encoding="utf-8") as stream:
        har = json.load(stream)
    bodies = [entry["request"].get("postData", {}).get("text", "")
              for entry in har["log"]["entries"]]
    long = [body for body in bodies if len(body) > 500]
    assert long
    for name in FORMATS:
        out = os.path.join(folder, "out")
        run("check", "-v", f"--format={name}:{out}", demo + "/login.har")
        with open(out, encoding="utf-8") as stream:
            text = stream.read()
        for value in long:
            for at in range(100, len(value) - 100, 200):
                assert value[at:at + 40] not in text


CASES = [(f"attacks: {os.path.basename(path)}",
          recipes(f"attacks/{os.path.basename(path)}/*"))
         for path in sorted(glob.glob(source + "/testdata/attacks/*"))
         if os.path.isdir(path)]
CASES += [
    ("what the golden reports are of", recipes("golden/*")),
    ("samples", samples),
    ("many files are one document", many),
    ("nothing that can be judged", nothing),
    ("names of files", names),
    ("captured values", values),
    ("lines of files", lines),
    ("fixes of a policy", fixes),
    ("half a character", surrogates),
    ("a federation", federation),
    ("what is no report stays text or JSON", stays_text),
    ("nothing secret", secrets),
]

if __name__ == "__main__":
    main(CASES)
