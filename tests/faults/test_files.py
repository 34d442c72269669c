"""Files that cannot be written, are named by the vendor, or lie where nobody should look for them."""

import asyncio
import resource
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver

from telephony_clients import ConfigurationError, Options, RedirectRefused, TelephonyError
from telephony_clients.core.errors import Outcome
from tests.core.desk import KEY, Desk, caught, connections, fine
from tests.core.storage import BODY, Storage, cut, head, held
from tests.scripted_server import ScriptedServer

SMALL = BODY[:3000]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def storage(server: ScriptedServer) -> Storage:
    return Storage(server, {"/recordings/7": BODY, "/small": SMALL})


@pytest.mark.fault("disk full")
@pytest.mark.parametrize("size", [0, 1, 2**19, 2**19 + 1, 2**20, len(BODY) - 1])
@pytest.mark.parametrize("before", [True, False])
async def test_a_full_disk_ends_a_download_with_its_reason_and_leaves_nothing(
    storage: Storage, desk: Desk, tmp_path: Path, size: int, *, before: bool
) -> None:
    if before:
        (tmp_path / "7").write_bytes(b"before")
    with largest_file(size):
        error = await caught(desk.download("/recordings/7", tmp_path / "7"))

    assert isinstance(error, ConfigurationError)
    assert "cannot be written: File too large" in str(error)
    assert held(tmp_path) == (["7"] if before else [])
    assert not before or (tmp_path / "7").read_bytes() == b"before"
    assert len(storage.server.requests) == 1
    assert connections(desk) == 0
    assert (await desk.download("/recordings/7", tmp_path / "7")).path.read_bytes() == BODY


@pytest.mark.fault("disk full")
@pytest.mark.parametrize("tagged", [True, False])
async def test_a_disk_that_is_full_when_the_rest_or_the_whole_comes_again(
    storage: Storage, desk: Desk, tmp_path: Path, *, tagged: bool
) -> None:
    storage.headers |= {} if tagged else {"ETag": ""}
    storage.faults += [cut(2500)]
    with largest_file(1000):
        error = await caught(desk.download("/small", tmp_path / "7"))

    assert isinstance(error, ConfigurationError)
    assert "File too large" in str(error)
    assert held(tmp_path) == []
    assert connections(desk) == 0


