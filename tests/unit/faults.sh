#!/bin/bash
# SPDX-License-Identifier: MIT
# Each function outside of samldx that its objects call stands in
# tests/unit/faults.def, as one that can be made to fail or as one that needs
# not.  Names that begin with two underscores belong to the compiler.
set -eu -o pipefail

table=$SAMLDX_SRCDIR/tests/unit/faults.def
archive=$SAMLDX_BUILDDIR/.libs/libinside.a
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

nm "$archive" 2>"$work/said" | awk '
$1 == "U" { wanted[$2] = 1 }
$2 ~ /^[A-TV-Za-tv-z]$/ && NF == 3 { own[$3] = 1 }
END {
	for (name in wanted)
		if (!(name in own) && name !~ /^_/)
			print name
}' | sort >"$work/called"
sed -n -e 's/^WRAP[0-9]([^,]*,[^,]*,[^,]*, \([A-Za-z0-9_]*\)[,)].*/\1/p' \
    -e 's/^NEVER(\(.*\))$/\1/p' "$table" | sort >"$work/listed"

n=0
check()
{
	n=$((n + 1))
	if [ -s "$work/odd" ]; then
		echo "not ok $n - $1"
		sed 's/^/# /' "$work/odd"
		exit 1
	fi
	echo "ok $n - $1"
}

[ -s "$work/called" ] || echo 'no symbols were read' >"$work/odd"
touch "$work/odd"
check 'the objects can be read'
uniq -d "$work/listed" >"$work/odd"
check 'nothing stands in the table twice'
comm -23 "$work/called" "$work/listed" >"$work/odd"
check 'every function that is called stands in the table'
echo "1..$n"
