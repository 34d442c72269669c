"""Talkroute's users."""

from typing import Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["User", "UserFields", "Users"]

_USER = "/v2/users/{id}"


@attrs.frozen(kw_only=True)
class User(Record):
    """Somebody who may use the account.

    Attributes:
        id: opaque.
        email, first_name, last_name: who it is.
        role: what the product calls Account User or Account Admin; the values on the wire are not known.
    """

    id: TextId
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    role: str | None = None


class UserFields(WriteOptions, total=False):
    """What a user's record holds. All names are inferred.

    Attributes:
        first_name, last_name: the person's.
        email: where the invitation goes.
        role: what the person may do.
    """

    first_name: str | Unset
    last_name: str | Unset
    email: str | Unset
    role: str | Unset


class Users(Resource):
    """Who may use the account. What each may see, by number and mailbox, has no route that anybody has shown."""

    _list = Operation("GET", "/v2/users", User, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _USER, User, source=Source.INFERRED)
    _create = Operation("POST", "/v2/users", User, source=Source.INFERRED)
    _update = Operation("PATCH", _USER, User, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _USER, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[User]:
        """List users. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, user_id: str | int) -> User:
        """Fetch one user. Source: inferred."""
        return await self.fetch(self._get(user_id))

    @takes(UserFields, WriteOptions)
    async def create(self, **fields: Unpack[UserFields]) -> User:
        """Add a user, who is invited by e-mail and may cost more than the plan includes. Source: inferred."""
        return await self.fetch(self._create(json=written(fields, UserFields)))

    @takes(UserFields, WriteOptions)
    async def update(self, user_id: str | int, **fields: Unpack[UserFields]) -> User | None:
        """Change what is given of a user. Source: inferred."""
        return await self.fetch(self._update(user_id, json=written(fields, UserFields)))

    async def delete(self, user_id: str | int) -> None:
        """Remove a user. Source: inferred."""
        await self.fetch(self._delete(user_id))
