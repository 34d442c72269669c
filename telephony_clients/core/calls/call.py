"""One logical call: its time limits and its attempts so far, and what observers and errors learn about it."""

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any

import attrs
from yarl import URL

from telephony_clients.core import errors, events
from telephony_clients.core.events import Event
from telephony_clients.core.options import Options, UnstatedDeadline
from telephony_clients.core.redaction import redact_url
from telephony_clients.core.secret import MaskedText
from telephony_clients.core.values import Lane
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.headers import rate_limit
from telephony_clients.core.wire.request import Request
from telephony_clients.core.wire.watchdog import CancelScope

if TYPE_CHECKING:
    from telephony_clients.core.throttle.gate import Gate
    from telephony_clients.core.throttle.permit import Permit

OUTAGE_STATUSES = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_UNDECIDED = OUTAGE_STATUSES | {HTTPStatus.TOO_MANY_REQUESTS}
"""Statuses of which the whole answer tells what it means to the account."""
_numbers = count(1)


class Call:
    """The state of one logical call.

    Attributes:
        adapter: the vendor.
        options: how the client or view behaves.
        request: the request.
        url: where it goes.
        started: the clock's time.
        scope: its time limits.
        gate: that of the account, or of the foreign host that it goes to.
        observed: whether anybody is told of it: an observer, or the log.
        attempts: those so far; a successful one is recorded only for an observer.
        waited: seconds spent waiting because the account was throttled or the vendor was down.
        uncounted: those of them that the deadline does not count.
        permit: that of the attempt in flight, None while there is none.
        outcome_unknown: whether an attempt may have been carried out although no answer confirmed it.
        receiving: seconds for which bodies were taken as they arrived, which the deadline does not count.
        trusted: whether it goes to the vendor's own origin, where alone the credential may go.
        signed: whether its URL was named by somebody else, and may be signed: then no value of its query is shown.
        renewable: whether the next attempt may go to another URL than this one, so that a refusal is not the last word.
        key: the credential of the attempt in flight or the latest; None before the first.
        renewals: how many renewals of the credential had come before that one.
        key_refused: whether the vendor has refused it.
        renewed_key: what the next attempt sends instead, after the vendor refused the credential.
    """

    # what few calls change; until then an instance has none of its own, which saves every other call the time
    waited: float = 0.0
    uncounted: float = 0.0
    outcome_unknown: bool = False
    key: MaskedText | None = None
    renewals: int = 0
    key_refused: bool = False
    renewed_key: MaskedText | None = None
    receiving: float = 0.0
    signed: bool = False
    renewable: bool = False
    _id: int = 0

    def __init__(  # noqa: PLR0917 - passing them by name takes longer
        self, adapter: Adapter, options: Options, request: Request[Any], url: URL, scope: CancelScope, gate: "Gate"
    ) -> None:
        self.adapter, self.options, self.request = adapter, options, request
        self.url, self.scope, self.gate = url, scope, gate
        self.started = options.clock()
        self.observed = options.on_event is not None or events.logs()
        self.attempts: tuple[errors.Attempt, ...] = ()
        self.permit: Permit | None = None
        self.trusted = True

    @property
    def id(self) -> int:
        """A number of its own."""
        self._id = self._id or next(_numbers)
        return self._id

    @property
    def may_extend(self) -> bool:
        """Whether time at the closed gate does not count: for a page, a download, or where no deadline was given."""
        return self.request.lane is Lane.BULK or not self.deadline_given

    @property
    def deadline_given(self) -> bool:
        """Whether the caller chose the deadline."""
        return not isinstance(self.options.deadline, UnstatedDeadline)

    @property
    def deadline(self) -> float:
        """The clock's time when the call has to be over, as far as is known now."""
        return self.started + self.options.deadline + self.receiving + self.uncounted

    def release_early(self, status: int, headers: Mapping[str, str]) -> None:
        """Give the permit back when the answer begins, so that no call waits for the end of a body that drips."""
        if status not in _UNDECIDED and self.permit is not None:
            self.gate.accepted(self.permit, rate_limit(headers, time.time))

    def emit(self, event: Callable[..., Event], **more: Any) -> None:
        """Give the observer, if there is one, an event of this call."""
        url, signed = self.url, self.signed
        emit(self.adapter, self.options, self.request, url, event, call_id=self.id, signed=signed, **more)

    def record_attempt(self, started: float, status: int | None, failure: errors.TelephonyError | None) -> None:
        """Record an attempt that has ended, and emit its event.

        Args:
            started: the clock's time when it was sent.
            status: the HTTP status, None when no answer came.
            failure: how it failed, None for a success.
        """
        name = None if failure is None else type(failure).__name__
        self.attempts += (errors.Attempt(started - self.started, status, name),)
        self.outcome_unknown |= failure is not None and failure.outcome is errors.Outcome.UNKNOWN
        seconds = self.options.clock() - started
        self.emit(events.AttemptFinished, number=len(self.attempts), status=status, error=name, seconds=seconds)

    def record_wait(self, seconds: float) -> None:
        """Record the wait after the latest attempt."""
        *earlier, last = self.attempts
        self.attempts = (*earlier, attrs.evolve(last, wait=seconds))

    def deadline_exceeded(self) -> errors.DeadlineExceeded:
        """Return the error for a missed deadline, and record the attempt that it cut short."""
        uncounted = f", not counting {self.uncounted:.1f} s at the closed gate" if self.uncounted else ""
        error = errors.DeadlineExceeded(f"The deadline of {self.options.deadline:g} s passed{uncounted}.")
        if self.permit is not None:
            if self.scope.on_wire:
                error.outcome = errors.Outcome.UNKNOWN
            self.record_attempt(self.permit.at, None, error)
        return error

    def finish(self, error: BaseException | None) -> None:
        """Emit the event for the end of the call."""
        self.emit(
            events.CallFinished,
            attempts=len(self.attempts),
            status=self.attempts[-1].status if self.attempts else None,
            error=None if error is None else type(error).__name__,
            seconds=self.options.clock() - self.started,
            waited=self.waited,
        )

    def fail(self, failure: errors.TelephonyError) -> None:
        """Add the state of the call to an error, and emit the event for the end of the call."""
        if failure.method is None:  # else it is of another call, which was to give a fresh URL
            self.explain(failure)
        self.finish(failure)

    def explain(self, failure: errors.TelephonyError) -> None:
        """Add the state of the call to an error."""
        url = redact_url(str(self.url), signed=self.signed)
        failure.about(vendor=self.adapter.vendor, method=self.request.method, url=url)
        failure.attempts = self.attempts
        if self.outcome_unknown and failure.outcome is not errors.Outcome.ANSWERED:
            failure.outcome = errors.Outcome.UNKNOWN  # an earlier attempt may have been carried out
        if isinstance(failure, errors.RateLimited):
            failure.waited = self.waited


def emit(
    adapter: Adapter,
    options: Options,
    request: Request[Any],
    url: URL | str,
    event: Callable[..., Event],
    *,
    signed: bool = False,
    **more: Any,
) -> None:
    """Give the observer, if there is one, an event.

    Args:
        adapter: the vendor.
        options: those of the client or view, including the observer.
        request: what the event is about.
        url: where the request goes.
        event: its class.
        signed: whether the URL may be signed.
        more: the other fields of the event.
    """
    logs = events.logs()
    if logs or (options.on_event is not None and events.wants(options.on_event, event)):
        told = event(
            vendor=adapter.vendor,
            operation=request.operation_name,
            method=request.method,
            url=redact_url(str(url), signed=signed),
            path=request.path_template,
            at=options.clock(),
            context=options.context,
            **more,
        )
        if logs:
            events.deliver(events.log, told)
        if options.on_event is not None:
            events.deliver(options.on_event, told)
