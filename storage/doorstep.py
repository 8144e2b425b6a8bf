"""The library as the browser's native host meets it: what addresses name, and how those papers stand with the reader.

Imports sqlite3 and json and nothing of ours, because the host starts anew for many a question and every import costs
it more than the answer. What it repeats of other rooms is compared with them by test.
"""
# pathlib alone costs as much as the rest of the answer.
# ruff: noqa: PTH100, PTH116, PTH118

import json
import os
import re
import sqlite3

# A name that type checkers take for typing.TYPE_CHECKING; importing typing costs more than a lookup.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal, TypeAlias

    Why: TypeAlias = Literal["missing", "foreign", "newer", "older", "locked", "damaged", "unreadable"]

Name = tuple[str, str]
"""An identifier as scheme and value, normalised as in the table `ids`."""

FILE_NAME = "library.db"
APPLICATION_ID = 0x50545259
VERSION = 2

_PATIENCE = 0.5  # seconds; readers wait only while the file's journal is being changed or recovered

# Addresses to identifiers: the short form of what storage.work_ids does, with patterns compiled when first needed.

_LONGEST_ADDRESS = 2048
_MOST_FIELDS = 50
_ARXIV_ID = r"(\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]*(?:\.[a-z-]+)?/\d{7})(?:v\d{1,3})?(?![0-9a-z]|\.\d)"
_ARXIV = rf"/(?:abs|pdf|html|format|ps|src|e-print|overview|papers)/(?:arxiv:)?{_ARXIV_ID}"
_ARXIV_ELSEWHERE = rf"/arxiv[:/]{_ARXIV_ID}"
_ACL_ID = r"((?:19|20)\d\d\.[a-z0-9]+-[a-z0-9]+\.\d+|[a-z]\d\d-\d{4,5})"
_ACL = rf"/(?:[a-z0-9-]+/){{0,3}}{_ACL_ID}(?:v\d{{1,2}})?(?:\.[a-z]{{1,6}})?/?\?"
_OPENREVIEW = r"/(?:forum|pdf|attachment)\?(?:.*&)?id=([\w-]{6,32})(?:&|$)"

# For each host: the scheme, what goes before the value, and the pattern for path, question mark and query.
_PLACES = {
    "arxiv.org": ("arxiv", "", _ARXIV),
    "export.arxiv.org": ("arxiv", "", _ARXIV),
    "alphaxiv.org": ("arxiv", "", _ARXIV),
    "ar5iv.org": ("arxiv", "", _ARXIV),
    "ar5iv.labs.arxiv.org": ("arxiv", "", _ARXIV),
    "huggingface.co": ("arxiv", "", _ARXIV),
    "hf.co": ("arxiv", "", _ARXIV),
    "127.0.0.1": ("arxiv", "", _ARXIV),
    "localhost": ("arxiv", "", _ARXIV),
    "aclanthology.org": ("acl", "", _ACL),
    "aclanthology.info": ("acl", "", _ACL),
    "aclweb.org": ("acl", "", _ACL),
    "openreview.net": ("openreview", "", _OPENREVIEW),
    "pubmed.ncbi.nlm.nih.gov": ("pubmed", "", r"/0*(\d{1,8})/?\?"),
    "ncbi.nlm.nih.gov": ("pubmed", "", r"/pubmed/0*(\d{1,8})/?\?"),
    "europepmc.org": ("pubmed", "", r"/(?:article|abstract)/med/0*(\d{1,8})/?\?"),
    "nature.com": ("doi", "10.1038/", r"/articles/([a-z]+\d[\w-]*)"),
}

_DOI = r"(?<![\w.])10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s?#&]+"
# What publishers put behind a DOI in their addresses: the view of the paper. Silverchair's sites add a number and words
# of their own, bioRxiv and medRxiv a version.
_VIEW = (
    r"(?:\.(?:pdf|full|full-text|abstract|html|xml)"
    r"|/(?:full|fulltext|abstract|pdf|epdf|pdfft|html|epub|meta|summary|references|download)){1,3}/?$"
    r"|/(?:suppl_file|asset)/.*$"
)
_SILVERCHAIR = r"article[a-z-]*/doi/(?:abs/)?$"
_PREPRINTS = ("10.1101/", "10.64898/")


