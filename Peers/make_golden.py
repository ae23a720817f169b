"""Writes the golden data of the tests: what the reference makes of the sample clips.

    make_golden.py CLIPS GOLDEN --model FOLDER

For every CLIPS/NAME.mp4 with its NAME.truth.csv, in GOLDEN/NAME:

    trace.csv                      the tracker's state after each frame of the clip, started from
                                   the truth's first box
    0000_exemplar_crop.npy         127×127×3, 8 bits, RGB
    0000_exemplar_embedding.npy    1×256×6×6, 32-bit floats

and of the first clip, in GOLDEN/NAME-window, a short sequence of its own, a window of two frames
that every reader sees alike because it is lossless, and that is small because the files are for
every checkout: the same files for these two frames, and

    frames/*.png                   the two frames
    0001_search_crops.npy          3×255×255×3, 8 bits, RGB
    0001_score_maps.npy            3×17×17, 32-bit floats, times 0.001
"""

from __future__ import annotations

import argparse
import csv
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import torch

from pictures import pictures, write_picture
from siamfc_reference import Box, Settings, SiamFC, State, load_backbone
from traces import write_trace

WINDOW = (256, 192)
"""Width and height of the golden frames."""


def read_truth(path: Path) -> dict[int, Box]:
    """Boxes by frame, of a CSV with columns frame, x, y, width, height."""
    with path.open(newline="") as file:
        return {
            int(row["frame"]): tuple(float(row[c]) for c in ("x", "y", "width", "height"))
            for row in csv.DictReader(file)
        }


def smallest(truth: dict[int, Box]) -> int:
    """The frame with the smallest box that has a next frame: there a window shows the most."""
    return min((f for f in truth if f + 1 in truth), key=lambda f: truth[f][2] * truth[f][3])


def window_around(box: Box, width: int, height: int) -> tuple[int, int]:
    """Left and top of a window with the box in its middle, as far as the picture allows."""
    left = round(box[0] + box[2] / 2 - WINDOW[0] / 2)
    top = round(box[1] + box[3] / 2 - WINDOW[1] / 2)
    return max(0, min(left, width - WINDOW[0])), max(0, min(top, height - WINDOW[1]))


def write_exemplar(tracker: SiamFC, folder: Path) -> None:
    np.save(folder / "0000_exemplar_crop.npy", tracker.exemplar_crop)
    np.save(folder / "0000_exemplar_embedding.npy", tracker.exemplar.numpy())


def write_whole_track(clip: Path, box: Box, tracker: SiamFC, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_trace(folder / "trace.csv", tracker.track(pictures(clip), box))
    write_exemplar(tracker, folder)


def write_window(clip: Path, truth: dict[int, Box], tracker: SiamFC, folder: Path) -> None:
    frame = smallest(truth)
    first, second = islice(pictures(clip), frame, frame + 2)
    x, y, width, height = truth[frame]
    left, top = window_around(truth[frame], first.shape[1], first.shape[0])
    first, second = (p[top : top + WINDOW[1], left : left + WINDOW[0]] for p in (first, second))

    start = State.around((x - left, y - top, width, height))
    tracker.start(first, start)
    crops = tracker.search_crops(second)
    score_maps = tracker.score_maps(crops)
    tracker.step(score_maps)

    (folder / "frames").mkdir(parents=True, exist_ok=True)
    write_picture(folder / "frames/0000.png", first)
    write_picture(folder / "frames/0001.png", second)
    write_trace(folder / "trace.csv", [start, tracker.state])
    write_exemplar(tracker, folder)
    np.save(folder / "0001_search_crops.npy", crops)
    np.save(folder / "0001_score_maps.npy", score_maps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("clips", type=Path, help="folder of NAME.mp4 and NAME.truth.csv")
    parser.add_argument("golden", type=Path, help="folder to write to")
    parser.add_argument("--model", type=Path, required=True, help="model folder or .safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    clips = sorted(arguments.clips.glob("*.mp4"))
    if not clips:
        raise SystemExit(f"{arguments.clips}: no clip found, expected *.mp4")
    tracker = SiamFC(load_backbone(arguments.model), Settings.of(arguments.model))
    for clip in clips:
        truth = read_truth(clip.with_suffix(".truth.csv"))
        write_whole_track(clip, truth[0], tracker, arguments.golden / clip.stem)
        if clip == clips[0]:
            write_window(clip, truth, tracker, arguments.golden / f"{clip.stem}-window")
        print(f"{clip.name}: written to {arguments.golden}", flush=True)


if __name__ == "__main__":
    main()
