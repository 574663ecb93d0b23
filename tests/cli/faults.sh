#!/bin/bash
# SPDX-License-Identifier: MIT
# A disk that is full, a reader that went away, a file that vanishes: a clear
# end, the right status, and nothing half-written.
set -u

samldx=$(cd "$SAMLDX_BUILDDIR" && pwd)/samldx
demo=$(cd "$SAMLDX_SRCDIR/testdata/samples/demo" && pwd)
capture=$demo/login.har
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
n=0
failed=0

# say NAME STATUS: a case that holds when STATUS is 0.
say()
{
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		[ ! -f said ] || sed 's/^/# /' said
		failed=1
	fi
}

# ends STATUS PART: the last command did, and said so.
ends()
{
	[ "$status" -eq "$1" ] && grep -qF -- "$2" said
}

# alone FILE...: nothing else is in the folder.
alone()
{
	[ "$(ls out)" = "$(printf '%s\n' "$@")" ]
}

# is_begun: a report that is not finished lies beside its name.
is_begun()
{
	[ -n "$(find out -name 'report.json.*')" ]
}

# limited COMMAND...: in which no file may grow beyond 1024 bytes.
limited()
{
	(
		# script/coverage counts in files, which must not be cut.
		export GCOV_PREFIX=$work/counts
		ulimit -f 1
		exec "$@"
	) >stdout 2>said
	status=$?
}

mkdir out
echo before >out/report.json
cp out/report.json before
{ printf '\357\273\277'; cat "$demo/metadata.xml"; } >marked.xml

# ---- Full.
if [ -w /dev/full ]; then
	for verb in 'check' 'decode' 'redact' 'policy --context'; do
		# shellcheck disable=SC2086
		"$samldx" $verb "$capture" >/dev/full 2>said
		status=$?
		ends 4 'No space left on device'
		say "$verb to a device that is full" $?
	done
	for verb in --help --version 'check --help' 'rotate --new-key made'; do
		# shellcheck disable=SC2086
		"$samldx" $verb >/dev/full 2>said
		status=$?
		ends 4 'standard output could not be written: No space'
		say "$verb to a device that is full" $?
	done
	"$samldx" checks >/dev/full 2>said
	status=$?
	ends 4 'No space left on device'
	say 'checks to a device that is full' $?
	"$samldx" explain session-name-characters >/dev/full 2>said
	status=$?
	ends 4 'No space left on device'
	say 'explain to a device that is full' $?
	echo x | "$samldx" filter >/dev/full 2>said
	status=$?
	ends 4 'standard output could not be written: No space'
	say 'filter to a device that is full' $?
	"$samldx" check --format json:/dev/full "$capture" >/dev/null 2>said
	status=$?
	ends 4 'No space left on device'
	say 'a report to a device that is full' $?
fi

limited "$samldx" check --format json:out/report.json "$capture"
ends 4 'out/report.json: cannot be written: File too large' &&
    cmp -s before out/report.json && alone report.json
say 'a report that finds no room: the old one stays, and nothing else' $?
limited "$samldx" decode --output out/new.xml "$capture"
ends 4 'out/new.xml: cannot be written: File too large' && alone report.json
say 'a message that finds no room' $?
limited "$samldx" redact --output out/new.har "$capture"
ends 4 'out/new.har: cannot be written: File too large' && alone report.json
say 'a copy that finds no room' $?
limited "$samldx" metadata --repair out/new.xml --certs out marked.xml
[ "$status" -eq 4 ] && alone report.json
say 'metadata that finds no room' $?
limited "$samldx" check --each --format json:out/report.json --summary \
    out/summary.json "$demo" "$demo"
[ "$status" -eq 4 ] && cmp -s before out/report.json && ! is_begun
say 'many reports that find no room' $?
rm -f out/summary.json

# ---- What is there stays.
"$samldx" metadata --repair out/report.json marked.xml >stdout 2>said
status=$?
ends 4 'out/report.json: cannot be written: File exists' &&
    cmp -s before out/report.json && alone report.json
