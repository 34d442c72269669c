"""Connections of Talkover's calendars to calendars elsewhere."""

from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId, secret_url
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["CalendarProviders", "ProviderConnection", "ProviderSync"]

_ALL, _ONE = "/calendars/{calendar_id}/providers", "/calendars/{calendar_id}/providers/{provider_id}"


@attrs.frozen(kw_only=True)
class ProviderConnection(Model):
    """A connection to a calendar elsewhere.

    Attributes:
        id: of the connection; the methods call it ``provider_id``, as the vendor does.
        provider: whose calendar it is; names are not stated.
        external_calendar_id: the calendar there, such as ``primary``.
        is_active: whether the user has agreed to it.
        last_sync_at: None before the first time.
        authorization_url: of a new one: the page on which the user agrees.
    """

    id: TextId
    provider: str | None = None
    external_calendar_id: TextId | None = None
    is_active: bool | None = None
    last_sync_at: datetime | None = None
    authorization_url: str | None = secret_url(default=None)


@attrs.frozen(kw_only=True)
class ProviderSync(Model):
    """A synchronisation that was asked for.

    Attributes:
        queued: whether it will be done.
        queued_at: since when.
    """

    queued: bool
    queued_at: datetime | None = None


class CalendarProviders(Resource):
    """A calendar's connections to providers. A removal is never sent twice after an unknown outcome."""

    _list = Operation("GET", _ALL, ProviderConnection)
    _connect = Operation("POST", _ALL, ProviderConnection)
    _disconnect: Operation[None] = Operation("DELETE", _ONE, allow_empty=True)
    _sync = Operation("POST", f"{_ONE}/sync", ProviderSync)

    def list(
        self, calendar_id: str, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[ProviderConnection]:
        """List the connections; whole. Source: vendor docs, "list-provider-connections"."""
        return self.pager(self._list(calendar_id, params=self.query({}, params)), cursor=cursor)

    async def connect(
        self, calendar_id: str, *, provider: str, redirect_uri: str, extra: Extra | None = None
    ) -> ProviderConnection:
        """Begin a connection by OAuth: it is active once the user has agreed to it at its ``authorization_url``.

        Which ``provider`` there is, is listed nowhere; ``redirect_uri`` is where the user is sent in the end.

        Source: vendor docs, "create-provider-connection".
        """
        body = self.body({"provider": provider, "redirect_uri": redirect_uri}, extra)
        return await self.fetch(self._connect(calendar_id, json=body))

    async def disconnect(self, calendar_id: str, provider_id: str) -> None:
        """Remove a connection. Source: vendor docs, "disconnect-provider"."""
        await self.fetch(self._disconnect(calendar_id, provider_id))

    async def sync(self, calendar_id: str, provider_id: str, *, extra: Extra | None = None) -> ProviderSync:
        """Ask for a synchronisation with one provider; without ``extra`` no body is sent.

        Source: vendor docs, "trigger-provider-sync".
        """
        return await self.fetch(self._sync(calendar_id, provider_id, json=extra or UNSET))
