"""What the extension asks and changes, in a real library; each request once, each act to be taken back."""

import json
import re
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.bridge import messages, names
from desktop.bridge.errands import carry_out
from desktop.bridge.messages import ERRORS, MOST_SAVED, OPERATIONS, Errand, Refused
from desktop.bridge.serve import answer_to
from storage import Feed, Intake, Keeper, Library, schema
from tests.builders import arrive, incoming, only, paper
from tests.fakes.pages import PAGES, TITLE, raw_facts

ABS = "http://arxiv.org/abs/2603.00001v3"
BLOG = "http://blog.test/2026/why-states?utm_source=mail#more"
NEURIPS = next(address for address in PAGES if "neurips" in address)

Ask = Callable[..., dict[str, Any]]

ROOT = Path(__file__).parents[2]
ORIGIN = names.origins()[0]


def page(address: str = ABS) -> dict[str, object]:
    return raw_facts(address, PAGES[address])


@pytest.fixture
def ask(folder: Path) -> Ask:
    """Give a function that sends a request, each under an id of its own unless one is named."""
    number = iter(range(10_000))

    def asked(op: str, *, id: str = "", **fields_: object) -> dict[str, Any]:  # noqa: A002
        request = messages.request_of({"v": 1, "id": id or f"request-{next(number)}", "op": op, **fields_})
        assert isinstance(request, Errand)
        answer = carry_out(request, str(folder), patience=0.2)
        told: dict[str, Any] = json.loads(json.dumps(answer))
        return told

    return asked


def saved(ask: Ask, address: str = ABS, **item: object) -> dict[str, Any]:
    answer = ask("save", items=[{"page": page(address), **item}])
    (one,) = answer["saved"]
    return {**one, "acts": answer["acts"]}


def refusal(ask: Ask, op: str, **fields_: object) -> str:
    with pytest.raises(Refused) as caught:
        ask(op, **fields_)
    return caught.value.name


# Saving


def test_a_page_goes_into_later_with_its_words(ask: Ask, library: Library) -> None:
    answer = saved(ask)
    (entry,) = library.entries("later")
    assert (entry.id, answer["new"], entry.unread) == (answer["paper"], True, False)
    assert (entry.paper.title, entry.paper.authors[0].family, entry.paper.version) == (TITLE, "Marot", 3)
    assert entry.paper.authority == 1


@pytest.mark.parametrize("address", PAGES)
def test_every_kind_of_page_is_saved_once_however_often(ask: Ask, library: Library, address: str) -> None:
    first, second = saved(ask, address), saved(ask, address)
    assert (first["new"], second["new"]) == (True, False)
    assert first["paper"] == second["paper"]
    assert library.count() == 1


def test_a_save_says_all_at_once_and_is_one_act(ask: Ask, library: Library) -> None:
    answer = saved(
        ask,
        star=True,
        tags=["thesis/ch3", " thesis/ch3 "],
        note="Why.\n\nBecause.",
        quote={"text": "a b", "place": "p. 4"},
    )
    entry = library.entry(only(library))
    assert entry.mark.starred
    assert entry.mark.later
    assert (entry.mark.tags, entry.mark.note) == (("thesis/ch3",), "Why.\n\nBecause.")
    assert [(quote.text, quote.place) for quote in entry.quotes] == [("a b", "p. 4")]
    assert len(answer["acts"]) == 1
    library.undo()
    assert library.count() == 0


def test_a_page_may_be_saved_without_later(ask: Ask, library: Library) -> None:
    saved(ask, later=False, star=True)
    assert library.entries("later") == []
    assert len(library.entries("starred")) == 1


def test_a_paper_that_a_feed_brought_is_that_paper(
    ask: Ask, library: Library, intake: Intake, daily: Feed, listing: Feed
) -> None:
    arrive(intake, daily, incoming(paper(TITLE, arxiv="2603.00001", authority=1)))
    arrive(intake, listing, incoming(paper(TITLE, arxiv="2603.00001", abstract="The listing's.", version=1)))
    answer = saved(ask, note="why")
    assert (answer["new"], library.count()) == (False, 1)
    entry = library.entry(only(library))
    assert (entry.paper.abstract, entry.mark.note) == ("The listing's.", "why")
    assert entry.mark.later is not None


def test_a_page_without_an_identifier_joins_by_its_title(
    ask: Ask, library: Library, intake: Intake, listing: Feed
) -> None:
    arrive(intake, listing, incoming(paper(TITLE, arxiv="2603.00001", authors=["Ingrid Marot", "Bo Andersen"])))
    assert saved(ask, NEURIPS)["new"] is False
    assert library.count() == 1
    assert saved(ask, next(a for a in PAGES if "semanticscholar" in a))["new"] is False  # a second page of one work


