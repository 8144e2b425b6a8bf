"""arXiv as it answers: the day's listings as RSS and Atom, and the API by id, category and time of submission."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import Asked, Reply, page

MOST_LISTED = 2_000
MOST_IN_ONE_ANSWER = 2_000
MOST_IN_ALL = 30_000
LICENCE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
ATOM = "application/atom+xml"

_NAMESPACES = (
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)
# In the order in which the generator's query takes them until the limit is reached: what is new comes last, so that
# it is what a cut loses, and is listed first.
_TAKEN = ("replace-cross", "replace", "cross", "new")


@dataclass(frozen=True, slots=True)
class Preprint:
    """A paper as arXiv has it; `id` without version. `announced` says how it is listed."""

    id: str
    title: str
    abstract: str = "We show something."
    authors: tuple[str, ...] = ("Ada Lovelace",)
    categories: tuple[str, ...] = ("cs.LG",)
    version: int = 1
    announced: str = "new"
    licence: str = LICENCE
    doi: str = ""
    journal_reference: str = ""
    comment: str = ""
    published: datetime = datetime(2026, 3, 2, 17, tzinfo=UTC)
    updated: datetime | None = None


@dataclass(slots=True)
class Arxiv:
    """What the fake arXiv holds, to be changed at will: the day it announces, its listings by category, all papers.

    `rebuilt` sets the time of day at which the listings were last built, in seconds after midnight.
    """

    day: date
    listings: dict[str, Sequence[Preprint]] = field(default_factory=dict)
    papers: list[Preprint] = field(default_factory=list)
    rebuilt: int = 0
    now: Callable[[], datetime] | None = None


def serve_arxiv(server: FeedServer, arxiv: Arxiv) -> None:
    """Serve /rss/CATEGORY, /atom/CATEGORY and /api/query."""
    server.serve("/rss/*", _listing(arxiv, arxiv_rss, "application/rss+xml", "rss"))
    server.serve("/atom/*", _listing(arxiv, arxiv_atom, ATOM, "atom"))
    server.serve("/api/query", arxiv_query(arxiv.papers))


_Render = Callable[[str, date, Sequence[Preprint], int], bytes]


def _listing(arxiv: Arxiv, render: _Render, content_type: str, folder: str) -> Callable[[Asked], Reply]:
    def handle(asked: Asked) -> Reply:
        query = asked.route.rpartition("/")[2]
        known = {name.casefold(): name for name in arxiv.listings}
        names = [known.get(one.casefold(), "") for one in query.split("+")]
        if not all(names):
            body = arxiv_error(query, "Invalid archive or category.", folder=folder, day=arxiv.day)
            return Reply(400, body, content_type=content_type)
        listed = [paper for name in names for paper in arxiv.listings[name]]
        body = render("+".join(names), arxiv.day, listed, arxiv.rebuilt)
        age = () if arxiv.now is None else (("Cache-Control", f"max-age={_until_midnight(arxiv.now())}"),)
        return page(body, content_type=content_type, headers=age)(asked)

    return handle


def _until_midnight(now: datetime) -> int:
    local = now.astimezone(_eastern())
    return int((_midnight(local.date() + timedelta(days=1)) - local).total_seconds())


def _eastern() -> ZoneInfo:
    return ZoneInfo("America/New_York")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _eastern())


def arxiv_rss(category: str, day: date, papers: Iterable[Preprint], rebuilt: int = 0) -> bytes:
    """Write a category's listing of one day as arXiv's RSS 2.0; `rebuilt` are seconds after midnight."""
    at = _midnight(day)
    built = (at + timedelta(seconds=rebuilt)).astimezone(UTC)
    items = "".join(_rss_item(paper, at) for paper in listed(papers))
    names = ", ".join(category.split("+"))
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss {_NAMESPACES} version="2.0">
  <channel>
    <title>{names} updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/{category}</link>
    <description>{names} updates on the arXiv.org e-print archive.</description>
    <atom:link href="http://rss.arxiv.org/rss/{category}" rel="self" type="application/rss+xml"/>
    <docs>http://www.rssboard.org/rss-specification</docs>
    <language>en-us</language>
    <lastBuildDate>{format_datetime(built)}</lastBuildDate>
    <managingEditor>rss-help@arxiv.org</managingEditor>
    <pubDate>{format_datetime(at)}</pubDate>
    <skipDays>
      <day>Saturday</day>
      <day>Sunday</day>
    </skipDays>
{items}  </channel>
</rss>
""".encode()


