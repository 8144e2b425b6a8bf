"""The window's colours, light and dark; nowhere else is a colour named."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Final, Literal
from zlib import crc32

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.window.tag_colours import DARK_HUES, LIGHT_HUES, Hue, chosen_for, hue

_CHOSEN: Final = "papertray_colours"
"""The application's property for a scheme that is not the desktop's."""


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. `dim`, `accent` and `growth` can be read on `ground`; on a selected row take `on_selection()`.

    `text` can be read on all of them, `marked` included; `faint` is for signs that are seen, not read (3:1).
    """

    dark: bool
    ground: QColor
    side: QColor
    line: QColor
    selection: QColor
    text: QColor
    dim: QColor
    faint: QColor
    accent: QColor
    accent_ground: QColor
    marked: QColor
    star: QColor
    growth: QColor
    chosen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def on_selection(self) -> "Colours":
        """Give the same scheme for what stands on the selection, which takes a little of every contrast."""
        return replace(_on_selection(self.dark), chosen=self.chosen)

    def tag(self, name: str) -> QColor:
        """Give the ink of a tag: the same for every tag below it ("thesis/ch3"), and in every session."""
        return QColor(self._hue(name)[0])

    def tag_ground(self, name: str) -> QColor:
        """Give what a tag's ink stands on."""
        return QColor(self._hue(name)[1])

    def tag_dot(self, name: str) -> QColor:
        """Give the full colour of a tag, for a dot beside its name."""
        return QColor(self._hue(name)[2])

    def with_chosen(self, chosen: Mapping[str, str]) -> "Colours":
        """Give the same scheme with colours that the reader chose, #rrggbb by the tag's name in lower case."""
        return replace(self, chosen=MappingProxyType(dict(chosen)))

    def _hue(self, name: str) -> Hue:
        if own := chosen_for(name, self.chosen):
            return hue(own, self.selection.name(), dark=self.dark)
        hues = DARK_HUES if self.dark else LIGHT_HUES
        # hash() differs from run to run.
        return hues[crc32(name.casefold().partition("/")[0].encode("utf-8", "surrogatepass")) % len(hues)]


@cache
def palette(dark: bool) -> Colours:  # noqa: FBT001  there is nothing else to say
    """Give the dark scheme or the light one."""
    if dark:
        return Colours(
            dark=True,
            ground=QColor("#1c1c1b"),
            side=QColor("#171716"),
            line=QColor("#2e2d2b"),
            selection=QColor("#2c2b29"),
            text=QColor("#eceae6"),
            dim=QColor("#a3a19b"),
            faint=QColor("#7b7974"),
            accent=QColor("#fb8c55"),
            accent_ground=QColor("#3a2418"),
            marked=QColor("#4a3d14"),
            star=QColor("#f2c14e"),
            growth=QColor("#5fce93"),
        )
    return Colours(
        dark=False,
        ground=QColor("#fbfbfa"),
        side=QColor("#f1f1ef"),
        line=QColor("#e4e3df"),
        selection=QColor("#e9e7e2"),
        text=QColor("#1d1d1b"),
        dim=QColor("#6e6d69"),
        faint=QColor("#8a8984"),
        accent=QColor("#c2410c"),
        accent_ground=QColor("#fdeee6"),
        marked=QColor("#fff1c2"),
        star=QColor("#d99a00"),
        growth=QColor("#1a7f4b"),
    )


@cache
def _on_selection(dark: bool) -> Colours:  # noqa: FBT001
    plain = palette(dark)
    if dark:
        return replace(plain, ground=plain.selection, line=QColor("#3b3a37"))
    return replace(
        plain,
        ground=plain.selection,
        line=QColor("#d6d4ce"),
        dim=QColor("#65645f"),
        faint=QColor("#807f7a"),
        accent=QColor("#b03a09"),
        growth=QColor("#166e41"),
    )


def choose(scheme: Literal["system", "light", "dark"]) -> None:
    """Take the light or the dark scheme whatever the desktop has, or again the desktop's own."""
    application = QApplication.instance()
    if not isinstance(application, QApplication) or (application.property(_CHOSEN) or "system") == scheme:
        return
    application.setProperty(_CHOSEN, scheme)
    asked = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(scheme, Qt.ColorScheme.Unknown)
    QGuiApplication.styleHints().setColorScheme(asked)
    # Not every platform can be asked; what Qt draws by itself follows this everywhere.
    QApplication.setPalette(QPalette() if scheme == "system" else qt_palette(palette(scheme == "dark")))


def is_dark() -> bool:
    """Say whether the scheme is dark: the chosen one, the desktop's, or what the application's windows have."""
    application = QApplication.instance()
    chosen = application.property(_CHOSEN) if application else None
    if chosen in {"light", "dark"}:
        return bool(chosen == "dark")
    scheme = QGuiApplication.styleHints().colorScheme()
    if scheme == Qt.ColorScheme.Unknown:
        return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return scheme == Qt.ColorScheme.Dark


def qt_palette(colours: Colours) -> QPalette:
    """Give the scheme in Qt's own words, for the stock widgets."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for which, colour in (
        (role.Window, colours.side),
        (role.WindowText, colours.text),
        (role.Base, colours.ground),
        (role.AlternateBase, colours.side),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.dim),
        (role.Button, colours.ground),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.accent),
        (role.ToolTipBase, colours.ground),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.selection),
        (role.HighlightedText, colours.text),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Accent, colours.accent),
        (role.Light, colours.ground),
        (role.Midlight, colours.side),
        (role.Mid, colours.line),
        (role.Dark, colours.dim),
        (role.Shadow, colours.line),
    ):
        made.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, which, colours.dim)
    return made
