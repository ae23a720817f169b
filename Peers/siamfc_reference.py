"""SiamFC in PyTorch and OpenCV, as plainly as it can be written.

Bertinetto et al., "Fully-Convolutional Siamese Networks for Object Tracking" (ECCV 2016
workshops), with three scales and the constants of its best known PyTorch implementation
(huanglianghua/siamfc-pytorch). This is what the Swift package is compared with: it shares no code
with the package, leaves every convolution to PyTorch and every resize to OpenCV, and follows the
order of the arithmetic of that implementation, so that roundings fall the same way.

Coordinates: inside, a centre is 0-based and counts pixel centres (the middle of the first pixel
is 0), as in the implementation above. `State.box` gives the package's continuous coordinates
(the first pixel reaches from 0 to 1).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

EXEMPLAR_SIDE = 127
SEARCH_SIDE = 255
TOTAL_STRIDE = 8
UPSAMPLING = 16
SCORE_SIDE = 17
UPSAMPLED_SIDE = SCORE_SIDE * UPSAMPLING
CONTEXT = 0.5
SCORE_GAIN = 0.001

FIXED = {
    "exemplar_size": EXEMPLAR_SIDE,
    "search_size": SEARCH_SIDE,
    "response_upsampling": UPSAMPLING,
    "context_amount": CONTEXT,
    "scale_count": 3,
}
"""A model's settings that this file does not take from it."""

Box = tuple[float, float, float, float]
"""(x, y, width, height) in pixels, continuous: (x, y) is the corner, 0 the picture's edge."""


@dataclass(frozen=True)
class Settings:
    """What moves the box: siamfc-pytorch's values, unless a model has its own. There are no bounds
    on size and position here."""

    scale_step: float = 1.0375
    scale_penalty: float = 0.9745
    scale_damping: float = 0.59
    window_influence: float = 0.176

    @classmethod
    def of(cls, model: Path) -> Settings:
        """Those of a model folder; siamfc-pytorch's for a file of weights."""
        if not model.is_dir():
            return cls()
        found = json.loads((model / "config.json").read_text())["tracker"]["settings"]
        for name, value in FIXED.items():
            if found[name] != value:
                raise SystemExit(f"{model}: {name} is {found[name]}, here it is always {value}")
        return cls(**{field.name: found[field.name] for field in fields(cls)})


def layer(convolution: nn.Conv2d, *following: nn.Module) -> nn.Sequential:
    norm = nn.BatchNorm2d(convolution.out_channels, eps=1e-6, momentum=0.05)
    return nn.Sequential(convolution, norm, nn.ReLU(), *following)


class AlexNet(nn.Module):
    """The backbone: (N, 3, H, W) in RGB, 0…255, to (N, 256, h, w); 127 → 6 and 255 → 22.

    Nested so that the parameters have the names of siamfc-pytorch's checkpoints: conv1.0.weight
    for a convolution, conv1.1.running_mean for its batch norm.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = layer(nn.Conv2d(3, 96, 11, stride=2), nn.MaxPool2d(3, 2))
        self.conv2 = layer(nn.Conv2d(96, 256, 5, groups=2), nn.MaxPool2d(3, 2))
        self.conv3 = layer(nn.Conv2d(256, 384, 3))
        self.conv4 = layer(nn.Conv2d(384, 384, 3, groups=2))
        self.conv5 = nn.Sequential(nn.Conv2d(384, 256, 3, groups=2))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        x = self.conv4(self.conv3(self.conv2(self.conv1(pictures))))
        return self.conv5(x)


class Network(nn.Module):
    """What a checkpoint holds: the backbone; the cross-correlation has no parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = AlexNet()


def published_name(name: str) -> str:
    """siamfc-pytorch's name of a tensor that the package calls backbone.conv1.weight (then
    backbone.conv1.0.weight) or backbone.norm1.weight (then backbone.conv1.1.weight)."""
    parts = name.split(".")
    if len(parts) == 3 and parts[1].startswith("norm"):
        return ".".join([parts[0], parts[1].replace("norm", "conv"), "1", parts[2]])
    if len(parts) == 3 and parts[1].startswith("conv"):
        return ".".join([parts[0], parts[1], "0", parts[2]])
    return name


def load_backbone(model: Path) -> AlexNet:
    """The backbone, for inference, of a model folder or a safetensors file, whichever of the two
    namings its tensors have. Strict: every parameter in its shape and nothing else; only the
    counters of PyTorch's batch norms may be missing."""
    tensors = load_file(model / "model.safetensors" if model.is_dir() else model)
    network = Network()
    network.load_state_dict({published_name(n): t for n, t in tensors.items()}, strict=True)
    return network.eval().backbone


