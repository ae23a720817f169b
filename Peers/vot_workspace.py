"""Workspaces of the vot-toolkit made of the sample clips, with `track trax` as their trackers."""

from __future__ import annotations

import csv
import json
import math
import shutil
import struct
from pathlib import Path

import cv2
import numpy as np

EVERY = 2
"""Every so manyth frame of a clip is in its sequence: half the work, and faster objects."""

ANCHORS = 50
"""Frames from one anchor to the next, as in VOT 2020."""

TILT = math.radians(8)
"""How far the rectangles are turned that are given as polygons."""

SHIPPED, CONTROL = "Shipped", "Control"
"""The trackers: the model as it is, and one that has learned nothing and fails often."""


def polygon(x: float, y: float, width: float, height: float) -> str:
    """A turned rectangle of the same size and centre."""
    cosine, sine = math.cos(TILT) / 2, math.sin(TILT) / 2
    corners = []
    for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        corners += [x + width / 2 + right * width * cosine - down * height * sine]
        corners += [y + height / 2 + right * width * sine + down * height * cosine]
    return ",".join(f"{number:.3f}" for number in corners)


def rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"{x},{y},{width},{height}"


def read_truth(path: Path) -> list[tuple[float, float, float, float]]:
    with path.open(newline="") as file:
        return [
            (float(row["x"]), float(row["y"]), float(row["width"]), float(row["height"]))
            for row in csv.DictReader(file)
        ]


def anchors(frames: int) -> list[int]:
    """A number a frame: 1 for a run to the end, -1 for one to the beginning, whichever is longer."""
    marks = [0] * frames
    for frame in [*range(0, frames, ANCHORS), frames - 1]:
        marks[frame] = 1 if frames - 1 - frame >= frame else -1
    return marks


def write_sequence(folder: Path, clip: Path, form) -> None:
    """A clip as a sequence: pictures, truth, anchors, and a tag that nothing depends on."""
    (folder / "color").mkdir(parents=True)
    truth = []
    video = cv2.VideoCapture(str(clip))
    for frame, box in enumerate(read_truth(clip.with_suffix(".truth.csv"))):
        good, picture = video.read()
        if not good:
            raise SystemExit(f"{clip}: frame {frame} cannot be read")
        if frame % EVERY == 0:
            truth.append(form(*box))
            cv2.imwrite(str(folder / "color" / f"{len(truth):08}.jpg"), picture)
    tag = [int(20 <= frame < 40) for frame in range(len(truth))]
    for name, lines in {
        "groundtruth.txt": truth,
        "anchor.value": anchors(len(truth)),
        "occlusion.tag": tag,
        "sequence": [f"name={folder.name}", "fps=30", "channels.color=color/%08d.jpg"],
    }.items():
        (folder / name).write_text("".join(f"{line}\n" for line in lines))


def write_control(model: Path, folder: Path) -> None:
    """A model whose numbers are those of another, every tensor's shuffled."""
    folder.mkdir(parents=True)
    shutil.copy(model / "config.json", folder)
    contents = (model / "model.safetensors").read_bytes()
    (size,) = struct.unpack("<Q", contents[:8])
    header = json.loads(contents[8 : 8 + size])
    values = bytearray(contents[8 + size :])
    dice = np.random.default_rng(5)
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        assert tensor["dtype"] == "F32", f"{name}: found {tensor['dtype']}, expected F32"
        first, last = tensor["data_offsets"]
        dice.shuffle(np.frombuffer(values, np.float32)[first // 4 : last // 4])
    (folder / "model.safetensors").write_bytes(contents[: 8 + size] + values)


def write_workspace(folder: Path, stack: str, sequences: Path, trackers: dict[str, str]) -> None:
    """A workspace with one of the toolkit's own stacks; `trackers` are commands by name."""
    folder.mkdir(parents=True)
    (folder / "sequences").symlink_to(sequences.resolve(), target_is_directory=True)
    (folder / "config.yaml").write_text(f"stack: {stack}\nregistry:\n- ./trackers.ini\n")
    (folder / "trackers.ini").write_text("\n".join(
        f"[{name}]\nlabel = {name}\nprotocol = trax\ncommand = {command}\n"
        for name, command in trackers.items()
    ))


def write_sequences(folder: Path, clips: Path) -> list[str]:
    """Both clips, one with rectangles and one with polygons as its truth."""
    forms = {"balloon": polygon, "rover": rectangle}
    for name, form in forms.items():
        write_sequence(folder / name, clips / f"{name}.mp4", form)
    (folder / "list.txt").write_text("".join(f"{name}\n" for name in forms))
    return list(forms)
