"""Events for an observer, one for each step of a call. None shows a body, a header or a secret."""

import contextlib
import logging
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias, TypeVar

import attrs

from telephony_clients.core.values import RateLimit

__all__ = [
    "AttemptFinished",
    "CallFinished",
    "CallStarted",
    "DriftNoted",
    "Event",
    "GateChanged",
    "GateEvent",
    "GateState",
    "ListChanged",
    "ListEvent",
    "PageFetched",
    "RecordSetAside",
    "SharedQuotaChanged",
    "Waiting",
]

LOGGER = logging.getLogger("telephony_clients")
"""The logger of this package, which configures none."""


@attrs.frozen(kw_only=True)
class _OfCall:
    """The common fields of a call's events.

    Attributes:
        vendor: the vendor's name in lower case.
        operation: the SDK's method, such as ``agents.get``; ``request`` for ``client.request``.
        method, url: the call; the URL holds no secrets.
        path: the operation's path below `base_url` with a ``{name}`` for each id, fit to group by; None for
            ``client.request``.
        call_id: a number that all events of the call have in common, and no other call in this process has.
        at: the clock's seconds.
        context: what `Options.context` is.
    """

    vendor: str
    operation: str
    method: str
    url: str
    path: str | None
    call_id: int
    at: float
    context: Any = attrs.field(default=None, repr=False, hash=False)


@attrs.frozen(kw_only=True)
class CallStarted(_OfCall):
    """A call was made; it may still be queued."""


@attrs.frozen(kw_only=True)
class AttemptFinished(_OfCall):
    """One attempt on the wire ended.

    Attributes:
        number: 1 for the first attempt; refused attempts count.
        status: the HTTP status, None when no answer came.
        error: the name of the error class, None when the attempt succeeded.
        seconds: how long the attempt took.
    """

    number: int
    status: int | None
    error: str | None
    seconds: float


@attrs.frozen(kw_only=True)
class Waiting(_OfCall):
    """The call waits before its next attempt.

    Attributes:
        reason: ``"retry"`` after a fault, ``"throttled"`` at a closed gate, ``"outage"`` at a gate that closed because
            the vendor answered that it is down.
        seconds: how long it is going to wait.
    """

    reason: str
    seconds: float


@attrs.frozen(kw_only=True)
class CallFinished(_OfCall):
    """The call ended.

    Attributes:
        attempts: how many were made.
        status: the HTTP status of the last attempt, None when no answer came.
        error: the name of the error class it raised, None when it returned.
        seconds: how long it took in total.
        waited: how much of that was spent waiting because the account was throttled or the vendor was down.
    """

    attempts: int
    status: int | None
    error: str | None
    seconds: float
    waited: float


@attrs.frozen(kw_only=True)
class PageFetched(_OfCall):
    """A page of a list arrived, by the call of that id.

    Attributes:
        number: the page's number, None where pages have none.
        items: how many records it holds.
        total: how many the whole list holds, None when the vendor does not say.
    """

    number: int | None
    items: int
    total: int | None


@attrs.frozen(kw_only=True)
class ListChanged(_OfCall):
    """A list changed while it was read, and what its pages then lacked or repeated was made good.

    Attributes:
        number: the page on which it showed.
        total: how many records the whole list holds now, None when the vendor does not say.
        repeats: how many of its records are left out, because they were given already.
        instead: the page that is read instead, to find what slid out of this one; None when this one is given.
    """

    number: int
    total: int | None
    repeats: int
    instead: int | None


@attrs.frozen(kw_only=True)
class RecordSetAside(_OfCall):
    """A record of a list does not fit its model and is set aside; see `Options.on_bad_record`.

    Attributes:
        number: the page's number, None where pages have none.
        index: the record's place on the page, from 0.
        why: what does not fit and where; no values.
        record: the record as the vendor sent it; not shown.
    """

    number: int | None
    index: int
    why: str
    record: Any = attrs.field(repr=False, eq=False)


@attrs.frozen(kw_only=True)
class GateChanged:
    """The gate of an account closed, let a probe through, or opened.

    Attributes:
        vendor: the vendor's name in lower case.
        state: ``"closed"``, ``"probing"`` or ``"open"``.
        seconds: how long it stays closed; 0 for the other states.
        at: the clock's seconds.
        rate: requests a second that the account is known to accept, None if unknown.
        limit: the name of the limit whose gate it is, None for the account's own; see `Operation`.
    """

    vendor: str
    state: str
    seconds: float
    at: float
    rate: float | None = None
    limit: str | None = None


