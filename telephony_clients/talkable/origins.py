"""Talkable's origins: the purchases and other events that referrals come from."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Extra, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.advocate_offers import Offer
from telephony_clients.talkable.origin_fields import AffiliateMemberFields, EventFields, OrderFields, PurchaseFields
from telephony_clients.talkable.referrals import Referral, ReferralStatus

__all__ = ["BatchFields", "CreatedOrigin", "Origin", "OriginBatches", "OriginFields", "OriginType", "Origins"]


class OriginType(OpenEnum):
    """What happened."""

    PURCHASE = "Purchase"
    EVENT = "Event"
    AFFILIATE_MEMBER = "AffiliateMember"


@attrs.frozen(kw_only=True)
class Origin(Model):
    """Something that happened at the shop.

    Attributes:
        id, type, ip_address: the origin's number, what happened, and the buyer's address.
        email, customer_id: whose it is; the id is the shop's.
        order_number, order_date: of a purchase.
        event_category, event_number: of an event only.
        subtotal: in the site's currency.
        coupon_code: codes joined by commas; empty when there are none.
        refunded_at, partially_refunded: None when not refunded; and whether only a part was.
        refund_subtotal: the amount refunded, in the site's currency: all of `subtotal`, or less when in part.
        segment1, segment2, segment3: the shop's own marks.
        utm_campaign, utm_content, utm_medium, utm_source, utm_term: where the visit came from.
    """

    id: int
    type: OriginType | str
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
        origin, offer: what was registered, and the advocate's offer, None when no campaign matched.
        claim_links: channel -> link, for the ``sharing_channels`` that were asked for.
    """

    origin: Origin
    offer: Offer | None = None
    claim_links: dict[str, str] | None = None


class OriginFields(OrderFields, total=False):
    """What is told of an origin of any type: what its type needs, and the fields of `OrderFields`.

    Attributes:
        order_number: needed for a purchase, as in `PurchaseFields`.
        event_category, event_number: needed for an event, as in `EventFields`.
        subtotal: needed for a purchase; for an event it may be left out.
    """

    order_number: str | Unset
    event_category: str | Unset
    event_number: str | Unset
    subtotal: Decimal | float | Unset


class BatchFields(TypedDict, total=False):
    """What is said of a batch's records as a whole.

    Attributes:
        create_offers: whether they get offers.
        extra: what the vendor added since, beside the records.
    """

    create_offers: bool | Unset
    extra: Extra | None


class OriginBatches(Resource):
    """Many origins at once. EXPERIMENTAL: the vendor may change or remove these calls without notice.

    Talkable only says that it took the batch. It registers the records by and by, and does not report those that it
    refuses; so each is looked over here first: `ConfigurationError` when one lacks a field or has one that is not
    known, and nothing is sent. After a lost answer no batch is repeated.
    """

    _create_affiliate_members: Operation[None] = Operation("POST", "/origins/batch/affiliate_members", allow_empty=True)
    _create_events: Operation[None] = Operation("POST", "/origins/batch/events", allow_empty=True)
    _create_purchases: Operation[None] = Operation("POST", "/origins/batch/purchases", allow_empty=True)

    @takes(BatchFields)
    async def create_affiliate_members(
        self, members: Sequence[AffiliateMemberFields], **fields: Unpack[BatchFields]
    ) -> None:
        """Have many affiliate members registered. Source: OpenAPI file, "createBatchOfAffiliateMembers"."""
        await self._send(self._create_affiliate_members, members, AffiliateMemberFields, fields)

    @takes(BatchFields)
    async def create_events(self, events: Sequence[EventFields], **fields: Unpack[BatchFields]) -> None:
        """Have many events registered. Source: OpenAPI file, "createBatchOfEvents"."""
        await self._send(self._create_events, events, EventFields, fields)

    @takes(BatchFields)
    async def create_purchases(self, purchases: Sequence[PurchaseFields], **fields: Unpack[BatchFields]) -> None:
        """Have many purchases registered. Source: OpenAPI file, "createBatchOfPurchases"."""
        await self._send(self._create_purchases, purchases, PurchaseFields, fields)

    async def _send(
        self, operation: Operation[None], records: Sequence[Mapping[str, Any]], kind: type[Any], fields: BatchFields
    ) -> None:
        now, data = datetime.now(UTC), []
        for number, record in enumerate(records):
            try:
                data.append(_data(record, kind, now=now))
            except ConfigurationError as problem:
                raise ConfigurationError(f"Record {number} of the batch: {problem}") from None
        await self.fetch(operation(json={"data": data, **given(fields, BatchFields)}))


