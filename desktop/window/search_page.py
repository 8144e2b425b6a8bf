"""How to search: every way to ask, from the same table as the offers of the box; an example can be tried at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from desktop.language import N_, _
from desktop.window.help_columns import Group, HelpColumns, Line, plain
from desktop.window.help_dialog import room_for
from desktop.window.search_words import FIELDS, STATES, WAYS
from desktop.window.type_sizes import scaled
from storage import search_fields

_KEYS = (
    (N_("Tab"), N_("take the suggestion")),
    (N_("Enter"), N_("go to the papers")),
    (N_("Esc"), N_("go back to where you were")),
    (N_("Down"), N_("earlier searches, while the box is empty")),
    (N_("Ctrl+S"), N_("keep this search in the sidebar")),
)


class SearchPage(QDialog):
    """Lists the search language; `tried` carries the example that the reader chose."""

    tried = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("How to search"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.columns = HelpColumns(self._groups(), _("How to search"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[scaled(self.font(), 20)] * 4)
        column.addWidget(self.columns)
        column.addWidget(buttons)
        self.resize(room_for(self, parent))
        self.columns.field.setFocus()

    def _groups(self) -> list[Group]:
        fields = [field.name for field in search_fields()]
        states = [(f"{field.name}:{value}", STATES[value]) for field in search_fields() for value in field.values]
        return [
            Group(_("Words"), [self._line(example, means) for example, means in WAYS]),
            Group(_("Fields"), [self._line(FIELDS[name][1], FIELDS[name][0]) for name in fields]),
            Group(_("What you did, what there is"), [self._line(example, means) for example, means in states]),
            Group(
                _("In the box"), [Line(plain(_(key), "key"), plain(_(text)), _(text).casefold()) for key, text in _KEYS]
            ),
        ]

    def _line(self, example: str, means: str) -> Line:
        button = QPushButton(example)
        button.setObjectName("example")
        button.setAutoDefault(False)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setToolTip(_("Search for this"))
        button.setAccessibleName(_("Search for {text}").format(text=example))
        button.clicked.connect(lambda: self._try(example))
        return Line(button, plain(_(means)), f"{example} {_(means)}".casefold())

    def _try(self, example: str) -> None:
        self.tried.emit(example)
        self.accept()
