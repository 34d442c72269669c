"""What an account may still send, as the vendor's headers tell it on every answer. Numbers only."""

from telephony_clients.core.request import RateLimit

_ROUNDED = 1.0
"""Seconds that a reset told in whole seconds may be early."""
_LONGEST = 3600.0
"""Seconds after which one request asks anyway, whatever was told."""
_ENDLESS = float("inf")


class Allowance:
    """Keeps an account within the quota that its answers tell of.

    The vendor may or may not have counted a request under way when it said how many remain, so each counts against
    what remains until it is answered. Answers may overtake each other: only one to a request that was sent after an
    earlier answer came can raise what remains.
    """

    def __init__(self) -> None:
        self.told: RateLimit | None = None
        self._left: int | None = None
        self._ends: float | None = None
        self._as_of = 0

    def heard(self, quota: RateLimit, *, number: int, latest: int, now: float) -> None:
        """Learn what an answer said.

        Args:
            quota: its headers.
            number: which request it answers, counted from 1.
            latest: how many requests have been sent.
            now: the clock's time.
        """
        self.told = quota
        if quota.remaining is None:
            return
        if self._left is None or number > self._as_of:
            self._left, self._as_of = quota.remaining, latest
        else:
            self._left = min(self._left, quota.remaining)
        if quota.reset is not None:
            self._ends = now + min(quota.reset, _LONGEST) + _ROUNDED

    def wait(self, now: float, *, in_flight: int) -> float:
        """Return the seconds until one more request may leave; 0 for now, endless for not before an answer."""
        if self._left is None or self._left > in_flight:
            return 0.0
        if self._ends is None:
            return _ENDLESS if in_flight else 0.0  # nobody said when more may be sent, so one must ask
        if now < self._ends:
            return self._ends - now
        self._left, self._ends = 1 + in_flight, None  # a new window, of which one request learns what it holds
        return 0.0
