"""Text with formulas in it: drawn, copied as TeX, in the text's own colour."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter, QTextCursor
from pytestqt.qtbot import QtBot

from desktop.window.colours import palette
from desktop.window.formula_object import SIGN
from desktop.window.formulas import Formulas, Wanted
from desktop.window.paper_words import marked
from desktop.window.reading_text import ReadingText

SOURCE = r"An $O(n^2)$-bound; $x_i$ stays, $\foo{x}$ is not drawn."


@pytest.fixture
def text(qtbot: QtBot) -> ReadingText:
    formulas = Formulas()
    text = ReadingText("Abstract", line=1.6, formulas=formulas)
    formulas.setParent(text)
    qtbot.addWidget(text)
    text.set_look(QFont("DejaVu Sans", 11), palette(dark=False))
    text.resize(500, 200)
    text.show()
    return text


def show(qtbot: QtBot, text: ReadingText, source: str) -> None:
    """Show a text and wait until its formulas are drawn."""
    formulas = text.findChild(Formulas)
    assert formulas is not None
    pieces = marked(source, "abstract")
    text.show_pieces(pieces)
    wanted = [Wanted(piece.tex, piece.display) for piece in pieces if piece.tex]
    qtbot.waitUntil(lambda: all(formulas.get(each) != "waiting" for each in wanted))
    qtbot.waitUntil(lambda: not text.is_waiting())


def test_formulas_are_drawn_and_what_cannot_be_is_its_source(qtbot: QtBot, text: ReadingText) -> None:
    show(qtbot, text, SOURCE)
    shown = text.toPlainText().replace("\u2060", "")
    assert shown == f"An {SIGN}-bound; {SIGN} stays, $\\foo{{x}}$ is not drawn."


def test_until_they_are_drawn_words_stand_for_them(text: ReadingText) -> None:
    text.show_pieces(marked(r"An $O(m^7)$-bound", "abstract"))
    assert text.toPlainText() == "An O(m⁷)-bound"


def test_copying_gives_the_source_back(qtbot: QtBot, text: ReadingText) -> None:
    show(qtbot, text, SOURCE)
    text.selectAll()
    text.copy()
    assert QGuiApplication.clipboard().text() == SOURCE
    assert not QGuiApplication.clipboard().mimeData().hasHtml()
    assert text.words() == SOURCE
    cursor = QTextCursor(text.document())
    cursor.setPosition(2)
    cursor.setPosition(6, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    assert text.selected() == "$O(n^2)$-"


def test_a_screen_reader_hears_the_source(qtbot: QtBot, text: ReadingText) -> None:
    show(qtbot, text, SOURCE)
    assert text.accessibleDescription() == SOURCE


def test_a_formula_in_parts_is_copied_once(qtbot: QtBot, text: ReadingText) -> None:
    source = r"so $a_{i+1} = b_{i+1} + c_{i+1} \leq d_{i+1}$ and $$E = mc^2$$ holds"
    show(qtbot, text, source)
    assert text.toPlainText().count(SIGN) == 8
    assert " ".join(text.words().split()) == source


def test_a_formula_on_a_line_of_its_own_stands_in_the_middle(qtbot: QtBot, text: ReadingText) -> None:
    show(qtbot, text, r"so $$E = mc^2$$ holds")
    block = text.document().findBlockByNumber(1)
    assert block.text() == SIGN
    assert block.layout().lineAt(0).naturalTextRect().center().x() == pytest.approx(250, abs=12)


@pytest.mark.parametrize("dark", [False, True])
def test_formulas_have_the_colour_of_the_text(qtbot: QtBot, text: ReadingText, dark: bool) -> None:
    colours = palette(dark)
    text.set_look(QFont("DejaVu Sans", 40), colours)
    show(qtbot, text, r"$\blacksquare$")
    image = QImage(text.size(), QImage.Format.Format_RGB32)
    image.fill(colours.ground)
    painter = QPainter(image)
    text.document().drawContents(painter)
    painter.end()
    seen = {image.pixelColor(QPoint(x, y)).name() for x in range(0, 60, 2) for y in range(0, 90, 2)}
    assert colours.text.name() in seen
    assert colours.ground.name() in seen


def test_a_selected_formula_is_as_clear_as_selected_words(qtbot: QtBot, text: ReadingText) -> None:
    colours = palette(dark=False)
    text.set_look(QFont("DejaVu Sans", 40), colours)
    show(qtbot, text, r"$\blacksquare$")
    text.selectAll()
    image = text.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, 60, 2) for y in range(0, 90, 2)}
    assert {colours.ground.name(), colours.dim.name()} <= seen
    assert colours.text.name() not in seen


def test_a_formula_stands_on_the_line_of_its_words(qtbot: QtBot, text: ReadingText) -> None:
    text.set_look(QFont("DejaVu Sans", 40), palette(dark=False))
    show(qtbot, text, r"m $m$")
    image = QImage(text.size(), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    text.document().drawContents(painter)
    painter.end()
    middle = round(text.document().idealWidth() * 0.5)

    def lowest(columns: range) -> int:
        return max(y for y in range(image.height()) for x in columns if image.pixelColor(x, y).red() < 128)

    left, right = lowest(range(middle)), lowest(range(middle, round(text.document().idealWidth())))
    assert abs(left - right) <= 2


def test_the_first_line_has_room_for_what_stands_out_of_it(qtbot: QtBot, text: ReadingText) -> None:
    text.set_look(QFont("DejaVu Sans", 40), palette(dark=False))
    show(qtbot, text, r"$\overline{X^{2^2}}$")
    text.resize(500, text.heightForWidth(500))
    image = text.grab().toImage()
    edge = {image.pixelColor(x, y).lightness() for x in range(300) for y in (0, image.height() - 1)}
    assert min(edge) > 200


def test_a_formula_wider_than_its_room_is_drawn_smaller(qtbot: QtBot, text: ReadingText) -> None:
    text.resize(120, 200)
    show(qtbot, text, r"$\mathrm{" + "W" * 60 + "}$")
    assert text.document().size().width() <= 125


def test_what_is_selected_stays_selected_while_formulas_come(qtbot: QtBot, text: ReadingText) -> None:
    formulas = text.findChild(Formulas)
    assert formulas is not None
    text.show_pieces(marked(r"We take $q^{17}_{23}$ here", "abstract"))
    cursor = QTextCursor(text.document())
    cursor.setPosition(0)
    cursor.setPosition(7, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    with qtbot.waitSignal(formulas.drawn):
        pass
    assert text.selected() == "We take"
    assert SIGN not in text.toPlainText()
    cursor.clearSelection()
    text.setTextCursor(cursor)
    assert SIGN in text.toPlainText()
