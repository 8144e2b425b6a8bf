"""Hostile text to plain text, hostile addresses to web addresses; shows nothing and opens nothing."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import nh3

TITLE: Final = 1_000
ABSTRACT: Final = 20_000
NAME: Final = 200
URL: Final = 2_000

# How many times longer than the wanted text its markup may be before we stop reading.
_RAW = 10
# Feeds escape once or twice too often; more rounds than this is no accident.
_ROUNDS = 4


def plain(text: str, limit: int = ABSTRACT) -> str:
    """Give text as one line of at most `limit` characters: no markup, no entities, no hidden characters.

    What only looks like markup stays: `a < b`, `$x<y$`, `<think>`. Subscripts and superscripts become Unicode where
    it has them. What turns out to be markup once its entities are decoded is taken out as well.
    """
    return " ".join(_readable(text, limit).split())[:limit].rstrip()


def lines(text: str, limit: int = ABSTRACT) -> list[str]:
    """Give the same text as `plain` in lines, without empty ones: those of its block markup, else its own."""
    found = _readable(text, limit)[:limit]
    parts = found.split(_BREAK) if _BREAK in found else found.split("\n")
    return [line for line in (" ".join(part.split()) for part in parts) if line]


def link(url: str, base: str = "") -> str:
    """Give an http or https address in ASCII, resolved against `base`, or '' for anything else.

    An address with a user name or a password is refused; those of `base` never reach the result.
    """
    url = _UNSEEN.sub("", url).strip()
    if not url or url.startswith("#") or len(url) > URL:
        return ""
    try:
        parts = urlsplit(urljoin(_without_login(base), url))
        host = _ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError:  # odd ports, brackets, labels (UnicodeError is one too)
        return ""
    if parts.scheme not in ("http", "https") or not host or port == 0 or "@" in parts.netloc:
        return ""
    netloc = host if port is None else f"{host}:{port}"
    path, query, fragment = (quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query, parts.fragment))
    found = urlunsplit((parts.scheme, netloc, path, query, fragment))
    return found if len(found) <= URL else ""


_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")


def _ascii_host(host: str) -> str:
    """Give the host as it goes over the wire, or '' where it is none."""
    found = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii").lower()
    return found if _HOST.fullmatch(found) else ""


def _without_login(base: str) -> str:
    """Take user name and password out of an address."""
    parts = urlsplit(base)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


# Characters -------------------------------------------------------------------------------------------------------

# Block markup leaves this mark: like a line break to split(), unlike the line breaks of HTML source.
_BREAK = "\u2029"

# C0 and C1 controls, soft hyphen, bidi, zero width and invisible operators, annotation marks, tags, lone surrogates,
# noncharacters: nobody sees them, and they reorder text, break search or cannot be stored.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_UNSEEN_ASCII = {code: None for code in range(128) if _UNSEEN.match(chr(code))}
_MARKS = 8
# Joiners mean something between letters of some scripts and between emoji, and nowhere else.
_JOINER_RUN = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_STRAY_JOINER = re.compile("(?<![\u0590-\U0001ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\U0001ffff])")


def _seen(text: str) -> str:
    """Take out what nobody sees; the rest in Unicode's composed form."""
    if text.isascii():
        return text if text.isprintable() else text.translate(_UNSEEN_ASCII)
    text = _UNSEEN.sub("", text)
    text = _STRAY_JOINER.sub("", _JOINER_RUN.sub(r"\1", text))
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _few_marks(text))


def _few_marks(text: str) -> str:
    """Keep the first marks on each letter: normalising takes time quadratic in their number."""
    kept: list[str] = []
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= _MARKS:
            kept.append(letter)
    return "".join(kept)


# Markup -----------------------------------------------------------------------------------------------------------

_BLOCK_TAGS = (
    "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody td tfoot th thead title tr ul "
    "jats:p jats:sec jats:title jats:list-item"
)
_INLINE_TAGS = (
    "a abbr acronym applet area audio b base bdi bdo big blink body button canvas cite code col colgroup data datalist "
    "del dfn dir em embed font frame frameset g head html i iframe img input ins kbd label legend link map mark "
    "marquee menu meta meter nobr noembed noframes object optgroup output param path picture progress q rb rp rt ruby "
    "s samp select small source span strike strong svg textarea time track tt u use var video wbr xmp "
    "jats:bold jats:italic jats:inline-formula math maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover "
    "mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder "
    "munderover semantics"
)
_BLOCK, _INLINE = frozenset(_BLOCK_TAGS.split()), frozenset(_INLINE_TAGS.split())
_SCRIPTS = {"sub": "sub", "sup": "sup", "jats:sub": "sub", "jats:sup": "sup"}
_SWALLOWED = {"annotation", "annotation-xml", "script", "style", "template"}

