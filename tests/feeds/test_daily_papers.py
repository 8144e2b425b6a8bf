import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.daily_papers import day_address, is_address, list_days
from desktop.feeds.parse import parse
from storage import FeedId, Identifier, Link
from tests.shared_data import shared

NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)
URL = "http://127.0.0.1:8000/api/daily_papers?limit=100"


def item(own_id: str = "2605.00001", **changes: Any) -> dict[str, Any]:
    """Make an item as the service sends it today; `None` takes a field of the paper away."""
    paper: dict[str, Any] = {
        "id": own_id,
        "title": "Counting Sheep with Sparse Attention",
        "summary": "We count sheep.\nThey sleep.",
        "authors": [{"_id": "1", "name": "Ada Fold", "hidden": False}, {"_id": "2", "name": "Bo Crane"}],
        "publishedAt": "2026-05-06T00:00:00.000Z",
        "submittedOnDailyAt": "2026-05-08T00:00:00.000Z",
        "upvotes": 7,
    } | changes
    paper = {key: value for key, value in paper.items() if value is not None}
    return {"paper": paper, "publishedAt": "2026-05-05T20:00:00.000Z", "title": paper.get("title"), "numComments": 2}


def read(items: object, *, url: str = URL, day: date | None = None, now: datetime = NOW) -> Answer:
    body = json.dumps(items).encode()
    return parse(body, url=url, content_type="application/json", feed=FeedId(3), now=now, day=day)


def test_an_item_becomes_a_paper_and_its_place_on_the_list() -> None:
    (one,) = read([item()]).incoming
    assert one.paper.title == "Counting Sheep with Sparse Attention"
    assert one.paper.abstract == "We count sheep. They sleep."
    assert [author.name for author in one.paper.authors] == ["Ada Fold", "Bo Crane"]
    assert one.paper.ids == (Identifier("arxiv", "2605.00001"),)
    assert one.paper.published == date(2026, 5, 6)
    assert one.paper.authority == 1
    assert one.paper.links == (
        Link("abstract", "https://arxiv.org/abs/2605.00001"),
        Link("pdf", "https://arxiv.org/pdf/2605.00001"),
        Link("discussion", "https://huggingface.co/papers/2605.00001"),
    )
    assert one.appearance.day == date(2026, 5, 8)
    assert (one.appearance.rank, one.appearance.votes, one.appearance.comments, one.appearance.stars) == (1, 7, 2, None)


def test_what_comes_late_is_taken_when_it_comes() -> None:
    late = item(
        ai_summary="Sheep, counted.",
        ai_keywords=["sheep", "<b>attention</b>", "sheep"],
        githubRepo="https://code.example/sheep",
        githubStars=41,
        projectPage="https://sheep.example",
        organization={"name": "meadow", "fullname": "Meadow Lab"},
    )
    late["thumbnail"] = "https://pictures.example/1.png"
    (one,) = read([late]).incoming
    assert one.paper.summary == "Sheep, counted."
    assert one.paper.keywords == ("sheep", "attention")
    assert one.paper.links[3:] == (Link("code", "https://code.example/sheep"), Link("project", "https://sheep.example"))
    assert one.paper.organisation == "Meadow Lab"
    assert one.paper.thumbnail == "https://pictures.example/1.png"
    assert one.appearance.stars == 41


@pytest.mark.parametrize("field", ["organization", "submitterOrganization"])
def test_an_organisation_beside_the_paper_counts_as_well(field: str) -> None:
    (one,) = read([item() | {field: {"name": "meadow"}}]).incoming
    assert one.paper.organisation == "meadow"


def test_hidden_authors_are_left_out() -> None:
    authors = [{"name": "Ada Fold", "hidden": True}, {"name": "Bo Crane", "hidden": False}, {"hidden": False}, None]
    (one,) = read([item(authors=authors)]).incoming
    assert [author.name for author in one.paper.authors] == ["Bo Crane"]


