#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many captures at once: samldx check --each, and folders."""
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile

source = os.environ["SAMLDX_SRCDIR"]
samldx = os.path.join(os.environ["SAMLDX_BUILDDIR"], "samldx")
demo = os.path.join(source, "testdata/samples/demo")
work = tempfile.mkdtemp(prefix="samldx-each-")
with open(os.path.join(demo, "login.har"), "rb") as stream:
    har = stream.read()
# The same sign-in with a session name that AWS takes: its signature broke.
other = har.replace(b"SAMLResponse=P", b"SAMLResponse=Q", 1)


def run(*arguments, data=b"", **more):
    return subprocess.run([samldx, *arguments], input=data, cwd=work,
                          capture_output=True, timeout=120, **more)


def reports(*arguments, status=1, data=b""):
    result = run("check", "--format", "jsonl", *arguments, data=data)
    assert result.returncode == status, (result.returncode, result.stderr)
    return [json.loads(line) for line in result.stdout.splitlines()]


def paths(report):
    return sorted(os.path.basename(i["path"]) for i in report["inputs"])


def named(report):
    """The report without the order of its inputs."""
    inputs = [i["path"] for i in report.pop("inputs")]

    def walk(value):
        if isinstance(value, list):
            return [walk(v) for v in value]
        if isinstance(value, dict):
            return {k: inputs[v] if k == "input" and isinstance(v, int)
                    else walk(v) for k, v in value.items()}
        return value
    return walk(report)


def put(path, data=har):
    path = os.path.join(work, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def beside(name, path):
    os.makedirs(os.path.dirname(os.path.join(work, path)), exist_ok=True)
    shutil.copy(os.path.join(demo, name), os.path.join(work, path))


def every_capture_has_a_report_with_what_lies_beside():
    put("flat/a.har")
    put("flat/b.har")
    found = reports("--each", "flat/a.har", "flat/b.har",
                    os.path.join(demo, "metadata.xml"))
    assert [paths(r) for r in found] == [["a.har", "metadata.xml"],
                                         ["b.har", "metadata.xml"]]
    alone = json.loads(run("check", "--format", "json", "flat/b.har",
                           os.path.join(demo, "metadata.xml")).stdout)
    assert named(found[1]) == named(alone)


def a_folder_keeps_to_itself():
    put("tickets/1/login.har")
    beside("metadata.xml", "tickets/1/metadata.xml")
    put("tickets/1/again/later.har")
    beside("role.json", "tickets/1/again/role.json")
    put("tickets/2/login.har")
    beside("provider.json", "tickets/2/provider.json")
    put("tickets/.hidden/login.har")
    found = reports("tickets")
    assert [paths(r) for r in found] == [
        ["login.har", "metadata.xml"],
        ["later.har", "metadata.xml", "role.json"],
        ["login.har", "provider.json"]], [paths(r) for r in found]
    found = reports("tickets/1/again", os.path.join(demo, "provider.json"))
    assert [paths(r) for r in found] == [
        ["later.har", "provider.json", "role.json"]]


def a_forced_folder_lies_beside_everything():
    put("captures/login.har")
    beside("role.json", "roles/role.json")
    found = reports("captures", "--role", "roles")
    assert [paths(r) for r in found] == [["login.har", "role.json"]]


def one_folder_is_one_case():
    """check FOLDER says what check FOLDER/* says."""
    for name in os.listdir(demo):
        beside(name, os.path.join("case", name))
    found = reports("case")
    alone = json.loads(run("check", "--format", "json", *[
        os.path.join("case", name)
        for name in sorted(os.listdir(demo))]).stdout)
    assert len(found) == 1
    assert named(found[0]) == named(alone)


def threads_change_nothing():
    for i in range(60):
        put(f"many/{i % 7}/{i:02}.har", other if i % 3 == 0 else har)
        if i < 7 and i % 2 == 0:
            beside("metadata.xml", f"many/{i}/metadata.xml")
    put("many/3/notes.txt", b"nothing of SAML\n")
    wanted = run("check", "--format", "json", "--format", "text:one.txt",
                 "--summary", "one.json", "many")
    assert wanted.returncode == 3
    assert len(json.loads(wanted.stdout)) == 61
    for jobs in ("2", "5", "0"):
        found = run("check", "--format", "json", "--format", "text:two.txt",
                    "--summary", "two.json", "--jobs", jobs, "many")
        assert found.stdout == wanted.stdout and found.returncode == 3
        for suffix in ("txt", "json"):
            with open(os.path.join(work, f"one.{suffix}"), "rb") as one, \
                    open(os.path.join(work, f"two.{suffix}"), "rb") as two:
                assert one.read() == two.read(), suffix


def the_summary_ends_the_text():
    result = run("check", "-q", "many")
    lines = result.stdout.decode().splitlines()
    assert lines[-1] == ("60 judged: 0 accepted, 60 rejected, "
                         "0 undetermined; 1 could not be judged"), lines[-1]
    table = lines[lines.index("Causes: the rules that do not hold, in so "
                              "many reports") + 1:]
    counts = [int(m.group(1)) for m in
              (re.match(r" +([0-9]+)  [a-z]", line) for line in table) if m]
    assert len(counts) > 1 and counts == sorted(counts, reverse=True), counts
    assert "many/0/00.har" in lines


def the_summary_is_json_too():
    with open(os.path.join(work, "one.json")) as file:
        summary = json.load(file)
    assert summary["judged"] == 60 and summary["unjudged"] == 1, summary
    counts = [c["count"] for c in summary["checks"]]
    assert counts == sorted(counts, reverse=True)
    assert sum(c["count"] for c in summary["aws_errors"]) == 60


def what_cannot_be_read_ends_nothing():
    put("gaps/a.har")
    put("gaps/c.har")
    result = run("check", "--each", "--format", "jsonl", "gaps/a.har",
                 "gaps/none.har", "gaps/c.har")
    assert result.returncode == 3
    assert len(result.stdout.splitlines()) == 2
    assert b"gaps/none.har: No such file" in result.stderr
    text = run("check", "-q", "--each", "gaps/a.har", "gaps/none.har",
               "gaps/c.har").stdout.decode()
    assert text.endswith("; 1 could not be judged\n"), text


def odd_files_of_a_folder_do_no_harm():
    put("odd/login.har")
    os.mkfifo(os.path.join(work, "odd/pipe"))
    os.symlink(".", os.path.join(work, "odd/loop"))
    os.symlink("nowhere", os.path.join(work, "odd/broken"))
    put("odd/b\x1b[31m.har")
    result = run("check", "-q", "odd")
    assert result.returncode == 1, result.returncode
    assert b"\x1b" not in result.stdout
    assert result.stdout.count(b".har\n") == 2, result.stdout


def standard_input_is_read_once():
    found = reports("--each", "-", os.path.join(demo, "metadata.xml"),
                    data=har)
    assert [paths(r) for r in found] == [["metadata.xml", "standard input"]]


def nothing_to_judge_is_said():
    beside("role.json", "empty/role.json")
    result = run("check", "empty")
    assert result.returncode == 3 and result.stdout == b""
    assert b"nothing that could be judged" in result.stderr


def options_that_make_no_sense_are_refused():
    for arguments in (["--each", "--jobs", "many", "x"],
                      ["--jobs", "2", "flat/a.har"],
                      ["--summary", "x", "flat/a.har"],
                      ["--each", "--pre-digest", "x", "flat/a.har"]):
        assert run("check", *arguments).returncode == 2, arguments
    assert run("metadata", "--repair", "x", "tickets").returncode == 2


def folders_of_metadata():
    result = run("metadata", "--format", "jsonl", "tickets/1", "--jobs", "2")
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) == 1
    assert b"3 files in folders are of another kind" in result.stderr, \
        result.stderr


