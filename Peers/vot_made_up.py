"""Made-up truth, made-up trackers, and both as a workspace of the vot-toolkit.

A sequence is its name, the truth as lines of VOT's text form, tags and anchors; a run is its lines
and, where the tracker gives them, its confidences. There are no pictures: the toolkit is told their
size, and the trackers do not look at them.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from vot.dataset.common import read_sequence
from vot.experiment.multirun import SupervisedExperiment, UnsupervisedExperiment
from vot.experiment.multistart import MultiStartExperiment, find_anchors
from vot.region import Mask, Polygon, Rectangle, Special
from vot.region.io import parse_region
from vot.tracker import ObjectStatus, OnlineTrackerRuntime, Tracker, Trajectory
from vot.workspace.storage import LocalStorage

SIZE = (160, 120)
"""Width and height of the pictures that are not there."""

REPETITIONS = 2


@dataclass
class Sequence:
    name: str
    truth: list[str]
    tags: dict[str, str] = field(default_factory=dict)
    """For each tag, a 1 or a 0 a frame."""
    anchors: dict[str, int] = field(default_factory=dict)
    """By frame, 1 for a run to the end and -1 for one to the beginning."""


@dataclass
class Run:
    lines: list[str]
    confidence: list[float | None] | None = None


Runs = dict[str, dict[str, dict[str, list[Run]]]]
"""Runs by tracker, experiment and sequence."""


@dataclass
class Ellipse:
    """Where a made-up object is."""

    x: float
    y: float
    width: float
    height: float
    angle: float = 0

    def moved(self, dice: random.Random, amount: float) -> Ellipse:
        return Ellipse(
            self.x + dice.gauss(0, amount * self.width),
            self.y + dice.gauss(0, amount * self.height),
            self.width * dice.uniform(1 - amount, 1 + amount),
            self.height * dice.uniform(1 - amount, 1 + amount),
            self.angle + dice.gauss(0, amount),
        )

    def rectangle(self) -> str:
        numbers = [self.x - self.width / 2, self.y - self.height / 2, self.width, self.height]
        return ",".join(f"{number:.2f}" for number in numbers)

    def polygon(self) -> str:
        corners = []
        for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            along, across = right * self.width / 2, down * self.height / 2
            sine, cosine = math.sin(self.angle), math.cos(self.angle)
            corners += [self.x + along * cosine - across * sine]
            corners += [self.y + along * sine + across * cosine]
        return ",".join(f"{number:.2f}" for number in corners)

    def mask(self) -> str:
        width, height = max(2, round(self.width)), max(2, round(self.height))
        rows, columns = np.mgrid[0:height, 0:width]
        inside = ((columns + 0.5) / width - 0.5) ** 2 + ((rows + 0.5) / height - 0.5) ** 2 <= 0.25
        return str(Mask(inside, (round(self.x - width / 2), round(self.y - height / 2))))


def wandering(dice: random.Random, frames: int, size: tuple[float, float]) -> Iterator[Ellipse]:
    place = Ellipse(dice.uniform(40, 120), dice.uniform(30, 90), *size)
    for _ in range(frames):
        yield place
        place = place.moved(dice, 0.06)
        place.x += (SIZE[0] / 2 - place.x) / 40
        place.y += (SIZE[1] / 2 - place.y) / 40
        place.width += (size[0] - place.width) / 10
        place.height += (size[1] - place.height) / 10


FORMS = {"rectangles": Ellipse.rectangle, "polygons": Ellipse.polygon, "masks": Ellipse.mask}


def short_term(dice: random.Random) -> list[tuple[Sequence, list[Ellipse]]]:
    made = []
    for name, frames, size in (
        ("rectangles", 120, (34, 26)), ("polygons", 80, (28, 40)), ("masks", 45, (13, 11))
    ):
        places = list(wandering(dice, frames, size))
        truth = [FORMS[name](place) for place in places]
        tags = {
            tag: "".join(str(int(start <= frame < start + frames // 3)) for frame in range(frames))
            for tag, start in (("occlusion", dice.randrange(5)), ("camera_motion", dice.randrange(50)))
        }
        if name == "polygons":
            del tags["camera_motion"]
        anchors = {"0": 1, "30": 1, str(frames // 2 + 3): -1}
        made.append((Sequence(name, truth, tags, anchors), places))
    return made


def long_term(dice: random.Random) -> list[tuple[Sequence, list[Ellipse]]]:
    made = []
    for name, frames in (("vanishing", 80), ("returning", 50)):
        places = list(wandering(dice, frames, (30, 24)))
        truth = [place.rectangle() for place in places]
        for frame in range(frames):
            if frame % 30 in range(17, 26):
                truth[frame] = "0" if frame % 2 else "nan,nan,nan,nan"
        made.append((Sequence(name, truth), places))
    return made


class MadeUpTracker(OnlineTrackerRuntime):
    """Follows the truth more or less well, and loses it now and then."""

    def __init__(
        self, tracker: Tracker, dice: random.Random, places: list[Ellipse], form: str, error: float
    ):
        super().__init__(tracker)
        self.dice, self.places, self.form, self.error = dice, places, form, error
        self.is_lost = False

    def stop(self) -> None:
        pass

    def restart(self) -> None:
        pass

    def initialize(self, frame, new=None):
        self.is_lost = False
        return self.answer(Special(1), {}, new)

    def update(self, frame, new=None):
        if self.dice.random() < (0.1 if self.is_lost else self.error / 8):
            self.is_lost = not self.is_lost
        place = self.places[frame.index].moved(self.dice, self.error)
        if self.is_lost:
            place.x += 1.2 * place.width
        confidence = round(self.dice.gauss(0.3 if self.is_lost else 0.7, 0.2), 3)
        region = parse_region(FORMS[self.form](place))
        if self.is_lost and self.dice.random() < 0.1:
            region = Rectangle(0, 0, 0, 0)
        return self.answer(region, {"confidence": confidence}, new)

    def answer(self, region, properties, new):
        status = ObjectStatus(region, properties)
        return [status] if isinstance(new, list) else status, 0.02


class Workspace:
    """The folders of a workspace, and the toolkit's experiments in it."""

    def __init__(self, root: Path, sequences: list[Sequence]):
        self.root = root
        storage = LocalStorage(str(root))
        self.experiments = {
            "baseline": SupervisedExperiment(
                "baseline", storage, repetitions=REPETITIONS, skip_initialize=5, early_stop=False),
            "multistart": MultiStartExperiment("multistart", storage),
            "unsupervised": UnsupervisedExperiment("unsupervised", storage),
        }
        self.sequences = {sequence.name: self.written(sequence) for sequence in sequences}

    def written(self, sequence: Sequence):
        folder = self.root / "sequences" / sequence.name
        folder.mkdir(parents=True)
        frames = len(sequence.truth)
        (folder / "sequence").write_text(
            f"name={sequence.name}\nfps=30\nwidth={SIZE[0]}\nheight={SIZE[1]}\nlength={frames}\n")
        (folder / "groundtruth.txt").write_text("\n".join(sequence.truth) + "\n")
        for tag, flags in sequence.tags.items():
            (folder / f"{tag}.tag").write_text("\n".join(flags) + "\n")
        if sequence.anchors:
            values = [str(sequence.anchors.get(str(frame), 0)) for frame in range(frames)]
            (folder / "anchor.value").write_text("\n".join(values) + "\n")
        read = read_sequence(str(folder))
        return self.experiments["unsupervised"].transform([read])[0]

    def names(self, experiment: str, sequence: str) -> list[str]:
        """The names of all files of runs, without ending."""
        if experiment == "baseline":
            return [f"{sequence}_{number + 1:03d}" for number in range(REPETITIONS)]
        if experiment == "unsupervised":
            return [f"{sequence}_001"]
        forward, backward = find_anchors(self.sequences[sequence])
        return [f"{sequence}_{frame:08d}" for frame in forward + backward]

    def write(self, tracker: Tracker, experiment: str, sequence: str, runs: list[Run]) -> None:
        results = self.experiments[experiment].results(tracker, self.sequences[sequence])
        for name, run in zip(self.names(experiment, sequence), runs, strict=True):
            trajectory = Trajectory(len(run.lines))
            for frame, line in enumerate(run.lines):
                properties = {} if run.confidence is None else {"confidence": run.confidence[frame]}
                trajectory.set(frame, parse_region(line), properties)
            trajectory.write(results, name)

    def read(self, tracker: Tracker, experiment: str, sequence: str) -> list[Run]:
        results = self.experiments[experiment].results(tracker, self.sequences[sequence])
        runs = []
        for name in self.names(experiment, sequence):
            trajectory = Trajectory.read(results, name)
            frames = range(len(trajectory))
            confidence = [trajectory.properties(frame).get("confidence") for frame in frames]
            runs.append(Run([compact(region) for region in trajectory], confidence))
        return runs

    def track(self, tracker: Tracker, experiment: str, sequence: str, runtime) -> None:
        """Runs a made-up tracker by the toolkit's own rules."""
        data = self.sequences[sequence]
        if experiment != "multistart":
            kind = self.experiments[experiment]
            type(kind)._get_runtime = lambda *_: runtime
            kind.execute(tracker, data)
            return
        # MultiStartExperiment.execute of 0.9.0 stops with a TypeError: it takes a state for a region.
        forward, backward = find_anchors(data)
        results = self.experiments[experiment].results(tracker, data)
        frames = [list(range(frame, len(data))) for frame in forward]
        frames += [list(reversed(range(frame + 1))) for frame in backward]
        for name, visited in zip(self.names(experiment, sequence), frames, strict=True):
            runtime.initialize(None)
            trajectory = Trajectory(len(visited))
            trajectory.set(0, Special(Trajectory.INITIALIZATION))
            for step, frame in enumerate(visited[1:]):
                trajectory.set(step + 1, runtime.update(data.frame(frame))[0].region)
            trajectory.write(results, name)


