"""What the extension changes: each request is one act in the library, done once however often it is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from desktop.bridge import fields
from desktop.bridge.fields import Message, Wish
from desktop.bridge.hostile import NAME, URL, address, plain
from desktop.bridge.messages import MOST_SAVED, Refused
from desktop.bridge.recognise import Recognised, recognise
from desktop.bridge.telling import entry_json
from desktop.feeds import plan
from desktop.feeds.kinds import kind_of
from storage import Appearance, Changes, Feed, Incoming, Keeper, MarkKind, PaperId, Sitting

Answer: TypeAlias = Mapping[str, object]

_TOGETHER: Final = 20
"""Papers in one transaction, so that a star in the window does not wait."""

_ASKABLE: Final = frozenset({"arxiv", "doi", "acl"})
"""Schemes whose servers the poller asks for the rest."""

_USUAL_DAYS: Final = {"daily_papers": 14, "arxiv": 5}


def save(keeper: Keeper, request: str, message: Message, now: datetime) -> Answer:
    """Save one page or many."""
    wishes = [fields.wish(one, field="items") for one in fields.items(message, "items", MOST_SAVED)]
    read = [(wish, recognise(wish.page)) for wish in wishes]
    saved: list[object] = []
    acts: list[object] = []
    for start in range(0, len(read), _TOGETHER):
        some = read[start : start + _TOGETHER]
        answer = keeper.once(f"{request}/{start}", "save", _saving(some, now))
        part = answer["saved"]
        saved += part if isinstance(part, list) else []
        acts += [answer["act"]] if answer["act"] else []
    return {"saved": saved, "acts": acts}


def _saving(read: Sequence[tuple[Wish, Recognised]], now: datetime) -> Callable[[Sitting], Answer]:
    return lambda sitting: {"saved": _save_all(sitting, read, now)}


def _save_all(sitting: Sitting, read: Sequence[tuple[Wish, Recognised]], now: datetime) -> list[object]:
    feed = sitting.feed()
    rules = sitting.rules()
    told: list[object] = []
    for wish, found in read:
        number, is_new = _place(sitting, feed, found, now)
        _say(sitting, number, wish)
        told.append(entry_json(sitting.entry(number), (), rules) | {"new": is_new})
    return told


def _place(sitting: Sitting, feed: Feed, found: Recognised, now: datetime) -> tuple[PaperId, bool]:
    """Find the paper or store it, and have the poller fetch what is missing.

    What a page says joins no two papers of the library: that is offered to the reader.
    """
    incoming = Incoming(found.paper, Appearance(now.astimezone().date(), version=found.version))
    known = sitting.known([found.paper], feed.id)
    [arrival] = plan.decide([incoming], known, sitting.matches([found.paper]), feed, quiet=True)
    arrival = replace(arrival, joins=(), maybe=(*arrival.maybe, *arrival.joins))
    number, is_new = sitting.store(feed.id, arrival)
    whole = known[0].stored is not None and known[0].stored.authority > 1
    if not whole and any(one.scheme in _ASKABLE for one in found.paper.ids):
        sitting.ask_again(feed)
    return number, is_new


def _say(sitting: Sitting, number: PaperId, wish: Wish) -> None:
    """Put down what the reader says with a save; a note that is there already is added to."""
    sitting.mark(number, "dismissed", on=False)
    if wish.later:
        sitting.mark(number, "later", on=True)
    if wish.star:
        sitting.mark(number, "star", on=True)
    if wish.tags:
        sitting.tag(number, add=wish.tags)
    if wish.note:
        there = sitting.entry(number).mark.note
        if wish.note not in there:
            sitting.note(number, f"{there}\n\n{wish.note}" if there else wish.note)
    if wish.passage is not None:
        sitting.quote(number, wish.passage.text, place=wish.passage.place, note=wish.passage.note)


_MARKS: Final[Mapping[str, MarkKind]] = {
    "star": "star",
    "later": "later",
    "done": "done",
    "dismissed": "dismissed",
    "read": "read",
}


def update(keeper: Keeper, request: str, message: Message, _now: datetime) -> Answer:
    """Change what is said about a paper: marks, tags, the note."""
    asked = fields.number(message, "paper")
    wanted: dict[MarkKind, bool] = {
        kind: on for name, kind in _MARKS.items() if (on := fields.flag(message, name)) is not None
    }
    add, remove = fields.tags(message, "add_tags"), fields.tags(message, "remove_tags")
    note = fields.text(message, "note")

    def work(sitting: Sitting) -> Answer:
        number = sitting.paper(asked)
        for kind, on in wanted.items():
            sitting.mark(number, kind, on=on)
        if add or remove:
            sitting.tag(number, add=add, remove=remove)
        if note is not None:
            sitting.note(number, note)
        return {"entry": entry_json(sitting.entry(number))}

    return keeper.once(request, "browser edit", work)


def quote(keeper: Keeper, request: str, message: Message, now: datetime) -> Answer:
    """Keep a passage of a paper of the library, or of a page, which is then saved."""
    kept = fields.read_passage(message)
    if "paper" in message:
        asked, found = fields.number(message, "paper"), None
    else:
        asked, found = 0, recognise(fields.wish(message, field="page").page)

    def work(sitting: Sitting) -> Answer:
        is_new = False
        if found is None:
            number = sitting.paper(asked)
        else:
            number, is_new = _place(sitting, sitting.feed(), found, now)
            if is_new:
                sitting.mark(number, "later", on=True)
        which = sitting.quote(number, kept.text, place=kept.place, note=kept.note)
        return {"quote": which, "entry": entry_json(sitting.entry(number)) | {"new": is_new}}

    return keeper.once(request, "quote", work)


def remove(keeper: Keeper, request: str, message: Message, _now: datetime) -> Answer:
    """Take a paper off the reader's lists, and what they added out of the library."""
    asked = fields.number(message, "paper")

    def work(sitting: Sitting) -> Answer:
        number = sitting.paper(asked)
        sitting.remove(number)
        return {"paper": number}

    return keeper.once(request, "remove", work)


def undo(keeper: Keeper, request: str, message: Message, _now: datetime) -> Answer:
    """Take back the acts of an answer, the last one first."""
    acts = fields.numbers(message, "acts", MOST_SAVED)

    def work(sitting: Sitting) -> Answer:
        changes: list[Changes] = [sitting.take_back(act) for act in sorted(acts, reverse=True)]
        return {"papers": sorted({number for one in changes for number in one.papers})}

    return keeper.once(request, "undo", work)


def subscribe(keeper: Keeper, request: str, message: Message, _now: datetime) -> Answer:
    """Follow a feed; it is fetched at the next poll, and only because the reader asked."""
    url = address(fields.line(message, "url", limit=URL))
    if not url:
        raise Refused("not_a_page", field="url")
    title = plain(fields.line(message, "title"), NAME)
    kind = kind_of(url)

    def work(sitting: Sitting) -> Answer:
        feed = sitting.subscribe(url, kind=kind, title=title, backfill=_USUAL_DAYS.get(kind, 0))
        return {"feed": feed.id, "url": feed.url, "title": feed.name or feed.title or feed.url}

    return keeper.once(request, "add feed", work)


CHANGES: Final[Mapping[str, Callable[[Keeper, str, Message, datetime], Answer]]] = {
    "save": save,
    "update": update,
    "quote": quote,
    "remove": remove,
    "undo": undo,
    "subscribe": subscribe,
}
"""What is done once for a request, by operation."""
