"""The sewing machine close up: bobbin in its case, thread in the needle, loop, test seam."""

from __future__ import annotations

from generators.workbench import marks
from generators.workbench.drawn.scenes import Scene
from generators.workbench.drawn.textiles.flatlay import Reach, cast, line, number, piece, rect
from generators.workbench.drawn.textiles.needlework import smooth, window
from generators.workbench.geometry import Box, Point, lerp, mix, phase, toward
from generators.workbench.palette import Skin

RED, RED_EDGE = "#D24A3E", "#8A2A22"
BLUE, BLUE_EDGE = "#3E72B8", "#23466F"
PLATE, STEEL_EDGE = "#C9D6DB", "#4E6470"
CASE: Point = (400.0, 286.0)
EYE: Point = (384.0, 330.0)


def red(d: str, width: float = 8.0) -> str:
    return line(d, RED_EDGE, width + 3) + line(d, RED, width) + line(d, "#F0A49C", width * 0.22)


def blue(d: str, width: float = 8.0) -> str:
    return line(d, BLUE_EDGE, width + 3) + line(d, BLUE, width) + line(d, "#A9C6EA", width * 0.22)


def _steel_ground() -> str:
    return piece(rect(20, 80, 740, 430), "#DDE6EA", STEEL_EDGE)


# --- the bobbin, from above


def _bobbin(at: Point, turned: float) -> str:
    x, y = at
    ring = '<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}" stroke="{}" stroke-width="{}"/>'
    holes = "".join(
        ring.format(*toward(at, 60 * i - 120 * turned, 30), 7, "#9FB1BA", STEEL_EDGE, 2)
        for i in range(6)
    )
    wound = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="none" stroke="{BLUE_EDGE}" '
        'stroke-width="2.4" opacity=".6"/>'
        for r in (58, 68, 78, 88)
    )
    return (
        ring.format(x, y, 96, BLUE, BLUE_EDGE, 4)
        + wound
        + ring.format(x, y, 48, "#E4EBEE", STEEL_EDGE, 4)
        + holes
        + ring.format(x, y, 13, "#5B6B74", STEEL_EDGE, 3)
    )


def _case() -> str:
    x, y = CASE
    seam = line("M32 186H742M32 396H742", "#AFC0C8", 4)
    well = f'<circle cx="{x}" cy="{y}" r="132" fill="#5B6B74" stroke="#33424A" stroke-width="5"/>'
    inner = f'<circle cx="{x}" cy="{y}" r="112" fill="#3D4A51"/>'
    return _steel_ground() + seam + well + inner


def _slit() -> str:
    """The cut in the case's rim, at its lower left, and the spring that it leads under."""
    a, b = toward(CASE, 128, 100), toward(CASE, 128, 138)
    spring = smooth([toward(CASE, k, 122) for k in (140, 160, 180)])
    return line(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}", "#F2B632", 9) + line(
        spring, "#AFC0C8", 12
    )


def _bobbin_in(t: float, skin: Skin) -> str:
    """The bobbin drops in, its thread off the left side like a P, then into the slit."""
    down = phase(t, 0.12, 0.4)
    at = mix((CASE[0] + 150, CASE[1] - 150), CASE, down)
    pulled = phase(t, 0.48, 0.72)
    left = (at[0] - 96, at[1])
    slit = toward(CASE, 128, 120)
    hanging = [left, (left[0] - 4, left[1] + 70), (left[0] - 6, left[1] + 150)]
    led = [left, (CASE[0] - 92, CASE[1] + 48), slit, (190, 424), (110, 380)]
    loose = [*hanging, (left[0] - 20, left[1] + 190), (left[0] - 40, left[1] + 214)]
    points = [mix(a, b, pulled) for a, b in zip(loose, led, strict=True)]
    end = points[-1]
    right = Reach("pinch", 8, size=0.9, come=(0.0, 0.12), leave=(0.4, 0.56))
    leads = Reach("pinch", 30, True, 0.84, (0.3, 0.46), (0.84, 1.0))
    r_back, r_front = right.layers(t, (at[0] + 84, at[1] - 20), skin)
    return (
        window(_case() + r_back + _bobbin(at, pulled) + _slit() + blue(smooth(points)), name="case")
        + r_front
        + leads.over(t, end, skin)
    )


# --- the needle, from the front


