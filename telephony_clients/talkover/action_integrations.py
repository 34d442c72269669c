"""The ready integrations that Talkover's agents can use as actions."""

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["ActionIntegration", "ActionIntegrations"]


@attrs.frozen(kw_only=True)
class ActionIntegration(Model):
    """An integration that is ready for use.

    Attributes:
        identifier: such as ``calendar``; what an action's ``integration`` names.
        display_name, description: what it is.
        category: such as ``scheduling``, ``data`` or ``communication``.
        icon_url: a picture of it.
    """

    identifier: TextId
    display_name: str | None = None
    description: str | None = None
    category: str | None = None
    icon_url: str | None = None


class ActionIntegrations(Resource):
    """The catalogue of integrations; it comes whole."""

    _list = Operation("GET", "/action-integrations", ActionIntegration)

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[ActionIntegration]:
        """List the integrations. Source: vendor docs, "list-action-integrations"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)
