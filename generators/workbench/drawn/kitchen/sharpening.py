"""What a knife on a whetstone does not show from the side: the angle, the burr, the paper test.

The angle and the burr are sections through the blade, many times enlarged; the tangent of the
angle is true (the spine of a 45 mm blade stands 12 mm above the stone at 15 degrees).
"""

from __future__ import annotations

import math
from dataclasses import replace

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.electronics.soldering import prop
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.geometry import Box, Point, mix, phase, toward
from generators.workbench.palette import ACCENT, TEAL, Skin
from generators.workbench.scene import Prop, draw_prop, hand_items

ANGLE = 15.0  # degrees between blade and stone
EDGE: Point = (216.0, 356.0)  # of the section, on the stone
BLADE, SPINE = 268.0, 26.0  # px, height of the section and thickness of its back
STEEL, RIM, SHADE = "#B8C7CE", "#4E6470", "#8FA5AF"
_DEFS = (
    '<defs><linearGradient id="sharpening-steel" x1="0" y1="0" x2="1" y2="1">'
    '<stop offset="0" stop-color="#E6EDF0"/><stop offset="1" stop-color="#8FA5AF"/>'
    '</linearGradient><linearGradient id="sharpening-stone" x1="0" y1="0" x2="1" y2=".4">'
    '<stop offset="0" stop-color="#D9936A"/><stop offset="1" stop-color="#A05D3A"/>'
    '</linearGradient><linearGradient id="sharpening-paper" x1="0" y1="0" x2="1" y2="1">'
    '<stop offset="0" stop-color="#FFFFFF"/><stop offset="1" stop-color="#E9E2D2"/>'
    "</linearGradient></defs>"
)


def _polygon(points: list[Point], fill: str, edge: str, width: float = 3.5) -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
    return (
        f'<path d="{path}" fill="{fill}" stroke="{edge}" stroke-width="{width}" '
        f'stroke-linejoin="round"/>'
    )


def _between(middle: str, pose: str, at: Point, angle: float, skin: Skin) -> str:
    """Something between the palm and the fingers of a hand."""
    back, front = hand_items(pose, at, angle, skin)
    defs = "".join(f"<defs>{item.defs}</defs>" for item in (back, front) if item.defs)
    return f"{defs}{back.text}{middle}{front.text}"


# -- the angle -------------------------------------------------------------------------------------


def section(turned: float) -> list[Point]:
    """The blade end-on with its edge on the stone, its lower face `turned` degrees from it."""
    low = toward(EDGE, -turned, BLADE)
    return [EDGE, low, toward(low, -turned - 90, SPINE), toward(EDGE, -turned - 4.5, BLADE * 0.5)]


def _handle(turned: float) -> str:
    """The butt of the handle, nearer to the viewer than the blade."""
    x, y = toward(EDGE, -turned - 3, BLADE * 1.06)
    return (
        f'<g transform="translate({x:.1f} {y:.1f})rotate({-turned:.1f})"><rect x="-64" y="-25" '
        f'width="128" height="50" rx="22" fill="#44494F" stroke="#25292D" stroke-width="3.5"/>'
        f'<path d="M-44 -13H20" stroke="#FFFFFF" stroke-opacity=".5" stroke-width="5" '
        f'stroke-linecap="round"/></g>'
    )


def _stone() -> str:
    top = _polygon([(150, 346), (610, 346), (650, 378), (110, 378)], "#E3A680", "#5E3A20")
    return top + _polygon(
        [(110, 378), (650, 378), (650, 437), (110, 437)], "url(#sharpening-stone)", "#5E3A20"
    )


