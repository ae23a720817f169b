"""Compares what the got10k package makes of recorded VOT runs with the committed numbers.

    check_got10k_vot.py RECORDED              compares
    check_got10k_vot.py RECORDED --record     writes the file anew

RECORDED is the folder of check_vot.py's files, whose regions and runs these are: got10k-vot.json in
it holds what got10k's ExperimentVOT reports of the runs with resets over sequences of rectangles and
polygons, and its overlaps, which are exact areas, of pairs of regions.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

os.environ["MPLBACKEND"] = "Agg"

import numpy as np
from got10k.experiments import vot
from got10k.utils.metrics import poly_iou
from PIL import Image
from shapely.geometry import Polygon

TOLERANCE = 1e-12
FORMS = ("rectangles", "polygons")
"""Sequences that got10k can read."""


def write_sequence(folder: Path, sequence: dict, size: list[int]) -> None:
    folder.mkdir(parents=True)
    (folder / "groundtruth.txt").write_text("\n".join(sequence["truth"]) + "\n")
    for tag, flags in sequence["tags"].items():
        (folder / f"{tag}.tag").write_text("\n".join(flags) + "\n")
    # Only the first picture is opened, for its size.
    Image.new("L", size).save(folder / "00000001.jpg")
    for frame in range(1, len(sequence["truth"])):
        (folder / f"{frame + 1:08d}.jpg").touch()


def one_overlap(*arguments) -> float:
    """got10k's overlap of two regions as a number: numpy 1.24 and later refuse to mix its arrays of
    one element with numbers, as the report of ExperimentVOT does."""
    [overlap] = poly_iou(*arguments)
    return float(overlap)


vot.poly_iou = one_overlap


def measures(document: dict) -> dict:
    """Accuracy and robustness by tracker."""
    sequences = [entry for entry in document["sequences"] if entry["name"] in FORMS]
    with tempfile.TemporaryDirectory() as root:
        data, results = Path(root) / "data", Path(root) / "results"
        for sequence in sequences:
            write_sequence(data / sequence["name"], sequence, document["size"])
        (data / "list.txt").write_text("\n".join(entry["name"] for entry in sequences) + "\n")
        for tracker, runs in document["runs"].items():
            for name in FORMS:
                folder = results / "VOT2018" / tracker / "baseline" / name
                folder.mkdir(parents=True)
                for number, run in enumerate(runs["baseline"][name]):
                    path = folder / f"{name}_{number + 1:03d}.txt"
                    path.write_text("\n".join(run["lines"]) + "\n")
        with contextlib.redirect_stdout(io.StringIO()):
            experiment = vot.ExperimentVOT(
                str(data), version=2018, experiments="supervised", result_dir=str(results),
                report_dir=str(Path(root) / "reports"))
            report = experiment.report(list(document["runs"]))
    return {
        tracker: {key: float(numbers[key]) for key in ("accuracy", "robustness")}
        for tracker, numbers in report.items()
    }


def numbers(line: str) -> np.ndarray | None:
    """The numbers of a region that got10k and shapely can take."""
    if line[0] == "m":
        return None
    values = np.array([float(value) for value in line.split(",")])
    if len(values) == 4:
        return values if min(values[2:]) > 0 else None
    return values if len(values) == 8 and Polygon(values.reshape(4, 2)).is_valid else None


def overlaps(pairs: list[list]) -> list[list[float]]:
    """Index and overlap of each pair that can be compared."""
    found = []
    for index, (width, height, one, another, _) in enumerate(pairs):
        regions = numbers(one), numbers(another)
        if all(region is not None for region in regions):
            found.append([index, one_overlap(*regions, (width, height))])
    return found


def computed(folder: Path) -> dict:
    pairs = json.loads((folder / "overlaps.json").read_text())["pairs"]
    return {
        "got10k": version("got10k"),
        "measures": measures(json.loads((folder / "measures.json").read_text())),
        "overlaps": overlaps(pairs),
    }


def differences(found: dict, expected: dict) -> list[str]:
    wrong = []
    for tracker, values in expected["measures"].items():
        for key, value in values.items():
            if abs(found["measures"][tracker][key] - value) > TOLERANCE:
                wrong.append(f"{tracker}/{key}: {found['measures'][tracker][key]}, {value}")
    for one, other in zip(found["overlaps"], expected["overlaps"], strict=True):
        if one[0] != other[0] or not math.isclose(one[1], other[1], abs_tol=TOLERANCE):
            wrong.append(f"overlap {one}, expected {other}")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("recorded", type=Path)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    path = arguments.recorded / "got10k-vot.json"
    found = computed(arguments.recorded)
    if arguments.record:
        path.write_text(json.dumps(found, separators=(",", ":")) + "\n")
        return
    wrong = differences(found, json.loads(path.read_text()))
    for line in wrong:
        print(f"  WRONG {line}")
    if wrong:
        raise SystemExit("not everything agrees: see the lines marked WRONG")
    print(f"  {len(found['overlaps'])} overlaps and the measures of {len(found['measures'])} "
          "trackers: equal")


if __name__ == "__main__":
    main()
