#!/bin/bash
# SPDX-License-Identifier: MIT
# samldx metadata as people and pipelines use it: several files, the exit
# status, the repaired copy, certificates as PEM, and what openssl x509 says
# of certificates that are odd.
set -eu -o pipefail
samldx=$(cd "$SAMLDX_BUILDDIR" && pwd)/samldx
idp=$(cd "$SAMLDX_BUILDDIR/tests/idp" && pwd)/idp
top=$(cd "$SAMLDX_SRCDIR" && pwd)
IDP_KEYS=$top/tests/idp/keys
export IDP_KEYS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
n=0
failed=0
# Whether the schemas are installed must not show.
at='--at 2026-11-20T12:00:00Z --ignore metadata-schema'

# ok NAME COMMAND...: a case that holds when COMMAND does.
ok()
{
	local name=$1
	shift

	n=$((n + 1))
	if "$@" >trouble 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' trouble
		failed=1
	fi
}

# shellcheck disable=SC2317
# status N COMMAND...: COMMAND ends with N; what it says stays in out, err.
status()
{
	local want=$1 got=0
	shift

	"$@" >out 2>err || got=$?
	[ "$got" = "$want" ] || { echo "status $got"; cat out err; return 1; }
}

# made NAME: the metadata of the recipe on standard input, as NAME.xml.
made()
{
	mkdir "$1"
	{ echo 'ask metadata'; cat; } >"$1.recipe"
	"$idp" "$1.recipe" "$1" && mv "$1/metadata.xml" "$1.xml"
}

made good </dev/null
printf 'bom\n' | made bom
printf 'append /md:EntityDescriptor <md:SPSSODescriptor\\sa=">"><!--</md:SPSSODescriptor>--></md:SPSSODescriptor>\nbom\nprepend-bytes Date:\\snow\\n\nappend-bytes more\n' | made stray
printf '<html></html>' >page.html

