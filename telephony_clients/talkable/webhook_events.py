"""Talkable's nine webhooks: the payload of each."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

import attrs

from telephony_clients.core.models.fields import OpenEnum
from telephony_clients.core.models.model import Model
from telephony_clients.talkable.webhook_records import (
    WebhookCampaign,
    WebhookOffer,
    WebhookOrigin,
    WebhookPerson,
    WebhookReferralReward,
    WebhookReward,
    WebhookShare,
    WebhookShareInfo,
)
from telephony_clients.talkable.webhook_values import WebhookEmailType, WebhookShareType

__all__ = [
    "AdvocateSignupPayload",
    "CheckUnsubscribePayload",
    "CreateCouponPayload",
    "EventPayload",
    "FriendEmailGatingPayload",
    "PostSharePayload",
    "ReferralPayload",
    "RewardPayload",
    "UnsubscribePayload",
    "WebhookPayload",
    "WebhookType",
]


class WebhookType(OpenEnum):
    """Which of the webhooks it is."""

    CREATE_COUPON = "create_coupon_web_hook"
    ADVOCATE_SIGNUP = "offer_signup_web_hook"
    FRIEND_EMAIL_GATING = "claim_signup_web_hook"
    POST_SHARE = "post_share_web_hook"
    EVENT = "event_web_hook"
    REFERRAL = "referral_web_hook"
    REWARD = "reward_web_hook"
    UNSUBSCRIBE = "unsubscribe_web_hook"
    CHECK_UNSUBSCRIBE = "check_unsubscribe_web_hook"


@attrs.frozen(kw_only=True)
class CreateCouponPayload(Model):
    """A coupon is to be made: Talkable uses it only after a 2xx, also where the code exists already.

    Attributes:
        coupon_code: the code that is to be valid.
        coupon_list_id, coupon_list_name: the list that it is for.
        discount_amount: money, or per cent when `percentage_discount`.
        percentage_discount: whether the amount is per cent.
        usage_limit: how often it may be used.
        expires_at: timezone-aware datetime.
        email, phone_number: the advocate's, of a personal coupon only.
        coupon_auto_sync_enabled: whether Shopify's coupons are kept in step; this webhook goes first.

    Source: the vendor's OpenAPI file of webhooks, "create_coupon".
    """

    coupon_code: str | None = None
    coupon_list_id: int | None = None
    coupon_list_name: str | None = None
    discount_amount: Decimal | None = None
    percentage_discount: bool | None = None
    usage_limit: int | None = None
    expires_at: datetime | None = None
    email: str | None = None
    phone_number: str | None = None
    coupon_auto_sync_enabled: bool | None = None


@attrs.frozen(kw_only=True)
class AdvocateSignupPayload(WebhookPerson):
    """An advocate signed up; the fields of `WebhookPerson` are the advocate's.

    Attributes:
        campaign: where.
        offer: the advocate's.

    Source: the vendor's OpenAPI file of webhooks, "advocate_signup".
    """

    campaign: WebhookCampaign | None = None
    offer: WebhookOffer | None = None


@attrs.frozen(kw_only=True)
class FriendEmailGatingPayload(WebhookPerson):
    """A friend filled in the form that comes before a claim; the fields of `WebhookPerson` are the friend's.

    Attributes:
        campaign: where.
        offer: the advocate's.
        ip_address: the friend's.

    Source: the vendor's OpenAPI file of webhooks, "friend_email_gating".
    """

    campaign: WebhookCampaign | None = None
    offer: WebhookOffer | None = None
    ip_address: str | None = None


@attrs.frozen(kw_only=True)
class PostSharePayload(Model):
    """An offer was shared.

    Attributes:
        campaign: whose offer.
        share_type: the way.
        share_info: what is known of the share.
        sharer_info: who shared.
        share_link: what was shared, on Facebook and X only.
        origin: what the offer was given for.

    Source: the vendor's OpenAPI file of webhooks, "post_share".
    """

    campaign: WebhookCampaign | None = None
    share_type: WebhookShareType | str | None = None
    share_info: WebhookShareInfo | None = None
    sharer_info: WebhookPerson | None = None
    share_link: str | None = None
    origin: WebhookOrigin | None = None


@attrs.frozen(kw_only=True)
class EventPayload(Model):
    """An event or a purchase was registered.

    Attributes:
        person: who caused it.
        origin: what happened.

    Source: the vendor's OpenAPI file of webhooks, "event".
    """

    person: WebhookPerson | None = None
    origin: WebhookOrigin | None = None


@attrs.frozen(kw_only=True)
class ReferralPayload(Model):
    """A referral was approved: Talkable pays its rewards only after a 2xx.

    Attributes:
        campaign: where.
        offer: the advocate's.
        advocate_rewards, friend_rewards: all rewards but those in loyalty points.
        referrer, referred: the advocate's and the friend's reward for the referral; None when paid in loyalty points.
        referred_origin: what the friend did.
        share: how the offer came to the friend.

    Source: the vendor's OpenAPI file of webhooks, "referral".
    """

    campaign: WebhookCampaign | None = None
    offer: WebhookOffer | None = None
    advocate_rewards: list[WebhookReferralReward] | None = None
    friend_rewards: list[WebhookReferralReward] | None = None
    referrer: WebhookReferralReward | None = None
    referred: WebhookReferralReward | None = None
    referred_origin: WebhookOrigin | None = None
    share: WebhookShare | None = None


@attrs.frozen(kw_only=True)
class RewardPayload(Model):
    """A reward is ready, or was given.

    Attributes:
        campaign: where.
        offer: the advocate's.
        person: who gets it; may be None.
        origin: what the offer was given for.
        reward: the reward.
        advocate_origin, friend_origin: what each of the two did.

    Source: the vendor's OpenAPI file of webhooks, "reward".
    """

    campaign: WebhookCampaign | None = None
    offer: WebhookOffer | None = None
    person: WebhookPerson | None = None
    origin: WebhookOrigin | None = None
    reward: WebhookReward | None = None
    advocate_origin: WebhookOrigin | None = None
    friend_origin: WebhookOrigin | None = None


@attrs.frozen(kw_only=True)
class UnsubscribePayload(Model):
    """A person unsubscribed from Talkable's e-mails.

    Attributes:
        person: who.

    Source: the vendor's OpenAPI file of webhooks, "unsubscribe".
    """

    person: WebhookPerson | None = None


@attrs.frozen(kw_only=True)
class CheckUnsubscribePayload(Model):
    """A question that comes before each e-mail; it is answered with `check_unsubscribe_answer`.

    Attributes:
        campaign: which sends it.
        recipient: who would get it.
        email_type: which e-mail.

    Source: the vendor's OpenAPI file of webhooks, "check_unsubscribe".
    """

    campaign: WebhookCampaign | None = None
    recipient: WebhookPerson | None = None
    email_type: WebhookEmailType | str | None = None


WebhookPayload: TypeAlias = (
    CreateCouponPayload
    | AdvocateSignupPayload
    | FriendEmailGatingPayload
    | PostSharePayload
    | EventPayload
    | ReferralPayload
    | RewardPayload
    | UnsubscribePayload
    | CheckUnsubscribePayload
)

PAYLOADS: Mapping[WebhookType, type[WebhookPayload]] = {
    WebhookType.CREATE_COUPON: CreateCouponPayload,
    WebhookType.ADVOCATE_SIGNUP: AdvocateSignupPayload,
    WebhookType.FRIEND_EMAIL_GATING: FriendEmailGatingPayload,
    WebhookType.POST_SHARE: PostSharePayload,
    WebhookType.EVENT: EventPayload,
    WebhookType.REFERRAL: ReferralPayload,
    WebhookType.REWARD: RewardPayload,
    WebhookType.UNSUBSCRIBE: UnsubscribePayload,
    WebhookType.CHECK_UNSUBSCRIBE: CheckUnsubscribePayload,
}
