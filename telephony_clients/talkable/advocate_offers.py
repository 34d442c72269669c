"""What Talkable offers to an advocate, and what came of sharing it with friends."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.fields import JsonObject
from telephony_clients.core.models.model import Model
from telephony_clients.talkable.campaigns import Campaign
from telephony_clients.talkable.rewards import IncentiveType, Reward

__all__ = ["EmailRecipient", "EmailShare", "EmailShareStats", "Incentive", "Offer", "Share", "SocialShare"]


@attrs.frozen(kw_only=True)
class Incentive(Model):
    """What an offer promises.

    Attributes:
        identifier, action_type: its key in the offer, and what it is for.
        incentive_type: what it gives.
        amount, percentage, description: money, or per cent when `percentage`; in words, such as ``$10``.
        for_advocate, for_friend, highest_amount: who gets it, and whether it is the largest of the offer.
        coupon_expires_at, criteria_config: when its coupon ends, and conditions; keys vary.
    """

    identifier: str | None = None
    action_type: str | None = None
    incentive_type: IncentiveType | str | None = None
    amount: Decimal | None = None
    description: str | None = None
    percentage: bool | None = None
    for_advocate: bool | None = None
    for_friend: bool | None = None
    highest_amount: bool | None = None
    coupon_expires_at: datetime | None = None
    criteria_config: JsonObject | None = None


@attrs.frozen(kw_only=True)
class Offer(Model):
    """An advocate's offer.

    Attributes:
        id: the offer's number; None in answers like the vendor's samples of 2016 to 2022.
        short_url_code: what other calls name it by.
        email: the advocate's.
        show_url, claim_url: its share page, and where a friend claims it.
        campaign_tags, coupon_code: its campaign's tags; its code, None when it has none.
        incentives: what it promises, by identifier.
        trigger_widget: whether the site's widget shows it.
    """

    id: int | None = None
    short_url_code: str
    email: str | None = None
    show_url: str | None = None
    claim_url: str | None = None
    coupon_code: str | None = None
    incentives: dict[str, Incentive] | None = None
    trigger_widget: bool | None = None
    campaign_tags: list[str] | None = None


@attrs.frozen(kw_only=True)
class Share(Model):
    """An offer that was shared.

    Attributes:
        id, type: the share's number, and ``SocialOfferShare`` or ``EmailOfferShare``.
        channel_identifier: ``email``, a social channel or one of the site's own.
        short_url, shared_at: the link that was shared, and when.
        email: the recipient, of a share by e-mail.
        offer, campaign: what was shared, and its campaign.
        friends_count, friend_clicks_count: friends that it reached, and how often they followed the link.
    """

    id: int
    type: str | None = None
    channel_identifier: str | None = None
    short_url: str | None = None
    shared_at: datetime | None = None
    email: str | None = None
    offer: Offer | None = None
    campaign: Campaign | None = None
    friends_count: int | None = None
    friend_clicks_count: int | None = None


@attrs.frozen(kw_only=True)
class SocialShare(Model):
    """The `share` recorded for a social channel, and the `reward` that the advocate got for it, None when nothing."""

    share: Share
    reward: Reward | None = None


@attrs.frozen(kw_only=True)
class EmailShareStats(Model):
    """How many e-mails of an offer went out.

    Attributes:
        currently_sent, currently_not_sent: with this call.
        previously_sent, total_sent: before it, and together.
        left_emails, sent_limit_exceeded: how many may still be sent, and whether there were too many.
        advocate_blocked: whether the advocate may send none.
    """

    currently_sent: int | None = None
    currently_not_sent: int | None = None
    previously_sent: int | None = None
    total_sent: int | None = None
    left_emails: int | None = None
    sent_limit_exceeded: bool | None = None
    advocate_blocked: bool | None = None


@attrs.frozen(kw_only=True)
class EmailRecipient(Model):
    """What became of one recipient.

    Attributes:
        currently_sent, previously_sent: whether an e-mail went out with this call, and whether one did before.
        email_valid, self_referral: whether the address is one, and whether it is the advocate's own.
        unsubscribed: whether its owner wants none.
        blocklisted, blacklisted: whether the site wants none sent there; the second is the older name of the first.
        meets_criteria: whether the campaign is for them.
        sharable: whether all of that lets an e-mail go out.
    """

    currently_sent: bool | None = None
    previously_sent: bool | None = None
    email_valid: bool | None = None
    self_referral: bool | None = None
    unsubscribed: bool | None = None
    blocklisted: bool | None = None
    blacklisted: bool | None = None
    meets_criteria: bool | None = None
    sharable: bool | None = None


@attrs.frozen(kw_only=True)
class EmailShare(Model):
    """What came of sharing an offer by e-mail.

    Attributes:
        success: the vendor's verdict on the whole.
        validation_only: whether nothing was to be sent.
        stats, recipients: how many e-mails went out, and what became of each recipient, by address.
        reward, rewards: what the advocate got for it, None when nothing, and all that the advocate got.
    """

    success: bool
    validation_only: bool | None = None
    stats: EmailShareStats | None = None
    recipients: dict[str, EmailRecipient] | None = None
    reward: Reward | None = None
    rewards: list[Reward] | None = None
