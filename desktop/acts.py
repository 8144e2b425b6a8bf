"""The acts of the journal in words: what was taken back or done again, and of which paper, feed, rule or search."""

from typing import Final

from desktop.language import N_, _, ngettext
from storage import Changes, Library, legible

_ACTS: Final = {
    "star": N_("star of {what}"),
    "not star": N_("taking the star from {what}"),
    "later": N_("putting {what} in Later"),
    "not later": N_("taking {what} out of Later"),
    "move later": N_("moving {what} within Later"),
    "done": N_("{what} as done"),
    "not done": N_("{what} as not done"),
    "dismissed": N_("sending {what} away"),
    "not dismissed": N_("bringing {what} back"),
    "read": N_("{what} as read"),
    "not read": N_("{what} as unread"),
    "tag": N_("tags of {what}"),
    "note": N_("note on {what}"),
    "quote": N_("quote from {what}"),
    "edit quote": N_("change of a quote from {what}"),
    "remove quote": N_("removal of a quote from {what}"),
    "add": N_("adding {what}"),
    "import": N_("import of {what}"),
    "save": N_("saving {what} in the browser"),
    "browser edit": N_("a change of {what} in the browser"),
    "remove": N_("removal of {what}"),
    "merge": N_("joining {what}"),
    "split": N_("splitting {what}"),
    "keep apart": N_("keeping {what} apart"),
    "rename tag": N_("renaming of a tag"),
    "delete tag": N_("deletion of a tag"),
    "colour tag": N_("colour of a tag"),
    "rename key": N_("citation key of {what}"),
    "add live file": N_("a .bib file that follows a list"),
    "pause live file": N_("pausing a .bib file"),
    "resume live file": N_("taking up a .bib file"),
    "remove live file": N_("letting go of a .bib file"),
    "add feed": N_("adding the feed {what}"),
    "edit feed": N_("name or folder of the feed {what}"),
    "pause feed": N_("pausing the feed {what}"),
    "resume feed": N_("taking up the feed {what}"),
    "remove feed": N_("removal of the feed {what}"),
    "add rule": N_("adding the rule {what}"),
    "edit rule": N_("change of the rule {what}"),
    "remove rule": N_("removal of the rule {what}"),
    "add search": N_("keeping the search {what}"),
    "edit search": N_("change of the search {what}"),
    "remove search": N_("removal of the search {what}"),
}

_LONGEST: Final = 60
"""Letters of a title that a line of the window has room for."""


def turned(changes: Changes, library: Library) -> str:
    """Say what undo took back, or redo did again, as in “Taken back: star of ‘A title’”."""
    act = _(_ACTS.get(changes.act, changes.act)).format(what=_what(changes, library))
    sentence = _("Taken back: {act}.") if changes.undone else _("Done again: {act}.")
    return sentence.format(act=act)


def _what(changes: Changes, library: Library) -> str:
    names = [library.feed(number) for number in changes.feeds]
    named = [feed.name or feed.title or feed.url for feed in names]
    named += [rule.title for rule in library.rules(removed=True) if rule.id in changes.rules]
    named += [search.name for search in library.searches(removed=True) if search.id in changes.searches]
    if named:
        return ", ".join(_quoted(name) for name in named)
    papers = library.entries_of(list(changes.papers)[:2])
    if len(papers) == 1 == len(changes.papers):
        return _quoted(legible(papers[0].paper.title))
    count = len(changes.papers)
    return ngettext("{count} paper", "{count} papers", count).format(count=count)


def _quoted(text: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
    return _("“{text}”").format(text=short)
