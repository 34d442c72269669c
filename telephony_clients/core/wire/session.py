"""The aiohttp sessions that attempts go through: one of the client's own, or one that it was given.

In both each attempt is sent once, and it is known whether it was sent. aiohttp would send a lost request again.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeAlias, TypeVar

import aiohttp
import attrs
from aiohttp.hdrs import HOST
from multidict import CIMultiDict
from yarl import URL

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.wire.event_loop import LoopBinding
from telephony_clients.core.wire.idle import QuietConnection, SpokeFirst, spoke_first
from telephony_clients.core.wire.watchdog import CancelScope

T = TypeVar("T")
Awaiting: TypeAlias = Coroutine[Any, Any, T]
"""What an override returns that passes on the coroutine of the method, which saves every call a frame."""
_WARM_UP_BYTES = 2**18 + 2**10
"""asyncio receives into blocks of 256 KB. Until the process has freed such a block, glibc maps and unmaps one for each
answer, which takes 17 us: a tenth of the time to read a page."""

SCOPE: ContextVar[CancelScope] = ContextVar("telephony_clients_scope")
"""The time limits of the call that is being sent."""
_NO_LIMITS = aiohttp.ClientTimeout(total=None)
DEFAULT_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
"""What every request says; an own session adds them at less cost than if each request brought them."""


class Lost(Exception):
    """Hides a failed connection from aiohttp, which would otherwise use another one without a word."""

    def __init__(self, cause: aiohttp.ClientError) -> None:
        self.cause = cause


class _Connector(aiohttp.TCPConnector):
    """Gives each attempt one connection, which is opened within the connect timeout as a whole, tunnel and all."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit=limit)
        self._factory = partial(QuietConnection, loop=self._loop)  # type: ignore[assignment]  # partial is invariant

    async def _create_connection(self, req: aiohttp.ClientRequest, traces: Any, timeout: aiohttp.ClientTimeout) -> Any:  # noqa: ASYNC109 - its name
        try:
            async with asyncio.timeout(timeout.sock_connect):
                connection = await super()._create_connection(req, traces, _NO_LIMITS)
            if not spoke_first(connection):
                return connection
            connection.abort()
            failed: aiohttp.ClientError = SpokeFirst()
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
            failed = error
        raise Lost(failed)

    def abandon(self) -> None:
        """Give the sockets up, without a word to the server or to an event loop.

        Something else takes the place of each, so that whatever closes the transport later does nothing either: after a
        fork, the parent uses the same connections and watches them with the same epoll object.
        """
        held = [protocol for idle in self._conns.values() for protocol, _ in idle] + list(self._acquired)
        self._closed = True
        self._conns.clear()
        if os.name != "posix":
            return
        nothing = os.open(os.devnull, os.O_RDWR)
        for protocol in held:
            transport = getattr(protocol, "transport", None)
            sock = transport and transport.get_extra_info("socket")
            if sock and sock.fileno() >= 0:
                os.dup2(nothing, sock.fileno(), inheritable=False)
        os.close(nothing)


class _TrackedRequest(aiohttp.ClientRequest):
    """Starts the read timeout of its call once it has a connection and has been sent."""

    def update_headers(self, headers: Any) -> None:
        """Take the headers, which have no Host, as they are; aiohttp would look at each."""
        self.headers = CIMultiDict([(HOST, self.url.host_port_subcomponent or "")])
        self.headers.extend(headers)

    def update_auto_headers(self, skip_auto_headers: Any) -> None:
        """Add none: those that aiohttp would add are among the headers."""
        if skip_auto_headers is not None:
            super().update_auto_headers(skip_auto_headers)

    def send(self, conn: Any) -> Awaiting[aiohttp.ClientResponse]:
        scope = SCOPE.get()
        if scope.on_wire:
            raise Lost(aiohttp.ServerDisconnectedError())
        scope.mark_sent()
        return aiohttp.ClientRequest.send(self, conn)

    async def write_bytes(self, *args: Any, **kwargs: Any) -> None:
        await SCOPE.get().while_sending(super().write_bytes, *args, **kwargs)


