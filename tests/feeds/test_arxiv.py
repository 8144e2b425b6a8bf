from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.feeds import arxiv
from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.parse import parse
from storage import FeedId, Identifier, Link
from tests.shared_data import shared

NOW = datetime(2026, 4, 27, 12, tzinfo=UTC)
EASTERN = ZoneInfo("America/New_York")
FEED = FeedId(5)


def listing(
    *items: str, title: str = "cs.XX updates on arXiv.org", date: str = "Mon, 27 Apr 2026 00:00:00 -0400"
) -> bytes:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>{title}</title><link>http://rss.arxiv.org/rss/cs.XX</link><description>cs.XX updates</description>
<lastBuildDate>Mon, 27 Apr 2026 04:00:03 +0000</lastBuildDate><pubDate>{date}</pubDate>
<skipDays><day>Sunday</day><day>Saturday</day></skipDays>{"".join(items)}</channel></rss>""".encode()


def entry(own_id: str = "2604.00001v1", kind: str = "new", extra: str = "", prefix: bool = True) -> str:
    announced = f"arXiv:{own_id} Announce Type: {kind} \nAbstract: " if prefix else ""
    return f"""<item><title>Bounds on $x &lt; y$ in Na\\"ive Trees</title>
<link>https://arxiv.org/abs/{own_id.partition("v")[0]}</link>
<description>{announced}We bound $x&lt;y$ where p &lt; 0.05.</description>
<guid isPermaLink="false">oai:arXiv.org:{own_id}</guid><category>cs.XX</category><category>math.ST</category>
<dc:creator>Ada Fold (Meadow Lab, Zurich), Bo Crane Jr., The SHEEP Collaboration</dc:creator>{extra}</item>"""


def kind_of(name: str) -> str:
    return f"<arxiv:announce_type>{name}</arxiv:announce_type>"


def read(body: bytes, url: str = "http://127.0.0.1:8000/rss/cs.XX", day: date | None = None) -> Answer:
    return parse(body, url=url, content_type="application/rss+xml", feed=FEED, now=NOW, day=day)


def test_a_listing_says_what_arxiv_says() -> None:
    licence = "<dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>"
    answer = read(listing(entry(extra=kind_of("new") + licence)))
    (one,) = answer.incoming
    assert (answer.kind, answer.day, answer.total, answer.truncated) == ("arxiv", date(2026, 4, 27), 1, False)
    assert answer.skip_days == {5, 6}
    assert one.paper.title == 'Bounds on $x < y$ in Na\\"ive Trees'
    assert one.paper.abstract == "We bound $x<y$ where p < 0.05."
    assert [author.name for author in one.paper.authors] == ["Ada Fold", "Bo Crane Jr.", "The SHEEP Collaboration"]
    assert [author.group for author in one.paper.authors] == [False, False, True]
    assert one.paper.ids == (Identifier("arxiv", "2604.00001"),)
    assert one.paper.categories == ("cs.XX", "math.ST")
    assert one.paper.links == (
        Link("abstract", "https://arxiv.org/abs/2604.00001"),
        Link("pdf", "https://arxiv.org/pdf/2604.00001"),
    )
    assert one.paper.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert (one.paper.version, one.paper.published, one.paper.authority) == (1, date(2026, 4, 27), 3)
    assert (one.appearance.day, one.appearance.rank) == (date(2026, 4, 27), 1)
    assert (one.appearance.announced, one.appearance.version) == ("new", 1)


@pytest.mark.parametrize("kind", ["new", "cross", "replace", "replace-cross"])
def test_the_announce_type_comes_from_its_element_or_the_description(kind: str) -> None:
    told = read(listing(entry("2604.00001v3", "new", kind_of(kind)))).incoming[0]
    only_described = read(listing(entry("2604.00001v3", kind))).incoming[0]
    assert told.appearance.announced == only_described.appearance.announced == kind
    assert told.paper.version == told.appearance.version == 3
    assert (told.paper.updated is not None) == kind.startswith("replace")
    assert only_described.paper.abstract == "We bound $x<y$ where p < 0.05."


def test_an_announce_type_that_is_none_of_the_four_is_unknown() -> None:
    assert read(listing(entry(extra=kind_of("retract"), prefix=False))).incoming[0].appearance.announced is None


def test_a_journal_version_is_named_beside_the_arxiv_id() -> None:
    extra = "<arxiv:DOI>10.1000/ABC.7 10.1000/other</arxiv:DOI>"
    extra += "<arxiv:journal_reference>Proc. 3rd Workshop on Sheep, 2025, pp 1-9</arxiv:journal_reference>"
    paper = read(listing(entry(extra=extra))).incoming[0].paper
    assert paper.ids == (Identifier("arxiv", "2604.00001"), Identifier("doi", "10.1000/abc.7"))
    assert paper.venue is not None
    assert paper.venue.name == "Proc. 3rd Workshop on Sheep, 2025, pp 1-9"
    assert (paper.venue.kind, paper.venue.appeared) == ("reference", "2025")


def test_the_day_is_the_eastern_one_whatever_the_zone() -> None:
    own = "<pubDate>Fri, 24 Apr 2026 04:00:00 GMT</pubDate>"
    assert read(listing(entry(extra=own))).incoming[0].appearance.day == date(2026, 4, 24)
    assert read(listing(entry(), date="Wed, 7 Jan 2026 05:00:00 +0000")).day == date(2026, 1, 7)
    assert read(listing(entry(), date="Wed, 7 Jan 2026 04:00:00 +0000")).day == date(2026, 1, 6)
    assert read(listing(entry(), date="sometime")).day == date(2026, 4, 27)


def test_a_day_far_ahead_is_not_believed() -> None:
    (one,) = read(listing(entry(), date="Thu, 01 Jan 2099 00:00:00 -0500")).incoming
    assert one.appearance.day == NOW.date()


def test_a_weekend_is_an_empty_answer_and_no_error() -> None:
    answer = read(listing(date="Sun, 26 Apr 2026 00:00:00 -0400"))
    assert (answer.kind, answer.incoming, answer.day) == ("arxiv", (), date(2026, 4, 26))


def test_a_listing_of_two_thousand_was_cut() -> None:
    items = [entry(f"2604.{number:05}v1") for number in range(2000)]
    assert read(listing(*items)).truncated
    assert not read(listing(*items[:-1])).truncated


def test_an_error_feed_is_an_error() -> None:
    body = listing(title="Feed error for query: cs.NO").replace(b"cs.XX updates<", b"Invalid archive 'cs.NO'.<")
    with pytest.raises(NotAFeed) as caught:
        read(body)
    assert caught.value.kind == "error_feed"
    assert dict(caught.value.values) == {"text": "Invalid archive 'cs.NO'."}


def test_the_atom_form_is_read_alike() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<title>cs.XX updates on arXiv.org</title><updated>2026-04-27T04:00:03+00:00</updated><entry>
<id>oai:arXiv.org:2604.00002v2</id><title>Trees</title><updated>2026-04-27T04:00:03+00:00</updated>
<link href="https://arxiv.org/abs/2604.00002" rel="alternate"/><author><name>Ada Fold</name></author>
<author><name>Bo Crane</name></author><category term="cs.XX"/><published>2026-04-27T00:00:00-04:00</published>
<summary>arXiv:2604.00002v2 Announce Type: replace \nAbstract: On trees.</summary>
<arxiv:announce_type>replace</arxiv:announce_type></entry></feed>"""
    answer = read(body)
    (one,) = answer.incoming
    assert (answer.kind, answer.day) == ("arxiv", date(2026, 4, 27))
    assert [author.name for author in one.paper.authors] == ["Ada Fold", "Bo Crane"]
    assert (one.paper.abstract, one.paper.version, one.appearance.announced) == ("On trees.", 2, "replace")


