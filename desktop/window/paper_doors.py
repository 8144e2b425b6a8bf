"""Where a paper leads: the doors that it has, and the places where it can be looked up; opens nothing."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from desktop.language import _
from desktop.window.paper_facts import short
from storage import Entry, LinkKind, legible

Opening: TypeAlias = Literal[
    "pdf", "arxiv", "doi", "page", "code", "discussion", "project", "scholar", "semantic", "connected"
]


@dataclass(frozen=True, slots=True)
class Door:
    """Something of a paper that opens in the browser: which, the words on its button, its address, its whole name."""

    kind: Opening
    text: str
    url: str
    name: str


_OPEN_TO_ALL: Final = (
    "arxiv.org/",
    "biorxiv.org/",
    "medrxiv.org/",
    "openreview.net/",
    "aclanthology.org/",
    "huggingface.co/",
)


def doors(entry: Entry, proxy: str = "") -> list[Door]:
    """Give what of a paper can be opened, in the order of its buttons; only what exists.

    A publisher's pages are reached through the library's `proxy`, what is put before their addresses.
    """
    paper = entry.paper
    links: dict[LinkKind, str] = {}
    for link in paper.links:
        links.setdefault(link.kind, link.url)
    names = {identifier.scheme: identifier.value for identifier in reversed(paper.ids)}
    found: list[Door] = []
    if pdf := links.get("pdf") or ("arxiv" in names and f"https://arxiv.org/pdf/{names['arxiv']}"):
        found.append(Door("pdf", _("Open PDF"), pdf if "arxiv" in names else proxied(pdf, proxy), _("Open the PDF")))
    if "arxiv" in names:
        found.append(Door("arxiv", "arXiv", f"https://arxiv.org/abs/{names['arxiv']}", _("Open its page at arXiv")))
    if "doi" in names:
        found.append(Door("doi", "DOI", proxied(f"https://doi.org/{names['doi']}", proxy), _("Open its page by DOI")))
    page = links.get("page") or links.get("abstract")
    if page and not {"arxiv", "doi"} & names.keys():
        found.append(Door("page", _("Page"), proxied(page, proxy), _("Open its page")))
    if code := links.get("code"):
        found.append(Door("code", _code(entry), code, _("Open the code")))
    if talk := links.get("discussion"):
        hub = talk.startswith("https://huggingface.co/")
        whole = _("Open its page at Hugging Face") if hub else _("Open the discussion")
        found.append(Door("discussion", "HF" if hub else _("Discussion"), talk, whole))
    if project := links.get("project"):
        found.append(Door("project", _("Project"), project, _("Open the project's page")))
    return found


def _code(entry: Entry) -> str:
    stars = entry.appearance.stars if entry.appearance else None
    return _("Code {stars}").format(stars=short(stars)) if stars else _("Code")


def proxied(url: str, proxy: str) -> str:
    """Give an address through the library's proxy, unless it is open to all, or has it already."""
    if not proxy or url.startswith(proxy):
        return url
    host = url.partition("://")[2].removeprefix("www.")
    return url if host.startswith(_OPEN_TO_ALL) else proxy + url


def lookups(entry: Entry) -> list[Door]:
    """Give where else to look a paper up: by its arXiv id as arXiv's own pages do, else by its title."""
    arxiv = next((identifier.value for identifier in entry.paper.ids if identifier.scheme == "arxiv"), "")
    title = quote(legible(entry.paper.title)[:300], safe="")
    scholar, semantic = "https://scholar.google.com/scholar?q=", "https://www.semanticscholar.org/search?q="
    return [
        Door(
            "scholar",
            "Google Scholar",
            f"https://scholar.google.com/scholar_lookup?arxiv_id={arxiv}" if arxiv else f"{scholar}%22{title}%22",
            _("Look it up in Google Scholar"),
        ),
        Door(
            "semantic",
            "Semantic Scholar",
            f"https://api.semanticscholar.org/arXiv:{arxiv}" if arxiv else f"{semantic}{title}",
            _("Look it up in Semantic Scholar"),
        ),
        Door(
            "connected",
            "Connected Papers",
            f"https://www.connectedpapers.com/search?q={title}",
            _("Look it up in Connected Papers"),
        ),
    ]


def address(entry: Entry) -> str:
    """Give the one address that says which paper it is; empty where it has none."""
    order: tuple[Opening, ...] = ("arxiv", "doi", "page", "discussion", "project", "pdf", "code")
    found = {door.kind: door.url for door in doors(entry)}
    return next((found[kind] for kind in order if kind in found), "")