say 'a file that must be new is not replaced' $?
"$samldx" metadata --repair out/new.xml marked.xml >stdout 2>said
[ -s out/new.xml ] && alone new.xml report.json
say 'and is written where there is none' $?
rm -f out/new.xml
"$samldx" check --format json:out/report.json "$capture" >stdout 2>said
! cmp -s before out/report.json && alone report.json
say 'a report takes the place of the old one' $?
cp before out/report.json
"$samldx" check --format json:out/none/report.json "$capture" >stdout 2>said
status=$?
ends 4 'out/none/report.json: cannot be written: No such file or directory'
say 'a folder that is not there' $?

# ---- A reader that went away.
for verb in 'check' 'decode' 'redact' 'policy --context' 'check --each'; do
	# shellcheck disable=SC2086
	{ "$samldx" $verb "$capture" 2>said; echo $? >status; } | true
	grep -qE '^[01]$' status && ! grep -q 'could not be written' said
	say "$verb to a pipe that is closed" $?
done
{ yes x | head -n 5000 | "$samldx" filter 2>said; echo $? >status; } |
    head -n 1 >stdout
[ "$(cat status)" = 0 ] && [ ! -s said ]
say 'filter to a pipe that is closed' $?

# ---- Streams that were closed before.
"$samldx" check "$capture" >&- 2>said
status=$?
ends 4 'could not be written'
say 'without standard output' $?
"$samldx" check --format json:out/report.json --format text "$capture" \
    >&- 2>/dev/null
status=$?
rm -f said
[ "$status" -eq 4 ] && python3 -c 'import json; json.load(open("out/report.json"))'
say 'and nothing of it lands in a file' $?
"$samldx" check "$capture" 2>&- >stdout
[ $? -eq 1 ] && [ -s stdout ]
say 'without standard error' $?
"$samldx" check - <&- >stdout 2>said
status=$?
ends 3 'standard input: '
say 'without standard input' $?

# ---- Inputs.
"$samldx" check gone.har >stdout 2>said
status=$?
ends 3 'gone.har: No such file or directory'
say 'a file that is gone' $?
"$samldx" check "$capture" gone.json >stdout 2>said
status=$?
ends 3 'gone.json: No such file or directory' && [ -s stdout ]
say 'one of two: the report is still written' $?
if [ -r /proc/self/mem ]; then
	"$samldx" check /proc/self/mem >stdout 2>said
	status=$?
	ends 3 'Input/output error'
	say 'a file that fails while it is read' $?
fi
ln -s gone.har link.har
mkdir -p many
cp "$capture" many/a.har
cp "$capture" many/b.har
ln -s gone.har many/c.har
"$samldx" check --each many >stdout 2>said
[ $? -eq 1 ] && [ "$(grep -c 'AWS would answer' stdout)" -eq 2 ]
say 'a link that leads nowhere, among many' $?
size=$(stat -c %s "$capture")
{ head -c 1000 "$capture"; sleep 0.2; tail -c $((size - 1000)) "$capture"; } |
    "$samldx" check --quiet - >stdout 2>said
"$samldx" check --quiet "$capture" >whole 2>said
cmp -s stdout whole
say 'a file that comes in pieces' $?
head -c 2000 "$capture" | "$samldx" check - >stdout 2>said
status=$?
[ "$status" -eq 3 ] && grep -q 'damaged' stdout
say 'a file that was cut' $?
mkdir folder.har
"$samldx" redact folder.har >stdout 2>said
status=$?
ends 3 'is a directory'
say 'a folder where a file is wanted' $?

# ---- Told to end while a report is being written.
mkfifo slow
exec 9<>slow # somebody writes, but says nothing
"$samldx" check --each --format jsonl:out/report.json many slow \
    >stdout 2>said &
pid=$!
for _ in $(seq 50); do
	is_begun && break
	sleep 0.1
done
kill -TERM "$pid"
wait "$pid"
status=$?
exec 9>&-
[ "$status" -eq 143 ] && alone report.json
say 'a signal leaves nothing half-written' $?

echo "1..$n"
exit $failed
