"""Decisions about what came, from values alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.feeds.plan import BATCH, batches, combined, decide, is_new_text, old_batch
from storage import (
    Announcement,
    Arrival,
    Author,
    Feed,
    FeedId,
    FeedKind,
    Incoming,
    Known,
    Link,
    Match,
    Paper,
    PaperId,
    RuleId,
    title_key,
)
from tests.builders import TUESDAY, incoming, paper

DAY = timedelta(days=1)
OWN, OTHER = FeedId(1), FeedId(2)
NOBODY = Known()
MATCH = Match(RuleId(1), ("whales",), (("title", 0, 6),))


def feed(kind: FeedKind = "arxiv") -> Feed:
    return Feed(OWN, "http://127.0.0.1/feed", kind, "A feed", added=datetime(2026, 6, 2, tzinfo=UTC))


def known(stored: Paper, *, days: tuple[date, ...] = (), text_feed: FeedId = OWN, **more: object) -> Known:
    found = Known(PaperId(7), "id", stored, text_feed, days=frozenset(days))
    return replace(found, **more)  # type: ignore[arg-type]  # the fields of a test's choice


def decided(
    one: Incoming,
    of_it: Known = NOBODY,
    *,
    kind: FeedKind = "arxiv",
    quiet: bool = False,
    newest: date | None = None,
    matches: tuple[Match, ...] = (MATCH,),
) -> Arrival:
    [arrival] = decide([one], [of_it], [matches], feed(kind), quiet=quiet, newest=newest)
    return arrival


# New, unread, loud ------------------------------------------------------------------------------------------------


def test_a_new_paper_is_stored_as_it_came_unread_and_loud() -> None:
    one = incoming(paper(arxiv="2606.00001"), announced="new")
    arrival = decided(one)
    assert (arrival.paper, arrival.text, arrival.appears) == (None, one.paper, one.appearance)
    assert (arrival.fresh, arrival.matches) == (True, (MATCH,))


@pytest.mark.parametrize(
    ("announced", "fresh"), [("new", True), ("cross", True), ("replace", False), ("replace-cross", False), (None, True)]
)
def test_an_unknown_paper_that_was_replaced_is_neither_unread_nor_loud(
    announced: Announcement | None, fresh: bool
) -> None:
    arrival = decided(incoming(paper(arxiv="2606.00001", version=2), announced=announced))
    assert arrival.fresh is fresh
    assert [match.silent for match in arrival.matches] == [not fresh]


@pytest.mark.parametrize(("newest", "fresh"), [(TUESDAY, True), (TUESDAY + DAY, False), (None, False)])
def test_of_a_first_poll_only_the_newest_day_is_unread_and_nothing_loud(newest: date | None, fresh: bool) -> None:
    arrival = decided(incoming(paper(arxiv="2606.00001")), quiet=True, newest=newest)
    assert arrival.fresh is fresh
    assert [match.silent for match in arrival.matches] == [True]


def test_what_the_reader_added_is_neither_unread_nor_loud() -> None:
    arrival = decided(incoming(paper(arxiv="2606.00001")), kind="by_hand")
    assert arrival.fresh is False
    assert [match.silent for match in arrival.matches] == [True]


def test_a_known_paper_is_not_new_again_and_fires_no_rule() -> None:
    stored = paper(arxiv="2606.00001")
    arrival = decided(incoming(stored, day=TUESDAY + DAY), known(stored, days=(TUESDAY,)))
    assert (arrival.paper, arrival.fresh, arrival.matches, arrival.text) == (PaperId(7), False, (), None)
    assert arrival.appears is not None


def test_the_first_words_of_a_paper_fire_rules_in_silence() -> None:
    bare = known(paper("arxiv 2606.00001", arxiv="2606.00001", authority=0))
    arrival = decided(incoming(paper("On whales", arxiv="2606.00001")), bare)
    assert (arrival.fresh, [match.silent for match in arrival.matches]) == (False, [True])
    assert is_new_text(bare)
    assert is_new_text(NOBODY)
    assert not is_new_text(known(paper()))


@pytest.mark.parametrize(
    ("kind", "again"), [("feed", False), ("by_hand", False), ("arxiv", True), ("daily_papers", True)]
)
def test_a_feed_without_days_of_its_own_shows_a_paper_once(kind: FeedKind, again: bool) -> None:
    stored = paper(arxiv="2606.00001")
    arrival = decided(incoming(stored, day=TUESDAY + DAY), known(stored, days=(TUESDAY,)), kind=kind)
    assert (arrival.appears is not None) is again


def test_papers_to_be_joined_and_those_that_only_look_alike_are_passed_on() -> None:
    of_it = known(paper(), others=(PaperId(8),), maybe=(PaperId(9),))
    arrival = decided(incoming(paper()), of_it)
    assert (arrival.via, arrival.joins, arrival.maybe) == ("id", (PaperId(8),), (PaperId(9),))


# Whose words stand ------------------------------------------------------------------------------------------------


def test_the_better_source_wins_and_the_other_fills_what_it_lacks() -> None:
    stored = replace(paper("On left|x right|", authority=1), summary="Said.", organisation="A lab", abstract="")
    said = paper("On $\\left|x\\right|$", authority=3, version=2)
    text = combined(known(stored, text_feed=OTHER), said, feed())
    assert text is not None
    assert (text.title, text.abstract, text.summary, text.organisation) == (
        said.title, said.abstract, "Said.", "A lab",
    )  # fmt: skip
    assert (text.authority, text.version) == (3, 2)


def test_the_worse_source_changes_nothing_but_what_was_missing() -> None:
    stored = replace(paper("Right", authority=3), abstract="")
    text = combined(known(stored), replace(paper("Wrong", authority=1), venue=None, comment="5 pages"), feed())
    assert text is not None
    assert (text.title, text.abstract, text.comment, text.authority) == ("Right", paper().abstract, "5 pages", 3)


@pytest.mark.parametrize(
    ("text_feed", "version", "title"),
    [(OWN, 1, "Newer"), (OWN, None, "Older"), (OTHER, 1, "Older"), (OTHER, 2, "Newer"), (OTHER, None, "Older")],
)
def test_among_equals_the_words_own_feed_or_a_later_version_wins(
    text_feed: FeedId, version: int | None, title: str
) -> None:
    of_it = known(paper("Older", version=1), text_feed=text_feed)
    text = combined(of_it, paper("Newer", version=version), feed())
    assert (text.title if text else "Older") == title


def test_an_older_version_takes_nothing_back_whoever_says_it() -> None:
    assert combined(known(paper("Newer", version=3)), paper("Older", version=2), feed()) is None


def test_what_says_nothing_new_changes_nothing() -> None:
    stored = paper(arxiv="2606.00001", version=1)
    assert combined(known(stored), replace(stored, ids=()), feed()) is None


def test_a_half_filled_answer_takes_no_text_away() -> None:
    stored = replace(
        paper(authority=1),
        links=(Link("abstract", "http://127.0.0.1/a"), Link("code", "http://127.0.0.1/c")),
        summary="Said.",
        keywords=("whales",),
        organisation="A lab",
        thumbnail="http://127.0.0.1/t.png",
        licence="http://127.0.0.1/l",
    )
    empty = Paper(title=stored.title, links=(Link("abstract", "http://127.0.0.1/a"),), authority=1)
    assert combined(known(stored), empty, feed()) is None


def test_what_only_a_listing_tells_is_taken_from_its_newest_word() -> None:
    stored = replace(paper(authority=3), summary="Old.", keywords=("old",))
    said = replace(paper(authority=1), summary="New.", keywords=("new",), links=(Link("code", "http://127.0.0.1/c"),))
    text = combined(known(stored), said, feed())
    assert text is not None
    assert (text.summary, text.keywords, text.links) == ("New.", ("new",), said.links)


WORDS = st.sampled_from(["", "whales", "seals"])
TEXTS = st.builds(
    Paper,
    title=st.sampled_from(["Whales", "Seals"]),
    authors=st.sampled_from([(), (Author("Ada Marot"),)]),
    abstract=WORDS,
    published=st.none() | st.just(TUESDAY),
    updated=st.none() | st.sampled_from([TUESDAY, TUESDAY + DAY]),
    version=st.none() | st.integers(1, 3),
    links=st.sampled_from([(), (Link("pdf", "http://127.0.0.1/a"),), (Link("code", "http://127.0.0.1/b"),)]),
    summary=WORDS,
    comment=WORDS,
    authority=st.integers(0, 3),
)


@given(TEXTS, TEXTS, st.sampled_from([OWN, OTHER]))
def test_no_field_is_ever_emptied_and_saying_it_twice_changes_nothing_more(
    stored: Paper, said: Paper, text_feed: FeedId
) -> None:
    text = combined(known(stored, text_feed=text_feed), said, feed()) or stored
    for name in ("authors", "abstract", "published", "updated", "version", "links", "summary", "comment"):
        if getattr(stored, name):
            assert getattr(text, name)
    assert text.authority == max(stored.authority, said.authority) or (said.version or 0) < (stored.version or 0)
    assert (text.version or 0) == max(stored.version or 0, said.version or 0)
    assert combined(known(text, text_feed=text_feed), said, feed()) in {None, text}


# Batches ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 400), st.none() | st.integers(1, 9)), max_size=80))
def test_batches_are_small_complete_in_order_and_without_two_alike(
    many: list[tuple[int, int, int | None]],
) -> None:
    came = [
        incoming(
            paper(
                f"A paper on the creature number w{number}", arxiv=f"2606.{number:05}", published=TUESDAY - age * DAY
            ),
            rank=rank or 0,
        )
        for number, age, rank in many
    ]
    cut = list(batches(came))
    assert sorted(map(id, came)) == sorted(id(one) for batch in cut for one in batch)
    days = [one.paper.published for batch in cut for one in batch if one.paper.published]
    assert days == sorted(days)
    for batch in cut:
        assert 0 < len(batch) <= BATCH
        assert len({one.paper.ids for one in batch}) == len({title_key(one.paper.title) for one in batch}) == len(batch)


def test_titles_too_short_to_compare_part_no_batch() -> None:
    came = [incoming(paper("Errata", arxiv=f"2606.{number:05}")) for number in range(5)]
    assert title_key("Errata") is None
    assert len(list(batches(came))) == 1


# Old batches ------------------------------------------------------------------------------------------------------


def _listed(*shown: tuple[int, tuple[int, ...], tuple[int, ...]]) -> tuple[list[Incoming], list[Known]]:
    """Make a listing of versions now listed, days ago shown, versions shown."""
    came = [incoming(paper(f"Paper w{n}", version=version), day=TUESDAY) for n, (version, _, _) in enumerate(shown)]
    of_it = [
        known(paper(), days=tuple(TUESDAY - age * DAY for age in days), versions=frozenset(versions))
        for _, days, versions in shown
    ]
    return came, of_it


@pytest.mark.parametrize(
    ("shown", "age"),
    [
        ([(1, (1,), (1,)), (1, (1,), (1,))], 1),
        ([(1, (1, 8), (1,)), (2, (1, 5), (1, 2))], 1),
        ([(1, (3,), (1,)), (1, (3, 9), (1,))], 3),
        ([(1, (1,), (1,)), (1, (), ())], None),  # one is new
        ([(1, (1,), (1,)), (1, (2,), (1,))], None),  # from different days
        ([(2, (1,), (1,))], None),  # a version that was not announced
        ([(1, (0, 1), (1,)), (1, (0,), (1,))], None),  # today's own
        ([], None),
    ],
)
def test_a_batch_is_old_if_all_of_it_was_shown_as_it_is_on_one_earlier_day(
    shown: list[tuple[int, tuple[int, ...], tuple[int, ...]]], age: int | None
) -> None:
    came, of_it = _listed(*shown)
    assert old_batch(came, of_it, TUESDAY) == (None if age is None else TUESDAY - age * DAY)
