"""What a filter asks of a paper, as an SQL expression; what is typed reaches it only as bound values.

States, tags, notes, feeds and votes are read through `merges`, because every row keeps the number of the paper it was
written for.
"""

# ruff: noqa: S608  # all SQL here is put together from our own pieces, values are bound

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, assert_never

from storage.asked import (
    After,
    Before,
    Did,
    Filter,
    Has,
    Hot,
    InFeed,
    Is,
    Key,
    Moment,
    Note,
    Query,
    Quoted,
    State,
    Tag,
    Thing,
    Votes,
    Year,
)
from storage.model import MarkKind
from storage.rule_model import RULE_MARKS


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression about a row `p` of papers, and the values it binds."""

    sql: str
    params: tuple[object, ...] = ()


EVERY_PAPER: Final = Condition("1")
"""What holds of every paper."""


def marked(kind: MarkKind, *, of: str = "p.id") -> str:
    """Give the expression that this mark is set on the paper `of`, or on one that was merged into it.

    A rule may have set it, where the reader said nothing of it.
    """
    said = _own_or_merged("marks", f"k.kind = '{kind}' AND k.state = 1", of=of)
    if kind not in RULE_MARKS:
        return said
    return f"({said} OR {_own_or_merged('effects', _by_rule(kind), of=of)})"


def _by_rule(kind: MarkKind) -> str:
    """Say that a row `k` of effects sets this mark: its rule is in force, and the reader said nothing of it."""
    unsaid = f"NOT EXISTS (SELECT 1 FROM marks m WHERE m.paper = k.paper AND m.kind = '{kind}')"
    return f"k.act = '{kind}' AND {_IN_FORCE} AND {unsaid}"


def matched() -> str:
    """Give the expression that a rule in force fired for the paper `p`, or for one that was merged into it."""
    return _own_or_merged("matches", _IN_FORCE)


def unread(at: Moment) -> Condition:
    """Give the expression that the paper `p` arrived as new, is neither read nor dismissed, and is young or matched.

    For lists that it leads: SQLite begins with the few papers that can be unread.
    """
    seen = f"{marked('read', of='c.id')} OR {marked('dismissed', of='c.id')}"  # before any paper's row is read
    return Condition(
        f"(p.fresh = 1 AND p.id IN (SELECT c.id FROM ({_YOUNG_OR_MATCHED}) c WHERE NOT ({seen})))", (_young(at),)
    )


def is_unread(at: Moment) -> Condition:
    """Give the same for rows that something else has chosen; the set above would be walked for each of them."""
    return Condition(
        f"(p.fresh = 1 AND (p.added >= ? OR {matched()}) AND NOT {marked('read')} AND NOT {marked('dismissed')})",
        (_young(at),),
    )


def _young(at: Moment) -> str:
    return _stamp(at.now - timedelta(days=at.unread_days))


def of_filter(query: Filter, at: Moment) -> Condition:  # noqa: C901, PLR0911, PLR0912  a line for each filter
    """Give the expression that a paper `p` fits a filter."""
    match query:
        case Is():
            return _state(query.state, at)
        case Tag():
            tagged = _tagged(query)
            said = _own_or_merged("taggings", f"k.state = 1 AND {tagged.sql}")
            done = f"p.id IN ({_roots('effects', _TAGGED_BY_RULE)})"
            return Condition(f"({said} OR {done})", (*tagged.params * 2, *tagged.params))
        case InFeed():
            number = int(query.name) if _NUMBER.fullmatch(query.name) else None
            return Condition(_own_or_merged("appearances", _FED), (query.name, number) * 2)
        case Note():
            return Condition(_own_or_merged("notes", _NOTED), (query.text, query.text))
        case Quoted():
            return Condition(_own_or_merged("quotes", _QUOTED), (query.text, query.text))
        case Key():
            return Condition(_own_or_merged("cite_keys", _KEYED), (query.text,) * 4)
        case Has():
            return Condition(_has(query.thing))
        case Hot():
            return Condition("p.id IN (SELECT value FROM json_each(?))", (_hot(query, at),))
        case Did():
            during = _during(query)
            return Condition(_own_or_merged(_DONE_IN[query.deed], during.sql), during.params * 2)
        case After():
            return Condition(f"{_DAY} >= ?", (query.day.isoformat(),))
        case Before():
            return Condition(f"{_DAY} < ?", (query.day.isoformat(),))
        case Year():
            return Condition("p.year IS ?", (query.year,))
        case Votes():
            return _votes(query)
        case _:
            assert_never(query)


def _state(state: State, at: Moment) -> Condition:
    match state:
        case "starred":
            return Condition(marked("star"))
        case "later":
            return Condition(f"({marked('later')} AND NOT {marked('done')})")
        case "unread":
            return is_unread(at)
        case "new":
            return Condition("(p.fresh = 1 AND p.added >= ?)", (_stamp(at.now - timedelta(days=1)),))
        case "updated":
            return Condition(_UPDATED)
        case _:
            return Condition(marked(state))


def _has(thing: Thing) -> str:
    match thing:
        case "code":
            return _WITH_CODE
        case "pdf":
            return "instr(p.links, '[\"pdf\"') > 0"
        case _:
            table, fits = _HAD[thing]
            return _own_or_merged(table, fits)


def _hot(query: Hot, at: Moment) -> str:
    """Give the papers of that heat as JSON; what does not rise has none."""
    fits = {">": float.__gt__, ">=": float.__ge__, "<": float.__lt__, "<=": float.__le__}[query.sign]
    return json.dumps([paper for paper, heat in at.heats().items() if fits(float(heat.share), float(query.share))])


def _during(query: Did) -> Condition:
    """Say when a row `k` was written. Times are stored in UTC; days are the reader's own."""
    kind = "k.kind = 'star' AND k.state = 1 AND " if query.deed == "starred" else ""
    first, after = _begin(query.first), _begin(query.last + timedelta(days=1)) if query.last < date.max else "9"
    match query.sign:
        case ">":
            return Condition(f"{kind}k.at >= ?", (after,))
        case ">=":
            return Condition(f"{kind}k.at >= ?", (first,))
        case "<":
            return Condition(f"{kind}k.at < ?", (first,))
        case "<=":
            return Condition(f"{kind}k.at < ?", (after,))
        case _:
            return Condition(f"{kind}k.at >= ? AND k.at < ?", (first, after))