@pytest.mark.fault("disk full")
async def test_a_folder_that_is_gone_meanwhile_is_told(storage: Storage, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()

    def gone(*_: object) -> None:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()

    error = await caught(desk.download("/small", folder / "7", on_progress=gone))

    assert isinstance(error, ConfigurationError)
    assert "No such file" in str(error)
    assert held(tmp_path) == []


LOADING = """
import asyncio, sys
from tests.core.desk import Desk

async def main():
    async with Desk(sys.argv[1]) as desk:
        await desk.download("/recordings/7", sys.argv[2])

asyncio.run(main())
"""


def _grows(folder: Path) -> bool:
    return any(path.stat().st_size for path in folder.glob(".*.part"))


def _below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.fault("disk full")
async def test_a_process_that_is_killed_leaves_no_file_under_the_name(
    storage: Storage, desk: Desk, tmp_path: Path
) -> None:
    storage.faults += [storage.stop(2_000_000)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LOADING, storage.server.url, str(tmp_path / "7"), cwd=Path(__file__).parents[2]
    )
    async with asyncio.timeout(30):
        while not _grows(tmp_path):  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.wait()

    assert not (tmp_path / "7").exists()
    assert (await desk.download("/recordings/7", tmp_path / "7")).path.read_bytes() == BODY
    assert storage.asked == [None, None]


NAMES = [
    'attachment; filename="../../evil"',
    'attachment; filename="/etc/evil"',
    'attachment; filename="..\\\\..\\\\evil"',
    "attachment; filename=C:\\evil",
    "attachment; filename=evil; filename*=UTF-8''..%2F..%2Fevil",
    "attachment; filename*=UTF-8''%2e%2e%2fevil%00.mp3",
    'attachment; filename=".bashrc"',
    'attachment; filename=""',
    'attachment; filename="' + "x" * 5000 + '"',
    "inline",
    'attachment; filename="evil"; filename="other"',
    "; ; =",
]


@pytest.mark.fault("file name of the vendor's")
@pytest.mark.parametrize("name", NAMES)
async def test_a_vendors_name_for_a_file_is_used_nowhere(
    storage: Storage, desk: Desk, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = tmp_path / "a" / "calls", tmp_path / "elsewhere"
    folder.mkdir(parents=True)
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    storage.headers |= {"Content-Disposition": name, "Content-Location": "/../../evil", "X-Filename": "../evil"}

    file = await desk.download("/small", folder / "7")

    assert (file.path, file.path.read_bytes()) == (folder / "7", SMALL)
    assert _below(tmp_path) == ["a", "a/calls", "a/calls/7", "elsewhere"]
    assert "evil" not in repr(file)


class _Here(AbstractResolver):
    """Finds every host on this machine, and notes which were looked up."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> Any:
        self.asked.append(host)
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


@asynccontextmanager
async def outside(server: ScriptedServer, options: Options) -> AsyncIterator[tuple[Desk, _Here]]:
    """Open a client of a vendor that has a name on the internet."""
    resolver = _Here()
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=resolver)) as session,
        Desk(server.url.replace("127.0.0.1", "api.desk.example"), options, session=session) as desk,
    ):
        yield desk, resolver


INSIDE = ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "db"]


@pytest.mark.fault("address inside the network")
@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("how", ["download", "stream", "a function", "redirect"])
async def test_a_link_of_the_vendors_leads_to_nothing_inside_the_network(
    server: ScriptedServer, options: Options, tmp_path: Path, host: str, how: str
) -> None:
    async with ScriptedServer() as victim, outside(server, options) as (desk, resolver):
        link = victim.url.replace("127.0.0.1", host) + "/admin"
        server.answer(fine({"id": "7", "recordingUrl": link}))
        found = (await desk.lines.get("7")).extra["recordingUrl"]
        server.raw(head(302, {"Location": link, "Content-Length": "0"}), always=True)

        async def streamed() -> None:
            async with desk.stream(found):
                raise AssertionError("it was opened")

        calls: dict[str, Callable[[], Any]] = {
            "download": lambda: desk.download(found, tmp_path / "7"),
            "stream": streamed,
            "a function": lambda: desk.download(lambda: found, tmp_path / "7"),
            "redirect": lambda: desk.download("/recordings/7", tmp_path / "7"),
        }
        error: TelephonyError = await caught(calls[how]())

        assert isinstance(error, RedirectRefused if how == "redirect" else ConfigurationError)
        assert "inside of a network" in str(error)
        assert error.outcome is (Outcome.ANSWERED if how == "redirect" else Outcome.NOT_SENT)
        assert victim.connections == 0
        assert set(resolver.asked) == {"api.desk.example"}
        assert held(tmp_path) == []


@pytest.mark.fault("address inside the network")
@pytest.mark.parametrize("way", ["link", "redirect"])
async def test_a_link_to_another_host_is_followed_without_the_key(
    server: ScriptedServer, options: Options, tmp_path: Path, way: str
) -> None:
    async with ScriptedServer() as store, outside(server, options) as (desk, _):
        Storage(store, {"/7": SMALL})
        link = store.url.replace("127.0.0.1", "storage.example") + "/7"
        server.raw(head(302, {"Location": link, "Content-Length": "0"}))

        file = await desk.download(link if way == "link" else "/recordings/7", tmp_path / "7")

        assert file.path.read_bytes() == SMALL
        (seen,) = store.requests
        assert KEY not in repr(seen)
        assert "x-api-key" not in seen.headers


@pytest.mark.fault("address inside the network")
@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "gopher://storage.example/", "ftp://storage.example/7", "//h/7"]
)
async def test_no_link_leads_to_another_kind_of_place(desk: Desk, tmp_path: Path, link: str) -> None:
    error = await caught(desk.download(lambda: link, tmp_path / "7"))

    assert isinstance(error, ConfigurationError)
    assert held(tmp_path) == []


@pytest.mark.fault("address inside the network")
async def test_a_client_that_speaks_tls_fetches_no_file_without(options: Options, tmp_path: Path) -> None:
    async with ScriptedServer() as store, Desk("https://127.0.0.1:9", options) as desk:
        error = await caught(desk.download(f"{store.url}/7", tmp_path / "7"))

        assert isinstance(error, ConfigurationError)
        assert "without TLS" in str(error)
        assert store.connections == 0
    assert held(tmp_path) == []