def _rss_item(paper: Preprint, at: datetime) -> str:
    categories = "".join(f"      <category>{one}</category>\n" for one in paper.categories)
    return f"""    <item>
      <title>{escape(paper.title, quote=False)}</title>
      <link>https://arxiv.org/abs/{paper.id}</link>
      <description>{_description(paper)}</description>
      <guid isPermaLink="false">oai:arXiv.org:{paper.id}v{paper.version}</guid>
{categories}      <pubDate>{format_datetime(at)}</pubDate>
{_extras(paper, "      ")}    </item>
"""


def _description(paper: Preprint) -> str:
    text = f"arXiv:{paper.id}v{paper.version} Announce Type: {paper.announced} \nAbstract: {paper.abstract}"
    return escape(text, quote=False)


def _extras(paper: Preprint, indent: str) -> str:
    """Write the elements that RSS and Atom have in common, in the generator's order."""
    fields = (
        ("arxiv:announce_type", paper.announced),
        ("dc:rights", paper.licence),
        ("arxiv:DOI", paper.doi),
        ("arxiv:journal_reference", paper.journal_reference),
        ("dc:creator", ", ".join(paper.authors)),
    )
    return "".join(f"{indent}<{name}>{escape(value, quote=False)}</{name}>\n" for name, value in fields if value)


def arxiv_atom(category: str, day: date, papers: Iterable[Preprint], rebuilt: int = 0) -> bytes:
    """Write the same listing as arXiv's Atom 1.0."""
    at = _midnight(day)
    built = (at + timedelta(seconds=rebuilt)).astimezone(UTC).isoformat()
    entries = "".join(_atom_entry(paper, at, built) for paper in listed(papers))
    names = ", ".join(category.split("+"))
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>http://rss.arxiv.org/atom/{category}</id>
  <title>{names} updates on arXiv.org</title>
  <updated>{built}</updated>
  <link href="http://rss.arxiv.org/atom/{category}" rel="self" type="application/atom+xml"/>
  <subtitle>{names} updates on the arXiv.org e-print archive.</subtitle>
{entries}</feed>
""".encode()


def _atom_entry(paper: Preprint, at: datetime, built: str) -> str:
    categories = "".join(f'    <category term="{one}"/>\n' for one in paper.categories)
    return f"""  <entry>
    <id>oai:arXiv.org:{paper.id}v{paper.version}</id>
    <title>{escape(paper.title, quote=False)}</title>
    <updated>{built}</updated>
    <link href="https://arxiv.org/abs/{paper.id}" rel="alternate" type="text/html"/>
    <summary>{_description(paper)}</summary>
{categories}    <published>{at.isoformat()}</published>
{_extras(paper, "    ")}  </entry>
"""


def listed(papers: Iterable[Preprint]) -> list[Preprint]:
    """Give what a listing shows, new first: each paper once, no replacement from version 6 on, 2,000 at the most."""
    best: dict[str, Preprint] = {}
    for paper in papers:
        if paper.announced.startswith("replace") and paper.version >= 6:
            continue
        other = best.get(paper.id)
        if other is None or _TAKEN.index(paper.announced) > _TAKEN.index(other.announced):
            best[paper.id] = paper
    taken = sorted(best.values(), key=lambda paper: _TAKEN.index(paper.announced))[:MOST_LISTED]
    return [paper for kind in reversed(_TAKEN) for paper in taken if paper.announced == kind]


def arxiv_error(query: str, text: str, *, folder: str = "rss", day: date) -> bytes:
    """Write the listing that says why there is none; it goes out with status 400."""
    link = f"http://rss.arxiv.org/{folder}/{query}"
    at = _midnight(day)
    if folder == "atom":
        return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>{link}</id>
  <title>Feed error for query: {link}</title>
  <updated>{at.astimezone(UTC).isoformat()}</updated>
  <link href="{link}" rel="self" type="application/atom+xml"/>
  <subtitle>{escape(text, quote=False)}</subtitle>
</feed>
""".encode()
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss {_NAMESPACES} version="2.0">
  <channel>
    <title>Feed error for query: {link}</title>
    <link>{link}</link>
    <description>{escape(text, quote=False)}</description>
    <language>en-us</language>
    <lastBuildDate>{format_datetime(at.astimezone(UTC))}</lastBuildDate>
    <managingEditor>rss-help.arxiv.org</managingEditor>
    <pubDate>{format_datetime(at)}</pubDate>
  </channel>
