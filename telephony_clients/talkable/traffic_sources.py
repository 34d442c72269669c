"""Where Talkable's visitors come from."""

from collections.abc import Mapping
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Params
from telephony_clients.core.wire.request import Operation


@attrs.frozen(kw_only=True)
class TrafficSource(Model):
    """A traffic source.

    Attributes:
        identifier: what origins and metrics name it by.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    identifier: str


class TrafficSources(Resource):
    """The site's traffic sources."""

    __slots__ = ()

    _list = Operation("GET", "/traffic_sources", TrafficSource)

    def list(self, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None) -> Pager[TrafficSource]:
        """List all traffic sources; the list comes whole.

        Args:
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of traffic sources.

        Raises:
            TelephonyError: one of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "listTrafficSources".
        """
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)
