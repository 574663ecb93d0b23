#!/bin/bash
# SPDX-License-Identifier: MIT
# The installed library as others meet it: found by pkg-config, used by a
# program outside the tree, in C and in C++, and exporting what its headers
# declare and nothing else.  make installcheck runs it with PREFIX/lib,
# PREFIX/include and PREFIX/bin, and CC.
set -eu -o pipefail

libdir=$1
includedir=$2
bindir=$3
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export PKG_CONFIG_PATH="$libdir/pkgconfig"
export LD_LIBRARY_PATH="$libdir"
n=0

ok()
{
	n=$((n + 1))
	echo "ok $n - $1"
}

read -r -a flags <<<"$(pkg-config --cflags --libs samldx)"
"${CC:-cc}" -std=c11 -Wall -Werror -o use "$here/use.c" "${flags[@]}"
./use >report
grep -q . report
ok 'a program outside the tree compiles with pkg-config and runs'

printf '#include <samldx.h>\nint main() { return !sdx_version(); }\n' >use.cc
"${CXX:-c++}" -Wall -Werror -o use++ use.cc "${flags[@]}"
./use++
ok 'the header serves C++'

[ "$(pkg-config --modversion samldx)" = "$("$bindir/samldx" --version |
    awk '{ print $2; exit }')" ]
ok 'pkg-config and the command name one version'

nm -D --defined-only "$libdir/libsamldx.so" | awk '{ print $3 }' |
    sort -u >exported
grep -oh '\<sdx_[a-z_]*(' "$includedir"/samldx*.h | tr -d '(' |
    sed '/_fn$/d' | sort -u >declared
# The example at the top of samldx.h calls functions, and names no other.
diff declared exported
ok 'the library exports what its headers declare, and nothing else'
echo "1..$n"
