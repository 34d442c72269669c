"""Accounts in the states that tests begin with, and what happens to them."""

import heapq
import itertools
import math
import random
from functools import partial

from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.state import AccountState, GateStatus
from telephony_clients.core.values import Lane, RateLimit


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
    """Return an account that let in 20 at 0, and was opened by a probe after 2 seconds: 5 a second."""
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


def let_in_from_afar(state: AccountState, *, rate: float, trip: float, seconds: float) -> int:
    """Return how many requests an account lets in that wants them apart, but is so far away that they come anyhow."""
    chance, order = random.Random(1), itertools.count()
    events = list[tuple[float, int, Permit, bool | None]]()
    now = free_at = 0.0
    accepted = 0

    def travel(permit: Permit, *, let_in: bool | None) -> None:
        arrives = now + trip / 2 * math.exp(chance.gauss(0, 0.25))
        heapq.heappush(events, (arrives, next(order), permit, let_in))

    while now < seconds:
        if state.status is GateStatus.CLOSED and state.reopens_at <= now:
            travel(probe(state, now), let_in=None)
        wait = state.wait(now, Lane.BULK) if state.status is GateStatus.OPEN else state.reopens_in(now) or math.inf
        if wait <= 0:
            travel(state.take(now, None), let_in=None)
        elif not events or now + wait < events[0][0]:
            now += wait
        else:
            now, _, permit, let_in = heapq.heappop(events)
            if let_in is None:
                travel(permit, let_in=now >= free_at)
                free_at = now + 1 / rate if now >= free_at else free_at
            elif let_in:
                accepted += 1
                accept(state, permit, now)
            else:
                state.extend(now + state.refused(permit, None, None, now))
    return accepted
