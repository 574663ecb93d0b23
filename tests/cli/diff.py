#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two sign-ins by meaning: each difference is told, and no other."""
import json
import os

from harness import main, make, run, source

try:
    import jsonschema
except ImportError:
    jsonschema = None

# What is done to the good one, and the traits that differ then.
CHANGES = [
    ("text A/saml:Issuer https://other.example.com/saml",
     ["Issuer of the Assertion"]),
    ("text R/saml:Issuer https://other.example.com/saml",
     ["Issuer of the Response"]),
    ("text A//saml:Audience urn:amazon:webservices:cn-north-1", ["Audience"]),
    ("attr A//saml:SubjectConfirmationData Recipient "
     "https://us-east-1.signin.aws.amazon.com/saml", ["Recipient"]),
    ("attr R Destination https://signin.aws.amazon.com/", ["Destination"]),
    ("attr R InResponseTo _x", ["InResponseTo"]),
    ("attr A/saml:Conditions NotOnOrAfter 2026-11-20T10:03:11Z",
     ["NotOnOrAfter"]),
    ("attr A/saml:Conditions NotBefore 2026-11-20T09:00:11Z", ["NotBefore"]),
    ("attr A//saml:SubjectConfirmationData NotOnOrAfter 2026-11-20T09:33:11Z",
     ["SubjectConfirmationData's NotOnOrAfter"]),
    ("attr A//saml:NameID Format "
     "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
     ["Format of the NameID"]),
    ("signing key=idp2", ["certificate, signature of Assertion",
                          "signature of Assertion"]),
    ("signing method=rsa-sha512",
     ["algorithm, signature of Assertion"]),
    ("signing digest=sha512", ["digest, signature of Assertion"]),
    ("signing c14n=c14n",
     ["canonicalization, signature of Assertion"]),
    ("encrypt assertion data=aes256-gcm key=rsa-oaep\ngive key sp",
     ["encryption", "encryption of Assertion",
      "key transport of Assertion", "key that opens Assertion"]),
    ("attribute SessionDuration 7200", ["SessionDuration"]),
    ("attribute SourceIdentity ana", ["SourceIdentity",
                                      "attributes that are sent",
                                      "value of SourceIdentity"]),
    ("attribute PrincipalTag:Team blue",
     ["attributes that are sent",
      "value of https://aws.amazon.com/SAML/Attributes/PrincipalTag:Team"]),
    (r"attribute RoleSessionName CORP\\ana",
     ["form of RoleSessionName", "RoleSessionName"]),
    ("attribute+ RoleSessionName ana2",
     ["number of RoleSessionName values"]),
    ("attribute RoleSessionName bob.miller@example.com", ["RoleSessionName"]),
    ("attribute Role arn:aws:iam::123456789012:role/Other,"
     "arn:aws:iam::123456789012:saml-provider/Example", ["Role"]),
    ("claim dept Sales", ["attributes that are sent", "value of dept"]),
    ("attr R/samlp:Status/samlp:StatusCode Value "
     "urn:oasis:names:tc:SAML:2.0:status:Responder", ["Status", "signature of Assertion"]),
    ("attr A/saml:AuthnStatement SessionNotOnOrAfter 2026-11-20T19:03:11Z",
     ["SessionNotOnOrAfter"]),
    ("har time=2026-11-20T09:09:11.000Z", ["time of use"]),
    ("har endpoint=https://signin.amazonaws.cn/saml",
     ["address it was posted to"]),
]
# What is new every time.
ALWAYS = """attr R ID _new1
attr A ID _new2
attr A/saml:AuthnStatement SessionIndex _new3
"""


def capture(folder, name, lines):
    files = make(os.path.join(folder, name), f"as har\n{lines}\n")
    beside = [files[n] for n in files if n not in ("login.har",)]
    return files["login.har"], beside


def compare(good, bad, *beside):
    done = run("diff", "--format", "json", good, bad, *beside)
    assert done.returncode in (0, 1), (done.returncode, done.err)
    found = json.loads(done.out)
    assert (done.returncode == 1) == bool(found["differences"] or
                                          found["found_in_bad_alone"])
    return found


def changes_are_told(lines, names):
    def case(folder):
        good, beside = capture(folder, "good", "")
        bad, keys = capture(folder, "bad", lines)
        keys = [k for k in keys if k.endswith(".pem")]
        found = compare(good, bad, *beside, *keys)
        told = [d["what"] for d in found["differences"]]
        assert set(told) == set(names), told
    return case


def nothing_new(folder):
    good, beside = capture(folder, "good", "")
    bad, _ = capture(folder, "bad", ALWAYS)
    assert compare(good, bad, *beside)["differences"] == []


def later(folder):
    """Every moment an hour later is no difference."""
    good, beside = capture(folder, "good", "")
    bad, _ = capture(folder, "bad", "replace T09: => T10:\nreplace T08: => T09:\n"
                     "har "
                     "time=2026-11-20T10:03:11.000Z\n")
    found = compare(good, bad, *beside)
    assert [d["what"] for d in found["differences"]] == \
        ["signature of Assertion"], found["differences"]


