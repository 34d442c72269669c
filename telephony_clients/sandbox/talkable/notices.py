"""What Talkable's webhooks say of the things that happen at a site."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from telephony_clients.sandbox.deliveries import Delivery
from telephony_clients.sandbox.records import NOW
from telephony_clients.sandbox.talkable.answers import site_time
from telephony_clients.sandbox.talkable.campaigns import Campaign
from telephony_clients.sandbox.talkable.loyalty import LOW_STOCK, Action, Batch, Member
from telephony_clients.sandbox.talkable.offers import Claim, Offer, Share
from telephony_clients.sandbox.talkable.origins import Origin, Origins
from telephony_clients.sandbox.talkable.people import Person
from telephony_clients.sandbox.talkable.referrals import APPROVED, Referral
from telephony_clients.sandbox.talkable.rewards import PAID, Reward
from telephony_clients.sandbox.talkable.webhooks import Webhooks

_CODES_AT_ONCE = 15
_WITH_LINK = {"facebook", "twitter"}
_STATUSES = {"pending": "in_progress"}
"""What a Custom App calls a referral's status where it is another word."""


class Notices:
    """Tells of happenings; where nobody listens, nothing is sent.

    Args:
        webhooks: the site's webhooks.
        origins: the site's origins, of which some had offers made for them.
    """

    def __init__(self, webhooks: Webhooks, origins: Origins) -> None:
        self._webhooks = webhooks
        self._origins = origins

    def signup(self, offer: Offer) -> None:
        """Tell that an advocate signed up."""
        self._webhooks.tell("offer_signup_web_hook", _signed_up(offer, offer.person))
        self._webhooks.tell_custom_app("sync_signups", _contact(offer.person) | {"campaign_id": offer.campaign.id})

    def gated(self, claim: Claim, caller: str) -> None:
        """Tell that a friend gave an e-mail address for an offer."""
        offer = claim.offer
        self._webhooks.tell("claim_signup_web_hook", _signed_up(offer, claim.friend) | {"ip_address": caller})
        self._webhooks.tell_custom_app("email_opt_ins", _contact(claim.friend) | {"campaign_id": offer.campaign.id})

    def shared(self, share: Share, recipients: list[str]) -> None:
        """Tell that an offer was shared, by e-mail with some recipients."""
        offer = share.offer
        payload = {
            "campaign": _campaign(offer.campaign),
            "share_type": share.channel,
            "share_info": {"recipients": recipients} if recipients else {},
            "sharer_info": _person(offer.person),
            "origin": _origin_or_none(self._origins.behind(offer)),
        }
        if share.channel in _WITH_LINK:
            payload["share_link"] = offer.link(f"share {share.id}")
        self._webhooks.tell("post_share_web_hook", payload)
        self._webhooks.tell_custom_app(
            "offer_share",
            _contact(offer.person) | {"campaign_id": offer.campaign.id, "share_id": share.id, "channel": share.channel},
        )

    def event(self, origin: Origin) -> None:
        """Tell of a purchase or an event."""
        self._webhooks.tell("event_web_hook", {"person": _person(origin.person), "origin": _origin(origin)})
        self._webhooks.tell_custom_app(
            "event", _contact(origin.person) | {"type": origin.kind, "key": origin.key, "subtotal": origin.subtotal}
        )

    def referral(self, referral: Referral, *, fresh: bool) -> None:
        """Tell of a referral, whether it is new or another status; the classic webhook knows approved ones only."""
        offer = referral.claim.offer
        self._webhooks.tell_custom_app(
            "referral_create" if fresh else "referral_status_change",
            {
                "campaign_id": offer.campaign.id,
                "referral_status": _STATUSES.get(referral.status, referral.status),
                "advocate_email": referral.advocate.email,
                "friend_email": referral.friend.email,
            },
        )
        if referral.status != APPROVED:
            return
        reward = _referral_reward(referral) | {"origin": _origin_or_none(self._origins.behind(offer))}
        payload = {
            "campaign": _campaign(offer.campaign),
            "offer": _offer(offer),
            "advocate_rewards": [reward],
            "friend_rewards": [],
            "referrer": reward,
            "referred_origin": _origin(referral.origin),
            "share": {"channel": referral.claim.share.channel},
        }
        self._webhooks.tell("referral_web_hook", payload)

    def reward(self, reward: Reward, offer: Offer, friends: Origin | None = None) -> None:
        """Tell of a reward that was given.

        Args:
            reward: what was given.
            offer: the offer that promised it.
            friends: the friend's origin that it was given for.
        """
        if reward.status != PAID:
            return
        record = reward.record
        shown = (
            "id",
            "reason",
            "status",
            "incentive_type",
            "incentive_description",
            "incentive_custom_description",
            "coupon_code",
            "coupon",
        )
        about = {name: record[name] for name in shown} | {
            "incentive_identifier": reward.incentive.identifier,
            "amount": reward.incentive.amount if reward.incentive.type == "rebate" else None,
        }
        issued = _origin_or_none(self._origins.behind(offer))
        payload = {
            "campaign": _campaign(reward.campaign),
            "offer": _offer(offer),
            "person": _person(reward.person),
            "origin": issued,
            "advocate_origin": issued,
            "friend_origin": _origin_or_none(friends),
            "reward": about,
        }
        self._webhooks.tell("reward_web_hook", payload)
        fields = {"campaign_id": reward.campaign.id, "reward_id": reward.id, "coupon_code": record["coupon_code"]}
        self._webhooks.tell_custom_app("send_reward", _contact(reward.person) | fields)

    def unsubscribed(self, person: Person) -> None:
        """Tell that somebody wants no more e-mails."""
        self._webhooks.tell("unsubscribe_web_hook", {"person": _person(person)})
        self._webhooks.tell_custom_app("unsubscribe", _contact(person))

    def before_email(self, offer: Offer, recipient: Person, unsubscribe: Callable[[str], object]) -> None:
        """Ask whether somebody may be sent an e-mail, and unsubscribe the address when the answer is no."""

        def read(delivery: Delivery) -> None:
            if _says_unsubscribed(delivery.answer):
                unsubscribe(recipient.email)

        payload = {
            "campaign": _campaign(offer.campaign),
            "recipient": _person(recipient),
            "email_type": "notifier_offers_share_via_email",
        }
        self._webhooks.tell("check_unsubscribe_web_hook", payload, read)

    def coupons_wanted(self, batch: Batch) -> None:
        """Ask the shop for coupons when a stock is low; each code it accepts is in stock from then on."""
        if len(batch.codes) >= LOW_STOCK or not self._webhooks.listens("create_coupon_web_hook"):
            return
        for _ in range(_CODES_AT_ONCE):
            code = batch.next_code()
            payload = {
                "coupon_auto_sync_enabled": False,
                "coupon_code": code,
                "coupon_list_id": batch.id,
                "coupon_list_name": batch.name,
                "email": None,
                "phone_number": None,
                "discount_amount": f"{batch.amount:.1f}",
                "percentage_discount": True,
                "usage_limit": 1,
                "expires_at": site_time(NOW + timedelta(days=365)),
            }
            self._webhooks.tell("create_coupon_web_hook", payload, partial(_restock, batch, code))

    def points(self, member: Member, action: Action) -> None:
        """Tell that a member's points changed; there is no classic webhook for it."""
        fields = {
            "action_number": len(member.actions),
            "type": action.type,
            "points": action.points,
            "points_balance": member.points,
        }
        self._webhooks.tell_custom_app("sync_loyalty_actions", _contact(member.person) | fields)