def test_rank_follows_votes_and_ties_keep_their_order() -> None:
    votes = {"2605.00001": 3, "2605.00002": 9, "2605.00003": 3, "2605.00004": 0}
    answer = read([item(own_id, upvotes=count) for own_id, count in votes.items()])
    assert [one.paper.ids[0].value for one in answer.incoming] == list(votes)
    assert [one.appearance.rank for one in answer.incoming] == [2, 1, 3, 4]


def test_each_day_of_a_mixed_answer_has_its_own_ranks() -> None:
    answer = read([item(upvotes=5), item("2605.00002", submittedOnDailyAt="2026-05-07T09:00:00.000Z", upvotes=50)])
    assert [(one.appearance.day.day, one.appearance.rank) for one in answer.incoming] == [(8, 1), (7, 1)]
    assert answer.day is None


@pytest.mark.parametrize("votes", [None, True, -1, "7", 2**40, 1.5, [], float("nan")])
def test_votes_that_are_no_number_are_unknown(votes: object) -> None:
    (one,) = read([item(upvotes=votes)]).incoming
    assert one.appearance.votes is None


def test_the_day_is_the_papers_own_then_the_one_asked_for() -> None:
    asked = date(2026, 5, 4)
    own = read([item()], day=asked)
    silent = read([item(submittedOnDailyAt=None)], day=asked)
    by_address = read([item(submittedOnDailyAt=None)], url=f"{URL}&date=2026-05-01")
    assert own.incoming[0].appearance.day == date(2026, 5, 8)
    assert silent.incoming[0].appearance.day == asked
    assert by_address.incoming[0].appearance.day == by_address.day == date(2026, 5, 1)


def test_the_outer_date_is_a_list_day_only_while_it_meant_that() -> None:
    before = item(submittedOnDailyAt=None) | {"publishedAt": "2025-03-10T02:14:01.000Z"}
    after = item(submittedOnDailyAt=None) | {"publishedAt": "2025-03-11T02:14:01.000Z"}
    assert read([before]).incoming[0].appearance.day == date(2025, 3, 10)
    assert read([after]).incoming[0].appearance.day == NOW.date()


def test_an_empty_list_is_a_day_without_papers() -> None:
    answer = read([], day=date(2026, 5, 9))
    assert (answer.kind, answer.incoming, answer.day, answer.truncated) == ("daily_papers", (), date(2026, 5, 9), False)


def test_broken_items_among_good_ones_are_skipped_and_counted() -> None:
    broken: list[object] = [None, "text", {}, {"paper": "x"}, {"paper": {}}, item(title=None), item(id=""), item(id=7)]
    answer = read([*broken, item()])
    assert len(answer.incoming) == 1
    assert (answer.total, answer.skipped) == (9, 8)


@pytest.mark.parametrize("value", [["{'paper': {}}"], [1, 2], {"status": "success", "data": ["x"]}, {"error": "x"}, {}])
def test_an_answer_without_any_paper_is_refused_whole(value: object) -> None:
    with pytest.raises(NotAFeed) as caught:
        read(value)
    assert caught.value.kind == "odd_json"


@pytest.mark.parametrize(
    ("query", "count", "truncated"),
    [("?limit=100", 100, True), ("?limit=100", 99, False), ("", 50, True), ("", 49, False), ("?limit=2", 2, True)],
)
def test_an_answer_that_fills_its_limit_is_truncated(query: str, count: int, *, truncated: bool) -> None:
    items = [item(f"2605.{number:05}") for number in range(count)]
    assert read(items, url=f"http://127.0.0.1/api/daily_papers{query}").truncated is truncated


def test_hostile_fields_do_no_harm() -> None:
    bad = item(
        title="<img src=x onerror=alert(1)>Sheep\u202e\x00",
        summary=["no", "text"],
        authors="nobody",
        githubRepo="javascript:alert(1)",
        projectPage="https://user:pass@evil.example/",
        ai_keywords={"a": 1},
        organization=[1],
        publishedAt="never",
    )
    bad["thumbnail"] = "data:image/png;base64,AAAA"
    (one,) = read([bad]).incoming
    assert one.paper.title == "Sheep"
    assert (one.paper.abstract, one.paper.authors, one.paper.keywords) == ("", (), ())
    assert (one.paper.organisation, one.paper.thumbnail, one.paper.published) == ("", "", None)
    assert {link.kind for link in one.paper.links} == {"abstract", "pdf", "discussion"}


