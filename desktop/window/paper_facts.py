"""What the pane says about a paper: when and where it appeared, how it rises, what it matches, why it was kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from desktop.language import _, ngettext
from desktop.window.paper_words import Piece
from storage import Appearance, Entry, FeedId, Identifier, MergeReason, Paper, RuleId, legible

MOST_APPEARANCES: Final = 4

_DOT: Final = "\u00a0\u00a0·  "
"""Between facts; a line breaks behind it."""


def day(when: date | datetime) -> str:
    """Write a day as the window does: 19 Nov 2026, the reader's own day where a time is known."""
    if isinstance(when, datetime):
        when = when.astimezone()
    months = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return f"{when.day} {months[when.month - 1]} {when.year}"


def facts(entry: Entry) -> list[Piece]:
    """Say when it appeared, in what, its categories, names and citation key, and what changed since it was marked."""
    paper = entry.paper
    when = paper.published or (entry.appearance.day if entry.appearance else None)
    said = _dates(paper, when, to=entry.updated_to)
    if paper.venue and paper.venue.name:
        said.append(paper.venue.name)
    if paper.organisation:
        said.append(paper.organisation)
    said += [", ".join(paper.categories)] if paper.categories else []
    said += [named(identifier) for identifier in paper.ids if identifier.scheme != "guid"]
    pieces = [Piece(_DOT.join(word.replace(" ", "\u00a0") if len(word) < 24 else word for word in said), "dim")]
    if entry.updated_to:
        news = _("v{version} since you marked it").format(version=entry.updated_to)
        pieces += [Piece(_DOT if said else "", "dim"), Piece(news.replace(" ", "\u00a0"), "accent")]
    if entry.key:
        pieces += [Piece(_DOT if said else "", "dim"), Piece(entry.key, "link", link="key")]
    return [piece for piece in pieces if piece.text]


def _dates(paper: Paper, when: date | None, *, to: int | None) -> list[str]:
    """Say when it appeared; of a later version its day too, "v3, 12 May 2026; first 3 Jan 2026"."""
    version = paper.version or 0
    if version < 2 or to:
        return [day(when)] if when else []
    if not paper.updated or paper.updated == when:
        return [f"v{version}", *([day(when)] if when else [])]
    latest = _("v{version}, {day}").format(version=version, day=day(paper.updated))
    return [_("{latest}; first {day}").format(latest=latest, day=day(when)) if when else latest]


def named(identifier: Identifier) -> str:
    """Name an identifier with its scheme: arXiv 2611.09999."""
    schemes = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL", "openreview": "OpenReview", "pubmed": "PubMed"}
    return f"{schemes.get(identifier.scheme, identifier.scheme)} {identifier.value}"


def appeared(
    appearances: Sequence[tuple[FeedId, Appearance]], feeds: Mapping[FeedId, str], *, whole: bool
) -> list[Piece]:
    """Say where it was shown, a line each: list, day, rank, votes; beyond four how many others, unless `whole`."""
    known = [(feeds[feed], seen) for feed, seen in appearances if feed in feeds]
    folded = not whole and len(known) > MOST_APPEARANCES
    pieces: list[Piece] = []
    for name, seen in known[:MOST_APPEARANCES] if folded else known:
        pieces += [Piece("\n")] if pieces else []
        pieces += [Piece(name), Piece(_DOT + _DOT.join(_seen(seen)), "dim")]
    if folded:
        rest = len(known) - MOST_APPEARANCES
        others = ngettext("and {count} other time", "and {count} other times", rest).format(count=rest)
        pieces += [Piece("\n"), Piece(others, "link", link="all")]
    elif len(known) > MOST_APPEARANCES:
        pieces += [Piece("\n"), Piece(_("show fewer"), "link", link="few")]
    return pieces


