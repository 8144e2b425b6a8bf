"""The demo's library as a reader's looks after two weeks: feeds that fare well and ill, marks, notes, rules."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from desktop.feeds import plan
from storage import (
    Appearance,
    Author,
    Feed,
    FeedId,
    FeedKind,
    Identifier,
    Incoming,
    Intake,
    Library,
    Link,
    LiveFile,
    LiveId,
    Paper,
    PaperId,
    Trouble,
)
from tests.demo.fortnight import FORTNIGHT, GATES
from tests.demo.papers import PAPERS, TUESDAY, DemoPaper

NOW = datetime(2026, 6, 2, 12, 6, tzinfo=UTC)

_ARXIV = "https://rss.arxiv.org/rss/"
_FEEDS: tuple[tuple[str, FeedKind, str, str], ...] = (
    ("https://huggingface.co/papers", "daily_papers", "Hugging Face Daily Papers", ""),
    (f"{_ARXIV}cs.LG", "arxiv", "arXiv cs.LG", "Machine learning"),
    (f"{_ARXIV}cs.CL", "arxiv", "arXiv cs.CL", "Machine learning"),
    (f"{_ARXIV}stat.ML", "arxiv", "arXiv stat.ML", "Machine learning"),
    ("https://connect.biorxiv.org/biorxiv_xml.php?subject=neuroscience", "feed", "bioRxiv neuroscience", "Biology"),
    ("https://connect.biorxiv.org/biorxiv_xml.php?subject=bioinformatics", "feed", "bioRxiv bioinformatics", "Biology"),
    ("https://quiet-machines.example/feed.xml", "feed", "Lab of Quiet Machines", ""),
    ("https://journal-of-small-models.example/rss", "feed", "Journal of Small Models", ""),
)
_PACE = ((0, 0.2), (3, 0.45), (6, 0.65), (12, 0.8), (24, 0.93), (48, 1.0))
"""Hours after a day's list is out, and the share of its votes that have come in by then."""


def fill(folder: Path) -> None:
    """Make the library in `folder`."""
    now = [datetime.combine(min(paper.day for paper in FORTNIGHT), time(7), UTC)]
    with Library(folder, origin="window", now=lambda: now[0]) as library, Intake(folder, now=lambda: now[0]) as intake:
        feeds = _follow(library)
        for text in ('"state space models"', '"protein design"', "author:haddad"):
            library.add_rule(text)
        for at, arriving in _checks(feeds):
            now[0] = at
            for feed in feeds:
                _store(intake, feed, arriving.get(feed.id, []))
        now[0] = NOW - timedelta(minutes=20)
        _read(library)
        _keep(library)
        _tell_state(intake, feeds)
        library.edit_feed(feeds[7].id, paused=True)


def _follow(library: Library) -> list[Feed]:
    feeds = [library.add_feed(url, kind=kind, title=title)[0] for url, kind, title, _folder in _FEEDS]
    for feed, (*_rest, folder) in zip(feeds, _FEEDS, strict=True):
        library.edit_feed(feed.id, folder=folder)
    return library.feeds()


# What comes in


def _checks(feeds: Sequence[Feed]) -> Iterator[tuple[datetime, dict[FeedId, list[Incoming]]]]:
    """Give each check with what every feed says then, in the order of time."""
    hours = {
        datetime.combine(paper.day, time(8), UTC) + timedelta(hours=after)
        for paper in (*FORTNIGHT, *PAPERS)
        for after, _share in _PACE
    }
    for at in sorted(hour for hour in hours if hour < NOW):
        yield at, {feed.id: list(_listed(feed, at)) for feed in feeds}


def _listed(feed: Feed, at: datetime) -> Iterator[Incoming]:
    ranks: Counter[date] = Counter()
    for paper in (*FORTNIGHT, *PAPERS):
        out = datetime.combine(paper.day, time(8), UTC)
        if out <= at <= out + timedelta(hours=48) and _is_in(paper, feed):
            ranks[paper.day] += 1
            votes = _votes(paper, at - out) if feed.kind == "daily_papers" else None
            yield Incoming(
                _said(paper, feed),
                Appearance(
                    day=paper.day,
                    rank=ranks[paper.day],
                    votes=votes,
                    comments=paper.comments if votes is not None else None,
                    stars=paper.stars or None if votes is not None else None,
                    announced=paper.announced if feed.kind == "arxiv" else None,
                    version=paper.version if feed.kind == "arxiv" else None,
                ),
            )


def _is_in(paper: DemoPaper, feed: Feed) -> bool:
    if feed.kind == "daily_papers":
        return paper.votes is not None
    if feed.kind == "arxiv":
        return not paper.doi and not paper.lab and feed.url.rpartition("/")[2] in paper.categories
    if "biorxiv" in feed.url:
        return bool(paper.doi) and feed.url.rpartition("=")[2] in paper.categories
    return paper.lab and "quiet" in feed.url


def _votes(paper: DemoPaper, age: timedelta) -> int:
    """Give the votes at that age; what is told of today is where they stand at the second check."""
    first, last = paper.votes or (0, 0)
    if paper.day == TUESDAY:
        return first if age < timedelta(hours=3) else last
    reached = max(share for hours, share in _PACE if timedelta(hours=hours) <= age)
    return round(last * reached)


