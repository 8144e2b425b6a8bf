"""Tags as a whole: renamed, joined, coloured, deleted, and all of it taken back."""

import pytest

from storage import Feed, Intake, Library, NotFound, PaperId, Tag, View
from tests.builders import arrive, incoming, paper
from tests.fakes.clock import Clock

Papers = dict[str, PaperId]


@pytest.fixture
def tagged(library: Library, intake: Intake, daily: Feed) -> Papers:
    """Three papers: of methods, of methods/rl, and of both rl and theory."""
    titles = ["Whales and their songs", "Dolphins and their games", "Seals and their naps"]
    arrive(intake, daily, *(incoming(paper(title, arxiv=f"2606.0000{at}")) for at, title in enumerate(titles)))
    whales, dolphins, seals = (library.number(f"2606.0000{at}") for at in range(3))
    library.tag([whales], add=["methods"])
    library.tag([dolphins], add=["methods/rl"])
    library.tag([seals], add=["rl", "theory"])
    return {"whales": whales, "dolphins": dolphins, "seals": seals}


def _tags(library: Library) -> dict[str, tuple[str, ...]]:
    return {entry.paper.title.split()[0].lower(): entry.mark.tags for entry in library.entries("all")}


def test_a_tag_is_renamed_with_those_below_it(library: Library, tagged: Papers) -> None:
    before = _tags(library)
    changes = library.rename_tag("methods", "How to/do it")
    assert (changes.act, changes.tags) == ("rename tag", True)
    assert _tags(library) == {"whales": ("How to/do it",), "dolphins": ("How to/do it/rl",), "seals": ("rl", "theory")}
    library.undo()
    assert _tags(library) == before
    library.redo()
    assert _tags(library)["dolphins"] == ("How to/do it/rl",)


def test_a_tag_renamed_to_another_joins_it_and_keeps_when_it_was_given(
    library: Library, tagged: Papers, clock: Clock
) -> None:
    before = _tags(library)
    given = library._db.execute("SELECT at FROM taggings WHERE paper = ?", (tagged["dolphins"],)).fetchone()[0]
    clock.advance(hours=1)
    changes = library.rename_tag("methods/rl", "RL")
    assert changes.papers == {tagged["dolphins"]}
    assert _tags(library) == {"whales": ("methods",), "dolphins": ("rl",), "seals": ("rl", "theory")}
    rows = library._db.execute("SELECT at FROM taggings WHERE paper = ? AND state = 1", (tagged["dolphins"],))
    assert [row[0] for row in rows] == [given]
    library.undo()
    assert _tags(library) == before


def test_a_paper_that_has_both_has_the_joined_tag_once(library: Library, tagged: Papers) -> None:
    library.rename_tag("theory", "rl")
    assert _tags(library)["seals"] == ("rl",)
    assert library.tags() == {"methods": 1, "methods/rl": 1, "rl": 1}


def test_a_tag_can_move_below_itself_and_up_again(library: Library, tagged: Papers) -> None:
    before = _tags(library)
    library.rename_tag("methods", "methods/rl")
    assert _tags(library) == {"whales": ("methods/rl",), "dolphins": ("methods/rl/rl",), "seals": ("rl", "theory")}
    library.rename_tag("methods/rl", "methods")
    assert _tags(library) == before


def test_spelling_follows_the_new_name(library: Library, tagged: Papers) -> None:
    library.rename_tag("rl", "RL")
    assert "RL" in library.tags()
    library.delete_tag("RL")
    library.rename_tag("theory", "Rl")  # a tag that no paper has is nobody's spelling
    assert "Rl" in library.tags()


def test_a_deleted_tag_goes_with_those_below_it_and_comes_back(library: Library, tagged: Papers) -> None:
    before = _tags(library)
    library.colour_tag("methods", "#AA3355")
    changes = library.delete_tag("methods")
    assert changes.papers == {tagged["whales"], tagged["dolphins"]}
    assert library.tag_infos() == [Tag("rl", "", 1), Tag("theory", "", 1)]
    library.tag([tagged["seals"]], add=["methods"])
    assert library.tag_infos()[0] == Tag("methods", "", 1)
    library.undo()
    library.undo()
    assert _tags(library) == before
    assert library.tag_infos()[0] == Tag("methods", "#aa3355", 1)


def test_a_colour_is_the_readers_until_it_is_taken_back(library: Library, tagged: Papers) -> None:
    library.colour_tag("rl", "#123456")
    assert Tag("rl", "#123456", 1) in library.tag_infos()
    library.colour_tag("rl", "")
    assert Tag("rl", "", 1) in library.tag_infos()
    library.undo()
    assert Tag("rl", "#123456", 1) in library.tag_infos()
    with pytest.raises(ValueError, match="blue"):
        library.colour_tag("rl", "blue")


def test_the_joined_tag_keeps_the_colour_that_one_of_them_had(library: Library, tagged: Papers) -> None:
    library.colour_tag("theory", "#123456")
    library.rename_tag("theory", "rl")
    assert Tag("rl", "#123456", 1) in library.tag_infos()


@pytest.mark.parametrize("name", ["never given", "", " / "])
def test_a_tag_that_no_paper_has_is_refused(library: Library, tagged: Papers, name: str) -> None:
    for refused in (
        library.delete_tag,
        lambda tag: library.rename_tag(tag, "x"),
        lambda tag: library.colour_tag(tag, ""),
    ):
        with pytest.raises(NotFound):
            refused(name)
    with pytest.raises(NotFound):
        library.rename_tag("rl", name if not name.strip(" /") else " ")


def test_a_level_counts_the_papers_of_all_tags_below_it_once(library: Library, tagged: Papers) -> None:
    library.tag([tagged["whales"], tagged["seals"]], add=["methods/rl/deep", "Thesis/ch3"])
    library.tag([tagged["seals"]], add=["thesis/ch2"])
    assert library.tag_tree() == [
        Tag("methods", "", 3),
        Tag("methods/rl", "", 3),
        Tag("methods/rl/deep", "", 2),
        Tag("rl", "", 1),
        Tag("theory", "", 1),
        Tag("Thesis", "", 2, bare=True),
        Tag("thesis/ch2", "", 1),
        Tag("Thesis/ch3", "", 2),
    ]
    for tag in library.tag_tree():
        assert len(library.numbers(View(tag=tag.name))) == tag.papers
