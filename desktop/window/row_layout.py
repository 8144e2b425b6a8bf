"""Where everything of a row stands: its lines broken and cut to its width, its marked words found; paints nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from desktop.language import _
from desktop.window import row_words
from desktop.window.type_sizes import sized
from storage import Entry, FeedId, RuleId, legible, places_in_legible

Density = Literal["tall", "medium", "slim"]
HEIGHTS: Final[dict[Density, int]] = {"tall": 92, "medium": 52, "slim": 28}
"""Of a row, in pixels where the font has 13."""

HEADING: Final = 30
"""Of a heading, the same."""

Ink = Literal["text", "dim", "growth"]

_BREAKS: Final = {ord(sign): " " for sign in "\n\r\t\v\f\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one font and colour, from x on, standing on y; both from the row's upper left corner."""

    x: float
    y: float
    text: str
    font: QFont
    ink: Ink
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rounded ground under words: of a tag, else of marked words."""

    rect: QRectF
    radius: float
    tag: str = ""


@dataclass(slots=True)
class RowLayout:
    """A row ready to be painted. `cut`: its title is longer than what is shown; `baseline`: what it stands on."""

    entry: Entry
    runs: list[Run] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    dot: QPointF | None = None
    triangle: QRectF | None = None
    star: QRectF = field(default_factory=QRectF)
    cut: bool = False
    baseline: float = 0.0


class Sizes:
    """Fonts, their measures and the lengths of a row, all from the desktop's font."""

    def __init__(self, font: QFont, density: Density) -> None:
        # Rows hold lines, so it is the height of a line that scales them, not the font's nominal size.
        self.unit = QFontMetricsF(font).height() / 15.0
        self.font = font
        self.density: Density = density
        self.height = round(HEIGHTS[density] * self.unit)
        self.heading_height = round(HEADING * self.unit)
        slim = density == "slim"
        self.bold = sized(font, 13 if slim else 13.5, bold=True)
        self.regular = sized(font, 13 if slim else 13.5)
        self.name = sized(font, 13 if density == "tall" else 12)
        self.meta = sized(font, 11.5, tabular=True)
        self.chip = sized(font, 11)
        self.heading = sized(font, 12, bold=True)
        self.heading_measure = QFontMetricsF(self.heading)
        self.votes = sized(font, {"tall": 15.0, "medium": 14.0, "slim": 12.5}[density], bold=True, tabular=True)
        self.bold_measure, self.regular_measure = QFontMetricsF(self.bold), QFontMetricsF(self.regular)
        self.name_measure, self.meta_measure = QFontMetricsF(self.name), QFontMetricsF(self.meta)
        self.chip_measure, self.votes_measure = QFontMetricsF(self.chip), QFontMetricsF(self.votes)
        self.left, self.right, self.gap = 34 * self.unit, 14 * self.unit, 6 * self.unit
        self.star = 14 * self.unit
        """Width and height of the star."""
        self.triangle = self.votes_measure.capHeight()
        self.age = self.meta_measure.horizontalAdvance("88 MMM") if slim else 0.0
        self.column = self._column()
        """Width of what stands at the right: votes, star, growth; in slim rows the age too."""

    def _column(self) -> float:
        votes = self.triangle + self.gap + self.votes_measure.horizontalAdvance("888") + self.gap + self.star
        if self.density == "slim":
            return votes + 2 * self.gap + self.age
        return max(votes, self.meta_measure.horizontalAdvance("+88 in 24 h"))

    def title_font(self, entry: Entry) -> QFont:
        """Give the font of a title: bold while it is unread."""
        return self.bold if entry.unread else self.regular

    def title_measure(self, entry: Entry) -> QFontMetricsF:
        """Give the measure of that font."""
        return self.bold_measure if entry.unread else self.regular_measure

    def chip_width(self, text: str) -> float:
        """Give how wide a label is."""
        return self.chip_measure.horizontalAdvance(text) + 2 * self.gap


