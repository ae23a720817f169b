"""Ten steps of training SiamFC in PyTorch, from numbers that a seed gives.

Everything that the steps depend on comes from a generator that is written down here and once more
in the package's tests: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
generators", 2014). So the package can do the same steps, and no file has to hold their inputs.

The recipe is siamfc-pytorch's: SGD with momentum, weight decay on every parameter, and logistic
loss with positive and negative cells weighted to equal halves.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from siamfc_reference import EXEMPLAR_SIDE, SCORE_GAIN, Network, published_name

STEPS = 10
BATCH = 2
SEARCH_SIDE = 239
LEARNING_RATE = 1e-4
"""A hundredth of the recipe's. From step to step, rounding switches some ReLU or lets another cell be
the largest of its window, which changes gradients as a whole: at 1e-2 PyTorch's own weights of the
first layer differ by 5e-3 between 32 and 64 bits after ten steps, at 1e-3 by 2e-4, here by 2e-6."""
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4
POSITIVE_RADIUS = 2
SAMPLES = 100
"""How many values of each tensor a record holds."""

CONVOLUTIONS = [
    ("conv1", (96, 3, 11, 11)),
    ("conv2", (256, 48, 5, 5)),
    ("conv3", (384, 256, 3, 3)),
    ("conv4", (384, 192, 3, 3)),
    ("conv5", (256, 192, 3, 3)),
]
GROUPS = {"conv1": 1, "conv2": 2, "conv3": 1, "conv4": 2, "conv5": 2}


def words(seed: int, count: int) -> np.ndarray:
    """The first `count` 64-bit numbers of SplitMix64."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15) * np.arange(1, count + 1, dtype="u8")
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def uniform(seed: int, shape: tuple[int, ...], low: float, high: float) -> torch.Tensor:
    """Numbers of 24 random bits between `low` and `high`, worked out in 64-bit floats."""
    fractions = (words(seed, int(np.prod(shape))) >> np.uint64(40)).astype(np.float64) / 2**24
    return torch.from_numpy((low + (high - low) * fractions).astype(np.float32).reshape(shape))


def picture(seed: int, side: int) -> torch.Tensor:
    """A batch of noise, whole numbers from 0 to 255."""
    levels = words(seed, BATCH * 3 * side * side) >> np.uint64(56)
    return torch.from_numpy(levels.astype(np.float32).reshape(BATCH, 3, side, side))


def initial_parameters() -> dict[str, torch.Tensor]:
    """By the package's names. Weights are Xavier's uniform ones; nothing else is zero, so that
    every tensor has a size which differences can be compared with."""
    tensors: dict[str, torch.Tensor] = {}

    def add(name: str, shape: tuple[int, ...], low: float, high: float) -> None:
        tensors[name] = uniform(1000 + len(tensors), shape, low, high)

    for name, shape in CONVOLUTIONS:
        cells = shape[2] * shape[3]
        inputs, outputs = shape[1] * GROUPS[name], shape[0]
        bound = float(np.sqrt(6 / ((inputs + outputs) * cells / GROUPS[name])))
        add(f"backbone.{name}.weight", shape, -bound, bound)
        add(f"backbone.{name}.bias", (outputs,), -0.5, 0.5)
        if name != "conv5":
            norm = f"backbone.norm{name[-1]}"
            add(f"{norm}.weight", (outputs,), 0.5, 1.5)
            add(f"{norm}.bias", (outputs,), -0.5, 0.5)
            add(f"{norm}.running_mean", (outputs,), -0.5, 0.5)
            add(f"{norm}.running_var", (outputs,), 0.5, 1.5)
    return tensors


def balanced_logistic_loss(scores: torch.Tensor) -> torch.Tensor:
    side = scores.shape[-1]
    offset = (torch.arange(side) - side // 2).abs()
    positive = (offset[:, None] + offset[None, :] <= POSITIVE_RADIUS).expand(scores.shape)
    weight = torch.where(positive, 0.5 / positive.sum(), 0.5 / (~positive).sum())
    weight = weight.to(scores.dtype)
    return functional.binary_cross_entropy_with_logits(
        scores, positive.to(scores.dtype), weight, reduction="sum"
    )


def correlate(z: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Scores, (N, 1, H, W): every exemplar's embedding over its own search region's."""
    joined = functional.conv2d(x.flatten(0, 1)[None], z, groups=len(z))
    return joined.transpose(0, 1) * SCORE_GAIN


def train(dtype: torch.dtype = torch.float32) -> tuple[list[float], dict[str, torch.Tensor]]:
    """The loss of every step, and all tensors by the package's names after the last one."""
    network = Network()
    parameters = initial_parameters()
    missing, unexpected = network.load_state_dict(
        {published_name(name): tensor for name, tensor in parameters.items()}, strict=False
    )
    assert not unexpected and all(name.endswith("tracked") for name in missing)
    network = network.to(dtype).train()
    optimizer = torch.optim.SGD(
        network.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY
    )
    exemplar, search = picture(1, EXEMPLAR_SIDE).to(dtype), picture(2, SEARCH_SIDE).to(dtype)
    losses = []
    for _ in range(STEPS):
        loss = balanced_logistic_loss(
            correlate(network.backbone(exemplar), network.backbone(search))
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    state = network.state_dict()
    return losses, {name: state[published_name(name)] for name in parameters}


def record(dtype: torch.dtype = torch.float32) -> dict:
    """Losses and, of every tensor, its length and values at equal distances."""
    losses, tensors = train(dtype)

    def digest(tensor: torch.Tensor) -> dict:
        values = tensor.flatten().double()
        count = min(SAMPLES, len(values))
        places = [index * len(values) // count for index in range(count)]
        return {
            "length": float(f"{values.norm().item():.9g}"),
            "values": [float(f"{values[place].item():.9g}") for place in places],
        }

    return {"losses": losses, "tensors": {name: digest(t) for name, t in tensors.items()}}


def write(path: Path) -> None:
    path.write_text(json.dumps(record(), separators=(",", ":")) + "\n")
