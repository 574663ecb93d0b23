#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The JSON report fits its schema, whatever is checked."""
import glob
import json
import os
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP no python3-jsonschema")
    sys.exit(77)

source = os.environ["SAMLDX_SRCDIR"]
samldx = os.path.join(os.environ["SAMLDX_BUILDDIR"], "samldx")
with open(os.path.join(source, "docs/report.schema.json")) as stream:
    schema = json.load(stream)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

files = [f for f in glob.glob(source + "/testdata/samples/**", recursive=True)
         if os.path.isfile(f)]
folders = sorted({os.path.dirname(f) for f in files})
cases = [("nothing at all", [os.devnull])]
cases += [(os.path.relpath(f, source), [f]) for f in sorted(files)]
cases += [(os.path.relpath(d, source) + "/*",
           sorted(f for f in files if os.path.dirname(f) == d))
          for d in folders]


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key stands twice"
    return dict(pairs)


def trouble(verb, given):
    run = subprocess.run([samldx, *verb, "--format", "json", *given],
                         stdin=subprocess.DEVNULL, capture_output=True)
    if run.returncode not in (0, 1, 3):
        return f"status {run.returncode}: {run.stderr!r}"
    try:
        report = json.loads(run.stdout, object_pairs_hook=no_duplicates)
    except (ValueError, AssertionError) as error:
        return str(error)
    line = subprocess.run([samldx, *verb, "--format", "jsonl", *given],
                          stdin=subprocess.DEVNULL, capture_output=True)
    if line.stdout.count(b"\n") != 1 or json.loads(line.stdout) != report:
        return "as a line it says something else"
    errors = [f"{e.json_path}: {e.message}"
              for e in validator.iter_errors(report)]
    return "; ".join(errors)


failed = 0
verbs = [(["check"], name, given) for name, given in cases]
# At a fixed moment: the present is not the same twice.
vetting = ["metadata", "--at", "2026-11-20T12:00:00Z"]
verbs += [(vetting, "metadata " + name, given)
          for name, given in cases if len(given) == 1]
# What else has members of its own in the report.
demo = source + "/testdata/samples/demo/"
verbs += [(["rotate", "--plan", "--at", "2026-11-20T12:00:00Z"],
           "rotate " + name, given) for name, given in cases]
verbs += [(["preflight", "--at", "2026-11-20T12:00:00Z"],
           "preflight " + words[2], [demo + "role.json", "--", *words])
          for words in (["aws", "iam", "update-role", "--role-name", "Dev"],
                        ["aws", "iam", "create-saml-provider", "--name", "x",
                         "--saml-metadata-document",
                         "file://" + demo + "metadata.xml"],
                        ["aws", "iam", "no-such-thing"])]
for number, (verb, name, given) in enumerate(verbs, 1):
    what = trouble(verb, given)
    print(f"{'not ok' if what else 'ok'} {number} - {name}")
    if what:
        failed += 1
        print(f"# {what}")
print(f"1..{len(verbs)}")
sys.exit(1 if failed else 0)
