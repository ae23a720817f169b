"""Pictures as H×W×3 arrays of 8 bits, RGB, from PNG files and from videos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation

CONVERSION = (
    Interpolation.BILINEAR
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)
"""swscale's way to what a picture's numbers mean: chroma interpolated linearly from where its samples
lie. Without FULL_CHR_H_INP its samples move by half a pixel of the picture, which moves the
colours of edges by tens of levels and, after an occlusion, the track."""


def read_picture(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit(f"{path}: not a readable picture")
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def write_picture(path: Path, picture: np.ndarray) -> None:
    """As small a PNG as zlib makes."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(path), bgr, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def frames(video: Path) -> Iterator[av.VideoFrame]:
    """Decoded frames in display order."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        yield from container.decode(stream)


def rgb(frame: av.VideoFrame) -> np.ndarray:
    converted = frame.reformat(format="rgb24", interpolation=CONVERSION, threads=1)
    return converted.to_ndarray()


def pictures(video: Path) -> Iterator[np.ndarray]:
    return map(rgb, frames(video))
