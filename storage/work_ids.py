"""The names that works go by, each written in one way: arXiv, DOI, ACL Anthology, OpenReview, PubMed."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from storage.model import Identifier, Scheme

# arXiv's own rule: archive/YYMMNNN until March 2007, then YYMM.NNNN, with five digits since January 2015.
# https://info.arxiv.org/help/arxiv_identifier.html
_MONTH = r"(?:0[1-9]|1[0-2])"
_NEW = rf"(?:070[4-9]|071[0-2]|(?:0[89]|1[0-4]){_MONTH})\.\d{{4}}|(?:1[5-9]|[2-8]\d){_MONTH}\.\d{{5}}"
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph"
    "|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_OLD = rf"(?:{_ARCHIVES})(?:\.[a-z][a-z-]{{1,15}})?/(?:9[1-9]|0[0-7]){_MONTH}\d{{3}}"
_ARXIV = rf"(?:{_NEW}|{_OLD})(?:v\d{{1,3}})?(?![0-9a-z]|\.\d)"
_ACL = r"(?:19|20)\d\d\.[a-z0-9]{2,40}-[a-z0-9]{1,20}\.\d{1,5}"
_ACL_OLD = r"[a-z]\d\d-\d{4,5}"
_DOI = r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/"

# A character of an address or DOI within other text: printable ASCII without what quotes and markup end with, and not
# the beginning of the next one. Angles belong to it only in a SICI: 49:8<693::AID-ASI4>3.0.CO;2-O.
_WITHIN = r"(?:(?!\]\(|https?://|[,;]10\.\d{4})(?:[!\#-;=?-\[\]^_a-z~]|\\[_&%\#]|<[^\s<>\"]{1,60}>\d\.\d\.[a-z]{2};\w))"
_LOOPBACK = r"localhost|127(?:\.\d{1,3}){3}|\[::1\]"
_ARXIV_HOSTS = r"(?:[a-z]{2,8}\.)?arxiv\.org|alphaxiv\.org|ar5iv\.org|ar5iv\.labs\.arxiv\.org|huggingface\.co|hf\.co"
_HOSTS = (
    rf"{_LOOPBACK}|(?:www\.)?(?:{_ARXIV_HOSTS}|doi\.org|dx\.doi\.org|openreview\.net|aclanthology\.org"
    r"|pubmed\.ncbi\.nlm\.nih\.gov)"
)

# Every branch begins with something rare, and is bounded or eats what it has read: linear time.


@cache
def _names_in() -> re.Pattern[str]:
    # Compiled at first use: a start need not wait for it.
    return re.compile(
        rf"""
          (?P<address>(?:https?://|(?<![\w.@/-])(?=(?:{_HOSTS})(?::\d{{1,5}})?/)){_WITHIN}+)
        | (?:(?<![\w.])|(?<=doi))(?P<doi>{_DOI}{_WITHIN}+)
        | (?:arxiv(?:\.org)?[:._\s]?\s?|(?<![\w.-]))(?P<arxiv>{_ARXIV})
        | (?<![\w.-])(?P<acl>{_ACL})(?!\w)
        | \bacl:\s?(?P<acl_old>{_ACL_OLD})(?!\w)
        | \bpmid:?\s{{0,2}}(?P<pubmed>\d{{1,8}})(?!\d)
        """,
        re.VERBOSE | re.IGNORECASE | re.ASCII,
    )


_ARXIV_ID: Final = re.compile(
    rf"(?P<id>{_NEW}|{_OLD})(?:v(?P<version>\d{{1,3}}))?(?![0-9a-z]|\.\d)", re.IGNORECASE | re.ASCII
)
_ARXIV_WHOLE: Final = re.compile(
    rf"(?:oai:)?(?:arxiv(?:\.org)?[:./\s]\s*)?(?:(?:abs|pdf|html)/)?(?P<id>{_ARXIV})(?:\.pdf)?(?:\s*\[[\w.-]+\])?",
    re.IGNORECASE | re.ASCII,
)
_ACL_WHOLE: Final = re.compile(rf"(?:acl:\s*)?(?:(?P<new>{_ACL})|(?P<old>{_ACL_OLD}))", re.IGNORECASE | re.ASCII)
_DOI_WHOLE: Final = re.compile(
    rf"(?:info:|urn:)?(?:doi)?[:=/]?\s*(?P<doi>{_DOI}[^\s\x00-\x20\x7f]+)",
    re.IGNORECASE | re.ASCII,
)
_LONGEST: Final = 2048
"""Characters; nothing longer is an identifier, or the address of a paper."""


def normalise_id(scheme: Scheme, value: str) -> Identifier | None:
    """Give the one way to write an identifier, or None where `value` is none of that scheme.

    An arXiv id loses its version and subject class, a DOI its resolver and its capitals. arXiv's own DOIs become arXiv
    ids and those of the ACL Anthology its ids, so the answer may be of another scheme. An address is read for what it
    leads to. A guid is "feed number, space, the feed's own id" and stays as it is.
    """
    text = value.strip()
    if scheme == "guid":
        feed, _, own = text.partition(" ")
        return Identifier("guid", text) if feed.isascii() and feed.isdecimal() and own.strip() else None
    if len(text) > _LONGEST:
        return None
    if text.lower().startswith(("doi.org/", "dx.doi.org/", "www.doi.org/")):
        text = f"https://{text}"
    if text.lower().startswith(("http://", "https://")):
        return _of_address(_trimmed(text))
    return _READERS[scheme](text)


def identifiers(text: str) -> list[Identifier]:
    """Give every identifier in an address, a list or a message, in order and once each; takes linear time.

    Addresses are read by their path on the sites we know and on this machine itself; a DOI counts on every host.
    """
    # Not html.unescape: it would read "&copy=" in an address as a sign.
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    found = dict.fromkeys(known for name in _names_in().finditer(plain) if (known := _of_name(name)) is not None)
    if not found and (whole := normalise_id("acl", plain)) is not None:
        return [whole]  # "P19-1001" may be anything within a text, but hardly when it is all there is
    return list(found)


def arxiv_version(text: str) -> int | None:
    """Give the version that the first arXiv id in `text` carries."""
    found = _ARXIV_ID.search(text)
    return int(found["version"] or 0) or None if found else None


def _of_name(name: re.Match[str]) -> Identifier | None:
    kind = name.lastgroup or ""
    text = name[kind]
    if len(text) > _LONGEST:
        return None
    if kind == "address":
        address = _trimmed(text.replace("\\", ""))
        return _of_address(address if "://" in address[:8] else f"https://{address}")
    if kind == "doi":
        text = text.replace("\\", "")
        in_a_path = name.string[name.start(kind) - 1 : name.start(kind)] == "/"
        return _doi(_without_view(re.split(r"[?#]", _trimmed(text))[0]) if in_a_path else text)
    if kind == "arxiv":
        return _arxiv(text)
    return _pubmed(text) if kind == "pubmed" else _acl(text)


def _arxiv_whole(text: str) -> Identifier | None:
    found = _ARXIV_WHOLE.fullmatch(text)
    return _arxiv(found["id"]) if found else None


def _arxiv(text: str) -> Identifier | None:
    found = _ARXIV_ID.match(text)
    if found is None:
        return None
    archive, slash, number = found["id"].lower().rpartition("/")
    return Identifier("arxiv", f"{archive.partition('.')[0]}{slash}{number}")


def _acl(text: str) -> Identifier | None:
    found = _ACL_WHOLE.fullmatch(text.strip())
    if found is None:
        return None
    return Identifier("acl", found["new"].lower() if found["new"] else found["old"].upper())


def _pubmed(text: str) -> Identifier | None:
    digits = re.sub(r"(?i)^pmid:?\s*", "", text).lstrip("0")
    return Identifier("pubmed", digits) if re.fullmatch(r"[0-9]{1,8}", digits) else None


def _openreview(text: str) -> Identifier | None:
    return Identifier("openreview", text) if re.fullmatch(r"[A-Za-z0-9_-]{6,32}", text) else None


def _doi(text: str) -> Identifier | None:
    if "/" not in text:
        text = unquote(text)  # 10.1016%2Fj.cell, as it stands in addresses; a % after the slash is the DOI's own
    found = _DOI_WHOLE.fullmatch(_trimmed(text))
    if found is None or not found["doi"].isprintable():
        return None
    doi = found["doi"].lower()
    prefix, _, own = doi.partition("/")
    known = None
    if prefix == "10.48550" and own.startswith("arxiv."):
        known = _arxiv(own.removeprefix("arxiv."))
    elif prefix in ("10.18653", "10.3115") and own.startswith("v1/"):
        known = _acl(own.removeprefix("v1/"))
    return known or Identifier("doi", doi)


_READERS: Final[dict[Scheme, Callable[[str], Identifier | None]]] = {
    "arxiv": _arxiv_whole,
    "doi": _doi,
    "acl": _acl,
    "openreview": _openreview,
    "pubmed": _pubmed,
}


def _trimmed(text: str) -> str:
    """Cut the punctuation of the sentence around, and closing brackets that nothing opened."""
    spare = {close: text.count(close) - text.count(begin) for begin, close in ("()", "[]", "{}", "<>")}
    end = len(text)
    while end:
        last = text[end - 1]
        if spare.get(last, 0) > 0:
            spare[last] -= 1
        elif last not in ".,;:!?'\"*":
            break
        end -= 1
    return text[:end]


_ARXIV_HOST: Final = re.compile(rf"{_LOOPBACK}|::1|(?:www\.)?(?:{_ARXIV_HOSTS})")
_ARXIV_PATH: Final = re.compile(
    rf"/(?:abs|pdf|html|format|ps|src|e-print|overview|papers|arxiv)/(?:arxiv:)?(?P<id>{_ARXIV})",
    re.IGNORECASE | re.ASCII,
)
_ARXIV_ELSEWHERE: Final = re.compile(rf"/arxiv[:/](?P<id>{_ARXIV})", re.IGNORECASE | re.ASCII)
_OPENREVIEW_HOST: Final = re.compile(rf"{_LOOPBACK}|::1|(?:www\.|api2?\.)?openreview\.net")
_ACL_HOST: Final = re.compile(r"(?:www\.)?(?:aclanthology\.(?:org|info)|aclweb\.org)")
_ACL_PATH: Final = re.compile(
    rf"/(?P<id>{_ACL}|{_ACL_OLD})(?:v\d{{1,2}})?(?:\.[a-z]{{1,6}})?/?$", re.IGNORECASE | re.ASCII
)
_PUBMED_PATH: Final = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/(?:article|abstract)/med)/(\d{1,8})/?$",
    re.IGNORECASE | re.ASCII,
)
_DOI_WITHIN: Final = re.compile(rf"(?<![\w.]){_DOI}[^\s?#&]+", re.ASCII)
_VIEWS: Final = (
    ".pdf", ".full", ".full-text", ".abstract", ".html", ".xml", "/full", "/fulltext", "/abstract", "/pdf", "/epdf",
    "/pdfft", "/html", "/epub", "/meta", "/summary", "/references", "/download",
)  # fmt: skip
# Silverchair's sites add a number and words of their own, bioRxiv's a version (its new prefix since December 2025).
_SILVERCHAIR: Final = re.compile(r"article[a-z-]*/doi/(?:abs/)?$", re.IGNORECASE)
_BIORXIV: Final = re.compile(r"(10\.(?:1101|64898)/[\d.]*\d)v\d{1,3}(?:[.+/].*)?")


def _of_address(address: str) -> Identifier | None:
    """Read where an http address leads, by its path where the host is known, else by a DOI in it."""
    try:
        parts = urlsplit(address)
        host, query = parts.hostname or "", parse_qsl(parts.query, max_num_fields=50)
    except ValueError:  # a bracket that is no IPv6 address, too many fields
        return None
    path = unquote(parts.path)
    for known in _read_path(parts, host, path):
        return known
    for name, value in query:
        if name == "id" and _OPENREVIEW_HOST.fullmatch(host) and path in ("/forum", "/pdf", "/attachment"):
            return _openreview(value)
        if value[:8].startswith(("http://", "https://")) and "http" not in value[8:]:
            return _of_address(value)  # a mail program's or search engine's way station
        if found := _DOI_WITHIN.search(value):
            return _doi(found[0])
    return None


def _read_path(parts: SplitResult, host: str, path: str) -> Iterator[Identifier]:
    arxiv = _ARXIV_PATH if _ARXIV_HOST.fullmatch(host) else _ARXIV_ELSEWHERE
    place = f"{host.removeprefix('www.').removeprefix('m.')}{path}"
    known = None
    if found := arxiv.search(path):
        known = _arxiv(found["id"])
    elif _ACL_HOST.fullmatch(host) and (found := _ACL_PATH.search(path)):
        known = _acl(found["id"])
    elif found := _PUBMED_PATH.match(place):
        known = _pubmed(found[1])
    elif found := _DOI_WITHIN.search(path):
        own = re.sub(r"/\d{5,}(?:/.*)?$", "", found[0]) if _SILVERCHAIR.search(path[: found.start()]) else found[0]
        known = _doi(own if parts.netloc.endswith("doi.org") else _without_view(own))
    elif place.startswith("nature.com/articles/") and re.fullmatch(r"[a-z]+\d[\w.-]*", own := path.split("/")[2]):
        known = _doi(f"10.1038/{_without_view(own)}")
    if known is not None:
        yield known


def _without_view(doi: str) -> str:
    """Cut what publishers add to a DOI in an address: which view of the paper it is."""
    doi = doi.partition("/suppl_file/")[0].partition("/asset/")[0]
    for _ in range(3):
        view = next((view for view in _VIEWS if doi.lower().endswith(view)), None)
        doi = doi.removesuffix("/") if view is None else doi[: -len(view)]
    found = _BIORXIV.fullmatch(doi)
    return found[1] if found else doi
