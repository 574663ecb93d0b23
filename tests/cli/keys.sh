#!/bin/bash
# SPDX-License-Identifier: MIT
# Private keys on the command line: passphrases, file modes, what was signed.
set -u
samldx=$SAMLDX_BUILDDIR/samldx
idp=$SAMLDX_BUILDDIR/tests/idp/idp
IDP_KEYS=$SAMLDX_SRCDIR/tests/idp/keys
export IDP_KEYS
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99
n=0

ok() { # ok STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# out: /' out
		sed 's/^/# err: /' err
	fi
}

check() { # check ARGUMENT...: without a terminal to ask on
	setsid -w "$samldx" check "$@" >out 2>err </dev/null
	status=$?
}

holds() { # holds FILE TEXT NAME
	grep -qF -- "$2" "$1"
	ok $? "$3"
}

cat >recipe <<'END'
encrypt assertion data=aes256-gcm key=rsa-oaep-mgf1p to=sp-encrypted
END
mkdir case
"$idp" recipe case >out 2>err
ok $? 'an encrypted response was made'
cp "$IDP_KEYS/sp-encrypted.pem" case/key.pem
chmod 600 case/key.pem
printf 'correct horse\nanother line\n' >right
printf 'battery staple\n' >wrong

check --passphrase-file right case/*
[ "$status" -eq 0 ]
ok $? 'the passphrase from a file opens the key'
holds out 'decrypted with key.pem' 'the report names the key'
check --passphrase-file wrong case/*
! grep -q 'decrypted with' out
ok $? 'a wrong passphrase opens nothing'
check case/*
! grep -q 'decrypted with' out
ok $? 'without a terminal nobody is asked'
check --passphrase-file nowhere case/*
[ "$status" -eq 3 ]
ok $? 'a passphrase file that is not there'
check --passphrase-file right --key case/key.pem case/response.xml
holds out 'decrypted with key.pem' 'a key that is called one'
! grep -rqF 'correct horse' out err
ok $? 'the passphrase is not told'
chmod 644 case/key.pem
check --passphrase-file right case/*
holds out 'key-file-readable-by-others' 'a key that others can read'

: >empty
mkdir plain
"$idp" empty plain >out 2>err
check --pre-digest octets plain/*
[ "$status" -eq 0 ] && grep -q '^<saml:Assertion' octets
ok $? '--pre-digest writes what was signed'
[ "$(stat -c %a octets)" = 600 ]
ok $? 'for its owner alone'
openssl dgst -sha256 -binary octets | base64 >digest
grep -qF "$(cat digest)" plain/response.xml
ok $? 'its digest is the one in the response'

echo "1..$n"
