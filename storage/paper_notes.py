"""A paper as a Markdown note of its own, and a list of papers to send to others; reads no file and writes none.

The note is for folders of notes (Obsidian, Logseq, plain editors): front matter in YAML, then what the reader wrote
here. What stands below its last line belongs to whoever edits the file, and is kept.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Final

from storage.markup import clean, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.model import Entry, Paper, Quote

FENCE: Final = "<!-- Papertray writes above this line; below it everything is yours. -->"
"""The line that parts what is written anew from what is kept."""

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>])")
_LINE_START: Final = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s)")
_UNSAFE_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED: Final = frozenset(["con", "prn", "aux", "nul"]) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)
}


def note_name(key: str) -> str:
    """Give the file name of a paper's note from its citation key, safe on every system."""
    name = _UNSAFE_IN_NAMES.sub("-", key).strip(". ") or "paper"
    return f"{name}-.md" if name.lower() in _RESERVED else f"{name}.md"


def to_note(entry: Entry, before: str = "") -> str:
    """Give the note of a paper that has its key; what `before`, the file as it is, has below our line stays.

    A file that nobody has our line in is kept whole below it. The same entry gives the same text.
    """
    above, fence, below = before.partition(f"{FENCE}\n")
    kept = below if fence else above
    parts = [_front_matter(entry), f"# {_escaped(plain(entry.paper.title))}\n", *_own_words(entry)]
    return "\n".join([*parts, FENCE, ""]) + kept


def _front_matter(entry: Entry) -> str:
    paper, mark = entry.paper, entry.mark
    fields: dict[str, object] = {
        "title": clean(paper.title),
        "authors": [clean(author.name) for author in paper.authors],
        "key": entry.key,
        "date": paper.published.isoformat() if paper.published else "",
        "venue": clean(paper.venue.name) if paper.venue else "",
        **{each.scheme: each.value for each in reversed(paper.ids) if each.scheme != "guid"},
        "url": _address(paper),
        "tags": [tag.replace(" ", "-") for tag in mark.tags],
        "starred": mark.starred.date().isoformat() if mark.starred else "",
        "later": bool(mark.later and not mark.done),
    }
    # JSON is YAML, so no text of a feed can be anything but a text.
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value)
    return "\n".join(["---", *lines, "---", ""])


def _own_words(entry: Entry) -> Iterator[str]:
    if entry.mark.note.strip():
        yield f"{entry.mark.note.strip()}\n".replace(FENCE, "")
    for quote in entry.quotes:
        yield _quoted(quote, entry.key)


def _quoted(quote: Quote, key: str) -> str:
    lines = [f"> {_escaped(line)}".rstrip() for line in quote.text.splitlines()]
    source = ", ".join(part for part in (f"[@{key}]", clean(quote.place)) if part)
    lines += [">", f"> — {source}", ""]
    if quote.note.strip():
        lines += [quote.note.strip().replace(FENCE, ""), ""]
    return "\n".join(lines)


def to_list(entries: Iterable[Entry]) -> str:
    """Give the papers as a Markdown list in their order: linked title, authors, why; pasted here, it adds them all."""
    return "".join(f"- {line}\n" for line in map(_list_line, entries))


def _list_line(entry: Entry) -> str:
    title = _escaped(plain(entry.paper.title))
    linked = f"[{title}]({address})" if (address := _address(entry.paper)) else title
    rest = [_escaped(text) for text in (_people(entry.paper), _why(entry)) if text]
    return ". ".join([linked, *rest])


def to_html_list(entries: Iterable[Entry]) -> str:
    """Give the same list as HTML, for a message or a page."""
    items = "".join(f"<li>{_html_line(entry)}</li>\n" for entry in entries)
    return f"<ul>\n{items}</ul>\n"


def _html_line(entry: Entry) -> str:
    title = html.escape(plain(entry.paper.title))
    address = html.escape(_address(entry.paper))
    linked = f'<a href="{address}">{title}</a>' if address else title
    rest = [html.escape(text) for text in (_people(entry.paper), _why(entry)) if text]
    return "<br>".join([linked, *rest])


def _people(paper: Paper) -> str:
    names = [clean(author.name) for author in paper.authors]
    return ", ".join(names) if len(names) <= 5 else f"{', '.join(names[:4])} et al."


def _why(entry: Entry) -> str:
    """Give the first line of the note, which says why the paper was kept."""
    return clean(next(iter(entry.mark.note.strip().splitlines()), ""))


def _address(paper: Paper) -> str:
    """Give the address that a reader of the list should open: the paper's page, else its DOI."""
    best = sorted(
        paper.links, key=lambda link: ("abstract", "page").index(link.kind) if link.kind in {"abstract", "page"} else 2
    )
    if best:
        return re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", best[0].url)
    values = {each.scheme: each.value for each in reversed(paper.ids)}
    if "arxiv" in values:
        return f"https://arxiv.org/abs/{values['arxiv']}"
    return f"https://doi.org/{values['doi']}" if "doi" in values else ""


def _escaped(text: str) -> str:
    r"""Give plain text as Markdown shows it: signs of markup get a backslash, maths keeps its TeX."""
    pieces = re.split(r"(\$[^$\n]+\$)", clean(text))
    written = "".join(piece if at % 2 else _SPECIAL.sub(r"\\\1", piece) for at, piece in enumerate(pieces))
    return _LINE_START.sub(r"\1\\\2", written)
