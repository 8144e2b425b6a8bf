import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Changes, Feed, Intake, Library, NotFound, NothingToUndo, PaperId
from tests.builders import arrive, incoming, only, paper
from tests.fakes.clock import Clock


@pytest.fixture
def number(library: Library, intake: Intake, daily: Feed) -> int:
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    return only(library)


def _marks(library: Library) -> object:
    entry = library.entry(only(library))
    return entry.mark, [(quote.text, quote.place, quote.note) for quote in entry.quotes]


ACTS: dict[str, Callable[[Library, PaperId], Changes]] = {
    "star": lambda library, number: library.mark([number], "star"),
    "unstar": lambda library, number: library.mark([number], "star", on=False),
    "later": lambda library, number: library.mark([number], "later"),
    "done": lambda library, number: library.mark([number], "done"),
    "dismiss": lambda library, number: library.mark([number], "dismissed"),
    "read": lambda library, number: library.mark([number], "read"),
    "unread": lambda library, number: library.mark([number], "read", on=False),
    "tag": lambda library, number: library.tag([number], add=["methods/rl", "todo"]),
    "untag": lambda library, number: library.tag([number], add=["todo"], remove=["todo"]),
    "note": lambda library, number: library.set_note(number, "why\n\nbecause"),
    "other note": lambda library, number: library.set_note(number, "why not"),
    "no note": lambda library, number: library.set_note(number, " "),
    "quote": lambda library, number: library.add_quote(number, "a passage", place="p. 4"),
    "edit quote": lambda library, number: _of_quotes(library, number, edit=True),
    "no quote": lambda library, number: _of_quotes(library, number, edit=False),
    "rename tag": lambda library, _: _of_tag(library, "methods/rl", lambda: library.rename_tag("methods", "ways")),
    "join tags": lambda library, _: _of_tag(library, "ways/rl", lambda: library.rename_tag("ways/rl", "todo")),
    "delete tag": lambda library, _: _of_tag(library, "todo", lambda: library.delete_tag("todo")),
}


def _of_tag(library: Library, name: str, act: Callable[[], Changes]) -> Changes:
    return act() if name in library.tags() else Changes("cli")


def _of_quotes(library: Library, number: PaperId, *, edit: bool) -> Changes:
    for quote in library.entry(number).quotes:
        if edit:
            return library.edit_quote(quote.id, text=f"{quote.text}, again", place="p. 5", note="so")
        return library.remove_quote(quote.id)
    return Changes("cli")


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=8))
def test_undoing_everything_and_redoing_it_comes_back_to_the_same(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str]
) -> None:
    clock = Clock()
    folder = tmp_path_factory.mktemp("library")
    with Library(folder, origin="cli", now=clock) as library, Intake(folder, now=clock) as intake:
        daily, _ = library.add_feed("http://127.0.0.1/api/daily_papers", kind="daily_papers")
        arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
        states = [_marks(library)]
        for act in acts:
            clock.advance(minutes=1)
            changes = ACTS[act](library, only(library))
            if changes.papers or changes.tags:
                states.append(_marks(library))
        for state in reversed(states[:-1]):
            library.undo()
            assert _marks(library) == state
        for state in states[1:]:
            library.redo()
            assert _marks(library) == state
        with pytest.raises(NothingToUndo):
            library.redo()


def test_a_tag_made_after_a_renaming_does_not_stand_in_the_way_of_undo(
    library: Library, intake: Intake, daily: Feed
) -> None:
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    number = only(library)
    library.tag([number], add=["methods/rl"])
    library.rename_tag("methods", "ways")
    library.tag([number], add=["methods/rl"])
    library.undo()
    library.undo()
    assert library.entry(number).mark.tags == ("methods/rl",)
    library.redo()
    library.redo()
    assert library.entry(number).mark.tags == ("methods/rl", "ways/rl")


def test_there_is_nothing_to_undo_at_first(library: Library) -> None:
    with pytest.raises(NothingToUndo):
        library.undo()


def test_an_act_that_changes_nothing_is_no_act(library: Library, number: int) -> None:
    library.mark([only(library)], "star")
    assert library.mark([only(library)], "star").papers == frozenset()
    library.undo()
    assert library.entry(only(library)).mark.starred is None


def test_a_new_act_ends_redoing(library: Library, number: int) -> None:
    library.mark([only(library)], "star")
    library.undo()
    library.mark([only(library)], "later")
    with pytest.raises(NothingToUndo):
        library.redo()


