"""Papers that the reader asks for by name: what arXiv and Crossref say about them, kept even when nobody answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from desktop.feeds import arxiv, crossref, lanes, plan
from desktop.feeds.answer import NotAFeed
from desktop.feeds.exchange import Fetch, FetchFailed, Response
from desktop.feeds.origins import Origins
from desktop.feeds.pool import ParseFailed, Parser
from storage import Appearance, Feed, FeedId, Identifier, Incoming, Intake, Paper, PaperId, Trouble, title_key

AT_ONCE = 50
"""arXiv ids in one question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper that was asked for: its number here, whether it was here before, and what kept us from its details."""

    identifier: Identifier
    paper: PaperId
    known: bool
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the servers said: papers and troubles by the identifier that was asked for, and who wants to be left alone.

    `shut` are the lanes that nothing is asked of; `rests` those among them that said so now, and for how long.
    """

    papers: dict[Identifier, Paper] = field(default_factory=dict)
    troubles: dict[Identifier, Trouble] = field(default_factory=dict)
    shut: set[str] = field(default_factory=set)
    rests: dict[str, timedelta] = field(default_factory=dict)


async def look_up(
    ids: Sequence[Identifier],
    *,
    fetch: Fetch,
    parser: Parser,
    known: Origins,
    now: datetime,
    spacing: float = 1.0,
    shut: Collection[str] = (),
) -> Told:
    """Ask arXiv and Crossref about these identifiers; of other schemes nobody is asked, nor are the lanes in `shut`."""
    told = Told(shut=set(shut))
    numbers = [identifier for identifier in ids if identifier.scheme == "arxiv"]
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        try:
            url = arxiv.ids_address(f"{known.arxiv_api}/api/query", [identifier.value for identifier in some])
            response = await _ask(url, fetch, told, spacing)
            answer = await parser.parse(
                response.body, url=url, content_type=response.content_type, feed=FeedId(0), day=None, now=now
            )
        except (FetchFailed, NotAFeed, ParseFailed) as failure:
            told.troubles.update((identifier, _trouble(failure, now)) for identifier in some)
            continue
        for one in answer.incoming:
            told.papers.update((name, one.paper) for name in one.paper.ids if name in some)
    for identifier in ids:
        doi = _doi(identifier)
        if not doi:
            continue
        try:
            response = await _ask(crossref.address(known.crossref, doi), fetch, told, spacing)
            told.papers[identifier] = crossref.paper(response.body)
        except (FetchFailed, NotAFeed) as failure:
            told.troubles[identifier] = _trouble(failure, now)
    return told


async def ask(
    intake: Intake,
    ids: Sequence[Identifier],
    fetch: Fetch,
    parser: Parser,
    known: Origins,
    *,
    now: datetime,
    spacing: float,
) -> Told:
    """Look papers up, but ask nobody who asked to be left alone, and remember who asks so now."""
    shut = lanes.shut(intake.waits(), now)
    told = await look_up(ids, fetch=fetch, parser=parser, known=known, now=now, spacing=spacing, shut=shut)
    for lane, rest in told.rests.items():
        intake.save_wait(lane, now + rest)
    return told


async def _ask(url: str, fetch: Fetch, told: Told, spacing: float) -> Response:
    """Ask as the lane wants to be asked, and note where it wants to be left alone from now on."""
    lane = lanes.lane(url)
    if lane in told.shut:
        raise FetchFailed("throttled", {"host": lane})
    try:
        return await fetch(lanes.request(url, usual=spacing))
    except FetchFailed as failure:
        rest = lanes.rest(url, failure)
        if rest is not None:
            told.shut.add(lane)
            told.rests[lane] = rest
        raise


def _doi(identifier: Identifier) -> str:
    """Give the DOI behind an identifier; empty where it has none."""
    if identifier.scheme == "acl":
        return f"10.18653/v1/{identifier.value}"
    return identifier.value if identifier.scheme == "doi" else ""


def _trouble(failure: FetchFailed | NotAFeed | ParseFailed, now: datetime) -> Trouble:
    values = () if isinstance(failure, ParseFailed) else tuple(sorted(dict(failure.values).items()))
    return Trouble(failure.kind, values, now)


def store(intake: Intake, feed: Feed, ids: Sequence[Identifier], told: Told, *, today: date) -> list[Asked]:
    """Store what was told about each identifier, and the bare identifier where nothing was; in the order asked."""
    before = intake.numbers(ids)
    incoming = [
        Incoming(_paper(identifier, told), Appearance(today))
        for identifier in ids
        if identifier not in before or identifier in told.papers
    ]
    for batch in plan.batches(incoming):
        papers = [one.paper for one in batch]
        known = intake.known(papers, feed.id)
        matches = intake.matches(intake.rules(), papers)
        intake.store(feed.id, plan.decide(batch, known, matches, feed, quiet=True))
    after = intake.numbers(ids)
    return [
        Asked(identifier, after[identifier], identifier in before, told.troubles.get(identifier)) for identifier in ids
    ]


def keep(intake: Intake, feed: Feed, papers: Sequence[Paper], *, today: date) -> list[tuple[PaperId, bool]]:
    """Store papers that the reader brought whole, asking nobody; give their numbers here and which were here before.

    One without an identifier goes by its title and year, so that bringing it twice keeps it once.
    """
    named = [paper if paper.ids else replace(paper, ids=(_own(feed, paper),)) for paper in papers]
    there: dict[Identifier, bool] = {}
    for batch in plan.batches(Incoming(paper, Appearance(today)) for paper in named):
        some = [one.paper for one in batch]
        known = intake.known(some, feed.id)
        there.update((paper.ids[0], of_it.paper is not None) for paper, of_it in zip(some, known, strict=True))
        matches = intake.matches(intake.rules(), some)
        intake.store(feed.id, plan.decide(batch, known, matches, feed, quiet=True))
    numbers = intake.numbers([paper.ids[0] for paper in named])
    return [(numbers[paper.ids[0]], there[paper.ids[0]]) for paper in named]


def _own(feed: Feed, paper: Paper) -> Identifier:
    year = paper.published.year if paper.published else ""
    return Identifier("guid", f"{feed.id} title {title_key(paper.title) or paper.title} {year}".rstrip())


def _paper(identifier: Identifier, told: Told) -> Paper:
    said = told.papers.get(identifier)
    if said is None:
        return Paper(title=f"{identifier.scheme} {identifier.value}", ids=(identifier,), authority=0)
    return said if identifier in said.ids else replace(said, ids=(identifier, *said.ids))
