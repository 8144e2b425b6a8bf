"""The line above the list: which day, week or month it shows, and how much of it is left to read."""

from datetime import date, timedelta
from functools import partial
from typing import Final, Literal

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from desktop.language import N_, _, ngettext

Span = Literal["day", "week", "month"]
_SPANS: Final[tuple[tuple[Span, str], ...]] = (("day", N_("Day")), ("week", N_("Week")), ("month", N_("Month")))


class DayBar(QWidget):
    """‹ title ›, what is left, and the switch between day, week and month; on lists without days only the title."""

    moved = Signal(object, object)  # first and last day to show

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first: date | None = None
        self._latest: date | None = None
        self._span: Span = "day"
        self._back = self._arrow("‹", _("The day before"))
        self._on = self._arrow("›", _("The day after"))
        self._back.clicked.connect(lambda: self.step(-1))
        self._on.clicked.connect(lambda: self.step(1))
        self._title = QLabel()
        self._title.setObjectName("listTitle")
        self._left = QLabel()
        self._left.setObjectName("dim")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 12, 7)
        row.setSpacing(2)
        for widget in (self._back, self._title, self._on, self._left):
            row.addWidget(widget)
        row.addStretch(1)
        self._switch = QToolButton(self)
        self._switch.setObjectName("switch")
        self._switch.setAccessibleName(_("Day, week or month"))
        self._switch.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._switch.setMenu(self._span_menu())
        row.addWidget(self._switch)
        self._show_span()

    def _span_menu(self) -> QMenu:
        menu = QMenu(self)
        for span, text in _SPANS:
            menu.addAction(_(text), partial(self._choose_span, span))
        return menu

    def _show_span(self) -> None:
        self._switch.setText(_(dict(_SPANS)[self._span]) + " ▾")

    def _arrow(self, sign: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setAutoRaise(True)
        return button

    def show_days(self, first: date | None, latest: date | None, *, left: int | None, total: int) -> None:
        """Show a day (None: there is none yet) of a library whose newest day is `latest`."""
        self._first, self._latest = first, latest
        for widget in (self._back, self._on, self._switch):
            widget.setVisible(first is not None)
        if first is None:
            self.show_title(_("Today"), total)
            return
        last = _last(first, self._span)
        self._on.setEnabled(latest is not None and last < latest)
        self._title.setText(_title(first, self._span))
        self._say_left(left, total)

    def show_title(self, title: str, total: int) -> None:
        """Show the name of a list that has no days."""
        self._first = None
        for widget in (self._back, self._on, self._switch):
            widget.setVisible(False)
        self._title.setText(title)
        self._say_left(None, total)

    def _say_left(self, left: int | None, total: int) -> None:
        if not total:
            text = ""
        elif left is None:
            text = ngettext("{count} paper", "{count} papers", total).format(count=f"{total:,}")
        elif left:
            left = min(left, total)  # papers that wait above the list are counted already
            text = _("{left} of {total} left").format(left=f"{left:,}", total=f"{total:,}")
        else:
            text = ngettext("{count} paper, all seen", "{count} papers, all seen", total).format(count=f"{total:,}")
        self._left.setText(text)

    def step(self, direction: int) -> None:
        """Go a day, week or month back (-1) or on (1), never past the newest; weekends are passed over by day."""
        if self._first is None or self._latest is None:
            return
        first = self._first + timedelta(days=direction)
        if self._span == "day":
            while first.weekday() > 4 and first != self._latest:
                first += timedelta(days=direction)
        else:
            edge = _last(self._first, self._span) if direction > 0 else _start(self._first, self._span)
            first = _start(edge + timedelta(days=direction), self._span)
        if first <= self._latest:
            self.moved.emit(first, _last(first, self._span))

    def _choose_span(self, span: Span) -> None:
        self._span = span
        self._show_span()
        if self._first is not None and self._latest is not None:
            last = min(_last(self._first, span), self._latest)
            first = last if span == "day" else _start(last, span)
            self.moved.emit(first, _last(first, span))


def _start(day: date, span: Span) -> date:
    if span == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if span == "month" else day


def _last(day: date, span: Span) -> date:
    if span == "week":
        return _start(day, span) + timedelta(days=6)
    if span == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return day


def _title(first: date, span: Span) -> str:
    locale = QLocale()
    if span == "month":
        return locale.toString(_q(first), "MMMM yyyy")
    if span == "week":
        last = _last(first, span)
        return f"{locale.toString(_q(first), 'd MMMM')} – {locale.toString(_q(last), 'd MMMM')}"
    return locale.toString(_q(first), "dddd, d MMMM")


def _q(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
