"""The last two stages: the thread is fastened at the back of the cloth, cut, the shirt closed."""

from __future__ import annotations

from collections.abc import Sequence

from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.textiles import shank
from generators.workbench.drawn.textiles.needlework import (
    BARE,
    MARK,
    NEEDLE,
    RIGHT,
    Needle,
    at,
    bars,
    between,
    curve,
    disc,
    mat,
    placed,
    right_hand,
    shirt,
    smooth,
    thread,
    turned,
    window,
)
from generators.workbench.drawn.textiles.stitching import TURNED, Seam, Stitch
from generators.workbench.geometry import Box, Placement, Point, lerp, mix, phase, toward
from generators.workbench.palette import Skin

SPOT: Point = (MARK[0] + 52, MARK[1] + 66)  # where the thread is fastened, beside the bars
TINY = tuple(
    Stitch((SPOT[0] + 16, SPOT[1] + dy), (SPOT[0] - 16, SPOT[1] + dy + 3), 5) for dy in (-4, 2)
)
DOWN, OVER = 0.17, 0.30  # t: needle gone to the back, cloth turned
LOOPED, TIGHTENED = 0.56, 0.96
RISEN, FIRST, BACK, SECOND, PULL = 0.66, 0.75, 0.79, 0.87, 0.89  # t, of the needle in the loop
KEY_FASTENED = 0.85
TAIL: tuple[Point, ...] = (
    (SPOT[0] + 12, SPOT[1]),
    (SPOT[0] + 62, SPOT[1] - 14),
    (SPOT[0] + 106, SPOT[1] - 44),
    (SPOT[0] + 150, SPOT[1] - 80),
)
RISE, THROUGH_ANGLE = -42.0, -14.0
REST = Needle(toward(TAIL[-1], -34, NEEDLE * 196 / 216), -34)
HELD: Point = REST.along(0.5)
CUT: Point = (SPOT[0] + 52, SPOT[1] - 9)  # 3 mm from the knot: a third of the button's 11 mm
SNIPPED = 0.26
TURN_BACK = (0.40, 0.52)
CLOSING, THROUGH = (0.53, 0.66), (0.64, 0.75)
TUG = (0.86, 0.91, 0.96)  # t: the button is taken, pulled, let go
LENS = Box(44, 300, 228, 484)
KEY_SEWN = 0.91
TAKEN: Point = (MARK[0] + 80, MARK[1] + 8)  # where the button is pulled at


def wrong_side() -> str:
    """The back of the cloth, window not included: hem, plain weave, what was sewn so far."""
    return mat() + _CLOTH + _hem() + _sewn_so_far() + _CORNER


_CLOTH = (
    '<defs><linearGradient id="sewing-wrong" x1="0" y1="0" x2="1" y2="1">'
    '<stop offset="0" stop-color="#E9EDF0"/><stop offset="1" stop-color="#CBD5DD"/>'
    '</linearGradient></defs><rect x="143" y="60" width="700" height="470" '
    'fill="url(#sewing-wrong)" stroke="#8C9DAB" stroke-width="4"/>'
    f'<path d="{"".join(f"M143 {y}H760" for y in range(98, 492, 8))}" stroke="#B9C6D0" '
    'stroke-width="1" opacity=".6"/>'
)
_CORNER = (
    '<path d="M652 92Q672 150 742 178V92Z" fill="#A9C4B4"/>'
    '<path d="M652 92Q672 150 742 178Q696 178 668 196Q668 136 652 92Z" fill="#BBD0E3" '
    'stroke="#7E9FBC" stroke-width="3" stroke-linejoin="round"/>'
    '<path d="M666 128Q682 156 678 186M682 146Q700 166 702 178" fill="none" stroke="#FFFFFF" '
    'stroke-width="4" opacity=".7"/>'
)


def _hem() -> str:
    return (
        '<path d="M143 60H226V530H143Z" fill="#D8E0E6"/>'
        '<path d="M226 60V530" stroke="#8C9DAB" stroke-width="3"/>'
        '<path d="M184 60V530M214 60V530" stroke="#8FA6B9" stroke-width="3.5" '
        'stroke-dasharray="14 9"/><path d="M143 60V530" stroke="#8C9DAB" stroke-width="4"/>'
    )


def _sewn_so_far() -> str:
    """Seen from the back: the two bars of the pairs and the cross of the anchor."""
    x, y = MARK
    cross = f"M{x - 8} {y - 8}L{x + 8} {y + 8}M{x - 8} {y + 8}L{x + 8} {y - 8}"
    return thread(cross, 4) + bars()


