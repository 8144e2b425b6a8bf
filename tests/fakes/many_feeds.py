"""Very many feeds as a program of its own, so that serving them takes no time from who is watched.

`python -m tests.fakes.many_feeds HOSTS PAPERS` prints its port and serves until it is killed. Each answer of a feed has
one paper more than the one before, at its head, and one less at its end.
"""

import sys
import threading

from tests.fakes.feed_server import FeedServer
from tests.fakes.replies import Asked, Reply

WORDS = [
    "whales",
    "seals",
    "otters",
    "herons",
    "terns",
    "dolphins",
    "kelp",
    "tides",
    "currents",
    "estuaries",
    "reefs",
    "lagoons",
    "storms",
    "ice",
    "salt",
    "foam",
]


class Feeds:
    """Answers for a folder of feeds, each told from its number."""

    def __init__(self, papers: int) -> None:
        self._papers = papers
        self._newest: dict[int, int] = {}

    def __call__(self, asked: Asked) -> Reply:
        number = int(asked.route.rpartition("/")[2].removesuffix(".xml"))
        newest = self._newest[number] = self._newest.get(number, self._papers - 1) + 1
        items = "".join(_item(number, each) for each in range(newest, newest - self._papers, -1))
        text = f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'
        return Reply(200, text.encode(), content_type="application/rss+xml")


def _item(feed: int, number: int) -> str:
    words = [WORDS[(feed * 7 + number * factor) % len(WORDS)] for factor in range(1, 9)]
    title = f"{words[0].title()} and {words[1]} of series {feed}, part {number}"
    text = " ".join(words * 12)
    return (
        f"<item><title>{title}</title><guid>{feed}/{number}</guid><link>http://127.0.0.1/{feed}/{number}</link>"
        f"<author>Ada Marot {feed}</author><description>{text}</description></item>"
    )


def main(hosts: int, papers: int) -> None:
    with FeedServer(hosts=hosts) as server:
        server.serve("/feeds/*", Feeds(papers))
        print(server.port, flush=True)  # noqa: T201  who started it waits for this
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
