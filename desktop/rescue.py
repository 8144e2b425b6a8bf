"""A damaged library at the start: says so, offers to save what can be read, and tells what was kept."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QMessageBox, QProgressDialog

from desktop.errand import Errand
from desktop.language import _
from desktop.problems import Problem, problem
from storage import LibraryDamaged


def rescued(error: LibraryDamaged, folder: Path) -> bool:
    """Ask whether to save what can be read of the library in `folder`, and do it; say whether there is one now."""
    words = problem(error)
    box = _box(QMessageBox.Icon.Critical, words.what)
    box.setInformativeText(
        _(
            "Papertray can save all that can be read of it, and take the rest from the newest backup. The damaged file"
            " is kept under another name."
        )
    )
    save = box.addButton(_("Save what can be read"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.exec()
    if box.clickedButton() is not save:
        return False
    said, failed = _salvage(folder)
    if failed is None:
        _box(QMessageBox.Icon.Information, _("The library was saved."), said).exec()
        return True
    _box(QMessageBox.Icon.Critical, failed.what, " ".join(filter(None, (failed.kept, failed.then)))).exec()
    return False


def _box(icon: QMessageBox.Icon, text: str, more: str = "") -> QMessageBox:
    box = QMessageBox(icon, "Papertray", text)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    return box


def _salvage(folder: Path) -> tuple[str, Problem | None]:
    """Let a command do it, and wait for its end; give what it said, and why it failed."""
    waiting = QProgressDialog(_("Reading what can be read…"), "", 0, 0)
    waiting.setCancelButton(None)
    waiting.setWindowModality(Qt.WindowModality.ApplicationModal)
    waiting.show()
    said: list[dict[str, object]] = []
    problems: list[Problem | None] = []
    errand = Errand(folder, ["restore", "--salvage"])
    loop = QEventLoop()
    errand.said.connect(said.append)
    errand.ended.connect(problems.append)
    errand.ended.connect(loop.quit)
    errand.start()
    if not problems:
        loop.exec()
    waiting.close()
    return str(said[-1].get("said", "")) if said else "", problems[0]
