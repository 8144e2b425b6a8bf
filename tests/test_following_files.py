"""Live .bib files beside a running window: the real command in a process of its own."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.following_files import FollowingFiles
from storage import Feed, Intake, Library
from tests.builders import arrive, incoming, live_file, only, paper


def test_a_star_in_the_window_reaches_the_file(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, tmp_path: Path, library: Library, intake: Intake, daily: Feed
) -> None:
    arrive(intake, daily, incoming(paper("Counting sheep", arxiv="2606.00001")))
    library.add_live_file(live_file(tmp_path / "refs.bib"))
    library.mark([only(library)], "star")
    files = FollowingFiles(folder, any_to_write=lambda: True)
    with qtbot.waitSignal(files.refreshed):
        files.changed()
        files.changed()
    files.close()
    assert "Counting sheep" in (tmp_path / "refs.bib").read_text(encoding="utf-8")


def test_without_live_files_nothing_is_started(qtbot: QtBot, folder: Path) -> None:
    asked: list[int] = []

    def none_to_write() -> bool:
        asked.append(1)
        return False

    files = FollowingFiles(folder, any_to_write=none_to_write, command=("no-such-program",))
    files.changed()
    qtbot.waitUntil(lambda: asked == [1])
    files.close()


def test_a_command_that_cannot_start_is_logged_and_tried_again(qtbot: QtBot, folder: Path, caplog: object) -> None:
    files = FollowingFiles(folder, any_to_write=lambda: True, command=("no-such-program",))
    with qtbot.waitSignal(files.refreshed):
        files.changed()
    with qtbot.waitSignal(files.refreshed):
        files.changed()
    files.close()
