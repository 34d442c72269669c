"""Talkover's AI agents, and the calls that they place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.core.checks import e164, within
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model, OpenEnum, TextId, wire
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.actions import Action
from telephony_clients.talkover.calls import CallDirection, CallStatus
from telephony_clients.talkover.phone_numbers import PhoneNumberStatus
from telephony_clients.talkover.trainings import Training

__all__ = [
    "Agent",
    "AgentPhoneNumber",
    "AgentStatus",
    "AgentVoice",
    "Agents",
    "CallOptions",
    "InterruptSensitivity",
    "PlacedCall",
    "Speaker",
    "VoiceTemplateRef",
]


class AgentStatus(OpenEnum):
    """Whether an agent is live. Only the Portuguese docs know ``unpublished``."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class Speaker(OpenEnum):
    """Who speaks first. The Portuguese docs say ``human`` for ``user``."""

    AGENT = "agent"
    USER = "user"
    HUMAN = "human"


class InterruptSensitivity(OpenEnum):
    """How easily a caller interrupts the agent."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@attrs.frozen(kw_only=True)
class VoiceTemplateRef(Model):
    """A voice template, in short.

    Attributes:
        id, name: as of the `VoiceTemplate`.
    """

    id: TextId
    name: str | None = None


@attrs.frozen(kw_only=True)
class AgentVoice(Model):
    """An agent's voice and how it is used.

    Attributes:
        id, name, label: its id, which is opaque, and its names.
        stability, similarity_boost: 0.0 to 1.0.
        ambient_background: the noise behind it; values not stated.
        template: the voice template it is made from.
    """

    id: TextId
    name: str | None = None
    label: str | None = None
    stability: float | None = None
    similarity_boost: float | None = None
    ambient_background: str | None = None
    template: VoiceTemplateRef | None = None


@attrs.frozen(kw_only=True)
class AgentPhoneNumber(Model):
    """A phone number of an agent, in short.

    Attributes:
        id, number: its id, which is opaque, and the number in E.164.
        country_code: ISO 3166, two letters.
        formatted_number, international_number: as written at home and abroad.
        current_status: whether it can be used.
    """

    id: TextId
    number: TextId | None = None
    country_code: str | None = None
    formatted_number: TextId | None = None
    international_number: TextId | None = None
    current_status: PhoneNumberStatus | str | None = None


@attrs.frozen(kw_only=True)
class Agent(Model):
    """An AI agent.

    Attributes:
        id: opaque; what `Agents.get` and `Agents.call` take.
        name, label, description: who it is.
        language: what it speaks, such as ``en-US``.
        voice: its voice, None on a new agent.
        initial_message: what it says first.
        interrupt_sensitivity: how easily it is interrupted.
        conversation_speed: 1.0 is normal.
        initial_message_delay: seconds.
        ask_if_human_present_on_idle: whether it asks when nobody speaks.
        direction: whether it takes or makes calls.
        who_speaks_first: the agent or the user.
        current_status: ``draft`` or ``published``; most changes set it back to ``draft``. Two of the vendor's older
            texts call it ``status``, which is read too.
        is_sandbox: whether it is for trials.
        is_ready_to_publish: whether it could go live.
        created_at, updated_at: of the agent; timezone-aware.
        trainings, actions, phone_numbers: what belongs to it.
    """

    id: TextId
    name: str
    label: str | None = None
    description: str | None = None
    language: str | None = None
    voice: AgentVoice | None = None
    initial_message: str | None = None
    interrupt_sensitivity: InterruptSensitivity | str | None = None
    conversation_speed: float | None = None
    initial_message_delay: int | None = None
    ask_if_human_present_on_idle: bool | None = None
    direction: CallDirection | str | None = None
    who_speaks_first: Speaker | str | None = None
    current_status: AgentStatus | str | None = wire("current_status", "status", default=None)
    is_sandbox: bool | None = None
    is_ready_to_publish: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    trainings: list[Training] | None = None
    actions: list[Action] | None = None
    phone_numbers: list[AgentPhoneNumber] | None = None


@attrs.frozen(kw_only=True)
class PlacedCall(Model):
    """A call that was asked for.

    Attributes:
        id: opaque; the quickstart calls it ``call_id``, which is read too.
        agent_id: the agent that calls.
        to: who is called, in E.164.
        status: ``initiated`` at first.
        created_at: of the call; timezone-aware.
    """

    id: TextId = wire("id", "call_id")
    agent_id: TextId | None = None
    to: TextId | None = None
    status: CallStatus | str | None = None
    created_at: datetime | None = None


class CallOptions(TypedDict, total=False):
    """How a call is placed.

    Attributes:
        payload: variables for the agent's prompt.
        context: handed back in every webhook of the call; not used in the talk.
        delay_seconds: 0 to 3600.
        is_testing: no credit is used, and analytics leave it out.
        extra: fields of the body that the vendor added since.
    """

    payload: Mapping[str, Any] | Unset
    context: Mapping[str, Any] | Unset
    delay_seconds: int | Unset
    is_testing: bool | Unset
    extra: Extra | None


class Agents(Resource):
    """The AI agents of the token's environment; `NotFound` when there is none of that id.

    Pages have 1 to 100 agents, and 100 when nothing is said.
    """

    _list = Operation("GET", "/agents", Agent, paged=True)
    _get = Operation("GET", "/agents/{agent_id}", Agent)
    _call = Operation("POST", "/agents/{agent_id}/call", PlacedCall)

    def list(
        self,
        *,
        status: AgentStatus | str | None = None,
        direction: CallDirection | str | None = None,
        language: str | None = None,
        search: str | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[Agent]:
        """List agents; `ValidationFailed` for a ``status``, ``direction`` or ``language`` unknown to the vendor.

        ``status`` is ``draft`` or ``published``, ``search`` part of a name or label. ``language``, such as ``en-US``,
        is named by the Portuguese docs only. Source: vendor docs, "list-agents".
        """
        known = {"status": status, "direction": direction, "language": language, "search": search}
        return self.pager(self._list(params=self.query(known, params)), page_size=page_size, cursor=cursor)

    async def get(self, agent_id: str) -> Agent:
        """Fetch one agent; `PermissionDenied` when the token may not see it. Source: vendor docs, "get-agent"."""
        return await self.fetch(self._get(agent_id))

    @takes(CallOptions)
    async def call(self, agent_id: str, *, to: str, **options: Unpack[CallOptions]) -> PlacedCall:
        """Have an agent call ``to``, E.164, now or later. It is never sent twice after an unknown outcome.

        `BadRequest` has the code ``INVALID_PHONE_NUMBER``, ``MISSING_PHONE_NUMBER`` or ``AGENT_INACTIVE``, `NotFound`
        has ``AGENT_NOT_FOUND``, `PaymentRequired` has ``INSUFFICIENT_CREDITS``. Source: vendor docs, "make-call".
        """
        if (delay := options.get("delay_seconds", UNSET)) is not UNSET:
            within(delay, 0, 3600, "delay_seconds")
        body = self.body({"to": e164(to, "to")}, given(options, CallOptions))
        return await self.fetch(self._call(agent_id, json=body))
