"""What goes into a report of a fault, and what must not."""

from pathlib import Path

from desktop import diagnostics
from storage import Library
from tests.fakes.clock import Clock


def test_a_report_tells_versions_counts_and_feeds_but_no_address(library: Library, clock: Clock) -> None:
    library.add_feed("https://me:secret@feeds.example.org/private/token-123?key=456", title="My secret list")
    shown = diagnostics.versions(library.facts(), {"Qt": "6.11"})
    text = diagnostics.report(shown, {"Papers": 1200}, library.feeds(), ["ERROR x"], clock())
    assert "SQLite: 3." in text
    assert "Papers: 1,200" in text
    assert "feed feeds.example.org: fine" in text
    assert "ERROR x" in text
    for private in ("secret", "token", "456"):
        assert private not in text


def test_lines_of_the_log_lose_what_is_private() -> None:
    line = f"WARNING GET https://me:pw@x.org/a/b?c=d for “A title” failed in {Path.home()}/papers: 'note'"
    shown = diagnostics.hidden(line)
    assert shown == "WARNING GET https://x.org/… for “…” failed in ~/papers: “…”"


def test_the_end_of_a_long_log_is_enough_and_none_is_fine(tmp_path: Path) -> None:
    log = tmp_path / "papertray.log"
    assert diagnostics.last_lines(log) == []
    log.write_text("".join(f"line {number}\n" for number in range(20_000)), encoding="utf-8")
    assert diagnostics.last_lines(log)[-1] == "line 19999"
    assert len(diagnostics.last_lines(log)) == 40


def test_licences_name_what_is_at_work_here() -> None:
    text = diagnostics.licences()
    assert "feedparser" in text
    assert all(": " in line and not line.endswith(": ?") for line in text.splitlines())
