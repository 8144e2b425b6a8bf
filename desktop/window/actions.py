"""Everything a reader can do, with a name, a key and words: the one table that menus, keys and help are made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.language import N_, _


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: its name in the program, its words, its keys in Qt's portable spelling, its group in the help.

    `in_list` keys work where the list or the paper has the focus, because buttons and text fields need them too;
    `in_sidebar` ones on the line of the sidebar where the reader is.
    """

    name: str
    text: str
    keys: tuple[str, ...]
    group: str
    in_list: bool = False
    in_sidebar: bool = False


Keys = Mapping[str, Sequence[str]]
"""Keys of the reader's own by the name of the deed, in Qt's portable spelling; none for a deed without any."""

NO_KEYS: Final[Keys] = MappingProxyType({})

GOING: Final = N_("Going on")
KEEPING: Final = N_("Keeping")
OPENING: Final = N_("Opening and copying")
VIEWS: Final = N_("Views")
SIDEBAR: Final = N_("In the sidebar")
PROGRAM: Final = N_("Program")

DEEDS: Final = (
    Deed("go_on", N_("Read on, then the next unread paper"), ("Space",), GOING, in_list=True),
    Deed("next", N_("Next paper"), ("J",), GOING),
    Deed("previous", N_("Previous paper"), ("K",), GOING),
    Deed("next_unread", N_("Next unread paper"), ("N",), GOING),
    Deed("previous_unread", N_("Previous unread paper"), ("P",), GOING),
    Deed("select_next", N_("Select the next paper too"), ("Shift+J",), GOING),
    Deed("select_previous", N_("Select the paper before too"), ("Shift+K",), GOING),
    Deed("select_all", N_("Select all papers"), ("Ctrl+A",), GOING, in_list=True),
    Deed("fold", N_("Fold or unfold this part"), ("Z",), GOING),
    Deed("fold_all", N_("Fold or unfold all parts"), ("Shift+Z",), GOING),
    Deed("part_read", N_("Mark this part as read"), (), GOING),
    Deed("rest_read", N_("Mark the rest as read"), ("Shift+M",), GOING),
    Deed("star", N_("Star: keep and cite"), ("S",), KEEPING),
    Deed("later", N_("Later: put on the reading list"), ("L",), KEEPING),
    Deed("done", N_("Done with it"), ("D",), KEEPING),
    Deed("dismiss", N_("Not for me"), ("X",), KEEPING),
    Deed("read", N_("Read or unread"), ("M",), KEEPING),
    Deed("move_up", N_("Move up in Later"), ("Alt+Up",), KEEPING, in_list=True),
    Deed("move_down", N_("Move down in Later"), ("Alt+Down",), KEEPING, in_list=True),
    Deed("tag", N_("Add a tag"), ("T",), KEEPING),
    Deed("note", N_("Write a note"), ("E",), KEEPING),
    Deed("turn_note", N_("Read the note, or write it"), ("Shift+E",), KEEPING),
    Deed("quote", N_("Keep a quote"), ("Q",), KEEPING),
    Deed("paste", N_("Add the papers in the clipboard"), ("Ctrl+V",), KEEPING),
    Deed("add_papers", N_("Add papers…"), ("Ctrl+N",), KEEPING),
    Deed("import_papers", N_("Import papers from a file…"), ("Ctrl+Shift+N",), KEEPING),
    Deed("undo", N_("Undo"), ("U", "Ctrl+Z"), KEEPING),
    Deed("redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), KEEPING),
    Deed("open_pdf", N_("Open the PDF"), ("Return", "Enter"), OPENING, in_list=True),
    Deed("open_page", N_("Open the abstract page"), ("O",), OPENING),
    Deed("open_code", N_("Open the code"), ("C",), OPENING),
    Deed("copy_link", N_("Copy the link"), ("Y",), OPENING),
    Deed("copy_bibtex", N_("Copy as BibTeX"), ("B",), OPENING),
    Deed("copy_cite", N_("Copy as \\cite{…}"), ("Shift+B",), OPENING),
    Deed("rename_key", N_("Change the citation key…"), ("Ctrl+B",), OPENING),
    Deed("export", N_("Export the starred papers…"), ("Ctrl+E",), OPENING),
    Deed("export_selected", N_("Export the selected papers…"), ("Ctrl+Shift+E",), OPENING),
    Deed("today", N_("Today"), ("G, T",), VIEWS),
    Deed("view_later", N_("Later"), ("G, L",), VIEWS),
    Deed("trending", N_("Trending"), ("G, R",), VIEWS),
    Deed("starred", N_("Starred"), ("G, S",), VIEWS),
    Deed("view_notes", N_("Notes and quotes"), ("G, Q",), VIEWS),
    Deed("recent", N_("Recent"), ("G, N",), VIEWS),
    Deed("all", N_("All papers"), ("G, A",), VIEWS),
    Deed("previous_day", N_("The day before"), ("[",), VIEWS),
    Deed("next_day", N_("The day after"), ("]",), VIEWS),
    Deed("order_list", N_("Sort as the list is by itself"), ("Shift+L",), VIEWS),
    Deed("order_date", N_("Sort by date"), ("Shift+D",), VIEWS),
    Deed("order_votes", N_("Sort by votes"), ("Shift+V",), VIEWS),
    Deed("order_heat", N_("Sort by what rises fastest"), ("Shift+H",), VIEWS),
    Deed("search", N_("Search"), ("/", "Ctrl+K", "Ctrl+F"), VIEWS),
    Deed("search_help", N_("How to search"), ("Shift+F1",), VIEWS),
    Deed("next_part", N_("Next part of the window"), ("F6",), VIEWS),
    Deed("previous_part", N_("Part before it"), ("Shift+F6",), VIEWS),
    Deed("save_search", N_("Save this search…"), ("Ctrl+S",), VIEWS),
    Deed("rule_of_search", N_("Make a rule of this search…"), ("Ctrl+Shift+S",), VIEWS),
    Deed("density", N_("Taller or slimmer rows"), ("V",), VIEWS),
    Deed("rename_line", N_("Rename"), ("F2",), SIDEBAR, in_sidebar=True),
    Deed("remove_line", N_("Remove"), ("Del",), SIDEBAR, in_sidebar=True),
    Deed("join_tag", N_("Join with another tag…"), ("Ctrl+J",), SIDEBAR, in_sidebar=True),
    Deed("colour_tag", N_("Colour"), ("Ctrl+L",), SIDEBAR, in_sidebar=True),
    Deed("edit_search", N_("Change what it searches for…"), ("Ctrl+F2",), SIDEBAR, in_sidebar=True),
    Deed("edit_rule", N_("Change the rule…"), ("Ctrl+Shift+R",), SIDEBAR, in_sidebar=True),
    Deed("move_feed", N_("Move to a folder…"), ("Ctrl+M",), SIDEBAR, in_sidebar=True),
    Deed("rest_feed", N_("Pause, or check again"), ("Ctrl+P",), SIDEBAR, in_sidebar=True),
    Deed("check_feed", N_("Check this feed now"), ("Ctrl+R",), SIDEBAR, in_sidebar=True),
    Deed("feed_page", N_("Open its page"), ("Ctrl+O",), SIDEBAR, in_sidebar=True),
    Deed("feed_address", N_("Copy its address"), ("Ctrl+C",), SIDEBAR, in_sidebar=True),
    Deed("check", N_("Check the feeds now"), ("R", "F5"), PROGRAM),
    Deed("duplicates", N_("Possible duplicates…"), ("G, D",), PROGRAM),
    Deed("feeds", N_("Feeds…"), ("G, F",), PROGRAM),
    Deed("add_feed", N_("Add feeds…"), (), PROGRAM),
    Deed("import_feeds", N_("Add the feeds of another reader (OPML)…"), (), PROGRAM),
    Deed("add_rule", N_("Add a rule…"), (), PROGRAM),
    Deed("back_up", N_("Back up the library…"), (), PROGRAM),
    Deed("settings", N_("Settings…"), ("Ctrl+,",), PROGRAM),
    Deed("browsers", N_("Browsers…"), (), PROGRAM),
    Deed("help", N_("Keys"), ("?", "F1"), PROGRAM),
    Deed("about", N_("About Papertray"), (), PROGRAM),
    Deed("quit", N_("Quit"), ("Ctrl+Q",), PROGRAM),
)


def make_actions(
    owner: QWidget,
    lists: tuple[QWidget, ...],
    handlers: Mapping[str, Callable[[], object]],
    own: Keys = NO_KEYS,
    sidebar: QWidget | None = None,
) -> dict[str, QAction]:
    """Make a QAction of every deed that has a handler and add it to `owner`.

    Those `in_list` are added to the `lists` instead, those `in_sidebar` to the sidebar.

    Letters do nothing in text fields: there Qt gives them to the field first. `own` keys go before the usual ones.
    """
    actions: dict[str, QAction] = {}
    for deed in DEEDS:
        handler = handlers.get(deed.name)
        if handler is None:
            continue
        action = QAction(_(deed.text), owner)
        action.setObjectName(deed.name)
        action.triggered.connect(lambda _checked=False, act=handler: act())
        places = lists if deed.in_list else (sidebar,) if deed.in_sidebar and sidebar else ()
        if places:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            for place in places:
                place.addAction(action)
        else:
            owner.addAction(action)
        actions[deed.name] = action
    set_keys(actions, own)
    return actions


def set_keys(actions: Mapping[str, QAction], own: Keys) -> None:
    """Give all actions their keys, at once and also while the window is open."""
    for deed in DEEDS:
        if (action := actions.get(deed.name)) is not None:
            action.setShortcuts([QKeySequence(key) for key in keys_of(deed, own)])
            action.setToolTip(with_key(_(deed.text), action))


def keys_of(deed: Deed, own: Keys) -> tuple[str, ...]:
    """Give the keys of a deed: the reader's own where they chose some, without those that name no key."""
    return tuple(key for key in own.get(deed.name, deed.keys) if is_key(key))


def is_key(text: str) -> bool:
    """Tell whether a text names keys in Qt's spelling: one of another program's or a slip of the pen does not."""
    return bool(QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText))


def native(keys: Iterable[str]) -> str:
    """Give keys as this desktop writes them, side by side."""
    return "   ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def with_key(text: str, action: QAction) -> str:
    """Give the words of an action with its first key behind, as tooltips have it."""
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({key})" if key else text
