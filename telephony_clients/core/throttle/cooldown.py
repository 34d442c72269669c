"""How long a throttled account is left alone: as long as the vendor asks, else an exponential backoff with jitter."""

import math
from collections.abc import Callable, Iterator

import attrs
import backoff

_JITTER = 0.25
_MAX_SERVER_JITTER = 1.0
_DECAY = 8
"""How many times shorter the first cool-down is than the last one before; it falls by half at most."""


@attrs.frozen(kw_only=True)
class ThrottlePolicy:
    """How gently an account is first used, and how long it is left alone after a 429 without Retry-After.

    The cool-downs are ``base * 2**n`` up to ``cap``, plus jitter. If the account's refill is known, the first one is
    longer if the refill needs longer to make up for the refusals, and shorter if it makes up for them, with some to
    spare, sooner.

    Attributes:
        base: seconds after the first refusal; it doubles with each probe that is refused.
        cap: the longest cool-down in seconds, unless the vendor asks for more.
        floor: the shortest backoff in seconds, whatever the refill; for vendors that document how long to wait.
        start: requests in flight to an unknown account at first; while it does not answer, one more each 0.1 s, up to
            three.
        window: seconds in which a quota begins anew, for vendors that document it but do not always state the reset;
            None to find out by asking.
    """

    base: float = 0.5
    cap: float = 120.0
    floor: float = 0.0
    start: int = 1
    window: float | None = None


class CooldownBackoff:
    """The cool-downs of one account.

    Args:
        policy: the shortest and the longest.
        random: numbers from 0 to 1, for the jitter.
    """

    def __init__(self, policy: ThrottlePolicy, random: Callable[[], float]) -> None:
        self._policy, self._random = policy, random
        self._delays: Iterator[float] | None = None
        self._base, self._last = policy.base, 0.0

    def reopened(self) -> None:
        """Start short again next time, but not too short after a long cool-down: the same may happen again."""
        self._delays = None
        self._base, self._last = max(self._policy.base, self._base / 2, self._last / _DECAY), 0.0

    def after_refusal(self, asked: float | None, least: float, most: float) -> float:
        """Return the cool-down after a refusal, with jitter: what the vendor asked for, else the next of the backoff.

        Args:
            asked: seconds that the vendor asked for, None when it did not say.
            least: seconds that the backoff takes at least.
            most: seconds that it takes at most, unless that is less than the least.
        """
        if asked is not None:
            return asked + self._random() * min(_JITTER * asked, _MAX_SERVER_JITTER)
        return max(min(self.grown(), most), self.capped(least), self._policy.floor) * (1 + _JITTER * self._random())

    def capped(self, seconds: float) -> float:
        """Return the seconds, limited to the longest cool-down."""
        return min(seconds, self._policy.cap)

    def grown(self, most: float = math.inf) -> float:
        """Return a cool-down twice as long as the last, up to the longest.

        Args:
            most: seconds that it takes at most, beyond which it does not grow for the next either.
        """
        if self._delays is None:
            self._delays = exponential_delays(self._base, self._policy.cap)
        if self._last < most:
            self._last = next(self._delays)
        return min(self._last, most)


def exponential_delays(base: float, cap: float) -> Iterator[float]:
    """Return infinitely many waits in seconds: ``base``, twice that, and so on up to ``cap``."""
    delays: Iterator[float] = backoff.expo(base=2, factor=base, max_value=cap)
    next(delays)  # backoff's generators yield nothing at first
    return delays