@pytest.mark.parametrize(
    ("suffix", "announced"),
    [
        (". (arXiv:1805.08875v2 [nucl-ex])", "new"),
        (". (arXiv:1805.08875v2 [nucl-ex] UPDATED)", "replace"),
        (" (arXiv:1805.08875v2 [nucl-ex]) UPDATED", "replace"),
        (". (arXiv:1805.08875v2 [nucl-ex] CROSS LISTED)", "cross"),
    ],
)
def test_the_old_form_with_its_suffix_is_still_read(suffix: str, announced: str) -> None:
    body = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://arxiv.org/"><title>nucl-ex updates</title>
<link>http://arxiv.org/</link><dc:date>2018-05-24T20:30:00-05:00</dc:date></channel>
<item rdf:about="http://arxiv.org/abs/1805.08875"><title>Heavy Sheep{suffix}</title>
<link>http://arxiv.org/abs/1805.08875</link><description>&lt;p&gt;We weigh sheep.
&lt;/p&gt;</description>
<dc:creator>&lt;a href="http://arxiv.org/find/1"&gt;Ada Fold&lt;/a&gt;,
&lt;a href="x"&gt;Bo Crane&lt;/a&gt;</dc:creator>
</item></rdf:RDF>""".encode()
    (one,) = read(body).incoming
    assert (one.paper.title, one.paper.abstract) == ("Heavy Sheep", "We weigh sheep.")
    assert [author.name for author in one.paper.authors] == ["Ada Fold", "Bo Crane"]
    assert one.paper.ids == (Identifier("arxiv", "1805.08875"),)
    assert (one.paper.version, one.appearance.announced) == (2, announced)


def test_what_has_no_arxiv_id_is_read_as_any_other_entry() -> None:
    body = listing(
        entry("nonsense", extra=kind_of("new"), prefix=False).replace("arxiv.org/abs/nonsense", "a.example/7")
    )
    (one,) = read(body).incoming
    assert one.paper.ids == (Identifier("guid", "5 oai:arXiv.org:nonsense"),)
    body = listing(f"<item><title>Trees</title><link>https://a.example/7</link>{kind_of('new')}</item>")
    assert read(body).incoming[0].paper.ids == (Identifier("guid", "5 https://a.example/7"),)


def test_a_copy_of_arxivs_items_counts_as_a_feed() -> None:
    body = listing(entry()).replace(b'xmlns:arxiv="http://arxiv.org/schemas/atom"', b"")
    answer = read(body)
    assert (answer.kind, answer.day) == ("feed", None)
    assert answer.incoming[0].paper.ids == (Identifier("arxiv", "2604.00001"),)
    assert answer.incoming[0].paper.authority == 2


API_ENTRY = """<entry><id>http://arxiv.org/abs/2604.00003v2</id><title>Trees,
  again</title><updated>2026-04-26T10:00:00Z</updated><published>2026-04-23T17:00:00Z</published>
