import time
from datetime import date
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.asked import (
    EVERYTHING,
    After,
    And,
    Before,
    Deed,
    Did,
    Family,
    Has,
    Hot,
    InFeed,
    Is,
    Key,
    Near,
    Not,
    Note,
    Or,
    Phrase,
    Prefix,
    Query,
    Quoted,
    Sign,
    State,
    Tag,
    Thing,
    Votes,
    Word,
    Year,
)
from storage.errors import QueryError
from storage.fold import fold
from storage.query import DEEPEST, LONGEST, MOST, parse, to_text

a, b, c, d = Word("a"), Word("b"), Word("c"), Word("d")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", EVERYTHING),
        ("  \t ", EVERYTHING),
        ("Mamba", Word("Mamba")),
        ("a b c", And((a, b, c))),
        ("a AND b", And((a, b))),
        ("a OR b", Or((a, b))),
        ("a b OR c d", Or((And((a, b)), And((c, d))))),
        ("a (b OR c)", And((a, Or((b, c))))),
        ("((a))", a),
        ("a (b c)", And((a, b, c))),
        ("a OR (b OR c)", Or((a, b, c))),
        ("-a", Not(a)),
        ("a -b", And((a, Not(b)))),
        ("a NOT b", And((a, Not(b)))),
        ("-(a b)", Not(And((a, b)))),
        ("NOT NOT a", a),
        ("NOT -a", a),
        ("-(-a)", a),
        ('"state  space"', Phrase("state space")),
        ("“state space” models", And((Phrase("state space"), Word("models")))),
        ('-"state space"', Not(Phrase("state space"))),
        ('"a OR b"', Phrase("a OR b")),
        ("fine-tuning", Word("fine-tuning")),
        ("--help", Phrase("help")),
        ("--is:starred title:-x", And((Phrase("is:starred"), Phrase("x", "title")))),
        ("or and not", And((Word("or"), Word("and"), Word("not")))),
        ("C++ & C#", And((Word("C++"), Word("C#")))),
        ("a - b … !", And((a, b))),
        ("() a ( ) -()", a),
        ("title:mamba", Word("mamba", "title")),
        ("TITLE:mamba", Word("mamba", "title")),
        ("abstract:x category:cs.LG", And((Word("x", "abs"), Word("cs.LG", "cat")))),
        ('author:"Yann LeCun"', Phrase("Yann LeCun", "author")),
        ("title:(a OR b)", Or((Word("a", "title"), Word("b", "title")))),
        ('title:(a "b c" author:d)', And((Word("a", "title"), Phrase("b c", "title"), Word("d", "author")))),
        ("-title:a", Not(Word("a", "title"))),
        ("title:OR", Word("OR", "title")),
        ("is:starred", Is("starred")),
        ("is:Unread -is:later", And((Is("unread"), Not(Is("later"))))),
        ("tag:ml/rl", Tag("ml/rl")),
        ('tag:"machine learning"', Tag("machine learning")),
        ("feed:3 feed:arXiv", And((InFeed("3"), InFeed("arXiv")))),
        ('note:"read again"', Note("read again")),
        ("after:2024", After(date(2024, 1, 1))),
        ("after:2024-5", After(date(2024, 5, 1))),
        ("before:2024-05-06", Before(date(2024, 5, 6))),
        ("year:2024", Year(2024)),
        ("votes:>20", Votes(">", 20)),
        ("votes:<=3", Votes("<=", 3)),
        ("votes:20", Votes(">=", 20)),
        ("http://x.example/y", Word("http://x.example/y")),
        ("foo:bar", Word("foo:bar")),
        ("BERT: Pre-training", And((Word("BERT:"), Word("Pre-training")))),
        ("title:foo:bar", Word("foo:bar", "title")),
        ("title:after:2024", Word("after:2024", "title")),
        ("transform*", Prefix("transform")),
        ("title:fine-tun*", Prefix("fine-tun", "title")),
        ("A* gpt-4* 人*", And((Word("A*"), Word("gpt-4*"), Word("人*")))),
        ("~learning -~study", And((Family("learning"), Not(Family("study"))))),
        ("abs:~model", Family("model", "abs")),
        ("~5 ~ ~ab", And((Word("~5"), Word("~ab")))),
        ("~learn*", Prefix("learn")),
        ("a b NEAR/5 c d", And((a, Near((b, c), 5), d))),
        ('"a b" NEAR/3 c NEAR/4 d', Near((Phrase("a b"), c, d), 4)),
        ("title:(a NEAR/2 b)", Near((Word("a", "title"), Word("b", "title")), 2)),
        ("-(a NEAR/2 b)", Not(Near((a, b), 2))),
        ("NEAR near/5", And((Word("NEAR"), Word("near/5")))),
        ("has:code has:PDF", And((Has("code"), Has("pdf")))),
        ("is:updated", Is("updated")),
        ('quote:"state space" key:gu2024', And((Quoted("state space"), Key("gu2024")))),
        ("heat:>0.9 heat:<.25", And((Hot(">", 0.9), Hot("<", 0.25)))),
        ("heat:90%", Hot(">=", 0.9)),
        ("starred:>2026-03", Did("starred", ">", date(2026, 3, 1), date(2026, 3, 31))),
        ("opened:2026", Did("opened", "", date(2026, 1, 1), date(2026, 12, 31))),
        ("opened:<=2026-02-03", Did("opened", "<=", date(2026, 2, 3), date(2026, 2, 3))),
        ('a"b c"-d', And((a, Phrase("b c"), Phrase("d")))),
    ],
)
def test_what_is_typed_is_read(text: str, query: Query) -> None:
    assert parse(text) == query
    assert parse(to_text(query)) == query