def crop(
    picture: np.ndarray, centre: np.ndarray, side: float, resized_side: int, fill: np.ndarray
) -> np.ndarray:
    """A square around `centre` (y, x) of an H×W×3 picture, `side` pixels each way before it is
    rounded, resized to `resized_side`; what lies outside the picture has the colour `fill`."""
    whole_side = round(float(side))
    top, left = (int(v) for v in np.round(centre - (whole_side - 1) / 2))
    bottom, right = top + whole_side, left + whole_side
    height, width = picture.shape[:2]
    border = max(0, -top, -left, bottom - height, right - width)
    if border > 0:
        # OpenCV rounds the colour to whole levels, halves to even.
        picture = cv2.copyMakeBorder(
            picture, border, border, border, border, cv2.BORDER_CONSTANT, value=fill.tolist()
        )
    patch = picture[top + border : bottom + border, left + border : right + border]
    return cv2.resize(patch, (resized_side, resized_side), interpolation=cv2.INTER_LINEAR)


@torch.inference_mode()
def embed(backbone: AlexNet, pictures: np.ndarray) -> torch.Tensor:
    """Embeddings (N, 256, h, w) of pictures (N, H, W, 3) of 8 bits."""
    return backbone(torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float())


@torch.inference_mode()
def correlate(exemplar: torch.Tensor, search: torch.Tensor) -> np.ndarray:
    """Score maps (N, 17, 17) of one exemplar embedding over N search embeddings."""
    return (functional.conv2d(search, exemplar) * SCORE_GAIN).squeeze(1).numpy()


def hann_window() -> np.ndarray:
    window = np.outer(np.hanning(UPSAMPLED_SIDE), np.hanning(UPSAMPLED_SIDE))
    return window / window.sum()


@dataclass
class State:
    """Where the object is: centre (y, x), size (height, width), side of the search region at
    scale 1; all in pixels. Kept in 64-bit floats, where the implementation followed here rounds
    centre and size to 32 bits after each step."""

    centre: np.ndarray
    size: np.ndarray
    search_side: float

    @classmethod
    def around(cls, box: Box) -> State:
        x, y, width, height = box
        centre = np.array([y + height / 2 - 0.5, x + width / 2 - 0.5])
        size = np.array([height, width])
        exemplar_side = np.sqrt(np.prod(size + CONTEXT * np.sum(size)))
        return cls(centre, size, float(exemplar_side * SEARCH_SIDE / EXEMPLAR_SIDE))

    @property
    def box(self) -> Box:
        (y, x), (height, width) = self.centre.tolist(), self.size.tolist()
        return x + 0.5 - width / 2, y + 0.5 - height / 2, width, height


class SiamFC:
    """The tracker, three scales."""

    def __init__(self, backbone: AlexNet, settings: Settings = Settings()) -> None:
        self.backbone = backbone
        self.settings = settings
        self.window = hann_window()
        self.scales = settings.scale_step ** np.linspace(-1, 1, 3)

    def start(self, picture: np.ndarray, state: State) -> None:
        """`picture` is H×W×3, RGB, 8 bits, and `state` says where the object is in it."""
        self.state = state
        self.fill = np.mean(picture, axis=(0, 1))
        exemplar_side = state.search_side * EXEMPLAR_SIDE / SEARCH_SIDE
        self.exemplar_crop = crop(picture, state.centre, exemplar_side, EXEMPLAR_SIDE, self.fill)
        self.exemplar = embed(self.backbone, self.exemplar_crop[None])

    def search_crops(self, picture: np.ndarray) -> np.ndarray:
        """3×255×255×3, from the smallest region to the largest."""
        sides = self.state.search_side * self.scales
        return np.stack(
            [crop(picture, self.state.centre, s, SEARCH_SIDE, self.fill) for s in sides]
        )

    def score_maps(self, crops: np.ndarray) -> np.ndarray:
        """3×17×17."""
        return correlate(self.exemplar, embed(self.backbone, crops))

    def step(self, score_maps: np.ndarray) -> None:
        """Moves the state to the peak of the score maps."""
        state = self.state
        up = (UPSAMPLED_SIDE, UPSAMPLED_SIDE)
        responses = np.stack([cv2.resize(m, up, interpolation=cv2.INTER_CUBIC) for m in score_maps])
        responses[0] *= self.settings.scale_penalty
        responses[2] *= self.settings.scale_penalty
        best = int(np.argmax(np.amax(responses, axis=(1, 2))))
        response = responses[best]
        response -= response.min()
        response /= response.sum() + 1e-16
        influence = self.settings.window_influence
        response = (1 - influence) * response + influence * self.window
        peak = np.unravel_index(response.argmax(), response.shape)

        in_response = np.array(peak) - (UPSAMPLED_SIDE - 1) / 2
        in_crop = in_response * TOTAL_STRIDE / UPSAMPLING
        scale = float(self.scales[best])
        in_picture = in_crop * state.search_side * scale / SEARCH_SIDE
        damping = self.settings.scale_damping
        growth = (1 - damping) * 1.0 + damping * scale
        self.state = State(
            state.centre + in_picture,
            state.size * growth,
            state.search_side * growth,
        )

    def update(self, picture: np.ndarray) -> State:
        self.step(self.score_maps(self.search_crops(picture)))
        return self.state

    def track(self, pictures: Iterable[np.ndarray], box: Box) -> Iterator[State]:
        """The state after each picture; the first is the given box."""
        for index, picture in enumerate(pictures):
            if index == 0:
                self.start(picture, State.around(box))
                yield self.state
            else:
                yield self.update(picture)
