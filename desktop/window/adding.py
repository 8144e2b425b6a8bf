"""How papers come in by hand: by the clipboard, a drop or a file, through a dialog and a command beside the window."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import Shiboken

from desktop.errand import Errand
from desktop.language import _, ngettext
from storage import PaperId

if TYPE_CHECKING:
    from desktop.problems import Problem
    from desktop.reading import Reading
    from desktop.window.add_papers_dialog import AddPapersDialog, Choice

_FILES: Final = "BibTeX, RIS, Zotero, JSON (*.bib *.ris *.csv *.json *.jsonl);;Text (*.txt *.md);;All (*)"


class Adding(QObject):
    """Carries out the deeds that bring papers in; takes drops on the window."""

    def __init__(self, window: QWidget, reading: "Reading", show: Callable[[PaperId], None]) -> None:
        super().__init__(window)
        self._window, self._reading, self._show = window, reading, show
        self._errand: Errand | None = None
        self._heard: list[dict[str, Any]] = []
        self._source: tuple[tuple[str, ...], str] = (("add", "-"), "")
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that brings papers in."""
        return {"paste": self.paste, "add_papers": self.ask, "import_papers": self.ask_file}

    def paste(self) -> None:
        """Add the papers that the clipboard mentions."""
        self.take(QGuiApplication.clipboard().mimeData())

    def ask(self) -> "AddPapersDialog":
        """Ask for a text or a file."""
        from desktop.window.add_papers_dialog import AddPapersDialog

        dialog = AddPapersDialog(list(self._reading.tags()), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.text_given.connect(lambda text: self._look(dialog, ("add", "-"), text))
        dialog.file_asked.connect(lambda: self._choose_file(dialog))
        dialog.chosen.connect(lambda choice: self._add(dialog, choice))
        dialog.stop_asked.connect(self._stop)
        dialog.open()
        return dialog

    def ask_file(self) -> None:
        """Ask for a file at once."""
        self._choose_file(self.ask())

    def take(self, data: QMimeData | None) -> None:
        """Look for papers in what was pasted or dropped: files, links, text; None is an empty clipboard."""
        data = data or QMimeData()
        urls = data.urls()
        files = [url.toLocalFile() for url in urls if url.isLocalFile()]
        text = "\n".join(url.toString() for url in urls if not url.isLocalFile()) or data.text()
        if files:
            self.add_files(files)
        elif text.strip():
            self.add_text(text)
        else:
            self._reading.done.emit(_("There is no text to find papers in."))

    def add_text(self, text: str) -> None:
        """Show the papers in a text, and add those that the reader wants."""
        dialog = self.ask()
        if len(text) < 100_000:
            dialog.text.setPlainText(text)
        self._look(dialog, ("add", "-"), text)

    def add_files(self, files: Sequence[str]) -> None:
        """Show the papers in files, and add those that the reader wants."""
        self._look(self.ask(), ("import", *files), "")

    def _choose_file(self, dialog: "AddPapersDialog") -> None:
        name, _kind = QFileDialog.getOpenFileName(dialog, _("Papers from a file"), str(Path.home()), _FILES)
        if name:
            self._look(dialog, ("import", name), "")

    # The two errands: to find, and to add

    def _look(self, dialog: "AddPapersDialog", words: tuple[str, ...], text: str) -> None:
        self._source = (words, text)
        command, *names = words
        errand = self._start([command, "--preview" if command == "add" else "--dry-run", *names], text)
        dialog.read()
        errand.said.connect(self._heard.append)
        # In portions: a row at a time would keep a long list from ever being drawn.
        errand.said.connect(lambda _said: self._hand_over(dialog, least=200))

        def ended(problem: "Problem | None") -> None:
            if not Shiboken.isValid(dialog):
                return
            self._hand_over(dialog)
            if problem is not None:
                dialog.failed(problem)
            elif errand.cancelled and not dialog.model.rows:
                dialog.ask()
            else:
                dialog.found()

        errand.ended.connect(ended)
        errand.start()

    def _hand_over(self, dialog: "AddPapersDialog", *, least: int = 1) -> None:
        if len(self._heard) >= least and Shiboken.isValid(dialog):
            heard, self._heard[:] = list(self._heard), []
            dialog.take(heard)

    def _add(self, dialog: "AddPapersDialog", choice: "Choice") -> None:
        (command, *words), text = self._source
        flags = [flag for flag, on in _flags(choice, command) if on]
        tags = [word for tag in choice.tags for word in ("--tag", tag)]
        skip = ["--skip", choice.left_out] if choice.left_out else []
        errand = self._start([command, "--progress", *flags, *tags, *skip, *words], text)
        dialog.add_begins()
        added: list[dict[str, Any]] = []

        def said(one: dict[str, Any]) -> None:
            if "done" in one and Shiboken.isValid(dialog):
                dialog.far(int(one["done"]), int(one["of"]))
            elif "id" in one:
                added.append(one)

        def ended(problem: "Problem | None") -> None:
            there = Shiboken.isValid(dialog)
            if problem is not None:
                if there:
                    dialog.failed(problem)
                else:
                    self._reading.failed.emit(problem)
                return
            if there:
                dialog.working = False
                dialog.accept()
            self._reading.done.emit(_summary(added, stopped=errand.cancelled))
            if len(added) == 1:
                self._show(PaperId(int(added[0]["id"])))

        errand.said.connect(said)
        errand.ended.connect(ended)
        errand.start()

    def _start(self, words: Sequence[str], text: str) -> Errand:
        self._stop()
        self._heard = []
        errand = Errand(self._reading.path.parent, words, text=text, parent=self)
        errand.ended.connect(lambda _problem: self._over(errand))
        self._errand = errand
        return errand

    def _over(self, errand: Errand) -> None:
        if self._errand is errand:
            self._errand = None
        errand.deleteLater()

    def _stop(self) -> None:
        if self._errand is not None:
            self._errand.cancel()

    # Drops

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Take what is dropped on the window from outside."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and not _is_ours(event):
            data = event.mimeData()
            if data.hasUrls() or data.hasText():
                event.acceptProposedAction()
                if event.type() is QEvent.Type.Drop:
                    self.take(data)
                return True
        return super().eventFilter(watched, event)


def _is_ours(event: QDropEvent) -> bool:
    # PySide's types do not know that there may be none.
    return isinstance(event.source(), QObject)


def _flags(choice: "Choice", command: str) -> tuple[tuple[str, bool], ...]:
    marks = ("--star", choice.star), ("--later", choice.later)
    # A file is somebody's collection: what was said there of its papers comes along unless it is not wanted.
    return (*marks, ("--keywords", choice.keywords) if command == "add" else ("--no-keywords", not choice.keywords))


def _summary(added: Sequence[dict[str, Any]], *, stopped: bool) -> str:
    new = sum(not one["known"] for one in added)
    bare = sum(one["trouble"] is not None for one in added)
    said = [ngettext("{count} paper added.", "{count} papers added.", new).format(count=f"{new:,}")]
    if bare:
        said.append(
            ngettext(
                "{count} is kept by its name until somebody tells more about it.",
                "{count} are kept by their names until somebody tells more about them.",
                bare,
            ).format(count=f"{bare:,}")
        )
    if stopped:
        said.insert(0, _("Stopped."))
    return " ".join(said) + " " + _("Ctrl+Z takes it back.")
