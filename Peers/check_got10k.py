"""Compares what the got10k package makes of recorded boxes with the committed numbers.

    check_got10k.py RECORDED              compares
    check_got10k.py RECORDED --record     writes the file anew, boxes included

RECORDED holds made-up truth and made-up results of two trackers in the layouts of OTB, DTB70,
TColor128, NfS, UAV123, GOT-10k (validation) and LaSOT, and what got10k's experiments report of them;
the package's own tests compute the same numbers from the same boxes. Beside them are pysot's curves,
by pysot_rules.py. got10k 0.1.3 has no experiment for LaSOT, and its reader of LaSOT's layout raises
an error: there, only pysot's curves are recorded.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import os
import random
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

os.environ["MPLBACKEND"] = "Agg"

import got10k
import numpy as np
from got10k import experiments
from got10k.datasets import OTB

import benchmark_layouts as layouts
import pysot_rules
from benchmark_layouts import RESOLUTION, Rows, Run, Sequence

TOLERANCE = 1e-12
"""Sums may be taken in another order, and that is all that may differ."""

LENGTH = 40
"""Frames of a made-up sequence, where the benchmark does not prescribe how many."""

UAV_LENGTHS = layouts.uav123_lengths(Path(got10k.__file__).parent / "datasets" / "uav123.json")


def truth(dice: random.Random, frames: int, digits: int) -> Rows:
    """An object that wanders through the picture and leaves it now and then."""
    width, height = dice.uniform(20, 120), dice.uniform(20, 120)
    x, y = dice.uniform(0, RESOLUTION[0] - width), dice.uniform(0, RESOLUTION[1] - height)
    rows = []
    for _ in range(frames):
        # Adding 0 makes −0 a 0.
        rows.append([round(value, digits) + 0 for value in (x, y, width, height)])
        x += dice.gauss(0, 25) + (RESOLUTION[0] / 2 - x) / 30
        y += dice.gauss(0, 15) + (RESOLUTION[1] / 2 - y) / 30
        width = max(5, width * dice.uniform(0.9, 1.1))
        height = max(5, height * dice.uniform(0.9, 1.1))
    return rows


def follow(dice: random.Random, rows: Rows, error: float) -> Rows:
    """Boxes near the true ones, some of them lost, without an area, or just at a threshold."""
    boxes: Rows = []
    last = [1.0, 1.0, 10.0, 10.0]
    for row in rows:
        x, y, width, height = last = row or last
        chance = dice.random()
        if chance < 0.05:
            boxes.append([x, y, 0.0, height])
        elif chance < 0.15:
            # Shares of the width are overlaps, some of them just at a threshold.
            boxes.append([x, y, width * dice.randrange(1, 20) / 20, height])
        elif chance < 0.25:
            # Distances of exactly 5, 10, 15 … pixels.
            times = dice.randrange(1, 8)
            boxes.append([x + 3 * times, y + 4 * times, width, height])
        else:
            offset = [dice.gauss(0, error * width), dice.gauss(0, error * height)]
            sides = [width * dice.uniform(1 - error, 1 + error), height * dice.uniform(0.8, 1.2)]
            boxes.append([x + offset[0], y + offset[1], *sides])
    # As many decimals as the files of results have.
    return [[round(value, 3) + 0 for value in box] for box in boxes]


def sequence(
    dice: random.Random, name: str, frames: int = LENGTH, digits: int = 0, repetitions: int = 1
) -> Sequence:
    rows = truth(dice, frames, digits)

    def run(error: float) -> Run:
        seconds = [round(dice.uniform(0.005, 0.05), 8) for _ in rows]
        seconds[dice.randrange(frames)] = 0.0
        return Run([follow(dice, rows, error) for _ in range(repetitions)], seconds)

    return Sequence(name, rows, {"steady": run(0.05), "loose": run(0.4)})


def made_up(dice: random.Random) -> dict[str, list[Sequence]]:
    benchmarks = {
        "otb": [sequence(dice, name) for name in ("Basketball", "Bolt", "Boy")],
        "dtb70": [sequence(dice, name) for name in ("Animal1", "Yacht2")],
        "tcolor128": [sequence(dice, name) for name in ("Airport_ce", "Ball_ce3")],
        "nfs": [sequence(dice, name) for name in ("airboard_1", "zebra_fish")],
        "uav123": [sequence(dice, name, UAV_LENGTHS[name]) for name in ("uav2", "uav6")],
        "got10k": [
            sequence(dice, f"GOT-10k_Val_{number:06d}", LENGTH + 10 * number, 4, number % 2 + 1)
            for number in (1, 2, 3)
        ],
        "lasot": [sequence(dice, name) for name in ("airplane-1", "zebra-17")],
    }
    # Not a box in a result, no box or one without an area in the truth.
    benchmarks["otb"][0].runs["loose"].boxes[0][7] = None
    benchmarks["otb"][1].truth[5] = None
    benchmarks["otb"][1].truth[6] = [0, 0, 0, 0]
    benchmarks["otb"][2].truth[9] = [30, 40, 0, 25]
    benchmarks["otb"][2].truth[10] = [-60, 40, 50, 25]
    for entry in benchmarks["uav123"]:
        for frame in range(20, 35):
            entry.truth[frame] = None
        entry.runs["steady"].boxes[0][50] = None
    for entry in benchmarks["got10k"]:
        entry.cover = [dice.randrange(9) for _ in entry.truth]
    for entry in benchmarks["lasot"]:
        entry.absent = [int(frame in range(12, 18)) for frame in range(LENGTH)]
        for frame in (13, 14, 25):
            entry.truth[frame] = [0, 0, 0, 0]
    return benchmarks


def report(experiment: object, trackers: list[str]) -> dict:
    """The experiment's report without its plots and without what it prints."""
    experiment.plot_curves = lambda *_: None
    with contextlib.redirect_stdout(io.StringIO()):
        return experiment.report(trackers)


