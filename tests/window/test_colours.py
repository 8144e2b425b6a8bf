"""Everything that is read can be read, light and dark."""

from itertools import product

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from pytestqt.qtbot import QtBot

from desktop.window.colours import Colours, is_dark, palette, qt_palette

BOTH = pytest.mark.parametrize("dark", [False, True])
TAGS = [f"tag {number}" for number in range(60)]


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


def _read_on(colours: Colours) -> list[tuple[QColor, QColor]]:
    selected = colours.on_selection()
    pairs = list(product([colours.text], [colours.ground, colours.side, colours.accent_ground, colours.marked]))
    pairs += product([colours.dim, colours.accent], [colours.ground, colours.side, colours.accent_ground])
    pairs += [(colours.growth, colours.ground)]
    pairs += [(ink, colours.selection) for ink in (selected.text, selected.dim, selected.accent, selected.growth)]
    pairs += [(colours.tag(name), colours.tag_ground(name)) for name in TAGS]
    return pairs


@BOTH
def test_all_text_can_be_read_on_what_it_stands_on(dark: bool) -> None:
    unreadable = {
        (ink.name(), ground.name()): round(contrast(ink, ground), 2)
        for ink, ground in _read_on(palette(dark))
        if contrast(ink, ground) < 4.5
    }
    assert unreadable == {}


@BOTH
def test_a_sign_that_waits_to_be_used_can_be_seen(dark: bool) -> None:
    colours = palette(dark)
    assert contrast(colours.faint, colours.ground) >= 3
    assert contrast(colours.on_selection().faint, colours.selection) >= 3


@BOTH
def test_the_stock_widgets_can_be_read_too(dark: bool) -> None:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = qt_palette(palette(dark))
    pairs = [
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.ToolTipText, role.ToolTipBase),
        (role.HighlightedText, role.Highlight),
        (role.Link, role.Base),
    ]
    for which, (ink, ground) in product([group.Active, group.Inactive, group.Disabled], pairs):
        assert contrast(made.color(which, ink), made.color(which, ground)) >= 4.5, (which, ink)


@BOTH
def test_a_tag_keeps_its_colour_and_gives_it_to_the_tags_below(dark: bool) -> None:
    colours = palette(dark)
    assert colours.tag("thesis/ch3") == colours.tag("Thesis") == colours.tag("thesis/ch3/table")
    assert len({colours.tag(name).name() for name in TAGS}) == 8


def test_a_desktop_that_does_not_tell_is_as_dark_as_its_windows(qtbot: QtBot) -> None:
    before = QGuiApplication.palette()
    try:
        QGuiApplication.setPalette(qt_palette(palette(dark=True)))
        assert is_dark()
        QGuiApplication.setPalette(qt_palette(palette(dark=False)))
        assert not is_dark()
    finally:
        QGuiApplication.setPalette(before)
