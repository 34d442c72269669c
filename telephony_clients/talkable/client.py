"""The Talkable client."""

import os
from typing import TYPE_CHECKING, Self

import aiohttp

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part
from telephony_clients.core.options import Options
from telephony_clients.core.secret import HIDDEN_LOCALS, Secret, SecretSource
from telephony_clients.talkable.adapter import TalkableAdapter

if TYPE_CHECKING:
    from telephony_clients.talkable.assets import Assets
    from telephony_clients.talkable.campaigns import Campaigns
    from telephony_clients.talkable.coupons import Coupons
    from telephony_clients.talkable.loyalty import Loyalty
    from telephony_clients.talkable.metrics import Metrics
    from telephony_clients.talkable.offers import OfferClaims, Offers
    from telephony_clients.talkable.origins import Origins
    from telephony_clients.talkable.people import People
    from telephony_clients.talkable.rewards import Rewards
    from telephony_clients.talkable.visitors import TrafficSources, VisitorOffers, Visitors

__all__ = ["Talkable"]


class Talkable(VendorClient):
    """Talkable: referral marketing.

    Talkable throttles by the load of the whole site and publishes no limit; a 429 is waited out, by all users of
    the key at once, "from seconds up to minutes".

    Args:
        api_key: the site's API key, or a function that returns it; without it ``TALKABLE_API_KEY`` is read.
        site_slug: the Site ID that every call is about; without it ``TALKABLE_SITE_SLUG`` is read.
        base_url: where the API is; without it ``TALKABLE_BASE_URL``, else ``https://www.talkable.com/api/v2``.
        session: your own aiohttp session, used and never closed.
        options: deadline, retries and the like; see `Options`.

    Attributes:
        assets: static files.
        campaigns: referral campaigns.
        coupons: coupons, and who may use them.
        loyalty: loyalty members and their points.
        metrics: what the dashboard's reports count.
        offer_claims: offers that are shared and claimed in one step.
        offers: advocates' offers, and how they are shared.
        origins: purchases and other events that referrals come from; ``origins.batches``: many at once.
        people: advocates and friends.
        rewards: a visitor's rewards.
        traffic_sources: where visitors come from.
        visitor_offers: friends' offers.
        visitors: people of whom only a browser's mark is known.

    Raises:
        ConfigurationError: there is no key or site, or an argument is unusable.
    """

    adapter_class = TalkableAdapter

    assets = Part["Assets"]("telephony_clients.talkable.assets:Assets")
    campaigns = Part["Campaigns"]("telephony_clients.talkable.campaigns:Campaigns")
    coupons = Part["Coupons"]("telephony_clients.talkable.coupons:Coupons")
    loyalty = Part["Loyalty"]("telephony_clients.talkable.loyalty:Loyalty")
    metrics = Part["Metrics"]("telephony_clients.talkable.metrics:Metrics")
    offer_claims = Part["OfferClaims"]("telephony_clients.talkable.offers:OfferClaims")
    offers = Part["Offers"]("telephony_clients.talkable.offers:Offers")
    origins = Part["Origins"]("telephony_clients.talkable.origins:Origins")
    people = Part["People"]("telephony_clients.talkable.people:People")
    rewards = Part["Rewards"]("telephony_clients.talkable.rewards:Rewards")
    traffic_sources = Part["TrafficSources"]("telephony_clients.talkable.visitors:TrafficSources")
    visitor_offers = Part["VisitorOffers"]("telephony_clients.talkable.visitors:VisitorOffers")
    visitors = Part["Visitors"]("telephony_clients.talkable.visitors:Visitors")

    def __init__(
        self,
        api_key: SecretSource | Secret | None = None,
        site_slug: str | None = None,
        *,
        base_url: str | None = None,
        session: aiohttp.ClientSession | None = None,
        options: Options | None = None,
    ) -> None:
        with HIDDEN_LOCALS:
            adapter = TalkableAdapter(site_slug or os.environ.get("TALKABLE_SITE_SLUG", ""))
            self._set_up(adapter, api_key, base_url, session, options)

    def for_site(self, site_slug: str) -> Self:
        """Return a light view of this client for another site, with the same session, gate and budget.

        Args:
            site_slug: its Site ID; `ConfigurationError` when it is empty.
        """
        return self._seen_through(self._engine.view(adapter=TalkableAdapter(site_slug)))
