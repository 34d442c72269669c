"""Where tasks begin at once (`asyncio.eager_task_factory`, Python 3.12), everything goes as it does elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony_clients import NotFound, Options, RateLimited, RetryPolicy, Talkable, Talkover, Talkroute
from telephony_clients.sandbox import Sandbox
from tests.core.desk import Desk, answer_by, caught, fine, numbered, wrong
from tests.core.throttle.gates import enter, opened, shut, waiting
from tests.core.throttle.timeline import Timeline
from tests.scripted_server import ScriptedServer

EAGER = getattr(asyncio, "eager_task_factory", None)
pytestmark = pytest.mark.skipif(EAGER is None, reason="tasks are never eager before Python 3.12")


@pytest.fixture(autouse=True)
async def _eager() -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    loop.set_task_factory(EAGER)
    yield
    loop.set_task_factory(None)


@pytest.fixture
async def desk(server: ScriptedServer, options: Options) -> AsyncIterator[Desk]:
    async with Desk(server.url, options) as client:
        yield client


async def test_many_calls_at_once(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({"id": "7"}), always=True)

    lines = await asyncio.gather(*(desk.lines.get("7") for _ in range(300)))

    assert {line.id for line in lines} == {"7"}
    assert len(server.requests) == 300


@pytest.mark.parametrize("ahead", [0, 1, 5])
async def test_a_list_with_pages_fetched_ahead(server: ScriptedServer, desk: Desk, ahead: int) -> None:
    answer_by(server, numbered(31))

    lines = await desk.lines.list().prefetch(ahead).to_list()

    assert [line.id for line in lines] == [str(number) for number in range(1, 32)]


async def test_refused_calls_wait_and_go_on(server: ScriptedServer, desk: Desk) -> None:
    for _ in range(3):
        server.answer(wrong("slow down"), status=429)
    server.answer(fine({"id": "7"}), always=True)

    lines = await asyncio.gather(*(desk.lines.get("7") for _ in range(20)))

    seen = desk.gate.snapshot()
    assert len(lines) == 20
    assert (seen.in_flight, sum(seen.waiting.values())) == (0, 0)


async def test_a_call_that_may_not_wait_is_refused(server: ScriptedServer, desk: Desk) -> None:
    server.answer(wrong("slow down"), status=429, always=True)

    error = await caught(desk.with_options(retry=RetryPolicy.off()).lines.get("7"))

    assert isinstance(error, RateLimited)


async def test_cancelled_calls_leave_no_place_behind() -> None:
    line = Timeline()
    gate = opened(line)
    await shut(gate)
    tasks = waiting(gate, 5)
    tasks[0].cancel()
    await line.until(1001.0)

    assert tasks[1].result().probe
    gate.accepted(tasks[1].result())
    await line.until(1030.0)
    assert [task.cancelled() for task in tasks] == [True, False, False, False, False]
    assert gate.snapshot().in_flight == 3
    assert (await enter(gate)).probe is False


async def test_all_three_vendors_with_files_and_faults(tmp_path: Path) -> None:
    async with Sandbox(calls=120, call_records=60) as sandbox:
        for vendor in (sandbox.talkover, sandbox.talkroute, sandbox.talkable):
            vendor.faults.status(503, every=3, times=3)
        talkover = Talkover(sandbox.talkover.api_key, base_url=sandbox.talkover.base_url)
        talkroute = Talkroute(sandbox.talkroute.api_key, base_url=sandbox.talkroute.base_url)
        talkable = Talkable(
            sandbox.talkable.api_key, site_slug=sandbox.talkable.site_slug, base_url=sandbox.talkable.base_url
        )
        async with talkover, talkroute, talkable:
            assert len(await talkover.calls.list(page_size=20).prefetch(3).to_list()) == 120
            history = await talkroute.call_history.list().to_list()
            call = next(one for one in history if one.recording is not None)
            file = await talkroute.call_history.download_recording(call, tmp_path / "call.mp3")
            assert file.path.stat().st_size == file.size
            asset = await talkable.assets.upload(b"content", name="notes.txt")
            assert (await talkable.assets.get(asset.id)).name == "notes.txt"
            with pytest.raises(NotFound):
                await talkover.agents.get("none-of-this-id")