<link href="https://arxiv.org/abs/2604.00003v2" rel="alternate"/><summary>On trees.</summary>
<author><name>Ada Fold</name><arxiv:affiliation>Meadow Lab</arxiv:affiliation></author>
<author><name>Bo Crane</name></author>
<arxiv:comment>9 pages</arxiv:comment><arxiv:journal_ref>J. Sheep 7 (2026) 1</arxiv:journal_ref>
<arxiv:doi>10.1000/xyz</arxiv:doi><arxiv:primary_category term="cs.YY"/>
<category term="cs.XX"/><category term="cs.YY"/><category term="68T05 (Primary)"/></entry>"""


def api(*entries: str, total: int = 1, start: int = 0) -> bytes:
    return f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><id>https://arxiv.org/api/x</id><title>arXiv Query: x</title>
<updated>2026-04-27T00:00:00Z</updated><opensearch:totalResults>{total}</opensearch:totalResults>
<opensearch:startIndex>{start}</opensearch:startIndex>{"".join(entries)}</feed>""".encode()


def test_the_api_says_more_and_dates_by_the_first_version() -> None:
    url = arxiv.backfill_address("http://127.0.0.1:8000/rss/cs.XX", "cs.XX", date(2026, 4, 24))
    (one,) = read(api(API_ENTRY), url, date(2026, 4, 24)).incoming
    assert (one.paper.title, one.paper.comment) == ("Trees, again", "9 pages")
    assert one.paper.ids == (Identifier("arxiv", "2604.00003"), Identifier("doi", "10.1000/xyz"))
    assert [author.name for author in one.paper.authors] == ["Ada Fold", "Bo Crane"]
    assert one.paper.categories == ("cs.YY", "cs.XX")
    assert (one.paper.published, one.paper.updated) == (date(2026, 4, 23), date(2026, 4, 26))
    assert (one.paper.version, one.paper.authority) == (2, 3)
    assert (one.appearance.day, one.appearance.rank) == (date(2026, 4, 24), None)
    assert (one.appearance.announced, one.appearance.version) == ("cross", 1)


