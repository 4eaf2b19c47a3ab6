"""Fragments of drawn programs, taken apart: what stays the same over a clip is drawn only once.

A program gives one SVG fragment per frame. The top-level elements with which all frames begin, and
those with which all end, become still items; what lies between is the moving one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.workbench.scene import Item

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:[^<>\"]|\"[^\"]*\")*?)(/?)>")
_PLAIN_GROUP = re.compile(r"<g>(.*)</g>\s*$", re.DOTALL)
_DEFS = re.compile(r"<defs\b.*?</defs>", re.DOTALL)
_DEFINES = re.compile(r"<(?:defs|clipPath|linearGradient|radialGradient|mask|pattern)\b")
_USES = re.compile(r"(?:url\(#|href=\"#)([^)\"]+)")
_STEP = 1e-3  # of z between neighbouring elements


def elements(fragment: str) -> list[str]:
    """The top-level elements of a fragment, in order; plain `<g>` around all of it is taken off."""
    out, depth, start = [], 0, 0
    for match in _TAG.finditer(fragment):
        closing, _, _, empty = match.groups()
        if depth == 0 and not closing:
            start = match.start()
        if not empty:
            depth += -1 if closing else 1
        if depth == 0:
            out.append(fragment[start : match.end()])
    if len(out) == 1 and (inner := _PLAIN_GROUP.match(out[0])):
        return elements(inner.group(1))
    return out


def split(fragments: Sequence[str], z: float) -> list[list[Item]]:
    """Items per frame, all near `z`: what is equal at the beginning, what moves, equal end.

    Only beginning and end are taken off: more pieces would cost more than they save.
    """
    frames = [elements(fragment) for fragment in fragments]
    head = _equal(frames)
    tail = _equal([frame[len(head) :][::-1] for frame in frames])[::-1]
    defs = "".join(dict.fromkeys(d for one in (*head, *tail) for d in _definitions(one)))
    moving = ["".join(frame[len(head) : len(frame) - len(tail)]) for frame in frames]
    parts = ["".join(head), "".join(tail), *moving]
    if any(_missing(part, defs) for part in parts):
        return [[Item(z, fragment)] for fragment in fragments]
    ends = ((z, parts[0]), (z + 2 * _STEP, parts[1]))
    still = [Item(height, part, defs) for height, part in ends if part]
    return [[*still, Item(z + _STEP, text, defs)] for text in moving]


def _definitions(element: str) -> list[str]:
    """What other elements may refer to."""
    if _DEFINES.match(element):
        return [element]
    return _DEFS.findall(element)


def _missing(part: str, defs: str) -> bool:
    """Whether a part refers to something that is neither in it nor in the definitions."""
    used = set(_USES.findall(part))
    return any(f'id="{one}"' not in part and f'id="{one}"' not in defs for one in used)


def _equal(frames: Sequence[Sequence[str]]) -> list[str]:
    """The longest beginning that all frames share."""
    out = []
    for ones in zip(*frames, strict=False):
        if any(one != ones[0] for one in ones):
            break
        out.append(ones[0])
    return out
