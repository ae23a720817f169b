"""pysot's one-pass evaluation in numpy, written from its definition: pysot is not on PyPI.

Every frame of the sequence is in the denominator. Frames marked absent count for nothing. Of the
others, the overlap is −1 where the true width or height is not positive, and the distance is −1
where a coordinate of the true centre is not positive; −1 exceeds no overlap threshold, and is
within every distance.
"""

from __future__ import annotations

import numpy as np


def centres(boxes: np.ndarray) -> np.ndarray:
    return boxes[:, :2] + (boxes[:, 2:] - 1) / 2


def overlaps(boxes: np.ndarray, truth: np.ndarray) -> np.ndarray:
    corners = np.maximum(boxes[:, :2], truth[:, :2])
    ends = np.minimum(boxes[:, :2] + boxes[:, 2:], truth[:, :2] + truth[:, 2:])
    shared = np.maximum(0, ends - corners).prod(axis=1)
    union = boxes[:, 2:].prod(axis=1) + truth[:, 2:].prod(axis=1) - shared
    with np.errstate(invalid="ignore", divide="ignore"):
        result = np.clip(shared / union, 0, 1)
    return np.where((truth[:, 2:] > 0).all(axis=1), result, -1)


def distances(boxes: np.ndarray, truth: np.ndarray) -> np.ndarray:
    result = np.sqrt(((boxes - truth) ** 2).sum(axis=1))
    return np.where((truth > 0).all(axis=1), result, -1)


def measures(boxes: np.ndarray, truth: np.ndarray, absent: np.ndarray) -> dict[str, list[float]]:
    """The three curves of one sequence."""
    frames = len(truth)
    boxes, truth = boxes[~absent], truth[~absent]
    size = truth[:, 2:] + 1e-16
    curves = {
        "success_curve": overlaps(boxes, truth)[:, None] > np.arange(0, 1.05, 0.05),
        "precision_curve": distances(centres(boxes), centres(truth))[:, None] <= np.arange(51),
        "normalized_precision_curve": distances(centres(boxes) / size, centres(truth) / size)[
            :, None
        ]
        <= np.arange(51) / 100,
    }
    return {name: (hits.sum(axis=0) / frames).tolist() for name, hits in curves.items()}
