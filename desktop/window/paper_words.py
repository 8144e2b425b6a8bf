"""What the pane says about a paper, as words and marked pieces of text; knows no widget."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, TypeAlias

from desktop.language import _, ngettext
from storage import Entry, FeedId, Identifier, LinkKind, Match, Paper, Passage, RuleId, passages

Tone: TypeAlias = Literal["plain", "strong", "dim", "marked", "accent", "growth", "link"]

MOST_AUTHORS: Final = 10
_LEFT_WHEN_FOLDED: Final = 8

_DOT: Final = "\u00a0\u00a0·  "
"""Between facts; a line breaks behind it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one tone; a formula has its `tex` and the `source` it stands for, `display`: on its own line.

    `link` is what the pane does with it when it is clicked or entered; empty: nothing.
    """

    text: str
    tone: Tone = "plain"
    tex: str = ""
    source: str = ""
    display: bool = False
    link: str = ""


Opening: TypeAlias = Literal["pdf", "arxiv", "doi", "page", "code", "discussion", "project"]


@dataclass(frozen=True, slots=True)
class Door:
    """Something of a paper that opens in the browser: which, the words on its button, its address, its whole name."""

    kind: Opening
    text: str
    url: str
    name: str


def marked(text: str, field: str, matches: Iterable[Match] = ()) -> list[Piece]:
    """Cut a text into words, formulas, and the words of rules in it.

    Places that no longer hold these words are left alone; in what reads otherwise than it is written, it is all or
    nothing.
    """
    places = _joined(
        sorted(
            (start, end)
            for match in matches
            for where, start, end in match.places
            if where == field and 0 <= start < end <= len(text) and text[start:end] in match.words
        )
    )
    pieces: list[Piece] = []
    for part in passages(text):
        written = text[part.start : part.end]
        here = [(max(start, part.start), min(end, part.end)) for start, end in places if _meet(part, start, end)]
        if part.tex and not _WORDS.fullmatch(part.tex):
            tone: Tone = "marked" if here else "plain"
            pieces.append(Piece(part.text, tone, part.tex, written, part.display))
        elif part.text == written:
            pieces += _cut(text, part, here)
        else:
            pieces.append(Piece(part.text, "marked" if here else "plain"))
    return _together(pieces)


# What sets no maths: numbers, and words that are only set apart.
_WORDS: Final = re.compile(r"(?:[\d., ]|\\[%,])+(?:\\times)?|\\(?:text[a-z]*|mathrm|emph)\s*\{[^{}$\\^_]*\}", re.ASCII)


def _meet(part: Passage, start: int, end: int) -> bool:
    return start < part.end and end > part.start


def _cut(text: str, part: Passage, places: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    done = part.start
    for start, end in places:
        pieces += [Piece(text[done:start]), Piece(text[start:end], "marked")]
        done = end
    return [*pieces, Piece(text[done : part.end])]


def _together(pieces: Iterable[Piece]) -> list[Piece]:
    """Join what follows each other in one tone; empty pieces go."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and not piece.tex and not joined[-1].tex and joined[-1].tone == piece.tone:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.tone)
        elif piece.text:
            joined.append(piece)
    return joined


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def dimmed(text: str) -> list[Piece]:
    """Cut a text of little weight into words and formulas."""
    return [replace(piece, tone="dim") for piece in marked(text, "")]


def authors(paper: Paper, matches: Sequence[Match] = (), *, whole: bool) -> list[Piece]:
    """Name the authors; beyond ten the first eight and how many others, unless `whole`."""
    names = [author.name for author in paper.authors]
    if not names:
        return [Piece(_("Authors unknown"), "dim")]
    folded = not whole and len(names) > MOST_AUTHORS
    text = ", ".join(names[:_LEFT_WHEN_FOLDED] if folded else names)
    pieces = [
        Piece(piece.text, "dim" if piece.tone == "plain" else piece.tone) for piece in marked(text, "authors", matches)
    ]
    if folded:
        rest = len(names) - _LEFT_WHEN_FOLDED
        others = ngettext("and {count} other", "and {count} others", rest).format(count=rest)
        pieces += [Piece(" ", "dim"), Piece(others, "link", link="all")]
    elif whole and len(names) > MOST_AUTHORS:
        pieces += [Piece("  ", "dim"), Piece(_("show fewer"), "link", link="few")]
    return pieces


