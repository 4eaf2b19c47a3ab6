"""What to move in the learner's picture: a region, its matte, and what lies behind it.

Several regions are tried. One with a clear outline all around is cut out and what lies behind it
is filled; when there is none, the most salient region is bent together with its surroundings,
which moves less far but never tears a hand or a face in two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generators.vision import opencv

WORK_SIDE = 320  # px; where to look and what to cut are decided at this size
FILL_SIDE = 480  # px; the background is filled at this size, then enlarged
CLEAR_STEP = 14.0  # CIE76 colour difference that the eye takes for an edge
CLEAR_OUTLINE = 0.86  # of the outline; less, and a cut would go through something
PLAIN_SPREAD = 11.0  # CIE76; a lit table top has 3-8, a worktop with things on it over 15
CUT_REACH = 0.40  # of the region's diagonal: further, the filled background would show
BEND_REACH = 0.30  # more would stretch the surroundings visibly
BEND_SHARE = 0.035  # of the picture's area; about a hand or a cup, not a whole person
Box = tuple[int, int, int, int]  # x, y, w, h


@dataclass(frozen=True)
class Scene:
    """`picture`, `behind`: float32 (H, W, 3), 0..255. `matte`, `free`: float32 (H, W), 0..1."""

    picture: np.ndarray
    behind: np.ndarray  # the picture itself where nothing is cut out
    matte: np.ndarray
    free: np.ndarray  # 1 moves fully, 0 stays
    box: tuple[float, float, float, float]  # x, y, w, h in px
    outline: float  # share of the region's outline that is a clear edge
    cut: bool
    reach: float  # px the region may move


@dataclass(frozen=True)
class _Region:
    box: Box
    mask: np.ndarray  # uint8 (h, w), 0 or 1
    outline: float  # share of the rim that is a clear edge
    clear: bool  # may be cut out
    score: float


def understand(picture: np.ndarray, size: float, aspect: float) -> Scene:
    """Find what can carry the motion. `picture`: uint8 (H, W, 3).

    `size`: share of the picture's area that moves in the demonstration, `aspect` its width over
    height; regions of about these proportions are tried, within 2 to 16 % of the area.
    """
    cv2 = opencv()

    height, width = picture.shape[:2]
    scale = WORK_SIDE / max(height, width)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    region = _best_region(small, size, float(np.clip(aspect, 0.6, 1.7)))
    cut = region.clear
    mask = cv2.resize(
        region.mask.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    matte = np.clip(_refine(picture, mask) if cut else mask, 0, 1).astype(np.float32)
    box = tuple(float(value / scale) for value in region.box)
    diagonal = float(np.hypot(box[2], box[3]))
    reach = diagonal * (CUT_REACH if cut else BEND_REACH)
    free = _held_by_edge(matte)
    if not cut:
        free = free * _falloff(matte, 2.6 * reach) * _inland(matte.shape, 2.0 * reach)
    source = picture.astype(np.float32)
    behind = _fill(picture, matte) if cut else source
    return Scene(source, behind, matte, free, box, region.outline, cut, reach)  # type: ignore[arg-type]


def _inland(shape: tuple[int, ...], distance: float) -> np.ndarray:
    """0 on the picture's edge, 1 at `distance` px from it, so that the edge stays where it is."""
    height, width = shape
    ys, xs = np.arange(height), np.arange(width)
    down = np.clip(np.minimum(ys, height - 1 - ys) / distance, 0, 1)
    across = np.clip(np.minimum(xs, width - 1 - xs) / distance, 0, 1)
    field = np.outer(down * down * (3 - 2 * down), across * across * (3 - 2 * across))
    return field.astype(np.float32)


def _best_region(small: np.ndarray, size: float, aspect: float) -> _Region:
    """Tries boxes of three sizes at the two best places each; clear outlines win."""
    field = saliency(small)
    sizes = np.clip([size, size / 2, size / 4], 0.02, 0.16)
    tried = [
        _region(small, field, box)
        for share in sorted({round(float(one), 3) for one in sizes})
        for box in _boxes(field, share, aspect)
    ]
    if clear := [one for one in tried if one.clear]:
        return max(clear, key=lambda one: one.score)
    box = _boxes(field, BEND_SHARE, float(np.clip(aspect, 0.8, 1.25)), count=1)[0]
    return _Region(box, _ellipse(small, box), 0.0, False, 0.0)


def _region(small: np.ndarray, field: np.ndarray, box: Box) -> _Region:
    mask, found = _cut_out(small, box)
    outline = _clear_outline(small, mask) if found else 0.0
    inside = float(field[mask > 0].mean())
    # a larger region shows the motion better; the square root keeps small clear things in play
    score = inside * float(np.sqrt(mask.mean())) * (0.5 + outline)
    clear = outline >= CLEAR_OUTLINE and _plain_around(small, mask)
    return _Region(_bounds(mask) or box, mask, outline, clear, score)


