from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage import conditions, search
from storage.asked import EVERYTHING, Moment
from storage.model import Heat, PaperId
from storage.query import parse
from tests.storage.shelf import NOW, Shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()
    yield shelf
    shelf.db.close()


def test_words_are_all_wanted_wherever_they_stand(shelf: Shelf) -> None:
    mamba = shelf.paper(
        "Mamba", "Linear-time sequence modelling with state spaces", "Albert Gu, Tri Dao", "cs.LG cs.AI"
    )
    hippo = shelf.paper("HiPPO: Recurrent memory", "Optimal polynomial projections; a state", "Albert Gu", "cs.LG")
    assert shelf.find("state gu") == [mamba, hippo]
    assert shelf.find("state dao") == [mamba]
    assert shelf.find("mamba OR hippo") == [mamba, hippo]
    assert shelf.find("gu -mamba") == [hippo]
    assert shelf.find("gu (dao OR memory) -(linear time)") == [hippo]
    assert shelf.find("gu NOT (mamba OR hippo)") == []
    assert shelf.find("-mamba") == [hippo]
    assert shelf.find("dao OR -mamba") == [mamba, hippo]
    assert shelf.find("") == [mamba, hippo]


def test_phrases_and_compounds_stand_together(shelf: Shelf) -> None:
    near = shelf.paper("Fine-tuning of state space models")
    far = shelf.paper("Tuning a fine space of states", "a state, then space")
    assert shelf.find('"state space"') == [near]
    assert shelf.find("finetuning") == shelf.find("fine-tuning") == [near]
    assert shelf.find("fine tuning") == [near, far]
    assert shelf.find('-"state space"') == [far]


def test_parts_of_a_paper_are_searched_alone(shelf: Shelf) -> None:
    one = shelf.paper("Language agents", "We cite Smith", "Jane Doe", "cs.AI cs.CL")
    two = shelf.paper("Planning", "language models", "Ann Smith", "stat.ML")
    assert shelf.find("title:language") == [one]
    assert shelf.find("abs:language") == [two]
    assert shelf.find("author:smith") == [two]
    assert shelf.find('author:"Ann Smith"') == [two]
    assert shelf.find("cat:cs.AI") == [one]
    assert shelf.find("cat:cs") == [one]
    assert shelf.find("cs.CL") == [one]
    assert shelf.find("title:(agents OR planning) -author:doe") == [two]


def test_a_word_is_no_category(shelf: Shelf) -> None:
    shelf.paper("Sorting networks", cats="cs.AI")
    paper = shelf.paper("Explainable AI", cats="cs.HC")
    assert shelf.find("AI") == [paper]


def test_marks_are_found_also_on_a_paper_that_was_merged(shelf: Shelf) -> None:
    plain, starred, winner, loser = (shelf.paper("Paper") for _ in range(4))
    shelf.mark(starred, "star")
    shelf.mark(loser, "star")
    shelf.mark(plain, "star", state=0)
    shelf.merge(loser, winner)
    assert shelf.find("is:starred") == [starred, winner]
    assert shelf.find("paper is:starred") == [starred, winner]
    assert shelf.find("-is:starred") == [plain]
    assert shelf.find("paper -is:starred") == [plain]


def test_later_ends_where_done_begins(shelf: Shelf) -> None:
    later, done = shelf.paper("A"), shelf.paper("B")
    for paper in (later, done):
        shelf.mark(paper, "later")
    shelf.mark(done, "done")
    assert shelf.find("is:later") == [later]
    assert shelf.find("is:done") == [done]


def test_read_and_dismissed_are_states(shelf: Shelf) -> None:
    read, dismissed = shelf.paper("A"), shelf.paper("B")
    shelf.mark(read, "read")
    shelf.mark(dismissed, "dismissed")
    assert shelf.find("is:read") == [read]
    assert shelf.find("is:dismissed") == [dismissed]


