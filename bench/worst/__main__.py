# SPDX-License-Identifier: MIT
"""The worst inputs that are known, of each kind, up to 16 MiB.

    worst list           the names, each with the verb it is given to
    worst NAME FOLDER    the files of one, written into FOLDER; their
                            names as arguments of samldx are printed; one
                            that an option takes is --option=name

They were found by trying: what makes XML parsers, canonicalisation, searches
and lists slow or large, at the size at which samldx still takes it and just
beyond.  `script/bench` measures them, tests/cli/worst.py runs them.
"""
import os
import sys

import document  # noqa: F401
import keys  # noqa: F401
import others  # noqa: F401
from made import CASES


def write(name, folder):
    verb, function = CASES[name]
    made = function()
    if not isinstance(made, dict):
        made = {'input': made}
    paths = []
    for given, data in made.items():
        option, is_option, file = given.rpartition('=')
        path = os.path.join(folder, file)
        with open(path, 'wb') as out:
            out.write(data if isinstance(data, bytes) else data.encode())
        paths.append(option + is_option + path)
    return verb, paths


def main():
    if sys.argv[1:] == ['list']:
        for name, (verb, _) in CASES.items():
            print(name, verb)
        return 0
    if len(sys.argv) != 3 or sys.argv[1] not in CASES:
        sys.stderr.write(__doc__)
        return 2
    verb, paths = write(sys.argv[1], sys.argv[2])
    print(' '.join([verb, *paths]))
    return 0


if __name__ == '__main__':
    sys.exit(main())
