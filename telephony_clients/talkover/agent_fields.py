"""What is written of Talkover's agents."""

from collections.abc import Sequence
from typing import Required, TypedDict

from telephony_clients.core.values import Extra, Unset
from telephony_clients.talkover.agent_records import InterruptSensitivity, Speaker
from telephony_clients.talkover.call_records import CallDirection

__all__ = ["AgentFields", "BehaviourFields", "KnowledgeFields", "VoiceFields"]


class BehaviourFields(TypedDict, total=False):
    """How an agent behaves; all but ``initial_message`` are needed.

    Attributes:
        initial_message: what it says first; of an agent that is there already, 5 to 255 characters.
        interrupt_sensitivity: how easily it is interrupted: ``low``, ``medium`` or ``high``.
        ask_if_human_present_on_idle: whether it asks when nobody speaks.
        llm_temperature: how freely it talks, 0 to 2.
        initial_message_delay: 0 to 60 seconds.
    """

    initial_message: str | Unset
    interrupt_sensitivity: Required[InterruptSensitivity | str]
    ask_if_human_present_on_idle: Required[bool]
    llm_temperature: Required[float]
    initial_message_delay: Required[int]
    extra: Extra | None


class KnowledgeFields(BehaviourFields):
    """What an agent knows of its task: its description, and the fields of `BehaviourFields`.

    Attributes:
        description: at least 5 characters.
    """

    description: str


class AgentFields(BehaviourFields, total=False):
    """A new agent: the following, and the fields of `BehaviourFields`.

    Attributes:
        label, name: up to 255 characters each.
        language: ``pt-BR``, ``pt-PT``, ``en-US``, ``en-CA``, ``es-ES``, ``fr-FR``, ``de-DE``, ``it-IT``, ``nl-NL``,
            ``ja-JP``, ``ko-KR`` or ``zh-TW``.
        direction: ``inbound`` or ``outbound``: whether it takes or makes calls.
        who_speaks_first: ``agent`` or ``user``.
        endpointing_sensitivity: how soon the caller's silence counts as an end; values not stated: an example has
            ``auto``, the OpenAPI file ``medium``.
        ivr_navigation_mode: how it deals with voice menus; values not stated: an example has ``off``, the OpenAPI file
            ``standard``.
        conversation_speed: 0.1 to 3.0; 1.0 is normal.
        idle_time_seconds: silence until it asks; 1 to 60, of which other texts of the vendor make 300.
        enable_recording: whether its calls are recorded.
        description: what it is for.
        max_idle_check_count: how often it asks, 1 to 10.
        max_call_duration_seconds: 1 to 3600.
        say_goodbye_on_max_duration: whether it does when that is reached.
        user_inactivity_timeout_seconds: 5 to 120.
        initial_idle_time_seconds: as ``idle_time_seconds``, at the start; 1 to 60.
        initial_max_idle_check_count: as ``max_idle_check_count``, at the start; 0 to 10.
        phone_number_ids: `PhoneNumber.id` of its numbers.
    """

    label: Required[str]
    name: Required[str]
    language: Required[str]
    direction: Required[CallDirection | str]
    who_speaks_first: Required[Speaker | str]
    endpointing_sensitivity: Required[str]
    ivr_navigation_mode: Required[str]
    conversation_speed: Required[float]
    idle_time_seconds: Required[int]
    enable_recording: Required[bool]
    description: str | Unset
    max_idle_check_count: int | Unset
    max_call_duration_seconds: int | Unset
    say_goodbye_on_max_duration: bool | Unset
    user_inactivity_timeout_seconds: int | Unset
    initial_idle_time_seconds: int | Unset
    initial_max_idle_check_count: int | Unset
    phone_number_ids: Sequence[str] | Unset


class VoiceFields(TypedDict, total=False):
    """How an agent sounds.

    Attributes:
        voice_id: a `VoiceTemplate.id`.
        conversation_speed: said to be over 1 and under 2, while a sample sends 1.0.
        who_speaks_first: ``agent`` or ``user``.
        ambient_background: the noise behind it, such as ``office``, ``cafe`` or ``quiet``; others are not stated.
        ambient_volume: 0 to 2, 1 when left out.
        language: such as ``en-US``; the error of one page, and older texts, say that it is needed.
        similarity, stability: 0.5 to 1.0, for high-fidelity voices; which those are is not stated.
    """

    voice_id: Required[str]
    conversation_speed: Required[float]
    who_speaks_first: Required[Speaker | str]
    ambient_background: str | Unset
    ambient_volume: float | Unset
    language: str | Unset
    similarity: float | Unset
    stability: float | Unset
    extra: Extra | None
