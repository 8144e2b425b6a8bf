"""What stands where a list has no papers: what is so, what can be done, and the buttons that do it; paints nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.language import N_, _
from desktop.problems import feed_trouble
from storage import Feed, ListName, View

_NO_NETWORK: Final = frozenset({"offline", "dns", "unreachable"})


@dataclass(frozen=True, slots=True)
class Blank:
    """A sentence, what to do about it, and buttons: the names of actions with their words."""

    text: str
    then: str = ""
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What the words depend on. `seen`: the day had papers, all of which were sent away; `checking`: right now."""

    view: View
    text: str = ""
    papers: int = 0
    feeds: Sequence[Feed] = ()
    checking: bool = False
    earlier: bool = False
    """Whether there is a day before this one."""


_LISTS: Final[dict[ListName, tuple[str, str]]] = {
    "later": (
        N_("Nothing for later."),
        N_("L puts a paper here. Drag papers into your order, or move them with Alt and the arrows; D ends one."),
    ),
    "trending": (
        N_("Nothing is rising just now."),
        N_("What gains votes fastest in the last seven days of Daily Papers stands here."),
    ),
    "starred": (N_("No stars yet."), N_("S keeps a paper, and cites it: starred papers are what is exported.")),
    "notes": (N_("No notes and no quotes yet."), N_("E writes a note on a paper, Q keeps a passage of it.")),
    "recent": (N_("Nothing has arrived yet."), N_("What a check brings stands here, the latest first.")),
}


def blank(now: Situation) -> Blank:
    """Give the words for a list without papers."""
    if now.text:
        return Blank(
            _("Nothing fits “{text}”.").format(text=now.text),
            _("Fewer or shorter words find more. A word in quotes, a filter or a -word finds less."),
            (("leave_search", _("Back to the list")),),
        )
    if not now.papers:
        return _first_day(now)
    view = now.view
    if view.feed is not None:
        return _of_feed(now)
    if view.rule is not None:
        return Blank(
            _("No paper has matched yet."), _("The next one that does stands here, and you are told when it comes.")
        )
    if view.tag:
        return Blank(_("No paper carries this tag."), _("T gives the selected papers a tag."))
    if view.search is not None:
        return Blank(_("No paper fits this search."), _("The next one that does stands here."))
    if view.name == "today":
        return _day(now)
    text, then = _LISTS.get(view.name, (N_("No papers here."), ""))
    return Blank(_(text), _(then) if then else "", (("today", _("Go to Today")),))


def failed(problem: str) -> Blank:
    """Give the words for a list that could not be read."""
    return Blank(_("This list cannot be shown just now."), problem, (("reload", _("Try again")),))


def looking(papers: int) -> Blank:
    """Give the words for a list that is still being looked for."""
    return Blank(_("Looking through {count} papers…").format(count=f"{papers:,}") if papers else _("Looking…"))


def _first_day(now: Situation) -> Blank:
    troubled = [feed for feed in now.feeds if feed.trouble is not None and feed.kind != "by_hand"]
    following = [feed for feed in now.feeds if feed.kind != "by_hand"]
    if now.checking or not troubled or len(troubled) < len(following):
        return Blank(
            _("The first papers are on their way."), _("They appear here as they come; a first check takes a minute.")
        )
    trouble = troubled[0].trouble
    if trouble is not None and trouble.kind in _NO_NETWORK:
        return Blank(
            _("There is no network."),
            _("The first papers come as soon as there is one; you need not do anything."),
            (("check", _("Check again now")),),
        )
    said = feed_trouble(trouble).text() if trouble else ""
    return Blank(_("None of your feeds could be read."), said, (("check", _("Check again now")),))


def _of_feed(now: Situation) -> Blank:
    feed = next((feed for feed in now.feeds if feed.id == now.view.feed), None)
    if feed is not None and feed.trouble is not None:
        return Blank(
            _("No papers from this feed."), feed_trouble(feed.trouble).text(), (("check", _("Check again now")),)
        )
    return Blank(
        _("No papers from this feed yet."), _("They appear here with the next check."), (("check", _("Check now")),)
    )


def _day(now: Situation) -> Blank:
    before = (("previous_day", _("The day before")),) if now.earlier else ()
    if now.view.until is not None and now.view.until != now.view.day:
        return Blank(
            _("No papers in these days."), _("Either there were none, or you have sent all of them away."), before
        )
    return Blank(
        _("No papers on this day."), _("Either there was no list, or you have sent all of its papers away."), before
    )
