"""The device that trained and pretrained backends would run on."""

from __future__ import annotations


def describe_device() -> str:
    """'CPU only (2 cores)' or the GPU's name with its free memory. Imports torch."""
    import os

    import torch

    if not torch.cuda.is_available():
        return f"CPU only ({os.cpu_count()} cores)"
    free, total = torch.cuda.mem_get_info()
    name = torch.cuda.get_device_name()
    return f"{name}, {free / 2**30:.0f} of {total / 2**30:.0f} GiB free"
