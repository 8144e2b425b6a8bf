"""Rules in words: what the small form writes, and what would come or came of a rule."""

from collections.abc import Iterable
from typing import Final

from desktop.language import N_, _, ngettext
from desktop.window.shelves import rule_name
from storage import Preview, Rule, Yield

PARTS: Final[dict[str, str]] = {
    "": N_("anywhere"),
    "title": N_("in the title"),
    "abs": N_("in the abstract"),
    "author": N_("among the authors"),
}
"""Where the small form can look."""

IGNORED: Final = 20
"""Papers in a row that a rule told of and nobody opened, after which it may as well only fill its list."""


def written(any_of: str, all_of: str, none_of: str, part: str = "") -> str:
    """Give the text of a rule; the three take words or phrases with commas between them."""
    field = f"{part}:" if part else ""
    anyone, everyone, no_one = (_pieces(text, field) for text in (any_of, all_of, none_of))
    either = " OR ".join(anyone)
    if len(anyone) > 1 and (everyone or no_one):
        either = f"({either})"
    return " ".join([*filter(None, [either]), *everyone, *(f"-{piece}" for piece in no_one)])


def _pieces(text: str, field: str) -> list[str]:
    pieces = (" ".join(piece.replace('"', " ").split()) for piece in text.split(","))
    return [f"{field}{_quoted(piece)}" for piece in pieces if piece]


def _quoted(piece: str) -> str:
    plain = piece.removeprefix("~").removesuffix("*").replace("-", "").replace("+", "").replace("#", "")
    is_word = plain.isalnum() and piece not in {"AND", "OR", "NOT"} and not piece.startswith("-")
    return piece if is_word else f'"{piece}"'


def by_author(name: str) -> str:
    """Give the text of a rule that follows an author."""
    return 'author:"{name}"'.format(name=" ".join(name.replace('"', " ").split()))


def found(preview: Preview) -> str:
    """Say how much a rule would have found."""
    count = len(preview.papers)
    if not count:
        return _("It would have found nothing in the last {days} days.").format(days=preview.days)
    papers = ngettext("{count} paper", "{count} papers", count).format(count=f"{count:,}")
    pace = _pace(preview.a_week)
    return _("It would have found {papers} in the last {days} days, {pace}.").format(
        papers=papers, days=preview.days, pace=pace
    )


def _pace(a_week: float) -> str:
    if a_week < 1:
        return _("less than one a week")
    count = round(a_week)
    return ngettext("about {count} a week", "about {count} a week", count).format(count=f"{count:,}")


def overlapping(preview: Preview, rules: Iterable[Rule]) -> str:
    """Say which other rules have found some of these papers, the first two; empty where none has."""
    names = {rule.id: rule_name(rule) for rule in rules}
    shared = [
        _("“{rule}” finds {count} of them").format(rule=names[rule], count=f"{count:,}")
        for rule, count in preview.overlap[:2]
        if rule in names
    ]
    return ", ".join(shared) + "." if shared else ""


def came_of(came: Yield) -> str:
    """Say what came of a rule or a feed."""
    matches = ngettext("{count} match", "{count} matches", came.papers).format(count=f"{came.papers:,}")
    return _("{matches}, {count} starred").format(matches=matches, count=f"{came.starred:,}")


def ignored(came: Yield) -> str:
    """Say that a rule tells too much, where nothing came of the last it told of; else nothing."""
    if came.unopened < IGNORED:
        return ""
    return _("You opened none of the last {count} papers that it told you of.").format(count=came.unopened)