def test_a_paper_from_elsewhere_is_not_lost() -> None:
    (one,) = read([item("brand-new-thing")]).incoming
    assert one.paper.ids == (Identifier("guid", "3 brand-new-thing"),)
    assert one.paper.links == ()


def test_the_address_of_a_day_keeps_what_the_reader_typed() -> None:
    day = date(2026, 5, 8)
    base = "http://127.0.0.1:9/api/daily_papers"
    assert day_address(base) == f"{base}?limit=100"
    assert day_address(base, day) == f"{base}?limit=100&date=2026-05-08"
    assert day_address(f"{base}?submitter=ada&limit=5", day) == f"{base}?submitter=ada&limit=100&date=2026-05-08"
    assert day_address(f"{base}?week=2026-W19", day) == f"{base}?limit=100&date=2026-05-08"
    assert day_address(f"{base}?week=2026-W19") == f"{base}?week=2026-W19&limit=100"


def test_a_source_is_known_by_its_path() -> None:
    assert is_address("http://127.0.0.1:1/mirror/api/daily_papers?limit=1")
    assert not is_address("https://huggingface.co/papers")


def test_lists_come_out_on_weekdays_only() -> None:
    assert list_days(date(2026, 5, 11), 3) == [date(2026, 5, 11), date(2026, 5, 8), date(2026, 5, 7)]
    assert list_days(date(2026, 5, 10), 1) == [date(2026, 5, 8)]
    assert list_days(date(2026, 5, 10), 0) == []


def recorded_days() -> list[Path]:
    return sorted(shared("data/feeds/hf_daily").glob("20??-??-??.json"))


@pytest.mark.recorded
def test_every_recorded_day_is_read_whole_and_in_order() -> None:
    papers = listed_elsewhere = 0
    for path in recorded_days():
        day = date.fromisoformat(path.stem)
        url = f"http://127.0.0.1/api/daily_papers?date={day}"
        answer = parse(path.read_bytes(), url=url, content_type="", feed=FeedId(1), now=NOW, day=day)
        assert (answer.kind, answer.day, answer.skipped) == ("daily_papers", day, 0), path.name
        assert answer.truncated == (day == date(2025, 9, 30)), path.name
        papers += len(answer.incoming)
        listed_elsewhere += sum(one.appearance.day != day for one in answer.incoming)
        for one in answer.incoming:
            assert one.paper.ids[0].scheme == "arxiv"
            assert one.paper.authors
            assert len(one.paper.abstract) > 100
            assert one.paper.published
        on_day = [one.appearance for one in answer.incoming if one.appearance.day == day]
        assert [each.rank for each in on_day] == list(range(1, len(on_day) + 1)), path.name
    assert (len(recorded_days()), papers, listed_elsewhere) == (88, 1855, 0)


@pytest.mark.recorded
def test_what_the_service_really_sends_is_read() -> None:
    path = shared("data/feeds/hf_daily/api-raw-3-items-2026-05.json")
    answer = parse(path.read_bytes(), url=URL, content_type="", feed=FeedId(1), now=NOW)
    assert answer.day == date(2026, 5, 8)
    assert [len(one.paper.authors) for one in answer.incoming] == [19, 11, 9]
    assert all(one.paper.thumbnail and one.paper.links[2].kind == "discussion" for one in answer.incoming)


@pytest.mark.recorded
def test_the_damaged_day_is_refused_whole() -> None:
    path = shared("data/feeds/hf_daily/odd-2025-01-10.json")
    with pytest.raises(NotAFeed, match="odd_json"):
        parse(path.read_bytes(), url=URL, content_type="", feed=FeedId(1), now=NOW)


def test_a_day_far_ahead_is_not_believed() -> None:
    answer = read([item(submittedOnDailyAt="2099-01-01T00:00:00.000Z"), item("2605.00002")])
    assert {one.appearance.day for one in answer.incoming} == {NOW.date()}
