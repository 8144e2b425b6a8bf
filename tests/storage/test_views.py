from datetime import timedelta

from storage import Feed, Intake, Library, PaperId, View
from tests.builders import TUESDAY, arrive, incoming, paper
from tests.fakes.clock import Clock

MONDAY = TUESDAY - timedelta(days=1)


def _fill(library: Library, intake: Intake, daily: Feed, listing: Feed) -> dict[str, PaperId]:
    library.add_rule("whales")
    arrive(intake, daily, incoming(paper("Monday, many votes", arxiv="2606.00001"), day=MONDAY, votes=99))
    arrive(intake, daily, incoming(paper("Tuesday, few votes", arxiv="2606.00002"), votes=4))
    arrive(intake, listing, incoming(paper("Tuesday, about whales", arxiv="2606.00003"), announced="new"))
    return {name: library.number(f"2606.0000{place}") for place, name in enumerate(("monday", "few", "whales"), 1)}


def test_every_view_is_a_list_of_numbers(library: Library, intake: Intake, daily: Feed, listing: Feed) -> None:
    number = _fill(library, intake, daily, listing)
    library.tag([number["few"]], add=["methods/rl"])
    [rule] = library.rules()
    assert list(library.numbers(View("today"))) == [number["whales"], number["few"]]
    assert list(library.numbers(View("today", day=MONDAY))) == [number["monday"]]
    assert list(library.numbers(View("today", day=MONDAY, until=TUESDAY))) == [
        number["monday"], number["few"], number["whales"],
    ]  # fmt: skip
    assert list(library.numbers(View(tag="methods"))) == [number["few"]]
    assert list(library.numbers(View(feed=listing.id))) == [number["whales"]]
    assert list(library.numbers(View(rule=rule.id))) == [number["whales"]]
    assert set(library.numbers(View("all"))) == set(number.values())
    assert list(library.numbers(View("all"), text="few")) == [number["few"]]
    assert list(library.numbers(View(feed=daily.id), text="votes -few")) == [number["monday"]]


def test_entries_come_in_the_order_asked_for(library: Library, intake: Intake, daily: Feed, listing: Feed) -> None:
    number = _fill(library, intake, daily, listing)
    asked = [number["whales"], number["monday"]]
    assert [entry.id for entry in library.entries_of([*asked, PaperId(999)])] == asked


def test_counts_say_what_is_left(library: Library, intake: Intake, daily: Feed, listing: Feed) -> None:
    number = _fill(library, intake, daily, listing)
    library.mark([number["few"]], "later")
    library.mark([number["few"]], "read")
    library.mark([number["monday"]], "star")
    library.tag([number["monday"]], add=["a"])
    counts = library.counts()
    assert (counts.papers, counts.later, counts.today, counts.starred) == (3, 1, 1, 1)
    assert counts.tags == (("a", 1),)
    assert [count for _, count in counts.rules] == [1]


def test_votes_are_told_as_they_grew(library: Library, intake: Intake, daily: Feed, clock: Clock) -> None:
    for votes in (3, 9):
        arrive(intake, daily, incoming(paper(arxiv="2606.00001"), votes=votes))
        clock.advance(hours=3)
    assert [votes for _, votes in library.votes(library.number("2606.00001"))] == [3, 9]


def test_another_programs_write_changes_the_data_version(library: Library, intake: Intake, daily: Feed) -> None:
    before = library.data_version()
    library.add_rule("own writes are no news")
    assert library.data_version() == before
    arrive(intake, daily, incoming(paper(arxiv="2606.00001")))
    assert library.data_version() != before


def test_what_deserves_a_notice_is_told_by_when_it_matched(
    library: Library, intake: Intake, daily: Feed, clock: Clock
) -> None:
    library.add_rule("whales")
    [rule] = library.rules()
    before = clock()
    arrive(intake, daily, incoming(paper("Whales at the first check", arxiv="2606.00001")), quiet=True)
    arrive(intake, daily, incoming(paper("Whales", arxiv="2606.00002")))
    told = clock()
    clock.advance(hours=1)
    arrive(intake, daily, incoming(paper("More whales", arxiv="2606.00003")))
    first, second = library.number("2606.00002"), library.number("2606.00003")
    assert library.matched(before) == [(second, rule.id), (first, rule.id)]
    assert library.matched(told + timedelta(seconds=1)) == [(second, rule.id)]
    library.remove_rule(rule.id)
    assert library.matched(before) == []


def test_heat_follows_what_any_program_writes(library: Library, intake: Intake, daily: Feed, clock: Clock) -> None:
    arrive(intake, daily, incoming(paper(arxiv="2606.00001"), votes=3))
    number = library.number("2606.00001")
    assert library.entries_of([number])[0].heat == library.entry(number).heat
    clock.advance(hours=2)
    arrive(intake, daily, incoming(paper(arxiv="2606.00001"), votes=30))
    [entry] = library.entries_of([number])
    assert entry.heat == library.entry(number).heat
    assert entry.heat is not None
    assert entry.heat.votes == 30
