"""One logical call: its bounds, the tries it has had, and what observers and errors are told of it."""

from collections.abc import Callable
from typing import Any

import attrs
from yarl import URL

from telephony_clients.core import errors, events
from telephony_clients.core.events import Event
from telephony_clients.core.options import Options
from telephony_clients.core.secret import redacted
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.request import Request
from telephony_clients.core.wire.watchdog import CancelScope


@attrs.define(eq=False, repr=False)
class Call:
    """What one logical call has been through.

    Attributes:
        adapter: the vendor.
        options: how the client or view behaves.
        request: what is asked.
        url: where.
        began, deadline: the clock's times.
        scope: its time limits.
        attempts: the tries so far; one that succeeds is noted only for an observer.
        waited: seconds spent waiting because the account was throttled.
        on_wire_since: when the try that is under way was sent, None while none is.
        in_doubt: whether a try may have been carried out though no answer said so.
    """

    adapter: Adapter
    options: Options
    request: Request[Any]
    url: URL
    began: float
    deadline: float
    scope: CancelScope
    attempts: tuple[errors.Attempt, ...] = ()
    waited: float = 0.0
    on_wire_since: float | None = None
    in_doubt: bool = False

    def tell(self, event: Callable[..., Event], **more: Any) -> None:
        """Tell the observer, if there is one, of an event of this call."""
        tell(self.adapter, self.options, self.request, self.url, event, **more)

    def note(self, began: float, status: int | None, failure: errors.TelephonyError | None) -> None:
        """Note a try that has ended, and tell of it.

        Args:
            began: the clock's time when it was sent.
            status: the answer's, None when none came.
            failure: why it is not the last, or is; None for a success.
        """
        name = None if failure is None else type(failure).__name__
        self.attempts += (errors.Attempt(began - self.began, status, name),)
        self.in_doubt |= failure is not None and failure.outcome is errors.Outcome.UNKNOWN
        seconds = self.options.clock() - began
        self.tell(events.AttemptFinished, number=len(self.attempts), status=status, error=name, seconds=seconds)

    def note_wait(self, seconds: float) -> None:
        """Note how long was waited after the last try."""
        *earlier, last = self.attempts
        self.attempts = (*earlier, attrs.evolve(last, wait=seconds))

    def too_late(self) -> errors.DeadlineExceeded:
        """Return the error for a deadline that passed, and note the try that it cut off."""
        error = errors.DeadlineExceeded(f"The deadline of {self.deadline - self.began:g} s passed.")
        if self.on_wire_since is not None:
            error.outcome = errors.Outcome.UNKNOWN
            self.note(self.on_wire_since, None, error)
        return error

    def end(self, error: BaseException | None) -> None:
        """Tell that the call is over."""
        self.tell(
            events.CallFinished,
            attempts=len(self.attempts),
            error=None if error is None else type(error).__name__,
            seconds=self.options.clock() - self.began,
            waited=self.waited,
        )

    def fail(self, failure: errors.TelephonyError) -> None:
        """Put into an error what the call has been through, and tell that it is over."""
        failure.about(vendor=self.adapter.vendor, method=self.request.method, url=redacted(str(self.url)))
        failure.attempts = self.attempts
        if self.in_doubt and failure.outcome is not errors.Outcome.ANSWERED:
            failure.outcome = errors.Outcome.UNKNOWN  # an earlier try may have been carried out
        if isinstance(failure, errors.RateLimited):
            failure.waited = self.waited
        self.end(failure)


def tell(
    adapter: Adapter, options: Options, request: Request[Any], url: URL | str, event: Callable[..., Event], **more: Any
) -> None:
    """Tell the observer, if there is one, of an event.

    Args:
        adapter: the vendor.
        options: those of the client or view, the observer among them.
        request: what the event is about.
        url: where that goes.
        event: its class.
        more: what the event says beside that.
    """
    if options.on_event is not None:
        vendor, shown = adapter.vendor, redacted(str(url))
        options.on_event(event(vendor=vendor, method=request.method, url=shown, at=options.clock(), **more))