# shellcheck disable=SC2086
{
ok 'one good file: 0' status 0 "$samldx" metadata $at good.xml
ok 'its verdict is the last line' \
    test "$(tail -n 1 out)" = 'IAM would accept this metadata.'
ok 'one that IAM refuses: 1' status 1 "$samldx" metadata $at bom.xml
ok 'any of several: 1' status 1 "$samldx" metadata $at good.xml bom.xml page.html
ok 'a line of summary' \
    test "$(tail -n 1 out)" = '3 judged: 1 accepted, 2 rejected, 0 undetermined'
ok 'a file that is not there: 3' status 3 "$samldx" metadata $at good.xml none.xml
ok 'no file: 2' status 2 "$samldx" metadata
ok 'json of one is an object' status 1 "$samldx" metadata $at --format json bom.xml
ok 'with the path iam' grep -q '"path": "iam"' out
ok 'json of several is an array' status 1 "$samldx" metadata $at --format json good.xml bom.xml
ok 'of two reports' python3 -c 'import json; assert [r["verdict"]["outcome"] for r in json.load(open("out"))] == ["accepted", "rejected"]'
ok 'jsonl has a line for each' status 1 "$samldx" metadata $at --format jsonl good.xml bom.xml
ok 'two lines' test "$(wc -l <out)" = 2

ok 'repair' status 1 "$samldx" metadata -q $at --repair new.xml stray.xml
ok 'says what it left out' grep -q 'without the SPSSODescriptor' err
ok 'and where it stood in the file' grep -q "SPSSODescriptor at offset $(grep -abo '<md:SPSSO' stray.xml | cut -d: -f1)\$" err
ok 'and what IAM would make of it' grep -q 'IAM would accept it' err
ok 'the copy is accepted' status 0 "$samldx" metadata -q $at new.xml
ok 'it is the same otherwise' cmp <(tr -d '\n' <new.xml) <(tr -d '\n' <good.xml)
ok 'never over a file' status 4 "$samldx" metadata -q $at --repair good.xml stray.xml
ok 'which stays as it was' status 0 "$samldx" metadata -q $at good.xml
ok 'nothing to leave out' status 0 "$samldx" metadata -q $at --repair none.xml good.xml
ok 'nothing written' test ! -e none.xml
ok 'one file at a time' status 2 "$samldx" metadata --repair x good.xml bom.xml

ok 'certificates' status 0 "$samldx" metadata -q $at --certs certs good.xml
ok 'as PEM' cmp <(openssl x509 -in certs/*.pem -outform DER) \
    <(openssl x509 -in "$IDP_KEYS/idp.crt" -outform DER)
ok 'never over a file' status 4 "$samldx" metadata -q $at --certs certs good.xml
}

# What an upload would change.
printf 'give current provider\ngive response\nmetadata-certificate key=idp2\n' |
    made change
# shellcheck disable=SC2086
{
ok 'the key that signed the response goes: 1' status 1 "$samldx" metadata $at \
    change.xml --current change/provider.json --capture change/response.xml
ok 'IAM would take it all the same' \
    grep -q '^IAM would accept this metadata, but sign-ins can fail' out
ok 'until the upload' grep -q 'until the upload: holds, by the key of\( O=.*\)*$' out
ok 'and not after it' grep -q 'from the upload on: refused' out
ok 'the safe order' grep -q '^  4\. Upload the new metadata' out
ok 'the same as json' status 1 "$samldx" metadata $at --format json change.xml \
    --current change/provider.json --capture change/response.xml
ok 'fates, and steps' python3 -c 'import json
change = json.load(open("out"))["change"]
assert [k["fate"] for k in change["entities"][0]["keys"]] == ["removed", "added"]
assert change["response"]["before"]["signature"]
assert not change["response"]["after"]["signature"]
assert len(change["steps"]) == 4'
ok 'nothing changes: 0' status 0 "$samldx" metadata $at good.xml --current good.xml
ok 'no step is needed' test "$(grep -c 'locks nobody out' out)" = 0
ok 'what IAM holds is not there: 3' status 3 "$samldx" metadata $at good.xml --current none
}

# The schemas that Debian installs are found, others are named.
printf 'remove //md:SingleSignOnService\n' | made breach
if [ -r /usr/share/xml/opensaml/saml-schema-metadata-2.0.xsd ]; then
	ok 'by themselves' status 0 "$samldx" metadata breach.xml
	ok 'the breach is told' grep -q '^warning.metadata-schema.' out
	ok 'and not where there is none' status 0 "$samldx" metadata -v good.xml
	ok 'it passed' grep -q metadata-schema out
fi
ok 'no schemas there: 3' status 3 "$samldx" metadata --schema-dir . good.xml

# A response beside the metadata.
printf 'give current provider\ngive response encrypt assertion\n' | made beside
# shellcheck disable=SC2086
{
ok 'encrypted, and no key at IAM: 1' status 1 "$samldx" metadata $at \
    beside.xml --current beside/provider.json --capture beside/response.xml \
    --key "$IDP_KEYS/sp.pem"
ok 'who has what' grep -q '^  encryption    does not fit' out
ok 'the key fits' grep -q '^  signing key   fits' out
ok 'no key is given to open it: 0' status 0 "$samldx" metadata $at \
    beside.xml --capture beside/response.xml
ok 'which is said' grep -q '^  signing key   not known: the signature is inside' out
ok 'as json' status 0 "$samldx" metadata $at --format json \
    beside.xml --capture beside/response.xml
ok 'what is not known is null' python3 -c 'import json
a = json.load(open("out"))["agreement"]
assert a["issuer"] is True and a["signing_key"] is None, a
assert a["encryption"] is None and a["encrypted"] is True, a'
}

# The metadata's own signature, and what two others say of it.
signed()
{
	printf 'signing key=idp2 %s\nsign metadata\n%s\n' "$2" "$3" | made "$1"
}
signed sound '' ''
signed strong 'method=rsa-sha512 digest=sha512' ''
signed tampered '' 'attr //md:SingleSignOnService Location https://evil.example.com/'
signed bad-value '' 'text //ds:SignatureValue AAAA'
for name in sound strong tampered bad-value; do
	want=0
	samlsign -c "$IDP_KEYS/idp2.crt" -f "$name.xml" >/dev/null 2>&1 ||
	    want=1
	others=0
	xmlsec1 --verify --enabled-key-data key-name \
	    --pubkey-cert-pem "$IDP_KEYS/idp2.crt" \
	    --id-attr:ID urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor \
	    "$name.xml" >/dev/null 2>&1 || others=1
	ok "$name: samlsign and xmlsec1 agree" test $want = $others
	# shellcheck disable=SC2086
	ok "$name: so does samldx" status $want "$samldx" metadata $at \
	    --signer "$IDP_KEYS/idp2.crt" "$name.xml"
done
# shellcheck disable=SC2086
{
ok 'another signer: 1' status 1 "$samldx" metadata $at \
    --signer "$IDP_KEYS/idp.crt" --format json sound.xml
ok 'as json' python3 -c 'import json
s = json.load(open("out"))["metadata_signature"]
assert s["status"] == "invalid" and s["reason"] == "unknown-key", s'
}

# What identity providers write, told by its shape.
while read -r want name found; do
	# shellcheck disable=SC2086
	ok "$name.xml: $want" status "$([ "$want" = refused ] && echo 1 || echo 0)" \
	    "$samldx" metadata $at --format json \
	    "$top/testdata/samples/metadata/$name.xml"
	# shellcheck disable=SC2086
	ok "$name.xml: ${found:-nothing}" python3 -c 'import json, sys
ids = [f["id"] for f in json.load(open("out"))["findings"]]
assert ids == sys.argv[1:], ids' $found
done <<-'END'
	accepted adfs
	refused entra metadata-byte-order-mark
	accepted google metadata-validity
	accepted keycloak
	accepted keycloak-old
	accepted okta
	refused okta-ws-federation metadata-idp-descriptor signing-key-missing
	refused salesforce-service-provider metadata-idp-descriptor signing-key-missing
	accepted shibboleth
END
# shellcheck disable=SC2086
ok 'foreign roles are left out' status 0 "$samldx" metadata -q $at \
    --repair adfs.xml "$top/testdata/samples/metadata/adfs.xml"
ok 'three of them' test "$(grep -c 'without the' err)" = 3
ok 'and no more' test "$(grep -o '<[A-Za-z]*Descriptor' adfs.xml | sort | uniq -c | tr -s ' \n' ' ')" = \
    ' 1 <EntityDescriptor 1 <IDPSSODescriptor 2 <KeyDescriptor '

# member NAME: of the first certificate in out.
member()
{
	python3 -c "import json; print(json.load(open('out'))['certificates'][0]['$1'])"
}

# What openssl x509 says, without "name=" and in samldx's letters.
says()
{
	openssl x509 -in "certs-$1"/*.pem -noout "${@:2}" 2>/dev/null |
	    sed 's/^[^=]*=//' | tr 'A-F' 'a-f'
}

# An odd certificate: fingerprints and dates are what openssl says.
for kind in plain repeated-extension serial-zero serial-negative serial-long \
    sha1 roca exponent-3 exponent-1 modulus-even modulus-factor p521 ed25519 \
    rsa-pss dsa future ends-soon trailing; do
	printf 'metadata-certificate %s\n' "$kind" | made "odd-$kind"
	# shellcheck disable=SC2086
	"$samldx" metadata $at --format json --fail-on never \
	    --certs "certs-$kind" "odd-$kind.xml" >out
	ok "$kind: SHA-256" test "$(member fingerprint_sha256)" = \
	    "$(says "$kind" -fingerprint -sha256)"
	ok "$kind: SHA-1" test "$(member fingerprint_sha1)" = \
	    "$(says "$kind" -fingerprint -sha1)"
	ok "$kind: end" test "$(date -u -d "$(member not_after)" +%s)" = \
	    "$(date -u -d "$(openssl x509 -in "certs-$kind"/*.pem -noout \
		-enddate | sed 's/^[^=]*=//')" +%s)"
	ok "$kind: key identifier" test "$(member subject_key_id)" = \
	    "$(openssl x509 -in "certs-$kind"/*.pem -noout -ext \
		subjectKeyIdentifier | tail -n 1 | tr -d ' ' | tr A-F a-f)"
done
openssl x509 -in certs-repeated-extension/*.pem -noout -text >text
ok 'openssl shows the extension twice' test "$(grep -c 'X509v3 Key Usage' text)" = 2
openssl x509 -in certs-p521/*.pem -noout -text >text
ok 'openssl names the curve' grep -q secp521r1 text
echo "1..$n"
exit $failed
