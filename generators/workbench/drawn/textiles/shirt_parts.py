"""The parts of a shirt as they lie on an ironing board, the board, the label, the hanger."""

from __future__ import annotations

import math

from generators.workbench.drawn.textiles.flatlay import cast, line, piece
from generators.workbench.geometry import Point, lerp

CLOTH, EDGE, STRIPE = "#E6EEF6", "#6F8CA8", "#C3D5E6"
INSIDE = "#CBD9E6"
COVER, BUTTON = "#8DB5AE", "#F3E3C3"


def board() -> str:
    """The room's floor and the board's cover, nose to the left."""
    planks = "".join(f"M0 {y}H768" for y in range(20, 512, 62))
    cover = "M790 112H250Q70 130 34 290Q70 452 250 470H790Z"
    return (
        '<defs><linearGradient id="ironing-cover" x1="0" y1="0" x2=".3" y2="1">'
        '<stop offset="0" stop-color="#A9CBC4"/><stop offset="1" stop-color="#7FAAA3"/>'
        '</linearGradient></defs><rect width="768" height="512" fill="#EADBC3"/>'
        + line(planks, "#D6C2A2", 3)
        + cast(cover, 10, 14, 0.2)
        + f'<path d="{cover}" fill="url(#ironing-cover)" stroke="#4C7A73" stroke-width="5"/>'
        + line("M790 128H256Q92 146 54 290Q92 436 256 454H790", "#C6DFDA", 3, "2 9")
    )


def _cloth(d: str, colour: str = CLOTH) -> str:
    return cast(d, 5, 8, 0.2) + piece(d, colour, EDGE)


def _stripes(x0: float, x1: float, y0: float, y1: float, step: float = 22) -> str:
    count = int((x1 - x0) / step)
    return line("".join(f"M{x0 + i * step:.0f} {y0}V{y1}" for i in range(1, count + 1)), STRIPE, 3)


def _rows(y0: float, y1: float, x0: float, x1: float, step: float = 22) -> str:
    count = int((y1 - y0) / step)
    return line("".join(f"M{x0} {y0 + i * step:.0f}H{x1}" for i in range(1, count + 1)), STRIPE, 3)


def button(at: Point, r: float = 11) -> str:
    x, y = at
    holes = "".join(f"M{x + i:.1f} {y + j:.1f}v.1" for i in (-3, 3) for j in (-3, 3))
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" fill="{BUTTON}" stroke="#9A7A45" '
        'stroke-width="2.6"/>' + line(holes, "#6E5226", 3.4)
    )


def _hole(x: float, y: float, width: float = 26) -> str:
    return line(f"M{x} {y}h{width}", "#4F6D8A", 7) + line(f"M{x + 2} {y}h{width - 4}", CLOTH, 2.4)


def collar() -> str:
    """Opened flat, both points outwards; the shirt goes on at the top."""
    body = "M250 -10L262 200Q390 236 520 200L534 -10Z"
    band = "M232 216Q390 262 550 216L556 252Q390 296 226 252Z"
    leaf = "M226 244Q390 290 556 244L664 350Q520 384 390 384Q262 384 118 350Z"
    seam = "M238 262Q390 304 546 262L638 344Q510 370 390 370Q272 370 144 344Z"
    return (
        _cloth(body, INSIDE)
        + _cloth(band, INSIDE)
        + _cloth(leaf)
        + line(seam, EDGE, 2.4, "9 6", 0.8)
        + button((246, 240), 9)
        + _hole(520, 238, 20)
    )


def cuff() -> str:
    """Unbuttoned and opened flat; the sleeve comes from the top."""
    sleeve = "M250 -10L216 268Q400 300 590 268L548 -10Z"
    slit = "M400 120V270"
    band = "M176 268Q400 306 630 268L640 398Q640 410 626 412Q400 440 180 412Q166 410 166 398Z"
    seam = "M190 286Q400 322 616 286L624 392Q400 420 182 392Z"
    pleats = "M330 210L322 276M470 210L478 276"
    return (
        _cloth(sleeve, INSIDE)
        + line(slit, EDGE, 4)
        + line(pleats, "#9DB3C8", 4)
        + _cloth(band)
        + line(seam, EDGE, 2.4, "9 6", 0.8)
        + button((206, 350), 13)
        + _hole(584, 350, 32)
    )


