"""The quota in Redis, against a real server; its time passes by making its keys older."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import attrs
import pytest
import redis.asyncio

from telephony_clients import Admission, ConfigurationError, Options
from telephony_clients.core.events import Event, SharedQuotaChanged
from telephony_clients.redis_quota import RedisQuota
from telephony_clients.testing.virtual_time import VirtualTime
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, fine, until, wrong
from tests.on_redis.conftest import PATIENT
from tests.on_redis.redis_server import RedisServer
from tests.scripted_server import ScriptedServer

ACCOUNT = "a" * 64


@pytest.fixture
async def two(database: RedisServer) -> AsyncIterator[list[RedisQuota]]:
    """Two quotas with connections of their own, as two processes have; only cool-downs are shared."""
    async with RedisQuota(database.url, timeout=PATIENT) as one, RedisQuota(database.url, timeout=PATIENT) as other:
        yield [one, other]


async def test_the_limit_holds_for_all_processes_together(database: RedisServer) -> None:
    async with (
        RedisQuota(database.url, limit="7/hour", timeout=PATIENT) as one,
        RedisQuota(database.url, limit="7/hour", timeout=PATIENT) as other,
    ):
        answers = await asyncio.gather(*(quota.admit(ACCOUNT) for quota in (one, other) for _ in range(20)))
        elsewhere = await one.admit("b" * 64)

    assert sum(answer.wait == 0 for answer in answers) == 7
    assert all(0 < answer.wait < 3601 for answer in answers if answer.wait)
    assert not any(answer.throttled for answer in answers)
    assert elsewhere == Admission()


async def test_a_wait_is_as_long_as_it_has_to_be(database: RedisServer) -> None:
    async with RedisQuota(database.url, limit="2/hour", timeout=PATIENT) as quota:
        assert [(await quota.admit(ACCOUNT)).wait for _ in range(2)] == [0, 0]
        database.pass_time(1)  # within the window's first millisecond its end is told as now, and is asked for again
        wait = (await quota.admit(ACCOUNT)).wait
        assert wait == pytest.approx(3600, abs=5)
        database.pass_time(wait - 10)
        assert (await quota.admit(ACCOUNT)).wait == pytest.approx(10, abs=5)
        database.pass_time(10)
        assert await quota.admit(ACCOUNT) == Admission()
        assert (await quota.admit(ACCOUNT)).wait > 1000


async def test_in_the_long_run_two_connections_keep_to_the_window_and_use_it(database: RedisServer) -> None:
    now, sent, asked = 0.0, list[float](), 0
    async with AsyncExitStack() as stack:
        quotas = [
            await stack.enter_async_context(RedisQuota(database.url, limit="20/hour", timeout=PATIENT))
            for _ in range(2)
        ]
        while now < 4 * 3600:
            waits = [(await quota.admit(ACCOUNT)).wait for quota in quotas]
            asked += len(waits)
            sent += [now for wait in waits if wait == 0]
            if all(waits):
                now += min(waits)
                database.pass_time(min(waits))

    busiest = max(sum(start <= at < start + 3600 for at in sent) for start in sent)
    assert busiest <= 21  # the window before counts by shares, rounded down
    assert 80 <= len(sent) <= 101
    assert asked <= 4 * len(sent)


PROCESS = """
import asyncio, json, sys
from telephony_clients import Options, RateLimited
from telephony_clients.redis_quota import RedisQuota
from tests.core.desk import Desk

async def main(url, redis_url, calls):
    async with RedisQuota(redis_url, limit="20/hour", timeout=20.0) as quota:
        async with Desk(url, Options(max_wait=1.0, shared_quota=quota)) as desk:
            answers = await asyncio.gather(
                *(desk.request("GET", f"/lines/{n}") for n in range(calls)), return_exceptions=True)
    unsent = [one for one in answers if isinstance(one, RateLimited) and one.outcome == "not_sent"]
    print(json.dumps([calls - len(unsent), len(unsent)]))

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


async def process(*arguments: str) -> list[int]:
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-c", PROCESS, *arguments, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        out, _ = await running.communicate()
    counts: list[int] = json.loads(out)
    return counts