def order_of_values(folder):
    """Attributes and values in another order are the same."""
    a = ("arn:aws:iam::123456789012:role/A,"
         "arn:aws:iam::123456789012:saml-provider/Example")
    b = a.replace("role/A", "role/B")
    good, beside = capture(folder, "good",
                           f"attribute Role {a}\nattribute+ Role {b}")
    bad, _ = capture(folder, "bad", f"attribute Role {b}\nattribute+ Role {a}")
    assert compare(good, bad, *beside)["differences"] == []


def likely_first(folder):
    good, beside = capture(folder, "good", "")
    bad, _ = capture(folder, "bad", "claim dept Sales\nattribute "
                     "RoleSessionName Ana Silva\nattr R InResponseTo _x")
    found = compare(good, bad, *beside)["differences"]
    assert found[0]["finding"] == "session-name-characters", found[0]
    assert found[0]["severity"] == "error"
    assert found[-1]["is_personal"] and found[-1]["what"] == "value of dept"


def others(folder):
    """A finding that no difference explains is told all the same."""
    good, beside = capture(folder, "good", "")
    for number, (line, name) in enumerate((
            ("twice A/saml:Subject/saml:NameID", "name-id-count"),
            ("twice //samlp:Status", "status-present"))):
        bad, _ = capture(folder, f"bad{number}", line)
        found = compare(good, bad, *beside)
        assert found["differences"] == []
        assert found["found_in_bad_alone"] == [name], found
        out = run("diff", good, bad, *beside).out
        assert "Found in the bad one alone" in out, out
        assert f"[{name}]" in out, out


def many(folder):
    """What would fill pages is cut, and that is said."""
    good, _ = capture(folder, "good", "")
    lines = "\n".join(f"claim c{number} v" for number in range(119))
    lines += "".join(f"\nclaim many v{number}" for number in range(9))
    bad, _ = capture(folder, "bad", lines)
    out = run("diff", good, bad).out
    assert "        and more\n" in out and "\nand 21 more\n" in out, out


def closed(folder):
    """Without a key the outside alone is compared, and that is said."""
    good, beside = capture(folder, "good", "")
    bad, _ = capture(folder, "bad", "encrypt assertion")
    beside = [b for b in beside if not b.endswith(".pem")]
    found = compare(good, bad, *beside)
    assert "encrypted" in found["closed"], found
    told = [d["what"] for d in found["differences"]]
    assert "encryption" in told and "Audience" not in told, told


def forms(folder):
    """The same response in two forms is the same."""
    good, _ = capture(folder, "good", "")
    other = make(os.path.join(folder, "other"), "as base64\n")
    name = [n for n in other if n.startswith("response")][0]
    assert compare(good, other[name])["differences"] == []


def three(folder):
    good, _ = capture(folder, "good", "")
    assert run("diff", good, good, good).returncode == 2


def repeated(folder):
    """An attribute that is sent twice has all its values."""
    good, _ = capture(folder, "good", "claim Same a\nclaim Same b")
    bad, _ = capture(folder, "bad", "claim Same a\nclaim Same c")
    told = [d["what"] for d in compare(good, bad)["differences"]]
    assert told == ["value of Same"], told


def text(folder):
    good, beside = capture(folder, "good", "")
    bad, _ = capture(folder, "bad", "attribute RoleSessionName Ana Silva")
    out = run("diff", good, bad, *beside).out
    assert "Likely causes" in out and "AWS would accept it" in out
    assert max(map(len, out.splitlines())) <= 80 or folder in out


def schema(folder):
    if jsonschema is None:
        return
    with open(os.path.join(source, "docs/diff.schema.json"),
              encoding="utf-8") as stream:
        wanted = json.load(stream)
    jsonschema.Draft202012Validator.check_schema(wanted)
    good, beside = capture(folder, "good", "")
    bad, _ = capture(folder, "bad", "attribute RoleSessionName Ana Silva")
    jsonschema.validate(compare(good, bad, *beside), wanted)


def usage(folder):
    good, _ = capture(folder, "good", "")
    assert run("diff", good).returncode == 2
    assert run("diff").returncode == 2
    assert run("diff", good, "/dev/null").returncode == 3
    assert run("diff", good, good).returncode == 0


main([(f"told: {names[0]}", changes_are_told(lines, names))
      for lines, names in CHANGES] + [
    ("what is new every time is left out", nothing_new),
    ("times count from the issue", later),
    ("the order of values is no difference", order_of_values),
    ("likely causes come first, the user's values last", likely_first),
    ("what no difference explains is told", others),
    ("a cut list says so", many),
    ("an assertion that no key opens", closed),
    ("one response in two forms", forms),
    ("three captures", three),
    ("an attribute twice", repeated),
    ("the text for people", text),
    ("JSON fits its schema", schema),
    ("wrong usage and unreadable captures", usage),
])
