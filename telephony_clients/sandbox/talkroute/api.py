"""The Talkroute stand-in: its door, its two dialects, its plans, its signed links and its errors."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Literal

from telephony_clients.sandbox.laravel import LaravelVendor
from telephony_clients.sandbox.records import Record, Store, digest
from telephony_clients.sandbox.routing import Answer, Handler
from telephony_clients.sandbox.talkroute import account, hours, numbers, people, ring_groups, telephony, texts
from telephony_clients.sandbox.talkroute.webhooks import Webhooks
from telephony_clients.sandbox.wire import RefusedError, Reply, Request

Spelling = Literal["spec", "live"]
_CAPITAL = re.compile(r"(?=[A-Z])")
_GATED: Mapping[str, Callable[[Request], bool]] = {
    "business_hours": lambda request: request.path.startswith("/v2/hours"),
    "forwarding_schedules": lambda request: request.path.startswith("/v2/forwarding-schedules"),
    "bulk_texting": lambda request: request.method == "POST" and request.path.startswith("/v2/text-conversations/"),
    "call_filters": lambda request: request.path == "/v2/call-history" and bool({"after", "before"} & {*request.query}),
}
"""What the basic plan lacks, and the requests that need it."""


class Talkroute(LaravelVendor):
    """Talkroute as its guide and the clients in public use describe it (version 2 of the API).

    Args:
        store: the vendor's data.
        api_key: the bearer token that is accepted.
        clock: seconds, for the log, the throttle and the links.
        port: the port to listen on, 0 for a free one.
        dialect: whether names and bodies are those of the reference (`"spec"`), or those that clients met (`"live"`):
            texts in snake_case, ids as numbers, some records alone in a list, and a wrapped PATCH that does nothing.

    Attributes:
        plan: what the account pays for, `"pro"` or `"basic"`, which lacks some features and answers with 402.
        link_seconds: for how long a signed link is good.
        webhooks: tells the account's subscriptions of events.
    """

    name = "talkroute"
    prefix = "/api"
    collections = (
        *(people.CONTACTS, people.USERS, people.SUBSCRIPTIONS, people.BLOCKED_NUMBERS),
        *(telephony.CALLS, telephony.MESSAGES, telephony.MAILBOXES, texts.CONVERSATIONS, texts.MESSAGES),
        *(numbers.VIRTUAL_NUMBERS, numbers.FORWARDING_NUMBERS, numbers.EXTENSIONS, numbers.MENUS),
        *(ring_groups.RING_GROUPS, ring_groups.MEMBERS, hours.SCHEDULES, hours.BLOCKS),
    )
    says_success = False
    messages = {  # noqa: RUF012 - a table, never changed
        HTTPStatus.BAD_REQUEST: "The request body is not valid JSON.",
        HTTPStatus.UNAUTHORIZED: "Unauthenticated.",
        HTTPStatus.PAYMENT_REQUIRED: "A payment is required, or the plan does not include this feature.",
        HTTPStatus.FORBIDDEN: "You cannot perform this action.",
        HTTPStatus.NOT_FOUND: "Not found.",
        HTTPStatus.TOO_MANY_REQUESTS: "Too many requests.",
        HTTPStatus.INTERNAL_SERVER_ERROR: "Server error.",
    }

    def __init__(
        self, store: Store, api_key: str, clock: Callable[[], float], port: int = 0, dialect: Spelling = "spec"
    ) -> None:
        if dialect not in {"spec", "live"}:
            raise ValueError('`dialect` is "spec" or "live"')
        self.live = dialect == "live"
        self.plan: Literal["pro", "basic"] = "pro"
        self.link_seconds = 300.0
        self.webhooks = Webhooks(store)
        super().__init__(store, api_key, clock, port)

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers: those that are like no other, then the lists'."""
        odd = {
            **account.routes(self.store, self, lambda: self.plan),
            **telephony.routes(self.store, self, self.signed),
            **texts.routes(self.store, self),
            **numbers.routes(self.store, self),
            **ring_groups.routes(self.store, self),
            **hours.routes(self.store, self, alone=self.live),
            "GET /media/{kind}/{name}": self._media,
        }
        return {route: partial(self._within_plan, handler) for route, handler in {**odd, **super().routes()}.items()}

    async def close(self) -> None:
        """Stop listening, drop every connection, and give up the webhooks under way."""
        await super().close()
        await self.webhooks.close()

    def accepts(self, request: Request, token: str | None) -> bool:
        """Tell whether a request may come in; a signed link needs no key."""
        return request.path.startswith("/media/") or super().accepts(request, token)

    def document(self, request: Request) -> dict[str, Any]:
        """Read a body as a JSON object; what is wrapped counts in the reference alone."""
        found = super().document(request)
        if request.method == "PATCH" and list(found) == ["data"] and isinstance(found["data"], dict):
            return {} if self.live else found["data"]
        return found

    def success(self, data: Any, message: str | None = None, status: int = HTTPStatus.OK) -> Reply:
        """Wrap what was found or done, in the dialect's spelling; what is gone is told by the status alone."""
        if data is None:
            return Reply(b"", HTTPStatus.NO_CONTENT)
        answer = self.spelled(data)
        return super().success([answer] if self.live and status == HTTPStatus.CREATED else answer, message, status)

    def spelled(self, data: Any) -> Any:
        """Write records in the dialect, with links that are good from now on."""
        if isinstance(data, list):
            return [self.spelled(one) for one in data]
        if not isinstance(data, dict):
            return data
        record = {name: self._spelled_field(name, one) for name, one in data.items()}
        if "conversation_id" in record:
            del record["id"]
        return _as_met(record) if self.live and "userEmail" in record else record

    def signed(self, path: str) -> str:
        """Give a link to some content that is good for a while."""
        until = int(self._clock() + self.link_seconds)
        return f"{self.base_url}{path}?expires={until}&signature={self._signature(path, until)}"

    def _spelled_field(self, name: str, value: Any) -> Any:
        if name in {"audioLink", "recording"} and value:
            return self.signed(value)
        if self.live and name == "id" and isinstance(value, str) and value.isdecimal():
            return int(value)
        return self.spelled(value)

    def _signature(self, path: str, until: int) -> str:
        return digest(self.store.seed, "link", path, until)[:32]

    def _media(self, request: Request) -> Reply:
        until = int(request.query.get("expires") or 0)
        if until < self._clock() or request.query.get("signature") != self._signature(request.path, until):
            body = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"
            return Reply(body, HTTPStatus.FORBIDDEN, content_type="application/xml")
        return Reply(sound(self.store.seed, request.path), content_type="audio/mpeg")

    def _within_plan(self, handler: Handler, request: Request) -> Answer:
        needed = next((name for name, needs in _GATED.items() if needs(request)), None)
        if self.plan == "basic" and needed:
            raise RefusedError(self.failure(HTTPStatus.PAYMENT_REQUIRED, request))
        return handler(request)


def sound(seed: int, path: str) -> bytes:
    """Give the bytes of a recording."""
    return b"ID3" + digest(seed, "sound", path).encode() * 300


def _as_met(message: Record) -> Record:
    """Write a text message as clients met it."""
    record = {_CAPITAL.sub("_", name).lower(): one for name, one in message.items() if name != "direction"}
    attachments = [
        {_CAPITAL.sub("_", name).lower(): one for name, one in part.items()} for part in record["attachments"]
    ]
    return {
        **record,
        "message_direction": message["direction"],
        "user_email": record["user_email"] or "NULL",
        "attachments": attachments,
    }
