"""What a paper is on the clipboard: a link in Markdown, a line to cite; knows no widget."""

from collections.abc import Sequence

from desktop.language import _
from desktop.window.paper_doors import address
from storage import Author, Entry, legible


def title(entry: Entry) -> str:
    """Give the title as it reads."""
    return legible(entry.paper.title)


def as_markdown(entry: Entry) -> str:
    """Give a paper as a Markdown link with its authors, as notes and messages have it."""
    title = legible(entry.paper.title).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    url = address(entry)
    names = [author.name for author in entry.paper.authors]
    by = ", ".join(names) if len(names) <= 3 else _("{name} and others").format(name=names[0]) if names else ""
    head = f"[{title}]({url})" if url else title
    return f"{head}, {by}" if by else head


def as_citation(entry: Entry) -> str:
    """Give authors, year, title and where as one line, "Marot and Oda (2026). A Title. arXiv:2611.09999."."""
    paper = entry.paper
    year = (paper.venue.appeared[:4] if paper.venue else "") or (str(paper.published.year) if paper.published else "")
    parts = [_families(paper.authors) + (f" ({year})" if year else ""), legible(paper.title)]
    if paper.venue and paper.venue.name:
        parts.append(_venue(entry))
    names = {identifier.scheme: identifier.value for identifier in reversed(paper.ids)}
    if "doi" in names:
        parts.append(f"https://doi.org/{names['doi']}")
    elif "arxiv" in names:
        parts.append(f"arXiv:{names['arxiv']}")
    elif url := address(entry):
        parts.append(url)
    said = [part.strip().rstrip(".") for part in parts if part.strip()]
    # An address ends the line by itself, or its full stop would be clicked along.
    return " ".join(part if part.endswith(("?", "!")) or "://" in part else f"{part}." for part in said)


def _families(authors: Sequence[Author]) -> str:
    names = [author.family or author.name for author in authors]
    if len(names) > 3:
        return _("{name} et al.").format(name=names[0])
    if len(names) > 1:
        return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
    return names[0] if names else ""


def _venue(entry: Entry) -> str:
    venue = entry.paper.venue
    if venue is None:
        return ""
    numbers = f" {venue.volume}" if venue.volume else ""
    numbers += f"({venue.number})" if venue.volume and venue.number else ""
    return venue.name + numbers + (f", {venue.pages}" if venue.pages else "")
