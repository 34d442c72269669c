"""Talkable's visitors: people of whom only a mark in their browser is known."""

from uuid import UUID, uuid4

import attrs

from telephony_clients.core.checks import uuid_text
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Extra
from telephony_clients.core.wire.request import Operation

__all__ = ["Visitor", "Visitors"]


@attrs.frozen(kw_only=True)
class Visitor(Model):
    """A visitor.

    Attributes:
        uuid: what other calls name them by.
    """

    uuid: str


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
