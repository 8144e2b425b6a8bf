"""Every fault has words: what happened, and what follows."""

from typing import get_args

import pytest

from desktop.feeds.answer import NotAFeedKind
from desktop.feeds.exchange import FailureKind
from desktop.feeds.pool import ParseFailure
from desktop.problems import feed_trouble, feed_warning, problem
from storage import (
    Ambiguous,
    LibraryDamaged,
    LibraryError,
    LibraryForeign,
    LibraryFull,
    LibraryLocked,
    LibraryNewer,
    LibraryReadOnly,
    NotFound,
    NothingToUndo,
    QueryError,
    StorageError,
    Trouble,
    UnknownIdentifier,
)

KINDS = sorted({*get_args(FailureKind), *get_args(NotAFeedKind), *get_args(ParseFailure), "moved_to_known"})
VALUES = (("host", "example.org"), ("status", "503"), ("text", "no"), ("detail", "why"), ("megabytes", "15"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_trouble_of_a_feed_has_words_and_says_what_follows(kind: str) -> None:
    words = feed_trouble(Trouble(kind, VALUES))
    assert words.what != feed_trouble(Trouble("from_tomorrow", VALUES)).what
    assert f"({kind})" not in words.what
    assert words.then
    assert "{" not in words.text()


def test_a_trouble_that_is_not_known_here_is_still_named() -> None:
    assert "from_tomorrow" in feed_trouble(Trouble("from_tomorrow")).what


def test_a_refusal_is_told_in_the_servers_own_words() -> None:
    refused = Trouble("bad_status", (("status", "400"), ("text", "Invalid category.")))
    assert feed_trouble(refused).what == "The server answered 400: Invalid category."
    assert feed_trouble(Trouble("bad_status", (("status", "400"), ("text", "")))).what == "The server answered 400."


@pytest.mark.parametrize(
    "error",
    [
        Ambiguous("whales", [1, 2]),
        LibraryDamaged("x.db", "malformed"),
        LibraryError("x.db", "odd"),
        LibraryForeign("x.db"),
        LibraryFull("x.db"),
        LibraryLocked("x.db"),
        LibraryNewer("x.db", found=9, known=1),
        LibraryReadOnly("x.db"),
        *(NotFound(what, "7") for what in ("paper", "feed", "rule", "tag", "quote", "merge")),
        NothingToUndo(),
        NothingToUndo(redo=True),
        UnknownIdentifier("whales"),
        QueryError("unclosed_quote", '"whales', 0, 7, suggestion='"whales"'),
        StorageError("something"),
    ],
)
def test_every_error_of_the_library_has_words(error: StorageError) -> None:
    words = problem(error)
    assert words.what
    assert "{" not in words.text()


def test_a_library_that_fails_says_what_was_kept() -> None:
    for kind in (LibraryLocked, LibraryFull, LibraryReadOnly, LibraryForeign, LibraryDamaged):
        words = problem(kind("x.db"))
        assert words.kept
        assert words.then


def test_warnings_have_words() -> None:
    assert feed_warning("truncated")
    assert feed_warning("stale")
    assert feed_warning("") == ""
