"""What the tests of the three wings share: the shapes of answers, ids that need care, and a check of every type."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from http import HTTPStatus
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

import attrs
import pytest

from telephony_clients import ApiError, Model, RetryPolicy
from telephony_clients.core.calls.response import ParsedResponse
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure
from telephony_clients.core.vendor.paging import PageInfo
from telephony_clients.core.wire.request import Operation, Request
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    keys = {vendor: f"{CANARY}-{vendor}" for vendor in ("talkroute", "talkable", "talkover")}
    async with Sandbox(seed=7, calls=230, call_records=230, assets=130, api_keys=keys) as running:
        yield running


CAREFUL_IDS = {
    "a/b": "a%2Fb",
    "../agents": "..%2Fagents",
    "100%": "100%25",
    "a%2Fb": "a%252Fb",
    "a#b": "a%23b",
    "a?b=c": "a%3Fb%3Dc",
    "a&b": "a%26b",
    "+12025551111": "%2B12025551111",
    "john+test@example.com": "john%2Btest%40example.com",
    "event:20": "event%3A20",
    "two words": "two%20words",
    "zoë": "zo%C3%AB",
}
"""Ids, and how each stands on the wire: one segment, and the same text again when it is decoded."""

NO_IDS: Sequence[Any] = ("", ".", "..", "a\nb", "a\r\nX-Injected: 1", "a\x00", "\x7f", "\ud800", None, True, 1.5, b"a")
"""What cannot be one segment of a path."""


@attrs.frozen(kw_only=True)
class Shape:
    """An answer of a vendor's: what was asked, and what stood on the wire."""

    name: str
    status: int = 200
    payload: Any = None
    body: bytes | None = None
    path: str = "/things"
    into: Any = None

    @property
    def wire(self) -> bytes:
        return json.dumps(self.payload).encode() if self.body is None else self.body

    def read(self, adapter: Adapter) -> Answer | Failure:
        request: Request[Any] = Operation("POST", self.path, self.into)()
        return adapter.read(request, self.status, self.payload)

    async def fetch(self, client: VendorClient, server: ScriptedServer) -> ParsedResponse[Any]:
        server.answer(body=self.wire, status=self.status)
        once = client.with_options(retry=RetryPolicy.off())
        return cast("ParsedResponse[Any]", await once.request("POST", self.path, into=self.into))


@attrs.frozen(kw_only=True)
class Success(Shape):
    """An answer that is a success, and what it means."""

    data: Any = None
    message: str | None = None
    page: PageInfo | None = None

    def check(self, adapter: Adapter) -> None:
        assert self.read(adapter) == Answer(self.data, self.message, self.page)

    async def check_on_socket(self, client: VendorClient, server: ScriptedServer) -> None:
        response = await self.fetch(client, server)
        assert (response.data, response.message, response.page) == (self.data, self.message, self.page)
        assert (response.status, response.body, response.attempts) == (self.status, self.wire, 1)


@attrs.frozen(kw_only=True)
class Refusal(Shape):
    """An answer that is a refusal, and the error that it becomes."""

    error: type[ApiError]
    message: str = ""
    code: str | None = None
    errors: Mapping[str, Sequence[str]] = {}
    details: Mapping[str, Any] = {}
    retry_after: float | None = None
    advice: str = ""
    shown: str | None = None
    """The error's message when the body has no text for it: the body's beginning."""

    def check(self, adapter: Adapter) -> None:
        failure = self.read(adapter)
        assert isinstance(failure, Failure)
        assert failure.error_class(self.status) is self.error
        assert failure == Failure(
            message=self.message,
            code=self.code,
            errors=self.errors,
            details=self.details,
            retry_after=self.retry_after,
            kind=failure.kind,
            advice=self.advice,
        )

    async def check_on_socket(self, client: VendorClient, server: ScriptedServer) -> None:
        with pytest.raises(ApiError) as caught:
            await self.fetch(client, server)
        error = caught.value
        assert type(error) is self.error
        assert (error.status, error.code, error.errors) == (self.status, self.code, self.errors)
        assert error.message == (self.message if self.shown is None else self.shown)
        assert (error.details, error.body) == (self.details, self.wire)
        assert error.advice == (self.advice or type(error).advice)
        if self.status == HTTPStatus.TOO_MANY_REQUESTS and self.retry_after is None:
            assert (error.retry_after or 0.0) > 0  # the vendor did not say, so it is what the gate knows
        else:
            assert error.retry_after == self.retry_after
        assert (error.vendor, error.method) == (client.adapter_class.vendor, "POST")
        assert error.url is not None
        assert error.url.partition("?")[0] == f"{client.base_url}{self.path}"
        assert len(error.attempts) == len(server.requests) == 1


def fits(value: Any, kind: Any) -> bool:
    """Whether a value is of an annotation's type, models to their last field."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return True
    if origin is Annotated:
        return fits(value, inner[0])
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inner)
    if origin is list:
        return type(value) is list and all(fits(one, inner[0]) for one in value)
    if origin is dict:
        return type(value) is dict and all(fits(name, inner[0]) and fits(one, inner[1]) for name, one in value.items())
    if isinstance(value, Model):
        hints = get_type_hints(kind, include_extras=True)
        names = [field.name for field in attrs.fields(type(value)) if field.name != "extra"]
        return type(value) is kind and all(fits(getattr(value, name), hints[name]) for name in names)
    return type(value) is kind


def same(read: object, expected: object) -> bool:
    """Whether two records are equal to the type of every value, which ``==`` alone does not tell: 1 is 1.0."""
    return read == expected and repr(read) == repr(expected) and fits(read, type(expected))
