#!/bin/bash
# SPDX-License-Identifier: MIT
# samldx policy: several files, broken ones, and the keys of an assertion.
set -eu -o pipefail

samldx=$(cd "$SAMLDX_BUILDDIR" && pwd)/samldx
cd "$SAMLDX_SRCDIR"
demo=testdata/samples/demo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

# status NAME STATUS COMMAND...: a case that holds with that exit status.
status()
{
	local name=$1 wanted=$2 got=0
	shift 2

	"$@" >"$work/out" 2>"$work/err" || got=$?
	say "$name" [ "$got" -eq "$wanted" ]
}

# say NAME COMMAND...: a case that holds when COMMAND does.
say()
{
	local name=$1
	shift

	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$work/out" "$work/err"
		failed=1
	fi
}

echo '{"Statement": [{"Effect": "Allow"},]}' >"$work/comma.json"
echo 'no policy at all' >"$work/text.txt"
printf '%s' '%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D' \
    >"$work/encoded"
status 'a good role' 0 "$samldx" policy $demo/role.json
say 'is accepted' grep -q '^IAM would accept this trust policy' "$work/out"
status 'a comma too many' 1 "$samldx" policy "$work/comma.json"
say 'has its column' grep -q 'line 1, column 36' "$work/out"
status 'several files' 1 "$samldx" policy $demo/role.json "$work/comma.json"
say 'are counted' grep -q '^2 judged: 1 accepted, 1 rejected' "$work/out"
status 'something else' 1 "$samldx" policy "$work/text.txt"
status 'percent-encoded' 0 "$samldx" policy "$work/encoded"
status 'several as JSON' 1 "$samldx" policy --format json $demo/role.json \
    "$work/comma.json"
say 'are an array' python3 -c \
    'import json, sys; assert len(json.load(open(sys.argv[1]))) == 2' \
    "$work/out"
status 'keys as a table' 0 "$samldx" policy --context $demo/login.har
say 'with the recipient' grep -q '^saml:aud .*signin.aws.amazon.com/saml' \
    "$work/out"
status 'keys as JSON' 0 "$samldx" policy --context --format json \
    $demo/login.har
say 'of their schema' python3 -c '
import json, sys
import jsonschema
jsonschema.validate(json.load(open(sys.argv[1])),
                    json.load(open("docs/context.schema.json")))' "$work/out"
status 'keys of nothing' 3 "$samldx" policy --context "$work/text.txt"
status 'no file' 2 "$samldx" policy
echo "1..$n"
exit $failed
