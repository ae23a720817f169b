"""Passes weights between `track` and PyTorch, both ways.

    check_weights.py TRACK WORK --model FOLDER

What `track export` writes must load strictly into the PyTorch network and give the embeddings of
the model folder; what PyTorch saves, `track import` must make a model of, and `track export` give
back bit for bit.
"""

from __future__ import annotations

import argparse
import subprocess
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from comparison import Report, relative_distance
from siamfc_reference import AlexNet, Network, embed, load_backbone


def run(*command: object) -> None:
    words = [str(word) for word in command]
    result = subprocess.run(words, check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: {result.returncode}, {result.stderr}")


def embeddings(backbone: AlexNet) -> np.ndarray:
    """Of one fixed noise picture of an exemplar's size."""
    noise = np.random.default_rng(1).integers(0, 256, (1, 127, 127, 3), dtype=np.uint8)
    return embed(backbone, noise).numpy()


def read_strictly(exported: Path) -> AlexNet:
    """With the names as they are in the file: they must be siamfc-pytorch's."""
    network = Network()
    network.load_state_dict(load_file(exported), strict=True)
    return network.eval().backbone


def random_network() -> Network:
    """Weights as after some training: batch norms have statistics and counters of their own."""
    torch.manual_seed(1)
    network = Network()
    for name, value in network.state_dict().items():
        if name.endswith("running_var"):
            value.uniform_(0.5, 2)
        elif name.endswith("tracked"):
            value.fill_(1234)
        elif value.dim() == 1:
            value.normal_()
    return network.eval()


def checkpoints(network: Network) -> dict[str, OrderedDict]:
    """The same weights in the ways in which PyTorch may lay them out in a file."""
    state = network.state_dict()
    strided = OrderedDict(
        (n, t.mT.contiguous().mT if t.dim() == 4 else t) for n, t in state.items()
    )
    storage = torch.cat([t.flatten() for t in state.values() if t.is_floating_point()])
    shared, offset = OrderedDict(), 0
    for name, tensor in state.items():
        if tensor.is_floating_point():
            shared[name] = storage[offset : offset + tensor.numel()].view(tensor.shape)
            offset += tensor.numel()
        else:
            shared[name] = tensor
    return {"plain": state, "strided": strided, "shared-storage": shared}


def check_export(program: Path, model: Path, work: Path, report: Report) -> None:
    exported = work / "exported.safetensors"
    run(program, "export", model, "--output", exported, "--force")
    distance = relative_distance(
        embeddings(read_strictly(exported)), embeddings(load_backbone(model))
    )
    report.at_most(1e-6, "exported model, embeddings, relative distance", distance)


def check_import(program: Path, work: Path, report: Report) -> None:
    network = random_network()
    expected = {n: t for n, t in network.state_dict().items() if not n.endswith("tracked")}
    for layout, state in checkpoints(network).items():
        checkpoint, model = work / f"{layout}.pth", work / layout
        exported = work / f"{layout}.safetensors"
        torch.save(state, checkpoint)
        run(program, "import", checkpoint, "--output", model)
        run(program, "export", model, "--output", exported, "--force")
        found = {n: t for n, t in load_file(exported).items() if not n.endswith("tracked")}
        wrong_names = sorted(expected.keys() ^ found.keys())
        report.equal([], f"{layout} checkpoint, names missing or unexpected", wrong_names)
        same = all(n in found and torch.equal(found[n], expected[n]) for n in expected)
        report.equal(True, f"{layout} checkpoint, same bits", same)
        distance = relative_distance(embeddings(load_backbone(model)), embeddings(network.backbone))
        report.at_most(1e-6, f"{layout} checkpoint, embeddings, relative distance", distance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    arguments.work.mkdir(parents=True, exist_ok=True)
    report = Report()
    check_export(arguments.program, arguments.model, arguments.work, report)
    check_import(arguments.program, arguments.work, report)
    report.finish()


if __name__ == "__main__":
    main()
