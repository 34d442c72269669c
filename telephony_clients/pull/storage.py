"""Where files lie: a folder of this machine, or another through fsspec. A file is there as a whole or not at all."""

import contextlib
import hashlib
import os
import uuid
from pathlib import Path
from typing import IO, Any, Protocol

from telephony_clients.core.errors import ConfigurationError

_MARK = ".partial"


class Storage(Protocol):
    """A folder for the files of a pull. Paths are relative to it, with slashes."""

    def create(self, path: str) -> "NewFile":
        """Begin a file."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None if it is not there."""

    def size(self, path: str) -> int | None:
        """Return a file's size in bytes, None if it is not there."""

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of a file, None where finding it out would fetch the file over the network."""

    def names(self, folder: str, ending: str) -> list[str]:
        """Return the paths of the files in a folder, at any depth, whose names end so."""


class NewFile:
    """A file that is being written: it is at its path once it is published, and not before.

    Attributes:
        bytes: how many were written.
    """

    closed = False

    def __init__(self, opened: IO[bytes], path: str) -> None:
        self.path = path
        self.bytes = 0
        self._opened = opened
        self._discarded = False
        self._hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Write bytes; once the file is discarded, what an encoder still has to end with goes nowhere."""
        view = memoryview(data).cast("B")
        if self._discarded:
            return len(view)
        self._opened.write(view)
        self._hash.update(view)
        self.bytes += len(view)
        return len(view)

    def flush(self) -> None:
        """Do nothing: what was written is on the disk when the file is published."""

    def close(self) -> None:
        """Do nothing: see `publish` and `discard`."""

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.bytes

    @property
    def sha256(self) -> str:
        """The digest of what was written."""
        return self._hash.hexdigest()

    def publish(self) -> None:
        """Put the file at its path."""
        raise NotImplementedError

    def discard(self) -> None:
        """Take it away."""
        self._discarded = True
        self._opened.close()


class LocalStorage:
    """A folder of this machine; it is made when the first file is.

    Args:
        root: the folder.
    """

    def __init__(self, root: os.PathLike[str] | str) -> None:
        self.root = Path(root)

    def __repr__(self) -> str:
        return f"LocalStorage({str(self.root)!r})"

    def create(self, path: str) -> NewFile:
        """Begin a file under a name that no other writer has."""
        whole = self.root / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        partial = whole.with_name(f".{whole.name}.{uuid.uuid4().hex[:12]}{_MARK}")
        return _LocalFile(partial, whole, path)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None if it is not there."""
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def size(self, path: str) -> int | None:
        """Return a file's size in bytes, None if it is not there."""
        try:
            return (self.root / path).stat().st_size
        except FileNotFoundError:
            return None

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of a file."""
        with (self.root / path).open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()

    def names(self, folder: str, ending: str) -> list[str]:
        """Return the paths of the files in a folder, at any depth, whose names end so."""
        found = (self.root / folder).rglob(f"*{ending}")
        return sorted(one.relative_to(self.root).as_posix() for one in found)


class _LocalFile(NewFile):
    def __init__(self, partial: Path, whole: Path, path: str) -> None:
        super().__init__(partial.open("xb"), path)
        self._partial, self._whole = partial, whole

    def publish(self) -> None:
        self._opened.flush()
        os.fsync(self._opened.fileno())
        self._opened.close()
        self._partial.replace(self._whole)
        _sync_folder(self._whole.parent)
        for left in self._whole.parent.glob(f".{self._whole.name}.*{_MARK}"):  # of processes that were killed
            left.unlink(missing_ok=True)

    def discard(self) -> None:
        super().discard()
        self._partial.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


class RemoteStorage:
    """A folder that fsspec reaches, such as ``s3://bucket/calls``.

    Args:
        url: the folder's.

    Raises:
        ConfigurationError: fsspec, or what it needs for such a URL, is not installed.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        try:
            import fsspec  # noqa: PLC0415 - it need not be there

            self._files, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(f"{url} cannot be reached: {error}. Install fsspec and what it names.") from None
        self._root = root.rstrip("/")

    def __repr__(self) -> str:
        return f"RemoteStorage({self._url!r})"

    def create(self, path: str) -> NewFile:
        """Begin a file under a name that no other writer has."""
        whole = f"{self._root}/{path}"
        folder, _, name = whole.rpartition("/")
        self._files.makedirs(folder, exist_ok=True)
        return _RemoteFile(self._files, f"{folder}/.{name}.{uuid.uuid4().hex[:12]}{_MARK}", whole, path)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None if it is not there."""
        try:
            data: bytes = self._files.cat_file(f"{self._root}/{path}")
        except FileNotFoundError:
            return None
        return data

    def size(self, path: str) -> int | None:
        """Return a file's size in bytes, None if it is not there."""
        try:
            size: int = self._files.size(f"{self._root}/{path}")
        except FileNotFoundError:
            return None
        return size

    def digest(self, path: str) -> str | None:  # noqa: ARG002 - see the protocol
        """Return None: the file would have to be fetched."""
        return None

    def names(self, folder: str, ending: str) -> list[str]:
        """Return the paths of the files in a folder, at any depth, whose names end so."""
        found = self._files.glob(f"{self._root}/{folder}/**/*{ending}")
        return sorted(one[len(self._root) + 1 :] for one in found)


class _RemoteFile(NewFile):
    def __init__(self, files: Any, partial: str, whole: str, path: str) -> None:
        super().__init__(files.open(partial, "wb"), path)
        self._files, self._partial, self._whole = files, partial, whole

    def publish(self) -> None:
        self._opened.close()
        self._files.mv(self._partial, self._whole)

    def discard(self) -> None:
        super().discard()
        with contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._partial)


def storage_at(place: os.PathLike[str] | str) -> Storage:
    """Return the storage at a folder or a URL.

    Raises:
        ConfigurationError: the URL cannot be reached.
    """
    if isinstance(place, str) and "://" in place:
        return RemoteStorage(place)
    return LocalStorage(place)
