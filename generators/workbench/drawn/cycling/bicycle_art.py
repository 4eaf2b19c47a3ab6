"""A bicycle from its chain side whose saddle, crank and wheels can be set, as SVG fragments.

Geometry and colours are those of the `bicycle` sprite, in its own units (5.06 to a centimetre,
ground at y = 532); a `Placement` puts it into the picture. It is drawn in two layers, so that a
rider's far leg goes behind the frame and the near one before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.workbench.geometry import Placement, Point, toward

UNITS = 5.06  # sprite units to a centimetre: a wheel of 344 units is 68 cm
GROUND = 532.0
BOTTOM_BRACKET, REAR, FRONT = (388.0, 398.0), (176.0, 360.0), (694.0, 360.0)
CLUSTER = (312.0, 150.0)  # where the seat post leaves the frame
BAR = (612.0, 78.0)  # middle of the grip
CRANK = 85.0  # axle to pedal: 170 mm
SEAT_ANGLE = math.degrees(math.atan2(CLUSTER[1] - BOTTOM_BRACKET[1], CLUSTER[0] - 388.0))
SADDLE = (
    "M244.9 69.2C238.9 55.2 260.9 54.2 276.9 57.2C298.9 61.2 316.9 59.2 342.9 61.2"
    "C352.9 62.2 352.9 71.2 342.9 72.2C314.9 73.2 296.9 77.2 280.9 85.2C264.9 89.2 248.9 85.2 "
    "244.9 69.2Z"
)
SADDLE_TOP = (294.9, 61.2)  # of that path
FRAME = (  # path, width, from far to near
    ("M388 398L176 360", 13.0),
    ("M312 150L176 360", 13.0),
    ("M388 398L614 184", 22.0),
    ("M316 164L604 148", 18.0),
    ("M388 398L312 150", 20.0),
    ("M600 132L618 192", 22.0),
    ("M618 192L690 358", 15.0),
)


@dataclass(frozen=True)
class Bicycle:
    """`saddle`: cm from the bottom bracket to the top of the saddle; `crank`: degrees, 90 = down.

    `rolled`: degrees that the wheels have turned.
    """

    place: Placement
    saddle: float = 69.0
    crank: float = 34.0
    rolled: float = 0.0

    def px(self, point: Point) -> Point:
        return self.place.apply(point)

    def saddle_top(self) -> Point:
        """Middle of the saddle's upper face, px."""
        return self.px(toward(BOTTOM_BRACKET, SEAT_ANGLE, self.saddle * UNITS))

    def pedal(self, far: bool = False) -> Point:
        """px of the pedal's axle."""
        angle = self.crank + (180 if far else 0)
        return self.px(toward(BOTTOM_BRACKET, angle, CRANK))

    def behind(self) -> str:
        """Shadow and far crank."""
        shadow = "".join(
            f'<ellipse cx="{x:g}" cy="{GROUND:g}" rx="{rx:g}" ry="{rx / 13:.1f}"/>'
            for x in (REAR[0], FRONT[0])
            for rx in (132, 102, 72)
        )
        return self._placed(
            f'<g fill="#6B5A45" opacity="0.13">{shadow}</g>{self._crank(180, "#5B646C")}'
        )

    def front(self) -> str:
        """Wheels, frame, saddle, chain; then the near crank."""
        wheels = _wheel(REAR, self.rolled) + _wheel(FRONT, self.rolled)
        tubes = "".join(_tube(d, w) for d, w in FRAME)
        return self._placed(
            wheels + self._saddle() + tubes + _cockpit() + _drive() + self._crank(0, "#AEBCC4")
        )

    def _placed(self, body: str) -> str:
        return (
            f'<g transform="{self.place.svg()}" fill="none" stroke-linecap="round" '
            f'stroke-linejoin="round">{body}</g>'
        )

    def _saddle(self) -> str:
        x, y = toward(BOTTOM_BRACKET, SEAT_ANGLE, self.saddle * UNITS)
        post = f"M312 150L{x - 3:.1f} {y + 16:.1f}"
        at = f"translate({x - SADDLE_TOP[0]:.1f} {y - SADDLE_TOP[1]:.1f})"
        return (
            f'<path d="{post}" stroke="#4E6470" stroke-width="13"/>'
            f'<path d="{post}" stroke="#C9D6DB" stroke-width="9"/>'
            f'<path transform="{at}" d="{SADDLE}" fill="#9A6440" stroke="#2A1B12" '
            'stroke-width="3"/>'
        )

    def _crank(self, turn: float, colour: str) -> str:
        x, y = toward(BOTTOM_BRACKET, self.crank + turn, CRANK)
        arm = f"M388 398L{x:.1f} {y:.1f}"
        pedal = f"M{x - 20:.1f} {y - 7:.1f}h40v14h-40Z"
        return (
            f'<path d="{arm}" stroke="#15171A" stroke-width="15"/>'
            f'<path d="{arm}" stroke="{colour}" stroke-width="11"/>'
            f'<path d="{pedal}" fill="#3B3F45" stroke="#15171A" stroke-width="2.5"/>'
        )