def fastened(t: float, skin: Skin) -> str:
    """Needle to the back, cloth over, two tiny stitches, the third with its loop used twice."""
    if t < DOWN:
        return _to_the_back(t, skin)
    if t < OVER:
        return window(mat() + turned(phase(t, DOWN, OVER), shank.wound(), wrong_side()))
    if t < LOOPED:
        return _TINY_SEAM.svg(t, skin)
    return _knotting(t, skin)


_TINY_SEAM = Seam(TINY, "", "", OVER + 0.02, LOOPED - 0.005, ground=lambda _: wrong_side())


def _to_the_back(t: float, skin: Skin) -> str:
    foot = at(172, 229)
    lifted = phase(t, 0.03, 0.09)
    tip = mix(shank.REST.tip, foot, lifted)
    depth = 200 * phase(t, 0.09, DOWN)
    angle = lerp(shank.REST.angle, TURNED, lifted)
    needle = Needle(toward(tip, angle, depth), angle, hidden=depth)
    back, front = right_hand(_guiding(t, needle, depth), skin)
    if depth >= 199 or t <= 0:
        drawn = needle.svg() if t <= 0 else ""
        return window(shank.wound()) + drawn + ((back + front) if t > 0 else "")
    return window(shank.wound()) + back + needle.svg() + front


def _guiding(t: float, needle: Needle, depth: float) -> Point:
    held = needle.along(max(0.7, min((depth + 30) / 200, 1.1)))
    return between(t, RIGHT, held, (0.0, 0.04), (DOWN - 0.02, DOWN + 0.05))


def _knotting(t: float, skin: Skin) -> str:
    """The third stitch: its loop stands open, the needle goes through it twice, all drawn tight."""
    size = phase(t, LOOPED, RISEN) * (1 - phase(t, PULL, TIGHTENED))
    needle = _passing(t)
    ground = window(wrong_side()) + "".join(s.lying() for s in TINY)
    grip = needle.along(0.22) if t > RISEN else toward(SPOT, RISE, max(needle.shown - 52, 64))
    spot = between(t, RIGHT, grip, (LOOPED, LOOPED + 0.05), (0.96, 1.0))
    back, front = right_hand(spot, skin, -24)
    if t >= TIGHTENED - 0.02:
        return ground + back + _resting(t) + front
    return ground + _left_strand(size) + back + _through(t, size, needle) + front


def _passing(t: float) -> Needle:
    """Up beside the stitches, through the loop, back over its strand, through it again, away."""
    if t < RISEN:
        out = NEEDLE * phase(t, LOOPED, RISEN - 0.02)
        return Needle(toward(SPOT, RISE, out), RISE, shown=out)
    before, beyond = _spot(92, -64), _spot(206, -92)
    start = mix(toward(SPOT, RISE, NEEDLE), before, phase(t, RISEN, RISEN + 0.03))
    there = phase(t, RISEN + 0.03, FIRST) - phase(t, FIRST, BACK) + phase(t, BACK, SECOND)
    away = phase(t, PULL, TIGHTENED)
    angle = lerp(RISE, THROUGH_ANGLE, phase(t, RISEN, RISEN + 0.03))
    tip = mix(start, beyond, there)
    return Needle(mix(tip, REST.tip, away), lerp(angle, REST.angle, away))


def _spot(x: float, y: float, size: float = 1.0) -> Point:
    return SPOT[0] + x * size, SPOT[1] + y * size


_LOOP = ((-8, -4), (-2, -70), (44, -132), (108, -134), (136, -80), (104, -22), (14, 4))
_UNDER = ((8, 0), (52, -34), (110, -54), (160, -62), (176, -82))
_OVER = ((176, -82), (164, -106), (120, -96), (74, -58))


def _strand(points: Sequence[Point], size: float) -> list[Point]:
    return [_spot(x, y, size) for x, y in points]


def _left_strand(size: float) -> str:
    loop = _strand(_LOOP, size)
    return thread(smooth(loop[:4], after=loop[4])) if size > 0.02 else ""


def _strand_path(size: float) -> str:
    """The loop's right strand, under which the needle goes."""
    loop = _strand(_LOOP, size)
    return smooth(loop[3:], before=loop[2])


def _through(t: float, size: float, needle: Needle) -> str:
    """The needle under the loop's right strand; after the first time a turn of thread lies there.

    From below: thread under the strand, needle, strand, thread that came back over it.
    """
    right = thread(_strand_path(size)) if size > 0.02 else ""
    if t < FIRST:
        behind = thread(curve(SPOT, _spot(20, -30), needle.eye)) if t > RISEN - 0.02 else ""
        return behind + needle.svg() + right
    under = thread(smooth(_strand(_UNDER, size)))
    over = thread(smooth([*_strand(_OVER, size), needle.eye]))
    if t < BACK:
        return under + right + over + needle.svg()
    return under + needle.svg() + right + over


def _resting(t: float) -> str:
    return thread(smooth(TAIL)) + knot() + _passing(t).svg()


