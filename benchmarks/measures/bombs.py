"""What an answer takes that unpacks to far more than an answer may have: the memory beyond the cap, and the time."""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable

Ask = Callable[[str], Awaitable[object]]
_MEBIBYTE = 2**20
_MEMBERS = 10_000
_WINDOW_BITS = {"gzip": 31, "deflate": 15}


async def refusing(ask: Ask, *, kind: str, mebibytes: int, cap: int) -> dict[str, float]:
    """Ask for an answer that unpacks to so many mebibytes.

    Args:
        ask: asks at a URL, and refuses what is larger than the cap.
        kind: ``gzip``, ``deflate``, or ``members`` for ten thousand of gzip's.
        mebibytes: what it unpacks to.
        cap: bytes that an answer may have.

    Returns:
        ``over``, bytes allocated at the peak beyond the cap; ``wall``, seconds.
    """
    encoding = "gzip" if kind == "members" else kind
    body = _packed(kind, mebibytes)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {encoding}\r\n"
    answer = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await ask(url)
        began = time.perf_counter()
        await ask(url)
        wall = time.perf_counter() - began
        tracemalloc.start()
        await ask(url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return {"over": float(peak - cap), "wall": wall}


def _packed(kind: str, mebibytes: int) -> bytes:
    if kind == "members":
        return gzip.compress(bytes(mebibytes * _MEBIBYTE // _MEMBERS)) * _MEMBERS
    packer = zlib.compressobj(9, zlib.DEFLATED, _WINDOW_BITS[kind])
    block = bytes(_MEBIBYTE)
    return b"".join([*(packer.compress(block) for _ in range(mebibytes)), packer.flush()])
