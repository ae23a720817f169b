"""Traces: the tracker's state after each frame, as CSV with one header row.

frame, centre_x, centre_y (0-based, counting pixel centres), width, height, search_side, and the
box x, y in continuous coordinates. Numbers have as many digits as 64 bits need to come back.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from siamfc_reference import State


def write_trace(path: Path, states: Iterable[State]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["frame", "centre_x", "centre_y", "width", "height", "search_side", "x", "y"]
        )
        for frame, state in enumerate(states):
            (y, x), (height, width) = state.centre.tolist(), state.size.tolist()
            side = float(state.search_side)
            writer.writerow([frame, x, y, width, height, side, *state.box[:2]])


def read_trace(path: Path) -> list[State]:
    with path.open(newline="") as file:
        return [
            State(
                np.array([float(row["centre_y"]), float(row["centre_x"])]),
                np.array([float(row["height"]), float(row["width"])]),
                float(row["search_side"]),
            )
            for row in csv.DictReader(file)
        ]
