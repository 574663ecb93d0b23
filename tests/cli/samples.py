#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the documents show is what the command says, and takes."""
import glob
import os
import re
import shlex
import subprocess

from harness import main, run, samldx, source

VERBS = ("check", "metadata", "policy", "preflight", "rotate", "explain",
         "decode", "diff", "redact", "checks", "filter")


def documents():
    """Name and text of each, but of the pages of checks and errors."""
    for pattern in ("*.md", "docs/*.md", "man/*.1", "docs/checks/*.md",
                    "docs/errors/*.md"):
        for path in sorted(glob.glob(os.path.join(source, pattern))):
            with open(path, encoding="utf-8") as stream:
                yield os.path.relpath(path, source), stream.read()


def sessions(text):
    """Commands at a prompt, with what is shown behind each."""
    for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.S | re.M):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, shown = part.partition("\n")
            if command.startswith("samldx "):
                yield command, shown


def steady(text):
    """A check more changes no document: their number is not compared."""
    return re.sub(r"^passed \d+", "passed N", text, flags=re.M)


def answer(command):
    """As in the tree, from where the reader would try it."""
    words = []
    for word in shlex.split(command)[1:]:
        words += sorted(
            os.path.relpath(path, source) for path in
            glob.glob(os.path.join(source, word))) if "*" in word else [word]
    done = subprocess.run([samldx, *words], cwd=source, timeout=60,
                          capture_output=True,
                          env=dict(os.environ, COLUMNS="80", NO_COLOR="1"))
    return done.stdout.decode()


def outputs_are_what_is_said(_):
    n = 0
    for name, text in documents():
        for command, shown in sessions(text):
            said = answer(command)
            assert steady(said) == steady(shown), (
                f"{name}: $ {command}", [
                    pair for pair in zip(steady(shown).splitlines(),
                                         steady(said).splitlines())
                    if pair[0] != pair[1]][:3])
            n += 1
    assert n >= 1, "no document shows an output"


def readme_shows_the_demo(_):
    """The first thing that is tried, by hand and by script/demo."""
    with open(os.path.join(source, "README.md"), encoding="utf-8") as stream:
        commands = [command for command, _ in sessions(stream.read())]
    assert commands == ["samldx check testdata/samples/demo/*"], commands
    with open(os.path.join(source, "script/demo"), encoding="utf-8") as stream:
        assert "$ " + commands[0] in stream.read()


def commands(text):
    """Command lines of samldx, in blocks, in backquotes and in man pages."""
    text = re.sub(r"\\\n\s*", " ", text.replace(r"\e" + "\n", "\\\n"))
    text = re.sub(r"^\.(Dl|Ql|Ic) ", "", text, flags=re.M)
    for found in re.findall(r"(?:^|[`$ ]|-- )samldx ((?:"
                            + "|".join(VERBS) + r")\b[^`\n|>]*)", text, re.M):
        yield found.split()


def options_exist(_):
    """An option that was renamed leaves no word of it behind."""
    known = {verb: set(re.findall(
        r"--[a-z][a-z-]*", run(verb, "--help").out + run("--help").out))
        for verb in VERBS}
    n = 0
    for name, text in documents():
        for verb, *words in commands(text):
            if "--" in words:
                words = words[:words.index("--")]
            for word in words:
                option = re.match(r"--[a-z][a-z-]*", word)
                if option is None:
                    continue
                assert option.group() in known[verb], (name, verb, word)
                n += 1
    assert n > 20, n


CASES = [outputs_are_what_is_said, readme_shows_the_demo, options_exist]

main([(case.__name__.replace("_", " "), case) for case in CASES])
