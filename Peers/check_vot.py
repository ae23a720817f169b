"""Compares what the vot-toolkit makes of recorded regions and runs with the committed numbers.

    check_vot.py RECORDED              compares
    check_vot.py RECORDED --record     writes the files anew, regions and runs included

RECORDED is a folder. overlaps.json in it holds pairs of made-up regions and their overlaps,
measures.json made-up truth, made-up runs of two trackers, and what the toolkit's analyses of a
workspace with them say, vot-files.json the bytes of its files and what its real-time experiment does
with given times. The package's own tests compute the same from the same regions and runs.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from vot import get_logger
from vot.analysis import accuracy, failures, longterm, multistart, supervised
from vot.analysis.processor import AnalysisProcessor
from vot.tracker import ObjectStatus, OnlineTrackerRuntime, RealtimeTrackerRuntime, Tracker
from vot.region import Special

import vot_made_up
import vot_overlaps

TOLERANCE = 1e-12
"""The toolkit's numbers must be the same on every machine, but for the order of sums."""

PAIRS = 2000
LENGTHS = ((10, 40), (46, 291))
"""Lengths over which expected overlaps are averaged."""

CURVE = 120
"""How long the curve of runs from anchors is."""


class Sleeper(OnlineTrackerRuntime):
    """A tracker that needs given times and answers with the number of the frame."""

    def __init__(self, tracker: Tracker, seconds: list[float]):
        super().__init__(tracker)
        self.seconds = seconds

    def stop(self) -> None:
        pass

    def restart(self) -> None:
        pass

    def initialize(self, frame, new=None):
        return ObjectStatus(Special(frame), {}), self.seconds[frame]

    update = initialize


def real_time() -> list[dict]:
    """Which frame's answer stands at each frame, for trackers of several speeds."""
    dice = random.Random(3)
    tracker = Tracker("sleeper", "", "none")
    cases = []
    for slowness in (0.5, 0.9, 1.1, 2, 2, 5.5):
        for grace in (0, 3):
            rate = dice.choice([20, 25, 30])
            seconds = [round(dice.expovariate(rate / slowness), 4) for _ in range(40)]
            clock = RealtimeTrackerRuntime(Sleeper(tracker, seconds), grace, 1 / rate)
            answers = [clock.initialize(0)[0]]
            answers += [clock.update(frame)[0] for frame in range(1, len(seconds))]
            cases.append({
                "rate": rate, "grace": grace, "seconds": seconds,
                "answering": [answer.region.code for answer in answers],
            })
    return cases


Compute = Callable[..., object]


def supervised_numbers(compute: Compute, sequences: list) -> dict:
    [(a, f, point, length)] = compute(supervised.AverageAccuracyRobustness(), sequences)
    [(total,)] = compute(failures.CumulativeFailureCount(), sequences)
    [(curve,)] = compute(supervised.EAOCurve(), sequences)
    each = compute(supervised.AccuracyRobustness(), sequences)
    return {
        "accuracy": a, "meanFailures": f, "robustness": point[0], "length": length,
        "failures": total, "curve": list(curve),
        "scores": {
            f"{low}-{high}": compute(supervised.EAOScore(low=low, high=high), sequences)[0][0]
            for low, high in LENGTHS
        },
        "sequences": [[a, f, point[0]] for a, f, point, _ in each],
    }


def multistart_numbers(compute: Compute, sequences: list) -> dict:
    [(a, r, *_)] = compute(multistart.AverageAccuracyRobustness(), sequences)
    [(curve,)] = compute(multistart.EAOCurve(high=CURVE), sequences)
    each = compute(multistart.AccuracyRobustness(), sequences)
    return {
        "accuracy": a, "robustness": r, "curve": curve,
        "scores": {
            f"{low}-{high}": compute(multistart.EAOScore(low=low, high=high), sequences)[0][0]
            for low, high in LENGTHS
        },
        "sequences": [[a, r] for a, r, *_ in each],
    }


def unsupervised_numbers(compute: Compute, sequences: list) -> dict:
    # No numbers by tag: with a filter_tag, 0.9.0 stops with a TypeError where there is no _ignore.
    return {
        name: compute(accuracy.AverageAccuracy(burnin=burnin), sequences)[0][0]
        for name, burnin in (("burnIn10", 10), ("burnIn1", 1))
    }


