"""Errors as words for the reader: what happened, what was kept, what to do next. The only place that has them."""

from dataclasses import dataclass, replace
from pathlib import Path

from desktop import paths
from desktop.language import N_, _
from storage import (
    Ambiguous,
    CopyFailed,
    KeyRefused,
    LibraryAway,
    LibraryDamaged,
    LibraryError,
    LibraryForeign,
    LibraryFull,
    LibraryLocked,
    LibraryNewer,
    LibraryOpen,
    LibraryReadOnly,
    LibraryUsed,
    NotFound,
    NothingToUndo,
    QueryError,
    StorageError,
    Trouble,
    UnknownIdentifier,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened, what was kept (may be empty), and what the reader can do (may be empty).

    `lasting` is what does not go away by itself: it is to stay in sight until the reader has seen it.
    """

    what: str
    kept: str = ""
    then: str = ""
    lasting: bool = False

    def text(self) -> str:
        """Give all of it as one paragraph."""
        return " ".join(part for part in (self.what, self.kept, self.then) if part)


def problem(error: StorageError) -> Problem:
    """Give the words for a fault of the library or of what was asked of it."""
    if isinstance(error, LibraryError):
        return replace(_library(error), lasting=True)
    if isinstance(error, NotFound):
        return _not_found(error)
    if isinstance(error, Ambiguous):
        return Problem(
            _("“{asked}” names {count} papers.").format(asked=error.asked, count=len(error.candidates)),
            then=_("Name one by its number: {numbers}.").format(numbers=", ".join(map(str, error.candidates[:10]))),
        )
    if isinstance(error, QueryError | CopyFailed):
        return _query(error) if isinstance(error, QueryError) else _copy_failed(error)
    if isinstance(error, NothingToUndo):
        return Problem(_("There is nothing to do again.") if error.redo else _("There is nothing to take back."))
    if isinstance(error, KeyRefused):
        return _key_refused(error)
    if isinstance(error, UnknownIdentifier):
        return Problem(
            _("“{text}” is no number of a paper here, no identifier and no address of a paper.").format(
                text=error.text
            ),
            then=_("Use a number from a list, an arXiv id (2401.01234), a DOI (10.…) or a paper's web address."),
        )
    return Problem(str(error))


def system_problem(error: OSError) -> Problem:
    """Give the words for what the system refused apart from the library: an output, a lock, a process."""
    reason = error.strerror or str(error)
    if error.filename:
        return Problem(_("{file} cannot be used: {reason}.").format(file=error.filename, reason=reason))
    return Problem(_("The system refused something, perhaps the output: {reason}.").format(reason=reason))


def _library(error: LibraryError) -> Problem:
    path = error.path
    if isinstance(error, LibraryLocked):
        return Problem(
            _("Another program is writing to the library {path} and did not finish in time.").format(path=path),
            _("Nothing was changed."),
            _("Try again in a moment; if it stays so, close the other program."),
        )
    if isinstance(error, LibraryNewer):
        return Problem(
            _("The library {path} was written by a newer Papertray (format {found}, this one knows {known}).").format(
                path=path, found=error.found, known=error.known
            ),
            _("It was not touched."),
            _("Update Papertray, or choose another folder with --data-dir."),
        )
    if isinstance(error, LibraryForeign):
        return Problem(
            _("The file {path} belongs to another program.").format(path=path),
            _("It was not touched."),
            _("Choose another folder with --data-dir."),
        )
    if isinstance(error, LibraryDamaged):
        return Problem(
            _("The library {path} is damaged: {detail}.").format(path=path, detail=error.detail),
            _("It was not changed."),
            _("Copy its folder before anything else. “papertray restore --salvage” saves what can be read of it."),
        )
    if isinstance(error, LibraryReadOnly):
        return Problem(
            _("The library {path} cannot be written: {detail}.").format(path=path, detail=error.detail),
            _("Nothing was changed."),
            _("Give yourself the right to write to the file and its folder, or choose another with --data-dir."),
        )
    if isinstance(error, LibraryUsed | LibraryOpen | LibraryAway):
        return _away(error) if isinstance(error, LibraryAway) else _not_to_be_replaced(error)
    if isinstance(error, LibraryFull):
        return Problem(
            _("There is no room left for the library {path}.").format(path=path),
            _("The last change was not stored; everything before it was."),
            _("Make room on that disk and try again."),
        )
    return Problem(
        _("The library {path} cannot be used: {detail}.").format(path=path, detail=error.detail),
        then=_("See that its folder exists and can be read and written, or choose another with --data-dir."),
    )


def _away(error: LibraryAway) -> Problem:
    sentences = {
        "network": _("The folder {folder} is on a network ({name}), where two programs at once can damage a library."),
        "synced": _(
            "The folder {folder} is kept in step by {name}, which can copy a library half written and so damage it."
        ),
    }
    folder = Path(error.path).parent
    local = paths.data_dir()
    place = local if local.absolute() != folder.absolute() else Path("FOLDER")
    return Problem(
        sentences[error.kind].format(folder=folder, name=error.name),
        _("Nothing was opened."),
        _(
            "Name a folder on this computer (papertray --data-dir {place}) and copy backups to the other place, or open"
            " it all the same, by one computer at a time: papertray --data-dir {folder} --allow-network."
        ).format(place=place, folder=folder),
    )


def _not_to_be_replaced(error: LibraryUsed | LibraryOpen) -> Problem:
    kept = _("Nothing was changed.")
    if isinstance(error, LibraryOpen):
        return Problem(
            _("Another program has the library {path} open.").format(path=error.path),
            kept,
            _("Quit Papertray (Ctrl+Q in its window) and your browser, and try again."),
        )
    return Problem(
        _("The library {path} is not empty, so no other can take its place.").format(path=error.path),
        kept,
        _("Start with an empty folder: papertray --data-dir FOLDER; or see “papertray restore --help”."),
    )


def _copy_failed(error: CopyFailed) -> Problem:
    sentences = {
        "own": _("{file} is the library itself, which no backup can replace."),
        "other": _("{file} is no backup of Papertray's, so it is not replaced."),
    }
    what = sentences.get(error.why, _("The backup {file} could not be written: {reason}."))
    return Problem(
        what.format(file=error.path, reason=error.detail),
        _("The library and earlier backups stay as they were."),
        _("Name another file, on a disk with room where you may write."),
    )


def _key_refused(error: KeyRefused) -> Problem:
    kept = _("The key it has stays.")
    if error.why == "taken":
        return Problem(
            _("Paper {number} has the key “{key}” already.").format(number=error.paper, key=error.key),
            kept,
            _("Choose another; BibTeX takes capital and small letters for the same."),
        )
    return Problem(
        _("“{key}” cannot be a citation key.").format(key=error.key),
        kept,
        _("Letters without accents, digits and - _ : . + / are what every program takes."),
    )


def _not_found(error: NotFound) -> Problem:
    asked = error.asked
    if error.what == "paper":
        return Problem(
            _("The library has no paper “{asked}”.").format(asked=asked),
            then=_("“papertray list” shows the numbers; “papertray add” brings in a paper by its arXiv id or DOI."),
        )
    if error.what == "feed":
        return Problem(_("There is no feed {asked}.").format(asked=asked), then=_("“papertray feeds list” shows them."))
    if error.what == "rule":
        return Problem(_("There is no rule {asked}.").format(asked=asked), then=_("“papertray rules list” shows them."))
    if error.what == "live file":
        return Problem(
            _("There is no live file {asked}.").format(asked=asked), then=_("“papertray live list” shows them.")
        )
    sentences = {
        "tag": _("No paper has the tag “{asked}”."),
        "folder": _("There is no folder “{asked}”."),
        "quote": _("There is no quote {asked}."),
        "search": _("There is no saved search {asked}."),
        "later": _("Paper {asked} is not in Later."),
        "merge": _("Paper {asked} is not part of another one."),
    }
    return Problem(sentences.get(error.what, _("There is no {what} {asked}.")).format(what=error.what, asked=asked))


def _query(error: QueryError) -> Problem:
    here = error.text[error.start : error.end]
    sentences = {
        "field": _("There is no search field “{value}:”."),
        "state": _(
            "“is:{value}” is not known; it is one of starred, later, done, dismissed, read, unread, new, updated."
        ),
        "thing": _("“has:{value}” is not known; it is one of code, pdf, note, quote."),
        "day": _("“{value}” is no day; write 2026, 2026-05 or 2026-05-27."),
        "year": _("“{value}” is no year."),
        "votes": _("“{value}” is no number of votes; write votes:>20."),
        "heat": _("“{value}” is no heat; write heat:>0.9 for the hottest tenth."),
        "time": _("“{value}” names no time; write starred:2026-03, or >, >=, < or <= before it."),
        "prefix": _("“{here}” is too short a beginning; it takes {value} letters or more before the *."),
        "near": _("{value} stands between two words or phrases of the same part of a paper."),
        "quote_open": _("A quotation mark is not closed."),
        "group_open": _("A parenthesis is not closed."),
        "group_closed": _("There is a parenthesis too many."),
        "operator": _("A word is missing beside “{value}”."),
        "no_value": _("A word is missing after “{value}:”."),
        "too_deep": _("There are more than {value} parentheses within one another."),
        "too_long": _("This search is too long: at most {value} fit."),
        "filter": _("“{value}” cannot be in a rule: it looks at a new paper, of which you have said nothing yet."),
        "only_not": _("A rule needs a word that must be there."),
        "empty": _("There is no word in it."),
    }
    what = sentences.get(error.kind, _("The search cannot be read.")).format(value=error.value or here, here=here)
    place = _("At character {place}: “{here}”.").format(place=error.start + 1, here=here) if here else ""
    then = _("Did you mean: {text}").format(text=error.suggestion) if error.suggestion else ""
    return Problem(what, place, then)


def feed_trouble(trouble: Trouble) -> Problem:
    """Give the words for why the last check of a feed failed."""
    values = dict(trouble.values)
    what = _TROUBLES.get(trouble.kind)
    if what is None:
        return Problem(_("The check failed ({kind}).").format(kind=trouble.kind))
    sentence, then = (_(part) for part in what)
    if trouble.kind == "bad_status" and values.get("text"):
        sentence = _("The server answered {status}: {text}")
    if "feed" in values:
        then = _("It names a feed: {feed}").format(feed=values["feed"])
    return Problem(sentence.format_map(_Known(values)), then=then)


def no_store(why: str) -> Problem:
    """Give the words for a store of secrets that cannot be used."""
    sentences = {
        "none": _("There is no store for secrets on this system."),
        "locked": _("The system's store for secrets is locked."),
        "slow": _("The system's store for secrets does not answer."),
    }
    return Problem(
        sentences.get(why, _("The system's store for secrets refused.")),
        _("Nothing was kept, and nothing was written to a file."),
        _("Start or unlock it (GNOME Keyring, KWallet, KeePassXC) and try again."),
    )


class _Known(dict[str, str]):
    """Values for a sentence; one that is missing leaves its name, never an error."""

    def __missing__(self, name: str) -> str:
        return name


_TROUBLES = {
    "dns": (N_("The address's name could not be found."), N_("Are you online? Is the address spelt right?")),
    "refused": (N_("The server refused the connection."), N_("It is tried again by itself.")),
    "offline": (N_("There is no network."), N_("It is tried again by itself.")),
    "timeout": (N_("The server took too long to answer."), N_("It is tried again by itself.")),
    "tls": (N_("The connection is not safe: {detail}."), N_("The feed is not read until its certificate is right.")),
    "protocol": (N_("The connection broke off: {detail}."), N_("It is tried again by itself.")),
    "bad_status": (N_("The server answered {status}."), N_("It is tried again by itself.")),
    "moved_to_known": (
        N_("The feed has moved for good to {other}, where another feed of yours is already."),
        N_("It is not asked any more; its papers stay. Remove it."),
    ),
    "no_secret": (
        N_("This feed wants a login, and its secret cannot be had from the system's store."),
        N_("Unlock the store, or give the login again with “papertray feeds login”."),
    ),
    "gone": (N_("The feed has been taken down for good (410)."), N_("It is not asked any more; remove it.")),
    "throttled": (N_("The server asked us to wait."), N_("It is asked again when that time is over.")),
    "proxy": (N_("The proxy does not let us through: {detail}."), N_("Look at the proxy settings of your system.")),
    "unreachable": (N_("No way leads to the server {host}."), N_("It is tried again by itself.")),
    "too_large": (N_("The answer is larger than {megabytes} MB."), N_("It was not read; what is stored stays.")),
    "too_many_redirects": (N_("The address leads on and on to others."), N_("Look at it in a browser.")),
    "private_address": (
        N_("The address leads into a private network."),
        N_("It was not followed. If you trust it, add that address itself."),
    ),
    "bad_address": (N_("This is no web address."), N_("It must begin with http:// or https://.")),
    "empty": (N_("The answer was empty."), N_("It is tried again by itself.")),
    "not_text": (N_("The answer is no text."), N_("Is this the address of a feed?")),
    "html_page": (N_("This is a web page, not a feed."), N_("Look on it for a link to RSS or Atom.")),
    "bot_check": (N_("The server wants to know whether we are a person."), N_("Ask the site for an open feed.")),
    "error_feed": (N_("The feed says: {text}"), N_("Check the address.")),
    "odd_json": (
        N_("The answer has a shape that we do not know."),
        N_("What is stored stays; nothing was taken over."),
    ),
    "odd_xml": (N_("The answer cannot be read as a feed."), N_("What is stored stays; nothing was taken over.")),
    "parse_too_slow": (N_("Reading the answer took too long."), N_("It was given up; what is stored stays.")),
    "parse_too_big": (N_("Reading the answer took too much memory."), N_("It was given up; what is stored stays.")),
    "parse_fault": (
        N_("We failed to read the answer; that is our fault."),
        N_("What is stored stays. Please report the feed."),
    ),
    "parse_crashed": (N_("The answer could not be read."), N_("It was given up; what is stored stays.")),
}
"""For each kind of trouble: what happened, and what follows."""


def feed_warning(warning: str) -> str:
    """Give the words for what was odd in an answer that was good otherwise; empty for none."""
    sentences = {
        "truncated": _("The list was cut off at the server's limit; some papers may be missing."),
        "stale": _("The list has not changed although a new one was due."),
        "missed": _(
            "Everything listed was new; what came in between may have been missed. It is looked at sooner now."
        ),
        "moved": _("The feed has moved for good; its new address is stored."),
    }
    return sentences.get(warning, "")


def live_trouble(trouble: Trouble) -> Problem:
    """Give the words for why a live .bib file is not as it should be."""
    values = _Known(dict(trouble.values))
    what, kept, then = (_(part) if part else "" for part in _LIVE_TROUBLES.get(trouble.kind, _LIVE_OTHER))
    return Problem(what.format_map(values), kept.format_map(values), then.format_map(values))


_LIVE_OTHER = (N_("The file could not be written."), N_("It stays as it was."), "")
_LIVE_TROUBLES = {
    "edited": (
        N_("Entries were edited by hand: {keys}."),
        N_("They stay as they are; all others follow the list."),
        N_("Delete such an entry from the file to have it written anew."),
    ),
    "no_folder": (
        N_("The folder of {file} is not there; is its disk connected?"),
        N_("Your list is complete; nothing is lost."),
        N_("The file is written when the folder is back."),
    ),
    "unwritable": (
        N_("{file} cannot be written: {reason}."),
        N_("It stays as it was."),
        N_("Give yourself the right to write to it, or let another file follow."),
    ),
    "not_utf8": (
        N_("{file} is not in UTF-8."),
        N_("It was not touched."),
        N_("Save it as UTF-8 in your editor, or let another file follow."),
    ),
    "not_closed": (
        N_("In {file} an entry is not closed: a brace is missing."),
        N_("It was not touched."),
        N_("Mend it in your editor; BibTeX would stumble over it too."),
    ),
    "too_large": (N_("{file} is larger than 50 MB."), N_("It was not touched."), N_("Let another file follow.")),
    "command_failed": (
        N_("Your command {command} ended with {status}: {said}"),
        N_("The file itself is written."),
        N_("It is run again after the next change."),
    ),
    "command_missing": (
        N_("Your command {command} cannot be run: {reason}."),
        N_("The file itself is written."),
        N_("Name another with “papertray live add FILE --run COMMAND”."),
    ),
    "command_too_slow": (
        N_("Your command {command} took longer than a minute and was ended."),
        N_("The file itself is written."),
        "",
    ),
}
"""For each kind of trouble with a live file: what happened, what was kept, what to do."""
