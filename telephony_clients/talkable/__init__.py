"""Talkable: referral marketing."""

from telephony_clients.talkable.assets import Asset
from telephony_clients.talkable.campaigns import Campaign, CampaignStatus, LivePeriod
from telephony_clients.talkable.client import Talkable
from telephony_clients.talkable.origins import CreatedOrigin, Incentive, Item, Offer, Origin, OriginType
from telephony_clients.talkable.people import Person, ReferralCounts
from telephony_clients.talkable.traffic_sources import TrafficSource

__all__ = [
    "Asset",
    "Campaign",
    "CampaignStatus",
    "CreatedOrigin",
    "Incentive",
    "Item",
    "LivePeriod",
    "Offer",
    "Origin",
    "OriginType",
    "Person",
    "ReferralCounts",
    "Talkable",
    "TrafficSource",
]
