"""Rules: what they find, what they do, and that it is theirs alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage import Entry, Feed, Intake, Library, NotFound, QueryError, Rule, View
from storage.matching import compiled, matches
from storage.model import Author, FeedId, Link, Paper, PaperId, RuleId
from tests.builders import TUESDAY, arrive, incoming, only, paper
from tests.fakes.clock import Clock

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
FEED = Feed(FeedId(3), "http://127.0.0.1/", "feed", "Journal of Whales", added=NOON)


def rule(text: str, **wanted: Any) -> Rule:
    return replace(Rule(RuleId(1), text, NOON), **wanted)


def fires(text: str, said: Paper, **wanted: Any) -> bool:
    return bool(matches([rule(text, **wanted)], [said], FEED)[0])


SAID = Paper(
    title="Fine-tuning of whale songs",
    authors=(Author("Inès Marot"),),
    abstract="Whales learn; learners sing in α-colours.",
    published=date(2026, 6, 1),
    links=(Link("code", "https://code.example"),),
    categories=("cs.SD",),
)


@pytest.mark.parametrize(
    "text",
    [
        "whale",
        "finetuning",
        "colours alpha",
        "learn",
        "~learning",
        "title:song*",
        "author:marot",
        "cat:cs.SD",
        "whale -seal",
        "(seal OR sings OR sing) whale",
        "whale NEAR/1 songs",
        "whales after:2026-06 has:code",
        "year:2026",
        'whale feed:"of whales"',
        "songs feed:3",
        "seal OR (whale before:2026-07)",
    ],
)
def test_a_rule_is_a_search_that_waits_for_papers(text: str) -> None:
    assert fires(text, SAID)


@pytest.mark.parametrize(
    "text",
    ["whales title:sings", "whal", "sing -songs", "whale before:2026-06", "songs feed:4", "whale has:pdf", "sound*"],
)
def test_what_does_not_fit_does_not_fire(text: str) -> None:
    assert not fires(text, SAID)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("-a", "only_not"),
        ("a OR -b", "only_not"),
        ("-(a b)", "only_not"),
        ("a is:starred", "filter"),
        ("a (b OR -tag:c)", "filter"),
        ("a has:note", "filter"),
        ("a votes:>3", "filter"),
        ("a heat:0.9", "filter"),
    ],
)
def test_a_rule_asks_for_what_a_new_paper_can_have(text: str, kind: str) -> None:
    with pytest.raises(QueryError) as raised:
        compiled(text)
    assert raised.value.kind == kind
    if kind == "filter":
        assert raised.value.text[raised.value.start : raised.value.end] == raised.value.value


def test_a_match_has_the_words_and_their_places_in_the_part_that_was_asked_for() -> None:
    [[hit]] = matches([rule("title:~song OR learn*")], [SAID], FEED)
    assert hit.words == ("songs", "learn", "learners")
    assert ("title", 21, 26) in hit.places


def test_a_rule_that_is_off_or_looks_elsewhere_does_not_fire() -> None:
    assert not fires("whale", SAID, paused=NOON)
    assert not fires("whale", SAID, feeds=(FeedId(9),))
    assert fires("whale", SAID, feeds=(FeedId(9), FeedId(3)))


def deed(library: Library, **wanted: Any) -> Rule:
    return library.add_rule("attention", rule("attention", **wanted))


def test_what_a_rule_does_is_read_as_marks_and_tags(library: Library, intake: Intake, daily: Feed) -> None:
    deed(library, marks=("star", "later", "read"), tags=("methods/rl", "Found"))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    entry = library.entry(only(library))
    assert None not in {entry.mark.starred, entry.mark.later, entry.mark.read}
    assert entry.mark.tags == ("Found", "methods/rl")
    assert not entry.unread
    counts = library.counts()
    assert (counts.starred, counts.later) == (1, 1)
    assert library.tags() == {"Found": 1, "methods/rl": 1}
    for text in ("is:starred", "is:later", "tag:methods", "attention tag:found is:read", "-is:unread"):
        assert [one.id for one in library.search(text)] == [entry.id], text
    for name in ("starred", "later"):
        assert [one.id for one in library.entries(name)] == [entry.id]
    assert list(library.numbers(View(tag="methods"))) == [entry.id]


def test_what_a_rule_dismisses_is_out_of_sight(library: Library, intake: Intake, daily: Feed) -> None:
    deed(library, marks=("dismissed",), notify=False)
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    assert library.entries("recent") == []
    assert library.notices() == []
    assert [one.mark.dismissed is not None for one in library.search("is:dismissed")] == [True]


TAKING_BACK: dict[str, Callable[[Library, PaperId], object]] = {
    "star": lambda library, number: library.mark([number], "star", on=False),
    "later": lambda library, number: library.mark([number], "later", on=False),
    "tag": lambda library, number: library.tag([number], remove=["found"]),
}


@pytest.mark.parametrize("what", TAKING_BACK)
def test_the_readers_word_outweighs_the_rule(library: Library, intake: Intake, daily: Feed, what: str) -> None:
    deed(library, marks=("star", "later"), tags=("found",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    number = only(library)
    assert said(library.entry(number)) == {"star", "later", "tag"}
    TAKING_BACK[what](library, number)
    assert said(library.entry(number)) == {"star", "later", "tag"} - {what}
    library.undo()
    assert said(library.entry(number)) == {"star", "later", "tag"}


def said(entry: Entry) -> set[str]:
    there = {"star": entry.mark.starred, "later": entry.mark.later, "tag": entry.mark.tags}
    return {name for name, value in there.items() if value}


def test_removing_a_rule_takes_away_what_it_did_and_nothing_of_the_readers(
    library: Library, intake: Intake, daily: Feed
) -> None:
    kept = deed(library, marks=("star", "later"), tags=("found",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    number = only(library)
    library.mark([number], "star")  # the reader says so too
    library.remove_rule(kept.id)
    assert said(library.entry(number)) == {"star"}
    assert library.entry(number).matches == ()
    library.undo()
    assert said(library.entry(number)) == {"star", "later", "tag"}
    assert len(library.entry(number).matches) == 1


def test_changing_what_a_rule_asks_for_or_does_takes_away_what_it_did(
    library: Library, intake: Intake, daily: Feed
) -> None:
    kept = deed(library, marks=("star",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    number = only(library)
    library.edit_rule(replace(kept, marks=("later",)))
    assert said(library.entry(number)) == set()
    assert [match.edition for match in library.entry(number).matches] == [2]  # it would find it still
    library.edit_rule(replace(kept, text="attention -selective"))
    assert library.entry(number).matches == ()
    library.undo()
    library.undo()
    assert said(library.entry(number)) == {"star"}
    assert library.rules() == [kept]
    library.edit_rule(replace(kept, text="attention models"))
    assert said(library.entry(number)) == set()  # no edition comes back under another text
    assert library.entry(number).matches[0].words == ("attention", "models")


def test_a_name_a_cap_or_a_rest_change_nothing_of_what_a_rule_did(
    library: Library, intake: Intake, daily: Feed
) -> None:
    kept = deed(library, marks=("star",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    library.edit_rule(replace(kept, name="Looking", cap=3, exempt=True, heat=0.5, paused=NOON, notify=False))
    [changed] = library.rules()
    assert (changed.title, changed.cap, changed.exempt, changed.heat, changed.notify) == (
        "Looking",
        3,
        True,
        0.5,
        False,
    )
    assert changed.paused is not None
    assert said(library.entry(only(library))) == {"star"}
    arrive(intake, daily, incoming(paper("More attention to other things", arxiv="2606.00002")))
    assert len(library.entries("starred")) == 1


def test_the_first_poll_stores_matches_and_does_nothing(library: Library, intake: Intake, daily: Feed) -> None:
    deed(library, marks=("star",), tags=("found",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")), quiet=True, newest=TUESDAY)
    assert said(library.entry(only(library))) == set()
    assert len(library.entry(only(library)).matches) == 1
    assert library.notices() == []


def test_a_rule_fires_once_for_a_paper_whatever_shows_it_again(
    library: Library, intake: Intake, daily: Feed, listing: Feed
) -> None:
    kept = deed(library)
    one = paper(arxiv="2606.00001")
    arrive(intake, daily, incoming(one))
    library.shown(library.notices())
    arrive(intake, listing, incoming(one))
    arrive(intake, daily, incoming(replace(one, version=2), announced="replace", day=TUESDAY + timedelta(days=1)))
    library.edit_rule(replace(kept, text="attention OR whales"))
    assert library.notices() == []


def test_a_rule_for_a_feed_fires_when_a_known_paper_appears_there(
    library: Library, intake: Intake, daily: Feed, listing: Feed
) -> None:
    deed(library, feeds=(daily.id,))
    one = paper(arxiv="2606.00001")
    arrive(intake, listing, incoming(one))
    assert library.notices() == []
    for day in (0, 1):
        arrive(intake, daily, incoming(one, day=TUESDAY + timedelta(days=day)))
    assert len(library.notices()) == 1


def test_effects_are_read_through_a_merge(library: Library, intake: Intake, daily: Feed) -> None:
    deed(library, marks=("star",), tags=("found",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    arrive(intake, daily, incoming(paper("Another paper about whales", abstract="", arxiv="2606.00002")))
    numbers = [entry.id for entry in library.entries("all")]
    loser = library.entries("starred")[0].id
    [winner] = [number for number in numbers if number != loser]
    library.merge(loser, winner)
    assert said(library.entry(winner)) == {"star", "tag"}
    assert [one.id for one in library.search("tag:found is:starred")] == [winner]
    library.mark([winner], "star", on=False)
    assert said(library.entry(winner)) == {"tag"}


def test_a_tag_of_a_rule_follows_its_renaming_and_its_joining(library: Library, intake: Intake, daily: Feed) -> None:
    deed(library, tags=("found",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    library.rename_tag("found", "seen")
    assert (library.rules()[0].tags, library.tags()) == (("seen",), {"seen": 1})
    arrive(intake, daily, incoming(paper("Whales", abstract="", arxiv="2606.00002")))
    library.tag([library.number("2606.00002")], add=["other"])
    library.rename_tag("seen", "other")
    assert (library.rules()[0].tags, library.tags()) == (("other",), {"other": 2})
    library.delete_tag("other")
    assert library.tags() == {}


def test_later_has_what_rules_put_there_at_its_end_until_it_is_moved(
    library: Library, intake: Intake, daily: Feed
) -> None:
    deed(library, marks=("later",))
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    arrive(intake, daily, incoming(paper("Whales", abstract="", arxiv="2606.00002")))
    by_rule, own = library.number("2606.00001"), library.number("2606.00002")
    library.mark([own], "later")
    assert [one.id for one in library.entries("later")] == [own, by_rule]
    library.move_later([by_rule], before=own)
    assert [one.id for one in library.entries("later")] == [by_rule, own]


def test_a_preview_says_what_a_rule_would_have_found(
    library: Library, intake: Intake, daily: Feed, clock: Clock
) -> None:
    other = library.add_rule("selective")
    today = clock().date()
    for number, age in enumerate((1, 10, 60, 200)):
        said_ = paper(
            f"Attention number {number} of many", arxiv=f"2606.0000{number}", published=today - timedelta(days=age)
        )
        arrive(intake, daily, incoming(said_))
    arrive(intake, daily, incoming(paper(arxiv="2606.00009", published=today)))
    seen = library.preview(rule("attention", id=RuleId(0)), days=30)
    assert [library.entry(number).paper.title[:12] for number in seen.papers] == [
        "Selective at",
        "Attention nu",
        "Attention nu",
    ]
    assert (round(seen.a_week, 2), seen.overlap) == (0.7, ((other.id, 1),))
    assert len(library.preview(rule("attention"), days=90).papers) == 4
    assert library.preview(rule("attention", feeds=(FeedId(99),))).papers == ()
    assert library.preview(rule("year:2026 after:2020")).days == 30
    with pytest.raises(QueryError):
        library.preview(rule("is:starred"))


def test_the_yield_of_a_rule_counts_what_was_starred_and_what_nobody_opened(
    library: Library, intake: Intake, daily: Feed, clock: Clock
) -> None:
    kept = deed(library)
    for number in range(4):
        arrive(intake, daily, incoming(paper(f"Attention number {number} of many", arxiv=f"2606.0000{number}")))
        library.shown(library.notices())
        clock.advance(minutes=1)
    assert library.yields()[kept.id].unopened == 4
    library.mark([library.number("2606.00001")], "star")
    came = library.yields()[kept.id]
    assert (came.papers, came.starred, came.unopened) == (4, 1, 2)
    assert library.feed_yields()[daily.id].starred == 1


def test_why_a_paper_did_or_did_not_match_is_said_word_by_word(library: Library, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    fits, reasons = library.why("attention (whales OR space) -selective year:2026", only(library))
    assert not fits
    assert [(one.text, one.wanted, one.there) for one in reasons] == [
        ("attention", True, True),
        ("whales", True, False),
        ("space", True, True),
        ("selective", False, True),
        ("year:2026", True, True),
    ]
    assert library.why("attention -whales", only(library))[0]
    with pytest.raises(NotFound):
        library.why("attention", PaperId(99))


def test_a_search_explains_how_it_is_read_and_answered(library: Library) -> None:
    said_ = library.explain("title:~learn (a OR is:starred)")
    assert said_.text == "title:~learn (a OR is:starred)"
    assert said_.tree[0] == "And"
    assert said_.tree[2:5] == ("  Or", '    Word: text a  →  {title abstract authors} : "a"', "    Is: state starred")
    assert "learning" in said_.words
    assert any("papers_fts" in step for step in said_.plan)


def test_a_rule_with_the_same_words_is_kept_once_unless_it_does_something_else(library: Library) -> None:
    first = library.add_rule("attention")
    assert library.add_rule(" attention ").id == first.id
    assert deed(library).id == first.id
    assert deed(library, marks=("star",)).id != first.id
    with pytest.raises(NotFound):
        library.edit_rule(replace(first, id=RuleId(99)))