async def test_two_processes_share_one_quota(server: ScriptedServer, database: RedisServer) -> None:
    server.answer(fine(), always=True)

    counts = await asyncio.gather(*(process(server.url, database.url, "30") for _ in range(2)))

    assert sum(sent for sent, _ in counts) == len(server.requests) == 20
    assert sum(unsent for _, unsent in counts) == 40


async def test_after_a_cool_down_one_process_sends_the_probe(two: list[RedisQuota], database: RedisServer) -> None:
    one, other = two
    await one.closed(ACCOUNT, 600.0)
    await other.closed(ACCOUNT, 5.0)  # a shorter one does not end it
    for quota in two:
        answer = await quota.admit(ACCOUNT)
        assert answer.throttled
        assert answer.wait == pytest.approx(600, abs=5)
    assert await other.admit("b" * 64) == Admission()

    database.pass_time(601)
    assert await other.admit(ACCOUNT) == Admission(throttled=True)
    assert await one.admit(ACCOUNT) == Admission(wait=0.25, throttled=True)
    await one.opened(ACCOUNT)  # it was not its affair
    assert (await one.admit(ACCOUNT)).wait == 0.25
    await other.opened(ACCOUNT)
    assert await one.admit(ACCOUNT) == await other.admit(ACCOUNT) == Admission()


async def test_a_probe_that_is_refused_holds_all_again(two: list[RedisQuota], database: RedisServer) -> None:
    one, other = two
    await one.closed(ACCOUNT, 60.0)
    database.pass_time(61)
    assert await other.admit(ACCOUNT) == Admission(throttled=True)
    await other.closed(ACCOUNT, 120.0)

    assert (await one.admit(ACCOUNT)).wait == pytest.approx(120, abs=5)
    await other.opened(ACCOUNT)
    database.pass_time(121)
    assert await one.admit(ACCOUNT) == Admission(throttled=True)


async def test_an_outdated_probe_does_not_end_a_later_cool_down(two: list[RedisQuota], database: RedisServer) -> None:
    one, other = two
    await one.closed(ACCOUNT, 60.0)
    database.pass_time(61)
    assert await one.admit(ACCOUNT) == Admission(throttled=True)
    await other.closed(ACCOUNT, 60.0)
    await one.opened(ACCOUNT)
    database.pass_time(61)

    assert await other.admit(ACCOUNT) == Admission(throttled=True)


@pytest.mark.parametrize("how", ["handed over", "silent"])
async def test_another_process_probes_when_the_first_is_gone(
    two: list[RedisQuota], database: RedisServer, how: str
) -> None:
    one, other = two
    await one.closed(ACCOUNT, 60.0)
    database.pass_time(61)
    assert await one.admit(ACCOUNT) == await one.admit(ACCOUNT) == Admission(throttled=True)
    if how == "handed over":
        await one.closed(ACCOUNT, 0.0)
        assert await other.admit(ACCOUNT) == Admission(throttled=True)
    else:
        database.pass_time(16)
        assert await other.admit(ACCOUNT) == Admission()


async def test_a_refusal_in_one_process_stops_the_other(
    server: ScriptedServer, database: RedisServer, options: Options
) -> None:
    server.answer(wrong("slow"), status=429, headers={"Retry-After": "600"}).answer(fine(), always=True)
    async with AsyncExitStack() as stack:
        desks = []
        for _ in range(2):
            time = VirtualTime()  # a clock of its own gives each client a gate of its own
            quota = await stack.enter_async_context(RedisQuota(database.url, timeout=PATIENT))
            own = attrs.evolve(options, clock=time.clock, sleep=time.sleep, shared_quota=quota)
            desks.append(await stack.enter_async_context(Desk(server.url, own)))
        for desk in desks:
            with pytest.raises(Exception, match=r"slow|throttled"):
                await desk.request("GET", "/lines")
            await until(lambda: any(b"cooldown_until" in key for key in database.contents()))

        assert len(server.requests) == 1
        assert [desk.gate.snapshot().state for desk in desks] == ["closed", "closed"]