def angle_set(t: float, skin: Skin) -> str:
    """The spine is raised from flat to the angle, a little finger's width above the stone."""
    turned = ANGLE * phase(t, 0.24, 0.5) + 1.5
    away = 1 - phase(t, 0.0, 0.18) + phase(t, 0.78, 1.0)
    blade = _polygon(section(turned), "url(#sharpening-steel)", RIM) + _handle(turned)
    at = toward(EDGE, -turned - 3, BLADE * 1.14)
    hand = (at[0] + 34 + away * 500, at[1] - 4 - away * 60)
    held_blade = _between(blade, "grip", hand, -16.0, skin) if away < 1 else blade
    seen = phase(t, 0.46, 0.56)
    return _DEFS + _stone() + held_blade + f'<g opacity="{seen:.2f}">{_measure()}</g>'


def _measure() -> str:
    """The wedge between blade and stone, and the height of the spine."""
    a = math.radians(-ANGLE - 1.5)
    r = 150.0
    end = (EDGE[0] + r * math.cos(a), EDGE[1] + r * math.sin(a))
    x, y = EDGE
    wedge = f"M{x} {y}L{x + r} {y}A{r} {r} 0 0 0 {end[0]:.1f} {end[1]:.1f}Z"
    low = toward(EDGE, -ANGLE - 1.5, BLADE)
    return (
        f'<path d="{wedge}" fill="{ACCENT}" fill-opacity=".35" stroke="{ACCENT}" '
        f'stroke-width="3"/><path d="M{low[0]:.1f} {low[1] + 6:.1f}V{y:.1f}M{low[0] - 12:.1f} '
        f'{low[1] + 6:.1f}h24M{low[0] - 12:.1f} {y:.1f}h24" stroke="{TEAL}" stroke-width="4" '
        f'stroke-linecap="round" fill="none"/>'
    )


def _angle_mark() -> str:
    x, y = toward(EDGE, -ANGLE, BLADE)
    return marks.arrow((x - 74, y + 26), (x - 84, y - 62), -10)


# -- the burr --------------------------------------------------------------------------------------

KNIFE = prop("chef-knife", "", (330.0, 292.0), "blade", 1.55)
LENS: Point = (560.0, 372.0)
LENS_R = 66.0  # px
LYING = 424.0 - KNIFE.box.y1  # px from where it is held down to the table
ON_FACE: Point = (306.0, 226.0)  # where the fingertip begins, below the spine


def burr_felt(t: float, skin: Skin) -> str:
    """A fingertip goes from the spine over the face and off the edge; a lens shows the burr."""
    away = 1 - phase(t, 0.0, 0.14) + phase(t, 0.86, 1.0)
    knife = KNIFE.moved(0.0, LYING * (1 - phase(t, 0.14, 0.28) + phase(t, 0.74, 0.86)))
    tool = _taken(knife, away, skin)
    over = phase(t, 0.3, 0.5) - phase(t, 0.5, 0.54) + phase(t, 0.56, 0.74)
    x, y = mix(ON_FACE, (ON_FACE[0] + 8, ON_FACE[1] + 84), over)
    gone = 1 - phase(t, 0.1, 0.3) + phase(t, 0.74, 0.9)
    finger = (x - 460 * gone, y - 220 * gone)
    hand = _between("", "point", finger, -138.0, skin) if gone < 1 else ""
    seen = phase(t, 0.34, 0.44)
    return _DEFS + tool + hand + f'<g opacity="{seen:.2f}">{_lens(t < 0.74)}</g>'


def _taken(knife: Prop, away: float, skin: Skin) -> str:
    """The knife, and the hand that comes to its grip from the right."""
    x, y = knife.point("grip")
    back, front = hand_items("grip", (x + 460 * away, y - 40 * away), knife.angle("grip"), skin)
    body = "".join(item.text for item in draw_prop(knife))
    defs = f"<defs>{knife.sprite.defs}{back.defs}</defs>"
    return defs + (back.text + body + front.text if away < 1 else body)