def test_a_page_joins_no_two_papers_of_the_library(ask: Ask, library: Library, intake: Intake, listing: Feed) -> None:
    arrive(intake, listing, incoming(paper("A first paper about states", arxiv="2603.00001")))
    arrive(intake, listing, incoming(paper("Quite another paper on birds", doi="10.1234/other")))
    facts = page() | {"meta": {"citation_doi": ["10.1234/other"], "citation_title": ["x"]}}
    ask("save", items=[{"page": facts}])
    assert library.count() == 2


def test_saving_again_adds_to_the_note_and_repeats_nothing(ask: Ask, library: Library) -> None:
    saved(ask, note="One.", quote={"text": "a b"})
    saved(ask, note="One.", quote={"text": "a b"})
    saved(ask, note="Two.")
    entry = library.entry(only(library))
    assert (entry.mark.note, len(entry.quotes)) == ("One.\n\nTwo.", 1)


def test_what_was_dismissed_and_is_saved_is_dismissed_no_more(ask: Ask, library: Library) -> None:
    number = saved(ask)["paper"]
    library.mark([number], "dismissed")
    saved(ask)
    assert library.entry(number).mark.dismissed is None


def test_a_hundred_pages_are_saved_at_once(ask: Ask, library: Library) -> None:
    items = [
        {"page": {"url": f"https://x.test/{n}", "title": f"Page {n}"}, "tags": ["tabs"]} for n in range(MOST_SAVED)
    ]
    answer = ask("save", items=items)
    assert (len(answer["saved"]), len(answer["acts"]), library.count()) == (MOST_SAVED, 5, MOST_SAVED)
    ask("undo", acts=answer["acts"])
    assert library.count() == 0


def test_too_many_none_and_what_is_no_page_are_refused_and_nothing_is_saved(ask: Ask, library: Library) -> None:
    good = {"page": page()}
    assert refusal(ask, "save", items=[good] * (MOST_SAVED + 1)) == "too_many"
    assert refusal(ask, "save", items=[]) == "bad_field"
    assert refusal(ask, "save", items=[good, {"page": {"url": "file:///etc/passwd"}}]) == "not_a_page"
    assert refusal(ask, "save", items=[good, {"page": page(), "tags": "x"}]) == "bad_field"
    assert refusal(ask, "save", items=[good, {"page": page(), "quote": {"place": "p. 4"}}]) == "bad_field"
    assert library.count() == 0


def test_the_rest_is_asked_for_at_the_next_poll(ask: Ask, intake: Intake) -> None:
    saved(ask)
    saved(ask, BLOG)
    assert [identifier.value for _, identifier in intake.incomplete()] == ["2603.00001"]
    (feed,) = (feed for feed in intake.feeds() if feed.kind == "by_hand")
    assert (feed.next_check, feed.failures) == (None, 0)


def test_what_the_page_said_gives_way_to_what_the_works_own_place_says(
    ask: Ask, library: Library, intake: Intake
) -> None:
    number = saved(ask, note="Mine.")["paper"]
    (feed,) = (feed for feed in intake.feeds() if feed.kind == "by_hand")
    arrive(intake, feed, incoming(paper("Low-Rank States Suffice", arxiv="2603.00001", abstract="arXiv's own.")))
    entry = library.entry(number)
    assert (entry.paper.title, entry.paper.abstract) == ("Low-Rank States Suffice", "arXiv's own.")
    assert (entry.mark.note, library.count(), intake.incomplete()) == ("Mine.", 1, [])


# Once


@pytest.mark.parametrize("op", ["save", "quote", "update", "remove", "subscribe"])
def test_the_same_request_is_carried_out_once(ask: Ask, library: Library, op: str) -> None:
    number = saved(ask)["paper"]
    every: dict[str, dict[str, Any]] = {
        "save": {"items": [{"page": page(BLOG), "quote": {"text": "kept"}}]},
        "quote": {"paper": number, "text": "kept"},
        "update": {"paper": number, "star": True},
        "remove": {"paper": number},
        "subscribe": {"url": "https://x.test/feed"},
    }
    fields_ = every[op]
    first = ask(op, id="same", **fields_)
    library.undo()
    assert ask(op, id="same", **fields_) == first  # it was answered, so it is not done again
    assert ask(op, id="another", **fields_) != first


