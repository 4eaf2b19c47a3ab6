"""Sprockets, chain and rear derailleur seen from behind, as an SVG fragment.

From behind, the chain side is on the right: the smallest sprocket stands outermost, right, the
largest beside the spokes, left. The upper small wheel of the derailleur has to stand exactly under
the sprocket that the chain is on. `place` counts sprockets from the smallest, 0 to 7, and may lie
between two.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.workbench.drawn.things import ramp
from generators.workbench.geometry import Point, lerp

COUNT = 8
FIRST_X, STEP = 464.0, -36.0  # px of the smallest sprocket, and to the next larger one
AXLE_Y = 202.0
SMALL_R, LARGE_R = 46.0, 106.0  # px
UPPER, LOWER = 344.0, 408.0  # px; heights of the two small wheels
BODY = (542.0, 352.0)  # px; the derailleur's body when the cage is under the smallest sprocket
BARREL = (BODY[0] + 84, BODY[1] + 14)


@dataclass(frozen=True)
class Gears:
    """`chain`: on which sprocket; `cage`: under which; `out`: px of the barrel; `hurt`: rubbing."""

    chain: float = 0.0
    cage: float = 0.0
    out: float = 0.0
    rub: float = 0.0  # -1 against the next smaller sprocket, 1 against the next larger one


def sprocket_x(place: float) -> float:
    return FIRST_X + STEP * place


def radius(place: float) -> float:
    return lerp(SMALL_R, LARGE_R, place / (COUNT - 1))


def upper_wheel(place: float) -> Point:
    """px of the upper small wheel."""
    return sprocket_x(place), UPPER


def barrel_at(gears: Gears) -> Point:
    return BARREL[0] + 10 * gears.out / 10, BARREL[1]


def limit_screw(high: bool) -> Point:
    """px of the head of a limit screw: H above, L below."""
    return BODY[0] + 42, BODY[1] - (42 if high else 18)


def gears(g: Gears) -> str:
    return (
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"<defs>{_defs()}</defs>{_wheel()}{_frame()}{_sprockets()}{_derailleur(g)}{_chain(g)}"
        f"{_rubbing(g)}</g>"
    )


def _defs() -> str:
    return (
        ramp("gear-tread", "#202327", "#4A4F57", "#4A4F57", "#202327")
        + ramp("gear-steel", "#F4F7F8", "#B4C2C9", "#6F858F")
        + ramp("gear-paint", "#6FA9B1", "#3F7C85", "#2A575E")
        + ramp("gear-dark", "#6B737C", "#4A5058", "#24272B")
    )


def _wheel() -> str:
    """Tyre from behind, spokes to the hub's flange."""
    spokes = "".join(f"M164 {AXLE_Y + dy:.0f}L92 {AXLE_Y + 4.4 * dy:.0f}" for dy in (-34, 34))
    spokes += "".join(f"M164 {AXLE_Y + dy:.0f}L62 {AXLE_Y + 5 * dy:.0f}" for dy in (-24, 24))
    treads = "".join(f"M26 {y}L62 {y + 12}L98 {y}" for y in range(-8, 520, 30))
    return (
        f'<path d="{spokes}" stroke="#97A6AE" stroke-width="4"/>'
        '<path d="M16 -10H108V530H16Z" fill="url(#gear-tread)" stroke="#15171A" stroke-width="3"/>'
        f'<path d="{treads}" stroke="#1B1D20" stroke-width="5"/>'
        f'<path d="M108 {AXLE_Y - 15:.0f}H166V{AXLE_Y + 15:.0f}H108Z" fill="url(#gear-steel)" '
        'stroke="#4E6470" stroke-width="3"/>'
        f'<path d="M156 {AXLE_Y - 40:.0f}h16v80h-16Z" fill="url(#gear-steel)" stroke="#4E6470" '
        'stroke-width="3"/>'
    )