def knot() -> str:
    """The flat knot: three tiny stitches drawn together."""
    x, y = SPOT
    turns = "".join(
        thread(f"M{x + dx - 3} {y - 11}Q{x + dx + 4} {y} {x + dx + 2} {y + 12}", 6.5)
        for dx in (-9, 0, 9)
    )
    return thread(f"M{x - 20} {y - 2}H{x + 20}M{x - 18} {y + 5}H{x + 18}", 6) + turns


def sewn(t: float, skin: Skin) -> str:
    """The thread is cut, the cloth turned back, the button goes through its buttonhole."""
    if t < TURN_BACK[0]:
        return _cutting(t, skin)
    if t < TURN_BACK[1]:
        return window(mat() + turned(1 - phase(t, *TURN_BACK), _finished(), _trimmed()))
    closed = phase(t, *CLOSING)
    through = phase(t, *THROUGH)
    ground = shirt("sewn", closed) + (bars() if not closed else "")
    if t < THROUGH[1]:
        return window(ground + _button(through))
    return _tugged(t, shirt(BARE, 1.0), skin) + _lens(phase(t, THROUGH[1], TUG[0]))


def _tugged(t: float, ground: str, skin: Skin) -> str:
    """A pull at the closed button, which hardly gives."""
    by = 7 * (phase(t, TUG[0], TUG[1]) - phase(t, TUG[1], TUG[2]))
    spot = (TAKEN[0] + by, TAKEN[1])
    at_rim = between(t, RIGHT, spot, (THROUGH[1], TUG[0]), (TUG[2], 1.0))
    back, front = right_hand(at_rim, skin)
    button = f'<g transform="translate({by:.2f} 0)">{_button(1.0)}</g>'
    return window(ground) + back + button + front


def _finished() -> str:
    return shirt("sewn") + bars()


def _trimmed() -> str:
    return wrong_side() + thread(smooth([TAIL[0], CUT])) + knot()


def _cutting(t: float, skin: Skin) -> str:
    """Scissors come from the right and cut between knot and needle."""
    gone = phase(t, SNIPPED + 0.02, 0.38)
    moved = 420 * gone
    if t < SNIPPED:
        rest = thread(smooth(TAIL)) + REST.svg()
    else:
        rest = thread(smooth([CUT, *TAIL[2:]])) + REST.svg()
    away = f'<g transform="translate({moved:.1f} {-moved * 0.5:.1f})">{rest}</g>'
    return window(_trimmed() if t >= SNIPPED else wrong_side() + knot()) + (
        away + _scissors(t, skin) if gone < 1 else _scissors(t, skin)
    )


def _scissors(t: float, skin: Skin) -> str:
    spot = between(t, (CUT[0] + 640, CUT[1] + 120), CUT, (0.0, 0.18), (0.3, TURN_BACK[0]))
    state = "closed" if t >= SNIPPED else "open"
    place = Placement((40, 82), spot, 14, 0.95)
    back, front = hand_layers("grip", place.apply((206, 82)), skin, rotation=14, scale=0.8)
    return back + placed("scissors", place, state) + front


def _button(through: float) -> str:
    """The button as it comes through the slit: narrow first, then whole."""
    if through <= 0.02:
        return ""
    wide = lerp(0.12, 1.0, through)
    shade = (
        f'<ellipse cx="{MARK[0] + 8:g}" cy="{MARK[1] + 14:g}" rx="{82 * wide:.1f}" ry="80" '
        'fill="#47657F" opacity=".25"/>'
    )
    x, y = at(157.5, 138)
    slit = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="27" height="187" rx="13.5" fill="#DCE9F4" '
        'stroke="#6789A8" stroke-width="5.4"/>'
        f'<path d="M{x + 3:.1f} {y + 10:.1f}h21M{x + 3:.1f} {y + 177:.1f}h21" stroke="#6789A8" '
        'stroke-width="3.6"/>'
    )
    return slit + shade + disc(190, 45, wide) + bars(wide=wide)


def _lens(size: float) -> str:
    """A round inset: how short the thread was cut at the back."""
    if size <= 0.02:
        return ""
    x, y = LENS.centre
    r = LENS.width / 2 * size
    scale = 0.95
    view = (
        f'<g transform="translate({x:g} {y:g})scale({scale})'
        f'translate({-SPOT[0] - 44:g} {-SPOT[1] + 12:g})">{_about_to_cut()}</g>'
    )
    return window(view, Box(x - r, y - r, x + r, y + r), r, "lens")


def _about_to_cut() -> str:
    place = Placement((40, 82), CUT, 14, 0.95)
    cut = wrong_side() + knot() + thread(smooth(TAIL))
    return cut + placed("scissors", place, "open")
