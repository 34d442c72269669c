"""The gate under any sequence of calls, answers, cancellations and waits: its promises, checked after each step."""

import asyncio
import math
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from telephony_clients import Options
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate, GateClosed
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.values import Lane, RateLimit
from tests.core.throttle.timeline import Timeline

WAITS = st.sampled_from([None, None, 0.3, 2.0, 45.0])
"""What the vendor asks for with a refusal, in seconds."""
QUOTAS = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        RateLimit,
        limit=st.sampled_from([None, 10]),
        remaining=st.sampled_from([None, 0, 1, 10]),
        reset=st.sampled_from([None, 0.0, 0.5, 30.0]),
    ),
)
WHICH = st.integers(0, 1000)
"""Which of those there are: taken modulo their number."""
_IMMEDIATE = 1e-5


class GateMachine(RuleBasedStateMachine):
    """Calls come, wait, are sent and answered, give up and are cancelled; the test knows what the vendor stated."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.line = Timeline()
        self.waiting: list[tuple[asyncio.Task[Permit], float]] = []
        self.sent: list[Permit] = []
        self.granted: set[int] = set()
        self.kept: list[Permit] = []  # so that no other permit gets the id of one of them
        self.stated_until = -math.inf
        self.refusals = self.closings = 0
        self.held = 0.0

    @initialize(
        concurrency=st.integers(1, 6),
        start=st.integers(1, 6),
        floor=st.sampled_from([0.0, 1.0]),
        draw=st.floats(0, 0.99),
        throttles=st.booleans(),
    )
    def open(self, concurrency: int, start: int, floor: float, draw: float, *, throttles: bool) -> None:
        line, self.concurrency, self.throttles = self.line, concurrency, throttles
        options = Options(concurrency=concurrency, clock=line.clock, sleep=line.sleep, random=lambda: draw)
        self.gate = Gate("switchboard", ThrottlePolicy(base=1.0, cap=20.0, start=start, floor=floor), options)
        self.call(Lane.INTERACTIVE, patience=1e9, refusals=0, calls=4)

    @rule(
        lane=st.sampled_from(Lane),
        patience=st.sampled_from([0.0, 1.0, 60.0, 1e9, 1e9]),
        refusals=st.integers(0, 2),
        calls=st.integers(1, 4),
    )
    def call(self, lane: Lane, patience: float, refusals: int, calls: int) -> None:
        async def arrive() -> None:
            until = self.line.now + patience
            for _ in range(calls):
                entering = self.gate.enter(lane=lane, until=until, refusals=refusals)
                self.waiting.append((asyncio.create_task(entering), until))

        self.step(arrive)

    @precondition(lambda self: self.waiting)
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        self.step(self.waiting[which % len(self.waiting)][0].cancel)

    @precondition(lambda self: self.sent)
    @rule(which=WHICH, quota=QUOTAS)
    def accept(self, which: int, quota: RateLimit | None) -> None:
        self.answer(which, lambda permit: self.gate.accepted(permit, quota))

    @precondition(lambda self: self.sent)
    @rule(which=WHICH, retry_after=WAITS, quota=QUOTAS)
    def refuse(self, which: int, retry_after: float | None, quota: RateLimit | None) -> None:
        if not self.throttles:  # whose vendor is only ever down
            self.fail(which, retry_after)
            return
        self.refusals += 1
        self.state(retry_after)
        self.answer(which, lambda permit: self.gate.refused(permit, retry_after, quota))

    @precondition(lambda self: self.sent)
    @rule(which=WHICH, retry_after=WAITS)
    def fail(self, which: int, retry_after: float | None) -> None:
        self.state(retry_after)
        self.answer(which, lambda permit: self.gate.failed(permit, retry_after))

    @precondition(lambda self: self.sent)
    @rule(which=WHICH)
    def lose(self, which: int) -> None:
        self.answer(which, self.gate.dropped)

    @precondition(lambda self: self.sent and self.waiting)
    @rule(which=WHICH, leaves=WHICH)
    def cancel_as_it_may_go(self, which: int, leaves: int) -> None:
        """A place becomes free and the call that may get it is cancelled before it learns of it."""

        def act(permit: Permit) -> None:
            self.gate.accepted(permit)
            self.waiting[leaves % len(self.waiting)][0].cancel()

        self.answer(which, act)

    @precondition(lambda self: len(self.sent) > 1)
    @rule(retry_after=st.sampled_from([2.0, 45.0]), outage=st.booleans(), calls=st.integers(1, 3))
    def answer_one_late(self, retry_after: float, calls: int, *, outage: bool) -> None:
        """One request closes the gate; another is refused while the probe is under way, which is accepted."""
        give_back = self.fail if outage else partial(self.refuse, quota=None)
        give_back(0, 0.3)
        self.call(Lane.BULK, patience=1e9, refusals=0, calls=calls)
        self.pass_time(20.0)
        places = {permit.probe: place for place, permit in enumerate(self.sent)}
        if len(places) > 1:
            probe, late = self.sent[places[True]], places[False]
            give_back(late, retry_after)
            self.accept(self.sent.index(probe), None)

    @rule(seconds=st.sampled_from([0.001, 0.1, 1.0, 3.0, 20.0, 120.0]))
    def pass_time(self, seconds: float) -> None:
        async def sleep() -> None:
            now, end = self.line.now, self.line.now + seconds
            while now < end:  # in steps, so that what is granted meanwhile is seen at its time
                now = min(end, now + seconds / 4)
                await self.line.until(now)
                self.collect()

        self.runner.run(sleep())

    def state(self, retry_after: float | None) -> None:
        if retry_after is not None:
            self.stated_until = max(self.stated_until, self.line.now + retry_after)

    def answer(self, which: int, give_back: Callable[[Permit], object]) -> None:
        permit = self.sent.pop(which % len(self.sent))
        self.step(lambda: give_back(permit))

    def step(self, act: Callable[[], Any]) -> None:
        """Do something in the event loop, and let all follow that takes no time."""

        async def acted() -> None:
            done = act()
            if asyncio.iscoroutine(done):
                await done
            await self.line.until(self.line.now)
            self.collect()

        self.runner.run(acted())

    def collect(self) -> None:
        """Take out the calls that have ended: each with a permit of its own, or rejected because it cannot wait."""
        for task, until in [one for one in self.waiting if one[0].done()]:
            self.waiting.remove((task, until))
            if task.cancelled():
                continue
            error = task.exception()
            if error is not None:
                assert isinstance(error, GateClosed)
                assert until <= self.line.now + error.seconds, "a call was rejected that could have waited"
                continue
            permit = task.result()
            assert id(permit) not in self.granted, "one place was given twice"
            assert permit.at >= self.stated_until - _IMMEDIATE, "a call left before the vendor's stated time"
            self.granted.add(id(permit))
            self.kept.append(permit)
            self.sent.append(permit)

    @invariant()
    def no_place_is_lost_or_doubled(self) -> None:
        seen = self.gate.snapshot()
        assert seen.in_flight == len(self.sent) <= self.concurrency
        assert sum(seen.waiting.values()) == len(self.waiting)

    @invariant()
    def the_snapshot_is_consistent(self) -> None:
        seen = self.gate.snapshot()
        probes = sum(permit.probe for permit in self.sent)
        assert (seen.state == "probing") == (probes == 1)
        assert probes <= 1
        assert (seen.reopens_in == 0.0) or seen.state == "closed"
        assert seen.refusals == self.refusals
        assert seen.closings >= self.closings
        assert self.gate.held >= self.held
        assert 1 <= seen.window <= self.concurrency
        self.closings, self.held = seen.closings, self.gate.held

    def teardown(self) -> None:
        """Once the vendor accepts all, every call that waits comes to its end, and no task is left."""
        try:
            if hasattr(self, "gate"):
                self.runner.run(self.drain())
        finally:
            self.runner.close()

    async def drain(self) -> None:
        for _ in range(2000):
            while self.sent:
                self.gate.accepted(self.sent.pop())
            await self.line.until(self.line.now)
            self.collect()
            if not self.waiting and not self.sent:
                break
            await self.line.until(self.line.now + (0.05 if self.sent else 1.0))
            self.collect()
        assert (self.waiting, self.sent) == ([], [])
        assert self.gate.snapshot().in_flight == 0
        assert asyncio.all_tasks() == {asyncio.current_task()}, "the gate's timer is left running"


GateMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None, derandomize=True)
TestGate = GateMachine.TestCase
