"""The gates of all accounts in this process: one for each credential, address and event loop.

A gate lives as long as a client or a call holds it. What it learned of its account outlives it while that is of use:
the next gate goes on from there, also on another event loop once the first has ended. Gates on two loops that run at
once share their cool-downs, and each learns its own rate.
"""

import asyncio
import contextlib
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import ref

import attrs

from telephony_clients.core.options import Options
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.core.throttle.state import AccountState

_RECENT = 64
"""Of so many accounts without a gate, what was learned is kept although nothing would be wrong without it."""
_EXAMINED = 2
"""Accounts without a gate that are looked at whenever one more has none, so that their number cannot grow for ever."""

_Key = tuple[Any, ...]


@attrs.define(eq=False)
class _Known:
    """What is known of an account on one event loop.

    Attributes:
        key: identifies the account.
        loop: the event loop.
        gate: the gate, as long as anybody holds it.
        state: what it learned.
        clock: its clock.
        process: where it was made.
    """

    key: _Key
    loop: "ref[asyncio.AbstractEventLoop]"
    gate: "ref[Gate]"
    state: AccountState
    clock: Callable[[], float]
    process: int = attrs.field(factory=os.getpid)

    @property
    def left_behind(self) -> bool:
        """Whether no gate can be used there any more."""
        loop = self.loop()
        return self.gate() is None or loop is None or loop.is_closed() or self.process != os.getpid()


_ACCOUNTS: dict[_Key, list[_Known]] = {}
_WITHOUT_GATE: OrderedDict[_Known, None] = OrderedDict()
_CHANGING = threading.RLock()


def shared_gate(
    *identity: Any, vendor: str, policy: ThrottlePolicy, options: Options, limit: str | None = None
) -> Gate:
    """Return the gate of an account, or of a limit in it, on the running event loop; made on first use.

    Args:
        identity: identifies the account, including the credential; only a hash is kept of texts.
        vendor: its name.
        policy: for a new gate.
        options: for a new gate; gates with different clocks are not shared.
        limit: the limit's name; None for what has no limit of its own.
    """
    texts = "\0".join([vendor, *(part for part in identity if isinstance(part, str))])
    others = tuple(part for part in identity if not isinstance(part, str))
    if limit is not None:
        texts += f"\0limit\0{limit}"
    key = hashlib.sha256(texts.encode()).hexdigest(), options.clock, *others
    with _CHANGING:
        gate = _existing(key) or _made(key, vendor, policy, options, limit)
    if options.shared_quota is not None:
        gate.share(options.shared_quota, key[0])
    return gate


def _existing(key: _Key) -> Gate | None:
    loop = asyncio.get_running_loop()
    return next((one.gate() for one in _ACCOUNTS.get(key, ()) if one.loop() is loop and not one.left_behind), None)


def _made(key: _Key, vendor: str, policy: ThrottlePolicy, options: Options, limit: str | None) -> Gate:
    """Return a new gate that goes on from what is known of its account."""
    now = options.clock()
    ended = [one for one in _ACCOUNTS.get(key, ()) if one.left_behind]
    for one in ended:
        _forget(one)
    state = max((one.state for one in ended), key=lambda state: state.last_sent, default=None)
    gate = Gate(vendor, policy, options, None if state is None else state.handed_over(options.concurrency))
    gate.limit = limit
    elsewhere = [one.state.reopens_in(now) for one in _ACCOUNTS.get(key, ())]
    if any(elsewhere):
        gate.close_for(max(elsewhere))
    gate.on_cooldown = partial(_spread, key)
    known = _Known(key, ref(asyncio.get_running_loop()), ref(gate), gate.state, options.clock)
    known.gate = ref(gate, lambda _: _release(known))
    _ACCOUNTS.setdefault(key, []).append(known)
    return gate


def _spread(key: _Key, seconds: float) -> None:
    """Close the account's gates on other event loops, too."""
    here = asyncio.get_running_loop()
    for one in list(_ACCOUNTS.get(key, ())):
        gate, loop = one.gate(), one.loop()
        if gate is not None and loop is not None and loop is not here and not one.left_behind:
            with contextlib.suppress(RuntimeError):  # it has just been closed
                loop.call_soon_threadsafe(gate.close_for, seconds)


def _release(known: _Known) -> None:
    """Keep what a gate learned that nobody holds any more, as long as it is of use."""
    with _CHANGING:
        if known not in _ACCOUNTS.get(known.key, ()):
            return
        _WITHOUT_GATE[known] = None
        for _ in range(_EXAMINED):
            oldest = next(iter(_WITHOUT_GATE))
            if oldest.state.binds(oldest.clock()):
                _WITHOUT_GATE.move_to_end(oldest)
            elif len(_WITHOUT_GATE) > _RECENT:
                _forget(oldest)


def _forget(known: _Known) -> None:
    _WITHOUT_GATE.pop(known, None)
    remaining = [one for one in _ACCOUNTS.get(known.key, ()) if one is not known]
    if remaining:
        _ACCOUNTS[known.key] = remaining
    else:
        _ACCOUNTS.pop(known.key, None)
