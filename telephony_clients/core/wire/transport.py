"""One attempt on the wire. Owns the aiohttp session or borrows it; turns whatever fails into this package's errors."""

import asyncio
import inspect
import io
import time
import warnings
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextvars import ContextVar
from http import HTTPStatus
from types import FrameType
from typing import Any, TypeAlias, TypeVar

import aiohttp
import attrs
from multidict import CIMultiDictProxy
from yarl import URL

from telephony_clients.core import errors
from telephony_clients.core.options import Timeouts
from telephony_clients.core.values import RateLimit
from telephony_clients.core.wire.faults import redirect, translated, unreadable
from telephony_clients.core.wire.headers import plain_headers, rate_limit
from telephony_clients.core.wire.upload import Upload
from telephony_clients.core.wire.watchdog import Bound, Bounded, Watchdog

T = TypeVar("T")
Awaiting: TypeAlias = Coroutine[Any, Any, T]
"""What a method gives that is overridden without a frame of its own on the way of every call."""
_FREED_ONCE = 2**18 + 2**10
"""asyncio receives into blocks of 256 KB. Until one was freed whole, glibc maps and unmaps one for each answer: that is
17 us, a tenth of reading a page."""
_PACKAGE = __name__.partition(".")[0]
_ONE_PIECE = 2**20


@attrs.define
class Reply:
    """What one attempt brought back.

    Attributes:
        status: the HTTP status.
        headers: the answer's headers.
        body: the decoded bytes.
        rate_limit: what the headers say about the quota, None when they say nothing.
    """

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    rate_limit: RateLimit | None = attrs.field()

    @rate_limit.default
    def _said(self) -> RateLimit | None:
        return rate_limit(self.headers, time.time)


_CALL: ContextVar[Bounded] = ContextVar("telephony_clients_call")


class _Lost(Exception):
    """Hides a lost connection from aiohttp, which would silently send the request a second time."""

    def __init__(self, cause: aiohttp.ClientError) -> None:
        self.cause = cause


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep a foreign session from sending a request a second time; in an own one the connector does."""
    lost = None
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        lost = error
    raise _Lost(lost)


class _OneConnector(aiohttp.TCPConnector):
    """Gives an attempt one connection; aiohttp asks for another to send a lost request a second time."""

    def connect(self, req: aiohttp.ClientRequest, traces: Any, timeout: aiohttp.ClientTimeout) -> Awaiting[Any]:
        if _CALL.get().heard is not None:
            raise _Lost(aiohttp.ServerDisconnectedError())
        return aiohttp.TCPConnector.connect(self, req, traces, timeout)


class _ListeningRequest(aiohttp.ClientRequest):
    """Tells its call when it has got its connection and is out: silence counts from there."""

    def send(self, conn: Any) -> Awaiting[aiohttp.ClientResponse]:
        _CALL.get().listen()
        return aiohttp.ClientRequest.send(self, conn)

    async def write_bytes(self, *args: Any, **kwargs: Any) -> None:
        call = _CALL.get()
        call.speak()
        await super().write_bytes(*args, **kwargs)
        call.spoken()


class Transport:
    """The connections of one client, shared by its views.

    The session is made on the first attempt, on the event loop that runs then, and works on that loop only.

    Args:
        session: a foreign aiohttp session, used with its own settings and never closed here; None for an own one.
        connections: how many an own session keeps at once.
    """

    def __init__(self, session: aiohttp.ClientSession | None, *, connections: int) -> None:
        self._foreign = session
        self._session = session
        self._connections = connections
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._made_at = _place_of_creation()
        self.watchdog = Watchdog()
        self._settings: dict[str, Any] = {"allow_redirects": False}
        if session is not None:
            # it may have been set otherwise; its middlewares have no public name, and a request's replace them
            middlewares = (_once, *getattr(session, "_middlewares", ()))
            self._settings |= {"raise_for_status": False, "auto_decompress": True, "middlewares": middlewares}

    def patience(self, timeouts: Timeouts) -> aiohttp.ClientTimeout:
        """Return the bounds of an attempt that aiohttp watches; in an own session the client counts silence itself."""
        silence = None if self._foreign is None else timeouts.read
        return aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=silence)

    async def send(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        patience: aiohttp.ClientTimeout,
        call: Bounded,
        max_body: int,
    ) -> Reply | errors.TelephonyError:
        """Send one request once and return the reply, or the error that says why there is none.

        The error is returned rather than raised: its traceback then never leads into frames that hold headers.

        Args:
            method: in upper case.
            url: sent as it is encoded.
            headers: all of them.
            body: bytes, a file, or None.
            patience: from `patience`.
            call: whose request it is; what cuts it short.
            max_body: bytes of the decoded body.
        """
        session = (self._loop is call.loop and self._session) or self._opened(call.loop)
        settings = self._settings
        if body is not None or method != "GET":
            settings = {**settings, **_carrying(body, method, call)}
        outer = _CALL.set(call)
        try:
            response = await session.request(method, url, headers=headers, timeout=patience, **settings)
            try:
                if response.status not in _REDIRECTS:
                    return await _read(response, max_body, call)
            except BaseException:
                response.release()
                raise
            response.release()
            return redirect(response)
        except (aiohttp.ClientError, _Lost, TimeoutError, OSError, ValueError) as error:
            if isinstance(body, Upload) and body.problem is not None:
                return unreadable(body.problem)
            return translated(error.cause if isinstance(error, _Lost) else error, url)
        except RuntimeError:
            if not session.closed:
                raise
            return errors.ConfigurationError("The aiohttp session that the client was given is closed.")
        except asyncio.CancelledError:
            if not call.explain(Bound.SILENCE):
                raise
            return translated(TimeoutError(), url)
        finally:
            _CALL.reset(outer)

    async def close(self) -> None:
        """Close an own session; a foreign one is left open. Closing twice is fine."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None and session is not self._foreign:
            await session.close()

    def _opened(self, loop: asyncio.AbstractEventLoop) -> aiohttp.ClientSession:
        if self._closed:
            raise errors.ConfigurationError("The client is closed; make a new one.")
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop:
            raise errors.ConfigurationError("The client was first used on another event loop; make one for each loop.")
        if self._session is None:
            bytes(_FREED_ONCE)
            self._session = aiohttp.ClientSession(
                connector=_OneConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                request_class=_ListeningRequest,
            )
        return self._session

    def __del__(self) -> None:
        session = getattr(self, "_session", None)
        if session is not None and session is not self._foreign and not session.closed:
            warnings.warn(
                f"A client made at {self._made_at} was not closed; use `async with` or `await client.close()`.",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )


