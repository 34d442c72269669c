"""What the shop tells Talkable of an origin: the fields of each type, once for single calls and for batches."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Required, TypedDict

import attrs

from telephony_clients.core.values import UNSET, Extra, Unset

__all__ = ["AffiliateMemberFields", "EventFields", "Item", "OrderFields", "PurchaseFields"]


@attrs.frozen(kw_only=True)
class Item:
    """An article of a purchase.

    Attributes:
        price, quantity: of one piece, in the purchase's currency, and how many pieces.
        product_id: the shop's.
        title, url, image_url: named by the vendor's own clients, not by its OpenAPI file.
    """

    price: Decimal | Unset = UNSET
    quantity: int | Unset = UNSET
    product_id: str | Unset = UNSET
    title: str | Unset = UNSET
    url: str | Unset = UNSET
    image_url: str | Unset = UNSET


class AffiliateMemberFields(TypedDict, total=False):
    """What is told of somebody who becomes an advocate; all but ``email`` may be left out.

    Attributes:
        email, phone_number: the person's; the number in E.164.
        first_name, last_name, username: the person's given name, family name and user name.
        customer_id: the shop's id of the person.
        custom_properties: flat; keys of lower-case letters, digits and ``_``.
        campaign_tags: campaigns that may match.
        sharing_channels: channels to make claim links for: ``facebook``, ``twitter``, ``linkedin``, ``sms``,
            ``other`` or your own.
        ip_address: the person's; ``current`` for the caller's.
        uuid: the visitor's, from the claim page; it ties the origin to a referral.
        created_at: when it happened, timezone-aware; of a purchase or an event, now when left out.
        traffic_source: an identifier from ``traffic_sources``.
        segment1, segment2, segment3: your own marks.
        utm_source, utm_medium, utm_campaign, utm_term, utm_content: where the visit came from.
    """

    email: Required[str]
    first_name: str | Unset
    last_name: str | Unset
    username: str | Unset
    customer_id: str | Unset
    custom_properties: Mapping[str, Any] | Unset
    phone_number: str | Unset
    campaign_tags: str | Sequence[str] | Unset
    sharing_channels: Sequence[str] | Unset
    ip_address: str | Unset
    uuid: str | Unset
    created_at: datetime | Unset
    traffic_source: str | Unset
    segment1: str | Unset
    segment2: str | Unset
    segment3: str | Unset
    utm_source: str | Unset
    utm_medium: str | Unset
    utm_campaign: str | Unset
    utm_term: str | Unset
    utm_content: str | Unset
    extra: Extra | None


class OrderFields(AffiliateMemberFields, total=False):
    """What purchases and events have besides `AffiliateMemberFields`; each may be left out.

    Attributes:
        coupon_codes: codes that were used.
        currency_iso_code: ISO 4217; needed on sites with several currencies.
        shipping_address, shipping_zip: in full, in the vendor's own order; the latter is for fraud protection.
        items: the articles.
    """

    coupon_codes: Sequence[str] | Unset
    currency_iso_code: str | Unset
    shipping_address: str | Unset
    shipping_zip: str | Unset
    items: Sequence[Item | Mapping[str, Any]] | Unset


class PurchaseFields(OrderFields):
    """What is told of a purchase: the following two, and the fields of `OrderFields`.

    Attributes:
        order_number: the shop's, unique.
        subtotal: before tax and shipping, in the purchase's currency.
    """

    order_number: str
    subtotal: Decimal | float


class EventFields(OrderFields, total=False):
    """What is told of an event: the following three, and the fields of `OrderFields`.

    Attributes:
        event_category: at least five letters, digits or ``_``.
        event_number: the shop's, unique in its category.
        subtotal: in the event's currency. Today's OpenAPI file wants it, the vendor's older pages do not; it may be
            left out here.
    """

    event_category: Required[str]
    event_number: Required[str]
    subtotal: Decimal | float | Unset
