#!/bin/bash
# SPDX-License-Identifier: MIT
# The files that recipes made are those that the recipes make.
set -eu -o pipefail

idp=$(cd "$SAMLDX_BUILDDIR/tests/idp" && pwd)/idp
cd "$SAMLDX_SRCDIR"
IDP_KEYS=$PWD/tests/idp/keys
export IDP_KEYS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

# same NAME COMMAND...: a case that holds when COMMAND does.
same()
{
	local name=$1
	shift

	n=$((n + 1))
	if "$@" >"$work/diff"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$work/diff"
		failed=1
	fi
}

mkdir "$work/demo"
"$idp" testdata/samples/demo.recipe "$work/demo"
same 'testdata/samples/demo' diff -r testdata/samples/demo "$work/demo"
for recipe in tests/fuzz/seeds/*.recipe; do
	name=$(basename "$recipe" .recipe)
	mkdir "$work/$name"
	"$idp" "$recipe" "$work/$name"
	! grep -q '^ask metadata' "$recipe" ||
	    mv "$work/$name/metadata.xml" "$work/$name/response.xml"
	for file in "$work/$name"/{response.*,login.har}; do
		[ ! -f "$file" ] ||
		    same "tests/fuzz/corpus/$name" \
			cmp "$file" "tests/fuzz/corpus/$name.${file##*.}"
	done
done
echo "1..$n"
exit $failed
