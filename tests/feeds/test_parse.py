import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.feeds.answer import Answer, NotAFeed
from desktop.feeds.parse import MOST, parse
from desktop.feeds.wire import from_json, to_json
from storage import Author, FeedId, Identifier, Link, Venue

NOW = datetime(2026, 5, 8, 23, 30, tzinfo=UTC)
URL = "http://127.0.0.1:8000/feed.xml"


def read(body: str | bytes, content_type: str = "", url: str = URL) -> Answer:
    raw = body.encode() if isinstance(body, str) else body
    return parse(raw, url=url, content_type=content_type, feed=FeedId(7), now=NOW)


def refused(body: str | bytes) -> NotAFeed:
    with pytest.raises(NotAFeed) as caught:
        read(body)
    return caught.value


def rss(*items: str, head: str = "", root: str = "") -> str:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    spaces += ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
    return f'<rss version="2.0" {spaces} {root}><channel><title>Meadow</title>{head}{"".join(items)}</channel></rss>'


def item(inside: str = "", title: str = "On <i>Sheep</i>") -> str:
    title = title.replace("<", "&lt;")
    return f"<item><title>{title}</title><link>https://meadow.example/1</link>{inside}</item>"


def test_an_entry_becomes_a_paper() -> None:
    answer = read(
        rss(
            item(
                "<guid>10.1000/ABC.1</guid><description>&lt;p&gt;We count.&lt;/p&gt;</description>"
                "<dc:creator>Ada Fold</dc:creator><dc:creator>Bo Crane</dc:creator><category>Ovine</category>"
                "<pubDate>Fri, 08 May 2026 00:30:00 +0200</pubDate>"
                "<prism:publicationName>J. Sheep</prism:publicationName>"
                "<prism:volume>7</prism:volume><prism:number>2</prism:number><prism:startingPage>1</prism:startingPage>"
                "<prism:endingPage>9</prism:endingPage><prism:coverDate>2026-06-01T00:00:00Z</prism:coverDate>"
            ),
            head="<ttl>90</ttl>",
        )
    )
    (one,) = answer.incoming
    assert (answer.kind, answer.title, answer.day, answer.total) == ("feed", "Meadow", None, 1)
    assert answer.ttl == timedelta(minutes=90)
    assert (one.paper.title, one.paper.abstract) == ("On Sheep", "We count.")
    assert one.paper.ids == (Identifier("doi", "10.1000/abc.1"),)
    assert one.paper.authors == (Author("Ada Fold"), Author("Bo Crane"))
    assert (one.paper.categories, one.paper.published) == (("Ovine",), date(2026, 5, 8))
    assert one.paper.links == (Link("page", "https://meadow.example/1"),)
    assert one.paper.venue == Venue("journal", "J. Sheep", volume="7", number="2", pages="1-9", appeared="2026-06-01")
    assert one.paper.authority == 2
    assert (one.appearance.day, one.appearance.rank) == (date(2026, 5, 8), 1)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<prism:doi>10.1000/A</prism:doi><guid>10.1000/B</guid>", [("doi", "10.1000/a")]),
        ("<dc:identifier>doi:10.1000/A</dc:identifier>", [("doi", "10.1000/a")]),
        ("<guid>http://dx.doi.org/10.1000/A</guid>", [("doi", "10.1000/a")]),
        ("<description>Meadow; doi:10.1000/A</description>", [("doi", "10.1000/a")]),
        ("<guid>pubmed:123456</guid>", [("pubmed", "123456")]),
        ("<guid>https://arxiv.org/abs/2604.00001v2</guid>", [("arxiv", "2604.00001")]),
        ("<guid>https://huggingface.co/papers/2604.00001</guid>", [("arxiv", "2604.00001")]),
        ("<description>as in arXiv:2604.00001 and doi:10.1/x</description>", [("guid", "7 https://meadow.example/1")]),
        ("<guid isPermaLink='false'>tag:sheep,1</guid>", [("guid", "7 tag:sheep,1")]),
        ("", [("guid", "7 https://meadow.example/1")]),
    ],
)
def test_every_paper_has_a_name_the_surest_there_is(inside: str, expected: list[tuple[str, str]]) -> None:
    (one,) = read(rss(item(inside))).incoming
    assert [(each.scheme, each.value) for each in one.paper.ids] == expected


