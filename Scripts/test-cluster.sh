#!/usr/bin/env bash
# Runs Examples/slurm/evaluate.sbatch and train.sbatch on a real Slurm: one controller and three nodes
# of its own, all on this machine, in a folder that is removed at the end. Nothing of a Slurm that may
# be installed and running here is touched.
#
#   Scripts/test-cluster.sh TRACK CHECK_PROCESS_GROUP
#
# TRACK and CHECK_PROCESS_GROUP are the programs.
# Checked: an array of three parts files what one run alone files, byte for byte; a task that is
# requeued in the middle ends with the same; the report of the array has the numbers of the other. The
# processes of a job find each other, started by srun as by mpirun; a training on two nodes has the
# losses of one process that accumulates two batches.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: Scripts/test-cluster.sh TRACK CHECK_PROCESS_GROUP" >&2; exit 64; }
TRACK=$(readlink --canonicalize-existing "$1")
check=$(readlink --canonicalize-existing "$2")
export TRACK
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Slurm's PMIx plug-in opens the library by the name that only the package for developers has.
"$root/Scripts/setup.sh" slurm-wlm munge openmpi-bin libpmix-dev python3

work=$(mktemp --directory /tmp/track-cluster.XXXXXX)
chmod 755 "$work"
stop() {
  for file in "$work"/*.pid; do
    [ -e "$file" ] && kill "$(cat "$file")" 2>/dev/null || true
  done
  sleep 1
  rm -rf "$work"
}
trap stop EXIT
fail() {
  echo "test-cluster: $*" >&2
  tail --lines 20 "$work"/*.log "$work"/task.* >&2 || true
  exit 1
}

# MARK: The cluster

mkdir "$work/state" "$work"/temporary.node{1,2,3}
head --bytes 128 /dev/urandom >"$work/key"
chmod 400 "$work/key"
user=$(id --user --name)
first_port=$((20000 + RANDOM % 20000))
cat >"$work/slurm.conf" <<CONFIGURATION
ClusterName=track
SlurmctldHost=localhost
SlurmUser=$user
SlurmdUser=$user
SlurmctldPort=$first_port
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
StateSaveLocation=$work/state
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
SlurmdSpoolDir=$work/spool.%n
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=1
MinJobAge=3600
ReturnToService=2
TmpFS=$work/temporary.%n
MpiDefault=none
NodeName=node[1-3] NodeHostname=localhost Port=[$((first_port + 1))-$((first_port + 3))] CPUs=2 RealMemory=2000
PartitionName=all Nodes=node[1-3] Default=YES State=UP
CONFIGURATION
export SLURM_CONF=$work/slurm.conf

munged --force --key-file="$work/key" --socket="$work/munge.socket" --pid-file="$work/munge.pid" \
  --log-file="$work/munge.log" --seed-file="$work/munge.seed"
slurmctld
for node in node1 node2 node3; do slurmd -N "$node"; done
for _ in $(seq 30); do
  [ "$(sinfo --noheader --format %T | sort --unique)" = idle ] && break
  sleep 1
done
[ "$(sinfo --noheader --format %T | sort --unique)" = idle ] || fail "the nodes do not come up: $(sinfo)"

# MARK: The evaluation

script=$root/Examples/slurm/evaluate.sbatch
# What names a run and what its clock measured differs from run to run; boxes and scores do not.
compare() {
  diff --recursive --brief --exclude '*time*' --exclude '*.json' "$work/alone" "$1" >&2 ||
    fail "$1 differs from one run alone"
}

echo "== one run alone" >&2
"$TRACK" evaluate "$root/SampleVideos" --output "$work/alone" --jobs 2 >/dev/null

echo "== an array of three tasks" >&2
sbatch --wait --array=1-3 --output="$work/task.%a" "$script" \
  "$root/SampleVideos" "$work/array" >&2 || fail "a task failed"
compare "$work/array"

echo "== a task requeued in the middle" >&2
job=$(sbatch --parsable --array=1-1 --output="$work/task.requeued.%a" "$script" \
  "$root/SampleVideos" "$work/requeued")
for _ in $(seq 60); do
  [ "$(squeue --noheader --jobs "$job" --format %T)" = RUNNING ] && break
  sleep 0.5
done
sleep 5
scontrol requeue "${job}_1" || fail "the task was not running"
for _ in $(seq 300); do
  case $(squeue --noheader --states all --jobs "$job" --format %T) in
    COMPLETED) break ;;
    FAILED | CANCELLED | TIMEOUT | NODE_FAIL) fail "the requeued task failed" ;;
  esac
  # A requeued job waits for its begin time; here nobody else wants the nodes.
  scontrol update JobId="${job}_1" StartTime=now 2>/dev/null || true
  sleep 1
done
compare "$work/requeued"

echo "== the reports" >&2
for run in alone array requeued; do
  "$TRACK" report "$work/$run" --json "$work/$run.json" --output "$work/$run.html"
done
python3 - "$work/alone.json" "$work/array.json" "$work/requeued.json" <<'COMPARISON' || fail "the reports differ"
import json, sys

def accuracy(path):
    """The report without what a clock measured."""
    report = json.load(open(path))
    for benchmark in report["benchmarks"]:
        benchmark["sections"] = [s for s in benchmark["sections"] if s["id"] != "speed"]
    return report

alone, *others = map(accuracy, sys.argv[1:])
sys.exit(any(other != alone for other in others))
COMPARISON

# MARK: The training

echo "== the processes of a job, started by srun" >&2
srun --nodes=2 --ntasks-per-node=1 --mpi=pmix --kill-on-bad-exit=1 "$check" ||
  fail "srun's processes do not train together"

echo "== the processes of a job, started by mpirun" >&2
launch="mpirun --bind-to none --map-by ppr:1:node"
[ "$user" != root ] || launch+=" --allow-run-as-root"
sbatch --wait --nodes=2 --ntasks-per-node=1 --output="$work/task.mpirun" --wrap "$launch $check" >&2 ||
  fail "mpirun's processes do not train together"

echo "== a training on two nodes" >&2
"$root/Scripts/training-check.py" recipe "$root/Recipes/siamfc.json" "$work/alone.json" 2
"$root/Scripts/training-check.py" recipe "$root/Recipes/siamfc.json" "$work/group.json" 1
options=(--crops "$work/crops" --precision fp32)
"$TRACK" train --data "$root/SampleVideos" --output "$work/learned-alone" "${options[@]}" \
  --recipe "$work/alone.json" --threads 1 2>"$work/learned-alone.log" ||
  fail "the training of one process failed"
sbatch --wait --nodes=2 --cpus-per-task=2 --output="$work/task.training" \
  "$root/Examples/slurm/train.sbatch" "$root/SampleVideos" "$work/learned" "${options[@]}" \
  --recipe "$work/group.json" >&2 || fail "the training of two nodes failed"
"$root/Scripts/training-check.py" losses "$work/learned-alone" "$work/learned" || fail "other losses"
echo "test-cluster: tasks, requeued tasks, processes together and one alone agree" >&2
