#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""samldx filter: one record for each line, in order, whatever the line is."""
import base64
import json
import os
import subprocess
import sys
import time

try:
    import jsonschema
except ImportError:
    jsonschema = None

source = os.environ["SAMLDX_SRCDIR"]
samldx = os.path.join(os.environ["SAMLDX_BUILDDIR"], "samldx")
demo = os.path.join(source, "testdata/samples/demo")
shared = [os.path.join(demo, name)
          for name in ("metadata.xml", "role.json", "provider.json")]
har = os.path.join(demo, "login.har")


def run(data, *options, files=()):
    return subprocess.run([samldx, "filter", *options, *files], input=data,
                          capture_output=True, timeout=120)


def records(result):
    assert result.returncode == 0, result.stderr
    assert result.stderr == b"", result.stderr
    return [json.loads(line) for line in result.stdout.split(b"\n")[:-1]]


def decoded():
    """The response of the demo as base64."""
    with open(har, encoding="utf-8") as stream:
        for entry in json.load(stream)["log"]["entries"]:
            for part in entry["request"].get("postData", {}).get(
                    "text", "").split("&"):
                if part.startswith("SAMLResponse="):
                    from urllib.parse import unquote
                    return unquote(part[13:])
    raise AssertionError("the demo holds no response")


response = decoded()
xml = base64.b64decode(response).replace(b"\n", b" ")
lines = [
    response.encode(),
    b"",
    b"   ",
    json.dumps(response).encode(),
    json.dumps({"id": {"a": [1, "x"]}, "response": response}).encode(),
    json.dumps({"id": "file", "files": [har]}).encode(),
    json.dumps({"id": "gone", "files": ["/no/such/file"]}).encode(),
    b"{\"id\": 5, \"response\": 7}",
    b"{broken",
    b"\xff\xfe\x00",
    b"no message at all",
    xml,
    b"x" * 70000,
]
many = b"\n".join(lines * 40)


def each_line_has_its_record():
    found = records(run(b"\n".join(lines), "--max-line", "65536",
                        files=shared))
    assert [r["line"] for r in found] == list(range(1, len(lines) + 1))
    outcomes = [r["report"] and r["report"]["verdict"]["outcome"]
                for r in found]
    assert [outcomes[i] for i in (0, 3, 4, 5)] == ["rejected"] * 4, outcomes
    assert [found[i]["error"] is None for i in range(len(lines))] == [
        i in (0, 3, 4, 5, 11) for i in range(len(lines))]
    assert found[4]["id"] == {"a": [1, "x"]} and found[0]["id"] is None
    assert found[8]["error"].startswith("the line is no JSON")
    assert found[12]["error"] == "the line is too long"


def the_report_is_that_of_check():
    found = records(run(response.encode(), files=shared))[0]["report"]
    alone = subprocess.run([samldx, "check", "--format", "json", *shared, "-"],
                           input=response.encode(), capture_output=True)
    report = json.loads(alone.stdout)
    for key in set(report) - {"inputs"}:
        assert found[key] == report[key], key


def threads_keep_the_order():
    alone = run(many, files=shared)
    for jobs in ("2", "5", "0"):
        assert run(many, "--jobs", jobs, files=shared).stdout == alone.stdout


