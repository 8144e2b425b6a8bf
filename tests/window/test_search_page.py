from desktop.window.search_words import FIELDS, WAYS
from storage import understood
from tests.search_page import END, PAGE, START, tables


def test_the_document_lists_what_the_page_of_the_window_lists() -> None:
    assert f"{START}\n{tables()}\n{END}" in PAGE.read_text(encoding="utf-8"), "run: python -m tests.search_page"


def test_every_example_can_be_read() -> None:
    examples = [*(example for example, _ in WAYS), *(example for _, example in FIELDS.values())]
    assert [understood(example) for example in examples] == [(example, None) for example in examples]
