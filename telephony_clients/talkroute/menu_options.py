"""The keys of a Talkroute menu."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId, wire
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.destinations import Destination
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["MenuOption", "MenuOptionFields", "MenuOptions"]

_OPTIONS = "/v2/menus/{id}/options"


@attrs.frozen(kw_only=True)
class MenuOption(Record):
    """What a key does. The fields are inferred.

    Attributes:
        id: opaque.
        digit: the key; ``key`` is read too.
        destination: where the call goes.
    """

    id: TextId | None = None
    digit: TextId | None = wire("digit", "key", default=None)
    destination: Destination | None = None


class MenuOptionFields(WriteOptions, total=False):
    """What a key does. The names are inferred.

    Attributes:
        digit: the key.
        destination: where the call goes.
    """

    digit: str | Unset
    destination: Destination | Mapping[str, Any] | Unset


class MenuOptions(Resource):
    """The keys of a menu."""

    _list = Operation("GET", _OPTIONS, MenuOption, source=Source.OBSERVED)
    _replace: Operation[None] = Operation("PUT", _OPTIONS, idempotent=True, allow_empty=True, source=Source.INFERRED)

    def list(
        self, menu_id: str | int, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[MenuOption]:
        """List what a menu's keys do; the list comes whole. Source: observed."""
        return self.pager(self._list(menu_id, params=self.query({}, params)), cursor=cursor)

    async def replace(
        self, menu_id: str | int, options: Sequence[MenuOptionFields], *, params: Params | None = None
    ) -> None:
        """Set all of a menu's keys, as a bare list. Source: inferred from the members of ring groups."""
        body = [written(one, MenuOptionFields) for one in options]
        await self.fetch(self._replace(menu_id, json=body, params=self.query({}, params)))
