#!/usr/bin/env bash
# Evaluates every model that ships, and beside each the same network with random weights, on the
# sequences in a folder: from their first frames, and from several frames spread over each. A model
# that is no better than its own network with random weights has learned nothing.
#
#   Scripts/evaluate.sh TRACK SEQUENCES FOLDER STARTS
#
# TRACK is the program; FOLDER keeps the results, so that a second run only does what is missing, and
# gets report.html and report.md. The tables are printed.
set -euo pipefail

[ $# -eq 4 ] || { echo "usage: Scripts/evaluate.sh TRACK SEQUENCES FOLDER STARTS" >&2; exit 64; }
track=$1
sequences=$2
folder=$3
starts=$4
weights=$(dirname "${BASH_SOURCE[0]}")/../Weights
mkdir -p "$folder"

for model in "$weights"/*/; do
  name=$(basename "$model")
  for experiment in ope "starts-$starts"; do
    "$track" evaluate "$sequences" --output "$folder/results" --experiment "$experiment" \
      --model "$model" --name "$name" >"$folder/$name.$experiment.txt"
    "$track" evaluate "$sequences" --output "$folder/results" --experiment "$experiment" \
      --model "$model" --name "$name, random weights" --random-weights 1 \
      >"$folder/$name.$experiment.random.txt"
  done
done
"$track" report "$folder/results" --force --output "$folder/report.html" \
  --markdown "$folder/report.md" --json "$folder/report.json"
cat "$folder/report.md"
