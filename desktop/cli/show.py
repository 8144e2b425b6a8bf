"""Papers for people and for programs: lines for a terminal, objects for JSON."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from desktop.language import _, ngettext
from storage import Entry, Feed, FeedId, Rule, RuleId, legible, places_in_legible

Feeds = Mapping[FeedId, Feed]
Rules = Mapping[RuleId, Rule]


def as_object(entry: Entry, feeds: Feeds, rules: Rules) -> dict[str, Any]:
    """Give an entry as JSON has it; times are UTC, days YYYY-MM-DD, what is not there is null or empty."""
    paper, mark, shown = entry.paper, entry.mark, entry.appearance
    return {
        "id": entry.id,
        "title": paper.title,
        "authors": [author.name for author in paper.authors],
        "abstract": paper.abstract,
        "published": paper.published.isoformat() if paper.published else None,
        "version": paper.version,
        "ids": {identifier.scheme: identifier.value for identifier in reversed(paper.ids)},
        "links": {link.kind: link.url for link in reversed(paper.links)},
        "feeds": [{"id": feed, "title": feed_name(feeds, feed)} for feed in entry.feeds],
        "categories": list(paper.categories),
        "keywords": list(paper.keywords),
        "summary": paper.summary,
        "day": shown.day.isoformat() if shown else None,
        "votes": shown.votes if shown else None,
        "comments": shown.comments if shown else None,
        "heat": round(entry.heat.share, 4) if entry.heat else None,
        "reason": reason_object(entry, rules),
        "unread": entry.unread,
        "starred": _time(mark.starred),
        "later": _time(mark.later),
        "done": _time(mark.done),
        "dismissed": _time(mark.dismissed),
        "read": _time(mark.read),
        "updated_to": entry.updated_to,
        "tags": list(mark.tags),
        "note": mark.note,
        "quotes": [
            {"id": quote.id, "text": quote.text, "place": quote.place, "note": quote.note} for quote in entry.quotes
        ],
        "key": entry.key or None,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def reason_object(entry: Entry, rules: Rules) -> dict[str, Any] | None:
    """Give why a paper is worth a look, as data and in words; None where nothing says so."""
    if not entry.heat and not entry.matches:
        return None
    heat = entry.heat
    return {
        "text": reason(entry, rules),
        "rules": [
            {"id": match.rule, "text": rules[match.rule].text, "words": list(match.words)}
            for match in entry.matches
            if match.rule in rules
        ],
        "gained": heat.gained if heat else None,
        "hours": round(heat.hours, 1) if heat else None,
        "projected": round(heat.projected) if heat else None,
        "sources": heat.presence if heat else None,
    }


def reason(entry: Entry, rules: Rules) -> str:
    """Say in a few words why a paper is worth a look; empty where nothing says so."""
    parts = []
    matched = [rules[match.rule].text for match in entry.matches if match.rule in rules]
    if matched:
        parts.append(_("matches {words}").format(words=", ".join(matched)))
    heat = entry.heat
    if heat and heat.gained > 0:
        parts.append(_("+{gained} in {hours} h").format(gained=heat.gained, hours=max(1, round(heat.hours))))
    if heat and heat.presence > 1:
        sources = ngettext("in {count} source", "in {count} sources", heat.presence)
        parts.append(sources.format(count=heat.presence))
    return " · ".join(parts)


def feed_name(feeds: Feeds, number: FeedId) -> str:
    """Give what a feed is called; its address where it says no name."""
    feed = feeds.get(number)
    if feed is None:
        return str(number)
    if feed.kind == "by_hand":
        return _("added by hand")
    return feed.name or feed.title or feed.url


def print_list(console: Console, entries: Sequence[Entry], feeds: Feeds, rules: Rules) -> None:
    """Print entries, three lines each: number, marks, votes and title; authors; where, when and why."""
    width = max((len(str(entry.id)) for entry in entries), default=1)
    for entry in entries:
        indent = width + 9
        head = Text()
        head.append(f"{entry.id:>{width}} ", "dim")
        head.append("★" if entry.mark.starred else " ", "yellow")
        head.append("◷" if entry.mark.later and not entry.mark.done else " ", "cyan")
        votes = entry.appearance.votes if entry.appearance else None
        head.append(f"{f'▲{votes}' if votes is not None else _('new') if entry.unread else '':>5} ", "magenta")
        head.append_text(_title(entry))
        _print_line(console, head)
        _print_line(console, Text(" " * indent).append(authors(entry, 4), "dim"))
        _print_line(console, Text(" " * indent).append_text(_meta(entry, feeds, rules)))


def _print_line(console: Console, line: Text) -> None:
    """Print one line, cut where the terminal ends; a file or a pipe gets it whole."""
    if console.is_terminal:
        console.print(line, no_wrap=True, overflow="ellipsis")
    else:
        console.print(line, soft_wrap=True)


def _title(entry: Entry) -> Text:
    """Give the title as it reads, with the words of rules set off."""
    source = entry.paper.title
    title = Text(legible(source), "bold" if entry.unread else "")
    places = [
        (start, end)
        for match in entry.matches
        for where, start, end in match.places
        if where == "title" and source[start:end] in match.words  # the text may have changed since
    ]
    for start, end in places_in_legible(source, places):
        title.stylize("black on yellow", start, end)
    return title


def authors(entry: Entry, most: int) -> str:
    """Give the first authors, and how many more there are."""
    names = [author.name for author in entry.paper.authors]
    if not names:
        return _("authors unknown")
    rest = len(names) - most
    if rest <= 1:
        return ", ".join(names)
    return _("{names} and {count} more").format(names=", ".join(names[:most]), count=rest)


def _meta(entry: Entry, feeds: Feeds, rules: Rules) -> Text:
    """Say when, why, with which tags and where from: what matters most comes first, in case the line is cut."""
    shown = entry.appearance
    meta = Text(shown.day.isoformat() if shown else "", "dim")
    why = reason(entry, rules)
    if why:
        meta.append("  " + why, "green")
    if entry.updated_to:
        meta.append(f"  v{entry.updated_to}", "cyan")
    for tag in entry.mark.tags:
        meta.append(f"  #{tag}", "blue")
    sources = ", ".join(feed_name(feeds, feed) for feed in entry.feeds[:3])
    return meta.append("  " + sources if sources else "", "dim")


def print_paper(console: Console, entry: Entry, feeds: Feeds, rules: Rules) -> None:
    """Print one paper whole."""
    console.print(_title(entry))
    console.print(Text(authors(entry, 30), "dim"))
    console.print(_meta(entry, feeds, rules))
    _print_section(console, "", entry.paper.abstract)
    _print_section(console, _("Summary"), entry.paper.summary)
    _print_section(console, _("Comment"), entry.paper.comment)
    console.print()
    for identifier in entry.paper.ids:
        if identifier.scheme != "guid":
            console.print(Text(f"{identifier.scheme}:{identifier.value}"))
    for link in entry.paper.links:
        console.print(Text(f"{link.kind}: {link.url}"))
    _print_section(console, _("Note"), entry.mark.note)
    for quote in entry.quotes:
        place = f" ({quote.place})" if quote.place else ""
        _print_section(console, _("Quote {number}{place}").format(number=quote.id, place=place), quote.text)


def _print_section(console: Console, title: str, text: str) -> None:
    if text:
        console.print()
        if title:
            console.print(Text(title, "bold"))
        console.print(Text(text))


def by_number(feeds: Iterable[Feed], rules: Iterable[Rule]) -> tuple[Feeds, Rules]:
    """Give feeds and rules by their numbers."""
    return {feed.id: feed for feed in feeds}, {rule.id: rule for rule in rules}
