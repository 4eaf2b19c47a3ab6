"""After the stain is treated: the tablecloth in the washing machine, and held to the light."""

from __future__ import annotations

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    cast,
    clipped,
    faded,
    line,
    moved,
    piece,
    rect,
)
from generators.workbench.geometry import Box, mix, phase
from generators.workbench.palette import Skin

CLOTH, CLOTH_EDGE = "#FBF8F1", "#B9AD95"


def _checked(t: float, skin: Skin) -> str:
    """The cloth is held to the light at its edges: nothing is left."""
    lifted = phase(t, 0.2, 0.5)
    y = 206 - 16 * lifted
    d = f"M150 {y:.0f}Q384 {y + 46 * lifted:.0f} 620 {y:.0f}L636 492Q384 508 136 492Z"
    folds = "M190 240Q200 360 184 480M560 240Q556 360 584 480"
    left = Reach("pinch", 34, True, 0.9, (0.02, 0.2), (0.84, 1.0))
    right = Reach("pinch", 34, False, 0.9, (0.02, 0.2), (0.84, 1.0))
    here = '<circle cx="384" cy="350" r="96" fill="none" stroke="#3F7C85" stroke-width="4" '
    return (
        cast(d)
        + piece(d, CLOTH, CLOTH_EDGE)
        + line(folds, "#E2D9C6", 6)
        + faded(here + 'stroke-dasharray="12 12"/>', phase(t, 0.4, 0.55))
        + left.over(t, (156, y), skin)
        + right.over(t, (614, y), skin)
    )


def _washed(t: float, skin: Skin) -> str:
    """The cloth goes into the machine; 40 degrees."""
    into = phase(t, 0.24, 0.6)
    body = rect(180, 104, 430, 350)
    panel = rect(180, 104, 430, 66)
    x, y, r = 400.0, 318.0, 118.0
    ring = '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="{}"/>'
    drum = ring.format(x, y, r, "#E4EBEE", "#4E6470", 5) + ring.format(
        x, y, 92, "#39464D", "#2A3439", 4
    )
    holes = "".join(
        f'<circle cx="{x + 24 * i:.0f}" cy="{y + 24 * j:.0f}" r="4"/>'
        for i in range(-2, 3)
        for j in range(-2, 3)
    )
    at = mix((650, 420), (x + 10, y + 34), into)
    bundle = (
        f"M{at[0] - 84:.0f} {at[1] + 20:.0f}q10 -64 70 -54q50 -26 86 20q26 30 4 54"
        "q-60 28 -120 14q-50 0 -40 -34Z"
    )
    lines = (
        f"M{at[0] - 50:.0f} {at[1]:.0f}q40 -20 70 6M{at[0] - 10:.0f} {at[1] + 26:.0f}q40 -20 66 0"
    )
    cloth = piece(bundle, CLOTH, CLOTH_EDGE) + line(lines, "#D3C7AF", 4)
    opening = f"M{x - 92} {y}A92 92 0 1 1 {x + 92} {y}A92 92 0 1 1 {x - 92} {y}Z"
    hand = Reach("grip", 20, size=0.95, come=(0.02, 0.2), leave=(0.62, 0.78))
    grip = (at[0] + 70, at[1] + 4)
    inner = clipped("wine-drum", opening, cloth) if into > 0.6 else cloth
    outside = moved(inner, 500 * (1 - phase(t, 0.0, 0.2)), 0) if t < 0.24 else inner
    glass = ring.format(x, y, 104, "#BFD7E2", "#4E6470", 10)
    door = faded(
        glass.replace("stroke-width", 'fill-opacity=".45" stroke-width'), phase(t, 0.8, 0.92)
    )
    dial = ring.format(540, 137, 22, "#F4F7F8", "#4E6470", 3) + line(
        "M540 137L552 122", "#C8443A", 5
    )
    return (
        cast(body)
        + piece(body, "#F4F6F7", "#8FA5AF", 4)
        + piece(panel, "#DDE6EA", "#8FA5AF")
        + piece(rect(204, 122, 120, 30), "#FFFFFF", "#8FA5AF")
        + dial
        + drum
        + f'<g fill="#5F6F78">{holes}</g>'
        + outside
        + door
        + hand.over(t, grip, skin)
    )


MACHINE = Scenes(
    {
        "checked": Scene(
            _checked,
            0.6,
            (384, 350),
            lambda: marks.arrow((690, 230), (690, 150)),
            Box(130, 90, 650, 500),
        ),
        "washed": Scene(
            _washed,
            0.44,
            (400, 330),
            lambda: marks.arrow((600, 340), (510, 326)),
            Box(170, 100, 740, 460),
        ),
    }
)
register(MACHINE, ("wash", "check"), ("tablecloth",))