def identify(address: str) -> list[Name]:
    """Give what the address of a page, a PDF or a resolver names; empty for all other text."""
    address = address.strip()
    protocol, _, rest = address.partition("://")
    if len(address) > _LONGEST_ADDRESS or protocol.lower() not in {"http", "https"}:
        return []
    where, _, query = rest.partition("#")[0].partition("?")
    host, slash, path = where.partition("/")
    host = host.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.").removeprefix("m.")
    path = slash + _unquoted(path)
    if host in _PLACES:
        scheme, before, pattern = _PLACES[host]
        full = f"{path}?{query}"
        found = re.match(pattern, full if scheme == "openreview" else full.lower(), re.ASCII)
        if found is not None:
            return [_straight(scheme, before + found[1])]
    elif "/arxiv" in path.lower():
        found = re.search(_ARXIV_ELSEWHERE, path.lower(), re.ASCII)
        if found is not None:
            return [_straight("arxiv", found[1])]
    doi = _doi_in_path(host, path) if "10." in path else None
    return _in_query(query) if doi is None else [doi]


# Addresses of one page that differ: the page and the PDF of PMLR and NeurIPS, the slug of Semantic Scholar.
_NEURIPS = r"/paper(?:_files/paper)?/(\d{4})/(?:hash|file)/([0-9a-f]{32})-"
_PAGES = {
    "proceedings.mlr.press": (r"/([vr]\d+)/([\w.-]+?)(?:/\2)?\.(?:pdf|html)$", "proceedings.mlr.press/{}/{}"),
    "proceedings.neurips.cc": (_NEURIPS, "proceedings.neurips.cc/{}/{}"),
    "papers.neurips.cc": (_NEURIPS, "proceedings.neurips.cc/{}/{}"),
    "papers.nips.cc": (_NEURIPS, "proceedings.neurips.cc/{}/{}"),
    "semanticscholar.org": (r"/paper/(?:[^/]+/)?([0-9a-f]{40})", "semanticscholar.org/paper/{}"),
}
_TRACKING = ("utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid=")


def page_key(address: str) -> str:
    """Give what the addresses of one page share: no protocol, fragment, www., trailing slash or tracking fields.

    For pages whose address names no work; with "0 " before it, it is their `guid`. Empty for no web address.
    """
    address = address.strip()
    protocol, _, rest = address.partition("://")
    if len(address) > _LONGEST_ADDRESS or protocol.lower() not in {"http", "https"}:
        return ""
    where, _, query = rest.partition("#")[0].partition("?")
    host, _, path = where.partition("/")
    host = host.rpartition("@")[2].lower().removeprefix("www.")
    if host in _PAGES:
        pattern, key = _PAGES[host]
        found = re.match(pattern, f"/{path}", re.ASCII)
        if found is not None:
            return key.format(*found.groups())
    fields = "&".join(field for field in query.split("&") if field and not field.startswith(_TRACKING))
    path = path.rstrip("/")
    return f"{host}{'/' if path else ''}{path}{'?' if fields else ''}{fields}"


def names_of(address: str) -> list[Name]:
    """Give what the address names, else the page itself as the library names it."""
    found = identify(address)
    key = "" if found else page_key(address)
    return [("guid", f"0 {key}")] if key else found


def _unquoted(text: str) -> str:
    """Undo percent encoding; urllib.parse would do it too, for a tenth of the host's start."""
    if "%" not in text:
        return text
    raw = text.encode(errors="replace")
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda code: bytes((int(code[1], 16),)), raw).decode(errors="replace")


def _doi_in_path(host: str, path: str) -> Name | None:
    """Give the DOI inside a path, without what publishers put behind it."""
    found = re.search(_DOI, path, re.ASCII)
    if found is None:
        return None
    doi = found[0].lower()
    if not host.endswith("doi.org"):
        if re.search(_SILVERCHAIR, path[: found.start()].lower()):
            doi = re.sub(r"/\d{5,}(?:/.*)?$", "", doi)
        doi = re.sub(_VIEW, "", doi)
        if doi.startswith(_PREPRINTS):
            doi = re.sub(r"(?<=\d)v\d{1,3}(?:[.+/].*)?$", "", doi)
    return _straight("doi", doi)


def _in_query(query: str) -> list[Name]:
    """Give the DOI that a field of a query holds, or what the address in it names: a mail program's way station."""
    for field in query.split("&")[:_MOST_FIELDS]:
        value = _unquoted(field.partition("=")[2])
        if value.startswith(("http://", "https://")) and "http" not in value[8:]:
            return identify(value)
        found = re.search(_DOI, value, re.ASCII) if "10." in value else None
        if found is not None:
            return [_straight("doi", found[0])]
    return []


