"""How long a throttled account is left alone: as long as the vendor asked, or longer with each refused probe."""

from collections.abc import Callable, Iterator

from telephony_clients.core.adapter import Pacing
from telephony_clients.core.retry import growing

_JITTER = 0.25
_MOST_SERVER_JITTER = 1.0


class Pauses:
    """The pauses of one gate.

    Args:
        pacing: the first pause and the longest, in seconds.
        random: numbers from 0 to 1, for the jitter.
    """

    def __init__(self, pacing: Pacing, random: Callable[[], float]) -> None:
        self._pacing, self._random = pacing, random
        self._growing: Iterator[float] | None = None

    def over(self) -> None:
        """Begin with the shortest pause next time: the account lets in again."""
        self._growing = None

    def asked(self, seconds: float) -> float:
        """Return the pause that the vendor asked for, with a little more."""
        return seconds + self._random() * min(_JITTER * seconds, _MOST_SERVER_JITTER)

    def made_up(self, least: float) -> float:
        """Return the pause after a refusal that did not say, at least so many seconds."""
        return max(self.grown(), min(least, self._pacing.cap)) * (1 + _JITTER * self._random())

    def grown(self) -> float:
        """Return a pause twice as long as the last, up to the longest."""
        if self._growing is None:
            self._growing = growing(self._pacing.base, self._pacing.cap)
        return next(self._growing)