def got10k_report(layout: str, sequences: list[Sequence], root: Path) -> dict:
    """What got10k reports of a benchmark written to a folder in its layout."""
    data, boxes, reports = root / "data", root / "boxes", root / "reports"
    folders = {"result_dir": str(boxes), "report_dir": str(reports)}
    with contextlib.redirect_stdout(io.StringIO()):
        if layout == "otb":
            # A private list of the class; there is no public one.
            layouts.otb(data, sequences, OTB._OTB__otb13_seqs)
            layouts.results(boxes / "OTB2013", sequences)
            experiment = experiments.ExperimentOTB(str(data), version=2013, **folders)
        elif layout == "got10k":
            layouts.got10k(data, sequences)
            layouts.got10k_results(boxes / "GOT-10k", sequences)
            experiment = experiments.ExperimentGOT10k(str(data), subset="val", **folders)
        else:
            kinds: dict[str, tuple[Callable, str, Callable]] = {
                "dtb70": (layouts.dtb70, "DTB70", experiments.ExperimentDTB70),
                "tcolor128": (layouts.tcolor128, "TColor128", experiments.ExperimentTColor128),
                "nfs": (layouts.nfs, "NfS/240", experiments.ExperimentNfS),
                "uav123": (layouts.uav123, "UAV123", experiments.ExperimentUAV123),
            }
            write, name, kind = kinds[layout]
            write(data, sequences)
            layouts.results(boxes / name, sequences)
            experiment = kind(str(data), **folders)
    return report(experiment, list(sequences[0].runs))


def array(rows: Rows) -> np.ndarray:
    return np.array([[math.nan] * 4 if row is None else row for row in rows], float)


def pysot_report(sequences: list[Sequence]) -> dict:
    def curves(entry: Sequence, run: Run) -> dict:
        absent = np.array(entry.absent or [0] * len(entry.truth), bool)
        return pysot_rules.measures(array(run.boxes[0]), array(entry.truth), absent)

    return {
        tracker: {entry.name: curves(entry, entry.runs[tracker]) for entry in sequences}
        for tracker in sequences[0].runs
    }


def inputs(sequences: list[Sequence]) -> list[dict]:
    return [
        {
            "name": entry.name,
            "truth": entry.truth,
            "cover": entry.cover,
            "absent": entry.absent,
            "runs": {
                tracker: {"boxes": run.boxes, "seconds": run.seconds}
                for tracker, run in entry.runs.items()
            },
        }
        for entry in sequences
    ]


def recorded_inputs(entries: list[dict]) -> list[Sequence]:
    return [
        Sequence(
            entry["name"],
            entry["truth"],
            {name: Run(run["boxes"], run["seconds"]) for name, run in entry["runs"].items()},
            entry["cover"],
            entry["absent"],
        )
        for entry in entries
    ]


def computed(benchmarks: dict[str, list[Sequence]]) -> dict:
    result = {}
    for layout, sequences in benchmarks.items():
        numbers = {"resolution": RESOLUTION, "sequences": inputs(sequences)}
        if layout != "lasot":
            with tempfile.TemporaryDirectory() as folder:
                numbers["got10k"] = got10k_report(layout, sequences, Path(folder))
        if layout != "got10k":
            numbers["pysot"] = pysot_report(sequences)
        result[layout] = numbers
    return result


def differences(found: object, expected: object, place: str) -> list[str]:
    """Every place where two nested structures of numbers differ by more than the tolerance."""
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        return [
            line
            for key in found
            for line in differences(found[key], expected[key], f"{place}/{key}")
        ]
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return [
            line
            for index, pair in enumerate(zip(found, expected))
            for line in differences(*pair, f"{place}/{index}")
        ]
    numbers = isinstance(found, int | float) and isinstance(expected, int | float)
    if found == expected or (
        numbers and math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    ):
        return []
    return [f"{place}: found {found}, expected {expected}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("recorded", type=Path)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    if arguments.record:
        benchmarks = made_up(random.Random(2))
        document = {"got10k": version("got10k"), "benchmarks": computed(benchmarks)}
        arguments.recorded.parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps(document, separators=(",", ":"))
        # One line a sequence, so that a change can be read.
        content = content.replace('{"name":', '\n{"name":').replace('"got10k":{', '\n"got10k":{')
        arguments.recorded.write_text(content + "\n")
        return
    document = json.loads(arguments.recorded.read_text())
    benchmarks = {
        layout: recorded_inputs(entry["sequences"])
        for layout, entry in document["benchmarks"].items()
    }
    found = json.loads(json.dumps(computed(benchmarks)))
    wrong = differences(found, document["benchmarks"], "")
    for line in wrong:
        print(f"  WRONG {line}")
    if wrong:
        raise SystemExit("not everything agrees: see the lines marked WRONG")
    for layout, entry in found.items():
        toolkits = " and ".join(name for name in ("got10k", "pysot") if name in entry)
        print(f"  {layout}: {len(entry['sequences'])} sequences, {toolkits}: equal")


if __name__ == "__main__":
    main()
