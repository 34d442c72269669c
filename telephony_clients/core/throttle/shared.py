"""Asks a quota that several processes share, and goes on without it when it is unavailable."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

import attrs

from telephony_clients.core.events import GateEvent, SharedQuotaChanged, deliver
from telephony_clients.core.shared_quota import Admission, SharedQuota
from telephony_clients.core.tasks import task_for_later

_GOOD_FOR = 1.0
"""Seconds after which an unused admission expires: other processes may have sent meanwhile."""
_RETRY_AFTER = 5.0
"""Seconds after which an unavailable quota is asked again."""
_MIN_WAIT, _MAX_WAIT = 1e-3, 3600.0
"""Bounds, in seconds, on the wait that a quota may ask for."""
_INFINITE = float("inf")


class Unlimited:
    """The null object of a gate that shares no quota: it never makes a call wait."""

    shared = False

    def take(self, _: float) -> float:
        """Return 0: the next call may be sent."""
        return 0.0

    def held_for(self, _: float) -> float:
        """Return 0: nothing holds it back."""
        return 0.0

    def closed(self, seconds: float) -> None:
        """Do nothing: there is nobody to tell."""

    def opened(self) -> None:
        """Do nothing: there is nobody to tell."""


class SharedLimiter:
    """Asks a shared quota for one request at a time, and only when a call could otherwise be sent.

    Args:
        quota: the quota.
        account: identifies the account.
        vendor: its name, for events.
        clock: monotonic seconds.
        observer: returns the observer to notify, None for nobody.
        on_admission: called with each answer, and once when the quota becomes unavailable.
    """

    shared = True

    def __init__(
        self,
        quota: SharedQuota,
        account: str,
        *,
        vendor: str,
        clock: Callable[[], float],
        observer: Callable[[], Callable[[GateEvent], None] | None],
        on_admission: Callable[[Admission], None],
    ) -> None:
        self._quota, self._account, self._vendor = quota, account, vendor
        self._clock, self._observer, self._on_admission = clock, observer, on_admission
        self._reports: deque[Callable[[], Awaitable[None]]] = deque()
        self._wanted = self._alone = False
        self._asker: Callable[[GateEvent], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._good_until = self._held_until = self._retry_at = 0.0

    def take(self, now: float) -> float:
        """Return 0 if the next call may be sent, which uses up the admission; else the seconds until the next query.

        Infinite means that the quota is being asked: `on_admission` is called with its answer.
        """
        if self._alone:
            if now >= self._retry_at:
                self._retry_at = now + _RETRY_AFTER
                self._ask()
            return 0.0
        if now < self._good_until:
            self._good_until = 0.0
            return 0.0
        if now < self._held_until:
            return self._held_until - now
        self._ask()
        return _INFINITE

    def held_for(self, now: float) -> float:
        """Return the seconds for which the quota is known to admit nothing; 0 if it may admit a call."""
        return 0.0 if self._alone else max(0.0, self._held_until - now)

    def closed(self, seconds: float) -> None:
        """Report a refusal."""
        self._good_until = 0.0
        self._report(partial(self._quota.closed, self._account, seconds))

    def opened(self) -> None:
        """Report that a probe was accepted."""
        self._report(partial(self._quota.opened, self._account))

    def _ask(self) -> None:
        # without the quota the call is sent at once, so it is no longer in the queue when the answer comes
        self._wanted, self._asker = True, self._observer()
        self._work()

    def _report(self, report: Callable[[], Awaitable[None]]) -> None:
        if not self._alone:
            self._reports.append(report)
            self._work()

    def _work(self) -> None:
        if self._task is None:
            self._task = task_for_later(self._exchange())

    async def _exchange(self) -> None:
        """Send reports and ask, in order, until there is nothing left to do."""
        try:
            while self._reports or self._wanted:
                notify = self._observer() or self._asker
                try:
                    admission = await self._next()
                except Exception as error:  # noqa: BLE001 - whatever fails, the calls go on, and observers learn why
                    self._lose(error, notify)
                    continue
                back, self._alone = self._alone, False
                if admission is not None:
                    self._on_admission(admission)
                if back:
                    self._notify("shared", None, notify)
        finally:
            self._task = None

    async def _next(self) -> Admission | None:
        if self._reports:
            await self._reports.popleft()()
            return None
        self._wanted = False
        admission = await self._quota.admit(self._account)
        if self._reports:  # the answer does not know yet of the refusal to report
            return None
        now = self._clock()
        if admission.wait > 0:
            admission = attrs.evolve(admission, wait=min(max(admission.wait, _MIN_WAIT), _MAX_WAIT))
            self._held_until = now + admission.wait
        else:
            self._good_until = now + _GOOD_FOR
        return admission

    def _lose(self, error: Exception, notify: Callable[[GateEvent], None] | None) -> None:
        """Go on without the quota."""
        first, self._alone = not self._alone, True
        self._reports.clear()
        self._wanted = False
        self._retry_at = self._clock() + _RETRY_AFTER
        if first:
            self._on_admission(Admission())
            self._notify("alone", type(error).__name__, notify)

    def _notify(self, state: str, error: str | None, notify: Callable[[GateEvent], None] | None) -> None:
        if notify is not None:
            deliver(notify, SharedQuotaChanged(vendor=self._vendor, state=state, error=error, at=self._clock()))
