"""What stands in the sidebar, as a tree of values: views, rules, searches, tags by levels, feeds in folders."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from desktop.language import N_, _, ngettext
from desktop.problems import feed_trouble, feed_warning
from desktop.window.signs import SignName
from storage import Counts, Feed, FeedId, Library, ListName, Rule, RuleId, SavedSearch, SearchId, Tag, View

Kind = Literal["view", "section", "rule", "search", "tag", "folder", "feed"]
Subject: TypeAlias = RuleId | SearchId | FeedId | str | None

VIEWS: Final[tuple[tuple[ListName, SignName, str], ...]] = (
    ("today", "today", N_("Today")),
    ("later", "later", N_("Later")),
    ("trending", "trending", N_("Trending")),
    ("starred", "star", N_("Starred")),
    ("notes", "notes", N_("Notes and quotes")),
    ("recent", "recent", N_("Recent")),
    ("all", "all", N_("All papers")),
)
"""The lists that are always there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `key` names it for good; `view` is what it shows, None where it only holds others.

    `subject` is what an act on it is about: a rule, search or feed by number, a tag or folder by its whole name. A tag
    that only holds others is `bare`: no paper carries it.
    """

    key: str
    kind: Kind
    text: str
    view: View | None = None
    count: int = 0
    sign: SignName | Literal["", "dot"] = ""
    subject: Subject = None
    level: int = 0
    trouble: str = ""
    resting: bool = False
    bare: bool = False

    @property
    def whole(self) -> str:
        """Give the name as it is edited: a tag with the levels above it."""
        return self.subject if isinstance(self.subject, str) else self.text

    def words(self) -> str:
        """Give all that the line shows in words, for those who do not see it."""
        parts = [self.whole if self.kind == "tag" else self.text]
        if self.count:
            unread = self.kind in {"rule", "folder", "feed"} or self.key == "view/today"
            said = ngettext("{count} unread", "{count} unread", self.count) if unread else _papers(self.count)
            parts.append(said.format(count=f"{self.count:,}"))
        if self.resting:
            parts.append(_("paused"))
        if self.trouble:
            parts.append(self.trouble)
        return ", ".join(parts)


def _papers(count: int) -> str:
    return ngettext("{count} paper", "{count} papers", count)


@dataclass(frozen=True, slots=True)
class Node:
    """A line with the lines below it."""

    row: Row
    below: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Shelves:
    """Everything that the sidebar is made from."""

    counts: Counts
    feeds: Sequence[Feed] = ()
    rules: Sequence[Rule] = ()
    searches: Sequence[SavedSearch] = ()
    tags: Sequence[Tag] = ()


def read(library: Library) -> Shelves:
    """Gather it from a library: a few milliseconds, so not where the window lives."""
    return Shelves(library.counts(), library.feeds(), library.rules(), library.searches(), library.tag_tree())


def nodes(shelves: Shelves) -> tuple[Node, ...]:
    """Give the whole tree; a section without lines is left out."""
    sections = (
        _section("rules", _("Rules"), _rules(shelves)),
        _section("searches", _("Saved searches"), [_search(search) for search in shelves.searches]),
        _section("tags", _("Tags"), _tags(shelves.tags)),
        _section("feeds", _("Feeds"), _feeds(shelves)),
    )
    counts = {"today": shelves.counts.today, "later": shelves.counts.later}
    views = [
        Node(Row(f"view/{name}", "view", _(text), View(name), counts.get(name, 0), sign)) for name, sign, text in VIEWS
    ]
    return (*views, *(section for section in sections if section.below))


def _section(name: str, title: str, below: Iterable[Node]) -> Node:
    return Node(Row(f"section/{name}", "section", title), tuple(below))


def _rules(shelves: Shelves) -> list[Node]:
    unread = dict(shelves.counts.rules)
    return [
        Node(
            Row(f"rule/{rule.id}", "rule", rule_name(rule), View(rule=rule.id), unread.get(rule.id, 0), "dot", rule.id)
        )
        for rule in shelves.rules
    ]


def rule_name(rule: Rule) -> str:
    """Give what a rule is called: its words, a single phrase without its quotation marks."""
    text = rule.title
    return text[1:-1] if text.count('"') == 2 and text[0] == text[-1] == '"' else text


def _search(search: SavedSearch) -> Node:
    return Node(Row(f"search/{search.id}", "search", search.name, View(search=search.id), 0, "search", search.id))


# Levels: tags and folders are nested by the slashes in their names


def _tags(tags: Sequence[Tag]) -> tuple[Node, ...]:
    used = {tag.name.casefold(): tag for tag in tags}

    def row(name: str, text: str, level: int) -> Row:
        tag = used[name.casefold()]
        return Row(
            f"tag/{name.casefold()}", "tag", text, View(tag=tag.name), tag.papers, "dot", tag.name, level, bare=tag.bare
        )

    return _nested([tag.name for tag in tags if not tag.bare], row)


def _nested(
    names: Iterable[str], row: Callable[[str, str, int], Row], leaves: Mapping[str, Sequence[Node]] | None = None
) -> tuple[Node, ...]:
    """Make a tree of names with slashes; a level that holds a single line only is told in one line with it."""
    top = _Level("", "", {})
    for name in names:
        level = top
        for part in name.split("/"):
            path = f"{level.path}/{part}" if level.path else part
            level = level.below.setdefault(part.casefold(), _Level(path, part, {}))
        level.named = True
    return tuple(_level(one, row, 0, leaves or {}) for one in _sorted(top.below))


@dataclass(slots=True)
class _Level:
    path: str
    part: str
    below: dict[str, "_Level"]
    named: bool = False


def _sorted(levels: Mapping[str, _Level]) -> list[_Level]:
    return [levels[name] for name in sorted(levels, key=_as_people_sort)]


def _as_people_sort(name: str) -> list[tuple[int, str]]:
    """Give a key by which "chapter 2" comes before "chapter 10"."""
    parts = re.split(r"([0-9]{1,9})", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _level(one: _Level, row: Callable[[str, str, int], Row], depth: int, leaves: Mapping[str, Sequence[Node]]) -> Node:
    text = one.part
    while not one.named and len(one.below) == 1:
        one = next(iter(one.below.values()))
        text = f"{text}/{one.part}"
    below = [_level(other, row, depth + 1, leaves) for other in _sorted(one.below)]
    own = [_deeper(leaf, depth + 1) for leaf in leaves.get(one.path.casefold(), ())]
    return Node(row(one.path, text, depth), (*below, *own))


def _deeper(node: Node, level: int) -> Node:
    return replace(node, row=replace(node.row, level=level))


# Feeds


def _feeds(shelves: Shelves) -> list[Node]:
    unread = dict(shelves.counts.feeds)
    loose: list[Node] = []
    held: dict[str, list[Node]] = {}
    names: dict[str, str] = {}
    for feed in sorted(shelves.feeds, key=lambda feed: _as_people_sort(feed_name(feed).casefold())):
        if feed.kind == "by_hand":
            continue
        folder = feed.folder.casefold()
        names.setdefault(folder, feed.folder)
        (held.setdefault(folder, []) if folder else loose).append(_feed(feed, unread.get(feed.id, 0)))

    def row(name: str, text: str, level: int) -> Row:
        inside = (node.row for key, nodes_ in held.items() if _within(key, name.casefold()) for node in nodes_)
        rows = list(inside)
        troubled = sum(bool(one.trouble) for one in rows)
        said = ngettext("{count} feed needs attention", "{count} feeds need attention", troubled)
        return Row(
            f"folder/{name.casefold()}",
            "folder",
            text,
            count=sum(one.count for one in rows),
            subject=name,
            level=level,
            trouble=said.format(count=troubled) if troubled else "",
        )

    return [*_nested([name for name in names.values() if name], row, held), *loose]


def _within(folder: str, name: str) -> bool:
    return folder == name or folder.startswith(f"{name}/")


def _feed(feed: Feed, unread: int) -> Node:
    trouble = feed_trouble(feed.trouble).text() if feed.trouble else feed_warning(feed.warning)
    resting = feed.paused is not None
    return Node(
        Row(
            f"feed/{feed.id}",
            "feed",
            feed_name(feed),
            View(feed=feed.id),
            unread,
            "paused" if resting else "warning" if trouble else "",
            feed.id,
            trouble="" if resting else trouble,
            resting=resting,
        )
    )


def feed_name(feed: Feed) -> str:
    """Give what a feed is called: by the reader, else by itself, else by its address."""
    if feed.kind == "daily_papers":
        return feed.name or _("Daily Papers")
    return feed.name or feed.title or (_("added by hand") if feed.kind == "by_hand" else feed.url)


def names(feeds: Iterable[Feed]) -> dict[FeedId, str]:
    """Give what feeds are called, by number."""
    return {feed.id: feed_name(feed) for feed in feeds}
