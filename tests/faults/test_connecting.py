"""A connection that cannot be made: nothing was sent, so each kind of call is tried again, within its bounds."""

import asyncio
import socket
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import ConnectError, DeadlineExceeded, Options, ProxyError, RetryPolicy, Timeouts
from telephony_clients.core.errors import Outcome
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import Desk, answer_by, caught, connections
from tests.core.loop_time import in_loop_time, loop_options, taking
from tests.core.storage import held
from tests.faults.kinds_of_call import Kind, fitting, of_each_kind
from tests.scripted_server import ScriptedServer

NO_BUDGET = RetryPolicy(budget_ratio=0, budget_floor=0)


@pytest.mark.fault("connection refused")
@of_each_kind
async def test_a_refused_connection_is_tried_again_and_named(
    nobody: str, options: Options, time: VirtualTime, kind: Kind, tmp_path: Path
) -> None:
    async with kind.opened(nobody, options) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert [attempt.error for attempt in error.attempts] == ["ConnectError"] * 4
    assert time.slept == [0.25, 0.5, 1.0]
    assert f"No connection to {nobody.removeprefix('http://')}" in error.message
    assert held(tmp_path) == []


@pytest.mark.fault("connection refused")
@of_each_kind
async def test_a_refused_connection_is_not_tried_again_beyond_the_budget(
    nobody: str, options: Options, kind: Kind, tmp_path: Path
) -> None:
    async with kind.opened(nobody, attrs.evolve(options, retry=NO_BUDGET)) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert len(error.attempts) == 1
    assert any("budget is used up" in note for note in error.__notes__)


@pytest.mark.fault("connection refused")
async def test_the_budget_bounds_what_many_calls_try_again(nobody: str, options: Options) -> None:
    async with Desk(nobody, attrs.evolve(options, clock=lambda: 0.0)) as desk:
        errors = await asyncio.gather(*(caught(desk.request("POST", "/lines")) for _ in range(300)))

    assert {type(error) for error in errors} == {ConnectError}
    assert sum(len(error.attempts) - 1 for error in errors) <= 100 + 0.2 * 300


@pytest.mark.fault("connection refused")
@of_each_kind
async def test_a_call_goes_through_when_the_server_is_there_at_last(
    nobody: str, options: Options, time: VirtualTime, kind: Kind, tmp_path: Path
) -> None:
    late = ScriptedServer()
    answer_by(late, fitting)

    async def start_on_the_second_wait(seconds: float) -> None:
        await time.sleep(seconds)
        if len(time.slept) == 2:
            late._server = await asyncio.start_server(late._serve, "127.0.0.1", int(nobody.rpartition(":")[2]))

    try:
        async with kind.opened(nobody, attrs.evolve(options, sleep=start_on_the_second_wait)) as desk:
            assert await kind.make(desk, tmp_path) == kind.found
    finally:
        await late.__aexit__(None, None, None)


class Resolver:
    """Takes the place of the event loop's look-up, and fails so often."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: int, times: int = 99) -> None:
        self.asked: list[object] = []
        loop = asyncio.get_running_loop()
        real = loop.getaddrinfo

        async def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
            self.asked.append(host)
            if len(self.asked) <= times:
                raise socket.gaierror(code, "none")
            return await real("127.0.0.1", *args, **kwargs)

        monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)


NAMELESS = pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN], ids=["no name", "no resolver"])


@pytest.mark.fault("name not resolved")
@NAMELESS
@of_each_kind
async def test_a_host_without_an_address_is_named_and_tried_again_twice(
    options: Options, kind: Kind, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = Resolver(monkeypatch, code)
    async with kind.opened("http://switchboard.example", options) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert "No address found for switchboard.example" in str(error)
    assert resolver.asked == ["switchboard.example"] * len(error.attempts)
    assert len(error.attempts) == 3


@pytest.mark.fault("name not resolved")
async def test_a_proxy_without_an_address_is_named_and_tried_again_twice(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    Resolver(monkeypatch, socket.EAI_NONAME)
    async with Desk("http://127.0.0.1:1", attrs.evolve(options, proxy="http://proxy.example:3128")) as desk:
        error = await caught(desk.request("POST", "/lines"))

    assert isinstance(error, ProxyError)
    assert "No address found for proxy.example" in str(error)
    assert len(error.attempts) == 3


@pytest.mark.fault("name not resolved")
@pytest.mark.parametrize("attempts", [1, 2])
async def test_a_policy_of_fewer_attempts_holds_for_look_ups_too(
    options: Options, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = Resolver(monkeypatch, socket.EAI_NONAME)
    once = attrs.evolve(options, retry=RetryPolicy(attempts=attempts))
    async with Desk("http://switchboard.example", once) as desk:
        await caught(desk.request("GET", "/lines"))

    assert len(resolver.asked) == attempts


@pytest.mark.fault("name not resolved")
@of_each_kind
async def test_a_resolver_that_fails_for_once_fails_no_call(
    server: ScriptedServer, options: Options, kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_by(server, fitting)
    Resolver(monkeypatch, socket.EAI_AGAIN, times=2)
    async with Desk(server.url.replace("127.0.0.1", "switchboard.example"), options) as desk:
        assert await kind.make(desk, tmp_path) == kind.found


@pytest.mark.fault("connect timeout")
@of_each_kind
@in_loop_time
async def test_a_connection_that_does_not_open_is_tried_again_after_the_connect_timeout(
    black_hole: str, kind: Kind, tmp_path: Path
) -> None:
    options = loop_options(timeouts=Timeouts(connect=2), retry=RetryPolicy(attempts=2, base=2))
    async with kind.opened(black_hole, options) as desk:
        async with taking(2 + 1 + 2):
            error = await caught(kind.make(desk, tmp_path))
        assert connections(desk) == 0

    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert [attempt.error for attempt in error.attempts] == ["ConnectError"] * 2
    assert f"No connection to {black_hole.removeprefix('http://')} in time" in str(error)


@pytest.mark.fault("connect timeout")
@of_each_kind
@in_loop_time
async def test_the_deadline_ends_a_connection_that_does_not_open(black_hole: str, kind: Kind, tmp_path: Path) -> None:
    async with kind.opened(black_hole, loop_options(deadline=3)) as desk, taking(3):
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, DeadlineExceeded)
    assert error.outcome is Outcome.NOT_SENT
