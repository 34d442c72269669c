"""Whether Talkover is up."""

import attrs

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.wire.request import Operation

__all__ = ["Health", "HealthCheck"]


@attrs.frozen(kw_only=True)
class Health(Model):
    """The service's state.

    Attributes:
        status: ``"ok"`` when it is up.
    """

    status: str


class HealthCheck(Resource):
    """The health endpoint; it needs no token and is exempt from rate limits (vendor docs)."""

    _get = Operation("GET", "/health", Health)

    async def get(self) -> Health:
        """Ask whether the service is up: `ServerError` when it is not, `TransportError` when it cannot be reached.

        It says nothing about the token: use ``client.check()`` for that. Source: vendor docs, "health".
        """
        return await self.fetch(self._get())
