"""The window for those who do not see it, and for those who use no mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.actions import DEEDS
from desktop.window.help_dialog import HelpDialog
from desktop.window.search_page import SearchPage
from storage import Feed, Intake, Library, PaperId, View
from tests.fakes.clock import Clock
from tests.window.stand import TITLES, Stand, fill

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Role = QAccessible.Role


@pytest.fixture(scope="module", autouse=True)
def _with_accessibility() -> Iterator[None]:
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(before)


@pytest.fixture
def stand(  # noqa: PLR0917  fixtures
    qtbot: QtBot, folder: Path, clock: Clock, library: Library, intake: Intake, daily: Feed
) -> Iterator[Stand]:
    fill(library, intake, daily)
    number = PaperId(library.numbers(View("all"))[0])
    library.mark([number], "star")
    library.tag([number], add=["thesis/ch3"])
    standing = Stand(qtbot, folder, clock, library)
    standing.until(lambda: standing.window.table.row_count() == 4)
    standing.until(lambda: standing.window.sidebar._lines.line("tag/thesis/ch3") is not None)
    yield standing
    standing.close()


def told(widget: QWidget) -> QAccessibleInterface:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None, widget
    return interface


def name(interface: QAccessibleInterface) -> str:
    return interface.text(QAccessible.Text.Name)


def below(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for place in range(interface.childCount()):
        child = interface.child(place)
        yield child
        yield from below(child)


def nameless(root: QWidget) -> list[str]:
    """Give what a reader can reach in a window and would hear nothing of."""
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not name(told(widget))
        and not widget.objectName().startswith("qt_")
    ]


def test_everything_that_can_be_reached_has_a_name(stand: Stand) -> None:
    assert nameless(stand.window) == []
    for dialog in (HelpDialog(stand.window), SearchPage(stand.window)):
        dialog.show()
        assert nameless(dialog) == []
        dialog.close()


def test_every_button_has_a_name_also_those_that_keys_do_not_reach(stand: Stand) -> None:
    silent = [
        f"{type(button).__name__} of {type(button.parent()).__name__}"
        for button in stand.window.findChildren(QAbstractButton)
        if button.isVisibleTo(stand.window) and not name(told(button))
    ]
    assert silent == []


def test_every_act_has_a_name_and_a_tooltip_that_tells_its_key(stand: Stand) -> None:
    assert {deed.name for deed in DEEDS} == set(stand.window.actions_)
    for action in stand.window.actions_.values():
        assert action.text(), action.objectName()
        key = action.shortcut().toString()
        assert not key or key in action.toolTip()
    menus = [action for action in stand.window.findChildren(QAction) if not action.isSeparator() and action.isVisible()]
    assert [action for action in menus if not action.text() and action.parent() is stand.window] == []


def test_the_views_are_a_tree_whose_lines_tell_their_counts_and_whether_they_are_open(stand: Stand) -> None:
    tree = told(stand.window.sidebar)
    assert (tree.role(), name(tree)) == (Role.Tree, "Views")
    lines = [line for line in below(tree) if line.role() == Role.TreeItem]
    assert "Today, 4 unread" in [name(line) for line in lines]
    heading = next(line for line in lines if name(line) == "Tags")
    assert heading.state().expanded
    assert "thesis/ch3, 1 paper" in [name(line) for line in lines]


def test_the_rows_of_the_list_tell_title_star_and_what_is_unread(stand: Stand) -> None:
    table = told(stand.window.table)
    rows = [name(cell) for cell in below(table) if cell.role() == Role.Cell]
    starred = stand.library.entries("starred")[0].paper.title
    assert any(row.startswith(starred) and "starred" in row for row in rows)
    assert all(any(row.startswith(title) and "unread" in row for row in rows) for title in TITLES)


def test_what_is_offered_to_a_search_is_a_list_with_a_name(stand: Stand) -> None:
    box = stand.window.search_box
    box.setFocus()
    QTest.keyClicks(box, "is:st")
    offers = told(box._popup)
    assert (offers.role(), name(offers)) == (Role.List, "Suggestions")
    assert "starred, you gave it a star" in [name(line) for line in below(offers)]
    box._popup.hide()


def tabbed(stand: Stand, *, backwards: bool = False) -> list[QWidget]:
    """Press Tab until it comes round, and give what had the focus on the way."""
    met: list[QWidget] = []
    key = Qt.Key.Key_Backtab if backwards else Qt.Key.Key_Tab
    for _step in range(120):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in met:
            return met
        met.append(focused)
        QTest.keyClick(focused, key)
    raise AssertionError("Tab does not come round")


def test_tab_goes_to_search_sidebar_list_and_paper_and_leaves_each_again(stand: Stand) -> None:
    window = stand.window
    window.activateWindow()
    window.search_box.setFocus()
    parts: tuple[QWidget, ...] = (window.search_box, window.sidebar, window.table, window.pane)
    forwards = tabbed(stand)
    for part in parts:
        assert any(part is met or part.isAncestorOf(met) for met in forwards), part
    window.search_box.setFocus()
    backwards = tabbed(stand, backwards=True)
    assert {id(widget) for widget in backwards} == {id(widget) for widget in forwards}
    first = [next(at for at, met in enumerate(forwards) if part is met or part.isAncestorOf(met)) for part in parts]
    assert first == sorted(first), "Tab goes from left to right"


def test_f6_goes_round_the_parts_of_the_window_and_escape_from_the_sidebar_to_the_list(stand: Stand) -> None:
    window = stand.window
    parts = (window.search_box, window.sidebar, window.table, window.pane)
    window.search_box.setFocus()
    for part in (*parts[1:], parts[0]):
        window.actions_["next_part"].trigger()
        assert window.focusWidget() is part
    window.actions_["previous_part"].trigger()
    assert window.focusWidget() is window.pane
    window.sidebar.setFocus()
    QTest.keyClick(window.sidebar, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.table


def test_a_paper_is_found_starred_and_tagged_without_a_mouse(stand: Stand) -> None:
    window = stand.window
    QTest.keyClick(window.table, Qt.Key.Key_Slash)
    QTest.keyClicks(window.search_box, "otters")
    stand.until(lambda: stand.titles() == [TITLES[3]])
    QTest.keyClick(window.search_box, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is window.table
    QTest.keyClick(window.table, Qt.Key.Key_S)
    stand.until(lambda: TITLES[3] in [entry.paper.title for entry in stand.library.entries("starred")])
    QTest.keyClick(window.table, Qt.Key.Key_T)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "sea")
    QTest.keyClick(field, Qt.Key.Key_Return)
    stand.until(lambda: "sea" in stand.library.tags())
    assert not isinstance(QApplication.activeModalWidget(), QDialog)
