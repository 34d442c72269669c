"""Accounts in the states that tests begin with, and what happens to them."""

from functools import partial

from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.rate import Permit
from telephony_clients.core.throttle.state import AccountState
from telephony_clients.core.values import RateLimit


def account(*, start: int = 100, floor: float = 0.0, base: float = 1.0, cap: float = 120.0) -> AccountState:
    return AccountState(ThrottlePolicy(base=base, cap=cap, floor=floor, start=start), 100, lambda: 0.0)


def take(state: AccountState, count: int, now: float = 0.0) -> list[Permit]:
    return [state.take(now, None) for _ in range(count)]


def accept(state: AccountState, permit: Permit, now: float, quota: RateLimit | None = None) -> bool:
    return state.accepted(permit, quota, partial(float, now))


def probe(state: AccountState, now: float) -> Permit:
    state.begin_probe()
    return state.take(now, None)


def known(*, floor: float = 0.0, base: float = 1.0, cap: float = 120.0) -> AccountState:
    """Return an account that let in 20 at 0, and was opened by a probe after 2 seconds: 5 a second, 9 saved up."""
    state = account(floor=floor, base=base, cap=cap)
    *accepted, refused = take(state, 21)
    for permit in accepted:
        accept(state, permit, 0.0)
    state.refused(refused, None, None, 0.0)
    assert accept(state, probe(state, 2.0), 2.0)
    assert state.controller.rate == 5.0
    return state


def quota(remaining: int | None, reset: float | None) -> RateLimit:
    return RateLimit(limit=None, remaining=remaining, reset=reset)
