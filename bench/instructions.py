#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions of one diagnosis, counted by callgrind.

    instructions.py BUILD CASES [--update]

For each case the whole diagnosis of one response is counted: the difference
of a run with many and a run with few, so that what is done once does not
count.  A count that is more than TOLERANCE away from the one in
instructions.tsv fails; --update writes the counts there instead.

Counts depend on the compiler, the libraries and the instructions that the
processor offers.  instructions.tsv says what its counts were made with;
elsewhere the counts are printed and nothing is compared.
"""
import os
import re
import subprocess
import sys
import tempfile

CASES = ('a', 'b', 'c', 'd')
FEW, MANY = 2, 22
TOLERANCE = 0.10
BASELINE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        'instructions.tsv')


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True,
                          encoding='utf-8').stdout


def environment():
    """What the counts depend on, without what patches do not change."""
    def version(package):
        return '.'.join(output('pkg-config', '--modversion',
                               package).strip().split('.')[:2])
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        flags = set(re.search(r'^flags\s*:(.*)$', file.read(),
                              re.MULTILINE).group(1).split())
    return ', '.join([
        os.uname().machine + (' with AVX2' if 'avx2' in flags else ''),
        'gcc ' + output('gcc', '-dumpversion').strip().split('.')[0],
        *(f'{p} {version(p)}' for p in ('libxml-2.0', 'xmlsec1', 'openssl')),
        'glibc ' + os.confstr('CS_GNU_LIBC_VERSION').split()[-1],
        output('valgrind', '--version').strip().rsplit('.', 1)[0]])


def profile(path):
    """Instructions in all, and by the object that they are in."""
    objects, names, current, is_call = {}, {}, None, False
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            if line.startswith(('ob=', 'cob=')):
                which, _, rest = line.strip().partition('=')
                key, _, name = rest.partition(' ')
                if name:
                    names[key] = os.path.basename(name)
                if which == 'ob':
                    current = names[key]
            elif line.startswith('calls='):
                is_call = True  # the next line is counted where it is spent
            elif line[0] in '0123456789+-*':
                if not is_call:
                    objects[current] = objects.get(current, 0) + int(
                        line.split()[-1])
                is_call = False
    return objects


def count(build, case, n):
    diagnose = os.path.join(build, 'bench/.libs/diagnose')
    if not os.path.exists(diagnose):
        diagnose = os.path.join(build, 'bench/diagnose')
    files = [os.path.join(case, name) for name in sorted(os.listdir(case))
             if name != 'response.b64']
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'out')
        subprocess.run(
            ['valgrind', '-q', '--tool=callgrind',
             f'--callgrind-out-file={path}', diagnose, str(n), 'verdict',
             'accepted', os.path.join(case, 'response.b64'), *files],
            stdout=subprocess.DEVNULL, check=True,
            env=dict(os.environ,
                     LD_LIBRARY_PATH=os.path.join(build, '.libs')))
        return profile(path)


def one_diagnosis(build, case):
    few, many = count(build, case, FEW), count(build, case, MANY)
    return {name: (many[name] - few.get(name, 0)) // (MANY - FEW)
            for name in many}


def shares(objects):
    total = sum(objects.values())
    parts = sorted(objects.items(), key=lambda part: -part[1])
    return ', '.join(f'{re.sub("[.]so.*", "", name)} {n / total:.0%}'
                     for name, n in parts[:5])


def read_baseline():
    made_with, counts = None, {}
    with open(BASELINE, encoding='utf-8') as file:
        for line in file:
            if line.startswith('# made with: '):
                made_with = line[13:].strip()
            elif not line.startswith('#'):
                case, n = line.split()
                counts[case] = int(n)
    return made_with, counts


def write_baseline(counts):
    with open(BASELINE, 'w', encoding='utf-8') as file:
        file.write('# SPDX-License-Identifier: MIT\n'
                   '# Instructions of one diagnosis of the cases in '
                   'bench/cases.\n'
                   f'# made with: {environment()}\n')
        for case, n in counts.items():
            file.write(f'{case}\t{n}\n')


def main():
    build, cases, *rest = sys.argv[1:]
    made_with, wanted = read_baseline() if not rest else (None, {})
    is_here = made_with == environment()
    counts, failed = {}, 0
    for case in CASES:
        objects = one_diagnosis(build, os.path.join(cases, case))
        counts[case] = sum(objects.values())
        change = counts[case] / wanted[case] - 1 if is_here else 0
        is_off = abs(change) > TOLERANCE
        failed += is_off
        words = f'{change:+.1%}' if is_here else 'not compared'
        print(f'{"not ok" if is_off else "ok"} - {case}: {counts[case]} '
              f'instructions, {words} ({shares(objects)})')
    if rest:
        write_baseline(counts)
    elif not is_here:
        print(f'# instructions.tsv was made with {made_with}\n'
              f'# and this is              {environment()}')
    elif failed:
        print('# Where the change is meant: script/instructions --update')
    return failed > 0


sys.exit(main())
