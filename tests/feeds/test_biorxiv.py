"""bioRxiv's and medRxiv's API, as its documentation shows it; no answer of it is among the recorded ones."""

import json
from datetime import UTC, date, datetime

import pytest

from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.parse import parse
from storage import Author, FeedId, Identifier, Link

PREPRINT = {
    "doi": "10.1101/2026.05.01.500001",
    "title": "How whales <i>count</i>",
    "authors": "Marot, A.; Okoye, B. C.",
    "author_corresponding": "Ada Marot",
    "date": "2026-05-04",
    "version": "2",
    "type": "new results",
    "license": "cc_by",
    "category": "neuroscience",
    "abstract": "We listen &amp; count.",
    "published": "NA",
    "server": "bioRxiv",
}


def read(value: object) -> Answer:
    return parse(
        json.dumps(value).encode(),
        url="http://127.0.0.1/details/biorxiv/2026-05-04/2026-05-04/0/json",
        content_type="application/json",
        feed=FeedId(1),
        now=datetime(2026, 5, 5, tzinfo=UTC),
    )


def page(*preprints: object, total: object = 1) -> dict[str, object]:
    return {"messages": [{"status": "ok", "total": total}], "collection": list(preprints)}


def test_a_preprint_comes_out_clean() -> None:
    answer = read(page(PREPRINT))
    [one] = answer.incoming
    assert (answer.title, answer.total, answer.truncated) == ("bioRxiv", 1, False)
    assert (one.paper.title, one.paper.abstract) == ("How whales count", "We listen & count.")
    assert one.paper.ids == (Identifier("doi", "10.1101/2026.05.01.500001"),)
    assert one.paper.authors == (
        Author("A. Marot", family="Marot", given="A."),
        Author("B. C. Okoye", family="Okoye", given="B. C."),
    )
    assert (one.paper.published, one.paper.version, one.appearance.version) == (date(2026, 5, 4), 2, 2)
    assert one.paper.links == (Link("page", "https://doi.org/10.1101/2026.05.01.500001"),)
    assert one.paper.categories == ("neuroscience",)


def test_the_journals_version_is_said() -> None:
    [one] = read(page({**PREPRINT, "published": "10.1038/s41586-026-00001-1"})).incoming
    assert one.paper.comment == "doi:10.1038/s41586-026-00001-1"


@pytest.mark.parametrize("total", [214, "214"])
def test_a_full_page_of_more_is_cut_off(total: object) -> None:
    answer = read(page(*[{**PREPRINT, "doi": f"10.1101/2026.05.01.{n:06}"} for n in range(100)], total=total))
    assert (len(answer.incoming), answer.total, answer.truncated) == (100, 214, True)


def test_no_preprints_are_a_good_answer() -> None:
    answer = read({"messages": [{"status": "no posts found"}], "collection": []})
    assert (answer.incoming, answer.total) == ((), 0)


def test_what_only_looks_alike_is_refused() -> None:
    with pytest.raises(NotAFeed):
        read({"messages": [], "collection": [{"title": "no doi"}]})
    with pytest.raises(NotAFeed):
        read({"messages": "ok", "collection": []})
    with pytest.raises(NotAFeed):
        read({"messages": []})