@attrs.frozen(kw_only=True)
class SharedQuotaChanged:
    """The quota that several processes share became unavailable, or available again.

    Attributes:
        vendor: the vendor's name in lower case.
        state: ``"alone"`` while this process uses its own gate only, ``"shared"`` when it asks the quota again.
        error: the name of the error class that it failed with, None when it is available.
        at: the clock's seconds.
    """

    vendor: str
    state: str
    error: str | None
    at: float


GateEvent: TypeAlias = GateChanged | SharedQuotaChanged
"""The events of a gate."""


@attrs.frozen(kw_only=True)
class GateState:
    """The state of a gate.

    Attributes:
        state: ``"open"``, ``"closed"`` or ``"probing"``.
        reopens_in: seconds until a probe is sent, 0 when the gate is not closed.
        rate: requests a second that the account is known to accept, None before the first refusal.
        quota: the vendor's latest statement of its quota, None if it states none.
        in_flight: requests that wait for their answers to begin.
        window: how many may.
        waiting: queued calls by lane.
        refusals: 429s so far.
        closings: how often the gate closed; one wave of 429s closes it once.
        longest_wait: the longest wait of a call so far, in seconds.
    """

    state: str
    reopens_in: float
    rate: float | None
    quota: RateLimit | None
    in_flight: int
    window: int
    waiting: dict[str, int]
    refusals: int
    closings: int
    longest_wait: float


@attrs.frozen(kw_only=True)
class DriftNoted:
    """The vendor's data deviated from a model, for the first time in this way.

    Attributes:
        vendor: the vendor's name in lower case.
        kind: ``"unknown_field"``, ``"unknown_value"``, ``"wrong_type"``, ``"bad_record"`` or ``"tolerated_json"``.
        model: the model's or enum's name.
        field: the wire name, ``""`` where there is none.
        sample: the type of what came; never the value.
    """

    vendor: str
    kind: str
    model: str
    field: str
    sample: str


ListEvent: TypeAlias = PageFetched | ListChanged | RecordSetAside
"""The events of a list."""
Event: TypeAlias = CallStarted | AttemptFinished | Waiting | CallFinished | ListEvent | GateEvent | DriftNoted
E = TypeVar("E")


def wants(observer: object, kind: Callable[..., Any]) -> bool:
    """Return whether an observer is told of a class of events: of each, unless it names those that it wants.

    Args:
        observer: from `Options.on_event`; its ``wants``, if it has any, holds classes.
        kind: the class.
    """
    named = getattr(observer, "wants", None)
    return named is None or kind in named


def deliver(observer: Callable[[E], None], event: E) -> None:
    """Give an observer an event if it wants it; what it raises is logged and changes nothing.

    Only what is no `Exception` goes on.

    Args:
        observer: from `Options.on_event`.
        event: the event.
    """
    if not wants(observer, type(event)):
        return
    handled = sys.exception()
    try:
        observer(event)
    except Exception as error:  # a call must not fail, or lose its answer, because it is watched
        _forget(error, handled)
        with contextlib.suppress(Exception):  # a user's handler or filter may raise, too
            LOGGER.exception("on_event raised at %s; nothing else is affected.", type(event).__name__)


def log(event: Event) -> None:
    """Log the end of a call or of an attempt at DEBUG; an observer that ignores all other events."""
    match event:
        case AttemptFinished():
            said = event.error if event.status is None else event.status
            where = event.vendor, event.method, event.url
            LOGGER.debug("%s %s %s: attempt %d, %s in %.3f s", *where, event.number, said, event.seconds)
        case CallFinished():
            where, said = (event.vendor, event.method, event.url), event.error or "done"
            LOGGER.debug("%s %s %s: %s, attempts %d, %.3f s", *where, said, event.attempts, event.seconds)


logs = partial(LOGGER.isEnabledFor, logging.DEBUG)
"""Returns whether calls are logged."""


def _forget(error: BaseException, handled: BaseException | None) -> None:
    """Cut what a call was failing with off an observer's error: its message and frames may hold secrets."""
    seen: set[int] = set()
    while handled is not None and error.__context__ is not None and id(error) not in seen:
        seen.add(id(error))
        if error.__context__ is handled:
            error.__context__ = None
            return
        error = error.__context__
