"""Origins: purchases, events and sign-ups, alone and in batches; refunds, and the referrals they make."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import done, refusal, result
from telephony_clients.sandbox.talkable.fields import TEXTS, VALIDATOR, data, document, link_channels, moment
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.talkable.origins import KINDS, Origin, filled
from telephony_clients.sandbox.talkable.referrals import STATUSES
from telephony_clients.sandbox.validator import Field, flag, number, required, text
from telephony_clients.sandbox.wire import RefusedError, Reply, Request

_FLAG = Field(flag, default=False)
_REFUND = {"refunded_at": Field(moment), "refund_subtotal": Field(number)}
NO_OFFER = "no-offer"
"""Somebody whose e-mail begins so fits no campaign."""


class OriginOperations(SiteOperations):
    """What a site can be told of."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            "POST /origins": self._create_any,
            "POST /origins/affiliate_member": partial(self._create, "AffiliateMember"),
            "POST /origins/event": partial(self._create, "Event"),
            "POST /origins/purchase": partial(self._create, "Purchase"),
            "POST /origins/batch/affiliate_members": partial(self._create_many, "AffiliateMember"),
            "POST /origins/batch/events": partial(self._create_many, "Event"),
            "POST /origins/batch/purchases": partial(self._create_many, "Purchase"),
            "PUT /origins/{origin_slug}/referral": self._update_referral,
            "POST /origins/{origin_slug}/refund": self._refund,
        }

    def _create_any(self, request: Request) -> Reply:
        kind = document(request).get("type")
        if kind not in KINDS:
            raise refusal('`type` must be within ["AffiliateMember", "Purchase", "Event"]')
        return self._create(str(kind), request)

    def _create(self, kind: str, request: Request) -> Reply:
        given = filled(data(request))
        origin = self._register(kind, given, request.remote)
        offer = (
            {"offer": None}
            if origin.offer is None
            else origin.offer.answer(VALIDATOR.one(given, "sharing_channels", TEXTS))
        )
        return result({"origin": origin.record, **offer}, HTTPStatus.CREATED)

    def _create_many(self, kind: str, request: Request) -> Reply:
        records, offers = document(request).get("data"), VALIDATOR.one(document(request), "create_offers", _FLAG)
        if not isinstance(records, list):
            raise refusal("`data` is required")
        for record in records:
            try:
                self._register(kind, filled(record if isinstance(record, dict) else {}), request.remote, offers=offers)
            except RefusedError:
                # The batch was accepted before its records are looked at; nobody is told of the bad ones.
                continue
        return done()

    def _register(self, kind: str, given: Mapping[str, Any], caller: str, *, offers: bool = True) -> Origin:
        """Register an origin with its offer; when the same one comes again, nothing happens."""
        link_channels(VALIDATOR.one(given, "sharing_channels", TEXTS))
        known = self._site.origins.known(kind, given)
        if known is not None:
            return known
        origin = self._site.origins.add(kind, given, caller)
        self._tell(origin)
        if offers and not origin.person.email.startswith(NO_OFFER):
            tags = VALIDATOR.one(given, "campaign_tags", TEXTS)
            self._site.origins.offer(origin, self._site.offers.make(origin.person, tags))
        if origin.offer is not None and kind == "AffiliateMember":
            self._site.notices.signup(origin.offer)
        return origin

    def _tell(self, origin: Origin) -> None:
        """Let an origin have its consequences: visitor, coupons, referral, webhooks."""
        visitor = origin.text("uuid")
        referral = self._site.refer(origin)
        if visitor:
            self._site.visitors.tell(visitor, origin.person)
        self._site.coupons.use(origin.coupon_codes)
        if origin.kind != "AffiliateMember":
            self._site.notices.event(origin)
        if referral is not None:
            self._site.notices.referral(referral, fresh=True)

    def _update_referral(self, request: Request) -> Reply:
        status = VALIDATOR.one(data(request), "status", required(text()))
        if status not in STATUSES:
            raise refusal("`status` is invalid")
        referral = self._site.referrals.of_origin(self._site.origins.find(request.values["origin_slug"]))
        if referral is None:
            return done()
        if self._site.referrals.settle(referral, status):
            self._site.notices.referral(referral, fresh=False)
            self._site.notices.reward(referral.reward, referral.claim.offer, referral.origin)
        return result({"referral": referral.record})

    def _refund(self, request: Request) -> Reply:
        origin = self._site.origins.find(request.values["origin_slug"])
        given = VALIDATOR.read({} if document(request).get("data") is None else data(request), _REFUND)
        self._site.origins.refund(origin, given["refunded_at"], given["refund_subtotal"])
        return result({"origin": origin.record})
