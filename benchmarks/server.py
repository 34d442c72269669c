"""A server that is never the bottleneck: canned answers over a raw asyncio.Protocol, in a process of its own."""

import asyncio
import functools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from benchmarks import bodies

DRIP = "/drip"
"""Where an answer begins at once and never ends."""
_DRIP_EVERY = 0.3
_PAGES_KEPT = 300
_BACKLOG = 4096


class Behaviour(NamedTuple):
    """How the server answers below one base URL.

    Attributes:
        delay: milliseconds before an answer.
        last: pages in the list of calls.
        size: records on a page.
    """

    delay: int = 0
    last: int = 1
    size: int = 50

    def below(self, origin: str) -> str:
        """Return the base URL that has this behaviour."""
        return f"{origin}/{self.delay}-{self.last}-{self.size}"


def pin(core: int) -> None:
    """Keep this process and those it starts on one core, where there are two and the system can."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core})


@contextmanager
def running() -> Iterator[str]:
    """Serve in another process, on the second core; give the origin, such as ``http://127.0.0.1:8000``."""
    command = (sys.executable, "-m", "benchmarks.server")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        if process.stdout is None:
            raise RuntimeError("The server cannot say its port.")
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"


def rate(url: str, *, seconds: float, connections: int = 16) -> float:
    """Return how many answers a second the server gives to bare sockets that read and do nothing else.

    Args:
        url: what is asked for; its answer comes without delay.
        seconds: how long is measured, at least.
        connections: sockets, each with one request under way.
    """
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    with ExitStack() as stack:
        address = (parts.hostname or "", parts.port or 80)
        sockets = [stack.enter_context(socket.create_connection(address)) for _ in range(connections)]
        sockets[0].sendall(request)
        length = len(_answer(parts.path.encode())[1])
        _skip(sockets[0], length)
        answers, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            for one in sockets:
                one.sendall(request)
            for one in sockets:
                _skip(one, length)
            answers += connections
        return answers / (time.perf_counter() - began)


def _skip(one: socket.socket, length: int) -> None:
    while length > 0:
        length -= len(one.recv(1 << 16))


@functools.lru_cache(maxsize=_PAGES_KEPT)
def _answer(target: bytes) -> tuple[float, bytes]:
    """Return after how many seconds a request target is answered, and the whole answer."""
    path, _, query = target.decode().partition("?")
    _, segment, rest = path.split("/", 2)
    behaviour = Behaviour(*map(int, segment.split("-")))
    if rest == "calls":
        (number,) = parse_qs(query).get("page", ["1"])
        body = bodies.page(int(number), behaviour.last, behaviour.size)
    else:
        body = _small()[f"/{rest}"]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    return behaviour.delay / 1000, head + body


@functools.cache
def _small() -> dict[str, bytes]:
    return bodies.small()


class _Canned(asyncio.Protocol):
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1]
            if target.endswith(DRIP.encode()):
                self._drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n")
                continue
            delay, answer = _answer(target)
            if delay:
                self._loop.call_later(delay, self._transport.write, answer)
            else:
                self._transport.write(answer)

    def _drip(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)
            self._loop.call_later(_DRIP_EVERY, self._drip, b" ")


async def _serve() -> None:
    """Serve until the standard input is closed; say the port on the standard output."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Canned(loop), "127.0.0.1", 0, backlog=_BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    pin(1)
    asyncio.run(_serve())
