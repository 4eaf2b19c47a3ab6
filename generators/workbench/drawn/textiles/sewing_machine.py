"""Threading a sewing machine: the numbered way of the thread, and close-ups of bobbin and needle.

`WAY` is the upper thread's path on the whole machine; its stations are numbered in the picture in
the order in which the thread meets them. Top thread red, bobbin thread blue in every picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generators.workbench import marks
from generators.workbench.drawn import register
from generators.workbench.drawn.ropes.cord import Track
from generators.workbench.drawn.scenes import Scene, Scenes
from generators.workbench.drawn.textiles import sewing_machine_close as close
from generators.workbench.drawn.textiles.flatlay import (
    Reach,
    cast,
    line,
    number,
    piece,
    rect,
)
from generators.workbench.geometry import Box, Placement, Point, lerp, mix, phase
from generators.workbench.palette import Skin

SHELL, SHELL_EDGE, STEEL = "#EFEBE2", "#8D8266", "#8FA5AF"
RED, RED_EDGE = "#D24A3E", "#8A2A22"
GUIDE: Point = (330.0, 116.0)
TENSION: Point = (262.0, 214.0)
TURN: Point = (226.0, 300.0)
LEVER: Point = (190.0, 128.0)
CLAMP: Point = (206.0, 338.0)
NEEDLE_EYE: Point = (211.0, 396.0)
SPOOL: Point = (560.0, 78.0)
WAY: tuple[Point, ...] = (
    (SPOOL[0] - 22, SPOOL[1]),
    (440, 100),
    GUIDE,
    (284, 126),
    (262, 150),
    TENSION,
    (260, 270),
    TURN,
    (192, 274),
    (190, 200),
    LEVER,
    (192, 160),
    (198, 280),
    CLAMP,
    NEEDLE_EYE,
)
STATIONS = {"guide": 2, "tension": 5, "turn": 7, "lever": 10, "eye": 14}  # numbers in WAY
NUMBERED: tuple[Point, ...] = (
    (604, 60),
    (330, 84),
    (300, 206),
    (152, 122),
    (166, 338),
    (250, 408),
)


def track() -> Track:
    return Track(tuple((x, y, 0.0) for x, y in WAY))


def upper_thread(share_from: float, share_to: float, t: float) -> tuple[str, Point]:
    """The thread as far as it is led at t, between two knots of WAY; and where its end is."""
    way = track()
    length = lerp(way.length_at(share_from), way.length_at(share_to), t)
    points = [(x, y) for x, y, _ in way.until(max(length, 5.0))]
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return cord(d), points[-1]


def cord(d: str, width: float = 5.0) -> str:
    return line(d, RED_EDGE, width + 2.4) + line(d, RED, width)


def numbers(last: int, first: int = 1) -> str:
    return "".join(number(i, NUMBERED[i - 1]) for i in range(first, last + 1))


def machine(up: float = 1.0, wheel: float = 0.0, lever: float = 1.0) -> str:
    """The whole machine; `up` 1 = needle highest, `lever` 1 = presser foot raised."""
    bed = "M112 436Q112 424 126 424H718Q734 424 734 440V470H112Z"
    body = (
        "M150 130Q150 112 170 112H660Q706 112 706 158V424H590V262Q590 240 568 240H300"
        "Q288 240 288 252V312H150Z"
    )
    slots = "M262 128V280M190 128V280"
    drop = lerp(30, 0, up)
    foot = lerp(12, 0, lever)
    bar = rect(200, 312, 22, 22 + drop)
    needle = f"M211 {336 + drop:.1f}V{412 + drop:.1f}"
    presser = (
        f"M232 312V{392 + foot:.1f}M196 {404 + foot:.1f}H246M196 {404 + foot:.1f}V{398 + foot:.1f}"
    )
    handle = f"M250 312q14 0 20 {lerp(22, -10, lever):.1f}"
    spokes = "".join(f"M702 {136 + (i * 29 + wheel * 87) % 116:.1f}H738" for i in range(4))
    return (
        cast(bed, 6, 8)
        + piece("M702 126H728Q744 126 744 142V246Q744 262 728 262H702Z", "#C9D6DB", "#4E6470")
        + line(spokes, "#7C919C", 5)
        + line(presser, "#4E6470", 8)
        + line(presser, "#C9D6DB", 4)
        + line(handle, "#4E6470", 9)
        + piece(bar, "#C9D6DB", "#4E6470", 2.4)
        + line(needle, "#4E6470", 6)
        + line(needle, "#E4EBEE", 3)
        + piece(body, SHELL, SHELL_EDGE, 3.5)
        + line("M170 122H650", "#FFFFFF", 5, opacity=0.9)
        + line("M310 250H560", "#CFC7B2", 3)
        + line(slots, "#5A6468", 11)
        + line(slots, "#2F373A", 6)
        + line("M262 280Q262 302 226 302Q190 302 190 280", "#5A6468", 4, opacity=0.6)
        + piece(bed, "#E2DCCD", SHELL_EDGE, 3.5)
        + piece("M160 424H290V432H160Z", "#C9D6DB", "#4E6470", 2.4)
        + _dials()
        + _guide()
    )


def _dials() -> str:
    dial = '<circle cx="{}" cy="{}" r="{}" fill="#D8E3E6" stroke="#4E6470" stroke-width="3"/>'
    return (
        dial.format(640, 190, 30)
        + line("M640 190V166", "#C8443A", 5)
        + dial.format(640, 330, 22)
        + line("M640 330L652 316", "#C8443A", 4)
        + dial.format(440, 176, 24)
        + line("M440 176L428 160", "#4E6470", 4)
    )


def _guide() -> str:
    return line("M318 112V96Q318 90 326 90H336Q342 90 342 98V112", "#4E6470", 5)


def discs() -> str:
    """The tension discs before the thread that lies between them."""
    x, y = TENSION
    return (
        f'<ellipse cx="{x + 7}" cy="{y}" rx="9" ry="24" fill="#C9D6DB" stroke="#4E6470" '
        'stroke-width="3"/>'
        f'<ellipse cx="{x - 8}" cy="{y}" rx="9" ry="24" fill="#E4EBEE" stroke="#4E6470" '
        'stroke-width="3"/>'
    )


def take_up(up: float = 1.0) -> str:
    """The take-up lever with its eye, at its highest."""
    x, y = LEVER[0], LEVER[1] + lerp(70, 0, up)
    return line(f"M{x:.1f} {y + 4:.1f}V{y + 50:.1f}", "#4E6470", 11) + (
        line(f"M{x:.1f} {y + 4:.1f}V{y + 50:.1f}", "#C9D6DB", 6)
        + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="#E4EBEE" stroke="#4E6470" '
        'stroke-width="3.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#4E6470"/>'
    )


def spool(t: float = 1.0) -> str:
    """The spool on its pin; t < 1: still above it."""
    x, y = SPOOL
    pin = line(f"M{x} 112V30", "#4E6470", 7)
    drop = -120 * (1 - t)
    d = f"M{x - 24} {y - 30 + drop:.1f}H{x + 24}V{y + 30 + drop:.1f}H{x - 24}Z"
    rows = "".join(f"M{x - 24} {y - 20 + i * 10 + drop:.1f}l48 -4" for i in range(5))
    caps = (
        f"M{x - 32} {y - 40 + drop:.1f}H{x + 32}V{y - 29 + drop:.1f}H{x - 32}Z"
        f"M{x - 32} {y + 29 + drop:.1f}H{x + 32}V{y + 38 + drop:.1f}H{x - 32}Z"
    )
    return (
        pin
        + piece(d, RED, RED_EDGE)
        + line(rows, RED_EDGE, 2.4, opacity=0.6)
        + piece(caps, "#D9B48A", "#8C6533")
    )


STAND = Placement((0, 0), (36, 74), 0.0, 0.86)  # leaves room for badge, label and hands


def stood(svg: str) -> str:
    """Machine coordinates to those of the picture."""
    return f'<g transform="{STAND.svg()}">{svg}</g>'


@dataclass(frozen=True)
class Leading:
    """The thread is led from knot `first` to `last` of WAY; `upto` stations are numbered."""

    first: float
    last: float
    upto: int
    left: bool = False
    rotation: float = 24.0

    def draw(self, t: float, skin: Skin) -> str:
        u = phase(t, 0.16, 0.8)
        thread, end = upper_thread(self.first, self.last, u)
        hand = Reach("pinch", self.rotation, self.left, 0.74, (0.0, 0.16), (0.84, 1.0))
        back, front = hand.layers(t, STAND.apply(end), skin)
        return (
            stood(machine() + take_up() + spool())
            + back
            + stood(thread + discs() + _hook_over() + numbers(self.upto))
            + (front if t < 0.99 else "")
        )


def _hook_over() -> str:
    return line("M342 98V112", "#4E6470", 5)


def _raised(t: float, skin: Skin) -> str:
    """The handwheel is turned towards the learner; needle and take-up lever come to the top."""
    u = phase(t, 0.2, 0.7)
    hand = Reach("flat", -6, size=0.8, come=(0.0, 0.18), leave=(0.84, 1.0))
    spot = STAND.apply((726, lerp(160, 240, (u * 2) % 1 if u < 1 else 1.0)))
    lifted = machine(up=u, wheel=u * 2, lever=phase(t, 0.66, 0.76))
    return stood(lifted + take_up(u) + discs()) + hand.over(t, spot, skin)


def _spool_set(t: float, skin: Skin) -> str:
    """Spool on its pin, thread to the left into the first guide."""
    on = phase(t, 0.1, 0.34)
    thread, end = upper_thread(0, 3, phase(t, 0.44, 0.8))
    hand = Reach("pinch", 18, size=0.74, come=(0.0, 0.08), leave=(0.86, 1.0))
    held = (SPOOL[0] + 22, SPOOL[1] - 20 - 120 * (1 - on))
    spot = mix(held, end, phase(t, 0.36, 0.44))
    back, front = hand.layers(t, STAND.apply(spot), skin)
    return (
        stood(machine() + take_up() + discs())
        + back
        + stood(spool(on) + (thread if t > 0.4 else "") + _hook_over() + numbers(2))
        + front
    )


def _arrow(a: Point, b: Point, bend: float = 0.0) -> Callable[[], str]:
    """A mark in machine coordinates."""
    return lambda: marks.arrow(STAND.apply(a), STAND.apply(b), bend)


def _scene(
    draw: Callable[[float, Skin], str], key: float, notice: Point, mark: Callable[[], str]
) -> Scene:
    return Scene(draw, key, STAND.apply(notice), mark, Box(120, 90, 740, 490))


MACHINE = Scenes(
    {
        "raised": _scene(_raised, 0.5, (211, 408), _arrow((686, 136), (686, 250), 16)),
        "bobbin-in": close.BOBBIN,
        "spool-set": _scene(_spool_set, 0.66, GUIDE, _arrow((520, 50), (420, 66))),
        "tension-threaded": _scene(
            Leading(3, 7, 3).draw, 0.66, TENSION, _arrow((340, 146), (340, 240))
        ),
        "take-up-threaded": _scene(
            Leading(7, 10.4, 4, True).draw, 0.68, LEVER, _arrow((224, 262), (224, 160))
        ),
        "needle-threaded": close.NEEDLE,
        "bobbin-thread-up": close.LOOP,
        "tested": close.TESTED,
    }
)
register(
    MACHINE,
    ("thread", "turn", "insert", "pull", "place", "check", "test", "try-out"),
    ("sewing-machine", "bobbin"),
)
