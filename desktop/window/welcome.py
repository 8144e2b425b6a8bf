"""The first start: which lists to follow, and one subject to be told about."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.language import N_, _

HF: Final = "hf"
CATEGORIES: Final = (
    ("cs.LG", N_("Machine learning")),
    ("cs.CL", N_("Language")),
    ("cs.CV", N_("Vision")),
    ("cs.AI", N_("Artificial intelligence")),
    ("cs.RO", N_("Robotics")),
    ("stat.ML", N_("Statistics: learning")),
    ("math.OC", N_("Optimisation")),
    ("q-bio.QM", N_("Quantitative biology")),
    ("quant-ph", N_("Quantum physics")),
    ("astro-ph.CO", N_("Cosmology")),
)
_TICKED = frozenset({"cs.LG"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the reader chose: Daily Papers or not, arXiv categories, words to be told about (may be empty)."""

    daily_papers: bool
    categories: tuple[str, ...]
    words: str


class Welcome(QWidget):
    """A page of choices; `chosen` says what they were, once there is at least one list among them."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(10)
        title = _label(_("What do you follow?"), "title")
        column.addWidget(title)
        column.addWidget(_label(_("New papers from these lists are fetched now and several times a day."), "dim"))
        self._daily = QCheckBox(_("Hugging Face Daily Papers: the day by votes"))
        self._daily.setChecked(True)
        column.addWidget(self._daily)
        column.addWidget(_label(_("arXiv: everything new in a subject"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        self._boxes: dict[str, QCheckBox] = {}
        for place, (category, text) in enumerate(CATEGORIES):
            box = QCheckBox(f"{_(text)}  ({category})")
            box.setChecked(category in _TICKED)
            self._boxes[category] = box
            grid.addWidget(box, place // 2, place % 2)
        column.addLayout(grid)
        column.addWidget(_label(_("Tell me about papers with these words"), "heading"))
        self._words = QLineEdit()
        self._words.setPlaceholderText(_("for example: state space models"))
        self._words.setAccessibleName(_("Words to be told about"))
        column.addWidget(self._words)
        self._start = QPushButton(_("Show me papers"))
        self._start.setDefault(True)
        self._start.clicked.connect(self._choose)
        column.addWidget(self._start, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._words.returnPressed.connect(self._choose)
        for box in (self._daily, *self._boxes.values()):
            box.toggled.connect(lambda _on: self._start.setEnabled(self._any()))

    def _any(self) -> bool:
        return self._daily.isChecked() or any(box.isChecked() for box in self._boxes.values())

    def _choose(self) -> None:
        if self._any():
            ticked = tuple(category for category, box in self._boxes.items() if box.isChecked())
            self.chosen.emit(Wishes(self._daily.isChecked(), ticked, self._words.text().strip()))


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    return label
