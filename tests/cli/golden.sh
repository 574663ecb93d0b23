#!/bin/bash
# SPDX-License-Identifier: MIT
# The reports of testdata/golden, byte for byte, in every format, but for what
# every new check changes: how many passed, and which.  After a
# change that is meant, write them anew and read the difference:
#	UPDATE=1 SAMLDX_SRCDIR=. SAMLDX_BUILDDIR=build tests/cli/golden.sh
set -eu -o pipefail
samldx=$SAMLDX_BUILDDIR/samldx
idp=$SAMLDX_BUILDDIR/tests/idp/idp
golden=$(cd "$SAMLDX_SRCDIR/testdata/golden" && pwd)
IDP_KEYS=$(cd "$SAMLDX_SRCDIR/tests/idp/keys" && pwd)
export IDP_KEYS
samldx=$(cd "$(dirname "$samldx")" && pwd)/samldx
idp=$(cd "$(dirname "$idp")" && pwd)/idp
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

# Numbers become N; lists of checks and their pages are left out, and the
# style sheet of HTML.
steady()
{
	sed -E -e 's/^passed [0-9]+   not checked [0-9]+:/passed N   not checked N:/' \
	    -e 's/^passed [0-9]+   not checked 0$/passed N   not checked 0/' \
	    -e 's/^  [0-9]+ without /  N without /' \
	    -e 's/ tests="[0-9]+"/ tests="N"/; s/ skipped="[0-9]+"/ skipped="N"/' \
	    -e 's/Passed: [0-9]+( checks|\.)/Passed: N\1/; s/Not checked: [0-9]+/Not checked: N/' \
	    -e 's/"help":\{.*\},"defaultConfiguration"/"help":{},"defaultConfiguration"/' |
	    awk '
	/^  "(not_checked|passed)": \[$/ { print; inside = 1; next }
	/^<(style|details|table class="gaps")>$/ { print; inside = 1; next }
	/^  \]|^<\/(style|details|table)>$/ { inside = 0 }
	/<skipped|^<testcase .*"\/>$/ { next }
	!inside'
}

# shellcheck disable=SC2086
# One report, made among the files so that it names no folder.
report()
{
	(umask 077 && cd "$work/files" && chmod 600 ./* &&
	    if [ "$command" ]; then
		eval "\"$samldx\" preflight --at 2026-11-20T12:00:00Z --ignore metadata-schema \
		    --format $1 $beside -- $command" 2>/dev/null
	    else
		"$samldx" $verb --format "$1" -- * 2>/dev/null
	    fi) ||
	    [ $? -le 3 ]
}

for recipe in "$golden"/*.recipe; do
	name=$(basename "$recipe" .recipe)
	rm -rf "$work/files"
	mkdir "$work/files"
	"$idp" "$recipe" "$work/files"
	verb=check
	! grep -q '^ask metadata' "$recipe" ||
	    verb='metadata --at 2026-11-20T12:00:00Z --ignore metadata-schema'
	! grep -q '^ask rotation' "$recipe" ||
	    verb='rotate --at 2026-11-20T12:00:00Z --plan'
	command=$(sed -n 's/^command //p' "$recipe")
	# What the command names is no file that lies beside it.
	beside=
	for file in "$work/files"/*; do
		file=${file##*/}
		[[ $command == *file://$file* ]] || beside="$beside $file"
	done
	for format in text json sarif github junit html markdown; do
		n=$((n + 1))
		report $format | steady >"$work/report"
		if [ "${UPDATE:-}" ]; then
			cp "$work/report" "$golden/$name.$format"
		fi
		if diff -u "$golden/$name.$format" "$work/report" \
		    >"$work/diff"; then
			echo "ok $n - $name in $format"
		else
			echo "not ok $n - $name in $format"
			sed 's/^/# /' "$work/diff"
			failed=1
		fi
	done
done
echo "1..$n"
exit $failed