def test_unread_is_new_and_young_or_matched(shelf: Shelf) -> None:
    young = shelf.paper("Young", added=NOW - timedelta(days=6))
    shelf.paper("Old", added=NOW - timedelta(days=8))
    matched = shelf.paper("Matched", added=NOW - timedelta(days=80))
    shelf.paper("Backfilled", added=NOW, fresh=False)
    read = shelf.paper("Read", added=NOW)
    dismissed = shelf.paper("Dismissed", added=NOW)
    winner = shelf.paper("Winner", added=NOW - timedelta(days=80))
    loser = shelf.paper("Loser", added=NOW)
    shelf.put("rules", text="matched", added="2025-01-01T00:00:00+00:00")
    for paper in (matched, loser):
        shelf.put(
            "matches", rule=1, edition=1, paper=paper, at="2025-01-01T00:00:00+00:00", words="[]", places="[]", silent=0
        )
    shelf.mark(read, "read")
    shelf.mark(dismissed, "dismissed")
    shelf.merge(loser, winner)
    assert shelf.find("is:unread") == [young, matched, winner]
    assert shelf.find("is:unread title:young") == [young]
    assert set(shelf.find("-is:unread")).isdisjoint([young, matched, winner])
    unread = conditions.unread(Moment(NOW))
    rows = shelf.db.execute(f"SELECT p.id FROM papers p WHERE {unread.sql} ORDER BY p.id", unread.params)
    assert [row[0] for row in rows] == [young, matched, winner]


def test_new_is_of_the_last_day(shelf: Shelf) -> None:
    new = shelf.paper("New", added=NOW - timedelta(hours=23))
    shelf.paper("Old", added=NOW - timedelta(hours=25))
    shelf.paper("Backfilled", added=NOW, fresh=False)
    assert shelf.find("is:new") == [new]


def test_a_tag_holds_the_tags_below_it(shelf: Shelf) -> None:
    ml, rl, mlops, taken = (shelf.paper("Paper") for _ in range(4))
    shelf.tag(ml, "ML")
    shelf.tag(rl, "ml/rl")
    shelf.tag(mlops, "mlops")
    shelf.tag(taken, "ml", state=0)
    assert shelf.find("tag:ml") == [ml, rl]
    assert shelf.find("tag:ML/RL paper") == [rl]
    assert shelf.find("tag:m%") == []
    assert shelf.find("-tag:ml") == [mlops, taken]


def test_tags_notes_feeds_and_votes_are_read_through_merges(shelf: Shelf) -> None:
    winner, loser, other = (shelf.paper("Paper") for _ in range(3))
    shelf.tag(loser, "ml")
    shelf.put("notes", paper=loser, text="Why: the Baseline", at="2025-01-01T00:00:00+00:00", origin="cli")
    shelf.shown(loser, shelf.feed("arXiv cs.LG"), votes=30)
    shelf.shown(other, shelf.feed("Nature"))
    shelf.merge(loser, winner)
    for text in ("tag:ml", "note:baseline", "feed:ARXIV", "feed:1", "votes:>29"):
        assert shelf.find(text) == [winner]
        assert shelf.find(f"paper {text}") == [winner]


def test_votes_are_the_most_that_any_feed_counts(shelf: Shelf) -> None:
    hot, cold, unvoted = (shelf.paper("Paper") for _ in range(3))
    feed = shelf.feed("Daily Papers")
    shelf.shown(hot, feed, votes=5, day="2025-06-01")
    shelf.shown(hot, feed, votes=50, day="2025-06-02")
    shelf.shown(cold, feed, votes=5)
    shelf.shown(unvoted, feed)
    assert shelf.find("votes:>5") == [hot]
    assert shelf.find("votes:5") == [hot, cold]
    assert shelf.find("votes:<=5") == shelf.find("votes:<50") == [cold]
    assert shelf.find("-votes:0") == [unvoted]


def test_a_feed_is_known_by_a_piece_of_its_title_or_its_number(shelf: Shelf) -> None:
    one, two = shelf.paper("A"), shelf.paper("B")
    shelf.shown(one, shelf.feed("bioRxiv Neuroscience"))
    shelf.shown(two, shelf.feed("Journal 1"))
    assert shelf.find("feed:neuro") == [one]
    assert shelf.find("feed:1") == [one, two]
    assert shelf.find("feed:99999999999999999999") == []


def test_days_and_years_are_of_publication_or_else_of_arrival(shelf: Shelf) -> None:
    old = shelf.paper("A", published="2024-12-31")
    first = shelf.paper("B", published="2025-01-01")
    undated = shelf.paper("C", published=None, added=datetime(2025, 3, 1, tzinfo=UTC))
    assert shelf.find("after:2025") == [first, undated]
    assert shelf.find("before:2025") == [old]
    assert shelf.find("after:2025-01-01 before:2025-02") == [first]
    assert shelf.find("year:2025") == [first]
    assert shelf.find("-year:2025") == [old, undated]


