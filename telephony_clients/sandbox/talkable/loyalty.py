"""Talkable's loyalty programme: members, their points, and what points can buy."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW
from telephony_clients.sandbox.talkable.answers import invalid, refusal, site_time
from telephony_clients.sandbox.talkable.coupons import Coupon, Coupons
from telephony_clients.sandbox.talkable.people import People, Person

POINTS_AT_FIRST = 100
MOST_POINTS = 10_000
LOW_STOCK = 20
"""Coupons of a batch below which the shop is asked for new ones."""
_STOCK = 22
_USER = {"account_id": 2, "email": "api@talkable.com", "id": 1, "staff_member": False}


@attrs.frozen
class ActionConfig:
    """A way to earn points.

    Args:
        type: what a client names it by.
        name: its name.
        description: in words.
        points: what it earns.
        once: whether a member earns them a single time.
    """

    type: str
    name: str
    description: str
    points: int
    once: bool

    @property
    def record(self) -> dict[str, Any]:
        """The way as an action shows it."""
        return {"name": self.name, "description": self.description, "points": self.points}


CONFIGS = {
    "social_follow": ActionConfig("social_follow", "Follow us", "Follow us on a social network", 21, once=False),
    "signup": ActionConfig("signup", "Welcome", "Join the programme", 50, once=True),
}


@attrs.frozen
class Action:
    """A change of a member's points.

    Args:
        type: `manual_adjustment`, `redeem` or a configured type.
        points: how many, negative when spent.
        config: the way they were earned.
        coupon: what they bought.
        user: who changed them by hand.
        created_at: when.
    """

    type: str
    points: int
    config: ActionConfig | None = None
    coupon: Coupon | None = None
    user: Mapping[str, Any] | None = None
    created_at: datetime = NOW

    @property
    def record(self) -> dict[str, Any]:
        """The action as Talkable shows one."""
        return {
            "type": self.type,
            "created_at": site_time(self.created_at),
            "points": self.points,
            "action_config": self.config.record if self.config else None,
            "coupon": self.coupon.record if self.coupon else None,
            "event": None,
            "user": dict(self.user) if self.user else None,
        }


@attrs.define(eq=False)
class Batch:
    """Coupons that points can buy.

    Args:
        id: its number, also its place.
        amount: what each coupon is worth, in per cent.
        cost: points for one.
        codes: the coupons in stock.
        made: how many codes there ever were.
    """

    id: int
    amount: float
    cost: int
    codes: deque[str] = attrs.Factory(deque)
    made: int = 0

    @property
    def name(self) -> str:
        """The name of its coupon list."""
        return f"Loyalty {self.amount:g}%"

    def next_code(self) -> str:
        """Make up a code that is not in stock yet."""
        self.made += 1
        return f"LOYALTY{self.id}-{self.made:03}"

    @property
    def record(self) -> dict[str, Any]:
        """The batch as Talkable shows one."""
        return {
            "id": self.id,
            "description": f"{self.amount:g}% off your next order",
            "points_cost": self.cost,
            "position": self.id,
            "available_coupons_count": len(self.codes),
            "coupon_list": {
                "amount": self.amount,
                "expires_at": None,
                "name": self.name,
                "localized_amount": f"{self.amount:g}%",
                "percentage_discount": True,
            },
        }


@attrs.define(eq=False)
class Member:
    """A member of the programme.

    Args:
        person: who it is.
        active: whether the membership is in force.
        in_campaign: whether there is a loyalty campaign for the member.
        points: the balance.
        properties: the custom properties.
        dates: the member's days, by identifier.
        actions: what changed the balance, oldest first.
    """

    person: Person
    active: bool
    in_campaign: bool
    points: int = POINTS_AT_FIRST
    properties: dict[str, str] = attrs.Factory(dict)
    dates: dict[str, str] = attrs.Factory(dict)
    actions: list[Action] = attrs.Factory(list)

    @property
    def record(self) -> dict[str, Any]:
        """The member as Talkable shows one."""
        return {
            "custom_properties": self.properties,
            "email": self.person.email,
            "phone_number": None,
            "points_balance": self.points,
            "member_dates": [{"date": day, "identifier": name} for name, day in self.dates.items()],
        }

    def move(self, action: Action) -> Action:
        """Let an action count."""
        self.points += action.points
        self.actions.append(action)
        return action


class Loyalty:
    """The loyalty programme of a site.

    Every person of a fresh site is a member with 100 points; every tenth one is not active any more, and for the one
    before there is no loyalty campaign.

    Args:
        people: the people of the site.
        coupons: where coupons are issued.
    """

    def __init__(self, people: People, coupons: Coupons) -> None:
        self._people = people
        self._coupons = coupons
        self._members = {
            person.id: Member(person, active=person.id % 10 != 0, in_campaign=person.id % 10 != 9)  # noqa: PLR2004
            for person in people.made_up
        }
        self.batches = [Batch(number, 10.0 * number, cost) for number, cost in enumerate((10, 50, 500), 1)]
        for batch in self.batches:
            batch.codes.extend(batch.next_code() for _ in range(_STOCK))
        for member in self._members.values():
            member.person.is_loyalty_member = True

    def find(self, email: str, *, active: bool = False, in_campaign: bool = False) -> Member:
        """Find a member by e-mail.

        Args:
            email: the address.
            active: whether the membership must be in force.
            in_campaign: whether there must be a loyalty campaign for the member.

        Raises:
            RefusedError: there is none, or not such a one.
        """
        person = self._people.get(email)
        member = None if person is None or person.email != email else self._members.get(person.id)
        if member is None:
            raise refusal("Loyalty member not found")
        if active and not member.active:
            raise refusal("Loyalty member is not active")
        if in_campaign and not member.in_campaign:
            raise refusal("No loyalty campaign found for the member")
        return member

    def leave(self, person: Person) -> None:
        """End somebody's membership for good."""
        self._members.pop(person.id, None)
        person.is_loyalty_member = False

    def collect(self, member: Member, kind: str) -> Action | None:
        """Let a member earn points, None when they were earned already.

        Raises:
            RefusedError: there is no such way to earn points.
        """
        config = CONFIGS.get(kind)
        if config is None:
            raise refusal(f"No action configurations found for identifier `{kind}`")
        if config.once and any(action.config is config for action in member.actions):
            return None
        return member.move(Action(kind, config.points, config))

    def adjust(self, member: Member, points: int) -> Action:
        """Change a member's points by hand.

        Raises:
            RefusedError: the balance would leave its limits.
        """
        if not 0 <= member.points + points <= MOST_POINTS:
            raise invalid("Points adjustment must result in member points balance between 0 and available points limit")
        return member.move(Action("manual_adjustment", points, user=_USER))

    def redeem(self, member: Member, number: int) -> tuple[Action, Batch]:
        """Let a member buy a coupon.

        Returns:
            The action, and the batch the coupon was taken from.

        Raises:
            RefusedError: there is no such batch, nothing is left of it, or the points do not suffice.
        """
        batch = next((one for one in self.batches if one.id == number), None)
        if batch is None:
            raise refusal("No redemption batch found by `redemption_batch_id`.")
        if member.points < batch.cost:
            raise refusal("not enough points")
        if not batch.codes:
            raise refusal("no coupons available")
        coupon = self._coupons.issue(member.person, batch.amount, percentage=True, code=batch.codes.popleft())
        return member.move(Action("redeem", -batch.cost, coupon=coupon)), batch
