"""Talkable's offers: what advocates share, their shares, and the friends who claimed them."""

import string
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW, make_rng
from telephony_clients.sandbox.talkable.answers import refusal, site_time
from telephony_clients.sandbox.talkable.campaigns import INCENTIVES, Campaign, Campaigns
from telephony_clients.sandbox.talkable.people import Person

SOCIAL_CHANNELS = ("facebook", "twitter", "linkedin", "whatsapp", "sms", "other")
EMAILS_OF_AN_OFFER = 25
"""How many e-mails can be sent with one offer."""
_LINK_BASE = "https://share.my-store.com/x/"


@attrs.define(eq=False)
class Offer:
    """An advocate's offer.

    Args:
        id: its number.
        code: what its address and other calls name it by.
        person: the advocate.
        campaign: the campaign it belongs to.
        tags: the campaign tags it shows.
        seed: decides its links.
        recipients: who was sent it by e-mail.
        claims: the friends who claimed it.
    """

    id: int
    code: str
    person: Person
    campaign: Campaign
    tags: list[str]
    seed: int
    recipients: set[str] = attrs.Factory(set)
    claims: "list[Claim]" = attrs.Factory(list)

    @property
    def record(self) -> dict[str, Any]:
        """The offer as Talkable shows one."""
        return {
            "claim_url": self.link("claim"),
            "email": self.person.email,
            "id": self.id,
            "short_url_code": self.code,
            "show_url": self.link("show"),
            "coupon_code": None,
            "incentives": {incentive.identifier: incentive.record for incentive in INCENTIVES},
            "trigger_widget": False,
            "campaign_tags": self.tags,
        }

    def link(self, what: str) -> str:
        """Give the link for something, e.g. `claim` or a sharing channel."""
        return _LINK_BASE + _code(self.seed, self.id, what)

    def answer(self, channels: Iterable[str]) -> dict[str, Any]:
        """Give the offer as a result, with links for the channels if there are any."""
        links = {channel: self.link(channel) for channel in channels}
        return {"offer": self.record, **({"claim_links": links} if links else {})}

    def is_active(self, claim_url: str | None) -> bool:
        """Tell whether a link (None: the offer's own) leads friends to the offer."""
        known = {self.link(what) for what in ("claim", *SOCIAL_CHANNELS, "custom")}
        return self.campaign.status == "Live" and claim_url in {None, *known}


@attrs.define(eq=False)
class Share:
    """One time that an offer was shared.

    Args:
        id: its number.
        offer: what was shared.
        channel: where.
        email: who was sent it, None but for e-mail.
        shared_at: when.
        friends: how many came of it.
        clicks: how often friends clicked.
    """

    id: int
    offer: Offer
    channel: str
    email: str | None
    shared_at: datetime = NOW
    friends: int = 0
    clicks: int = 0

    @property
    def record(self) -> dict[str, Any]:
        """The share as Talkable shows one."""
        return {
            "shared_at": site_time(self.shared_at),
            "short_url": self.offer.link(f"share {self.id}"),
            "channel_identifier": self.channel,
            "id": self.id,
            "type": "SocialOfferShare" if self.email is None else "EmailOfferShare",
            **({} if self.email is None else {"email": self.email}),
            "offer": self.offer.record,
            "campaign": self.offer.campaign.record,
            "friends_count": self.friends,
            "friend_clicks_count": self.clicks,
        }


@attrs.define(eq=False)
class Claim:
    """A friend's offer: an advocate's, claimed.

    Args:
        id: its number.
        friend: who claimed it.
        offer: the advocate's offer.
        share: how the friend came by it.
        visited: whether the friend was seen at the shop.
    """

    id: int
    friend: Person
    offer: Offer
    share: Share
    visited: bool = False

    def visit(self) -> None:
        """Note that the friend was seen at the shop."""
        self.share.clicks += not self.visited
        self.visited = True


class Offers:
    """The offers of a site.

    Args:
        seed: decides codes and links.
        campaigns: the campaigns that offers come from.
    """

    def __init__(self, seed: int, campaigns: Campaigns) -> None:
        self._seed = seed
        self._campaigns = campaigns
        self._by_code: dict[str, Offer] = {}
        self._shares: list[Share] = []
        self._claims: list[Claim] = []

    def find(self, code: str) -> Offer:
        """Find an offer by its code.

        Raises:
            RefusedError: there is none.
        """
        if code not in self._by_code:
            raise refusal("No offer found by id.")
        return self._by_code[code]

    def make(self, person: Person, tags: list[str]) -> Offer | None:
        """Make an offer for an advocate, None when no campaign fits."""
        campaign = self._campaigns.fitting(tags)
        if campaign is None:
            return None
        number = len(self._by_code) + 1
        shown = tags or list(campaign.tags) or ["post-purchase"]
        offer = Offer(number, _code(self._seed, number, "offer"), person, campaign, shown, self._seed)
        self._by_code[offer.code] = offer
        return offer

    def latest_of(self, person: Person) -> Offer | None:
        """Give an advocate's newest offer, None when there is none."""
        return next((offer for offer in reversed(self._by_code.values()) if offer.person is person), None)

    def share(self, offer: Offer, channel: str, email: str | None = None) -> Share:
        """Share an offer, by e-mail with somebody or on another channel."""
        share = Share(len(self._shares) + 1, offer, channel, email)
        self._shares.append(share)
        offer.person.shares.update(("total", channel))
        return share

    def shares_by(self, person: Person) -> list[Share]:
        """Give an advocate's shares, oldest first."""
        return [share for share in self._shares if share.offer.person is person]

    def claim(self, share: Share, friend: Person) -> Claim:
        """Let a friend claim what was shared."""
        claim = Claim(len(self._claims) + 1, friend, share.offer, share)
        self._claims.append(claim)
        share.offer.claims.append(claim)
        share.friends += 1
        return claim

    def claimed_by(self, friend: Person) -> Claim | None:
        """Give what a friend claimed last, None when it was nothing."""
        return next((claim for claim in reversed(self._claims) if claim.friend is friend), None)

    def visitor_offer(self, number: int) -> Claim:
        """Find a friend's offer by its number.

        Raises:
            RefusedError: there is none.
        """
        if not 1 <= number <= len(self._claims):
            raise refusal("No visitor offer found by id.")
        return self._claims[number - 1]


def _code(*what: object) -> str:
    return "".join(make_rng("talkable", *what).choices(string.ascii_letters + string.digits, k=6))