def test_undo_outlives_the_program(library: Library, number: int, folder: object, clock: Clock) -> None:
    library.tag([only(library)], add=["methods"])
    with Library(library.path.parent, origin="window", now=clock) as other:
        changes = other.undo()
    assert (changes.act, changes.undone, changes.origin) == ("tag", True, "window")
    assert library.entry(only(library)).mark.tags == ()


def test_the_journal_names_the_machine_and_the_papers_own_ids(library: Library, number: int) -> None:
    library.mark([only(library)], "star")
    library.undo()
    rows = library._db.execute("SELECT machine, number, act, papers FROM journal ORDER BY id").fetchall()
    machine = library._db.execute("SELECT value FROM meta WHERE key = 'machine'").fetchone()[0]
    assert [(row["machine"], row["number"], row["act"]) for row in rows][-2:] == [
        (machine, rows[-2]["number"], "star"),
        (machine, rows[-2]["number"] + 1, "undo"),
    ]
    assert json.loads(rows[-1]["papers"]) == [[only(library), [["arxiv", "2606.00001"]]]]


def test_feeds_and_rules_come_back(library: Library) -> None:
    feed, _ = library.add_feed("http://127.0.0.1/a")
    rule = library.add_rule('"state space" model')
    library.remove_rule(rule.id)
    library.remove_feed(feed.id)
    library.undo()
    library.undo()
    assert [found.url for found in library.feeds()] == ["http://127.0.0.1/a"]
    assert [found.text for found in library.rules()] == ['"state space" model']
    library.undo()
    library.undo()
    assert (library.feeds(), library.rules()) == ([], [])


def test_adding_a_paper_by_hand_can_be_taken_back_and_done_again(library: Library, intake: Intake) -> None:
    arrive(intake, library.by_hand(), incoming(paper(arxiv="2606.00001")))
    library.added([only(library)])
    library.undo()
    assert library.count() == 0
    assert library.check() == []
    library.redo()
    assert library.entry(library.number("2606.00001")).paper == paper(arxiv="2606.00001")
    assert len(library.search("attention")) == 1


def test_taking_back_an_addition_keeps_what_a_feed_shows(library: Library, intake: Intake, daily: Feed) -> None:
    arrive(intake, library.by_hand(), incoming(paper(arxiv="2606.00001")))
    library.added([only(library)])
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    library.undo()
    assert library.entry(only(library)).feeds == (daily.id,)


def test_a_quote_can_be_taken_away(library: Library, number: int) -> None:
    library.add_quote(only(library), "a passage")
    [quote] = library.entry(only(library)).quotes
    library.remove_quote(quote.id)
    assert library.entry(only(library)).quotes == ()
    with pytest.raises(NotFound):
        library.remove_quote(quote.id)


def test_later_keeps_the_order_in_which_papers_came(library: Library, intake: Intake, daily: Feed) -> None:
    titles = ["Whales and their songs", "Dolphins and their games", "Seals and their naps"]
    for place, title in enumerate(titles):
        arrive(intake, daily, incoming(paper(title, arxiv=f"2606.0000{place}")))
    order = [library.number(f"2606.0000{place}") for place in (1, 0, 2)]
    for number in order:
        library.mark([number], "later")
    library.mark([order[1]], "done")
    assert [entry.id for entry in library.entries("later")] == [order[0], order[2]]


@pytest.mark.parametrize(
    ("typed", "stored"), [(" methods / rl ", "methods/rl"), ("/a//b/", "a/b"), ("To\tdo", "To do")]
)
def test_a_tag_is_stored_tidily(library: Library, number: int, typed: str, stored: str) -> None:
    library.tag([only(library)], add=[typed])
    assert library.tags() == {stored: 1}


def test_a_tag_keeps_the_spelling_of_its_first_use(library: Library, number: int) -> None:
    library.tag([only(library)], add=["Methods"])
    library.tag([only(library)], add=["METHODS"])
    assert library.entry(only(library)).mark.tags == ("Methods",)


def test_an_empty_or_unknown_tag_is_refused(library: Library, number: int) -> None:
    with pytest.raises(NotFound):
        library.tag([only(library)], add=[" / "])
    with pytest.raises(NotFound):
        library.tag([only(library)], remove=["never given"])


def test_what_comes_by_itself_is_stored_and_not_undone(library: Library, number: int) -> None:
    library.mark([only(library)], "star")
    library.undo()
    library.mark([only(library)], "read", by_itself=True)
    assert library.redo().act == "star"
    library.undo()
    library.undo()  # the feed that the fixture added
    with pytest.raises(NothingToUndo):
        library.undo()
    assert library.entry(only(library)).mark.read
