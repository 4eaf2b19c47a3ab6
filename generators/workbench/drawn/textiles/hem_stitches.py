"""The blind hem at the needle: knot inside the fold, 8 mm in the fold, two threads of the leg."""

from __future__ import annotations

from generators.workbench import marks
from generators.workbench.drawn.hands import hand_layers
from generators.workbench.drawn.scenes import Scene
from generators.workbench.drawn.textiles.flatlay import Reach, cast, faded, line, piece
from generators.workbench.drawn.textiles.needlework import (
    Needle,
    between,
    placed,
    smooth,
)
from generators.workbench.geometry import Box, Placement, Point, lerp, mix, phase, toward
from generators.workbench.palette import Skin

RIGHT_SIDE, WRONG_SIDE = "#4B6587", "#B3C3D3"
EDGE = 300.0  # y of the folded edge of the hem
STITCH = 130.0  # px: 8 mm
CATCH = 26.0  # px above the fold where two threads of the leg are taken up
THREAD, THREAD_EDGE = "#E2A93B", "#8F6412"  # seen on navy; the text asks for a matching one
FIRST = 610.0  # x of the knot; the work goes from right to left
MADE = 3
EXIT: Point = (FIRST - 20, EDGE + 22)  # where the first thread comes out of the fold
KNOT: Point = (FIRST + 50, EDGE + 74)


def thread(d: str, width: float = 6.5) -> str:
    return line(d, THREAD_EDGE, width + 2.6) + line(d, THREAD, width)


def hidden(d: str) -> str:
    """Thread inside the fold."""
    return line(d, "#D9B96C", 4, "7 8", 0.65)


def ground() -> str:
    """The wrong side of the leg above, the hem's band below, its edge folded."""
    leg = "M20 -20H780V530H20Z"
    weave = "".join(f"M20 {y}H780" for y in range(8, int(EDGE), 13))
    weave += "".join(f"M{x} -20V{EDGE}" for x in range(28, 780, 13))
    hem = f"M-10 {EDGE}H790V530H-10Z"
    ribs = "".join(f"M{x} {EDGE + 16}L{x - 60} 530" for x in range(20, 860, 22))
    return (
        piece(leg, WRONG_SIDE, WRONG_SIDE)
        + line(weave, "#9DB0C4", 1.4, opacity=0.7)
        + cast(hem, 0, -10, 0.22)
        + piece(hem, RIGHT_SIDE, "#24364B", 4)
        + line(ribs, "#3B5474", 2.4, opacity=0.8)
        + line(f"M-10 {EDGE + 5}H790", "#8FA6C2", 4)
    )


def stitch_at(number: int) -> Point:
    """Where stitch `number` catches the leg."""
    return FIRST - STITCH * (number + 1), EDGE - CATCH


def lying(count: int) -> str:
    """`count` finished stitches, from the knot on."""
    out, x = _knot(), FIRST
    for i in range(count):
        px, py = stitch_at(i)
        out += hidden(f"M{x - 22:.0f} {EDGE + 16}H{px + 30:.0f}")
        out += thread(f"M{px + 24:.1f} {EDGE + 8}L{px + 8:.1f} {py:.1f}")
        out += thread(f"M{px - 8:.1f} {py:.1f}L{px - 24:.1f} {EDGE + 8}")
        out += bridge((px, py))
        x = px
    return out


def bridge(at: Point) -> str:
    """The two threads of the leg that lie over needle or thread."""
    x, y = at
    return line(
        f"M{x - 4:.1f} {y - 9:.1f}V{y + 9:.1f}M{x + 4:.1f} {y - 9:.1f}V{y + 9:.1f}", "#71879E", 5
    )


def _knot() -> str:
    """Under the fold, seen as through glass."""
    x, y = KNOT
    return (
        f'<ellipse cx="{x}" cy="{y}" rx="34" ry="26" fill="#7F99BA" opacity=".6"/>'
        + hidden(f"M{x} {y}Q{x - 6} {EDGE + 34} {EXIT[0]} {EXIT[1]}")
        + f'<circle cx="{x}" cy="{y}" r="11" fill="{THREAD}" stroke="{THREAD_EDGE}" '
        'stroke-width="2.8"/>'
    )


