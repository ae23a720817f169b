"""Drives `track trax` with vot-trax's own client over pictures of a sample clip.

    check_trax.py TRACK CLIPS WORK --model FOLDER

Its boxes and confidences must be those of `track` on the same pictures, whatever the version of the
protocol, the form of the pictures and the form of the first region.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from trax import TraxException
from trax.client import Client
from trax.image import BufferImage, FileImage, Image, MemoryImage
from trax.region import Mask, Polygon, Rectangle, Region

FRAMES = 30
BOX = (213, 158, 127, 106)
"""The rover in the first frame, in whole pixels, as a mask can say it."""
OTHER = (420, 120, 60, 70)
"""Something else to be followed at the same time."""

Answer = tuple[tuple[float, ...], float]
"""A box, in the client's 32-bit floats, and the confidence."""


class Session:
    """A tracker and its client."""

    def __init__(self, track: Path, model: Path, version: int = 4):
        self.process = subprocess.Popen(
            [track, "trax", "--model", model, "--protocol", str(version)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        # The client does not come up without a log.
        streams = (self.process.stdin.fileno(), self.process.stdout.fileno())
        self.client = Client(streams, log=lambda text: None)

    @staticmethod
    def answers(reply) -> list[Answer]:
        objects, _ = reply
        return [(region.bounds(), float(said["confidence"])) for region, said in objects]

    def begin(self, picture: Image, *regions: Region) -> list[Answer]:
        objects = [(region, {}) for region in regions]
        return self.answers(self.client.initialize({"color": picture}, objects, {}))

    def follow(self, picture: Image, *regions: Region) -> list[Answer]:
        objects = [(region, {}) for region in regions]
        return self.answers(self.client.frame({"color": picture}, {}, objects))

    def end(self) -> int:
        self.client.quit()
        return self.process.wait(10)


def write_pictures(clip: Path, folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    video = cv2.VideoCapture(str(clip))
    paths = []
    for frame in range(FRAMES):
        good, picture = video.read()
        if not good:
            raise SystemExit(f"{clip}: frame {frame} cannot be read")
        paths.append(folder / f"a picture {frame:03}.png")
        cv2.imwrite(str(paths[-1]), picture)
    return paths


def tracked(track: Path, model: Path, folder: Path, box: tuple) -> list[Answer]:
    """What `track` says of the pictures in a folder."""
    output = subprocess.run(
        [track, folder, "--model", model, "--box", ",".join(map(str, box)), "--output", "-"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    rows = list(csv.DictReader(output.splitlines()))
    if any(row["state"] == "lost" for row in rows):
        raise SystemExit("track lost the object, so that its box is not the search's")
    columns = ("x", "y", "width", "height")
    return [
        (tuple(float(np.float32(row[name])) for name in columns), float(row["score"]))
        for row in rows
    ]


def in_file(path: Path) -> Image:
    return FileImage.create(str(path))


def in_memory(path: Path) -> Image:
    return MemoryImage.create(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB))


def in_buffer(path: Path) -> Image:
    return BufferImage.create(path.read_bytes())


def polygon(x: float, y: float, width: float, height: float) -> Region:
    return Polygon.create([
        (x + width / 2, y), (x + width, y + height / 2), (x + width / 2, y + height),
        (x, y + height / 2),
    ])  # fmt: skip


def mask(x: int, y: int, width: int, height: int) -> Region:
    pixels = np.zeros((360, 640), np.uint8)
    pixels[y : y + height, x : x + width] = 1
    return Mask.create(pixels)


Report = Callable[[str, bool], None]


def check_forms(make: Callable[..., Session], paths: list[Path], expected: list, report) -> None:
    """All versions, pictures and regions; a session that begins twice."""
    cases = [(4, in_file, Rectangle.create), (3, in_memory, mask), (2, in_buffer, polygon)]
    cases += [(1, in_file, polygon), (4, in_memory, polygon), (4, in_buffer, mask)]
    for version, form, region in cases:
        session = make(version)
        began = time.monotonic()
        answers = session.begin(form(paths[0]), region(*BOX))
        for path in paths[1:]:
            answers += session.follow(form(path))
        seconds = time.monotonic() - began
        again = session.begin(form(paths[0]), region(*BOX)) + session.follow(form(paths[1]))
        name = f"version {version}, pictures {form.__name__}, a {region.__qualname__}"
        report(f"{name}: {FRAMES} answers in {seconds:.2f} s", answers == expected)
        report("  and from the first frame again", again == expected[:2])
        report("  quits with exit code 0", session.end() == 0)


def check_objects(make: Callable[..., Session], paths: list[Path], alone: list, report) -> None:
    """A second object joins later; neither minds the other."""
    joins = 5
    session = make(4)
    session.begin(in_file(paths[joins]), Rectangle.create(*OTHER))
    other = session.answers(session.client.frame({"color": in_file(paths[joins + 1])}, {}, []))
    first = session.begin(in_file(paths[0]), Rectangle.create(*BOX))
    for path in paths[1:joins]:
        first += session.follow(in_file(path))
    both = session.follow(in_file(paths[joins]), Rectangle.create(*OTHER))
    after = session.follow(in_file(paths[joins + 1]))
    report("an object alone, then beside another", [*first, both[0], after[0]] == alone[: joins + 2])
    report("the object that joined", after[1:] == other)
    report("quits with exit code 0", session.end() == 0)


def check_errors(make: Callable[..., Session], paths: list[Path], report) -> None:
    """The client is told what is wrong."""
    outside = Rectangle.create(9000, 9000, 10, 10)
    for what, picture, region, reason in (
        ("a picture that is not there", paths[0].with_name("none.png"), BOX, "none.png"),
        ("an object outside the picture", paths[0], None, "lies wholly outside"),
    ):
        session = make(4)
        said = ""
        try:
            session.begin(in_file(picture), Rectangle.create(*region) if region else outside)
        except TraxException as error:
            said = str(error)
        report(f"{what}: {said}", reason in said)
        report("  ends with exit code 1", session.process.wait(10) == 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("track", type=Path)
    parser.add_argument("clips", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    arguments = parser.parse_args()
    paths = write_pictures(arguments.clips / "rover.mp4", arguments.work)
    expected = tracked(arguments.track, arguments.model, arguments.work, BOX)
    wrong = []

    def make(version: int) -> Session:
        return Session(arguments.track, arguments.model, version)

    def report(name: str, good: bool) -> None:
        print(f"  {'' if good else 'WRONG '}{name}", flush=True)
        if not good:
            wrong.append(name)

    check_forms(make, paths, expected, report)
    check_objects(make, paths, expected, report)
    check_errors(make, paths, report)
    if wrong:
        raise SystemExit("not everything agrees: see the lines marked WRONG")


if __name__ == "__main__":
    main()
