#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The metadata of a federation: each entity has the findings that its own
file has, and one that is picked can be uploaded."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

source = os.path.abspath(os.environ["SAMLDX_SRCDIR"])
samldx = os.path.join(os.path.abspath(os.environ["SAMLDX_BUILDDIR"]), "samldx")
idp = os.path.join(os.path.abspath(os.environ["SAMLDX_BUILDDIR"]),
                   "tests/idp/idp")
common = ["--at", "2026-11-20T12:00:00Z", "--ignore", "metadata-schema"]
number = 0
failed = 0


def ok(name, holds, trouble=""):
    global number, failed
    number += 1
    print(f"{'ok' if holds else 'not ok'} {number} - {name}")
    if not holds:
        failed += 1
        print("\n".join("# " + line for line in str(trouble).split("\n")))


def run(*args):
    return subprocess.run([samldx, "metadata", *common, *args],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)


def findings(report):
    return sorted((f["id"], f["severity"], f["message"], f["caused_by"] or "")
                  for f in report["findings"])


def canonical(path, xpath=None):
    """What xmllint makes of an element, by exclusive canonicalisation."""
    if xpath:
        picked = subprocess.run(["xmllint", "--xpath", xpath, path],
                                capture_output=True, check=True).stdout
    else:
        with open(path, "rb") as stream:
            picked = stream.read()
    return subprocess.run(["xmllint", "--exc-c14n", "-"], input=picked,
                          capture_output=True, check=True).stdout.strip()


def made(lines):
    """The metadata of a recipe."""
    with open("recipe", "w") as stream:
        stream.write("ask metadata\n" + lines)
    os.makedirs("made", exist_ok=True)
    keys = os.path.join(source, "tests/idp/keys")
    subprocess.run([idp, "recipe", "made"], check=True,
                   env={**os.environ, "IDP_KEYS": keys})
    with open("made/metadata.xml") as stream:
        return stream.read()


def bare(text):
    return re.sub(r"^\ufeff?\s*(<\?xml[^>]*\?>)?\s*", "", text)


os.chdir(tempfile.mkdtemp())
singles = {}
for path in sorted(glob.glob(source + "/testdata/samples/metadata/*.xml")):
    with open(path, encoding="utf-8") as stream:
        text = bare(stream.read())
    if text.startswith("<EntityDescriptor") or ":EntityDescriptor" in text[:40]:
        singles[os.path.basename(path)] = text
kinds = ["plain", "repeated-extension", "serial-zero", "sha1", "roca",
         "exponent-3", "p521", "ends-soon", "trailing", "damaged", "cut"]
for kind in kinds:
    singles[kind] = bare(made(f"metadata-certificate {kind}\n"))
singles["blank"] = bare(made("replace MII => M\\sII\n"))
singles["http"] = bare(made(
    "attr //md:SingleSignOnService Location http://idp.example.com/\n"))
singles["validity"] = bare(made(
    "attr /md:EntityDescriptor validUntil 2026-01-01T00:00:00Z\n"))
# An entityID of its own for each.
for n, name in enumerate(singles):
    singles[name] = re.sub(r'entityID="[^"]*"',
                           f'entityID="https://e{n}.example.org/?a&amp;b"',
                           singles[name], count=1)
with open("all.xml", "w", encoding="utf-8") as stream:
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n'
                 '<md:EntitiesDescriptor Name="f" xmlns:md="urn:oasis:names:'
                 'tc:SAML:2.0:metadata">\n<md:EntitiesDescriptor>\n')
    stream.write("\n".join(singles.values()))
    stream.write("\n</md:EntitiesDescriptor></md:EntitiesDescriptor>\n")
whole = run("--format", "jsonl", "all.xml")
ok("some are refused: 1", whole.returncode == 1, whole)
lines = [json.loads(line) for line in whole.stdout.splitlines()]
ok("a line for each", len(lines) == len(singles), len(lines))
for n, (name, text) in enumerate(singles.items()):
    with open("one.xml", "w", encoding="utf-8") as stream:
        stream.write(text)
    one = json.loads(run("--format", "json", "one.xml").stdout)
    ok(f"{name}: the findings of its own file",
       findings(lines[n]) == findings(one),
       f"{findings(lines[n])}\n{findings(one)}")
    ok(f"{name}: certificates and verdict",
       lines[n]["certificates"] == one["certificates"] and
       lines[n]["outcome"] == one["verdict"]["outcome"], lines[n])
    picked = run("--format", "json", "--entity",
                 f"https://e{n}.example.org/?a&b", "--extract", f"{n}.xml",
                 "all.xml")
    ok(f"{name}: picked, it is the same",
       findings(json.loads(picked.stdout)) == findings(one), picked)
    ok(f"{name}: extracted, it is the same element",
       canonical(f"{n}.xml") == canonical("one.xml") ==
       canonical("all.xml", f"(//*[local-name()='EntityDescriptor'])[{n + 1}]"))

ok("two threads say the same",
   run("--format", "jsonl", "--jobs", "2", "all.xml").stdout == whole.stdout)
array = run("--format", "json", "all.xml")
ok("json is an array of the same", json.loads(array.stdout) == lines, array)
text = run("all.xml")
ok("a line of text for each",
   len(re.findall(r"^(accepted|refused) ", text.stdout, re.M)) == len(lines),
   text.stdout)
