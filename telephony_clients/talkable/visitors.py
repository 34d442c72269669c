"""Talkable's visitors, known by a mark in their browser alone: where they come from, and what they are offered."""

from uuid import UUID, uuid4

import attrs

from telephony_clients.core.checks import uuid_text
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["TrafficSource", "TrafficSources", "Visitor", "VisitorOffers", "Visitors"]


@attrs.frozen(kw_only=True)
class Visitor(Model):
    """A visitor; other calls name them by the `uuid`."""

    uuid: str


@attrs.frozen(kw_only=True)
class TrafficSource(Model):
    """Where visitors come from; origins and metrics name it by the `identifier`."""

    identifier: str


class Visitors(Resource):
    """The site's visitors."""

    # the caller names the visitor, so that a repeat is about the same one
    _create = Operation("POST", "/visitors", Visitor, idempotent=True)

    async def create(self, *, uuid: str | UUID | None = None, extra: Extra | None = None) -> Visitor:
        """Register a visitor, by a new ``uuid`` when none is given.

        `ConfigurationError` for what is no UUID, and nothing is sent; `NotFound` when there is no such site.
        Source: OpenAPI file, "createVisitor".
        """
        data = self.body({"uuid": uuid_text(uuid4() if uuid is None else uuid, "uuid")}, extra)
        return await self.fetch(self._create(json={"data": data}))


class TrafficSources(Resource):
    """The site's traffic sources."""

    _list = Operation("GET", "/traffic_sources", TrafficSource)

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[TrafficSource]:
        """List all traffic sources; the list comes whole. Source: OpenAPI file, "listTrafficSources"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)


class VisitorOffers(Resource):
    """The offers to friends that visitors were led to."""

    _track_visit: Operation[None] = Operation(
        "PUT", "/visitor_offers/{id}/track_visit", idempotent=True, allow_empty=True
    )

    async def track_visit(self, visitor_offer_id: int, *, extra: Extra | None = None) -> None:
        """Mark a friend's offer as visited; its number is from the claim page, else `NotFound`.

        Source: OpenAPI file, "markVisitorOfferAsVisited"; that a repeat does no harm is concluded.
        """
        await self.fetch(self._track_visit(visitor_offer_id, json=self.body({}, extra) or UNSET))
