"""Time limits on one event loop after another: each client keeps to its own, and nothing of a closed one is left."""

import asyncio

from telephony_clients import ConfigurationError, DeadlineExceeded, Options, ReadTimeout, Timeouts
from tests.core.desk import KEY, Desk, caught, until
from tests.core.wire.watched import open_scopes, timers
from tests.scripted_server import ScriptedServer


async def bounded_call(desk: Desk) -> None:
    assert isinstance(await caught(desk.request("GET", "/lines")), DeadlineExceeded)
    assert open_scopes(desk) == 0


async def stuck() -> str:
    await asyncio.Event().wait()
    return KEY


def test_a_client_that_never_sent_is_bounded_on_a_second_loop() -> None:
    desk = Desk("http://127.0.0.1:9", Options(deadline=0.01), api_key=stuck)
    for _ in range(2):
        asyncio.run(bounded_call(desk))


def test_a_call_that_a_closed_loop_was_left_with_does_not_unsettle_the_next_loop() -> None:
    desk = Desk("http://127.0.0.1:9", Options(deadline=0.01), api_key=stuck)
    left = asyncio.new_event_loop()
    task = left.create_task(desk.request("GET", "/lines"))
    left.call_soon(left.stop)
    left.run_forever()
    assert open_scopes(desk) == 1
    left.close()

    asyncio.run(bounded_call(desk))

    assert not task.done()
    task._log_destroy_pending = False  # type: ignore[attr-defined]


def test_another_loop_is_refused_and_the_calls_on_the_first_keep_their_deadlines() -> None:
    async def refused() -> None:
        error = await caught(desk.request("GET", "/lines"))
        assert isinstance(error, ConfigurationError)
        assert "another event loop" in str(error)

    async def under_way() -> None:
        calls = [asyncio.create_task(caught(desk.request("GET", f"/lines/{number}"))) for number in range(3)]
        reading = asyncio.create_task(caught(desk.with_options(timeouts=Timeouts(read=0.1)).request("POST", "/lines")))
        await until(lambda: open_scopes(desk) == 4)
        await asyncio.to_thread(lambda: asyncio.run(refused()))
        assert (open_scopes(desk), timers(desk)) == (4, 1)
        async with asyncio.timeout(5):
            assert isinstance(await reading, ReadTimeout)
            assert {type(error) for error in await asyncio.gather(*calls)} == {DeadlineExceeded}

    async def first() -> None:
        async with ScriptedServer() as server, desk:
            desk._engine.base_url = server.url
            for _ in range(4):
                server.silence()
            await under_way()

    desk = Desk("http://127.0.0.1:9", Options(deadline=0.3))
    asyncio.run(first())