class RowMaker:
    """Lays out rows for one width and one moment."""

    def __init__(
        self, sizes: Sizes, width: float, now: datetime, feeds: Mapping[FeedId, str], rules: Mapping[RuleId, str]
    ) -> None:
        self._sizes, self._now, self._feeds, self._rules = sizes, now, feeds, rules
        self._right = max(width - sizes.right, sizes.left + 80 * sizes.unit)
        self._text = max(self._right - sizes.left - sizes.column - 3 * sizes.gap, 60 * sizes.unit)
        """How wide titles and names may be."""
        self.waiting = True
        """Whether a row says that its paper is in Later."""

    def lay(self, entry: Entry) -> RowLayout:
        """Lay out the row of one paper."""
        row = RowLayout(entry)
        if self._sizes.density == "tall":
            self._tall(row)
        elif self._sizes.density == "medium":
            self._medium(row)
        else:
            self._slim(row)
        return row

    def _tall(self, row: RowLayout) -> None:
        unit, left, entry = self._sizes.unit, self._sizes.left, row.entry
        lines = self._title_lines(row)
        authors = self._authors(entry, self._text)
        # What has fewer lines stands in the middle of its row.
        y = 23.0 + (9.0 if len(lines) == 1 else 0.0) + (0.0 if authors else 10.0)
        self._right_column(row, y * unit)
        self._dot(row, y * unit)
        seen = False
        for text, start in lines:
            seen |= self._title(row, text, start, y * unit)
            y += 18
        y += 1.5
        if authors:
            row.runs.append(Run(left, y * unit, authors, self._sizes.name, "dim"))
            y += 20.5
        # The third line has the whole width; the second has the growth at its right.
        third = len(lines) > 1 or bool(authors)
        self._meta(row, left, self._right if third else left + self._text, (y - 0.5) * unit, why=not seen)

    def _medium(self, row: RowLayout) -> None:
        unit, left, sizes = self._sizes.unit, self._sizes.left, self._sizes
        self._right_column(row, 21 * unit)
        self._dot(row, 21 * unit)
        seen = self._title(row, self._cut(row, self._title_text(row.entry), self._text), 0, 21 * unit)
        x, y = left, 40 * unit
        if authors := self._authors(row.entry, self._text * (0.5 if seen or not row.entry.matches else 0.38)):
            # A chip parts them well enough by itself.
            parted = authors if row.entry.matches and not seen else f"{authors} · "
            row.runs.append(Run(x, y, parted, sizes.name, "dim"))
            x += sizes.name_measure.horizontalAdvance(parted) + (sizes.gap if parted == authors else 0.0)
        self._meta(row, x, left + self._text, y, why=not seen)

    def _slim(self, row: RowLayout) -> None:
        sizes, left = self._sizes, self._sizes.left
        y = 18.5 * sizes.unit
        self._right_column(row, y)
        self._dot(row, y)
        said = row_words.age(row_words.moment(row.entry), self._now)
        x = self._right - sizes.column + sizes.age - sizes.meta_measure.horizontalAdvance(said)
        row.runs.append(Run(x, y, said, sizes.meta, "dim"))
        measure = sizes.title_measure(row.entry)
        text = self._title_text(row.entry)
        names = [chip for chip in (*self._why(row.entry), *((tag, tag) for tag in row.entry.mark.tags)) if chip[0]]
        chips = sum(sizes.chip_width(name) + sizes.gap for name, _tag in names)
        # The title comes first; a wide list has room for some names too.
        wide = self._text > 520 * sizes.unit and row.entry.paper.authors
        others = min(chips, self._text * 0.25) + (self._text * 0.2 if wide else 0.0)
        shown = self._cut(row, text, self._text - others - (2 * sizes.gap if others else 0.0))
        seen = self._title(row, shown, 0, y)
        x = left + measure.horizontalAdvance(shown) + 2 * sizes.gap
        end = left + self._text
        if not seen:
            x = self._chips(row, self._why(row.entry), x, end, y)
        x = self._chips(row, [(tag, tag) for tag in row.entry.mark.tags], x, end, y)
        if end - x > 80 * sizes.unit and (authors := self._authors(row.entry, end - x)):
            row.runs.append(Run(x, y, authors, sizes.name, "dim"))

    # What stands at the right, and the dot

    def _right_column(self, row: RowLayout, y: float) -> None:
        sizes, entry = self._sizes, row.entry
        top = y - sizes.votes_measure.capHeight() / 2 - sizes.star / 2
        row.star = QRectF(self._right - sizes.star, top, sizes.star, sizes.star)
        right = row.star.left() - sizes.gap
        votes = entry.appearance.votes if entry.appearance else None
        if votes is None:
            # A paper that was read, or lies there since March, is not new because nobody votes on it.
            if entry.unread:
                self._flush(row, Run(right, y, _("new"), sizes.meta, "dim"))
            return
        text = str(votes) if votes < 10_000 else row_words.compact(votes)
        x = self._flush(row, Run(right, y, text, sizes.votes, "text"))
        row.triangle = QRectF(x - sizes.gap - sizes.triangle, y - sizes.triangle, sizes.triangle, sizes.triangle)
        growth = row_words.growth(entry.heat)
        if growth and sizes.density != "slim":
            step = 20 if sizes.density == "tall" else 18.5
            self._flush(row, Run(self._right, y + step * sizes.unit, growth, sizes.meta, "growth"))

    def _flush(self, row: RowLayout, run: Run) -> float:
        """Set words that end at their x, and give where they begin."""
        x = run.x - QFontMetricsF(run.font).horizontalAdvance(run.text)
        row.runs.append(replace(run, x=x))
        return x

    def _dot(self, row: RowLayout, y: float) -> None:
        row.baseline = y
        if row.entry.unread:
            row.dot = QPointF(self._sizes.left * 0.46, y - self._sizes.bold_measure.xHeight() / 2)

    # The title

    def _title_text(self, entry: Entry) -> str:
        return legible(entry.paper.title).translate(_BREAKS) or _("without a title")

    def _title_lines(self, row: RowLayout) -> list[tuple[str, int]]:
        """Break a title into two lines, the second cut to the width; each with its place in the title."""
        text = self._title_text(row.entry)
        first, rest = broken(text, self._sizes.title_font(row.entry), self._text)
        if not rest:
            return [(first, 0)]
        return [(first, 0), (self._cut(row, rest, self._text), len(text) - len(rest))]

    def _cut(self, row: RowLayout, text: str, room: float) -> str:
        shown = self._sizes.title_measure(row.entry).elidedText(text, Qt.TextElideMode.ElideRight, room)
        row.cut |= shown != text
        return shown

    def _title(self, row: RowLayout, shown: str, start: int, y: float) -> bool:
        """Set a line of a title, which begins at `start` of it, and say whether any of its words are marked."""
        sizes, entry = self._sizes, row.entry
        font, measure = sizes.title_font(entry), sizes.title_measure(entry)
        end = start + len(shown.rstrip("…"))
        marks = [
            (max(first, start) - start, min(last, end) - start)
            for first, last in marked_places(entry)
            if first < end and last > start
        ]
        row.runs.append(Run(sizes.left, y, shown, font, "dim" if entry.mark.dismissed else "text"))
        above, below = measure.capHeight() + 3.5 * sizes.unit, 3.5 * sizes.unit
        for left, right in spans(shown, font, marks):
            rect = QRectF(sizes.left + left, y - above, right - left, above + below)
            row.boxes.append(Box(rect.adjusted(-1.5 * sizes.unit, 0, 1.5 * sizes.unit, 0), 3 * sizes.unit))
        return bool(marks)

    # The other lines

    def _authors(self, entry: Entry, room: float) -> str:
        measure = self._sizes.name_measure
        said = row_words.names(entry.paper.authors, lambda text: measure.horizontalAdvance(text) <= room)
        return measure.elidedText(said.translate(_BREAKS), Qt.TextElideMode.ElideRight, room)

    def _why(self, entry: Entry) -> list[tuple[str, str]]:
        words = dict.fromkeys(row_words.rule_words(match, self._rules) for match in entry.matches)
        text = ", ".join(word for word in words if word)
        return [(text, "")] if text else []

    def _meta(self, row: RowLayout, x: float, end: float, y: float, *, why: bool) -> None:
        """Set the line of why, sources, age and tags; what is known by heart, the sources, gives way first."""
        sizes, entry = self._sizes, row.entry
        if why:
            x = self._chips(row, self._why(entry), x, x + (end - x) * 0.5, y)
        measure = sizes.meta_measure
        tail = " · ".join(row_words.facts(entry, self._now, waiting=self.waiting))
        tags = sum(sizes.chip_width(tag) + sizes.gap for tag in entry.mark.tags)
        room = end - x - min(tags, (end - x) * 0.4) - measure.horizontalAdvance(f" · {tail}") - sizes.gap
        feeds = row_words.sources(entry.feeds, self._feeds).translate(_BREAKS)
        if room > 30 * sizes.unit and feeds:
            shown = measure.elidedText(feeds, Qt.TextElideMode.ElideRight, room)
            if shown != feeds:
                shown = shown.rstrip("… ·,.") + "…"
            tail = f"{shown} · {tail}"
        tail = measure.elidedText(tail, Qt.TextElideMode.ElideRight, end - x)
        row.runs.append(Run(x, y, tail, sizes.meta, "dim"))
        x += measure.horizontalAdvance(tail) + 1.5 * sizes.gap
        self._chips(row, [(tag, tag) for tag in entry.mark.tags], x, end, y)

    def _chips(self, row: RowLayout, chips: Sequence[tuple[str, str]], x: float, end: float, y: float) -> float:
        """Set labels while they fit, "+2" for those that do not, and give where the next thing begins."""
        sizes, measure = self._sizes, self._sizes.chip_measure
        more = measure.horizontalAdvance("+88") + sizes.gap
        for place, (name, tag) in enumerate(chips):
            last = place == len(chips) - 1
            room = end - x - (0 if last else more)
            text = name.translate(_BREAKS)
            if sizes.chip_width(text) > room:
                text = measure.elidedText(text, Qt.TextElideMode.ElideRight, room - 2 * sizes.gap)
            if len(text) < min(len(name), 5):
                if end - x >= more - sizes.gap and tag:
                    row.runs.append(Run(x, y, f"+{len(chips) - place}", sizes.chip, "dim"))
                    x += more
                break
            width = sizes.chip_width(text)
            above, below = measure.capHeight() + 4 * sizes.unit, 4 * sizes.unit
            radius = (above + below) / 2 if tag else 3 * sizes.unit
            # A pixel up: the small letters of a chip look centred on the small letters of the line.
            row.boxes.append(Box(QRectF(x, y - above, width, above + below), radius, tag))
            row.runs.append(Run(x + sizes.gap, y, text, sizes.chip, "text", tag))
            x += width + sizes.gap
        return x


