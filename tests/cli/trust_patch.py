#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The change that a finding on a trust policy offers mends that finding: as
JSON Patch, and as the command with the whole policy."""
import glob
import json
import os
import shlex
import subprocess
import sys
import tempfile

source = os.environ["SAMLDX_SRCDIR"]
build = os.environ["SAMLDX_BUILDDIR"]
samldx = os.path.join(build, "samldx")
idp = os.path.join(build, "tests/idp/idp")
keys = {"IDP_KEYS": os.path.join(source, "tests/idp/keys"),
        "PATH": os.environ["PATH"]}


def steps(pointer):
    return [s.replace("~1", "/").replace("~0", "~")
            for s in pointer.split("/")[1:]]


def parent_of(document, pointer):
    *way, last = steps(pointer)
    for step in way:
        document = document[int(step) if isinstance(document, list) else step]
    return document, last


def apply(document, op):
    """RFC 6902, as far as it is used."""
    value = op.get("value")
    if op["op"] == "move":
        holder, last = parent_of(document, op["from"])
        value = holder.pop(last)
    holder, last = parent_of(document, op["path"])
    if isinstance(holder, list):
        if op["op"] == "add":
            holder.insert(len(holder) if last == "-" else int(last), value)
        else:
            holder[int(last)] = value
    else:
        holder[last] = value


def report(folder):
    files = sorted(glob.glob(os.path.join(folder, "*")))
    run = subprocess.run([samldx, "check", "--format", "json", *files],
                         capture_output=True)
    return json.loads(run.stdout)


def judge(recipe, folder):
    """How many patches were tried; raises where one does not help."""
    subprocess.run([idp, recipe, folder], env=keys, check=True)
    path = os.path.join(folder, "role.json")
    tried = 0
    if not os.path.exists(path):
        return 0
    with open(path, encoding="utf-8") as stream:
        original = stream.read()
    before = report(folder)
    for finding in before["findings"]:
        for fix in finding["fixes"]:
            if not fix["patch"]:
                continue
            role = json.loads(original)
            policy = role["Role"]["AssumeRolePolicyDocument"]
            for op in fix["patch"]:
                apply(policy, op)
            words = shlex.split(fix["command"])
            assert json.loads(words[-1]) == policy, "the command differs"
            with open(path, "w", encoding="utf-8") as stream:
                json.dump(role, stream)
            after = report(folder)
            assert finding["message"] not in [
                f["message"] for f in after["findings"]], finding["message"]
            tried += 1
    return tried


recipes = sorted(glob.glob(os.path.join(
    source, "testdata/checks/trust-*/fires*.recipe")))
failed = tried = 0
for number, recipe in enumerate(recipes, 1):
    name = os.path.relpath(recipe, os.path.join(source, "testdata/checks"))
    with tempfile.TemporaryDirectory() as folder:
        try:
            tried += judge(recipe, folder)
            print(f"ok {number} - {name}")
        except AssertionError as error:
            failed += 1
            print(f"not ok {number} - {name}\n# {error}")
print(f"{'ok' if tried > 10 else 'not ok'} {len(recipes) + 1} - "
      f"enough changes were tried")
print(f"1..{len(recipes) + 1}")
sys.exit(1 if failed or tried <= 10 else 0)
