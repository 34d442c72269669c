"""Where Talkable's visitors come from."""

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["TrafficSource", "TrafficSources"]


@attrs.frozen(kw_only=True)
class TrafficSource(Model):
    """A traffic source.

    Attributes:
        identifier: what origins and metrics name it by.
    """

    identifier: str


class TrafficSources(Resource):
    """The site's traffic sources."""

    _list = Operation("GET", "/traffic_sources", TrafficSource)

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[TrafficSource]:
        """List all traffic sources; the list comes whole. Source: OpenAPI file, "listTrafficSources"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)
