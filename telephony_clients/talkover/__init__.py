"""Talkover: AI phone agents. Its records' fields are those of the endpoint pages: their examples and field tables."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkover.actions import Action as Action
    from telephony_clients.talkover.agents import Agent as Agent
    from telephony_clients.talkover.agents import AgentPhoneNumber as AgentPhoneNumber
    from telephony_clients.talkover.agents import AgentStatus as AgentStatus
    from telephony_clients.talkover.agents import AgentVoice as AgentVoice
    from telephony_clients.talkover.agents import InterruptSensitivity as InterruptSensitivity
    from telephony_clients.talkover.agents import Speaker as Speaker
    from telephony_clients.talkover.agents import VoiceTemplateRef as VoiceTemplateRef
    from telephony_clients.talkover.call_records import ActiveCall as ActiveCall
    from telephony_clients.talkover.call_records import Call as Call
    from telephony_clients.talkover.call_records import CallAgent as CallAgent
    from telephony_clients.talkover.call_records import CallDirection as CallDirection
    from telephony_clients.talkover.call_records import CallOptions as CallOptions
    from telephony_clients.talkover.call_records import CallStatus as CallStatus
    from telephony_clients.talkover.call_records import EndedCall as EndedCall
    from telephony_clients.talkover.call_records import PlacedCall as PlacedCall
    from telephony_clients.talkover.calls import AgentCallFilters as AgentCallFilters
    from telephony_clients.talkover.calls import CallFilters as CallFilters
    from telephony_clients.talkover.campaign_fields import CampaignCallOptions as CampaignCallOptions
    from telephony_clients.talkover.campaign_fields import CampaignChanges as CampaignChanges
    from telephony_clients.talkover.campaign_fields import CampaignFilters as CampaignFilters
    from telephony_clients.talkover.campaign_fields import CampaignSettings as CampaignSettings
    from telephony_clients.talkover.campaign_fields import NewCampaign as NewCampaign
    from telephony_clients.talkover.campaign_records import CallTimeRange as CallTimeRange
    from telephony_clients.talkover.campaign_records import Campaign as Campaign
    from telephony_clients.talkover.campaign_records import CampaignCall as CampaignCall
    from telephony_clients.talkover.campaign_records import CampaignFile as CampaignFile
    from telephony_clients.talkover.campaign_records import CampaignStats as CampaignStats
    from telephony_clients.talkover.campaign_records import CampaignStatus as CampaignStatus
    from telephony_clients.talkover.campaign_records import CampaignType as CampaignType
    from telephony_clients.talkover.campaign_records import DoNotCallSource as DoNotCallSource
    from telephony_clients.talkover.campaign_records import QueuedCall as QueuedCall
    from telephony_clients.talkover.client import Talkover as Talkover
    from telephony_clients.talkover.health import Health as Health
    from telephony_clients.talkover.list_filters import ListFilters as ListFilters
    from telephony_clients.talkover.phone_numbers import PhoneNumber as PhoneNumber
    from telephony_clients.talkover.phone_numbers import PhoneNumberStatus as PhoneNumberStatus
    from telephony_clients.talkover.phone_numbers import PhoneNumberType as PhoneNumberType
    from telephony_clients.talkover.trainings import Training as Training
    from telephony_clients.talkover.voice_templates import Gender as Gender
    from telephony_clients.talkover.voice_templates import QualityTier as QualityTier
    from telephony_clients.talkover.voice_templates import VoiceDemo as VoiceDemo
    from telephony_clients.talkover.voice_templates import VoiceGroup as VoiceGroup
    from telephony_clients.talkover.voice_templates import VoiceTemplate as VoiceTemplate
    from telephony_clients.talkover.webhook_events import WebhookEventType as WebhookEventType
    from telephony_clients.talkover.webhook_subscriptions import CustomHeader as CustomHeader
    from telephony_clients.talkover.webhook_subscriptions import NewWebhook as NewWebhook
    from telephony_clients.talkover.webhook_subscriptions import Webhook as Webhook
    from telephony_clients.talkover.webhook_subscriptions import WebhookChanges as WebhookChanges
    from telephony_clients.talkover.webhook_subscriptions import WebhookLog as WebhookLog
    from telephony_clients.talkover.webhook_subscriptions import WebhookLogStatus as WebhookLogStatus
    from telephony_clients.talkover.webhook_subscriptions import WebhookRetry as WebhookRetry
    from telephony_clients.talkover.webhook_subscriptions import WebhookSettings as WebhookSettings
    from telephony_clients.talkover.webhook_subscriptions import WebhookStatus as WebhookStatus
    from telephony_clients.talkover.webhook_subscriptions import WebhookTest as WebhookTest
    from telephony_clients.talkover.webhooks import WebhookEvent as WebhookEvent
    from telephony_clients.talkover.webhooks import WebhookSignature as WebhookSignature
    from telephony_clients.talkover.webhooks import find_signature as find_signature
    from telephony_clients.talkover.webhooks import read_webhook as read_webhook

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "actions": ("Action",),
        "agents": (
            "Agent",
            "AgentPhoneNumber",
            "AgentStatus",
            "AgentVoice",
            "InterruptSensitivity",
            "Speaker",
            "VoiceTemplateRef",
        ),
        "call_records": (
            "ActiveCall",
            "Call",
            "CallAgent",
            "CallDirection",
            "CallOptions",
            "CallStatus",
            "EndedCall",
            "PlacedCall",
        ),
        "calls": ("AgentCallFilters", "CallFilters"),
        "campaign_fields": (
            "CampaignCallOptions",
            "CampaignChanges",
            "CampaignFilters",
            "CampaignSettings",
            "NewCampaign",
        ),
        "campaign_records": (
            "CallTimeRange",
            "Campaign",
            "CampaignCall",
            "CampaignFile",
            "CampaignStats",
            "CampaignStatus",
            "CampaignType",
            "DoNotCallSource",
            "QueuedCall",
        ),
        "client": ("Talkover",),
        "health": ("Health",),
        "list_filters": ("ListFilters",),
        "phone_numbers": ("PhoneNumber", "PhoneNumberStatus", "PhoneNumberType"),
        "trainings": ("Training",),
        "voice_templates": ("Gender", "QualityTier", "VoiceDemo", "VoiceGroup", "VoiceTemplate"),
        "webhook_events": ("WebhookEventType",),
        "webhook_subscriptions": (
            "CustomHeader",
            "NewWebhook",
            "Webhook",
            "WebhookChanges",
            "WebhookLog",
            "WebhookLogStatus",
            "WebhookRetry",
            "WebhookSettings",
            "WebhookStatus",
            "WebhookTest",
        ),
        "webhooks": ("WebhookEvent", "WebhookSignature", "find_signature", "read_webhook"),
    },
)