def test_words_and_filters_mix_in_any_way(shelf: Shelf) -> None:
    a, b, c = shelf.paper("alpha one"), shelf.paper("beta two"), shelf.paper("gamma three")
    shelf.mark(b, "star")
    assert shelf.find("alpha OR is:starred") == [a, b]
    assert shelf.find("(alpha OR is:starred) -one") == [b]
    assert shelf.find("-(alpha OR is:starred)") == [c]
    assert shelf.find("two (alpha OR beta OR is:read) is:starred") == [b]
    assert shelf.find("is:starred OR -beta") == [a, b, c]


def test_the_best_comes_first_and_of_equals_the_newest(shelf: Shelf) -> None:
    passing = shelf.paper(
        "Something else", "it mentions diffusion once, among very many other words that fill the text"
    )
    older = shelf.paper("Diffusion")
    newer = shelf.paper("Diffusion")
    latest = shelf.paper("Unrelated", "text")
    ranked = search.ids(shelf.db, parse("diffusion"), at=Moment(NOW), limit=10)
    assert ranked == [newer, older, passing]
    assert search.ids(shelf.db, parse("diffusion OR text is:read"), at=Moment(NOW), limit=10) == ranked
    assert search.ids(shelf.db, parse("diffusion -is:read"), at=Moment(NOW), limit=10) == ranked
    assert search.ids(shelf.db, EVERYTHING, at=Moment(NOW), limit=1) == [latest]


def test_frequent_words_come_newest_first(shelf: Shelf) -> None:
    in_title = shelf.paper("Learning")
    passing = shelf.paper("Other", "about learning")
    shelf.count_terms()
    assert search.ids(shelf.db, parse("learning"), at=Moment(NOW), limit=10) == [in_title, passing]
    shelf.put("terms", term="frequent", df=search.RANKED)
    shelf.db.execute("UPDATE terms SET df = ? WHERE term = 'learning'", (search.RANKED + 1,))
    assert search.ids(shelf.db, parse("learning"), at=Moment(NOW), limit=10) == [passing, in_title]
    assert search.ids(shelf.db, parse("learning -frequent"), at=Moment(NOW), limit=10) == [passing, in_title]


def test_pages_follow_each_other(shelf: Shelf) -> None:
    papers = [shelf.paper("Paper") for _ in range(5)]
    for text in ("", "paper", "paper -is:read", "-is:read"):
        pages = [search.ids(shelf.db, parse(text), at=Moment(NOW), limit=2, offset=offset) for offset in (0, 2, 4)]
        assert [number for page in pages for number in page] == papers[::-1]


def test_a_beginning_finds_every_word_that_goes_on(shelf: Shelf) -> None:
    one, other, third = (shelf.paper(title) for title in ("Transformers", "Fine-tuning", "A form"))
    assert shelf.find("transf*") == [one]
    assert shelf.find("fine-tun*") == [other]
    assert shelf.find("-transf*") == [other, third]
    assert shelf.find("title:form* OR abs:form*") == [third]


def test_a_family_finds_the_word_in_every_form_and_the_word_alone_does_not(shelf: Shelf) -> None:
    titles = ("We learn", "Learned", "Learners are learning", "Unlearning", "Studies of learning", "A study")
    numbers = [shelf.paper(title) for title in titles]
    assert shelf.find("~learn") == shelf.find("~learning") == [numbers[place] for place in (0, 1, 2, 4)]
    assert shelf.find("learn") == numbers[:1]
    assert shelf.find("~study") == numbers[4:]
    assert shelf.find("title:(~learn -~study)") == numbers[:3]


def test_near_is_within_so_many_words_in_any_order(shelf: Shelf) -> None:
    near = shelf.paper("Rewards that a human gives")
    other_way = shelf.paper("Human feedback as a reward", "a reward of the human kind")
    far = shelf.paper("Reward one two three four five six human")
    apart = shelf.paper("Rewards", "human")
    assert shelf.find("rewards NEAR/2 human") == [near]
    assert shelf.find("reward NEAR/3 human") == [other_way]
    assert shelf.find('reward NEAR/9 "human"') == [other_way, far]
    assert apart in shelf.find("rewards human")
    assert shelf.find("abs:(human NEAR/5 reward)") == [other_way]


