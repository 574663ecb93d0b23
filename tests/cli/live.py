#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A capture that can still be used is announced by every verb that reads it."""
import json
import os
import time

from harness import main, make, report, run


def read(path):
    with open(path, "rb") as stream:
        return stream.read()


# One moment for all: two that differ in age never become one message.
BEGAN = time.time()
WORDS = "This response can still be used to sign in, for "


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def case(folder, name="fresh", age=60, more=""):
    """Files of a sign-in that was issued some seconds ago."""
    files = make(os.path.join(folder, name),
                 f"issued {stamp(BEGAN - age)}\n"
                 "give metadata\ngive provider\ngive role\n" + more)
    files["capture"] = next(path for path in files.values()
                            if "response" in os.path.basename(path))
    return files


def live(done):
    """How often it is told, in what a verb prints and complains of."""
    return (done.out + done.err).count(WORDS)


def in_reports(folder):
    """The finding of `samldx check`, in the JSON of every verb with one."""
    files = case(folder, more="as base64\n")
    capture = files["capture"]
    wanted = [f for f in report(capture)["findings"]
              if f["id"] == "live-credential"]
    assert len(wanted) == 1 and wanted[0]["message"].startswith(WORDS)
    for words in (["check", capture],
                  ["check", "--each", capture],
                  ["metadata", files["metadata.xml"], "--capture", capture],
                  ["preflight", capture, files["provider.json"], "--", "aws",
                   "iam", "update-saml-provider", "--saml-provider-arn",
                   "arn:aws:iam::123456789012:saml-provider/Example",
                   "--saml-metadata-document",
                   "file://" + files["metadata.xml"]],
                  ["preflight", files["provider.json"], "--", "aws", "sts",
                   "assume-role-with-saml", "--role-arn",
                   "arn:aws:iam::123456789012:role/Dev", "--principal-arn",
                   "arn:aws:iam::123456789012:saml-provider/Example",
                   "--saml-assertion", "file://" + capture],
                  ["rotate", files["provider.json"], capture]):
        at = words.index("--") if "--" in words else len(words)
        text = run(*words)
        assert live(text) == 1, (words, text.out, text.err)
        options = ["--format", "json"]
        done = run(*words[:at], *options, *words[at:])
        found = json.loads(done.out)
        found = found[0] if isinstance(found, list) else found
        told = [f for f in found["findings"] if f["id"] == "live-credential"]
        assert len(told) == 1, (words, done.err)
        for part in ("severity", "grade", "stage", "fixes"):
            assert told[0][part] == wanted[0][part], (words, part)
        assert told[0]["message"].startswith(WORDS)


def on_standard_error(folder):
    """Verbs that write something else than a report."""
    files = case(folder)
    old = case(folder, "old", age=4000)["capture"]
    capture = files["capture"]
    for words, n in ((["decode", capture], 1), (["decode", old], 0),
                     (["redact", capture], 1), (["redact", old], 0),
                     (["diff", capture, old], 1), (["diff", old, old], 0),
                     (["policy", "--context", capture], 1),
                     (["policy", "--context", old], 0)):
        done = run(*words)
        assert done.err.count(WORDS) == n, (words, done.err)
        assert WORDS not in done.out, words
    done = run("explain", "-", stdin=read(capture))
    assert done.err.count(WORDS) == 1, done.err
    assert WORDS not in run("explain", "-", stdin=read(old)).err


def in_lines(folder):
    """samldx filter, by its reports."""
    fresh, old = (read(case(folder, str(age), age)["capture"])
                  for age in (60, 4000))
    lines = "".join(json.dumps({"response": data.decode()}) + "\n"
                    for data in (fresh, old))
    done = run("filter", stdin=lines.encode())
    told = [[f["id"] for f in json.loads(line)["report"]["findings"]].count(
        "live-credential") for line in done.out.splitlines()]
    assert told == [1, 0], done.out[:400]


def each_of_several(folder):
    """One that nobody judges is as good to whoever has it."""
    captures = [case(folder, str(n), 60 + n)["capture"] for n in range(3)]
    old = case(folder, "old", 4000)["capture"]
    names = {captures[i]: i for i in range(3)}
    for words in (["check", *captures, old],
                  ["rotate", case(folder)["provider.json"], *captures, old]):
        found = json.loads(run(*words, "--format", "json").out)
        told = [f for f in found["findings"] if f["id"] == "live-credential"]
        paths = {found["inputs"][f["places"][0]["input"]]["path"]
                 for f in told}
        assert paths == {os.path.basename(p) for p in names} or \
            paths == set(names), (words, paths)
        assert len(told) == 3, (words, told)
    again = json.loads(run("check", captures[0], captures[0],
                           "--format", "json").out)
    assert [f["id"] for f in again["findings"]].count("live-credential") == 1


def very_many(folder):
    """A dozen are not told one by one."""
    captures = [case(folder, str(n), 60 + n)["capture"] for n in range(12)]
    done = run("check", *captures)
    assert live(done) == 10, done.out
    assert "2 more responses can still be used" in done.out, done.out


def what_was_ignored_is_silent(folder):
    capture = case(folder)["capture"]
    assert live(run("check", "--ignore", "live-credential", capture)) == 0


CASES = [in_reports, on_standard_error, in_lines, each_of_several, very_many,
         what_was_ignored_is_silent]

main([(one.__name__.replace("_", " "), one) for one in CASES])
