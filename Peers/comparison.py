"""What is measured when two implementations are compared."""

from __future__ import annotations

import numpy as np

from siamfc_reference import Box


class Report:
    """Prints each measurement beside its bound and remembers whether all kept theirs."""

    def __init__(self) -> None:
        self.good = True

    def at_most(self, bound: float, name: str, value: float) -> None:
        self._line(name, f"{value:.3g}", f"at most {bound:g}", value <= bound)

    def at_least(self, bound: float, name: str, value: float) -> None:
        self._line(name, f"{value:.4f}", f"at least {bound:g}", value >= bound)

    def equal(self, expected: object, name: str, value: object) -> None:
        self._line(name, str(value), f"expected {expected}", value == expected)

    def _line(self, name: str, value: str, expectation: str, good: bool) -> None:
        self.good &= bool(good)
        print(f"  {'' if good else 'WRONG '}{name}: {value} ({expectation})", flush=True)

    def finish(self) -> None:
        if not self.good:
            raise SystemExit("not everything agrees: see the lines marked WRONG")


def intersection_over_union(a: Box, b: Box) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    intersection = max(0.0, width) * max(0.0, height)
    union = a[2] * a[3] + b[2] * b[3] - intersection
    return intersection / union if union > 0 else 0.0


def agreement_of_crops(found: np.ndarray, expected: np.ndarray) -> tuple[float, int]:
    """The share of values that differ by at most one level, and the largest difference."""
    difference = np.abs(found.astype(int) - expected.astype(int))
    return float((difference <= 1).mean()), int(difference.max())


def relative_distance(found: np.ndarray, expected: np.ndarray) -> float:
    """‖found − expected‖ / ‖expected‖, in the Euclidean norm."""
    found, expected = found.astype(float), expected.astype(float)
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


def farthest_edge(a: Box, b: Box) -> float:
    """The largest distance between an edge of one box and the same edge of the other."""
    edges = [(x, y, x + width, y + height) for x, y, width, height in (a, b)]
    return float(np.abs(np.subtract(*edges)).max())