ok("and what to do", "--entity ID --extract OUT" in text.stderr, text.stderr)
taken = run("--entity", "https://e0.example.org/?a&b", "--extract", "0.xml",
            "all.xml")
ok("never over a file: 4", taken.returncode == 4, taken)
absent = run("--entity", "urn:none", "all.xml")
ok("no such entity: 3", absent.returncode == 3, absent)
ok("which is said", "called urn:none" in absent.stderr, absent.stderr)
ok("--extract wants --entity: 2",
   run("--extract", "x.xml", "all.xml").returncode == 2)
ok("--repair wants one entity: 2",
   run("--repair", "x.xml", "all.xml").returncode == 2)
with open("all.xml", "rb") as stream:
    octets = stream.read()
with open("cut.xml", "wb") as stream:
    stream.write(octets[:-60])
cut = run("--format", "jsonl", "cut.xml")
ok("a document that was cut: 3", cut.returncode == 3, cut.stderr)
ok("its entities are vetted all the same",
   len(cut.stdout.splitlines()) >= len(lines) - 1)
ok("what is wrong is said", "samldx: cut.xml: " in cut.stderr, cut.stderr)
keys = os.path.join(source, "tests/idp/keys")
template = ('<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
            '<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.'
            'w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="'
            'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
            '<ds:Reference URI="#_f"><ds:Transforms><ds:Transform Algorithm='
            '"http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
            '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#'
            '"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org'
            '/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference>'
            '</ds:SignedInfo><ds:SignatureValue/></ds:Signature>')
with open("template.xml", "wb") as stream:
    stream.write(octets.replace(
        b'Name="f"', b'ID="_f" Name="f"', 1).replace(
        b'metadata">\n<md:', b'metadata">' + template.encode() + b"\n<md:", 1))
made_it = subprocess.run(
    ["xmlsec1", "--sign", "--privkey-pem", keys + "/idp2.pem",
     "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:metadata:EntitiesDescriptor",
     "--output", "signed.xml", "template.xml"], capture_output=True, text=True)
ok("the federation signs its metadata", made_it.returncode == 0, made_it)
first = ["--entity", "https://e0.example.org/?a&b", "--signer",
         keys + "/idp2.crt"]
verified = run(*first, "signed.xml")
ok("its signature holds for the entity",
   "signature holds, by the key of" in verified.stdout and
   "metadata-signature" not in verified.stdout, verified)
with open("signed.xml", "rb") as stream:
    signed = stream.read()
with open("changed.xml", "wb") as stream:
    stream.write(signed.replace(b"e1.example.org", b"evil.example.org"))
changed = run(*first, "changed.xml")
ok("one letter of another entity, and it does not: 1",
   changed.returncode == 1 and
   "The metadata was changed after it was signed" in changed.stdout, changed)
unread = run(*first, "cut.xml")
ok("one that was cut: 1", unread.returncode == 1 and
   "was not verified" in unread.stdout, unread)
unsigned = run(*first, "all.xml")
ok("no signature: 1", unsigned.returncode == 1 and
   "The metadata is not signed" in unsigned.stdout, unsigned)
with open("large.xml", "wb") as stream:
    stream.write(signed + b"<!--" + b" " * (16 << 20) + b"-->\n")
large = run(*first, "large.xml")
ok("one that is too large to be verified: 1, and the way out",
   large.returncode == 1 and "was not verified" in large.stdout and
   "xmlsec1 --verify" in large.stdout, large)
apart = subprocess.run(
    ["xmlsec1", "--verify", "--enabled-key-data", "key-name",
     "--pubkey-cert-pem", keys + "/idp2.crt", "--id-attr:ID",
     "urn:oasis:names:tc:SAML:2.0:metadata:EntitiesDescriptor", "large.xml"],
    capture_output=True, text=True)
ok("which holds what it says", apart.returncode == 0, apart)
compared = run("--entity", "https://e0.example.org/?a&b", "--current",
               "0.xml", "all.xml")
ok("beside it lies what IAM holds",
   "the upload against 0.xml" in compared.stdout, compared)
try:
    import jsonschema
    with open(source + "/docs/entity.schema.json") as stream:
        validator = jsonschema.Draft202012Validator(json.load(stream))
    ok("the lines fit their schema",
       not [e for line in lines for e in validator.iter_errors(line)])
    with open(source + "/docs/report.schema.json") as stream:
        validator = jsonschema.Draft202012Validator(json.load(stream))
    made("give current provider\ngive response\n"
         "metadata-certificate key=idp2\n")
    for name, given in [
            ("nothing", []),
            ("what IAM holds", ["--current", "made/provider.json"]),
            ("a response", ["--capture", "made/response.xml"]),
            ("both", ["--current", "made/provider.json",
                      "--capture", "made/response.xml"]),
            ("what cannot be compared", ["--current", "recipe"]),
            ("a signer", ["--signer", keys + "/idp.crt"])]:
        report = json.loads(run("--format", "json", "made/metadata.xml",
                                *given).stdout)
        errors = [f"{e.json_path}: {e.message}"
                  for e in validator.iter_errors(report)]
        ok(f"beside it {name}: the report fits its schema", not errors,
           "\n".join(errors))
    report = json.loads(run(*first, "--format", "json", "signed.xml").stdout)
    ok("so does that of an entity of a signed federation",
       not list(validator.iter_errors(report)) and
       report["metadata_signature"]["status"] == "valid", report)
except ImportError:
    pass
print(f"1..{number}")
sys.exit(1 if failed else 0)
