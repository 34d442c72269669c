"""Sessions and loops: made on first use, closed by whoever owns them, and never used where they do not belong."""

import asyncio
import gc
import warnings

import aiohttp
import pytest

from telephony_clients import ConfigurationError, LostResponse, Options, RetryPolicy
from tests.core import desk
from tests.core.desk import Desk, caught, connections, fine, settle
from tests.scripted_server import ScriptedServer


def test_a_client_is_built_and_closed_outside_of_a_loop(options: Options) -> None:
    desk = Desk("http://127.0.0.1:1", options)

    assert desk._engine.transport._session is None
    asyncio.run(desk.close())


def test_a_client_built_outside_of_a_loop_works_inside_of_one(options: Options) -> None:
    desk = Desk("http://127.0.0.1:1", options)

    async def use() -> str:
        async with ScriptedServer() as server, desk:
            desk._engine.base_url = server.answer(fine("hello")).url
            return str((await desk.request("GET", "/lines")).data)

    assert asyncio.run(use()) == "hello"


async def test_the_session_is_made_by_the_first_call_and_closed_with_the_client(
    server: ScriptedServer, options: Options
) -> None:
    server.answer(fine())
    async with Desk(server.url, options) as desk:
        assert desk._engine.transport._session is None
        await desk.request("GET", "/lines")
        session = desk._engine.transport._session
        assert session is not None
        assert not session.closed

    assert session.closed


async def test_a_foreign_session_is_left_open(server: ScriptedServer, options: Options) -> None:
    server.answer(fine())
    async with aiohttp.ClientSession() as session:
        async with Desk(server.url, options, session=session) as desk:
            await desk.request("GET", "/lines")

        assert not session.closed


async def test_many_first_calls_make_one_session(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine(), always=True)
    made: set[int] = set()

    async def call() -> None:
        await desk.request("GET", "/lines")
        made.add(id(desk._engine.transport._session))

    await asyncio.gather(*(call() for _ in range(20)))

    assert len(made) == 1


async def test_a_closed_client_says_so(server: ScriptedServer, desk: Desk) -> None:
    await desk.close()
    await desk.close()

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, ConfigurationError)
    assert "The client is closed" in str(error)
    assert (server.connections, desk.gate.snapshot().in_flight) == (0, 0)


async def test_a_foreign_session_that_is_closed_is_an_error(server: ScriptedServer, options: Options) -> None:
    session = aiohttp.ClientSession()
    await session.close()

    error = await caught(Desk(server.url, options, session=session).request("GET", "/lines"))

    assert isinstance(error, ConfigurationError)
    assert "session that the client was given is closed" in str(error)


async def test_a_client_serves_one_loop(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine())
    await desk.request("GET", "/lines")

    error = await asyncio.to_thread(lambda: asyncio.run(caught(desk.request("GET", "/lines"))))

    assert isinstance(error, ConfigurationError)
    assert "another event loop" in str(error)
    assert len(server.requests) == 1


async def test_closing_under_a_call_ends_the_call(server: ScriptedServer, desk: Desk) -> None:
    server.silence()
    async with asyncio.timeout(5):
        call = asyncio.create_task(caught(desk.with_options(retry=RetryPolicy.off()).request("POST", "/lines")))
        await server.arrived.wait()
        await desk.close()

        assert isinstance(await call, LostResponse)


async def test_a_view_closes_nothing(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine(), always=True)
    async with desk.with_options(deadline=5) as view:
        await view.request("GET", "/lines")

    assert (await desk.request("GET", "/lines")).status == 200
    assert server.connections == 1


async def test_a_view_of_a_closed_client_is_closed(desk: Desk) -> None:
    view = desk.with_options(deadline=5)
    await desk.close()

    assert isinstance(await caught(view.request("GET", "/lines")), ConfigurationError)


async def test_a_client_that_was_not_closed_is_named_with_its_place_of_birth(
    server: ScriptedServer, options: Options
) -> None:
    server.answer(fine())
    made = Desk(server.url, options)
    line = made._engine.transport._created_at
    await made.request("GET", "/lines")
    session = made._engine.transport._session
    assert session is not None
    with warnings.catch_warnings(record=True) as caught_warnings:
        warnings.simplefilter("always")
        del made
        gc.collect()
    await session.close()

    (warning,) = [one for one in caught_warnings if "A client made at" in str(one.message)]
    assert warning.category is ResourceWarning
    assert line in str(warning.message)
    assert line.startswith(f"{desk.__file__}:")


@pytest.mark.parametrize("used", ["never used", "closed", "foreign"])
async def test_a_client_that_holds_nothing_open_goes_in_silence(
    server: ScriptedServer, options: Options, used: str
) -> None:
    server.answer(fine(), always=True)
    async with aiohttp.ClientSession() as session:
        made = Desk(server.url, options, session=session if used == "foreign" else None)
        if used != "never used":
            await made.request("GET", "/lines")
        if used == "closed":
            await made.close()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            del made
            gc.collect()


async def test_cancelling_reaches_the_caller_as_it_is(server: ScriptedServer, desk: Desk) -> None:
    server.silence()
    call = asyncio.create_task(desk.request("GET", "/lines"))
    await server.arrived.wait()
    call.cancel("enough")

    with pytest.raises(asyncio.CancelledError):
        await call
    assert len(server.requests) == 1


async def test_one_failure_ends_a_task_group_in_good_order(server: ScriptedServer, desk: Desk) -> None:
    server.silence().silence().answer({"state": "wrong"}, status=404)
    group: ExceptionGroup[Exception] | None = None
    try:
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            for number in range(3):
                tasks.create_task(desk.request("GET", f"/lines/{number}"))
    except* ConfigurationError:
        raise
    except* Exception as several:  # noqa: BLE001 - the group is looked at below
        group = several

    assert group is not None
    assert [type(one).__name__ for one in group.exceptions] == ["NotFound"]
    await settle()
    assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)
