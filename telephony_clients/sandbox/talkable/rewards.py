"""Talkable's rewards: what people got for what they did, and what they still wait for."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW
from telephony_clients.sandbox.talkable.answers import site_time
from telephony_clients.sandbox.talkable.campaigns import Campaign, Incentive
from telephony_clients.sandbox.talkable.coupons import Coupon, Coupons
from telephony_clients.sandbox.talkable.people import Person

PAID, UNPAID, VOIDED = STATUSES = ("Paid", "Unpaid", "Voided")


@attrs.define(eq=False)
class Reward:
    """What somebody gets.

    Args:
        id: its number.
        person: who gets it.
        incentive: the promise that is kept.
        campaign: where the promise was made.
        status: `Paid`, `Unpaid` or `Voided`.
        created_at: since when.
        coupon: the coupon that was given, None for money and for a reward that is not paid.
    """

    id: int
    person: Person
    incentive: Incentive
    campaign: Campaign
    status: str
    created_at: datetime
    coupon: Coupon | None = None

    @property
    def record(self) -> dict[str, Any]:
        """The reward as Talkable shows one."""
        code = self.coupon.code if self.coupon else None
        return {
            "amount": self.incentive.amount,
            "id": self.id,
            "reason": self.incentive.reason,
            "status": self.status,
            "coupon": self.coupon.record if self.coupon else None,
            "coupon_code": code,
            "incentive_type": self.incentive.type,
            "incentive_description": self.incentive.described(code),
            "incentive_custom_description": None,
        }

    @property
    def association(self) -> dict[str, Any]:
        """The reward as a coupon shows the one it was given for."""
        return {
            "created_at": site_time(self.created_at),
            "person": self.person.reference,
            "campaign": self.campaign.record,
            "incentive": self.incentive.record,
        }


class Rewards:
    """The rewards of a site.

    Args:
        coupons: where coupons are issued.
    """

    def __init__(self, coupons: Coupons) -> None:
        self._coupons = coupons
        self._all: list[Reward] = []
        self._by_person: defaultdict[int, list[Reward]] = defaultdict(list)

    def of(self, person: Person) -> list[Reward]:
        """Give a person's rewards, oldest first."""
        return list(self._by_person[person.id])

    def behind(self, coupon: Coupon) -> Reward | None:
        """Find the reward that a coupon was given for; a shared one was given for many."""
        return next((one for one in self._all if one.coupon is coupon), None) if not coupon.shared else None

    def give(self, person: Person, incentive: Incentive, campaign: Campaign, status: str = PAID) -> Reward:
        """Give a reward, or put it down as one to be paid later."""
        reward = Reward(len(self._all) + 1, person, incentive, campaign, UNPAID, NOW)
        self._all.append(reward)
        self._by_person[person.id].append(reward)
        person.rewards.update(("total", UNPAID.lower()))
        self.settle(reward, status)
        return reward

    def settle(self, reward: Reward, status: str) -> None:
        """Change what is the matter with a reward; paid in coupons, it gets its coupon."""
        reward.person.rewards[reward.status.lower()] -= 1
        reward.person.rewards[status.lower()] += 1
        reward.status = status
        if status == PAID and reward.incentive.type == "discount_coupon" and reward.coupon is None:
            shared = reward.incentive.shared
            reward.coupon = (
                self._coupons.shared if shared else self._coupons.issue(reward.person, reward.incentive.amount)
            )
