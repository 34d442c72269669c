"""What these tests share: clients of the example vendor, with a session or with numbered pages, and its answers."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import attrs

from telephony_clients import Options, Pager, TelephonyError
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.secret import SecretSource
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.vendor.adapter import Answer, Failure
from telephony_clients.core.vendor.paging import NumberedPages, page_info
from telephony_clients.core.wire.request import Operation, Request
from tests.conftest import CANARY
from tests.example_vendor import Line, Lines, SwitchboardAdapter
from tests.scripted_server import ScriptedServer, Seen

KEY = f"{CANARY}-of-the-desk"


@attrs.frozen
class DeskAdapter(SwitchboardAdapter):
    """The example vendor with numbered pages, with successes that hold nothing, and without idempotency keys."""

    paging: ClassVar[NumberedPages] = NumberedPages(default=3)  # type: ignore[assignment]
    throttle_policy: ClassVar[ThrottlePolicy] = ThrottlePolicy(start=100)
    idempotency_header: ClassVar[str | None] = None

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        if payload is None and status < 300:
            return Answer(None)
        answer = super().read(request, status, payload)
        if isinstance(answer, Failure):
            return answer
        return attrs.evolve(answer, page=page_info(payload.get("pages")))


class NumberedLines(Resource):
    _list = Operation("GET", "/lines", Line, paged=True)
    _list_plain: Operation[Any] = Operation("GET", "/plain", paged=True)
    _get = Operation("GET", "/lines/{line_id}", Line)
    _delete: Operation[None] = Operation("DELETE", "/lines/{line_id}", allow_empty=True)

    def list(
        self, *, cursor: Mapping[str, Any] | None = None, page_size: int | None = None, kind: str | None = None
    ) -> Pager[Line]:
        return self.pager(self._list(params=self.query({"kind": kind})), page_size=page_size, cursor=cursor)

    def list_plain(self) -> Pager[Any]:
        return self.pager(self._list_plain())

    async def get(self, line_id: str) -> Line:
        return await self.fetch(self._get(line_id))

    async def delete(self, line_id: str) -> None:
        await self.fetch(self._delete(line_id))


class Desk(VendorClient):
    adapter_class = DeskAdapter
    lines = Part(NumberedLines)

    def __init__(
        self,
        base_url: str,
        options: Options | None = None,
        *,
        api_key: SecretSource = KEY,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        super().__init__(api_key, base_url=base_url, session=session, options=options)


class TokenDesk(VendorClient):
    adapter_class = SwitchboardAdapter
    lines = Part(Lines)

    def __init__(self, base_url: str, options: Options) -> None:
        super().__init__(KEY, base_url=base_url, options=options)


def fine(payload: Any = None, **more: Any) -> dict[str, Any]:
    return {"state": "fine", "payload": {} if payload is None else payload, **more}


def wrong(text: str, code: str | None = None) -> dict[str, Any]:
    return {"state": "wrong", "reason": {"text": text, "id": code}}


def wire(payload: Any, status: int = 200, **headers: str) -> bytes:
    content = json.dumps(payload).encode()
    lines = [f"HTTP/1.1 {status} Status", "Content-Type: application/json", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def answer_by(server: ScriptedServer, respond: Callable[[Seen], bytes | Awaitable[bytes]]) -> None:
    """Let a function write the answer to each request from now on."""

    async def act(writer: asyncio.StreamWriter) -> bool:
        data = respond(server.requests[-1])
        writer.write(await data if inspect.isawaitable(data) else data)
        await writer.drain()
        return True

    server.do(act, always=True)


def query(seen: Seen) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(seen.target).query))


def records(first: int, last: int) -> list[dict[str, Any]]:
    return [{"id": str(number)} for number in range(first, last + 1)]


def numbered(total: int) -> Callable[[Seen], bytes]:
    """Answer as a list of so many records does, page by page."""

    def respond(seen: Seen) -> bytes:
        asked = query(seen)
        number, size = int(asked["page"]), int(asked["per_page"])
        last = max(1, -(-total // size))
        held = records((number - 1) * size + 1, min(number * size, total))
        pages = {"current_page": number, "last_page": last, "total": total, "per_page": size}
        return wire(fine(held, pages=pages))

    return respond


async def caught(call: Awaitable[object]) -> TelephonyError:
    """Return the error of this package that a call ends with."""
    try:
        await call
    except TelephonyError as error:
        return error
    raise AssertionError("the call succeeded")


async def until(happened: Callable[[], object]) -> None:
    """Wait for what other tasks bring about."""
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


async def settle(turns: int = 50) -> None:
    """Let everything that can run without time passing run."""
    for _ in range(turns):
        await asyncio.sleep(0)


def connections(client: VendorClient) -> int:
    """Return how many connections are in use, as the connector counts them."""
    session = client._engine.transport._session
    assert session is not None
    assert session.connector is not None
    return len(session.connector._acquired)
