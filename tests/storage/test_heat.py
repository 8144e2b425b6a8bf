import csv
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.heat import Metric, Reading, heat, share_by_age, shares
from storage.model import Heat
from tests.shared_data import shared

DAY = date(2026, 5, 4)
MIDNIGHT = datetime(2026, 5, 4, tzinfo=UTC)
LATER = MIDNIGHT + timedelta(days=10)


def after(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def votes(*counts: tuple[float, int], metric: Metric = "votes") -> list[Reading]:
    return [Reading(metric, after(hours), value) for hours, value in counts]


def hot(readings: Sequence[Reading], *, now: datetime = LATER, confirmed: datetime | None = None) -> Heat:
    found = heat(readings, day=DAY, now=now, confirmed=confirmed)
    assert found is not None
    return found


def formula(velocity: float, count: int, share: float) -> float:
    return 0.5 * math.log(velocity + 0.03) + 0.5 * math.log((count + 1) / share)


def test_two_readings_give_speed_and_projection() -> None:
    found = hot(votes((9, 10), (27, 28)))
    assert found.score == pytest.approx(formula(1.0, 28, 0.71))
    assert (found.votes, found.gained, found.hours) == (28, 18, 18)
    assert found.projected == pytest.approx(28 / 0.71)
    assert (found.share, found.presence) == (0, 1)


def test_one_reading_counts_over_the_whole_age() -> None:
    found = hot(votes((15, 30)))
    assert found.score == pytest.approx(formula(2.0, 30, 0.54))
    assert (found.gained, found.hours) == (30, 15)


def test_readings_within_an_hour_say_nothing_about_speed() -> None:
    assert hot(votes((9, 10), (26.5, 28), (27, 28))).hours == 18
    assert hot(votes((26.5, 20), (27, 28))).score == pytest.approx(formula(28 / 27, 28, 0.71))


def test_votes_that_go_down_are_no_speed() -> None:
    found = hot(votes((9, 30), (27, 28)))
    assert found.score == pytest.approx(formula(0, 28, 0.71))
    assert found.gained == 0


def test_after_a_long_gap_only_the_projection_counts() -> None:
    found = hot(votes((15, 10), (99, 90)))
    still_to_come = 90 / 0.90 * (0.93 - 0.90) / 24
    assert found.score == pytest.approx(formula(still_to_come, 90, 0.90))
    assert (found.gained, found.hours) == (80, 84)
    assert hot(votes((15, 10), (400, 90)), now=after(400)).score == pytest.approx(formula(0, 90, 1.0))


def test_a_page_that_did_not_change_confirms_its_last_reading() -> None:
    readings = votes((9, 10), (27, 28))
    assert hot(readings, confirmed=after(51)) == hot([*readings, *votes((51, 28))])
    assert hot(readings, confirmed=after(20)) == hot(readings)
    assert hot(readings, now=after(30), confirmed=after(51)) == hot(readings)


def test_what_came_after_now_is_not_known_yet() -> None:
    assert hot(votes((9, 10), (27, 28), (51, 99)), now=after(27)) == hot(votes((9, 10), (27, 28)))
    assert heat(votes((9, 10)), day=DAY, now=after(8)) is None


def test_a_paper_without_votes_has_no_heat() -> None:
    assert heat([], day=DAY, now=LATER) is None
    assert heat(votes((9, 10), metric="stars"), day=DAY, now=LATER, confirmed=LATER) is None


def test_the_order_of_readings_does_not_matter() -> None:
    readings = votes((9, 10), (27, 28), (51, 40))
    assert hot(readings[::-1]) == hot(readings)


def test_stars_gained_add_to_the_score_and_a_repository_at_rest_takes_nothing_away() -> None:
    plain = votes((9, 10), (27, 28))
    at_rest = hot(plain + votes((9, 500), (27, 500), metric="stars"))
    rising = hot(plain + votes((3, 480), (9, 500), (27, 504), metric="stars"))
    assert at_rest.score == hot(plain).score == hot(plain + votes((9, 500), metric="stars")).score
    assert rising.score == pytest.approx(hot(plain).score + 0.3 * math.log(1 + 24))
    assert hot(plain + votes((1, 0), (90, 504), metric="stars")).score == hot(plain).score


def test_each_further_kind_of_source_adds_a_step() -> None:
    scores = [found.score for n in (0, 1, 2, 3) if (found := heat(votes((9, 10)), day=DAY, now=LATER, presence=n))]
    assert scores[0] == scores[1]
    assert scores[2] - scores[1] == pytest.approx(scores[3] - scores[2])
    assert scores[2] > scores[1]


def test_the_share_of_final_votes_follows_the_measured_middles() -> None:
    measured = {9: 0.43, 15: 0.54, 27: 0.71, 51: 0.80, 75: 0.85, 99: 0.90, 123: 0.93, 156: 0.95}
    assert {age: share_by_age(age) for age in measured} == pytest.approx(measured)
    assert share_by_age(21) == pytest.approx((0.54 + 0.71) / 2)
    assert share_by_age(-5) == share_by_age(0) == 0.3
    assert share_by_age(10_000) == 1.0
    assert all(share_by_age(age) <= share_by_age(age + 1) for age in range(-10, 400))


def test_a_young_paper_is_not_thrown_to_the_top() -> None:
    assert hot(votes((0.1, 3))).score < hot(votes((9, 12))).score


def test_shares_are_places_between_nought_and_one() -> None:
    assert shares([3.0, 1.0, 2.0]) == [1.0, 0.0, 0.5]
    assert shares([1.0, 1.0, 5.0]) == [0.25, 0.25, 1.0]
    assert shares([2.0, 2.0]) == [0.5, 0.5]
    assert shares([7.0]) == [1.0]
    assert shares([]) == []


@settings(deadline=None)
@given(st.lists(st.floats(-30, 30), max_size=30))
def test_a_higher_score_never_has_a_lower_share(scores: list[float]) -> None:
    given_ = sorted(zip(scores, shares(scores), strict=True))
    assert all(0 <= share <= 1 for _, share in given_)
    assert all(low[1] <= high[1] for low, high in pairwise(given_))


MOMENTS = st.floats(-100, 500).map(after)
COUNTS = st.integers(-10, 10**15)
READINGS = st.lists(st.builds(Reading, st.sampled_from(["votes", "stars", "comments"]), MOMENTS, COUNTS), max_size=8)


@settings(deadline=None)
@given(READINGS, MOMENTS, st.one_of(st.none(), MOMENTS), st.integers(-1, 9))
def test_a_score_is_always_a_number(
    readings: list[Reading], now: datetime, confirmed: datetime | None, presence: int
) -> None:
    found = heat(readings, day=DAY, now=now, presence=presence, confirmed=confirmed)
    if found is not None:
        assert all(math.isfinite(value) for value in (found.score, found.hours, found.projected))
        assert min(found.votes, found.gained, found.hours, found.projected) >= 0


@settings(deadline=None)
@given(READINGS, st.floats(-100, 500), COUNTS, st.integers(1, 1000), st.one_of(st.none(), MOMENTS))
def test_more_votes_never_lower_the_score(
    readings: list[Reading], hours: float, count: int, more: int, confirmed: datetime | None
) -> None:
    earlier = [reading for reading in readings if reading.at < after(hours) or reading.metric != "votes"]
    fewer = hot([*earlier, *votes((hours, count))], now=after(500), confirmed=confirmed)
    assert hot([*earlier, *votes((hours, count + more))], now=after(500), confirmed=confirmed).score >= fewer.score


def _ranks(values: Sequence[float]) -> list[float]:
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [fmean(places[value]) for value in values]


def _spearman(ones: Sequence[float], others: Sequence[float]) -> float:
    """Give the rank correlation, equals sharing a rank; 0 where one side says nothing."""
    left, right = _ranks(ones), _ranks(others)
    mean = (len(left) - 1) / 2
    both = sum((a - mean) * (b - mean) for a, b in zip(left, right, strict=True))
    spread = math.sqrt(sum((a - mean) ** 2 for a in left) * sum((b - mean) ** 2 for b in right))
    return both / spread if spread else 0.0


def _ndcg(scores: Sequence[float], gains: Sequence[float], k: int = 10) -> float:
    """Give NDCG@k with linear gains; 1 where there was nothing to gain."""
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    reached = sum(gains[place] / math.log2(n + 2) for n, place in enumerate(order[:k]))
    best = sum(gain / math.log2(n + 2) for n, gain in enumerate(sorted(gains, reverse=True)[:k]))
    return reached / best if best else 1.0


def test_the_measures_are_the_usual_ones() -> None:
    assert _spearman([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert _spearman([1, 2, 2, 4], [4, 3, 2, 1]) == pytest.approx(-3 / math.sqrt(10))
    assert _ndcg([3, 2, 1], [5, 1, 0]) == 1
    assert _ndcg([1, 2], [1, 0]) == pytest.approx(1 / math.log2(3))


History = list[Reading]
Candidate = tuple[History, date, float, int, int]


def _histories() -> tuple[list[tuple[date, History]], list[datetime]]:
    """Give each paper's list day and readings, and the moments at which a day's own list was read."""
    papers: dict[str, History] = defaultdict(list)
    polls: set[datetime] = set()
    with shared("data/feeds/hf_series/hf_upvote_polls.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["poll_time_utc"])
            papers[row["paper_id"]].append(Reading("votes", at, int(row["upvotes"])))
            if row["source"] == "json":
                polls.add(at)
    histories = []
    for history in papers.values():
        history.sort(key=lambda reading: reading.at)
        # What is read just after midnight is the list of the day before.
        histories.append(((history[0].at - timedelta(hours=6)).date(), history))
    histories.sort(key=lambda pair: pair[0])
    return histories, sorted(polls)


def _candidates(histories: list[tuple[date, History]], now: datetime) -> list[Candidate]:
    """Give the papers of the last five days as known at `now`: seen within 36 h, and read again 60 h or more later."""
    found = []
    first = bisect_left(histories, now.date() - timedelta(days=6), key=itemgetter(0))
    for day, history in histories[first:]:
        if day > now.date():
            break
        age = (now - datetime(day.year, day.month, day.day, tzinfo=UTC)) / timedelta(hours=1)
        if not 0 <= age <= 120:
            continue
        past = [reading for reading in history if reading.at <= now]
        later = [reading for reading in history if reading.at >= now + timedelta(hours=60)]
        if past and later and now - past[-1].at <= timedelta(hours=36):
            gain = max(0, later[0].value - past[-1].value)
            found.append((past, day, age, gain, history[-1].value))
    return found


def _heat_of(candidate: Candidate) -> float:
    past, day, *_ = candidate
    found = heat(past, day=day, now=past[-1].at)
    assert found is not None
    return found.score


SCORES: dict[str, Callable[[Candidate], float]] = {
    "heat": _heat_of,
    "votes": lambda candidate: candidate[0][-1].value,
    "votes an hour": lambda candidate: candidate[0][-1].value / max(candidate[2], 0.5),
}


@pytest.mark.recorded
def test_recorded_votes_are_foretold_better_than_by_votes_or_votes_an_hour() -> None:
    histories, polls = _histories()
    found = [some for now in polls if len(some := _candidates(histories, now)) >= 20]
    assert len(found) == 167
    assert fmean(map(len, found)) == pytest.approx(49.3, abs=0.1)
    measured: dict[str, tuple[float, ...]] = {}
    for name, score in SCORES.items():
        rows = []
        for some in found:
            scores = [score(candidate) for candidate in some]
            gains = [candidate[3] for candidate in some]
            finals = [candidate[4] for candidate in some]
            rows.append(
                (_spearman(scores, gains), _ndcg(scores, gains), _spearman(scores, finals), _ndcg(scores, finals))
            )
        measured[name] = tuple(fmean(column) for column in zip(*rows, strict=True))
    # Gain until the next reading: Spearman, NDCG@10; final votes: Spearman, NDCG@10.
    assert measured["heat"] == pytest.approx((0.562, 0.711, 0.803, 0.861), abs=0.001)
    assert measured["votes"] == pytest.approx((0.449, 0.615, 0.872, 0.911), abs=0.001)
    assert measured["votes an hour"] == pytest.approx((0.532, 0.695, 0.754, 0.793), abs=0.001)
    for baseline in ("votes", "votes an hour"):
        assert measured["heat"][0] > measured[baseline][0] + 0.02
        assert measured["heat"][1] > measured[baseline][1] + 0.01
