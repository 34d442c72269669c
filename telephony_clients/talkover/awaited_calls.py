"""Placed calls, followed to their end: the vendor shows no single call, so its list is read again and again."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterable
from contextlib import aclosing
from datetime import date, timedelta
from typing import Any, TypeAlias

from telephony_clients.core.client.pager import Page
from telephony_clients.core.errors import ConfigurationError, DeadlineExceeded
from telephony_clients.talkover.call_records import Call, PlacedCall
from telephony_clients.talkover.campaign_records import CampaignCall, QueuedCall

__all__ = ["AwaitedCalls"]

Awaited: TypeAlias = PlacedCall | QueuedCall | CampaignCall | Call | str
"""A call that was placed, or its id."""
_DAY = timedelta(days=1)
_LAST_LOOK = 1.0
"""Seconds for the reading with which the time ends."""


class AwaitedCalls:
    """Calls that are waited for, from `Calls.wait`: iterate to have each when it has ended, or await all of them.

    The list of calls is read once for all of them, from the day before the oldest that is still open, for the vendor's
    days may begin at another hour; and only until each open one was seen, in whatever order they stand. Between two
    readings passes the interval, or as long as the reading took if that is longer: so it leaves half of a throttled
    account to others.

    Iterating begins anew where it was left, also after an error, with the time that it was given at first.

    Attributes:
        open: the calls that have not ended as far as is known: id -> as last seen, None if no list has shown it yet.
    """

    def __init__(
        self,
        placed: Iterable[Awaited],
        *,
        date_from: date | None,
        timeout: float,
        interval: float,
        list_calls: Callable[..., AsyncGenerator[Page[Call], None]],
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.open: dict[str, Call | None] = {}
        if not (timeout > 0 and interval >= 0):
            raise ConfigurationError("timeout must be a positive number of seconds, and interval none below 0.")
        self._days: dict[str, date] = {}
        agents = set()
        for one in placed:
            call_id, day = (one, date_from) if isinstance(one, str) else (one.id, _day(one) or date_from)
            if call_id is None:
                raise ConfigurationError("A call to wait for has no id.")
            if day is None:
                raise ConfigurationError(f"Nothing tells when the call {call_id} was placed: give date_from.")
            self.open[call_id], self._days[call_id] = None, day
            agents.add(one.agent_id if isinstance(one, PlacedCall) else None)
        self._agent = agents.pop() if len(agents) == 1 else None
        self._timeout, self._interval = timeout, interval
        self._list_calls, self._clock, self._sleep = list_calls, clock, sleep

    def __aiter__(self) -> AsyncIterator[Call]:
        """Yield each call when it has ended.

        Raises:
            DeadlineExceeded: the time is over; `open` tells which calls are left.
        """
        return self._ended()

    def __await__(self) -> Generator[Any, None, list[Call]]:
        """Wait for all of them."""
        return self._all().__await__()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.open)} open)"

    async def _all(self) -> list[Call]:
        return [call async for call in self]

    async def _ended(self) -> AsyncGenerator[Call, None]:
        deadline = self._clock() + self._timeout
        while self.open:
            took, unseen = 0.0, set(self.open)
            until = max(deadline, self._clock() + _LAST_LOOK)
            pages = self._list_calls(until - self._clock(), agent_id=self._agent, date_from=self._oldest())
            async with aclosing(pages):
                while unseen and self._clock() < until:
                    began = self._clock()
                    page = await anext(pages, None)
                    took += self._clock() - began
                    if page is None:
                        break
                    for call in self._found(page, unseen):
                        yield call
            left = deadline - self._clock()
            if self.open and left <= 0:
                raise self._too_late()
            if self.open:
                await self._sleep(min(max(self._interval, took), left))

    def _found(self, page: Page[Call], unseen: set[str]) -> list[Call]:
        """Note which of the calls a page shows, and return those that have ended."""
        ended = []
        for call in page:
            call_id = next((one for one in (call.id, call.sid) if one in self.open), None)
            if call_id is not None:
                unseen.discard(call_id)
                self.open[call_id] = call
                if call.has_ended:
                    del self.open[call_id]
                    ended.append(call)
        return ended

    def _oldest(self) -> date:
        return min(self._days[call_id] for call_id in self.open) - _DAY

    def _too_late(self) -> DeadlineExceeded:
        missing = sum(call is None for call in self.open.values())
        state = f"{len(self.open)} of {len(self._days)} calls have not ended"
        lost = f", of which no list has shown {missing}" if missing else ""
        return DeadlineExceeded(f"After {self._timeout:g} s {state}{lost}; `open` has them. Iterate again to go on.")


def _day(one: PlacedCall | QueuedCall | CampaignCall | Call) -> date | None:
    return None if one.created_at is None else one.created_at.date()
