"""Polls of feeds that changed a little: only what is new is read, and stored is what the whole would have given."""

from datetime import UTC, date, datetime

import pytest

from desktop.feeds.answer import Answer, Cut
from desktop.feeds.pool import Parser
from storage import FeedId
from tests.fakes.replies import Reply, in_turn
from tests.feeds.conftest import Reading, World


class Watched(Parser):
    """A parser that notes what it was asked to read."""

    def __init__(self, parser: Parser) -> None:
        super().__init__()
        self._own = parser
        self.cuts: list[Cut | None] = []

    async def parse(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str,
        feed: FeedId,
        now: datetime,
        day: date | None = None,
        cut: Cut | None = None,
    ) -> Answer:
        self.cuts.append(cut)
        return await self._own.parse(body, url=url, content_type=content_type, feed=feed, now=now, day=day, cut=cut)


@pytest.fixture
def watched(reading: Reading) -> Watched:
    return Watched(reading.parser)


def entry(title: str, more: str = "") -> str:
    return f"<item><title>{title}</title><guid isPermaLink='false'>{title}</guid>{more}</item>"


def rss(*entries: str, head: str = "<title>A lab</title>") -> Reply:
    return Reply(body=f'<rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode())


def served(world: World, *replies: Reply) -> None:
    world.add(world.server.serve("/lab", in_turn(*replies)))


ONE, TWO, THREE = (entry(f"On {animal} and what they know of us") for animal in ("whales", "seals", "terns"))


def test_only_what_is_new_is_read(world: World, watched: Watched) -> None:
    served(world, rss(TWO, ONE), rss(THREE, TWO, ONE), rss(THREE, TWO))
    for _ in range(3):
        world.poll(parser=watched)
    assert watched.cuts == [None, Cut((1,), 3), Cut((), 2)]
    assert len(world.titles("all")) == 3
    assert world.rows("SELECT rank FROM appearances ORDER BY paper") == [(2,), (1,), (1,)]
    assert world.rows("SELECT length(marks) FROM items") == [(3 * 8,)]


def test_an_item_that_says_something_else_is_read_again(world: World, watched: Watched) -> None:
    served(world, rss(TWO, ONE), rss(TWO, ONE.replace("</title>", ", corrected</title>")))
    world.poll(parser=watched)
    assert world.poll(parser=watched).updated == 1
    assert watched.cuts[1] == Cut((2,), 2)
    assert any(title.endswith("corrected") for title in world.titles("all"))


def test_where_the_feed_itself_says_something_else_all_is_read(world: World, watched: Watched) -> None:
    served(world, rss(TWO, ONE), rss(THREE, TWO, ONE, head="<title>Another lab</title>"))
    world.poll(parser=watched)
    world.poll(parser=watched)
    assert watched.cuts == [None, None]
    assert world.library.feeds()[0].title == "Another lab"


@pytest.mark.parametrize(
    "odd",
    [
        entry("x", "<description><![CDATA[</item><item>]]></description>"),
        entry("x", "<description>a &nbsp; b</description>"),
        entry("x", "<description><i>inline</i></description>"),
        "<!-- a remark -->" + entry("x"),
    ],
    ids=["an item in CDATA", "an unknown entity", "bare markup", "a remark between"],
)
def test_what_cannot_be_told_apart_for_sure_is_read_whole(world: World, watched: Watched, odd: str) -> None:
    served(world, rss(TWO, ONE), rss(odd, TWO, ONE), rss(THREE, odd, TWO, ONE))
    for _ in range(3):
        world.poll(parser=watched)
    assert watched.cuts[-1] is None
    assert len(world.titles("all")) == 4


def test_an_item_that_gave_no_paper_is_tried_again(world: World, watched: Watched) -> None:
    served(
        world,
        rss(ONE, "<item><category>none</category></item>"),
        rss(TWO, ONE, "<item><category>none</category></item>"),
    )
    world.poll(parser=watched)
    world.poll(parser=watched)
    assert watched.cuts[1] == Cut((1, 3), 3)


def arxiv(*versions: int, day: str, dated: bool = True) -> Reply:
    spaces = 'xmlns:arxiv="http://arxiv.org/schemas/atom"'
    entries = "".join(
        f"<item><title>Paper {n}</title><guid isPermaLink='false'>oai:arXiv.org:2605.0000{n}v{version}</guid>"
        + ("<pubDate>Tue, 02 Jun 2026 00:00:00 -0400</pubDate>" if dated else "")
        + "<arxiv:announce_type>new</arxiv:announce_type></item>"
        for n, version in enumerate(versions, 1)
    )
    head = f"<title>cs.LG</title><pubDate>{day} 00:00:00 -0400</pubDate>"
    return Reply(body=f'<rss version="2.0" {spaces}><channel>{head}{entries}</channel></rss>'.encode())


def test_a_listing_of_arxiv_is_cut_only_where_something_is_announced(world: World, watched: Watched) -> None:
    world.clock.time = datetime(2026, 6, 3, 9, tzinfo=UTC)
    world.add(
        world.server.serve(
            "/rss/cs.LG",
            in_turn(
                arxiv(1, 1, day="Tue, 02 Jun 2026"),
                arxiv(1, 1, 1, day="Tue, 02 Jun 2026"),
                arxiv(1, 1, 1, day="Wed, 03 Jun 2026"),
            ),
        )
    )
    for _ in range(3):
        world.poll(parser=watched)
    assert watched.cuts == [None, Cut((3,), 3), Cut((), 3), None]
    assert world.library.feeds()[0].warning == "stale"


def test_a_listing_whose_papers_have_no_day_is_read_whole(world: World, watched: Watched) -> None:
    first, second = (arxiv(*versions, day="Tue, 02 Jun 2026", dated=False) for versions in ((1, 1), (1, 1, 1)))
    world.add(world.server.serve("/rss/cs.LG", in_turn(first, second)))
    world.poll(parser=watched)
    world.poll(parser=watched)
    assert watched.cuts == [None, None]
