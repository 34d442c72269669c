"""For how long the calls of an account were held back. No clock, no waiting."""

_INFINITE = float("inf")


class HeldBack:
    """The time for which calls were held back because the account was throttled or the vendor was down.

    Attributes:
        since: the clock's time since when they are; infinite while they are not.
    """

    def __init__(self) -> None:
        self.since, self._before = _INFINITE, 0.0

    def begin(self, now: float) -> None:
        """Record that calls are held back from now on, if they were not."""
        self.since = min(self.since, now)

    def end(self, now: float) -> None:
        """Record that none is any more."""
        self._before, self.since = self.total(now), _INFINITE

    def total(self, now: float) -> float:
        """Return for how many seconds in total they were."""
        return self._before + max(0.0, now - self.since)
