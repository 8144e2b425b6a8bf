"""How it looks: one style sheet from the colours and the desktop's own font; thin lines, no boxes in boxes."""

from PySide6.QtGui import QColor, QFont

from desktop import paths
from desktop.window.colours import Colours


def sheet(colours: Colours, font: QFont) -> str:
    """Give the window's style sheet; sizes are ratios of the desktop's font."""
    size = font.pointSizeF() if font.pointSizeF() > 0 else 10.0
    small, title, heading = size * 0.87, size * 1.15, size * 0.85
    c = {
        name: _css(getattr(colours, name)) for name in ("ground", "side", "line", "selection", "text", "dim", "accent")
    }
    tick = paths.asset("tick-dark.svg" if colours.dark else "tick-light.svg").as_posix()
    return f"""
    QMainWindow, QDialog, QStackedWidget, QScrollArea, QWidget#column, QWidget#page {{ background: {c["ground"]}; }}
    QWidget {{ color: {c["text"]}; }}
    QWidget#top, QWidget#foot, QTreeView#sidebar {{ background: {c["side"]}; }}
    QTreeView#sidebar {{ border: none; border-right: 1px solid {c["line"]}; padding: 8px 4px 8px 6px; outline: none; }}
    QTreeView#sidebar::branch {{ background: transparent; }}
    QLineEdit#rename {{ padding: 0 4px; border-radius: 4px; }}
    QWidget#top {{ border-bottom: 1px solid {c["line"]}; }}
    QWidget#foot {{ border-top: 1px solid {c["line"]}; }}
    QSplitter::handle {{ background: {c["line"]}; }}
    QTableView {{ background: {c["ground"]}; border: none; outline: none; }}
    QLineEdit {{ background: {c["ground"]}; border: 1px solid {c["line"]}; border-radius: 6px; padding: 5px 8px;
      selection-background-color: {c["accent"]}; }}
    QLineEdit:focus {{ border-color: {c["dim"]}; }}
    QLineEdit[wrong="true"] {{ border-color: {c["accent"]}; }}
    QPushButton, QToolButton#menu {{ background: {c["ground"]}; border: 1px solid {c["line"]}; border-radius: 6px;
      padding: 5px 12px; }}
    QPushButton:hover, QToolButton#menu:hover {{ background: {c["selection"]}; }}
    QPushButton:focus {{ border-color: {c["dim"]}; }}
    QToolButton#switch {{ border: 1px solid {c["line"]}; border-radius: 6px; padding: 3px 8px;
      font-size: {small}pt; }}
    QToolButton#switch:hover {{ background: {c["selection"]}; }}
    QPushButton#quiet, QPushButton#mend {{ border: none; padding: 0 4px; color: {c["accent"]};
      background: transparent; }}
    QPushButton#banner {{ border: none; border-radius: 0; border-bottom: 1px solid {c["line"]}; color: {c["accent"]};
      background: {_css(colours.accent_ground)}; padding: 6px; }}
    QToolButton {{ border: none; background: transparent; padding: 1px 4px; font-size: {title}pt; }}
    QWidget#head {{ border-bottom: 1px solid {c["line"]}; }}
    QFrame#segments {{ border: 1px solid {c["line"]}; border-radius: 6px; }}
    QToolButton#segment {{ border: none; border-radius: 5px; padding: 3px 9px; font-size: {small}pt;
      color: {c["dim"]}; }}
    QToolButton#segment:hover {{ color: {c["text"]}; }}
    QToolButton#segment:checked {{ background: {c["selection"]}; color: {c["text"]}; }}
    QPushButton#seen {{ border: none; border-radius: 0; border-top: 1px solid {c["line"]}; color: {c["dim"]};
      padding: 7px; font-size: {small}pt; }}
    QPushButton#seen:hover, QPushButton#seen:focus {{ color: {c["text"]}; background: {c["selection"]}; }}
    QLabel#blank {{ font-size: {title}pt; }}
    QToolButton#switch::menu-indicator, QToolButton#menu::menu-indicator {{ image: none; }}
    QLabel#name {{ font-weight: bold; }}
    QLabel#listTitle {{ font-weight: bold; font-size: {title}pt; }}
    QLabel#title {{ font-weight: bold; font-size: {size * 1.5}pt; }}
    QLabel#heading {{ font-weight: bold; font-size: {heading}pt; color: {c["dim"]}; padding-top: 8px; }}
    QLabel#pairTitle, QLabel#fact, QLabel#pairDim, QLabel#abstract {{ padding: 2px 4px; border-radius: 3px; }}
    QLabel#pairTitle {{ font-weight: bold; font-size: {title}pt; }}
    QLabel#pairDim {{ color: {c["dim"]}; font-size: {small}pt; }}
    QLabel[differs="true"] {{ background: {_css(colours.marked)}; }}
    QLabel#lead {{ font-weight: bold; }}
    QLabel#dim {{ color: {c["dim"]}; font-size: {small}pt; }}
    QLabel#accent {{ color: {c["accent"]}; font-size: {small}pt; }}
    QLabel#empty {{ color: {c["dim"]}; }}
    QLabel#troubleWhat {{ font-weight: bold; }}
    QWidget#trouble {{ background: {_css(colours.accent_ground)}; border-bottom: 1px solid {c["line"]}; }}
    QFrame#rule {{ background: {c["line"]}; border: none; }}
    QListWidget#pages {{ background: {c["side"]}; border: none; border-right: 1px solid {c["line"]};
      outline: none; padding: 10px 8px; }}
    QListWidget#pages::item {{ padding: 6px 8px; border-radius: 6px; }}
    QListWidget#pages::item:selected {{ background: {c["selection"]}; color: {c["text"]}; }}
    QListWidget#plainList {{ background: {c["ground"]}; border: 1px solid {c["line"]}; border-radius: 6px;
      padding: 6px; outline: none; }}
    QListWidget#plainList::item {{ padding: 4px 6px; }}
    QListWidget#plainList::item:selected {{ background: {c["selection"]}; color: {c["text"]}; }}
    QHeaderView::section {{ background: {c["ground"]}; color: {c["dim"]}; border: none; padding: 6px 11px;
      font-size: {small}pt; }}
    QTreeView#plainTree {{ background: {c["ground"]}; border: 1px solid {c["line"]}; border-radius: 6px;
      outline: none; }}
    QTreeView#plainTree::item {{ padding: 4px 8px; border: none; }}
    QTreeView#plainTree::item:selected {{ background: {c["selection"]}; color: {c["text"]}; }}
    QTreeView#plainTree::item:disabled {{ color: {c["dim"]}; padding-top: 12px; }}
    QPlainTextEdit {{ background: {c["ground"]}; border: 1px solid {c["line"]}; border-radius: 6px; padding: 4px;
      selection-background-color: {c["accent"]}; }}
    QPlainTextEdit:focus, QTreeView#plainTree:focus, QSpinBox:focus, QComboBox:focus {{
      border-color: {c["dim"]}; }}
    QProgressBar {{ background: {c["selection"]}; border: none; border-radius: 3px; }}
    QProgressBar::chunk {{ background: {c["accent"]}; border-radius: 3px; }}
    QPushButton#start {{ padding: 8px 20px; font-weight: bold; }}
    QPushButton:default, QPushButton#start {{ background: {c["text"]}; color: {c["ground"]};
      border-color: {c["text"]}; }}
    QPushButton:default:disabled, QPushButton#start:disabled {{ background: {c["selection"]}; color: {c["dim"]};
      border-color: {c["line"]}; }}
    QPushButton#start:focus {{ border: 2px solid {c["dim"]}; }}
    QDialogButtonBox QPushButton {{ qproperty-icon: none; }}
    QPushButton:disabled {{ color: {c["dim"]}; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator, QTreeView#plainTree::indicator {{ width: 14px; height: 14px; border-radius: 4px;
      border: 1px solid {_css(colours.faint)}; background: {c["ground"]}; }}
    QCheckBox::indicator:checked, QTreeView#plainTree::indicator:checked {{ background: {c["text"]};
      border-color: {c["text"]}; image: url("{tick}"); }}
    QCheckBox::indicator:focus, QCheckBox::indicator:hover {{ border-color: {c["text"]}; }}
    QCheckBox::indicator:checked:focus {{ border: 2px solid {c["dim"]}; }}
    QSpinBox, QComboBox {{ background: {c["ground"]}; border: 1px solid {c["line"]}; border-radius: 6px;
      padding: 4px 8px; min-height: 1.4em; }}
    QSpinBox QLineEdit {{ border: none; background: transparent; padding: 0 6px; }}
    QComboBox::down-arrow {{ image: url("{paths.asset("chevron.svg").as_posix()}"); width: 12px; height: 12px; }}
    QComboBox::drop-down {{ border: none; width: 22px; }}
    QSpinBox::up-arrow {{ image: url("{paths.asset("chevron-up.svg").as_posix()}"); width: 10px; height: 10px; }}
    QSpinBox::down-arrow {{ image: url("{paths.asset("chevron.svg").as_posix()}"); width: 10px; height: 10px; }}
    QSpinBox::up-button, QSpinBox::down-button {{ border: none; background: transparent; width: 20px; }}
    QComboBox QAbstractItemView {{ background: {c["ground"]}; border: 1px solid {c["line"]};
      selection-background-color: {c["selection"]}; selection-color: {c["text"]}; }}
    QLabel#key {{ border: 1px solid {c["line"]}; border-radius: 4px; padding: 1px 6px; font-size: {small}pt; }}
    QPushButton#example {{ border: none; padding: 0; text-align: left; background: transparent;
      font-family: monospace; }}
    QPushButton#example:hover, QPushButton#example:focus {{ text-decoration: underline; }}
    QToolButton#ask {{ color: {c["dim"]}; font-size: {size}pt; padding: 5px 8px; border-radius: 6px; }}
    QToolButton#ask:hover, QToolButton#ask:focus {{ background: {c["selection"]}; color: {c["text"]}; }}
    QListView#offers {{ background: {c["ground"]}; border: 1px solid {c["line"]}; border-radius: 6px; padding: 4px 0;
      outline: none; }}
    QFrame#searchNote {{ background: {_css(colours.accent_ground)}; border: 1px solid {c["line"]};
      border-radius: 6px; }}
    QFrame#searchNote QLabel {{ color: {c["text"]}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {c["line"]}; border-radius: 4px; margin: 1px; min-height: 32px; }}
    QScrollBar::handle:hover {{ background: {c["dim"]}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QMenu {{ background: {c["ground"]}; border: 1px solid {c["line"]}; padding: 4px; }}
    QMenu::item {{ padding: 5px 24px 5px 12px; }}
    QMenu::item:selected {{ background: {c["selection"]}; }}
    QMenu::item:disabled {{ color: {c["dim"]}; }}
    QToolTip {{ background: {c["side"]}; color: {c["text"]}; border: 1px solid {c["line"]}; padding: 3px; }}
    """


def _css(colour: QColor) -> str:
    return colour.name()


def slim_bar(colours: Colours) -> str:
    """Give a scroll bar that is only its handle."""
    return (
        f"QScrollBar:vertical {{ background: {colours.ground.name()}; width: 10px; margin: 0; border: none; }}"
        f"QScrollBar::handle:vertical {{ background: {colours.line.name()}; border-radius: 3px; min-height: 32px;"
        " margin: 2px; }"
        f"QScrollBar::handle:vertical:hover {{ background: {colours.dim.name()}; }}"
        "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: none; }"
    )
