"""A key that is refused while many calls are made: one renewal for all, then the error for all, and no storm."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import AuthenticationError, Options, PermissionDenied, TelephonyError
from telephony_clients.core.secret import SecretSource
from telephony_clients.core.wire.upload import FilePart, Upload
from tests.core.desk import KEY, Desk, answer_by, caught, numbered, settle, until, wire, wrong
from tests.core.storage import Storage, content
from tests.scripted_server import ScriptedServer, Seen

pytestmark = pytest.mark.fault("key refused midway")

TASKS = 100


class Keys:
    """A source of keys that keeps the one it has until it is told that the vendor refused it."""

    def __init__(self, last: int = 9) -> None:
        self.renewals = 0
        self._last = last

    def invalidate(self) -> None:
        self.renewals += 1

    def __call__(self) -> str:
        return f"{KEY}-{min(1 + self.renewals, self._last)}"


class KeysLater(Keys):
    """The same from afar."""

    async def __call__(self) -> str:  # type: ignore[override]
        await asyncio.sleep(0)
        return super().__call__()


SOURCES = [Keys, KeysLater]


def version(seen: Seen) -> int:
    return int(seen.headers["x-api-key"].rpartition("-")[2])


def accepting(server: ScriptedServer, *versions: int, status: int = 401) -> None:
    """Answer as a list of 300 records does where the key is one of these."""

    def respond(seen: Seen) -> bytes:
        if version(seen) not in versions:
            return wire(wrong("no such key"), status)
        return numbered(300)(seen) if "page=" in seen.target else wire({"state": "fine", "payload": {"id": "7"}})

    answer_by(server, respond)


def sent(server: ScriptedServer) -> dict[int, int]:
    """Return how often each key was sent."""
    found = [version(seen) for seen in server.requests]
    return {one: found.count(one) for one in sorted(set(found))}


async def outcomes(calls: Iterator[Awaitable[object]]) -> list[type]:
    async with asyncio.timeout(5):
        results = await asyncio.gather(*calls, return_exceptions=True)
    return [type(one) if isinstance(one, BaseException) else object for one in results]


CALLS: dict[str, Callable[[Desk], Awaitable[object]]] = {
    "GET": lambda desk: desk.lines.get("7"),
    "POST": lambda desk: desk.request("POST", "/lines", json={"a": 1}),
    "DELETE": lambda desk: desk.lines.delete("7"),
    "an upload": lambda desk: desk.request("POST", "/files", upload=Upload(FilePart(b"abc", filename="a"))),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("call", CALLS)
async def test_a_hundred_tasks_share_one_renewal(
    server: ScriptedServer, options: Options, source: type[Keys], call: str
) -> None:
    accepting(server, 2)
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        assert set(await outcomes(CALLS[call](desk) for _ in range(TASKS))) == {object}
        assert desk.gate.snapshot().in_flight == 0

    assert keys.renewals == 1
    assert sent(server) == {1: TASKS, 2: TASKS}


@pytest.mark.parametrize("source", SOURCES)
async def test_when_the_new_key_is_refused_too_all_are_told_and_none_goes_on(
    server: ScriptedServer, options: Options, source: type[Keys]
) -> None:
    accepting(server)
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        assert await outcomes(desk.lines.get("7") for _ in range(TASKS)) == [AuthenticationError] * TASKS
        assert desk.gate.snapshot().in_flight == 0

    assert keys.renewals == 1
    assert sent(server) == {1: TASKS, 2: TASKS}


@pytest.mark.parametrize("source", SOURCES)
async def test_calls_that_are_refused_one_after_another_do_not_feed_each_other_with_keys(
    server: ScriptedServer, options: Options, source: type[Keys]
) -> None:
    accepting(server)
    async with Desk(server.url, options, api_key=source(last=999)) as desk:
        tasks = list[asyncio.Task[object]]()
        for number in range(TASKS // 4):
            tasks.append(asyncio.ensure_future(caught(desk.lines.get(f"{number}"))))
            await settle(number % 5)
        assert {type(error) for error in await asyncio.gather(*tasks)} == {AuthenticationError}

    assert max(Counter(seen.target for seen in server.requests).values()) == 2


@pytest.mark.parametrize("given", ["a text", "a source that has no other"])
async def test_without_another_key_each_call_is_sent_once(server: ScriptedServer, options: Options, given: str) -> None:
    accepting(server)
    key: SecretSource = f"{KEY}-1" if given == "a text" else Keys(last=1)
    async with Desk(server.url, options, api_key=key) as desk:
        assert await outcomes(desk.lines.get("7") for _ in range(TASKS)) == [AuthenticationError] * TASKS

    assert sent(server) == {1: TASKS}


@pytest.mark.parametrize("source", SOURCES)
async def test_a_source_that_only_returns_the_key_is_asked_for_another_once(
    server: ScriptedServer, options: Options, source: type[Keys]
) -> None:
    """It has no way to be told that the key was refused: what it returns next may be another one."""
    accepting(server, 2)
    asked = 0

    def rotating() -> str:
        nonlocal asked
        asked += 1
        return f"{KEY}-{1 if asked <= TASKS else 2}"

    async def rotating_later() -> str:
        return rotating()

    async with Desk(server.url, options, api_key=rotating if source is Keys else rotating_later) as desk:
        assert set(await outcomes(desk.lines.get("7") for _ in range(TASKS))) == {object}

    assert asked == TASKS + 1
    assert sent(server) == {1: TASKS, 2: TASKS}


@pytest.mark.parametrize("ahead", [0, 4])
@pytest.mark.parametrize("source", SOURCES)
async def test_a_key_that_is_refused_in_the_middle_of_a_list_costs_one_renewal(
    server: ScriptedServer, options: Options, source: type[Keys], ahead: int
) -> None:
    def respond(seen: Seen) -> bytes:
        good = version(seen) == (1 if len(server.requests) <= 20 else 2)
        return numbered(300)(seen) if good else wire(wrong("no such key"), 401)

    answer_by(server, respond)
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        lines = await desk.lines.list().prefetch(ahead).to_list()

    assert [line.id for line in lines] == [str(number) for number in range(1, 301)]
    assert keys.renewals == 1
    assert len(server.requests) <= 100 + 1 + ahead


@pytest.mark.parametrize("source", SOURCES)
async def test_a_download_and_a_stream_go_on_with_the_new_key(
    server: ScriptedServer, options: Options, source: type[Keys], tmp_path: Path
) -> None:
    storage = Storage(server, {"/7": content(1000)})
    storage.refuses = lambda seen: (401, {}) if version(seen) < 2 + seen.headers["accept"].startswith("audio") else None
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        await desk.download("/7", tmp_path / "7")
        async with desk.stream("/7", accept="audio/*") as stream:
            assert b"".join([chunk async for chunk in stream]) == content(1000)

    assert (tmp_path / "7").read_bytes() == content(1000)
    assert keys.renewals == 2


@pytest.mark.parametrize("source", SOURCES)
async def test_what_is_forbidden_is_no_refused_key(
    server: ScriptedServer, options: Options, source: type[Keys]
) -> None:
    accepting(server, status=403)
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        assert await outcomes(desk.lines.get("7") for _ in range(TASKS)) == [PermissionDenied] * TASKS

    assert (keys.renewals, sent(server)) == (0, {1: TASKS})


class Cancelled(Keys):
    """A source whose own work was cancelled, which is nothing that happened to the call."""

    def __call__(self) -> str:
        if self.renewals:
            raise asyncio.CancelledError
        return super().__call__()


class CancelledLater(Cancelled):
    async def __call__(self) -> str:  # type: ignore[override]
        await asyncio.sleep(0)
        return super().__call__()


class Failing(Keys):
    def __call__(self) -> str:
        if self.renewals:
            raise LookupError(KEY)
        return super().__call__()


@pytest.mark.parametrize("source", [Failing, Cancelled, CancelledLater])
async def test_a_renewal_that_fails_leaves_all_with_what_the_vendor_said(
    server: ScriptedServer, options: Options, source: type[Keys]
) -> None:
    accepting(server)
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        assert await outcomes(desk.lines.get("7") for _ in range(TASKS)) == [AuthenticationError] * TASKS

    assert (keys.renewals, sent(server)) == (1, {1: TASKS})


@pytest.mark.parametrize("source", SOURCES)
async def test_one_call_that_gives_up_leaves_the_renewal_to_the_others(
    server: ScriptedServer, options: Options, source: type[Keys]
) -> None:
    accepting(server, 2)
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        tasks = [asyncio.create_task(desk.lines.get(str(number))) for number in range(TASKS)]
        await until(lambda: keys.renewals)
        for task in tasks[::2]:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)

    assert not any(isinstance(one, TelephonyError) for one in found)
    assert {task.cancelled() for task in tasks[1::2]} == {False}
    assert keys.renewals == 1


@pytest.mark.parametrize("factory", [None, getattr(asyncio, "eager_task_factory", None)], ids=["plain", "eager"])
@pytest.mark.parametrize("source", SOURCES)
async def test_a_key_is_renewed_as_often_as_it_is_refused(
    server: ScriptedServer, options: Options, source: type[Keys], factory: Any
) -> None:
    asyncio.get_running_loop().set_task_factory(factory)
    keys = source()
    async with Desk(server.url, options, api_key=keys) as desk:
        for number in range(2, 5):
            accepting(server, number)
            assert set(await outcomes(desk.lines.get("7") for _ in range(9))) == {object}

    assert keys.renewals == 3
    assert sent(server) == {1: 9, 2: 18, 3: 18, 4: 9}


async def test_a_second_client_of_the_account_comes_with_the_new_key(server: ScriptedServer, options: Options) -> None:
    accepting(server, 2)
    keys = KeysLater()
    async with Desk(server.url, options, api_key=keys) as one, Desk(server.url, options, api_key=keys) as two:
        await one.lines.get("7")
        await two.lines.get("7")
        view = one.with_options(deadline=5)
        await view.lines.get("7")

    assert (keys.renewals, sent(server)) == (1, {1: 1, 2: 3})


async def test_the_error_names_the_call_and_hides_the_key(server: ScriptedServer, options: Options) -> None:
    answer_by(server, lambda seen: wire(wrong(f"no such key {seen.headers['x-api-key']}"), 401))
    async with Desk(server.url, options, api_key=KeysLater()) as desk:
        error = await caught(desk.lines.get("7"))

    assert isinstance(error, AuthenticationError)
    assert (error.message, error.method, error.url) == ("no such key ***", "GET", f"{server.url}/lines/7")
