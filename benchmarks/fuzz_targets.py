"""What is fuzzed: everything that reads bytes from outside. Each takes any bytes and lets only our own errors out."""

import asyncio
import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from multidict import CIMultiDict

from benchmarks.both_passes import adapters, model_of, operations, outcome
from telephony_clients import CLIENTS, talkable, talkover, talkroute
from telephony_clients.cli.vendors import client_class
from telephony_clients.core.calls.target import Target, own_url, redirected, target_of
from telephony_clients.core.errors import ConfigurationError, DecodeError, TelephonyError
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.redaction import redact_url, shown_link
from telephony_clients.core.webhooks.rejection import WebhookRejected
from telephony_clients.core.webhooks.verifier import Verified, Verifier
from telephony_clients.core.wire.content import may_be_json, media_type
from telephony_clients.core.wire.headers import rate_limit, request_id, retry_after, stated_wait
from telephony_clients.core.wire.request import Request, raw_path
from telephony_clients.core.wire.response import Redirect
from telephony_clients.sandbox import Sandbox

_KEY = "a-secret-that-nobody-guesses"
_HOUR = 3600.0
_NAMES: tuple[str, ...] = (
    "Retry-After",
    "Retry-After-Ms",
    "Date",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
)
_NAMES += ("RateLimit", "RateLimit-Policy", "Content-Type", "X-Request-Id")
_STATUSES = (200, 200, 200, 201, 204, 299, 400, 401, 404, 422, 429, 500, 503)
_READERS: tuple[Callable[[Verified], object], ...] = (
    talkable.read_webhook,
    talkover.read_webhook,
    talkroute.read_webhook,
)
_SCHEMES = (talkable.CLASSIC_WEBHOOKS, talkover.WebhookSignature(header="X-Signature"), talkroute.HOOK_URL)
_VERIFIERS = [Verifier(scheme, secrets=[_KEY]) for scheme in _SCHEMES]
_STRANGERS = [Verifier(scheme, secrets=[_KEY[::-1]]) for scheme in _SCHEMES]
_ANSWERS = [(*adapters(vendor), operation) for vendor in CLIENTS for operation in operations(vendor)]
_BASE = "https://api.example.test/v1"


class Finding(Exception):
    """Something was read otherwise than it should be."""


def answer(data: bytes) -> None:
    """Read an answer in both passes, as any operation of any vendor; they come to the same."""
    choice, body = int.from_bytes(data[:2], "big"), data[2:]
    one_pass, tolerant, operation = _ANSWERS[choice % len(_ANSWERS)]
    status = _STATUSES[choice // len(_ANSWERS) % len(_STATUSES)]
    into: Any = operation.into
    set_aside = False
    if operation.paged:
        into, set_aside = list.__class_getitem__(model_of(into)), bool(choice % 2)
    request: Request[Any] = Request(operation, "/fuzzed", into=into, set_aside=set_aside)
    first = outcome(one_pass, request, status, body)
    if outcome(tolerant, request, status, body) != first or outcome(one_pass, request, status, body) != first:
        raise Finding(f"the passes differ over {operation.name} with status {status}")


def text(data: bytes) -> None:
    """Read JSON, strictly and tolerantly; what is read strictly is read the same tolerantly."""
    try:
        strict = loads(data)
    except DecodeError:
        strict = None
    try:
        tolerant = loads(data, tolerant=True)
    except DecodeError:
        tolerant = None
    if strict is not None and repr(strict) != repr(tolerant):
        raise Finding("tolerance changes what is valid")


def headers(data: bytes) -> None:
    """Read an answer's headers: waits are sound, and up to an hour."""
    fields: CIMultiDict[str] = CIMultiDict()
    for line in data.decode("latin-1").split("\n"):
        if line:
            fields.add(_NAMES[ord(line[0]) % len(_NAMES)], line[1:])
    quota = rate_limit(fields, lambda: 1.8e9)
    waits = [
        retry_after(fields, lambda: 1.8e9),
        stated_wait(fields.get("Retry-After"), fields, lambda: 1.8e9),
        None if quota is None else quota.reset,
    ]
    for wait in waits:
        if wait is not None and not (math.isfinite(wait) and 0 <= wait <= _HOUR):
            raise Finding(f"a wait of {wait} s")
    for count in (quota.limit, quota.remaining) if quota else ():
        if count is not None and count < 0:
            raise Finding(f"a quota of {count}")
    media_type(fields), may_be_json(fields), request_id(fields)


def webhook(data: bytes) -> None:
    """Verify a stranger's delivery, which is refused, and read what it would tell if it were signed."""
    choice, _, rest = data.partition(b"\n")
    body, _, signature = rest.partition(b"\n\n")
    which = (choice or b"\0")[0] % len(_VERIFIERS)
    try:
        _VERIFIERS[which].verify(body, {"X-Signature": signature.decode("latin-1")}, url=choice.decode("latin-1"))
    except WebhookRejected:
        pass
    else:
        raise Finding("a stranger's delivery is accepted")
    with suppress(WebhookRejected):
        _READERS[which](Verified(body=body))


def address(data: bytes) -> None:
    """Read addresses: of a caller, of a redirect, of a path; what is shown of them shows no user info."""
    where = data.decode("utf-8", "replace")
    if redact_url(once := redact_url(where)) != once:
        raise Finding("redacting twice is not redacting once")
    shown_link(where)
    redirected(Target(own_url(_BASE, "/files/1")), Redirect(where, 302), 1, _BASE)
    for read in (lambda: target_of(where, _BASE), lambda: raw_path(where)):
        with suppress(ConfigurationError):
            read()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "answer": answer,
    "text": text,
    "headers": headers,
    "webhook": webhook,
    "address": address,
}