def compact(region) -> str:
    """A region as text without the digits that 32-bit floats add."""
    if isinstance(region, Rectangle):
        numbers = [region.x, region.y, region.width, region.height]
    elif isinstance(region, Polygon):
        numbers = [number for point in region.points() for number in point]
    else:
        return str(region)
    return ",".join(f"{number:.2f}".rstrip("0").rstrip(".") for number in numbers)


def made_up(root: Path, trackers: dict[str, Tracker]) -> tuple[list[Sequence], Runs]:
    """Sequences and what made-up trackers do in them."""
    dice = random.Random(13)
    short, long = short_term(dice), long_term(dice)
    workspace = Workspace(root, [sequence for sequence, _ in short + long])
    runs: Runs = {}
    for name, tracker in trackers.items():
        runs[name] = {experiment: {} for experiment in workspace.experiments}
        for experiment in workspace.experiments:
            for sequence, places in short + (long if experiment == "unsupervised" else []):
                form = sequence.name if name == "loose" and sequence.tags else "rectangles"
                error = {"steady": 0.08, "loose": 0.2}[name]
                runtime = MadeUpTracker(tracker, dice, places, form, error)
                workspace.track(tracker, experiment, sequence.name, runtime)
                runs[name][experiment][sequence.name] = [
                    run if experiment == "unsupervised" else Run(run.lines)
                    for run in workspace.read(tracker, experiment, sequence.name)
                ]
    return [sequence for sequence, _ in short + long], runs


def documented(sequences: list[Sequence], runs: Runs) -> dict:
    return {
        "size": SIZE,
        "sequences": [asdict(sequence) for sequence in sequences],
        "runs": {
            tracker: {
                experiment: {name: [asdict(run) for run in each] for name, each in by_name.items()}
                for experiment, by_name in by_experiment.items()
            }
            for tracker, by_experiment in runs.items()
        },
    }


def recorded(document: dict) -> tuple[list[Sequence], Runs]:
    runs = {
        tracker: {
            experiment: {name: [Run(**run) for run in each] for name, each in by_name.items()}
            for experiment, by_name in by_experiment.items()
        }
        for tracker, by_experiment in document["runs"].items()
    }
    return [Sequence(**sequence) for sequence in document["sequences"]], runs


def trackers() -> dict[str, Tracker]:
    return {
        name: Tracker(name, os.devnull, "none", protocol="none") for name in ("steady", "loose")
    }
