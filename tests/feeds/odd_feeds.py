"""Feeds as nobody should write them: hypothesis puts them together from pieces seen in feeds, and worse ones."""

from hypothesis import strategies as st

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:cc="http://web.resource.org/cc/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:at="http://www.w3.org/2005/Atom"'
)
ROOTS = {
    "rss": ('<rss version="2.0" {0}><channel>', "</channel></rss>", "item"),
    "old": ("<rss version='0.91' {0}><channel>", "</channel>\n</rss>", "item"),
    "rdf": (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" {0}><channel rdf:about="u"><title>C</title></channel>',
        "</rdf:RDF>",
        "item",
    ),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom" {0}>', "</feed>", "entry"),
}
BEFORE = (
    "<title>Meadow</title>", "<ttl>90</ttl>", "<lastBuildDate>Fri, 08 May 2026 00:30:00 +0200</lastBuildDate>",
    "<pubDate>Thu, 07 May 2026 00:00:00 -0400</pubDate>", "<updated>2026-05-08T00:00:00Z</updated>",
    "<author><name>Ed Itor</name></author>", "<skipDays><day>Sunday</day></skipDays>", "<!-- made at noon -->",
    "<description>of &lt;sheep&gt;</description>", "<language>en</language>", "<textinput><title>t</title></textinput>",
    "<image><title>i</title><url>u</url></image>", "<!-- <item> -->", "<x xml:base='http://x.example/'/>", "<?php a?>",
)  # fmt: skip
AFTER = ("", "\n", "<!-- 3 ms -->", "<title>late</title>", "<link>http://late.example/</link>")
GAPS = ("", "\n  ", "<!-- between -->", "text", "<ad/>")
TEXTS = (
    "On sheep", "caf\u00e9", "cafÃ©", "a \x93quote\x94", "&lt;i&gt;x&lt;/i&gt;", "&amp;eacute;", "a &lt; b", "&#233;",
    "<![CDATA[<b>bold</b> & more]]>", "<![CDATA[<item>no</item>]]>", "<![CDATA[<entry></entry>]]>", "&#x1F411;",
    "", "  ", "a<!-- no -->b", "<i>inline</i>", "&nbsp;", "x&#1;y", "a]]&gt;b", "$x&lt;y$",
    "<div xmlns='http://www.w3.org/1999/xhtml'><title>in</title></div>", "\u00a0 padded \u00a0", "&#xD800;", "]]>",
)  # fmt: skip
NAMES = (
    "title", "description", "summary", "link", "guid", "id", "author", "dc:creator", "dc:title", "dc:description",
    "content:encoded", "content", "category", "dc:subject", "rights", "dc:rights", "pubDate", "published", "updated",
    "dc:date", "prism:doi", "prism:publicationName", "arxiv:announce_type", "arxiv:DOI", "comments", "source", "date",
    "dc:identifier", "dc:source", "abstract", "media:title", "media:description", "image", "url", "language", "expired",
    "managingEditor", "dc:publisher", "dc:contributor", "at:id", "issued", "body", "name", "Title", "keywords", "base",
)  # fmt: skip
ATTRIBUTES = (
    "", ' type="html"', ' type="text"', ' type="xhtml"', ' isPermaLink="false"', ' isPermaLink="true"',
    ' xml:lang="en"',
    ' xml:base="http://b.example/"', ' domain="d"', ' mode="base64"', ' type="image/png"', ' term="t" label="l"',
)  # fmt: skip
WHOLE = (
    "<guid>10.1000/abc.1</guid>", '<guid isPermaLink="false">oai:arXiv.org:2605.01234v2</guid>',
    "<link>https://arxiv.org/abs/2605.01234</link>", "<link>https://a.example/?a=1&amp;b=2&amp;amp;c=3</link>",
    '<link href="https://a.example/2" rel="alternate" type="text/html"/>', '<link rel="related" href="x.pdf"/>',
    '<link href="https://a.example/3.pdf" type="application/pdf" rel="enclosure"/>', "<link>http:///three.example</link>",
    "<link href=''/>", '<enclosure url="https://a.example/4.pdf" type="application/pdf" length="9"/>',
    "<author><name>Ada Fold</name><email>a@b.example</email></author>", "<author>a@b.example (Ada Fold)</author>",
    "<author><name>Ada Fold</name><name>Bo Crane</name></author>", "<dc:creator>Ada Fold, Bo Crane</dc:creator>",
    '<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>', '<category domain="d">Ovine</category>',
    "<pubDate>Fri, 08 May 2026 00:30:00 +0200</pubDate>", "<pubDate>8. Mai 2026</pubDate>", "<pubDate></pubDate>",
    "<pubDate>Δευ, 12 Ιούλ 2004 17:55:21 EST</pubDate>", "<updated>2026-05-07T01:00:00-04:00</updated>",
    "<arxiv:announce_type>new</arxiv:announce_type>", '<arxiv:primary_category term="cs.LG"/>',
    "<description>arXiv:2605.01234v2 Announce Type: new \nAbstract: We count sheep.</description>",
    '<cc:license rdf:resource="http://creativecommons.org/licenses/by/4.0/"/>', "<svg/>", "<rdf:li/>",
    "<media:group><media:title>m</media:title></media:group>",
    '<media:content url="https://a.example/5.jpg"/>', '<source url="https://s.example/">Source</source><title>Second</title>',
    "<prism:doi rdf:resource='x'>10.1000/zzz</prism:doi>", "<guid>http:///a.example/1</guid>",
    "<x:y xmlns:x='http://purl.org/dc/elements/1.1/'>z</x:y>", "<dc:subject>a</dc:subject><dc:subject>a</dc:subject>",
)  # fmt: skip


