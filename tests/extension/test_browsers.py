"""The extension in real browsers: a click, a key, a page; what a reader does and what stands in the library then."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from desktop.bridge import messages, register
from desktop.bridge.errands import carry_out
from storage import Identifier, doorstep
from tests.extension.conftest import Stand
from tests.extension.firefox import Firefox
from tests.fakes.pages import PAGES, TITLE, Page

pytestmark = pytest.mark.slow

ABS = "http://arxiv.org/abs/2603.00001v3"
BLOG = "http://blog.test/2026/why-states?utm_source=mail#more"
ARXIV = Identifier("arxiv", "2603.00001")

Click = Callable[[str], Stand]


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what another program does."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def text(stand: Stand, name: str) -> str:
    return str(stand.browser.popup(f"document.getElementById('{name}').textContent.trim()"))


def press(stand: Stand, name: str) -> None:
    stand.browser.popup(f"document.getElementById('{name}').click()")


def write(stand: Stand, name: str, words: str) -> None:
    stand.browser.popup(
        f"(() => {{ const field = document.getElementById('{name}'); field.focus(); field.value = {words!r};"
        " field.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )


def key(stand: Stand, name: str, key_: str, *, ctrl: bool = False, alt: bool = False) -> None:
    stand.browser.popup(f"document.getElementById('{name}').focus()")
    stand.browser.key(key_, ctrl=ctrl, alt=alt)


def badge(stand: Stand) -> str:
    return str(stand.browser.worker(f"chrome.action.getBadgeText({{ tabId: {stand.browser.tab} }})"))


SAVED = [url for url in PAGES if "hostile" not in url]


@pytest.mark.parametrize("url", SAVED, ids=lambda url: url.partition("//")[2][:24])
def test_a_click_saves_a_page_of_every_kind(popup: Click, url: str) -> None:
    stand = popup(url)
    shown = text(stand, "title")
    press(stand, "save")
    until(lambda: bool(text(stand, "said")))
    (entry,) = stand.entries()
    assert entry.mark.later is not None
    assert shown == entry.paper.title
    if PAGES[url].content_type.startswith("text/html"):
        assert entry.paper.title == ("Why states" if "blog" in url else TITLE)


def test_nothing_of_a_page_can_be_read_before_the_click(stand: Stand) -> None:
    tab = stand.browser.open(ABS)
    refused = stand.browser.worker(
        f"chrome.scripting.executeScript({{ target: {{ tabId: {tab} }}, func: () => 1 }}).then(() => '', String)"
    )
    assert "ermission" in refused or "Cannot access" in refused
    assert stand.browser.worker(f"chrome.tabs.get({tab}).then((tab) => tab.url ?? '')") == ""


def test_hostile_words_are_words(popup: Click) -> None:
    stand = popup("http://hostile.test/x")
    assert text(stand, "title") == "<script>alert(1)</script> A page that wants more"
    assert stand.browser.popup("document.querySelectorAll('main script, #feeds li').length") == 0


def test_tags_note_and_star_go_with_the_save_and_the_badge_says_so(popup: Click) -> None:
    stand = popup(ABS)
    write(stand, "tag", "thesis/ch3")
    key(stand, "tag", ",")
    write(stand, "tag", "survey")
    write(stand, "note", "Lemma 2 is what we need.")
    key(stand, "note", "Enter", ctrl=True)
    until(lambda: "Saved" in text(stand, "said"))
    (entry,) = stand.entries()
    assert entry.mark.starred is not None
    assert (entry.mark.tags, entry.mark.note) == (("survey", "thesis/ch3"), "Lemma 2 is what we need.")
    assert "Starred on" in text(stand, "stands")
    assert badge(stand) == "★"


def test_a_save_is_taken_back_by_control_z(popup: Click) -> None:
    stand = popup(ABS)
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    key(stand, "tag", "z", ctrl=True)
    until(lambda: "Taken back" in text(stand, "said"))
    assert stand.entries() == []


def test_what_is_saved_is_shown_with_its_marks_and_edited_in_place(popup: Click) -> None:
    stand = popup(ABS)
    write(stand, "tag", "old")
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    stand.browser.close_popup()
    with stand.library() as library:
        library.set_note(library.entries("all")[0].id, "Written in the window.")
    stand.browser.click()
    assert "In Later since" in text(stand, "stands")
    assert stand.browser.popup("document.getElementById('note').value") == "Written in the window."
    write(stand, "tag", "new")
    key(stand, "tag", "Tab")
    until(lambda: stand.entries()[0].mark.tags == ("new", "old"))
    write(stand, "note", "Written in the browser.")
    until(lambda: stand.entries()[0].mark.note == "Written in the browser.")
    press(stand, "star")
    until(lambda: stand.entries()[0].mark.starred is not None)
    until(lambda: text(stand, "star") == "★ Starred")
    press(stand, "remove")
    until(lambda: "Removed" in text(stand, "said"))
    assert stand.entries()[0].mark.later is None  # the note keeps it in the library


def test_last_used_tags_are_one_key_away(popup: Click) -> None:
    stand = popup(BLOG)
    write(stand, "tag", "methods/rl")
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    stand.browser.close_popup()
    stand.browser.open(ABS)
    stand.browser.click()
    assert "methods/rl" in text(stand, "recent")
    key(stand, "tag", "1", alt=True)
    press(stand, "save")
    until(lambda: len(stand.entries()) == 2)
    assert {entry.mark.tags for entry in stand.entries()} == {("methods/rl",)}


def test_a_newer_version_of_a_known_paper_is_said(popup: Click) -> None:
    stand = popup("http://arxiv.org/html/2603.00001v1")
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    stand.browser.close_popup()
    stand.browser.open(ABS)
    stand.browser.click()
    assert "you have v1, this is v3" in text(stand, "byline")


def test_a_selection_is_offered_as_a_quote(stand: Stand) -> None:
    stand.browser.open(ABS)
    stand.browser.page("getSelection().selectAllChildren(document.querySelector('p'))")
    stand.browser.click()
    try:
        assert stand.browser.popup("document.getElementById('quote').value").startswith("Words of the page")
        write(stand, "place", "p. 4")
        press(stand, "save")
        until(lambda: "Saved" in text(stand, "said"))
        ((quote,),) = [entry.quotes for entry in stand.entries()]
        assert (quote.text.startswith("Words of the page"), quote.place) == (True, "p. 4")
    finally:
        stand.browser.close_popup()


def test_a_feed_of_the_page_is_followed(popup: Click) -> None:
    stand = popup(BLOG)
    assert "Subscribe to A blog" in text(stand, "feeds")
    stand.browser.popup("document.querySelector('#feeds button').click()")
    until(lambda: "You follow A blog" in text(stand, "feeds"))
    with stand.library() as library:
        assert [feed.url for feed in library.feeds() if feed.kind != "by_hand"] == ["http://blog.test/feed.xml"]


def test_bibtex_is_copied(popup: Click) -> None:
    stand = popup(ABS)
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    number = stand.entries()[0].id
    told = stand.browser.popup(f"(globalThis.browser ?? chrome).runtime.sendMessage({{ do: 'cite', paper: {number} }})")
    assert told["answer"]["bibtex"].startswith("@")


# Without the host


def test_what_cannot_be_sent_waits_and_goes_in_later(stand: Stand) -> None:
    manifest = stand.manifest.read_text()
    try:
        stand.manifest.unlink()
        stop_host(stand)
        stand.browser.open(ABS)
        stand.browser.click()
        assert "not registered" in text(stand, "trouble-text")
        assert text(stand, "trouble-command") == "papertray browser install"
        write(stand, "tag", "kept")
        press(stand, "save")
        until(lambda: "1 thing waits" in text(stand, "outbox"))
        assert stand.entries() == []
        assert badge(stand) == "…"
        stand.manifest.write_text(manifest)
        stand.browser.popup("document.querySelector('#outbox button').click()")
        until(lambda: len(stand.entries()) == 1)
        (entry,) = stand.entries()
        assert (ARXIV in entry.paper.ids, entry.mark.tags) == (True, ("kept",))
        until(lambda: text(stand, "outbox") == "")
    finally:
        stand.manifest.write_text(manifest)
        stand.browser.close_popup()


def stop_host(stand: Stand) -> None:
    """Let the extension lose its port, as when the host is updated."""
    stand.host.path.write_text("#!/bin/sh\nexit 1\n")
    stand.kill_hosts()
    register.write_program(stand.host)


def test_a_host_that_dies_within_an_answer_is_started_again(stand: Stand) -> None:
    stand.kill_hosts()
    once = stand.folder / "died"
    real = stand.host.path.with_name("real")
    real.write_text(stand.host.text)
    real.chmod(0o700)
    stand.host.path.write_text(
        f"#!/bin/sh\nif [ ! -e '{once}' ]; then touch '{once}'; head -c 5 >/dev/null\n"
        f"printf '\\100\\000\\000\\000half'; exit 1; fi\nexec '{real}' \"$@\"\n"
    )
    stand.browser.open(ABS)
    stand.browser.click()
    try:
        assert once.exists()
        assert text(stand, "title") == TITLE
        assert stand.browser.popup("document.getElementById('trouble').hidden")
    finally:
        stand.browser.close_popup()


def test_a_locked_library_keeps_the_save_in_the_outbox(stand: Stand) -> None:
    stand.library().close()
    stand.browser.open(ABS)
    stand.browser.click()
    try:
        with closing(sqlite3.connect(stand.folder / "library.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            press(stand, "save")
            until(lambda: "1 thing waits" in text(stand, "outbox"))
            assert "Another program holds the library" in text(stand, "trouble-text")
        stand.browser.popup("document.querySelector('#outbox button').click()")
        until(lambda: len(stand.entries()) == 1)
    finally:
        stand.browser.close_popup()


def newer(stand: Stand) -> None:
    with closing(sqlite3.connect(stand.folder / "library.db")) as other:
        other.execute(f"PRAGMA user_version = {doorstep.VERSION + 1}")


def not_newer(stand: Stand) -> None:
    with closing(sqlite3.connect(stand.folder / "library.db")) as other:
        other.execute(f"PRAGMA user_version = {doorstep.VERSION}")


FULL = """
from desktop.bridge import errands
class Full(errands.Keeper):
    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        self._db.execute("PRAGMA max_page_count = %d" % self._db.execute("PRAGMA page_count").fetchone()[0])