def _tube(d: str, width: float) -> str:
    return (
        f'<path d="{d}" stroke="#28545B" stroke-width="{width:g}"/>'
        f'<path d="{d}" stroke="#3F7C85" stroke-width="{width - 5:g}"/>'
    )


def _wheel(axle: Point, rolled: float) -> str:
    """Spokes cross at the hub: each leaves it 40 degrees before it meets the rim."""
    x, y = axle
    spokes = ""
    for i in range(24):
        out = 15.0 * i + rolled
        a, b = toward(axle, out - (40 if i % 2 else -40), 11), toward(axle, out, 142)
        spokes += f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
    rings = ((163.0, "#26292D", 20.0), (157.0, "#D2A26B", 8.0), (145.0, "#B4C2C9", 11.0))
    circles = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" stroke="{colour}" stroke-width="{width:g}"/>'
        for r, colour, width in rings
    )
    return (
        f'<path d="{spokes}" stroke="#8797A0" stroke-width="2"/>{circles}'
        f'<circle cx="{x:g}" cy="{y:g}" r="139" stroke="#4E6470" stroke-width="2"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="12" fill="#C9D6DB" stroke="#4E6470" stroke-width="3"/>'
    )


def _cockpit() -> str:
    """Stem, bar, grip and brake lever; the clamp of the seat post."""
    out = ""
    for d, dark, light, width in (
        ("M600 132L592 104L644 90", "#3B4A52", "#8FA5AF", 15.0),
        ("M640 96C648 112 660 116 668 132", "#1D2024", "#8FA5AF", 9.0),
        ("M640 92C630 76 612 74 592 78", "#15171A", "#3B3F45", 22.0),
    ):
        out += f'<path d="{d}" stroke="{dark}" stroke-width="{width:g}"/>'
        out += f'<path d="{d}" stroke="{light}" stroke-width="{width - 4:g}"/>'
    clamp = "M298 146L322 140L326 154L302 160Z"
    return f'{out}<path d="{clamp}" fill="#8FA5AF" stroke="#3B4A52" stroke-width="2.5"/>'


def _drive() -> str:
    """Sprockets, chain, derailleur, chainring."""
    chain = "M174 345L388 360M388 436L190 438M164 370C160 382 186 390 184 404"
    out = ""
    for r, colour in ((27, "#C3CFD5"), (19, "#7F929C"), (10, "#EEF3F5")):
        out += f'<circle cx="176" cy="360" r="{r}" fill="{colour}" stroke="#4A5C66" '
        out += 'stroke-width="2"/>'
    out += f'<path d="{chain}" stroke="#2E3439" stroke-width="8"/>'
    out += f'<path d="{chain}" stroke="#C6D0D5" stroke-width="4" stroke-dasharray="5 5"/>'
    out += '<path d="M178 376L186 402L190 436" stroke="#15171A" stroke-width="15"/>'
    out += '<path d="M178 376L186 402L190 436" stroke="#4A5058" stroke-width="11"/>'
    out += '<circle cx="388" cy="398" r="35" stroke="#2E3439" stroke-width="11"/>'
    arms = "".join(
        f"M388 398L{x:.1f} {y:.1f}"
        for x, y in (toward(BOTTOM_BRACKET, 28 + 72 * i, 33) for i in range(5))
    )
    return f'{out}<path d="{arms}" stroke="#2E3439" stroke-width="8"/>'
