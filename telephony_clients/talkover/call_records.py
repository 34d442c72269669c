"""Talkover's calls as its answers show them: in a list, when they are placed, while they run, when they are ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

import attrs

from telephony_clients.core.models.fields import OpenEnum, TextId, wire
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Extra, Unset

__all__ = [
    "ActiveCall",
    "Call",
    "CallAgent",
    "CallDirection",
    "CallOptions",
    "CallStatus",
    "EndedCall",
    "PlacedCall",
]


_FINAL = frozenset({"completed", "failed", "busy", "no-answer", "voicemail", "cancelled", "canceled"})
"""Statuses of a call that is over; other pages speak of ``no_answer``, ``voicemail`` and ``cancelled``, too."""


class CallStatus(OpenEnum):
    """How far a call got: initiated, ringing, answered, completed; else failed, busy or no-answer.

    In a campaign it is ``queued`` or ``scheduled`` before. Older pages say ``in-progress`` where the present ones say
    ``answered``.
    """

    QUEUED = "queued"
    SCHEDULED = "scheduled"
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
    """The agent of a call or campaign, in short.

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

    @property
    def has_ended(self) -> bool:
        """Whether the call is over; a status that nobody knows yet does not say so."""
        return self.status.casefold().replace("_", "-") in _FINAL


@attrs.frozen(kw_only=True)
class PlacedCall(Model):
    """A call that was asked for.

    Attributes:
        id: opaque; the quickstart calls it ``call_id``, which is read too.
        agent_id: the agent that calls.
        to: who is called, in E.164.
        status: ``initiated`` at first.
    """

    id: TextId = wire("id", "call_id")
    agent_id: TextId | None = None
    to: TextId | None = None
    status: CallStatus | str | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class ActiveCall(Model):
    """A call that runs.

    Attributes:
        id: opaque.
        agent_id: the agent that talks.
        to: who is called, in E.164.
        status: ``initiated``, ``ringing`` or ``answered``.
        started_at: timezone-aware.
        duration_seconds: so far.
    """

    id: TextId
    agent_id: TextId | None = None
    to: TextId | None = None
    status: CallStatus | str | None = None
    started_at: datetime | None = None
    duration_seconds: int | None = None


@attrs.frozen(kw_only=True)
class EndedCall(Model):
    """A call that was told to end.

    Attributes:
        id: opaque.
        status: what it will be.
        ended_at: timezone-aware.
        ended_reason: ``ended_by_api``.
    """

    id: TextId
    status: CallStatus | str | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None


class CallOptions(TypedDict, total=False):
    """How a call is placed.

    Attributes:
        payload: variables for the agent's prompt.
        context: handed back in every webhook of the call; not used in the talk.
        delay_seconds: 0 to 3600.
        is_testing: no credit is used, and analytics leave it out.
    """

    payload: Mapping[str, Any] | Unset
    context: Mapping[str, Any] | Unset
    delay_seconds: int | Unset
    is_testing: bool | Unset
    extra: Extra | None
