"""Talkable's offers to friends, as visitors see them."""

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.values import UNSET, Extra
from telephony_clients.core.wire.request import Operation

__all__ = ["VisitorOffers"]


class VisitorOffers(Resource):
    """The offers that visitors were led to."""

    _track_visit: Operation[None] = Operation(
        "PUT", "/visitor_offers/{id}/track_visit", idempotent=True, allow_empty=True
    )

    async def track_visit(self, visitor_offer_id: int, *, extra: Extra | None = None) -> None:
        """Mark a friend's offer as visited; its number is from the claim page, else `NotFound`.

        Source: OpenAPI file, "markVisitorOfferAsVisited"; that a repeat does no harm is concluded.
        """
        await self.fetch(self._track_visit(visitor_offer_id, json=self.body({}, extra) or UNSET))
