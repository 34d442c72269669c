"""A raw HTTP server on a loopback socket that does what a script says, also what no server should."""

import asyncio
import json
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

Act = Callable[[asyncio.StreamWriter], Awaitable[bool]]
"""One step of a script: writes what it will, and tells whether the connection stays open."""


class Seen(NamedTuple):
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ScriptedServer:
    """Steps are taken in order; when none is left, the last `always` step is taken, or 500."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.connections = 0
        self.arrived = asyncio.Event()
        self._script: deque[Act] = deque()
        self._always: Act | None = None
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._hold = asyncio.Event()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def answer(
        self,
        payload: Any = None,
        *,
        status: int = 200,
        body: bytes | None = None,
        headers: Mapping[str, str | list[str]] | None = None,
        always: bool = False,
    ) -> Self:
        """Answer with JSON, or with bytes as they are."""
        content = json.dumps(payload).encode() if body is None else body
        given = {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}
        return self.raw(_head(status, given) + content, always=always)

    def raw(self, data: bytes, *, close: bool = False, always: bool = False) -> Self:
        """Write these bytes, whatever they are."""

        async def act(writer: asyncio.StreamWriter) -> bool:
            writer.write(data)
            await writer.drain()
            return not close

        return self.do(act, always=always)

    def reset(self, *, always: bool = False) -> Self:
        """Drop the connection with RST after the request was read."""

        async def act(writer: asyncio.StreamWriter) -> bool:
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False

        return self.do(act, always=always)

    def hang_up(self, *, always: bool = False) -> Self:
        """Close the connection in good order without an answer."""
        return self.raw(b"", close=True, always=always)

    def cut(self, payload: Any, *, after: int) -> Self:
        """Promise the whole body, send the first bytes of it, and close."""
        content = json.dumps(payload).encode()
        head = _head(200, {"Content-Type": "application/json", "Content-Length": str(len(content))})
        return self.raw(head + content[:after], close=True)

    def silence(self) -> Self:
        """Never answer, until the server is closed."""

        async def act(writer: asyncio.StreamWriter) -> bool:
            await self._hold.wait()
            return False

        return self.do(act)

    def do(self, act: Act, *, always: bool = False) -> Self:
        if always:
            self._always = act
        else:
            self._script.append(act)
        return self

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._hold.set()
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            while True:
                self.requests.append(await read_request(reader))
                self.arrived.set()
                act = self._script.popleft() if self._script else self._always
                if act is None:
                    self.answer({"message": "the script is over"}, status=500)
                    act = self._script.popleft()
                if not await act(writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()


def _head(status: int, headers: Mapping[str, str | list[str]]) -> bytes:
    lines = [f"HTTP/1.1 {status} Status"]
    for name, values in headers.items():
        lines += [f"{name}: {value}" for value in ([values] if isinstance(values, str) else values)]
    return "\r\n".join([*lines, "", ""]).encode()


async def read_request(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ")
    if headers.get("transfer-encoding") == "chunked":
        return Seen(method, target, headers, await _chunks(reader))
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, target, headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body
