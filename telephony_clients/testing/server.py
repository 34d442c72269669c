"""A server on a loopback socket that gives one answer to every request, or none."""

import asyncio
import re
from types import TracebackType
from typing import NamedTuple, Self

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


class SeenRequest(NamedTuple):
    """A request as it came over the wire."""

    method: str
    target: str
    body: bytes


class OneAnswerServer:
    """Answers every request alike.

    Args:
        body: of a JSON answer with status 200; None to drop the connection when the request has arrived.

    Attributes:
        requests: what has arrived.
    """

    def __init__(self, body: bytes | None) -> None:
        self.requests: list[SeenRequest] = []
        self._body = body
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("The server is used as an async context manager.")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            for writer in list(self._writers):
                writer.transport.abort()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                self.requests.append(await _request(reader))
                if self._body is None:
                    break
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(self._body)}\r\n\r\n"
                writer.write(head.encode() + self._body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has closed the connection
        finally:
            self._writers.discard(writer)
            writer.transport.abort()


async def _request(reader: asyncio.StreamReader) -> SeenRequest:
    head = await reader.readuntil(b"\r\n\r\n")
    method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
    length = _LENGTH.search(head)
    if length:
        body = await reader.readexactly(int(length[1]))
    elif b"chunked" in head.lower():
        body = await reader.readuntil(b"0\r\n\r\n")
    else:
        body = b""
    return SeenRequest(method, target, body)