def normalised(scheme: str, value: str) -> Name:
    """Give an identifier as the library keeps it, from however a page writes it; nonsense stays as it is."""
    value = value.strip()
    if len(value) > _LONGEST_ADDRESS:
        return scheme, value
    if "://" in value[:8]:
        return next(iter(identify(value)), (scheme, value))
    if scheme == "doi":
        found = re.search(_DOI.replace("?#&", ""), value, re.ASCII)
        return _straight(scheme, found[0] if found else value)
    if scheme == "arxiv":
        found = re.match(f"(?:arxiv:)?{_ARXIV_ID}", value.lower(), re.ASCII)
        return _straight(scheme, found[1] if found else value)
    return _straight(scheme, value)


def _straight(scheme: str, value: str) -> Name:
    """Give an identifier that stands alone in the library's spelling; arXiv's and the Anthology's DOIs become ids."""
    if scheme == "doi":
        doi = _trimmed(value.lower())
        if doi.startswith("10.48550/arxiv."):
            return normalised("arxiv", doi.removeprefix("10.48550/arxiv."))
        own = doi.removeprefix("10.18653/v1/").removeprefix("10.3115/v1/")
        return _straight("acl", own) if own != doi and re.fullmatch(_ACL_ID, own, re.ASCII) else (scheme, doi)
    if scheme == "arxiv" and "/" in value:
        # arXiv itself ignores the subject class of its old ids.
        archive, _, number = value.partition("/")
        return scheme, f"{archive.partition('.')[0]}/{number}"
    if scheme == "acl":
        # The old anthology's ids are P18-1001, the new one's 2023.acl-long.1.
        return scheme, value.upper() if value[:1].isalpha() else value.lower()
    return scheme, value


def _trimmed(doi: str) -> str:
    """Cut the punctuation of the sentence around, and closing brackets that nothing inside opened."""
    spare = {close: doi.count(close) - doi.count(begin) for begin, close in ("()", "[]", "{}")}
    end = len(doi)
    while end:
        last = doi[end - 1]
        if spare.get(last, 0) > 0:
            spare[last] -= 1
        elif last not in ".,;:!?'\"*/":
            break
        end -= 1
    return doi[:end]


# The file


class Shut(Exception):
    """The library cannot be read now: `why` in one word, `values` say more (found and known schema, or a detail)."""

    def __init__(self, why: "Why", **values: object) -> None:
        super().__init__(why, values)
        self.why = why
        self.values = values


def open_library(folder: str) -> sqlite3.Connection:
    """Open the library in `folder` for reading only; whether anybody else has it open does not matter.

    Raises:
        Shut: there is none yet, it is not ours, of another schema, locked, damaged or not to be read.
    """
    path = os.path.abspath(os.path.join(folder, FILE_NAME))
    try:
        if not os.stat(path).st_size:
            raise Shut("missing")  # just being made
    except (FileNotFoundError, NotADirectoryError):
        raise Shut("missing") from None
    except (OSError, ValueError) as fault:
        raise Shut("unreadable", detail=str(fault)) from fault
    db: sqlite3.Connection | None = None
    try:
        db = sqlite3.connect(_uri(path), uri=True, timeout=_PATIENCE, isolation_level=None)
        _check(db)
    except BaseException as fault:
        if db is not None:
            db.close()
        if isinstance(fault, sqlite3.Error):
            raise _shut(fault) from fault
        raise
    return db


def _uri(path: str) -> str:
    """Write an absolute path as SQLite reads it: https://www.sqlite.org/uri.html."""
    path = path.replace("\\", "/") if os.sep == "\\" else path
    path = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{'' if path.startswith('/') else '/'}{path}?mode=ro"


def _check(db: sqlite3.Connection) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        empty = not version and not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        raise Shut("missing" if empty else "foreign")
    if version != VERSION:
        raise Shut("newer" if version > VERSION else "older", found=version, known=VERSION)


def _shut(fault: sqlite3.Error) -> Exception:
    """Give the fault as ours; one that is a bug of ours, such as a wrong statement, as it is."""
    why = _FAULTS.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF)  # the low byte is the primary code
    return Shut(why, detail=str(fault)) if why else fault


_FAULTS: "dict[int, Why]" = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CANTOPEN: "unreadable",
    sqlite3.SQLITE_IOERR: "unreadable",
    sqlite3.SQLITE_PERM: "unreadable",
    sqlite3.SQLITE_READONLY: "unreadable",
    sqlite3.SQLITE_FULL: "unreadable",
}


class Standing:
    """A paper and what the reader said about it: when each mark was set (ISO 8601, UTC; None: it is not)."""

    __slots__ = ("dismissed", "done", "later", "noted", "paper", "read", "starred", "tags", "title", "version")

    def __init__(self, paper: int, title: str, version: int | None) -> None:
        self.paper = paper
        self.title = title
        self.version = version
        self.starred: str | None = None
        self.later: str | None = None
        self.done: str | None = None
        self.dismissed: str | None = None
        self.read: str | None = None
        self.tags: list[str] = []
        self.noted = False