def _plain_around(small: np.ndarray, mask: np.ndarray) -> bool:
    """Whether what surrounds the region is one plain surface, which can be filled in unseen.

    It also means that nothing else, such as the rest of a person, joins the region.
    """
    cv2 = opencv()

    near = cv2.dilate(mask, np.ones((5, 5)))
    around = (cv2.dilate(near, np.ones((25, 25))) - near) > 0
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[around]
    inside = mask[2:-2, 2:-2].sum() == mask.sum()  # does not touch the picture's edge
    return bool(inside and len(lab) and np.linalg.norm(lab.std(0)) < PLAIN_SPREAD)


def _clear_outline(small: np.ndarray, mask: np.ndarray) -> float:
    """Share of the outline across which the colour changes by more than CLEAR_STEP (CIE76)."""
    cv2 = opencv()

    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    inside = cv2.erode(mask, np.ones((5, 5)))
    outside = 1 - cv2.dilate(mask, np.ones((5, 5)))
    steps = [_local_mean(lab, side) for side in (inside, outside)]
    rim = (mask - cv2.erode(mask, np.ones((3, 3)))) > 0
    if not rim.any():
        return 0.0
    step = np.linalg.norm(steps[0] - steps[1], axis=-1)[rim]
    return float((step > CLEAR_STEP).mean())


def _local_mean(lab: np.ndarray, where: np.ndarray) -> np.ndarray:
    cv2 = opencv()

    weight = where.astype(np.float32)
    total = cv2.boxFilter(lab * weight[..., None], -1, (9, 9), normalize=False)
    return total / np.maximum(cv2.boxFilter(weight, -1, (9, 9), normalize=False), 1e-3)[..., None]


def _falloff(matte: np.ndarray, distance: float) -> np.ndarray:
    """1 in the region, down to 0 at `distance` px from it."""
    cv2 = opencv()

    away = cv2.distanceTransform((matte < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    part = np.clip(1 - away / distance, 0, 1)
    return cv2.GaussianBlur((part * part * (3 - 2 * part)).astype(np.float32), (0, 0), 3)


def saliency(small: np.ndarray) -> np.ndarray:
    """Where hands and objects are likely, 0..1, (h, w).

    Spectral residual (Hou & Zhang 2007), distance in colour from the picture's rim, vividness,
    skin tones (YCrCb box of Chai & Ngan 1999), and a prior for just below the middle.
    """
    cv2 = opencv()

    height, width = small.shape[:2]
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    rim = np.concatenate(
        [lab[:6].reshape(-1, 3), lab[-6:].reshape(-1, 3), lab[:, :6].reshape(-1, 3)]
    )
    unlike_rim = np.linalg.norm(lab - np.median(rim, axis=0), axis=-1)
    skin = _skin(small)
    ys, xs = np.mgrid[0:height, 0:width]
    prior = np.exp(-(((xs / width - 0.5) / 0.6) ** 2 + ((ys / height - 0.58) / 0.36) ** 2) / 2)
    vivid = np.hypot(lab[..., 1] - 128, lab[..., 2] - 128)
    mixed = (
        0.6 * _unit(_spectral_residual(small))
        + 0.4 * _unit(unlike_rim)
        + 0.5 * _unit(vivid)
        + 1.6 * skin * max(0.0, 1 - float(skin.mean()) / 0.3)  # hands carry the action
    )
    return _unit(cv2.GaussianBlur((mixed * prior).astype(np.float32), (0, 0), 2))


def _skin(small: np.ndarray) -> np.ndarray:
    """1.0 on skin tones; balanced to neutral light first, since warm rooms look like skin."""
    cv2 = opencv()

    means = small.reshape(-1, 3).mean(0)
    balanced = np.clip(small * (means.mean() / np.maximum(means, 1)), 0, 255).astype(np.uint8)
    ycc = cv2.cvtColor(balanced, cv2.COLOR_RGB2YCrCb)
    skin = cv2.inRange(ycc, (50, 138, 85), (255, 173, 124))
    return cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3))).astype(np.float32) / 255


def _spectral_residual(small: np.ndarray) -> np.ndarray:
    cv2 = opencv()

    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    tiny = cv2.resize(grey, (64, 64), interpolation=cv2.INTER_AREA).astype(np.float32)
    spectrum = np.fft.fft2(tiny)
    log = np.log(np.abs(spectrum) + 1e-6)
    residual = log - cv2.blur(log, (3, 3))
    field = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    field = cv2.GaussianBlur(field.astype(np.float32), (0, 0), 2.5)
    return cv2.resize(field, (small.shape[1], small.shape[0]))


def _unit(field: np.ndarray) -> np.ndarray:
    low, high = np.percentile(field, [2, 99])
    return np.clip((field - low) / max(float(high - low), 1e-6), 0, 1)


