"""Pairs of made-up regions, some of them odd, and files of them as the vot-toolkit writes them."""

from __future__ import annotations

import base64
import random
import tempfile
from pathlib import Path

import numpy as np
from vot import config
from vot.region import Mask, calculate_overlap
from vot.region.io import parse_region
from vot.tracker import Trajectory
from vot.tracker.results import Results
from vot.workspace.storage import LocalStorage


SIZES = [(40, 30)] * 10 + [(25, 60)] * 8 + [(3, 2), (1, 9)]


def number(dice: random.Random, least: float, most: float) -> str:
    """A coordinate: a fraction, a whole number or a half, which rounds to the even side."""
    value = dice.uniform(least, most)
    kind = dice.random()
    if kind < 0.3:
        return f"{round(value)}"
    return f"{round(value) + 0.5}" if kind < 0.5 else f"{value:.1f}"


def region(dice: random.Random, width: int, height: int) -> str:
    """A region in a picture, at its edges or outside of it."""
    kind = dice.random()
    if kind < 0.03:
        return "0"
    if kind < 0.4:
        corner = [number(dice, -0.4 * width, 0.8 * width), number(dice, -0.4 * height, height)]
        sides = [number(dice, -1, 1.2 * width), number(dice, -1, 1.2 * height)]
        return ",".join(corner + sides)
    if kind < 0.75:
        return ",".join(polygon(dice, width, height))
    rows, columns = dice.randrange(1, 12), dice.randrange(1, 15)
    share = dice.choice([0, 0.1, 0.9, 1, 1])
    pixels = np.array([[dice.random() < share for _ in range(columns)] for _ in range(rows)])
    return str(Mask(pixels, (dice.randrange(-6, width), dice.randrange(-5, height))))


def polygon(dice: random.Random, width: int, height: int) -> list[str]:
    corners = dice.choice([3, 4, 4, 4, 4, 5, 7])
    x, y = dice.uniform(0, width), dice.uniform(0, height)
    reach = dice.choice([0.4, 8, 0.6 * width, width])
    numbers = []
    for _ in range(corners):
        numbers += [number(dice, x - reach, x + reach), number(dice, y - reach, y + reach)]
    if dice.random() < 0.2:
        # A side along a row, a corner twice, a line.
        numbers[3] = numbers[1]
    if dice.random() < 0.1:
        numbers[-2:] = numbers[:2]
    if dice.random() < 0.05:
        numbers[1::2] = [numbers[1]] * corners
    return numbers


Pair = list[int | str]
"""Width and height of a picture, and two regions in it."""


def pairs(count: int, seed: int = 5) -> list[Pair]:
    """Pairs of made-up regions."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        width, height = dice.choice(SIZES)
        one = region(dice, width, height)
        made.append([width, height, one, other(dice, one, width, height)])
    return made


def other(dice: random.Random, one: str, width: int, height: int) -> str:
    """A region to compare with: the same, nearly the same or another."""
    kind = dice.random()
    if kind < 0.02:
        return one
    if kind < 0.6 and one[0] not in "m0":
        return ",".join(f"{float(value) + dice.uniform(-3, 3):.1f}" for value in one.split(","))
    return region(dice, width, height)


def overlap(pair: Pair) -> float:
    width, height, one, another = pair
    return calculate_overlap(parse_region(one), parse_region(another), (width, height))


LINES = [
    "1", "10.1,20.25,30,40.123456789", "0.5,-3,7,1e-3", "2", "0", "m3,-4,3,2,0,2,1,3",
    "m0,0,2,2,0,4", "1.5,2.25,30,4,50.125,60.1,7,80", "1,2,33.3333,4,5.55,6",
]
VALUES = [None, 0.1, 1.0, 1e-05, 123456.789, 0.30000000000000004, None, -2.5, 1e22]


def files() -> dict:
    """A run as the toolkit writes it in its two forms, with a property."""
    trajectory = Trajectory(len(LINES))
    for frame, (line, value) in enumerate(zip(LINES, VALUES, strict=True)):
        trajectory.set(frame, parse_region(line), {"time": value})
    written = {"lines": LINES, "values": VALUES}
    with tempfile.TemporaryDirectory() as folder:
        results = Results(LocalStorage(folder))
        for binary in (True, False):
            config.results_binary = binary
            trajectory.write(results, "run")
        config.results_binary = True
        written["binary"] = base64.b64encode((Path(folder) / "run.bin").read_bytes()).decode()
        written["text"] = (Path(folder) / "run.txt").read_text()
        written["time"] = (Path(folder) / "run_time.value").read_text()
    return written