def test_what_there_is_of_a_paper_can_be_asked_for(shelf: Shelf) -> None:
    code, noted, quoted, bare, merged = (shelf.paper("Paper") for _ in range(5))
    shelf.db.execute("UPDATE papers SET links = ? WHERE id = ?", ('[["pdf","u"],["code","v"]]', code))
    shelf.put("notes", paper=noted, text="Why not", at="2025-06-02", origin="cli")
    shelf.put("quotes", paper=quoted, text="Long memory", at="2025-06-02", origin="cli")
    shelf.put("quotes", paper=bare, text="Long gone", at="2025-06-02", origin="cli", removed="2025-06-03")
    shelf.merge(merged, bare)
    shelf.put("notes", paper=merged, text="Merged", at="2025-06-02", origin="cli")
    assert shelf.find("has:code") == shelf.find("has:pdf") == shelf.find("paper has:code") == [code]
    assert shelf.find("has:note") == [noted, bare]
    assert shelf.find("has:quote") == shelf.find("quote:LONG") == [quoted]
    assert shelf.find("-has:note") == [code, quoted]


def test_citation_keys_are_found_by_their_beginning_also_earlier_ones(shelf: Shelf) -> None:
    one, other = shelf.paper("A"), shelf.paper("B")
    shelf.put("cite_keys", key="gu2024mamba", paper=one, current=0, at="2025-06-02")
    shelf.put("cite_keys", key="gu2024", paper=one, current=1, at="2025-06-03")
    shelf.put("cite_keys", key="dao2024", paper=other, current=1, at="2025-06-03")
    assert shelf.find("key:GU2024m") == shelf.find("key:gu") == [one]
    assert shelf.find("key:%") == []


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("2025-06", [1]),
        (">2025-06", [2]),
        (">=2025-06", [1, 2]),
        ("<2025-06", [0]),
        ("<=2025-06", [0, 1]),
        ("2025", [0, 1]),
    ],
)
def test_papers_are_found_by_when_they_were_starred_or_opened(shelf: Shelf, asked: str, places: list[int]) -> None:
    numbers = [shelf.paper("Paper") for _ in range(4)]
    for number, month in zip(numbers, ("2025-05", "2025-06", "2026-07"), strict=False):
        at = f"{month}-15T12:00:00+00:00"
        shelf.put("marks", paper=number, kind="star", state=1, at=at, origin="cli")
        shelf.put("openings", paper=number, what="pdf", at=at, origin="cli")
    shelf.put("marks", paper=numbers[3], kind="star", state=0, at="2025-06-15T12:00:00+00:00", origin="cli")
    wanted = [numbers[place] for place in places]
    assert shelf.find(f"starred:{asked}") == shelf.find(f"paper opened:{asked}") == wanted


def test_updated_is_a_version_announced_since_the_reader_marked_the_paper(shelf: Shelf) -> None:
    feed = shelf.feed("cs.LG")
    updated, older, unmarked, winner, loser = (shelf.paper("Paper") for _ in range(5))
    for paper in (updated, older, loser):
        shelf.mark(paper, "star")  # on the second of June
    for paper, day in (
        (updated, "2025-06-03"),
        (older, "2025-06-01"),
        (unmarked, "2025-06-03"),
        (winner, "2025-06-09"),
    ):
        shelf.put("appearances", paper=paper, feed=feed, day=day, announced="replace", version=2, seen=day)
    shelf.merge(loser, winner)
    assert shelf.find("is:updated") == shelf.find("paper is:updated") == [updated, winner]


def test_heat_is_asked_of_what_rises_just_now(shelf: Shelf) -> None:
    hot, warm, cold = (PaperId(shelf.paper("Paper")) for _ in range(3))
    heats = {number: Heat(1, share, 5, 5, 1, 5, 1) for number, share in ((hot, 0.95), (warm, 0.5))}
    at = Moment(NOW, heats=lambda: heats)
    for text, found in (
        ("heat:>0.9", [hot]),
        ("heat:<=0.5 paper", [warm]),
        ("-heat:50%", [cold]),
        ("heat:0", [warm, hot]),
    ):
        assert search.ids(shelf.db, parse(text), at=at, order="newest", limit=9) == found
