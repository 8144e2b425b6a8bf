"""Texts in the reader's language, through gettext and without Qt; English where no catalogue fits."""

import gettext
import importlib.resources
from functools import cache


@cache
def _catalogue() -> gettext.NullTranslations:
    """Find the catalogue once, at the first text, by LANGUAGE, LC_ALL, LC_MESSAGES and LANG."""
    folder = importlib.resources.files("desktop") / "locale"
    return gettext.translation("papertray", localedir=str(folder), fallback=True)


def _(text: str) -> str:
    """Translate one text."""
    return _catalogue().gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a text that depends on a number."""
    return _catalogue().ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802  gettext's own name for it
    """Mark a text that is translated later, where it is shown."""
    return text
