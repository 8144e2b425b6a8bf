"""What is new, what changed and what matches: decisions from values alone; reads nothing and stores nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from storage import Appearance, Arrival, Feed, Incoming, Known, Match, Paper, Rule, is_by_feed, title_key

BATCH = 25
"""Papers in one transaction: with 15 a star would wait a little less, for an eighth more work."""

_T = TypeVar("_T", date, int)


def batches(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Cut what came into batches, oldest publication first, no two of a batch being alike.

    Ascending order is what the index takes quickest; two alike in one batch would not know of each other.
    """
    ordered = sorted(incoming, key=lambda one: (one.paper.published or one.appearance.day, -(one.appearance.rank or 0)))
    batch: list[Incoming] = []
    names: set[object] = set()
    for one in ordered:
        own = {*one.paper.ids, title_key(one.paper.title)} - {None}
        if len(batch) == BATCH or names & own:
            yield batch
            batch, names = [], set()
        batch.append(one)
        names |= own
    if batch:
        yield batch


def is_new_text(known: Known) -> bool:
    """Say whether a paper's words are new to the library, so that rules are to be tried on them."""
    return known.stored is None or known.stored.authority == 0


def fired(
    tried: Callable[[Sequence[Rule], Sequence[Paper], Feed], list[tuple[Match, ...]]],
    rules: Sequence[Rule],
    papers: Sequence[Paper],
    known: Sequence[Known],
    feed: Feed,
) -> list[tuple[Match, ...]]:
    """Try all rules on papers that are new, and on those that are new in this feed alone the rules that look at feeds.

    Nothing is tried again for a new version, nor where a feed shows a paper once more.
    """
    found: list[tuple[Match, ...]] = [()] * len(papers)
    unknown = [place for place, one in enumerate(known) if is_new_text(one)]
    elsewhere = [place for place, one in enumerate(known) if not is_new_text(one) and not one.days]
    by_feed = [rule for rule in rules if is_by_feed(rule)] if elsewhere else []
    for some, places in ((rules, unknown), (by_feed, elsewhere)):
        hits = tried(some, [papers[place] for place in places], feed) if some and places else []
        for place, hit in zip(places, hits, strict=True) if hits else ():
            found[place] = hit
    return found


def old_batch(incoming: Sequence[Incoming], known: Sequence[Known], listed: date | None) -> date | None:
    """Give the day whose announcements are listed again under the day `listed`; None where they are that day's own.

    arXiv has served yesterday's batch under a fresh date; taken at its word, every paper of it would be announced
    twice. A paper that was replaced since is listed in a version that this feed has not announced before.
    """
    if not incoming or is_news(incoming, known):
        return None
    common = frozenset.intersection(*(of_it.days for of_it in known))
    return max(common) if common and listed not in common else None


def is_news(incoming: Sequence[Incoming], known: Sequence[Known]) -> bool:
    """Say whether a listing announces some paper in a version that this feed has not announced before."""
    return any(
        one.appearance.version not in {None, *of_it.versions} for one, of_it in zip(incoming, known, strict=True)
    )


def decide(
    incoming: Sequence[Incoming],
    known: Sequence[Known],
    matches: Sequence[tuple[Match, ...]],
    feed: Feed,
    *,
    newest: date | None = None,
    quiet: bool = False,
) -> list[Arrival]:
    """Decide for each incoming paper, in order, what the library shall do with it.

    `quiet` is a first poll or a backfill: nothing notifies, and only what appears on the day `newest` is unread.
    """
    return [
        _decide(one, of_it, fired, feed=feed, newest=newest, quiet=quiet)
        for one, of_it, fired in zip(incoming, known, matches, strict=True)
    ]


def _decide(
    one: Incoming, known: Known, matches: tuple[Match, ...], *, feed: Feed, newest: date | None, quiet: bool
) -> Arrival:
    shown = one.appearance
    replaced = shown.announced in {"replace", "replace-cross"}
    is_new = known.paper is None
    by_hand = feed.kind == "by_hand"
    fresh = is_new and not replaced and not by_hand and (not quiet or shown.day == newest)
    silent = quiet or replaced or by_hand
    first_words = not is_new and is_new_text(known)  # only an identifier until now
    return Arrival(
        incoming=one,
        paper=known.paper,
        via=known.via,
        text=combined(known, one.paper, feed),
        appears=_appearance(shown, known, feed),
        fresh=fresh,
        matches=tuple(replace(match, silent=silent or first_words) for match in matches)
        if is_new or first_words or not known.days  # those that look at feeds fire where it is new there
        else (),
        joins=known.others,
        maybe=known.maybe,
    )


def _appearance(shown: Appearance, known: Known, feed: Feed) -> Appearance | None:
    """Give what to note; a feed without days of its own has shown a paper once it has shown it at all."""
    if known.days and feed.kind in {"feed", "by_hand"}:
        return None
    return shown


def combined(known: Known, said: Paper, feed: Feed) -> Paper | None:
    """Give the stored text, if there is any, with what the feed now says; None where that changes nothing.

    The better source's words stand; among equals those of the feed that gave them, or of a later version. What only
    the other one knows is taken from it. Identifiers are no text and are joined elsewhere.
    """
    stored = known.stored
    if stored is None:
        return said
    equal = said.authority == stored.authority
    own = known.text_feed in {None, feed.id}
    # A better source is believed whatever version a lesser one, such as a page in the browser, has claimed.
    older = said.authority <= stored.authority and (said.version or 0) < (stored.version or 0)
    wins = not older and (
        said.authority > stored.authority or (equal and (own or (said.version or 0) > (stored.version or 0)))
    )
    first, second = (said, stored) if wins else (stored, said)
    text = Paper(
        title=first.title or second.title,
        authors=first.authors or second.authors,
        abstract=first.abstract or second.abstract,
        ids=stored.ids,
        published=first.published or second.published,
        updated=_later(first.updated, second.updated),
        version=_later(first.version, second.version),
        categories=first.categories or second.categories,
        links=first.links + tuple(link for link in second.links if link.kind not in {one.kind for one in first.links}),
        # What only a listing tells may come late or change, so its newest word stands whoever wins.
        summary=said.summary or stored.summary,
        keywords=said.keywords or stored.keywords,
        organisation=said.organisation or stored.organisation,
        thumbnail=said.thumbnail or stored.thumbnail,
        comment=first.comment or second.comment,
        venue=first.venue or second.venue,
        licence=first.licence or second.licence,
        authority=first.authority,
    )
    return None if text == stored else text


def _later(one: _T | None, other: _T | None) -> _T | None:
    """Give the greater of two dates or numbers that may be missing."""
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)
