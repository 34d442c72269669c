"""Talkroute's menus."""

from typing import Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.menu_options import MenuOptions
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["Menu", "MenuFields", "Menus"]

_MENU = "/v2/menus/{id}"


@attrs.frozen(kw_only=True)
class Menu(Record):
    """What callers hear and may choose from. All fields but the id are inferred.

    Attributes:
        id: opaque; seen as a number.
        name, description: what it is called.
    """

    id: TextId
    name: str | None = None
    description: str | None = None


class MenuFields(WriteOptions, total=False):
    """What a menu's record holds. The names are inferred.

    Attributes:
        name: what it is called.
        description: more of it.
    """

    name: str | Unset
    description: str | Unset | None


class Menus(Resource):
    """What callers may choose from; ``menus.options``: the keys that they press."""

    options = Part(MenuOptions)

    _list = Operation("GET", "/v2/menus", Menu, source=Source.OBSERVED)
    _get = Operation("GET", _MENU, Menu, source=Source.INFERRED)
    _create = Operation("POST", "/v2/menus", Menu, source=Source.INFERRED)
    _update = Operation("PATCH", _MENU, Menu, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _MENU, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Menu]:
        """List menus. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, menu_id: str | int) -> Menu:
        """Fetch one menu. Source: inferred."""
        return await self.fetch(self._get(menu_id))

    @takes(MenuFields, WriteOptions)
    async def create(self, **fields: Unpack[MenuFields]) -> Menu:
        """Add a menu. Source: inferred."""
        return await self.fetch(self._create(json=written(fields, MenuFields)))

    @takes(MenuFields, WriteOptions)
    async def update(self, menu_id: str | int, **fields: Unpack[MenuFields]) -> Menu | None:
        """Change what is given of a menu. Source: inferred."""
        return await self.fetch(self._update(menu_id, json=written(fields, MenuFields)))

    async def delete(self, menu_id: str | int) -> None:
        """Delete a menu. Source: inferred."""
        await self.fetch(self._delete(menu_id))
