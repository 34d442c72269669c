"""Calls that are cancelled, between any two steps of the event loop: nothing is held, lost or swallowed."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from telephony_clients import RetryPolicy
from telephony_clients.core.wire.upload import FilePart, Upload
from tests.core.desk import KEY, Desk, answer_by, caught, connections, fine, numbered, settle, wire, wrong
from tests.core.loop_time import in_loop_time, loop, loop_options
from tests.core.storage import Storage, content, cut, dripping, head, held
from tests.scripted_server import ScriptedServer, Seen

pytestmark = pytest.mark.fault("cancellation")

AT_ONCE = 2
"""How many calls, and how many connections, each client has at once."""
Call = Callable[[], Awaitable[object]]
Way = Callable[[Call, int], Awaitable[bool]]
"""Ends a call after so many steps of the loop; returns whether it was over before."""
Scene = Callable[[ScriptedServer, Path], AbstractAsyncContextManager[tuple[Desk, Call]]]


def desk_of(server: ScriptedServer, **more: Any) -> Desk:
    return Desk(server.url, loop_options(concurrency=AT_ONCE), **more)


@asynccontextmanager
async def a_call(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.answer(fine("done"))
    async with desk_of(server) as desk:
        yield desk, lambda: desk.request("POST", "/lines", json={})


@asynccontextmanager
async def a_call_on_a_used_connection(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.answer(fine()).answer(fine("done"))
    async with desk_of(server) as desk:
        await desk.request("GET", "/lines")
        yield desk, lambda: desk.request("POST", "/lines", json={})


@asynccontextmanager
async def a_call_that_is_tried_again(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.reset().answer(wrong("oops"), status=500).answer(wrong("slow"), status=429).answer(fine("done"))
    async with desk_of(server) as desk:
        yield desk, lambda: desk.request("GET", "/lines")


@asynccontextmanager
async def a_call_in_a_foreign_session(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.hang_up().answer(fine("done"))
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session, desk_of(server, session=session) as desk:
        yield desk, lambda: desk.request("GET", "/lines")


@asynccontextmanager
async def a_call_whose_key_is_renewed(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    asked = 0

    async def source() -> str:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.1)
        return f"{KEY}-{min(asked, 2)}"

    def respond(seen: Seen) -> bytes:
        good = seen.headers["x-api-key"] == f"{KEY}-2"
        return wire(fine("done")) if good else wire(wrong("no such key"), 401)

    answer_by(server, respond)
    async with desk_of(server, api_key=source) as desk:
        yield desk, lambda: desk.request("POST", "/lines", json={})


@asynccontextmanager
async def a_large_answer(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.answer(fine("x" * 2**19))
    async with desk_of(server) as desk:
        yield desk, lambda: desk.request("GET", "/lines")


@asynccontextmanager
async def a_list_with_prefetch(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    answer_by(server, lambda seen: numbered(12)(seen) if "page=" in seen.target else wire(fine()))
    async with desk_of(server) as desk:
        yield desk, lambda: desk.lines.list().prefetch(2).to_list()


@asynccontextmanager
async def an_upload(server: ScriptedServer, folder: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.answer(fine("done"))
    file = folder / "up.bin"
    file.write_bytes(content(2**15))
    async with desk_of(server) as desk:
        yield desk, lambda: desk.request("POST", "/files", upload=Upload(FilePart(file)))


@asynccontextmanager
async def a_stream(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    Storage(server, {"/7": content(2**17)}).faults += [dripping(0.1, 3)]
    async with desk_of(server) as desk:

        async def read() -> int:
            async with desk.stream("/7") as stream:
                return sum([len(chunk) async for chunk in stream])

        yield desk, read


@asynccontextmanager
async def a_download(server: ScriptedServer, folder: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.raw(head(302, {"Location": "/files/7", "Content-Length": "0"}))
    Storage(server, {"/files/7": content(2**16), "/7": content(2**16)}).faults += [cut(2**15)]
    async with desk_of(server) as desk:
        yield desk, lambda: desk.download("/7", folder / "down.bin")


@asynccontextmanager
async def a_call_at_a_closed_gate(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    server.answer(wrong("slow"), status=429, headers={"Retry-After": "5"}).answer(fine("done"), always=True)
    async with desk_of(server) as desk:
        await caught(desk.with_options(retry=RetryPolicy.off()).request("GET", "/lines"))
        yield desk, lambda: desk.request("POST", "/lines", json={})


@asynccontextmanager
async def a_call_in_the_queue(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    async def respond(seen: Seen) -> bytes:
        await asyncio.sleep(1 if seen.target == "/slow" else 0)
        return wire(fine("done"))

    answer_by(server, respond)
    async with desk_of(server) as desk:
        slow = [asyncio.create_task(desk.request("GET", "/slow")) for _ in range(AT_ONCE)]
        await settle()
        yield desk, lambda: desk.request("POST", "/lines", json={})
        await asyncio.gather(*slow)


@asynccontextmanager
async def a_call_that_waits_for_a_connection(server: ScriptedServer, _: Path) -> AsyncIterator[tuple[Desk, Call]]:
    begun = head(200, {"Content-Type": "audio/mpeg", "Content-Length": "9"}) + b"begun"
    server.raw(begun).raw(begun).answer(fine("done"), always=True)
    async with desk_of(server) as desk, AsyncExitStack() as streams:
        for _each in range(AT_ONCE):
            stream = await streams.enter_async_context(desk.stream("/7"))
            loop().call_later(1, stream.close)
        yield desk, lambda: desk.request("POST", "/lines", json={})


SCENES: list[Scene] = [
    a_call,
    a_call_on_a_used_connection,
    a_call_that_is_tried_again,
    a_call_in_a_foreign_session,
    a_call_whose_key_is_renewed,
    a_large_answer,
    a_list_with_prefetch,
    an_upload,
    a_stream,
    a_download,
    a_call_at_a_closed_gate,
    a_call_in_the_queue,
    a_call_that_waits_for_a_connection,
]


REPORTS: list[BaseException] = []
"""What a crash report would keep: an exception, and with it everything in the frames that it came through."""


async def by_its_task(call: Call, step: int) -> bool:
    """Cancel its task."""

    async def made() -> object:
        try:
            return await call()
        except asyncio.CancelledError as cancelled:
            REPORTS.append(cancelled)
            raise

    task = asyncio.create_task(made())
    cancelled: list[bool] = []
    loop().after_steps(step, lambda: cancelled.append(task.cancel()))
    await asyncio.wait([task])
    if loop().called_off() or cancelled == [False]:
        task.result()
        return True
    assert task.cancelled(), f"after {step} steps the call ended with {task.exception() or task.result()!r}"
    return False


async def by_its_group(call: Call, step: int) -> bool:
    """Let a task beside it fail: their group raises this failure alone."""
    fault, failures = loop().create_future(), tuple[BaseException, ...]()
    over = False

    async def fail() -> None:
        await fault

    async def made() -> object:
        return await call()

    loop().after_steps(step, lambda: fault.set_exception(LookupError("beside it")))
    try:
        async with asyncio.TaskGroup() as tasks:
            beside, task = tasks.create_task(fail()), tasks.create_task(made())
            await asyncio.wait([task])
            over = loop().called_off() and beside.cancel()
    except* LookupError as several:
        failures = several.exceptions
    assert failures == (() if over else (fault.exception(),))
    assert task.cancelled() is not over or task.exception() is None  # it may end before the group hears of the failure
    return over


async def by_a_timeout(call: Call, step: int) -> bool:
    """Let asyncio's timeout around it pass, which claims its own cancellation."""
    task = asyncio.current_task()
    assert task is not None
    try:
        async with asyncio.timeout(None) as limit:
            loop().after_steps(step, lambda: limit.reschedule(loop().time()))
            await call()
            return loop().called_off()
    except TimeoutError:
        assert task.cancelling() == 0
        return False