def _boxes(field: np.ndarray, share: float, aspect: float, count: int = 2) -> list[Box]:
    """The boxes with the highest saliency inside compared with a ring around, not overlapping."""
    cv2 = opencv()

    height, width = field.shape
    area = share * height * width
    w = int(np.clip(np.sqrt(area * aspect), 24, 0.6 * width))
    h = int(np.clip(np.sqrt(area / aspect), 24, 0.6 * height))
    inner = cv2.boxFilter(field, -1, (w, h), borderType=cv2.BORDER_REFLECT)
    outer = cv2.boxFilter(field, -1, (2 * w + 1, 2 * h + 1), borderType=cv2.BORDER_REFLECT)
    score = np.full_like(field, -np.inf)
    y0, x0 = h // 2 + 2, w // 2 + 2
    score[y0 : height - y0, x0 : width - x0] = (inner - 0.5 * outer)[
        y0 : height - y0, x0 : width - x0
    ]
    boxes: list[Box] = []
    while len(boxes) < count and np.isfinite(score).any():
        y, x = (int(one) for one in np.unravel_index(int(np.argmax(score)), score.shape))
        boxes.append((x - w // 2, y - h // 2, w, h))
        score[max(0, y - h // 2) : y + h // 2, max(0, x - w // 2) : x + w // 2] = -np.inf
    return boxes


def _cut_out(small: np.ndarray, box: Box) -> tuple[np.ndarray, bool]:
    """Mask (h, w) and whether GrabCut found something; else the mask is an ellipse."""
    cv2 = opencv()

    x, y, w, h = box
    mask = np.full(small.shape[:2], cv2.GC_BGD, np.uint8)
    pad_x, pad_y = w // 3, h // 3
    mask[max(0, y - pad_y) : y + h + pad_y, max(0, x - pad_x) : x + w + pad_x] = cv2.GC_PR_BGD
    mask[y : y + h, x : x + w] = cv2.GC_PR_FGD
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, mask, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    sure = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    sure = cv2.morphologyEx(sure, cv2.MORPH_OPEN, np.ones((5, 5)))
    sure = _without_holes(_largest_part(cv2.morphologyEx(sure, cv2.MORPH_CLOSE, np.ones((7, 7)))))
    if 0.25 < sure.sum() / (w * h) < 1.6:
        return sure, True
    return _ellipse(small, box), False


def _ellipse(small: np.ndarray, box: Box) -> np.ndarray:
    x, y, w, h = box
    ys, xs = np.mgrid[0 : small.shape[0], 0 : small.shape[1]]
    distance = ((xs - x - w / 2) / (w / 2)) ** 2 + ((ys - y - h / 2) / (h / 2)) ** 2
    return (distance < 1).astype(np.uint8)


def _without_holes(mask: np.ndarray) -> np.ndarray:
    cv2 = opencv()

    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, cv2.FILLED)


def _largest_part(mask: np.ndarray) -> np.ndarray:
    cv2 = opencv()

    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return mask
    return (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)


def _bounds(mask: np.ndarray) -> Box | None:
    ys, xs = np.nonzero(mask > 0.5)
    if len(xs) == 0:
        return None
    return int(xs.min()), int(ys.min()), int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1


def _refine(picture: np.ndarray, matte: np.ndarray) -> np.ndarray:
    """Guided filter (He et al. 2010): the soft edge follows the picture's own edges."""
    cv2 = opencv()

    guide = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    side = max(3, max(picture.shape[:2]) // 60) | 1

    def mean(field: np.ndarray) -> np.ndarray:
        return cv2.boxFilter(field, -1, (side, side))

    matte = cv2.dilate(matte, np.ones((side // 2 | 1, side // 2 | 1)))  # take the rim along
    m_guide, m_matte = mean(guide), mean(matte)
    covariance = mean(guide * matte) - m_guide * m_matte
    variance = mean(guide * guide) - m_guide * m_guide
    a = covariance / (variance + 1e-3)
    b = m_matte - a * m_guide
    soft = mean(a) * guide + mean(b)
    return np.clip((soft - 0.1) / 0.8, 0, 1)


def _fill(picture: np.ndarray, matte: np.ndarray) -> np.ndarray:
    """The picture without the region, float32 (H, W, 3); only uncovered rims are ever seen."""
    cv2 = opencv()

    height, width = picture.shape[:2]
    scale = min(1.0, FILL_SIDE / max(height, width))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(matte, (small.shape[1], small.shape[0])) > 0.02
    hole = cv2.dilate(hole.astype(np.uint8), np.ones((5, 5)))
    filled = cv2.inpaint(small, hole, 5, cv2.INPAINT_TELEA)
    large = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    blend = cv2.GaussianBlur(cv2.resize(hole.astype(np.float32), (width, height)), (0, 0), 2)
    blend = np.maximum(blend, matte)[..., None]
    return large * blend + picture.astype(np.float32) * (1 - blend)


def _held_by_edge(matte: np.ndarray) -> np.ndarray:
    """Where the region runs out of the picture it must stay: an arm bends, it is not cut off."""
    cv2 = opencv()

    height, width = matte.shape
    edge = np.ones((height, width), np.uint8)
    rim = max(2, min(height, width) // 100)
    for side in (np.s_[:rim], np.s_[-rim:], np.s_[:, :rim], np.s_[:, -rim:]):
        edge[side] = np.where(matte[side] > 0.3, 0, 1)
    if edge.all():
        return np.ones((height, width), np.float32)
    distance = cv2.distanceTransform(edge, cv2.DIST_L2, 5)
    reach = 0.28 * min(height, width)
    part = np.clip(distance / reach, 0, 1)
    return (part * part * (3 - 2 * part)).astype(np.float32)
