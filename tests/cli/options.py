#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every option of every verb: a bad value is refused, a good one works."""
import json
import os
import pty
import re
import subprocess

from harness import demo, main, make, report, run, samldx, write

CAPTURE = os.path.join(demo, "login.har")
METADATA = os.path.join(demo, "metadata.xml")
PROVIDER = os.path.join(demo, "provider.json")
ROLE = os.path.join(demo, "role.json")
ROLE_ARN = "arn:aws:iam::123456789012:role/Dev"
PROVIDER_ARN = "arn:aws:iam::123456789012:saml-provider/Example"
COMMAND = ["--", "aws", "iam", "update-saml-provider",
           "--saml-provider-arn", PROVIDER_ARN]

# What a verb is asked with, before and behind the option under test.
ASKED = {
    "check": [CAPTURE],
    "metadata": [METADATA],
    "policy": [ROLE],
    "preflight": [PROVIDER, *COMMAND],
    "rotate": [PROVIDER],
    "explain": ["session-name-characters"],
    "decode": [CAPTURE],
    "diff": [CAPTURE, CAPTURE],
    "redact": [CAPTURE],
    "checks": [],
    "filter": [],
}
# A value that cannot be meant: status 2, and the option is named.
BAD = {
    "--at": "yesterday", "--skew": "3601", "--pick": "0",
    "--duration-seconds": "-1", "--source-ip": "192.0.2",
    "--select": "no-such-check", "--ignore": "no-such-check",
    "--fail-on": "always", "--format": "pdf", "--redact": "some",
    "--color": "green", "--jobs": "257", "--bits": "1024", "--as": "pdf",
    "--max-line": "1",
}
# Files that are not there: status 3, and the path is named.
READ = {
    "--capture", "--metadata", "--certificate", "--key", "--provider",
    "--provider-list", "--role", "--trust-policy", "--cloudtrail",
    "--error-file", "--expect", "--passphrase-file", "--schema-dir",
    "--current", "--signer",
}
# Files that cannot be made: status 4, and the path is named.
WRITTEN = {"--summary", "--pre-digest", "--write-expect", "--output",
           "--certs", "--extract", "--repair", "--new-key"}
WITH = {"--summary": {"check": ["--each"]},
        "--extract": {"metadata": [
            "--entity", "http://sts.corp.example.com/adfs/services/trust"]}}
# Any text will do, or none is taken: tried one by one below.
FREE = {"--role-arn", "--provider-arn", "--error", "--entity", "--subject",
        "--timeline", "--each", "--quiet", "--verbose", "--help",
        "--context", "--plan", "--unnumbered"}


def options_of(verb):
    """The long options that its help names, those of AWS's command apart."""
    text = run(verb, "--help").out
    assert text.startswith(f"usage: samldx {verb}"), text[:60]
    found = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", text))
    return sorted(found)


def wants(verb, option):
    """Words that let the option mean something."""
    if verb == "policy" and option in {"--source-ip"}:
        return ["--context"]
    if verb == "rotate" and option == "--bits":
        return ["--new-key", "/nonexistent/new.pem"]
    return WITH.get(option, {}).get(verb, [])


def ask(verb, *words):
    return run(verb, *words, *ASKED[verb], stdin=b"")


def all_known(_folder):
    for verb in ASKED:
        for option in options_of(verb):
            assert option in BAD or option in READ | WRITTEN | FREE, (
                verb, option)


def bad_values(_folder):
    for verb in ASKED:
        for option in options_of(verb):
            if option not in BAD:
                continue
            done = ask(verb, option, BAD[option], *wants(verb, option))
            assert done.returncode == 2, (verb, option, done.returncode)
            assert option in done.err, (verb, option, done.err)
            assert done.out == "", (verb, option, done.out[:80])


def no_values(_folder):
    for verb in ASKED:
        for option in options_of(verb):
            if option not in BAD and option not in READ | WRITTEN:
                continue
            done = run(verb, option, stdin=b"")
            assert done.returncode == 2, (verb, option, done.returncode)
            assert option in done.err, (verb, option, done.err)


def unknown(_folder):
    for verb in ASKED:
        done = ask(verb, "--no-such-option")
        assert done.returncode == 2 and "--no-such-option" in done.err, verb


def files_missing(folder):
    gone = os.path.join(folder, "gone")
    for verb in ASKED:
        for option in options_of(verb):
            if option not in READ:
                continue
            done = ask(verb, option, gone)
            assert done.returncode == 3, (verb, option, done.returncode)
            assert gone in done.err, (verb, option, done.err)


