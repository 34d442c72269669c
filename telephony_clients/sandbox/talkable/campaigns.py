"""Talkable's campaigns and their incentives, and the traffic sources: made up, in the shapes of the reference."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW, make_rng
from telephony_clients.sandbox.talkable.answers import site_time, site_time_or_none

TRAFFIC_SOURCES = ("traffic_source_11", "traffic_source_12", "traffic_source_13")
TYPES = ("StandaloneCampaign", "DoubleSidedDealCampaign")
_STATUSES = ("Live", "Disabled", "Test")


@attrs.frozen
class Campaign:
    """A campaign of the site.

    Args:
        id: its number, also its slug.
        name: its name.
        status: `Live`, `Disabled` or `Test`.
        appearance: `popup` or `inline`.
        category: what it is joined by, `purchase` or `affiliate_member`.
        tags: its tags.
        starts_at: when it began.
        ends_at: when it ended.
    """

    id: int
    name: str
    status: str
    appearance: str
    category: str
    tags: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None

    @property
    def type(self) -> str:
        """The old name for what kind of campaign it is."""
        return TYPES[self.id % 2]

    @property
    def record(self) -> dict[str, Any]:
        """The campaign as Talkable shows one."""
        return {
            "slug": self.id,
            "is_active": self.status == "Live",
            "appearance": self.appearance,
            "id": self.id,
            "joinable_category_names": [self.category],
            "name": self.name,
            "origin_max_age": None,
            "origin_min_age": None,
            "status": self.status,
            "tag_names": list(self.tags),
            "live_period": {"starts_at": site_time(self.starts_at), "ends_at": site_time_or_none(self.ends_at)},
        }


class Campaigns:
    """The campaigns of a site; the highest number comes first, and number 1 is live.

    Args:
        seed: decides every value.
        size: how many there are.
    """

    def __init__(self, seed: int, size: int) -> None:
        self.all = [_made_up(seed, number) for number in range(size, 0, -1)]

    def fitting(self, tags: Iterable[str] = ()) -> Campaign | None:
        """Choose the campaign of an offer: a live one, with one of the tags where there is any such.

        Returns:
            The campaign, None when none is live.
        """
        wanted = set(tags)
        live = [campaign for campaign in self.all if campaign.status == "Live"]
        return next((one for one in live if wanted & set(one.tags)), live[-1] if live else None)


@attrs.frozen
class Incentive:
    """What an offer promises for one kind of act.

    Args:
        identifier: its name in the offer, also the kind of act.
        type: `rebate` or `discount_coupon`.
        amount: money.
        reason: why a reward of it is given.
        for_friend: whether the friend gets it, and not the advocate.
        shared: whether all get the same coupon.
        criteria: the conditions.
    """

    identifier: str
    type: str
    amount: float
    reason: str
    for_friend: bool
    shared: bool
    criteria: tuple[tuple[str, Any], ...]

    @property
    def record(self) -> dict[str, Any]:
        """The incentive as an offer shows it."""
        return {
            "action_type": self.identifier,
            "amount": self.amount,
            "description": f"${self.amount:g}",
            "percentage": False,
            "criteria_config": dict(self.criteria),
            "for_advocate": not self.for_friend,
            "for_friend": self.for_friend,
            "highest_amount": True,
            "identifier": self.identifier,
            "incentive_type": self.type,
            "coupon_expires_at": None,
        }

    def described(self, code: str | None) -> str:
        """Say in words what somebody gets."""
        if self.type == "rebate":
            return f"${self.amount:g} back"
        coupon = f'shared coupon "{code}"' if self.shared else "single use coupon"
        return f"{coupon} for ${self.amount:g} off"


_SHARING = (
    ("once_per_person", True),
    ("email_shares", None),
    ("sharing_channels", None),
    ("has_liquid_criteria", False),
)
_REFERRER = (
    ("new_customer", None),
    ("new_optin", False),
    ("subtotal_min", None),
    ("subtotal_max", None),
    ("referrals_min", None),
    ("referrals_max", None),
    ("referrals_divisible_by", None),
    ("referrals_not_divisible_by", None),
    ("reward_uniqueness", "once_per_friend"),
    ("friend_event_category", None),
    ("has_liquid_criteria", False),
)
SHARING = Incentive("sharing", "discount_coupon", 10.0, "shared", for_friend=False, shared=True, criteria=_SHARING)
REFERRER = Incentive("referrer", "rebate", 10.0, "referrer", for_friend=False, shared=False, criteria=_REFERRER)
CLICK = Incentive(
    "click",
    "discount_coupon",
    10.0,
    "click",
    for_friend=True,
    shared=False,
    criteria=(("new_customer", None), ("has_liquid_criteria", False)),
)
INCENTIVES = (REFERRER, SHARING, CLICK)


def _made_up(seed: int, number: int) -> Campaign:
    rng = make_rng(seed, "talkable", "campaign", number)
    status = _STATUSES[(number - 1) % 3]
    starts = NOW - timedelta(days=number * 30)
    return Campaign(
        number,
        rng.choice(("Deal for friends", "Post-purchase", "Refer a friend")),
        status,
        rng.choice(("popup", "inline")),
        rng.choice(("purchase", "affiliate_member")),
        ("post-purchase",) if rng.randrange(2) else (),
        starts,
        starts + timedelta(days=20) if status == "Disabled" else None,
    )
