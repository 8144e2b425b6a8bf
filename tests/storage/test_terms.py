from storage import Feed, Intake, Library, terms
from tests.builders import arrive, incoming, paper


def _terms(library: Library) -> dict[str, int]:
    return {row["term"]: row["df"] for row in library._db.execute("SELECT term, df FROM terms")}


def test_terms_say_what_the_index_holds(library: Library, intake: Intake, daily: Feed) -> None:
    for place, title in enumerate(("Whales sing", "Whales dive", "Dolphins sing")):
        arrive(intake, daily, incoming(paper(title, arxiv=f"2606.0000{place}", abstract="")))
    terms.refresh(library._db)
    found = _terms(library)
    assert (found["whales"], found["sing"], found["dolphins"]) == (2, 2, 1)
    arrive(intake, daily, incoming(paper("Seals sing", arxiv="2606.00001", abstract="", version=2)))
    terms.refresh(library._db)
    found = _terms(library)
    assert (found["whales"], found["sing"], found["seals"], found.get("dive")) == (1, 3, 1, None)


def test_terms_are_counted_again_only_when_the_library_has_grown(library: Library, intake: Intake, daily: Feed) -> None:
    many = [incoming(paper(f"Paper number w{place}", arxiv=f"2606.{place:05}"), rank=place) for place in range(120)]
    arrive(intake, daily, *many)
    assert intake.refresh_terms()
    assert not intake.refresh_terms()
    assert _terms(library)["number"] == 120


def test_words_of_other_rules_are_written_anew(library: Library, intake: Intake, daily: Feed) -> None:
    arrive(intake, daily, incoming(paper("Whales sing", arxiv="2606.00001")))
    library._db.execute("UPDATE words SET title = 'wails sin'")
    assert intake.refold() == 0
    library._db.execute("UPDATE meta SET value = '0' WHERE key = 'fold_version'")
    assert intake.refold() == 1
    assert intake.refold() == 0
    assert len(library.search("whales")) == 1
    assert library.check() == []


def test_words_are_counted_anew_in_more_than_one_step(library: Library, intake: Intake, daily: Feed) -> None:
    letters = "bcdfghjklmnpqrtv"
    words = [f"x{one}a{two}o{three}a" for one in letters for two in letters for three in letters[:9]]
    arrive(intake, daily, incoming(paper("A long one", arxiv="2606.00001", abstract=" ".join(words))))
    library._db.execute("INSERT INTO terms (term, df) VALUES ('aaa', 3), ('zzz', 4), ('xbabobi', 9)")
    terms.refresh(library._db)
    found = _terms(library)
    assert len(words) > terms.STEP
    assert {found[word] for word in words} == {1}
    assert not {"aaa", "xbabobi", "zzz"} & found.keys()


def test_a_word_that_is_only_begun_becomes_the_commonest_that_it_may_be(
    library: Library, intake: Intake, daily: Feed
) -> None:
    arrive(
        intake,
        daily,
        *(incoming(paper(f"{word} number {place}", arxiv=f"2606.000{place:02}")) for place, word in enumerate(_BEGUN)),
    )
    terms.refresh(library._db)
    assert library.completed("models spa") == "models (space OR sparse)"
    assert library.completed("-spa") == "-(space OR sparse)"
    for whole in ("space", "spa models", '"spa', "tag:spa", "a OR", "spa:", "s", "qqq", ""):
        assert library.completed(whole) == whole


_BEGUN = ("Space", "Space", "Sparse", "Space", "Models")