def longterm_numbers(compute: Compute, sequences: list) -> dict:
    [(precision, recall, f)] = compute(longterm.PrecisionRecall(), sequences)
    [(curve, thresholds)] = compute(longterm.PrecisionRecallCurve(), sequences)
    finite = [max(-1e300, min(1e300, threshold)) for threshold in thresholds]
    return {
        "precision": precision, "recall": recall, "f": f,
        "curve": [[t, p, r] for t, (r, p) in zip(finite, curve, strict=True)],
    }


def numbers(document: dict) -> dict:
    """What the toolkit's analyses say of recorded runs, by tracker."""
    sequences, runs = vot_made_up.recorded(document)
    short = [sequence.name for sequence in sequences if sequence.tags]
    long = [sequence.name for sequence in sequences if not sequence.tags]
    trackers = vot_made_up.trackers()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        workspace = vot_made_up.Workspace(Path(folder), sequences)
        for name, tracker in trackers.items():
            for experiment, by_name in runs[name].items():
                for sequence, each in by_name.items():
                    workspace.write(tracker, experiment, sequence, each)

            def analyse(make: Callable, experiment: str, names: list[str]) -> dict:
                def compute(analysis, sequences):
                    grid = AnalysisProcessor.default().run(
                        analysis, workspace.experiments[experiment], [tracker], sequences)
                    return list(grid)

                return make(compute, [workspace.sequences[name] for name in names])

            found[name] = {
                "supervised": analyse(supervised_numbers, "baseline", short),
                "multistart": analyse(multistart_numbers, "multistart", short),
                "unsupervised": analyse(unsupervised_numbers, "unsupervised", short),
                "longterm": analyse(longterm_numbers, "unsupervised", long),
            }
    return json.loads(json.dumps(found, default=float))


def differences(found: object, expected: object, place: str) -> list[str]:
    """Every place where two nested structures of numbers differ by more than the tolerance."""
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        return [
            line for key in found
            for line in differences(found[key], expected[key], f"{place}/{key}")
        ]
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return [
            line for index, pair in enumerate(zip(found, expected))
            for line in differences(*pair, f"{place}/{index}")
        ]
    are_numbers = isinstance(found, int | float) and isinstance(expected, int | float)
    if found == expected or (
        are_numbers and math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    ):
        return []
    return [f"{place}: found {found}, expected {expected}"]


def written(document: dict, *marks: str) -> str:
    """JSON with a line break before each of some marks, so that a change can be read."""
    text = json.dumps(document, separators=(",", ":"))
    for mark in marks:
        text = text.replace(mark, "\n" + mark)
    return text + "\n"


def record(folder: Path) -> None:
    pairs = [[*pair, vot_overlaps.overlap(pair)] for pair in vot_overlaps.pairs(PAIRS)]
    with tempfile.TemporaryDirectory() as workspace:
        sequences, runs = vot_made_up.made_up(Path(workspace), vot_made_up.trackers())
    measures = {"toolkit": version("vot-toolkit")} | vot_made_up.documented(sequences, runs)
    measures["numbers"] = numbers(measures)
    files = {"run": vot_overlaps.files(), "realTime": real_time()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overlaps.json").write_text(written({"pairs": pairs}, "["))
    (folder / "measures.json").write_text(written(measures, '{"name":', '{"lines":', '"numbers":'))
    (folder / "vot-files.json").write_text(written(files, '{"rate":'))


def compared(folder: Path) -> dict[str, list[str]]:
    """What differs, by what was compared."""
    pairs = json.loads((folder / "overlaps.json").read_text())["pairs"]
    measures = json.loads((folder / "measures.json").read_text())
    files = json.loads((folder / "vot-files.json").read_text())
    return {
        f"{len(pairs)} overlaps": [
            line for pair in pairs
            for line in differences(vot_overlaps.overlap(pair[:-1]), pair[-1], str(pair[:-1]))
        ],
        "measures": differences(numbers(measures), measures["numbers"], "measures"),
        "files": differences(vot_overlaps.files(), files["run"], "files"),
        "real time": differences(real_time(), files["realTime"], "real time"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("recorded", type=Path)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    get_logger().setLevel(logging.WARNING)
    if arguments.record:
        record(arguments.recorded)
        return
    wrong = 0
    for what, lines in compared(arguments.recorded).items():
        for line in lines:
            print(f"  WRONG {line}")
        wrong += len(lines)
        if not lines:
            print(f"  {what}: equal")
    if wrong:
        raise SystemExit("not everything agrees: see the lines marked WRONG")


if __name__ == "__main__":
    main()