def _lens(held_up: bool) -> str:
    """The edge end-on: a wedge whose tip is turned over to one side like a hook."""
    x, y = LENS
    wedge = f"M{x - 26} {y - 52}H{x + 26}L{x + 7} {y + 16}Q{x + 12} {y + 30} {x + 34} {y + 26}"
    wedge += f"Q{x + 18} {y + 46} {x - 2} {y + 34}L{x - 7} {y + 18}Z"
    a, b = KNIFE.point("blade")
    line = f'<path d="M{x - 60} {y - 30}L{a + 30:.0f} {b:.0f}" stroke="{RIM}" stroke-width="3"/>'
    return (line if held_up else "") + (
        f'<circle cx="{x}" cy="{y}" r="{LENS_R}" fill="#FFFDF8" stroke="{RIM}" stroke-width="4"/>'
        f'<path d="{wedge}" fill="url(#sharpening-steel)" stroke="{RIM}" stroke-width="3.5" '
        f'stroke-linejoin="round"/><circle cx="{x + 16}" cy="{y + 30}" r="24" fill="none" '
        f'stroke="{ACCENT}" stroke-width="4"/>'
    )


def _burr_mark() -> str:
    x, y = ON_FACE
    return marks.arrow((x + 54, y - 20), (x + 60, y + 112), 0)


# -- the paper test --------------------------------------------------------------------------------

SHEET = (212.0, 156.0, 214.0, 262.0)  # left, top, width, height in px
CUT_X = 344.0
DOWN = (0.28, 0.66)  # t


def paper_cut(t: float, skin: Skin) -> str:
    """A sheet is picked up and hangs from the left hand; the knife sinks into it."""
    left, top, _, height = SHEET
    upright = phase(t, 0.1, 0.22) - phase(t, 0.8, 0.9)
    tall = 0.16 + 0.84 * upright  # a lying sheet is seen flat
    sheet = _sheet(t)
    foot = top + height
    paper = f'<g transform="translate(0 {foot * (1 - tall):.1f})scale(1 {tall:.3f})">{sheet}</g>'
    away = 1 - phase(t, 0.0, 0.1) + phase(t, 0.9, 1.0)
    corner = (left + 14 - 420 * away, foot - (height - 24) * tall)
    sheet_held = _between(paper, "pinch", corner, 172.0, skin) if away < 1 else paper
    gone = 1 - phase(t, 0.1, 0.26) + phase(t, 0.7, 0.84)
    deep = top + 12 + height * 0.72 * phase(t, *DOWN)
    knife = prop("chef-knife", "", (CUT_X, deep), "blade", 1.15)
    knife = replace(knife, placement=replace(knife.placement, rotation=-14))
    knife = knife.moved(620 * gone, -40 * gone)
    return _DEFS + sheet_held + (_taken(knife, 0.0, skin) if gone < 1 else "")


def _sheet(t: float) -> str:
    """Upright, with the slit that is there at t."""
    left, top, width, height = SHEET
    done = phase(t, *DOWN)
    cut, bent = top + 12 + height * 0.72 * done, 26.0 * done
    slit = [(CUT_X, top), (CUT_X, cut if done else top), (CUT_X + bent, top + bent * 0.5)]
    right = [(left + width + bent * 1.2, top + bent * 1.2), (left + width, top + height)]
    corners = [(left, top), *slit, *right, (left - 6, top + height)]
    return _polygon(corners, "url(#sharpening-paper)", "#A79F90", 3)


def _paper_mark() -> str:
    return marks.arrow((CUT_X + 130, 170), (CUT_X + 118, 262), 0)


SHARPENING = Scenes(
    {
        "angle-set": Scene(
            angle_set, 0.62, (EDGE[0] + 120, EDGE[1] - 14), _angle_mark, Box(110, 110, 740, 440)
        ),
        "burr-felt": Scene(
            burr_felt, 0.66, (LENS[0] + 22, LENS[1] + 30), _burr_mark, Box(110, 104, 740, 440)
        ),
        "paper-cut": Scene(
            paper_cut, 0.56, (CUT_X + 8, 206.0), _paper_mark, Box(110, 104, 740, 440)
        ),
    }
)
register(SHARPENING, ("hold", "check", "cut", "sharpen"), ("chef-knife", "paper"))
