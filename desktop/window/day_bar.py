"""The line above the list: which day, week or month it shows, and how much of it is left to read."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final, Literal

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from desktop.language import N_, _, ngettext
from desktop.window.tips import plainly
from storage import Order

Span = Literal["day", "week", "month"]
_SPANS: Final[tuple[tuple[Span, str], ...]] = (("day", N_("Day")), ("week", N_("Week")), ("month", N_("Month")))


class DayBar(QWidget):
    """‹ title ›, what is left, and the switch between day, week and month; else how the list is sorted."""

    moved = Signal(object, object)  # first and last day to show
    stepped = Signal(object, bool)  # the edge of what is shown, and whether to go on from there, else back
    order_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first: date | None = None
        self._latest: date | None = None
        self._span: Span = "day"
        self._full = self._short = self._said = ""
        self._selected = 0
        self._offered: tuple[Mapping[Order, str], Order] | None = None
        self._back = self._arrow("‹", _("The day before"))
        self._on = self._arrow("›", _("The day after"))
        self._back.clicked.connect(lambda: self.step(-1))
        self._on.clicked.connect(lambda: self.step(1))
        self._title, self._left = self._label("listTitle"), self._label("dim")
        self._switch = self._menu_button("switch", _("Day, week or month"))
        self._switch.setMenu(self._span_menu())
        self.order = self._menu_button("switch", _("Order of the list"))
        self.order.setMenu(QMenu(self))
        self._segments = self._make_segments()
        self.setObjectName("head")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 7, 12, 7)
        self._row.setSpacing(2)
        left: tuple[QWidget, ...] = (self._back, self._title, self._on, self._left)
        right: tuple[QWidget, ...] = (self._segments, self._switch, self.order)
        for widget in left:
            self._row.addWidget(widget)
        self._row.addStretch(1)
        for widget in right:
            self._row.addWidget(widget)
        # As high with what it shows on some lists as without, so that no list stands lower than another.
        self.setMinimumHeight(self._segments.sizeHint().height() + 16)
        self._show_span()

    # Its parts

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setObjectName(name)
        return label

    def _arrow(self, sign: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setAutoRaise(True)
        return button

    def _menu_button(self, look: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(look)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _span_menu(self) -> QMenu:
        menu = QMenu(self)
        for span, text in _SPANS:
            menu.addAction(_(text), partial(self._choose_span, span))
        return menu

    def _make_segments(self) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("segments")
        row = QHBoxLayout(frame)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._buttons: dict[Span, QToolButton] = {}
        for span, text in _SPANS:
            button = QToolButton(frame)
            button.setObjectName("segment")
            button.setText(_(text))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(partial(self._choose_span, span))
            row.addWidget(button)
            self._buttons[span] = button
        return frame

    def _show_span(self) -> None:
        self._switch.setText(_(dict(_SPANS)[self._span]) + " ▾")
        self._buttons[self._span].setChecked(True)

    # What it shows

    def show_days(
        self, first: date | None, latest: date | None, *, left: int | None, total: int, today: date | None = None
    ) -> None:
        """Show a day (None: there is none yet) of a library whose newest day is `latest`; with `today` its age too."""
        self._first, self._latest = first, latest
        if first is None:
            self.show_title(_("Today"), total)
            return
        last = _last(first, self._span)
        self._on.setEnabled(latest is not None and last < latest)
        title, short = _title(first, self._span), _title(first, self._span, short=True)
        if self._span == "day" and first == latest and today is not None and first < today:
            title = _("{day} · the last list").format(day=title)
        self._show(title, left, total, days=True, short=short)

    def show_title(self, title: str, total: int, *, more: bool = False) -> None:
        """Show the name of a list that has no days; `more`: there are more papers than the total, not yet counted."""
        self._first = None
        self._show(title, None, total, days=False)
        if more:
            self._said = _("more than {count} papers").format(count=f"{total:,}")
            self.show_selected(self._selected)

    def show_orders(self, orders: Mapping[Order, str], chosen: Order, actions: Mapping[Order, QAction]) -> None:
        """Offer these orders; `actions` carry them out and bring their keys along."""
        if self._offered == (orders, chosen):
            return
        self._offered = dict(orders), chosen
        menu = self.order.menu()
        menu.clear()
        for order, text in orders.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(order == chosen)
            if order in actions:
                action.setText(f"{text}\t{actions[order].shortcut().toString(QKeySequence.SequenceFormat.NativeText)}")
            action.triggered.connect(lambda _checked=False, order=order: self.order_chosen.emit(order))
        self.order.setText(f"{orders.get(chosen, '')} ▾")
        self.order.setVisible(len(orders) > 1)
        self._fit()

    def show_selected(self, papers: int) -> None:
        """Say how many papers are selected, where they are several, in place of what is left."""
        self._selected = papers
        several = ngettext("{count} selected", "{count} selected", papers).format(count=f"{papers:,}")
        self._left.setText(several if papers > 1 else self._said)
        self._fit()

    def _show(self, title: str, left: int | None, total: int, *, days: bool, short: str = "") -> None:
        self._back.setVisible(days)
        self._on.setVisible(days)
        self._full, self._short = title, short or title
        self._said = _left(left, total)
        self.show_selected(self._selected)

    # What fits

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Show the three spans side by side where there is room, else behind a button."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        days = self._first is not None
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 16
        measure = self._title.fontMetrics()
        taken = self._left.sizeHint().width()
        taken += 2 * self._back.sizeHint().width() if days else self.order.sizeHint().width()
        whole = measure.horizontalAdvance(self._full) + 6
        wide = days and taken + whole + self._segments.sizeHint().width() <= room
        self._segments.setVisible(wide)
        self._switch.setVisible(days and not wide)
        if days:
            taken += (self._segments if wide else self._switch).sizeHint().width()
        shown = self._full if whole <= room - taken else self._short
        width = min(measure.horizontalAdvance(shown) + 6, max(room - taken, 60))
        self._title.setFixedWidth(width)
        self._title.setText(measure.elidedText(shown, Qt.TextElideMode.ElideRight, width - 4))
        self._title.setToolTip(plainly(self._full) if self._title.text() != self._full else "")

    # What the reader does

    def step(self, direction: int) -> None:
        """Ask to go back (-1) or on (1) to the next list that there is, never past the newest."""
        if self._first is None or self._latest is None:
            return
        edge = _last(self._first, self._span) if direction > 0 else _start(self._first, self._span)
        if direction < 0 or edge < self._latest:
            self.stepped.emit(edge, direction > 0)

    def go_to(self, day: date) -> None:
        """Ask for the day, week or month that a day is in."""
        if self._latest is not None:
            first = _start(min(day, self._latest), self._span)
            self.moved.emit(first, _last(first, self._span))

    def _choose_span(self, span: Span) -> None:
        self._span = span
        self._show_span()
        if self._first is not None and self._latest is not None:
            last = min(_last(self._first, span), self._latest)
            first = last if span == "day" else _start(last, span)
            self.moved.emit(first, _last(first, span))


def _left(left: int | None, total: int) -> str:
    if not total:
        return ""
    if left is None:
        return ngettext("{count} paper", "{count} papers", total).format(count=f"{total:,}")
    if left:
        return _("{left} of {total} left").format(left=f"{left:,}", total=f"{total:,}")
    return ngettext("{count} paper, all seen", "{count} papers, all seen", total).format(count=f"{total:,}")


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


def _title(first: date, span: Span, *, short: bool = False) -> str:
    locale, month = QLocale(), "MMM" if short else "MMMM"
    if span == "month":
        return locale.toString(_q(first), f"{month} yyyy")
    if span == "week":
        last = _last(first, span)
        return f"{locale.toString(_q(first), f'd {month}')} – {locale.toString(_q(last), f'd {month}')}"
    return locale.toString(_q(first), "ddd, d MMM" if short else "dddd, d MMMM")


def _q(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