def _begin(day: date) -> str:
    try:
        return _stamp(datetime.combine(day, time()).astimezone())
    except (OverflowError, ValueError):  # of the first or the last days that there are
        return day.isoformat()


def _votes(query: Votes) -> Condition:
    if query.sign in (">", ">="):
        return Condition(_own_or_merged("appearances", f"k.votes {query.sign} ?"), (query.count, query.count))
    opposite = ">=" if query.sign == "<" else ">"
    voted = _own_or_merged("appearances", "k.votes IS NOT NULL")
    more = _own_or_merged("appearances", f"k.votes {opposite} ?")
    return Condition(f"({voted} AND NOT {more})", (query.count, query.count))


def _tagged(query: Tag) -> Condition:
    below = f"{query.name}/"
    return Condition(f"k.tag IN ({_TAGS})", (query.name, below, below))


def _own_or_merged(table: str, fits: str, *, of: str = "p.id") -> str:
    """Say that a row `k` of the table that fits is of the paper or of one merged into it; both by primary key."""
    return (
        f"(EXISTS (SELECT 1 FROM {table} k WHERE k.paper = {of} AND {fits})"
        f" OR EXISTS (SELECT 1 FROM merges g CROSS JOIN {table} k ON k.paper = g.loser WHERE g.root = {of} AND {fits}))"
    )


def _roots(table: str, fits: str) -> str:
    return f"SELECT coalesce(g.root, k.paper) AS id FROM {table} k LEFT JOIN merges g ON g.loser = k.paper WHERE {fits}"


