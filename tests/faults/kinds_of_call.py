"""Every kind of call, since a fault meets each of them; and a server that answers each as it wants to be answered."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import aiohttp
import pytest

from telephony_clients import FilePart, Options, Upload
from tests.core.desk import Desk, answer_by, numbered, wire
from tests.core.desk import fine as success
from tests.scripted_server import ScriptedServer, Seen

Test = TypeVar("Test", bound=Callable[..., Any])
FILE = b"RIFF" + bytes(range(256))
RECORDS = 7


Opened = Callable[[str, Options], AbstractAsyncContextManager[Desk]]


@asynccontextmanager
async def own(url: str, options: Options) -> AsyncIterator[Desk]:
    """Open a client with a session of its own."""
    async with Desk(url, options) as desk:
        yield desk


@asynccontextmanager
async def foreign(url: str, options: Options) -> AsyncIterator[Desk]:
    """Open a client with a session that it is given."""
    async with aiohttp.ClientSession() as session, Desk(url, options, session=session) as desk:
        yield desk


class Kind(NamedTuple):
    """A kind of call.

    Attributes:
        make: makes the call; downloads go to the folder.
        repeatable: whether it is made again when it may have been carried out.
        found: what it returns from `fitting`.
        opened: opens a client, with an own session or a foreign one.
    """

    make: Callable[[Desk, Path], Awaitable[Any]]
    repeatable: bool
    found: Any
    opened: Opened = own


async def _record(desk: Desk, _: Path) -> Any:
    return (await desk.lines.get("7")).id


def _list(ahead: int) -> Callable[[Desk, Path], Awaitable[Any]]:
    async def read(desk: Desk, _: Path) -> Any:
        return [line.id async for line in desk.lines.list(page_size=3).prefetch(ahead)]

    return read


def _request(method: str, **more: Any) -> Callable[[Desk, Path], Awaitable[Any]]:
    async def call(desk: Desk, _: Path) -> Any:
        return (await desk.request(method, "/lines/7", **more)).data

    return call


def _upload(**more: Any) -> Callable[[Desk, Path], Awaitable[Any]]:
    async def send(desk: Desk, _: Path) -> Any:
        upload = Upload(FilePart(FILE, filename="greeting.wav"))
        return (await desk.request("POST", "/lines/7", upload=upload, **more)).data

    return send


async def _download(desk: Desk, folder: Path) -> Any:
    file = await desk.download("/recordings/7", folder / "7.wav")
    return file.path.read_bytes()


async def _stream(desk: Desk, _: Path) -> Any:
    async with desk.stream("/recordings/7") as stream:
        return b"".join([chunk async for chunk in stream])


_LINE = {"id": "7"}
_LINES = [str(number) for number in range(1, RECORDS + 1)]
KINDS = {
    "a record": Kind(_record, True, "7"),
    "a list": Kind(_list(0), True, _LINES),
    "a list read ahead": Kind(_list(4), True, _LINES),
    "POST": Kind(_request("POST", json={}), False, _LINE),
    "DELETE": Kind(_request("DELETE"), False, _LINE),
    "PUT that does no harm": Kind(_request("PUT", json={}, idempotent=True), True, _LINE),
    "an upload": Kind(_upload(), False, _LINE),
    "an upload that does no harm": Kind(_upload(idempotent=True), True, _LINE),
    "a download": Kind(_download, True, FILE),
    "a stream": Kind(_stream, True, FILE),
}


def fitting(seen: Seen) -> bytes:
    """Return the answer that a call wants: a page, a file or a line."""
    path = seen.target.partition("?")[0]
    if path == "/lines":
        return numbered(RECORDS)(seen)
    if path == "/recordings/7":
        return b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: %d\r\n\r\n%s" % (len(FILE), FILE)
    return wire(success(_LINE))


def of_kinds(*names: str, opened: tuple[Opened, ...] = (own, foreign)) -> pytest.MarkDecorator:
    """Run a test with these kinds of call, in a session of the client's own and in one that it is given."""
    return _of((name, KINDS[name]._replace(opened=one)) for name in names for one in opened)


def of_each_kind(test: Test) -> Test:
    """Run a test with each kind of call, and with some in a session that the client is given."""
    in_foreign = ("a list", "POST", "a stream")
    each = _of([*KINDS.items(), *((name, KINDS[name]._replace(opened=foreign)) for name in in_foreign)])
    return cast("Test", each(test))


def _of(kinds: Iterable[tuple[str, Kind]]) -> pytest.MarkDecorator:
    cases = [pytest.param(kind, id=f"{name}, {kind.opened.__name__}") for name, kind in kinds]
    return pytest.mark.parametrize("kind", cases)


@asynccontextmanager
async def meeting(
    kind: Kind, options: Options, *faults: Callable[[ScriptedServer], object]
) -> AsyncIterator[tuple[ScriptedServer, Desk]]:
    """Open a client and a server that does these faults before it answers as it should."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ScriptedServer())
        for fault in faults:
            fault(server)
        answer_by(server, fitting)
        yield server, await stack.enter_async_context(kind.opened(server.url, options))
