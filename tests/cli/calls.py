#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every call that the command makes of the C library fails once, or from then
on: the answer is the same, or there is a status and a word for it; what is
named as an output is whole or as it was before, and nothing else is left."""
import errno
import glob
import json
import os
import re
import subprocess

from harness import build, main, make, source, write

failing = os.path.join(build, "tests/cli/failing")
table = os.path.join(source, "tests/cli/calls.def")

MOST = int(os.environ.get("SAMLDX_EVERY", "4"))  # calls of each, of each run
ERRORS = {
    "open": [errno.EIO, errno.EMFILE], "read": [errno.EIO, errno.EINTR, -1],
    "write": [errno.ENOSPC, errno.EIO, errno.EINTR, -1],
    "fwrite": [errno.ENOSPC, -1], "fflush": [errno.ENOSPC, errno.EINTR],
    "fclose": [errno.ENOSPC, errno.EDQUOT], "rename": [errno.EIO],
    "link": [errno.EPERM, errno.EIO], "mkstemp": [errno.EACCES],
    "close": [errno.EINTR, errno.EIO], "pthread_create": [errno.EAGAIN],
}
# tests/unit/test_memory looks at these: the library makes most of the calls.
MEMORY = {"malloc", "calloc", "realloc", "strdup"}
# Nothing that a user would notice hangs on these.
IDLE = {"clock_gettime", "close", "mlock", "setvbuf", "sigaction"}
# And these, where they fail once, are followed by another way.
ONCE = {("read", errno.EINTR), ("read", -1), ("write", errno.EINTR),
        ("write", -1)}


class Run:
    """One command line in a folder: what it is given, and what it writes."""

    def __init__(self, words, outputs=(), stdin=b"", is_random=False):
        self.words = words
        self.outputs = outputs
        self.stdin = stdin
        self.is_random = is_random  # keys: never the same twice


def prepare(folder, outputs):
    """As it is before each run: some outputs are there already."""
    out = os.path.join(folder, "out")
    subprocess.run(["rm", "-rf", out], check=True)
    os.mkdir(out)
    for path, before in outputs:
        if before is not None:
            with open(os.path.join(folder, path), "w",
                      encoding="utf-8") as stream:
                stream.write(before)


def files(folder):
    """What lies under out/."""
    found = {}
    for path in glob.glob(os.path.join(folder, "out/**"), recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as stream:
                found[os.path.relpath(path, folder)] = stream.read()
    return found


def start(folder, run, fault=None):
    prepare(folder, run.outputs)
    env = dict(os.environ, SAMLDX_CALLS=os.path.join(folder, "calls"))
    env.pop("SAMLDX_FAIL", None)
    # What a failure leaves to the end of the process is no status of ours.
    env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    if fault:
        env["SAMLDX_FAIL"] = fault
    done = subprocess.run([failing, *run.words], input=run.stdin, cwd=folder,
                          capture_output=True, timeout=60, check=False,
                          env=env)
    done.err = done.stderr.decode("utf-8", "replace")
    done.files = files(folder)
    return done


def calls(folder):
    with open(os.path.join(folder, "calls"), encoding="utf-8") as stream:
        pairs = [line.split() for line in stream]
    return {name: int(n) for name, n in pairs if int(n) > 0}


def faults(counted):
    """What is tried: the first calls of each function, and the last."""
    for name, n in sorted(counted.items()):
        numbers = sorted({*range(1, min(n, MOST - 2) + 1),
                          *range(max(n - 1, 1), n + 1)})
        for number in numbers:
            for error in ERRORS.get(name, [errno.EIO]):
                yield name, error, f"{name} {number} {error}", False
        if name in ("read", "write", "fwrite", "malloc", "calloc"):
            error = ERRORS.get(name, [errno.EIO])[0]
            for number in numbers[:2]:
                yield name, error, f"{name} {number}+ {error}", True


def is_whole(path, data):
    """As its reader sees it: a report of what could be read is one, too."""
    try:
        if path.endswith((".json", ".jsonl", ".har")):
            for line in [data] if b"\n " in data else data.splitlines():
                json.loads(line)
    except ValueError:
        return False
    ends = {".html": b"</html>\n", ".pem": b"-----\n", ".xml": b">"}
    return data.rstrip(b"\n").endswith(
        ends.get(os.path.splitext(path)[1], b"").rstrip(b"\n"))


def is_same(run, good, done):
    if done.returncode != good.returncode:
        return False
    if run.is_random:
        return sorted(done.files) == sorted(good.files)
    return done.stdout == good.stdout and done.files == good.files


def is_finding(run, name, done):
    """A file that the command under test names: the AWS CLI would fail."""
    return (run.words[0] == "preflight" and name in ("open", "read", "fstat")
            and b"command-file-readable" in done.stdout)


def judge(run, good, done, name, error, is_for_good):
    assert done.returncode >= 0, "ended by a signal"
    same = is_same(run, good, done) or is_finding(run, name, done)
    must_be = name in IDLE or ((name, error) in ONCE and not is_for_good)
    assert same or not must_be, "it should make no difference"
    # Schemas that are not found are not used, and the report says so.
    same = same or (name == "access" and done.returncode == good.returncode)
    if not same and name not in MEMORY:
        assert done.returncode in (3, 4), f"status {done.returncode}"
        assert done.err.startswith("samldx: ") or "\nsamldx: " in done.err, \
            "no word about it"
        named = [word.split(":")[-1] for word in run.words]
        named += [path for path, _ in run.outputs]
        assert any(word in done.err for word in
                   [*named, ".xsd", "standard input", "could not be written"]
                   if word), "no file is named"
    before = {path: text.encode() for path, text in run.outputs
              if text is not None}
    for path, data in done.files.items():
        if name == "unlink" and path not in good.files:
            continue
        assert path in good.files or path in before, f"{path} is left"
        assert data == before.get(path) or is_whole(path, data), \
            f"{path} is cut"
    for path in before:
        assert path in done.files, f"{path} is lost"


def walk(run):
    def case(folder):
        given(folder)
        good = start(folder, run)
        assert good.returncode in (0, 1), good.err
        for path, _ in run.outputs:
            assert path in good.files, f"{path} is not written"
        counted = calls(folder)
        wrong = []
        for name, error, fault, is_for_good in faults(counted):
            done = start(folder, run, fault)
            try:
                judge(run, good, done, name, error, is_for_good)
            except AssertionError as what:
                wrong.append(f"{fault}: {what}: {done.returncode} "
                             f"{done.err.strip()[:160]}")
        assert not wrong, "\n".join(wrong)
    return case


RECIPE = """attribute RoleSessionName ana silva
encrypt assertion
as har
give metadata
give key sp
give role
give provider
"""


def given(folder):
    """The inputs, under short names."""
    made = make(os.path.join(folder, "made"), RECIPE)
    for name, path in made.items():
        os.symlink(path, os.path.join(folder, name))
    with open(made["metadata.xml"], "rb") as stream:
        write(folder, "marked.xml", b"\xef\xbb\xbf" + stream.read())
    os.mkdir(os.path.join(folder, "many"))
    for name in ("a.har", "b.har"):
        os.symlink(made["login.har"], os.path.join(folder, "many", name))


def every_call_is_listed(_):
    """nm knows what the objects call; the table must too."""
    own, called = set(), set()
    for path in glob.glob(os.path.join(build, "src/cli/*.o")):
        done = subprocess.run(["nm", path], capture_output=True, text=True,
                              check=True)
        for line in done.stdout.splitlines():
            words = line.split()
            if words[0] == "U":
                called.add(words[1].split("@")[0])
            elif len(words) == 3:
                own.add(words[2])
    assert called, "no symbols were read"
    with open(table, encoding="utf-8") as stream:
        text = stream.read()
    listed = re.findall(r"^CALL\d\([^,]*, [^,]*, (\w+),", text, re.M)
    listed += re.findall(r"^(?:OWN|NEVER)\((\w+)\)", text, re.M)
    assert len(listed) == len(set(listed)), "something stands there twice"
    missing = {name for name in called - own - set(listed)
               if not name.startswith(("_", "sdx_"))}
    assert not missing, missing


NOW = "2026-11-20T12:00:00Z"
OLD = "what was there before\n"
LINES = b'{"id": 1, "SAMLResponse": "eA=="}\n' * 3
RUNS = {
    "check": Run(
        ["check", "--key", "sp.pem", "--format", "text", "--format",
         "json:out/report.json", "--format", "html:out/report.html",
         "--pre-digest", "out/signed.xml", "login.har", "metadata.xml",
         "role.json"],
        [("out/report.json", OLD), ("out/report.html", None)]),
    "check --each": Run(
        ["check", "--each", "--jobs", "2", "--key", "sp.pem", "--format",
         "jsonl:out/report.jsonl", "--summary", "out/summary.json", "many",
         "metadata.xml"],
        [("out/report.jsonl", OLD), ("out/summary.json", OLD)]),
    "metadata": Run(
        ["metadata", "--at", NOW, "--repair", "out/new.xml", "--certs", "out/certs",
         "marked.xml"], [("out/new.xml", None)]),
    "preflight": Run(
        ["preflight", "--at", NOW, "provider.json", "--", "aws", "iam",
         "create-saml-provider", "--name", "Example",
         "--saml-metadata-document", "file://metadata.xml"]),
    "rotate": Run(["rotate", "--at", NOW, "--format", "json:out/plan.json", "--plan",
                   "sp.pem", "provider.json", "many/a.har"],
                  [("out/plan.json", OLD)]),
    "rotate --new-key": Run(
        ["rotate", "--new-key", "out/key.pem", "--bits", "2048"],
        [("out/key.pem", None), ("out/key.crt", None)], is_random=True),
    "decode": Run(["decode", "--key", "sp.pem", "--as", "assertion",
                   "--output", "out/message.xml", "login.har"],
                  [("out/message.xml", OLD)]),
    "redact": Run(["redact", "--output", "out/copy.har", "login.har"],
                  [("out/copy.har", OLD)]),
    "diff": Run(["diff", "login.har", "many/b.har"]),
    "filter": Run(["filter", "--jobs", "2", "--summary", "out/summary.json",
                   "metadata.xml"], [("out/summary.json", OLD)], LINES),
    "policy": Run(["policy", "--context", "login.har", "--key", "sp.pem"]),
    "help": Run(["check", "--help"]),
    "version": Run(["--version"]),
}

main([("every call of the command stands in the table", every_call_is_listed)]
     + [(name, walk(run)) for name, run in RUNS.items()])
