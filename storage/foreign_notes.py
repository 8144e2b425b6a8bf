"""Notes as other programs keep them, as our own: HTML to Markdown, and Zotero's lines about ids and keys told apart."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final, NamedTuple

from storage.markup import clean

_IS_HTML: Final = re.compile(r"</(?:p|div|span|h[1-6]|ul|ol|li|blockquote|strong|em|b|i|a)>|<br ?/?>", re.IGNORECASE)
_KEY: Final = re.compile(r"(?:citation key|bibtex):\s*(\S+)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"comment:\s*(.+)", re.IGNORECASE)
# Lines that Zotero puts into its field Extra, or takes for a note of the reader's, and that say what ids say.
_NO_NOTE: Final = re.compile(
    r"(?:arxiv|doi|pmid|pmcid|issn|isbn|mag id|s2id|_?eprint|version|publisher|type|ads bibcode):\s*\S.*"
    r"|arxiv:\S+(?: \[[\w.-]+\])?",
    re.IGNORECASE,
)
_BLOCKS: Final = frozenset(
    {"p", "div", "ul", "ol", "blockquote", "pre", "table", "tr", *(f"h{n}" for n in range(1, 7))}
)
_MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_UNSEEN: Final = frozenset({"script", "style", "head", "title"})
_BLANK_LINES: Final = re.compile(r"\n\s*\n\s*")
_DEEPEST: Final = 20


class OwnWords(NamedTuple):
    """What stood in a note: the reader's words as Markdown, the key that was chosen, what arXiv's comment says."""

    note: str = ""
    key: str = ""
    comment: str = ""


def own_words(text: str) -> OwnWords:
    """Tell what the reader wrote in a note from what a program put there."""
    text = as_markdown(text) if _IS_HTML.search(text) else text
    kept: list[str] = []
    key = comment = ""
    for line in text.splitlines():
        words = line.strip()
        if found := _KEY.fullmatch(words):
            key = found[1]
        elif found := _COMMENT.fullmatch(words):
            comment = clean(found[1])
        elif not _NO_NOTE.fullmatch(words):
            kept.append(line.rstrip())
    return OwnWords(_BLANK_LINES.sub("\n\n", "\n".join(kept)).strip(), key, comment)


def as_markdown(text: str) -> str:
    """Give HTML as Markdown: paragraphs, lists, quotations, emphasis and links; other tags go, their words stay."""
    reader = _Markdown()
    reader.feed(text)
    reader.close()
    return _BLANK_LINES.sub("\n\n", "".join(reader.written)).strip()


class _Markdown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._lists: list[str] = []
        self._links: list[str] = []
        self._unseen = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._write("\n")
        elif tag == "li":
            self._write("\n" + "  " * (len(self._lists) - 1) + ("1. " if self._lists[-1:] == ["ol"] else "- "))
        elif tag == "a":
            href = next((value for name, value in attrs if name == "href" and value), "") or ""
            self._links.append(href if href.startswith(("http://", "https://")) and not href.split()[1:] else "")
            self._write("[" if self._links[-1] else "")
        elif tag in _MARKS:
            self._write(_MARKS[tag])
        elif tag in _BLOCKS:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        nested = tag in {"ul", "ol"} and self._lists
        begun = bool(self.written) and self.written[-1].endswith("> ")
        if tag in {"ul", "ol"} and len(self._lists) < _DEEPEST:
            self._lists.append(tag)
        self._quoted += tag == "blockquote"
        heading = "#" * int(tag[1]) + " " if tag[0] == "h" else ""
        if not nested and not begun:
            self._write(f"\n\n{heading}" + ("> " if self._quoted and tag in {"blockquote", "p"} else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "a" and self._links:
            href = self._links.pop()
            self._write(f"]({href})" if href else "")
        elif tag in _MARKS:
            self._write(_MARKS[tag])
        elif tag in _BLOCKS:
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()
            self._quoted = max(0, self._quoted - (tag == "blockquote"))
            self._write("\n\n" if not self._lists else "")

    def handle_data(self, data: str) -> None:
        words = re.sub(r"\s+", " ", data)
        fresh = not self.written or self.written[-1].endswith(("\n", "> ", "- "))
        self._write(words.lstrip() if fresh else words)

    def _write(self, text: str) -> None:
        if text and not self._unseen:
            self.written.append(text)
