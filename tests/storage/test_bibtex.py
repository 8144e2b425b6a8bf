"""What stands in a .bib; pybtex, a strict reader, judges beside our own count of braces."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import BibliographyData, Person
from pybtex.database.input.bibtex import Parser
from pybtex.errors import capture

from storage.bibtex import BibFields, bibtex_entry, to_bibtex
from storage.latex import Flavour
from storage.model import Author, Entry, Identifier, Link, Mark, Paper, PaperId, Venue

FLAVOURS: tuple[Flavour, ...] = ("bibtex", "biblatex")
ADA = Author("Ada Example")
ALL = BibFields(abstract=True, tags=True, note=True)


def entry(paper: Paper, key: str = "k", *, tags: tuple[str, ...] = (), note: str = "") -> Entry:
    mark = Mark(tags=tags, note=note)
    return Entry(PaperId(1), paper, mark, None, (), datetime(2026, 7, 21, tzinfo=UTC), unread=False, key=key)


def preprint(title: str = "A title", *authors: Author, **others: str) -> Paper:
    return Paper(
        title,
        authors or (ADA,),
        others.get("abstract", ""),
        (Identifier("arxiv", others.get("arxiv", "2607.01234")),),
        date(2026, 7, 21),
        categories=("cs.LG", "stat.ML"),
    )


def field(paper: Paper, name: str, flavour: Flavour = "bibtex", fields: BibFields = ALL) -> str | None:
    """Give the raw value of one field, or None where it is not written."""
    text = to_bibtex([entry(paper)], flavour=flavour, fields=fields)
    found = re.search(rf"^  {name} = (.*),$", text, re.MULTILINE)
    return found[1].removeprefix("{").removesuffix("}") if found else None


def title(text: str, flavour: Flavour = "bibtex") -> str:
    return field(preprint(text), "title", flavour) or ""


def author(who: Author | str, flavour: Flavour = "bibtex") -> str:
    return field(preprint("A title", Author(who) if isinstance(who, str) else who), "author", flavour) or ""


def kinds_by_braces(text: str) -> list[str]:
    """Give the kinds of entries as BibTeX counts: by raw braces, an @ between them begins one."""
    depth, outside = 0, []
    for char in text:
        if char == "}":
            depth -= 1
        if depth == 0:
            outside.append(char)
        if char == "{":
            depth += 1
        assert depth >= 0, text
    assert depth == 0, text
    bare = "".join(outside)
    kinds = re.findall(r"@(\w+)\{\}", bare)
    assert re.sub(r"@\w+\{\}", "", bare).strip() == ""
    return kinds


def read(text: str) -> BibliographyData:
    with capture() as errors:
        parsed: BibliographyData = Parser(encoding="utf-8").parse_string(text)
    assert not errors
    return parsed


# Braces and file


def test_no_text_starts_an_entry() -> None:
    text = to_bibtex([entry(preprint("x}, author={Mallory}} @misc{evil, title={pwned"))])
    assert kinds_by_braces(text) == ["misc"]
    assert list(read(text).entries) == ["k"]


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_file_is_clean_text(flavour: Flavour) -> None:
    text = to_bibtex(
        [entry(preprint("A\x00 \u200btitle\u00ad \ufeffin\n  two\t\tli\u202enes e\u0301 ﬁ \ud800"))], flavour=flavour
    )
    accent = r"{\'e}" if flavour == "bibtex" else "é"
    assert f"title = {{A title in two lines {accent} fi}}" in text
    assert text.endswith("}\n")
    assert "\r" not in text


def test_entries_keep_their_order_and_none_gives_nothing() -> None:
    listed = [entry(preprint(f"Title {n}"), f"key{n}") for n in (3, 1, 2)]
    assert list(read(to_bibtex(listed)).entries) == ["key3", "key1", "key2"]
    assert to_bibtex([]) == ""


def test_a_file_is_its_entries_one_after_another() -> None:
    listed = [entry(preprint(f"Title {n}"), f"key{n}") for n in range(3)]
    assert to_bibtex(iter(listed)) == "\n".join(bibtex_entry(each, each.key) for each in listed)


# Keys


def test_a_key_that_would_break_the_file_is_replaced_for_it() -> None:
    listed = [entry(preprint("Sparse tests"), key) for key in ("fine:2026", "", "a b", "x}", "FINE:2026", "é")]
    keys = list(read(to_bibtex(listed)).entries)
    assert keys == [
        "fine:2026",
        "example2026sparse",
        "example2026sparse-a",
        "example2026sparse-b",
        "example2026sparse-c",
        "example2026sparse-d",
    ]


def test_a_stored_key_is_never_taken_by_an_entry_before_it() -> None:
    listed = [entry(preprint("Sparse tests"), ""), entry(preprint("Sparse tests"), "Example2026sparse")]
    assert list(read(to_bibtex(listed)).entries) == ["example2026sparse-a", "Example2026sparse"]


# Types and identifiers


def test_a_preprint_is_written_as_arxiv_itself_exports_it() -> None:
    assert to_bibtex([entry(preprint(), "example2026title")]) == (
        "@misc{example2026title,\n"
        "  author = {Example, Ada},\n"
        "  title = {A title},\n"
        "  year = {2026},\n"
        "  month = jul,\n"
        "  eprint = {2607.01234},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.LG},\n"
        "}\n"
    )
    assert to_bibtex([entry(preprint(), "example2026title")], flavour="biblatex") == (
        "@online{example2026title,\n"
        "  author = {Example, Ada},\n"
        "  title = {A title},\n"
        "  date = {2026-07-21},\n"
        "  eprint = {2607.01234},\n"
        "  eprinttype = {arXiv},\n"
        "  eprintclass = {cs.LG},\n"
        "}\n"
    )


def test_an_old_arxiv_id_keeps_its_archive_and_categories_of_other_feeds_are_no_class() -> None:
    assert field(preprint(arxiv="math/0412019"), "eprint") == "math/0412019"
    assert field(replace(preprint(), categories=("Machine Learning",)), "primaryClass") is None
    assert field(replace(preprint(), categories=("cond-mat.str-el",)), "primaryClass") == "cond-mat.str-el"
    assert field(replace(preprint(), categories=()), "primaryClass") is None


def test_a_published_paper_keeps_its_eprint() -> None:
    venue = Venue("journal", "Journal of R&D", "12", "3", "101-119", "2027-03")
    paper = replace(preprint(), venue=venue, ids=(Identifier("arxiv", "2607.01234"), Identifier("doi", "10.1000/a_b")))
    assert to_bibtex([entry(paper)]) == (
        "@article{k,\n"
        "  author = {Example, Ada},\n"
        "  title = {A title},\n"
        "  journal = {Journal of R\\&D},\n"
        "  volume = {12},\n"
        "  number = {3},\n"
        "  pages = {101--119},\n"
        "  year = {2027},\n"
        "  month = mar,\n"
        "  eprint = {2607.01234},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.LG},\n"
        "  doi = {10.1000/a_b},\n"
        "}\n"
    )
    latex = to_bibtex([entry(paper)], flavour="biblatex")
    assert "  journaltitle = {Journal of R\\&D},\n" in latex
    assert "  date = {2027-03},\n" in latex


def test_a_conference_and_a_book_are_named_as_what_holds_the_paper() -> None:
    talk = replace(preprint(), venue=Venue("conference", "Proc. Tests", "2", "7"))
    assert to_bibtex([entry(talk)]).startswith("@inproceedings{k,")
    assert field(talk, "booktitle") == "Proc. Tests"
    assert field(talk, "number") is None  # BibTeX's styles know a volume or a number
    assert field(talk, "number", "biblatex") == "7"
    chapter = replace(preprint(), venue=Venue("book", "Tests"))
    assert to_bibtex([entry(chapter)]).startswith("@incollection{k,")


def test_a_reference_in_words_is_a_note_to_a_preprint() -> None:
    paper = replace(preprint(), venue=Venue("reference", "J. Tests 12 (2027) 3 & more", appeared="2027"))
    assert to_bibtex([entry(paper)]).startswith("@misc{k,")
    assert field(paper, "note") == r"J. Tests 12 (2027) 3 \& more"
    assert field(paper, "year") == "2026"


def test_an_article_without_a_journal_is_none() -> None:
    paper = replace(preprint(), venue=Venue("journal", " \u200b"))
    assert to_bibtex([entry(paper)]).startswith("@misc{k,")


@pytest.mark.parametrize(
    ("pages", "written"),
    [
        ("946-958", "946--958"),
        ("946–958", "946--958"),
        ("C2-107--C2-110", "C2-107--C2-110"),
        ("C2-107-C2-110", "C2-107--C2-110"),
        ("1-5, 7-9", "1--5, 7--9"),
        ("xi-xx", "xi--xx"),
        ("e-101", "e-101"),
        ("12-", "12-"),
        ("S1_2", r"S1\_2"),
    ],
)
def test_pages_have_two_dashes_between_them(pages: str, written: str) -> None:
    assert field(replace(preprint(), venue=Venue("journal", "Tests", pages=pages)), "pages") == written


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize(
    ("doi", "written"),
    [
        ("10.1000/a_b%20c#d&e", "10.1000/a_b%20c#d&e"),
        ("10.1002/(sici)1097(1998)17:15<1::aid>3.0.co;2-2", "10.1002/(sici)1097(1998)17:15<1::aid>3.0.co;2-2"),
        ("10.1000/a}b\\é", "10.1000/a%7Db%5C%C3%A9"),
    ],
)
def test_a_doi_stands_verbatim(doi: str, written: str, flavour: Flavour) -> None:
    assert field(replace(preprint(), ids=(Identifier("doi", doi),)), "doi", flavour) == written


def test_an_address_is_written_where_nothing_else_leads_there() -> None:
    links = (Link("pdf", "https://example.org/a.pdf"), Link("abstract", "https://example.org/a_b%20c?x={y}&z"))
    paper = Paper("A title", (ADA,), links=links)
    assert field(paper, "howpublished") == r"\url{https://example.org/a_b%20c?x=%7By%7D&z}"
    assert field(paper, "url", "biblatex") == "https://example.org/a_b%20c?x=%7By%7D&z"
    assert field(replace(preprint(), links=links), "url", "biblatex") is None
    assert to_bibtex([entry(paper)], flavour="biblatex").startswith("@online{")
    assert to_bibtex([entry(Paper("A title"))], flavour="biblatex").startswith("@misc{")


def test_an_unknown_date_is_no_field() -> None:
    paper = replace(preprint(), published=None)
    text = to_bibtex([entry(paper)]) + to_bibtex([entry(paper)], flavour="biblatex")
    assert not re.search("year|month|date", text)


def test_a_date_is_no_more_precise_than_it_was_given() -> None:
    paper = replace(preprint(), venue=Venue("journal", "Tests", appeared="1998"))
    assert (field(paper, "year"), field(paper, "month"), field(paper, "date", "biblatex")) == ("1998", None, "1998")
    paper = replace(preprint(), venue=Venue("journal", "Tests", appeared="Spring 1998"))
    assert field(paper, "date", "biblatex") == "2026-07-21"


# People


@pytest.mark.parametrize(
    ("who", "written"),
    [
        ("Ada Example", "Example, Ada"),
        ("Anna van der Berg", "van der Berg, Anna"),
        ("Ivo Lopez Jr.", "Lopez, Jr., Ivo"),
        ("xuda sample", "sample, xuda"),
        ("A.B.Surname", "Surname, A. B."),
        ("Jaswant", "{Jaswant}"),
        ("王小试", "{王小试}"),
        ("others", "{others}"),
        ("Example Collaboration", "{Example Collaboration}"),
        ("Sample and Sons", "{Sample and Sons}"),
        (Author("Acme, Inc.", group=True), "{Acme, Inc.}"),
        (Author("École & Co", group=True), r"{{\'E}cole \& Co}"),
        (Author("", "García Prueba", "Ada"), r"Garc{\'i}a Prueba, Ada"),
        (Author("", "Bezerra de Prova", "Ada"), "{Bezerra de Prova}, Ada"),
        (Author("", "de Prova e Silva", "Ada"), "de {Prova e Silva}, Ada"),
        (Author("", "Prova, PhD", "Ada"), "{Prova, PhD}, Ada"),
        (Author("", "And", "Ada"), "{And}, Ada"),
        (Author("", "Prova", "", "Jr."), "{Prova Jr.}"),
        (Author("", "Prova", "J.P."), "Prova, J. P."),
        (Author("", "", "Ada"), "{Ada}"),
        (r"Jos\'e {\O}rsted", r"{\O}rsted, Jos{\'e}"),
        ("Bob} @misc{x", r"@misc\{x".replace("\\{", r"{\textbraceleft}") + r", Bob{\textbraceright}"),
    ],
)
def test_people_are_written_so_that_bibtex_reads_them_right(who: Author | str, written: str) -> None:
    assert author(who) == written


@pytest.mark.parametrize(
    ("family", "given"),
    [
        ("van der Berg", "Anna"),
        ("de Prova e Silva", "Ada"),
        ("O'Example", "maria"),
        ("d'Essai", "X."),
        ("De la Prova", "I"),
    ],
)
def test_pybtex_finds_the_family_name_that_was_meant(family: str, given: str) -> None:
    person = Person(author(Author("", family, given)))
    parts = [*person.get_part("prelast"), *person.get_part("last")]
    assert " ".join(parts).replace("{", "").replace("}", "") == family
    assert " ".join(person.get_part("first")) == given


def test_all_authors_are_written_and_a_shortened_list_says_so() -> None:
    paper = preprint("A title", *(Author(f"Ada{n} Example{n}") for n in range(3_000)))
    assert (field(paper, "author") or "").count(" and ") == 2_999
    few = field(paper, "author", fields=BibFields(most_authors=2))
    assert few == "Example0, Ada0 and Example1, Ada1 and others"
    # So does a list that the feed has cut.
    assert field(preprint("A title", ADA, Author("et al.")), "author") == "Example, Ada and others"


def test_without_authors_there_is_no_author_field_but_something_to_sort_by() -> None:
    for people in ((), (Author(" "), Author("\u200b"))):
        paper = replace(preprint(), authors=people)
        assert field(paper, "author") is None
        assert field(paper, "key") == "k"
        assert field(paper, "key", "biblatex") is None


def test_an_entry_without_a_title_is_called_by_its_number() -> None:
    assert title("\u200b") == "2607.01234"
    assert field(Paper("", ids=(Identifier("doi", "10.1000/a_b"),)), "title") == r"10.1000/a\_b"
    assert field(Paper(""), "title") == "k"


def test_what_is_the_readers_own_is_left_out_unless_asked_for() -> None:
    listed = [entry(preprint(abstract="50% of } and $x$"), tags=("ml/rl", "a & b, c"), note="Read\nthis {")]
    plain = to_bibtex(listed)
    assert not re.search("abstract|keywords|ann", plain)
    full = to_bibtex(listed, fields=ALL)
    assert r"  abstract = {50\% of {\textbraceright} and $x$}," in full
    assert r"  keywords = {ml/rl, a \& b c}," in full
    assert r"  annote = {Read this {\textbraceleft}}," in full
    assert r"  annotation = {" in to_bibtex(listed, flavour="biblatex", fields=ALL)


# Whatever a source writes

LETTERS = "{}{}\\\\$$@%#\"&~^_<>|,= \n\x00'`()aB1é₂γ试\u0301"
MARKUP = (
    r"and |\{|\}|\(|\)|\'|\v|\ensuremath{|\emph{|\textbf{|{\it |_{|$\left\{ x$|$x\ $|@misc{x,|}}|"
    "<sub>|</sub>|<i>|&lt;|&#123;"
)
hostile = st.text(max_size=60) | st.lists(st.sampled_from([*LETTERS, *MARKUP.split("|")]), max_size=25).map("".join)
people = st.builds(Author, hostile, hostile, hostile, hostile, st.booleans()) | st.builds(Author, hostile)
venues = st.builds(
    Venue, st.sampled_from(["journal", "conference", "book", "reference"]), hostile, hostile, hostile, hostile, hostile
)
papers = st.builds(
    Paper,
    hostile,
    st.lists(people, max_size=3).map(tuple),
    hostile,
    st.lists(st.builds(Identifier, st.sampled_from(["arxiv", "doi"]), hostile), max_size=2).map(tuple),
    st.none() | st.dates(),
    categories=st.lists(hostile, max_size=1).map(tuple),
    links=st.lists(st.builds(Link, st.just("page"), hostile), max_size=1).map(tuple),
    venue=st.none() | venues,
)
entries = st.builds(
    lambda paper, key, tag, note: entry(paper, key, tags=(tag,), note=note), papers, hostile, hostile, hostile
)


@settings(max_examples=150, deadline=None)
@given(listed=st.lists(entries, max_size=3), flavour=st.sampled_from(FLAVOURS))
def test_any_text_in_any_field_gives_exactly_our_entries(listed: Sequence[Entry], flavour: Flavour) -> None:
    text = to_bibtex(listed, flavour=flavour, fields=ALL)
    assert len(kinds_by_braces(text)) == len(listed)
    found = read(text).entries
    assert len(found) == len(listed)
    for each in found.values():
        assert each.fields["title"]
        assert all(len(kinds_by_braces(f"@x{{{value}}}")) == 1 for value in each.fields.values())
    assert re.fullmatch(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u00ad\ufeff]*", text)


@settings(max_examples=100, deadline=None)
@example(listed=[Author("", family="a aND 0 a 0", given="0")], flavour="bibtex")
@given(listed=st.lists(people, min_size=1, max_size=4), flavour=st.sampled_from(FLAVOURS))
def test_any_names_give_as_many_people(listed: list[Author], flavour: Flavour) -> None:
    one_by_one = [field(replace(preprint(), authors=(who,)), "author", flavour) for who in listed]
    together = field(replace(preprint(), authors=tuple(listed)), "author", flavour)
    named = [who for who in one_by_one if who]
    assert together == (" and ".join(named) or None)
    text = to_bibtex([entry(replace(preprint(), authors=tuple(listed)))], flavour=flavour)
    assert len(read(text).entries["k"].persons.get("author", [])) == len(named)
