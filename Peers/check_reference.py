"""Compares siamfc_reference.py with recorded runs of the published implementation.

Each sub-folder of the folder given is one run: frames/%04d.png, trace.csv (frame, centre_x,
centre_y, width, height, search_side, …), 0000_exemplar_crop.npy, 0000_exemplar_embedding.npy, and
for some frames NNNN_search_crops.npy and NNNN_score_maps.npy, made at the state of the row before.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from comparison import (
    Report,
    agreement_of_crops,
    farthest_edge,
    intersection_over_union,
    relative_distance,
)
from pictures import read_picture
from siamfc_reference import AlexNet, SiamFC, State, load_backbone
from traces import read_trace


def check(run: Path, backbone: AlexNet, report: Report) -> None:
    pictures = [read_picture(path) for path in sorted((run / "frames").glob("*.png"))]
    trace = read_trace(run / "trace.csv")
    print(f"{run.name}: {len(pictures)} frames")

    tracker = SiamFC(backbone)
    tracker.start(pictures[0], trace[0])
    check_crops(run / "0000_exemplar_crop.npy", tracker.exemplar_crop, report)
    check_floats(run / "0000_exemplar_embedding.npy", tracker.exemplar.numpy(), report)
    for path in sorted(run.glob("*_search_crops.npy")):
        frame = int(path.name[:4])
        tracker.state = trace[frame - 1]
        crops = tracker.search_crops(pictures[frame])
        check_crops(path, crops, report)
        check_floats(run / f"{frame:04d}_score_maps.npy", tracker.score_maps(crops), report)

    edges = []
    for picture, before, after in zip(pictures[1:], trace, trace[1:]):
        tracker.state = before
        edges.append(farthest_edge(tracker.update(picture).box, after.box))
    report.at_most(1, "one step from each recorded state, farthest edge in pixels", max(edges))
    check_free_run(list(tracker.track(pictures, trace[0].box)), trace, report)


def check_crops(path: Path, crops: np.ndarray, report: Report) -> None:
    share, largest = agreement_of_crops(crops, np.load(path))
    report.at_least(0.999, f"{path.stem}, share within one level", share)
    report.at_most(255, f"{path.stem}, largest difference in levels", largest)


def check_floats(path: Path, values: np.ndarray, report: Report) -> None:
    report.at_most(
        1e-4, f"{path.stem}, relative distance", relative_distance(values, np.load(path))
    )


def check_free_run(found: list[State], trace: list[State], report: Report) -> None:
    pairs = [(a.box, b.box) for a, b in zip(found, trace, strict=True)]
    overlap = float(np.mean([intersection_over_union(a, b) for a, b in pairs]))
    report.at_least(0.98, "running free, mean intersection over union", overlap)
    edge = max(farthest_edge(a, b) for a, b in pairs)
    report.at_most(float("inf"), "running free, farthest edge in pixels", edge)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("runs", type=Path, help="folder of recorded runs")
    parser.add_argument("--model", type=Path, required=True, help="model folder or .safetensors")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    runs = sorted(path.parent for path in arguments.runs.glob("*/frames"))
    if not runs:
        raise SystemExit(f"{arguments.runs}: no run found, expected */frames")
    backbone = load_backbone(arguments.model)
    report = Report()
    for run in runs:
        check(run, backbone, report)
    report.finish()


if __name__ == "__main__":
    main()
