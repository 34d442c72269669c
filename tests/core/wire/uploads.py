"""Uploads for tests: something to send, a way to send it, and what of it stood on the wire."""

import io
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeVar

from telephony_clients import TelephonyError
from telephony_clients.core.wire.request import Operation
from telephony_clients.core.wire.upload import Content, FilePart, Progress, Upload
from tests.core.desk import Desk, caught
from tests.scripted_server import Seen

E = TypeVar("E", bound=TelephonyError)
CONTENT = bytes(range(256)) * 3000  # three pieces, with every byte there is
PIECE = 2**18
SEND: Operation[Any] = Operation("POST", "/files", allow_empty=True)
AGAIN: Operation[Any] = Operation("PUT", "/files", allow_empty=True, idempotent=True)


def upload_of(content: Content, *, on_progress: Progress | None = None, **more: Any) -> Upload:
    """An upload of one file."""
    return Upload(FilePart(content, **more), on_progress=on_progress)


async def sent(desk: Desk, upload: Upload, operation: Operation[Any] = SEND) -> Any:
    return (await desk._engine.send(operation(upload=upload))).data


async def failed(kind: type[E], call: Awaitable[object]) -> E:
    error = await caught(call)
    assert isinstance(error, kind)
    return error


def form(seen: Seen) -> tuple[str, bytes]:
    """The only part's headers, and what it holds."""
    kind, _, boundary = seen.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    begin, end = f"--{boundary}\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()
    assert seen.body.startswith(begin)
    assert seen.body.endswith(end)
    head, _, content = seen.body[len(begin) : -len(end)].partition(b"\r\n\r\n")
    return head.decode(), content


class Pipe(io.RawIOBase):
    """A file that cannot seek."""

    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        return self._inner.readinto(into)


async def stream(content: bytes = CONTENT, piece: int = PIECE) -> AsyncIterator[bytes]:
    for at in range(0, len(content), piece):
        yield content[at : at + piece]
