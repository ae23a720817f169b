"""Measures tracking, how fast and how well: this package beside PyTorch and OpenCV.

    measure_tracking.py PROGRAM CLIPS --model FOLDER --opencv PYTHON
        [--frames N] [--rounds 5] [--threads 2]

PROGRAM is the benchmark tracking-speed, CLIPS a folder of NAME.mp4 and NAME.truth.csv, PYTHON an
interpreter with OpenCV's contributed trackers. Every tracker gets the same pictures, decoded and
read before its time is taken, in a process of its own; a round is all clips by all trackers by
turns, so that whatever else the machine does happens to all of them. Nothing else should run.
PyTorch runs twice: as it is installed, and with an allocator that keeps its memory, which makes it
faster than a frozen and optimized graph does; both times in the best of three memory layouts.

Prints a table in Markdown: the median of the rounds' frames a second, the first frames not counted;
the median, least and largest of the rounds' ratios to SiamFC on PyTorch as it is installed; and the
success, the area under the curve of 21 overlaps (Wu, Lim, Yang: Object Tracking Benchmark, 2015),
the mean of the clips. No tracker is wrong for being slow. What fails is a success on a clip that
differs between this package in 32-bit floats and SiamFC on PyTorch: then they are not the same
tracker.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from comparison import Report
from make_golden import read_truth
from measure_training import KEEPING
from pictures import pictures, write_picture
from pysot_rules import measures

BARS = {"fp32": 2.2, "int8": 7.0}
"""Bars: how many times PyTorch's frames a second, by precision."""
WAITING = {"OMP_WAIT_POLICY": "passive"}
"""What the program track sets for itself."""


@dataclass
class Clip:
    name: str
    pictures: Path
    truth: np.ndarray
    """Frames × 4."""


@dataclass
class Contender:
    name: str
    command: list[object]
    word: str
    """Which tracker the command is to run."""
    options: list[object] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    rounds: list[float] = field(default_factory=list)
    """Milliseconds of all clips together."""
    successes: dict[str, float] = field(default_factory=dict)
    """By clip."""

    def run(self, clip: Clip, threads: int, work: Path) -> float | None:
        """Milliseconds of a round; None where the processor lacks instructions for it."""
        boxes = work / "boxes.csv"
        command = [
            *self.command, clip.pictures, ",".join(map(str, clip.truth[0])), self.word, threads,
            len(clip.truth), 1, "--boxes", boxes, *self.options,
        ]  # fmt: skip
        result = subprocess.run(
            [str(word) for word in command], check=False, stdout=subprocess.PIPE, text=True,
            env=os.environ | self.environment | {"OMP_NUM_THREADS": str(threads)},
        )  # fmt: skip
        if result.returncode == os.EX_UNAVAILABLE:
            return None
        if result.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}: {result.returncode}")
        self.successes[clip.name] = success(np.loadtxt(boxes, delimiter=",", ndmin=2), clip.truth)
        return float(result.stdout)


def success(boxes: np.ndarray, truth: np.ndarray) -> float:
    if boxes.shape != truth.shape:
        raise SystemExit(f"found {len(boxes)} boxes, expected {len(truth)}")
    curves = measures(boxes, truth, np.zeros(len(truth), dtype=bool))
    return float(np.mean(curves["success_curve"]))


def decode(video: Path, frames: int | None, work: Path) -> Clip:
    truth = read_truth(video.with_suffix(".truth.csv"))
    if list(truth) != list(range(len(truth))):
        raise SystemExit(f"{video}: some frames have no true box")
    boxes = list(truth.values())[:frames]
    folder = work / video.stem
    folder.mkdir()
    for index, picture in enumerate(islice(pictures(video), len(boxes))):
        write_picture(folder / f"{index:04}.png", picture, compression=1)
    return Clip(video.stem, folder, np.array(boxes))


def measure(
    contenders: list[Contender], clips: list[Clip], rounds: int, threads: int, work: Path
) -> None:
    for round_number in range(rounds):
        for contender in list(contenders):
            times = [contender.run(clip, threads, work) for clip in clips]
            if None in times:
                print(f"{contender.name}: left out, this processor has no instructions for it")
                contenders.remove(contender)
                continue
            contender.rounds.append(sum(times))
        print(f"round {round_number + 1} of {rounds}", file=sys.stderr, flush=True)


def ratios(contender: Contender, to: Contender) -> list[float]:
    """How many times as fast, by round."""
    return [theirs / ours for ours, theirs in zip(contender.rounds, to.rounds)]


def table(contenders: list[Contender], reference: Contender, frames: int) -> list[str]:
    lines = ["| tracker | frames a second | times PyTorch | AUC |", "| --- | ---: | ---: | ---: |"]
    for contender in contenders:
        rate = frames / statistics.median(contender.rounds) * 1e3
        times = ratios(contender, reference)
        ratio = f"{statistics.median(times):.2f} ({min(times):.2f}–{max(times):.2f})"
        area = statistics.mean(contender.successes.values())
        cells = [contender.name, f"{rate:.1f}", "1" if contender is reference else ratio]
        lines.append(f"| {' | '.join(cells)} | {area:.3f} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("clips", type=Path, help="folder of NAME.mp4 and NAME.truth.csv")
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    parser.add_argument("--opencv", type=Path, required=True, help="Python with these trackers")
    parser.add_argument("--frames", type=int, help="of each clip; all unless given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    others = Path(__file__).parent / "time_tracker.py"
    model = ["--model", arguments.model]
    ours = {
        word: Contender(f"this package, {word}", [arguments.program], word, model, WAITING)
        for word in ("fp32", "bf16", "int8")
        if word != "int8" or (arguments.model / "model-int8.safetensors").exists()
    }
    siamfc, keeping = (
        Contender(name, [sys.executable, others], "SiamFC", model, environment)
        for name, environment in (
            ("SiamFC on PyTorch, as installed", {}),
            ("SiamFC on PyTorch, an allocator that keeps memory", KEEPING),
        )
    )
    opencv = [
        Contender(f"{word} of OpenCV", [arguments.opencv, others], word)
        for word in ("KCF", "CSRT", "MIL")
    ]
    contenders = [*ours.values(), siamfc, keeping, *opencv]
    videos = sorted(arguments.clips.glob("*.mp4"))
    if not videos:
        raise SystemExit(f"{arguments.clips}: no clip found, expected *.mp4")
    with tempfile.TemporaryDirectory() as work:
        clips = [decode(video, arguments.frames, Path(work)) for video in videos]
        measure(contenders, clips, arguments.rounds, arguments.threads, Path(work))

    frames = sum(len(clip.truth) - 1 for clip in clips)
    print("\n".join(table(contenders, siamfc, frames)))
    for contender in contenders:
        areas = ", ".join(f"{clip} {area:.3f}" for clip, area in contender.successes.items())
        print(f"  {contender.name}: AUC {areas}")
    for word, bar in BARS.items():
        if word in ours and ours[word] in contenders:
            ratio, best = (
                statistics.median(ratios(ours[word], other)) for other in (siamfc, keeping)
            )
            print(
                f"  {ours[word].name}: {ratio:.2f} times PyTorch (bar: {bar}), {best:.2f} times "
                "PyTorch with the other allocator"
            )
    report = Report()
    for clip in clips:
        areas = [contender.successes[clip.name] for contender in (ours["fp32"], siamfc)]
        name = f"{clip.name}, difference of AUC between this package in fp32 and PyTorch"
        report.at_most(0.02, name, abs(areas[0] - areas[1]))
    report.finish()


if __name__ == "__main__":
    main()
