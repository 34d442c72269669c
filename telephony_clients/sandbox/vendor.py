"""One vendor's listener: routes, authentication, the log of requests, and the faults on the way out."""

import asyncio
import socket
import struct
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Any, ClassVar, Self

import attrs
from aiohttp import web

from telephony_clients.sandbox.faults import Faults
from telephony_clients.sandbox.routing import Handler, Routes
from telephony_clients.sandbox.wire import Received, RefusedError, Reply, Request, read_json

HOST = "127.0.0.1"
_HELD_AT_CLOSING = 0.05
"""Seconds a closing listener waits for an answer under way."""


class Vendor(ABC):
    """A stand-in for one vendor's HTTP API on a loopback port.

    A subclass names its routes in `routes()` (`"GET /calls/{id}"` to a method that takes a `Request` and gives a
    `Reply`, or raises `RefusedError`) and its error shape in `failure()`; the rest is the same for all vendors. One
    that answers by a `Collection` for each list is a `Dialect`: it has a `validator`, `success()` and `error()`, too.

    Args:
        api_key: the credential that is accepted.
        clock: seconds, for the log and the throttle.
        port: the port to listen on, 0 for a free one.
    """

    name: ClassVar[str]
    prefix: ClassVar[str]
    open_paths: ClassVar[frozenset[str]] = frozenset()
    missing: ClassVar[str] = "{noun} not found."
    """What a `Collection` tells of an id that is nobody's; `{noun}` is what its path calls one record."""

    def __init__(self, api_key: str, clock: Callable[[], float], port: int = 0) -> None:
        self.api_key = api_key
        self.faults = Faults(clock)
        self._clock = clock
        self._port = port
        self._log: dict[int, Received] = {}
        self._count = 0
        self._routes = Routes(self.routes())
        self._runner: web.ServerRunner | None = None

    @abstractmethod
    def routes(self) -> Mapping[str, Handler]:
        """Map `"METHOD /path/{value}"`, the path after the base address, to handlers."""

    @abstractmethod
    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:
        """Give an error in the vendor's own shape.

        Args:
            status: the HTTP status.
            request: the request.
            wait: with 429, whole seconds until the next request would pass.
        """

    def records(self, payload: Any) -> Iterator[dict[str, Any]]:
        """Find the records in an answer: whatever stands under `data`, and every object with an id below it."""
        found = payload.get("data", payload) if isinstance(payload, dict) else payload
        for record in found if isinstance(found, list) else [found]:
            yield record
            yield from with_id(record)

    def cost(self, request: Request) -> float:  # noqa: ARG002 - a vendor's may depend on the request
        """Give the tokens that a request takes from a throttle's bucket."""
        return 1

    def headers(self, request: Request) -> Mapping[str, str]:  # noqa: ARG002 - a vendor's may depend on the request
        """Give the header fields of all answers of the vendor's own."""
        return {}

    def token(self, request: Request) -> str | None:
        """Give the credential that a request carries, None when it has none."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return (token or None) if scheme.lower() == "bearer" else None

    def accepts(self, request: Request, token: str | None) -> bool:  # noqa: ARG002 - a vendor's may depend on the request
        """Tell whether a credential, None for none, lets a request in."""
        return token == self.api_key

    def unauthorised(self, request: Request, token: str | None) -> Reply:  # noqa: ARG002 - a vendor's may depend on it
        """Give the answer to a missing token (None) or a wrong one."""
        return self.failure(HTTPStatus.UNAUTHORIZED, request)

    def lost(self, request: Request, allowed: tuple[str, ...]) -> Reply:
        """Give the answer to an unknown path, or to an unknown method (`allowed` names the known ones)."""
        if not allowed:
            return self.failure(HTTPStatus.NOT_FOUND, request)
        reply = self.failure(HTTPStatus.METHOD_NOT_ALLOWED, request)
        return attrs.evolve(reply, headers={"Allow": ", ".join(allowed)})

    @property
    def base_url(self) -> str:
        """The address a client is given, with the API's path, without a slash at the end.

        Raises:
            RuntimeError: the sandbox is not running.
        """
        if self._runner is None:
            raise RuntimeError("the sandbox is not running: `async with Sandbox() as sandbox`")
        return f"http://{HOST}:{self._runner.addresses[0][1]}{self.prefix}"

    @property
    def requests(self) -> tuple[Received, ...]:
        """What was received, oldest first."""
        return tuple(self._log.values())

    def forget_requests(self) -> None:
        """Empty the log of requests."""
        self._log.clear()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            RuntimeError: it listens already.
            OSError: the port is taken.
        """
        if self._runner is not None:
            raise RuntimeError(f"the {self.name} stand-in is running already")
        server = web.Server(self._serve, access_log=None, request_factory=_of_any_size)
        runner = web.ServerRunner(server, shutdown_timeout=_HELD_AT_CLOSING)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self.faults.release(closing=False)
        self._runner = runner

    async def close(self) -> None:
        """Stop listening and drop every connection; log, data and faults stay."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            self.faults.release(closing=True)
            await runner.cleanup()

    def document(self, request: Request) -> dict[str, Any]:
        """Read a request's body as a JSON object; an empty body is an empty object.

        Raises:
            RefusedError: the vendor's 400, for anything else.
        """
        try:
            found = read_json(request.body) if request.body else {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise RefusedError(self.failure(HTTPStatus.BAD_REQUEST, request))
        return found

    async def _serve(self, arrival: web.BaseRequest) -> web.StreamResponse:
        request = await Request.read(arrival, self.prefix)
        self._count += 1
        number = self._count
        entry = self._log[number] = Received(
            request.method,
            arrival.raw_path,
            request.path,
            request.query,
            request.headers,
            request.body,
            status=None,
            at=self._clock(),
        )
        reply = await self.faults.through(request, self, partial(self._answer, request))
        if reply is None:
            _reset(arrival)
            return web.Response()
        if number in self._log:
            self._log[number] = attrs.evolve(entry, status=reply.status)
        extra = {} if reply.html else self.headers(request)
        return await _send(arrival, attrs.evolve(reply, headers={**extra, **reply.headers}))

    async def _answer(self, request: Request) -> Reply:
        found = self._routes.find(request.method, request.raw_path)
        if found.handler is None:
            return self.lost(request, found.allowed)
        if request.path not in self.open_paths:
            token = self.token(request)
            if not self.accepts(request, token):
                return self.unauthorised(request, token)
        try:
            answer = found.handler(attrs.evolve(request, values=found.values))
            return answer if isinstance(answer, Reply) else await answer
        except RefusedError as refused:
            return refused.reply


def with_id(record: Any) -> Iterator[dict[str, Any]]:
    """Find the objects with an id below a record."""
    for value in record.values() if isinstance(record, dict) else record:
        if isinstance(value, dict | list):
            if isinstance(value, dict) and "id" in value:
                yield value
            yield from with_id(value)


def _of_any_size(head: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """Make a request whose body may be as large as an upload is."""
    return web.BaseRequest(head, payload, protocol, writer, task, asyncio.get_running_loop(), client_max_size=0)


async def _send(arrival: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    body = reply.encode()
    content_type = reply.content_type or ("text/html" if reply.html else "application/json")
    charset = None if reply.content_type else "utf-8"
    if not reply.cut:
        return web.Response(
            body=body, status=reply.status, headers=reply.headers, content_type=content_type, charset=charset
        )
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    response.content_type = content_type
    response.charset = charset
    response.content_length = len(body)
    with suppress(ConnectionResetError):  # the client has left
        await response.prepare(arrival)
        await response.write(body[: len(body) // 2])
    if arrival.transport is not None:
        arrival.transport.close()
    return response


def _reset(arrival: web.BaseRequest) -> None:
    """Drop a connection so that the peer sees a reset (RST) and not an orderly end (FIN)."""
    if arrival.transport is None:
        return
    connection: socket.socket | None = arrival.transport.get_extra_info("socket")
    if connection is not None:
        # Lingering for no time at all is what turns the close into a reset; Windows has the pair in 16 bits each.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    arrival.transport.abort()
