"""Talkable's referrals: who brought whom, and what came of it."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.fields import OpenEnum
from telephony_clients.core.models.model import Model
from telephony_clients.talkable.rewards import Reward

__all__ = ["FraudPolicies", "PersonRef", "Referral", "ReferralStatus"]


class ReferralStatus(OpenEnum):
    """What was decided about a referral. ``in_progress`` is read only and known from the vendor's texts."""

    PENDING = "pending"
    FLAGGED = "flagged"
    APPROVED = "approved"
    VOIDED = "voided"
    BLOCKED = "blocked"
    IN_PROGRESS = "in_progress"


@attrs.frozen(kw_only=True)
class PersonRef(Model):
    """A person, in short: `id`, which no call takes, `email`, `phone_number` in E.164, `first_name`, `last_name`."""

    id: int
    email: str | None = None
    phone_number: str | None = None
    first_name: str | None = None
    last_name: str | None = None


@attrs.frozen(kw_only=True)
class FraudPolicies(Model):
    """The names of the fraud policies that a referral met, by outcome: `blocked`, `flagged`, `skipped` or `passed`."""

    blocked: list[str] | None = None
    flagged: list[str] | None = None
    skipped: list[str] | None = None
    passed: list[str] | None = None


@attrs.frozen(kw_only=True)
class Referral(Model):
    """A friend that an advocate brought.

    Attributes:
        id, status: its number, which no call takes, and what was decided.
        campaign_id, offer_id, referred_origin_id: what it belongs to.
        referred_subtotal: what the friend bought, in the site's currency.
        ad_rewarded, qa_generated: whether the advocate was rewarded, and whether it is one of the site's own trials.
        track_method: how the friend was known: ``cookie``, ``coupon`` or ``manually_generated``.
        fraud_details, fraud_policies_status: why it was blocked, in words and policy by policy.
        advocate_person, friend_person, advocate_rewards, friend_rewards: who brought whom, and what they got.
    """

    id: int
    status: ReferralStatus | str
    campaign_id: int | None = None
    offer_id: int | None = None
    referred_origin_id: int | None = None
    referred_subtotal: Decimal | None = None
    ad_rewarded: bool | None = None
    qa_generated: bool | None = None
    track_method: str | None = None
    fraud_details: str | None = None
    fraud_policies_status: FraudPolicies | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    advocate_person: PersonRef | None = None
    friend_person: PersonRef | None = None
    advocate_rewards: list[Reward] | None = None
    friend_rewards: list[Reward] | None = None
