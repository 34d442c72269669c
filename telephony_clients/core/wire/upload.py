"""Files and fields in one form, sent in pieces and, where possible, read anew for each attempt."""

import asyncio
import io
import mimetypes
import os
import re
import stat
import threading
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import uuid4

from telephony_clients.core.checks import encodable
from telephony_clients.core.errors import ConfigurationError

__all__ = ["FilePart", "Upload"]

Content: TypeAlias = os.PathLike[str] | bytes | BinaryIO | AsyncIterable[bytes]
"""What can be uploaded: a path, bytes, a binary file from its current position, or an async iterable of bytes."""
FieldValue: TypeAlias = str | int | Sequence[str | int]
"""What a field of a form holds; a list or tuple repeats the field."""
Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes so far and their number in the end, None when that is not known."""

_PIECE_SIZE = 2**18
_CONTENT_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+( *; *[\w-]+=[\w.+-]+)*", re.ASCII)
_QUOTED_NAME = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})  # as HTML forms encode a name


class FilePart:
    """One file of a form.

    Bytes, a path and a seekable file are read anew for each attempt; anything else can be read only once.

    Args:
        content: what is sent.
        name: the form's name for it.
        filename: the file's own name; a path's when left out.
        content_type: what kind of file it is; guessed from its own name when left out.

    Attributes:
        size: bytes, None when that is not known.

    Raises:
        ConfigurationError: there is no such file, it has no name, or a value is one that a form cannot hold.
    """

    __slots__ = ("_content", "_lock", "_start", "head", "size")

    def __init__(
        self, content: Content, *, name: str = "file", filename: str | None = None, content_type: str | None = None
    ) -> None:
        if isinstance(content, os.PathLike):
            content = Path(content)
            filename = filename or content.name
        self._start, self.size = _start_and_size(content)
        if not filename or not isinstance(filename, str):
            raise ConfigurationError("A name is needed: what is uploaded has none of its own.")
        kind = content_type or mimetypes.guess_type(filename)[0] or "application/octet-stream"
        if not _CONTENT_TYPE.fullmatch(kind):
            raise ConfigurationError(f"{kind!r} is not a content type.")
        self._content, self._lock = content, threading.Lock()
        self.head = f'{_disposition(name)}; filename="{_quoted(filename, "filename")}"\r\nContent-Type: {kind}\r\n\r\n'

    @property
    def read_once(self) -> bool:
        """Whether it can be read only once."""
        return self._start is None

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the content from its beginning, and refuse what is not bytes or not as long as announced."""
        sent = 0
        async for piece in self._pieces():
            if not isinstance(piece, bytes):
                raise ConfigurationError(f"The file gives {type(piece).__name__}, not bytes.")
            sent += len(piece)
            self._check_size(fits=self.size is None or sent <= self.size)
            yield piece
        self._check_size(fits=self.size in {None, sent})

    def _check_size(self, *, fits: bool) -> None:
        if not fits:
            raise ConfigurationError(f"The file had {self.size} bytes when the upload began, and not any more.")

    async def _pieces(self) -> AsyncIterator[bytes]:
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


class Upload:
    """A form with files and fields, as multipart/form-data.

    Args:
        files: one or more, sent in this order, after the fields.
        fields: name -> text or whole number; a list repeats its name.
        on_progress: called after every piece sent, with the sizes of all files together; a new attempt begins at 0
            again. An exception from it ends the upload.

    Attributes:
        spent: whether a file was used up by an earlier attempt.
        problem: what ended the latest attempt, if a file or `on_progress` failed; else None.

    Raises:
        ConfigurationError: there is no file, or a field is one that a form cannot hold.
    """

    __slots__ = ("_boundary", "_end", "_files", "_on_progress", "_size", "problem", "spent")

    def __init__(
        self, *files: FilePart, fields: Mapping[str, FieldValue] | None = None, on_progress: Progress | None = None
    ) -> None:
        if not files or not all(isinstance(file, FilePart) for file in files):
            raise ConfigurationError("An upload takes one FilePart or more.")
        self._boundary, self._on_progress = uuid4().hex, on_progress
        delimiter, end = f"--{self._boundary}\r\n", f"\r\n--{self._boundary}--\r\n"
        texts = "".join(delimiter + text for text in _texts(fields or {}))
        heads = [delimiter + file.head for file in files]
        heads[0], heads[1:] = texts + heads[0], [f"\r\n{head}" for head in heads[1:]]
        self._files = [(head.encode(), file) for head, file in zip(heads, files, strict=True)]
        self._end = end.encode()
        sizes = [file.size for file in files if file.size is not None]
        self._size = sum(sizes) if len(sizes) == len(files) else None
        self.spent = False
        self.problem: Exception | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with the form; the length only when it is known."""
        headers = {"Content-Type": f"multipart/form-data; boundary={self._boundary}"}
        if self._size is not None:
            headers["Content-Length"] = str(sum(len(head) for head, _ in self._files) + self._size + len(self._end))
        return headers

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the form for one attempt; an error of a file is kept as `problem`."""
        self.problem, self.spent = None, any(file.read_once for _, file in self._files)
        sent = 0
        try:
            for head, file in self._files:
                yield head
                async for piece in file.pieces():
                    yield piece
                    sent += len(piece)
                    if self._on_progress is not None:
                        self._on_progress(sent, self._size)
            yield self._end
        except Exception as problem:
            self.problem = problem
            raise


def _texts(fields: Mapping[str, FieldValue]) -> Iterator[str]:
    """Yield the fields of a form, each as it is sent.

    Raises:
        ConfigurationError: one is neither text nor a whole number.
    """
    for name, value in fields.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, bool) or not isinstance(one, str | int):
                raise ConfigurationError(f"The field {name} must be text or a whole number, not {type(one).__name__}.")
            yield f"{_disposition(name)}\r\n\r\n{encodable(str(one), name)}\r\n"


def _disposition(name: str) -> str:
    if not name or not isinstance(name, str):
        raise ConfigurationError(f"The name of a field must be text, not {name!r}.")
    return f'Content-Disposition: form-data; name="{_quoted(name, "The name of a field")}"'


def _quoted(name: str, what: str) -> str:
    return encodable(name, what).translate(_QUOTED_NAME)


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
            return 0, _file_size(Path(content))
        if isinstance(content, io.TextIOBase):
            raise ConfigurationError("This file is opened as text; open it as bytes, with mode 'rb'.")
        if not content.readable():
            raise ConfigurationError("This file is not opened for reading.")
        if not content.seekable():
            return None, None
        start = content.tell()
        size = content.seek(0, os.SEEK_END) - start
        content.seek(start)
    except (OSError, AttributeError, ValueError) as problem:
        raise ConfigurationError(f"This {type(content).__name__} cannot be read: {problem}.") from None
    return start, size


def _file_size(path: Path) -> int:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) or not os.access(path, os.R_OK):
        raise ConfigurationError(f"{path} is not a file that can be read.")
    return status.st_size
