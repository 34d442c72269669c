"""A fourth vendor, whole: its own envelope, credential header, spelling and paging. Nothing in core knows it."""

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Extra, Params
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure
from telephony_clients.core.vendor.paging import PageInfo, Paging
from telephony_clients.core.wire.request import Operation, Request


class TokenPages(Paging):
    """Pages that hand out a token for the next one."""

    start = ""
    default = 50

    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:
        return (("after", position),) if position else (("count", str(size)),)

    def next_position(self, position: Any, page: PageInfo | None, **_: object) -> Any:
        return page.next if page else None


@attrs.frozen
class SwitchboardAdapter(Adapter):
    vendor: ClassVar[str] = "switchboard"
    title: ClassVar[str] = "Switchboard"
    base_url: ClassVar[str] = "https://api.switchboard.example/rest"
    variables: ClassVar[Mapping[str, str]] = {"api_key": "SWITCHBOARD_KEY", "base_url": "SWITCHBOARD_BASE_URL"}
    codec: ClassVar[Codec] = Codec(spell=camel_or_snake)
    paging: ClassVar[TokenPages] = TokenPages()
    check: ClassVar[tuple[str, str]] = ("GET", "/lines")
    idempotency_header: ClassVar[str | None] = "Idempotency-Key"

    def authorize(self, key: str) -> tuple[str, str]:
        return "X-Api-Key", key

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        if not isinstance(payload, dict) or payload.get("state") != "fine":
            reason = payload.get("reason", {}) if isinstance(payload, dict) else {}
            return Failure(message=reason.get("text", ""), code=reason.get("id"))
        return Answer(data=payload.get("payload"), page=PageInfo(next=payload.get("next")))


@attrs.frozen(kw_only=True)
class Line(Model):
    id: str
    display_name: str | None = None


class Lines(Resource):
    _list = Operation("GET", "/lines", Line, paged=True)
    _ring: Operation[None] = Operation("POST", "/lines/{line_id}/ring", allow_empty=True, limit="ringing")

    async def ring(self, line_id: str, *, extra: Extra | None = None) -> None:
        """Ring a line."""
        await self.fetch(self._ring(line_id, json=self.body({}, extra)))

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Line]:
        """List the lines."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)


class Switchboard(VendorClient):
    adapter_class = SwitchboardAdapter
    lines = Part(Lines)
