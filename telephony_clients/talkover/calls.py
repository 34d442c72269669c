"""Talkover's calls: those of the environment, and those of one agent."""

from collections.abc import AsyncGenerator, Iterable
from datetime import date
from typing import Unpack

import attrs

from telephony_clients.core.checks import day, e164
from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Page, Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.values import Cursor, Extra, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.awaited_calls import Awaited, AwaitedCalls
from telephony_clients.talkover.call_records import ActiveCall, Call, CallDirection, CallStatus, EndedCall
from telephony_clients.talkover.list_filters import DAYS, ListFilters

__all__ = ["AgentCallFilters", "AgentCalls", "CallFilters", "Calls"]


class AgentCallFilters(ListFilters, total=False):
    """What an agent's calls are narrowed down by.

    Attributes:
        status: ``initiated``, ``ringing``, ``answered``, ``completed``, ``failed``, ``busy`` or ``no-answer``.
        direction: ``inbound`` or ``outbound``.
    """

    status: CallStatus | str | None
    direction: CallDirection | str | None


class CallFilters(AgentCallFilters, total=False):
    """What calls are narrowed down by.

    Attributes:
        agent_id: only the calls of one agent.
    """

    agent_id: str | None


class Calls(Resource):
    """The calls of the token's environment. There is no documented way to fetch a single one."""

    _list = Operation("GET", "/calls", Call, paged=True)

    @takes(CallFilters, ListFilters, AgentCallFilters)
    def list(self, **filters: Unpack[CallFilters]) -> Pager[Call]:
        """List calls; ``search`` looks at phone numbers and call SIDs.

        `ValidationFailed` for a ``status`` or ``direction`` that the vendor does not know. The order is not stated.
        Source: vendor docs, "list-calls".
        """
        return self.filtered(self._list, filters=filters, kind=CallFilters, days=DAYS)

    def wait(
        self,
        placed: Iterable[Awaited],
        *,
        timeout: float = 3600.0,
        interval: float = 10.0,
        date_from: date | None = None,
    ) -> AwaitedCalls:
        """Follow placed calls to their end: ``async for`` gives each when it has ended, ``await`` all of them.

        They are found in the list of calls, which is read every ``interval`` seconds, once for all of them; see
        `AwaitedCalls`. After ``timeout`` seconds it raises `DeadlineExceeded`. ``date_from`` is a day before which none
        of them was placed, for those given by id alone. That a campaign's call has the same id in that list, the
        vendor's samples suggest and no page says. Source: vendor docs, "list-calls".
        """
        options = self._engine.options
        return AwaitedCalls(
            placed,
            date_from=day(date_from, "date_from"),
            timeout=timeout,
            interval=interval,
            list_calls=self._pages,
            clock=options.clock,
            sleep=options.sleep,
        )

    def _pages(self, seconds: float, **filters: Unpack[CallFilters]) -> AsyncGenerator[Page[Call], None]:
        """Return the pages of the list, none of which takes longer than so many seconds."""
        options = self._engine.options
        deadline, max_wait = min(options.deadline, seconds), min(options.max_wait, seconds)
        view = self._engine.view(options=attrs.evolve(options, deadline=deadline, max_wait=max_wait))
        return Calls(view).list(**filters).pages()


class AgentCalls(Resource):
    """An agent's calls; `NotFound` when there is no agent of that id. `Agents.call` places one."""

    _list = Operation("GET", "/agents/{agent_id}/calls", Call, paged=True)
    _list_active = Operation("GET", "/agents/{agent_id}/active-call/{phone}", ActiveCall)
    _end = Operation("POST", "/agents/{agent_id}/end-call", EndedCall)

    @takes(AgentCallFilters, ListFilters)
    def list(self, agent_id: str, **filters: Unpack[AgentCallFilters]) -> Pager[Call]:
        """List an agent's calls, without `Call.agent`; else as `Calls.list`. Source: vendor docs, "get-agent-calls"."""
        return self.filtered(self._list, agent_id, filters=filters, kind=AgentCallFilters, days=DAYS)

    def list_active(
        self, agent_id: str, phone: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[ActiveCall]:
        """List the running calls with a number, E.164; the list comes whole.

        `NotFound` when there is none. Source: vendor docs, "get-active-call".
        """
        request = self._list_active(agent_id, e164(phone, "phone"), params=self.query({}, params))
        return self.pager(request, cursor=cursor)

    async def end(self, agent_id: str, *, call_sid: str, extra: Extra | None = None) -> EndedCall:
        """Hang up; the webhook ``event_phone_call_ended`` tells when it is done.

        ``call_sid`` is the id from when the call was placed; lists have a ``sid``, too, and the vendor is not clear
        about which it wants. Not sent twice after an unknown outcome: send it again yourself, and take `Conflict`,
        ``CALL_NOT_ACTIVE``, as a sign that the call is over. Source: vendor docs, "end-call".
        """
        return await self.fetch(self._end(agent_id, json=self.body({"call_sid": call_sid}, extra)))
