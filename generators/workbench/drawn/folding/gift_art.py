"""Flat additions to the gift's picture: tabletop, roll, creases, sizes, inset, the bow's knot."""

from __future__ import annotations

from generators.workbench.drawn.folding.gift_scene import (
    OUT,
    PRINTS,
    RIBBON_WIDTH,
    SHEET_U,
    SHEET_V,
    UNCUT_U,
    UNCUT_V,
    Scene,
    T,
)
from generators.workbench.drawn.folding.paper import View, drawing, path
from generators.workbench.geometry import Point, clamp, lerp
from generators.workbench.typeset import svg_lines

BACK_EDGE = 208  # px: the table as seen by somebody who stands at it
PENCIL = "#7A7466"
INSET: Point = (640.0, 208.0)
INSET_R = 90.0


def ground() -> str:
    """A tabletop seen from further above than the place's own, so that folds can be seen."""
    planks = "".join(f"M-400 {y}H1200" for y in (262, 330, 414))
    grain = "M60 236q120 -7 240 0M420 292q110 8 230 0M90 372q120 9 260 0M470 462q120 -9 250 0"
    return (
        '<defs><linearGradient id="gift-table" x1="0" y1="0" x2="0" y2="1">'
        '<stop offset="0" stop-color="#D8B488"/><stop offset="1" stop-color="#C2966A"/>'
        "</linearGradient></defs>"
        f'<rect x="-400" y="{BACK_EDGE}" width="1600" height="700" fill="url(#gift-table)"/>'
        f'<path d="M-400 {BACK_EDGE + 1.5}H1200" stroke="#EBD0AA" stroke-width="3"/>'
        f'<g fill="none" stroke="#A87B4D" stroke-width="2" opacity=".28"><path d="{planks}"/>'
        f'<path d="{grain}" stroke-linecap="round"/></g>'
    )


def _on(s: Scene, u: float, v: float) -> Point:
    return s.px((u - SHEET_U / 2, v - SHEET_V / 2, 0.0))


def _line(a: Point, b: Point) -> str:
    return f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"


def roll(s: Scene) -> str:
    """The rest of the paper, rolled up at the far end."""
    if s.value("away") >= 1:
        return ""
    by = 55 * s.value("away"), 12 * s.value("away")
    (x0, y0), (x1, _) = (
        s.px((u - SHEET_U / 2 + by[0], UNCUT_V - SHEET_V / 2 + by[1], 0)) for u in (0, UNCUT_U)
    )
    r = 1.9 * s.view.scale
    return (
        '<defs><linearGradient id="gift-roll" x1="0" y1="0" x2="0" y2="1">'
        '<stop offset="0" stop-color="#A9D3D7"/><stop offset=".45" stop-color="#7DB8BF"/>'
        '<stop offset="1" stop-color="#37767F"/></linearGradient></defs>'
        f'<ellipse cx="{(x0 + x1) / 2:.1f}" cy="{y0 + 4:.1f}" rx="{(x1 - x0) / 2 + 8:.1f}" ry="8" '
        'fill="#5A3D24" opacity=".2"/>'
        f'<path d="M{x0:.1f} {y0 - 2 * r:.1f}H{x1:.1f}'
        f'A{r * 0.6:.1f} {r:.1f} 0 0 1 {x1:.1f} {y0:.1f}H{x0:.1f}Z" '
        'fill="url(#gift-roll)" stroke="#285760" stroke-width="2.6"/>'
        f'<ellipse cx="{x0:.1f}" cy="{y0 - r:.1f}" rx="{r * 0.6:.1f}" ry="{r:.1f}" fill="#FBF7EC" '
        'stroke="#285760" stroke-width="2.6"/>'
        f'<ellipse cx="{x0:.1f}" cy="{y0 - r:.1f}" rx="{r * 0.28:.1f}" ry="{r * 0.48:.1f}" '
        'fill="#8A7448"/>'
    )


def plan(s: Scene) -> str:
    """Where the box has rolled, and the creases along which the paper is cut."""
    gone = s.value("prints")
    reached = min(4, int(s.value("roll") + 1.001)) if s.value("spot") >= 1 else 0
    if s.value("creases") > 0.5:
        reached = 5
    marks = ""
    if gone < 1 and reached:
        marks = "".join(_line(_on(s, 6, v), _on(s, 26, v)) for v in PRINTS[1 : reached + 1])
        end = PRINTS[reached] if reached < 5 else SHEET_V
        marks += _line(_on(s, 6, 0), _on(s, 6, end)) + _line(_on(s, 26, 0), _on(s, 26, end))
    return (
        f'<path d="{marks}" fill="none" stroke="{PENCIL}" stroke-width="1.8" '
        f'stroke-dasharray="6 5" opacity="{0.75 * (1 - gone):.2f}"/>'
    ) + (_numbers(s, reached) + _creases(s))


