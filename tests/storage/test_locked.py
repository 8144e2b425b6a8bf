"""While another program writes, reading goes on, and a write that waited in vain says so and changes nothing."""

import inspect
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import Cited, Feed, Intake, Library, LibraryLocked, Page, View
from storage.live_model import LiveId
from storage.model import FeedId, PaperId, RuleId, SearchId
from storage.opening import OpenFile
from tests.builders import arrive, incoming, live_file, paper

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
WATCHED = Feed(FeedId(1), "http://127.0.0.1/", "feed", "", added=NOON, first_polled=NOON - timedelta(days=9))

READS: dict[str, Callable[[Library], Any]] = {
    "entries": lambda library: library.entries("today"),
    "numbers": lambda library: library.numbers(View("today")),
    "completed": lambda library: library.completed("atten"),
    "entries_of": lambda library: library.entries_of([PaperId(1)]),
    "counts": lambda library: library.counts(),
    "parts": lambda library: library.parts(View("today")),
    "notices": lambda library: library.notices(),
    "tag_tree": lambda library: library.tag_tree(),
    "tag_infos": lambda library: library.tag_infos(),
    "appearances": lambda library: library.appearances(PaperId(1)),
    "suggestions": lambda library: library.suggestions(),
    "merged_into": lambda library: library.merged_into(PaperId(1)),
    "searches": lambda library: library.searches(),
    "votes": lambda library: library.votes(PaperId(1)),
    "matched": lambda library: library.matched(NOON),
    "data_version": lambda library: library.data_version(),
    "facts": lambda library: library.facts(),
    "latest_day": lambda library: library.latest_day(),
    "day_near": lambda library: library.day_near(NOON.date(), after=False),
    "search": lambda library: library.search("attention"),
    "entry": lambda library: library.entry(PaperId(1)),
    "number": lambda library: library.number("2606.00001"),
    "count": lambda library: library.count(),
    "tags": lambda library: library.tags(),
    "live_files": lambda library: library.live_files(),
    "would_bring": lambda library: library.would_bring([(None, Cited(paper()))]),
    "live_entries": lambda library: library.live_entries(LiveId(1)),
    "cited_by": lambda library: library.cited_by(live_file(Path("refs.bib"))),
    "feeds": lambda library: library.feeds(),
    "pace": lambda library: library.pace(WATCHED),
    "feed": lambda library: library.feed(FeedId(1)),
    "rules": lambda library: library.rules(),
    "preview": lambda library: library.preview(library.rules()[0]),
    "yields": lambda library: library.yields(),
    "feed_yields": lambda library: library.feed_yields(),
    "why": lambda library: library.why("x", library.entries("all")[0].id),
    "explain": lambda library: library.explain("x"),
}
WRITES: dict[str, Callable[[Library], Any]] = {
    "mark": lambda library: library.mark([PaperId(1)], "star"),
    "tag": lambda library: library.tag([PaperId(1)], add=["x"]),
    "set_note": lambda library: library.set_note(PaperId(1), "x"),
    "add_quote": lambda library: library.add_quote(PaperId(1), "x"),
    "edit_quote": lambda library: library.edit_quote(1, text="x", place="", note=""),
    "shown": lambda library: library.shown([(PaperId(1), RuleId(1))]),
    "move_later": lambda library: library.move_later([PaperId(1)], before=None),
    "rename_key": lambda library: library.rename_key(PaperId(1), "x"),
    "add_live_file": lambda library: library.add_live_file(live_file(Path("refs.bib"))),
    "pause_live_file": lambda library: library.pause_live_file(LiveId(1), on=True),
    "remove_live_file": lambda library: library.remove_live_file(LiveId(1)),
    "wrote_live_file": lambda library: library.wrote_live_file(LiveId(1), {}, stat=""),
    "live_file_troubled": lambda library: library.live_file_troubled(LiveId(1), None),
    "rename_tag": lambda library: library.rename_tag("x", "y"),
    "delete_tag": lambda library: library.delete_tag("x"),
    "colour_tag": lambda library: library.colour_tag("x", ""),
    "merge": lambda library: library.merge(PaperId(1), PaperId(2)),
    "split": lambda library: library.split(PaperId(1)),
    "keep_apart": lambda library: library.keep_apart(PaperId(1), PaperId(2)),
    "edit_feed": lambda library: library.edit_feed(FeedId(1), paused=True),
    "rename_folder": lambda library: library.rename_folder("Labs", "Groups"),
    "add_search": lambda library: library.add_search("x", "y"),
    "edit_search": lambda library: library.edit_search(SearchId(1), name="x", text="y"),
    "remove_search": lambda library: library.remove_search(SearchId(1)),
    "remove_quote": lambda library: library.remove_quote(1),
    "opened": lambda library: library.opened(PaperId(1), "pdf"),
    "undo": lambda library: library.undo(),
    "redo": lambda library: library.redo(),
    "added": lambda library: library.added([PaperId(1)]),
    "with_keys": lambda library: library.with_keys(library.entries("all")),
    "add_feed": lambda library: library.add_feed("http://127.0.0.1/x"),
    "by_hand": lambda library: library.by_hand(),
    "remove_feed": lambda library: library.remove_feed(FeedId(1)),
    "add_rule": lambda library: library.add_rule("x"),
    "edit_rule": lambda library: library.edit_rule(library.rules()[0]),
    "remove_rule": lambda library: library.remove_rule(RuleId(1)),
    "check": lambda library: library.check(),
    "mend": lambda library: library.mend(),
}
INTAKE_READS: dict[str, Callable[[Intake], Any]] = {
    "feeds": lambda intake: intake.feeds(),
    "items": lambda intake: intake.items(FeedId(1), "http://127.0.0.1/"),
    "pace": lambda intake: intake.pace(WATCHED),
    "pages": lambda intake: intake.pages(FeedId(1)),
    "waits": lambda intake: intake.waits(),
    "known": lambda intake: intake.known([paper(arxiv="2606.00001")], FeedId(1)),
    "rules": lambda intake: intake.rules(),
    "matches": lambda intake: intake.matches(intake.rules(), [paper()]),
    "refold": lambda intake: intake.refold(),
    "refresh_terms": lambda intake: intake.refresh_terms(),
    "incomplete": lambda intake: intake.incomplete(),
    "numbers": lambda intake: intake.numbers(paper(arxiv="2606.00001").ids),
}
INTAKE_WRITES: dict[str, Callable[[Intake], Any]] = {
    "store": lambda intake: intake.store(FeedId(1), []),
    "save_state": lambda intake: intake.save_state(intake.feeds()[0]),
    "save_page": lambda intake: intake.save_page(FeedId(1), Page("http://127.0.0.1/")),
    "forget": lambda intake: intake.forget(30),
    "save_wait": lambda intake: intake.save_wait("127.0.0.1", intake._now()),
    "move": lambda intake: intake.move(
        FeedId(1), "http://127.0.0.1/new", page=("http://127.0.0.1/", "http://127.0.0.1/new")
    ),
}


