"""The fakes answer as the real services do, or the tests that lean on them prove nothing."""

import gzip
import http.client
import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import feedparser
import pytest

from tests.fakes.arxiv import Arxiv, Preprint, arxiv_rss, listed, serve_arxiv
from tests.fakes.feed_server import FeedServer
from tests.fakes.hugging_face import daily_paper, serve_daily_papers
from tests.fakes.replies import Reply, in_turn, page, redirect, refusal

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


def get(
    server: FeedServer, path: str, method: str = "GET", host: str = "127.0.0.1", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(host, server.port, timeout=5)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.casefold(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_bytes_are_served_with_a_tag_and_not_sent_twice(server: FeedServer) -> None:
    server.serve("/feed", b"<rss/>")
    status, headers, body = get(server, "/feed")
    assert (status, body) == (200, b"<rss/>")
    assert get(server, "/feed", If_None_Match=headers["etag"])[::2] == (304, b"")
    assert get(server, "/feed", If_None_Match='"other"')[::2] == (200, b"<rss/>")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"If_None_Match": '"one", W/"two"'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"one"'}, 200),
        ({"If_Modified_Since": "Mon, 02 Mar 2026 05:00:00 GMT"}, 304),
        ({"If_Modified_Since": "Tue, 03 Mar 2026 05:00:00 GMT"}, 304),
        ({"If_Modified_Since": "Sun, 01 Mar 2026 05:00:00 GMT"}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
        ({"If_None_Match": '"one"', "If_Modified_Since": "Mon, 02 Mar 2026 05:00:00 GMT"}, 200),
    ],
)
def test_validators_are_compared_as_http_says(server: FeedServer, sent: dict[str, str], status: int) -> None:
    server.serve("/feed", page(b"<rss/>", etag='"two"', last_modified="Mon, 02 Mar 2026 05:00:00 GMT"))
    assert get(server, "/feed", **sent)[0] == status


def test_a_page_without_validators_is_always_sent(server: FeedServer) -> None:
    server.serve("/feed", page(b"<rss/>", etag=""))
    status, headers, _ = get(server, "/feed", If_None_Match='"x"', If_Modified_Since="Mon, 02 Mar 2026 05:00:00 GMT")
    assert status == 200
    assert "etag" not in headers


def test_bodies_are_compressed_for_those_who_can_read_them(server: FeedServer) -> None:
    server.serve("/feed", page(b"<rss/>", coding="gzip"))
    assert get(server, "/feed")[2] == b"<rss/>"
    assert gzip.decompress(get(server, "/feed", Accept_Encoding="br, gzip")[2]) == b"<rss/>"


def test_every_request_is_noted_as_it_came(server: FeedServer) -> None:
    get(server, "/nothing?b=2&a=1", X_Odd="Yes")
    get(server, "/nothing", method="POST")
    first, second = server.asked
    assert (first.method, first.path, first.route, first.query) == (
        "GET", "/nothing?b=2&a=1", "/nothing", {"b": "2", "a": "1"},
    )  # fmt: skip
    assert first.header("x-odd") == "Yes"
    assert first.header("x-even") == ""
    assert second.method == "POST"
    assert first.ended <= second.began


def test_what_was_never_served_is_404_and_only_get_is_answered(server: FeedServer) -> None:
    server.serve("/feed", b"<rss/>")
    assert get(server, "/other")[0] == 404
    assert get(server, "/feed", method="HEAD")[0] == 405


def test_several_hosts_share_a_port(server: FeedServer) -> None:
    with FeedServer(hosts=3) as three:
        three.serve("/feed", b"<rss/>")
        assert [get(three, "/feed", host=f"127.0.0.{last}")[0] for last in (1, 2, 3)] == [200, 200, 200]
        assert [one.host for one in three.asked] == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
        assert three.url("/feed", host=3) == f"http://127.0.0.3:{three.port}/feed"


def test_answers_may_change_from_time_to_time(server: FeedServer) -> None:
    server.serve("/feed", in_turn(refusal(503, "busy", retry_after="7"), redirect("/there", 301), b"<rss/>"))
    assert get(server, "/feed")[1]["retry-after"] == "7"
    assert get(server, "/feed")[1]["location"] == "/there"
    assert [get(server, "/feed")[0] for _ in range(2)] == [200, 200]


def test_a_connection_can_end_before_the_body_does(server: FeedServer) -> None:
    server.serve("/feed", Reply(body=b"<rss>" * 100, cut=7))
    with pytest.raises(http.client.IncompleteRead):
        get(server, "/feed")


def test_a_fault_in_a_handler_reaches_the_test() -> None:
    def broken(_: object) -> Reply:
        raise KeyError("a slip in the test")

    with pytest.raises(KeyError, match="slip"), FeedServer() as server:  # noqa: PT012  # it is raised at the end
        server.serve("/feed", broken)
        with pytest.raises(http.client.RemoteDisconnected):
            get(server, "/feed")


def test_closing_does_not_wait_for_anybody() -> None:
    with FeedServer() as server:
        idle = http.client.HTTPConnection("127.0.0.1", server.port)
        idle.connect()
        started = time.monotonic()
    assert time.monotonic() - started < 4  # for a thread that does not end it waits five seconds
    idle.close()


# Daily Papers -----------------------------------------------------------------------------------------------------


def test_a_day_is_listed_by_votes_and_cut_by_its_limit(server: FeedServer) -> None:
    days = {MONDAY: [daily_paper(f"2603.{n:05}", f"Paper {n}", day=MONDAY, votes=n) for n in range(60)]}
    serve_daily_papers(server, days)
    items = json.loads(get(server, f"/api/daily_papers?date={MONDAY}&limit=100")[2])
    assert [item["paper"]["upvotes"] for item in items] == list(range(59, -1, -1))
    assert len(json.loads(get(server, f"/api/daily_papers?date={MONDAY}")[2])) == 50
    assert len(json.loads(get(server, f"/api/daily_papers?date={MONDAY}&p=1")[2])) == 10
    assert get(server, "/api/daily_papers?limit=101")[0] == 400
    assert get(server, "/api/daily_papers?date=yesterday")[0] == 400


def test_the_bare_address_gives_the_newest_day_that_has_papers(server: FeedServer) -> None:
    days = {MONDAY: [daily_paper("2603.00001", "Old", day=MONDAY)], TUESDAY: []}
    serve_daily_papers(server, days)
    assert json.loads(get(server, "/api/daily_papers")[2])[0]["title"] == "Old"
    days[TUESDAY] = [daily_paper("2603.00002", "New", day=TUESDAY, organization={"name": "mit"})]
    (newest,) = json.loads(get(server, "/api/daily_papers")[2])
    assert newest["title"] == "New"
    assert newest["organization"] == newest["paper"]["organization"] == {"name": "mit"}
    assert newest["paper"]["submittedOnDailyAt"] == "2026-03-03T00:00:00.000Z"
    assert newest["publishedAt"] < newest["paper"]["publishedAt"]


def test_weeks_and_months_join_their_days(server: FeedServer) -> None:
    serve_daily_papers(server, {day: [daily_paper(f"2603.0000{day.day}", "", day=day)] for day in (MONDAY, TUESDAY)})
    assert len(json.loads(get(server, "/api/daily_papers?week=2026-W10")[2])) == 2
    assert len(json.loads(get(server, "/api/daily_papers?month=2026-03")[2])) == 2
    assert json.loads(get(server, "/api/daily_papers?month=2026-04")[2]) == []


def test_a_list_is_not_sent_twice_until_a_vote_is_cast(server: FeedServer) -> None:
    days = {MONDAY: [daily_paper("2603.00001", "One", day=MONDAY)]}
    serve_daily_papers(server, days)
    tag = get(server, "/api/daily_papers")[1]["etag"]
    assert tag.startswith('W/"')
    assert get(server, "/api/daily_papers", If_None_Match=tag)[0] == 304
    days[MONDAY] = [daily_paper("2603.00001", "One", day=MONDAY, votes=1)]
    assert get(server, "/api/daily_papers", If_None_Match=tag)[0] == 200


# arXiv ------------------------------------------------------------------------------------------------------------

PAPER = Preprint(
    "2603.00007",
    "Bounds on $x<y$ & more",
    authors=("Ada Lovelace", "Emmy Noether (Erlangen)"),
    categories=("cs.LG", "stat.ML"),
    version=2,
    announced="replace",
    doi="10.1000/abc",
    journal_reference="J. Bounds 1",
    comment="9 pages",
)


@pytest.fixture
def arxiv(server: FeedServer) -> Arxiv:
    fake = Arxiv(MONDAY, {"cs.LG": [PAPER], "stat.ML": []}, [PAPER])
    serve_arxiv(server, fake)
    return fake


@pytest.mark.usefixtures("arxiv")
@pytest.mark.parametrize("folder", ["rss", "atom"])
def test_a_listing_reads_as_arxivs_own(server: FeedServer, folder: str) -> None:
    status, headers, body = get(server, f"/{folder}/cs.lg")
    found = feedparser.parse(body)
    (entry,) = found.entries
    assert status == 200
    assert headers["etag"]
    assert not found.bozo
    assert found.feed.title == "cs.LG updates on arXiv.org"
    assert entry.id == "oai:arXiv.org:2603.00007v2"
    assert entry.link == "https://arxiv.org/abs/2603.00007"
    assert entry.title == "Bounds on $x<y$ & more"
    assert entry.summary.startswith("arXiv:2603.00007v2 Announce Type: replace \nAbstract: We show")
    assert [tag.term for tag in entry.tags] == ["cs.LG", "stat.ML"]
    assert entry.arxiv_announce_type == "replace"
    assert entry.arxiv_doi == "10.1000/abc"
    assert entry.arxiv_journal_reference == "J. Bounds 1"
    assert entry.author == "Ada Lovelace, Emmy Noether (Erlangen)"
    assert entry.published in {"Mon, 02 Mar 2026 00:00:00 -0500", "2026-03-02T00:00:00-05:00"}


def test_a_rebuilt_listing_is_another_body_with_the_same_papers() -> None:
    first, second = arxiv_rss("cs.LG", MONDAY, [PAPER]), arxiv_rss("cs.LG", MONDAY, [PAPER], rebuilt=3)
    assert first != second
    assert b"<lastBuildDate>Mon, 02 Mar 2026 05:00:03 +0000</lastBuildDate>" in second
    assert feedparser.parse(first).entries == feedparser.parse(second).entries


def test_a_listing_stays_good_until_the_next_midnight_in_new_york(server: FeedServer) -> None:
    now = datetime(2026, 3, 2, 17, tzinfo=UTC)
    serve_arxiv(server, Arxiv(MONDAY, {"cs.LG": []}, now=lambda: now))
    assert get(server, "/rss/cs.LG")[1]["cache-control"] == f"max-age={12 * 3600}"


def test_a_paper_is_listed_once_new_before_old_and_late_versions_not_at_all() -> None:
    papers = [
        Preprint("2603.00001", "A", announced="replace", version=6),
        Preprint("2603.00002", "B", announced="replace-cross", version=2),
        Preprint("2603.00003", "C", announced="cross"),
        Preprint("2603.00003", "C", announced="new"),
        Preprint("2603.00004", "D", announced="cross"),
    ]
    assert [paper.id for paper in listed(papers)] == ["2603.00003", "2603.00004", "2603.00002"]


def test_a_listing_is_cut_at_2000_papers_and_loses_the_new_ones() -> None:
    old = [Preprint(f"2602.{n:05}", "", announced="replace", version=2) for n in range(1_999)]
    new = [Preprint(f"2603.{n:05}", "") for n in range(9)]
    cut = listed([*new, *old])
    assert len(cut) == 2_000
    assert [paper.announced for paper in cut].count("new") == 1


@pytest.mark.usefixtures("arxiv")
@pytest.mark.parametrize("folder", ["rss", "atom"])
def test_an_unknown_category_is_a_feed_that_says_so(server: FeedServer, folder: str) -> None:
    status, _, body = get(server, f"/{folder}/cs.XX")
    found = feedparser.parse(body)
    assert status == 400
    assert found.feed.title.startswith("Feed error for query: ")
    assert found.entries == []


@pytest.mark.usefixtures("arxiv")
def test_the_api_knows_papers_by_id(server: FeedServer) -> None:
    found = feedparser.parse(get(server, "/api/query?id_list=2603.00007,2603.09999")[2])
    (entry,) = found.entries
    assert entry.id == "http://arxiv.org/abs/2603.00007v2"
    assert [author.name for author in entry.authors] == ["Ada Lovelace", "Emmy Noether (Erlangen)"]
    assert entry.arxiv_comment == "9 pages"
    assert entry.arxiv_primary_category["term"] == "cs.LG"
    assert found.feed.opensearch_totalresults == "1"


@pytest.mark.usefixtures("arxiv")
def test_the_api_says_in_a_feed_what_is_wrong_with_a_question(server: FeedServer) -> None:
    status, _, body = get(server, "/api/query?id_list=abc")
    (entry,) = feedparser.parse(body).entries
    assert (status, entry.title, entry.summary) == (400, "Error", "incorrect id format for abc")
    assert get(server, "/api/query?search_query=cat:cs.LG&max_results=2001")[0] == 400


def test_the_api_finds_what_was_submitted_in_a_window_page_by_page(server: FeedServer) -> None:
    papers = [
        Preprint(f"2603.{hour:05}", "", categories=("cs.LG",), published=datetime(2026, 3, 2, hour, tzinfo=UTC))
        for hour in range(24)
    ]
    other = Preprint("2603.00099", "", categories=("math.CO",), published=datetime(2026, 3, 2, 12, tzinfo=UTC))
    serve_arxiv(server, Arxiv(MONDAY, papers=[*papers, other]))
    query = "search_query=(cat:cs.*)+AND+submittedDate:[202603021000+TO+202603021559]&max_results=4"

    def ids(more: str) -> list[str]:
        return [entry.id[-7:-2] for entry in feedparser.parse(get(server, f"/api/query?{query}{more}")[2]).entries]

    assert ids("&sortOrder=ascending") == ["00010", "00011", "00012", "00013"]
    assert ids("&sortOrder=ascending&start=4") == ["00014", "00015"]
    assert ids("") == ["00015", "00014", "00013", "00012"]
