"""What is dragged within the window: papers from the list, feeds in the sidebar, each by number."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData

from storage import FeedId, PaperId

PAPERS: Final = "application/x-papertray-papers"
FEEDS: Final = "application/x-papertray-feeds"


def pack(kind: str, numbers: Iterable[int]) -> QMimeData:
    """Give something to be dragged; `kind` is PAPERS or FEEDS."""
    data = QMimeData()
    data.setData(kind, QByteArray(" ".join(map(str, numbers)).encode()))
    return data


def papers_of(data: QMimeData) -> list[PaperId]:
    """Give the papers that are dragged; empty where it is something else."""
    return [PaperId(number) for number in _numbers(data, PAPERS)]


def feeds_of(data: QMimeData) -> list[FeedId]:
    """Give the feeds that are dragged; empty where it is something else."""
    return [FeedId(number) for number in _numbers(data, FEEDS)]


def _numbers(data: QMimeData, kind: str) -> list[int]:
    words = bytes(data.data(kind).data()).split()
    # Another program may use our name for something else.
    return [int(word) for word in words if word.isdigit() and len(word) < 19]
