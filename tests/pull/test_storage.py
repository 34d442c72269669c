"""A file is at its path as a whole, or not at all, on this machine and through fsspec."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.pull.storage import LocalStorage, RemoteStorage, Storage, storage_at

DIGEST = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


@pytest.fixture(params=["local", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "local":
        yield LocalStorage(tmp_path / "out")
        return
    fsspec = pytest.importorskip("fsspec")
    yield RemoteStorage("memory://out")
    fsspec.filesystem("memory").store.clear()


def test_a_file_is_there_once_it_is_published(storage: Storage) -> None:
    file = storage.create("a/b.txt")
    file.write(b"hel")
    file.write(memoryview(b"lo"))

    assert (storage.read("a/b.txt"), storage.size("a/b.txt"), storage.names("a", ".txt")) == (None, None, [])
    file.publish()

    assert (storage.read("a/b.txt"), storage.size("a/b.txt")) == (b"hello", 5)
    assert (file.bytes, file.tell(), file.sha256) == (5, 5, DIGEST)
    assert storage.names("a", ".txt") == ["a/b.txt"]
    assert storage.digest("a/b.txt") in {DIGEST, None}


def test_nothing_is_left_of_a_file_that_is_discarded(storage: Storage) -> None:
    file = storage.create("a/b.txt")
    file.write(b"hello")
    file.discard()

    assert storage.read("a/b.txt") is None
    assert storage.names("", "") in ([], ["a"])
    file.write(b"what an encoder ends with")
    assert file.bytes == 5


def test_a_file_takes_the_place_of_one_of_its_name(storage: Storage) -> None:
    for text in (b"one", b"two"):
        file = storage.create("x")
        file.write(text)
        file.publish()

    assert storage.read("x") == b"two"


def test_what_killed_processes_left_goes_when_the_file_is_published(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    file = storage.create("a/x")
    for left in (".x.0123456789ab.partial", ".xy.0123456789ab.partial"):
        (tmp_path / "a" / left).write_bytes(b"half")
    file.publish()

    assert {path.name for path in (tmp_path / "a").iterdir()} == {"x", ".xy.0123456789ab.partial"}


def test_a_url_that_nothing_reaches_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="nowhere://x cannot be reached"):
        storage_at("nowhere://x")


def test_a_path_is_local() -> None:
    assert repr(storage_at("calls")) == "LocalStorage('calls')"
