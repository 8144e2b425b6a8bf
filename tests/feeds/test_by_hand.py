"""Papers that the reader names: who is asked about them, and what becomes of those that nobody knows."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from desktop.feeds import adding, by_hand, run
from desktop.feeds.by_hand import Asked, Told
from desktop.feeds.fetch import open_fetch
from desktop.feeds.origins import Origins
from storage import Changes, Identifier, Library, identifiers
from tests.fakes.arxiv import Preprint, arxiv_query
from tests.fakes.clock import Clock
from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import Reply, in_turn, refusal
from tests.feeds.conftest import Reading, World

API = "/api/query"
WHALES = Identifier("arxiv", "2606.00001")
SEALS = Identifier("arxiv", "2606.00002")
NOBODYS = Identifier("arxiv", "2606.99999")
JOURNAL = Identifier("doi", "10.1000/x")
PREPRINTS = [Preprint("2606.00001", "Whales"), Preprint("2606.00002", "Seals")]


def crossref(doi: str, title: str) -> bytes:
    return json.dumps({"message": {"DOI": doi, "title": [title]}}).encode()


def look_up(
    server: FeedServer, clock: Clock, reading: Reading, ids: Sequence[Identifier], shut: Collection[str] = ()
) -> Told:
    here = server.url().rstrip("/")

    async def ask() -> Told:
        async with open_fetch(now=clock, proxies={}) as fetch:
            known = Origins(hf=here, arxiv_feeds=here, arxiv_api=here, crossref=here)
            return await by_hand.look_up(
                ids, fetch=fetch, parser=reading.parser, known=known, now=clock(), spacing=0, shut=shut
            )

    return reading.runner.run(ask())


def test_arxiv_ids_are_asked_for_together(server: FeedServer, clock: Clock, reading: Reading) -> None:
    server.serve(API, arxiv_query(PREPRINTS))
    told = look_up(server, clock, reading, [SEALS, NOBODYS, WHALES])
    assert {name: paper.title for name, paper in told.papers.items()} == {WHALES: "Whales", SEALS: "Seals"}
    assert told.troubles == {}
    assert [asked.query["id_list"] for asked in server.asked] == ["2606.00002,2606.99999,2606.00001"]


def test_many_arxiv_ids_are_asked_for_fifty_at_a_time(server: FeedServer, clock: Clock, reading: Reading) -> None:
    many = [Preprint(f"2605.{number:05}", f"Whale {number}") for number in range(120)]
    server.serve(API, arxiv_query(many))
    told = look_up(server, clock, reading, [Identifier("arxiv", one.id) for one in many])
    assert len(told.papers) == 120
    assert [asked.query["id_list"].count(",") + 1 for asked in server.asked] == [50, 50, 20]


def test_a_refused_question_is_the_trouble_of_those_in_it(server: FeedServer, clock: Clock, reading: Reading) -> None:
    server.serve(API, arxiv_query(PREPRINTS))
    odd = Identifier("arxiv", "whales")
    told = look_up(server, clock, reading, [odd, WHALES])
    assert told.papers == {}
    assert {trouble.kind for trouble in told.troubles.values()} == {"bad_status"}
    assert dict(told.troubles[odd].values)["text"] == "incorrect id format for whales"


def test_what_is_no_feed_is_trouble_too(server: FeedServer, clock: Clock, reading: Reading) -> None:
    server.serve(API, b"<!DOCTYPE html><html><title>Sorry</title></html>")
    server.serve("/works/10.1000%2Fx", b"[]")
    told = look_up(server, clock, reading, [WHALES, JOURNAL])
    assert (told.troubles[WHALES].kind, told.troubles[JOURNAL].kind) == ("html_page", "odd_json")


def test_crossref_is_asked_about_dois_and_of_the_anthology(server: FeedServer, clock: Clock, reading: Reading) -> None:
    server.serve("/works/10.1000%2Fx", crossref("10.1000/X", "Whales"))
    server.serve("/works/10.18653%2Fv1%2F2023.acl-long.1", crossref("10.18653/v1/2023.acl-long.1", "Seals"))
    anthology = Identifier("acl", "2023.acl-long.1")
    told = look_up(server, clock, reading, [JOURNAL, anthology, Identifier("doi", "10.1000/y")])
    assert {name: paper.title for name, paper in told.papers.items()} == {JOURNAL: "Whales", anthology: "Seals"}
    assert [dict(trouble.values)["status"] for trouble in told.troubles.values()] == ["404"]


def test_of_other_schemes_nobody_is_asked(server: FeedServer, clock: Clock, reading: Reading) -> None:
    told = look_up(server, clock, reading, [Identifier("openreview", "abc"), Identifier("pubmed", "12345")])
    assert (told.papers, told.troubles, server.asked) == ({}, {}, [])


def test_a_server_that_asks_to_wait_is_asked_nothing_more(server: FeedServer, clock: Clock, reading: Reading) -> None:
    server.serve(API, refusal(429, "slow down", retry_after="60"))
    told = look_up(server, clock, reading, [WHALES, JOURNAL])
    assert (told.troubles[WHALES].kind, told.troubles[JOURNAL].kind) == ("bad_status", "throttled")
    assert len(server.asked) == 1
    [(lane, rest)] = told.rests.items()
    assert (lane, rest.total_seconds()) == (f"127.0.0.1:{server.port}", 60)
    again = look_up(server, clock, reading, [WHALES], shut=[lane])
    assert again.troubles[WHALES].kind == "throttled"
    assert (len(server.asked), again.rests) == (1, {})


# In the library ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sources(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> FeedServer:
    here = server.url().rstrip("/")
    for name in ("HF", "ARXIV_FEEDS", "ARXIV_API", "CROSSREF"):
        monkeypatch.setenv(f"PAPERTRAY_{name}", here)
    server.serve(API, arxiv_query(PREPRINTS))
    return server


def add(library: Library, folder: Path, clock: Clock, *ids: Identifier) -> tuple[list[Asked], Changes]:
    """Add papers as the command line does."""
    asked = adding.add(folder, ids, library.by_hand(), now=clock)
    return asked, library.added(one.paper for one in asked if not one.known)


def titles(library: Library) -> set[str]:
    return {entry.paper.title for entry in library.entries("all")}


def test_every_paper_of_a_pasted_message_is_added_once(
    library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    message = """Have you seen https://arxiv.org/pdf/2606.00001v2 and (arXiv:2606.00002)? Ada sent me
    https://huggingface.co/papers/2606.00001 too, and doi:10.1000/X, which is not out yet."""
    sources.serve("/works/10.1000%2Fx", crossref("10.1000/x", "Otters"))
    asked, changes = add(library, folder, clock, *identifiers(message))
    assert titles(library) == {"Whales", "Seals", "Otters"}
    assert [(one.identifier, one.known) for one in asked] == [(WHALES, False), (SEALS, False), (JOURNAL, False)]
    assert len(changes.papers) == 3
    assert len(sources.asked_for(API)) == 1
    assert library.entries("unread") == []