@st.composite
def made_elements(draw: st.DrawFn) -> str:
    """Give one element of an entry."""
    if draw(st.booleans()):
        return draw(st.sampled_from(WHOLE))
    name = draw(st.sampled_from(NAMES))
    attribute = draw(st.sampled_from(ATTRIBUTES)) if draw(st.integers(0, 3)) == 0 else ""
    return f"<{name}{attribute}>{draw(st.sampled_from(TEXTS))}</{name}>"


GOOD = (
    "<title>On sheep</title>", "<title>caf\u00e9 and more</title>", "<link>https://a.example/{n}</link>",
    '<guid isPermaLink="false">g{n}</guid>', "<description>We count {n} sheep.</description>",
    "<pubDate>Fri, 08 May 2026 00:30:00 +0200</pubDate>", "<dc:creator>Ada Fold, Bo Crane</dc:creator>",
    "<category>Ovine</category>",
    "<arxiv:announce_type>new</arxiv:announce_type>", "<prism:doi>10.1000/{n}</prism:doi>",
)  # fmt: skip


@st.composite
def items(draw: st.DrawFn, name: str) -> str:
    """Give an item: half of them tame, so that whole feeds of tame ones come about."""
    n = draw(st.integers(1, 99))
    tame = draw(st.integers(0, 3)) > 0
    parts = draw(st.lists(st.sampled_from(GOOD) if tame else made_elements(), min_size=1, max_size=6))
    about = ' rdf:about="https://a.example/about"' if draw(st.integers(0, 9)) == 0 else ""
    inside = "".join(part.replace("{n}", str(n)) for part in parts)
    return f"<{name}{about}>{inside}</{name}>"


@st.composite
def feeds(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Give the texts that a feed is made of, and those of another with some of its items and some new ones."""
    opening, closing, name = ROOTS[draw(st.sampled_from(sorted(ROOTS)))]
    head = draw(st.lists(st.sampled_from(BEFORE[: draw(st.sampled_from([9, len(BEFORE)]))]), max_size=4))
    odd = draw(st.integers(0, 4)) == 0
    gaps = st.sampled_from(GAPS if odd else GAPS[:2])
    declared = draw(st.sampled_from(["", "<?xml version='1.0' encoding='utf-8'?>", "<?xml version='1.0'?>\n"]))
    before = declared + opening.format(SPACES) + "".join(head)
    after = (draw(st.sampled_from(AFTER)) if odd else "") + closing
    first = draw(st.lists(items(name), min_size=1, max_size=5))
    second = draw(st.lists(st.one_of(st.sampled_from(first), items(name)), min_size=1, max_size=6))

    def laid_out(entries: list[str]) -> list[str]:
        return [before, *(part for entry in entries for part in (entry, draw(gaps))), after]

    return laid_out(first), laid_out(second)
