#!/bin/sh
# Measures a step of training beside PyTorch's; see measure_training.py.
#
#   Peers/measure.sh CACHE [OPTIONS]
#
# CACHE is as for check.sh. What follows goes to measure_training.py. Let nothing else run.
set -eu

[ $# -ge 1 ] || { echo "usage: Peers/measure.sh CACHE [OPTIONS]" >&2; exit 64; }
peers=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cache=$(cd "$1" && pwd)
shift
program=$(dirname "$peers")/.build/release/training-step
[ -x "$program" ] || { echo "$program: no program here, build it first" >&2; exit 1; }
. "$peers/environment.sh"
use requirements.txt
"$python" "$peers/measure_training.py" "$program" "$@"
