"""Talkable: referral marketing."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkable.assets import Asset as Asset
    from telephony_clients.talkable.campaigns import Campaign as Campaign
    from telephony_clients.talkable.campaigns import CampaignStatus as CampaignStatus
    from telephony_clients.talkable.campaigns import LivePeriod as LivePeriod
    from telephony_clients.talkable.client import Talkable as Talkable
    from telephony_clients.talkable.origins import CreatedOrigin as CreatedOrigin
    from telephony_clients.talkable.origins import Incentive as Incentive
    from telephony_clients.talkable.origins import Item as Item
    from telephony_clients.talkable.origins import Offer as Offer
    from telephony_clients.talkable.origins import Origin as Origin
    from telephony_clients.talkable.origins import OriginType as OriginType
    from telephony_clients.talkable.people import Person as Person
    from telephony_clients.talkable.people import ReferralCounts as ReferralCounts
    from telephony_clients.talkable.traffic_sources import TrafficSource as TrafficSource
    from telephony_clients.talkable.webhook_events import AdvocateSignupPayload as AdvocateSignupPayload
    from telephony_clients.talkable.webhook_events import CheckUnsubscribePayload as CheckUnsubscribePayload
    from telephony_clients.talkable.webhook_events import CreateCouponPayload as CreateCouponPayload
    from telephony_clients.talkable.webhook_events import EventPayload as EventPayload
    from telephony_clients.talkable.webhook_events import FriendEmailGatingPayload as FriendEmailGatingPayload
    from telephony_clients.talkable.webhook_events import PostSharePayload as PostSharePayload
    from telephony_clients.talkable.webhook_events import ReferralPayload as ReferralPayload
    from telephony_clients.talkable.webhook_events import RewardPayload as RewardPayload
    from telephony_clients.talkable.webhook_events import UnsubscribePayload as UnsubscribePayload
    from telephony_clients.talkable.webhook_events import WebhookPayload as WebhookPayload
    from telephony_clients.talkable.webhook_events import WebhookType as WebhookType
    from telephony_clients.talkable.webhook_records import WebhookCampaign as WebhookCampaign
    from telephony_clients.talkable.webhook_records import WebhookCoupon as WebhookCoupon
    from telephony_clients.talkable.webhook_records import WebhookEmailType as WebhookEmailType
    from telephony_clients.talkable.webhook_records import WebhookIncentiveType as WebhookIncentiveType
    from telephony_clients.talkable.webhook_records import WebhookOffer as WebhookOffer
    from telephony_clients.talkable.webhook_records import WebhookOrigin as WebhookOrigin
    from telephony_clients.talkable.webhook_records import WebhookPerson as WebhookPerson
    from telephony_clients.talkable.webhook_records import WebhookReferralReward as WebhookReferralReward
    from telephony_clients.talkable.webhook_records import WebhookReward as WebhookReward
    from telephony_clients.talkable.webhook_records import WebhookRewardStatus as WebhookRewardStatus
    from telephony_clients.talkable.webhook_records import WebhookShare as WebhookShare
    from telephony_clients.talkable.webhook_records import WebhookShareInfo as WebhookShareInfo
    from telephony_clients.talkable.webhook_records import WebhookShareType as WebhookShareType
    from telephony_clients.talkable.webhooks import CLASSIC_WEBHOOKS as CLASSIC_WEBHOOKS
    from telephony_clients.talkable.webhooks import CUSTOM_APP as CUSTOM_APP
    from telephony_clients.talkable.webhooks import ClassicWebhooks as ClassicWebhooks
    from telephony_clients.talkable.webhooks import Webhook as Webhook
    from telephony_clients.talkable.webhooks import check_unsubscribe_answer as check_unsubscribe_answer
    from telephony_clients.talkable.webhooks import read_webhook as read_webhook

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "assets": ("Asset",),
        "campaigns": ("Campaign", "CampaignStatus", "LivePeriod"),
        "client": ("Talkable",),
        "origins": ("CreatedOrigin", "Incentive", "Item", "Offer", "Origin", "OriginType"),
        "people": ("Person", "ReferralCounts"),
        "traffic_sources": ("TrafficSource",),
        "webhook_events": (
            "AdvocateSignupPayload",
            "CheckUnsubscribePayload",
            "CreateCouponPayload",
            "EventPayload",
            "FriendEmailGatingPayload",
            "PostSharePayload",
            "ReferralPayload",
            "RewardPayload",
            "UnsubscribePayload",
            "WebhookPayload",
            "WebhookType",
        ),
        "webhook_records": (
            "WebhookCampaign",
            "WebhookCoupon",
            "WebhookEmailType",
            "WebhookIncentiveType",
            "WebhookOffer",
            "WebhookOrigin",
            "WebhookPerson",
            "WebhookReferralReward",
            "WebhookReward",
            "WebhookRewardStatus",
            "WebhookShare",
            "WebhookShareInfo",
            "WebhookShareType",
        ),
        "webhooks": (
            "CLASSIC_WEBHOOKS",
            "CUSTOM_APP",
            "ClassicWebhooks",
            "Webhook",
            "check_unsubscribe_answer",
            "read_webhook",
        ),
    },
)
