"""Whether Talkover is up."""

import attrs

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.wire.request import Operation


@attrs.frozen(kw_only=True)
class Health(Model):
    """The service's state.

    Attributes:
        status: ``"ok"`` when it is up.

    Source: vendor docs, the endpoint pages' examples and field tables.
    """

    status: str


class HealthCheck(Resource):
    """The health endpoint; it needs no token and is exempt from rate limits (vendor docs)."""

    _get = Operation("GET", "/health", Health)

    async def get(self) -> Health:
        """Ask whether the service is up.

        It says nothing about the token: use ``client.check()`` for that.

        Returns:
            the state.

        Raises:
            ServerError: it is not up.
            TransportError: it cannot be reached.

        Source: vendor docs, "health".
        """
        return await self.fetch(self._get())
