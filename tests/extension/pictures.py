"""Draw docs/screenshots/popup*.png and options*.png anew, with a real Chromium: python -m tests.extension.pictures."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from desktop.bridge import places, register
from storage import Library
from tests.extension.chromium import Chromium
from tests.extension.surroundings import Web
from tests.fakes.pages import PAGES, Page

PICTURES = Path(__file__).parents[2] / "docs/screenshots"
ABS = "http://arxiv.org/abs/2603.00001v3"
OLDER = "http://arxiv.org/html/2603.00001v1"


LISTING = "http://arxiv.org/list/cs.LG/recent"
_LINES = (
    ("2603.00002", "Gradients Without Tears", "J. Okoye, M. Lindqvist"),
    ("2603.00001", "Low-Rank States Suffice for Copying", "I. Marot, B. Andersen"),
    ("2603.00003", "What Attention Forgets", "S. Duarte"),
    ("2603.00004", "Sparse Codes for Long Documents", "A. Haddad, P. Novak, R. Ito"),
)
_SHEET = "body { font: 15px/1.5 Georgia, serif; margin: 20px 28px } dt { font-weight: bold } dd { margin: 0 0 12px }"


def _listing() -> Page:
    """Make a page as a listing is: each paper's number, its links, its title and authors."""
    link = '<a href="/{kind}/{number}">{words}</a>'
    lines = ""
    for number, title, people in _LINES:
        abstract = link.format(kind="abs", number=number, words=f"arXiv:{number}")
        others = ", ".join(link.format(kind=kind, number=number, words=kind) for kind in ("pdf", "html"))
        lines += f"<dt>{abstract} [{others}]</dt><dd>{title}<br><small>{people}</small></dd>"
    head = f"<!doctype html><title>Listing</title><style>{_SHEET}</style>"
    return Page(f"{head}<h3>Machine Learning</h3><dl>{lines}</dl>")


def main() -> int:
    """Draw every picture in light and dark."""
    if Chromium.program() is None:
        print("no Chromium here; make test-setup brings it", file=sys.stderr)  # noqa: T201
        return 1
    with tempfile.TemporaryDirectory() as root:
        home = Path(root) / "home"
        host = register.program(Path(root) / "data")
        register.install(places.of_profile(home / "profile", "chromium"), host)
        with Web({**PAGES, LISTING: _listing()}) as web, Chromium(home, web.address) as browser:
            _draw(browser, host.path.parents[1])
    return 0


def _draw(browser: Chromium, folder: Path) -> None:
    _save_something(browser, folder)
    _popup(browser, "http://aclanthology.org/2026.acl-long.12/", "popup", note="")
    browser.open(ABS)
    _popup(browser, ABS, "popup-saved", note="Lemma 2 is what we need.")
    browser.open(LISTING)
    browser.click()
    browser.popup("document.getElementById('mark-known').click()")
    browser.popup("new Promise((done) => setTimeout(done, 800))")
    browser.close_popup()
    browser.picture(PICTURES / "known.png", dark=False, size=(640, 420))
    for dark in (False, True):
        browser.extension_page("options.html")
        browser.picture(PICTURES / f"options{'-dark' if dark else ''}.png", dark=dark, size=(640, 900))


def _save_something(browser: Chromium, folder: Path) -> None:
    """Put into the library what the popup is to show."""
    browser.open("http://huggingface.co/papers/2603.00001")
    meta = "{ citation_author: ['I. Marot', 'B. Andersen'] }"
    for address, wish in (
        (OLDER, "{ star: true, tags: ['to-cite'] }"),
        ("https://arxiv.org/abs/2603.00004", "{ }"),
        ("https://x.test/", "{ tags: ['thesis/ch3', 'survey'] }"),
    ):
        facts = f"{{ url: '{address}', title: 'Low-Rank States Suffice for Copying', meta: {meta} }}"
        browser.extension_page("options.html")
        browser.page(f"chrome.runtime.sendMessage({{ do: 'save', facts: {facts}, wish: {wish} }})")
    with Library(folder, origin="window", now=lambda: datetime.now(UTC)) as library:
        entry = next(one for one in library.entries("starred"))
        library.set_note(entry.id, "Lemma 2 is what we need.")


def _popup(browser: Chromium, url: str, name: str, *, note: str) -> None:
    """Draw the popup over a page, in a tab of the popup's own width."""
    for dark in (False, True):
        browser.worker("chrome.storage.local.clear()")
        tab = browser.open(url)
        browser.click()
        browser.close_popup()
        browser.extension_tab(f"popup.html?tab={tab}")
        browser.page("new Promise((done) => setTimeout(done, 800))")
        if not note:
            browser.page("document.querySelectorAll('#recent button')[1]?.click()")
        height = int(browser.page("document.body.scrollHeight"))
        browser.picture(PICTURES / f"{name}{'-dark' if dark else ''}.png", dark=dark, size=(344, height))


if __name__ == "__main__":
    sys.exit(main())
