"""Talkover's agents as the vendor shows them."""

from datetime import datetime

import attrs

from telephony_clients.core.models.fields import OpenEnum, TextId, wire
from telephony_clients.core.models.model import Model
from telephony_clients.talkover.actions import Action
from telephony_clients.talkover.call_records import CallDirection
from telephony_clients.talkover.phone_numbers import PhoneNumberStatus
from telephony_clients.talkover.trainings import Training

__all__ = [
    "AdvancedSettings",
    "Agent",
    "AgentPhoneNumber",
    "AgentStatus",
    "AgentVoice",
    "InterruptSensitivity",
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
    """An agent's voice and how it is used; some of the vendor's examples show an empty object.

    Attributes:
        id, name, label: its id, which is opaque, and its names.
        stability, similarity_boost: 0.0 to 1.0; what is written as ``similarity`` is the second.
        ambient_background: the noise behind it; values not stated.
        template: the voice template it is made from.
    """

    id: TextId | None = None
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
class AdvancedSettings(Model):
    """An agent's rarer settings.

    Attributes:
        enable_initial_message_cache: whether its first message is cached, which makes it cheaper.
    """

    enable_initial_message_cache: bool | None = None


@attrs.frozen(kw_only=True)
class Agent(Model):
    """An AI agent. Of what can be written, the vendor shows the following alone.

    Attributes:
        id: opaque; what the methods of `Agents` take.
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
        trainings, actions, phone_numbers: what belongs to it.
        advanced_settings: only in the answer to their change.
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
    advanced_settings: AdvancedSettings | None = None