errands.Keeper = Full
from desktop.bridge.__main__ import main
"""


def full(stand: Stand) -> None:
    stand.host.path.write_text(stand.host.text.replace("from desktop.bridge.__main__ import main\n", FULL))
    stand.kill_hosts()


@pytest.mark.parametrize(
    ("befall", "relieve", "words"),
    [(newer, not_newer, "newer Papertray"), (full, stop_host, "no room left")],
    ids=["newer", "full"],
)
def test_what_the_library_cannot_take_waits_in_the_outbox(
    stand: Stand, befall: Callable[[Stand], None], relieve: Callable[[Stand], None], words: str
) -> None:
    stand.library().close()
    befall(stand)
    stand.browser.open(ABS)
    stand.browser.click()
    try:
        write(stand, "note", "z " * 8_000)
        press(stand, "save")
        until(lambda: "1 thing waits" in text(stand, "outbox"))
        assert words in text(stand, "trouble-text")
        relieve(stand)
        stand.browser.popup("document.querySelector('#outbox button').click()")
        until(lambda: len(stand.entries()) == 1)
        until(lambda: text(stand, "outbox") == "")
        assert len(stand.entries()[0].mark.note) == 15_999
    finally:
        relieve(stand)
        stand.browser.close_popup()


def test_what_waits_outlives_the_worker(stand: Stand) -> None:
    if isinstance(stand.browser, Firefox):
        pytest.skip("Firefox ends its background when it likes; what waits lies in its storage all the same")
    stand.browser.worker(
        "chrome.storage.local.set({outbox: [{id: 'waited', op: 'save', at: new Date().toISOString(), about: 'x',"
        " fields: {items: [{page: {url: 'https://x.test/', title: 'A page that waited'}}]}}]})"
    )
    stand.browser.stop_worker()
    stand.browser.open(ABS)  # any event wakes it, and it sends what waits
    stand.browser.click()
    try:
        until(lambda: [entry.paper.title for entry in stand.entries()] == ["A page that waited"])
    finally:
        stand.browser.close_popup()


# Keys, pages full of links, options


def test_one_key_saves_to_later_without_a_popup(stand: Stand) -> None:
    stand.browser.open(ABS)
    stand.browser.press("save")
    until(lambda: len(stand.entries()) == 1)
    (entry,) = stand.entries()
    assert entry.mark.later is not None
    assert ARXIV in entry.paper.ids
    until(lambda: badge(stand) == "✓")


def test_a_save_by_key_is_taken_back_in_the_popup(stand: Stand) -> None:
    stand.browser.open(ABS)
    stand.browser.press("save")
    until(lambda: badge(stand) == "✓")
    stand.browser.click()
    try:
        assert "Ctrl+Z takes it back" in text(stand, "said")
        key(stand, "tag", "z", ctrl=True)
        until(lambda: "Taken back" in text(stand, "said"))
        assert stand.entries() == []
    finally:
        stand.browser.close_popup()


def test_a_key_keeps_the_selection_as_a_quote(stand: Stand) -> None:
    stand.browser.open(ABS)
    stand.browser.page("getSelection().selectAllChildren(document.querySelector('p'))")
    stand.browser.press("quote")
    until(lambda: bool(stand.entries()) and bool(stand.entries()[0].quotes))
    (entry,) = stand.entries()
    assert entry.quotes[0].text == "Words of the page, one of them to be selected."
    assert entry.mark.later is not None


def test_a_passage_of_a_pdf_is_pasted(popup: Click) -> None:
    stand = popup("http://arxiv.org/pdf/2603.00001")
    write(stand, "quote", "A passage that was copied from the PDF.")
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    write(stand, "quote", "Another one.")
    press(stand, "keep-quote")
    until(lambda: len(stand.entries()[0].quotes) == 2)


def test_a_link_is_saved_from_its_menu(stand: Stand) -> None:
    if isinstance(stand.browser, Firefox):
        pytest.skip("Firefox's menus open on a screen only; what they do is the same script")
    stand.browser.open(BLOG)
    stand.browser.worker(
        "chrome.tabs.query({ active: true }).then(([tab]) => void chrome.contextMenus.onClicked.dispatch("
        "{ menuItemId: 'save-link', linkUrl: 'https://arxiv.org/abs/2603.00001' }, tab))"
    )
    until(lambda: len(stand.entries()) == 1)
    assert stand.entries()[0].paper.ids == (ARXIV,)


def test_all_tabs_are_saved_from_the_buttons_menu_and_the_badge_says_so(stand: Stand) -> None:
    if isinstance(stand.browser, Firefox):
        pytest.skip("Firefox's menus open on a screen only; what they do is the same script")
    stand.browser.open(BLOG)
    # Nobody is there to give leave to see the tabs, so the browser's answers are made up.
    stand.browser.worker(
        "chrome.tabs.query({ active: true }).then(([tab]) => {"
        " chrome.permissions.request = async () => true;"
        " const real = chrome.tabs.query;"
        " chrome.tabs.query = async () => { chrome.tabs.query = real;"
        " return [1, 2].map((n) => ({ url: `https://x.test/${n}`, title: `Tab ${n}` })); };"
        " void chrome.contextMenus.onClicked.dispatch({ menuItemId: 'save-tabs' }, tab); })"
    )
    until(lambda: badge(stand) == "✓")
    assert {entry.paper.title for entry in stand.entries()} == {"Tab 1", "Tab 2"}
    told = str(stand.browser.worker(f"chrome.action.getTitle({{ tabId: {stand.browser.tab} }})"))
    assert told == "2 tabs saved."


def test_the_address_bar_searches_the_library(popup: Click) -> None:
    stand = popup(ABS)
    if isinstance(stand.browser, Firefox):
        pytest.skip("Firefox's address bar is asked on a screen only; what it does is the same script")
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    offered = stand.browser.worker("new Promise((done) => chrome.omnibox.onInputChanged.dispatch('copying', done))")
    assert [one["content"] for one in offered] == ["https://arxiv.org/abs/2603.00001"]
    assert TITLE in offered[0]["description"]


def test_a_draft_outlives_the_popup(popup: Click) -> None:
    stand = popup(ABS)
    write(stand, "tag", "thought-of")
    key(stand, "tag", ",")
    write(stand, "note", "Half a thought")
    until(lambda: "Half" in str(stand.browser.worker("chrome.storage.local.get().then(JSON.stringify)")))
    stand.browser.close_popup()
    stand.browser.click()
    assert stand.browser.popup("document.getElementById('note').value") == "Half a thought"
    assert "thought-of" in text(stand, "chips")
    press(stand, "save")
    until(lambda: "Saved" in text(stand, "said"))
    assert stand.entries()[0].mark.note == "Half a thought"


LISTING = "http://arxiv.org/list/cs.LG/recent"


@pytest.fixture
def listing(stand: Stand) -> Stand:
    """A page of 200 links to papers, of which the library knows five: starred, later, dismissed, noted, plain."""
    links = "".join(f'<p><a href="/abs/2603.{number:05}">Paper {number}</a></p>' for number in range(1, 201))
    stand.web.pages[LISTING] = Page(f"<!doctype html><title>Listing</title>{links}")
    urls = [f"https://arxiv.org/abs/2603.{number:05}" for number in range(1, 6)]
    pages = [{"page": {"url": url, "title": f"The paper {n}"}, "later": False} for n, url in enumerate(urls, 1)]
    stand.browser.worker("chrome.storage.local.clear()")
    request = messages.request_of({"v": 1, "id": "listing", "op": "save", "items": pages})
    assert isinstance(request, messages.Errand)
    carry_out(request, str(stand.folder))
    with stand.library() as library:
        by_title = {entry.paper.title: entry.id for entry in library.entries("all")}
        library.mark([by_title["The paper 1"]], "star")
        library.mark([by_title["The paper 2"]], "later")
        library.mark([by_title["The paper 3"]], "dismissed")
        library.set_note(by_title["The paper 4"], "why")
    return stand


def marks(stand: Stand) -> list[str]:
    found = "[...document.querySelectorAll('.papertray-mark')].map((one) => one.textContent)"
    return list(json.loads(stand.browser.page(f"JSON.stringify({found})")))


def test_known_papers_of_a_listing_are_marked_and_unmarked_by_one_click(listing: Stand) -> None:
    listing.browser.open(LISTING)
    listing.browser.click()
    press(listing, "mark-known")
    until(lambda: "5 known papers" in text(listing, "said"))
    listing.browser.close_popup()
    assert marks(listing) == ["★", "●", "×", "✎", "·"]


def test_the_options_say_whether_papertray_answers(stand: Stand) -> None:
    stand.browser.extension_page("options.html")
    until(lambda: "answers" in stand.browser.page("document.getElementById('link').textContent"))
    assert stand.browser.page("document.documentElement.lang").startswith("en")


def test_what_waits_can_be_thrown_away_in_the_options(stand: Stand) -> None:
    stand.browser.worker(
        "chrome.storage.local.set({outbox: [{id: 'old', op: 'update', at: new Date().toISOString(),"
        " about: 'A paper that is gone', fields: {paper: 99}, error: {kind: 'no_such_paper', final: true}}]})"
    )
    stand.browser.extension_page("options.html")
    until(lambda: "A paper that is gone" in stand.browser.page("document.getElementById('outbox').textContent"))
    stand.browser.page("document.querySelector('#outbox button').click()")
    until(lambda: stand.browser.page("document.getElementById('outbox').textContent") == "")
    assert stand.browser.worker("chrome.storage.local.get('outbox').then(({ outbox }) => outbox.length)") == 0


def click_in_page(stand: Stand, selector: str) -> None:
    assert isinstance(stand.browser, Firefox)
    stand.browser.click_in_page(selector)


@pytest.fixture
def giving(listing: Stand) -> Iterator[Stand]:
    """A browser that gives leave when it is asked; taken back at the end."""
    if not isinstance(listing.browser, Firefox):
        pytest.skip("only a person can say yes to Chromium")
    yield listing
    listing.browser.extension_page("options.html")
    listing.browser.page(
        "browser.permissions.remove({ permissions: ['tabs'], origins: ['*://*.arxiv.org/*'] }).then(() => 1)"
    )


def test_on_a_site_that_was_allowed_known_papers_are_always_marked(giving: Stand) -> None:
    giving.browser.extension_page("options.html")
    giving.browser.page("(document.getElementById('site').value = 'https://www.arxiv.org/list') && 1")
    click_in_page(giving, "#add-site button")
    until(lambda: giving.browser.page("document.getElementById('sites').textContent").startswith("arxiv.org"))
    giving.browser.open(LISTING)
    until(lambda: marks(giving) == ["★", "●", "×", "✎", "·"])
    giving.browser.page("document.body.insertAdjacentHTML('beforeend', '<p><a href=/pdf/2603.00001v2>again</a></p>')")
    until(lambda: len(marks(giving)) == 6)


def test_with_leave_to_see_tabs_the_badge_knows_at_once_and_all_tabs_are_saved(giving: Stand) -> None:
    giving.browser.extension_page("options.html")
    click_in_page(giving, "#tabs")
    until(lambda: giving.browser.page("document.getElementById('tabs').checked"))
    until(lambda: giving.browser.page("browser.permissions.contains({ permissions: ['tabs'] })"))
    giving.browser.open("http://arxiv.org/abs/2603.00001v3")
    until(lambda: badge(giving) == "★")
    giving.browser.extension_page("options.html")
    click_in_page(giving, "#save-tabs")
    until(lambda: "tab" in giving.browser.page("document.getElementById('more-said').textContent"))
    with giving.library() as library:
        assert [entry.paper.title for entry in library.entries("later", text="title:paper")] != []