def _needle(down: float = 0.0) -> str:
    y = 90 * down
    clamp = rect(350, 88 + y, 68, 62)
    shaft = f"M374 {150 + y}H394V{270 + y}L391 {400 + y}L384 {424 + y}L377 {400 + y}L374 {270 + y}Z"
    return (
        piece(rect(364, 40, 40, 70 + y), PLATE, STEEL_EDGE)
        + piece(clamp, "#AFC0C8", STEEL_EDGE)
        + f'<circle cx="428" cy="{118 + y}" r="15" fill="#E4EBEE" stroke="{STEEL_EDGE}" '
        'stroke-width="3"/>'
        + piece(shaft, "#E4EBEE", STEEL_EDGE)
        + line(f"M380 {160 + y}V{380 + y}", "#FFFFFF", 4, opacity=0.8)
        + f'<ellipse cx="384" cy="{330 + y}" rx="5.5" ry="17" fill="#3D4A51"/>'
    )


def _guide_hook(down: float = 0.0) -> str:
    y = 90 * down
    return line(
        f"M352 {136 + y}H330Q322 {136 + y} 322 {146 + y}Q322 {156 + y} 334 {156 + y}H346",
        STEEL_EDGE,
        7,
    )


def _foot(raised: float = 1.0) -> str:
    """The presser foot with its two toes, behind the needle."""
    y = lerp(34, 0, raised)
    bar = rect(452, 80, 30, 290 + y)
    sole = (
        f"M300 {396 + y:.1f}H366V{372 + y:.1f}H402V{396 + y:.1f}H492V{378 + y:.1f}"
        f"Q492 {352 + y:.1f} 470 {352 + y:.1f}H330Q300 {360 + y:.1f} 300 {396 + y:.1f}Z"
    )
    return piece(bar, "#AFC0C8", STEEL_EDGE) + piece(sole, "#B9C7CE", STEEL_EDGE)


def _bed() -> str:
    plate = "M120 444H650L720 510H50Z"
    teeth = "".join(f"M{x} 456l8 -10l8 10Z" for x in (330, 350, 404, 424))
    return (
        '<rect x="20" y="80" width="740" height="430" fill="#F4EFE5"/>'
        + piece(rect(20, 80, 740, 52), "#E2DCCD", "#8D8266")
        + piece(plate, PLATE, STEEL_EDGE)
        + piece(teeth, "#8FA5AF", STEEL_EDGE, 2)
        + '<ellipse cx="384" cy="462" rx="15" ry="5" fill="#2F373A"/>'
    )


def _needle_threaded(t: float, skin: Skin) -> str:
    """Behind the guide, down the front, through the eye from front to back."""
    u = phase(t, 0.2, 0.52)
    through = phase(t, 0.56, 0.8)
    tip = mix((470.0, 300.0), (EYE[0] + 4, EYE[1]), u)
    lead = [(300.0, 70.0), (330.0, 140.0), (340.0, 168.0)]
    before = red(smooth([*lead, (mix(lead[-1], tip, 0.5)[0] + 30 * (1 - through), 262), tip]), 7)
    behind_end = mix((EYE[0], EYE[1]), (236.0, 400.0), through)
    behind = red(smooth([EYE, mix(EYE, behind_end, 0.5), behind_end]), 7) if through > 0 else ""
    right = Reach("pinch", 12, size=0.86, come=(0.0, 0.16), leave=(0.54, 0.72))
    left = Reach("pinch", 26, True, 0.84, (0.44, 0.56), (0.86, 1.0))
    r_back, r_front = right.layers(t, (tip[0] + 14, tip[1] + 2), skin)
    l_back, l_front = left.layers(t, behind_end, skin)
    scene = _bed() + _foot() + behind
    front_part = _needle() + before + _guide_hook() + number(5, (294, 146)) + number(6, (430, 338))
    return (
        window(scene, name="eye-back")
        + l_back
        + l_front
        + r_back
        + window_layer(front_part)
        + r_front
    )


def window_layer(svg: str) -> str:
    """More of a close-up: cut at the same frame, without its edge."""
    return (
        '<clipPath id="sewing-machine-layer"><rect x="32" y="92" width="710" height="400" rx="18"/>'
        f'</clipPath><g clip-path="url(#sewing-machine-layer)">{svg}</g>'
    )