def lookup(db: sqlite3.Connection, names: "Iterable[Name]") -> dict[Name, Standing]:
    """Give the standing of every paper known by one of these identifiers; those of nothing known are left out.

    Marks are read through merges: set on any paper that was joined into this one is set, since the earliest time.
    Identifiers of one paper share one Standing. Tags are in order of name.

    Raises:
        Shut: the file cannot be read.
    """
    asked = list(dict.fromkeys(names))
    if not asked:
        return {}
    try:
        db.execute("BEGIN")  # one view of the library for all four questions
        try:
            found, standings = _papers(db, asked)
            _add_marks(db, standings)
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
    except sqlite3.Error as fault:
        raise _shut(fault) from fault
    return found


# Many values at once come as one JSON array: no limit on bound values, and one statement for any number of them.

_NAMED = """
SELECT asked.key, p.id, p.title, p.version FROM json_each(?) AS asked
CROSS JOIN ids AS i ON i.scheme = json_extract(asked.value, '$[0]') AND i.value = json_extract(asked.value, '$[1]')
LEFT JOIN merges AS m ON m.loser = i.paper
JOIN papers AS p ON p.id = coalesce(m.root, i.paper)
"""

_MEMBERS = """
WITH members(paper, root) AS (
  SELECT value, value FROM json_each(:roots)
  UNION ALL SELECT m.loser, m.root FROM json_each(:roots) AS r CROSS JOIN merges AS m ON m.root = r.value
)
"""

_MARKS = f"""{_MEMBERS}
SELECT root, kind, min(at) FROM (
  SELECT members.root, k.kind, k.at FROM members CROSS JOIN marks AS k ON k.paper = members.paper WHERE k.state = 1
  UNION ALL
  SELECT members.root, e.act, e.at FROM members CROSS JOIN effects AS e ON e.paper = members.paper
  JOIN rules AS r ON r.id = e.rule AND r.edition = e.edition AND r.removed IS NULL
  WHERE e.act IN ('star', 'later', 'read', 'dismissed')
  AND NOT EXISTS (SELECT 1 FROM marks AS m WHERE m.paper = e.paper AND m.kind = e.act)
) GROUP BY 1, 2
"""  # noqa: S608  nothing from outside

_TAGS = f"""{_MEMBERS}
SELECT DISTINCT found.root, t.name FROM (
  SELECT members.root, g.tag FROM members CROSS JOIN taggings AS g ON g.paper = members.paper WHERE g.state = 1
  UNION ALL
  SELECT members.root, CAST(substr(e.act, 5) AS INTEGER) FROM members CROSS JOIN effects AS e ON e.paper = members.paper
  JOIN rules AS r ON r.id = e.rule AND r.edition = e.edition AND r.removed IS NULL
  WHERE e.act LIKE 'tag:%' AND NOT EXISTS (
    SELECT 1 FROM taggings AS m WHERE m.paper = e.paper AND m.tag = CAST(substr(e.act, 5) AS INTEGER))
) AS found JOIN tags AS t ON t.id = found.tag
"""  # noqa: S608

_NOTES = f"{_MEMBERS} SELECT DISTINCT members.root FROM members CROSS JOIN notes AS n ON n.paper = members.paper"  # noqa: S608

_SLOTS = {"star": "starred", "later": "later", "done": "done", "dismissed": "dismissed", "read": "read"}


def _papers(db: sqlite3.Connection, asked: "Sequence[Name]") -> tuple[dict[Name, Standing], dict[int, Standing]]:
    """Find the papers: by what they were asked for, and by number."""
    found: dict[Name, Standing] = {}
    standings: dict[int, Standing] = {}
    for at, number, title, version in db.execute(_NAMED, (json.dumps(asked),)):
        found[asked[at]] = standings.setdefault(number, Standing(number, title, version))
    return found, standings


def _add_marks(db: sqlite3.Connection, standings: dict[int, Standing]) -> None:
    roots = {"roots": json.dumps(list(standings))}
    for number, kind, at in db.execute(_MARKS, roots):
        setattr(standings[number], _SLOTS[kind], at)
    for number, tag in db.execute(_TAGS, roots):
        standings[number].tags.append(tag)
    for (number,) in db.execute(_NOTES, roots):
        standings[number].noted = True
    for standing in standings.values():
        standing.tags.sort(key=str.casefold)
