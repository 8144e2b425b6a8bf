"""Pins what is read of every recorded feed: a change in these counts is either a repair or a loss."""

import io
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import feedparser
import pytest

from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.parse import parse
from desktop.feeds.wire import from_json, to_json
from storage import FeedId
from tests.shared_data import shared

pytestmark = pytest.mark.recorded

# File (as far as needed), then papers: all, with a name beyond their feed, with authors, with a date, with an abstract.
# A word instead is the reason why it is no feed.
COUNTS = """
arxiv_api/id_0000.0000_s0_m100_8b51d9633a68.atom 0 0 0 0 0
arxiv_api/id_0808.05394_1707.08567_s0_m100_42e5aa0ec3af.atom 1 1 1 1 1
arxiv_api/id_1605.08386_s0_m100_199195aa31ad.atom 1 1 1 1 1
arxiv_api/id_1707.08567_s0_m100_6a1afebfc6a3.atom 1 1 1 1 1
arxiv_api/id_abc_s0_m100_b79c8dcf6bc3.atom error_feed
arxiv_api/id_astro-ph_0601001_s0_m100_3150dca9dc76.atom 1 1 1 1 1
arxiv_api/q_testing_s0_m100_cfe7536492ca.atom 100 100 100 100 100
arxiv_api/q_testing_s0_m10_bc5a6c384fe9.atom 10 10 10 10 10
arxiv_api/q_testing_s10_m10_34e56e15aaac.atom 10 10 10 10 10
arxiv_api/q_testing_s20_m10_348a237fecab.atom 10 10 10 10 10
arxiv_api/q_testing_s40_m10_96dd32eb854c.atom 10 10 10 10 10
arxiv_api/q_testing_s50_m10_7f488ab8598c.atom 10 10 10 10 10
arxiv_api/q_testing_s5_m15_bbcf6b23085b.atom 15 15 15 15 15
arxiv_api/q_testing_s9_m15_0b78d4b4d476.atom 15 15 15 15 15
arxiv_api/radar-sample-2026-05.atom 2 2 2 2 2
arxiv_rss/cs.AI-2026-04-27-trimmed.rss 3 3 3 3 3
arxiv_rss/cs.CL-2026-04-27-trimmed.rss 3 3 3 3 3
arxiv_rss/filtered-physics-2026-08-15 156 156 0 120 156
arxiv_rss/filtered-physics-2026-08-16 156 156 0 120 156
arxiv_rss/filtered-physics-2026-08-18 163 163 0 124 163
arxiv_rss/filtered-physics-2026-08-19 163 163 0 124 163
arxiv_rss/filtered-physics-2026-08-21 169 169 0 124 169
arxiv_rss/filtered-physics-2026-08-22 169 169 0 124 169
arxiv_rss/stat-2024-03-26.rss 123 123 123 35 123
biorxiv/bioengineering-2019-11-29-one-item 1 1 1 1 1
biorxiv/search-amyloid-2024-07-14.atom 75 75 0 75 75
journal_rss/2021-11-24-068db33d20974d850dfe786514d3f70a 100 100 100 100 100
journal_rss/2021-11-24-0abe4bd4e1c41f034b91fd79cc81fda4 9 0 9 9 9
journal_rss/2021-11-24-0bbc3f91d852e8dd9c9d1ae448ef5f33 52 52 48 52 32
journal_rss/2021-11-24-2150d69c452159c003d91353ddfb76a0 86 86 86 86 0
journal_rss/2021-11-24-30e6d505389f0453d808ad9b438775f8 20 0 0 20 20
journal_rss/2021-11-24-3b02655ebd1224ba5b4358ef21851be5 100 100 100 100 98
journal_rss/2021-11-24-3bd4ee2e7045ead791e322c2f0fc7c76 48 0 48 0 0
journal_rss/2021-11-24-3f855f4ae8332f01f6377fa341c3e93d 4 0 4 4 4
journal_rss/2021-11-24-5c20d2dbd02f93c620b415eda1f19284 1 1 1 1 1
journal_rss/2021-11-24-6c77a4cf03f173f20a9a4c3b10ab4b87 11 0 11 0 0
journal_rss/2021-11-24-6feb2bca6f7e9afe74928a2903a1a484 25 25 25 25 24
journal_rss/2021-11-24-7e2b51d9446382fee6cfa66b88388f73 14 0 13 0 0
journal_rss/2021-11-24-807b0d5897e9d8cd6fe528273687a5d5 11 11 11 11 11
journal_rss/2021-11-24-824f23ffb0e31c0cc3a00b24185204ee 10 0 0 10 10
journal_rss/2021-11-24-9d8468d30357f8a07dd790d4ded09d40 100 100 100 100 100
journal_rss/2021-11-24-9e49b7bb2c835c4fd6d98abf9167459b 0 0 0 0 0
journal_rss/2021-11-24-b7a6def63bf0dad1ab0f285c614b43c2 15 15 15 15 15
journal_rss/2021-11-24-c072d1fa2ead34b56705e1d18037069f 28 28 28 28 27
journal_rss/2021-11-24-c90e81cabe1d7e14deba3f39e1ea655b 15 15 13 15 13
journal_rss/2021-11-24-d08acaa8dc9b5e6f5bd8e6631cfd9e73 10 10 10 10 9
journal_rss/2021-11-24-e379dc5d4d4c416ee999e4b32339d5e8 bot_check
journal_rss/2021-12-14-biotaxa.org-Phytotaxa-gateway-plugin-WebFeedGatew 8 8 8 8 6
journal_rss/2021-12-14-cambridge.org-core-rss-product-id-2DD17A42E6E5902 15 15 13 15 13
journal_rss/2021-12-14-contributions-to-entomology.org-gateway-plugin-We 9 0 9 9 9
journal_rss/2021-12-14-et-online.nu-index.php-contents-gateway-plugin-We 10 0 10 10 10
journal_rss/2021-12-14-journals.flvc.org-mundi-gateway-plugin-WebFeedGat 6 0 6 6 6
journal_rss/2021-12-14-journals.rbge.org.uk-ejb-gateway-plugin-WebFeedGa 25 25 25 25 25
journal_rss/2021-12-14-mapress.com-zt-gateway-plugin-WebFeedGatewayPlugi 10 10 10 10 10
journal_rss/2021-12-14-microbiologyresearch.org-rss-content-journal-ijse 25 25 25 25 23
journal_rss/2021-12-14-mycokeys.pensoft.net-rss.php 100 100 100 100 98
journal_rss/2021-12-14-pubmed.ncbi.nlm.nih.gov-rss-search-1rE397IRBYU0-o 15 15 15 15 15
journal_rss/2021-12-14-tandfonline.com-feed-rss-nnfe20 95 95 95 95 0
journal_rss/2021-12-14-tandfonline.com-feed-rss-tzme20 13 13 13 13 0
journal_rss/2021-12-14-threatenedtaxa.org-index.php-JoTT-gateway-plugin- 27 27 27 27 26
journal_rss/2021-12-14-zookeys.pensoft.net-rss.php 100 100 100 100 99
journal_rss/crossref-made-demography 100 100 99 100 96
journal_rss/crossref-made-grsm-current-issue 30 30 0 30 17
journal_rss/crossref-made-jama-neurology 100 100 90 100 76
journal_rss/crossref-made-tpami-early-access 353 353 0 353 341
journal_rss/example-ce 9 0 9 9 9
journal_rss/example-elsevier 36 0 35 0 0
journal_rss/example-googlescholar 10 3 0 10 10
journal_rss/example-pubmed-article odd_xml
journal_rss/example-tand 5 5 5 5 0
journal_rss/mirror-chem_sci-2026-08-22 98 98 0 98 64
journal_rss/mirror-chemrxiv-2026-08-12 150 150 0 150 145
journal_rss/mirror-chemrxiv-2026-08-22 150 150 0 150 146
journal_rss/mirror-jacs-2026-07-13 150 150 0 150 0
journal_rss/mirror-jacs-2026-08-22 150 150 0 150 62
journal_rss/mirror-jcim-2026-08-22 150 150 0 150 14
journal_rss/yukhin-adv-mater-2026-08-22 41 41 0 41 0
journal_rss/yukhin-appl-phys-lett-2026-08-22 13 0 0 13 13
journal_rss/yukhin-nat-sens-2026-08-22 40 40 0 40 40
journal_rss/yukhin-prb-2026-08-22 12 12 12 12 12
misc_feeds/DaringFireball.atom 48 0 48 48 43
misc_feeds/DaringFireball.json 48 0 48 48 43
misc_feeds/DaringFireball.rss 47 0 47 47 44
misc_feeds/curt 26 0 26 26 26
misc_feeds/expertopinionent 43 0 43 43 17
misc_feeds/inessential 20 0 20 20 20
misc_feeds/lab-anthropic-research 157 0 0 157 68
misc_feeds/lab-the-batch 16 0 0 16 15
misc_feeds/livemint 25 0 7 25 25
misc_feeds/monkeydom 13 0 0 13 13
misc_feeds/neverworkintheory 20 0 20 20 20
misc_feeds/root-author 2 0 2 2 2
scholarly_api/commonmeta-crossref-list odd_json
scholarly_api/commonmeta-crossref.json odd_json
scholarly_api/commonmeta-csl-list odd_json
scholarly_api/commonmeta-json_feed.json 15 15 15 15 15
scholarly_api/commonmeta-json_feed_item odd_json
"""
COPIES = (26, 1794, 1794, 1794, 1794, 1794)


