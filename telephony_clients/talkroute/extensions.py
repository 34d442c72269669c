"""Talkroute's extensions."""

from collections.abc import Mapping
from typing import Any, Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.destinations import Destination
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["Extension", "ExtensionFields", "Extensions"]

_EXTENSION = "/v2/extensions/{id}"


@attrs.frozen(kw_only=True)
class Extension(Record):
    """A short number.

    Attributes:
        id, name, number: which it is; the id is opaque.
        destination: where its calls go (inferred).
    """

    id: TextId
    name: str | None = None
    number: TextId | None = None
    destination: Destination | None = None


class ExtensionFields(WriteOptions, total=False):
    """What an extension's record holds.

    Attributes:
        name: what it is called.
        number: its digits.
        destination: where its calls go (inferred).
    """

    name: str | Unset
    number: str | Unset
    destination: Destination | Mapping[str, Any] | Unset


class Extensions(Resource):
    """Short numbers of people and groups."""

    _list = Operation("GET", "/v2/extensions", Extension, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _EXTENSION, Extension, source=Source.INFERRED)
    _create = Operation("POST", "/v2/extensions", Extension, source=Source.INFERRED)
    _update = Operation("PATCH", _EXTENSION, Extension, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _EXTENSION, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Extension]:
        """List extensions. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, extension_id: str | int) -> Extension:
        """Fetch one extension. Source: inferred."""
        return await self.fetch(self._get(extension_id))

    @takes(ExtensionFields, WriteOptions)
    async def create(self, **fields: Unpack[ExtensionFields]) -> Extension:
        """Add an extension. Source: inferred."""
        return await self.fetch(self._create(json=written(fields, ExtensionFields)))

    @takes(ExtensionFields, WriteOptions)
    async def update(self, extension_id: str | int, **fields: Unpack[ExtensionFields]) -> Extension | None:
        """Change what is given of an extension. Source: inferred."""
        return await self.fetch(self._update(extension_id, json=written(fields, ExtensionFields)))

    async def delete(self, extension_id: str | int) -> None:
        """Delete an extension. Source: inferred."""
        await self.fetch(self._delete(extension_id))
