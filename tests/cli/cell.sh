#!/bin/bash
# SPDX-License-Identifier: MIT
# No command makes a connection or starts a program, and once its inputs are
# read it can open none: what the kernel was asked for, as strace shows it.
set -eu -o pipefail

samldx=$(cd "$SAMLDX_BUILDDIR" && pwd)/samldx
demo=$SAMLDX_SRCDIR/testdata/samples/demo
policies=$SAMLDX_SRCDIR/testdata/policy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

say()
{
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		sed 's/^/# /' "$work/said"
		failed=1
	fi
}

if ! command -v strace >/dev/null; then
	echo '1..0 # SKIP strace is not installed'
	exit 0
fi
if ! strace -o "$work/trace" true 2>/dev/null; then
	echo '1..0 # SKIP this system lets nobody trace'
	exit 0
fi
if ! strace -f -o "$work/trace" "$samldx" checks >/dev/null 2>&1 ||
    ! grep -q 'PR_SET_SECCOMP.*= 0' "$work/trace"; then
	echo '1..0 # SKIP built, or run, without the cell'
	exit 0
fi

# quiet NAME: what strace wrote of a run shows neither connection nor program.
quiet()
{
	# A wrapper of libtool may stand before the command itself.
	awk '{ line[NR] = $0 }
	/execve\("[^"]*samldx"/ { first = NR }
	END {
		for (i = first + 1; i <= NR; i++) {
			split(line[i], word, " ")
			if (word[2] ~ /^(socket|socketpair|connect|bind)\(/ ||
			    word[2] ~ /^(listen|accept4?|kill|ptrace)\(/ ||
			    word[2] ~ /^(send(to|m?msg)|recv(from|m?msg))\(/ ||
			    word[2] ~ /^(execve|execveat|fork|vfork)\(/ ||
			    line[i] ~ /SIGSYS/)
				print line[i]
		}
		if (!first)
			print "samldx was not run"
	}' "$work/trace" >"$work/said"
	say "$1: no connection, no program" "$([ ! -s "$work/said" ]; echo $?)"
}

# closed NAME: behind the second filter nothing is opened for reading.
closed()
{
	local bad=0

	awk '/PR_SET_SECCOMP.*= 0/ { filters++ }
	filters == 2 && /open(at)?\(.*O_RDONLY.*= [0-9]+$/ { print; bad = 1 }
	END { if (filters != 2) { print "filters: " filters + 0; bad = 1 }
	      exit bad }' "$work/trace" >"$work/said" || bad=1
	say "$1: inputs are opened before the cell" "$bad"
}

# run NAME ARGUMENT...: a command that reads first and parses then.
run()
{
	local name=$1
	shift

	strace -f -o "$work/trace" "$samldx" "$@" </dev/null \
	    >"$work/out" 2>"$work/err" || [ $? -le 3 ]
	quiet "$name"
	closed "$name"
}

# read_on NAME ARGUMENT...: one that opens more files as it goes.
read_on()
{
	local name=$1
	shift

	strace -f -o "$work/trace" "$samldx" "$@" \
	    <"$work/lines" >"$work/out" 2>"$work/err" || [ $? -le 3 ]
	quiet "$name"
	grep -c 'PR_SET_SECCOMP.*= 0' "$work/trace" >"$work/said"
	say "$name: in the cell" "$([ "$(cat "$work/said")" = 2 ]; echo $?)"
}

printf '{"id": 1, "response": "x", "files": ["%s"]}\n' \
    "$demo/metadata.xml" >"$work/lines"
policy=$(find "$policies" -name '*.json' | sort | head -n 1)
run check check "$demo"/*
run 'check, reports in files' check --format "json:$work/report.json" \
    --format text "$demo"/*
run checks checks
run decode decode --output "$work/message.xml" "$demo/login.har"
run diff diff "$demo/login.har" "$demo/login.har" "$demo/metadata.xml"
run 'check, a file of expectations' check \
    --write-expect "$work/expect.json" "$demo"/*
run explain explain session-name-characters
run redact redact --output "$work/copy.har" "$demo/login.har"
run 'policy --context' policy --context "$demo/login.har"
run preflight preflight "$demo/role.json" -- aws iam create-saml-provider \
    --name Example --saml-metadata-document "file://$demo/metadata.xml"
run rotate rotate "$demo/metadata.xml" "$demo/login.har"
read_on filter filter --jobs 2
read_on metadata metadata "$demo/metadata.xml" --repair "$work/new.xml" \
    --certs "$work/certs"
read_on policy policy "$policy"
read_on 'check, a folder' check --jobs 2 "$demo"

# Every command that is offered stands above.
"$samldx" --help | sed -nE 's/^(usage:|      ) samldx ([a-z]+) .*/\2/p' | sort -u |
    while IFS= read -r verb; do
	grep -qE "^(run|read_on) [^#]* $verb( |$)" "$0" || echo "$verb"
done >"$work/said"
say 'every command is looked at' "$([ ! -s "$work/said" ]; echo $?)"

say 'reports were written' "$([ -s "$work/report.json" ] &&
    [ -s "$work/message.xml" ] && [ -s "$work/expect.json" ] && [ -s "$work/copy.har" ]; echo $?)"
echo "1..$n"
exit $failed
