#!/usr/bin/env python3
"""Makes the weight files beside this script, with PyTorch and safetensors from PyPI.

    pip install torch numpy safetensors
    python3 make_fixtures.py

The files are committed; the tests need neither Python nor PyTorch. Element i of a tensor of n
elements is i / 4 - 3, so the tests know what to expect.
"""

import os
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

folder = Path(__file__).parent


def ramp(*shape, dtype=torch.float32):
    count = 1
    for extent in shape:
        count *= extent
    return (torch.arange(count) / 4 - 3).to(dtype).reshape(shape)


def network():
    """The state of a convolution and a batch norm: an OrderedDict with attributes of its own."""
    layers = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3), torch.nn.BatchNorm2d(2))
    state = OrderedDict((name, ramp(*value.shape)) for name, value in layers.state_dict().items())
    state["1.num_batches_tracked"] = torch.tensor(16_777_217)  # no 32-bit float has this value
    layers.load_state_dict(state)
    return layers.state_dict()


def views():
    """Tensors that are not all of their storage, or not in its order."""
    storage = ramp(4, 6)
    return OrderedDict(
        whole=storage,
        transposed=storage.t(),
        columns=storage[:, 1:4],
        everyOther=storage[::2, ::3],
        row=storage[2],
        permuted=ramp(2, 3, 4).permute(2, 0, 1),
        channelsLast=ramp(2, 3, 2, 2).to(memory_format=torch.channels_last),
        element=storage[3, 5],
        empty=torch.zeros(0, 5),
    )


def types():
    return OrderedDict(
        float64=ramp(20, dtype=torch.float64),
        float32=ramp(20),
        float16=ramp(20, dtype=torch.float16),
        bfloat16=ramp(20, dtype=torch.bfloat16),
        int64=ramp(20, dtype=torch.int64),
        int32=ramp(20, dtype=torch.int32),
        int16=ramp(20, dtype=torch.int16),
        int8=ramp(20, dtype=torch.int8),
        uint8=ramp(20).abs().to(torch.uint8),
        bool=ramp(20) > 0,
    )


def training_state():
    """What training scripts save: the weights among other things, from DataParallel."""
    return {
        "epoch": 50,
        "best": torch.tensor(0.5),
        "learning rate": 1e-3,
        "name": "réseau",
        "shape": torch.Size([2, 3]),
        "history": [0.25, None, True, -70_000, 1 << 40, (1, 2, 3, 4), {"loss": 1}],
        "optimizer": {"state": {0: {"momentum": ramp(3)}}, "param_groups": [{"params": [0]}]},
        "state_dict": OrderedDict(
            [
                ("module.weight", torch.nn.Parameter(ramp(2, 3))),
                ("module.bias", ramp(2)),
            ]
        ),
    }


class Attack:
    def __reduce__(self):
        return os.system, ("touch /tmp/weights-attack-has-run",)


for name, make in dict(
    network=network, views=views, types=types, training=training_state
).items():
    torch.save(make(), folder / f"{name}.zip.pth")
    torch.save(make(), folder / f"{name}.legacy.pth", _use_new_zipfile_serialization=False)
torch.save(training_state(), folder / "training.protocol4.pth", pickle_protocol=4)
torch.save({"weight": ramp(2), "x": Attack()}, folder / "attack.zip.pth")
torch.save(
    {"weight": ramp(2), "x": Attack()},
    folder / "attack.legacy.pth",
    _use_new_zipfile_serialization=False,
)
torch.save(torch.nn.Linear(2, 2), folder / "module.zip.pth")

save_file(network(), folder / "network.safetensors", metadata={"format": "pt"})
more = types()
more.update(uint16=ramp(20).abs().to(torch.uint16), uint32=ramp(20).abs().to(torch.uint32))
more.update(uint64=ramp(20).abs().to(torch.uint64), empty=torch.zeros(0, 5))
save_file(more, folder / "types.safetensors")
