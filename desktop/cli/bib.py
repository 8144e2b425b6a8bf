"""Commands that look at a bibliography: check."""

from pathlib import Path

import click

from desktop.cli.desk import Desk, Status, end, with_desk
from desktop.language import N_, _, ngettext
from desktop.live import cited_beside, cited_in, names_of
from storage import BibFault, Entry, bib_faults, bib_pieces, unmatched

_LARGEST = 50_000_000

_FAULTS = {
    "not_closed": (N_("is not closed: a brace is missing, and BibTeX loses what follows"), ""),
    "no_key": (N_("has no key, so nothing can cite it"), N_("give it one")),
    "bad_key": (N_("has a key that not every program takes"), N_("write {fix}")),
    "key_twice": (N_("has the key of another entry, {found}; BibTeX takes capitals for small letters"), ""),
    "missing": (N_("lacks {where}"), ""),
    "no_form": (N_("{where}: pdflatex cannot print {found}"), N_("write {fix}")),
    "script": (N_("{where}: {found} is of a script that pdflatex cannot print"), N_("use XeLaTeX or LuaLaTeX")),
    "command": (N_("{where}: {found} is no command of LaTeX, amsmath or amssymb"), N_("define it, or write it out")),
    "sign": (N_("{where}: a bare {found} means something to LaTeX"), N_("write {fix}")),
    "invisible": (N_("{where}: characters that nobody sees ({found})"), N_("delete them")),
    "same_work": (N_("is the same work as {found}: they share the {where}"), N_("keep one of them")),
}


@click.group(help=_("Look at a bibliography that somebody wrote: check."))
def bib() -> None:
    """Hold the commands for bibliographies."""


@bib.command(help=_("Say which entries of FILE would fail in LaTeX and why; with documents also what is not cited."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("documents", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--starred", is_flag=True, help=_("Say too which starred papers are not cited, and which cited ones have no star.")
)
@with_desk
def check(desk: Desk, file: Path, documents: tuple[Path, ...], starred: bool) -> None:
    """Check a bibliography."""
    text = _text_of(file)
    faults = bib_faults(text)
    for fault in faults:
        if desk.as_json:
            desk.emit(_as_object(fault))
        else:
            desk.say(_in_words(fault))
    cited = {key for document in documents for key in cited_in(_text_of(document), aux=document.suffix == ".aux")}
    cited = cited or set(cited_beside(file))
    unused, lacking = unmatched(text, cited)
    if documents or cited:
        _say_citations(desk, unused, lacking)
    if starred:
        _say_starred(desk, text, cited)
    fatal = [fault for fault in faults if fault.fatal]
    if not faults and not desk.as_json:
        desk.say(_("Nothing in it would make LaTeX stumble."))
    end(Status.SOME_FAILED if fatal or lacking else Status.OK)


def _say_starred(desk: Desk, text: str, cited: set[str]) -> None:
    """Say which stars no document cites, by key or by what its entry in the file names, and the other way round."""
    with desk.library() as library:
        entries = library.entries("starred")
    asked = {key.lower() for key in cited}
    pieces = {piece.key.lower(): piece for piece in bib_pieces(text) if piece.is_entry and piece.key.lower() in asked}
    named = {name for piece in pieces.values() for name in names_of(piece)}
    own = {key.lower() for entry in entries for key in (entry.key, *entry.old_keys) if key}
    have = {(each.scheme, each.value) for entry in entries for each in entry.paper.ids}
    bare = [entry for entry in entries if not _is_cited(entry, asked, named)]
    unstarred = [
        piece.key for folded, piece in pieces.items() if folded not in own and have.isdisjoint(names_of(piece))
    ]
    if desk.as_json:
        desk.emit({"starred_not_cited": [entry.id for entry in bare], "cited_not_starred": unstarred})
        return
    for key in unstarred:
        desk.say(_("{key}: cited, but not starred").format(key=key))
    for entry in bare:
        desk.say(_("{number}  {title}: starred, but not cited").format(number=entry.id, title=entry.paper.title))


def _is_cited(entry: Entry, asked: set[str], named: set[tuple[str, str]]) -> bool:
    keys = {key.lower() for key in (entry.key, *entry.old_keys)}
    return not asked.isdisjoint(keys) or not named.isdisjoint((each.scheme, each.value) for each in entry.paper.ids)


def _text_of(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise click.UsageError(_("{file} is larger than 50 MB.").format(file=path))
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise click.UsageError(
            _("{file} is not in UTF-8: look at line {line}. biber would stop there too.").format(file=path, line=line)
        ) from error


def _in_words(fault: BibFault) -> str:
    what, then = _FAULTS[fault.kind]
    values = {"where": fault.where, "found": fault.found, "fix": fault.fix}
    said = f"{fault.key or '?'}: {_(what).format(**values)}"
    advice = _(then).format(**values) if then and (fault.fix or "{fix}" not in then) else ""
    return f"{said} ({advice})" if advice else said


def _as_object(fault: BibFault) -> dict[str, object]:
    return {
        "key": fault.key,
        "kind": fault.kind,
        "where": fault.where,
        "found": fault.found,
        "fix": fault.fix,
        "fatal": fault.fatal,
        "text": _in_words(fault),
    }


def _say_citations(desk: Desk, unused: list[str], lacking: list[str]) -> None:
    if desk.as_json:
        desk.emit({"not_cited": unused, "not_in_the_file": lacking})
        return
    for key in lacking:
        desk.say(_("{key}: cited, but not in the file").format(key=key))
    if unused:
        count = ngettext("{count} entry that nothing cites", "{count} entries that nothing cites", len(unused))
        desk.say(f"{count.format(count=len(unused))}: {', '.join(unused[:20])}{' …' if len(unused) > 20 else ''}")
