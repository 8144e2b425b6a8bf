"""How a feed is doing, in words: when it was read, when it is looked at again and why then, what it brings."""

from datetime import datetime, timedelta

from desktop.feeds.schedule import STOPPED, is_due
from desktop.language import N_, _, ngettext
from desktop.problems import feed_trouble, feed_warning
from storage import Feed

_WHYS = {
    "arxiv": N_("arXiv makes its next listing at midnight in New York, and an hour is left for it."),
    "arxiv_again": N_("Today's listing of arXiv was not there yet, so it is looked for once more."),
    "asked": N_("The server asked us to wait so long."),
    "failed": N_("The last check failed; each further failure doubles the wait, up to a day."),
    "fresh": N_("The server said that its answer stays as it is until then."),
    "gone": N_("It said that it is gone for good, so it is asked no more."),
    "many_new": N_("Much of what it listed was new, so it is looked at sooner."),
    "night": N_("Daily Papers are left alone at night, by your clock."),
    "offline": N_("There was no network, so nobody was asked."),
    "pace": N_("That is about how long it takes to bring something new."),
    "papers": N_("Votes and papers come all day, so it is looked at every three hours."),
    "skipped": N_("The feed asks not to be looked at in the hours or on the days before."),
    "source": N_("Preprint servers are looked at every six hours."),
    "ttl": N_("The feed says that it stays as it is until then."),
    "unknown": N_("It has not been watched long enough to know how often it brings something."),
}


def next_words(feed: Feed, now: datetime) -> str:
    """Say when a feed is checked next, as a part of a sentence."""
    if feed.paused:
        return _("never while it rests")
    if feed.next_check == STOPPED:
        return _("never by itself")
    if feed.next_check is None or is_due(feed, now):
        return _("at the next poll")
    return _("in {span}").format(span=span_words(feed.next_check - now))


def why_words(feed: Feed, now: datetime) -> str:
    """Say why then."""
    if feed.paused:
        return _("You let it rest on {day}.").format(day=f"{feed.paused.astimezone():%Y-%m-%d}")
    if feed.next_check is None:
        return _("It has not been checked yet.")
    if is_due(feed, now) and feed.next_check > now:
        return _("The clock has been set back since, so its plan means nothing.")
    return _(_WHYS.get(feed.why, N_("That was decided by an earlier version.")))


def last_words(feed: Feed, now: datetime) -> str:
    """Say how the last check went, in a sentence or two."""
    if feed.checked is None:
        return _("Never checked.")
    when = ago_words(now - feed.checked)
    if feed.trouble is None:
        said = _("Read {ago}.").format(ago=when)
        return f"{said} {feed_warning(feed.warning)}" if feed.warning else said
    tried = ngettext(
        "Failed {ago}: {why}", "Failed {count} times in a row, last {ago}: {why}", max(feed.failures, 1)
    ).format(ago=when, count=feed.failures, why=feed_trouble(feed.trouble).text())
    read = _("Last read {ago}.").format(ago=ago_words(now - feed.succeeded)) if feed.succeeded else _("Never read yet.")
    return f"{tried} {read}"


def pace_words(pace: float | None) -> str:
    """Say how many papers a feed brings, in a few words; empty where nobody knows."""
    if pace is None:
        return ""
    if pace >= 0.95:
        return ngettext("{count} paper a day", "{count} papers a day", round(pace)).format(count=round(pace))
    if pace * 7 >= 0.95:
        return ngettext("{count} paper a week", "{count} papers a week", round(pace * 7)).format(count=round(pace * 7))
    return _("hardly anything")


def ago_words(span: timedelta) -> str:
    """Say how long ago something was."""
    return _("just now") if span < timedelta(minutes=1) else _("{span} ago").format(span=span_words(span))


def span_words(span: timedelta) -> str:
    """Say a span of time in its largest unit."""
    minutes = max(round(span.total_seconds() / 60), 1)
    if minutes < 60:
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", round(hours / 24)).format(count=round(hours / 24))
