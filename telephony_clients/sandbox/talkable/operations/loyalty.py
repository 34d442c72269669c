"""Loyalty members, their points, and what they buy."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import refusal, result
from telephony_clients.sandbox.talkable.fields import VALIDATOR, WHOLE, data
from telephony_clients.sandbox.talkable.loyalty import Action, Member
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.talkable.people import properties
from telephony_clients.sandbox.validator import required, text
from telephony_clients.sandbox.wire import Reply, Request

_MEMBER = "/loyalty/members/{email}"
_BAD_DATES = "Invalid member_dates format, expected an array of objects with `date` and `identifier` keys"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class LoyaltyOperations(SiteOperations):
    """What can be asked of a site's loyalty programme."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            f"GET {_MEMBER}": self._find,
            f"PUT {_MEMBER}": self._update,
            f"GET {_MEMBER}/collect_actions": partial(self._actions, _is_collected, in_campaign=True),
            f"POST {_MEMBER}/collect_actions": self._collect,
            f"GET {_MEMBER}/manual_adjustment_actions": partial(self._actions, _is_adjustment, in_campaign=False),
            f"POST {_MEMBER}/manual_adjustment_actions": self._adjust,
            f"GET {_MEMBER}/redeem_actions": partial(self._actions, _is_redemption, in_campaign=True),
            f"POST {_MEMBER}/redeem_actions": self._redeem,
            f"GET {_MEMBER}/redemption_batches": self._batches,
        }

    def _member(self, request: Request, *, active: bool = True, in_campaign: bool = False) -> Member:
        return self._site.loyalty.find(request.values["email"], active=active, in_campaign=in_campaign)

    def _find(self, request: Request) -> Reply:
        return result({"loyalty_member": self._member(request).record})

    def _update(self, request: Request) -> Reply:
        member, given = self._member(request), data(request)
        dates = _dates(given.get("member_dates"))
        member.properties |= properties(given.get("custom_properties"))
        member.dates |= dates
        return result({"loyalty_member": member.record})

    def _actions(self, chosen: Callable[[Action], bool], request: Request, *, in_campaign: bool) -> Reply:
        member = self._member(request, active=in_campaign, in_campaign=in_campaign)
        return result({"actions": [action.record for action in member.actions if chosen(action)]})

    def _collect(self, request: Request) -> Reply:
        member = self._member(request, in_campaign=True)
        action = self._site.loyalty.collect(member, VALIDATOR.one(data(request), "type", required(text())))
        if action is not None:
            self._site.notices.points(member, action)
        return result({"collected": action is not None, "loyalty_member": member.record})

    def _adjust(self, request: Request) -> Reply:
        member = self._member(request, active=False)
        action = self._site.loyalty.adjust(member, VALIDATOR.one(data(request), "points", WHOLE))
        self._site.notices.points(member, action)
        return result({"action": action.record, "loyalty_member": member.record})

    def _redeem(self, request: Request) -> Reply:
        member = self._member(request, in_campaign=True)
        action, batch = self._site.loyalty.redeem(member, VALIDATOR.one(data(request), "redemption_batch_id", WHOLE))
        self._site.notices.points(member, action)
        self._site.notices.coupons_wanted(batch)
        return result({"action": action.record, "loyalty_member": member.record})

    def _batches(self, request: Request) -> Reply:
        self._member(request, in_campaign=True)
        return result({"redemption_batches": [batch.record for batch in self._site.loyalty.batches]})


def _is_adjustment(action: Action) -> bool:
    return action.type == "manual_adjustment"


def _is_redemption(action: Action) -> bool:
    return action.coupon is not None


def _is_collected(action: Action) -> bool:
    return action.config is not None


def _dates(given: Any) -> dict[str, str]:
    """Read a member's days: a list of objects with `date` and `identifier`."""
    found = [] if given is None else given
    if not isinstance(found, list) or not all(isinstance(one, dict) and _is_day(one.get("date")) for one in found):
        raise refusal(_BAD_DATES)
    if not all(isinstance(one.get("identifier"), str) for one in found):
        raise refusal(_BAD_DATES)
    return {one["identifier"]: one["date"] for one in found}


def _is_day(text: object) -> bool:
    if not isinstance(text, str) or not _ISO_DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