def test_half_of_a_batch_that_was_stored_is_not_stored_again(ask: Ask, library: Library, folder: Path) -> None:
    items = [{"page": {"url": f"https://x.test/{n}"}} for n in range(25)]
    ask("save", id="batch", items=items)
    with closing(sqlite3.connect(folder / "library.db")) as db:
        db.execute("DELETE FROM answers WHERE request = 'batch/20'")  # as if the host had died in between
        db.commit()
    ask("save", id="batch", items=items)
    assert library.count() == 25


# Changing, quoting, removing


def test_an_edit_changes_what_it_names_and_nothing_else(ask: Ask, library: Library) -> None:
    number = saved(ask, tags=["a", "b"], note="One.")["paper"]
    answer = ask("update", paper=number, star=True, later=False, add_tags=["c"], remove_tags=["a", "never"])
    mark = library.entry(number).mark
    assert mark.starred
    assert not mark.later
    assert (mark.tags, mark.note, answer["entry"]["tags"]) == (("b", "c"), "One.", ["b", "c"])
    ask("update", paper=number, note="")
    assert library.entry(number).mark.note == ""
    library.undo()
    assert library.entry(number).mark.note == "One."


def test_an_edit_that_changes_nothing_is_no_act(ask: Ask) -> None:
    number = saved(ask)["paper"]
    assert ask("update", paper=number, later=True)["act"] is None


def test_a_quote_is_kept_from_a_page_that_is_saved_by_it(ask: Ask, library: Library) -> None:
    answer = ask("quote", page=page(), text="States of low rank\nare enough", place="p. 2", note="Key.")
    entry = library.entry(only(library))
    (quote,) = entry.quotes
    assert (quote.id, quote.text, quote.place, quote.note) == (
        answer["quote"], "States of low rank\nare enough", "p. 2", "Key.",
    )  # fmt: skip
    assert entry.mark.later is not None
    ask("quote", paper=entry.id, text="Another")
    assert len(library.entry(entry.id).quotes) == 2
    assert refusal(ask, "quote", paper=entry.id, text=" \n ") == "bad_field"


def test_a_paper_that_was_removed_is_gone_until_that_is_taken_back(ask: Ask, library: Library) -> None:
    number = saved(ask, star=True, tags=["a"])["paper"]
    act = ask("remove", paper=number)["act"]
    assert library.count() == 0
    ask("undo", acts=[act])
    mark = library.entry(number).mark
    assert mark.starred
    assert mark.later
    assert mark.tags == ("a",)


def test_a_note_outlives_the_removal(ask: Ask, library: Library) -> None:
    number = saved(ask, note="Mine.")["paper"]
    ask("remove", paper=number)
    assert library.entry(number).mark.note == "Mine."
    assert library.entries("later") == []


def test_a_paper_of_a_feed_stays_when_it_is_removed(ask: Ask, library: Library, intake: Intake, listing: Feed) -> None:
    arrive(intake, listing, incoming(paper(TITLE, arxiv="2603.00001")))
    number = saved(ask)["paper"]
    ask("remove", paper=number)
    assert library.entry(number).mark.later is None


def test_an_older_act_is_taken_back_while_newer_ones_stand(ask: Ask, library: Library) -> None:
    first = saved(ask)
    saved(ask, BLOG)
    ask("undo", acts=first["acts"])
    assert [entry.paper.title for entry in library.entries("all")] == ["Why states"]
    library.undo()
    assert library.count() == 0


def test_a_tag_that_came_with_an_act_stays_where_others_use_it(ask: Ask, library: Library) -> None:
    first = saved(ask, tags=["thesis"])
    second = saved(ask, BLOG, tags=["thesis"])["paper"]
    ask("undo", acts=first["acts"])
    assert library.entry(second).mark.tags == ("thesis",)
    assert library.tags() == {"thesis": 1}


def test_what_was_changed_since_is_not_taken_back(ask: Ask, library: Library) -> None:
    first = saved(ask)
    library.set_note(first["paper"], "Written in the window.")
    assert refusal(ask, "undo", acts=first["acts"]) == "changed_since"
    assert library.entry(first["paper"]).mark.note == "Written in the window."


def test_taking_back_twice_is_taking_back_once(ask: Ask, library: Library) -> None:
    first = saved(ask)
    ask("undo", acts=first["acts"])
    ask("undo", acts=first["acts"])
    assert library.count() == 0
    library.redo()
    assert library.count() == 1


