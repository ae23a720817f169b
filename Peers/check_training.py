"""Compares ten steps of training, done in PyTorch just now, with the committed record of them.

    check_training.py COMMITTED

The package's own steps are held against that record by its tests. The steps are done in 64 bits,
too: what PyTorch's own rounding amounts to is the least that another implementation may differ.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from comparison import Report, relative_distance
from training import record


def compare(found: dict, expected: dict, report: Report, bound: float, name: str) -> None:
    losses = [np.array(r["losses"]) for r in (found, expected)]
    report.at_most(bound, f"{name}: losses, largest relative difference",
                   float(np.max(np.abs(losses[0] / losses[1] - 1))))
    distances = {
        tensor: relative_distance(
            np.array(found["tensors"][tensor]["values"]), np.array(digest["values"]))
        for tensor, digest in expected["tensors"].items()
    }
    worst = max(distances, key=distances.get)
    report.at_most(bound, f"{name}: tensors, largest distance ({worst})", distances[worst])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("committed", type=Path)
    committed = json.loads(parser.parse_args().committed.read_text())
    report = Report()
    compare(record(), committed, report, 1e-4, "in 32 bits, now and committed")
    compare(committed, record(torch.float64), report, 1e-4, "committed and in 64 bits")
    report.finish()


if __name__ == "__main__":
    main()
