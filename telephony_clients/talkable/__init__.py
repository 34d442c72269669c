"""Talkable: referral marketing.

What a model holds is read off the examples of the vendor's OpenAPI file, which gives no schemas; where something else
is the source, the model says so. A source such as ``"findPerson"`` is an operation of that file.
"""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkable.advocate_offers import Incentive as Incentive
    from telephony_clients.talkable.advocate_offers import Offer as Offer
    from telephony_clients.talkable.assets import Asset as Asset
    from telephony_clients.talkable.campaigns import Campaign as Campaign
    from telephony_clients.talkable.campaigns import CampaignStatus as CampaignStatus
    from telephony_clients.talkable.campaigns import LivePeriod as LivePeriod
    from telephony_clients.talkable.client import Talkable as Talkable
    from telephony_clients.talkable.coupons import Coupon as Coupon
    from telephony_clients.talkable.coupons import CouponChecks as CouponChecks
    from telephony_clients.talkable.coupons import CouponPermission as CouponPermission
    from telephony_clients.talkable.coupons import FoundCoupon as FoundCoupon
    from telephony_clients.talkable.loyalty_members import ActionConfig as ActionConfig
    from telephony_clients.talkable.loyalty_members import Collected as Collected
    from telephony_clients.talkable.loyalty_members import CouponList as CouponList
    from telephony_clients.talkable.loyalty_members import LoyaltyAction as LoyaltyAction
    from telephony_clients.talkable.loyalty_members import LoyaltyMember as LoyaltyMember
    from telephony_clients.talkable.loyalty_members import MemberDate as MemberDate
    from telephony_clients.talkable.loyalty_members import MovedPoints as MovedPoints
    from telephony_clients.talkable.loyalty_members import RedemptionBatch as RedemptionBatch
    from telephony_clients.talkable.loyalty_members import StaffUser as StaffUser
    from telephony_clients.talkable.metrics import MetricFilters as MetricFilters
    from telephony_clients.talkable.metrics import MetricPeriod as MetricPeriod
    from telephony_clients.talkable.metrics import MetricSegment as MetricSegment
    from telephony_clients.talkable.metrics import MetricValue as MetricValue
    from telephony_clients.talkable.metrics import Segmentation as Segmentation
    from telephony_clients.talkable.offer_claims import OfferClaim as OfferClaim
    from telephony_clients.talkable.offers import ClaimLinkStatus as ClaimLinkStatus
    from telephony_clients.talkable.offers import EmailShareFields as EmailShareFields
    from telephony_clients.talkable.offers import FoundOffer as FoundOffer
    from telephony_clients.talkable.origin_batches import BatchFields as BatchFields
    from telephony_clients.talkable.origin_fields import AffiliateMemberFields as AffiliateMemberFields
    from telephony_clients.talkable.origin_fields import EventFields as EventFields
    from telephony_clients.talkable.origin_fields import Item as Item
    from telephony_clients.talkable.origin_fields import OrderFields as OrderFields
    from telephony_clients.talkable.origin_fields import OriginFields as OriginFields
    from telephony_clients.talkable.origin_fields import PurchaseFields as PurchaseFields
    from telephony_clients.talkable.origins import CreatedOrigin as CreatedOrigin
    from telephony_clients.talkable.origins import Origin as Origin
    from telephony_clients.talkable.origins import OriginType as OriginType
    from telephony_clients.talkable.people import Person as Person
    from telephony_clients.talkable.people import PersonFields as PersonFields
    from telephony_clients.talkable.people import ReferralCounts as ReferralCounts
    from telephony_clients.talkable.personal_data import PersonalData as PersonalData
    from telephony_clients.talkable.personal_data import PersonalOrigin as PersonalOrigin
    from telephony_clients.talkable.referrals import FraudPolicies as FraudPolicies
    from telephony_clients.talkable.referrals import PersonRef as PersonRef
    from telephony_clients.talkable.referrals import Referral as Referral
    from telephony_clients.talkable.referrals import ReferralStatus as ReferralStatus
    from telephony_clients.talkable.rewards import IncentiveType as IncentiveType
    from telephony_clients.talkable.rewards import Reward as Reward
    from telephony_clients.talkable.rewards import RewardReason as RewardReason
    from telephony_clients.talkable.rewards import RewardStatus as RewardStatus
    from telephony_clients.talkable.shares import EmailRecipient as EmailRecipient
    from telephony_clients.talkable.shares import EmailShare as EmailShare
    from telephony_clients.talkable.shares import EmailShareStats as EmailShareStats
    from telephony_clients.talkable.shares import Share as Share
    from telephony_clients.talkable.shares import SharingChannel as SharingChannel
    from telephony_clients.talkable.shares import SocialShare as SocialShare
    from telephony_clients.talkable.traffic_sources import TrafficSource as TrafficSource
    from telephony_clients.talkable.visitors import Visitor as Visitor
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
        "advocate_offers": ("Incentive", "Offer"),
        "assets": ("Asset",),
        "campaigns": ("Campaign", "CampaignStatus", "LivePeriod"),
        "client": ("Talkable",),
        "coupons": ("Coupon", "CouponChecks", "CouponPermission", "FoundCoupon"),
        "loyalty_members": (
            "ActionConfig",
            "Collected",
            "CouponList",
            "LoyaltyAction",
            "LoyaltyMember",
            "MemberDate",
            "MovedPoints",
            "RedemptionBatch",
            "StaffUser",
        ),
        "metrics": ("MetricFilters", "MetricPeriod", "MetricSegment", "MetricValue", "Segmentation"),
        "offer_claims": ("OfferClaim",),
        "offers": ("ClaimLinkStatus", "EmailShareFields", "FoundOffer"),
        "origin_batches": ("BatchFields",),
        "origin_fields": (
            "AffiliateMemberFields",
            "EventFields",
            "Item",
            "OrderFields",
            "OriginFields",
            "PurchaseFields",
        ),
        "origins": ("CreatedOrigin", "Origin", "OriginType"),
        "people": ("Person", "PersonFields", "ReferralCounts"),
        "personal_data": ("PersonalData", "PersonalOrigin"),
        "referrals": ("FraudPolicies", "PersonRef", "Referral", "ReferralStatus"),
        "rewards": ("IncentiveType", "Reward", "RewardReason", "RewardStatus"),
        "shares": ("EmailRecipient", "EmailShare", "EmailShareStats", "Share", "SharingChannel", "SocialShare"),
        "traffic_sources": ("TrafficSource",),
        "visitors": ("Visitor",),
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
