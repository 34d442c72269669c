"""Gates come and go with their clients; what they learned stays as long as it is of use, on whichever loop."""

import asyncio
import gc
import os
import threading
import tracemalloc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from telephony_clients import Options
from telephony_clients.core.throttle import registry
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.state import RATE_TTL
from telephony_clients.core.values import RateLimit
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import settle, until

POLICY = ThrottlePolicy(base=10.0, start=3)


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    gc.collect()
    registry._ACCOUNTS.clear()
    registry._WITHOUT_GATE.clear()
    yield
    registry._ACCOUNTS.clear()
    registry._WITHOUT_GATE.clear()


def gate_of(key: Any, options: Options) -> Gate:
    return registry.shared_gate("http://vendor", key, vendor="switchboard", policy=POLICY, options=options)


def use(gate: Gate, times: int = 1) -> None:
    for _ in range(times):
        gate.accepted(permit(gate))


def permit(gate: Gate) -> Permit:
    given = gate.enter_now()
    assert given is not None
    return given


def known() -> int:
    return sum(map(len, registry._ACCOUNTS.values()))


async def test_clients_of_one_account_share_its_gate_while_any_holds_it(options: Options) -> None:
    gate = gate_of("key", options)

    assert gate_of("key", options) is gate
    assert gate_of("another", options) is not gate


async def test_an_open_gate_goes_with_the_last_that_holds_it(options: Options) -> None:
    gate = gate_of("key", options)
    use(gate, 5)
    gone = weakref.ref(gate)
    del gate

    assert gone() is None  # without a collection of cycles


async def test_five_thousand_keys_leave_next_to_nothing(options: Options) -> None:
    for number in range(100):
        use(gate_of(f"warm-up-{number}", options))
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(5_000):
        use(gate_of(f"key-{number}", options))
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert known() <= 64
    assert after - before < 200_000


async def test_five_thousand_gates_held_at_once_go_too(options: Options) -> None:
    gates = [gate_of(f"key-{number}", options) for number in range(5_000)]
    assert known() == 5_000
    gates.clear()

    assert known() <= 64


async def test_accounts_that_are_left_alone_go_once_they_may_be_used_again(options: Options, time: VirtualTime) -> None:
    for number in range(500):
        gate = gate_of(f"key-{number}", options)
        gate.refused(permit(gate), 30.0)
    del gate
    assert known() == 500

    await time.sleep(RATE_TTL + 40)
    for number in range(500):
        gate_of(f"other-{number}", options)

    assert known() <= 64


async def test_a_cool_down_outlives_the_gate(options: Options, time: VirtualTime) -> None:
    gate = gate_of("key", options)
    gate.refused(permit(gate), 30.0)
    del gate
    await time.sleep(20)

    again = gate_of("key", options)

    assert again.enter_now() is None
    assert again.snapshot().state == "closed"
    assert 10 <= again.reopens_in <= 11


async def test_a_learned_rate_outlives_the_gate(options: Options, time: VirtualTime) -> None:
    gate = gate_of("key", options)
    gate.refused(permit(gate), 1.0)
    await time.sleep(3)
    probe = await gate.enter(until=time.clock() + 100)
    gate.accepted(probe)
    rate = gate.snapshot().rate
    assert rate is not None
    del gate, probe

    assert gate_of("key", options).snapshot().rate == rate


async def test_a_used_up_quota_outlives_the_gate(options: Options, time: VirtualTime) -> None:
    gate = gate_of("key", options)
    gate.accepted(permit(gate), RateLimit(limit=10, remaining=0, reset=600.0))
    del gate
    for number in range(200):
        gate_of(f"other-{number}", options)

    assert gate_of("key", options).enter_now() is None
    await time.sleep(601)
    assert gate_of("key", options).enter_now() is not None


async def test_the_latest_accounts_start_where_they_were(options: Options) -> None:
    gate = gate_of("key", options)
    gate.state.controller.window = 50.0
    del gate

    assert gate_of("key", options).snapshot().window == 50