def leader(term: Query, at: Moment) -> Condition | None:  # noqa: C901, PLR0911, PLR0912  a line for each filter
    """Give a statement for the ids among which all are that fit, where these are few and an index has them."""
    match term:
        case Is(state="done"):
            return Condition(_roots("marks", "k.kind = 'done' AND k.state = 1"))
        case Is(state="starred" | "later" as state):
            kind: MarkKind = "star" if state == "starred" else "later"
            said, done = _roots("marks", f"k.kind = '{kind}' AND k.state = 1"), _roots("effects", _by_rule(kind))
            return Condition(f"{said} UNION ALL {done}")
        case Is(state="unread"):
            return Condition(_YOUNG_OR_MATCHED, (_young(at),))
        case Is(state="new"):
            return Condition("SELECT id FROM papers WHERE added >= ?", (_stamp(at.now - timedelta(days=1)),))
        case Is(state="updated"):
            return Condition(_roots("marks", _KNOWN))
        case Tag():
            tagged = _tagged(term)
            said, done = _roots("taggings", f"k.state = 1 AND {tagged.sql}"), _roots("effects", _TAGGED_BY_RULE)
            return Condition(f"{said} UNION ALL {done}", tagged.params * 2)
        case Note():
            return Condition(_roots("notes", _NOTED), (term.text,))
        case Quoted():
            return Condition(_roots("quotes", _QUOTED), (term.text,))
        case Key():
            return Condition(_roots("cite_keys", _KEYED), (term.text, term.text))
        case Did():
            during = _during(term)
            return Condition(_roots(_DONE_IN[term.deed], during.sql), during.params)
        case Has(thing="note" | "quote" as thing):
            table, fits = _HAD[thing]
            return Condition(_roots(table, fits))
        case Votes(sign=">" | ">=" as sign, count=count):
            return Condition(_roots("appearances", f"k.votes IS NOT NULL AND k.votes {sign} ?"), (count,))
        case Hot():
            return Condition("SELECT value AS id FROM json_each(?)", (_hot(term, at),))
        case _:
            return None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


_IN_FORCE: Final = "(k.rule, k.edition) IN (SELECT r.id, r.edition FROM rules r WHERE r.removed IS NULL)"
_WITH_CODE: Final = "instr(p.links, '[\"code\"') > 0"
_KNOWN: Final = "k.kind IN ('star', 'later', 'read') AND k.state = 1"
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_DAY: Final = "coalesce(p.published, substr(p.added, 1, 10))"
_TAGS: Final = "SELECT t.id FROM tags t WHERE t.name = ? OR substr(t.name, 1, length(?)) = ? COLLATE NOCASE"
_TAGGED_BY_RULE: Final = (
    f"{_IN_FORCE} AND k.act IN (SELECT 'tag:' || id FROM ({_TAGS})) AND NOT EXISTS (SELECT 1 FROM taggings m"
    " WHERE m.paper = k.paper AND m.tag = CAST(substr(k.act, 5) AS INTEGER))"
)
_NOTED: Final = "instr(lower(k.text), lower(?)) > 0"
_QUOTED: Final = f"k.removed IS NULL AND {_NOTED}"
_KEYED: Final = "substr(k.key, 1, length(?)) = ? COLLATE NOCASE"
_DONE_IN: Final = {"starred": "marks", "opened": "openings"}
_HAD: Final = {"note": ("notes", "1"), "quote": ("quotes", "k.removed IS NULL")}
_UPDATED: Final = (  # a version was announced since the reader first marked the paper: entries._updated_to
    "EXISTS (WITH own(id) AS (SELECT p.id UNION ALL SELECT g.loser FROM merges g WHERE g.root = p.id)"
    " SELECT 1 FROM own CROSS JOIN appearances a ON a.paper = own.id"
    " WHERE a.version > 0 AND a.announced IN ('replace', 'replace-cross') AND a.day >= (SELECT substr(min(k.at), 1, 10)"
    f" FROM own o CROSS JOIN marks k ON k.paper = o.id WHERE {_KNOWN}))"
)
_FED: Final = (
    "k.feed IN (SELECT f.id FROM feeds f WHERE instr(lower(f.title || ' ' || f.name), lower(?)) > 0 OR f.id = ?)"
)
_YOUNG_OR_MATCHED: Final = f"SELECT id FROM papers WHERE added >= ? UNION {_roots('matches', _IN_FORCE)}"
