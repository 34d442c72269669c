"""Talkover: AI phone agents. Its records' fields are those of the endpoint pages: their examples and field tables."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkover.account import User as User
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
    from telephony_clients.talkover.api_tokens import ApiToken as ApiToken
    from telephony_clients.talkover.api_tokens import CreatedApiToken as CreatedApiToken
    from telephony_clients.talkover.auto_topup import AutoTopUpChanges as AutoTopUpChanges
    from telephony_clients.talkover.auto_topup import AutoTopUpSettings as AutoTopUpSettings
    from telephony_clients.talkover.auto_topup import Card as Card
    from telephony_clients.talkover.auto_topup import PaymentMethod as PaymentMethod
    from telephony_clients.talkover.auto_topup import TopUp as TopUp
    from telephony_clients.talkover.auto_topup import TopUpStatus as TopUpStatus
    from telephony_clients.talkover.auto_topup import TopUpTrigger as TopUpTrigger
    from telephony_clients.talkover.calendar_availability import AvailabilityRule as AvailabilityRule
    from telephony_clients.talkover.calendar_availability import FreeSlot as FreeSlot
    from telephony_clients.talkover.calendar_availability import RuleChanges as RuleChanges
    from telephony_clients.talkover.calendar_availability import RuleDetails as RuleDetails
    from telephony_clients.talkover.calendar_availability import RuleType as RuleType
    from telephony_clients.talkover.calendar_events import Attendee as Attendee
    from telephony_clients.talkover.calendar_events import CalendarEvent as CalendarEvent
    from telephony_clients.talkover.calendar_events import EventChanges as EventChanges
    from telephony_clients.talkover.calendar_events import EventDetails as EventDetails
    from telephony_clients.talkover.calendar_events import EventOwner as EventOwner
    from telephony_clients.talkover.calendar_events import EventStatus as EventStatus
    from telephony_clients.talkover.calendar_events import Meeting as Meeting
    from telephony_clients.talkover.calendar_members import CalendarMember as CalendarMember
    from telephony_clients.talkover.calendar_members import MemberRole as MemberRole
    from telephony_clients.talkover.calendar_providers import ProviderConnection as ProviderConnection
    from telephony_clients.talkover.calendar_providers import ProviderSync as ProviderSync
    from telephony_clients.talkover.calendars import Calendar as Calendar
    from telephony_clients.talkover.calendars import CalendarSync as CalendarSync
    from telephony_clients.talkover.calendars import CalendarSyncStatus as CalendarSyncStatus
    from telephony_clients.talkover.callback_agents import CallbackAgent as CallbackAgent
    from telephony_clients.talkover.callback_agents import CallbackAgentDetails as CallbackAgentDetails
    from telephony_clients.talkover.callback_agents import CallbackConfig as CallbackConfig
    from telephony_clients.talkover.callback_agents import CallbackCount as CallbackCount
    from telephony_clients.talkover.callback_agents import CallbackPeriod as CallbackPeriod
    from telephony_clients.talkover.callback_agents import CallbackStats as CallbackStats
    from telephony_clients.talkover.calls import Call as Call
    from telephony_clients.talkover.calls import CallAgent as CallAgent
    from telephony_clients.talkover.calls import CallDirection as CallDirection
    from telephony_clients.talkover.calls import CallStatus as CallStatus
    from telephony_clients.talkover.charges import Charge as Charge
    from telephony_clients.talkover.client import Talkover as Talkover
    from telephony_clients.talkover.credits import CreditsBalance as CreditsBalance
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
        "account": ("User",),
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
        "api_tokens": (
            "ApiToken",
            "CreatedApiToken",
        ),
        "auto_topup": (
            "AutoTopUpChanges",
            "AutoTopUpSettings",
            "Card",
            "PaymentMethod",
            "TopUp",
            "TopUpStatus",
            "TopUpTrigger",
        ),
        "calendar_availability": (
            "AvailabilityRule",
            "FreeSlot",
            "RuleChanges",
            "RuleDetails",
            "RuleType",
        ),
        "calendar_events": (
            "Attendee",
            "CalendarEvent",
            "EventChanges",
            "EventDetails",
            "EventOwner",
            "EventStatus",
            "Meeting",
        ),
        "calendar_members": (
            "CalendarMember",
            "MemberRole",
        ),
        "calendar_providers": (
            "ProviderConnection",
            "ProviderSync",
        ),
        "calendars": (
            "Calendar",
            "CalendarSync",
            "CalendarSyncStatus",
        ),
        "callback_agents": (
            "CallbackAgent",
            "CallbackAgentDetails",
            "CallbackConfig",
            "CallbackCount",
            "CallbackPeriod",
            "CallbackStats",
        ),
        "calls": (
            "Call",
            "CallAgent",
            "CallDirection",
            "CallStatus",
        ),
        "charges": ("Charge",),
        "client": ("Talkover",),
        "credits": ("CreditsBalance",),
        "health": ("Health",),
        "phone_numbers": (
            "PhoneNumber",
            "PhoneNumberStatus",
            "PhoneNumberType",
        ),
        "trainings": ("Training",),
        "voice_templates": (
            "Gender",
            "QualityTier",
            "VoiceDemo",
            "VoiceGroup",
            "VoiceTemplate",
        ),
    },
)
