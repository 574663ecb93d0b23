#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The worst inputs that are known are answered within bounded memory.

Every case of bench/worst is given to the verb it is for.  The answer is a
report or one clear line; the memory of the process stays below 256 MiB.  How
long it took is printed and never judged.
"""
import os
import resource
import subprocess
import sys
import tempfile
import time

SOURCE = os.path.abspath(os.environ['SAMLDX_SRCDIR'])
BUILD = os.path.abspath(os.environ['SAMLDX_BUILDDIR'])
WORST = os.path.join(SOURCE, 'bench/worst')
LIMIT = 256 << 20  # bytes


def cases():
    run = subprocess.run([sys.executable, '-B', WORST, 'list'], check=True,
                         stdout=subprocess.PIPE, text=True)
    return [line.split()[0] for line in run.stdout.splitlines()]


def bound():
    """What would never end is ended, and leaves no core behind."""
    resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_case(name, folder):
    """Exit status, bytes of memory, seconds, what was written."""
    made = subprocess.run([sys.executable, '-B', WORST, name, folder],
                          check=True, stdout=subprocess.PIPE, text=True)
    verb, *files = made.stdout.split()
    out = os.path.join(folder, 'out')
    with open(out, 'wb') as file:
        began = time.monotonic()
        child = subprocess.Popen(
            [os.path.join(BUILD, 'samldx'), verb, *files],
            stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            preexec_fn=bound)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
    with open(out, 'rb') as file:
        return child.returncode, usage.ru_maxrss * 1024, seconds, file.read()


def judge(name):
    with tempfile.TemporaryDirectory() as folder:
        status, memory, seconds, text = run_case(name, folder)
    words = f'{memory / (1 << 20):.0f} MiB, {seconds:.2f} s, status {status}'
    wrong = []
    if status not in (0, 1, 2, 3, 4):
        wrong.append('it did not end well')
    if not text.strip():
        wrong.append('nothing is said')
    if memory > LIMIT:
        wrong.append('more memory than it may')
    return words, wrong


def main():
    names = cases()
    only = sys.argv[1:]
    failed = False
    print(f'1..{len(only or names)}')
    for i, name in enumerate(only or names):
        words, wrong = judge(name)
        failed |= bool(wrong)
        print(f'{"not ok" if wrong else "ok"} {i + 1} - {name}'
              f'{": " + ", ".join(wrong) if wrong else ""}')
        print(f'# {words}', flush=True)
    return failed


sys.exit(main())
