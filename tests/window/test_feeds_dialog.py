"""The feeds as the reader tends them: how each fares, changes that undo takes back, and new ones with a look first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.feeds import opml
from desktop.window.add_feed_dialog import AddFeedDialog
from desktop.window.feeds_dialog import FeedsDialog, state_in_words
from storage import Feed, Intake, Library, Trouble
from tests.fakes.clock import Clock
from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import Reply
from tests.window.stand import Stand, fill

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Whale letters</title>
<item><title>Whales and their songs</title><link>http://127.0.0.1/1</link><guid>1</guid></item>
<item><title>Seals and their naps</title><link>http://127.0.0.1/2</link><guid>2</guid></item></channel></rss>"""
PAGE = b"""<!doctype html><html><head><title>Whales</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Hello</body></html>"""


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed, listing: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    trouble = Trouble("timeout", (("host", "127.0.0.1"),), clock())
    intake.save_state(replace(library.feed(listing.id), trouble=trouble, failures=3, checked=clock()))
    standing = Stand(qtbot, folder, clock, library)
    yield standing
    standing.close()


@pytest.fixture
def feeds(stand: Stand) -> FeedsDialog:
    stand.window.actions_["feeds"].trigger()
    dialog = stand.window.findChild(FeedsDialog)
    assert dialog is not None
    stand.until(lambda: dialog.list.topLevelItemCount() == 2)
    return dialog


def shown(dialog: FeedsDialog) -> list[tuple[str, str, str]]:
    items = [dialog.list.topLevelItem(place) for place in range(dialog.list.topLevelItemCount())]
    return [(item.text(0), item.text(1), item.text(2)) for item in items if item and not item.isHidden()]


def test_feeds_are_shown_with_their_state_those_in_trouble_first(feeds: FeedsDialog) -> None:
    assert shown(feeds) == [
        ("cs.LG", "The server took too long to answer.", "0"),
        ("Daily Papers", "not checked yet", "4"),
    ]
    assert "It is tried again by itself. It failed 3 times." in feeds.state.text()
    feeds.finder.setText("too long")
    assert [name for name, _state, _papers in shown(feeds)] == ["cs.LG"]


def test_name_and_folder_are_changed_and_a_feed_rests(stand: Stand, feeds: FeedsDialog, listing: Feed) -> None:
    feeds.name.setText("My machine learning")
    feeds.folder.setText("arXiv")
    QTest.keyClick(feeds.folder, Qt.Key.Key_Return)
    stand.until(lambda: stand.library.feed(listing.id).folder == "arXiv")
    assert stand.library.feed(listing.id).name == "My machine learning"
    feeds.pause.click()
    stand.until(lambda: stand.library.feed(listing.id).paused is not None)
    stand.until(lambda: feeds.pause.text() == "Resume")
    assert "arXiv / My machine learning" in [name for name, _state, _papers in shown(feeds)]


def test_a_removed_feed_comes_back_by_undo(stand: Stand, feeds: FeedsDialog) -> None:
    QTest.keyClick(feeds.list, Qt.Key.Key_Delete)
    stand.until(lambda: len(shown(feeds)) == 1)
    stand.reading.undo()
    stand.until(lambda: len(shown(feeds)) == 2)


def test_the_feeds_are_taken_out_as_opml(
    stand: Stand, feeds: FeedsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.opml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    feeds.export_asked.emit()
    stand.qtbot.waitUntil(file.exists, timeout=60_000)
    assert opml.addresses(file.read_bytes()) == [feed.url for feed in stand.library.feeds()]


def test_when_the_next_check_is_said_in_words(clock: Clock, daily: Feed) -> None:
    soon = replace(daily, checked=clock(), next_check=clock() + timedelta(minutes=30))
    assert state_in_words(soon, clock()) == "Checked just now. Next in 30 minutes."
    resting = replace(soon, paused=clock())
    assert state_in_words(resting, clock()).startswith("Paused since 2 Jun 2026")


def test_an_address_is_looked_at_before_it_is_followed(stand: Stand) -> None:
    with FeedServer() as server:
        page = server.serve("/", Reply(200, PAGE, content_type="text/html"))
        server.serve("/feed.xml", Reply(200, RSS))
        stand.window.actions_["add_feed"].trigger()
        dialog = stand.window.findChild(AddFeedDialog)
        assert dialog is not None
        dialog.line.setText(page)
        assert dialog.add.isDefault()
        assert dialog.add.text() == "Look"
        dialog.add.click()
        stand.qtbot.waitUntil(lambda: dialog.seen.count() == 1, timeout=60_000)
        assert "names these feeds" in dialog.said.text()
        dialog.add.click()
        stand.qtbot.waitUntil(lambda: dialog.seen.count() == 2, timeout=60_000)
        assert dialog.said.text().startswith("Whale letters: 2 papers now")
        assert dialog.add.text() == "Add 1 feed"
        dialog.add.click()
        stand.until(lambda: len(stand.library.feeds()) == 3)
        assert stand.library.feeds()[-1].url == server.url("/feed.xml")
        stand.until(lambda: stand.checks.asked == [True])


def test_trouble_at_an_address_is_said_with_the_next_step(qtbot: QtBot) -> None:
    dialog = AddFeedDialog("https://rss.arxiv.org")
    qtbot.addWidget(dialog)
    dialog.line.setText("http://127.0.0.1/x")
    dialog.show_seen([{"trouble": "The server refused the connection."}])
    assert dialog.said.text() == "The server refused the connection."
    dialog.line.setText("http://")
    dialog.look.click()
    assert "no web address" in dialog.said.text()


def test_subjects_are_added_by_name(qtbot: QtBot) -> None:
    dialog = AddFeedDialog("https://rss.arxiv.org")
    qtbot.addWidget(dialog)
    dialog.line.setText("neurons and")
    QTest.keyClick(dialog.subjects, Qt.Key.Key_Space)
    dialog.line.setText("zoology")
    QTest.keyClick(dialog.subjects, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.add.click()
    assert chosen.args == [
        ["https://rss.arxiv.org/rss/q-bio.NC", "https://connect.biorxiv.org/biorxiv_xml.php?subject=zoology"]
    ]
