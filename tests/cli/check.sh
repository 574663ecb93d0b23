#!/bin/bash
# SPDX-License-Identifier: MIT
# The command as a user meets it: exit statuses, standard input, forced
# kinds, files that cannot be read, reports that cannot be written.
set -u
samldx=$SAMLDX_BUILDDIR/samldx
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

# status WANTED NAME COMMAND...: run it, and compare the exit status.
status() {
	local wanted=$1 name=$2 got
	shift 2
	"$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$wanted" ]
	ok $? "$name (status $wanted)"
}

holds() { # holds FILE TEXT NAME
	grep -qF -- "$2" "$1"
	ok $? "$3"
}

empty() { # empty FILE NAME
	[ ! -s "$1" ]
	ok $? "$2"
}

cat >response.xml <<'END'
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" IssueInstant="2026-11-20T09:03:11Z" Destination="https://signin.aws.amazon.com/saml"><saml:Issuer>https://idp.example.com/saml</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="_a" Version="2.0" IssueInstant="2026-11-20T09:03:11Z"><saml:Issuer>https://idp.example.com/saml</saml:Issuer><saml:Subject><saml:NameID>ana</saml:NameID></saml:Subject></saml:Assertion></samlp:Response>
END
base64 -w 0 response.xml >response.b64
printf 'Call Ana: (030) 12 34, about the "sign-in".\n' >notes.txt

# Usage.
status 2 'no command' "$samldx"
empty out 'usage goes to standard error'
status 0 '--help' "$samldx" --help
holds out 'usage: samldx check' '--help prints the usage'
status 0 '--version' "$samldx" --version
status 2 'an unknown command' "$samldx" kheck response.xml
holds err 'samldx check`' 'the nearest command is offered'
status 2 'a file instead of a command' "$samldx" response.xml
holds err 'samldx check response.xml' 'the command is offered'
status 2 'check without a file' "$samldx" check
status 2 'an unknown option' "$samldx" check --frobnicate response.xml
holds err 'samldx: ' 'the program names itself'
for bad in --skew=-1 --skew=4000 --pick=0 --pick=x --at=yesterday \
    --fail-on=all --format=xml --format=json: --color=blue \
    --select=no-such-check --ignore=no-such-check --duration-seconds=1h; do
	status 2 "$bad" "$samldx" check "$bad" response.xml
	empty out "$bad prints no report"
done
status 2 'two reports to standard output' \
    "$samldx" check --format text --format json response.xml
status 2 'two reports to one file' \
    "$samldx" check --format json:one --format sarif:one response.xml
status 0 'explain without an ID lists' "$samldx" explain
status 0 'explain a message' "$samldx" explain Response has expired
status 1 'explain something else' "$samldx" explain Nothing of AWS at all
status 2 'explain of nothing known' "$samldx" explain no-such-check

# Findings and the exit status.
status 1 'a response with errors' "$samldx" check response.xml
empty err 'nothing on standard error'
holds out 'response.xml' 'the report names the file'
tail -n 3 out | grep -q '^AWS would\|^Undetermined'
ok $? 'the verdict comes last'
status 0 '--fail-on never' "$samldx" check --fail-on never response.xml
status 1 '--fail-on note' "$samldx" check --fail-on note response.xml
status 0 '--ignore everything' "$samldx" check --ignore '*' response.xml
holds out 'AWS would' 'the verdict stays when findings are ignored'
status 1 '--select one' \
    "$samldx" check --select role-attribute response.xml
[ "$(grep -c '^error\[' out)" -eq 1 ]
ok $? 'only the one selected speaks'
status 1 '-q' "$samldx" check -q response.xml
[ "$(wc -l <out)" -le 4 ]
ok $? '-q writes the verdict alone'

