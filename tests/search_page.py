"""Writes the tables of docs/search.md from those of the search box: `python -m tests.search_page`."""

from pathlib import Path

from desktop.window.search_words import FIELDS, STATES, WAYS
from storage import search_fields

PAGE = Path(__file__).parents[1] / "docs/search.md"
START = "<!-- made by tests.search_page -->\n"
END = "<!-- to here -->\n"


def tables() -> str:
    """Give the tables as Markdown."""
    values = [(f"{field.name}:{value}", STATES[value]) for field in search_fields() for value in field.values]
    fields = [(FIELDS[field.name][1], _field(field.name, field.also)) for field in search_fields()]
    return f"{_table('Words', WAYS)}\n{_table('Fields', fields)}\n{_table('States and things', values)}"


def _field(name: str, also: tuple[str, ...]) -> str:
    others = ", ".join(f"`{other}:`" for other in also)
    return f"{FIELDS[name][0]} (also {others})" if others else FIELDS[name][0]


def _table(title: str, lines: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    rows = "".join(f"| `{example}` | {means} |\n" for example, means in lines)
    return f"## {title}\n\n| write | finds |\n| --- | --- |\n{rows}"


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n{tables()}\n{END}{after}", encoding="utf-8")
