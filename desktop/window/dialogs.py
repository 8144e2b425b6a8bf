"""Which dialog opens for which deed, and what it is given: one of each, and none before it is wanted."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

import PySide6
from PySide6.QtCore import QObject, Qt, qVersion
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from desktop import logbook
from desktop.language import _
from storage import Facts, Library, PaperId

if TYPE_CHECKING:
    from desktop.choices import Choices
    from desktop.reading import Reading
    from desktop.settings import Group
    from desktop.window.about_dialog import AboutDialog

DENSITIES: Final = ("tall", "medium", "slim")


class Dialogs(QObject):
    """Opens the dialogs that are about the program itself."""

    def __init__(self, window: QWidget, reading: "Reading", choices: "Choices", now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window, self._reading, self._choices, self._now = window, reading, choices, now

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Give what to do for each deed that opens a dialog of the program's."""
        return {
            "settings": self.settings,
            "help": self.help,
            "about": self.about,
            "browsers": self.browsers,
            "duplicates": self.duplicates,
            "density": self.next_density,
        }

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def help(self) -> None:
        """Show the keys."""
        from desktop.window.help_dialog import HelpDialog

        self._open(HelpDialog(self._window, self._choices.now.keys))

    def next_density(self) -> None:
        """Go on to the next of the three heights of rows, and keep that."""
        place = DENSITIES.index(self._choices.now.row_density)
        self._choices.change(row_density=DENSITIES[(place + 1) % len(DENSITIES)])

    def settings(self, group: "Group | None" = None) -> None:
        """Open the settings, at one of their groups."""
        from desktop.window.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._choices, self._window)
        if group is not None:
            dialog.show_group(group)
        self._open(dialog)

    def about(self) -> None:
        """Say what runs here."""
        from desktop import diagnostics
        from desktop.window.about_dialog import AboutDialog

        dialog = AboutDialog(self._window)
        dialog.copy_asked.connect(lambda: self._copy_diagnostics(dialog))
        dialog.licences_asked.connect(
            lambda: self._reading.ask(lambda _library: diagnostics.licences(), dialog.show_licences, owner=dialog)
        )
        self._reading.ask(Library.facts, lambda facts: dialog.show_facts(self._facts(facts)), owner=dialog)
        self._open(dialog)

    def browsers(self) -> None:
        """Say which browsers reach the library, and connect them."""
        from desktop.window.browsers import Browsers

        browsers = Browsers(self._reading.path.parent, self._window)
        self._open(browsers.dialog)
        browsers.look()

    def duplicates(self) -> None:
        """Show the papers that may be one work, pair by pair."""
        from desktop.window.duplicates_dialog import DuplicatesDialog

        dialog = DuplicatesDialog(self._window)
        reading = self._reading

        def show(one: PaperId, other: PaperId) -> None:
            entries = reading.entries([one, other])
            if len(entries) == 2:
                dialog.show_pair(*entries)

        def refill(_changes: object = None) -> None:
            reading.ask(Library.suggestions, dialog.show_pairs, owner=dialog)

        dialog.wanted.connect(show)
        dialog.joined.connect(reading.merge)
        dialog.parted.connect(reading.keep_apart)
        reading.changed.connect(refill)
        dialog.finished.connect(lambda _how: reading.changed.disconnect(refill))
        refill()
        self._open(dialog)

    def _facts(self, facts: Facts) -> dict[str, str]:
        from desktop import diagnostics

        shown = diagnostics.versions(facts, {"Qt": qVersion(), "PySide6": PySide6.__version__})
        shown[_("Library")] = str(self._reading.path)
        return shown

    def _copy_diagnostics(self, dialog: "AboutDialog") -> None:
        from desktop import diagnostics

        qt = {"Qt": f"{qVersion()} ({QGuiApplication.platformName()})", "PySide6": PySide6.__version__}
        log = logbook.file(self._reading.path.parent)

        def work(library: Library) -> str:
            counts = library.counts()
            numbers = {
                "Papers": counts.papers,
                "Starred": counts.starred,
                "Later": counts.later,
                "Rules": len(library.rules()),
                "Tags": len(counts.tags),
            }
            shown = diagnostics.versions(library.facts(), qt)
            return diagnostics.report(shown, numbers, library.feeds(), diagnostics.last_lines(log), self._now())

        def copy(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            dialog.say(_("Copied. Read it through before you send it to anybody."))

        self._reading.ask(work, copy, owner=dialog)


def show_count(duplicates: QAction, count: int) -> None:
    """Let the action on possible duplicates say how many there are, and be nowhere where there are none."""
    duplicates.setVisible(count > 0)
    duplicates.setText(_("Possible duplicates ({count})…").format(count=count) if count else duplicates.text())