@pytest.mark.parametrize(
    ("text", "kind", "place", "suggestion"),
    [
        ('a "b c', "quote_open", '"b c', 'a "b c"'),
        ("a (b", "group_open", "(b", "a (b)"),
        ("a) b", "group_closed", ")", "a b"),
        ("a OR", "operator", "OR", "a"),
        ("OR a", "operator", "OR", "a"),
        ("a OR OR b", "operator", "OR", "a OR b"),
        ("a AND", "operator", "AND", "a"),
        ("(a OR) b", "operator", "OR", "(a ) b"),
        ("a NOT", "operator", "NOT", "a"),
        ("titel:x a", "field", "titel", "title:x a"),
        ("a auhtor:x", "field", "auhtor", "a author:x"),
        ('cats:"x"', "field", "cats", 'cat:"x"'),
        ("title:", "no_value", "title:", ""),
        ("title: mamba", "no_value", "title:", "title:mamba"),
        ("a (tag:) b", "no_value", "tag:", ""),
        ('tag:""', "no_value", "tag:", ""),
        ("tag:(a b)", "no_value", "tag:", ""),
        ("is:stared", "state", "stared", "is:starred"),
        ("is:whatever", "state", "whatever", ""),
        ("after:2024-13", "day", "2024-13", ""),
        ("before:yesterday", "day", "yesterday", ""),
        ("after:2023-02-29", "day", "2023-02-29", ""),
        ("year:24", "year", "24", ""),
        ("votes:many", "votes", "many", ""),
        ("heat:2", "heat", "2", ""),
        ("has:cod", "thing", "cod", "has:code"),
        ("starred:>soon", "time", ">soon", ""),
        ("x ab* y", "prefix", "ab*", "x ab y"),
        ("a NEAR/5", "operator", "NEAR/5", "a"),
        ("NEAR/5 a", "operator", "NEAR/5", "a"),
        ("a NEAR/5 (b c)", "near", "NEAR/5", ""),
        ("is:read NEAR/5 b", "near", "NEAR/5", ""),
        ("title:a NEAR/5 abs:b", "near", "NEAR/5", ""),
        ("trans* NEAR/5 b", "near", "NEAR/5", ""),
    ],
)
def test_a_broken_search_names_its_fault_and_the_way_out(text: str, kind: str, place: str, suggestion: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(text)
    fault = raised.value
    assert (fault.kind, fault.text[fault.start : fault.end], fault.suggestion) == (kind, place, suggestion)
    assert fault.text == text


def test_groups_may_not_be_nested_without_end() -> None:
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == a
    with pytest.raises(QueryError) as raised:
        parse("(" * 2000 + "a" + ")" * 2000)
    assert raised.value.kind == "too_deep"


def test_a_search_may_not_be_long_without_end() -> None:
    assert isinstance(parse("a " * MOST), And)
    for text in ("a " * (MOST + 1), "a" * (LONGEST + 1)):
        with pytest.raises(QueryError) as raised:
            parse(text)
        assert raised.value.kind == "too_long"


SIGNS = """a b fine-tuning C++ ( ) " “ - -- : OR AND NOT title: é author:( is: is:starred tag:x tag: after:2024 votes:>3
foo: http:// ~ * abc* ~learn NEAR/3 has: has:pdf heat:.5 starred:>2025-03 opened:2024 quote:x key:"""
PIECES = [*SIGNS.split(), " ", " ", "\x00", "\ud800"]
typed = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(typed | st.text())
@example("title:(-a OR --b)")
@example("NOT --a")
@example('"a"-b')
def test_what_was_read_prints_and_reads_back(text: str) -> None:
    query = _read(text)
    if isinstance(query, QueryError):
        assert 0 <= query.start <= query.end <= len(text)
    else:
        assert parse(to_text(query)) == query


def _read(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as fault:
        return fault


words = st.sampled_from(["a", "Mamba", "fine-tuning", "C++", "x:y", "人工"])
parts = st.sampled_from([None, "title", "abs", "author", "cat"])
leaves = (
    st.builds(Word, words, parts)
    | st.builds(Phrase, st.lists(words, min_size=1, max_size=3).map(" ".join), parts)
    | st.builds(Prefix, st.sampled_from(["mamb", "fine-tun", "C++plus"]), parts)
    | st.builds(Family, st.sampled_from(["learn", "fine-tuning", "Études"]), parts)
    | st.builds(
        Near,
        st.lists(st.builds(Word, words) | st.builds(Phrase, words), min_size=2, max_size=4).map(tuple),
        st.integers(0, 99),
    )
    | st.builds(Has, st.sampled_from(get_args(Thing)))
    | st.builds(Quoted, st.sampled_from(["why", "read again"]))
    | st.builds(Key, st.sampled_from(["gu2024mamba", "x:y"]))
    | st.builds(Hot, st.sampled_from(get_args(Sign)), st.integers(0, 10_000).map(lambda n: n / 10_000))
    | st.dates().flatmap(
        lambda day: st.builds(
            Did, st.sampled_from(get_args(Deed)), st.sampled_from(["", *get_args(Sign)]), st.just(day), st.just(day)
        )
    )
    | st.builds(Is, st.sampled_from(get_args(State)))
    | st.builds(Tag, st.sampled_from(["ml", "ml/rl", "two words", "(x)", "-y", "OR"]))
    | st.builds(InFeed, st.sampled_from(["3", "arXiv cs.LG"]))
    | st.builds(Note, st.sampled_from(["why", "read again"]))
    | st.builds(After, st.dates())
    | st.builds(Before, st.dates())
    | st.builds(Year, st.integers(1, 9999))
    | st.builds(Votes, st.sampled_from([">", ">=", "<", "<="]), st.integers(0, 999))
)


def _not(query: Query) -> Query:
    return query.inner if isinstance(query, Not) else Not(query)


def _several(kind: type[And] | type[Or], inner: list[Query]) -> Query:
    flat = [each for query in inner for each in (query.inner if isinstance(query, kind) else (query,))]
    return kind(tuple(flat))


def _grown(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=4)
    return (
        inner.map(_not) | several.map(lambda some: _several(And, some)) | several.map(lambda some: _several(Or, some))
    )


@given(st.recursive(leaves, _grown, max_leaves=12))
def test_every_tree_prints_and_reads_back(query: Query) -> None:
    assert parse(to_text(query)) == query


@given(st.text())
def test_words_made_by_hand_print_as_something_that_is_found(text: str) -> None:
    query = parse(to_text(And((a, Word(text)))))
    if fold(_quotable(text)):
        assert isinstance(query, And)
        assert isinstance(query.inner[1], Word | Phrase)
        assert fold(query.inner[1].text) == fold(_quotable(text))
    else:
        assert query == a


def _quotable(text: str) -> str:
    return " ".join(text.translate(dict.fromkeys(map(ord, '"“”„‟＂'), " ")).split())


@pytest.mark.parametrize(
    "piece",
    ["(", ")", '"', "-", "a:", "title:", "NOT ", "a ", "a NEAR/5 ", "~learn ", "abc* ", "OR ", "(a", "-(", "“a” ", ":"],
)
def test_a_hostile_search_takes_linear_time(piece: str) -> None:
    text = piece * (LONGEST // len(piece))
    start = time.process_time()
    query = _read(text)
    if not isinstance(query, QueryError):
        to_text(query)
    assert time.process_time() - start < 1
