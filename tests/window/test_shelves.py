"""What stands in the sidebar, before anything is drawn."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from desktop.window.shelves import Node, Row, Shelves, nodes
from storage import Counts, Feed, FeedId, Rule, RuleId, SavedSearch, SearchId, Tag, Trouble, View

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
NONE = Counts(0, 0, 0, 0)


def feed(number: int, title: str, **changed: Any) -> Feed:
    plain = Feed(FeedId(number), f"http://127.0.0.1/{number}.xml", "feed", title, NOW)
    return replace(plain, **changed)


def drawn(shelves: Shelves, section: str) -> list[str]:
    """Give the lines of a section, indented as they are nested."""
    found = next((node for node in nodes(shelves) if node.row.key == f"section/{section}"), None)
    return _lines(found.below, "") if found else []


def _lines(below: tuple[Node, ...], indent: str) -> list[str]:
    return [
        line
        for node in below
        for line in (f"{indent}{node.row.text} {node.row.count or ''}".rstrip(), *_lines(node.below, f"{indent}  "))
    ]


def row(shelves: Shelves, key: str) -> Row:
    found = [node.row for node in _all(nodes(shelves)) if node.row.key == key]
    assert len(found) == 1
    return found[0]


def _all(some: tuple[Node, ...]) -> list[Node]:
    return [one for node in some for one in (node, *_all(node.below))]


def test_the_views_are_always_there_and_empty_sections_are_not() -> None:
    shelves = Shelves(Counts(papers=9, later=2, today=3, starred=1))
    assert [(node.row.text, node.row.count) for node in nodes(shelves)] == [
        ("Today", 3),
        ("Later", 2),
        ("Trending", 0),
        ("Starred", 0),
        ("Notes and quotes", 0),
        ("Recent", 0),
        ("All papers", 0),
    ]


def test_tags_are_nested_by_their_slashes_and_a_level_with_one_line_is_no_line_of_its_own() -> None:
    tags = (
        Tag("methods", "", 3, bare=True),
        Tag("methods/rl", "", 3),
        Tag("Thesis", "", 5, bare=True),
        Tag("Thesis/ch 10", "", 1),
        Tag("Thesis/ch 2", "", 4),
        Tag("Thesis/ch 2/table", "", 2),
    )
    assert drawn(Shelves(NONE, tags=tags), "tags") == [
        "methods/rl 3",
        "Thesis 5",
        "  ch 2 4",
        "    table 2",
        "  ch 10 1",
    ]
    level = row(Shelves(NONE, tags=tags), "tag/thesis")
    assert (level.view, level.bare, level.whole) == (View(tag="Thesis"), True, "Thesis")
    assert row(Shelves(NONE, tags=tags), "tag/thesis/ch 2/table").whole == "Thesis/ch 2/table"


def test_feeds_lie_in_their_folders_which_say_what_is_unread_in_them() -> None:
    feeds = (
        feed(1, "Zebra"),
        feed(2, "arXiv cs.LG", folder="arXiv"),
        feed(3, "", folder="Labs/EU"),
        feed(4, "Ours", folder="labs", name="Our lab"),
        feed(5, "by hand", kind="by_hand"),
    )
    counts = replace(NONE, feeds=((FeedId(2), 4), (FeedId(3), 1), (FeedId(4), 2)))
    assert drawn(Shelves(counts, feeds), "feeds") == [
        "arXiv 4",
        "  arXiv cs.LG 4",
        "Labs 3",
        "  EU 1",
        "    http://127.0.0.1/3.xml 1",
        "  Our lab 2",
        "Zebra",
    ]


def test_a_feed_in_trouble_says_so_in_words_and_so_does_its_folder() -> None:
    shelves = Shelves(NONE, (feed(1, "Lab", folder="Labs", trouble=Trouble("offline")), feed(2, "Far", folder="Labs")))
    assert row(shelves, "feed/1").trouble.startswith("There is no network.")
    assert row(shelves, "feed/1").words() == "Lab, There is no network. It is tried again by itself."
    assert row(shelves, "folder/labs").trouble == "1 feed needs attention"


def test_a_feed_that_rests_needs_no_attention() -> None:
    resting = row(Shelves(NONE, (feed(1, "Lab", trouble=Trouble("offline"), paused=NOW),)), "feed/1")
    assert (resting.trouble, resting.resting, resting.words()) == ("", True, "Lab, paused")


def test_rules_and_searches_go_by_their_names() -> None:
    rules = (Rule(RuleId(1), '"state space"', NOW), Rule(RuleId(2), '"a b" OR "c d"', NOW))
    shelves = Shelves(replace(NONE, rules=((RuleId(1), 2),)), (), rules, (SavedSearch(SearchId(3), "Fast", "x", NOW),))
    assert drawn(shelves, "rules") == ["state space 2", '"a b" OR "c d"']
    assert row(shelves, "rule/1").words() == "state space, 2 unread"
    assert row(shelves, "search/3").view == View(search=SearchId(3))