def _numbers(s: Scene, reached: int) -> str:
    if s.value("prints") >= 1 or not reached:
        return ""
    out = ""
    for i, text in enumerate(("15", "8", "15", "8", "+4")[:reached]):
        x, y = _on(s, 23.5, (PRINTS[i] + PRINTS[i + 1]) / 2)
        out += svg_lines([text], x, y + 6, 17, PENCIL, True, "middle")
    if reached == 5:
        out += "".join(_measured(s, a, b, 2.0) for a, b in ((0, 6), (6, 26), (26, 32)))
    return f'<g opacity="{1 - s.value("prints"):.2f}">{out}</g>'


def _creases(s: Scene) -> str:
    shown = s.value("creases")
    if shown <= 0 or s.value("cut-2") >= 1:
        return ""
    across = _line(_on(s, 0, SHEET_V), _on(s, lerp(0, UNCUT_U, clamp(shown * 2)), SHEET_V))
    if shown > 0.5:
        across += _line(_on(s, SHEET_U, UNCUT_V), _on(s, SHEET_U, UNCUT_V * (2 - 2 * shown)))
    cut = _line(_on(s, SHEET_U, 0), _on(s, SHEET_U, SHEET_V * s.value("cut-1")))
    if s.value("cut-2") > 0:
        cut += _line(_on(s, SHEET_U, SHEET_V), _on(s, SHEET_U * (1 - s.value("cut-2")), SHEET_V))
    svg = (
        f'<g fill="none"><path d="{across}" stroke="#8C8064" stroke-width="5"/>'
        f'<path d="{across}" stroke="#FFFFFF" stroke-width="1.8"/>'
    )
    if s.value("cut-1") > 0:
        svg += f'<path d="{cut}" stroke="#6B4A2B" stroke-width="4"/>'
    return svg + "</g>"


def _measured(s: Scene, u0: float, u1: float, v: float, colour: str = PENCIL) -> str:
    """A line with ticks and its length in cm."""
    a, b = _on(s, u0, v), _on(s, u1, v)
    ticks = "".join(f"M{x:.1f} {y - 6:.1f}v12" for x, y in (a, b))
    text = svg_lines(
        [f"{u1 - u0 + 0.01:.0f}"], (a[0] + b[0]) / 2, a[1] - 7, 17, colour, True, "middle"
    )
    return (
        f'<path d="{_line(a, b)}{ticks}" stroke="{colour}" stroke-width="2.2" fill="none"/>{text}'
    )


def sizes(s: Scene) -> str:
    """6 cm of paper beyond both ends of the box, measured."""
    shown = s.value("margins")
    if shown <= 0:
        return ""
    out = _measured(s, 0.3, 5.8, 25, "#2B2B2B") + _measured(s, 26.2, 31.7, 25, "#2B2B2B")
    return f'<g opacity="{shown:.2f}">{out}</g>'


def inset(s: Scene) -> str:
    """The underside, seen in a round window while the ends cross there."""
    shown = s.value("inset")
    if shown <= 0:
        return ""
    (x, y), r = INSET, INSET_R
    under = Scene({**s.values, "flip": 0.0})
    view = View(10.0, (x + 2, y + 42), 0.72, 0.62, 0.1)
    picture = drawing([*under.paper(), *under.ribbon_panels()], view)
    return (
        f'<g opacity="{shown:.2f}">'
        f'<clipPath id="gift-inset"><circle cx="{x}" cy="{y}" r="{r}"/></clipPath>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="#F8F4EC"/>'
        f'<g clip-path="url(#gift-inset)">{picture}{_twist(under, view)}</g>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="#FFFFFF" stroke-width="9"/>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="#2B2B2B" stroke-width="2.4"/></g>'
    )


def _twist(under: Scene, view: View) -> str:
    """Where the halves wind once round each other and change direction: two folded corners."""
    if under.value("across") < 0.05:
        return ""
    h = RIBBON_WIDTH / 2
    a, b, c, d = (
        view(under.gift((x, y, -2 * OUT))) for x, y in ((-h, -h), (h, -h), (h, h), (-h, h))
    )
    return (
        f'<g stroke="#8E2F27" stroke-width="2" stroke-linejoin="round">'
        f'<path d="{path([a, b, c])}" fill="#E7796E"/>'
        f'<path d="{path([a, c, d])}" fill="#B93A31"/></g>'
    )


def bow_knot(s: Scene) -> str:
    """The small tight wrap in the middle of the bow."""
    shown = s.value("knot")
    if shown < 0.6:
        return ""
    x, y = s.px(s.gift((0, -0.5, T + 0.9)))
    k = s.view.scale / 13 * lerp(0.9, 1.0, s.value("tight"))
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({k:.2f})">'
        '<path d="M-15 -10Q0 -18 15 -10Q21 2 15 13Q0 19 -15 13Q-21 2 -15 -10Z" fill="#D9574C" '
        'stroke="#8E2F27" stroke-width="2.6"/><path d="M-8 -7q8 -4 15 0M-7 8q7 3 13 0" fill="none" '
        'stroke="#F3B1A9" stroke-width="2.6" stroke-linecap="round"/></g>'
    )
