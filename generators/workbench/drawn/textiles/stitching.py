"""One stitch: up through the cloth point first, over to the other hole, down point first, tight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generators.workbench.drawn.textiles.needlework import (
    EYE,
    LEFT,
    NEEDLE,
    RIGHT,
    Needle,
    between,
    curve,
    left_hand,
    right_hand,
    shirt,
    thread,
    window,
)
from generators.workbench.geometry import Point, clamp, lerp, mix, phase, toward
from generators.workbench.palette import Skin

RISE, DIVE = -42.0, -50.0  # directions from the hole to the free part of the needle
TURNED = DIVE - 180  # where the point looks as it goes down: reached by turning over the top
FRONT_GRIP, BACK_GRIP = 0.26, 0.74  # where the hand holds it, shares from the point
RISEN, TURNED_BY, SUNK = 0.34, 0.54, 0.86  # shares of a stitch's time
KEY = 0.65  # the needle is on its way down
CLEAR = 30.0  # px from the hole at which the fingers let the needle go


@dataclass(frozen=True)
class Stitch:
    """From the hole `up` to the hole `down`; drawn tight it lies `aside` px below their line."""

    up: Point
    down: Point
    width: float = 5.0
    running: float = 5.0  # px, the thread while it is in the air
    aside: float = 0.0  # px, so that stitches through the same holes lie side by side

    def needle(self, u: float) -> Needle | None:
        """The needle at u in 0..1; None while all of it is under the cloth."""
        if u < RISEN:
            out = NEEDLE * phase(u, 0.0, RISEN)
            return Needle(toward(self.up, RISE, out), RISE, shown=out) if out > 1 else None
        if u < TURNED_BY:
            return self._turning(phase(u, RISEN, TURNED_BY))
        depth = NEEDLE * phase(u, TURNED_BY, SUNK)
        if depth > NEEDLE - 1:
            return None
        return Needle(toward(self.down, TURNED, depth), TURNED, hidden=depth)

    def _turning(self, v: float) -> Needle:
        held = mix(self._risen_grip, self._dive_grip, v)
        angle = lerp(RISE, TURNED, v)
        return Needle(toward(held, angle, NEEDLE * lerp(FRONT_GRIP, BACK_GRIP, v)), angle)

    @property
    def _risen_grip(self) -> Point:
        return toward(self.up, RISE, NEEDLE * (1 - FRONT_GRIP))

    @property
    def _dive_grip(self) -> Point:
        return toward(self.down, DIVE, NEEDLE * BACK_GRIP)

    def grip(self, u: float) -> Point:
        """Where the fingers are."""
        if u < RISEN:  # they wait for the point, then pull
            return toward(self.up, RISE, max(NEEDLE * (phase(u, 0.0, RISEN) - FRONT_GRIP), 64.0))
        if u < TURNED_BY:
            return mix(self._risen_grip, self._dive_grip, phase(u, RISEN, TURNED_BY))
        left = NEEDLE * (BACK_GRIP - phase(u, TURNED_BY, SUNK))
        rest = toward(self.down, DIVE, max(left, CLEAR))
        waiting = toward(self.up, RISE, 64.0)
        return mix(rest, waiting, phase(u, SUNK, 1.0))

    def loop(self, u: float) -> str:
        """The thread that is seen, drawn; '' while none has come up."""
        needle = self.needle(u)
        if u < RISEN:
            return ""
        end = needle.eye if needle and needle.hidden < NEEDLE * EYE else self.down
        sunk, tight = phase(u, TURNED_BY, SUNK), phase(u, SUNK - 0.04, 1.0)
        start = self._beside(self.up, tight)
        end = self._beside(end, tight)
        mid = mix(start, end, 0.5)
        slack = phase(u, RISEN, RISEN + 0.12) * (1 - tight)
        bend = lerp(44, 26, sunk) * slack, lerp(54, -74, sunk) * slack
        return thread(
            curve(start, (mid[0] + bend[0], mid[1] + bend[1]), end),
            lerp(self.running, self.width, tight),
        )

    def lying(self) -> str:
        """The finished stitch."""
        start, end = self._beside(self.up), self._beside(self.down)
        return thread(curve(start, mix(start, end, 0.5), end), self.width)

    def _beside(self, point: Point, tight: float = 1.0) -> Point:
        return point[0], point[1] + self.aside * tight


@dataclass(frozen=True)
class Seam:
    """Stitches one after the other on the shirt; the first takes twice the time of the others."""

    stitches: tuple[Stitch, ...]
    before: str  # state of the shirt until the first stitch lies
    after: str
    start: float = 0.06
    stop: float = 0.92
    holds: Point | None = None  # where the left hand holds the button
    lying_before: tuple[Stitch, ...] = ()
    ground: Callable[[str], str] = shirt
    over_ground: str = ""  # fragment on the cloth, under all thread

    @property
    def _unit(self) -> float:
        return (self.stop - self.start) / (len(self.stitches) + 1)

    def progress(self, t: float) -> tuple[int, float]:
        """(number of the stitch, its own time 0..1)."""
        units = (t - self.start) / self._unit
        if units < 2:
            return 0, clamp(units / 2)
        number = min(int(units - 1), len(self.stitches) - 1)
        return number, clamp(units - 1 - number)

    def key(self, number: int) -> float:
        """The t at which the needle of that stitch goes down."""
        if number == 0:
            return self.start + 2 * KEY * self._unit
        return self.start + (number + 1 + KEY) * self._unit

    def svg(self, t: float, skin: Skin) -> str:
        number, u = self.progress(t)
        stitch = self.stitches[number]
        lying = [*self.lying_before, *self.stitches[:number], *([stitch] if u >= 1 else [])]
        state = self.after if u >= 1 and number == len(self.stitches) - 1 else self.before
        needle = stitch.needle(u) if 0 < u < 1 else None
        back, front = self._hand(t, stitch.grip(u), skin)
        l_back, l_front = self._left(t, skin)
        return (
            window(self.ground(state) + (self.over_ground if state == self.before else ""))
            + l_back
            + "".join(s.lying() for s in lying)
            + l_front
            + back
            + (stitch.loop(u) if u < 1 else "")
            + (needle.svg() if needle else "")
            + front
        )

    def _hand(self, t: float, grip: Point, skin: Skin) -> tuple[str, str]:
        come, leave = (self.start - 0.06, self.start + 0.12), (self.stop, 1.0)
        return right_hand(between(t, RIGHT, grip, come, leave), skin)

    def _left(self, t: float, skin: Skin) -> tuple[str, str]:
        if self.holds is None:
            return "", ""
        return left_hand(between(t, LEFT, self.holds, (0.0, 0.12), (self.stop, 1.0)), skin, -34)


def beside(up: Point, down: Point, count: int, apart: float, width: float) -> tuple[Stitch, ...]:
    """Stitches through the same two holes; they lie side by side, `apart` px from each other."""
    shifts = [(i - (count - 1) / 2) * apart for i in range(count)]
    return tuple(Stitch(up, down, width, aside=by) for by in shifts)
