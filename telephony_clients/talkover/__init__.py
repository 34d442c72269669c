"""Talkover: AI phone agents."""

from telephony_clients.talkover.actions import Action
from telephony_clients.talkover.agents import (
    Agent,
    AgentPhoneNumber,
    AgentStatus,
    AgentVoice,
    InterruptSensitivity,
    PlacedCall,
    Speaker,
    VoiceTemplateRef,
)
from telephony_clients.talkover.calls import Call, CallAgent, CallDirection, CallStatus
from telephony_clients.talkover.client import Talkover
from telephony_clients.talkover.health import Health
from telephony_clients.talkover.phone_numbers import PhoneNumber, PhoneNumberStatus, PhoneNumberType
from telephony_clients.talkover.trainings import Training
from telephony_clients.talkover.voice_templates import Gender, QualityTier, VoiceDemo, VoiceGroup, VoiceTemplate

__all__ = [
    "Action",
    "Agent",
    "AgentPhoneNumber",
    "AgentStatus",
    "AgentVoice",
    "Call",
    "CallAgent",
    "CallDirection",
    "CallStatus",
    "Gender",
    "Health",
    "InterruptSensitivity",
    "PhoneNumber",
    "PhoneNumberStatus",
    "PhoneNumberType",
    "PlacedCall",
    "QualityTier",
    "Speaker",
    "Talkover",
    "Training",
    "VoiceDemo",
    "VoiceGroup",
    "VoiceTemplate",
    "VoiceTemplateRef",
]