class OwnSession:
    """A session on the running event loop, which is closed with that loop at the latest.

    Args:
        connections: requests that wait for their answers at once; as many more are for bodies that still arrive.

    Attributes:
        session: aiohttp's.
        home: the loop that it belongs to.
    """

    __slots__ = ("_connector", "_lifetime", "home", "session")

    def __init__(self, connections: int) -> None:
        bytes(_WARM_UP_BYTES)
        self.home = LoopBinding(asyncio.get_running_loop())
        self._connector = _Connector(limit=2 * connections)
        self.session = aiohttp.ClientSession(
            connector=self._connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=DEFAULT_HEADERS,
            request_class=_TrackedRequest,
        )
        self.session._retry_connection = False  # noqa: SLF001 - else a lost request costs a second connection
        self._lifetime = self._closing(self.session, self._connector, self.home)
        _run_to_first_wait(self._lifetime.__anext__())

    async def close(self) -> None:
        """Close the connections."""
        await self._lifetime.aclose()

    def abandon(self) -> None:
        """Give the connections up, since the loop can do nothing for them any more."""
        _run_to_first_wait(self._lifetime.aclose())

    @staticmethod
    async def _closing(
        session: aiohttp.ClientSession, connector: _Connector, home: LoopBinding
    ) -> AsyncGenerator[None, None]:
        """Close a session when this generator is closed, as an event loop does before it ends."""
        try:
            yield
        finally:
            if home.ended:  # after a fork, a copy of the loop may still run in the child
                connector.abandon()
                session.detach()
            await session.close()


def _run_to_first_wait(coroutine: Any) -> None:
    with contextlib.suppress(StopIteration, StopAsyncIteration):
        coroutine.send(None)


_AMBIENT = ("Authorization", "Cookie", "Proxy-Authorization")
"""Headers that a session adds for others: from its own settings, a netrc file, a cookie jar."""
_looks_secret = re.compile(r"(?i)key|token|secret|passw|auth(?!or\b)|cookie|session|signature|credential").search


@attrs.define(eq=False)
class BorrowedAttempt:
    """One attempt in a session that the client was given, with the credentials of the client and no others.

    Args:
        headers: those of the client.
        scope: the time limits of the call.

    Attributes:
        proxy: the proxy that the request goes through, once that is known.
    """

    headers: Mapping[str, str] = attrs.field(repr=False)
    scope: CancelScope
    proxy: URL | None = None

    def prepare(
        self, session: aiohttp.ClientSession, settings: Mapping[str, Any]
    ) -> tuple[Mapping[str, str], dict[str, Any]]:
        """Return the headers and the settings for a request in the session.

        Raises:
            ConfigurationError: the session would send a header that may be a credential for somebody else.
        """
        for name in session.headers:
            if _looks_secret(name) and name not in self.headers and name.title() not in _AMBIENT:
                raise ConfigurationError(
                    f"The aiohttp session that the client was given sends the header {name} to everybody. Name it in "
                    "Options(headers=...) if it is meant for this vendor too, else give the client another session."
                )
        headers = CIMultiDict(self.headers)
        headers.popall("Authorization", None)  # aiohttp refuses it next to its own sources of credentials
        # a request's middlewares replace the session's, which have no public name
        middlewares = (self._send_once, *getattr(session, "_middlewares", ()), self._authorize)
        return headers, {**settings, "middlewares": middlewares}

    async def _send_once(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        try:
            return await handler(request)
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
            lost = error
        raise Lost(lost)

    async def _authorize(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Put the client's credentials in the place of all others."""
        self.proxy = request.proxy
        if isinstance(request.proxy_headers, CIMultiDict):  # the session's, which aiohttp takes for the proxy's
            request.proxy_headers.popall("Authorization", None)
        for name in _AMBIENT:
            request.headers.popall(name, None)
            if name in self.headers:
                request.headers[name] = self.headers[name]
        request.send = self._marking(request.send)  # type: ignore[method-assign,assignment]
        request.write_bytes = partial(self.scope.while_sending, request.write_bytes)  # type: ignore[method-assign]
        return await handler(request)

    def _marking(self, send: Callable[[Any], Awaiting[T]]) -> Callable[[Any], Awaiting[T]]:
        def marked(connection: Any) -> Awaiting[T]:
            if spoke_first(connection.protocol):
                raise Lost(SpokeFirst())
            self.scope.mark_sent()
            return send(connection)

        return marked
