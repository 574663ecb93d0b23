# SPDX-License-Identifier: MIT
"""What tests of the command in Python share: cases, files, TAP."""
import json
import os
import subprocess
import sys
import tempfile
import traceback

source = os.path.abspath(os.environ["SAMLDX_SRCDIR"])
build = os.path.abspath(os.environ["SAMLDX_BUILDDIR"])
samldx = os.path.join(build, "samldx")
demo = os.path.join(source, "testdata/samples/demo")


def run(*args, stdin=None, cwd=None):
    """The command's result, its output as text."""
    done = subprocess.run([samldx, *map(str, args)], input=stdin, cwd=cwd,
                          capture_output=True, timeout=60)
    done.out = done.stdout.decode("utf-8", "replace")
    done.err = done.stderr.decode("utf-8", "replace")
    return done


def report(*args, stdin=None):
    """The JSON report of samldx check."""
    done = run("check", "--format", "json", *args, stdin=stdin)
    assert done.returncode in (0, 1, 3), (done.returncode, done.err)
    return json.loads(done.out)


def ids(found):
    return [finding["id"] for finding in found["findings"]]


def make(folder, recipe):
    """Follow the lines of a recipe: the paths of the files it makes."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "case.recipe")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(recipe)
    out = os.path.join(folder, "case")
    os.makedirs(out, exist_ok=True)
    subprocess.run([os.path.join(build, "tests/idp/idp"), path, out],
                   check=True, capture_output=True, timeout=60,
                   env=dict(os.environ, IDP_KEYS=os.path.join(
                       source, "tests/idp/keys")))
    return {name: os.path.join(out, name) for name in os.listdir(out)}


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as stream:
        stream.write(data.encode() if isinstance(data, str) else data)
    return path


def main(cases):
    """Run (name, function of a folder) pairs as TAP."""
    failed = 0
    for number, (name, case) in enumerate(cases, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(folder)
                print(f"ok {number} - {name}")
            except (AssertionError, ValueError, KeyError, IndexError,
                    subprocess.SubprocessError):
                failed += 1
                print(f"not ok {number} - {name}")
                for line in traceback.format_exc()[-1500:].splitlines():
                    print(f"# {line}")
    print(f"1..{len(cases)}")
    sys.exit(1 if failed else 0)