</rss>
""".encode()


# The API ----------------------------------------------------------------------------------------------------------

_ID = re.compile(r"((?:\d{4}\.\d{4,5})|(?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?:v(\d+))?")
_WINDOW = re.compile(r"submittedDate:\[(\d{12}) TO (\d{12})\]")
_CATEGORY = re.compile(r"cat:([A-Za-z.*-]+)")


def arxiv_query(papers: Sequence[Preprint]) -> Callable[[Asked], Reply]:
    """Answer /api/query from these papers: `id_list`, or `search_query` with cat: and submittedDate:[FROM TO UNTIL].

    Unknown ids are left out; an id that cannot be one is an error. Of other search terms it understands nothing.
    """

    def handle(asked: Asked) -> Reply:
        query = asked.query
        start, most = int(query.get("start", "0")), int(query.get("max_results", "10"))
        if most > MOST_IN_ONE_ANSWER or start + most > MOST_IN_ALL:
            return _query_error("max_results_must_be_less_than_30000", "max_results is too large")
        for one in filter(None, query.get("id_list", "").split(",")):
            if not _ID.fullmatch(one):
                return _query_error(f"incorrect_id_format_for_{one}", f"incorrect id format for {one}")
        found = _asked_for(papers, query)
        return Reply(200, _query_feed(query, found, start, most), content_type=ATOM)

    return handle


def _asked_for(papers: Sequence[Preprint], query: Mapping[str, str]) -> list[Preprint]:
    if query.get("id_list"):
        ids = [one.partition("v")[0] for one in query["id_list"].split(",")]
        return sorted((paper for paper in papers if paper.id in ids), key=lambda paper: ids.index(paper.id))
    search = query.get("search_query", "")
    window = _WINDOW.search(search)
    patterns = [one.removesuffix("*").removesuffix(".") for one in _CATEGORY.findall(search)]
    found = [
        paper
        for paper in papers
        if (not patterns or any(_is_in(paper, pattern) for pattern in patterns))
        and (not window or int(window[1]) <= int(f"{paper.published.astimezone(UTC):%Y%m%d%H%M}") <= int(window[2]))
    ]
    newest_first = query.get("sortOrder", "descending") != "ascending"
    return sorted(found, key=lambda paper: paper.published, reverse=newest_first)


def _is_in(paper: Preprint, category: str) -> bool:
    return any(one == category or one.startswith(category + ".") for one in paper.categories)


def _query_feed(query: Mapping[str, str], found: Sequence[Preprint], start: int, most: int) -> bytes:
    words = (
        f"search_query={query.get('search_query', '')}&id_list={query.get('id_list', '')}&start={start}"
        f"&max_results={most}"
    )
    entries = "".join(_query_entry(paper) for paper in found[start : start + most])
    return _atom(f"arXiv Query: {words}", len(found), start, most, entries, link=f"https://arxiv.org/api/query?{words}")


def _query_entry(paper: Preprint) -> str:
    at = f"{paper.id}v{paper.version}"
    optional = (
        ("arxiv:comment", paper.comment),
        ("arxiv:journal_ref", paper.journal_reference),
        ("arxiv:doi", paper.doi),
    )
    extras = "".join(f"    <{name}>{escape(value, quote=False)}</{name}>\n" for name, value in optional if value)
    categories = "".join(
        f'    <category term="{one}" scheme="http://arxiv.org/schemas/atom"/>\n' for one in paper.categories
    )
    authors = "".join(
        f"    <author>\n      <name>{escape(name, quote=False)}</name>\n    </author>\n" for name in paper.authors
    )
    return f"""  <entry>
    <id>http://arxiv.org/abs/{at}</id>
    <title>{escape(paper.title, quote=False)}</title>
    <updated>{_zulu(paper.updated or paper.published)}</updated>
    <link href="https://arxiv.org/abs/{at}" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{at}" rel="related" type="application/pdf" title="pdf"/>
    <summary>{escape(paper.abstract, quote=False)}</summary>
{categories}    <published>{_zulu(paper.published)}</published>
{extras}    <arxiv:primary_category term="{paper.categories[0]}"/>
{authors}  </entry>
"""


def _query_error(code: str, text: str) -> Reply:
    link = f"https://arxiv.org/api/errors#{code}"
    entry = f"""  <entry>
    <id>{link}</id>
    <title>Error</title>
    <updated>2026-03-03T00:00:00Z</updated>
    <link href="{link}" rel="alternate" type="text/html"/>
    <summary>{escape(text, quote=False)}</summary>
    <author>
      <name>arXiv api core</name>
    </author>
  </entry>
"""
    return Reply(400, _atom("arXiv Search Results", 1, 0, 1, entry), content_type=ATOM)


def _atom(title: str, total: int, start: int, most: int, entries: str, *, link: str = "") -> bytes:
    own = f'  <link href="{escape(link)}" type="application/atom+xml"/>\n' if link else ""
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" \
xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/fake</id>
  <title>{escape(title, quote=False)}</title>
  <updated>2026-03-03T00:00:00Z</updated>
{own}  <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
""".encode()


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
