"""Talkable's referrals: a friend's purchase that an advocate is rewarded for."""

from datetime import datetime
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW
from telephony_clients.sandbox.talkable.answers import refusal, site_time
from telephony_clients.sandbox.talkable.campaigns import REFERRER
from telephony_clients.sandbox.talkable.offers import Claim
from telephony_clients.sandbox.talkable.origins import Origin
from telephony_clients.sandbox.talkable.people import Person
from telephony_clients.sandbox.talkable.rewards import PAID, UNPAID, VOIDED, Reward, Rewards

APPROVED, FINAL = "approved", {"approved", "voided"}
STATUSES = ("pending", "flagged", APPROVED, "voided", "blocked")
_POLICIES = (
    "Matching Email or Cookie on Friend Purchase",
    "Similar Email Match",
    "Matching Shipping Address",
    "Matching by Combination of IP Address & User Agent",
    "Matching by IP Address only",
    "Matching Phone Number on Friend Purchase",
    "Friend and Advocate Refer Each Other",
)


@attrs.define(eq=False)
class Referral:
    """A friend's origin, put down to an advocate.

    Args:
        id: its number.
        claim: the friend's claim of the advocate's offer.
        origin: what the friend did.
        track_method: how the two were brought together, `coupon` or `cookie`.
        reward: what the advocate gets.
        status: one of `STATUSES`.
        updated_at: since when it has that status.
    """

    id: int
    claim: Claim
    origin: Origin
    track_method: str
    reward: Reward
    status: str = "pending"
    updated_at: datetime = NOW

    @property
    def advocate(self) -> Person:
        """Who shared the offer."""
        return self.claim.offer.person

    @property
    def friend(self) -> Person:
        """Who bought: whoever claimed the offer, or came with that one's coupon or browser."""
        return self.origin.person

    @property
    def record(self) -> dict[str, Any]:
        """The referral as Talkable shows one."""
        return {
            "referred_subtotal": self.origin.subtotal,
            "ad_rewarded": self.reward.status == PAID,
            "campaign_id": self.claim.offer.campaign.id,
            "created_at": site_time(self.origin.at),
            "fraud_details": None,
            "fraud_policies_status": {"blocked": [], "flagged": [], "skipped": [], "passed": list(_POLICIES)},
            "id": self.id,
            "offer_id": self.claim.offer.id,
            "qa_generated": False,
            "referred_origin_id": self.origin.id,
            "status": self.status,
            "track_method": self.track_method,
            "updated_at": site_time(self.updated_at),
            "advocate_person": self.advocate.reference,
            "friend_person": self.friend.reference,
            "advocate_rewards": [self.reward.record],
            "friend_rewards": [],
        }


class Referrals:
    """The referrals of a site.

    Args:
        rewards: where advocates get theirs.
    """

    def __init__(self, rewards: Rewards) -> None:
        self._rewards = rewards
        self._all: list[Referral] = []

    def by_advocate(self, person: Person) -> list[Referral]:
        """Give the referrals somebody made, oldest first."""
        return [one for one in self._all if one.advocate is person]

    def of_friend(self, person: Person) -> list[Referral]:
        """Give the referrals somebody came by, oldest first."""
        return [one for one in self._all if one.friend is person]

    def of_origin(self, origin: Origin) -> Referral | None:
        """Give the referral that an origin made, None when it made none."""
        return next((one for one in self._all if one.origin is origin), None)

    def make(self, claim: Claim, origin: Origin, track_method: str) -> Referral | None:
        """Put a friend's origin down to an advocate; once for each friend, never to oneself.

        Returns:
            The referral, None when there is nothing to put down.
        """
        if claim.offer.person is origin.person or self.of_friend(origin.person):
            return None
        reward = self._rewards.give(claim.offer.person, REFERRER, claim.offer.campaign, UNPAID)
        referral = Referral(len(self._all) + 1, claim, origin, track_method, reward)
        self._all.append(referral)
        referral.advocate.referrals.update(("total", referral.status))
        return referral

    def settle(self, referral: Referral, status: str) -> bool:
        """Change a referral's status, and with it the advocate's reward.

        Returns:
            Whether the status is another than before.

        Raises:
            RefusedError: it is approved or voided already, and would become something else.
        """
        if referral.status == status:
            return False
        if referral.status in FINAL:
            raise refusal(f"Referral has already been {referral.status}")
        referral.advocate.referrals[referral.status] -= 1
        referral.advocate.referrals[status] += 1
        referral.status = status
        if status == APPROVED:
            self._rewards.settle(referral.reward, PAID)
        elif status in {"voided", "blocked"}:
            self._rewards.settle(referral.reward, VOIDED)
        else:
            self._rewards.settle(referral.reward, UNPAID)
        return True
