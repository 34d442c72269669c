"""The turns that a gate gets from a quota that several processes share."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

import attrs

from telephony_clients.core.events import GateEvent, SharedQuotaChanged
from telephony_clients.core.shared_quota import Admission, SharedQuota

_GOOD_FOR = 1.0
"""Seconds after which a turn that nobody took counts for nothing: others may have sent meanwhile."""
_ALONE = 5.0
"""Seconds after which a quota that could not be asked is asked again."""
_LEAST, _LONGEST = 1e-3, 3600.0
"""Seconds between two questions at least, and at most, whatever was answered."""
_ENDLESS = float("inf")


class NoTurns:
    """What a gate has that shares no quota: a call may leave whenever it likes."""

    shared = False

    def take(self, _: float) -> float:
        """Return 0: the next call may leave."""
        return 0.0

    def held_for(self, _: float) -> float:
        """Return 0: nothing holds it."""
        return 0.0

    def closed(self, seconds: float) -> None:
        """Do nothing: nobody else is to know."""

    def opened(self) -> None:
        """Do nothing: nobody else is to know."""


class Turns:
    """The turns that one gate gets from a shared quota, asked for one at a time and only when a call could leave.

    Args:
        quota: who gives them.
        account: what tells the account from others.
        vendor: its name, for events.
        clock: monotonic seconds.
        observer: returns who is told of changes, None for nobody.
        told: called after each answer, or when the quota turns out not to answer.
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
        told: Callable[[Admission], None],
    ) -> None:
        self._quota, self._account, self._vendor = quota, account, vendor
        self._clock, self._observer, self._told = clock, observer, told
        self._reports: deque[Callable[[], Awaitable[None]]] = deque()
        self._wanted = self._alone = False
        self._asker: Callable[[GateEvent], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._good_until = self._held_until = self._again_at = 0.0

    def take(self, now: float) -> float:
        """Return 0 if the next call may leave, which uses its turn up; else the seconds until it is asked again.

        Endless means that the quota is being asked: `told` is called with what it says.
        """
        if self._alone:
            if now >= self._again_at:
                self._again_at = now + _ALONE
                self._ask()
            return 0.0
        if now < self._good_until:
            self._good_until = 0.0
            return 0.0
        if now < self._held_until:
            return self._held_until - now
        self._ask()
        return _ENDLESS

    def held_for(self, now: float) -> float:
        """Return the seconds for which the quota is known to have no turn; 0 if it may have one."""
        return 0.0 if self._alone else max(0.0, self._held_until - now)

    def closed(self, seconds: float) -> None:
        """Report a refusal."""
        self._good_until = 0.0
        self._report(partial(self._quota.closed, self._account, seconds))

    def opened(self) -> None:
        """Report that a probe was accepted."""
        self._report(partial(self._quota.opened, self._account))

    def _ask(self) -> None:
        self._wanted, self._asker = True, self._observer()  # who goes on alone is gone when the answer comes
        self._work()

    def _report(self, report: Callable[[], Awaitable[None]]) -> None:
        if not self._alone:
            self._reports.append(report)
            self._work()

    def _work(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._exchange())

    async def _exchange(self) -> None:
        """Report and ask, in the order of what happened, until there is nothing more to say."""
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
                    self._told(admission)
                if back:
                    self._tell("shared", None, notify)
        finally:
            self._task = None

    async def _next(self) -> Admission | None:
        if self._reports:
            await self._reports.popleft()()
            return None
        self._wanted = False
        admission = await self._quota.admit(self._account)
        if self._reports:  # the vendor refused meanwhile, which the answer does not know of
            return None
        now = self._clock()
        if admission.wait > 0:
            admission = attrs.evolve(admission, wait=min(max(admission.wait, _LEAST), _LONGEST))
            self._held_until = now + admission.wait
        else:
            self._good_until = now + _GOOD_FOR
        return admission

    def _lose(self, error: Exception, notify: Callable[[GateEvent], None] | None) -> None:
        first, self._alone = not self._alone, True
        self._reports.clear()
        self._wanted = False
        self._again_at = self._clock() + _ALONE
        if first:
            self._told(Admission())
            self._tell("alone", type(error).__name__, notify)

    def _tell(self, state: str, error: str | None, notify: Callable[[GateEvent], None] | None) -> None:
        if notify is not None:
            notify(SharedQuotaChanged(vendor=self._vendor, state=state, error=error, at=self._clock()))
