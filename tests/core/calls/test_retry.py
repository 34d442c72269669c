"""Retries: what may be tried again, after how long, and how a budget keeps an outage from being multiplied."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core import errors
from telephony_clients.core.calls.retry import Retries, RetryBudget
from telephony_clients.core.errors import Outcome, TelephonyError
from telephony_clients.core.options import RetryPolicy
from telephony_clients.core.wire.request import Operation, Request
from telephony_clients.testing.virtual_time import VirtualTime

ALWAYS, NEVER = True, False


def failed(outcome: Outcome, cl: type[TelephonyError] = errors.TransportError) -> TelephonyError:
    error = cl("it failed")
    error.outcome = outcome
    return error


def call(method: str = "GET", *, idempotent: bool = False) -> Request[object]:
    return Operation(method, "/x", idempotent=idempotent)()


def retries(
    policy: RetryPolicy | None = None, random: Callable[[], float] = lambda: 0.5, time: VirtualTime | None = None
) -> Retries:
    policy = policy or RetryPolicy()
    return Retries(policy, RetryBudget(policy, (time or VirtualTime()).clock), random)


@pytest.mark.parametrize(
    ("outcome", "method", "idempotent", "again"),
    [
        *((Outcome.NOT_SENT, method, False, ALWAYS) for method in ("GET", "POST", "PUT", "DELETE", "PATCH")),
        *((Outcome.UNKNOWN, method, False, ALWAYS) for method in ("GET", "HEAD", "OPTIONS")),
        *((Outcome.UNKNOWN, method, False, NEVER) for method in ("POST", "PUT", "DELETE", "PATCH")),
        *((Outcome.UNKNOWN, method, True, ALWAYS) for method in ("POST", "PUT", "DELETE", "PATCH")),
        *((Outcome.ANSWERED, method, True, NEVER) for method in ("GET", "POST", "DELETE")),
    ],
)
def test_the_outcome_and_the_method_decide_whether_a_fault_is_tried_again(
    outcome: Outcome,
    method: str,
    idempotent: bool,  # noqa: FBT001 - parametrised
    again: bool,  # noqa: FBT001 - parametrised
) -> None:
    wait = retries().wait_after(failed(outcome), call(method, idempotent=idempotent))
    assert (wait is not None) is again


@pytest.mark.parametrize("cl", [errors.TLSError, errors.ConfigurationError])
def test_what_cannot_get_better_is_never_tried_again(cl: type[TelephonyError]) -> None:
    assert retries().wait_after(failed(Outcome.NOT_SENT, cl), call()) is None


@pytest.mark.parametrize("attempts", [1, 2, 4, 7])
def test_the_policy_decides_the_number_of_attempts(attempts: int) -> None:
    decisions = retries(RetryPolicy(attempts=attempts))
    waits = [decisions.wait_after(failed(Outcome.UNKNOWN), call()) for _ in range(attempts)]
    assert [wait is None for wait in waits] == [False] * (attempts - 1) + [True]


def test_a_policy_that_is_off_tries_nothing_again() -> None:
    decisions = retries(RetryPolicy.off())
    assert decisions.wait_after(failed(Outcome.NOT_SENT), call()) is None
    assert not decisions.may_wait_out(errors.RateLimited("slow down"), call())


@pytest.mark.parametrize(
    ("error", "waited_out"),
    [(errors.RateLimited("x"), True), (errors.ServerError("x"), False), (errors.ConnectError("x"), False)],
)
def test_only_a_429_is_waited_out(error: TelephonyError, waited_out: bool) -> None:  # noqa: FBT001 - parametrised
    assert retries().may_wait_out(error, call()) is waited_out


@pytest.mark.parametrize(
    ("random", "waits"),
    [(0.0, [0.0, 0.0, 0.0, 0.0]), (0.5, [0.25, 0.5, 1.0, 1.5]), (0.999, [0.4995, 0.999, 1.998, 2.997])],
)
def test_each_wait_is_drawn_from_zero_to_its_bound(random: float, waits: list[float]) -> None:
    decisions = retries(RetryPolicy(attempts=5, base=0.5, cap=3.0), lambda: random)
    assert [decisions.wait_after(failed(Outcome.UNKNOWN), call()) for _ in range(4)] == pytest.approx(waits)


def test_each_call_begins_with_the_shortest_wait() -> None:
    budget = RetryBudget(RetryPolicy(), VirtualTime().clock)
    for _ in range(3):
        assert Retries(RetryPolicy(), budget, lambda: 1.0).wait_after(failed(Outcome.UNKNOWN), call()) == 0.5


@pytest.mark.parametrize(("asked", "wait"), [(None, 0.25), (0.1, 0.25), (7.0, 7.0)])
def test_a_fault_that_names_a_time_is_given_at_least_that(asked: float | None, wait: float) -> None:
    error = errors.ServerError("busy")
    error.retry_after = asked
    assert retries().wait_after(error, call()) == wait


def test_a_budget_that_is_used_up_ends_the_retries_and_says_so() -> None:
    decisions = retries(RetryPolicy(budget_ratio=0, budget_floor=0))
    error = failed(Outcome.UNKNOWN)
    assert decisions.wait_after(error, call()) is None
    assert any("retry budget is used up" in note for note in error.__notes__)


def test_a_fault_that_is_not_tried_again_costs_no_budget() -> None:
    policy = RetryPolicy(attempts=100, budget_ratio=0.1, budget_floor=0)
    budget = RetryBudget(policy, VirtualTime().clock)
    decisions = Retries(policy, budget, lambda: 0.5)
    for _ in range(10):
        decisions.wait_after(failed(Outcome.UNKNOWN), call("POST"))
    assert budget.withdraw()


def test_a_budget_starts_with_ten_seconds_of_its_floor() -> None:
    budget = RetryBudget(RetryPolicy(budget_floor=2), VirtualTime().clock)
    assert [budget.withdraw() for _ in range(21)] == [True] * 20 + [False]


def test_a_budget_refills_with_time_up_to_ten_seconds_worth() -> None:
    time = VirtualTime()
    budget = RetryBudget(RetryPolicy(budget_floor=2, budget_ratio=0), time.clock)
    while budget.withdraw():
        pass
    time.now += 1.5
    assert [budget.withdraw() for _ in range(4)] == [True] * 3 + [False]
    time.now += 3600
    assert sum(budget.withdraw() for _ in range(100)) == 20


def test_a_budget_refills_with_calls() -> None:
    budget = RetryBudget(RetryPolicy(budget_floor=0, budget_ratio=0.2), VirtualTime().clock)
    while budget.withdraw():
        pass
    for _ in range(5):
        assert not budget.withdraw()
        budget.calls += 1
    assert budget.withdraw()
    assert not budget.withdraw()


@pytest.mark.parametrize(("ratio", "floor"), [(0.0, 0.05), (0.05, 0.0), (0.01, 0.01)])
def test_however_small_a_budget_is_it_saves_up_for_one_retry(ratio: float, floor: float) -> None:
    time = VirtualTime()
    budget = RetryBudget(RetryPolicy(budget_ratio=ratio, budget_floor=floor), time.clock)
    assert [budget.withdraw(), budget.withdraw()] == [True, False]
    time.now += 100
    for _ in range(100):
        budget.calls += 1
    assert [budget.withdraw(), budget.withdraw()] == [True, False]


@given(
    ratio=st.floats(0, 2),
    floor=st.floats(0, 50),
    steps=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.floats(0, 5)), max_size=10),
)
def test_retries_never_exceed_what_calls_and_time_have_paid_for(
    ratio: float, floor: float, steps: list[tuple[int, int, float]]
) -> None:
    time = VirtualTime()
    budget = RetryBudget(RetryPolicy(budget_ratio=ratio, budget_floor=floor), time.clock)
    paid, spent = max(1.0, 10 * max(ratio, floor)), 0
    for calls, wanted, seconds in steps:
        for _ in range(calls):
            budget.calls += 1
        time.now += seconds
        paid += calls * ratio + seconds * floor
        spent += sum(budget.withdraw() for _ in range(wanted))
        assert spent <= paid + 1e-6


def test_backoff_supplies_waits_without_a_warning_or_a_deprecated_call() -> None:
    script = """
import asyncio, inspect, itertools, warnings
warnings.simplefilter("error")

def refused(function):
    raise AssertionError("asyncio.iscoroutinefunction was called")

asyncio.iscoroutinefunction = refused
import telephony_clients
from telephony_clients import Options, RetryPolicy, Talkable, Talkover, Talkroute
from telephony_clients.core.throttle.cooldown import exponential_delays
assert list(itertools.islice(exponential_delays(1.0, 4.0), 4)) == [1.0, 2.0, 4.0, 4.0]
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