def marked_places(entry: Entry) -> list[tuple[int, int]]:
    """Give where the words of rules stand in the title as it reads, in order, joined where they overlap.

    A place whose words are no longer there, because the title was replaced since, is left out.
    """
    title = entry.paper.title
    found = sorted(
        (start, end)
        for match in entry.matches
        for where, start, end in match.places
        if where == "title" and 0 <= start < end <= len(title) and title[start:end] in match.words
    )
    joined: list[tuple[int, int]] = []
    for start, end in places_in_legible(title, found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def broken(text: str, font: QFont, width: float) -> tuple[str, str]:
    """Give the first line of a text as wide as this, and the rest; within a word only where a word is wider."""
    layout = _layout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    end = _place(text, line.textStart() + line.textLength())
    return text[:end].rstrip(), text[end:]


def spans(text: str, font: QFont, places: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Give left and right of these parts of a text set in one line."""
    if not places:
        return []
    layout = _layout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e6)
    layout.endLayout()
    found: list[tuple[float, float]] = []
    for start, end in places:
        one, other = (float(_x(line.cursorToX(_units(text, place)))) for place in (start, end))
        found.append((min(one, other), max(one, other)))
    return found


def _layout(text: str, font: QFont) -> QTextLayout:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    return layout


def _x(given: object) -> float:
    """Take the x out of what cursorToX gives: in PySide6 a pair of it and the cursor."""
    return float(given[0] if isinstance(given, tuple) else given)  # type: ignore[arg-type]  # the stubs say object


def _units(text: str, place: int) -> int:
    """Give a place in a text as Qt counts, by units of UTF-16."""
    return place + sum(letter > "\uffff" for letter in text[:place])


def _place(text: str, units: int) -> int:
    """Give a place as Python counts, by letters."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "surrogatepass"))