def _says_unsubscribed(answer: bytes) -> bool:
    try:
        found = json.loads(answer)
    except ValueError:
        return False
    result = found.get("result") if isinstance(found, dict) else None
    return isinstance(result, dict) and result.get("unsubscribed") is True


def _restock(batch: Batch, code: str, _: Delivery) -> None:
    batch.codes.append(code)


def _contact(person: Person) -> dict[str, object]:
    return {name: person.fields[name] for name in ("email", "first_name", "last_name")}


def _campaign(campaign: Campaign) -> dict[str, Any]:
    return {
        "id": campaign.id,
        "type": campaign.type,
        "cached_slug": campaign.id,
        "tag_names": list(campaign.tags),
        "joinable_category_names": [campaign.category],
        "origin_min_age": None,
        "origin_max_age": None,
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "email": offer.person.email,
        "phone_number": offer.person.fields["phone_number"],
        "short_url_code": offer.code,
        "ip_address": "127.0.0.1",
    }


def _person(person: Person) -> dict[str, Any]:
    record = person.record
    shown = (
        "first_name",
        "last_name",
        "email",
        "phone_number",
        "username",
        "customer_id",
        "unsubscribed_at",
        "subscribed_at",
        "opted_in_at",
        "phone_opted_in_at",
        "custom_properties",
        "gender",
        "referral_counts",
        "sub_choice",
    )
    return {name: record[name] for name in shown} | {
        "is_loyalty_member": person.is_loyalty_member,
        "loyalty_member": {} if person.is_loyalty_member else None,
    }


def _signed_up(offer: Offer, person: Person) -> dict[str, Any]:
    """Write what both kinds of sign-up tell: the person's fields beside the others, the customer id left out."""
    about = {name: value for name, value in _person(person).items() if name != "customer_id"}
    return {"campaign": _campaign(offer.campaign), "offer": _offer(offer), **about}


def _origin(origin: Origin) -> dict[str, Any]:
    record = origin.record
    left_out = {"refunded_at", "partially_refunded", "refund_subtotal"}
    return {name: value for name, value in record.items() if name not in left_out} | {
        "phone_number": origin.person.fields["phone_number"],
        "traffic_source": origin.given.get("traffic_source"),
        "currency_iso_code": origin.given.get("currency_iso_code", "USD"),
    }


def _origin_or_none(origin: Origin | None) -> dict[str, Any] | None:
    return None if origin is None else _origin(origin)


def _referral_reward(referral: Referral) -> dict[str, Any]:
    reward = referral.reward
    return {
        "id": reward.id,
        "amount": f"{reward.incentive.amount:.1f}",
        "email": reward.person.email,
        "person": _person(reward.person),
        "incentive": reward.incentive.type,
        "incentive_description": reward.record["incentive_description"],
        "reward_coupon_code": reward.record["coupon_code"],
    }
