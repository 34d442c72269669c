"""Talkable's origins: the purchases and other events that referrals come from."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Unpack

import attrs

from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.model import Model, OpenEnum, TextId
from telephony_clients.core.values import UNSET, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.advocate_offers import Offer
from telephony_clients.talkable.origin_batches import OriginBatches
from telephony_clients.talkable.origin_fields import (
    AffiliateMemberFields,
    EventFields,
    OriginFields,
    PurchaseFields,
    origin_data,
)
from telephony_clients.talkable.referrals import Referral, ReferralStatus


class OriginType(OpenEnum):
    """What happened."""

    PURCHASE = "Purchase"
    EVENT = "Event"
    AFFILIATE_MEMBER = "AffiliateMember"


@attrs.frozen(kw_only=True)
class Origin(Model):
    """Something that happened at the shop.

    Attributes:
        id: its number.
        type: what happened.
        email: whose it is.
        customer_id: the shop's id of the person.
        ip_address: the buyer's.
        order_number: of a purchase.
        order_date: of a purchase; aware instant.
        event_category, event_number: of an event.
        subtotal: in the site's currency.
        coupon_code: codes joined by commas; empty when there are none.
        refunded_at: aware instant, None when not refunded.
        partially_refunded: whether a part was.
        refund_subtotal: what remains or was refunded; the vendor does not say which.
        segment1, segment2, segment3: the shop's own marks.
        utm_campaign, utm_content, utm_medium, utm_source, utm_term: where the visit came from.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    id: int
    type: OriginType
    email: str | None = None
    customer_id: TextId | None = None
    ip_address: str | None = None
    order_number: TextId | None = None
    order_date: datetime | None = None
    event_category: str | None = None
    event_number: TextId | None = None
    subtotal: Decimal | None = None
    coupon_code: str | None = None
    refunded_at: datetime | None = None
    partially_refunded: bool | None = None
    refund_subtotal: Decimal | None = None
    segment1: str | None = None
    segment2: str | None = None
    segment3: str | None = None
    utm_campaign: str | None = None
    utm_content: str | None = None
    utm_medium: str | None = None
    utm_source: str | None = None
    utm_term: str | None = None