def test_without_guid_and_link_the_title_names_a_paper() -> None:
    first, again, other = (read(rss(f"<item><title>{title}</title></item>")).incoming[0] for title in ("A", "A", "B"))
    assert first.paper.ids == again.paper.ids != other.paper.ids
    assert first.paper.ids[0].value.startswith("7 title:")
    (long,) = read(rss(f"<item><title>A</title><guid>{'x' * 5000}</guid></item>")).incoming
    assert len(long.paper.ids[0].value) < 100


def test_who_lists_arxiv_papers_copies() -> None:
    (one,) = read(rss(item("<guid>https://arxiv.org/abs/2604.00001</guid>"))).incoming
    assert one.paper.authority == 1


def test_an_entry_without_a_title_gets_one_and_one_without_anything_is_skipped() -> None:
    answer = read(rss("<item><description>We count sheep.</description></item>", "<item><guid>x</guid></item>"))
    assert [one.paper.title for one in answer.incoming] == ["We count sheep."]
    assert (answer.total, answer.skipped) == (2, 1)


def test_a_whole_summary_is_the_abstract_else_the_longest_text() -> None:
    long, longer = "We count. " * 30, "We count sheep. " * 60
    whole = f"<description>{long}</description><content:encoded>{longer}</content:encoded>"
    cut = f"<description>{long}...</description><content:encoded>{longer}</content:encoded>"
    assert read(rss(item(whole))).incoming[0].paper.abstract == long.strip()
    assert read(rss(item(cut))).incoming[0].paper.abstract == longer.strip()


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lab.example/news/"><title>Lab</title>
<author><name>Ada Fold</name></author><entry><id>tag:lab,1</id><title type="html">A &amp;lt; B</title>
<link href="one.html"/><link rel="enclosure" type="application/pdf" href="https://lab.example/one.pdf"/>
<link rel="license" href="https://licence.example/by"/>
<published>2026-05-01T23:30:00-07:00</published><updated>2026-05-02T00:00:00Z</updated><summary>We.</summary></entry>
<entry><id>tag:lab,2</id><title>Second</title><author><name>Bo Crane</name></author></entry></feed>"""


def test_atom_entries_inherit_the_feeds_author_and_its_base() -> None:
    first, second = (one.paper for one in read(ATOM).incoming)
    assert first.authors == (Author("Ada Fold"),)
    assert second.authors == (Author("Bo Crane"),)
    assert first.title == "A < B"
    assert first.links == (
        Link("page", "https://lab.example/news/one.html"),
        Link("pdf", "https://lab.example/one.pdf"),
    )
    assert (first.published, first.updated) == (date(2026, 5, 1), date(2026, 5, 2))
    assert first.licence == "https://licence.example/by"


def test_an_editor_of_rss_is_no_author() -> None:
    answer = read(rss(item(), head="<managingEditor>ed@meadow.example (Cy Dorn)</managingEditor>"))
    assert answer.incoming[0].paper.authors == ()


def test_rdf_and_its_line_breaks_are_read() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>bioMeadow</title></channel>
<item rdf:about="http://bio.example/1v1?rss=1"><title>\n On\n Sheep \n</title><link>\n http://bio.example/1v1?rss=1\n</link>
<dc:creator>Fold, A., Crane, B.,</dc:creator><dc:identifier>doi:10.1101/857789</dc:identifier></item></rdf:RDF>"""
    (one,) = read(body).incoming
    assert one.paper.title == "On Sheep"
    assert one.paper.links == (Link("page", "http://bio.example/1v1?rss=1"),)
    assert [author.name for author in one.paper.authors] == ["A. Fold", "B. Crane"]
    assert one.paper.ids == (Identifier("doi", "10.1101/857789"),)


def test_json_feed_is_read_like_any_other() -> None:
    body = """{"version": "https://jsonfeed.org/version/1.1", "title": "Lab", "authors": [{"name": "Ada Fold"}],
"items": [{"id": 7, "url": "https://lab.example/7", "title": "On Sheep", "content_html": "<p>We count.</p>",
"date_published": "2026-05-01T10:00:00Z", "tags": ["ovine", 1], "_doi": "10.1000/a"}, "odd", {},
{"id": "8", "content_text": "No title here", "author": {"name": "Bo Crane"}}]}"""
    answer = read(body)
    first, second = answer.incoming
    assert (answer.kind, answer.title, answer.total, answer.skipped) == ("feed", "Lab", 4, 2)
    assert first.paper.ids == (Identifier("doi", "10.1000/a"),)
    assert (first.paper.abstract, first.paper.categories) == ("We count.", ("ovine",))
    assert (first.paper.authors, second.paper.authors) == ((Author("Ada Fold"),), (Author("Bo Crane"),))
    assert (first.paper.published, second.paper.published) == (date(2026, 5, 1), None)
    assert (second.paper.title, second.paper.ids[0].value) == ("No title here", "7 8")