def _frame() -> str:
    """The right dropout with its hanger, and the axle's end."""
    y = AXLE_Y
    return (
        f'<path d="M518 60H554L558 {y - 30:.0f}V{y + 92:.0f}H522V{y - 30:.0f}Z" '
        'fill="url(#gear-paint)" stroke="#28545B" stroke-width="3"/>'
        f'<path d="M168 {y - 10:.0f}H602V{y + 10:.0f}H168Z" fill="url(#gear-steel)" '
        'stroke="#4E6470" stroke-width="3"/>'
        f'<path d="M558 {y - 22:.0f}h26v44h-26Z" fill="#C9D6DB" stroke="#4E6470" '
        'stroke-width="3"/>'
    )


def _sprockets() -> str:
    """Edge-on plates with their teeth, largest first."""
    out = ""
    for place in reversed(range(COUNT)):
        x, r = sprocket_x(place), radius(place)
        teeth = "".join(
            f"M{x - 6:.1f} {AXLE_Y + dy:.1f}h12" for dy in _spaced(-r + 8, r - 8, int(r / 6))
        )
        out += (
            f'<path d="M{x - 7:.1f} {AXLE_Y - r + 6:.1f}Q{x:.1f} {AXLE_Y - r - 8:.1f} {x + 7:.1f} '
            f"{AXLE_Y - r + 6:.1f}V{AXLE_Y + r - 6:.1f}Q{x:.1f} {AXLE_Y + r + 8:.1f} {x - 7:.1f} "
            f'{AXLE_Y + r - 6:.1f}Z" fill="url(#gear-steel)" stroke="#3B4A52" '
            f'stroke-width="2.5"/><path d="{teeth}" stroke="#6F858F" stroke-width="2.5"/>'
        )
    return out


def _spaced(a: float, b: float, count: int) -> list[float]:
    return [lerp(a, b, i / (count - 1)) for i in range(count)]


def _derailleur(g: Gears) -> str:
    """Body at the hanger, two arms, and the cage with its two small wheels."""
    x, (bx, by) = sprocket_x(g.cage), BODY
    arms = (
        f"M{bx:.1f} {by - 34:.1f}L{x + 22:.1f} {UPPER - 14:.1f}"
        f"M{bx:.1f} {by - 4:.1f}L{x + 22:.1f} {UPPER + 16:.1f}"
    )
    out = (
        f'<path d="M540 {AXLE_Y + 80:.0f}V{by - 40:.0f}" stroke="#15171A" stroke-width="26"/>'
        f'<path d="M540 {AXLE_Y + 80:.0f}V{by - 40:.0f}" stroke="#8FA5AF" stroke-width="20"/>'
        f'<path d="{arms}" stroke="#15171A" stroke-width="19"/>'
        f'<path d="{arms}" stroke="#7F8B94" stroke-width="13"/>'
    )
    for side in (-1, 1):
        px = x + side * 19
        out += (
            f'<path d="M{px:.1f} {UPPER - 24:.1f}V{LOWER + 22:.1f}" stroke="#15171A" '
            f'stroke-width="13"/><path d="M{px:.1f} {UPPER - 24:.1f}V{LOWER + 22:.1f}" '
            'stroke="#5B646C" stroke-width="8"/>'
        )
    for y in (UPPER, LOWER):
        out += (
            f'<path d="M{x - 7:.1f} {y - 26:.1f}Q{x:.1f} {y - 34:.1f} {x + 7:.1f} {y - 26:.1f}'
            f'V{y + 26:.1f}Q{x:.1f} {y + 34:.1f} {x - 7:.1f} {y + 26:.1f}Z" fill="#F2B632" '
            'stroke="#7B570C" stroke-width="2.5"/>'
        )
    return out + _body(g)


