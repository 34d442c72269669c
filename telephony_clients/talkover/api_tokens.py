"""The personal access tokens of a Talkover user."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.secret import MaskedText
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation

__all__ = ["ApiToken", "ApiTokens", "CreatedApiToken"]


@attrs.frozen(kw_only=True)
class ApiToken(Model):
    """A personal access token, without the token itself.

    Attributes:
        id: for `ApiTokens.delete`; opaque.
        name: what it is for.
        abilities: what it may do; ``*`` is everything, ``read`` is in the vendor's example.
        last_used_at: None before the first time.
    """

    id: TextId
    name: str | None = None
    abilities: list[str] | None = None
    last_used_at: datetime | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class CreatedApiToken(ApiToken):
    """A personal access token that was just made: the only time that the token is told.

    Attributes:
        token: a text that shows as ``'***'`` in reprs and logs of records; ``str(created.token)`` shows it.
    """

    token: MaskedText


class ApiTokens(Resource):
    """The user's personal access tokens; they need the token that `Account` speaks of."""

    _list = Operation("GET", "/user/api-tokens", ApiToken)
    _create = Operation("POST", "/user/api-tokens", CreatedApiToken)
    _delete: Operation[None] = Operation("DELETE", "/user/api-tokens/{token_id}", allow_empty=True)

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[ApiToken]:
        """List the tokens; whole. Source: vendor docs, "list-user-api-tokens"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)

    async def create(
        self, *, name: str, abilities: Sequence[str] | Unset = UNSET, extra: Extra | None = None
    ) -> CreatedApiToken:
        """Make a token, and keep it at once: it is told this one time.

        After a lost answer it is not sent again; find the token whose text was lost in `list`, and delete it.

        Args:
            name: up to 255 characters.
            abilities: what it may do; everything, ``["*"]``, when left out.

        Source: vendor docs, "create-user-api-token".
        """
        return await self.fetch(self._create(json=self.body({"name": name, "abilities": abilities}, extra)))

    async def delete(self, token_id: str) -> None:
        """Revoke a token; never sent twice after an unknown outcome. Source: vendor docs, "delete-user-api-token"."""
        await self.fetch(self._delete(token_id))
