#!/bin/bash
# SPDX-License-Identifier: MIT
# docs/attacks.md is what script/attacks makes of the cases, and nothing that
# the catalogue names is missing: script/attacks fails where it is.
set -u -o pipefail
cd "${SAMLDX_SRCDIR:-.}" || exit 1
out=$(mktemp)
trap 'rm -f "$out"' EXIT

echo 1..3
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

# A case that no bullet names would be one that nobody looks for.
cut -f 3 testdata/attacks/catalogue.tsv | tr ' ' '\n' | sort -u >"$out"
if find testdata/attacks -name '*.recipe' -printf '%P\n' |
    sed 's/\.recipe$//' | sort | comm -23 - "$out" | grep .; then
	echo 'not ok 3 - cases that catalogue.tsv does not name'
else
	echo 'ok 3 - every case stands in the catalogue'
fi