def test_without_a_day_asked_the_calendar_dates_an_api_answer() -> None:
    (one,) = read(api(API_ENTRY)).incoming
    assert one.appearance.day == arxiv.announcement_day(datetime(2026, 4, 23, 17, tzinfo=UTC)) == date(2026, 4, 24)
    assert one.appearance.announced is None


def test_the_pages_of_a_backfill_follow_each_other() -> None:
    first = read(api(API_ENTRY, total=2))
    last = read(api(API_ENTRY, total=2, start=1))
    empty = read(api(total=2))
    assert (first.total, first.truncated, last.truncated) == (2, True, False)
    assert arxiv.next_start(0, first) == 1
    assert arxiv.next_start(1, last) is None
    assert arxiv.next_start(0, empty) is None


def test_an_error_of_the_api_is_never_a_paper() -> None:
    body = api(
        "<entry><id>https://arxiv.org/api/errors#bad_id</id><title>Error</title><summary>bad id</summary></entry>"
    )
    with pytest.raises(NotAFeed) as caught:
        read(body)
    assert (caught.value.kind, caught.value.values) == ("error_feed", (("text", "bad id"),))


def eastern(day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment of April 2026, in which the 20th and the 27th are Mondays."""
    return datetime(2026, 4, day, hour, minute, tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("submitted", "announced"),
    [
        (eastern(23, 13, 59), 24),  # Thursday before the cut-off
        (eastern(23, 14), 27),  # Thursday
        (eastern(24, 13, 59), 27),  # Friday
        (eastern(24, 14), 28),
        (eastern(25, 12), 28),  # Saturday
        (eastern(26, 23, 59), 28),  # Sunday
        (eastern(27, 13, 59), 28),  # Monday
        (eastern(27, 14), 29),
        (eastern(21, 14), 23),  # Tuesday
        (eastern(22, 13), 23),  # Wednesday
    ],
)
def test_the_calendar_is_arxivs(submitted: datetime, announced: int) -> None:
    assert arxiv.announcement_day(submitted) == date(2026, 4, announced)
    assert arxiv.announcement_day(submitted.astimezone(UTC)) == date(2026, 4, announced)


@given(st.integers(694_224_000, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_every_moment_lies_in_the_window_of_its_day(moment: datetime) -> None:
    day = arxiv.announcement_day(moment)
    opens, closes = arxiv.submission_window(day)
    assert opens <= moment < closes
    assert day.weekday() < 5


@given(st.dates(date(1992, 1, 1), date(2090, 1, 1)))
def test_windows_leave_no_gap(day: date) -> None:
    (earlier,) = arxiv.previous_days(day, 1)
    later = arxiv.previous_days(day + timedelta(days=7), 8)[-1]
    if day.weekday() < 5:
        assert arxiv.submission_window(earlier)[1] == arxiv.submission_window(day)[0]
    assert later <= day


def test_nothing_is_announced_at_the_weekend() -> None:
    with pytest.raises(ValueError, match="Saturday"):
        arxiv.submission_window(date(2026, 4, 25))
    assert arxiv.previous_days(date(2026, 4, 27), 2) == [date(2026, 4, 24), date(2026, 4, 23)]


@pytest.mark.parametrize(
    ("url", "category"),
    [
        ("https://rss.arxiv.org/rss/cs.ai", "cs.AI"),
        ("https://rss.arxiv.org/atom/cs.AI+q-bio.nc/", "cs.AI+q-bio.NC"),
        ("http://127.0.0.1:1/rss/Physics.ACC-PH?x=1", "physics.acc-ph"),
        ("https://rss.arxiv.org/rss/math", "math"),
        ("https://blog.example/feed.xml", ""),
    ],
)
def test_a_listings_address_tells_its_category(url: str, category: str) -> None:
    assert arxiv.category(url) == category


def test_a_backfill_asks_the_api_beside_the_feed() -> None:
    day = date(2026, 4, 27)
    live = urlsplit(arxiv.backfill_address("https://rss.arxiv.org/rss/cs.AI", "cs.AI", day))
    local = urlsplit(arxiv.backfill_address("http://127.0.0.1:8000/rss/cs.AI+math", "cs.AI+math", day, 500))
    assert (live.scheme, live.netloc, live.path) == ("https", "export.arxiv.org", "/api/query")
    assert (local.netloc, local.path) == ("127.0.0.1:8000", "/api/query")
    asked = parse_qs(local.query)
    assert asked["search_query"] == ["(cat:cs.AI OR cat:math.*) AND submittedDate:[202604231800 TO 202604241759]"]
    assert (asked["start"], asked["sortOrder"]) == (["500"], ["ascending"])


def test_ids_are_asked_for_together() -> None:
    address = arxiv.ids_address(arxiv.API, ["2604.00001", "astro-ph/0601001"])
    assert address.endswith("/api/query?id_list=2604.00001,astro-ph/0601001&max_results=2")


@pytest.mark.recorded
def test_a_whole_recorded_listing_is_read() -> None:
    answer = read(shared("data/feeds/arxiv_rss/stat-2024-03-26.rss.xml").read_bytes())
    kinds = [one.appearance.announced for one in answer.incoming]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "new": 35,
        "cross": 27,
        "replace": 41,
        "replace-cross": 20,
    }
    assert {one.appearance.day for one in answer.incoming} == {answer.day} == {date(2024, 3, 26)}
    assert sum(len(one.paper.ids) == 2 for one in answer.incoming) == 8
    assert sum(one.paper.venue is not None for one in answer.incoming) == 5
    assert max(len(one.paper.authors) for one in answer.incoming) == 8
    assert not any("Announce Type" in one.paper.abstract for one in answer.incoming)
    assert all(one.paper.version and one.paper.licence for one in answer.incoming)


@pytest.mark.recorded
def test_recorded_answers_of_the_api_are_read() -> None:
    folder = shared("data/feeds/arxiv_api")
    (path,) = folder.glob("q_testing_s0_m100_*")
    answer = read(path.read_bytes())
    assert (len(answer.incoming), answer.total, answer.truncated) == (100, 214881, True)
    assert sum(len(one.paper.ids) == 2 for one in answer.incoming) == 32
    assert sum(bool(one.paper.comment) for one in answer.incoming) == 97
    (nothing,) = folder.glob("id_0000*")
    assert read(nothing.read_bytes()).incoming == ()
    (error,) = folder.glob("id_abc*")
    with pytest.raises(NotAFeed, match="incorrect id format for abc"):
        read(error.read_bytes())
