#!/bin/bash
# SPDX-License-Identifier: MIT
# A capture by a real Chromium (tests/agreement/chromium-capture.js made it):
# its POST to the sign-in address is found and diagnosed.
set -u
samldx=$SAMLDX_BUILDDIR/samldx
sample=$SAMLDX_SRCDIR/testdata/samples/chromium
n=0
failed=0

# holds WORDS TEXT PART
holds()
{
	n=$((n + 1))
	case $2 in
	*"$3"*) echo "ok $n - $1" ;;
	*)
		echo "not ok $n - $1"
		failed=1
		;;
	esac
}

report=$("$samldx" check --at issue "$sample"/*)
holds 'exit status' "$?" 1
holds 'the entry' "$report" 'entry 2 of 2, POST https://signin.aws.amazon.com/saml'
holds 'the cause' "$report" 'error[session-name-characters]'
holds 'the value' "$report" 'CORP\Ana Silva'
holds 'the signature' "$report" 'Assertion: holds'
holds 'what AWS answered' "$report" 'status 400'
holds 'the verdict' "$report" 'AWS would answer 400 InvalidIdentityToken:'

# By its own clock the capture was made long after the issue.
report=$("$samldx" check --format json "$sample"/*)
holds 'the time of the capture' "$report" '"source": "capture"'
holds 'too late' "$report" 'response-expired'

echo "1..$n"
exit $failed
