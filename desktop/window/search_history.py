"""The searches that the reader made, newest first; they stay with the window's sizes."""

import json
from typing import Final

from PySide6.QtCore import QSettings

MOST: Final = 50
_KEY: Final = "search/history"


def remembered() -> list[str]:
    """Give the searches, newest first."""
    try:
        read = json.loads(str(QSettings().value(_KEY, "[]")))
    except ValueError:
        return []
    return [text for text in read if isinstance(text, str)] if isinstance(read, list) else []


def remember(text: str) -> None:
    """Put a search first."""
    text = " ".join(text.split())
    if text:
        others = [other for other in remembered() if other != text]
        QSettings().setValue(_KEY, json.dumps([text, *others][:MOST], ensure_ascii=False))