def open_below(folder: Path) -> list[str]:
    """Return the files of a folder that this process has open."""
    links = Path("/proc/self/fd")
    files = [one.resolve() for one in links.iterdir()] if links.exists() else []
    return [file.name for file in files if file.is_relative_to(folder)]


async def check_nothing_is_held(desk: Desk, folder: Path, before: set[asyncio.Task[Any]]) -> None:
    """Nothing goes on, and as many calls as the client may have at once find a place and a connection."""
    await asyncio.sleep(2)  # what goes on for others comes to its end, such as the renewal of a key
    session, state = desk._engine.transport._session, desk.gate.snapshot()
    if session is not None:
        assert session.connector is not None
        assert (connections(desk), len(session.connector._waiters)) == (0, 0)
    assert (state.in_flight, sum(state.waiting.values())) == (0, 0)
    assert not desk._engine.transport.watchdog.scopes
    assert {one for one in asyncio.all_tasks() - before if "_serve" not in repr(one)} == set()
    assert open_below(folder) == []
    assert set(held(folder)) <= {"up.bin", "down.bin"}


async def check_all_places_are_free(server: ScriptedServer, desk: Desk) -> None:
    server._script.clear()
    server.answer(fine("after"), always=True)
    async with asyncio.timeout(10):
        answers = await asyncio.gather(*(desk.request("GET", "/after") for _ in range(AT_ONCE)))
    assert [answer.data for answer in answers] == ["after"] * AT_ONCE


async def cancel_at_each_step(scene: Scene, way: Way, folder: Path) -> None:
    step, over = 0, False
    complaints: list[object] = []  # such as aiohttp's about an answer that nobody closed
    loop().set_debug(True)
    loop().set_exception_handler(lambda _, context: complaints.append(context))
    while not over:
        step += 1
        before = asyncio.all_tasks()
        async with ScriptedServer() as server, scene(server, folder) as (desk, call):
            over = await way(call, step)
            assert [one for one in asyncio.all_tasks() if "_fetch" in repr(one)] == []
            await check_nothing_is_held(desk, folder, before)
            await check_all_places_are_free(server, desk)
            REPORTS.clear()
    assert step > 3
    assert complaints == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@in_loop_time
async def test_a_call_may_be_cancelled_at_any_step(scene: Scene, tmp_path: Path) -> None:
    await cancel_at_each_step(scene, by_its_task, tmp_path)


@pytest.mark.parametrize("way", [by_its_group, by_a_timeout], ids=lambda way: way.__name__)
@pytest.mark.parametrize("scene", [a_list_with_prefetch, a_call_at_a_closed_gate], ids=lambda scene: scene.__name__)
@in_loop_time
async def test_a_group_or_a_timeout_may_cancel_it_at_any_step(scene: Scene, way: Way, tmp_path: Path) -> None:
    await cancel_at_each_step(scene, way, tmp_path)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="there are no eager tasks")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@in_loop_time
async def test_an_eager_task_may_be_cancelled_at_any_step(scene: Scene, tmp_path: Path) -> None:
    loop().set_task_factory(getattr(asyncio, "eager_task_factory"))  # noqa: B009 - Python 3.11 has none
    await cancel_at_each_step(scene, by_its_task, tmp_path)