def _loop_up(t: float, skin: Skin) -> str:
    """Needle down and up again; the top thread draws a loop of bobbin thread out of the plate."""
    down = phase(t, 0.1, 0.28) - phase(t, 0.32, 0.5)
    rise = phase(t, 0.52, 0.78)
    y = 90 * down
    eye = (384.0, 330.0 + y)
    held = mix((196.0, 384.0), (120.0, 300.0), rise)
    catch = mix((384.0, 462.0), (222.0, 372.0), rise)
    top = [(300.0, 70.0), (330.0, 140.0 + y), (346.0, 190 + y), (378.0, 262 + y), eye]
    tail = [eye, (330.0, 396 + y * 0.5), catch, held] if t > 0.32 else [eye, (300, 390), held]
    loop = _bobbin_loop(catch) if rise > 0.02 else ""
    left = Reach("pinch", 22, True, 0.86, (0.0, 0.1), (0.86, 1.0))
    l_back, l_front = left.layers(t, held, skin)
    return (
        window(_bed(), name="eye-back")
        + window_layer(_foot() + loop + red(smooth(tail), 7))
        + l_back
        + l_front
        + window_layer(_needle(down) + red(smooth(top), 7) + _guide_hook(down))
    )


def _bobbin_loop(top: Point) -> str:
    """Both legs of the loop come out of the hole in the plate."""
    a, b = (372.0, 462.0), (396.0, 462.0)
    x, y = top
    points = [
        a,
        mix(a, (x - 16, y + 26), 0.55),
        (x - 18, y + 18),
        (x - 8, y - 8),
        (x + 26, y - 2),
        mix(b, (x + 40, y + 6), 0.55),
        b,
    ]
    return blue(smooth(points), 7)


def _tested(t: float, skin: Skin) -> str:
    """A seam on a scrap; a corner is turned over: the same stitches on both sides."""
    sewn = phase(t, 0.06, 0.3)
    over = phase(t, 0.42, 0.66)
    cloth = "M120 190L650 160L668 430L140 452Z"
    length = lerp(150, 640, sewn)
    seam = f"M150 300L{length:.1f} {300 - (length - 150) * 0.03:.1f}"
    fold_x = lerp(662, 470, over)
    corner = ""
    if over > 0.02:
        edge, low = 2 * fold_x - 656, 2 * fold_x - 664
        d = f"M{fold_x:.1f} 168L{fold_x + 4:.1f} 436L{low:.1f} 446L{edge:.1f} 176Z"
        under = f"M{fold_x - 6:.1f} 292L{2 * fold_x - 650:.1f} 304"
        corner = (
            cast(d, -6, 8)
            + piece(d, "#CDB98F", "#8C7748")
            + blue(under, 6).replace("stroke-linejoin", 'stroke-dasharray="22 15" stroke-linejoin')
        )
        corner = f"<g>{corner}</g>"
    visible = rect(0, 0, fold_x, 512) if over > 0.02 else rect(0, 0, 768, 512)
    body = cast(cloth) + piece(cloth, "#EFE3C4", "#A08B5B") + _dashed_red(seam)
    cut = f'<clipPath id="sewing-machine-scrap"><path d="{visible}"/></clipPath>'
    right = Reach("pinch", 16, size=0.86, come=(0.3, 0.42), leave=(0.84, 1.0))
    spot = (lerp(652, 2 * 470 - 640, over) + 4, 396)
    left = Reach("flat", 40, True, 0.8, (0.3, 0.42), (0.84, 1.0)).over(t, (172, 250), skin)
    mat = '<rect x="20" y="80" width="740" height="430" fill="#A9C4B4"/>'
    return (
        window(
            mat + f'{cut}<g clip-path="url(#sewing-machine-scrap)">{body}</g>' + corner,
            name="scrap",
        )
        + left
        + right.over(t, spot, skin)
    )


def _dashed_red(d: str) -> str:
    return line(d, RED_EDGE, 9, "22 15") + line(d, RED, 6, "22 15")


BOBBIN = Scene(
    _bobbin_in,
    0.7,
    toward(CASE, 128, 118),
    lambda: marks.arc(CASE, 150, 150, -20, -100),
    Box(80, 110, 560, 470),
)
NEEDLE = Scene(
    _needle_threaded,
    0.5,
    EYE,
    lambda: marks.arrow((500, 250), (414, 300)),
    Box(280, 100, 740, 440),
)
LOOP = Scene(
    _loop_up,
    0.74,
    (214, 388),
    lambda: marks.arrow((190, 290), (140, 240)),
    Box(60, 120, 500, 480),
)
TESTED = Scene(
    _tested,
    0.7,
    (400, 298),
    lambda: marks.arrow((640, 210), (520, 206), 40),
    Box(120, 150, 700, 460),
)