def _anchored(t: float, skin: Skin) -> str:
    """From under the fold the needle comes out at its edge; the knot stays inside."""
    angle, length = -150.0, 230.0
    out = 120 * phase(t, 0.14, 0.34) + 130 * phase(t, 0.46, 0.6) + 130 * phase(t, 0.6, 0.84)
    needle = Needle(toward(EXIT, angle, out), angle, length, shown=out)
    whole = Needle(needle.tip, angle, length)
    spot = needle.along(0.3)
    come = between(t, (1010, 120), spot, (0.28, 0.46), (0.88, 1.0))
    back, front = hand_layers("pinch", come, skin, -24, False, 0.8)
    lead = thread(smooth([EXIT, whole.eye])) if out > length * 0.92 else ""
    inside = faded(whole.svg("hem-inside"), 0.3 * phase(t, 0.0, 0.12)) if out < length else ""
    inside += faded(_knot(), 0.35 + 0.65 * phase(t, 0.1, 0.3))
    if out < length * 0.92:
        inside += hidden(f"M{KNOT[0]} {KNOT[1]}L{whole.eye[0]:.1f} {whole.eye[1]:.1f}")
    left = Reach("pinch", 30, True, 0.8).over(t, (FIRST - 290, EDGE + 10), skin)
    return ground() + inside + left + back + lead + needle.svg("hem") + front


def _stitched(t: float, skin: Skin) -> str:
    """Two threads of the leg, then 8 mm along inside the fold, again and again."""
    u = min(max((t - 0.06) / 0.86, 0.0) * MADE, float(MADE))
    number = min(int(u), MADE - 1)
    v = u - number if u < MADE else 1.0
    spot = stitch_at(number)
    from_ = EXIT if number == 0 else (stitch_at(number - 1)[0] - 24, EDGE + 8)
    needle = _picking(v, from_, spot)
    grip = needle.along(0.8)
    at = between(t, (1010, 300), grip, (0.0, 0.1), (0.9, 1.0))
    back, front = hand_layers("pinch", at, skin, -16, False, 0.8)
    tail = ""
    if 0 < t < 0.99:
        loop = (max(from_[0], needle.eye[0]) + 40, EDGE - 120)
        tail = thread(smooth([from_, loop, needle.eye]))
    left = Reach("pinch", 32, True, 0.8).over(t, (stitch_at(2)[0] - 60, EDGE + 60), skin)
    needles = needle.svg("hem") + bridge(spot) if t < 0.97 else ""
    return ground() + lying(MADE if t > 0.92 else number) + left + tail + back + needles + front


def _picking(v: float, from_: Point, spot: Point) -> Needle:
    """The needle within one stitch: to the leg, under two threads, down into the fold."""
    ready, caught = (spot[0] + 60, spot[1] - 8), (spot[0] - 44, spot[1] + 6)
    tip = mix(mix((from_[0], from_[1] - 40), ready, phase(v, 0, 0.25)), caught, phase(v, 0.3, 0.5))
    tip = mix(tip, (spot[0] - 100, EDGE + 16), phase(v, 0.62, 0.85))
    return Needle(tip, lerp(174, 166, phase(v, 0.62, 0.8)), hidden=78 * phase(v, 0.66, 0.85))


def _fastened(t: float, skin: Skin) -> str:
    """Three small stitches on the spot, then the thread is cut."""
    cut = t > 0.66
    x = stitch_at(MADE - 1)[0] - 24
    turns = "".join(
        faded(
            thread(f"M{x - 8 + 8 * i:.0f} {EDGE - 10}L{x - 4 + 8 * i:.0f} {EDGE + 18}"),
            phase(t, 0.1 + 0.1 * i, 0.18 + 0.1 * i),
        )
        for i in range(3)
    )
    knot = (x, EDGE + 6)
    end = (x - 40, EDGE - 46) if cut else (x - 130, EDGE - 150)
    tail = thread(smooth([knot, mix(knot, end, 0.55), end]))
    away = phase(t, 0.68, 0.84)
    needle = Needle((x - 250 - 300 * away, EDGE - 250 - 200 * away), 222)
    rest = thread(smooth([needle.eye, (x - 100 - 300 * away, EDGE - 160 - 200 * away)]))
    at = between(t, (1010, 300), (x - 44, EDGE - 50), (0.4, 0.58), (0.76, 0.96))
    place = Placement((40, 82), at, 8, 0.9)
    back, front = hand_layers("grip", place.apply((206, 82)), skin, 14, False, 0.8)
    snip = back + placed("scissors", place, "closed" if cut else "open") + front
    return (
        ground()
        + lying(MADE)
        + turns
        + tail
        + faded(needle.svg("hem") + rest, 1 - away)
        + (snip if t > 0.4 else "")
    )


ANCHORED = Scene(
    _anchored,
    0.56,
    KNOT,
    lambda: marks.arrow((400, 250), (330, 210)),
    Box(250, 90, 740, 420),
)
STITCHED = Scene(
    _stitched,
    0.06 + 0.86 * (2.5 / MADE),
    (stitch_at(2)[0], EDGE - CATCH),
    lambda: marks.arrow((430, EDGE + 84), (330, EDGE + 84)),
    Box(120, 150, 740, 400),
)
FASTENED = Scene(
    _fastened,
    0.62,
    (stitch_at(2)[0] - 24, EDGE + 10),
    lambda: marks.arrow((330, 170), (270, 214)),
    Box(120, 120, 740, 400),
)
