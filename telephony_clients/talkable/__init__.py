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

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "assets": ("Asset",),
        "campaigns": ("Campaign", "CampaignStatus", "LivePeriod"),
        "client": ("Talkable",),
        "origins": ("CreatedOrigin", "Incentive", "Item", "Offer", "Origin", "OriginType"),
        "people": ("Person", "ReferralCounts"),
        "traffic_sources": ("TrafficSource",),
    },
)
