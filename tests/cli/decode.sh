#!/bin/bash
# SPDX-License-Identifier: MIT
# samldx decode gives back what was sent, octet for octet.
set -eu -o pipefail

samldx=$(cd "$SAMLDX_BUILDDIR" && pwd)/samldx
idp=$(cd "$SAMLDX_BUILDDIR/tests/idp" && pwd)/idp
cd "$SAMLDX_SRCDIR"
keys=$PWD/tests/idp/keys
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

# say NAME COMMAND...: a case that holds when COMMAND does.
say()
{
	local name=$1
	shift

	n=$((n + 1))
	if "$@" >"$work/said" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$work/said"
		failed=1
	fi
}

# is STATUS COMMAND...: it exits so.
# shellcheck disable=SC2317
is()
{
	local wanted=$1 got=0
	shift

	"$@" || got=$?
	[ "$got" -eq "$wanted" ]
}

# make RECIPE-LINE...: the case of these lines in $work/case.
make_case()
{
	rm -rf "$work/case"
	mkdir "$work/case"
	printf '%s\n' "$@" >"$work/recipe"
	IDP_KEYS=$keys "$idp" "$work/recipe" "$work/case"
}

make_case 'as xml'
cp "$work/case/response.xml" "$work/sent.xml"
for form in base64 form har tracer; do
	make_case "as $form"
	capture=$(find "$work/case" -type f ! -name role.json ! -name metadata.xml)
	"$samldx" decode "$capture" >"$work/out"
	say "the octets of $form" cmp "$work/sent.xml" "$work/out"
done
"$samldx" decode --as base64 "$work/sent.xml" >"$work/b64"
base64 -d "$work/b64" >"$work/out"
say 'base64' cmp "$work/sent.xml" "$work/out"
"$samldx" decode --as url "$work/sent.xml" >"$work/url"
python3 -c 'import base64, sys, urllib.parse
sys.stdout.buffer.write(base64.b64decode(
    urllib.parse.unquote(open(sys.argv[1]).read())))' "$work/url" >"$work/out"
say 'percent-encoded' cmp "$work/sent.xml" "$work/out"
"$samldx" decode --as attributes "$work/sent.xml" >"$work/out"
say 'attributes' grep -q '^RoleSessionName .*\[AWS reads it\]$' "$work/out"
"$samldx" decode --as json "$work/sent.xml" >"$work/out"
say 'json' python3 -c 'import json, sys
message = json.load(open(sys.argv[1]))
assert message["type"] == "Response"
assert message["assertion"]["name_id"] == "ana.silva"' "$work/out"
"$samldx" decode --as certificates "$work/sent.xml" >"$work/out"
openssl x509 -in "$work/out" -noout -fingerprint -sha256 |
    sed 's/.*=//' | tr 'A-F' 'a-f' >"$work/openssl"
say 'a certificate as openssl reads it' \
    grep -qF "SHA-256: $(cat "$work/openssl")" "$work/out"

make_case 'encrypt assertion data=aes256-gcm' 'give key sp' 'as xml'
"$samldx" decode --as assertion "$work/case/response.xml" \
    --key "$work/case/sp.pem" >"$work/out"
say 'an encrypted assertion is opened' xmllint --noout "$work/out"
say 'and is one' grep -q ana.silva "$work/out"
say 'without a key it is not' is 3 "$samldx" decode --as assertion \
    "$work/case/response.xml"
say 'an output of its own' is 0 "$samldx" decode --output "$work/new.xml" \
    "$work/sent.xml"
say 'with the octets' cmp "$work/sent.xml" "$work/new.xml"
say 'for its owner alone' [ "$(stat -c %a "$work/new.xml")" = 600 ]
echo nothing >"$work/nothing"
say 'no message' is 3 "$samldx" decode "$work/nothing"
say 'wrong usage' is 2 "$samldx" decode --as wav "$work/sent.xml"
printf '<a><b>broken' >"$work/broken.xml"
say 'broken XML is still shown' is 0 "$samldx" decode "$work/broken.xml"
echo "1..$n"
exit $failed
