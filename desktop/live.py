"""Live .bib files: keeps each in step with the list that it follows, and never writes over what others wrote.

What stands in the file is cut into pieces: entries of ours that are as we left them may be written anew; everything
else, entries by other hands and entries that were edited since, stays as it is. No Qt.
"""

from __future__ import annotations

import re
import subprocess
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from desktop.files import write_whole
from storage import (
    BibFields,
    BibPiece,
    Library,
    LiveEntry,
    LiveFile,
    PaperId,
    Scheme,
    StorageError,
    Trouble,
    bib_fields,
    bib_pieces,
    bibtex_entry,
    normalise_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PATIENCE: Final = 30.0
"""Seconds to wait for another program that is writing live files."""

COMMAND_TIME: Final = 60
"""Seconds that the reader's own command may take after a write."""

_LARGEST: Final = 50_000_000
_MOST_SOURCES: Final = 500
_LARGEST_SOURCE: Final = 5_000_000
_IN_AUX: Final = re.compile(r"\\(?:citation|abx@aux@cite)(?:\{\d+\})?\{([^{}]*)\}")
_IN_TEX: Final = re.compile(r"\\[A-Za-z]*[Cc]ite[A-Za-z]*\*?\s*(?:\[[^\]]*\]\s*){0,2}\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that belongs into a file: its key in the library, a digest of its facts, its identifiers."""

    key: str
    digest: int
    ids: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Plan:
    """What a file is to hold: its text, what is ours in it, and the keys of entries that we left as others made them.

    `cited` are keys whose papers left the list, but a document beside the file cites them.
    """

    text: str
    entries: dict[PaperId, LiveEntry]
    edited: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    """How the refresh of one file went; `changed` says whether the file was written."""

    file: LiveFile
    changed: bool
    papers: int
    trouble: Trouble | None = None


def plan(
    old: str,
    wanted: Mapping[PaperId, Wanted],
    known: Mapping[PaperId, LiveEntry],
    *,
    write: Callable[[Mapping[PaperId, str]], Mapping[PaperId, str]],
    cited: Callable[[], frozenset[str]],
) -> Plan:
    """Decide what a file holds: entries in their old places, new ones at the end in the order of `wanted`.

    `write` gives the text of papers under keys; it is asked once, and only for those that are new or whose facts
    changed. `cited` gives the keys, in lower case, that documents beside the file cite.
    """
    pieces = bib_pieces(old)
    at = {piece.key.lower(): place for place, piece in reversed(list(enumerate(pieces))) if piece.is_entry}
    keys = _keys(pieces, at, wanted, known)
    found = Plan("", {})
    texts: dict[int, str | None] = {}
    stale: dict[PaperId, str] = {}
    for paper, want in wanted.items():
        before, place = known.get(paper), at.get(keys[paper].lower())
        if before is not None and place is not None and _hash(pieces[place].text) != before.text_hash:
            found.edited.append(keys[paper])
            found.entries[paper] = before
        elif before is None or place is None or before.digest != want.digest:
            stale[paper] = keys[paper]
        else:
            found.entries[paper] = before
    for paper, written in (write(stale) if stale else {}).items():
        text = written.rstrip("\n")
        place = at.get(keys[paper].lower())
        texts[len(pieces) + len(texts) if place is None else place] = text
        found.entries[paper] = LiveEntry(keys[paper], wanted[paper].digest, _hash(text))
    _let_go(found, texts, pieces, at, wanted, known, cited)
    found.text = _joined(pieces, texts)
    return found


def _keys(
    pieces: list[BibPiece], at: Mapping[str, int], wanted: Mapping[PaperId, Wanted], known: Mapping[PaperId, LiveEntry]
) -> dict[PaperId, str]:
    """Give every paper its key in this file: the one it has here, that of an entry about the same work, else its own.

    Where another entry has that key already, a letter is added.
    """
    keys = {paper: known[paper].key for paper in wanted if paper in known}
    new = [paper for paper in wanted if paper not in keys]
    names = {name: pieces[place].key for place in at.values() for name in names_of(pieces[place])} if new else {}
    taken = {key.lower() for key in keys.values()} | set(at)
    for paper in new:
        want = wanted[paper]
        there = next((names[name] for name in want.ids if name in names), None)
        key = want.key if there is None else there
        if there is None and key.lower() in taken:
            key = next(name for name in (f"{want.key}-{letter}" for letter in _letters()) if name.lower() not in taken)
        keys[paper] = key
        taken.add(key.lower())
    return keys


def _letters() -> Iterable[str]:
    yield from "abcdefghijklmnopqrstuvwxyz"
    yield from (f"x{number}" for number in range(1, 1_000_000))


def names_of(piece: BibPiece) -> list[tuple[str, str]]:
    """Give the identifiers that an entry carries, as scheme and value."""
    fields = bib_fields(piece)
    said: list[tuple[Scheme, str]] = [("arxiv", fields.get("eprint", "")), ("doi", fields.get("doi", ""))]
    known = (normalise_id(scheme, value) for scheme, value in said if value)
    return [(each.scheme, each.value) for each in known if each is not None]


def _let_go(  # noqa: PLR0917  all of it is the state of one decision
    found: Plan,
    texts: dict[int, str | None],
    pieces: list[BibPiece],
    at: Mapping[str, int],
    wanted: Mapping[PaperId, Wanted],
    known: Mapping[PaperId, LiveEntry],
    cited: Callable[[], frozenset[str]],
) -> None:
    """Take out the entries whose papers left the list, unless they were edited or are cited."""
    gone = {paper: entry for paper, entry in known.items() if paper not in wanted}
    held = cited() if gone else frozenset()
    for paper, entry in gone.items():
        place = at.get(entry.key.lower())
        if place is None:
            continue
        if _hash(pieces[place].text) != entry.text_hash:
            found.edited.append(entry.key)  # from now on an entry by another hand
        elif entry.key.lower() in held:
            found.cited.append(entry.key)
            found.entries[paper] = entry
        else:
            texts[place] = None


def _joined(pieces: list[BibPiece], texts: Mapping[int, str | None]) -> str:
    parts: list[str] = []
    skip_space = False
    for place, piece in enumerate(pieces):
        text = texts.get(place, piece.text)
        if text is None:
            skip_space = True
        elif skip_space and not piece.kind and not piece.text.strip():
            skip_space = False
        else:
            parts.append(text)
            skip_space = False
    text = "".join(parts)
    for place in sorted(place for place in texts if place >= len(pieces)):
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        text = f"{text}{gap}{texts[place]}\n"
    return text if not text or text.endswith("\n") else f"{text}\n"


def _hash(text: str) -> int:
    return zlib.crc32(text.strip().encode(errors="surrogatepass"))


# Carrying it out


def refresh(folder: Path, library: Library, *, run: Callable[[tuple[str, ...], Path], Trouble | None]) -> list[Written]:
    """Bring every live file that does not rest up to date; what goes wrong with one is remembered with it.

    `run` runs the reader's own command after a write. Another program that is at it is waited for.

    Raises:
        LibraryError: the library cannot be used.
        Timeout: another program is at it for too long.
    """
    files = [file for file in library.live_files() if file.paused is None]
    if not files:
        return []
    with FileLock(folder / "live.lock", timeout=PATIENCE):
        return [_refresh(library, file, run) for file in files]


def refresh_quietly(folder: Path, library: Library) -> list[Written]:
    """Do the same at the end of another piece of work, which must not fail because of it."""
    try:
        return refresh(folder, library, run=run_command)
    except (StorageError, Timeout, OSError):
        return []


def _refresh(library: Library, file: LiveFile, run: Callable[[tuple[str, ...], Path], Trouble | None]) -> Written:
    path = Path(file.path)
    wanted = library.cited_by(file)
    known = library.live_entries(file.id)
    trouble: Trouble | None = None
    changed = False
    try:
        if file.stat and file.stat == _stat(path) and _same(wanted, known):
            return Written(file, changed=False, papers=len(wanted), trouble=file.trouble)
        old = _read(path)
        found = _plan(library, file, old, wanted, known)
        changed = found.text != old or not path.exists()
        if changed:
            _keep_what_was_there(path, old, known)
            write_whole(path, found.text)
        library.wrote_live_file(file.id, found.entries, stat=_stat(path))
        if found.edited:
            trouble = Trouble("edited", (("keys", ", ".join(found.edited[:5])), ("count", str(len(found.edited)))))
        if changed and file.command:
            trouble = run(file.command, path.parent) or trouble
    except _Refused as refused:
        trouble = Trouble(refused.kind, (("file", str(path)),))
    except OSError as error:
        kind = "no_folder" if not path.parent.is_dir() else "unwritable"
        trouble = Trouble(kind, (("file", str(path)), ("reason", error.strerror or str(error))))
    if trouble != file.trouble:
        library.live_file_troubled(file.id, trouble)
    return Written(file, changed=changed, papers=len(wanted), trouble=trouble)


def _same(wanted: Mapping[PaperId, int], known: Mapping[PaperId, LiveEntry]) -> bool:
    return len(wanted) == len(known) and all(
        paper in known and known[paper].digest == digest for paper, digest in wanted.items()
    )


def _plan(
    library: Library, file: LiveFile, old: str, wanted: Mapping[PaperId, int], known: Mapping[PaperId, LiveEntry]
) -> Plan:
    new = [paper for paper, digest in wanted.items() if paper not in known or known[paper].digest != digest]
    entries = {entry.id: entry for entry in library.with_keys(library.entries_of(new))}
    # Dealing a key changes what its entry is made from.
    digests = library.cited_by(file) if entries else wanted
    papers = {
        paper: Wanted(
            entries[paper].key if paper in entries else known[paper].key,
            digests.get(paper, digest),
            tuple((each.scheme, each.value) for each in entries[paper].paper.ids) if paper in entries else (),
        )
        for paper, digest in wanted.items()
        if paper in entries or paper in known
    }
    fields = BibFields(**dict.fromkeys(file.extras, True))

    def write(keys: Mapping[PaperId, str]) -> dict[PaperId, str]:
        missing = [paper for paper in keys if paper not in entries]
        entries.update((entry.id, entry) for entry in library.with_keys(library.entries_of(missing)))
        return {
            paper: bibtex_entry(entries[paper], key, flavour=file.flavour, fields=fields)
            for paper, key in keys.items()
            if paper in entries
        }

    return plan(old, papers, known, write=write, cited=lambda: cited_beside(Path(file.path)))


class _Refused(Exception):
    """A file that we do not write to, as it is; `kind` says why."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def _read(path: Path) -> str:
    """Give what stands in the file, empty where there is none; its line ends become plain ones."""
    if not path.exists():
        return ""
    if path.stat().st_size > _LARGEST:
        raise _Refused("too_large")
    try:
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _Refused("not_utf8") from error
    if any(not piece.whole for piece in bib_pieces(text)):
        raise _Refused("not_closed")
    return text


def _keep_what_was_there(path: Path, old: str, known: Mapping[PaperId, LiveEntry]) -> None:
    """Keep a file that somebody else made once, as it was before we first wrote to it."""
    aside = path.with_name(f"{path.name}.before-papertray")
    if old.strip() and not known and not aside.exists():
        write_whole(aside, old)


def _stat(path: Path) -> str:
    """Give by what we see that nobody else has written to the file; empty where there is none."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return ""
    return f"{there.st_mtime_ns}:{there.st_size}"


def cited_beside(path: Path) -> frozenset[str]:
    """Give the keys, in lower case, that the .tex and .aux files in the folder of `path` cite."""
    keys: set[str] = set()
    sources = [source for ending in ("*.aux", "*.tex") for source in path.parent.glob(ending)]
    for source in sources[:_MOST_SOURCES]:
        try:
            if source.stat().st_size <= _LARGEST_SOURCE:
                keys |= cited_in(source.read_text(encoding="utf-8", errors="replace"), aux=source.suffix == ".aux")
        except OSError:
            continue  # one that cannot be read keeps nothing in the list
    return frozenset(key.lower() for key in keys)


def cited_in(text: str, *, aux: bool) -> set[str]:
    r"""Give the keys that a document cites: the \citation lines of an .aux, else every command with "cite" in it."""
    found = (_IN_AUX if aux else _IN_TEX).findall(text)
    return {key.strip() for keys in found for key in keys.split(",") if key.strip() and key.strip() != "*"}


def run_command(words: tuple[str, ...], folder: Path) -> Trouble | None:
    """Run the reader's own command in the folder of the file, and give what was wrong with it."""
    try:
        done = subprocess.run(
            words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_TIME, check=False
        )
    except subprocess.TimeoutExpired:
        return Trouble("command_too_slow", (("command", words[0]),))
    except OSError as error:
        return Trouble("command_missing", (("command", words[0]), ("reason", error.strerror or str(error))))
    if done.returncode == 0:
        return None
    said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
    return Trouble(
        "command_failed", (("command", words[0]), ("status", str(done.returncode)), ("said", said[-1] if said else ""))
    )
