"""Times another package's tracker on pictures that were read before.

    time_tracker.py PICTURES X,Y,W,H TRACKER THREADS FRAMES ROUNDS [--boxes FILE] [--model FOLDER]

The same words as for the benchmark tracking-speed, and the same output: the milliseconds of each
round, those of the updates together, without the start on the first picture. PICTURES is a folder of
PNG files. TRACKER is KCF, CSRT or MIL, which are OpenCV's, or SiamFC, which is siamfc-pytorch's
algorithm with the weights of the model.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

Box = tuple[float, float, float, float]
WARM_UP = 5
"""Pictures for the first updates, which touch memory for the first time."""


class Tracker(Protocol):
    def start(self, picture: np.ndarray, box: Box) -> None: ...

    def update(self, picture: np.ndarray) -> Box: ...


class OpenCVTracker:
    """A tracker of OpenCV with its own settings, for pictures in BGR. It takes whole pixels. Where it
    finds nothing, the last box stays."""

    def __init__(self, name: str) -> None:
        self.create = getattr(cv2, f"Tracker{name}_create")

    def start(self, picture: np.ndarray, box: Box) -> None:
        self.box = box
        self.tracker = self.create()
        self.tracker.init(picture, tuple(round(number) for number in box))

    def update(self, picture: np.ndarray) -> Box:
        found, box = self.tracker.update(picture)
        if found:
            self.box = tuple(map(float, box))
        return self.box


class PyTorchTracker:
    """SiamFC on PyTorch, for pictures in RGB: one batch of three crops an update."""

    def __init__(self, model: Path, threads: int) -> None:
        import torch

        from siamfc_reference import Settings, SiamFC, load_backbone

        torch.set_num_threads(threads)
        backbone, settings = load_backbone(model), Settings.of(model)
        self.plain = SiamFC(backbone, settings)
        weights_last = load_backbone(model).to(memory_format=torch.channels_last)
        self.channels_last = SiamFC(weights_last, settings)
        # Crops come channels last from OpenCV; this one has them copied.
        self.contiguous = SiamFC(lambda pictures: backbone(pictures.contiguous()), settings)
        self.tracker = self.plain

    def start(self, picture: np.ndarray, box: Box) -> None:
        from siamfc_reference import State

        self.tracker.start(picture, State.around(box))

    def update(self, picture: np.ndarray) -> Box:
        return self.tracker.update(picture).box

    def take_fastest_layout(self, pictures: list[np.ndarray], box: Box) -> None:
        trackers = [self.plain, self.channels_last, self.contiguous]
        fastest = [float("inf")] * len(trackers)
        for _ in range(3):
            for index, self.tracker in enumerate(trackers):
                fastest[index] = min(fastest[index], track(self, pictures, box)[0])
        self.tracker = trackers[int(np.argmin(fastest))]


def track(tracker: Tracker, pictures: list[np.ndarray], box: Box) -> tuple[float, list[Box]]:
    """The seconds that all updates took, and the box in each picture."""
    tracker.start(pictures[0], box)
    boxes = [box]
    start = time.perf_counter()
    for picture in pictures[1:]:
        boxes.append(tracker.update(picture))
    return time.perf_counter() - start, boxes


def read_pictures(folder: Path, count: int) -> list[np.ndarray]:
    """H×W×3, BGR, 8 bits."""
    pictures = [cv2.imread(str(path)) for path in sorted(folder.glob("*.png"))[:count]]
    if len(pictures) != count or any(picture is None for picture in pictures):
        raise SystemExit(f"{folder}: expected {count} readable pictures")
    return pictures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pictures", type=Path)
    parser.add_argument("box", type=lambda text: tuple(map(float, text.split(","))))
    parser.add_argument("tracker", choices=["SiamFC", "KCF", "CSRT", "MIL"])
    parser.add_argument("threads", type=int)
    parser.add_argument("frames", type=int)
    parser.add_argument("rounds", type=int)
    parser.add_argument("--boxes", type=Path, help="where the boxes of the last round go")
    parser.add_argument("--model", type=Path, help="model folder, for SiamFC")
    arguments = parser.parse_args()
    cv2.setNumThreads(arguments.threads)
    pictures = read_pictures(arguments.pictures, arguments.frames)
    if arguments.tracker == "SiamFC":
        pictures = [cv2.cvtColor(picture, cv2.COLOR_BGR2RGB) for picture in pictures]
        tracker = PyTorchTracker(arguments.model, arguments.threads)
        tracker.take_fastest_layout(pictures[:WARM_UP], arguments.box)
    else:
        tracker = OpenCVTracker(arguments.tracker)
        track(tracker, pictures[:WARM_UP], arguments.box)
    boxes = []
    for _ in range(arguments.rounds):
        seconds, boxes = track(tracker, pictures, arguments.box)
        print(seconds * 1e3)
    if arguments.boxes:
        arguments.boxes.write_text("".join(",".join(map(str, box)) + "\n" for box in boxes))


if __name__ == "__main__":
    main()