def test_all_days_and_hours_to_skip_are_heard() -> None:
    head = "<skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>"
    head += "<skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour></skipHours>"
    answer = read(rss(item(), head=head))
    assert answer.skip_days == {5, 6}
    assert answer.skip_hours == {0, 7}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", timedelta(hours=12)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<ttl>99999999999</ttl>", timedelta(days=31)),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("", None),
    ],
)
def test_how_long_an_answer_stays_good_is_heard(head: str, expected: timedelta | None) -> None:
    assert read(rss(item(), head=head, root='xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"')).ttl == expected


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.7 and so on", "not_text"),
        (b"\x1f\x8b\x08 gzip", "not_text"),
        (b"abc\x00def", "not_text"),
        ("<!DOCTYPE html><html><head><title>News</title></head></html>", "html_page"),
        ("<?xml version='1.0'?><html xmlns='x'><body/></html>", "html_page"),
        ("<!doctype html><title>Just a moment...</title>", "bot_check"),
        ("<html><body>Please confirm that you are not a robot</body></html>", "bot_check"),
        ("<opml version='2.0'><body/></opml>", "odd_xml"),
        ("no markup at all", "odd_xml"),
        ("<rss></width><oops>", "odd_xml"),
        (b"<?xml version='1.0' encoding='\xa8'?><rss/>", "odd_xml"),
        ("{", "odd_json"),
        ("[" * 100_000, "odd_json"),
        ('{"items": [{"DOI": "10.1/x"}]}', "odd_json"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(body: str | bytes, kind: str) -> None:
    assert refused(body).kind == kind


def test_a_page_names_its_feeds() -> None:
    answer = read(
        """<!doctype html><html><head><title>News &amp; more</title><base href="/blog/">
<link rel="alternate" type="application/rss+xml" href="feed.xml"><link rel='stylesheet' href='x.css'>
<link type=application/atom+xml rel="home alternate" href="//other.example/atom">
<link rel="alternate" type="application/feed+json" href="javascript:alert(1)">
<link rel="alternate" hreflang="de" href="/de/"></head><body>captcha</body></html>""",
        url="https://lab.example/news",
    )
    assert answer.links == ("https://lab.example/blog/feed.xml", "https://other.example/atom")
    assert (answer.title, answer.incoming) == ("News & more", ())


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()).incoming == ()
    assert read("<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>").kind == "feed"


@pytest.mark.parametrize(
    "damage",
    [
        ("</channel></rss>", ""),
        ("We count.", "We count & sleep &eacute; &nbsp;"),
        ("<title>Meadow", "<title>Meadow <b>"),
        ("<rss", "Warning: headers sent\n<rss"),
        ("<rss", "<html><body><b>Notice</b></body></html><rss"),
        ('xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
    ],
)
def test_entries_of_a_broken_feed_are_kept(damage: tuple[str, str]) -> None:
    body = rss(item("<description>We count.</description><dc:creator>Ada Fold</dc:creator>"), item(title="Second"))
    answer = read(body.replace(*damage, 1))
    assert [one.paper.title for one in answer.incoming] == ["On Sheep", "Second"]


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "", ""),
        ("utf-8", "utf-8", "text/xml; charset=ISO-8859-1"),
        ("utf-8", "", "text/html; charset=iso-8859-1"),
        ("iso-8859-1", "ISO-8859-1", "text/xml; charset=utf-8"),
        ("iso-8859-1", "", "text/xml; charset=iso-8859-1"),
        ("windows-1252", "windows-1252", ""),
        ("utf-16", "UTF-16", ""),
        ("utf-8-sig", "", ""),
    ],
)
def test_letters_survive_every_encoding(encoding: str, declared: str, content_type: str) -> None:
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    (one,) = read((head + rss(item(title="Sömmer für Schäfchen"))).encode(encoding), content_type).incoming
    assert one.paper.title == "Sömmer für Schäfchen"


