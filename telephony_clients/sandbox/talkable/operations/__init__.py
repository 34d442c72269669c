"""Talkable's operations: what each request reads, does and answers."""

from collections.abc import Mapping

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.operations.assets import AssetOperations
from telephony_clients.sandbox.talkable.operations.coupons import CouponOperations
from telephony_clients.sandbox.talkable.operations.loyalty import LoyaltyOperations
from telephony_clients.sandbox.talkable.operations.metrics import MetricOperations
from telephony_clients.sandbox.talkable.operations.offers import OfferOperations
from telephony_clients.sandbox.talkable.operations.origins import OriginOperations
from telephony_clients.sandbox.talkable.operations.people import PersonOperations
from telephony_clients.sandbox.talkable.operations.visitors import VisitorOperations
from telephony_clients.sandbox.talkable.site import Site

_ROOMS = (
    AssetOperations,
    CouponOperations,
    LoyaltyOperations,
    MetricOperations,
    OfferOperations,
    OriginOperations,
    PersonOperations,
    VisitorOperations,
)


def table(site: Site) -> Mapping[str, Handler]:
    """Map every route of the API to what answers it."""
    return {route: handler for room in _ROOMS for route, handler in room(site).routes().items()}
