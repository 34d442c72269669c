"""Visitors, and the offers that friends came with."""

from collections.abc import Mapping

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import done, result
from telephony_clients.sandbox.talkable.fields import VALIDATOR, data, filled, path_number
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.validator import Field, uuid
from telephony_clients.sandbox.wire import Reply, Request


class VisitorOperations(SiteOperations):
    """What a site can be told of its visitors."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {"POST /visitors": self._add, "PUT /visitor_offers/{id}/track_visit": self._track_visit}

    def _add(self, request: Request) -> Reply:
        given = VALIDATOR.one(data(request), "uuid", Field(filled(uuid)))
        return result({"uuid": self._site.visitors.add(given)})

    def _track_visit(self, request: Request) -> Reply:
        self._site.offers.visitor_offer(path_number(request, "id")).visit()
        return done()