def read(path: Path) -> Answer:
    return parse(
        path.read_bytes(),
        url="http://127.0.0.1:8000/feed",
        content_type="",
        feed=FeedId(1),
        now=datetime(2026, 9, 1, tzinfo=UTC),
    )


def counted(answer: Answer) -> list[int]:
    papers = [one.paper for one in answer.incoming]
    return [
        len(papers),
        sum(paper.ids[0].scheme != "guid" for paper in papers),
        sum(bool(paper.authors) for paper in papers),
        sum(paper.published is not None for paper in papers),
        sum(len(paper.abstract) > 100 for paper in papers),
    ]


@pytest.mark.parametrize("line", COUNTS.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_a_recorded_feed_gives_what_it_gave(line: str) -> None:
    name, *expected = line.split()
    (path,) = shared("data/feeds").glob(f"{name}*")
    if len(expected) == 1:
        with pytest.raises(NotAFeed) as caught:
            read(path)
        assert caught.value.kind == expected[0]
        return
    assert counted(read(path)) == [int(count) for count in expected]


def test_community_copies_of_daily_papers_are_known_as_copies() -> None:
    sums = [0] * 6
    for path in shared("data/feeds/hf_community_rss").iterdir():
        answer = read(path)
        assert {one.paper.authority for one in answer.incoming} == {1}
        assert {one.paper.ids[0].scheme for one in answer.incoming} == {"arxiv"}
        assert not any("Upvotes" in one.paper.abstract for one in answer.incoming)
        sums = [each + more for each, more in zip(sums, [1, *counted(answer)], strict=True)]
    assert tuple(sums) == COPIES


@pytest.fixture(scope="module")
def answers() -> dict[Path, Answer]:
    found: dict[Path, Answer] = {}
    for path in sorted(shared("data/feeds").glob("[!oh]*/*.*")):
        with suppress(NotAFeed):
            found[path] = read(path)
    return found


def test_nothing_hostile_or_nameless_comes_out_and_the_wire_keeps_it(answers: dict[Path, Answer]) -> None:
    for path, answer in answers.items():
        assert from_json(to_json(answer)) == answer, path.name
        for rank, one in enumerate(answer.incoming, 1):
            paper = one.paper
            assert paper.title, path.name
            assert paper.ids, path.name
            assert len({each.scheme for each in paper.ids}) == len(paper.ids), path.name
            assert paper.links, path.name
            texts = [paper.title, paper.abstract, *paper.categories, *(author.name for author in paper.authors)]
            assert not any(set(text) & set("\x00\u200b\ufeff\u202e\n\t") for text in texts), path.name
            assert not any(tag in text for text in texts for tag in ("<p>", "<b>", "<i>", "<em>", "&amp;", "&lt;")), (
                path.name
            )
            assert paper.published is None or date(1990, 1, 1) < paper.published < date(2027, 1, 1), path.name
            assert one.appearance.rank in (rank, None), path.name


@pytest.mark.slow
def test_every_entry_that_feedparser_finds_is_a_paper(answers: dict[Path, Answer]) -> None:
    for path, answer in answers.items():
        if path.suffix != ".json":
            found = feedparser.parse(io.BytesIO(path.read_bytes()), sanitize_html=False, resolve_relative_uris=False)
            assert len(answer.incoming) == len(found.entries), path.name
            assert answer.skipped == 0, path.name


def test_every_recorded_feed_is_pinned() -> None:
    names = [line.split()[0] for line in COUNTS.split("\n")[1:-1]]
    # Days of Daily Papers, lists of feeds, copies and series have tests of their own.
    elsewhere = {"hf_daily", "hf_series", "hf_community_rss", "opml"}
    root = shared("data/feeds")
    for path in root.rglob("*.*"):
        name = str(path.relative_to(root))
        if path.is_file() and path.parent.name not in elsewhere and path.suffix != ".md":
            assert sum(name.startswith(pinned) for pinned in names) == 1, name
