"""The library as the window meets it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.news import News, notice
from desktop.problems import Problem
from desktop.reading import Reading
from storage import Changes, Feed, Intake, Library, PaperId, Part, View
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock


@pytest.fixture
def reading(qapp: object, folder: Path, clock: Clock, intake: Intake, daily: Feed) -> Iterator[Reading]:
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")), incoming(paper("Whales", arxiv="2606.00002"), rank=2))
    made = Reading(folder, clock)
    yield made
    made.close()


@pytest.fixture
def number(library: Library, reading: Reading) -> PaperId:
    return library.number("2606.00001")


def test_a_star_is_stored_told_and_taken_back(
    qtbot: QtBot, reading: Reading, library: Library, number: PaperId
) -> None:
    said: list[str] = []
    reading.done.connect(said.append)
    with qtbot.waitSignal(reading.changed) as changed:
        reading.mark([number], "star")
    assert changed.args is not None
    [changes] = changed.args
    assert changes.papers == {number}
    assert changes.origin == "window"
    assert library.entry(number).mark.starred
    assert said == ["Starred. Ctrl+Z takes it back."]
    with qtbot.waitSignal(reading.done):
        reading.undo()
    entry = reading.entry(number)
    assert entry
    assert not entry.mark.starred
    with qtbot.waitSignal(reading.done):
        reading.redo()
    title = "Selective attention in small state space models"
    assert said[1:] == [
        f"Taken back: star of “{title}”. Ctrl+Shift+Z does it again.",
        f"Done again: star of “{title}”. Ctrl+Z takes it back.",
    ]


def test_every_write_of_the_reader_is_stored(qtbot: QtBot, reading: Reading, library: Library, number: PaperId) -> None:
    reading.tag([number], add=["methods"])
    reading.set_note(number, "why")
    reading.add_quote(number, "a passage", place="p. 4")
    reading.add_rule("attention")
    reading.add_feed("http://127.0.0.1/other.xml")
    reading.opened(number, "pdf")
    reading.mark([number], "later")
    reading.close()
    entry = library.entry(number)
    assert entry.mark.tags == ("methods",)
    assert entry.mark.note == "why"
    assert [quote.place for quote in entry.quotes] == ["p. 4"]
    assert entry.mark.later
    assert [rule.text for rule in library.rules()] == ["attention"]
    assert len(library.feeds()) == 2


def test_what_the_reader_keeps_and_follows_is_changed_and_read(
    qtbot: QtBot, reading: Reading, library: Library, number: PaperId, daily: Feed
) -> None:
    other = library.number("2606.00002")
    library.add_quote(number, "a passage")
    library.tag([number], add=["methods"])
    library.mark([number, other], "later")
    [quote] = library.entry(number).quotes
    search, _ = library.add_search("Attention", "attention")
    reading.edit_quote(quote.id, text="another passage", place="p. 5", note="so")
    reading.rename_tag("methods", "ways")
    reading.colour_tag("ways", "#123456")
    reading.move_later([other], before=number)
    reading.add_search("", "whales")
    reading.edit_search(search.id, name="Selection", text="attention -whales")
    reading.edit_feed(daily.id, name="HF", folder="Daily", paused=True)
    found: list[list[Part]] = []
    reading.parts(View("later"), "", found.append)
    qtbot.waitUntil(lambda: len(found) == 1)
    assert [part.numbers.tolist() for part in found[0]] == [[other, number]]
    assert [(tag.name, tag.colour) for tag in reading.tag_infos()] == [("ways", "#123456")]
    assert [(kept.name, kept.text) for kept in reading.searches()] == [
        ("Selection", "attention -whales"), ("whales", "whales"),
    ]  # fmt: skip
    [feed] = reading.feeds()
    assert (feed.name, feed.folder, feed.paused) == ("HF", "Daily", reading._now())
    assert [(feed, shown.rank) for feed, shown in reading.appearances(number)] == [(daily.id, 1)]
    entry = reading.entry(number)
    assert entry
    assert [(quote.text, quote.place, quote.note) for quote in entry.quotes] == [("another passage", "p. 5", "so")]
    reading.remove_quote(quote.id)
    reading.delete_tag("ways")
    reading.remove_search(search.id)
    with qtbot.waitSignal(reading.changed, check_params_cb=lambda changes: changes.act == "remove search"):
        pass
    assert (reading.tag_infos(), len(reading.searches())) == ([], 1)


def test_papers_are_joined_split_and_kept_apart(qtbot: QtBot, reading: Reading, library: Library) -> None:
    one, other = library.number("2606.00001"), library.number("2606.00002")
    reading.merge(other, one)
    with qtbot.waitSignal(reading.changed, check_params_cb=lambda changes: changes.act == "merge"):
        pass
    assert [number for number, *_ in reading.merged_into(one)] == [other]
    reading.split(other)
    reading.keep_apart(one, other)
    found: list[object] = []
    reading.suggestions(found.append)
    qtbot.waitUntil(lambda: found == [[]])
    assert reading.merged_into(one) == []


def test_how_long_a_paper_stays_unread_can_change_at_any_time(
    qtbot: QtBot, reading: Reading, number: PaperId, clock: Clock
) -> None:
    clock.advance(days=3)
    with qtbot.waitSignal(reading.changed):
        reading.set_unread_days(2)
    entry = reading.entry(number)
    assert entry
    assert not entry.unread
    found: list[list[int]] = []
    reading.numbers(View("unread"), "", lambda numbers: found.append(list(numbers)))
    qtbot.waitUntil(lambda: found == [[]])


def test_feeds_and_rules_go_again(qtbot: QtBot, reading: Reading, library: Library, daily: Feed) -> None:
    rule = library.add_rule("whales")
    with qtbot.waitSignals([reading.changed, reading.changed]):
        reading.remove_rule(rule.id)
        reading.remove_feed(daily.id)
    assert reading.rules() == []
    assert reading.feeds() == []
    with qtbot.waitSignal(reading.changed):
        reading.undo()
    assert len(reading.feeds()) == 1
    with qtbot.waitSignal(reading.changed):
        reading.redo()
    assert reading.feeds() == []


def test_only_the_newest_question_is_answered(qtbot: QtBot, reading: Reading, number: PaperId) -> None:
    answers: list[list[int]] = []
    for text in ("w", "wh", "whales"):
        reading.numbers(View("all"), text, lambda found: answers.append(list(found)))
    qtbot.waitUntil(lambda: bool(answers))
    reading.close()
    assert len(answers) == 1
    assert len(answers[0]) == 1


def test_a_search_that_cannot_be_read_is_a_problem_in_words(qtbot: QtBot, reading: Reading) -> None:
    with qtbot.waitSignal(reading.failed) as failed:
        reading.numbers(View("all"), '"open', print)
    assert failed.args is not None
    assert isinstance(failed.args[0], Problem)


def test_nothing_to_take_back_is_a_problem_in_words(qtbot: QtBot, reading: Reading) -> None:
    with qtbot.waitSignal(reading.failed):
        for _ in range(3):
            reading.undo()


def test_what_another_program_writes_is_told_and_own_writes_only_once(
    qtbot: QtBot, reading: Reading, library: Library, number: PaperId
) -> None:
    heard: list[Changes] = []
    reading.changed.connect(heard.append)
    reading.mark([number], "star")
    reading.look()
    qtbot.waitUntil(lambda: len(heard) == 1)
    library.set_note(number, "from elsewhere")
    reading.look()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == Changes("poll")
    reading.look()
    reading.close()
    assert len(heard) == 2


def test_counts_votes_tags_and_days(qtbot: QtBot, reading: Reading, number: PaperId) -> None:
    counted: list[int] = []
    reading.counts(lambda counts: counted.append(counts.papers))
    qtbot.waitUntil(lambda: bool(counted))
    assert counted == [2]
    assert reading.votes(number) == []
    assert reading.tags() == {}
    assert reading.latest_day() is not None
    assert reading.entry(PaperId(99)) is None


def test_starred_papers_are_written_to_a_file(qtbot: QtBot, reading: Reading, number: PaperId, tmp_path: Path) -> None:
    reading.mark([number], "star")
    with qtbot.waitSignal(reading.done, check_params_cb=lambda said: "written" in said):
        reading.export_starred(tmp_path / "starred.bib")
    assert "@" in (tmp_path / "starred.bib").read_text()
    with qtbot.waitSignal(reading.failed):
        reading.export_starred(tmp_path / "no such folder" / "starred.bib")


def test_keys_are_dealt_for_copying(qtbot: QtBot, reading: Reading, number: PaperId) -> None:
    keys: list[str] = []
    reading.with_keys([number], lambda entries: keys.extend(entry.key for entry in entries))
    qtbot.waitUntil(lambda: bool(keys))
    assert keys[0]


def test_new_matches_are_told_once(
    qtbot: QtBot, reading: Reading, library: Library, intake: Intake, clock: Clock
) -> None:
    [daily] = library.feeds()
    library.add_rule("state space")
    clock.advance(minutes=5)
    for place in (3, 4):
        arrive(intake, daily, incoming(paper(f"State space models, part {place}", arxiv=f"2606.0000{place}")))
    with qtbot.waitSignal(reading.news) as first:
        reading.look_for_news(tell=True)
    with qtbot.waitSignal(reading.news) as second:
        reading.look_for_news(tell=True)
    assert first.args is not None
    assert second.args is not None
    told, again = first.args[0], second.args[0]
    assert isinstance(told, News)
    title, body = notice(told)
    assert title == "2 new papers match state space"
    assert body.splitlines()[0] == "State space models, part 4"
    assert (again.fresh, again.waiting, len(again.latest)) == ((), 2, 2)
    assert library.notices() == []


def test_what_was_found_while_nobody_was_told_is_told_once_by_the_next_program(
    qtbot: QtBot, reading: Reading, library: Library, intake: Intake, clock: Clock
) -> None:
    [daily] = library.feeds()
    library.add_rule("state space")
    arrive(intake, daily, incoming(paper("State space models, part 3", arxiv="2606.00003")))
    with qtbot.waitSignal(reading.news) as paused:
        reading.look_for_news(tell=False)
    assert paused.args is not None
    assert paused.args[0].fresh == ()
    reading.close()
    next_one = Reading(library.path.parent, clock)
    with qtbot.waitSignal(next_one.news) as told:
        next_one.look_for_news(tell=True)
    next_one.close()
    assert told.args is not None
    assert [entry.paper.title for entry in told.args[0].fresh] == ["State space models, part 3"]


def test_many_matches_are_one_short_notice(reading: Reading, number: PaperId) -> None:
    entry = reading.entry(number)
    assert entry
    title, body = notice(News(fresh=(entry,) * 9, words=("a", "b", "c", "d")))
    assert title == "9 new papers match a, b, c …"
    assert body.splitlines()[-1] == "and 6 others"


def test_what_is_asked_for_many_times_before_it_is_begun_is_read_once(qtbot: QtBot, reading: Reading) -> None:
    reads: list[int] = []
    told: list[int] = []
    held = threading.Event()
    reading.ask(lambda _library: held.wait(5), lambda _done: None)

    def read(library: Library) -> int:
        reads.append(library.counts().papers)
        return 7

    for _time in range(9):
        reading.renew("all", read, told.append)
    held.set()
    qtbot.waitUntil(lambda: told == [7])
    assert reads == [2]
    reading.renew("all", lambda _library: 8, told.append)
    qtbot.waitUntil(lambda: told == [7, 8])


def test_closing_waits_for_what_is_written_and_not_for_what_is_read(reading: Reading) -> None:
    done: list[str] = []
    held = threading.Event()
    reading.ask(lambda _library: held.wait(5), lambda _done: None)
    reading.renew("all", lambda _library: done.append("read"), lambda _read: None)
    reading.ask(lambda _library: done.append("written"), lambda _written: None)
    reading._closed = True
    held.set()
    reading.close()
    assert done == ["written"]
