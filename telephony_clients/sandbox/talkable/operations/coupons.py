"""Coupons, and rewards by visitor."""

from collections.abc import Mapping

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import refusal, result
from telephony_clients.sandbox.talkable.coupons import Coupon
from telephony_clients.sandbox.talkable.fields import VALIDATOR
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.talkable.rewards import PAID, STATUSES
from telephony_clients.sandbox.validator import Field, required, text, uuid
from telephony_clients.sandbox.wire import Reply, Request

_COMPLAINTS = {
    "coupon_unissued": "This coupon code has not been issued yet",
    "coupon_expired": "This coupon code has expired",
    "friend_offer_expired": "The offer of this coupon code has expired",
    "different_owner": "This coupon code belongs to somebody else",
    "coupon_used": "This coupon code has already been used",
}
_REWARDS = {"visitor_uuid": required(uuid), "status": Field(text(), default=PAID, nullable=True)}


class CouponOperations(SiteOperations):
    """What can be asked about coupons and rewards."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            "GET /coupons/{code}": self._find,
            "GET /coupons/{code}/permission/{person_slug}": self._permission,
            "GET /rewards": self._rewards,
        }

    def _find(self, request: Request) -> Reply:
        coupon = self._site.coupons.find(request.values["code"])
        return result({"talkable_coupon": False} if coupon is None else self._known(coupon))

    def _permission(self, request: Request) -> Reply:
        coupon = self._site.coupons.find(request.values["code"])
        if coupon is None:
            return result({"talkable_coupon": False, "allowed": True})
        checks = coupon.checks(self._site.people.get(request.values["person_slug"]))
        complaint = next((_COMPLAINTS[check] for check, failed in checks.items() if failed), None)
        about = {"allowed": complaint is None, "error_message": complaint, "checks": checks}
        return result(self._known(coupon) | about)

    def _known(self, coupon: Coupon) -> dict[str, object]:
        reward = self._site.rewards.behind(coupon)
        return {
            "talkable_coupon": True,
            "coupon": coupon.record,
            "associated_reward": reward.association if reward else None,
        }

    def _rewards(self, request: Request) -> Reply:
        visitor, status = VALIDATOR.read(request.query, _REWARDS).values()
        person = self._site.visitors.person(visitor)
        if status not in {*STATUSES, "All"}:
            raise refusal("`status` is invalid")
        rewards = self._site.rewards.of(person) if person else []
        return result({"rewards": [one.record for one in rewards if status in {"All", one.status}]})
