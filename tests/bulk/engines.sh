#!/bin/bash
# SPDX-License-Identifier: MIT
# samldx filter on other people's engines: what they put together is what one
# process writes.  The recipes of docs/bulk are run as they stand, on this
# machine, with servers that are ended in the end.
#
#	SAMLDX_SRCDIR=. SAMLDX_BUILDDIR=build tests/bulk/engines.sh
set -u
source=$(cd "$SAMLDX_SRCDIR" && pwd)
built=$(cd "$SAMLDX_BUILDDIR" && pwd)
work=$(mktemp -d) || exit 99
servers=()
n=0
failed=0

finish()
{
	local pid

	for pid in "${servers[@]}"; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$work"
}
trap finish EXIT
cd "$work" || exit 99
export PATH=$built:$PATH PARALLEL_HOME=$work/parallel HOME=$work
mkdir parallel
touch parallel/will-cite

ok() # ok STATUS NAME
{
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' log
		failed=1
	fi
}

# skip NAME WHY
skip()
{
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

same() # same NAME: found is what one process writes
{
	cmp whole found >>log 2>&1
	ok $? "$1"
}

shared=("$source/testdata/samples/demo/metadata.xml"
	"$source/testdata/samples/demo/role.json")
python3 "$source/tests/bulk/lines.py" 1500 >lines
samldx filter --unnumbered --summary whole.json "${shared[@]}" <lines >whole
grep -c '"error":null' whole >log
[ "$(wc -l <whole)" -eq 1500 ] && [ "$(cat log)" -gt 1400 ]
ok $? 'one process judges all lines'
! grep -q "$(printf '\t')" whole
ok $? 'a record holds no tab, which Hadoop would take for the end of a key'
[ -z "$(samldx filter "${shared[@]}" </dev/null)" ]
ok $? 'no lines, no records: an empty part is fine'

# Parts that are put together: Hadoop Streaming, Spark pipe, Indexed Jobs.
mkdir parts
split -n l/7 -d -a 3 lines parts/
for part in parts/*; do
	samldx filter --unnumbered "${shared[@]}" <"$part"
done >found 2>log
same 'parts one after the other'

# GNU parallel.
parallel --pipe --block 200k -k -j 3 --halt now,fail=1 \
    samldx filter --unnumbered "${shared[@]}" <lines >found 2>log
same 'parallel --pipe'
parallel --pipepart -a lines --block 300k -k -j 3 \
    samldx filter --unnumbered "${shared[@]}" >found 2>log
same 'parallel --pipepart'
parallel --pipe -N 100 -k -j 2 \
    samldx filter --unnumbered --summary '{#}.summary.json' \
    "${shared[@]}" <lines >found 2>log
same 'parallel, a hundred lines for each process'
jq -s -f "$source/docs/bulk/add-summaries.jq" ./*.summary.json >added 2>log
{
	jq -S . whole.json >wanted
	jq -S . added >found.json
	cmp wanted found.json
} >>log 2>&1
ok $? 'summaries of parts add up to that of the whole'
! parallel --pipe -N 100 -k samldx filter --no-such-option <lines \
    >found 2>log
ok $? 'wrong usage does not pass unseen'

# free PORT: nobody listens on it.
free()
{
	! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

pick_port()
{
	local port

	while :; do
		port=$((20000 + RANDOM % 20000))
		free "$port" && break
	done
	echo "$port"
}

# wait_for COMMAND...: until it is well, 20 seconds at most.
wait_for()
{
	local i

	for ((i = 0; i < 200; i++)); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	return 1
}

# GNU parallel over ssh.
start_sshd()
{
	port=$(pick_port)
	ssh-keygen -q -t ed25519 -N '' -f host_key &&
	    ssh-keygen -q -t ed25519 -N '' -f user_key || return 1
	[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
	cat >sshd_config <<-END
		Port $port
		ListenAddress 127.0.0.1
		HostKey $work/host_key
		AuthorizedKeysFile $work/user_key.pub
		PidFile none
		UsePAM no
		StrictModes no
		PermitRootLogin prohibit-password
		PasswordAuthentication no
	END
	cat >ssh_config <<-END
		Host node
		HostName 127.0.0.1
		Port $port
		User $(id -un)
		IdentityFile $work/user_key
		IdentitiesOnly yes
		UserKnownHostsFile /dev/null
		StrictHostKeyChecking no
		LogLevel ERROR
	END
	/usr/sbin/sshd -D -e -f "$work/sshd_config" 2>sshd.log &
	servers+=($!)
	wait_for ssh -F ssh_config node true
}

over_ssh()
{
	start_sshd 2>log
	ok $? 'sshd answers'
	parallel --ssh "ssh -F $work/ssh_config" -S 2/node --pipe \
	    --block 200k -k "$built/samldx" filter --unnumbered \
	    "${shared[@]}" <lines >found 2>log
	same 'parallel --pipe over ssh'
}

if [ -x /usr/sbin/sshd ]; then
	over_ssh
else
	skip 'parallel over ssh' 'sshd is not installed'
fi

# Slurm: munged, slurmctld and slurmd of our own.
start_slurm()
{
	local host control node

	host=$(hostname -s) control=$(pick_port) node=$(pick_port)
	mkdir -m 755 munge && mkdir state spool
	# munged trusts no folder that others may write to, as /tmp is.
	head -c 1024 /dev/urandom >munge/key && chmod 600 munge/key
	munged --foreground --force --key-file="$work/munge/key" \
	    --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
	    --log-file="$work/munge/log" --seed-file="$work/munge/seed" \
	    2>munged.log &
	servers+=($!)
	cat >slurm.conf <<-END
		ClusterName=test
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=$control
		SlurmdPort=$node
		SlurmUser=$(id -un)
		SlurmdUser=$(id -un)
		AuthType=auth/munge
		AuthInfo=socket=$work/munge/socket
		CredType=cred/munge
		StateSaveLocation=$work/state
		SlurmdSpoolDir=$work/spool
		SlurmctldPidFile=$work/slurmctld.pid
		SlurmdPidFile=$work/slurmd.pid
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SwitchType=switch/none
		MpiDefault=none
		JobAcctGatherType=jobacct_gather/none
		AccountingStorageType=accounting_storage/none
		ReturnToService=2
		SchedulerType=sched/builtin
		SelectType=select/cons_tres
		SelectTypeParameters=CR_CPU
		NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
		PartitionName=main Nodes=$host Default=YES State=UP OverSubscribe=NO
	END
	export SLURM_CONF=$work/slurm.conf
	wait_for test -S munge/socket || return 1
	slurmctld -D 2>slurmctld.log &
	servers+=($!)
	slurmd -D 2>slurmd.log &
	servers+=($!)
	wait_for sh -c 'sinfo -h -o %T | grep -q idle'
}

# array TASKS: docs/bulk/array.sbatch.
array()
{
	sbatch --wait --array="$1" --export=PATH,HOME --output=/dev/null \
	    "$source/docs/bulk/array.sbatch" \
	    "$work/parts" "$work/answers" "${shared[@]}"
}

on_slurm()
{
	start_slurm 2>log
	ok $? 'slurm has a node'
	mkdir answers
	array 0-6 >log 2>&1
	ok $? 'sbatch says that all tasks went well'
	cat answers/???.jsonl >found 2>>log
	same 'a Slurm array'
	jq -s -f "$source/docs/bulk/add-summaries.jq" \
	    answers/*.summary.json 2>>log | jq -S . >found.json 2>>log
	cmp wanted found.json >>log 2>&1
	ok $? 'and its summaries'
	! array 7 >log 2>&1 && [ ! -e answers/007.jsonl ]
	ok $? 'a part that is not there fails and leaves nothing'
}

if ! type slurmd slurmctld munged >/dev/null 2>&1; then
	skip 'a Slurm array' 'slurmd, slurmctld and munged are not installed'
elif [ "$(id -u)" -ne 0 ]; then
	skip 'a Slurm array' 'slurmd wants root'
else
	on_slurm
fi

# AWS Lambda's bootstrap, with a runtime API of our own.
head -n 40 lines >few
head -n 40 whole >whole.few
python3 "$source/tests/bulk/runtime_api.py" few found.few port 2>log &
server=$!
servers+=("$server")
wait_for test -s port
AWS_LAMBDA_RUNTIME_API=127.0.0.1:$(cat port) SAMLDX_SHARED="${shared[*]}" \
    bash "$source/docs/bulk/lambda-bootstrap" 2>/dev/null &
servers+=($!)
wait "$server"
ok $? 'the runtime API gets an answer to each event'
cmp whole.few found.few >>log 2>&1
ok $? 'the bootstrap of Lambda'

echo "1..$n"
[ "$failed" -eq 0 ]