def outputs_refused(folder):
    place = os.path.join(folder, "gone/out")
    bom = write(folder, "bom.xml",
                b"\xef\xbb\xbf" + open(METADATA, "rb").read())
    for verb in ASKED:
        for option in options_of(verb):
            if option not in WRITTEN:
                continue
            words = [option, place, *wants(verb, option)]
            done = (run(verb, *words, bom) if option == "--repair"
                    else ask(verb, *words))
            assert done.returncode == 4, (verb, option, done.returncode)
            assert place in done.err, (verb, option, done.err)
            assert os.listdir(folder) == ["bom.xml"], (verb, option)


def capture_of(made):
    """The capture that a recipe gave, without what lies beside it."""
    with open(next(path for name, path in made.items()
                   if name.startswith("response.")), "rb") as stream:
        return stream.read()


def picked(folder):
    both = os.path.join(folder, "both.txt")
    with open(both, "wb") as out:
        for name in ("first", "second"):
            made = make(os.path.join(folder, name), "give none\nas base64\n"
                        f"attribute RoleSessionName {name}\n")
            out.write(capture_of(made) + b"\n\n")
    for number, name in ((1, "first"), (2, "second")):
        found = report("--pick", number, both)
        assert found["session"]["role_session_name"] == name, (number, found)
        out = run("decode", "--pick", number, both)
        assert name in out.out, (number, out.err)
    assert run("decode", "--pick", "3", both).returncode == 3


def request_under_test(_folder):
    plain = report(CAPTURE, METADATA, ROLE)
    assert not [f for f in plain["findings"] if f["stage"] == "request"]
    for option, value, wanted in (
            ("--role-arn", "x", "request-role-arn"),
            ("--role-arn", "arn:aws:iam::123456789012:role/Other",
             "role-requested"),
            ("--provider-arn", "x", "request-provider-arn"),
            ("--duration-seconds", "899", "duration-requested-range")):
        found = report(option, value, CAPTURE, METADATA, ROLE)
        assert [f for f in found["findings"]
                if f["id"].startswith(wanted)], (option, [
                    f["id"] for f in found["findings"]])
    assert [f["id"] for f in report(
        "--role-arn", ROLE_ARN, "--provider-arn", PROVIDER_ARN,
        "--duration-seconds", "3600", CAPTURE, METADATA, ROLE)["findings"]
           ] == [f["id"] for f in plain["findings"]]


def source_address(folder):
    policy = ('policy {"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
              '"Principal":{"Federated":"' + PROVIDER_ARN + '"},'
              '"Action":"sts:AssumeRoleWithSAML","Condition":{"StringEquals":'
              '{"SAML:aud":"https://signin.aws.amazon.com/saml"},"IpAddress":'
              '{"aws:SourceIp":["192.0.2.0/24","2001:db8::/32"]}}}]}\n'
              "give metadata\ngive role\nas base64\n")
    made = make(folder, policy).values()
    for address, outcome in (("192.0.2.7", "accepted"),
                             ("2001:db8::7", "accepted"),
                             ("198.51.100.7", "rejected")):
        found = report("--source-ip", address, *made)
        assert found["verdict"]["outcome"] == outcome, (address, found)
    assert report(*made)["verdict"]["outcome"] == "undetermined"
    out = run("policy", "--context", "--source-ip", "192.0.2.7", CAPTURE,
              ROLE)
    assert out.returncode == 0 and "192.0.2.7" in out.out, out.out


def clock(_folder):
    for when, source in (("capture", "capture"), ("issue", "issue"),
                         ("now", "now"), ("2026-11-20T09:03:11Z", "given")):
        assert report("--at", when, CAPTURE)["as_of"]["source"] == source


def failing(folder):
    made = make(folder, "give metadata\ngive role\nas base64\n").values()
    note = run("check", "--fail-on", "note", *made)
    never = run("check", "--fail-on", "never", CAPTURE)
    assert never.returncode == 0 and "error[" in never.out
    assert run("check", "--fail-on", "error", CAPTURE).returncode == 1
    weak = make(os.path.join(folder, "weak"),
                "give metadata\ngive role\nas base64\n"
                "signing method=rsa-sha1 digest=sha1\n").values()
    assert run("check", "--fail-on", "error", *weak).returncode == 0
    assert run("check", "--fail-on", "warning", *weak).returncode == 1
    assert note.returncode in (0, 1)


def lint_of_no_sign_in(_folder):
    for option, value in (("--role-arn", ROLE_ARN),
                          ("--provider-arn", PROVIDER_ARN),
                          ("--source-ip", "192.0.2.7")):
        done = run("policy", option, value, ROLE)
        assert done.returncode == 2 and "--context" in done.err, option
    assert run("policy", "--contex", CAPTURE).returncode == 2


def new_key_alone(_folder):
    for option, value in (("--bits", "2048"), ("--subject", "x")):
        done = run("rotate", option, value, PROVIDER)
        assert done.returncode == 2 and "--new-key" in done.err, option