@attrs.frozen(kw_only=True)
class CreatedOrigin(Model):
    """What came of registering an origin.

    Attributes:
        origin: what was registered.
        offer: the advocate's offer, None when no campaign matched.
        claim_links: channel -> link, when channels were asked for.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    origin: Origin
    offer: Offer | None = None
    claim_links: dict[str, str] | None = None


class Origins(Resource):
    """What happens at the shop and is told to Talkable.

    A purchase is known by its order number, an event by its category and number. When it happened is always sent
    with both, so that a repeat after a lost answer is equal and is accepted, not refused as another one.

    Attributes:
        batches: many at once.
    """

    # only other data under the same number is refused (vendor docs), and created_at makes a repeat equal
    _create_purchase = Operation("POST", "/origins/purchase", CreatedOrigin, idempotent=True)
    _create_event = Operation("POST", "/origins/event", CreatedOrigin, idempotent=True)
    _create_affiliate_member = Operation("POST", "/origins/affiliate_member", CreatedOrigin)
    _create = Operation("POST", "/origins", CreatedOrigin)
    _update_referral_status: Operation[Referral | None] = Operation(
        "PUT", "/origins/{origin_slug}/referral", Referral, unwrap="referral", idempotent=True, allow_empty=True
    )
    _refund = Operation("POST", "/origins/{origin_slug}/refund", Origin, unwrap="origin")

    batches = Part(OriginBatches)

    async def create_purchase(self, **fields: Unpack[PurchaseFields]) -> CreatedOrigin:
        """Register a purchase; the buyer may become an advocate.

        Args:
            fields: see `PurchaseFields`; ``email``, ``order_number`` and ``subtotal`` are needed. ``created_at`` is
                now when left out.

        Returns:
            the purchase, and the offer when a campaign matched.

        Raises:
            ConfigurationError: a field is missing or not known, or an instant has no time zone; nothing is sent.
            Conflict: the order number is known with other data (Talkable says so with 400).
            BadRequest: something is unreadable.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createPurchase"; equal repeats are concluded from its words about
        duplicates.
        """
        data = origin_data(fields, PurchaseFields, at=datetime.now(UTC))
        return await self.fetch(self._create_purchase(json={"data": data}))

    async def create_event(self, **fields: Unpack[EventFields]) -> CreatedOrigin:
        """Register an event, such as a newsletter's subscription; the person may become an advocate.

        Args:
            fields: see `EventFields`; ``email``, ``event_category`` and ``event_number`` are needed, and ``subtotal``
                by today's documents. ``created_at`` is now when left out.

        Returns:
            the event, and the offer when a campaign matched.

        Raises:
            ConfigurationError: a field is missing or not known, or an instant has no time zone; nothing is sent.
            Conflict: the number is known in this category with other data (Talkable says so with 400).
            BadRequest: something is unreadable.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createEvent"; equal repeats are concluded from its words about duplicates.
        """
        data = origin_data(fields, EventFields, at=datetime.now(UTC))
        return await self.fetch(self._create_event(json={"data": data}))

    async def create_affiliate_member(self, **fields: Unpack[AffiliateMemberFields]) -> CreatedOrigin:
        """Register somebody who becomes an advocate without buying. A repeat may register them twice.

        Args:
            fields: see `AffiliateMemberFields`; ``email`` is needed.

        Returns:
            the member, and the offer when a campaign matched.

        Raises:
            ConfigurationError: a field is missing or not known, or an instant has no time zone; nothing is sent.
            BadRequest: the address is none, or something else is unreadable.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createAffiliateMember".
        """
        data = origin_data(fields, AffiliateMemberFields, at=None)
        return await self.fetch(self._create_affiliate_member(json={"data": data}))

    async def create(self, *, origin_type: OriginType | str, **fields: Unpack[OriginFields]) -> CreatedOrigin:
        """Register an origin of any type: the older call for what the three others do, each for its type.

        Args:
            origin_type: ``Purchase``, ``Event`` or ``AffiliateMember``.
            fields: see `OriginFields`; what is needed and what ``created_at`` is when left out, as in the call for
                the type.

        Returns:
            the origin, and the offer when a campaign matched.

        Raises:
            ConfigurationError: there is no such type, a field is missing or not known, or an instant has no time
                zone; nothing is sent.
            Conflict: the number is known with other data (Talkable says so with 400).
            BadRequest: something is unreadable.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createOrigin", which prints a purchase's fields for all types; the fields
        of the others, its older pages.
        """
        kind = _FIELDS.get(origin_type)
        if kind is None:
            raise ConfigurationError(f"origin_type must be one of {', '.join(_FIELDS)}, not {origin_type!r}.")
        repeatable = kind is not AffiliateMemberFields
        data = origin_data(fields, kind, at=datetime.now(UTC) if repeatable else None)
        asked = {"type": origin_type, "data": data}
        return await self.fetch(self._create(json=asked, idempotent=repeatable))

    async def update_referral_status(
        self, origin_slug: str | int, *, status: ReferralStatus | str, extra: Mapping[str, Any] | None = None
    ) -> Referral | None:
        """Decide about the referral that an origin came of; an approval may pay rewards.

        Args:
            origin_slug: an order number, or ``event_category:event_number``; it is quoted for you.
            status: ``pending``, ``flagged``, ``approved``, ``voided`` or ``blocked``; what was approved cannot be
                voided, nor the other way round.
            extra: further fields of ``data``.

        Returns:
            the referral as changed, None when the origin came of none: so every order may be told.

        Raises:
            NotFound: there is no such origin (Talkable says so with 400).
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "updateReferralStatus"; the answer without a referral, the vendor's
        Ruby client; that a repeat does no harm is concluded.
        """
        data = self.body({"status": status}, extra)
        return await self.fetch(self._update_referral_status(origin_slug, json={"data": data}))

    async def refund(
        self,
        origin_slug: str | int,
        *,
        refunded_at: datetime | Unset = UNSET,
        refund_subtotal: Decimal | float | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> Origin:
        """Mark an origin as refunded, in full or in part; never repeated after a lost answer.

        Args:
            origin_slug: an order number, or ``event_category:event_number``; it is quoted for you.
            refunded_at: when, aware; now when left out.
            refund_subtotal: how much, in the origin's currency; all when left out.
            extra: further fields of ``data``.

        Returns:
            the origin as changed.

        Raises:
            NotFound: there is no such origin (Talkable says so with 400).
            BadRequest: it was refunded before.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "markOriginAsRefunded".
        """
        data = self.body({"refunded_at": refunded_at, "refund_subtotal": refund_subtotal}, extra)
        return await self.fetch(self._refund(origin_slug, json={"data": data} if data else {}))


_FIELDS: dict[str, type[Any]] = {
    OriginType.PURCHASE: PurchaseFields,
    OriginType.EVENT: EventFields,
    OriginType.AFFILIATE_MEMBER: AffiliateMemberFields,
}
