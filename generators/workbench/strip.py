"""A clip as three stills side by side: before, during, after. For those who want no motion.

Panels cut around the place of contact show things nearly as large as the clip does; the
step's texts stay on the page, where they are legible at any width.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from generators.workbench.compose import Shot, covered
from generators.workbench.composite import Compositor, Layer, Pixels, View, lay, premultiplied
from generators.workbench.geometry import Box, Camera, clamp
from generators.workbench.palette import ACCENT, INK, PAPER
from generators.workbench.photo import cover
from generators.workbench.raster import to_rgba
from generators.workbench.scene import Item, document
from generators.workbench.takes import place_of_contact
from generators.workbench.typeset import svg_lines

WIDTH = 400  # px of a panel
LOW, HIGH = 0.9, 1.28  # its height in widths, where the picture is high enough
GAP, BAND = 24, 64  # px between panels; above them for the words
WORDS = ("Before", "During", "After")
NEAR = 1.1  # zoom at most
PAPER_RGB = tuple(int(PAPER[i : i + 2], 16) for i in (1, 3, 5))


def moments(shot: Shot, ground: Pixels | None = None) -> Pixels | None:
    """(H, 1248, 3) uint8; None for a text card, in which nothing moves.

    `ground` is a photo of any size under everything.
    """
    if shot.level == "card":
        return None
    mark = Item(150.0, shot.mark())
    view = panel_view(_with_mark(place_of_contact(shot), mark))
    compositor = Compositor(view, finest=view.camera.zoom)
    scenery = compositor.seen_sheet(shot.scenery())
    panels = []
    for t in (0.0, shot.key, 1.0):
        panel = _ground(ground, view)
        lay(panel, scenery)
        items = shot.action_items(t) + ([mark] if t == shot.key else [])
        for item in sorted(items, key=lambda item: item.z):
            lay(panel, compositor.layer(item), item.opacity)
        panels.append(panel)
    return page(panels)


def page(panels: Sequence[Pixels]) -> Pixels:
    """The panels side by side, a number and a word above each."""
    width = len(panels) * (WIDTH + GAP) - GAP
    page = np.full((BAND + panels[0].shape[0], width, 3), PAPER_RGB, np.uint8)
    for i, panel in enumerate(panels):
        page[BAND:, i * (WIDTH + GAP) : i * (WIDTH + GAP) + WIDTH] = panel
    lay(page, Layer(premultiplied(to_rgba(_headings(width))), 0, 0))
    return page


def _with_mark(place: Box, mark: Item) -> Box:
    """The place together with the mark of the motion, if there is one."""
    for cell in covered(document([mark], 768, 512)):
        place = place.joined(cell)
    return place


def panel_view(place: Box) -> View:
    """A panel that shows the place with some room around it, and nothing beyond the picture.

    Narrow places get a portrait panel; the wider the place, the lower the panel.
    """
    w = clamp(place.width / 0.75, WIDTH / NEAR, 768)
    low, high = min(512, w * LOW), min(512, w * HIGH)
    h = clamp(place.height / 0.5, low, high)
    x = clamp(place.centre[0] - w / 2, 0, 768 - w)
    y = clamp(place.centre[1] - h / 2, 0, 512 - h)
    scale = WIDTH / w
    view = View(WIDTH, round(h * scale))
    left, top = ((side - full * view.fit) / 2 for side, full in ((WIDTH, 768), (view.height, 512)))
    return View(WIDTH, view.height, Camera(scale / view.fit, x + left / scale, y + top / scale))


def _ground(ground: Pixels | None, view: View) -> Pixels:
    """The panel's part of the photo, or white."""
    if ground is None:
        return np.full((view.height, view.width, 3), 255, np.uint8)
    k, (x, y) = view.scale, view.origin
    whole = cv2.resize(cover(ground, 768, 512), None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    x0, y0 = max(0, round(-x)), max(0, round(-y))
    part = whole[y0 : y0 + view.height, x0 : x0 + view.width]
    return np.asarray(cv2.resize(part, (view.width, view.height)), np.uint8)


def _headings(width: int) -> str:
    """A number and a word above each panel."""
    parts = []
    for i, word in enumerate(WORDS):
        x = i * (WIDTH + GAP)
        parts.append(f'<circle cx="{x + 28}" cy="32" r="22" fill="{ACCENT}"/>')
        parts.append(svg_lines([str(i + 1)], x + 28, 42, 28, "#FFFFFF", True, "middle"))
        parts.append(svg_lines([word], x + 62, 43, 32, INK, True))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {BAND}" width="{width}" '
        f'height="{BAND}" font-family="DejaVu Sans, Arial, sans-serif">{"".join(parts)}</svg>'
    )
