"""The one palette of the workbench: what is not in a sprite file takes its colours from here."""

from __future__ import annotations

from dataclasses import dataclass

PAPER = "#F8F4EC"
INK = "#2B2B2B"
ACCENT = "#E4572E"  # motion marks and the step number, nothing else
TEAL = "#3F7C85"
CARD_EDGE = "#D8CDBA"
SHADOW = "#5A3D24"  # a warm dark at low opacity reads as shadow on wood and cloth alike
STEAM = "#B9B0A0"


@dataclass(frozen=True)
class Skin:
    """Colours of a hand and its sleeve; the tokens of `hands/*.svg`."""

    skin: str
    skin_dark: str
    skin_light: str
    sleeve: str = TEAL
    sleeve_dark: str = "#2C5A61"

    def tokens(self) -> dict[str, str]:
        """Token in a hand's file -> colour."""
        return {
            "{skin}": self.skin,
            "{skin-dark}": self.skin_dark,
            "{skin-light}": self.skin_light,
            "{sleeve}": self.sleeve,
            "{sleeve-dark}": self.sleeve_dark,
        }


# Light to dark; fill, outline, highlight.
SKINS = (
    Skin("#F2C9A8", "#A9714E", "#FBE0C9"),
    Skin("#D79A73", "#8A5A3C", "#E8B896"),
    Skin("#A86F48", "#63391F", "#C08A62"),
    Skin("#6E442B", "#3B2215", "#8A5B3E"),
)


@dataclass(frozen=True)
class Liquid:
    """Body, surface seen from above, and the highlight in a stream of it."""

    body: str
    surface: str
    glint: str


LIQUIDS = {
    "water": Liquid("#8CC6E0", "#B5DDEE", "#E6F6FC"),
    "hot-water": Liquid("#8CC6E0", "#B5DDEE", "#E6F6FC"),
    "coffee": Liquid("#5B3A24", "#7A4F33", "#A57650"),
    "milk": Liquid("#F4EEE2", "#FFFFFF", "#FFFFFF"),
    "tea": Liquid("#A9612B", "#C47F45", "#E3B183"),
    "oil": Liquid("#DDB645", "#EBCD73", "#F8E9B5"),
    "eggs": Liquid("#EDBB45", "#F6D06C", "#FCEBB8"),
    "batter": Liquid("#EBD49B", "#F4E4B9", "#FFF6DC"),
    "soup": Liquid("#C9632F", "#DB8150", "#F0AF87"),
    "soy": Liquid("#5A2E17", "#7A4524", "#A5703F"),
    "juice": Liquid("#E58A2B", "#F0A552", "#FAD3A0"),
    "wine": Liquid("#7B2233", "#963A4B", "#C4727F"),
}
# Words of step texts that mean one of the above.
LIQUID_WORDS = {
    "boiling-water": "hot-water",
    "ice-water": "water",
    "stock": "soup",
    "broth": "soup",
    "sauce": "soup",
    "egg": "eggs",
    "beaten-eggs": "eggs",
    "espresso": "coffee",
    "butter": "oil",
    "vinegar": "tea",
    "cream": "milk",
}


def liquid(name: str) -> Liquid:
    """The colours of a liquid by name; anything unknown looks like water."""
    return LIQUIDS.get(LIQUID_WORDS.get(name, name), LIQUIDS["water"])


def is_liquid(name: str) -> bool:
    """Whether `name` is a substance that pours rather than a thing with a sprite."""
    return name in LIQUIDS or name in LIQUID_WORDS