def _methods(door: type) -> set[str]:
    rooms = [vars(room) for room in door.__mro__ if room is not OpenFile and issubclass(room, OpenFile)]
    return {
        name for room in rooms for name, value in room.items() if inspect.isfunction(value) and not name.startswith("_")
    }


@pytest.fixture
def busy(library: Library, intake: Intake, daily: Feed) -> Iterator[sqlite3.Connection]:
    """A library with one of everything, and another program in the middle of a write."""
    library.add_rule("attention")
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.execute("ROLLBACK")
    other.close()


def test_every_method_of_both_doors_is_tried_here() -> None:
    assert _methods(Library) == READS.keys() | WRITES.keys()
    assert _methods(Intake) == INTAKE_READS.keys() | INTAKE_WRITES.keys()


@pytest.mark.parametrize("name", READS)
def test_reading_does_not_wait_for_a_writer(library: Library, busy: sqlite3.Connection, name: str) -> None:
    READS[name](library)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_says_that_the_library_is_locked(library: Library, busy: sqlite3.Connection, name: str) -> None:
    with pytest.raises(LibraryLocked):
        WRITES[name](library)
    assert not library._db.in_transaction


@pytest.mark.parametrize("name", INTAKE_READS)
def test_the_poller_reads_on(intake: Intake, busy: sqlite3.Connection, name: str) -> None:
    INTAKE_READS[name](intake)


@pytest.mark.parametrize("name", INTAKE_WRITES)
def test_the_poller_says_that_the_library_is_locked(intake: Intake, busy: sqlite3.Connection, name: str) -> None:
    with pytest.raises(LibraryLocked):
        INTAKE_WRITES[name](intake)
    assert not intake._db.in_transaction
