#!/bin/sh
# Compares this package with PyTorch, OpenCV and PyAV: the reference of SiamFC in this folder, the
# tests' golden data, the program's boxes on the sample clips, weights both ways, and how fast and how
# well objects are tracked; and the numbers that the tests hold the evaluation against with what the
# got10k toolkit and the vot-toolkit make of the same boxes and runs; and lets the vot-toolkit run the
# program by the TraX protocol.
#
#   Peers/check.sh CACHE
#
# CACHE is a folder outside of the source tree for the Python environment (made on first use, from
# PyPI) and for results. TRACK and MODEL name another program and another model folder;
# PEERS_THREADS=N lets numerical libraries use more than one thread.
set -eu

[ $# -eq 1 ] || { echo "usage: Peers/check.sh CACHE" >&2; exit 64; }
peers=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$peers")
mkdir -p "$1"
cache=$(cd "$1" && pwd)
track=${TRACK:-$root/.build/release/track}
golden=$root/Tests/TrackingTests/Golden
model=${MODEL:-$root/Weights/siamfc-alexnet}
[ -x "$track" ] || { echo "$track: no program here, build it first" >&2; exit 1; }

. "$peers/environment.sh"
export OMP_NUM_THREADS="${PEERS_THREADS:-1}"
results=$cache/results
rm -rf "$results"
mkdir "$results"
failed=0

step() {
  echo "== $1"
  shift
  "$python" "$@" || failed=1
}

use requirements.txt
step "golden data, computed" "$peers/make_golden.py" \
  "$root/SampleVideos" "$results/golden" --model "$model"
step "golden data, computed and committed" "$peers/check_golden.py" \
  "$results/golden" "$golden"
step "the program's boxes and the reference's" "$peers/check_program.py" \
  "$track" "$root/SampleVideos" "$golden" "$results/tracks" --model "$model"
step "ten steps of training" "$peers/check_training.py" \
  "$root/Tests/SiameseTests/Golden/training.json"
step "weights from and to PyTorch" "$peers/check_weights.py" \
  "$track" "$results/weights" --model "$model"
# Short: the rates are figures to look at, and the boxes of so many frames show the same tracker.
use requirements-trackers.txt
opencv=$python
use requirements.txt
step "frames a second and success beside PyTorch and OpenCV" "$peers/measure_tracking.py" \
  "$root/.build/release/tracking-speed" "$root/SampleVideos" --model "$model" --opencv "$opencv" \
  --frames 100 --rounds 2
use requirements-got10k.txt
step "one-pass measures and the got10k toolkit's" "$peers/check_got10k.py" \
  "$root/Tests/EvaluationTests/Recorded/one-pass.json"
step "VOT's measures by the got10k toolkit's rules" "$peers/check_got10k_vot.py" \
  "$root/Tests/EvaluationTests/Recorded/VOT"
use requirements-vot.txt --no-deps
step "overlaps, measures and files of VOT and the vot-toolkit's" "$peers/check_vot.py" \
  "$root/Tests/EvaluationTests/Recorded/VOT"
step "TraX: the program driven by vot-trax's client" "$peers/check_trax.py" \
  "$track" "$root/SampleVideos" "$results/trax" --model "$model"
# The newest toolkit that can run a tracker in all of its experiments; the others' packages suit it.
runner=$cache/vot-toolkit-0.7.4
if [ ! -e "$runner/complete" ]; then
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps --upgrade \
    --target "$runner" vot-toolkit==0.7.4
  touch "$runner/complete"
fi
step "TraX: workspaces that the vot-toolkit evaluates" "$peers/check_workspace.py" \
  "$track" "$root/.build/release/measure-workspace" "$root/SampleVideos" "$results/workspaces" \
  --model "$model" --runner "$runner"
exit $failed
