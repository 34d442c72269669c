"""Talkable's shares: an advocate's offer on its way to friends."""

from datetime import datetime

import attrs

from telephony_clients.core.models.model import Model, OpenEnum
from telephony_clients.talkable.advocate_offers import Offer
from telephony_clients.talkable.campaigns import Campaign
from telephony_clients.talkable.rewards import Reward

__all__ = ["EmailRecipient", "EmailShare", "EmailShareStats", "Share", "SharingChannel", "SocialShare"]


class SharingChannel(OpenEnum):
    """Where an offer can be shared by `Offers.share_via_social_channel`."""

    FACEBOOK = "facebook"
    TWITTER = "twitter"
    LINKEDIN = "linkedin"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class Share(Model):
    """An offer that was shared.

    Attributes:
        id: the share's number.
        type: ``SocialOfferShare`` or ``EmailOfferShare``.
        channel_identifier: ``email``, a social channel or one of the site's own.
        short_url: the link that was shared.
        shared_at: timezone-aware.
        email: the recipient, of a share by e-mail.
        offer: what was shared.
        campaign: the offer's campaign.
        friends_count: friends that it reached.
        friend_clicks_count: how often they followed the link.
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
    """What came of sharing an offer via a social channel.

    Attributes:
        share: what was recorded.
        reward: what the advocate got for it, None when nothing.
    """

    share: Share
    reward: Reward | None = None


@attrs.frozen(kw_only=True)
class EmailShareStats(Model):
    """How many e-mails of an offer went out.

    Attributes:
        currently_sent, currently_not_sent: with this call.
        previously_sent: before it.
        total_sent: together.
        left_emails: how many may still be sent.
        sent_limit_exceeded: whether there were too many.
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
        currently_sent: whether an e-mail went out with this call.
        previously_sent: whether one did before.
        email_valid: whether the address is one.
        self_referral: whether it is the advocate's own.
        unsubscribed: whether its owner wants none.
        blocklisted: whether the site wants none sent there.
        blacklisted: the older name of `blocklisted`, with the same value.
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
        stats: how many e-mails went out.
        recipients: what became of each, by address.
        reward: what the advocate got for it, None when nothing.
        rewards: all that the advocate got.
    """

    success: bool
    validation_only: bool | None = None
    stats: EmailShareStats | None = None
    recipients: dict[str, EmailRecipient] | None = None
    reward: Reward | None = None
    rewards: list[Reward] | None = None