def test_a_paper_that_is_here_already_is_not_asked_about_nor_taken_back_by_undo(
    world: World, library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    world.add(sources.serve("/lab", b"<rss version='2.0'><channel><item><title>Whales</title>"
              b"<link>https://arxiv.org/abs/2606.00001</link></item></channel></rss>"))  # fmt: skip
    world.poll()
    world.asked()
    [one], changes = add(library, folder, clock, WHALES)
    assert (one.known, changes.papers, world.asked()) == (True, frozenset(), [])
    assert library.count() == 1


def test_adding_can_be_taken_back_and_done_again(
    library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    add(library, folder, clock, WHALES, SEALS)
    [number] = {entry.id for entry in library.search("whales")}
    library.mark([number], "star")
    library.undo()
    library.undo()
    assert (library.count(), library.check()) == (0, [])
    library.redo()
    library.redo()
    assert [entry.paper.title for entry in library.entries("starred")] == ["Whales"]
    assert (library.count(), library.number("2606.00001"), library.check()) == (2, number, [])


def test_a_paper_that_a_feed_shows_too_stays_when_adding_it_is_taken_back(
    world: World, library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    add(library, folder, clock, WHALES)
    world.add(sources.serve("/lab", b"<rss version='2.0'><channel><item><title>Whales</title>"
              b"<link>https://arxiv.org/abs/2606.00001</link></item></channel></rss>"))  # fmt: skip
    world.poll()
    library.undo()  # the feed
    library.undo()
    assert (titles(library), library.check()) == ({"Whales"}, [])


def test_what_nobody_tells_about_is_kept_by_name_and_completed_when_somebody_does(
    library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    sources.serve(API, in_turn(refusal(500, "out of order"), arxiv_query(PREPRINTS)))
    library.add_rule("whales")
    asked, _ = add(library, folder, clock, WHALES, NOBODYS, Identifier("openreview", "abc"))
    assert [one.trouble.kind if one.trouble else "" for one in asked] == ["bad_status", "bad_status", ""]
    assert titles(library) == {"arxiv 2606.00001", "arxiv 2606.99999", "openreview abc"}
    library.mark([asked[0].paper], "star")
    run.poll(folder, now=clock, spacing=0)
    entry = library.entry(asked[0].paper)
    assert (entry.paper.title, entry.mark.starred is not None, entry.unread) == ("Whales", True, False)
    assert [match.silent for match in entry.matches] == [True]
    assert titles(library) == {"Whales", "arxiv 2606.99999", "openreview abc"}
    before = len(sources.asked)
    for _ in range(3):
        clock.advance(minutes=15)
        run.poll(folder, now=clock, spacing=0)
    assert len(sources.asked) == before
    clock.advance(minutes=15)
    run.poll(folder, now=clock, spacing=0)
    assert [asked.query["id_list"] for asked in sources.asked[before:]] == ["2606.99999"]


def test_another_name_of_a_paper_makes_no_second_one(
    library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    sources.serve("/works/10.1000%2Fold", crossref("10.1000/x", "Otters"))
    add(library, folder, clock, Identifier("doi", "10.1000/old"))
    [one], _ = add(library, folder, clock, JOURNAL)
    assert (one.known, library.count(), len(sources.asked)) == (True, 1, 1)


def test_two_names_of_a_paper_at_once_make_one_paper(
    library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    sources.serve("/works/10.1000%2Fx", crossref("10.1000/x", "Otters"))
    sources.serve("/works/10.1000%2Fold", crossref("10.1000/x", "Otters"))
    asked, _ = add(library, folder, clock, JOURNAL, Identifier("doi", "10.1000/old"))
    assert len({one.paper for one in asked}) == 1
    assert (library.count(), library.check()) == (1, [])


def test_a_wait_that_adding_was_told_holds_for_the_next_poll(
    library: Library, folder: Path, clock: Clock, sources: FeedServer
) -> None:
    sources.serve(API, in_turn(refusal(503, "busy", retry_after="7200"), arxiv_query(PREPRINTS)))
    add(library, folder, clock, WHALES)
    library.add_feed(sources.serve("/lab", Reply(body=b"<rss version='2.0'><channel></channel></rss>")))
    assert run.poll(folder, now=clock, force=True, spacing=0).polled == 0
    assert len(sources.asked) == 1
    clock.advance(hours=2)
    assert run.poll(folder, now=clock, force=True, spacing=0).polled == 1
    assert titles(library) == {"Whales"}
