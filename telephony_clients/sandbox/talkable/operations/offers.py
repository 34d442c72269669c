"""Offers, their links, shares and claims."""

import re
from collections.abc import Mapping
from typing import Any

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import refusal, result
from telephony_clients.sandbox.talkable.campaigns import SHARING
from telephony_clients.sandbox.talkable.fields import TEXTS, VALIDATOR, document, email_field, link_channels
from telephony_clients.sandbox.talkable.offers import EMAILS_OF_AN_OFFER, SOCIAL_CHANNELS, Offer
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.talkable.rewards import Reward
from telephony_clients.sandbox.validator import Field, flag, is_email, required, text
from telephony_clients.sandbox.wire import Reply, Request

_OFFER = "/offers/{short_url_code}"
_EMAIL_SHARE = {"recipients": required(text()), "validation_only": Field(flag, default=False)}
_CLAIM = {name: email_field(f"Invalid `{name}`.") for name in ("advocate_email", "friend_email")}


class OfferOperations(SiteOperations):
    """What can be asked about, and done with, a site's offers."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            f"GET {_OFFER}": self._find,
            f"GET {_OFFER}/claim_url_status": self._claim_url_status,
            f"POST {_OFFER}/shares/email": self._share_by_email,
            f"POST {_OFFER}/shares/social": self._share,
            "POST /offer_claims": self._claim,
        }

    def _offer(self, request: Request) -> Offer:
        return self._site.offers.find(request.values["short_url_code"])

    def _find(self, request: Request) -> Reply:
        offer = self._offer(request)
        return result(offer.answer(link_channels(request.query.getall("sharing_channels[]", []))))

    def _claim_url_status(self, request: Request) -> Reply:
        return result({"active": self._offer(request).is_active(request.query.get("claim_url"))})

    def _share(self, request: Request) -> Reply:
        offer, channel = self._offer(request), document(request).get("channel")
        if channel not in SOCIAL_CHANNELS:
            raise refusal("`channel` is invalid")
        share = self._site.offers.share(offer, str(channel))
        self._site.notices.shared(share, [])
        reward = self._reward_sharing(offer)
        return result({"share": share.record, "reward": reward.record if reward else None})

    def _share_by_email(self, request: Request) -> Reply:
        offer, given = self._offer(request), VALIDATOR.read(document(request), _EMAIL_SHARE)
        recipients = [one for one in re.split(r"[,\s]+", given["recipients"]) if one]
        dry = given["validation_only"]
        left = EMAILS_OF_AN_OFFER - len(offer.recipients)
        found = {one: self._state(offer, one) for one in recipients}
        wanted = [one for one, state in found.items() if state["sharable"] and not state["previously_sent"]]
        sent = [] if dry else wanted[:left]
        for one in sent:
            found[one]["currently_sent"] = True
        reward = self._send(offer, sent) if sent else None
        stats = {
            "currently_sent": len(sent),
            "currently_not_sent": len(found) - len(sent),
            "previously_sent": sum(state["previously_sent"] for state in found.values()),
            "total_sent": len(offer.recipients),
            "sent_limit_exceeded": len(wanted) > left,
            "left_emails": EMAILS_OF_AN_OFFER - len(offer.recipients),
            "advocate_blocked": False,
        }
        return result(
            {
                "success": bool(sent) or (dry and len(wanted) == len(found)),
                "validation_only": dry,
                "stats": stats,
                "recipients": found,
                "reward": reward.record if reward else None,
                "rewards": [reward.record] if reward else [],
            }
        )

    def _state(self, offer: Offer, recipient: str) -> dict[str, Any]:
        person = self._site.people.get(recipient)
        valid, own = is_email(recipient), recipient == offer.person.email
        unsubscribed = person is not None and person.fields["unsubscribed_at"] is not None
        return {
            "currently_sent": False,
            "previously_sent": recipient in offer.recipients,
            "email_valid": valid,
            "self_referral": own,
            "unsubscribed": unsubscribed,
            "blocklisted": False,
            "blacklisted": False,
            "meets_criteria": True,
            "sharable": valid and not own and not unsubscribed,
        }

    def _send(self, offer: Offer, recipients: list[str]) -> Reward | None:
        offer.recipients.update(recipients)
        shares = [self._site.offers.share(offer, "email", one) for one in recipients]
        for one in recipients:
            # An answer of `unsubscribed` counts from the next e-mail on: this one's reply cannot wait for it.
            self._site.notices.before_email(offer, self._site.people.upsert(one), self._site.people.unsubscribe)
        self._site.notices.shared(shares[0], recipients)
        return self._reward_sharing(offer)

    def _reward_sharing(self, offer: Offer) -> Reward | None:
        """Reward an advocate for sharing; once for each person."""
        if any(one.incentive is SHARING for one in self._site.rewards.of(offer.person)):
            return None
        reward = self._site.rewards.give(offer.person, SHARING, offer.campaign)
        self._site.notices.reward(reward, offer)
        return reward

    def _claim(self, request: Request) -> Reply:
        advocate, friend = VALIDATOR.read(request.query, _CLAIM).values()
        if advocate == friend:
            return result(_unrewarded("SELF_REFERRAL", "Self Referral"))
        person = self._site.people.upsert(advocate)
        tags = VALIDATOR.one(request.query, "campaign_tag", TEXTS)
        offer = self._site.offers.latest_of(person) or self._site.offers.make(person, tags)
        if offer is None:
            raise refusal("No campaign found.")
        share = self._site.offers.share(offer, "email", friend)
        self._site.notices.shared(share, [friend])
        claim = self._site.offers.claim(share, self._site.people.upsert(friend))
        self._site.notices.gated(claim, request.remote)
        reward = self._site.claim(claim)
        self._site.notices.reward(reward, offer)
        return result(_unrewarded(None, None) | {"friend_reward": reward.record})


def _unrewarded(reason: str | None, words: str | None) -> dict[str, Any]:
    return {"friend_reward": None, "friend_unredeem_reason": reason, "friend_human_unredeem_reason": words}
