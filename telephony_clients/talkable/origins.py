"""Talkable's origins: the purchases and other events that referrals come from."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs

from telephony_clients.core.model import JsonObject, Model, OpenEnum, TextId
from telephony_clients.core.request import UNSET, Operation, Unset
from telephony_clients.core.resource import Resource


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
        coupon_expires_at: aware instant.
        criteria_config: conditions; keys vary.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    identifier: str | None = None
    action_type: str | None = None
    incentive_type: str | None = None
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
        id: its number.
        short_url_code: what other calls name it by.
        email: the advocate's.
        show_url: its share page.
        claim_url: where a friend claims it.
        coupon_code: its code, None when it has none.
        incentives: what it promises, by identifier.
        trigger_widget: whether the site's widget shows it.
        campaign_tags: tags of its campaign.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    id: int
    short_url_code: str
    email: str | None = None
    show_url: str | None = None
    claim_url: str | None = None
    coupon_code: str | None = None
    incentives: dict[str, Incentive] | None = None
    trigger_widget: bool | None = None
    campaign_tags: list[str] | None = None


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


@attrs.frozen(kw_only=True)
class Item:
    """An article of a purchase.

    Attributes:
        price: of one piece, in the purchase's currency.
        quantity: pieces.
        product_id: the shop's.
        title, url, image_url: named by the vendor's own clients, not by its OpenAPI file.
    """

    price: Decimal | Unset = UNSET
    quantity: int | Unset = UNSET
    product_id: str | Unset = UNSET
    title: str | Unset = UNSET
    url: str | Unset = UNSET
    image_url: str | Unset = UNSET


class Origins(Resource):
    """What happens at the shop and is told to Talkable."""

    __slots__ = ()

    # only other data under the same order number is refused (vendor docs), and created_at makes a repeat equal
    _create_purchase = Operation("POST", "/origins/purchase", CreatedOrigin, idempotent=True)

    async def create_purchase(
        self,
        *,
        email: str,
        order_number: str,
        subtotal: Decimal | float,
        created_at: datetime | None = None,
        items: Sequence[Item | Mapping[str, Any]] | Unset = UNSET,
        coupon_codes: Sequence[str] | Unset = UNSET,
        currency_iso_code: str | Unset = UNSET,
        first_name: str | Unset = UNSET,
        last_name: str | Unset = UNSET,
        username: str | Unset = UNSET,
        customer_id: str | Unset = UNSET,
        phone_number: str | Unset = UNSET,
        custom_properties: Mapping[str, Any] | Unset = UNSET,
        campaign_tags: str | Sequence[str] | Unset = UNSET,
        sharing_channels: Sequence[str] | Unset = UNSET,
        traffic_source: str | Unset = UNSET,
        ip_address: str | Unset = UNSET,
        uuid: str | Unset = UNSET,
        shipping_address: str | Unset = UNSET,
        shipping_zip: str | Unset = UNSET,
        segment1: str | Unset = UNSET,
        segment2: str | Unset = UNSET,
        segment3: str | Unset = UNSET,
        utm_campaign: str | Unset = UNSET,
        utm_content: str | Unset = UNSET,
        utm_medium: str | Unset = UNSET,
        utm_source: str | Unset = UNSET,
        utm_term: str | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> CreatedOrigin:
        """Register a purchase; the buyer may become an advocate.

        A purchase is known by its order number. The instant is always sent, so that a repeat after a lost answer
        is equal and is accepted rather than refused as another purchase.

        Args:
            email: the buyer's.
            order_number: the shop's, unique.
            subtotal: before tax and shipping, in the purchase's currency.
            created_at: when it happened, aware; now when left out.
            items: the articles.
            coupon_codes: codes that were used.
            currency_iso_code: ISO 4217; needed on sites with several currencies.
            first_name: the given name.
            last_name: the family name.
            username: the buyer's.
            customer_id: the shop's id of the buyer.
            phone_number: E.164.
            custom_properties: flat; keys of lower-case letters, digits and ``_``.
            campaign_tags: campaigns that may match.
            sharing_channels: channels to make claim links for: ``facebook``, ``twitter``, ``linkedin``, ``sms``,
                ``other`` or your own.
            traffic_source: an identifier from ``traffic_sources``.
            ip_address: the buyer's; ``current`` for the caller's.
            uuid: the visitor's, from the claim page; it ties the purchase to a referral.
            shipping_address: in full.
            shipping_zip: for fraud protection.
            segment1: your own mark.
            segment2: your own mark.
            segment3: your own mark.
            utm_campaign: where the visit came from.
            utm_content: likewise.
            utm_medium: likewise.
            utm_source: likewise.
            utm_term: likewise.
            extra: further fields of ``data``.

        Returns:
            the purchase, and the offer when a campaign matched.

        Raises:
            ConfigurationError: an instant has no time zone, before anything is sent.
            Conflict: the order number is known with other data (Talkable says so with 400).
            BadRequest: something is missing or unreadable.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createPurchase"; equal repeats are concluded from its words about
        duplicates.
        """
        data = self._body(
            {
                "email": email,
                "order_number": order_number,
                "subtotal": subtotal,
                "created_at": datetime.now(UTC) if created_at is None else created_at,
                "items": items,
                "coupon_codes": coupon_codes,
                "currency_iso_code": currency_iso_code,
                "first_name": first_name,
                "last_name": last_name,
                "username": username,
                "customer_id": customer_id,
                "phone_number": phone_number,
                "custom_properties": custom_properties,
                "campaign_tags": campaign_tags,
                "sharing_channels": sharing_channels,
                "traffic_source": traffic_source,
                "ip_address": ip_address,
                "uuid": uuid,
                "shipping_address": shipping_address,
                "shipping_zip": shipping_zip,
                "segment1": segment1,
                "segment2": segment2,
                "segment3": segment3,
                "utm_campaign": utm_campaign,
                "utm_content": utm_content,
                "utm_medium": utm_medium,
                "utm_source": utm_source,
                "utm_term": utm_term,
            },
            extra,
        )
        return await self._fetch(self._create_purchase(json={"data": data}))
