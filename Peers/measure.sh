#!/bin/sh
# Measures this package beside others: a step of training (see measure_training.py), or tracking (see
# measure_tracking.py).
#
#   Peers/measure.sh training|tracking CACHE [OPTIONS]
#
# CACHE is as for check.sh. What follows goes to the script. Let nothing else run.
set -eu

usage() {
  echo "usage: Peers/measure.sh training|tracking CACHE [OPTIONS]" >&2
  exit 64
}

[ $# -ge 2 ] || usage
case "$1" in
training) benchmark=training-step ;;
tracking) benchmark=tracking-speed ;;
*) usage ;;
esac
measured=$1
peers=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$peers")
mkdir -p "$2"
cache=$(cd "$2" && pwd)
shift 2
program=$root/.build/release/$benchmark
[ -x "$program" ] || { echo "$program: no program here, build it first" >&2; exit 1; }
. "$peers/environment.sh"
if [ "$measured" = tracking ]; then
  use requirements-trackers.txt
  set -- "$root/SampleVideos" --model "$root/Weights/siamfc-alexnet" --opencv "$python" "$@"
fi
use requirements.txt
"$python" "$peers/measure_$measured.py" "$program" "$@"