def run(data: bytes) -> str:
    """Give bytes to the target that the first one names; return the target's name."""
    names = list(TARGETS)
    name = names[(data or b"\0")[0] % len(names)]
    TARGETS[name](data[1:])
    return name


def seeds() -> list[bytes]:
    """Return what the fuzzing begins with: answers of the sandbox, and deliveries, headers and addresses."""
    bodies = asyncio.run(_answers())
    kinds = list(TARGETS)
    found = [bytes([kinds.index("text")]) + body for _, body in bodies]
    found += [bytes([kinds.index("answer")]) + place.to_bytes(2, "big") + body for place, body in bodies]
    found += [bytes([kinds.index("headers")]) + line for line in _HEADERS]
    found += [bytes([kinds.index("webhook")]) + _delivery(stranger, place) for place, stranger in enumerate(_STRANGERS)]
    found += [bytes([kinds.index("address")]) + url for url in (b"https://u:p@h.test/x?sig=1#f", b"../a/b?c=d", b"//h")]
    return found


_HEADERS: tuple[bytes, ...] = (
    b"\0120",
    b"\x01500",
    b"\0Wed, 21 Oct 2026 07:28:00 GMT\n\x02Wed, 21 Oct 2026 07:27:00 GMT",
)
_HEADERS += (b"\x03100\n\x040\n\x051792000000", b'\x06"day";r=5;t=30\n\x07"day";q=100;w=86400', b"\x08text/html")
_TOLD = b'{"type": "call.started", "event": "event_phone_call_started", "call": {"id": 7}, "data": {"duration": 3}}'


def _delivery(stranger: Verifier, place: int) -> bytes:
    signed = stranger.sign(_TOLD)
    return bytes([place]) + b"\n" + signed.body + b"\n\n" + signed.headers.get("X-Signature", "").encode()


async def _answers() -> list[tuple[int, bytes]]:
    """Return bodies of the sandbox, each with the place of its operation."""
    found: list[tuple[int, bytes]] = []
    async with Sandbox(calls=3, call_records=3, assets=2) as sandbox:
        for vendor in CLIENTS:
            stand_in = getattr(sandbox, vendor)
            more = {"site_slug": stand_in.site_slug} if vendor == "talkable" else {}
            client: Any = client_class(vendor)(stand_in.api_key, base_url=stand_in.base_url, **more)
            async with client:
                for place, operation in _readable(vendor):
                    found.append((place, await _body(client, operation)))
    return found


def _readable(vendor: str) -> Iterator[tuple[int, str]]:
    """Yield the vendor's operations that only read and take no id: the place and the path."""
    for place, (adapter, _, operation) in enumerate(_ANSWERS):
        if adapter.vendor == vendor and operation.method == "GET" and "{" not in operation.path:
            yield place, operation.path


async def _body(client: Any, path: str) -> bytes:
    try:
        body: bytes = (await client.request("GET", path)).body
    except TelephonyError as error:
        body = getattr(error, "body", b"")
    return body or json.dumps(None).encode()
