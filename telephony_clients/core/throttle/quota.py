"""What an account may still send, according to the rate-limit headers of its answers. Numbers only."""

from telephony_clients.core.values import RateLimit

_ROUNDED = 1.0
"""Seconds by which a reset in whole seconds may be early, once that has been observed."""
_MAX_RESET = 3600.0
"""Seconds after which one request is sent anyway, whatever the headers said."""
_INFINITE = float("inf")


class Allowance:
    """Keeps an account within the quota that its answers report.

    The vendor may or may not have counted the requests in flight when it said how many remain, so each counts against
    what remains until it is answered. Answers may overtake each other: only an answer to a request that was sent after
    an earlier answer arrived can raise what remains.

    Args:
        window: seconds after which the quota begins anew if the answers do not say when; None if that is unknown.

    Attributes:
        latest: the latest quota reported, None before the first.
    """

    def __init__(self, window: float | None = None) -> None:
        self.latest: RateLimit | None = None
        self._window = window
        self._left: int | None = None
        self._ends: float | None = None
        self._as_of = 0
        self._late, self._renewed_at = 0.0, -_INFINITE

    def update(self, quota: RateLimit, *, number: int, sent: int, now: float) -> None:
        """Learn from the headers of an answer.

        Args:
            quota: from the headers.
            number: which request was answered, counted from 1.
            sent: how many requests have been sent.
            now: the clock's time.
        """
        self.latest = quota
        if quota.remaining is None:
            return
        begins = self._ends is None
        if self._left is None or number > self._as_of:
            begins |= self._left is not None and quota.remaining > self._left
            self._left, self._as_of = quota.remaining, sent
        else:
            self._left = min(self._left, quota.remaining)
        if quota.reset is not None:
            self._ends = now + min(quota.reset, _MAX_RESET) + self._late
        elif self._window is not None and begins:  # with this request or one just before it
            self._ends = now + self._window

    def refused(self, at: float) -> None:
        """Learn from a refusal: right after a reset, it shows that the vendor rounds the reset down.

        Args:
            at: when the request was sent.
        """
        if 0 <= at - self._renewed_at < _ROUNDED:
            self._late = _ROUNDED

    def binds(self, now: float) -> bool:
        """Return whether it still says how many requests may be sent."""
        return self._left is not None and self._ends is not None and now < self._ends

    def wait(self, now: float, *, in_flight: int) -> float:
        """Return the seconds until one more request may be sent; 0 for now, infinite for not before an answer."""
        if self._left is None or self._left > in_flight:
            return 0.0
        if self._ends is None:
            return _INFINITE if in_flight else 0.0  # no reset was given, so one request has to find out
        if now < self._ends:
            return self._ends - now
        self._renewed_at = now
        self._left, self._ends = 1 + in_flight, None  # a new window: one request learns its size
        return 0.0
