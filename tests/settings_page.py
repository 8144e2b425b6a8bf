"""Writes the table of docs/settings.md from the list of settings: `python -m tests.settings_page`."""

from collections.abc import Mapping
from pathlib import Path

from desktop.settings import Setting, described

PAGE = Path(__file__).parents[1] / "docs/settings.md"
START = "| name | what it is for | values | default |\n| --- | --- | --- | --- |\n"


def table() -> str:
    """Give the table as Markdown."""
    return START + "".join(_line(setting) for setting in described())


def _line(setting: Setting) -> str:
    return f"| `{setting.name}` | {setting.says} | {_values(setting)} | {_shown(setting.default)} |\n"


def _values(setting: Setting) -> str:
    match setting.kind:
        case "switch":
            return "`true`, `false`"
        case "number":
            return f"{setting.least} to {setting.most} {setting.unit}"
        case "choice":
            return ", ".join(f"`{value}` ({words})" for value, words in setting.choices)
        case "address":
            return "a web address"
        case "text":
            return "a text"
        case "template":
            return "parts in braces, and letters, digits, `-_:.+/`"
        case "keys":
            return '`{"action": ["key", …]}`'


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, Mapping) or default == "":
        return "none"
    return f"`{default}`"


if __name__ == "__main__":
    before = PAGE.read_text(encoding="utf-8").partition(START)[0]
    PAGE.write_text(before + table(), encoding="utf-8")