class Origins(Resource):
    """What happens at the shop and is told to Talkable.

    A slug is an order number, or ``event_category:event_number``; one of no origin raises `NotFound`. When a purchase
    or an event happened is always sent, so that a repeat after a lost answer is equal and is accepted (concluded from
    the vendor's words about duplicates); other data under a known number raise `Conflict`, and what is unreadable,
    `BadRequest`. Nothing is sent when a field is missing or not known, or when an instant has no time zone:
    `ConfigurationError`.

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

    @takes(PurchaseFields, AffiliateMemberFields, OrderFields)
    async def create_purchase(self, **fields: Unpack[PurchaseFields]) -> CreatedOrigin:
        """Register a purchase; the buyer may become an advocate. Source: OpenAPI file, "createPurchase"."""
        return await self.fetch(self._create_purchase(json={"data": _data(fields, PurchaseFields)}))

    @takes(EventFields, AffiliateMemberFields, OrderFields)
    async def create_event(self, **fields: Unpack[EventFields]) -> CreatedOrigin:
        """Register an event, such as a newsletter's subscription; the person may become an advocate.

        Source: OpenAPI file, "createEvent".
        """
        return await self.fetch(self._create_event(json={"data": _data(fields, EventFields)}))

    @takes(AffiliateMemberFields)
    async def create_affiliate_member(self, **fields: Unpack[AffiliateMemberFields]) -> CreatedOrigin:
        """Register somebody who becomes an advocate without buying. A repeat may register them twice.

        `BadRequest` when the address is none. Source: OpenAPI file, "createAffiliateMember".
        """
        data = _data(fields, AffiliateMemberFields)
        return await self.fetch(self._create_affiliate_member(json={"data": data}))

    @takes(OriginFields, AffiliateMemberFields, OrderFields)
    async def create(self, *, origin_type: OriginType | str, **fields: Unpack[OriginFields]) -> CreatedOrigin:
        """Register an origin of any type: the older call for what the three others do.

        ``origin_type`` says which of them is meant, and so which fields are needed; `ConfigurationError` for another.
        Source: OpenAPI file, "createOrigin", which prints a purchase's fields for all types; the fields of the others,
        its older pages.
        """
        kind = _FIELDS.get(origin_type)
        if kind is None:
            raise ConfigurationError(f"origin_type must be one of {', '.join(_FIELDS)}, not {origin_type!r}.")
        asked = {"type": origin_type, "data": _data(fields, kind)}
        return await self.fetch(self._create(json=asked, idempotent=kind is not AffiliateMemberFields))

    async def update_referral_status(
        self, origin_slug: str | int, *, status: ReferralStatus | str, extra: Extra | None = None
    ) -> Referral | None:
        """Decide about the referral that an origin came of; an approval may pay rewards.

        ``status`` is any but ``in_progress``; what was approved cannot be voided, nor the other way round. The answer
        is None when the origin came of no referral: so every order may be told. Source: OpenAPI file,
        "updateReferralStatus"; the answer None, the vendor's Ruby client; that a repeat does no harm is concluded.
        """
        data = self.body({"status": status}, extra)
        return await self.fetch(self._update_referral_status(origin_slug, json={"data": data}))

    async def refund(
        self,
        origin_slug: str | int,
        *,
        refunded_at: datetime | Unset = UNSET,
        refund_subtotal: Decimal | float | Unset = UNSET,
        extra: Extra | None = None,
    ) -> Origin:
        """Mark an origin as refunded, in full or in part; never repeated after a lost answer.

        ``refunded_at`` is timezone-aware, now when left out; ``refund_subtotal`` is in the origin's currency, all when
        left out. `BadRequest` when it was refunded before. Source: OpenAPI file, "markOriginAsRefunded".
        """
        data = self.body({"refunded_at": refunded_at, "refund_subtotal": refund_subtotal}, extra)
        return await self.fetch(self._refund(origin_slug, json={"data": data} if data else {}))


_FIELDS: dict[str, type[Any]] = {
    OriginType.PURCHASE: PurchaseFields,
    OriginType.EVENT: EventFields,
    OriginType.AFFILIATE_MEMBER: AffiliateMemberFields,
}


def _data(fields: Mapping[str, Any], kind: type[Any], *, now: datetime | None = None) -> dict[str, Any]:
    """Return an origin as it is sent, by the TypedDict of its kind; what that lacks or does not know is refused.

    What has a number always says when it happened: ``now``, which is the same for records that are told together.
    """
    when = fields.get("created_at")
    if when in (None, UNSET):
        when = UNSET if kind is AffiliateMemberFields else now or datetime.now(UTC)
    return given({**fields, "created_at": when}, kind)
