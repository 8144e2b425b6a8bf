"""The first start: what can be followed, by field and by name, and what the reader brings along."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop import subjects
from desktop.feeds.kinds import kind_of
from desktop.poller import Poller
from desktop.subjects import FIELDS, Subject
from desktop.watch import Watch
from desktop.window.welcome import Welcome, Wishes
from storage import Library
from tests.demo.__main__ import MORNING, demo_server
from tests.fakes.clock import Clock
from tests.fakes.feed_server import FeedServer
from tests.window.stand import Stand


def subject(code: str) -> Subject:
    return next(one for one in subjects.subjects() if one.code == code)


def test_every_subject_of_a_field_is_one_and_leads_to_a_feed_of_its_kind() -> None:
    for place in range(len(FIELDS)):
        assert subjects.of_field(place)
    assert len({(one.server, one.code) for one in subjects.subjects()}) == len(subjects.subjects()) > 200
    kinds = {one.server: kind_of(one.address("https://rss.arxiv.org")) for one in subjects.subjects()}
    assert kinds == {"arxiv": "arxiv", "biorxiv": "feed", "medrxiv": "feed"}


def test_a_subject_is_found_by_name_by_code_and_by_server() -> None:
    assert [one.code for one in subjects.search("vision")] == ["cs.CV"]
    assert [one.code for one in subjects.search("cs.lg")] == ["cs.LG"]
    assert {one.server for one in subjects.search("medrxiv epidem")} == {"medrxiv"}


@pytest.fixture
def welcome(qtbot: QtBot) -> Welcome:
    page = Welcome()
    qtbot.addWidget(page)
    page.show()
    return page


def test_daily_papers_and_machine_learning_are_ticked_and_the_sum_is_said(welcome: Welcome) -> None:
    assert welcome.daily.isChecked()
    assert [one.code for one in welcome.list.chosen()] == ["cs.LG"]
    assert welcome.sum.text().startswith("2 lists, about 460 a day (cs.LG)")


def test_ticks_stay_when_another_field_or_a_search_is_shown(welcome: Welcome) -> None:
    welcome.finder.setText("neuroscience")
    QTest.keyClick(welcome.list, Qt.Key.Key_Space)
    welcome.field.setCurrentIndex(welcome.field.findText("Astronomy"))
    assert welcome.finder.text() == ""
    assert [one.code for one in welcome.list.chosen()] == ["cs.LG", "neuroscience"]
    welcome.finder.setText("cs.LG")
    QTest.keyClick(welcome.list, Qt.Key.Key_Space)
    assert [one.code for one in welcome.list.chosen()] == ["neuroscience"]


def test_one_list_at_least_is_needed_and_enter_starts_from_anywhere(welcome: Welcome, qtbot: QtBot) -> None:
    welcome.daily.setChecked(False)
    QTest.keyClick(welcome.list, Qt.Key.Key_Space)
    assert welcome.list.chosen() == []
    assert not welcome.start.isEnabled()
    welcome.daily.setChecked(True)
    welcome.words.setText(" state space ")
    for place in (welcome.words, welcome.list, welcome.daily, welcome.finder):
        place.setFocus()
        with qtbot.waitSignal(welcome.chosen) as chosen:
            QTest.keyClick(place, Qt.Key.Key_Return)
        assert chosen.args == [Wishes(True, (), "state space")]


def test_what_the_reader_has_already_is_asked_for_by_buttons(welcome: Welcome, qtbot: QtBot) -> None:
    buttons = {button.text(): button for button in welcome.findChildren(QPushButton)}
    for text, signal in (
        ("Feeds (OPML)…", welcome.opml_asked),
        ("References…", welcome.papers_asked),
        ("A Papertray library…", welcome.library_asked),
    ):
        with qtbot.waitSignal(signal):
            buttons[text].setFocus()
            QTest.keyClick(buttons[text], Qt.Key.Key_Return)


@pytest.fixture
def first_start(qtbot: QtBot, folder: Path, clock: Clock, library: Library) -> Iterator[Stand]:
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.column.stack.currentWidget() is standing.window.column.welcome)
    yield standing
    standing.close()


def test_a_first_start_begins_by_keys_alone(first_start: Stand) -> None:
    welcome = first_start.window.column.welcome
    first_start.until(lambda: first_start.window.focusWidget() is welcome.daily)
    QTest.keyClick(welcome.daily, Qt.Key.Key_Space)
    assert not welcome.daily.isChecked()
    QTest.keyClick(welcome.daily, Qt.Key.Key_Return)
    first_start.until(lambda: [feed.kind for feed in first_start.library.feeds()] == ["arxiv"])


def test_a_first_start_follows_what_was_chosen_and_then_checks(first_start: Stand) -> None:
    wishes = Wishes(True, (subject("cs.LG"), subject("zoology")), "state space")
    first_start.window.column.welcome.chosen.emit(wishes)
    first_start.until(lambda: bool(first_start.checks.asked) and bool(first_start.library.rules()))
    assert [feed.kind for feed in first_start.library.feeds()] == ["daily_papers", "arxiv", "feed"]
    assert [rule.text for rule in first_start.library.rules()] == ['"state space"']


def test_a_list_of_another_reader_is_followed(
    first_start: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text('<opml><body><outline xmlUrl="http://127.0.0.1/a"/></body></opml>', encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(opml), ""))
    first_start.window.column.welcome.opml_asked.emit()
    first_start.qtbot.waitUntil(lambda: bool(first_start.checks.asked), timeout=60_000)
    assert [feed.url for feed in first_start.library.feeds()] == ["http://127.0.0.1/a"]


def test_a_library_of_another_computer_moves_in(
    first_start: Stand, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library(tmp_path / "old", origin="window", now=clock) as old:
        old.add_feed("http://127.0.0.1/x")
        path = str(old.path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    first_start.window.column.welcome.library_asked.emit()
    first_start.qtbot.waitUntil(lambda: bool(first_start.checks.asked), timeout=60_000)
    assert [feed.url for feed in first_start.library.feeds()] == ["http://127.0.0.1/x"]


def test_the_library_is_backed_up_from_the_menu(
    first_start: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.db"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    said: list[str] = []
    first_start.reading.done.connect(lambda what: said.append(str(what)))
    first_start.window.actions_["back_up"].trigger()
    first_start.qtbot.waitUntil(lambda: any("backup.db, checked" in text for text in said), timeout=60_000)
    assert file.exists()


def test_the_first_papers_are_on_screen_while_the_check_goes_on(
    first_start: Stand, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer() as server:
        demo_server(server)
        here = server.url().rstrip("/")
        for name in ("PAPERTRAY_HF", "PAPERTRAY_ARXIV_FEEDS", "PAPERTRAY_ARXIV_API"):
            monkeypatch.setenv(name, here)
        monkeypatch.setenv("PAPERTRAY_NOW", MORNING.isoformat())
        poller = Poller(folder, feeds=first_start.reading.feeds, now=clock)
        watch = Watch(first_start.reading.path)
        watch.written.connect(first_start.reading.look)
        monkeypatch.setattr(first_start.checks, "check", poller.check)
        QTest.keyClick(first_start.window.column.welcome.words, Qt.Key.Key_Return)
        first_start.qtbot.waitUntil(lambda: first_start.window.table.row_count() >= 2, timeout=60_000)
        watch.close()
        poller.close()
