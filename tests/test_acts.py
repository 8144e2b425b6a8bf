"""The acts of the journal in words."""

import re
from pathlib import Path
from typing import get_args

import pytest

from desktop.acts import _ACTS, turned
from storage import Feed, Intake, Library, MarkKind
from tests.builders import arrive, incoming, only, paper

STORAGE = Path(__file__).parents[1] / "storage"


def test_every_act_has_its_words() -> None:
    marks = {f"{no}{kind}" for kind in get_args(MarkKind) for no in ("", "not ")}
    calls = "".join(
        call for file in STORAGE.glob("*.py") for call in re.findall(r"_act\((.*)\)", file.read_text(encoding="utf-8"))
    )
    named = set(re.findall(r'"([^"{]+)"', calls.replace('f"not {kind}"', ""))) | {
        "edit feed",
        "pause feed",
        "resume feed",
    }
    assert len(named) > 15
    assert marks | named <= _ACTS.keys()


@pytest.fixture
def kept(library: Library, intake: Intake, daily: Feed) -> Library:
    arrive(intake, daily, incoming(paper(f"A title of $O(n)$ {'long ' * 30}words", arxiv="2606.00001")))
    return library


def test_a_long_title_is_cut_and_its_formula_made_legible(kept: Library) -> None:
    kept.mark([only(kept)], "star")
    said = turned(kept.undo(), kept)
    assert said.startswith("Taken back: star of “A title of O(n) long")
    assert said.endswith("…”.")
    assert len(said) < 90


def test_several_papers_are_counted(kept: Library, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("Whales", arxiv="2606.00002")))
    kept.mark([entry.id for entry in kept.entries("all")], "read")
    assert turned(kept.undo(), kept) == "Taken back: 2 papers as read."
    assert turned(kept.redo(), kept) == "Done again: 2 papers as read."


def test_feeds_rules_and_searches_are_named_even_when_they_are_gone(kept: Library, daily: Feed) -> None:
    kept.edit_feed(daily.id, paused=True)
    assert turned(kept.undo(), kept) == "Taken back: pausing the feed “Daily Papers”."
    kept.edit_feed(daily.id, name="HF")
    assert turned(kept.undo(), kept) == "Taken back: name or folder of the feed “Daily Papers”."
    kept.add_search("Sea", "whales OR seals")
    assert turned(kept.undo(), kept) == "Taken back: keeping the search “Sea”."
    kept.add_rule("whales")
    assert turned(kept.undo(), kept) == "Taken back: adding the rule “whales”."


def test_a_paper_that_is_gone_is_counted(library: Library, intake: Intake) -> None:
    arrive(intake, library.by_hand(), incoming(paper(arxiv="2606.00001")))
    library.added([only(library)])
    assert turned(library.undo(), library) == "Taken back: adding 1 paper."
