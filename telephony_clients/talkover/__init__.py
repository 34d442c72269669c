"""Talkover: AI phone agents. Its records' fields are those of the endpoint pages: their examples and field tables."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkover.actions import Action as Action
    from telephony_clients.talkover.agents import Agent as Agent
    from telephony_clients.talkover.agents import AgentPhoneNumber as AgentPhoneNumber
    from telephony_clients.talkover.agents import AgentStatus as AgentStatus
    from telephony_clients.talkover.agents import AgentVoice as AgentVoice
    from telephony_clients.talkover.agents import CallOptions as CallOptions
    from telephony_clients.talkover.agents import InterruptSensitivity as InterruptSensitivity
    from telephony_clients.talkover.agents import PlacedCall as PlacedCall
    from telephony_clients.talkover.agents import Speaker as Speaker
    from telephony_clients.talkover.agents import VoiceTemplateRef as VoiceTemplateRef
    from telephony_clients.talkover.calls import Call as Call
    from telephony_clients.talkover.calls import CallAgent as CallAgent
    from telephony_clients.talkover.calls import CallDirection as CallDirection
    from telephony_clients.talkover.calls import CallStatus as CallStatus
    from telephony_clients.talkover.client import Talkover as Talkover
    from telephony_clients.talkover.health import Health as Health
    from telephony_clients.talkover.phone_numbers import PhoneNumber as PhoneNumber
    from telephony_clients.talkover.phone_numbers import PhoneNumberStatus as PhoneNumberStatus
    from telephony_clients.talkover.phone_numbers import PhoneNumberType as PhoneNumberType
    from telephony_clients.talkover.trainings import Training as Training
    from telephony_clients.talkover.voice_templates import Gender as Gender
    from telephony_clients.talkover.voice_templates import QualityTier as QualityTier
    from telephony_clients.talkover.voice_templates import VoiceDemo as VoiceDemo
    from telephony_clients.talkover.voice_templates import VoiceGroup as VoiceGroup
    from telephony_clients.talkover.voice_templates import VoiceTemplate as VoiceTemplate

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "actions": ("Action",),
        "agents": (
            "Agent",
            "AgentPhoneNumber",
            "AgentStatus",
            "AgentVoice",
            "CallOptions",
            "InterruptSensitivity",
            "PlacedCall",
            "Speaker",
            "VoiceTemplateRef",
        ),
        "calls": ("Call", "CallAgent", "CallDirection", "CallStatus"),
        "client": ("Talkover",),
        "health": ("Health",),
        "phone_numbers": ("PhoneNumber", "PhoneNumberStatus", "PhoneNumberType"),
        "trainings": ("Training",),
        "voice_templates": ("Gender", "QualityTier", "VoiceDemo", "VoiceGroup", "VoiceTemplate"),
    },
)
