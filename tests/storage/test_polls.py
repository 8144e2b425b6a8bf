"""What the poller remembers between two polls."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import Feed, FeedId, Intake, Library, NotFound, Page, Trouble
from tests.fakes.clock import Clock

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


def test_a_feed_comes_back_as_it_was_saved(library: Library, intake: Intake, listing: Feed) -> None:
    state = replace(
        listing,
        kind="feed",
        title="Of the sea",
        backfill=3,
        first_polled=NOON,
        next_check=NOON + timedelta(hours=1),
        checked=NOON,
        succeeded=NOON - timedelta(days=1),
        failures=2,
        trouble=Trouble("bad_status", (("status", "500"), ("text", "out of “order”")), NOON),
        warning="stale",
    )
    intake.save_state(state)
    assert library.feed(listing.id) == state
    intake.save_state(replace(state, trouble=None))
    assert library.feed(listing.id).trouble is None


def test_a_poll_takes_no_feed_in_that_the_reader_removed_meanwhile(
    library: Library, intake: Intake, listing: Feed
) -> None:
    library.remove_feed(listing.id)
    intake.save_state(replace(listing, title="Of the sea"))
    assert intake.feeds() == []
    assert library.feed(listing.id).removed


def test_a_feed_that_is_not_there_is_not_found(library: Library) -> None:
    with pytest.raises(NotFound):
        library.feed(FeedId(77))


def test_a_feed_that_is_added_again_is_the_same_with_all_it_knew(
    library: Library, intake: Intake, listing: Feed
) -> None:
    intake.save_state(replace(listing, first_polled=NOON, title="Of the sea"))
    library.remove_feed(listing.id)
    again, changes = library.add_feed(listing.url, backfill=9)
    assert (again.id, again.title, again.first_polled, again.removed) == (listing.id, "Of the sea", NOON, False)
    assert changes.feeds == {listing.id}
    assert library.add_feed(listing.url)[1].feeds == frozenset()


def test_a_page_comes_back_as_it_was_saved(intake: Intake, listing: Feed) -> None:
    page = Page(
        "http://127.0.0.1/rss?b=2&a=1", date(2026, 6, 2), 'W/"a b"', "Tue, 2 Jun", b"\x00\xff", NOON, NOON, True
    )
    intake.save_page(listing.id, page)
    assert intake.pages(listing.id) == {page.url: page}
    bare = Page(page.url)
    intake.save_page(listing.id, bare)
    assert intake.pages(listing.id) == {page.url: bare}


def test_a_feed_moves_with_what_was_heard_from_its_new_address(library: Library, intake: Intake, listing: Feed) -> None:
    intake.save_page(listing.id, Page(listing.url, etag='"1"'))
    intake.save_page(listing.id, Page("http://127.0.0.1/new", etag='"0"'))
    assert intake.move(listing.id, "http://127.0.0.1/new", page=(listing.url, "http://127.0.0.1/new"))
    assert library.feed(listing.id).url == "http://127.0.0.1/new"
    assert {url: page.etag for url, page in intake.pages(listing.id).items()} == {"http://127.0.0.1/new": '"1"'}


def test_a_feed_does_not_move_onto_another(library: Library, intake: Intake, listing: Feed, daily: Feed) -> None:
    intake.save_page(listing.id, Page(listing.url, etag='"1"'))
    assert not intake.move(listing.id, daily.url, page=(listing.url, daily.url))
    assert library.feed(listing.id).url == listing.url
    assert list(intake.pages(listing.id)) == [listing.url]


def test_a_host_is_waited_for_as_long_as_the_longest_word(intake: Intake, clock: Clock) -> None:
    hour = timedelta(hours=1)
    for wait in (2, 1):
        intake.save_wait("127.0.0.1:80", clock() + wait * hour)
    assert intake.waits() == {"127.0.0.1:80": clock() + 2 * hour}
    clock.advance(hours=2)
    assert intake.waits() == {}