def a_closed_pipe_ends_it():
    child = subprocess.Popen([samldx, "check", "many"], cwd=work,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.close()
    assert child.stderr.read() == b""
    assert child.wait() in (1, 3)


def no_half_a_file_is_left():
    result = run("check", "flat", "--format", "text:no/such/place")
    assert result.returncode == 4
    assert b"no/such/place" in result.stderr
    if os.path.exists("/dev/full"):
        result = run("check", "flat", "--format", "text:/dev/full")
        assert result.returncode == 4 and b"No space" in result.stderr


def on_terminal(*arguments):
    """What arrives at the terminal behind standard error."""
    main, side = pty.openpty()
    with open(os.path.join(work, "stdout"), "wb") as out:
        child = subprocess.Popen(
            [samldx, *arguments], cwd=work, stdout=out, stderr=side,
            env=dict(os.environ, TERM="xterm"))
    os.close(side)
    text = b""
    while True:
        try:
            chunk = os.read(main, 4096)
        except OSError:
            break
        if not chunk:
            break
        text += chunk
    os.close(main)
    child.wait()
    return text


def progress_is_shown_on_a_terminal_alone():
    text = on_terminal("check", "many")
    assert b"65 of 65 files" in text, text
    assert text.endswith(b"\x1b[K"), text
    assert b"of 65 files" not in run("check", "many").stderr
    assert b"files" not in on_terminal("check", "flat/a.har")


def memory_does_not_grow_with_the_files():
    # A sanitizer keeps what was freed, as much as it is allowed.
    env = dict(os.environ, ASAN_OPTIONS=os.environ.get(
        "ASAN_OPTIONS", "") + ":quarantine_size_mb=0:"
        "thread_local_quarantine_size_kb=0")

    if "TSAN_OPTIONS" in os.environ:
        return  # it keeps a record of what threads touch

    def peak(n):
        folder = os.path.join(work, f"grow{n}")
        os.makedirs(folder)
        for i in range(n):
            os.link(os.path.join(work, "flat/a.har"),
                    os.path.join(folder, f"{i}.har"))
        child = subprocess.Popen([samldx, "check", "--format", "jsonl",
                                  folder], stdout=subprocess.DEVNULL, env=env)
        return os.wait4(child.pid, 0)[2].ru_maxrss
    few = peak(50)
    assert peak(1000) < few + 1024, few


cases = [every_capture_has_a_report_with_what_lies_beside,
         a_folder_keeps_to_itself, a_forced_folder_lies_beside_everything,
         one_folder_is_one_case, threads_change_nothing,
         the_summary_ends_the_text, the_summary_is_json_too,
         what_cannot_be_read_ends_nothing, odd_files_of_a_folder_do_no_harm,
         standard_input_is_read_once, nothing_to_judge_is_said,
         options_that_make_no_sense_are_refused, folders_of_metadata,
         a_closed_pipe_ends_it, no_half_a_file_is_left,
         progress_is_shown_on_a_terminal_alone,
         memory_does_not_grow_with_the_files]
failed = 0
for number, case in enumerate(cases, 1):
    name = case.__name__.replace("_", " ")
    try:
        case()
        print(f"ok {number} - {name}")
    except AssertionError as error:
        failed += 1
        print(f"not ok {number} - {name}")
        print("# " + str(error).replace("\n", "\n# "))
shutil.rmtree(work)
print(f"1..{len(cases)}")
sys.exit(1 if failed else 0)
