"""How long a throttled account is left alone: as long as the vendor asked, or longer with each refused probe."""

from collections.abc import Callable, Iterator

from telephony_clients.core.adapter import Pacing
from telephony_clients.core.retry import growing

_JITTER = 0.25
_MOST_SERVER_JITTER = 1.0
_SHORTER = 8
"""How many times shorter than the last pause the first of the next time is; it may not fall by more than half."""


class Pauses:
    """The pauses of one gate.

    Args:
        pacing: the first pause and the longest, in seconds.
        random: numbers from 0 to 1, for the jitter.
    """

    def __init__(self, pacing: Pacing, random: Callable[[], float]) -> None:
        self._pacing, self._random = pacing, random
        self._growing: Iterator[float] | None = None
        self._base, self._last = pacing.base, 0.0

    def over(self) -> None:
        """Begin with a short pause next time: the account lets in again. Who was closed for long, may be so again."""
        self._growing = None
        self._base, self._last = max(self._pacing.base, self._base / 2, self._last / _SHORTER), 0.0

    def after_refusal(self, asked: float | None, least: float, most: float) -> float:
        """Return the pause after a refusal: what the vendor asked for or a made-up one, and a little more.

        Args:
            asked: seconds that the vendor asked for, None when it did not say.
            least: seconds that a made-up pause takes at least.
            most: seconds that it takes at most, unless that is too few.
        """
        if asked is not None:
            return asked + self._random() * min(_JITTER * asked, _MOST_SERVER_JITTER)
        return max(min(self.grown(), most), self.at_most(least), self._pacing.floor) * (1 + _JITTER * self._random())

    def at_most(self, seconds: float) -> float:
        """Return so many seconds, or the longest pause if that is shorter."""
        return min(seconds, self._pacing.cap)

    def grown(self) -> float:
        """Return a pause twice as long as the last, up to the longest."""
        if self._growing is None:
            self._growing = growing(self._base, self._pacing.cap)
        self._last = next(self._growing)
        return self._last
