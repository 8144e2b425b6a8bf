"""Words and addresses that a page gave, made harmless: plain text of bounded length, http and https only, real dates.

The standard library alone, because the host runs without the packages of its environment.
"""

import html
import re
import unicodedata
from datetime import date
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

TITLE: Final = 1_000
NAME: Final = 200
LONG: Final = 20_000
"""Characters of a title, of a name, and of an abstract, a note or a quote."""
URL: Final = 2_000

# C0 and C1 controls, soft hyphen, bidi, zero width, annotation marks, tags, lone surrogates, noncharacters.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Publishers write markup into their meta tags; anything else in angle brackets is text: a < b, <think>.
_MARKUP: Final = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|span|sc|scp|it|italic|bold|p|br|div|jats:[a-z]{1,12})(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_MARKS: Final = 8


def plain(raw: str, limit: int) -> str:
    """Give text as one line of at most `limit` characters, without controls, hidden signs and publishers' markup."""
    return " ".join(_readable(raw, limit).split())[:limit].rstrip()


def passage(raw: str, limit: int = LONG) -> str:
    """Give the same in lines, as a note or a quote has them; never two empty lines in a row."""
    found = unicodedata.normalize("NFC", _few_marks(_UNSEEN.sub("", raw[: limit * 2])))
    lines = (" ".join(line.split()) for line in found.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:limit].rstrip()


def _readable(raw: str, limit: int) -> str:
    # Entities are decoded by the page's own parser already; some publishers encode them twice.
    text = _MARKUP.sub(" ", html.unescape(raw[: limit * 10]))
    return unicodedata.normalize("NFC", _few_marks(_UNSEEN.sub("", text)))


def _few_marks(text: str) -> str:
    """Keep the first marks on each letter: normalising takes time quadratic in their number."""
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= _MARKS:
            kept.append(letter)
    return "".join(kept)


_URL_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
_HOST: Final = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")


def address(raw: str, base: str = "") -> str:
    """Give an http or https address in ASCII, resolved against `base`; empty for all else, also with a login in it."""
    raw = _UNSEEN.sub("", raw).strip()
    if not raw or len(raw) > URL:
        return ""
    try:
        parts = urlsplit(urljoin(base, raw))
        name = parts.hostname or ""
        host = f"[{name}]" if ":" in name else name.encode("idna").decode("ascii").lower()
        port = parts.port
    except ValueError:  # odd ports, brackets, labels; UnicodeError is one too
        return ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or port == 0 or not _HOST.fullmatch(host):
        return ""
    rest = (quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query, parts.fragment))
    found = urlunsplit((parts.scheme, host if port is None else f"{host}:{port}", *rest))
    return found if len(found) <= URL else ""


def host_of(url: str) -> str:
    """Give the host of an address that `address` has passed, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


_MONTHS: Final = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)  # noqa: SIM905  short
}
_NUMBERS: Final = re.compile(
    r"(?<!\d)((?:1[5-9]|20|21)\d\d)(?:[-/.](\d{1,2})(?!\d)(?:[-/.](\d{1,2})(?!\d))?)?", re.ASCII
)
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_WORDS: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3})[a-z]*\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})", re.ASCII
)


def day(raw: str) -> tuple[date | None, str]:
    """Give the first day that a date allows, and the date as precise as it is: YYYY, YYYY-MM or YYYY-MM-DD."""
    text = raw[:60].strip().lower()
    if compact := _COMPACT.fullmatch(text):
        return _first([int(part) for part in compact.groups()])
    worded = _WORDS.search(text)
    if worded is not None and worded[2] in _MONTHS:
        parts = [int(worded[4]), _MONTHS[worded[2]]]
        return _first(parts + [int(found) for found in (worded[1] or worded[3],) if found])
    found = _NUMBERS.search(text)
    return _first([int(part) for part in found.groups() if part]) if found else (None, "")


def _first(parts: list[int]) -> tuple[date | None, str]:
    while parts:
        try:
            first = date(*[*parts, 1, 1][:3])
        except ValueError:
            parts = parts[:-1]
            continue
        return first, "-".join(f"{part:02d}" for part in parts)
    return None, ""
