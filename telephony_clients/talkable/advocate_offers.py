"""What Talkable offers to an advocate: links to share, and what they promise."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.model import JsonObject, Model
from telephony_clients.talkable.rewards import IncentiveType

__all__ = ["Incentive", "Offer"]


@attrs.frozen(kw_only=True)
class Incentive(Model):
    """What an offer promises.

    Attributes:
        identifier: its key in the offer.
        action_type, incentive_type: what it is for, and what it gives.
        amount: money, or per cent when `percentage`.
        description: such as ``$10``.
        percentage: whether the amount is per cent.
        for_advocate, for_friend: who gets it.
        highest_amount: whether it is the largest of the offer.
        coupon_expires_at: timezone-aware.
        criteria_config: conditions; keys vary.
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
        show_url: its share page.
        claim_url: where a friend claims it.
        coupon_code: its code, None when it has none.
        incentives: what it promises, by identifier.
        trigger_widget: whether the site's widget shows it.
        campaign_tags: tags of its campaign.
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