def listed_checks(_folder):
    plain, more = run("checks").out, run("checks", "-v").out
    assert len(more.splitlines()) > len(plain.splitlines())
    lines = run("checks", "--format", "jsonl").out.splitlines()
    listed = json.loads(run("checks", "--format", "json").out)
    assert [json.loads(line)["id"] for line in lines] == [
        check["id"] for check in listed["checks"]]
    assert "\x1b[" in run("checks", "--color", "always").out
    assert "\x1b[" not in run("checks", "--color", "never").out
    done = run("checks", "session-name-characters")
    assert done.returncode == 2
    assert "samldx explain session-name-characters" in done.err


def too_many_formats(folder):
    words = []
    for number in range(20):
        words += ["--format", "json:" + os.path.join(folder, str(number))]
    done = run("check", *words, CAPTURE)
    assert done.returncode == 2 and "--format" in done.err, done.err
    assert os.listdir(folder) == []


def nothing_signed(folder):
    made = list(make(folder, "sign none\nas base64\n").values())
    octets = os.path.join(folder, "octets")
    done = run("check", "--pre-digest", octets, *made)
    assert "--pre-digest" in done.err and not os.path.exists(octets)
    done = run("check", "--write-expect", "-", *made)
    assert "AWS would refuse this response" in done.err, done.err


def nothing_to_repair(folder):
    out = os.path.join(folder, "out.xml")
    done = run("metadata", "--repair", out, METADATA)
    assert "nothing to leave out" in done.err and not os.path.exists(out)
    other = write(folder, "page.html", "<html><body>Sign in</body></html>")
    done = run("metadata", "--repair", out, other)
    assert "this is no metadata" in done.err and not os.path.exists(out)
    signed = list(make(folder, "ask metadata\nsign metadata\nbom\n").values())
    done = run("metadata", "--repair", out, *signed)
    assert "without " in done.err and os.path.exists(out), done.err


def on_terminal(*words):
    """What a terminal would be shown."""
    leader, follower = pty.openpty()
    done = subprocess.run([samldx, *words], stdout=follower,
                          stderr=subprocess.PIPE, timeout=60)
    os.close(follower)
    os.set_blocking(leader, False)
    try:
        shown = os.read(leader, 1 << 20)
    except (BlockingIOError, OSError):
        shown = b""
    os.close(leader)
    return done, shown


def no_controls_on_terminal(folder):
    made = make(folder, "attribute RoleSessionName x\nas base64\nthen\n"
                "replace >x< => >\\xc2\\x9b2Jx<\n")
    path = next(path for name, path in made.items()
                if name.startswith("response."))
    done, shown = on_terminal("decode", path)
    assert done.returncode == 3 and shown == b"", (done, shown[:80])
    assert b"--output" in done.stderr
    assert run("decode", path).returncode == 0
    done, shown = on_terminal("decode", CAPTURE)
    assert done.returncode == 0 and b"<saml" in shown


def home_of_nobody(folder):
    """A file below ~ where there is no home is one that is not there."""
    env = {name: value for name, value in os.environ.items()
           if name != "HOME"}
    done = subprocess.run(
        [samldx, "preflight", *COMMAND, "--saml-metadata-document",
         "file://~/metadata.xml"], env=env, capture_output=True, timeout=60)
    assert done.returncode in (1, 3), done
    assert b"~/metadata.xml" in done.stdout, done.stdout
    done = subprocess.run(
        [samldx, "preflight", *COMMAND, "--saml-metadata-document",
         "file://~/metadata.xml"], env=dict(env, HOME=demo),
        capture_output=True, timeout=60)
    assert b"update-saml-provider" in done.stdout
    assert b"cannot be read" not in done.stdout, done.stdout


main([
    ("every option in a help is known here", all_known),
    ("a value that cannot be meant is refused", bad_values),
    ("an option that lacks its value is named", no_values),
    ("an unknown option is named", unknown),
    ("a file that is not there is named", files_missing),
    ("an output that cannot be made is named", outputs_refused),
    ("--pick", picked),
    ("--role-arn, --provider-arn, --duration-seconds", request_under_test),
    ("--source-ip", source_address),
    ("--at", clock),
    ("--fail-on", failing),
    ("a lint of policies has no pair and no address", lint_of_no_sign_in),
    ("--bits and --subject want --new-key", new_key_alone),
    ("samldx checks", listed_checks),
    ("too many formats", too_many_formats),
    ("what has no signature has no octets under it", nothing_signed),
    ("--repair of what needs none", nothing_to_repair),
    ("decode steers no terminal", no_controls_on_terminal),
    ("preflight without a home", home_of_nobody),
])