# Attributes have values, save in tags whose name no formula would use. Possessive: linear in the text's length.
_NAME = r"""[^\s"'<>/=]++"""
_VALUE = r"""\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s"'<>]++)"""
_TAG = re.compile(
    rf"<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?>[\s/]++{_NAME}(?>{_VALUE})?+(?>[\s/]*+{_NAME}{_VALUE})*+)*+[\s/]*+)>"
)
_VALUED = re.compile(rf"[\s/]++{_NAME}\s*+=")
_DECLARATION = re.compile(r"<[?!][A-Za-z\[][^<>]*+>")
_CUT_TAG = re.compile(r"<(?:a|div|font|iframe|img|p|span|table|td)\s[^<>]*+\Z", re.IGNORECASE)
_SCRIPT = re.compile(r"<(su[bp])>([^<>]{0,60}+)</\1>")
_ENTITY = re.compile(r"&(?>#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LONE_AMPERSAND = re.compile(rf"&(?!{_ENTITY.pattern[1:]})")


def _readable(text: str, limit: int) -> str:
    """Take out markup and what nobody sees; block markup leaves a break."""
    text = _seen(text[: limit * _RAW])
    for _ in range(_ROUNDS):
        if "<" not in text and "&" not in text:
            return text
        before = text
        text = _seen(_decoded(_without_markup(text)))
        if text == before:
            return text
    return _without_markup(text)


def _decoded(text: str) -> str:
    """Decode the entities that end as they should; `A &notin B` in a formula is none."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _without_markup(text: str) -> str:
    """Lay out the text of one layer of markup."""
    if "<" not in text:
        return text
    text = _without_comments(text).replace("<![CDATA[", "").replace("]]>", "")
    text = _TAG.sub(_laid_out, _DECLARATION.sub("", text))
    text = _SCRIPT.sub(_script, text)
    for stray in ("<sub>", "</sub>", "<sup>", "</sup>"):
        text = text.replace(stray, "")
    if _MARKED in text:
        text = _swallow(text)
    return _CUT_TAG.sub("", text)


def _without_comments(text: str) -> str:
    """Drop closed comments; an open one is text."""
    if "<!--" not in text:
        return text
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


# Stands before the tags that a parser must look at, for as long as one reading takes; never in the text itself.
_MARKED = "\x00"


def _laid_out(tag: re.Match[str]) -> str:
    """Say what stands in a tag's place: a break, nothing, a script's bare tag, or the tag itself where it is text."""
    slash, name, rest = tag[1], tag[2].lower(), tag[3]
    known = name in _BLOCK or name in _INLINE or name in _SCRIPTS or name in _SWALLOWED
    valued = bool(_VALUED.match(rest))
    bare = not valued and bool(rest.strip(" /\t\r\n"))
    if (not known and not valued) or (bare and len(name) == 1):
        return tag[0]  # $x<y$, <think>, a <b and c> d
    if name in _BLOCK:
        return _BREAK
    if name in _SCRIPTS:
        return f"<{slash}{_SCRIPTS[name]}>"
    if name in _SWALLOWED:
        return f"{_MARKED}<{slash}{name}>"
    return ""


def _swallow(text: str) -> str:
    """Drop what stands inside scripts, styles and the like, as a browser would read them."""
    parts = _LONE_AMPERSAND.sub("&amp;", text).split(f"{_MARKED}<")
    escaped = [parts[0].replace("<", "&lt;")]
    for part in parts[1:]:
        name, _, rest = part.partition(">")
        escaped.append(f"<{name}>{rest.replace('<', '&lt;')}")
    return nh3.clean("".join(escaped), tags=set(), clean_content_tags=_SWALLOWED, link_rel=None)


_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_IN_UNICODE = frozenset("0123456789+-−=()")


def _script(found: re.Match[str]) -> str:
    """Write a subscript or superscript: CO₂, 10⁻⁶, 1st, x_i, x^(a+b)."""
    text = _decoded(found[2]).strip()
    if not text:
        return ""
    if _IN_UNICODE.issuperset(text):
        return text.translate(_LOWERED if found[1] == "sub" else _RAISED)
    if text.isalnum() and len(text) > 1:
        return text
    mark = "_" if found[1] == "sub" else "^"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"
