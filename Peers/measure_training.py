"""Measures a step of training SiamFC: this package beside PyTorch.

    measure_training.py PROGRAM [--rounds 5] [--steps 5] [--threads 2] [--batch 16]

PROGRAM is the benchmark training-step. PyTorch is given what makes it fastest: channels last, 16-bit
autocast for 16 bits, and an allocator that keeps its memory. The two take turns, each round a few
steps of either, so that whatever else the machine does happens to both; what counts is the ratio of
each round's fastest steps. Nothing else should run.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

PRECISIONS = ("float32", "bfloat16")
KEEPING = {
    "MALLOC_MMAP_THRESHOLD_": str(2**33),
    "MALLOC_TRIM_THRESHOLD_": str(2**33),
    "MALLOC_TOP_PAD_": str(2**26),
    "OMP_WAIT_POLICY": "passive",
}


def pytorch_steps(precision: str, threads: int, steps: int, batch: int) -> None:
    """Prints what the benchmark prints."""
    import torch

    import training

    training.BATCH = batch
    torch.set_num_threads(threads)
    network = training.Network().train().to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9, weight_decay=5e-4)
    pictures = [training.picture(seed, side) for seed, side in ((1, 127), (2, 239))]
    exemplar, search = (p.to(memory_format=torch.channels_last) for p in pictures)
    for index in range(steps + 2):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
            z, x = network.backbone(exemplar), network.backbone(search)
        loss = training.balanced_logistic_loss(training.correlate(z.float(), x.float()))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if index >= 2:
            print((time.perf_counter() - start) * 1e3)
    print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def run(command: list[object]) -> tuple[float, int]:
    """The fastest step in milliseconds, and the memory in megabytes."""
    output = subprocess.run(
        [str(word) for word in command], check=True, capture_output=True, text=True,
        env=os.environ | KEEPING,
    ).stdout.split()
    return min(map(float, output[:-2])), int(output[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--pytorch", choices=PRECISIONS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    sizes = [arguments.threads, arguments.steps, arguments.batch]
    if arguments.pytorch:
        pytorch_steps(arguments.pytorch, *sizes)
        return
    for precision in PRECISIONS:
        ours, theirs = [], []
        for _ in range(arguments.rounds):
            ours.append(run([arguments.program, precision, *sizes]))
            theirs.append(run([
                sys.executable, __file__, arguments.program, "--pytorch", precision,
                "--threads", sizes[0], "--steps", sizes[1], "--batch", sizes[2],
            ]))
        for name, results in (("this package", ours), ("PyTorch", theirs)):
            best = min(time for time, _ in results)
            print(
                f"{precision} {name}: {arguments.batch / best * 1e3:.1f} pairs a second at best, "
                f"{max(memory for _, memory in results)} MB"
            )
        ratios = sorted(b[0] / a[0] for a, b in zip(ours, theirs))
        print(
            f"{precision} PyTorch's time / ours: {statistics.median(ratios):.2f} "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} rounds)", flush=True,
        )


if __name__ == "__main__":
    main()
