"""What a row says beside its title, in words: who, from where, how old, how it grows; paints nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from PySide6.QtCore import QDate, QLocale

from desktop.language import _, ngettext
from storage import Author, Entry, FeedId, Heat, Match, RuleId

_MOST_NAMES: Final = 12
"""More never fit into a row; a paper may have thousands."""


def names(authors: Sequence[Author], fits: Callable[[str], bool]) -> str:
    """Give as many names as fit and the number of the others; the first name even where it does not fit."""
    best = ""
    for shown in range(1, min(len(authors), _MOST_NAMES) + 1):
        text = _names(authors, shown)
        if fits(text):
            best = text
        elif len(authors) > shown + 1 or shown == len(authors):
            # Else the next try is all of them, which can be shorter than most of them "and 1 other".
            break
    if best or not authors:
        return best
    return authors[0].name if len(authors) == 1 else f"{authors[0].name} +{len(authors) - 1}"


def _names(authors: Sequence[Author], shown: int) -> str:
    said = ", ".join(author.name for author in authors[:shown])
    others = len(authors) - shown
    if not others:
        return said
    if shown == 1:
        return ngettext("{names} and {count} other", "{names} and {count} others", others).format(
            names=said, count=others
        )
    return ngettext("{names}, and {count} other", "{names}, and {count} others", others).format(
        names=said, count=others
    )


def sources(feeds: Sequence[FeedId], called: Mapping[FeedId, str]) -> str:
    """Give the names of the feeds, the categories of arXiv together: "Daily Papers · arXiv cs.LG, stat.ML"."""
    grouped: dict[str, list[str]] = {}
    for feed in feeds:
        name = called.get(feed, "")
        family, space, rest = name.partition(" ")
        if family == "arXiv" and space:
            grouped.setdefault(family, []).append(rest)
        elif name:
            grouped.setdefault(name, [])
    return " · ".join(f"{name} {', '.join(parts)}" if parts else name for name, parts in grouped.items())


def facts(entry: Entry, now: datetime, *, waiting: bool = True) -> list[str]:
    """Give what stands behind the sources: what the reader did, a newer version, age, stars of the code.

    `waiting` False leaves out that it is in Later, as where all of them are.
    """
    said: list[str] = []
    if entry.mark.done:
        said.append(_("done"))
    elif entry.mark.later and waiting:
        said.append(_("in Later"))
    said.append(age(moment(entry), now))
    if entry.updated_to:
        said.append(_("now v{version}").format(version=entry.updated_to))
    stars = entry.appearance.stars if entry.appearance else None
    if stars:
        said.append(_("code {stars}").format(stars=compact(stars)))
    return said


def moment(entry: Entry) -> datetime:
    """Give when a paper was news: when it came to us, or on its list's day where that is long over."""
    if entry.appearance is None:
        return entry.added
    return min(entry.added, datetime.combine(entry.appearance.day + timedelta(days=1), time(), UTC))


def age(moment: datetime, now: datetime) -> str:
    """Give how long ago something was, in the largest unit that says it; from two weeks on, the date."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 60:
        return _("{count} min").format(count=max(minutes, 1))
    if minutes < 24 * 60:
        return _("{count} h").format(count=minutes // 60)
    if minutes < 14 * 24 * 60:
        return _("{count} d").format(count=minutes // (24 * 60))
    local, today = moment.astimezone(), now.astimezone()
    form = "d MMM" if local.year == today.year else "MMM yyyy"
    return QLocale().toString(QDate(local.year, local.month, local.day), form)


def same_minute(one: datetime, other: datetime) -> bool:
    """Say whether ages are the same from both moments, as words have them."""
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def growth(heat: Heat | None) -> str:
    """Give the change of the votes, "+31 in 24 h"; empty where there is none."""
    if heat is None or heat.gained <= 0:
        return ""
    if heat.hours >= 47.5:
        return _("+{gained} in {days} d").format(gained=compact(heat.gained), days=round(heat.hours / 24))
    return _("+{gained} in {hours} h").format(gained=compact(heat.gained), hours=max(1, round(heat.hours)))


def compact(number: int) -> str:
    """Give a number in few signs: 980, 1.2k, 34k."""
    if number < 1000:
        return str(number)
    # Rounded down, as nobody should gain a vote by rounding.
    if number < 10_000:
        return f"{number // 100 / 10:g}k"
    return f"{number // 1000}k"


def rule_words(match: Match, rules: Mapping[RuleId, str]) -> str:
    """Give what a rule asked for, or the words it found where the rule is not known."""
    return rules.get(match.rule, "") or ", ".join(match.words[:1])
