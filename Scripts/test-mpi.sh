#!/usr/bin/env bash
# Trains with several processes on this machine, which OpenMPI joins (it is installed), and compares
# with one process alone.
#
#   Scripts/test-mpi.sh TRACK CHECK_PROCESS_GROUP
#
# TRACK and CHECK_PROCESS_GROUP are the programs.
# Checked: what a group of processes can do; two processes have the losses of one that accumulates two
# batches; a group of which one process is killed, or told to stop, ends with the same weights, bit for
# bit, as one left alone.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: Scripts/test-mpi.sh TRACK CHECK_PROCESS_GROUP" >&2; exit 64; }
track=$(readlink --canonicalize-existing "$1")
check=$(readlink --canonicalize-existing "$2")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/Scripts/setup.sh" openmpi-bin python3

work=$(mktemp --directory /tmp/track-mpi.XXXXXX)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "test-mpi: $*" >&2
  tail --lines 20 "$work"/*.log >&2 || true
  exit 1
}

mpirun=(mpirun --oversubscribe --bind-to none)
[ "$(id --user)" -ne 0 ] || mpirun+=(--allow-run-as-root)

# MARK: The group

for count in 2 3; do
  echo "== $count processes" >&2
  "${mpirun[@]}" -n "$count" "$check" || fail "a group of $count is not as it should be"
done

# MARK: The training

"$root/Scripts/training-check.py" recipe "$root/Recipes/siamfc.json" "$work/alone.json" 2
"$root/Scripts/training-check.py" recipe "$root/Recipes/siamfc.json" "$work/group.json" 1
# No videos are held out of so few, so the newest weights are the model's.
options=(--data "$root/SampleVideos" --crops "$work/crops" --threads 1 --precision fp32
  --checkpoint-every 20)

echo "== one process that accumulates two batches" >&2
"$track" train "${options[@]}" --recipe "$work/alone.json" --output "$work/alone" \
  2>"$work/alone.log" || fail "the training of one process failed"

# Trains with two processes in the folder $1.
train() {
  "${mpirun[@]}" -n 2 "$track" train "${options[@]}" --recipe "$work/group.json" \
    --output "$work/$1" 2>>"$work/$1.log"
}
# The folder $1 must end with the weights of the group that was left alone.
compare() {
  cmp "$work/group/model.safetensors" "$work/$1/model.safetensors" >&2 ||
    fail "$1: other weights than those of a group left alone"
}

echo "== two processes" >&2
train group || fail "the training of two processes failed"
"$root/Scripts/training-check.py" losses "$work/alone" "$work/group" || fail "other losses"

# Starts two processes in the folder $1 and sends the second one the signal $2 after some steps.
interrupt() {
  local launcher second
  train "$1" &
  launcher=$!
  for _ in $(seq 600); do
    [ -s "$work/$1/metrics.jsonl" ] && break
    sleep 0.1
  done
  # Of the launcher and the processes that it started, the one that came last.
  second=$(pgrep --newest --full -- "--output $work/$1\$")
  kill "-$2" "$second" || fail "$1: the training was over too soon"
  wait "$launcher"
}

echo "== a process of two is killed" >&2
if interrupt killed KILL; then fail "the launcher did not notice that a process was killed"; fi
train killed || fail "the training does not go on"
compare killed

echo "== a process of two is told to stop" >&2
status=0
interrupt stopped TERM || status=$?
[ "$status" -eq 130 ] || fail "a process was told to stop: found exit code $status, expected 130"
train stopped || fail "the training does not go on"
compare stopped

echo "test-mpi: processes together, interrupted ones and one alone agree" >&2
