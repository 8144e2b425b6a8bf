"""Everything that is read can be read, light and dark."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from pytestqt.qtbot import QtBot

from desktop.window.colours import Colours, is_dark, palette, qt_palette
from desktop.window.tag_colours import CHOICES, READABLE, SEEN, contrast

BOTH = pytest.mark.parametrize("dark", [False, True])
TAGS = [f"tag {number}" for number in range(60)]


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


@BOTH
@example(colour="#13c998")
@given(
    colour=st.one_of(
        st.sampled_from([colour for _name, colour in CHOICES]), st.from_regex("#[0-9a-f]{6}", fullmatch=True)
    )
)
def test_every_colour_that_a_tag_can_be_given_is_readable(dark: bool, colour: str) -> None:
    colours = palette(dark).with_chosen({"thesis": colour})
    assert contrast(colours.tag("thesis"), colours.tag_ground("thesis")) >= READABLE
    assert contrast(colours.tag_dot("thesis"), colours.side) >= SEEN
    assert contrast(colours.tag_dot("thesis"), colours.selection) >= SEEN


@BOTH
def test_a_chosen_colour_is_that_of_the_tags_below_until_they_have_their_own(dark: bool) -> None:
    blue, teal = CHOICES[0][1], CHOICES[1][1]
    colours = palette(dark).with_chosen({"thesis": teal, "thesis/ch3": blue}).on_selection()
    assert colours.tag("Thesis/ch2") == colours.tag("thesis")
    assert colours.tag("thesis/Ch3/table") != colours.tag("thesis")
    assert colours.tag_dot("thesis/ch3").name() == (palette(dark).with_chosen({"x": blue}).tag_dot("x").name())


def test_a_desktop_that_does_not_tell_is_as_dark_as_its_windows(qtbot: QtBot) -> None:
    before = QGuiApplication.palette()
    try:
        QGuiApplication.setPalette(qt_palette(palette(dark=True)))
        assert is_dark()
        QGuiApplication.setPalette(qt_palette(palette(dark=False)))
        assert not is_dark()
    finally:
        QGuiApplication.setPalette(before)
