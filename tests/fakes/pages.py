"""Pages of the kinds that readers save from, made up in the form of their sites, and what a browser sees of them.

By address. The words are ours; the tags, their names and their order are those of the sites.
"""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

TITLE = "Low-Rank States Suffice for Copying"
ABSTRACT = "We show that states of low rank are enough for copying, and where they are not."
NUMBER = "0123456789abcdef0123456789abcdef"
PEOPLE = ("Marot, Ingrid", "Andersen, Bo")


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sends for an address."""

    body: str
    content_type: str = "text/html; charset=utf-8"


def _meta(**fields: str | tuple[str, ...]) -> str:
    """Write meta tags; `og_title` is the property og:title, `dc_title` the name DC.title."""
    tags = []
    for name, values in fields.items():
        for value in (values,) if isinstance(values, str) else values:
            prefix, _, rest = name.partition("_")
            if prefix in {"og", "article"}:
                tags.append(f'<meta property="{prefix}:{rest}" content="{value}">')
            elif prefix in {"dc", "prism"}:
                tags.append(f'<meta name="{prefix.upper() if prefix == "dc" else prefix}.{rest}" content="{value}">')
            else:
                tags.append(f'<meta name="{name}" content="{value}">')
    return "\n".join(tags)


def _page(title: str, head: str = "", body: str = "<p>Words of the page, one of them to be selected.</p>") -> Page:
    return Page(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n{head}</head>'
        f"<body><h1>{title}</h1>{body}</body></html>"
    )


def _highwire(**more: str | tuple[str, ...]) -> str:
    return _meta(citation_title=TITLE, citation_author=PEOPLE, **more)


_ARXIV_FEED = '<link rel="alternate" type="application/rss+xml" title="cs.LG on arXiv" href="/rss/cs.LG">'
_LD = """<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "A publisher"},
{"@type": "ScholarlyArticle", "headline": "%s", "datePublished": "2026-03-02",
"author": [{"@type": "Person", "givenName": "Ingrid", "familyName": "Marot"},
{"@type": "Person", "name": "Bo Andersen"}],
"isPartOf": {"@type": "Periodical", "name": "Journal of Copying"}, "identifier": "https://doi.org/10.1234/JC.77"}]}
</script>"""

PAGES: dict[str, Page] = {
    "http://arxiv.org/abs/2603.00001v3": _page(
        f"[2603.00001] {TITLE}",
        _highwire(
            citation_date="2026/03/01",
            citation_online_date="2026/03/20",
            citation_pdf_url="https://arxiv.org/pdf/2603.00001v3",
            citation_arxiv_id="2603.00001",
            citation_abstract=ABSTRACT,
        )
        + _ARXIV_FEED,
    ),
    "http://arxiv.org/html/2603.00001v1": _page(TITLE),
    "http://arxiv.org/pdf/2603.00001": Page("%PDF-1.4\n%%EOF\n", "application/pdf"),
    "http://www.alphaxiv.org/overview/2603.00001v2": _page(f"{TITLE} | alphaXiv"),
    "http://ar5iv.labs.arxiv.org/html/2603.00001": _page(f"[2603.00001] {TITLE}"),
    "http://huggingface.co/papers/2603.00001": _page(
        f"Paper page - {TITLE}",
        _meta(og_title=f"Paper page - {TITLE}", og_description="Join the discussion on this paper page"),
    ),
    "http://openreview.net/forum?id=aBcDeFg_h1": _page(
        f"{TITLE} | OpenReview",
        _highwire(
            citation_publication_date="2026/01/26",
            citation_online_date="2026/04/02",
            citation_conference_title="The Fourteenth International Conference on Learning Representations",
            citation_abstract=ABSTRACT,
            citation_pdf_url="https://openreview.net/pdf?id=aBcDeFg_h1",
        ),
    ),
    "http://aclanthology.org/2026.acl-long.12/": _page(
        f"{TITLE} - ACL Anthology",
        _highwire(
            citation_conference_title="Proceedings of the 64th Annual Meeting (Volume 1: Long Papers)",
            citation_publication_date="2026/7",
            citation_firstpage="101",
            citation_lastpage="119",
            citation_doi="10.18653/v1/2026.acl-long.12",
            citation_pdf_url="https://aclanthology.org/2026.acl-long.12.pdf",
        ),
    ),
    "http://proceedings.mlr.press/v299/marot26a.html": _page(
        TITLE,
        _highwire(
            citation_publication_date="2026/07/14",
            citation_conference_title="International Conference on Machine Learning",
            citation_firstpage="33",
            citation_lastpage="54",
            citation_pdf_url="http://proceedings.mlr.press/v299/marot26a/marot26a.pdf",
        ),
    ),
    f"http://proceedings.neurips.cc/paper_files/paper/2025/hash/{NUMBER}-Abstract-Conference.html": _page(
        TITLE,
        _highwire(
            citation_journal_title="Advances in Neural Information Processing Systems",
            citation_volume="38",
            citation_publication_date="2025-12-02",
        ),
    ),
    "http://pubmed.ncbi.nlm.nih.gov/41234567/": _page(
        f"{TITLE} - PubMed",
        _meta(
            citation_title=TITLE,
            citation_authors="Marot I;Andersen B;",
            citation_pmid="41234567",
            citation_doi="10.1234/jc.77",
            citation_journal_title="Journal of Copying",
            citation_date="03/02/2026",
            og_title=f"{TITLE} - PubMed",
        ),
    ),
    "http://www.biorxiv.org/content/10.64898/2026.01.02.123456v2": _page(
        f"{TITLE} | bioRxiv",
        _highwire(
            citation_journal_title="bioRxiv",
            citation_publication_date="2026/01/05",
            citation_doi="10.64898/2026.01.02.123456",
            dc_Identifier="10.64898/2026.01.02.123456",
        ),
    ),
    "http://www.medrxiv.org/content/10.64898/2026.01.02.26012345v1.full": _page(
        f"{TITLE} | medRxiv",
        _highwire(citation_journal_title="medRxiv", citation_publication_date="2026/01/05"),
    ),
    "http://link.publisher.test/article/10.1007/s00000-026-00001-z": _page(
        f"{TITLE} | SpringerLink",
        _highwire(
            citation_journal_title="Journal of Copying",
            citation_volume="12",
            citation_issue="3",
            citation_firstpage="1",
            citation_lastpage="20",
            citation_doi="10.1007/s00000-026-00001-z",
            citation_publication_date="2026/03",
        ),
    ),
    "http://www.sciencedirect.test/science/article/pii/S0000000026000017": _page(
        f"{TITLE} - ScienceDirect",
        _meta(
            citation_title="&lt;i&gt;Low-Rank&lt;/i&gt; States Suffice for Copying",
            citation_doi="10.1016/j.copy.2026.100017",
            citation_journal_title="Journal of Copying",
            citation_publication_date="2026/03/02",
        ),
    ),
    "http://repository.test/12/": _page(
        "Repository",
        _meta(
            dc_title=TITLE,
            dc_creator=PEOPLE,
            dc_identifier=("http://repository.test/12/", "doi:10.1234/JC.77"),
            dc_date="2026-03",
            dc_description=ABSTRACT,
        ),
    ),
    "http://prism.test/a": _page(
        "An issue",
        _meta(
            prism_title=TITLE,
            prism_author=PEOPLE,
            prism_doi="10.1234/jc.77",
            prism_publicationName="Journal of Copying",
            prism_publicationDate="2 March 2026",
            prism_startingPage="7",
        ),
    ),
    "http://journal.test/articles/77": _page("Journal of Copying", _LD % TITLE),
    "http://www.semanticscholar.org/paper/Low-Rank-States-Marot/0123456789abcdef0123456789abcdef01234567": _page(
        f"{TITLE} | Semantic Scholar",
        _meta(
            citation_title=TITLE,
            citation_author=("Ingrid Marot", "Bo Andersen"),
            citation_publication_date="2026",
            og_title=TITLE,
        ),
    ),
    "http://doi.org/10.1234/jc.77": _page(TITLE),
    "http://files.test/2026/Copying%20States.pdf": Page("%PDF-1.4\n%%EOF\n", "application/pdf"),
    "http://blog.test/2026/why-states?utm_source=mail#more": _page(
        "Why states — a blog",
        _meta(
            og_title="Why states",
            og_description="A few words.",
            author="Eva Roe",
            article_published_time="2026-05-04T08:00:00Z",
        )
        + '<link rel="canonical" href="http://blog.test/2026/why-states">'
        + '<link rel="alternate" type="application/atom+xml" title="A blog" href="/feed.xml">'
        + '<link rel="alternate" hreflang="de" href="/de">',
    ),
    "http://hostile.test/x": _page(
        "&lt;script&gt;alert(1)&lt;/script&gt; A page that wants more",
        _meta(
            og_title="&lt;script&gt;alert(1)&lt;/script&gt; A page that \u202ewants\u202c more\x07",
            citation_pdf_url="javascript:alert(1)",
            author="file:///etc/passwd",
        )
        + '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        + '<link rel="canonical" href="http://arxiv.org/abs/2603.00001">',
    ),
}


def raw_facts(address: str, page: Page) -> dict[str, object]:
    """Give what the extension says of a page; a PDF tab has no more than its address and its title."""
    facts: dict[str, object] = {"url": address, "contentType": page.content_type.partition(";")[0]}
    if page.content_type.startswith("text/html"):
        reader = _Reader(address)
        reader.feed(page.body)
        facts |= {
            "canonical": reader.canonical,
            "title": reader.title.strip(),
            "meta": reader.meta,
            "jsonLd": reader.json_ld,
            "feeds": reader.feeds,
        }
    return facts


class _Reader(HTMLParser):
    """Reads the head of a page as extension/extract.js does in a browser."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._inside = ""
        self.canonical = ""
        self.title = ""
        self.meta: dict[str, list[str]] = {}
        self.json_ld: list[str] = []
        self.feeds: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._inside = tag if tag == "title" else ""
        if tag == "meta" and "content" in said and (name := said.get("name") or said.get("property")):
            self.meta.setdefault(name.lower(), []).append(said["content"])
        elif tag == "link" and said.get("rel") == "canonical":
            self.canonical = urljoin(self._address, said["href"])
        elif (
            tag == "link"
            and said.get("rel") == "alternate"
            and ("rss" in said.get("type", "") or "atom" in said.get("type", ""))
        ):
            self.feeds.append({"url": urljoin(self._address, said["href"]), "title": said.get("title", "")})
        elif tag == "script" and said.get("type") == "application/ld+json":
            self._inside = "json"
            self.json_ld.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside == "json":
            self.json_ld[-1] += data
