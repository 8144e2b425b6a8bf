"""Order in Later, tags as a whole, quotes, feeds of one's own, and papers that may be one work."""

import pytest

from storage import Feed, Intake, Library
from tests.builders import arrive, incoming, paper
from tests.cli.conftest import Papertray

ALIKE = "A long enough title that two papers have in common"


@pytest.fixture(autouse=True)
def filled(library: Library, intake: Intake, daily: Feed) -> None:
    for at, title in enumerate(("Whales", "Dolphins", "Seals"), 1):
        arrive(intake, daily, incoming(paper(title, arxiv=f"2606.0000{at}")))


def test_papers_are_put_before_another_of_the_reading_list(papertray: Papertray) -> None:
    papertray("later", "1", "2")
    assert papertray("later", "3", "--before", "2").out == "kept for later: 3  Seals\n"
    assert [each["title"] for each in papertray("list", "later", "--json").objects] == ["Whales", "Seals", "Dolphins"]
    papertray("later", "2", "--before", "1")
    assert papertray("undo").out == "Taken back: moving “Dolphins” within Later.\n"
    refused = papertray("later", "1", "--before", "9")
    assert (refused.status, "no paper “9”" in refused.err) == (2, True)


def test_before_a_paper_that_is_not_on_the_list_is_said(papertray: Papertray) -> None:
    assert papertray("later", "1", "--before", "2").err == "Paper 2 is not in Later.\n"


def test_tags_are_listed_renamed_coloured_and_deleted(papertray: Papertray) -> None:
    papertray("tag", "1", "+sea/mammals")
    papertray("tag", "2", "+sea/mammals", "+play")
    assert papertray("tags", "list").out == "    1  play\n    2  sea/mammals\n"
    assert papertray("tags", "rename", "sea", "water").out == "“sea” is “water” now.\n"
    papertray("tags", "colour", "play", "#1a6fb0")
    assert papertray("tags", "list", "--json").objects == [
        {"name": "play", "papers": 1, "colour": "#1a6fb0"},
        {"name": "water/mammals", "papers": 2, "colour": None},
    ]
    papertray("tags", "colour", "play", "none")
    assert papertray("tags", "delete", "water").out == "Taken from 2 papers: water\n"
    assert papertray("tags", "delete", "water").err == "No paper has the tag “water”.\n"
    papertray("undo")
    assert "water/mammals" in papertray("tags", "list").out
    assert papertray("tags", "colour", "play", "blue").status == 2


def test_quotes_are_listed_changed_and_taken_away(papertray: Papertray) -> None:
    assert "No quotes yet" in papertray("quotes", "list").out
    papertray("quote", "1", "they", "sing", "--place", "p. 4")
    papertray("quote", "2", "they play")
    assert papertray("quotes", "list", "1").out == "    1  “they sing” (p. 4)  — Whales\n"
    assert [each["paper"] for each in papertray("quotes", "list", "--json").objects] == [2, 1]
    assert papertray("quotes", "edit", "1", "--note", "at night").status == 0
    [changed] = papertray("quotes", "list", "1", "--json").objects
    assert changed == {"id": 1, "paper": 1, "text": "they sing", "place": "p. 4", "note": "at night"}
    assert papertray("quotes", "remove", "1").out == "Quote 1 taken away.\n"
    assert papertray("quotes", "remove", "1").err == "There is no quote 1.\n"
    assert papertray("quotes", "edit", "1", "--text", "x").status == 2
    papertray("undo")
    assert "they sing" in papertray("quotes", "list").out


def test_a_feed_is_named_put_away_and_left_to_rest(papertray: Papertray) -> None:
    papertray("feeds", "edit", "1", "--name", "HF", "--folder", "Daily", "--pause")
    [feed] = papertray("feeds", "list", "--json").objects
    assert (feed["name"], feed["folder"], feed["paused"]) == ("HF", "Daily", "2026-06-02T09:00:00+00:00")
    shown = papertray("feeds", "list").out
    assert "HF" in shown
    assert "paused since 2026-06-02" in shown
    assert "No feed is due" in papertray("poll").out
    papertray("feeds", "edit", "1", "--resume")
    assert papertray("feeds", "list", "--json").objects[0]["paused"] is None


def test_papers_that_may_be_one_are_joined_split_and_kept_apart(
    papertray: Papertray, intake: Intake, daily: Feed
) -> None:
    assert papertray("suggestions", "list").out == "No papers look like one work.\n"
    arrive(intake, daily, incoming(paper(ALIKE, arxiv="2606.00004", authors=())))
    arrive(intake, daily, incoming(paper(ALIKE, doi="10.1000/a", authors=())))
    assert papertray("suggestions", "list", "--json").objects == [{"papers": [4, 5], "titles": [ALIKE, ALIKE]}]
    assert papertray("suggestions", "merge", "2606.00004", "10.1000/a").out == f"Joined.\n    4  {ALIKE}\n"
    assert papertray("suggestions", "list", "--json").objects == []
    assert papertray("suggestions", "split", "4").out == f"Two papers again.\n    4  {ALIKE}\n    5  {ALIKE}\n"
    assert papertray("suggestions", "split", "4").err == "Paper 4 is not part of another one.\n"
    papertray("undo")
    papertray("undo")
    assert len(papertray("suggestions", "list", "--json").objects) == 1
    assert papertray("suggestions", "apart", "4", "5").out.startswith("They stay two papers.")
    assert papertray("suggestions", "list", "--json").objects == []
