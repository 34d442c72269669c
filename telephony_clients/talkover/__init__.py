"""Talkover: AI phone agents. Its records' fields are those of the endpoint pages: their examples and field tables."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkover.action_integrations import ActionIntegration as ActionIntegration
    from telephony_clients.talkover.actions import Action as Action
    from telephony_clients.talkover.actions import ActionFields as ActionFields
    from telephony_clients.talkover.actions import ActionInput as ActionInput
    from telephony_clients.talkover.actions import ActionType as ActionType
    from telephony_clients.talkover.actions import AuthorizationScheme as AuthorizationScheme
    from telephony_clients.talkover.actions import ExecutionMode as ExecutionMode
    from telephony_clients.talkover.activity import ActivityStatus as ActivityStatus
    from telephony_clients.talkover.agent_costs import AgentPricing as AgentPricing
    from telephony_clients.talkover.agent_costs import OptimizedCostsEligibility as OptimizedCostsEligibility
    from telephony_clients.talkover.agent_costs import Price as Price
    from telephony_clients.talkover.agent_costs import PricingSummary as PricingSummary
    from telephony_clients.talkover.agent_fields import AgentFields as AgentFields
    from telephony_clients.talkover.agent_fields import BehaviourFields as BehaviourFields
    from telephony_clients.talkover.agent_fields import KnowledgeFields as KnowledgeFields
    from telephony_clients.talkover.agent_fields import VoiceFields as VoiceFields
    from telephony_clients.talkover.agent_records import AdvancedSettings as AdvancedSettings
    from telephony_clients.talkover.agent_records import Agent as Agent
    from telephony_clients.talkover.agent_records import AgentPhoneNumber as AgentPhoneNumber
    from telephony_clients.talkover.agent_records import AgentStatus as AgentStatus
    from telephony_clients.talkover.agent_records import AgentVoice as AgentVoice
    from telephony_clients.talkover.agent_records import InterruptSensitivity as InterruptSensitivity
    from telephony_clients.talkover.agent_records import Speaker as Speaker
    from telephony_clients.talkover.agent_records import VoiceTemplateRef as VoiceTemplateRef
    from telephony_clients.talkover.agents import CallOptions as CallOptions
    from telephony_clients.talkover.agents import PlacedCall as PlacedCall
    from telephony_clients.talkover.calls import Call as Call
    from telephony_clients.talkover.calls import CallAgent as CallAgent
    from telephony_clients.talkover.calls import CallDirection as CallDirection
    from telephony_clients.talkover.calls import CallStatus as CallStatus
    from telephony_clients.talkover.client import Talkover as Talkover
    from telephony_clients.talkover.flow import AgentFlow as AgentFlow
    from telephony_clients.talkover.flow import ConversationMode as ConversationMode
    from telephony_clients.talkover.flow import FlowVersion as FlowVersion
    from telephony_clients.talkover.health import Health as Health
    from telephony_clients.talkover.phone_numbers import PhoneNumber as PhoneNumber
    from telephony_clients.talkover.phone_numbers import PhoneNumberStatus as PhoneNumberStatus
    from telephony_clients.talkover.phone_numbers import PhoneNumberType as PhoneNumberType
    from telephony_clients.talkover.release_requests import ReleaseRequest as ReleaseRequest
    from telephony_clients.talkover.release_requests import ReleaseStatus as ReleaseStatus
    from telephony_clients.talkover.sip_dids import Did as Did
    from telephony_clients.talkover.sip_trunks import NewTrunkFields as NewTrunkFields
    from telephony_clients.talkover.sip_trunks import SipHealthStatus as SipHealthStatus
    from telephony_clients.talkover.sip_trunks import SipTransport as SipTransport
    from telephony_clients.talkover.sip_trunks import SipTrunk as SipTrunk
    from telephony_clients.talkover.sip_trunks import TrunkFields as TrunkFields
    from telephony_clients.talkover.sip_trunks import TrunkHealth as TrunkHealth
    from telephony_clients.talkover.sip_trunks import TrunkSettings as TrunkSettings
    from telephony_clients.talkover.sip_trunks import TrunkVerification as TrunkVerification
    from telephony_clients.talkover.trainings import Training as Training
    from telephony_clients.talkover.trainings import TrainingFields as TrainingFields
    from telephony_clients.talkover.voice_templates import Gender as Gender
    from telephony_clients.talkover.voice_templates import QualityTier as QualityTier
    from telephony_clients.talkover.voice_templates import VoiceDemo as VoiceDemo
    from telephony_clients.talkover.voice_templates import VoiceGroup as VoiceGroup
    from telephony_clients.talkover.voice_templates import VoiceTemplate as VoiceTemplate

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "action_integrations": ("ActionIntegration",),
        "actions": (
            "Action",
            "ActionFields",
            "ActionInput",
            "ActionType",
            "AuthorizationScheme",
            "ExecutionMode",
        ),
        "activity": ("ActivityStatus",),
        "agent_costs": (
            "AgentPricing",
            "OptimizedCostsEligibility",
            "Price",
            "PricingSummary",
        ),
        "agent_fields": (
            "AgentFields",
            "BehaviourFields",
            "KnowledgeFields",
            "VoiceFields",
        ),
        "agent_records": (
            "AdvancedSettings",
            "Agent",
            "AgentPhoneNumber",
            "AgentStatus",
            "AgentVoice",
            "InterruptSensitivity",
            "Speaker",
            "VoiceTemplateRef",
        ),
        "agents": (
            "CallOptions",
            "PlacedCall",
        ),
        "calls": (
            "Call",
            "CallAgent",
            "CallDirection",
            "CallStatus",
        ),
        "client": ("Talkover",),
        "flow": (
            "AgentFlow",
            "ConversationMode",
            "FlowVersion",
        ),
        "health": ("Health",),
        "phone_numbers": (
            "PhoneNumber",
            "PhoneNumberStatus",
            "PhoneNumberType",
        ),
        "release_requests": (
            "ReleaseRequest",
            "ReleaseStatus",
        ),
        "sip_dids": ("Did",),
        "sip_trunks": (
            "NewTrunkFields",
            "SipHealthStatus",
            "SipTransport",
            "SipTrunk",
            "TrunkFields",
            "TrunkHealth",
            "TrunkSettings",
            "TrunkVerification",
        ),
        "trainings": (
            "Training",
            "TrainingFields",
        ),
        "voice_templates": (
            "Gender",
            "QualityTier",
            "VoiceDemo",
            "VoiceGroup",
            "VoiceTemplate",
        ),
    },
)
