#!/bin/bash
# SPDX-License-Identifier: MIT
# docs/attacks.md is what script/attacks makes of the cases.
set -u -o pipefail
cd "${SAMLDX_SRCDIR:-.}" || exit 1
out=$(mktemp)
trap 'rm -f "$out"' EXIT

echo 1..2
if script/attacks >"$out" && cmp -s "$out" docs/attacks.md; then
	echo 'ok 1 - docs/attacks.md is up to date'
else
	diff "$out" docs/attacks.md | head -n 10
	echo 'not ok 1 - docs/attacks.md: script/attacks >docs/attacks.md'
fi

# A folder that families.tsv does not name would be left out of the page.
if diff <(cut -f 1 testdata/attacks/families.tsv | sort) \
    <(find testdata/attacks -mindepth 1 -type d -printf '%f\n' | sort); then
	echo 'ok 2 - every family is on the page'
else
	echo 'not ok 2 - a family is missing'
fi
