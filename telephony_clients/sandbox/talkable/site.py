"""Everything a Talkable site knows, and the history it begins with."""

from collections.abc import Mapping, Sequence
from typing import Any

from telephony_clients.sandbox.records import digest
from telephony_clients.sandbox.talkable.assets import Assets
from telephony_clients.sandbox.talkable.campaigns import CLICK, TRAFFIC_SOURCES, Campaigns
from telephony_clients.sandbox.talkable.coupons import Coupons
from telephony_clients.sandbox.talkable.loyalty import Loyalty
from telephony_clients.sandbox.talkable.metrics import Metrics
from telephony_clients.sandbox.talkable.notices import Notices
from telephony_clients.sandbox.talkable.offers import Claim, Offers
from telephony_clients.sandbox.talkable.origins import Origin, Origins
from telephony_clients.sandbox.talkable.people import People, Person
from telephony_clients.sandbox.talkable.referrals import APPROVED, Referral, Referrals
from telephony_clients.sandbox.talkable.rewards import Reward, Rewards
from telephony_clients.sandbox.talkable.visitors import Visitors
from telephony_clients.sandbox.talkable.webhooks import Webhooks

_WITH_HISTORY = 20


class Site:
    """A site and all that belongs to it.

    In a fresh site, each of the first twenty people but the first was referred by another one (the person with half
    the number): there is an offer that was shared and claimed, a purchase (`H1002` and on) and a referral, every
    other one of them approved.

    Args:
        seed: decides every value.
        slug: the site's name.
        assets: how many files there are.
        campaigns: how many campaigns there are.
        people: how many people there are.
    """

    def __init__(self, seed: int, slug: str, *, assets: int, campaigns: int, people: int) -> None:
        self.slug = slug
        self.traffic_sources = TRAFFIC_SOURCES
        self.assets = Assets(seed, assets)
        self.campaigns = Campaigns(seed, campaigns)
        self.people = People(seed, people)
        self.coupons = Coupons()
        self.rewards = Rewards(self.coupons)
        self.offers = Offers(seed, self.campaigns)
        self.origins = Origins(self.people)
        self.referrals = Referrals(self.rewards)
        self.visitors = Visitors(seed)
        self.loyalty = Loyalty(self.people, self.coupons)
        self.metrics = Metrics(seed)
        self.webhooks = Webhooks(f"canary{digest(seed, 'talkable', 'webhooks')[:32]}", slug)
        self.notices = Notices(self.webhooks, self.origins)
        self._live_through(self.people.made_up[:_WITH_HISTORY])

    def refer(self, origin: Origin) -> Referral | None:
        """Put an origin down to the advocate whose offer led to it: by coupon, by visitor, or by the friend's e-mail.

        Returns:
            The referral, None when there is nobody to thank, or nothing to thank for: a sign-up is no referral.
        """
        if origin.kind == "AffiliateMember":
            return None
        for code in origin.coupon_codes:
            coupon = self.coupons.find(code)
            claim = self.offers.claimed_by(coupon.owner) if coupon and coupon.owner else None
            if claim is not None:
                return self.referrals.make(claim, origin, "coupon")
        visitor = origin.text("uuid")
        known = self.visitors.person(visitor) if visitor else None
        claim = self.offers.claimed_by(known or origin.person)
        return self.referrals.make(claim, origin, "cookie") if claim else None

    def claim(self, claim: Claim) -> Reward:
        """Reward a friend for a claim."""
        return self.rewards.give(claim.friend, CLICK, claim.offer.campaign)

    def _live_through(self, people: Sequence[Person]) -> None:
        for number, friend in enumerate(people[1:], 2):
            advocate = people[number // 2 - 1]
            offer = self.offers.latest_of(advocate) or self.offers.make(advocate, [])
            if offer is None:
                return
            self.claim(self.offers.claim(self.offers.share(offer, "facebook"), friend))
            referral = self.refer(self.origins.add("Purchase", _order(number, friend.email), "127.0.0.1"))
            if referral is not None and number % 2 == 0:
                self.referrals.settle(referral, APPROVED)


def _order(number: int, email: str) -> Mapping[str, Any]:
    return {"email": email, "order_number": f"H{1000 + number}", "subtotal": 10.0 * number}