def sleeve() -> str:
    """Flat along its seam, cuff to the left, shoulder to the right."""
    arm = "M150 236L690 168L770 150V440L690 410L150 372Z"
    band = "M92 232H160V378H92Q86 304 92 232Z"
    body = "M676 140Q716 280 690 450H800V120Z"
    return (
        _cloth(body, INSIDE)
        + _cloth(arm)
        + line("M160 280L700 236M160 306L700 294M160 332L700 352", STRIPE, 3)
        + line("M150 368L690 406", EDGE, 3, "10 7")
        + _cloth(band)
        + line("M104 244V366", EDGE, 2.4, "9 6", 0.8)
        + button((116, 262), 10)
    )


def yoke() -> str:
    """The shoulders over the nose of the board: collar on top, seam of the yoke below."""
    back = "M150 220Q180 190 300 178H480Q600 190 630 220L700 520H80Z"
    left, right = "M150 220Q96 330 60 520H-10L60 260Z", "M630 220Q690 330 720 520H790L720 260Z"
    top = "M150 222Q190 188 300 178H480Q590 188 630 222L654 352Q390 398 126 352Z"
    neck = "M290 182Q390 214 490 182L496 150Q390 132 284 150Z"
    return (
        _cloth(left, INSIDE)
        + _cloth(right, INSIDE)
        + _cloth(back)
        + _stripes(130, 650, 370, 512, 34)
        + _cloth(top)
        + line("M132 342Q390 388 648 342", EDGE, 2.6, "9 6", 0.9)
        + line("M378 372V512M402 372V512", "#9DB3C8", 4)
        + _cloth(neck, INSIDE)
        + line("M296 160Q390 146 484 160", "#FFFFFF", 5, opacity=0.8)
    )


def front() -> str:
    """One front with its buttons along the near edge, collar to the left."""
    panel = "M118 170Q150 150 210 150L790 138V412H120Q96 300 118 170Z"
    band = "M116 362H790V412H118Q112 390 116 362Z"
    pocket = "M300 196H410V296L355 314L300 296Z"
    fold = "M118 170Q78 200 70 260L118 330Q104 250 118 170Z"
    return (
        _cloth(panel)
        + _rows(150, 340, 130, 768, 32)
        + piece(pocket, CLOTH, EDGE)
        + line("M300 214H410", EDGE, 2.4, "9 6")
        + _cloth(fold, INSIDE)
        + piece(band, "#F2F6FA", EDGE)
        + line("M118 370H790M118 404H790", EDGE, 2, "9 6", 0.7)
        + "".join(button((150 + 122 * i, 387), 13) for i in range(6))
    )


def back() -> str:
    """The back alone, collar to the left, box pleat in the middle."""
    panel = "M96 176Q120 150 200 146L790 134V430L200 420Q120 414 96 388Q80 280 96 176Z"
    return (
        _cloth(panel)
        + _rows(150, 420, 210, 768, 34)
        + line("M204 148Q184 284 204 420", EDGE, 3, "9 6")
        + line("M208 272H470M208 296H470", "#9DB3C8", 4)
        + _cloth("M96 210Q60 282 96 356L120 340Q100 282 120 226Z", INSIDE)
    )


def heap() -> str:
    """The creased shirt thrown on the board."""
    d = (
        "M150 330Q130 250 220 240Q250 190 340 214Q420 180 480 236Q560 250 540 330"
        "Q560 400 470 404Q380 440 290 410Q170 420 150 330Z"
    )
    folds = (
        "M200 290Q280 260 330 310M260 250Q320 280 390 240M380 300Q430 260 490 300"
        "M220 360Q290 330 360 372M400 370Q450 340 510 350M330 330Q370 350 420 324"
    )
    inner = "M350 220Q380 250 440 216L470 250Q400 290 330 252Z"
    return (
        _cloth(d)
        + line(folds, "#8FA3B8", 5)
        + piece(inner, INSIDE, EDGE)
        + button((300, 340))
        + button((360, 392))
    )


def damp_spots() -> str:
    return "".join(
        f'<circle cx="{200 + (i * 71) % 300}" cy="{260 + (i * 47) % 130}" r="{7 + i % 4 * 3}"/>'
        for i in range(16)
    )


