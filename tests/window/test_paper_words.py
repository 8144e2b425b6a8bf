from hypothesis import given
from hypothesis import strategies as some

from desktop.window import paper_copies, paper_doors, paper_facts, paper_words
from storage import Heat, Identifier, Link, Mark, Match, RuleId, legible
from tests.window.papers_on_screen import FEEDS, HOT, NOW, RULES, entry, match


def said(pieces: list[paper_words.Piece]) -> str:
    return "".join(piece.text for piece in pieces).replace("\u00a0", " ")


def test_words_of_rules_are_marked_where_they_stand() -> None:
    shown = entry(matches=(match(),))
    pieces = paper_words.marked(shown.paper.title, "title", shown.matches)
    assert [piece.text for piece in pieces if piece.tone == "marked"] == ["state space"]
    assert said(pieces) == shown.paper.title


def test_places_of_an_older_text_mark_nothing_wrong() -> None:
    assert paper_words.marked("A new title for it all", "title", [match()]) == [
        paper_words.Piece("A new title for it all")
    ]


def test_formulas_stand_apart_with_their_source() -> None:
    pieces = paper_words.marked(r"An $O(n^2)$ bound, 5\% of $1.5\times$ \emph{it}", "abstract")
    assert pieces == [
        paper_words.Piece("An "),
        paper_words.Piece("O(n²)", tex="O(n^2)", source="$O(n^2)$"),
        paper_words.Piece(" bound, 5% of 1.5× it"),
    ]


@given(some.text(max_size=40), some.lists(some.tuples(some.integers(-5, 50), some.integers(-5, 50)), max_size=6))
def test_marking_never_changes_a_text(text: str, places: list[tuple[int, int]]) -> None:
    words = tuple(text[start:end] for start, end in places)
    found = Match(RuleId(1), words, tuple(("title", start, end) for start, end in places))
    assert "".join(piece.text for piece in paper_words.marked(text, "title", [found])) == legible(text)


def test_ten_authors_are_named_and_of_more_only_eight() -> None:
    assert said(paper_words.authors(entry(authors=10).paper, whole=False)).count("Author") == 10
    folded = paper_words.authors(entry(authors=11).paper, whole=False)
    assert said(folded).endswith("Author Number8 and 3 others")
    assert folded[-1].tone == "link"
    assert said(paper_words.authors(entry(authors=11).paper, whole=True)).count("Author") == 11


def test_the_facts_have_day_category_name_and_feeds() -> None:
    assert said(paper_facts.facts(entry())) == ("1 Jun 2026  ·  cs.LG  ·  arXiv 2606.00001")


def test_of_thousands_of_authors_only_the_first_are_links() -> None:
    pieces = paper_words.authors(entry(authors=5_000).paper, whole=True)
    assert said(pieces).count("Author Number") == 5_000
    assert sum(piece.link.startswith(paper_words.BY) for piece in pieces) == 200


def test_each_author_is_a_link_and_words_of_rules_stay_marked() -> None:
    found = Match(RuleId(1), ("Number2",), (("authors", 23, 30),))
    pieces = paper_words.authors(entry(authors=2).paper, [found], whole=True)
    assert said(pieces) == "Author Number1, Author Number2"
    assert [piece.text for piece in pieces if piece.tone == "marked"] == ["Number2"]
    assert {piece.link for piece in pieces if piece.link} == {"by Author Number1", "by Author Number2"}


def test_a_new_version_since_the_mark_stands_out() -> None:
    pieces = paper_facts.facts(entry(updated_to=3))
    assert (said(pieces[-1:]), pieces[-1].tone) == ("v3 since you marked it", "accent")


def test_only_what_exists_can_be_opened() -> None:
    links = (Link("code", "https://code.example/a"), Link("discussion", "https://huggingface.co/papers/2606.00001"))
    kinds = {door.kind: door.text for door in paper_doors.doors(entry(links=links, stars=1234))}
    assert kinds == {"pdf": "Open PDF", "arxiv": "arXiv", "code": "Code 1.2k", "discussion": "HF"}
    assert paper_doors.doors(entry(ids=(), links=())) == []
    page = entry(ids=(), links=(Link("page", "https://lab.example/post"),))
    assert [door.url for door in paper_doors.doors(page)] == ["https://lab.example/post"]


def test_a_doi_leads_to_its_resolver() -> None:
    found = paper_doors.doors(entry(ids=(Identifier("doi", "10.1000/x"),)))
    assert [(door.kind, door.url) for door in found] == [("doi", "https://doi.org/10.1000/x")]


def test_large_numbers_are_short() -> None:
    assert [paper_facts.short(count) for count in (7, 999, 1000, 1250, 99_949, 100_000)] == [
        "7",
        "999",
        "1k",
        "1.2k",
        "99.9k",
        "100k",
    ]


def test_the_change_is_in_words() -> None:
    assert said(paper_facts.rising(entry(heat=HOT))) == "▲ 128   +31 votes in 24 h, in 3 sources"
    still = Heat(score=1.0, share=0.2, votes=9, gained=0, hours=30.0, projected=9.0, presence=1)
    assert paper_facts.rising(entry(heat=still)) == []
    assert said(paper_facts.rising(entry(heat=still), [(NOW, 3), (NOW, 9)])) == "▲ 9"


def test_a_rule_that_is_gone_is_not_named() -> None:
    assert said(paper_facts.matching(entry(matches=(match(),)), RULES)) == "Matches state space"
    assert paper_facts.matching(entry(matches=(match(),)), {}) == []


def test_why_it_was_kept_is_the_first_line_of_the_note() -> None:
    kept = entry(mark=Mark(starred=NOW, note="\n# Lemma 2 is what we need\nmore"), matches=(match(),))
    assert said(paper_facts.kept(kept, FEEDS, RULES)) == (
        "Lemma 2 is what we need · starred 2 Jun 2026, from Daily Papers, arXiv cs.LG · rule state space"
    )
    assert paper_facts.kept(entry(), FEEDS, RULES) == []


def test_markdown_survives_brackets_in_a_title() -> None:
    text = paper_copies.as_markdown(entry(title="Of [brackets] and \\signs"))
    assert text == r"[Of \[brackets\] and \\signs](https://arxiv.org/abs/2606.00001), Author Number1, Author Number2"
