#!/bin/bash
# SPDX-License-Identifier: MIT
# Key files of every kind, made with openssl and ssh-keygen: each is named for
# what it is, and the command that is printed makes of it what IAM takes.
set -eu -o pipefail

samldx=$(cd "$SAMLDX_BUILDDIR" && pwd)/samldx
keys=$(cd "$SAMLDX_SRCDIR/tests/idp/keys" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
cd "$work"
n=0
failed=0

say()
{
	local name=$1
	shift

	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' report.json
		failed=1
	fi
}

preflight()
{
	"$samldx" preflight --format json -- aws iam update-saml-provider \
	    --saml-provider-arn arn:aws:iam::123456789012:saml-provider/Example \
	    --add-private-key "file://$1" >report.json 2>/dev/null ||
	    [ $? -eq 1 ]
}

# value JQ-LIKE PATH: of the report, by python, for there is no jq.
value()
{
	python3 -c '
import json, sys
report = json.load(open("report.json"))
found = [f for f in report["findings"] if f["id"] == sys.argv[1]]
if not found:
    print("")
elif sys.argv[2] == "command":
    print(" ".join(x["command"] or "" for x in found[0]["fixes"]))
else:
    print(found[0][sys.argv[2]] or "")' "$1" "$2"
}

# kind FILE ERROR WORDS: what is said of the file.
kind()
{
	preflight "$1"
	say "$1 leads to ${2:-no error}" \
	    [ "$(value upload-key-form aws_error)" = "$2" ]
	say "$1 is $3" grep -qF -- "$3" \
	    <<<"$(value upload-key-form message)$(value upload-key-clean found)"
}

# converts FILE: the printed command makes a key that IAM takes.
converts()
{
	local command
	preflight "$1"
	command=$(value upload-key-form command)
	rm -f key.pem
	say "$1 has a command" [ -n "$command" ]
	PASS=secret bash -c "${command//openssl pkcs12/openssl pkcs12 -passin env:PASS}" \
	    >/dev/null 2>&1 </dev/null ||
	    PASS=secret bash -c "${command//openssl pkey/openssl pkey -passin env:PASS}" \
		>/dev/null 2>&1 </dev/null || :
	say "$1 is converted by it" test -s key.pem
	preflight key.pem
	say "$1 is then a key that IAM takes" \
	    [ "$(value upload-key-form aws_error)" = "" ]
}

cp "$keys/sp.pem" pkcs8.pem
cp "$keys/sp.crt" certificate.pem
openssl rsa -in pkcs8.pem -traditional -out pkcs1.pem 2>/dev/null
openssl pkey -in pkcs8.pem -aes256 -passout pass:secret -out locked8.pem
openssl rsa -in pkcs8.pem -traditional -aes256 -passout pass:secret \
    -out locked1.pem 2>/dev/null
openssl ecparam -name prime256v1 -genkey -out ec.pem
openssl pkcs8 -topk8 -nocrypt -in ec.pem -out ec8.pem
openssl genpkey -algorithm ed25519 -out ed25519.pem
openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 \
    -out dsaparam.pem 2>/dev/null
openssl genpkey -paramfile dsaparam.pem -out dsa.pem
openssl pkey -in pkcs8.pem -outform DER -out key.der
openssl rsa -in pkcs8.pem -traditional -outform DER -out key1.der 2>/dev/null
openssl pkcs8 -topk8 -in pkcs8.pem -outform DER -passout pass:secret \
    -out locked.der
openssl x509 -in certificate.pem -outform DER -out certificate.der
openssl pkey -in pkcs8.pem -pubout -out public.pem
openssl pkey -in pkcs8.pem -pubout -outform DER -out public.der
openssl pkcs12 -export -inkey pkcs8.pem -in certificate.pem \
    -passout pass:secret -out key.p12
openssl req -new -key pkcs8.pem -subj /CN=x -out request.pem
sed 's/$/\r/' pkcs8.pem >crlf.pem
{ printf '\xef\xbb\xbf' && cat pkcs8.pem; } >bom.pem
cat pkcs8.pem certificate.pem >several.pem
{ echo 'Bag Attributes' && cat pkcs8.pem; } >before.pem
head -n 10 pkcs8.pem >cut.pem
{ head -n 5 pkcs8.pem && tail -n 3 pkcs8.pem; } >damaged.pem
grep -v -- ----- pkcs8.pem >bare.pem
iconv -f ASCII -t UTF-16 pkcs8.pem >wide.pem
: >empty.pem
echo 'my key' >text.pem

kind pkcs8.pem '' ''
kind pkcs1.pem '' ''
kind locked8.pem private-key-encrypted 'encrypted PKCS#8'
kind locked1.pem private-key-encrypted 'Proc-Type: 4,ENCRYPTED'
kind ec.pem private-key-invalid 'elliptic curves'
kind ec8.pem private-key-invalid 'algorithm EC'
kind ed25519.pem private-key-invalid 'algorithm ED25519'
kind dsa.pem private-key-invalid 'algorithm DSA'
kind key.der private-key-format 'private key in DER'
kind key1.der private-key-format 'private key in DER'
kind locked.der private-key-format 'in DER under a passphrase'
kind certificate.pem private-key-invalid 'a certificate'
kind certificate.der private-key-format 'a certificate in DER'
kind public.pem private-key-invalid 'a public key'
kind public.der private-key-format 'a public key in DER'
kind key.p12 private-key-format 'PKCS#12'
kind request.pem private-key-invalid 'a certificate request'
kind crlf.pem '' 'line ends of Windows'
kind several.pem '' '2 blocks of PEM'
kind before.pem '' 'text before the block'
kind cut.pem private-key-invalid 'its -----END line is missing'
kind damaged.pem private-key-invalid 'cannot be read'
kind bare.pem private-key-format 'without its -----BEGIN'
kind wide.pem private-key-format 'UTF-16'
kind empty.pem private-key-format 'an empty file'
kind text.pem private-key-format 'no PEM'
preflight bom.pem
say 'a byte order mark breaks the pattern of the parameter' \
    [ "$(value command-value-characters aws_error)" = request-constraint ]
for file in locked8.pem locked1.pem key.der key1.der key.p12 wide.pem; do
	converts "$file"
done
if command -v ssh-keygen >/dev/null; then
	cp pkcs8.pem openssh.pem
	ssh-keygen -q -p -N '' -f openssh.pem >/dev/null 2>&1
	if grep -q OPENSSH openssh.pem; then
		kind openssh.pem private-key-format OpenSSH
		converts openssh.pem
	fi
fi
secret=$(sed -n 2p pkcs8.pem)
say 'no key is printed' [ "$(grep -cF "$secret" report.json)" = 0 ]
# Nor where it is not quoted, or given to the wrong option.
# shellcheck disable=SC2046
"$samldx" preflight -- aws iam update-saml-provider --saml-provider-arn x \
    --add-private-key $(cat pkcs8.pem) >report.json 2>&1 || [ $? -eq 1 ]
say 'a key without quotes is not repeated' \
    [ "$(grep -cF "${secret:0:20}" report.json)" = 0 ]
"$samldx" preflight -- aws iam update-saml-provider --saml-provider-arn x \
    --remove-private-key "$(cat pkcs8.pem)" >report.json 2>&1 || [ $? -eq 1 ]
say 'nor one in the place of a Key ID' \
    [ "$(grep -cF "${secret:0:20}" report.json)" = 0 ]
"$samldx" preflight --format json -- aws iam update-saml-provider \
    --saml-provider-arn "$(cat pkcs8.pem)" --remove-private-key \
    "$(sed -n 2,20p pkcs8.pem | tr -d '\n')" >report.json 2>&1 ||
    [ $? -eq 1 ]
say 'nor one in the place of an ARN' \
    [ "$(grep -cF "${secret:0:20}" report.json)" = 0 ]
# A fresh key: nobody else's, over nothing, and both files belong together.
umask 022
"$samldx" rotate --new-key fresh.pem --bits 2048 --subject 'My SAML' >report.json
say 'a fresh key is nobody else'"'"'s' [ "$(stat -c %a fresh.pem)" = 600 ]
say 'its certificate is everybody'"'"'s' [ "$(stat -c %a fresh.crt)" = 644 ]
say 'they belong together' [ "$(openssl pkey -in fresh.pem -pubout)" = \
    "$(openssl x509 -in fresh.crt -noout -pubkey)" ]
say 'the certificate holds by itself' openssl verify -check_ss_sig \
    -CAfile fresh.crt fresh.crt
say 'it has the name' grep -q 'CN *= *My SAML' \
    <<<"$(openssl x509 -in fresh.crt -noout -subject)"
say 'the key is not printed' \
    [ "$(grep -cF "$(sed -n 2p fresh.pem)" report.json)" = 0 ]
kind fresh.pem '' ''
cp fresh.pem kept.pem
status=0
"$samldx" rotate --new-key fresh.pem >report.json 2>&1 || status=$?
say 'it is not written over' [ "$status" -eq 2 ]
say 'and is what it was' cmp -s fresh.pem kept.pem
status=0
rm fresh.pem
"$samldx" rotate --new-key fresh.pem >report.json 2>&1 || status=$?
say 'nor is its certificate' [ "$status" -eq 2 ]
say 'and no key is left' [ ! -e fresh.pem ]
status=0
"$samldx" rotate --new-key small.pem --bits 1024 >report.json 2>&1 || status=$?
say 'a short key is not made' [ "$status" -eq 2 ]
echo "1..$n"
exit $failed
