"""Colours that a reader can give a tag, and how any colour is made readable, light and dark."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from PySide6.QtGui import QColor

from desktop.language import N_

Hue = tuple[str, str, str]
"""The ink of a tag, the ground of its chip, and its dot."""

READABLE: Final = 4.5
"""The least contrast of text, WCAG 2.2 AA."""

SEEN: Final = 3.0
"""The least contrast of a sign that is seen, not read."""

LIGHT_HUES: Final[tuple[Hue, ...]] = (
    ("#1d4ed8", "#e4eafb", "#2563eb"),
    ("#0f6b62", "#dcf0ed", "#0d9488"),
    ("#8a5300", "#f7ecd2", "#ac7603"),
    ("#6d28d9", "#eee6fb", "#7c3aed"),
    ("#ad1f62", "#fae4ee", "#db2777"),
    ("#3f6212", "#e8f1d8", "#59900b"),
    ("#0a6285", "#dceff7", "#0889a8"),
    ("#5d4d43", "#ece6e1", "#8d7263"),
)
DARK_HUES: Final[tuple[Hue, ...]] = (
    ("#a3bffa", "#232d47", "#5b8def"),
    ("#6fd6c8", "#16352f", "#2bb3a3"),
    ("#eebf62", "#3a2e12", "#d79b1f"),
    ("#c9b1fb", "#302646", "#9a74f0"),
    ("#f5a3c7", "#41212f", "#e05a98"),
    ("#b5d96c", "#293417", "#84b52b"),
    ("#7fd0ee", "#173440", "#2aa7cf"),
    ("#d3bfb1", "#352d28", "#a68a79"),
)

CHOICES: Final[tuple[tuple[str, str], ...]] = tuple(
    zip(
        (N_("Blue"), N_("Teal"), N_("Amber"), N_("Violet"), N_("Pink"), N_("Green"), N_("Sky"), N_("Clay")),
        (hue[2] for hue in LIGHT_HUES),
        strict=True,
    )
)
"""The colours to choose from, by name, as the library keeps them: a colour is known by its dot on a light ground."""


def contrast(one: QColor, other: QColor) -> float:
    """Give the contrast of two colours as WCAG 2.2 has it, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def chosen_for(name: str, chosen: Mapping[str, str]) -> str:
    """Give the colour chosen for a tag, by its name in lower case, or for the nearest tag above it; '' for none."""
    level = name.casefold()
    while level:
        if colour := chosen.get(level):
            return colour
        level = level.rpartition("/")[0]
    return ""


@cache
def hue(colour: str, ground: str, *, dark: bool) -> Hue:
    """Give the three colours of a tag for any colour #rrggbb, readable on its chip and seen on `ground`."""
    for place, known in enumerate(LIGHT_HUES):
        if colour == known[2]:
            return (DARK_HUES if dark else LIGHT_HUES)[place]
    own = QColor(colour)
    chip = QColor(QColor.fromHslF(_angle(own), own.hslSaturationF() * 0.6, 0.18 if dark else 0.93).name())
    ink = _moved(own, chip, READABLE, lighter=dark)
    return ink.name(), chip.name(), _moved(own, QColor(ground), SEEN, lighter=dark).name()


def _moved(colour: QColor, ground: QColor, least: float, *, lighter: bool) -> QColor:
    """Give the colour, made lighter or darker until it stands out from the ground by as much as it must."""
    light = colour.lightnessF()
    moved = colour
    while contrast(moved, ground) < least and (light < 1 if lighter else light > 0):
        light = min(1.0, light + 0.02) if lighter else max(0.0, light - 0.02)
        moved = QColor(QColor.fromHslF(_angle(colour), colour.hslSaturationF(), light).name())
    return moved


def _angle(colour: QColor) -> float:
    return max(0.0, colour.hslHueF())  # grey has none and says -1
