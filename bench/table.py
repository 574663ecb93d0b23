#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The table of script/bench, and the same as JSON.

    table.py RUNS VERDICTS MEMORY RESULT.json

RUNS has a line for each run: case, program, microseconds; VERDICTS one for
each probe: program, probe, accepted or refused; MEMORY the most that a process
has held: name, kB.  Medians are compared, and
nothing but medians of the same file.
"""
import json
import os
import platform
import statistics
import sys

PEERS = ('lasso', 'python3-saml', 'pysaml2', 'node-saml', 'samlify')
# What each program is, where its name does not say it.
NOTES = {
    'floor': 'parse, canonicalise and verify by hand; checks nothing else',
    'lean_xmlsec': 'parse and verify with xmlsec; checks nothing else',
    'samldx': 'the whole diagnosis, with what lies beside it at hand',
    'samldx_anew': 'the same, with everything read anew',
    'samldx_json': 'the same as samldx, with its report written',
    'lasso': 'C, through its Python binding; conditions by its caller',
    'python3-saml': 'Python, on xmlsec and lxml',
    'pysaml2': 'Python; starts xmlsec1 for each signature',
    'node-saml': 'JavaScript',
    'samlify': 'JavaScript; without the schemas it can be given',
}


def read(path):
    with open(path, encoding='utf-8') as file:
        return [line.rstrip('\n').split('\t') for line in file]


def machine():
    model = platform.processor() or platform.machine()
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        for line in file:
            if line.startswith('model name'):
                model = line.split(': ', 1)[1].strip()
                break
    return {'system': f'{platform.system()} {platform.release()} '
                      f'{platform.machine()}',
            'processor': model, 'processors': os.cpu_count()}


def goals(m, kb, sizes):
    """What is wanted, what was measured; larger is better."""
    def faster(case, who, than):
        if (case, who) not in m or (case, than) not in m:
            return None
        return m[case, than] / m[case, who]

    def peer(case):
        found = [m[case, p] for p in PEERS if (case, p) in m]
        return min(found) / m[case, 'samldx'] if found else None

    return [
        ('a, of lean xmlsec', 0.8, faster('a', 'samldx', 'lean_xmlsec')),
        ('a, of the fastest peer', 2.5, peer('a')),
        ('a, of python3-saml', 15, faster('a', 'samldx', 'python3-saml')),
        ('a with JSON, of a', 0.7, faster('a', 'samldx_json', 'samldx')),
        ('b, of the fastest peer', 2.5, peer('b')),
        ('c, of the floor', 0.7, faster('c', 'samldx', 'floor')),
        ('c, of the fastest peer', 3, peer('c')),
        ('d, of lean xmlsec', 0.8, faster('d', 'samldx', 'lean_xmlsec')),
        ('d, of the fastest peer', 4, peer('d')),
        ('size of d of a, of their times', 1,
         sizes['d'] / sizes['a'] * m['a', 'samldx'] / m['d', 'samldx']),
        ('two threads, of one', 1.9,
         faster('filter', 'samldx_jobs_2', 'samldx_jobs_1')),
        ('a process, of one that only verifies', 1 / 1.5,
         faster('process', 'samldx_check', 'oneshot_xmlsec')),
        ('a process, of xmlsec1', 4,
         faster('process', 'samldx_check', 'xmlsec1')),
        ('half a second, of a HAR of 100 MB', 1,
         5e5 / m['large', 'samldx_har']),
        ('10,000 entities, of xmllint --stream', 1 / 3,
         faster('large', 'samldx_federation', 'xmllint_stream')),
        ('with 20,000 different certificates', 1 / 8,
         faster('large', 'samldx_distinct', 'xmllint_stream')),
        ('10,000 entities, of samlsign', 10,
         faster('large', 'samldx_federation', 'samlsign')),
        ('1,000 entities, of pysaml2', 10,
         faster('federation', 'samldx', 'pysaml2')),
        ('12 MB, of what a check takes', 1,
         12000 / (kb['check'] - kb['linked'])),
        ('32 MB, beyond a HAR of 100 MB', 1,
         32000 / (kb['check_har'] - kb['linked'] - sizes['har'] / 1000)),
        ('24 MB, of what metadata take', 1,
         24000 / (kb['metadata'] - kb['linked'])),
        ('1 MB, by 5,500 more lines of filter', 1,
         1000 / max(kb['filter_many'] - kb['filter_few'], 1)),
    ]


def print_medians(medians):
    print(f'{"case":8} {"program":15} {"microseconds":>12} {"a second":>9}  '
          'samldx is faster by')
    for (case, who), us in medians.items():
        ours = medians.get((case, 'samldx'), medians.get(
            (case, 'samldx_check')))
        ratio = f'{us / ours:8.2f}' if ours and case != 'filter' else ''
        print(f'{case:8} {who:15} {us:12.1f} {1e6 / us:9.0f}  {ratio:8}'
              f'  {NOTES.get(who, "") if case == "a" else ""}'.rstrip())


def print_goals(rows):
    print(f'\n{"goal":40} {"wanted":>7} {"found":>7}')
    for words, wanted, found in rows:
        answer = 'not measured' if found is None else (
            f'{found:7.2f}  ' + ('reached' if found >= wanted else
                                 'NOT reached'))
        print(f'{words:40} {wanted:7.2f} {answer}')


def print_verdicts(verdicts):
    programs = list(verdicts)
    probes = sorted({p for row in verdicts.values() for p in row})
    print('\nWhat is accepted, of responses that all but "good" have '
          'something odd:')
    print(f'{"":20}' + ''.join(f'{p:>14}' for p in programs))
    for probe in probes:
        print(f'{probe:20}' + ''.join(
            f'{verdicts[p].get(probe, "-"):>14}' for p in programs))


def main():
    runs, verdict_file, memory, result = sys.argv[1:]
    values, verdicts = {}, {}
    for case, who, microseconds in read(runs):
        values.setdefault((case, who), []).append(float(microseconds))
    for who, probe, verdict in read(verdict_file):
        verdicts.setdefault(who, {})[probe] = verdict
    medians = {key: statistics.median(v) for key, v in sorted(
        values.items(), key=lambda item: item[0][0])}
    kb = {name: int(n) for name, n in read(memory)}
    here = os.path.dirname(runs)
    sizes = {'har': os.path.getsize(os.path.join(here, 'large.har'))}
    for case in ('a', 'd'):
        sizes[case] = os.path.getsize(
            os.path.join(here, 'cases', case, 'response.b64'))
    rows = goals(medians, kb, sizes)
    print_medians(medians)
    print_goals(rows)
    print('\nMost memory, in kB: ' +
          ', '.join(f'{name} {n}' for name, n in kb.items()))
    print_verdicts(verdicts)
    where = machine()
    print(f'\nOn {where["system"]}, {where["processors"]} processors, '
          f'{where["processor"]}; medians of '
          f'{len(values["a", "samldx"])} rounds')
    with open(result, 'w', encoding='utf-8') as file:
        json.dump({
            'machine': where,
            'medians': [
                {'case': case, 'program': who, 'microseconds': round(us, 2)}
                for (case, who), us in medians.items()],
            'goals': [
                {'goal': words, 'wanted': round(wanted, 2),
                 'found': found and round(found, 3)}
                for words, wanted, found in rows],
            'memory_kb': kb, 'programs': NOTES, 'verdicts': verdicts}, file, indent=1)
        file.write('\n')


main()
