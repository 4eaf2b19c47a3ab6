"""OpenCV, imported when it is first needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def opencv() -> Any:
    """The module `cv2`; untyped, because its stubs leave out what its functions accept."""
    return import_module("cv2")