def _body(g: Gears) -> str:
    bx, by = BODY
    x, y = barrel_at(g)
    ridges = "".join(f"M{x - 18 + 8 * i:.1f} {y - 17:.1f}v34" for i in range(5))
    screws = ""
    for high in (True, False):
        sx, sy = limit_screw(high)
        letter = (
            f"M{sx - 38:.1f} {sy - 8:.1f}v16M{sx - 28:.1f} {sy - 8:.1f}v16M{sx - 38:.1f} "
            f"{sy:.1f}h10"
            if high
            else f"M{sx - 38:.1f} {sy - 8:.1f}v16h10"
        )
        screws += (
            f'<path d="M{sx - 12:.1f} {sy - 9:.1f}h20v18h-20Z" fill="#D0A54B" stroke="#7B570C" '
            f'stroke-width="2.5"/><path d="{letter}" stroke="#FFFFFF" stroke-width="4"/>'
        )
    return (
        f'<path d="M{x + 20:.1f} {y:.1f}C{x + 80:.1f} {y:.1f} 760 300 790 220" stroke="#15171A" '
        f'stroke-width="15"/><path d="M{x + 20:.1f} {y:.1f}C{x + 80:.1f} {y:.1f} 760 300 790 220" '
        f'stroke="#5B646C" stroke-width="8"/>'
        f'<path d="M{bx - 24:.1f} {by - 62:.1f}H{bx + 26:.1f}Q{bx + 38:.1f} {by - 62:.1f} '
        f"{bx + 38:.1f} {by - 50:.1f}V{by + 22:.1f}Q{bx + 38:.1f} {by + 34:.1f} {bx + 26:.1f} "
        f"{by + 34:.1f}H{bx - 24:.1f}Q{bx - 34:.1f} {by + 34:.1f} {bx - 34:.1f} {by + 22:.1f}"
        f'V{by - 50:.1f}Q{bx - 34:.1f} {by - 62:.1f} {bx - 24:.1f} {by - 62:.1f}Z" '
        'fill="url(#gear-dark)" stroke="#15171A" stroke-width="3.5"/>'
        f'<path d="M{bx - 18:.1f} {by - 48:.1f}H{bx + 22:.1f}" stroke="#FFFFFF" '
        'stroke-width="4" opacity="0.35"/>'
        f'<path d="M{bx + 38:.1f} {y:.1f}H{x:.1f}" stroke="#3B4A52" stroke-width="16"/>'
        f'<path d="M{bx + 38:.1f} {y:.1f}H{x:.1f}" stroke="#D5DEE2" stroke-width="11" '
        'stroke-dasharray="3 4" stroke-linecap="butt"/>'
        f'<path d="M{x - 24:.1f} {y - 20:.1f}h46v40h-46Z" fill="#D0A54B" stroke="#7B570C" '
        f'stroke-width="3"/><path d="{ridges}" stroke="#7B570C" stroke-width="3"/>{screws}'
    )


def _chain(g: Gears) -> str:
    """Over the back of its sprocket, down to the upper wheel, round the cage."""
    x, r, px = sprocket_x(g.chain), radius(g.chain), sprocket_x(g.cage)
    d = (
        f"M{x:.1f} {AXLE_Y - r + 2:.1f}V{AXLE_Y + r - 4:.1f}"
        f"L{px:.1f} {UPPER - 22:.1f}V{LOWER + 24:.1f}"
    )
    return (
        f'<path d="{d}" stroke="#2E3439" stroke-width="19"/>'
        f'<path d="{d}" stroke="#59636C" stroke-width="13"/>'
        f'<path d="{d}" stroke="#DDE5E8" stroke-width="11" stroke-dasharray="6 9" '
        'stroke-linecap="butt"/>'
    )


def _rubbing(g: Gears) -> str:
    """Short strokes beside the place where the chain touches a neighbour."""
    if abs(g.rub) < 0.1:
        return ""
    x = sprocket_x(g.chain) - 16 * g.rub
    y = AXLE_Y + radius(g.chain) - 6
    way = -1 if g.rub > 0 else 1
    lines = "".join(
        f"M{x + way * 8:.1f} {y + 6 + dy:.1f}l{way * 20:.1f} {dy + 8:.1f}" for dy in (-12, 2, 16)
    )
    return (
        f'<path d="{lines}" stroke="#FFFFFF" stroke-width="9" opacity="{abs(g.rub):.2f}"/>'
        f'<path d="{lines}" stroke="#C8443A" stroke-width="4.5" opacity="{abs(g.rub):.2f}"/>'
    )
