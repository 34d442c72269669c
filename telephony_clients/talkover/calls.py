"""Talkover's calls."""

from datetime import date, datetime

import attrs

from telephony_clients.core.checks import day
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model, OpenEnum, TextId
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["Call", "CallAgent", "CallDirection", "CallStatus", "Calls"]


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
        id, name, label: as of the `Agent`.
    """

    id: TextId
    name: str | None = None
    label: str | None = None


@attrs.frozen(kw_only=True)
class Call(Model):
    """A call.

    Attributes:
        id, sid: the vendor's id and the telephony provider's; opaque.
        to, from_: who was called and who called, in E.164.
        to_formatted, from_formatted: as written inside their countries.
        is_testing: whether it was a trial, without cost.
        direction: who called whom.
        status: how far it got.
        duration: whole seconds, 0 while it is not completed.
        agent: the agent; absent in an agent's own list.
        created_at, updated_at: of the call; timezone-aware.
    """

    id: TextId
    sid: TextId | None = None
    to: TextId | None = None
    to_formatted: TextId | None = None
    from_: TextId | None = None
    from_formatted: TextId | None = None
    is_testing: bool = False
    direction: CallDirection | str
    status: CallStatus | str
    duration: int = 0
    agent: CallAgent | None = None
    created_at: datetime
    updated_at: datetime | None = None


class Calls(Resource):
    """The calls of the token's environment. There is no documented way to fetch a single one.

    Pages have 1 to 100 calls; 100 when nothing is said, so that a pull takes few requests.
    """

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
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[Call]:
        """List calls; `ValidationFailed` for a ``status`` or ``direction`` that the vendor does not know.

        ``date_from`` and ``date_to`` are the first and the last day, dates without time; ``agent_id`` keeps to one
        agent, ``search`` to a phone number or call SID. Source: vendor docs, "list-calls".
        """
        days = {"date_from": day(date_from, "date_from"), "date_to": day(date_to, "date_to")}
        known = {"status": status, "direction": direction, "agent_id": agent_id, **days, "search": search}
        return self.pager(self._list(params=self.query(known, params)), page_size=page_size, cursor=cursor)