@pytest.mark.parametrize(
    ("op", "fields_", "name"),
    [
        ("update", {"paper": 99}, "no_such_paper"),
        ("update", {"paper": True}, "bad_field"),
        ("update", {"paper": 10**30}, "bad_field"),
        ("remove", {"paper": -1}, "bad_field"),
        ("quote", {"paper": 99, "text": "x"}, "no_such_paper"),
        ("quote", {"text": "x"}, "bad_field"),
        ("undo", {"acts": [99]}, "no_such_act"),
        ("undo", {"acts": 1}, "bad_field"),
        ("search", {"text": "(a"}, "bad_search"),
        ("search", {"text": 7}, "bad_field"),
        ("page", {"page": {"url": "chrome://version"}}, "not_a_page"),
        ("page", {}, "bad_field"),
        ("subscribe", {"url": "javascript:alert(1)"}, "not_a_page"),
        ("cite", {"paper": 99}, "no_such_paper"),
        ("recent", {"limit": "all"}, "bad_field"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(ask: Ask, op: str, fields_: dict[str, object], name: str) -> None:
    assert refusal(ask, op, **fields_) == name


# Asking


def test_the_popup_hears_all_it_needs_of_a_new_page(ask: Ask, library: Library) -> None:
    library.add_feed("http://arxiv.org/rss/cs.LG")
    answer = ask("page", page=page())
    assert answer["known"] is None
    assert (answer["page"]["title"], answer["page"]["version"], answer["page"]["work"]) == (TITLE, 3, True)
    assert answer["page"]["ids"] == [["arxiv", "2603.00001"]]
    (feed,) = answer["feeds"]
    assert (feed["url"], feed["title"], feed["feed"]) == ("http://arxiv.org/rss/cs.LG", "cs.LG on arXiv", 1)


def test_the_popup_hears_how_a_known_page_stands_and_why(
    ask: Ask, library: Library, intake: Intake, listing: Feed
) -> None:
    library.add_rule("copying")
    arrive(intake, listing, incoming(paper(TITLE, arxiv="2603.00001", version=1)))
    number = only(library)
    library.mark([number], "star")
    library.set_note(number, "Mine.")
    library.add_quote(number, "a b", place="p. 1")
    known = ask("page", page=page())["known"]
    assert (known["paper"], known["version"], known["note"]) == (number, 1, "Mine.")
    assert known["starred"].endswith("+00:00")
    assert (known["feeds"], known["rules"]) == (["cs.LG"], ["copying"])
    assert known["quotes"][0]["text"] == "a b"


def test_tags_come_last_used_first(ask: Ask, folder: Path) -> None:
    for hour, tag in enumerate(["old", "newer", "newest"]):
        now = datetime(2026, 6, 2, hour, tzinfo=UTC)
        with Library(folder, origin="window", now=lambda now=now: now) as library:  # type: ignore[misc]  # mypy cannot tell a lambda with a default
            library.add_feed("http://x.test/")
            number = library.entries("all")[0].id if library.count() else saved(ask)["paper"]
            library.tag([number], add=[tag])
    assert [one["name"] for one in ask("tags")["tags"]] == ["newest", "newer", "old"]
    assert ask("page", page=page())["tags"] == ["newest", "newer", "old"]


def test_recent_is_what_the_browser_saved_last(ask: Ask, library: Library) -> None:
    first, second = saved(ask)["paper"], saved(ask, BLOG)["paper"]
    library.mark([first], "star")  # in the window
    assert [one["paper"] for one in ask("recent")["entries"]] == [second, first]
    assert len(ask("recent", limit=1)["entries"]) == 1


def test_search_finds_what_was_saved(ask: Ask) -> None:
    number = saved(ask)["paper"]
    assert [one["paper"] for one in ask("search", text="copying")["entries"]] == [number]
    assert ask("search", text="  ")["entries"] == []


def test_a_feed_is_followed_once_and_only_where_the_reader_asked(ask: Ask, library: Library) -> None:
    offered = [{"url": "https://x.test/feed", "title": "A <b>lab</b>"}, {"url": "javascript:alert(1)"}]
    assert ask("feeds", feeds=offered)["feeds"] == [{"url": "https://x.test/feed", "title": "A lab", "feed": None}]
    answer = ask("subscribe", url="https://x.test/feed", title="A lab")
    again = ask("subscribe", url="https://x.test/feed")
    assert (answer["feed"], again["feed"], again["act"]) == (1, 1, None)
    assert ask("feeds", feeds=offered)["feeds"][0]["feed"] == 1
    ask("undo", acts=[answer["act"]])
    assert library.feeds() == []


def test_a_paper_is_cited_by_a_key_that_stays(ask: Ask) -> None:
    number = saved(ask)["paper"]
    first = ask("cite", paper=number)["bibtex"]
    assert TITLE.split()[-1] in first
    assert ask("cite", paper=number)["bibtex"] == first


# The library's file


def test_the_first_save_makes_the_library(ask: Ask, folder: Path) -> None:
    assert not folder.exists()
    saved(ask)
    with Library(folder, origin="cli", now=lambda: datetime.now(UTC)) as library:
        assert library.count() == 1


def test_a_locked_library_refuses_and_keeps_nothing_half(ask: Ask, library: Library, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refusal(ask, "save", items=[{"page": page()}]) == "library_locked"
        other.execute("ROLLBACK")
    assert library.count() == 0
    saved(ask)


@pytest.mark.parametrize(("step", "name"), [(1, "library_newer"), (-1, "library_older")])
def test_another_schema_is_refused_and_left_alone(
    ask: Ask, library: Library, folder: Path, step: int, name: str
) -> None:
    library.close()
    with closing(sqlite3.connect(folder / "library.db")) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + step}")
    before = (folder / "library.db").read_bytes()
    assert refusal(ask, "save", items=[{"page": page()}]) == name
    assert (folder / "library.db").read_bytes() == before
    assert list(folder.glob("library-schema*")) == []


def test_a_full_disk_is_refused_and_nothing_is_lost(
    ask: Ask, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(ask)

    class Full(Keeper):
        def __init__(self, *words: Any, **more: Any) -> None:
            super().__init__(*words, **more)
            pages = self._db.execute("PRAGMA page_count").fetchone()[0]
            self._db.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr("desktop.bridge.errands.Keeper", Full)
    long = {"url": "https://x.test/", "title": "x", "meta": {"og:description": ["y " * 9000] * 5}}
    items = [{"page": long | {"url": f"https://x.test/{n}"}, "note": "z " * 9000} for n in range(20)]
    assert refusal(ask, "save", items=items) == "library_full"
    monkeypatch.undo()
    assert library.count() == 1
    assert library.check() == []


def test_answers_are_remembered_for_some_weeks(ask: Ask, folder: Path) -> None:
    saved(ask)
    with closing(sqlite3.connect(folder / "library.db")) as db:
        db.execute("UPDATE answers SET at = '2020-01-01T00:00:00+00:00'")
        db.commit()
    saved(ask, BLOG)
    with closing(sqlite3.connect(folder / "library.db")) as db:
        assert db.execute("SELECT count(*) FROM answers").fetchone() == (1,)


# Noise

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("items", "page", "paper", "text", "place", "note", "acts", "url", "title", "limit", "feeds", "star",
          "add_tags", "remove_tags", "quote")  # fmt: skip
PAGE_VALUES = st.fixed_dictionaries({"url": st.just("https://x.test/") | st.text()}, optional={"title": st.text()})


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("noisy"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    op=st.sampled_from(OPERATIONS[2:]),
    fields_=st.dictionaries(
        st.sampled_from(FIELDS),
        json_values
        | PAGE_VALUES
        | st.lists(st.fixed_dictionaries({"page": PAGE_VALUES}), max_size=3)
        | st.integers(1, 3),
        max_size=5,
    ),
)
def test_any_errand_is_done_or_refused_by_number(noisy: str, op: str, fields_: dict[str, Any]) -> None:
    request = {**fields_, "v": 1, "id": "noise", "op": op}
    answer = json.loads(answer_to(json.dumps(request).encode(), noisy))
    assert answer["id"] == "noise"
    assert answer["ok"] or answer["error"]["name"] in set(ERRORS) - {"internal"}


def test_a_citation_needs_no_installed_package_and_keeps_to_the_readers_template(ask: Ask, folder: Path) -> None:
    number = saved(ask)["paper"]
    (folder / "settings.json").write_text('{"key_template": "{family}:{year}"}', encoding="utf-8")
    sent = json.dumps({"v": 1, "id": "a", "op": "cite", "paper": number}).encode()
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from desktop.bridge.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-IS", "-c", script, "--data-dir", str(folder), ORIGIN],
        input=struct.pack("=I", len(sent)) + sent,
        capture_output=True,
        check=True,
    )
    answer = json.loads(done.stdout[4:])
    assert answer["ok"], answer
    assert re.search(r"@\w+\{[a-z]+:20\d\d,", answer["bibtex"])
