#!/bin/bash
# SPDX-License-Identifier: MIT
# samldx explain: an id, a pasted message in any wrapping, and neither.
set -u
samldx=$(cd "$SAMLDX_BUILDDIR" && pwd)/samldx
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
n=0
failed=0

ok()
{
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' out err | head -n 20
		failed=1
	fi
}

explain()
{
	"$samldx" explain "$@" >out 2>err
	status=$?
}

# says STATUS TEXT NAME
says()
{
	[ "$status" -eq "$1" ] && tr -s ' \n' '  ' <out | grep -qF -- "$2"
	ok $? "$3"
}

# json NAME EXPRESSION: of the document d.
json()
{
	python3 -c 'import json, sys
d = json.load(open("out"))
assert eval(sys.argv[1]), d' "$2" 2>>err
	ok $? "$1"
}

cli='An error occurred (InvalidIdentityToken) when calling the'
cli="$cli AssumeRoleWithSAML operation: Response signature invalid"
explain session-name-characters
says 0 'What AWS does' 'the page of a check'
explain issuer-unknown-to-any
[ "$status" -eq 2 ] && grep -q 'there is no check or error' err
ok $? 'an id that is none'
explain
says 0 'session-name-pattern' 'what can be explained'

explain "$cli"
says 0 'Response signature invalid' 'a message of the AWS CLI'
# shellcheck disable=SC2086
explain $cli
says 0 'Response signature invalid' 'the same in many words'
printf '%s\n' "$cli" | "$samldx" explain - >out 2>err
status=$?
says 0 'Response signature invalid' 'the same from standard input'
explain --format json "$cli"
json 'as JSON' 'len(d) > 2'
explain --format json:file.json "$cli"
[ ! -s out ] && [ -s file.json ]
ok $? 'in a file'

denial='User: arn:aws:sts::123456789012:assumed-role/Dev/ana is not authorized'
denial="$denial to perform: s3:GetObject on resource:"
denial="$denial \"arn:aws:s3:::bucket/key\""
explain "$denial because no identity-based policy allows the s3:GetObject action"
says 0 'no statement there allows it' 'a denial, and why'
explain "$denial with an explicit deny in a service control policy"
says 0 'a statement with Effect Deny matched' 'an explicit one'
explain "$denial"
says 0 'which kind of policy denied is not said' 'one without a reason'
explain --format json "$denial with an explicit deny in an identity-based policy"
json 'a denial as JSON' '"s3:GetObject" in json.dumps(d)'

explain 'Your request could not be completed'
says 0 'Identity Center' 'a message of another service'
explain --format json 'Your request could not be completed'
json 'as JSON' '"Identity Center" in d["product"]'
explain 'The response signature seems not to be a valid one here'
[ "$status" -le 1 ] && [ -s out ]
ok $? 'a message that nobody wrote: the nearest'
explain InvalidIdentityToken
says 0 'is the code of several errors' 'a code of several errors'
says 0 'Response signature invalid' 'each with its words'
explain --format json InvalidIdentityToken
json 'as JSON, with all that have it' \
	'd["aws_error"] is None and "signature-invalid" in d["nearest"]'
explain 'RoleSessionName is required in AuthnRespons'
says 0 'session-name-required' 'words that are nearly right'
explain 'nothing that AWS or anybody else ever said'
says 1 'none of AWS' 'a message that is none'
explain --format json 'nothing that AWS or anybody else ever said'
json 'as JSON' 'isinstance(d, dict)'
explain --format yaml x
[ "$status" -eq 2 ]
ok $? 'wrong usage'
echo "1..$n"
exit $failed
