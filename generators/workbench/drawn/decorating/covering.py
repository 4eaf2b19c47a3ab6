"""A dust sheet unrolled along a wall, seen more steeply than the place `wall`."""

from __future__ import annotations

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, lerp, mix, phase
from generators.workbench.palette import Skin

FOOT, FRONT = 292.0, 486.0  # px; where the wall meets the floor, the sheet's near edge
SLANT = -46.0  # px that a line away from the viewer goes to the side
START, END = 150.0, 800.0  # px; the sheet's moving edge at the wall
AWAY = (960.0, 380.0)


def edge_at(share: float) -> tuple[Point, Point]:
    """The sheet's moving edge: (at the wall, near the viewer)."""
    x = lerp(START, END, share)
    return (x, FOOT + 2), (x - SLANT, FRONT)


def cloth(share: float) -> str:
    """The part that lies, with folds along the wall and creases across."""
    (x0, y0), (x1, y1) = edge_at(share)
    folds = "".join(
        f"M{-10 + 30 * k} {lerp(y0, y1, s):.1f}Q{x0 * 0.5:.1f} {lerp(y0, y1, s) + 16 - 9 * k:.1f} "
        f"{lerp(x0, x1, s) - 40 - 24 * k:.1f} {lerp(y0, y1, s) + 3:.1f}"
        for k, s in enumerate((0.2, 0.45, 0.7, 0.9))
    )
    creases = "".join(
        f"M{x:.1f} {y0 + 6:g}L{x + 14:.1f} {(y0 + y1) / 2:.1f}L{x + 40:.1f} {y1 - 6:g}"
        for x in range(90, int(x0) - 30, 130)
    )
    return (
        f'<path d="M-10 {y0:g}Q{x0 / 2:.1f} {y0 - 5:g} {x0:.1f} {y0:g}L{x1:.1f} {y1:g}'
        f'Q{x1 / 2:.1f} {y1 + 9:g} -10 {y1:g}Z" fill="#F5F7F6" stroke="#8FA5AF" '
        f'stroke-width="3" stroke-linejoin="round"/>'
        f'<path d="{folds}" fill="none" stroke="#C6D1D5" stroke-width="5" stroke-linecap="round"/>'
        f'<path d="{creases}" fill="none" stroke="#DCE3E5" stroke-width="3"/>'
    )


def roll(share: float) -> str:
    """What is still rolled up; thinner the more lies on the floor."""
    (x0, y0), (x1, y1) = edge_at(share)
    r = lerp(30, 12, share)
    side = (
        f"M{x0:.1f} {y0 - r:.1f}Q{x0 + 1.6 * r:.1f} {y0 - r:.1f} {x0 + 1.4 * r:.1f} {y0 + 4:.1f}"
        f"L{x1 + 1.4 * r:.1f} {y1:.1f}Q{x1 + r:.1f} {y1 + r:.1f} {x1 - 4:.1f} {y1 + 4:.1f}"
        f"L{x1 - r * 0.4:.1f} {y1 - r:.1f}L{x0 - r * 0.4:.1f} {y0 - r * 0.4:.1f}Z"
    )
    return (
        f'<path d="{side}" fill="#E4EAEC" stroke="#7F959E" stroke-width="3" '
        f'stroke-linejoin="round"/><ellipse cx="{x1 + r * 0.5:.1f}" cy="{y1 - r * 0.1:.1f}" '
        f'rx="{r * 0.92:.1f}" ry="{r:.1f}" fill="#F5F7F6" stroke="#7F959E" stroke-width="3"/>'
        f'<ellipse cx="{x1 + r * 0.5:.1f}" cy="{y1 - r * 0.1:.1f}" rx="{r * 0.45:.1f}" '
        f'ry="{r * 0.5:.1f}" fill="none" stroke="#9DB1B8" stroke-width="3"/>'
    )


def covered(t: float, skin: Skin) -> str:
    """Two hands push the roll along, the sheet lies behind it."""
    share = phase(t, 0.2, 0.74)
    here = phase(t, 0.0, 0.18) * (1 - phase(t, 0.76, 0.96))
    rolled = roll(share) if share < 0.995 else ""
    out = cloth(share) + rolled
    for part, angle in ((0.16, -20.0), (0.62, -12.0)):
        x, y = mix(*edge_at(share), part)
        back, front = hand_layers("grip", mix(AWAY, (x + 52, y - 6), here), skin, angle)
        out += (back + front) if here > 0 else ""
    return out


class Covering(Scenes):
    """The sheet, and the floor under it."""

    def ground(self) -> str:
        boards = "".join(
            f"M0 {y:g}H768" for y in (FOOT + 22, FOOT + 54, FOOT + 98, FOOT + 152, FOOT + 212)
        )
        return (
            f'<rect y="{FOOT - 50:g}" width="768" height="50" fill="#F4F2EC"/>'
            f'<path d="M0 {FOOT - 50:g}H768M0 {FOOT - 41:g}H768" stroke="#CFC9BB" '
            f'stroke-width="2.5"/><rect y="{FOOT:g}" width="768" height="{512 - FOOT:g}" '
            f'fill="#C79B6D"/><rect y="{FOOT:g}" width="768" height="16" fill="#9A7145" '
            f'opacity="0.35"/><path d="{boards}M0 {FOOT:g}H768" stroke="#9A7145" '
            f'stroke-width="2" opacity="0.6"/>'
        )


COVERING = Covering(
    {
        "covered": Scene(
            covered,
            0.43,
            (120, FOOT + 6),
            lambda: marks.arrow((300, 250), (410, 250)),
            Box(60, 240, 748, 500),
        )
    }
)
register(COVERING, ("cover",), ("painted-wall",))
