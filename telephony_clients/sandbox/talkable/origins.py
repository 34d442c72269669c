"""Talkable's origins: purchases, events and sign-ups, each under its own key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW
from telephony_clients.sandbox.talkable.answers import refusal, site_time, site_time_or_none
from telephony_clients.sandbox.talkable.fields import TEXTS, VALIDATOR, email_field, moment
from telephony_clients.sandbox.talkable.offers import Offer
from telephony_clients.sandbox.talkable.people import People, Person
from telephony_clients.sandbox.validator import Field, number, required, text

KINDS = ("AffiliateMember", "Purchase", "Event")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "AffiliateMember": (),
    "Purchase": ("order_number",),
    "Event": ("event_category", "event_number"),
}
_DETAILS = (
    "segment1",
    "segment2",
    "segment3",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
)
_PERSONAL = {
    "email",
    "first_name",
    "last_name",
    "username",
    "customer_id",
    "custom_properties",
    "phone_number",
    "uuid",
    "shipping_address",
    "shipping_zip",
}


@attrs.define(eq=False)
class Origin:
    """Something that happened at the shop.

    Args:
        id: its number.
        kind: one of `KINDS`.
        person: whose it is.
        given: the data as the client gave it.
        at: when it happened.
        ip_address: where it came from.
        refunded_at: since when it is refunded.
        refund: how much was refunded.
        offer: the offer that was made for it.
    """

    id: int
    kind: str
    person: Person
    given: Mapping[str, Any]
    at: datetime
    ip_address: str
    refunded_at: datetime | None = None
    refund: float | None = None
    offer: Offer | None = None

    @property
    def key(self) -> str:
        """What other calls name it by, empty for a sign-up."""
        return ":".join(str(self.given[name]) for name in _KEYS[self.kind])

    def text(self, name: str) -> str | None:
        """Give a field as text, None when it was left out."""
        return str(self.given[name]) if name in self.given else None

    @property
    def subtotal(self) -> float:
        """Its worth; 0 where none was told."""
        return float(self.given.get("subtotal", 0))

    @property
    def coupon_codes(self) -> list[str]:
        """The codes it was made with."""
        return list(VALIDATOR.one(self.given, "coupon_codes", TEXTS))

    @property
    def partially_refunded(self) -> bool:
        """Whether a part of it was refunded."""
        return self.refund is not None and self.refund < self.subtotal

    @property
    def record(self) -> dict[str, Any]:
        """The origin as Talkable shows one."""
        shown = {
            "customer_id": self.text("customer_id"),
            "email": self.person.email,
            "id": self.id,
            "ip_address": self.ip_address,
            "type": self.kind,
            **{name: self.given.get(name) for name in _DETAILS},
        }
        if self.kind == "AffiliateMember":
            return shown
        dated = {"order_date": site_time(self.at)} if self.kind == "Purchase" else {}
        return {
            **shown,
            **{name: str(self.given[name]) for name in _KEYS[self.kind]},
            **dated,
            "subtotal": self.subtotal,
            "refunded_at": site_time_or_none(self.refunded_at),
            "partially_refunded": self.partially_refunded,
            "refund_subtotal": self.refund,
            "coupon_code": ",".join(self.coupon_codes),
        }

    @property
    def personal_data(self) -> dict[str, Any]:
        """The origin as the export of personal data shows one."""
        return {
            "type": self.kind,
            "created_at": site_time(self.at),
            "ip_address": self.ip_address,
            "order_number": self.text("order_number"),
            "subtotal": None if self.kind == "AffiliateMember" else self.subtotal,
        }


class Origins:
    """The origins a site was told of.

    Args:
        people: where those belong whom the origins tell of.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._all: list[Origin] = []
        self._by_key: dict[str, Origin] = {}
        self._by_offer: dict[int, Origin] = {}

    def find(self, slug: str) -> Origin:
        """Find a purchase by its order number, or an event by category and number with a colon between.

        Raises:
            RefusedError: there is none.
        """
        if slug not in self._by_key:
            raise refusal("No origin found by `origin_slug`.")
        return self._by_key[slug]

    def behind(self, offer: Offer) -> Origin | None:
        """Give the origin that an offer was made for, None when it was made without one."""
        return self._by_offer.get(offer.id)

    def offer(self, origin: Origin, offer: Offer | None) -> None:
        """Note the offer that was made for an origin, if any was."""
        origin.offer = offer
        if offer is not None:
            self._by_offer[offer.id] = origin

    def of(self, person: Person) -> list[Origin]:
        """Give a person's origins, oldest first."""
        return [origin for origin in self._all if origin.person is person]

    def known(self, kind: str, data: Mapping[str, Any]) -> Origin | None:
        """Find the origin that a request repeats, None for a new one.

        Args:
            kind: one of `KINDS`.
            data: the origin as the client gave it.

        Raises:
            RefusedError: a field is missing or not valid, or the key has other data already.
        """
        _check(kind, data)
        if not _KEYS[kind]:
            return None
        before = self._by_key.get(":".join(str(data[name]) for name in _KEYS[kind]))
        if before is None or before.kind != kind:
            return None
        if before.given != data:
            raise refusal(
                f"Duplicate entity: Talkable already has existing {kind}"
                f" with the same {_KEYS[kind][-1]} but different data\n"
            )
        return before

    def add(self, kind: str, data: Mapping[str, Any], caller: str) -> Origin:
        """Register an origin that is checked and new.

        Args:
            kind: one of `KINDS`.
            data: the origin as the client gave it.
            caller: the caller's IP address, for an origin that names none or `current`.
        """
        address = str(data.get("ip_address", "")) or "current"
        origin = Origin(
            len(self._all) + 1,
            kind,
            self._people.upsert(data["email"], data),
            data,
            VALIDATOR.one(data, "created_at", Field(moment, NOW)),
            caller if address == "current" else address,
        )
        self._all.append(origin)
        if origin.key:
            self._by_key[origin.key] = origin
            origin.person.events += 1
        return origin

    def anonymize(self, person: Person) -> None:
        """Leave nothing in a person's origins that tells who it was."""
        for origin in self.of(person):
            origin.given = {name: value for name, value in origin.given.items() if name not in _PERSONAL}

    def refund(self, origin: Origin, at: datetime | None, amount: float | None) -> None:
        """Take an origin back, all of it or a part.

        Args:
            origin: the origin.
            at: since when, None for now.
            amount: how much of its worth, None for all.

        Raises:
            RefusedError: it was taken back as a whole already.
        """
        if origin.refunded_at is not None and not origin.partially_refunded:
            raise refusal("Origin has already been refunded")
        origin.refunded_at = at or NOW
        origin.refund = origin.subtotal if amount is None else min(amount, origin.subtotal)


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is null: Talkable takes it for left out."""
    return {name: value for name, value in fields.items() if value is not None}


def _check(kind: str, data: Mapping[str, Any]) -> None:
    keys = {name: required(text()) for name in _KEYS[kind]}
    subtotal, created = Field(number, required=kind == "Purchase"), Field(moment)
    lists = {"coupon_codes": TEXTS, "campaign_tags": TEXTS}
    VALIDATOR.read(data, {"email": email_field(), **keys, "subtotal": subtotal, "created_at": created, **lists})
