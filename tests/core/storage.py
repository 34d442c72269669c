"""A server of files for these tests: with ranges, strong tags, signed addresses that expire, and faults on demand."""

import asyncio
import hashlib
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from tests.scripted_server import ScriptedServer, Seen

Fault = Callable[[asyncio.StreamWriter, bytes, bytes], Awaitable[bool]]
"""Gets the head and the body that would be sent; tells whether the connection stays open."""


def content(size: int, seed: int = 0) -> bytes:
    return b"".join(hashlib.sha256(b"%d %d" % (seed, n)).digest() for n in range(-(-size // 32)))[:size]


BODY = content(3_000_001)


def tag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def cut(after: int) -> Fault:
    """Send so many bytes of the body, and close the connection."""

    async def fault(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
        writer.write(start + body[:after])
        await writer.drain()
        return False

    return fault


def dripping(seconds: float, times: int) -> Fault:
    """Send the body in so many parts, each after a pause."""

    async def fault(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
        writer.write(start)
        size = -(-len(body) // times)
        for at in range(0, len(body), size):
            await asyncio.sleep(seconds)
            writer.write(body[at : at + size])
            await writer.drain()
        return True

    return fault


async def reset(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
    writer.transport.abort()
    return False


def begin(range_: str | None) -> int:
    """Return where the part begins that a request asked for."""
    return int(range_.removeprefix("bytes=").removesuffix("-")) if range_ else 0


def held(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Storage:
    """Gives out the files of a scripted server.

    Attributes:
        files: path -> body; may be changed while a test runs.
        faults: taken in turn by the answers with a file; None for none.
        headers: sent with each file besides the usual ones; an empty value takes one away.
        ranges: whether it knows them.
    """

    def __init__(self, server: ScriptedServer, files: Mapping[str, bytes] | None = None) -> None:
        self.server, self.files = server, dict(files or {})
        self.faults: deque[Fault | None] = deque()
        self.headers: dict[str, str] = {}
        self.ranges = True
        self.refuses: Callable[[Seen], tuple[int, Mapping[str, str]] | None] = lambda seen: None
        server.do(self._act, always=True)

    def stop(self, after: int) -> Fault:
        """Send so many bytes of the body, and then nothing."""

        async def fault(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
            writer.write(start + body[:after])
            await writer.drain()
            await self.server._hold.wait()
            return False

        return fault

    @property
    def asked(self) -> list[str | None]:
        """The Range of each request so far."""
        return [seen.headers.get("range") for seen in self.server.requests]

    async def _act(self, writer: asyncio.StreamWriter) -> bool:
        seen = self.server.requests[-1]
        refusal = self.refuses(seen)
        if refusal is not None:
            status, headers = refusal
            writer.write(
                head(status, {"Content-Type": "application/xml", "Content-Length": "8", **headers}) + b"<Error/>"
            )
            await writer.drain()
            return True
        start, body = self._answer(seen)
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            return await fault(writer, start, body)
        writer.write(start + body)
        await writer.drain()
        return True

    def _answer(self, seen: Seen) -> tuple[bytes, bytes]:
        body = self.files[seen.target.partition("?")[0]]
        headers: dict[str, Any] = {"Content-Type": "audio/mpeg", "ETag": tag(body), **self.headers}
        status, part = 200, body
        wanted = re.fullmatch(r"bytes=(\d+)-", seen.headers.get("range", ""))
        if self.ranges and wanted and seen.headers.get("if-range") == headers["ETag"]:
            begin = int(wanted[1])
            status, part = 206, body[begin:]
            headers["Content-Range"] = f"bytes {begin}-{len(body) - 1}/{len(body)}"
        headers = {"Content-Length": str(len(part)), **headers}
        return head(status, {name: value for name, value in headers.items() if value}), part
