"""A feed server on loopback: answers as told, notes every request; nothing of it leaves the machine."""

import socketserver
import ssl
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.fakes.replies import TEXT, Asked, Handler, Reply, handler


class FeedServer:
    """A server on 127.0.0.1, and with `hosts` on 127.0.0.2 and so on as well, all at one port.

    `latency` in seconds comes before every answer; with `tls` it speaks https. Closing ends all connections.
    """

    def __init__(self, *, hosts: int = 1, latency: float = 0.0, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.latency = latency
        self.faults: list[BaseException] = []
        self._routes: dict[str, Handler] = {}
        self._folders: dict[str, Handler] = {}
        self._lock = threading.Lock()
        self._busy: dict[str, int] = {}
        self._open: set[Any] = set()
        self._scheme = "https" if tls else "http"
        self._servers = _listening(self, hosts)
        if tls is not None:
            for server in self._servers:
                server.socket = tls.wrap_socket(server.socket, server_side=True)
        self.port: int = self._servers[0].server_address[1]
        self._threads = [
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            for server in self._servers
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self.faults and error is None:
            raise self.faults[0]

    def close(self) -> None:
        """Stop answering and end every connection."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(2)
        for thread in self._threads:
            thread.join(5)

    def url(self, path: str = "/", *, host: int | str = 1) -> str:
        """Give the address of a path; `host` is the last number of 127.0.0.x, or a name."""
        name = f"127.0.0.{host}" if isinstance(host, int) else host
        return f"{self._scheme}://{name}:{self.port}{path}"

    def serve(self, path: str, answer: Handler | Reply | bytes) -> str:
        """Answer `path` (whatever its query) from now on, and give its address; a path ending in * covers a folder."""
        answering = handler(answer)
        if path.endswith("*"):
            self._folders[path[:-1]] = answering
        else:
            self._routes[path] = answering
        return self.url(path)

    def asked_for(self, path: str) -> list[Asked]:
        """Give the requests for one path, oldest first."""
        return [one for one in self.asked if one.route == path]

    @property
    def most_in_flight(self) -> int:
        """How many requests were under way at once, over all hosts, at the most."""
        return max((one.overall for one in self.asked), default=0)

    @property
    def most_per_host(self) -> int:
        """How many requests were under way at once at any one host, at the most."""
        return max((one.in_flight for one in self.asked), default=0)

    # Called from the threads that talk to clients.

    def came(self, host: str, exchange: BaseHTTPRequestHandler) -> Asked:
        """Note a request."""
        with self._lock:
            self._busy[host] = self._busy.get(host, 0) + 1
            asked = Asked(
                host=host,
                method=exchange.command,
                path=exchange.path,
                headers=tuple(exchange.headers.items()),
                began=time.monotonic(),
                connection=exchange.client_address[1],
                in_flight=self._busy[host],
                overall=sum(self._busy.values()),
            )
            self.asked.append(asked)
        return asked

    def went(self, asked: Asked) -> None:
        """Note that a request was answered."""
        with self._lock:
            if asked.ended == float("inf"):
                asked.ended = time.monotonic()
                self._busy[asked.host] -= 1

    def answer(self, asked: Asked) -> Reply:
        """Find out what to say."""
        if asked.method != "GET":
            return Reply(405, b"only GET", content_type=TEXT)
        answering = self._routes.get(asked.route)
        if answering is None:
            fitting = [folder for folder in self._folders if asked.route.startswith(folder)]
            answering = self._folders[max(fitting, key=len)] if fitting else None
        return answering(asked) if answering else Reply(404, b"no such page here", content_type=TEXT)

    def keep(self, connection: object, *, up: bool) -> None:
        """Note a connection that is up, or down."""
        with self._lock:
            (self._open.add if up else self._open.discard)(connection)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, owner: FeedServer, host: str, port: int) -> None:
        self.owner = owner
        super().__init__((host, port), _Exchange)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without asking who we are by name, which can take seconds
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Hang-ups are the client's right; anything else is a fault of the test."""


def _listening(owner: FeedServer, hosts: int) -> list[_Listener]:
    """Listen on as many addresses, all at the same port, whichever is free on all of them."""
    for _ in range(20):
        servers = [_Listener(owner, "127.0.0.1", 0)]
        try:
            for one in range(2, hosts + 1):
                servers.append(_Listener(owner, f"127.0.0.{one}", servers[0].server_port))
        except OSError:
            for server in servers:
                server.server_close()
        else:
            return servers
    raise OSError("no port is free on all addresses")


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    @property
    def owner(self) -> FeedServer:
        assert isinstance(self.server, _Listener)
        return self.server.owner

    def setup(self) -> None:
        super().setup()
        self.owner.keep(self.connection, up=True)

    def finish(self) -> None:
        self.owner.keep(self.connection, up=False)
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name for it
        """Print nothing."""

    def do_GET(self) -> None:
        owner = self.owner
        asked = owner.came(str(self.connection.getsockname()[0]), self)
        try:
            reply = owner.answer(asked)
            time.sleep(owner.latency + reply.pause)
            self._send(reply, asked)
        except OSError:
            self.close_connection = True
        except BaseException as fault:  # noqa: BLE001  # shown by the test that owns the server
            owner.faults.append(fault)
            self.close_connection = True
        finally:
            owner.went(asked)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET  # noqa: N815  # http.server goes by these names

    def _send(self, reply: Reply, asked: Asked) -> None:
        self.send_response_only(reply.status)
        if "Date" not in dict(reply.headers):
            self.send_header("Date", self.date_time_string())
        for name, value in reply.headers:
            self.send_header(name, value)
        last = b""
        if reply.status == 304:
            self.end_headers()
        elif isinstance(reply.body, bytes):
            body = reply.body[: reply.cut]
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(body[:-1])
            last = body[-1:]
            self.close_connection = self.close_connection or reply.cut is not None
        else:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in reply.body:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.flush()
            last = b"0\r\n\r\n"
        # Before the last byte: a client that has it may ask the next thing before this thread gets on.
        self.owner.went(asked)
        self.wfile.write(last)
        self.wfile.flush()
