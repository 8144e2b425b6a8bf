"""What rules have found, as a value, and as the words of a notice; no Qt."""

from dataclasses import dataclass

from desktop.language import _, ngettext
from storage import Entry, legible


@dataclass(frozen=True, slots=True)
class News:
    """Matched papers not told before (`fresh`, latest first) with the rules' words, the last matches, the badge.

    `waiting` counts the papers in Later and the unread ones that a rule matched lately.
    """

    fresh: tuple[Entry, ...] = ()
    words: tuple[str, ...] = ()
    latest: tuple[Entry, ...] = ()
    waiting: int = 0


def notice(news: News) -> tuple[str, str]:
    """Give title and text of one notice about everything fresh."""
    count = len(news.fresh)
    words = ", ".join(news.words[:3]) + (" …" if len(news.words) > 3 else "")
    title = ngettext("A new paper matches {words}", "{count} new papers match {words}", count)
    lines = [legible(entry.paper.title) for entry in news.fresh[:3]]
    if count > len(lines):
        more = count - len(lines)
        lines.append(ngettext("and {count} other", "and {count} others", more).format(count=more))
    return title.format(count=count, words=words or _("a rule")), "\n".join(lines)
