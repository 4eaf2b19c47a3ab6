"""Flames put out with a cloth: it comes down from high above, lies, and the flames are gone."""

from __future__ import annotations

from dataclasses import dataclass

from generators.base import Depiction
from generators.workbench.actions.base import Things, register
from generators.workbench.actions.transport import Place
from generators.workbench.stage import Roles


@dataclass
class Smother(Place):
    """As placing, but from above the flames, with the whole hand, and shown before it lies."""

    pose: str = "grip"
    key: float = 0.37
    drop: float = 210.0
    lift: tuple[float, float] = (0.0, 64.0)  # it lies over what burned, not on top of it
    room: float = 190.0
    contact: tuple[str, ...] = ("surface", "inside", "rim", "top")
    seats: bool = False

    def roles(self, depiction: Depiction, things: Things) -> Roles:
        """What burns is the object, the cloth is the instrument."""
        cloth = things.get("instrument")
        if not (cloth and cloth.sprite):
            return super().roles(depiction, things)
        laid = {"object": cloth, "target": things.get("object") or things.get("target")}
        return super().roles(depiction, laid)


register(Smother(), "smother")
