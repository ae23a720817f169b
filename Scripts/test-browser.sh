#!/usr/bin/env bash
# Makes a report of made-up trackers on the sample clips and looks at it in a browser.
#
#   Scripts/test-browser.sh PROGRAMS FOLDER
#
# PROGRAMS is where `track` and `check-page` are, FOLDER gets results, report and screenshots.
# CHROMIUM names another browser.
set -euo pipefail

[ $# -eq 2 ] || { echo "usage: Scripts/test-browser.sh PROGRAMS FOLDER" >&2; exit 64; }
programs=$1
folder=$2
clips=$(dirname "${BASH_SOURCE[0]}")/../SampleVideos
rm -rf "$folder"
mkdir -p "$folder"

# A tracker that swings around the truth by so much, in another program's format: a row a frame.
follow() { # NAME SWING
  local results=$folder/results/SampleVideos/$1 clip
  mkdir -p "$results/times" "$results/baseline"
  for clip in rover balloon; do
    awk -F, -v swing="$2" 'NR > 1 {
      printf "%.3f,%.3f,%.3f,%.3f\n", $3 + swing * $5 * sin(NR / 9), $4, $5, $6
    }' "$clips/$clip.truth.csv" >"$results/$clip.txt"
    awk -v time="0.0$(( ${#1} % 7 + 1 ))" '{ print time }' "$results/$clip.txt" \
      >"$results/times/${clip}_time.txt"
    # The same as a run with the resets of VOT: begun, lost once, skipped, begun again.
    mkdir -p "$results/baseline/$clip"
    awk 'NR == 1 || NR == 125 { print 1; next } NR == 120 { print 2; next }
      NR > 120 && NR < 125 { print 0; next } { print }' "$results/$clip.txt" \
      >"$results/baseline/$clip/${clip}_001.txt"
  done
}
follow 'steady' 0.02
follow 'a swinging tracker with a long name' 0.2
follow '<b>wild<b> & "quoted"' 0.6

"$programs/track" report "$folder/results" --data "$clips" --frames rover \
  --output "$folder/report.html" --json "$folder/report.json" --markdown "$folder/report.md" \
  --plots "$folder/plots"
"$programs/check-page" "${CHROMIUM:-chromium}" "$folder/report.html" "$folder/report.json" \
  "$folder/screenshots"
