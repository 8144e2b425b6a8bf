"""Papers that were left alone go after a while; whatever the reader touched stays, and none that went is new again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from storage import Changes, Feed, Identifier, Intake, Library, PaperId
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock

OLD = paper("Whales sing", arxiv="2606.00001")

TOUCHES: dict[str, Callable[[Library, PaperId], object]] = {
    "a star": lambda library, number: library.mark([number], "star"),
    "a star that was taken back": lambda library, number: (
        library.mark([number], "star"),
        library.mark([number], "star", on=False),
    ),
    "that it was read": lambda library, number: library.mark([number], "read", by_itself=True),
    "that it is not wanted": lambda library, number: library.mark([number], "dismissed"),
    "later": lambda library, number: library.mark([number], "later"),
    "a tag": lambda library, number: library.tag([number], add=["sea"]),
    "a note": lambda library, number: library.set_note(number, "why"),
    "a quote": lambda library, number: library.add_quote(number, "a passage"),
    "an opened PDF": lambda library, number: library.opened(number, "pdf"),
    "an act that was undone": lambda library, number: (library.set_note(number, "why"), library.undo()),
    "a citation key": lambda library, number: library.with_keys(library.entries_of([number])),
}


@pytest.fixture
def old(library: Library, intake: Intake, daily: Feed, clock: Clock) -> PaperId:
    """A paper of a hundred days ago, and one that came today."""
    arrive(intake, daily, incoming(OLD, votes=3), incoming(paper("Seals dive", arxiv="2606.00002"), votes=1))
    clock.advance(days=100)
    arrive(intake, daily, incoming(paper("Terns fly", arxiv="2609.00003"), day=date(2026, 9, 10)))
    return library.number("2606.00001")


def test_what_was_left_alone_goes_with_all_that_feeds_said_about_it(
    library: Library, intake: Intake, old: PaperId
) -> None:
    assert intake.forget(30) == 2
    assert [entry.paper.title for entry in library.entries("all")] == ["Terns fly"]
    assert library.search("whales") == []
    assert library.check(deep=True) == []
    for table in ("ids", "appearances", "readings"):
        assert library._db.execute(f"SELECT count(*) FROM {table} WHERE paper = ?", (old,)).fetchone()[0] == 0


@pytest.mark.parametrize("touch", TOUCHES)
def test_whatever_the_reader_touched_stays(library: Library, intake: Intake, old: PaperId, touch: str) -> None:
    TOUCHES[touch](library, old)
    assert intake.forget(30) == 1
    assert {entry.paper.title for entry in library.entries("all")} == {"Whales sing", "Terns fly"}


def test_what_was_joined_by_the_reader_and_what_is_younger_stays(
    library: Library, intake: Intake, old: PaperId
) -> None:
    library.merge(library.number("2606.00002"), old)
    assert intake.forget(30) == 0


def test_a_paper_still_in_a_list_of_late_stays(library: Library, intake: Intake, daily: Feed, old: PaperId) -> None:
    arrive(intake, daily, incoming(OLD, day=date(2026, 9, 9), votes=9))
    assert intake.forget(30) == 1
    assert library.number("2606.00001") == old


def test_what_the_reader_is_still_to_be_told_of_stays(
    library: Library, intake: Intake, daily: Feed, clock: Clock
) -> None:
    library.add_rule("whales")
    intake.save_state(_polled(intake))
    arrive(intake, _polled(intake), incoming(OLD))
    assert len(library.notices()) == 1
    clock.advance(days=100)
    assert intake.forget(30) == 0
    library.shown(library.notices())
    clock.advance(days=1)
    assert intake.forget(30) == 1


def _polled(intake: Intake) -> Feed:
    from dataclasses import replace

    [feed] = intake.feeds()
    return replace(feed, first_polled=feed.added - timedelta(days=9))


def test_it_is_done_once_a_day(intake: Intake, old: PaperId, clock: Clock) -> None:
    assert intake.forget(365) == 0
    assert intake.forget(30) == 0
    clock.advance(days=1)
    assert intake.forget(30) == 2


def test_what_went_is_not_new_again(library: Library, intake: Intake, daily: Feed, old: PaperId) -> None:
    intake.forget(30)
    changes: list[Changes] = arrive(intake, daily, incoming(OLD, votes=3))
    assert sum(one.added for one in changes) == 0
    assert library.count() == 1


def test_what_went_comes_back_when_the_reader_adds_it(
    library: Library, intake: Intake, daily: Feed, old: PaperId
) -> None:
    intake.forget(30)
    by_hand = library.by_hand()
    arrive(intake, by_hand, incoming(OLD))
    number = library.number("2606.00001")
    assert number > old
    assert intake.numbers([Identifier("arxiv", "2606.00001")])
    arrive(intake, daily, incoming(OLD, votes=4))
    shown = library.entry(number).appearance
    assert shown is not None
    assert shown.votes == 4


def test_a_star_that_comes_in_the_middle_is_kept(library: Library, intake: Intake, old: PaperId) -> None:
    from storage import retention

    chosen = retention._old(intake._db, intake._now() - timedelta(days=30))
    assert old in chosen
    library.mark([old], "star")
    assert retention._let_go(intake._db, chosen, intake._now()) == 1
    assert [entry.id for entry in library.entries("starred")] == [old]
