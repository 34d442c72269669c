"""A file upload as multipart/form-data, sent in pieces and, where possible, read anew for each attempt."""

import asyncio
import mimetypes
import os
import re
import threading
from collections.abc import AsyncIterable, AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import uuid4

from telephony_clients.core.checks import encodable
from telephony_clients.core.errors import ConfigurationError

Content: TypeAlias = os.PathLike[str] | bytes | BinaryIO | AsyncIterable[bytes]
"""What can be uploaded: a path, bytes, a binary file from its current position, or an async iterable of bytes."""
Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes sent so far and the size of the file, None when that is not known."""

_PIECE_SIZE = 2**18
_CONTENT_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+( *; *[\w-]+=[\w.+-]+)*", re.ASCII)
_QUOTED_NAME = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})  # as HTML forms encode a name


class Upload:
    """One file in a form.

    Bytes, a path and a seekable file are read anew for each attempt; anything else can be read only once.

    Args:
        content: what is sent.
        name: the file's name; the path's own when left out.
        content_type: what kind of file it is; guessed from the name when left out.
        on_progress: called after every piece sent; a new attempt begins at 0 again. An exception from it ends the
            upload.
        field: the form's name for the file.

    Attributes:
        spent: whether the content was used up by an earlier attempt.
        problem: what ended the latest attempt, if the content or `on_progress` failed; else None.

    Raises:
        ConfigurationError: there is no such file, no name, or a value that a form cannot hold.
    """

    __slots__ = ("_boundary", "_content", "_head", "_lock", "_on_progress", "_size", "_start", "problem", "spent")

    def __init__(
        self,
        content: Content,
        *,
        name: str | None = None,
        content_type: str | None = None,
        on_progress: Progress | None = None,
        field: str = "file",
    ) -> None:
        if isinstance(content, os.PathLike):
            content = Path(content)
            name = name or content.name
        self._start, self._size = _start_and_size(content)
        if not name or not isinstance(name, str):
            raise ConfigurationError("name is needed: what is uploaded has none of its own.")
        kind = content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        if not _CONTENT_TYPE.fullmatch(kind):
            raise ConfigurationError(f"{kind!r} is not a content type.")
        self._content, self._on_progress = content, on_progress
        self._boundary = uuid4().hex
        self._head = (
            f'--{self._boundary}\r\nContent-Disposition: form-data; name="{field}"; '
            f'filename="{encodable(name, "name").translate(_QUOTED_NAME)}"\r\nContent-Type: {kind}\r\n\r\n'
        ).encode()
        self._lock = threading.Lock()
        self.spent = False
        self.problem: Exception | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with the form; the length only when it is known."""
        headers = {"Content-Type": f"multipart/form-data; boundary={self._boundary}"}
        if self._size is not None:
            headers["Content-Length"] = str(len(self._head) + self._size + len(self._tail))
        return headers

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the form for one attempt; an error of the file is kept as `problem`."""
        self.problem, self.spent = None, self._start is None
        try:
            yield self._head
            sent = 0
            async for piece in self._content_pieces():
                sent += len(piece)
                self._check(piece, sent)
                yield piece
                if self._on_progress is not None:
                    self._on_progress(sent, self._size)
            self._check(b"", sent, whole=True)
            yield self._tail
        except Exception as problem:
            self.problem = problem
            raise

    @property
    def _tail(self) -> bytes:
        return f"\r\n--{self._boundary}--\r\n".encode()

    def _check(self, piece: object, sent: int, *, whole: bool = False) -> None:
        """Refuse what is not bytes, and a file that is not as long as announced."""
        if not isinstance(piece, bytes):
            raise ConfigurationError(f"The file gives {type(piece).__name__}, not bytes.")
        if self._size is not None and (sent > self._size or (whole and sent < self._size)):
            raise ConfigurationError(f"The file had {self._size} bytes when the upload began, and not any more.")

    async def _content_pieces(self) -> AsyncIterator[bytes]:
        content = self._content
        if isinstance(content, bytes):
            for at in range(0, len(content), _PIECE_SIZE):
                yield content[at : at + _PIECE_SIZE]
        elif isinstance(content, AsyncIterable):
            async for piece in content:
                yield piece
        else:
            at = 0
            while piece := await asyncio.to_thread(self._read_piece, content, at):
                yield piece
                at += len(piece)

    def _read_piece(self, file: "os.PathLike[str] | BinaryIO", at: int) -> bytes:
        """Read one piece, and seek first each time, since an earlier attempt may still be reading."""
        if isinstance(file, os.PathLike):
            with Path(file).open("rb") as opened:
                opened.seek(at)
                return opened.read(_PIECE_SIZE)
        with self._lock:
            if self._start is not None:
                file.seek(self._start + at)
            return file.read(_PIECE_SIZE)


def _start_and_size(content: Content) -> tuple[int | None, int | None]:
    """Return where the content begins, None if it can be read only once, and its size in bytes, None if unknown.

    Raises:
        ConfigurationError: there is no such file, or it cannot be read.
    """
    if isinstance(content, bytes):
        return 0, len(content)
    if isinstance(content, AsyncIterable):
        return None, None
    try:
        if isinstance(content, os.PathLike):
            return 0, Path(content).stat().st_size
        if not content.seekable():
            return None, None
        start = content.tell()
        size = content.seek(0, os.SEEK_END) - start
        content.seek(start)
    except (OSError, AttributeError) as problem:
        raise ConfigurationError(f"This {type(content).__name__} cannot be read: {problem}.") from None
    return start, size
