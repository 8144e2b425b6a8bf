"""What the extension asks beyond hello and lookup: read, carried out, and every fault as a numbered refusal."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop.bridge import fields, saving
from desktop.bridge.facts import facts_of
from desktop.bridge.fields import Message
from desktop.bridge.messages import Errand, Refused
from desktop.bridge.recognise import recognise
from desktop.bridge.saving import Answer
from desktop.bridge.telling import entry_json, feeds_json, recognised_json
from storage import (
    Keeper,
    LibraryDamaged,
    LibraryError,
    LibraryForeign,
    LibraryFull,
    LibraryLocked,
    LibraryNewer,
    LibraryReadOnly,
    NotFound,
    NothingToUndo,
    QueryError,
    doorstep,
)

PATIENCE: Final = 5.0
"""Seconds that a request waits for another program's write to end; after it the extension keeps it and tries again."""


def carry_out(errand: Errand, folder: str, *, patience: float = PATIENCE) -> Answer:
    """Do what is asked and give the answer; the library is made at the first errand, if it is not there yet.

    Raises:
        Refused: whatever kept it from being done.
    """
    with _refusing():
        _refuse_what_waits_for_its_update(folder)
        now = datetime.now(UTC)
        with Keeper(Path(folder), now=lambda: now, patience=patience) as keeper:
            change = saving.CHANGES.get(errand.operation)
            if change is not None:
                return change(keeper, errand.request, errand.message, now)
            return _QUESTIONS[errand.operation](keeper, errand.message)


def _refuse_what_waits_for_its_update(folder: str) -> None:
    """Leave the migration of an older library to the application, which can show that it goes on."""
    try:
        doorstep.open_library(folder).close()
    except doorstep.Shut as shut:
        if shut.why != "missing":
            raise Refused(f"library_{shut.why}", **shut.values) from shut


@contextmanager
def _refusing() -> Generator[None, None, None]:
    """Turn the library's faults into refusals."""
    try:
        yield
    except LibraryNewer as fault:
        raise Refused("library_newer", found=fault.found, known=fault.known) from fault
    except LibraryError as fault:
        name = next((name for kind, name in _FAULTS.items() if isinstance(fault, kind)), "library_unreadable")
        raise Refused(name, detail=fault.detail) from fault
    except NotFound as fault:
        raise Refused("no_such_act" if fault.what == "act" else "no_such_paper", asked=fault.asked) from fault
    except NothingToUndo as fault:
        raise Refused("changed_since") from fault
    except QueryError as fault:
        raise Refused("bad_search", kind=fault.kind, start=fault.start, end=fault.end) from fault


_FAULTS: Final[Mapping[type[LibraryError], str]] = {
    LibraryLocked: "library_locked",
    LibraryFull: "library_full",
    LibraryReadOnly: "library_read_only",
    LibraryDamaged: "library_damaged",
    LibraryForeign: "library_foreign",
}


def _page(keeper: Keeper, message: Message) -> Answer:
    """Tell what the popup needs of a page: what it is about, how that stands, its feeds, the tags last used."""
    facts = facts_of(message.get("page"))
    found = recognise(facts)
    known = keeper.find(found.paper)
    feeds = keeper.feeds()
    return {
        "page": recognised_json(found),
        "known": None if known is None else entry_json(known, feeds, keeper.rules()),
        "feeds": feeds_json(facts.feeds, {feed.url: feed for feed in feeds}),
        "tags": [name for name, _ in keeper.tags()][:500],
    }


def _search(keeper: Keeper, message: Message) -> Answer:
    text = fields.line(message, "text", limit=500)
    found = keeper.search(text, limit=fields.limit(message, usual=20, most=100)) if text else []
    return {"entries": [entry_json(entry) for entry in found]}


def _recent(keeper: Keeper, message: Message) -> Answer:
    return {"entries": [entry_json(entry) for entry in keeper.recent(fields.limit(message, usual=20, most=100))]}


def _tags(keeper: Keeper, _message: Message) -> Answer:
    return {"tags": [{"name": name, "papers": papers} for name, papers in keeper.tags()[:2000]]}


def _feeds(keeper: Keeper, message: Message) -> Answer:
    page = facts_of({"url": "https://localhost/", "feeds": message.get("feeds")})
    return {"feeds": feeds_json(page.feeds, {feed.url: feed for feed in keeper.feeds()})}


def _cite(keeper: Keeper, message: Message) -> Answer:
    from storage import to_bibtex  # brings LaTeX's tables along, which only this question needs

    keeper.key_template = _key_template(keeper.path.parent) or keeper.key_template
    return {"bibtex": to_bibtex(keeper.cited(fields.number(message, "paper")))}


def _key_template(folder: Path) -> str:
    """Give the reader's template of citation keys, empty where there is none that can be used.

    Not by desktop.settings: the host runs without installed packages, which those words need.
    """
    import json

    from storage import is_template

    try:
        chosen = json.loads((folder / "settings.json").read_bytes()).get("key_template", "")
    except (OSError, ValueError, AttributeError):
        return ""
    return chosen if isinstance(chosen, str) and is_template(chosen) else ""


_QUESTIONS: Final[Mapping[str, Callable[[Keeper, Message], Answer]]] = {
    "page": _page,
    "search": _search,
    "recent": _recent,
    "tags": _tags,
    "feeds": _feeds,
    "cite": _cite,
}
