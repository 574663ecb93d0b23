#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A passphrase is asked for on the terminal, without echo, and kept there."""
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

source = os.path.abspath(os.environ["SAMLDX_SRCDIR"])
build = os.path.abspath(os.environ["SAMLDX_BUILDDIR"])
samldx = os.path.join(build, "samldx")
keys = os.path.join(source, "tests/idp/keys")
phrase = "correct horse"
number = 0
failed = False


def say(good, name, detail=""):
    global number, failed
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        failed = True
        for line in str(detail).splitlines()[:20]:
            print("# " + line)


def run(words, answer):
    """On a terminal of its own: what it showed, and the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(samldx, [samldx] + words)
    shown = b""
    answered = 0
    end = time.monotonic() + 20
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            shown += data
        if shown.count(b"skip this key): ") > answered:
            # The question comes first, then the echo is switched off.
            time.sleep(0.2)
            os.write(terminal, answer)
            answered += 1
    else:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode(errors="replace"), status, answered


with tempfile.TemporaryDirectory() as folder:
    recipe = os.path.join(folder, "recipe")
    case = os.path.join(folder, "case")
    os.mkdir(case)
    with open(recipe, "w", encoding="utf-8") as stream:
        stream.write("encrypt assertion to=sp-encrypted\n")
    subprocess.run([os.path.join(build, "tests/idp/idp"), recipe, case],
                   env=dict(os.environ, IDP_KEYS=keys), check=True)
    key = os.path.join(case, "key.pem")
    shutil.copy(os.path.join(keys, "sp-encrypted.pem"), key)
    os.chmod(key, 0o600)
    words = ["check", "--at", "issue"] + sorted(
        os.path.join(case, name) for name in os.listdir(case))

    shown, status, asked = run(words, phrase.encode() + b"\n")
    say(asked == 1, "it asks once", shown)
    say(phrase not in shown, "what is typed is not shown", shown)
    say(os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
        and "decrypt" in shown.lower(), "the key opens the assertion", shown)
    shown, status, asked = run(words, b"wrong\n")
    say(asked == 1 and os.WIFEXITED(status) and os.WEXITSTATUS(status) == 1,
        "a wrong one is said to be wrong", shown)
    shown, status, asked = run(words, b"\n")
    say(asked == 1 and os.WIFEXITED(status) and os.WEXITSTATUS(status) <= 1,
        "an empty one skips the key, and is asked for once", shown)
    both = ["diff", "--at", "issue", "--key", key] + [
        os.path.join(case, "response.xml")] * 2
    for answer in (phrase.encode() + b"\n", b"\n"):
        shown, status, asked = run(both, answer)
        say(asked == 1 and os.WIFEXITED(status)
            and os.WEXITSTATUS(status) == 0,
            "a key that lies beside two captures is asked for once", shown)
    shown, status, asked = run(words, b"half\x03")
    say(asked and os.WIFSIGNALED(status), "control-C ends it", status)
    done = subprocess.run([samldx] + words, capture_output=True, text=True,
                          check=False, start_new_session=True,
                          stdin=subprocess.DEVNULL)
    say(done.returncode <= 1 and "Passphrase" not in done.stderr,
        "without a terminal nobody is asked", done.stderr)

print(f"1..{number}")
sys.exit(failed)