def parts_give_what_the_whole_gives():
    whole = run(many, "--unnumbered", files=shared)
    found = records(whole)
    assert {r["line"] for r in found} == {None}
    middle = many.index(b"\n", len(many) // 2) + 1
    parts = [run(part, "--unnumbered", "--jobs", "2", files=shared).stdout
             for part in (many[:middle], many[middle:])]
    assert b"".join(parts) == whole.stdout
    numbered = records(run(many, files=shared))
    for one, other in zip(found, numbered):
        assert one["error"] == other["error"]
        if one["report"] is not None:
            assert one["report"]["verdict"] == other["report"]["verdict"]


def records_fit_their_schema():
    if jsonschema is None:
        return
    schemas = {}
    for name in ("report", "filter"):
        with open(os.path.join(source, f"docs/{name}.schema.json")) as stream:
            schemas[name] = json.load(stream)
    # What it refers to is put in its place.
    schemas["filter"]["properties"]["report"]["anyOf"][1] = schemas["report"]
    validator = jsonschema.Draft202012Validator(schemas["filter"])
    for record in records(run(b"\n".join(lines), files=shared)) + records(
            run(b"\n".join(lines), "--unnumbered", files=shared)):
        validator.validate(record)


def the_summary_counts():
    path = f"/tmp/samldx-summary-{os.getpid()}"
    try:
        records(run(many, "--summary", path, "--jobs", "3", "--max-line",
                    "65536", files=shared))
        with open(path) as stream:
            summary = json.load(stream)
    finally:
        os.unlink(path)
    assert summary["judged"] == 200 and summary["unjudged"] == 320, summary
    assert sum(summary["outcomes"].values()) == 200
    counts = {c["name"]: c["count"] for c in summary["checks"]}
    assert counts["session-name-characters"] == 200, counts
    with open(os.path.join(source, "docs/summary.schema.json")) as stream:
        schema = json.load(stream)
    if jsonschema is not None:
        jsonschema.Draft202012Validator(schema).validate(summary)


def no_answer_is_kept_back():
    """The answer comes while the next line is still awaited."""
    for jobs in ("1", "2"):
        child = subprocess.Popen([samldx, "filter", "--jobs", jobs, *shared],
                                 stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE)
        for number in (1, 2, 3):
            child.stdin.write(response.encode() + b"\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["line"] == number
        child.stdin.close()
        assert child.stdout.read() == b""
        assert child.wait() == 0


def a_closed_pipe_ends_it_quietly():
    for jobs in ("1", "2"):
        child = subprocess.Popen([samldx, "filter", "--jobs", jobs, *shared],
                                 stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        child.stdout.close()
        try:
            for _ in range(2000):
                child.stdin.write(response.encode() + b"\n")
            child.stdin.close()
        except BrokenPipeError:
            pass
        assert child.stderr.read() == b""
        assert child.wait() == 0, child.returncode


def what_is_wrong_at_the_start_is_said():
    result = run(b"", files=["/no/such/file"])
    assert result.returncode == 3 and result.stdout == b""
    assert run(b"", "--jobs", "many").returncode == 2
    assert run(b"", files=[har]).returncode == 2
    assert records(run(b"")) == []


def memory_is_constant():
    """The peak after many lines is that after few, within a megabyte."""
    # A sanitizer keeps what was freed, as much as it is allowed.
    env = dict(os.environ, ASAN_OPTIONS=os.environ.get(
        "ASAN_OPTIONS", "") + ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0")

    def peak(n):
        child = subprocess.Popen([samldx, "filter", *shared], env=env,
                                 stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL)
        for _ in range(n):
            child.stdin.write(response.encode() + b"\n")
        child.stdin.flush()
        # The last lines may be on their way: the peak is what counts.
        most = 0
        for _ in range(100):
            with open(f"/proc/{child.pid}/status") as stream:
                for line in stream:
                    if line.startswith("VmHWM:"):
                        most = max(most, int(line.split()[1]))
            time.sleep(0.002)
        child.stdin.close()
        child.wait()
        return most
    if not os.path.exists("/proc/self/status"):
        return
    few = peak(200)
    assert peak(3000) < few + 1024


cases = [each_line_has_its_record, the_report_is_that_of_check,
         threads_keep_the_order, parts_give_what_the_whole_gives, records_fit_their_schema, the_summary_counts,
         no_answer_is_kept_back, a_closed_pipe_ends_it_quietly,
         what_is_wrong_at_the_start_is_said, memory_is_constant]
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
print(f"1..{len(cases)}")
sys.exit(1 if failed else 0)