async def test_calls_go_on_when_redis_goes_and_share_again_when_it_is_back(
    server: ScriptedServer, options: Options, time: VirtualTime
) -> None:
    server.answer(fine(), always=True)
    seen: list[Event] = []

    def changes() -> list[SharedQuotaChanged]:
        return [event for event in seen if isinstance(event, SharedQuotaChanged)]

    with RedisServer() as database:
        async with RedisQuota(database.url, limit="100/minute", timeout=PATIENT) as quota:
            watched = attrs.evolve(options, shared_quota=quota, on_event=seen.append)
            async with Desk(server.url, watched) as desk:
                await desk.request("GET", "/lines")
                assert database.contents()
                database.kill()
                for _ in range(5):
                    await desk.request("GET", "/lines")
                database.start()
                async with asyncio.timeout(PATIENT):
                    while len(changes()) < 2:
                        time.now += 5
                        await desk.request("GET", "/lines")
                assert database.contents()

    assert [change.state for change in changes()] == ["alone", "shared"]
    assert changes()[0].error == "ConnectionError"


async def test_nothing_in_redis_tells_the_key(server: ScriptedServer, database: RedisServer, options: Options) -> None:
    server.answer(wrong("slow"), status=429, headers={"Retry-After": "600"})
    quota = RedisQuota(database.url, limit="5/minute", prefix="mine", timeout=PATIENT)
    async with quota, Desk(server.url, attrs.evolve(options, shared_quota=quota)) as desk:
        with pytest.raises(Exception, match="slow"):
            await desk.request("GET", "/lines")
        await until(lambda: len(database.contents()) == 3)

    held = database.contents()
    assert all(key.startswith(b"mine:") for key in held)
    for text in (KEY, CANARY, server.url):
        assert text.encode() not in b" ".join([*held, *held.values()])


async def test_a_client_that_was_given_is_used_and_left_open(database: RedisServer) -> None:
    async with redis.asyncio.Redis(port=database.port, decode_responses=True) as client:
        async with RedisQuota(client, limit="1/hour", timeout=PATIENT) as quota:
            assert await quota.admit(ACCOUNT) == Admission()
            assert (await quota.admit(ACCOUNT)).wait > 0
            await quota.closed(ACCOUNT, 9.0)
            assert (await quota.admit(ACCOUNT)).throttled
            connection = await client.client_id()
        assert await client.client_id() == connection


def test_one_quota_serves_one_event_loop_after_another(database: RedisServer) -> None:
    quota = RedisQuota(database.url, limit="2/hour", timeout=PATIENT)

    async def asked() -> float:
        async with quota:
            return (await quota.admit(ACCOUNT)).wait

    assert [asyncio.run(asked()) > 0 for _ in range(3)] == [False, False, True]


async def test_a_server_that_does_not_answer_is_given_up(server: ScriptedServer) -> None:
    server.silence()
    async with RedisQuota(server.url.replace("http", "redis"), timeout=0.05) as quota:
        with pytest.raises((TimeoutError, redis.TimeoutError)):
            await quota.admit(ACCOUNT)


@pytest.mark.parametrize(
    "arguments",
    [{"limit": "many"}, {"limit": "0/minute"}, {"limit": "5/second; 100/minute"}, {"limit": ""}, {"timeout": 0.0}],
)
def test_what_cannot_be_used_is_refused_and_a_password_is_not_shown(arguments: dict[str, Any]) -> None:
    address = f"redis://:{CANARY}@127.0.0.1:1/0"
    with pytest.raises(ConfigurationError):
        RedisQuota(address, **arguments)
    assert CANARY not in repr(RedisQuota(address))


def test_an_address_must_be_one() -> None:
    with pytest.raises(ConfigurationError, match="must be an address"):
        RedisQuota("127.0.0.1:6379")


@pytest.mark.parametrize("package", ["limits", "redis.asyncio"])
def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigurationError, match=r"telephony-clients\[redis\]"):
        RedisQuota("redis://127.0.0.1")
