"""Pictures as H×W×3 arrays of 8 bits, RGB, from PNG files and from videos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np


def read_picture(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit(f"{path}: not a readable picture")
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def write_picture(path: Path, picture: np.ndarray, compression: int = 9) -> None:
    """As small a PNG as zlib makes, unless told to take less time."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(path), bgr, [cv2.IMWRITE_PNG_COMPRESSION, compression])


def frames(video: Path) -> Iterator[av.VideoFrame]:
    """Decoded frames in display order."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        yield from container.decode(stream)


def rgb(frame: av.VideoFrame) -> np.ndarray:
    """What 8-bit 4:2:0 in limited range means (ITU-R BT.709), in whole numbers.

    Chroma is interpolated linearly from where its samples lie: on every other column, between two
    rows. Video libraries differ from each other by a level here and there, which after an occlusion
    is another track; whole numbers are the same everywhere.
    """
    assert frame.format.name == "yuv420p" and frame.colorspace == 1 and frame.color_range == 1
    width, height = frame.width, frame.height
    assert width % 2 == 0 and height % 2 == 0
    planes = frame.to_ndarray().astype(np.int64)
    luma = planes[:height]
    quarter = planes[height:].reshape(2, height // 2, width // 2)

    # Times 8: half of two neighbours along a row, quarters of two neighbours along a column.
    right = np.minimum(np.arange(width // 2) + 1, width // 2 - 1)
    wide = np.repeat(2 * quarter, 2, axis=2)
    wide[:, :, 1::2] = quarter + quarter[:, :, right]
    rows = np.arange(height // 2)
    above = wide[:, np.maximum(rows - 1, 0)]
    below = wide[:, np.minimum(rows + 1, height // 2 - 1)]
    chroma = np.repeat(wide, 2, axis=1)
    chroma[:, 0::2] = 3 * wide + above
    chroma[:, 1::2] = 3 * wide + below
    u, v = chroma - 8 * 128

    # Factors times 2^16; luma times 8 like chroma, so 2^19 in all.
    y = 76309 * 8 * (luma - 16)
    red = y + 117489 * v
    green = y - 13975 * u - 34925 * v
    blue = y + 138438 * u
    levels = (np.stack([red, green, blue], axis=2) + (1 << 18)) >> 19
    return np.clip(levels, 0, 255).astype(np.uint8)


def pictures(video: Path) -> Iterator[np.ndarray]:
    return map(rgb, frames(video))
