"""Talkable: referral marketing."""

from telephony_clients.talkable.advocate_offers import Incentive, Offer
from telephony_clients.talkable.assets import Asset
from telephony_clients.talkable.campaigns import Campaign, CampaignStatus, LivePeriod
from telephony_clients.talkable.client import Talkable
from telephony_clients.talkable.coupons import Coupon, CouponChecks, CouponPermission, FoundCoupon
from telephony_clients.talkable.loyalty_members import (
    ActionConfig,
    Collected,
    CouponList,
    LoyaltyAction,
    LoyaltyMember,
    MemberDate,
    MovedPoints,
    RedemptionBatch,
    StaffUser,
)
from telephony_clients.talkable.metrics import MetricFilters, MetricPeriod, MetricSegment, MetricValue, Segmentation
from telephony_clients.talkable.offer_claims import OfferClaim
from telephony_clients.talkable.offers import ClaimLinkStatus, FoundOffer
from telephony_clients.talkable.origin_fields import (
    AffiliateMemberFields,
    EventFields,
    Item,
    OrderFields,
    OriginFields,
    PurchaseFields,
)
from telephony_clients.talkable.origins import CreatedOrigin, Origin, OriginType
from telephony_clients.talkable.people import Person, ReferralCounts
from telephony_clients.talkable.personal_data import PersonalData, PersonalOrigin
from telephony_clients.talkable.referrals import FraudPolicies, PersonRef, Referral, ReferralStatus
from telephony_clients.talkable.rewards import IncentiveType, Reward, RewardReason, RewardStatus
from telephony_clients.talkable.shares import (
    EmailRecipient,
    EmailShare,
    EmailShareStats,
    Share,
    SharingChannel,
    SocialShare,
)
from telephony_clients.talkable.traffic_sources import TrafficSource
from telephony_clients.talkable.visitors import Visitor

__all__ = [
    "ActionConfig",
    "AffiliateMemberFields",
    "Asset",
    "Campaign",
    "CampaignStatus",
    "ClaimLinkStatus",
    "Collected",
    "Coupon",
    "CouponChecks",
    "CouponList",
    "CouponPermission",
    "CreatedOrigin",
    "EmailRecipient",
    "EmailShare",
    "EmailShareStats",
    "EventFields",
    "FoundCoupon",
    "FoundOffer",
    "FraudPolicies",
    "Incentive",
    "IncentiveType",
    "Item",
    "LivePeriod",
    "LoyaltyAction",
    "LoyaltyMember",
    "MemberDate",
    "MetricFilters",
    "MetricPeriod",
    "MetricSegment",
    "MetricValue",
    "MovedPoints",
    "Offer",
    "OfferClaim",
    "OrderFields",
    "Origin",
    "OriginFields",
    "OriginType",
    "Person",
    "PersonRef",
    "PersonalData",
    "PersonalOrigin",
    "PurchaseFields",
    "RedemptionBatch",
    "Referral",
    "ReferralCounts",
    "ReferralStatus",
    "Reward",
    "RewardReason",
    "RewardStatus",
    "Segmentation",
    "Share",
    "SharingChannel",
    "SocialShare",
    "StaffUser",
    "Talkable",
    "TrafficSource",
    "Visitor",
]
