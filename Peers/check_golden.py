"""Compares golden data computed just now with the committed files.

    check_golden.py COMPUTED COMMITTED      two folders written by make_golden.py

Bounds, not equality: another processor or another PyTorch sums in another order.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from comparison import (
    Report,
    agreement_of_crops,
    farthest_edge,
    intersection_over_union,
    relative_distance,
)
from pictures import read_picture
from traces import read_trace


def files(golden: Path) -> set[Path]:
    return {path.relative_to(golden) for path in golden.glob("**/*") if path.is_file()}


def compare(name: Path, computed: Path, committed: Path, report: Report) -> None:
    if name.suffix == ".csv":
        traces = read_trace(computed), read_trace(committed)
        pairs = [(a.box, b.box) for a, b in zip(*traces, strict=True)]
        overlap = float(np.mean([intersection_over_union(a, b) for a, b in pairs]))
        edge = max(farthest_edge(a, b) for a, b in pairs)
        report.at_least(0.98, f"{name}, mean intersection over union", overlap)
        report.at_most(float("inf"), f"{name}, farthest edge in pixels", edge)
        return
    if name.suffix == ".png":
        arrays = read_picture(computed), read_picture(committed)
    else:
        arrays = np.load(computed), np.load(committed)
    if arrays[0].shape != arrays[1].shape or arrays[0].dtype != arrays[1].dtype:
        found, expected = ((a.shape, a.dtype.name) for a in arrays)
        report.equal(expected, f"{name}, shape and type", found)
    elif arrays[0].dtype == np.uint8:
        report.at_least(0.999, f"{name}, share within one level", agreement_of_crops(*arrays)[0])
    else:
        report.at_most(1e-4, f"{name}, relative distance", relative_distance(*arrays))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("computed", type=Path)
    parser.add_argument("committed", type=Path)
    arguments = parser.parse_args()
    names = files(arguments.computed)
    report = Report()
    committed = files(arguments.committed)
    report.equal([], "missing golden files", sorted(map(str, names - committed)))
    report.equal([], "golden files of no known origin", sorted(map(str, committed - names)))
    for name in sorted(names & committed):
        compare(name, arguments.computed / name, arguments.committed / name, report)
    report.finish()


if __name__ == "__main__":
    main()