def spray_bottle(at: Point) -> str:
    """Held at its neck on `at`, nozzle to the left."""
    body = (
        "M-34 150V60Q-34 30 -12 16V-20H22V16Q46 30 46 60V150Z",
        "M-31 147V74H43V147Z",
        "M-62 -88H38Q54 -88 48 -60L28 -22H-16V-54H-44V-62H-62Z",
        "M-26 -50Q-46 -24 -36 8",
    )
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})">'
        + piece(body[0], "#DCEBEF", "#7FA3AF")
        + f'<path d="{body[1]}" fill="#8CC6E0" opacity=".9"/>'
        + line(body[3], "#C8443A", 11)
        + piece(body[2], "#C8443A")
        + "</g>"
    )


def care_label() -> str:
    """A sewn-in label with the sign of an iron with three dots."""
    tag = "M70 150H232V330H70Z"
    sign = "M96 276Q112 220 150 214H196Q210 214 212 232L218 276Z"
    dots = "".join(f'<circle cx="{x}" cy="252" r="8" fill="#2B2B2B"/>' for x in (142, 168, 194))
    return (
        cast(tag)
        + piece(tag, "#FBF8F1", "#A99C83")
        + line("M70 164H232", "#C7AE87", 3, "8 6")
        + line(sign, "#2B2B2B", 6)
        + dots
        + line("M100 304H202", "#8D8575", 5, opacity=0.6)
    )


def dial(at: Point, turned: float) -> str:
    """The iron's dial, large: one, two, three dots round it; the mark goes to three."""
    x, y = at
    rim = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="54" fill="#F4F7F8" stroke="#4E6470" '
        'stroke-width="3"/>'
    )
    dots = ""
    for number, angle in ((1, 128.0), (2, 180.0), (3, 236.0)):
        for k in range(number):
            a = math.radians(angle + (k - (number - 1) / 2) * 15)
            dots += (
                f'<circle cx="{x + 43 * math.cos(a):.1f}" cy="{y + 43 * math.sin(a):.1f}" r="4" '
                'fill="#2B2B2B"/>'
            )
    a = math.radians(lerp(128, 236, turned))
    knob = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="28" fill="#C9D6DB" stroke="#4E6470" '
        'stroke-width="3"/>'
    )
    tip = f"M{x:.1f} {y:.1f}L{x + 25 * math.cos(a):.1f} {y + 25 * math.sin(a):.1f}"
    return rim + dots + knob + line(tip, "#C8443A", 6)


def hanging(shut: float) -> str:
    """The whole shirt on a hanger; `shut` 1 = top button closed."""
    gap = lerp(26, 5, shut)
    rail = line("M120 92H660", "#8FA5AF", 12) + line("M120 89H660", "#DCE5EA", 4)
    hook = line("M384 150V128Q384 112 398 112Q414 112 412 96Q408 78 388 84", "#5B636C", 6)
    wood = line("M240 214Q384 140 528 214", "#B98552", 18) + line(
        "M250 208Q384 140 518 208", "#DDB587", 5
    )
    body = "M300 182Q250 200 224 222L252 300L262 490H506L516 300L544 222Q518 200 468 182L384 200Z"
    left = "M236 214Q190 240 176 300L150 470L214 478L262 296Z"
    right = "M532 214Q578 240 592 300L618 470L554 478L506 296Z"
    cuffs = "M148 456L146 486L216 494L218 464ZM620 456L622 486L552 494L550 464Z"
    left_leaf = f"M310 170Q340 168 {384 - gap:.1f} 196L{352 - gap / 2:.1f} 238Q316 220 300 188Z"
    right_leaf = f"M458 170Q428 168 {384 + gap:.1f} 196L{416 + gap / 2:.1f} 238Q452 220 468 188Z"
    neck = f"M312 170Q384 150 456 170L{384 + gap:.1f} 198H{384 - gap:.1f}Z"
    return (
        rail
        + hook
        + piece(left, CLOTH, EDGE)
        + piece(right, CLOTH, EDGE)
        + piece(cuffs, "#F2F6FA", EDGE)
        + wood
        + piece(body, CLOTH, EDGE)
        + _stripes(262, 506, 244, 488, 34)
        + piece("M366 198H402V490H366Z", "#F2F6FA", EDGE)
        + "".join(button((384, 262 + 56 * i), 9) for i in range(5))
        + piece(neck, INSIDE, EDGE)
        + piece(left_leaf, "#F2F6FA", EDGE)
        + piece(right_leaf, "#F2F6FA", EDGE)
        + (button((384, 204), 8) if shut > 0.6 else "")
    )