def _said(paper: DemoPaper, feed: Feed) -> Paper:
    address = f"https://arxiv.org/abs/{paper.number}"
    ids = [Identifier("arxiv", paper.number)]
    if paper.doi:
        address, ids = f"https://doi.org/{paper.doi}", [Identifier("doi", paper.doi)]
    if paper.lab:
        address, ids = (
            f"https://quiet-machines.example/{paper.number}",
            [Identifier("guid", f"{feed.id} {paper.number}")],
        )
    links = [Link("abstract", address)]
    if paper.code:
        links.append(Link("code", paper.code))
    copied = feed.kind == "daily_papers"
    return Paper(
        title=paper.title,
        authors=tuple(Author(name, group=paper.lab) for name in paper.authors),
        abstract=paper.abstract,
        ids=tuple(ids),
        published=paper.day - timedelta(days=1),
        version=None if copied else paper.version,
        categories=() if copied else paper.categories,
        links=tuple(links),
        summary=paper.summary if copied else "",
        organisation=paper.organisation if copied else "",
        authority=1 if copied else 3 if feed.kind == "arxiv" else 2,
    )


def _store(intake: Intake, feed: Feed, incoming: Sequence[Incoming]) -> None:
    if not incoming:
        return
    papers = [one.paper for one in incoming]
    known = intake.known(papers, feed.id)
    intake.store(feed.id, plan.decide(incoming, known, intake.matches(intake.rules(), papers), feed))


def _tell_state(intake: Intake, feeds: Sequence[Feed]) -> None:
    checked = NOW - timedelta(minutes=6)
    for feed in feeds:
        state = replace(feed, checked=checked, succeeded=checked, first_polled=feed.added, next_check=NOW + _ago(30))
        if "quiet" in feed.url:
            since = NOW - timedelta(days=2)
            trouble = Trouble("bad_status", (("status", "503"),), since=since)
            state = replace(state, succeeded=since, failures=5, trouble=trouble)
        intake.save_state(state)


def _ago(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


# What the reader did


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the reader did with a paper."""

    number: str
    star: bool = False
    later: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""


_KEPT = (
    _Kept(
        GATES,
        star=True,
        tags=("to-cite", "thesis/ch3"),
        note="Their gate criterion is the one we need in §3.2.\n\n- gate-wise, **not** channel-wise\n"
        "- ask about the genomics split",
    ),
    _Kept(
        "2606.99003", star=True, tags=("methods/ssm", "birds"), note="One pass over a whole day: try it on our buoys."
    ),
    _Kept("2605.99107", star=True, tags=("methods/ssm", "thesis/ch3"), note="The placement rule is worth a footnote."),
    _Kept("2605.99103", star=True, tags=("to-cite", "thesis/ch2")),
    _Kept("2605.99111", star=True, tags=("reading group",), note="For Thursday: which of the five kinds have we seen?"),
    _Kept("2605.99117", star=True, tags=("methods/ssm", "birds"), later=True),
    _Kept("2605.99110", star=True, tags=("to-cite",)),
    _Kept("2606.99012", star=True, tags=("methods/critics",)),
    _Kept("2605.99108", later=True, tags=("reading group",)),
    _Kept("2606.99002", later=True),
    _Kept("2605.99106", later=True, tags=("reading group",)),
    _Kept("2605.99114", later=True),
    _Kept("10.1101/2026.05.27.999109", later=True, tags=("birds",)),
)
_QUOTES = (
    (GATES, "holds for every discretisation with spectral radius below one", "p. 6", "Also for the zero-order hold?"),
    ("2606.99003", "naming 412 species, without cutting the day into windows", "p. 1", ""),
    ("2605.99118", "what happened, what was kept, what to do next", "p. 2", "The whole paper in one line."),
)
_COLOURS = {"to-cite": "#2563eb", "thesis/ch3": "#0f8f83", "reading group": "#c58a00", "methods/ssm": "#8b3fd1"}


def _read(library: Library) -> None:
    """Have the days before today read, and two papers of today."""
    seen = [entry.id for entry in library.entries("all", limit=500) if _day(entry.appearance) != TUESDAY]
    library.mark([*seen, library.number("2606.99012"), library.number("2606.99002")], "read")


def _day(shown: Appearance | None) -> date | None:
    return shown.day if shown is not None else None


def _keep(library: Library) -> None:
    for kept in _KEPT:
        number: PaperId = library.number(kept.number)
        if kept.star:
            library.mark([number], "star")
        if kept.later:
            library.mark([number], "later")
        if kept.tags:
            library.tag([number], add=kept.tags)
        if kept.note:
            library.set_note(number, kept.note)
    for asked, text, place, note in _QUOTES:
        library.add_quote(library.number(asked), text, place=place, note=note)
    for tag, colour in _COLOURS.items():
        library.colour_tag(tag, colour)
    library.add_search("Small and fast", "title:small or tokenizer")
    library.add_search("Starred with code", "is:starred has:code")
    library.add_live_file(
        LiveFile(
            id=LiveId(0), path="/home/reader/thesis/refs.bib", list="starred", text="", search=None, flavour="bibtex"
        )
    )
