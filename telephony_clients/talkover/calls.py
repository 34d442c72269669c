"""Talkover's calls."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from telephony_clients.core.checks import day
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model, OpenEnum
from telephony_clients.core.values import Params
from telephony_clients.core.wire.request import Operation


class CallStatus(OpenEnum):
    """How far a call got: initiated, ringing, answered, completed; else failed, busy or no-answer.

    Older pages say ``in-progress`` where the present ones say ``answered``.
    """

    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    FAILED = "failed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"


class CallDirection(OpenEnum):
    """Who called whom, seen from the agent."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


@attrs.frozen(kw_only=True)
class CallAgent(Model):
    """The agent of a call, in short.

    Attributes:
        id: opaque.
        name: its name.
        label: its label.

    Source: vendor docs, the endpoint pages' examples and field tables.
    """

    id: str
    name: str | None = None
    label: str | None = None


@attrs.frozen(kw_only=True)
class Call(Model):
    """A call.

    Attributes:
        id: opaque.
        sid: the telephony provider's id.
        to, from_: E.164.
        to_formatted, from_formatted: as written inside their countries.
        is_testing: whether it was a trial, without cost.
        direction: who called whom.
        status: how far it got.
        duration: whole seconds, 0 while it is not completed.
        agent: the agent; absent in an agent's own list.
        created_at, updated_at: aware instants.

    Source: vendor docs, the endpoint pages' examples and field tables.
    """

    id: str
    sid: str | None = None
    to: str | None = None
    to_formatted: str | None = None
    from_: str | None = None
    from_formatted: str | None = None
    is_testing: bool = False
    direction: CallDirection
    status: CallStatus
    duration: int = 0
    agent: CallAgent | None = None
    created_at: datetime
    updated_at: datetime | None = None


class Calls(Resource):
    """The calls of the token's environment. There is no documented way to fetch a single one."""

    _list = Operation("GET", "/calls", Call, paged=True)

    def list(
        self,
        *,
        status: CallStatus | str | None = None,
        direction: CallDirection | str | None = None,
        agent_id: str | None = None,
        date_from: date | None = None,
        date_to: date | None = None,
        search: str | None = None,
        page_size: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        params: Params | None = None,
    ) -> Pager[Call]:
        """List calls.

        Args:
            status: how far they got.
            direction: ``inbound`` or ``outbound``.
            agent_id: only this agent's.
            date_from: the first day, a date without time.
            date_to: the last day, likewise.
            search: a phone number or call SID.
            page_size: 1 to 100; 100 when left out, so that a pull takes few requests.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of calls.

        Raises:
            ConfigurationError: an argument is out of its range, before anything is sent.
            ValidationFailed: the vendor does not know a filter's value (when a page is fetched).
            TelephonyError: any other of its kinds, with a cursor (when a page is fetched).

        Source: vendor docs, "list-calls".
        """
        query = self.query(
            {
                "status": status,
                "direction": direction,
                "agent_id": agent_id,
                "date_from": day(date_from, "date_from"),
                "date_to": day(date_to, "date_to"),
                "search": search,
            },
            params,
        )
        return self.pager(self._list(params=query), page_size=page_size, cursor=cursor)