# Inputs.
status 1 'bare base64' "$samldx" check response.b64
"$samldx" check - <response.b64 >out 2>err
[ $? -eq 1 ]
ok $? '- is standard input'
holds out 'standard input' 'the report calls it so'
mkfifo pipe
cat response.xml >pipe &
status 1 'a FIFO' "$samldx" check pipe
wait
status 3 'a file that is none of ours' "$samldx" check notes.txt
holds out 'notes.txt' 'a report all the same'
status 3 'an empty file' "$samldx" check /dev/null
status 3 'no such file' "$samldx" check nowhere.har
empty out 'nothing on standard output'
holds err 'nowhere.har' 'the file is named'
status 3 'a directory' "$samldx" decode .
holds err 'is a directory' 'it is said to be one'
status 3 'one file too few' "$samldx" check nowhere.har response.xml
holds out 'AWS would' 'the others are judged'
status 3 'a forced kind that does not fit' \
    "$samldx" check --capture notes.txt
printf '%s' 'a' >"$(printf 'x\033[31m.har')"
status 3 'a name with an escape sequence' \
    "$samldx" check "$(printf 'x\033[31m.har')" "$(printf 'y\033[31m')"
! grep -q "$(printf '\033')" out err
ok $? 'no escape sequence gets through'
status 3 'a folder without schemas' \
    "$samldx" check --schema-dir . response.xml

# What was captured must not become part of a command to be copied.
arn=arn:aws:iam::123456789012
# shellcheck disable=SC2016
sed 's|</saml:Subject>|&<saml:AttributeStatement><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><saml:AttributeValue>'"$arn:role/D\`id\`,$arn:saml-provider/"'E$(id);x</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>|' \
    response.xml >hostile.xml
printf '{"SAMLProviderList": []}' >list.json
"$samldx" check --format json hostile.xml list.json >out
grep -qF "saml-provider/E\$(id);x" out
ok $? 'a hostile name is told'
! grep '"\(command\|how\|settle\)": ".*id' out | grep -q '[$`;]'
ok $? 'but stands in no command'

# Any order gives the same findings.
"$samldx" check --format json response.xml notes.txt | grep '"id"' >one
"$samldx" check --format json notes.txt response.xml | grep '"id"' >two
cmp -s one two
ok $? 'the order of files does not matter'

# Outputs.
"$samldx" check --format json response.xml >one
"$samldx" check --format json response.xml >two
cmp -s one two
ok $? 'the same report twice'
status 1 'a report to a file beside one to standard output' \
    "$samldx" check --format json:report.json --format text response.xml
cmp -s one report.json
ok $? 'it is the same report'
[ -z "$(find . -name 'report.json.*')" ]
ok $? 'no temporary file is left'
status 4 'a folder that is not there' \
    "$samldx" check --format json:no/where.json response.xml
if [ -w /dev/full ]; then
	"$samldx" check response.xml >/dev/full 2>err
	[ $? -eq 4 ]
	ok $? 'a full disk'
	holds err 'No space left' 'it is said'
	status 4 'a full disk behind a file name' \
	    "$samldx" check --format json:/dev/full response.xml
fi
{ "$samldx" check response.xml 2>err; echo $? >code; } | :
[ "$(cat code)" -eq 1 ]
ok $? 'a reader that goes away changes nothing'
empty err 'and is not worth a word'
"$samldx" check --color always response.xml >out
grep -q "$(printf '\033')" out
ok $? '--color always'
"$samldx" check response.xml >out
! grep -q "$(printf '\033')" out
ok $? 'no colour into a pipe'

# The checks and their pages.
status 0 'checks' "$samldx" checks
holds out 'role-attribute' 'checks are listed'
"$samldx" checks --format json >out
holds out '"id": "role-attribute"' 'and as JSON'
status 0 'explain' "$samldx" explain role-attribute
status 2 'explain offers what is near' "$samldx" explain role
holds err 'role-attribute' 'the near one is named'

# The README shows what the command prints; the counts may move.
sed -n '/^\$ samldx check testdata/,/^```/p' "$SAMLDX_SRCDIR/README.md" |
    sed '1d;$d' | sed 's/^passed [0-9]*/passed N/' >wanted
(cd "$SAMLDX_SRCDIR" && "$samldx" check testdata/samples/demo/*) |
    sed 's/^passed [0-9]*/passed N/' >out
cmp -s wanted out
ok $? 'the report in the README is genuine'

echo "1..$n"
