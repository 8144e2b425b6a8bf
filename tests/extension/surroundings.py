"""What both browsers share in tests: the extension, a home of their own, and a web of made-up pages."""

import os
import shutil
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.fakes.pages import Page

EXTENSION: Final = Path(__file__).parents[2] / "extension"

PATIENCE: Final = 30.0
"""Seconds for one step of a browser on a busy machine."""


class BrowserFault(Exception):
    """A browser did not do what it was told."""


def environment(home: Path) -> dict[str, str]:
    """Give the surroundings of a browser: its own home, nothing of ours."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LANGUAGE": "en", "MOZ_HEADLESS": "1"}


class Web:
    """A proxy on loopback that answers for every host with the pages it was given, and asks nobody."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = {url.partition("#")[0]: page for url, page in pages.items()}
        self.asked: list[str] = []
        web = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = self.path if "://" in self.path else f"http://{self.headers['Host']}{self.path}"
                web.asked.append(url)
                page = web.pages.get(url) or web.pages.get(url.partition("?")[0])
                body = (page.body if page else "<title>Not here</title>").encode()
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", page.content_type if page else "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):  # the browser may have lost interest
                    self.wfile.write(body)

            def do_CONNECT(self) -> None:
                web.asked.append(self.path)
                self.close_connection = True

            def log_message(self, format: str, *values: object) -> None:  # noqa: A002
                """Write nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def packed(folder: Path) -> Path:
    """Pack the extension as Firefox installs it."""
    return Path(shutil.make_archive(str(folder / "papertray"), "zip", EXTENSION))


PYTHON: Final = sys.executable