async def test_another_concurrency_is_obeyed_by_the_next_gate(options: Options) -> None:
    gate = gate_of("key", Options(clock=options.clock, concurrency=100))
    gate.state.controller.window = 100.0
    del gate

    assert gate_of("key", Options(clock=options.clock, concurrency=5)).snapshot().window == 5


def test_a_loop_goes_on_from_what_the_last_one_learned(options: Options) -> None:
    held: list[Gate] = []

    async def first() -> None:
        gate = gate_of("key", options)
        held.append(gate)
        permit(gate)
        gate.refused(permit(gate), 30.0)

    async def second() -> None:
        gate = gate_of("key", options)
        held.append(gate)
        assert gate.enter_now() is None
        assert gate.reopens_in >= 30
        assert gate.snapshot().in_flight == 0  # the other permit went with its loop

    asyncio.run(first())
    asyncio.run(second())

    assert held[0] is not held[1]
    assert known() == 1


def test_a_probe_that_was_left_on_a_loop_is_sent_again_on_the_next(options: Options, time: VirtualTime) -> None:
    held: list[Gate] = []

    async def first() -> None:
        gate = gate_of("key", options)
        held.append(gate)
        gate.refused(permit(gate), 1.0)
        await time.sleep(2)
        await gate.enter(until=time.clock() + 100)
        assert gate.snapshot().state == "probing"

    async def second() -> None:
        gate = gate_of("key", options)
        assert (await gate.enter(until=time.clock() + 100)).probe

    asyncio.run(first())
    asyncio.run(second())


async def on_another_loop(work: Any) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, lambda: asyncio.run(work()))


async def test_two_loops_at_once_have_a_gate_each_and_share_cool_downs(options: Options, time: VirtualTime) -> None:
    gate = gate_of("key", options)

    async def elsewhere() -> None:
        other = gate_of("key", options)
        assert other is not gate
        other.refused(permit(other), 30.0)

    await on_another_loop(elsewhere)
    await until(lambda: gate.snapshot().state == "closed")

    assert gate.enter_now() is None
    assert gate.reopens_in >= 30
    await time.sleep(gate.reopens_in)
    assert (await gate.enter(until=time.clock() + 1)).probe


async def test_waiters_on_another_loop_are_told_when_the_cool_down_is_too_long_for_them(options: Options) -> None:
    gate = gate_of("key", Options(clock=options.clock, sleep=asyncio.sleep, concurrency=1))
    taken = permit(gate)
    waiter = asyncio.create_task(gate.enter(until=options.clock() + 5))
    await settle()

    async def elsewhere() -> None:
        other = gate_of("key", options)
        other.refused(permit(other), 30.0)

    await on_another_loop(elsewhere)
    with pytest.raises(gate.Closed):
        await waiter
    gate.accepted(taken)


async def test_a_gate_that_is_made_while_another_loop_is_held_back_waits_as_well(options: Options) -> None:
    gate = gate_of("key", options)
    gate.refused(permit(gate), 30.0)

    async def elsewhere() -> float:
        return gate_of("key", options).reopens_in

    assert await on_another_loop(elsewhere) >= 30
    assert gate.snapshot().closings == 1


async def test_many_threads_make_one_gate_for_each_loop(options: Options) -> None:
    start = threading.Barrier(8)

    def work() -> tuple[int, int]:
        async def gates() -> tuple[int, int]:
            start.wait(5)
            made = {gate_of(f"key-{number % 5}", options) for number in range(200) for _ in range(2)}
            return len(made), known()

        return asyncio.run(gates())

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: work(), range(8)))

    assert all(made >= 5 for made, _ in counts)
    assert known() <= 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
async def test_gates_of_the_parent_process_are_not_used_but_what_they_know_is(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = gate_of("key", options)
    gate.refused(permit(gate), 30.0)
    monkeypatch.setattr(os, "getpid", lambda: -1)

    again = gate_of("key", options)

    assert again is not gate
    assert again.reopens_in >= 30
