"""What an observer can see: one frozen value for each step of a call. None carries a body, a header or a secret."""

from typing import TypeAlias

import attrs

from telephony_clients.core.values import RateLimit


@attrs.frozen(kw_only=True)
class _OfCall:
    """What the events of a call have in common.

    Attributes:
        vendor: the vendor's name in lower case.
        method, url: the call; the URL is redacted.
        at: the clock's seconds.
    """

    vendor: str
    method: str
    url: str
    at: float


@attrs.frozen(kw_only=True)
class CallStarted(_OfCall):
    """A call was asked for; it may still wait for its turn."""


@attrs.frozen(kw_only=True)
class AttemptFinished(_OfCall):
    """One try on the wire ended.

    Attributes:
        number: 1 for the first try, refused tries counted.
        status: the HTTP status, None when no answer came.
        error: the name of the error class, None when the try succeeded.
        seconds: how long the try took.
    """

    number: int
    status: int | None
    error: str | None
    seconds: float


@attrs.frozen(kw_only=True)
class Waiting(_OfCall):
    """The call waits before its next try.

    Attributes:
        reason: ``"retry"`` after a fault, ``"throttled"`` at a closed gate, ``"outage"`` at a gate that closed because
            the vendor answered that it is down.
        seconds: how long it means to wait.
    """

    reason: str
    seconds: float


@attrs.frozen(kw_only=True)
class CallFinished(_OfCall):
    """The call ended.

    Attributes:
        attempts: tries on the wire.
        error: the name of the error class it raised, None when it returned.
        seconds: how long it took in all.
        waited: seconds of it spent waiting because the account was throttled.
    """

    attempts: int
    error: str | None
    seconds: float
    waited: float


@attrs.frozen(kw_only=True)
class PageFetched(_OfCall):
    """A page of a list arrived.

    Attributes:
        number: the page's number, None where pages have none.
        items: how many records it holds.
        total: how many the list holds in all, None when the vendor does not say.
    """

    number: int | None
    items: int
    total: int | None


@attrs.frozen(kw_only=True)
class GateChanged:
    """The gate of an account closed, let a probe through, or opened.

    Attributes:
        vendor: the vendor's name in lower case.
        state: ``"closed"``, ``"probing"`` or ``"open"``.
        seconds: how long it stays closed; 0 for the other states.
        at: the clock's seconds.
        rate: requests a second that the account is known to bear, None before that is known.
    """

    vendor: str
    state: str
    seconds: float
    at: float
    rate: float | None = None


@attrs.frozen(kw_only=True)
class SharedQuotaChanged:
    """The quota that several processes share could not be asked any more, or could again.

    Attributes:
        vendor: the vendor's name in lower case.
        state: ``"alone"`` while this process keeps to its own gate only, ``"shared"`` when it asks again.
        error: the name of the error class that it failed with, None when it answers.
        at: the clock's seconds.
    """

    vendor: str
    state: str
    error: str | None
    at: float


GateEvent: TypeAlias = GateChanged | SharedQuotaChanged
"""What a gate tells the observer of a call."""


@attrs.frozen(kw_only=True)
class GateState:
    """A gate at one moment.

    Attributes:
        state: ``"open"``, ``"closed"`` or ``"probing"``.
        reopens_in: seconds until a probe is sent, 0 when the gate is not closed.
        rate: requests a second that the account is known to bear, None before the first refusal.
        quota: what the vendor last said about its quota, None when it says nothing.
        in_flight: calls on the wire.
        window: calls that may be on the wire at once.
        waiting: queued calls by lane.
        refusals: 429s so far.
        closings: how often the gate closed; one wave of 429s closes it once.
        longest_wait: seconds that the most patient call has waited so far.
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
    """The vendor's data departed from a model, for the first time in this way.

    Attributes:
        vendor: the vendor's name in lower case.
        kind: ``"unknown_field"``, ``"unknown_value"``, ``"wrong_type"`` or ``"tolerated_json"``.
        model: the model's or enum's name.
        field: the wire name, ``""`` where there is none.
        sample: the type of what came; never the value.
    """

    vendor: str
    kind: str
    model: str
    field: str
    sample: str


Event: TypeAlias = CallStarted | AttemptFinished | Waiting | CallFinished | PageFetched | GateEvent | DriftNoted