def test_hostile_fields_come_out_plain() -> None:
    answer = read(
        rss(
            "<item><title>&lt;img src=x onerror=alert(1)&gt;hi\u202e</title><link>javascript:alert(1)</link>"
            "<guid>&lt;b&gt;x</guid><dc:creator>&lt;script&gt;1&lt;/script&gt;Ada &lt;b&gt;Fold</dc:creator>"
            "<category>&lt;u&gt;c</category><description>&lt;script&gt;x&lt;/script&gt;y</description></item>"
        )
    )
    paper = answer.incoming[0].paper
    assert (paper.title, paper.abstract, paper.links) == ("hi", "y", ())
    assert (paper.authors, paper.categories, paper.ids[0].value) == ((Author("Ada Fold"),), ("c",), "7 x")


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#x110000;", "&#99999999999;", "&#x0;", "&#x000041;"])
def test_references_to_no_character_do_no_harm(reference: str) -> None:
    for end in ("</channel></rss>", "<oops></rss>"):
        (one,) = read(rss(item(title=f"A {reference}B")).replace("</channel></rss>", end)).incoming
        assert one.paper.title.startswith("A ")
        assert one.paper.title.endswith("B")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "body",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]><rss version="2.0"><channel>{item(title="&l9;")}</channel></rss>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<item><title>a &x; b</title></item>"),
        rss(item(title="x" * 5_000_000)),
        rss(f"<item><title>deep</title><description>{'&lt;div&gt;' * 50_000}</description></item>"),
        rss(f"<item><title>deep</title>{'<a>' * 20_000}</item>"),
        rss(*[f"<item><title>{number}</title></item>" for number in range(MOST + 500)]),
        rss(f"<item><title>many</title>{'<dc:creator>A B</dc:creator>' * 20_000}</item>"),
        rss(f"<item><title>many</title>{'<category>a</category>' * 20_000}</item>"),
    ],
    ids=["laughs", "outside", "title", "nested", "elements", "entries", "authors", "categories"],
)
def test_a_bomb_ends_within_bounds(body: str) -> None:
    started = time.process_time()
    answer = read(body)
    assert time.process_time() - started < 8
    assert len(answer.incoming) <= MOST
    for one in answer.incoming:
        assert len(one.paper.title) <= 1000
        assert len(one.paper.abstract) <= 20_000
        assert len(one.paper.authors) <= 5000
        assert len(one.paper.categories) <= 50
        assert "root:" not in one.paper.title


def test_more_entries_than_anybody_reads_are_cut_and_said() -> None:
    answer = read(rss(*[f"<item><title>{number}</title></item>" for number in range(MOST + 5)]))
    assert (len(answer.incoming), answer.total, answer.truncated) == (MOST, MOST + 5, True)
    assert answer.incoming[-1].paper.title == str(MOST - 1)
    assert answer.title == "Meadow"


PIECES = """
<rss> <rss\tversion='2.0'> <channel> </channel> </rss> <item> </item> <title> </title> <link> </link> <guid> <feed>
<feed\txmlns='http://www.w3.org/2005/Atom'> <entry> </entry> <id> </id> <link\thref='javascript:x'/> <description>
</description> <![CDATA[ ]]> <!-- --> &lt;b&gt; &amp; &#0; &#xD800; <pubDate> 2026-13-45 [ ] { } <!DOCTYPE\thtml>
<author> <name> oai:arXiv.org:2604.00001v1 http://arxiv.org/abs/2604.00001v1 10.1000/x {"id":1,"title":"x"} ]}
{"version":"https://jsonfeed.org/version/1","items":[ [{"paper":{"id":"2604.00001","title":"x"}}]
"""
MIXED = st.lists(st.one_of(st.text(max_size=10), st.sampled_from(PIECES.split(" "))), max_size=30)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=200) | MIXED.map(lambda parts: " ".join(parts).encode("utf-8", "ignore")))
def test_no_bytes_break_the_parser(body: bytes) -> None:
    try:
        answer = read(body)
    except NotAFeed:
        return
    assert from_json(to_json(answer)) == answer
    for one in answer.incoming:
        texts = [one.paper.title, one.paper.abstract, *(author.name for author in one.paper.authors)]
        assert one.paper.title
        assert one.paper.ids
        assert not any(re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text) for text in texts)
        assert all(link.url.startswith(("http://", "https://")) for link in one.paper.links)
