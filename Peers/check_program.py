"""Runs `track` on the sample clips and compares its boxes with the reference's traces.

    check_program.py TRACK CLIPS GOLDEN WORK --model FOLDER

TRACK is the program, GOLDEN the folder of golden data, WORK where results go.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
from pathlib import Path

import numpy as np

from comparison import Report, intersection_over_union
from make_golden import read_truth
from pictures import frames, pictures, write_picture
from siamfc_reference import Box
from traces import read_trace

COLUMNS = ["frame", "timestamp", "x", "y", "width", "height", "score", "state"]


def run_track(program: Path, clip: Path, box: Box, model: Path, output: Path) -> list[dict]:
    command = [
        program, clip, "--box", ",".join(map(str, box)), "--model", model,
        "--output", output, "--force", "--quiet",
    ]  # fmt: skip
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: {result.returncode}, {result.stderr}")
    with output.open(newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise SystemExit(f"{output}: no rows, expected one for each frame")
    return rows


def first_apart(overlaps: list[float]) -> str:
    return next((f"frame {frame}" for frame, o in enumerate(overlaps) if o < 0.9), "none")


def check_rows(clip: Path, rows: list[dict], report: Report) -> None:
    report.equal(",".join(COLUMNS), "columns", ",".join(rows[0]))
    times = [float(frame.pts * frame.time_base) for frame in frames(clip)]
    report.equal(len(times), "rows", len(rows))
    in_order = [int(row["frame"]) for row in rows] == list(range(len(rows)))
    report.equal(True, "frames are numbered from 0", in_order)
    late = max(abs(float(row["timestamp"]) - t + times[0]) for row, t in zip(rows, times))
    report.at_most(1e-6, "timestamps, largest difference in seconds", late)


def check_boxes(trace: Path, rows: list[dict], bar: float, report: Report) -> None:
    boxes = [tuple(float(row[c]) for c in COLUMNS[2:6]) for row in rows]
    expected = [state.box for state in read_trace(trace)]
    overlaps = [intersection_over_union(a, b) for a, b in zip(boxes, expected)]
    report.at_least(bar, "mean intersection over union", float(np.mean(overlaps)))
    print(f"  first frame with less than 0.9: {first_apart(overlaps)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("clips", type=Path)
    parser.add_argument("golden", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    report = Report()
    for clip in sorted(arguments.clips.glob("*.mp4")):
        print(f"track {clip.name}")
        box = read_truth(clip.with_suffix(".truth.csv"))[0]
        trace = arguments.golden / clip.stem / "trace.csv"
        # The program samples the decoder's planes, the reference saw RGB of 8 bits: colours differ by
        # less than a level, and where two peaks are nearly equal the tracks part for a while.
        output = arguments.work / f"{clip.stem}.track.csv"
        rows = run_track(arguments.program, clip, box, arguments.model, output)
        check_rows(clip, rows, report)
        check_boxes(trace, rows, 0.9, report)
        print(f"track {clip.stem}, as the pictures that the reference saw")
        folder = arguments.work / clip.stem
        folder.mkdir(exist_ok=True)
        for index, picture in enumerate(pictures(clip)):
            write_picture(folder / f"{index:04}.png", picture)
        output = arguments.work / f"{clip.stem}.pictures.csv"
        rows = run_track(arguments.program, folder, box, arguments.model, output)
        check_boxes(trace, rows, 0.98, report)
    report.finish()


if __name__ == "__main__":
    main()