def _seen(seen: Appearance) -> list[str]:
    said = [day(seen.day)]
    kinds = {
        "cross": _("cross-listed"),
        "replace": _("a new version"),
        "replace-cross": _("a new version, cross-listed"),
    }
    if seen.announced in kinds:
        said.append(kinds[seen.announced])
    if seen.rank:
        said.append(_("place {rank}").format(rank=seen.rank))
    if seen.votes:
        said.append(f"▲\u00a0{short(seen.votes)}")
    if seen.comments:
        said.append(ngettext("{count} comment", "{count} comments", seen.comments).format(count=seen.comments))
    return [word.replace(" ", "\u00a0") for word in said]


def known_as(paper: Paper, why: MergeReason, when: datetime) -> list[Piece]:
    """Say what was joined into a paper: its names, its title, why and when."""
    names = ", ".join(named(identifier) for identifier in paper.ids if identifier.scheme != "guid")
    reasons = {"id": _("by a name they share"), "title": _("by title and authors"), "reader": _("by you")}
    joined = _("joined {why}, {day}").format(why=reasons[why], day=day(when))
    head = [Piece(names or legible(paper.title))]
    rest = [legible(paper.title), joined] if names else [joined]
    return [*head, Piece(_DOT + _DOT.join(rest), "dim")]


def short(count: int) -> str:
    """Write a large number in few signs: 1.2k."""
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}".removesuffix(".0") + "k" if count < 99_950 else f"{round(count / 1000)}k"


def rising(entry: Entry, votes: Sequence[tuple[datetime, int]] = ()) -> list[Piece]:
    """Say how a paper is rising, or only how many votes it has; empty where there is neither."""
    heat = entry.heat
    if heat is None or (heat.gained <= 0 and heat.presence < 2):
        return [Piece(f"▲ {votes[-1][1]}", "strong")] if len(votes) > 1 else []
    said = []
    if heat.gained > 0:
        gained = ngettext("+{count} vote", "+{count} votes", heat.gained).format(count=heat.gained)
        said.append(_("{votes} in {hours} h").format(votes=gained, hours=max(1, round(heat.hours))))
    if heat.presence > 1:
        said.append(ngettext("in {count} source", "in {count} sources", heat.presence).format(count=heat.presence))
    return [Piece(f"▲ {heat.votes}", "strong"), Piece("   " + ", ".join(said))]


def matching(entry: Entry, rules: Mapping[RuleId, str]) -> list[Piece]:
    """Say which rules fired; empty where none did."""
    fired = [rules[match.rule] for match in entry.matches if match.rule in rules]
    if not fired:
        return []
    pieces = [Piece(_("Matches") + " ")]
    for place, words in enumerate(fired):
        pieces += [Piece(", ")] if place else []
        pieces.append(Piece(words, "strong"))
    return pieces


def kept(entry: Entry, feeds: Mapping[FeedId, str], rules: Mapping[RuleId, str]) -> list[Piece]:
    """Say why a paper was kept: the first line of the note, when it was marked, and where it came from."""
    mark = entry.mark
    first = next((line.strip().lstrip("#>-*– ") for line in mark.note.splitlines() if line.strip()), "")
    said = []
    if mark.starred:
        said.append(_("starred {day}").format(day=day(mark.starred)))
    if mark.later:
        said.append(_("in Later since {day}").format(day=day(mark.later)))
    if mark.done:
        said.append(_("done {day}").format(day=day(mark.done)))
    if not first and not said:
        return []
    sources = [feeds[feed] for feed in entry.feeds[:3] if feed in feeds]
    if sources and said:
        said[-1] = _("{what}, from {feeds}").format(what=said[-1], feeds=", ".join(sources))
    if said and (words := [rules[match.rule] for match in entry.matches if match.rule in rules]):
        said.append(ngettext("rule {words}", "rules {words}", len(words)).format(words=", ".join(words)))
    pieces = [Piece(legible(first), "strong")] if first else []
    rest = " · ".join(said)
    if first and rest:
        return [*pieces, Piece("\u00a0· " + rest, "dim")]
    return [*pieces, Piece(rest[:1].upper() + rest[1:], "dim")] if rest else pieces
