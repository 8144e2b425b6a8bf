"""The command that brings papers in by name or by BibTeX: add."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final, cast

import click

from desktop import clock, pasted
from desktop.cli.desk import Desk, ended_in_order, read_input, with_desk
from desktop.feeds import adding
from desktop.feeds.by_hand import Asked
from desktop.feeds.origins import origins
from desktop.language import _, ngettext
from desktop.pasted import Found, Pasted, TooMuch
from desktop.problems import feed_trouble
from storage import Brings, Cited, Entry, Feed, MarkKind, PaperId

_AT_ONCE: Final = 100
"""Entries that are stored between two words about how far it is."""


@click.command(help=_("Add papers by arXiv id, DOI, address or BibTeX; “-” reads them from a pasted message."))
@click.argument("names", metavar="IDENTIFIER|URL...", nargs=-1)
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A .bib file, or any text with identifiers."),
)
@click.option("--later", is_flag=True, help=_("Put them on the reading list."))
@click.option("--star", is_flag=True, help=_("Star them."))
@click.option("--tag", "tags", multiple=True, help=_("Give them a tag."))
@click.option("--keywords", is_flag=True, help=_("The keywords of BibTeX entries become tags as well."))
@click.option("--skip", default="", metavar="N,N-N", help=_("Leave these out, as --preview numbers them."))
@click.option("--preview", is_flag=True, help=_("Say what would be added, and add nothing."))
@click.option("--progress", is_flag=True, help=_("With --json: say how far it is."))
@with_desk
def add(  # noqa: PLR0917  one for each option
    desk: Desk,
    names: tuple[str, ...],
    files: tuple[Path, ...],
    later: bool,
    star: bool,
    tags: tuple[str, ...],
    keywords: bool,
    skip: str,
    preview: bool,
    progress: bool,
) -> None:
    """Add papers."""
    if not names and not files:
        raise click.UsageError(_("Name a paper, or a file with --file."))
    found = _read(names, files)
    if preview:
        _preview(desk, found)
        return
    left_out = _ranges(skip)
    chosen = [one for number, one in enumerate(found.found) if number not in left_out]
    kinds = [kind for kind, wanted in (("later", later), ("star", star)) if wanted]
    _add(
        desk,
        chosen,
        cast("list[MarkKind]", kinds),
        tags,
        keywords=keywords,
        far=_far(desk) if progress else _say_nothing,
    )


@click.command(
    "import",
    help=_(
        "Take papers from other programs with their tags, notes and keys: BibTeX, RIS, CSL-JSON, Zotero's CSV, JSON."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--later", is_flag=True, help=_("Put them on the reading list."))
@click.option("--star", is_flag=True, help=_("Star them."))
@click.option("--tag", "tags", multiple=True, help=_("Give them a tag."))
@click.option("--no-keywords", is_flag=True, help=_("Leave their tags and keywords behind."))
@click.option("--skip", default="", metavar="N,N-N", help=_("Leave these out, as --dry-run numbers them."))
@click.option("--dry-run", is_flag=True, help=_("Say what would change, and change nothing."))
@click.option("--progress", is_flag=True, help=_("With --json: say how far it is."))
@with_desk
def import_(  # noqa: PLR0917  one for each option
    desk: Desk,
    files: tuple[Path, ...],
    later: bool,
    star: bool,
    tags: tuple[str, ...],
    no_keywords: bool,
    skip: str,
    dry_run: bool,
    progress: bool,
) -> None:
    """Take papers from files."""
    found = _read((), files)
    if no_keywords:
        found = replace(found, found=tuple(one.without_keywords() for one in found.found))
    if dry_run:
        _preview(desk, found, owner=True)
        return
    left_out = _ranges(skip)
    chosen = [one for number, one in enumerate(found.found) if number not in left_out]
    kinds = [kind for kind, wanted in (("later", later), ("star", star)) if wanted]
    far = _far(desk) if progress else _say_nothing
    _add(desk, chosen, cast("list[MarkKind]", kinds), tags, keywords=True, far=far, owner=True)
    if desk.as_json:
        return
    for piece in found.odd:
        desk.warn(_("Not understood: {text}").format(text=piece))


_Far = Callable[[int, int], None]
"""Hears how many of how many papers are stored."""


def _say_nothing(_done: int, _total: int) -> None:
    pass


def _far(desk: Desk) -> _Far:
    return lambda done, total: desk.emit({"done": done, "of": total}) if desk.as_json else None


def _read(names: Sequence[str], files: Sequence[Path]) -> Pasted:
    texts = [read_input() if name == "-" else name for name in names]
    try:
        parts = [pasted.read("\n".join(texts))] if texts else []
        found = pasted.together([*parts, *(pasted.read(_text(file)) for file in files)])
    except TooMuch as error:
        many = _("More than {most} papers at once are too many; cut the file into parts.").format(most=pasted.MOST)
        raise click.UsageError(many if error.papers else _("This text is too long to be a list of papers.")) from error
    if not found.found:
        raise click.UsageError(_("There is no paper in this: papers go by arXiv id (2401.01234), DOI, link or BibTeX."))
    return found


def _text(file: Path) -> str:
    if file.stat().st_size > pasted.LONGEST:
        raise TooMuch
    return file.read_text(encoding="utf-8-sig", errors="replace")


def _ranges(text: str) -> set[int]:
    """Read "3,5-9"."""
    numbers: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _dash, last = part.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and int(last or first) < 10 * pasted.MOST):
            raise click.BadParameter(_("“{part}” is no number and no range of numbers.").format(part=part))
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def _preview(desk: Desk, found: Pasted, *, owner: bool = False) -> None:
    with desk.library() as library:
        there = adding.here(desk.folder, [one.paper for one in found.found], now=clock.now)
        entries = {entry.id: entry for entry in library.entries_of([number for number in there if number])}
        listed = [(one, entries.get(known) if known else None) for one, known in zip(found.found, there, strict=True)]
        changes: list[Brings | None] = [None] * len(listed)
        if owner:
            brought = [replace(one.cited or Cited(one.paper), tags=one.keywords) for one, _known in listed]
            pairs = [(known, cited) for (_one, known), cited in zip(listed, brought, strict=True)]
            changes = [*library.would_bring(pairs)]
        for number, ((one, known), brings) in enumerate(zip(listed, changes, strict=True)):
            _tell_found(desk, number, one, known, brings)
    for piece in found.odd:
        if desk.as_json:
            desk.emit({"odd": piece})
        else:
            desk.warn(_("Not understood: {text}").format(text=piece))


def _tell_found(desk: Desk, number: int, one: Found, known: Entry | None, brings: Brings | None) -> None:
    paper = known.paper if known else one.paper
    if not desk.as_json:
        desk.say(f"{number:>5}  {paper.title}" + (_("  (was here already)") if known else ""))
        if brings is not None and (words := _in_words(brings, known)):
            desk.say(f"       {words}")
        return
    starred = known.mark.starred if known else None
    desk.emit(
        {
            "n": number,
            "title": paper.title if paper.authority else "",
            "authors": [author.name for author in paper.authors[:5]],
            "year": paper.published.year if paper.published else (paper.venue.appeared[:4] if paper.venue else ""),
            "ids": [f"{name.scheme} {name.value}" for name in one.paper.ids if name.scheme != "guid"],
            "keywords": list(one.keywords),
            "known": known.id if known else None,
            "starred": starred.isoformat() if starred else None,
        }
        | ({} if brings is None else {"brings": asdict(brings)})
    )


def _in_words(brings: Brings, known: Entry | None) -> str:
    """Say what would be taken along, and what stays as the reader has it."""
    marks = {
        "starred": _("star"),
        "later": _("Later"),
        "done": _("done"),
        "dismissed": _("sent away"),
        "read": _("read"),
    }
    said = [f"+{tag}" for tag in brings.tags] + [marks[mark] for mark in brings.marks if mark in marks]
    said += [_("its note")] if brings.note else []
    if brings.quotes:
        said.append(ngettext("{count} quote", "{count} quotes", brings.quotes).format(count=brings.quotes))
    said += [_("its key {key}").format(key=brings.key)] if brings.key else []
    kept = {"note": _("your note stays"), "key": _("your key stays")}
    said += [kept[name] for name in brings.kept]
    return ", ".join(said) if said or known is None else _("nothing would change")


@dataclass(slots=True)
class _Stored:
    """What has been stored so far, with whether it was here before, and the keywords it came with."""

    total: int
    tell: Callable[[int, int], None]
    papers: dict[PaperId, bool] = field(default_factory=dict)
    keywords: dict[PaperId, tuple[str, ...]] = field(default_factory=dict)
    cited: dict[PaperId, Cited] = field(default_factory=dict)
    asked: dict[PaperId, Asked] = field(default_factory=dict)

    def take_whole(self, some: Sequence[Found], kept: Sequence[tuple[PaperId, bool]]) -> None:
        """Note entries that were stored as they are."""
        for one, (number, there) in zip(some, kept, strict=True):
            self.papers.setdefault(number, there)
            self.keywords[number] = one.keywords
            if one.cited is not None:
                self.cited[number] = one.cited
        self.tell(len(self.papers), self.total)

    def take_asked(self, asked: Sequence[Asked]) -> None:
        """Note papers that were asked about."""
        for one in asked:
            self.papers.setdefault(one.paper, one.known)
            self.asked[one.paper] = one
        self.tell(len(self.papers), self.total)


def _add(
    desk: Desk,
    chosen: Sequence[Found],
    kinds: Sequence[MarkKind],
    tags: Sequence[str],
    *,
    keywords: bool,
    far: _Far,
    owner: bool = False,
) -> None:
    """Store what can be stored as it is, then ask about the rest; what was stored until it ends is one act."""
    stored = _Stored(len(chosen), far)
    with desk.library() as library, ended_in_order():
        try:
            with desk.working(_("Asking about the papers")):
                _store(desk, chosen, library.by_hand(), stored)
        finally:
            words = stored.keywords if keywords else {}
            each = {number: tuple(dict.fromkeys([*tags, *words.get(number, ())])) for number in stored.papers}
            library.added(
                [number for number, there in stored.papers.items() if not there],
                kinds=kinds,
                tags={number: names for number, names in each.items() if names},
                known=[number for number, there in stored.papers.items() if there],
                brought=stored.cited if owner else None,
            )
        for entry in library.entries_of(list(stored.papers)):
            _tell_added(desk, entry, stored.papers[entry.id], stored.asked.get(entry.id))


def _store(desk: Desk, chosen: Sequence[Found], feed: Feed, stored: _Stored) -> None:
    whole = [one for one in chosen if one.paper.authority]
    ids = [one.paper.ids[0] for one in chosen if not one.paper.authority]
    for start in range(0, len(whole), _AT_ONCE):
        some = whole[start : start + _AT_ONCE]
        stored.take_whole(some, adding.keep(desk.folder, [one.paper for one in some], feed, now=clock.now))
    if ids:
        known = origins(desk.settings())
        adding.add(desk.folder, ids, feed, now=clock.now, known=known, tell=stored.take_asked)


def _tell_added(desk: Desk, entry: Entry, known: bool, one: Asked | None) -> None:
    trouble = one.trouble if one else None
    if desk.as_json:
        told = {"kind": trouble.kind, **dict(trouble.values)} if trouble else None
        desk.emit({"id": entry.id, "title": entry.paper.title, "known": known, "trouble": told})
        return
    desk.say(f"{entry.id:>5}  {entry.paper.title}" + (_("  (was here already)") if known else ""))
    if trouble:
        kept = _("The paper is kept by its name; its details follow at the next check.")
        desk.warn(f"       {feed_trouble(trouble).what} {kept}")
