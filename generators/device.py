"""The device that trained and pretrained backends run on, and how many threads they take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Bytes do not depend on the number of cores, and workers do not wait for each other.

    Measured on two cores at a load of 4: one norm whose two threads had to wait for each other
    took 139 ms, with one thread 0.15 ms. Eight key images cost 0.4 s of one core, a clip 0.7 s
    (6.6 M parameters, bf16 instructions).
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def best_device() -> str:
    """'cuda' or 'cpu'. Imports torch."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def describe_device() -> str:
    """'CPU only (2 cores)' or the GPU's name with its free memory. Imports torch."""
    import os

    import torch

    if not torch.cuda.is_available():
        return f"CPU only ({os.cpu_count()} cores)"
    free, total = torch.cuda.mem_get_info()
    name = torch.cuda.get_device_name()
    return f"{name}, {free / 2**30:.0f} of {total / 2**30:.0f} GiB free"