_REDIRECTS = frozenset({301, 302, 303, 307, 308})


async def _read(response: aiohttp.ClientResponse, max_body: int, call: Bounded) -> Reply | errors.TelephonyError:
    chunks: list[bytes] = []
    size = 0
    problem: errors.BadResponse | None = None
    content = response.content
    try:
        while True:
            if not content.is_eof():  # some is still to come
                call.listen()
            chunk = await content.readany()
            size += len(chunk)
            if size > max_body:
                problem = errors.BodyTooLarge(f"The body is larger than {max_body} bytes.")
                break
            chunks.append(chunk)
            if content.at_eof():
                break
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError) as error:
        if isinstance(error, aiohttp.ServerTimeoutError):
            raise
        problem = errors.TruncatedBody(f"The connection ended after {size} bytes of the body.")
    if problem is not None:
        response.close()
    if problem is None or response.status >= HTTPStatus.BAD_REQUEST:  # a refusal stands, however much it says
        return Reply(response.status, response.headers, b"".join(chunks))
    return problem.with_reply(status=response.status, headers=plain_headers(response.headers), body=b"".join(chunks))


def _carrying(body: bytes | Upload | None, method: str, call: Bounded) -> dict[str, Any]:
    """Return how aiohttp is given a body."""
    if isinstance(body, Upload):
        return {"data": _pieces(body, call)}
    if body is not None:
        # aiohttp sends bytes in one piece and warns of large ones; from a file it sends them piece by piece
        return {"data": io.BytesIO(body) if len(body) > _ONE_PIECE else body}
    # aiohttp tells the kind even of a body that is not there
    return {} if method == "GET" else {"skip_auto_headers": ("Content-Type",)}


async def _pieces(upload: Upload, call: Bounded) -> AsyncIterator[bytes]:
    """Yield a file's form; silence is counted while the connection takes a piece, not while the file is read."""
    async for piece in upload.pieces():
        call.listen()
        yield piece
        call.rest()
    call.listen()


def _place_of_creation() -> str:
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "an unknown place"
