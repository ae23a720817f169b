"""Small data sets of made-up boxes in the layouts that got10k's experiments read.

The pictures are empty files: the experiments' reports count them and never open one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

Rows = list[list[float] | None]
"""x, y, width and height in each frame, in the numbers of the benchmark's files; None for NaN."""


@dataclass
class Run:
    """What one tracker did in one sequence."""

    boxes: list[Rows]
    """One or more repetitions."""
    seconds: list[float]
    """The time of each frame."""


@dataclass
class Sequence:
    name: str
    truth: Rows
    runs: dict[str, Run]
    cover: list[int] = field(default_factory=list)
    """GOT-10k: how much of the object is in view, 0 (nothing) to 8."""
    absent: list[int] = field(default_factory=list)
    """LaSOT: the frames that pysot leaves out of the numerators."""


RESOLUTION = (640, 360)


def text(rows: Rows, separator: str = ",", digits: int | None = None) -> str:
    def number(value: float) -> str:
        return f"{value:g}" if digits is None else f"{value:.{digits}f}"

    lines = [
        separator.join(["NaN"] * 4 if row is None else [number(value) for value in row])
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def empty_pictures(folder: Path, count: int, width: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for frame in range(1, count + 1):
        (folder / f"{frame:0{width}d}.jpg").touch()


def otb(root: Path, sequences: list[Sequence], all_names: list[str]) -> None:
    # The experiment downloads the benchmark unless every sequence has a folder.
    for name in all_names:
        (root / name).mkdir(parents=True)
    for index, sequence in enumerate(sequences):
        folder = root / sequence.name
        write(folder / "groundtruth_rect.txt", text(sequence.truth, ",\t "[index % 3]))
        empty_pictures(folder / "img", len(sequence.truth), 4)


def dtb70(root: Path, sequences: list[Sequence]) -> None:
    for sequence in sequences:
        write(root / sequence.name / "groundtruth_rect.txt", text(sequence.truth))
        empty_pictures(root / sequence.name / "img", len(sequence.truth), 5)


def tcolor128(root: Path, sequences: list[Sequence]) -> None:
    # The experiment downloads the benchmark unless there are more than a hundred folders.
    for index in range(101):
        (root / f"empty{index}").mkdir(parents=True)
    for sequence in sequences:
        folder = root / sequence.name
        write(folder / f"{sequence.name}_gt.txt", text(sequence.truth))
        write(folder / f"{sequence.name}_frames.txt", f"1,{len(sequence.truth)}\n")


def nfs(root: Path, sequences: list[Sequence]) -> None:
    for sequence in sequences:
        folder = root / sequence.name / "240"
        lines = [
            f"0 {x:g} {y:g} {x + width:g} {y + height:g} {frame} 0 0 0 object"
            for frame, (x, y, width, height) in enumerate(sequence.truth)
        ]
        write(folder / f"{sequence.name}.txt", "\n".join(lines) + "\n")
        empty_pictures(folder / sequence.name, len(lines), 5)


def uav123(root: Path, sequences: list[Sequence]) -> None:
    for index in range(3):
        (root / f"empty{index}").mkdir(parents=True)
    for sequence in sequences:
        write(root / "anno" / "UAV123" / f"{sequence.name}.txt", text(sequence.truth))


def got10k(root: Path, sequences: list[Sequence]) -> None:
    names = [sequence.name for sequence in sequences]
    write(root / "val" / "list.txt", "\n".join(names) + "\n")
    for sequence in sequences:
        folder = root / "val" / sequence.name
        write(folder / "groundtruth.txt", text(sequence.truth, digits=4))
        write(folder / "meta_info.ini", f"[METAINFO]\nresolution: {RESOLUTION}\n")
        write(folder / "cover.label", "".join(f"{cover}\n" for cover in sequence.cover))
        for label in "absence", "cut_by_image":
            write(folder / f"{label}.label", "0\n" * len(sequence.truth))
        empty_pictures(folder, len(sequence.truth), 8)


def results(root: Path, sequences: list[Sequence]) -> None:
    """One file a sequence, as every experiment but GOT-10k's has them."""
    for sequence in sequences:
        for tracker, run in sequence.runs.items():
            write(root / tracker / f"{sequence.name}.txt", text(run.boxes[0], digits=3))
            times = "".join(f"{seconds:.8f}\n" for seconds in run.seconds)
            write(root / tracker / "times" / f"{sequence.name}_time.txt", times)


def got10k_results(root: Path, sequences: list[Sequence]) -> None:
    for sequence in sequences:
        for tracker, run in sequence.runs.items():
            folder = root / tracker / sequence.name
            for number, boxes in enumerate(run.boxes, 1):
                write(folder / f"{sequence.name}_{number:03d}.txt", text(boxes, digits=3))
            times = "".join(f"{seconds:.8f}\n" for seconds in run.seconds)
            write(folder / f"{sequence.name}_time.txt", times)


def uav123_lengths(metadata: Path) -> dict[str, int]:
    """How many frames each sequence has, from the list that got10k brings along."""
    sequences = json.loads(metadata.read_text())["UAV123"]
    return {
        name: entry["end_frame"] - entry["start_frame"] + 1 for name, entry in sequences.items()
    }