def day(when: date | datetime) -> str:
    """Write a day as the window does: 19 Nov 2026, the reader's own day where a time is known."""
    if isinstance(when, datetime):
        when = when.astimezone()
    months = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return f"{when.day} {months[when.month - 1]} {when.year}"


def facts(entry: Entry, feeds: Mapping[FeedId, str]) -> list[Piece]:
    """Say when it appeared, in what, its categories and names, and what changed since it was marked."""
    paper = entry.paper
    when = paper.published or (entry.appearance.day if entry.appearance else None)
    said = [day(when)] if when else []
    if paper.venue and paper.venue.name:
        said.append(paper.venue.name)
    if paper.organisation:
        said.append(paper.organisation)
    said += [", ".join(paper.categories)] if paper.categories else []
    said += [_name(identifier) for identifier in paper.ids if identifier.scheme != "guid"]
    if paper.version and paper.version > 1 and not entry.updated_to:
        said.append(f"v{paper.version}")
    sources = ", ".join(feeds[feed] for feed in entry.feeds if feed in feeds)
    if sources:
        said.append(_("in {feeds}").format(feeds=sources))
    pieces = [Piece(_DOT.join(word.replace(" ", "\u00a0") if len(word) < 24 else word for word in said), "dim")]
    if entry.updated_to:
        news = _("v{version} since you marked it").format(version=entry.updated_to)
        pieces += [Piece(_DOT if said else "", "dim"), Piece(news.replace(" ", "\u00a0"), "accent")]
    return [piece for piece in pieces if piece.text]


def _name(identifier: Identifier) -> str:
    named = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL", "openreview": "OpenReview", "pubmed": "PubMed"}
    return f"{named.get(identifier.scheme, identifier.scheme)} {identifier.value}"


def doors(entry: Entry) -> list[Door]:
    """Give what of a paper can be opened, in the order of its buttons; only what exists."""
    paper = entry.paper
    links: dict[LinkKind, str] = {}
    for link in paper.links:
        links.setdefault(link.kind, link.url)
    names = {identifier.scheme: identifier.value for identifier in reversed(paper.ids)}
    found: list[Door] = []
    if pdf := links.get("pdf") or ("arxiv" in names and f"https://arxiv.org/pdf/{names['arxiv']}"):
        found.append(Door("pdf", _("Open PDF"), pdf, _("Open the PDF")))
    if "arxiv" in names:
        found.append(Door("arxiv", "arXiv", f"https://arxiv.org/abs/{names['arxiv']}", _("Open its page at arXiv")))
    if "doi" in names:
        found.append(Door("doi", "DOI", f"https://doi.org/{names['doi']}", _("Open its page by DOI")))
    page = links.get("page") or links.get("abstract")
    if page and not {"arxiv", "doi"} & names.keys():
        found.append(Door("page", _("Page"), page, _("Open its page")))
    if code := links.get("code"):
        found.append(Door("code", _code(entry), code, _("Open the code")))
    if talk := links.get("discussion"):
        hub = talk.startswith("https://huggingface.co/")
        whole = _("Open its page at Hugging Face") if hub else _("Open the discussion")
        found.append(Door("discussion", "HF" if hub else _("Discussion"), talk, whole))
    if project := links.get("project"):
        found.append(Door("project", _("Project"), project, _("Open the project's page")))
    return found


def _code(entry: Entry) -> str:
    stars = entry.appearance.stars if entry.appearance else None
    return _("Code {stars}").format(stars=short(stars)) if stars else _("Code")


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
        said.append(_("rule {words}").format(words=", ".join(words)))
    pieces = [Piece(first, "strong")] if first else []
    rest = " · ".join(said)
    if first and rest:
        return [*pieces, Piece(" · " + rest, "dim")]
    return [*pieces, Piece(rest[:1].upper() + rest[1:], "dim")] if rest else pieces


def as_markdown(entry: Entry) -> str:
    """Give a paper as a Markdown link with its authors, as notes and messages have it."""
    title = entry.paper.title.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    url = address(entry)
    names = [author.name for author in entry.paper.authors]
    by = ", ".join(names) if len(names) <= 3 else _("{name} and others").format(name=names[0]) if names else ""
    head = f"[{title}]({url})" if url else title
    return f"{head}, {by}" if by else head


def address(entry: Entry) -> str:
    """Give the one address that says which paper it is; empty where it has none."""
    order: tuple[Opening, ...] = ("arxiv", "doi", "page", "discussion", "project", "pdf", "code")
    found = {door.kind: door.url for door in doors(entry)}
    return next((found[kind] for kind in order if kind in found), "")
