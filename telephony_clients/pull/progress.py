"""How far a pull is, counted from its reports and its clients' events; nothing here prints."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypedDict

from telephony_clients.core.events import AttemptFinished, Event, GateState, PageFetched, Waiting
from telephony_clients.pull.report import Attempts, PartReport

__all__ = ["PullProgress", "PullTotals"]

_RECENT = 10.0
"""Seconds over which speeds are measured."""


class PullTotals(TypedDict):
    """What a pull came to.

    Attributes:
        parts: how many there are; whole of these are `done`, and `skipped` of those were there already.
        rows: of all whole parts.
        requests, refused, retries: as in `PartReport`, of parts that failed too.
        seconds: how long it took.
    """

    parts: int
    done: int
    skipped: int
    rows: int
    requests: int
    refused: int
    retries: int
    seconds: float


class PullProgress(Attempts):
    """How far a pull is; give it to `Options.on_event` of the accounts, and each report to `add`.

    Args:
        parts: how many there are.
        clock: monotonic seconds.

    Attributes:
        done: parts that are whole.
        skipped: those of them that were there already.
        rows: of all whole parts.
        pages: pages of lists that came.
        received: records that came, in parts that are under way too.
        reason: why calls waited last: ``"throttled"``, ``"outage"`` or ``"retry"``; None if none has.
    """

    wants = frozenset({AttemptFinished, PageFetched, Waiting})

    def __init__(self, parts: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.parts = parts
        self.done = self.skipped = self.rows = self.pages = self.received = 0
        self.reason: str | None = None
        self._clock, self._began = clock, clock()
        self._of_done = 0
        self._recent = deque([(self._began, 0, 0)])

    def __call__(self, event: Event) -> None:
        """Count an event."""
        super().__call__(event)
        if isinstance(event, PageFetched):
            self.pages += 1
            self.received += event.items
        elif isinstance(event, Waiting):
            self.reason = event.reason

    def add(self, report: PartReport) -> None:
        """Count a part that is whole."""
        self.done += 1
        self.skipped += report.skipped
        self.rows += report.rows
        self._of_done += 0 if report.skipped else _requests(report)

    def totals(self) -> PullTotals:
        """Return what it came to so far."""
        return PullTotals(
            parts=self.parts,
            done=self.done,
            skipped=self.skipped,
            rows=self.rows,
            requests=self.requests,
            refused=self.refused,
            retries=self.retries,
            seconds=round(self._clock() - self._began, 3),
        )

    def speeds(self) -> tuple[float, float]:
        """Return records and requests a second, of late: call it now and then."""
        now = self._clock()
        self._recent.append((now, self.received, self.requests))
        while len(self._recent) > 2 and now - self._recent[1][0] >= _RECENT:  # noqa: PLR2004 - a first and a last
            self._recent.popleft()
        then, received, requests = self._recent[0]
        seconds = now - then
        if seconds <= 0:
            return 0.0, 0.0
        return (self.received - received) / seconds, (self.requests - requests) / seconds

    def left(self, gates: Sequence[GateState]) -> float | None:
        """Return the seconds that the parts that are missing may take, None while nothing tells.

        They may need as many requests each as those that are whole did; these leave at the rates that the accounts were
        seen to bear, or as fast as of late where some are not known.

        Args:
            gates: from `Accounts.gates`.
        """
        pulled = self.done - self.skipped
        if not pulled:
            return None
        wanted = self._of_done / pulled * (self.parts - self.done) - (self.requests - self._of_done)
        rate = learned_rate(gates) or self.speeds()[1]
        return max(0.0, wanted) / rate if rate else None


def learned_rate(gates: Sequence[GateState]) -> float | None:
    """Return the requests a second that accounts are known to bear together, None while one of them is unknown."""
    rates = [gate.rate for gate in gates if gate.rate is not None]
    return sum(rates) if rates and len(rates) == len(gates) else None


def _requests(report: PartReport) -> int:
    return report.requests + sum(map(_requests, report.divided))
