"""The orders in which a list can stand: what they are called, and which one the reader chose for it last."""

from typing import Final

from PySide6.QtCore import QSettings

from desktop.language import N_, _
from storage import ListName, Order, View

ORDERS: Final[tuple[Order, ...]] = ("list", "date", "votes", "heat")

_OWN: Final[dict[ListName, str]] = {
    "later": N_("Your order"),
    "trending": N_("Rising fastest"),
    "starred": N_("Starred last"),
    "notes": N_("Written on last"),
    "recent": N_("Arrived last"),
}
_NEWEST: Final = N_("Newest")
_WORDS: Final[dict[Order, str]] = {"date": _NEWEST, "votes": N_("Most votes"), "heat": N_("Rising fastest")}


def orders(view: View) -> dict[Order, str]:
    """Give the orders of a view with their names, its own one first; empty for a day's list, which stands in parts."""
    if view.name == "today":
        return {}
    own = _OWN.get(view.name, _NEWEST) if _plain(view) else _NEWEST
    named: dict[Order, str] = {"list": own}
    named |= {order: text for order, text in _WORDS.items() if text != own}
    return {order: _(text) for order, text in named.items()}


def kept(view: View) -> Order:
    """Give the order that the reader chose last for this view, else its own."""
    chosen = QSettings().value(_key(view), "list")
    return chosen if chosen in orders(view) else "list"


def keep(view: View, order: Order) -> None:
    """Remember an order for this view."""
    if order == "list":
        QSettings().remove(_key(view))
    else:
        QSettings().setValue(_key(view), order)


def _plain(view: View) -> bool:
    return not view.tag and view.feed is None and view.rule is None and view.search is None


def _key(view: View) -> str:
    for kind, value in (("feed", view.feed), ("rule", view.rule), ("search", view.search)):
        if value is not None:
            return f"list/order/{kind} {value}"
    # A slash would make a group of settings of its own.
    return "list/order/" + (f"tag {view.tag.replace('/', '|')}" if view.tag else view.name)
