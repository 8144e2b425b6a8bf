"""The whole flow without a network: papers arrive from a server on loopback, and the command line does the rest."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from storage import FeedKind
from tests.demo.papers import MONDAY, PAPERS, TUESDAY, DemoPaper
from tests.fakes.arxiv import Arxiv, Preprint, serve_arxiv
from tests.fakes.feed_server import FeedServer
from tests.fakes.hugging_face import daily_paper, serve_daily_papers

LATECOMER = "2606.99003"
"""The paper that the first poll does not see."""

MORNING = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)


def main() -> int:
    """Show it, and give the status of the first command that fails."""
    with tempfile.TemporaryDirectory(prefix="papertray-demo-") as folder, FeedServer() as server:
        servers = demo_server(server)
        stage = Stage(Path(folder))
        try:
            stage.say("Two feeds and a rule. (Everything here is made up and never leaves this machine.)")
            stage.run("feeds", "add", *(url for url, _kind in servers.feeds))
            stage.run("rules", "add", "state space models")
            stage.say("Morning: the first check. It goes back some days; only the newest is unread.")
            stage.run("poll")
            stage.run("list", "today")
            stage.say("Three hours later votes have come in, and a paper that fits the rule.")
            servers.later()
            stage.now += timedelta(hours=3)
            stage.run("poll", "--force")
            stage.run("list", "trending", "--limit", "3")
            stage.run("list", "unread", "--query", '"state space models"')
            stage.say("Keep it, say why, and find it again.")
            stage.run("star", "2606.99003")
            stage.run("tag", "2606.99003", "+methods/ssm", "+birds")
            stage.run("note", "2606.99003", "One pass over a whole day, no windows: try it on our buoys.")
            stage.run("search", "tag:methods", "selective", "state-space", "author:diallo")
            stage.say("A step too far, taken back.")
            stage.run("dismiss", "2606.99001")
            stage.run("undo")
            stage.say("What is starred is a bibliography.")
            stage.run("export", "-o", str(Path(folder) / "starred.bib"))
            stage.show(Path(folder) / "starred.bib")
            stage.run("check")
        except subprocess.CalledProcessError as failed:
            return failed.returncode
    return 0


@dataclass(frozen=True)
class DemoServer:
    """The demo's two feeds, and what makes it three hours later."""

    feeds: tuple[tuple[str, FeedKind], ...]
    later: Callable[[], None]


def demo_server(server: FeedServer) -> DemoServer:
    """Serve the demo's papers as they stand in the morning."""
    days: dict[date, list[dict[str, Any]]] = {MONDAY: _items(MONDAY, 0), TUESDAY: _items(TUESDAY, 0)[:2]}
    daily = serve_daily_papers(server, days)
    announced = [_preprint(paper) for paper in PAPERS if paper.day == TUESDAY and paper.number != LATECOMER]
    serve_arxiv(server, Arxiv(TUESDAY, {"cs.LG": announced}))

    def later() -> None:
        days[MONDAY], days[TUESDAY] = _items(MONDAY, 1), _items(TUESDAY, 1)

    return DemoServer(((daily, "daily_papers"), (server.url("/rss/cs.LG"), "arxiv")), later)


class Stage:
    """Where the demo happens: a folder of its own, a clock that it sets, and commands that are seen being typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = MORNING
        self.colour = sys.stdout.isatty()

    def say(self, text: str) -> None:
        print(f"\n{self._paint('36', '# ' + text)}")

    def run(self, *words: str) -> None:
        """Type a command and show what it says."""
        shown = " ".join(f"'{word}'" if set(word) & set(' "') else word for word in words)
        shown = shown.replace(str(self.folder) + os.sep, "")
        print(f"\n{self._paint('1', '$ papertray ' + shown)}", flush=True)
        command = [sys.executable, "-m", "desktop", "--data-dir", str(self.folder / "library"), *words]
        if words[0] == "poll":
            command += ["--spacing", "0.1"]
        environment = os.environ | {
            "PAPERTRAY_NOW": self.now.isoformat(),
            "COLUMNS": str(min(100, shutil.get_terminal_size().columns)),
        }
        subprocess.run(command, env=environment, check=True)
        self.now += timedelta(seconds=30)

    def show(self, file: Path) -> None:
        print(f"\n{self._paint('1', '$ cat ' + file.name)}")
        print(file.read_text(encoding="utf-8"), end="", flush=True)

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def _items(day: object, poll: int) -> list[dict[str, Any]]:
    """Give a day's items as they stand at the first or the second poll."""
    return [_item(paper, paper.votes[poll]) for paper in PAPERS if paper.day == day and paper.votes]


def _item(paper: DemoPaper, votes: int) -> dict[str, Any]:
    more: dict[str, Any] = {"githubRepo": paper.code, "githubStars": paper.stars} if paper.code else {}
    return daily_paper(
        paper.number,
        paper.title,
        day=paper.day,
        votes=votes,
        comments=paper.comments,
        authors=paper.authors,
        abstract=paper.abstract,
        **more,
    )


def _preprint(paper: DemoPaper) -> Preprint:
    at = datetime.combine(paper.day - timedelta(days=1), time(15), UTC)
    return Preprint(paper.number, paper.title, paper.abstract, paper.authors, paper.categories, published=at)


if __name__ == "__main__":
    sys.exit(main())
