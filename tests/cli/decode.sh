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
"$samldx" decode "$work/broken.xml" >/dev/null 2>"$work/err"
say 'and called broken' grep -q 'breaks off' "$work/err"

# For the eye: the same content, but for blanks.
"$samldx" decode --as indented "$work/sent.xml" >"$work/indented.xml"
say 'indented: says that nothing verifies' \
    grep -q 'no signature verifies over it' "$work/indented.xml"
xmllint --noblanks --c14n "$work/sent.xml" >"$work/a"
grep -v '^<!--' "$work/indented.xml" >"$work/b.xml"
xmllint --noblanks --c14n "$work/b.xml" >"$work/b"
say 'indented: the same content' cmp "$work/a" "$work/b"
make_case compact 'as xml'
"$samldx" decode --as indented "$work/case/response.xml" >"$work/out"
say 'indented: a line for each element' [ "$(wc -l <"$work/out")" -gt 40 ]
make_case 'encrypt assertion data=aes256-cbc' 'give key sp' 'as xml'
"$samldx" decode --as indented --key "$work/case/sp.pem" \
    "$work/case/response.xml" >"$work/out"
say 'indented: what was opened too' grep -q '>ana.silva<' "$work/out"

# What xmlsec1 decrypts is what is decrypted here.
xmlsec1 --decrypt --privkey-pem "$work/case/sp.pem" \
    "$work/case/response.xml" >"$work/xmlsec.xml" 2>"$work/err"
"$samldx" decode --as assertion --key "$work/case/sp.pem" \
    "$work/case/response.xml" >"$work/ours.xml"
say 'decrypted as xmlsec1 does it' python3 -c '
import sys
theirs, ours = (open(name, "rb").read() for name in sys.argv[1:])
start = theirs.index(b"<saml:Assertion")
assert theirs[start:theirs.index(b"</saml:Assertion>")] == \
    ours[:ours.index(b"</saml:Assertion>")]
' "$work/xmlsec.xml" "$work/ours.xml"
say 'certificates: how long they hold' sh -c "'$samldx' decode --as certificates \
    '$work/sent.xml' | grep -qE 'Not after: .*(, in | ago)'"
echo "1..$n"
exit $failed
