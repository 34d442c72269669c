"""A file that is whole or absent: received beside its place, and moved there when nothing is missing."""

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

import attrs

from telephony_clients.core import errors
from telephony_clients.core.wire.stream import Receiver, ResponseStream, UrlSource
from telephony_clients.core.wire.upload import Progress

__all__ = ["DownloadedFile"]

_BATCH = 2**19
"""Bytes that are written at once, in a thread."""
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)", re.ASCII)
_STRONG_TAG = re.compile(r'"[!#-~]+"')


@attrs.frozen(kw_only=True)
class DownloadedFile:
    """A file that was downloaded.

    Attributes:
        path: where it is.
        size: bytes.
        sha256: of its bytes, in hexadecimal.
        content_type: the media type that the vendor named, empty if none.
        attempts: how many attempts were needed.
    """

    path: Path
    size: int
    sha256: str
    content_type: str
    attempts: int


class PartFile:
    """A file under a temporary name in the folder where it is to be.

    Args:
        path: its final place.

    Attributes:
        size: bytes so far.

    Raises:
        ConfigurationError: no file can be made there.
    """

    def __init__(self, path: Path) -> None:
        self._target, self._part = path, path.parent / f".{secrets.token_hex(8)}.part"
        if path.is_dir():
            raise errors.ConfigurationError(f"{path} is a folder; name the file in it.")
        try:
            self._file = self._part.open("xb")
        except OSError as problem:
            raise _not_written(problem) from None
        self.size = 0
        self._hash = hashlib.sha256()

    async def write(self, chunks: Sequence[bytes]) -> None:
        """Append chunks."""
        await self._in_thread(self._write, chunks)

    def clear(self) -> None:
        """Begin again."""
        try:
            self._file.seek(0)
            self._file.truncate()
        except OSError as problem:  # seeking writes what is buffered
            raise _not_written(problem) from None
        self.size, self._hash = 0, hashlib.sha256()

    async def move(self) -> tuple[Path, str]:
        """Move it to its place, once it is safely on the disk; return the place and the SHA-256."""
        await self._in_thread(self._move)
        return self._target, self._hash.hexdigest()

    def discard(self) -> None:
        """Remove it, unless it was moved. A write that goes on in its thread is waited for."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):  # what went wrong before it counts
            self._part.unlink()

    async def _in_thread(self, act: Callable[..., None], *arguments: object) -> None:
        try:
            await asyncio.to_thread(act, *arguments)
        except OSError as problem:
            raise _not_written(problem) from None

    def _write(self, chunks: Sequence[bytes]) -> None:
        for chunk in chunks:
            self._file.write(chunk)
            self._hash.update(chunk)
            self.size += len(chunk)

    def _move(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._target)


class FileReceiver(Receiver):
    """Receives a file, attempt by attempt: one goes on where the one before ended, if the file is still the same.

    Args:
        source: where to ask; None for the path of the request.
        part: takes the bytes.
        accept: the media types that it takes.
        max_bytes: the most bytes of the file.
        on_progress: called with the bytes so far and the size of the file.
    """

    follows_redirects = True

    def __init__(
        self, source: UrlSource | None, part: PartFile, *, accept: str, max_bytes: int, on_progress: Progress | None
    ) -> None:
        super().__init__(source, accept=accept, max_bytes=max_bytes)
        self._part, self._on_progress = part, on_progress
        self._total: int | None = None
        self._tag: str | None = None
        self._content_type = ""

    def headers(self) -> Mapping[str, str]:
        """Ask for what is missing, if it can be told to be of the same file."""
        if self._tag is None or not self._part.size:
            return {}
        return {"Range": f"bytes={self._part.size}-", "If-Range": self._tag}

    def asks_anew_after(self, error: errors.TelephonyError) -> bool:
        """Begin again where the vendor says that there is no such part."""
        refused = getattr(error, "status", 0) == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self._tag is not None
        if refused:
            self._tag = None
        return refused

    async def receive(self, stream: ResponseStream) -> str:
        """Write the body, or the part that was missing; return the file's media type."""
        if stream.status == HTTPStatus.OK:
            self._begin(stream)
        elif stream.status == HTTPStatus.PARTIAL_CONTENT:
            self._go_on(stream)
        else:
            stream.fail(errors.UnexpectedContent(f"A success ({stream.status}) without the file."))
        if (self._total or 0) > self.max_bytes:
            stream.fail(errors.BodyTooLarge(f"The file has {self._total} bytes, more than {self.max_bytes}."))
        await self._write(stream)
        if self._total not in {None, self._part.size}:
            self._tag = None
            stream.fail(errors.TruncatedBody(f"{self._part.size} bytes came of a file of {self._total}."))
        return self._content_type

    def _begin(self, stream: ResponseStream) -> None:
        self._part.clear()
        tag = stream.headers.get("ETag", "")
        self._tag = tag if _STRONG_TAG.fullmatch(tag) and not stream.encoding else None
        self._total, self._content_type = stream.size, stream.content_type

    def _go_on(self, stream: ResponseStream) -> None:
        part = _CONTENT_RANGE.fullmatch(stream.headers.get("Content-Range", ""))
        total = None if part is None or part[2] == "*" else int(part[2])
        fits = part is not None and int(part[1]) == self._part.size and self._total in {None, total}
        if not fits or stream.headers.get("ETag") != self._tag or stream.encoding:
            self._tag = None
            stream.fail(errors.TruncatedBody("The answer is not the part of the file that was missing."))
        self._total = total

    async def _write(self, stream: ResponseStream) -> None:
        batch: list[bytes] = []
        size = 0
        try:
            async for chunk in stream:
                batch.append(chunk)
                size += len(chunk)
                if self._part.size + size > self.max_bytes:
                    stream.fail(errors.BodyTooLarge(f"The file has more than {self.max_bytes} bytes."))
                if size >= _BATCH:
                    await self._append(batch)
                    batch, size = [], 0
        except (errors.TransportError, errors.BadResponse):
            await self._append(batch)  # the next attempt goes on from here
            raise
        await self._append(batch)

    async def _append(self, batch: Sequence[bytes]) -> None:
        await self._part.write(batch)
        if self._on_progress is not None and batch:
            try:
                self._on_progress(self._part.size, self._total)
            except Exception as problem:  # noqa: BLE001 - a user's
                raise errors.ConfigurationError(
                    f"The download ended: {str(problem) or type(problem).__name__}"
                ) from None


def _not_written(problem: OSError) -> errors.ConfigurationError:
    return errors.ConfigurationError(f"The file cannot be written: {problem.strerror or type(problem).__name__}.")
