"""Small pieces of HTML. Every word that comes from outside is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import streamlit as st

_HEADING = re.compile(r"^(\s*)#+\s*", re.MULTILINE)


def html(*parts: str) -> None:
    st.html("".join(parts))


def span(text: str, css: str) -> str:
    return f'<span class="{css}">{escape(text)}</span>'


def paragraph(text: str, css: str = "") -> str:
    return f'<p class="{css}">{escape(text)}</p>'


def chips(texts: Iterable[str]) -> str:
    """Short facts in a row."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts if text)
    return f'<ul class="ks-chips">{items}</ul>' if items else ""


def bullet_list(items: Iterable[str], css: str = "ks-list") -> str:
    """`items` are HTML already."""
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="{css}">{inner}</ul>'


def caution(texts: Iterable[str], title: str = "Caution") -> str:
    """A word, a sign and a colour: never the colour alone."""
    sign = '<span class="ks-icon" aria-hidden="true">warning</span>'
    body = "".join(
        f"<p><strong>{sign} {escape(title)}</strong> {escape(text)}</p>" for text in texts
    )
    return f'<div class="ks-caution">{body}</div>' if body else ""


def live(text: str) -> str:
    """Told by a screen reader when it changes, without moving the focus."""
    return f'<div class="ks-visually-hidden" role="status" aria-live="polite">{escape(text)}</div>'


def split(text: str, limit: int) -> tuple[str, str]:
    """Whole sentences up to `limit` characters (at least one), and what is left."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    first = sentences[0]
    for index, one in enumerate(sentences[1:], start=1):
        if len(first) + 1 + len(one) > limit:
            return first, " ".join(sentences[index:])
        first = f"{first} {one}"
    return first, ""


def tame(markdown: str) -> str:
    """A brain's Markdown without pictures from elsewhere and without headings of its own."""
    return _HEADING.sub(r"\1", markdown.replace("![", "[")).replace("$", "\\$")
