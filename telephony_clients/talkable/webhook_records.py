"""What the payloads of Talkable's webhooks are made of."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.fields import JsonObject, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.talkable.origins import OriginType
from telephony_clients.talkable.people import ReferralCounts
from telephony_clients.talkable.webhook_values import WebhookIncentiveType, WebhookRewardStatus, WebhookShareType

__all__ = [
    "WebhookCampaign",
    "WebhookCoupon",
    "WebhookOffer",
    "WebhookOrigin",
    "WebhookPerson",
    "WebhookReferralReward",
    "WebhookReward",
    "WebhookShare",
    "WebhookShareInfo",
]


@attrs.frozen(kw_only=True)
class WebhookCampaign(Model):
    """A campaign.

    Attributes:
        id: its number.
        type: ``StandaloneCampaign`` or ``DoubleSidedDealCampaign``; deprecated by the vendor.
        cached_slug: as the id.
        tag_names: its tags.
        joinable_category_names: categories of origins that trigger it; deprecated by the vendor.
        origin_min_age, origin_max_age: seconds since the first visit, between which the advocate may see it.

    Source: the vendor's OpenAPI file of webhooks.
    """

    id: int | None = None
    type: str | None = None
    cached_slug: TextId | None = None
    tag_names: list[str] | None = None
    joinable_category_names: list[str] | None = None
    origin_min_age: int | None = None
    origin_max_age: int | None = None


@attrs.frozen(kw_only=True)
class WebhookOffer(Model):
    """An advocate's offer.

    Attributes:
        email: the advocate's.
        phone_number: the advocate's, in E.164.
        short_url_code: what other calls name the offer by.
        ip_address: the advocate's.

    Source: the vendor's OpenAPI file of webhooks.
    """

    email: str | None = None
    phone_number: str | None = None
    short_url_code: str | None = None
    ip_address: str | None = None


@attrs.frozen(kw_only=True)
class WebhookPerson(Model):
    """A person.

    Attributes:
        first_name, last_name, username: names.
        email: the address.
        phone_number: in E.164.
        customer_id: the shop's id.
        unsubscribed_at, opted_in_at, phone_opted_in_at: timezone-aware datetimes.
        subscribed_at: deprecated by the vendor for `opted_in_at`.
        is_loyalty_member: whether the person takes part in the loyalty programme.
        loyalty_member: about that; the vendor does not say what.
        custom_properties: the shop's own fields.
        gender: deprecated by the vendor.
        referral_counts: the person's referrals as an advocate.
        sub_choice: whether a choice about marketing was made.

    Source: the vendor's OpenAPI file of webhooks.
    """

    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    email: str | None = None
    phone_number: str | None = None
    customer_id: TextId | None = None
    unsubscribed_at: datetime | None = None
    subscribed_at: datetime | None = None
    opted_in_at: datetime | None = None
    phone_opted_in_at: datetime | None = None
    is_loyalty_member: bool | None = None
    loyalty_member: JsonObject | None = None
    custom_properties: JsonObject | None = None
    gender: str | None = None
    referral_counts: ReferralCounts | None = None
    sub_choice: bool | None = None


@attrs.frozen(kw_only=True)
class WebhookOrigin(Model):
    """What happened at the shop.

    Attributes:
        id: its number.
        type: a purchase, another event, or the sign-up of an affiliate member.
        email, phone_number, customer_id: whose it is.
        traffic_source: where it came from.
        ip_address: of whoever caused it.
        order_number: of a purchase.
        order_date: of a purchase.
        subtotal: money, of a purchase or event.
        currency_iso_code: the currency of the subtotal.
        coupon_code: codes joined by commas, of a purchase.
        event_category, event_number: of an event.
        segment1, segment2, segment3: the shop's own marks.
        utm_campaign, utm_content, utm_medium, utm_source, utm_term: where the visit came from.

    Source: the vendor's OpenAPI file of webhooks, "origin" and "event".
    """

    id: int | None = None
    type: OriginType | str | None = None
    email: str | None = None
    phone_number: str | None = None
    customer_id: TextId | None = None
    traffic_source: str | None = None
    ip_address: str | None = None
    order_number: TextId | None = None
    order_date: datetime | None = None
    subtotal: Decimal | None = None
    currency_iso_code: str | None = None
    coupon_code: str | None = None
    event_category: str | None = None
    event_number: TextId | None = None
    segment1: str | None = None
    segment2: str | None = None
    segment3: str | None = None
    utm_campaign: str | None = None
    utm_content: str | None = None
    utm_medium: str | None = None
    utm_source: str | None = None
    utm_term: str | None = None


@attrs.frozen(kw_only=True)
class WebhookCoupon(Model):
    """The coupon of a reward.

    Attributes:
        id: its number.
        code: what is redeemed.
        active: whether it has not expired yet.
        amount: money, or per cent when `percentage_discount`.
        percentage_discount: whether the amount is per cent.
        description: such as ``$15``.
        single_use: whether it can be used once only.
        usages: how often it was used; None when it can be used many times.
        used: whether it was.
        valid_until: in the site's time zone.
        expires_at: deprecated by the vendor for `valid_until`.

    Source: the vendor's OpenAPI file of webhooks, "reward".
    """

    id: int | None = None
    code: str | None = None
    active: bool | None = None
    amount: Decimal | None = None
    percentage_discount: bool | None = None
    description: str | None = None
    single_use: bool | None = None
    usages: int | None = None
    used: bool | None = None
    valid_until: datetime | None = None
    expires_at: datetime | None = None


@attrs.frozen(kw_only=True)
class WebhookReward(Model):
    """A reward, as the reward webhook tells of it.

    Attributes:
        id: its number.
        reason: why it was given.
        status: what became of it.
        incentive_type: what it consists of.
        incentive_identifier: the incentive's key.
        incentive_description, incentive_custom_description: in words.
        amount: money; None unless it is a rebate.
        coupon_code: deprecated by the vendor for `coupon`.
        coupon: None unless it is a coupon.

    Source: the vendor's OpenAPI file of webhooks, "reward".
    """

    id: int | None = None
    reason: str | None = None
    status: WebhookRewardStatus | str | None = None
    incentive_type: WebhookIncentiveType | str | None = None
    incentive_identifier: str | None = None
    incentive_description: str | None = None
    incentive_custom_description: str | None = None
    amount: Decimal | None = None
    coupon_code: str | None = None
    coupon: WebhookCoupon | None = None


@attrs.frozen(kw_only=True)
class WebhookReferralReward(Model):
    """A reward, as the referral webhook tells of it.

    Attributes:
        id: its number.
        amount: money; None unless it is a rebate.
        email: of whoever gets it.
        person: who gets it.
        incentive: what it consists of.
        incentive_description: in words.
        reward_coupon_code: the code, if it is a coupon.
        origin: what it was given for.

    Source: the vendor's OpenAPI file of webhooks, "referral_reward".
    """

    id: int | None = None
    amount: Decimal | None = None
    email: str | None = None
    person: WebhookPerson | None = None
    incentive: WebhookIncentiveType | str | None = None
    incentive_description: str | None = None
    reward_coupon_code: str | None = None
    origin: WebhookOrigin | None = None


@attrs.frozen(kw_only=True)
class WebhookShare(Model):
    """How a referral was shared.

    Attributes:
        channel: the way.

    Source: the vendor's OpenAPI file of webhooks, "referral".
    """

    channel: WebhookShareType | str | None = None


@attrs.frozen(kw_only=True)
class WebhookShareInfo(Model):
    """What is known of a share; it depends on its type.

    Attributes:
        recipients: addresses, of a share by e-mail.
        facebook_share_post_id, facebook_share_user_id: of a share on Facebook.

    Source: the vendor's OpenAPI file of webhooks, "post_share".
    """

    recipients: list[str] | None = None
    facebook_share_post_id: TextId | None = None
    facebook_share_user_id: TextId | None = None
