"""The limits that a vendor may hold an account to, hidden from the client or told in headers."""

import bisect
import math
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple, Protocol

REFUSED = 429


class Verdict(NamedTuple):
    """What a server decides about one request.

    Attributes:
        status: the HTTP status.
        headers: what it says besides.
        work: seconds until it answers.
        wait: seconds that it asks to wait, in a header or in its body; None when it does not say.
    """

    status: int
    headers: Mapping[str, str] = {}
    work: float = 0.0
    wait: float | None = None


class Room(NamedTuple):
    """What a limit could tell about itself.

    Attributes:
        limit: requests that it lets in when nothing was used.
        left: requests that it would let in now.
        more: seconds until there is more room.
    """

    limit: int
    left: int
    more: float


class Quota(Protocol):
    """A limit; times are seconds since the run began."""

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""


class Rates:
    """A refill that changes at given instants.

    Args:
        steps: (from when, requests a second), the first from 0.
    """

    def __init__(self, *steps: tuple[float, float]) -> None:
        self._from = [start for start, _ in steps]
        self._rate = [rate for _, rate in steps]
        self._sum = [0.0]
        for index in range(1, len(steps)):
            self._sum.append(self._sum[-1] + self._rate[index - 1] * (self._from[index] - self._from[index - 1]))

    def until(self, at: float) -> float:
        """Return what came in from 0 to an instant."""
        index = bisect.bisect_right(self._from, at) - 1
        return self._sum[index] + self._rate[index] * (at - self._from[index])

    def when(self, amount: float) -> float:
        """Return when so much has come in."""
        for index, total in enumerate(self._sum):
            end = self._sum[index + 1] if index + 1 < len(self._sum) else math.inf
            if amount <= end and self._rate[index] > 0:
                return self._from[index] + max(0.0, amount - total) / self._rate[index]
        return math.inf


class Bucket:
    """A token bucket.

    Args:
        rates: its refill.
        burst: what it holds at most, and at first.
        charges: whether a refused request costs a token too, down to a debt of one bucket.
    """

    def __init__(self, rates: Rates, burst: float, *, charges: bool = False) -> None:
        self._rates, self._burst, self._charges = rates, burst, charges
        self._held, self._at = burst, 0.0

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        self._refill(at)
        if self._held >= 1:
            self._held -= 1
            return Verdict(200)
        if self._charges:
            self._held = max(-self._burst, self._held - 1)
        return Verdict(429)

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        self._refill(at)
        wanted = 1.0 if self._held < 1 else self._burst
        seconds = self._rates.when(self._rates.until(at) + wanted - self._held) - at
        return Room(math.floor(self._burst), max(0, math.floor(self._held)), seconds)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return self._rates.when(count - self._burst)

    def _refill(self, at: float) -> None:
        self._held = min(self._burst, self._held + self._rates.until(at) - self._rates.until(self._at))
        self._at = at


class Window:
    """So many requests in each fixed window.

    Args:
        limit: requests a window.
        period: seconds.
        offset: seconds of the first window that have passed when the run begins.
    """

    def __init__(self, limit: int, period: float = 60.0, *, offset: float = 0.0) -> None:
        self._limit, self._period, self._offset = limit, period, offset
        self._window, self._used = 0, 0

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        self._turn(at)
        if self._used >= self._limit:
            return Verdict(429)
        self._used += 1
        return Verdict(200)

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        self._turn(at)
        end = (self._window + 1) * self._period - self._offset
        return Room(self._limit, self._limit - self._used, end - at)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        full = (count - 1) // self._limit
        return full * self._period - self._offset if full else 0.0

    def _turn(self, at: float) -> None:
        window = int((at + self._offset) // self._period)
        if window != self._window:
            self._window, self._used = window, 0


class Spaced:
    """A leaky bucket without any burst: requests must be apart, with a tolerance.

    Args:
        rate: requests a second.
        tolerance: requests that may come at once.
    """

    def __init__(self, rate: float, tolerance: float) -> None:
        self._step, self._slack, self._next = 1 / rate, (tolerance - 1) / rate, 0.0

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        if at < self._next - self._slack:
            return Verdict(429)
        self._next = max(at, self._next) + self._step
        return Verdict(200)

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        left = (
            math.floor(max(0.0, at + self._slack - self._next) / self._step + 1)
            if at >= self._next - self._slack
            else 0
        )
        until = self._next - self._slack + (left * self._step if left else 0.0)
        return Room(round(self._slack / self._step) + 1, left, max(0.0, until - at))

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return max(0.0, (count - 1) * self._step - self._slack)


class Sliding:
    """So many requests in any period, wherever it begins.

    Args:
        limit: requests a period.
        period: seconds.
    """

    def __init__(self, limit: int, period: float) -> None:
        self._limit, self._period = limit, period
        self._taken = deque[float]()

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        while self._taken and self._taken[0] <= at - self._period:
            self._taken.popleft()
        if len(self._taken) >= self._limit:
            return Verdict(429)
        self._taken.append(at)
        return Verdict(200)

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        while self._taken and self._taken[0] <= at - self._period:
            self._taken.popleft()
        more = self._taken[0] + self._period - at if self._taken else self._period
        return Room(self._limit, self._limit - len(self._taken), more)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return (count - 1) // self._limit * self._period
