"""One attempt on the wire, over an own or a borrowed aiohttp session. Failures become this package's errors."""

import asyncio
import inspect
import io
import warnings
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextvars import ContextVar
from types import FrameType
from typing import Any, TypeAlias, TypeVar

import aiohttp
from yarl import URL

from telephony_clients.core import errors
from telephony_clients.core.options import Timeouts
from telephony_clients.core.wire.faults import map_exception, upload_failed
from telephony_clients.core.wire.response import RawResponse, Redirect, open_body, read_body, redirect
from telephony_clients.core.wire.stream import Receiver, ResponseStream
from telephony_clients.core.wire.upload import Upload
from telephony_clients.core.wire.watchdog import CancelReason, CancelScope, Watchdog

T = TypeVar("T")
Awaiting: TypeAlias = Coroutine[Any, Any, T]
"""What an override returns that passes on the coroutine of the method, which saves every call a frame."""
_WARM_UP_BYTES = 2**18 + 2**10
"""asyncio receives into blocks of 256 KB. Until the process has freed such a block, glibc maps and unmaps one for each
answer, which takes 17 us: a tenth of the time to read a page."""
_PACKAGE = __name__.partition(".")[0]
_MAX_SINGLE_WRITE = 2**20


_SCOPE: ContextVar[CancelScope] = ContextVar("telephony_clients_scope")


class _Lost(Exception):
    """Hides a lost connection from aiohttp, which would otherwise send the request again without a word."""

    def __init__(self, cause: aiohttp.ClientError) -> None:
        self.cause = cause


async def _prevent_resend(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep a borrowed session from sending a request twice; in an own session the connector does that."""
    lost = None
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        lost = error
    raise _Lost(lost)


class _NoResendConnector(aiohttp.TCPConnector):
    """Gives each attempt one connection only; aiohttp asks for a second one to send a lost request again."""

    def connect(self, req: aiohttp.ClientRequest, traces: Any, timeout: aiohttp.ClientTimeout) -> Awaiting[Any]:
        if _SCOPE.get().last_activity is not None:
            raise _Lost(aiohttp.ServerDisconnectedError())
        return aiohttp.TCPConnector.connect(self, req, traces, timeout)


class _TrackedRequest(aiohttp.ClientRequest):
    """Starts the read timeout of its call once it has a connection and has been sent."""

    def send(self, conn: Any) -> Awaiting[aiohttp.ClientResponse]:
        _SCOPE.get().mark_activity()
        return aiohttp.ClientRequest.send(self, conn)

    async def write_bytes(self, *args: Any, **kwargs: Any) -> None:
        scope = _SCOPE.get()
        scope.sending()
        await super().write_bytes(*args, **kwargs)
        scope.sent()


class Transport:
    """The connections of one client, shared by its views.

    The session is created for the first attempt, on the loop that is running then, and works on that loop only.

    Args:
        session: a borrowed aiohttp session, used with its own settings and never closed here; None for an own one.
        connections: how many an own session keeps at once.
    """

    def __init__(self, session: aiohttp.ClientSession | None, *, connections: int) -> None:
        self._borrowed = session
        self._session = session
        self._connections = connections
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._created_at = _creation_site()
        self.watchdog = Watchdog()
        self._settings: dict[str, Any] = {"allow_redirects": False}
        if session is not None:
            # its settings may differ; a request's middlewares replace the session's, which have no public name
            middlewares = (_prevent_resend, *getattr(session, "_middlewares", ()))
            self._settings |= {"raise_for_status": False, "auto_decompress": True, "middlewares": middlewares}

    def client_timeout(self, timeouts: Timeouts) -> aiohttp.ClientTimeout:
        """Return the timeouts that aiohttp enforces; in an own session the client enforces the read timeout itself."""
        read = None if self._borrowed is None else timeouts.read
        return aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=read)

    async def send(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        client_timeout: aiohttp.ClientTimeout,
        scope: CancelScope,
        max_body: int,
        receiver: Receiver | None = None,
    ) -> RawResponse | ResponseStream | Redirect | errors.TelephonyError:
        """Send one request once; return the response, or the error that says why there is none.

        The error is returned and not raised, so that its traceback never leads into frames that hold headers.

        Args:
            method: in upper case.
            url: sent as it is encoded.
            headers: all of them.
            body: bytes, a file, or None.
            client_timeout: from `client_timeout`.
            scope: the time limits of the call.
            max_body: bytes of the decoded body.
            receiver: takes the body of a success, which is left unread for it.
        """
        session = (self._loop is scope.loop and self._session) or self._open_session(scope.loop)
        settings = self._settings
        if body is not None or receiver is not None or method != "GET":
            settings = {**settings, **_arguments(body, receiver, method, scope)}
        token = _SCOPE.set(scope)
        try:
            response = await session.request(method, url, headers=headers, timeout=client_timeout, **settings)
            try:
                if response.status in _REDIRECTS:
                    return redirect(response, receiver)
                return await (
                    read_body(response, max_body, scope)
                    if receiver is None
                    else open_body(response, receiver, max_body, scope)
                )
            except BaseException:
                response.release()
                raise
        except (aiohttp.ClientError, _Lost, TimeoutError, OSError, ValueError) as error:
            if isinstance(body, Upload) and body.problem is not None:
                return upload_failed(body.problem)
            return map_exception(error.cause if isinstance(error, _Lost) else error, url)
        except RuntimeError:
            if not session.closed:
                raise
            return errors.ConfigurationError("The aiohttp session that the client was given is closed.")
        except asyncio.CancelledError:
            if not scope.claim_cancellation(CancelReason.READ_TIMEOUT):
                raise
            return map_exception(TimeoutError(), url)
        finally:
            _SCOPE.reset(token)

    async def close(self) -> None:
        """Close an own session; a borrowed one is left open. Closing twice is fine."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None and session is not self._borrowed:
            await session.close()

    def _open_session(self, loop: asyncio.AbstractEventLoop) -> aiohttp.ClientSession:
        if self._closed:
            raise errors.ConfigurationError("The client is closed; make a new one.")
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop:
            raise errors.ConfigurationError("The client was first used on another event loop; make one for each loop.")
        if self._session is None:
            bytes(_WARM_UP_BYTES)
            self._session = aiohttp.ClientSession(
                connector=_NoResendConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                request_class=_TrackedRequest,
            )
        return self._session

    def __del__(self) -> None:
        session = getattr(self, "_session", None)
        if session is not None and session is not self._borrowed and not session.closed:
            warnings.warn(
                f"A client made at {self._created_at} was not closed; use `async with` or `await client.close()`.",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )


_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def _arguments(
    body: bytes | Upload | None, receiver: Receiver | None, method: str, scope: CancelScope
) -> dict[str, Any]:
    """Return the arguments that give aiohttp a body, or keep it from unpacking that of the answer."""
    if receiver is not None:
        return {"auto_decompress": False}
    if isinstance(body, Upload):
        return {"data": _upload_pieces(body, scope)}
    if body is not None:
        # aiohttp writes bytes at once, and warns if they are large; a file it writes piece by piece
        return {"data": io.BytesIO(body) if len(body) > _MAX_SINGLE_WRITE else body}
    # aiohttp sends a content type even without a body
    return {} if method == "GET" else {"skip_auto_headers": ("Content-Type",)}


async def _upload_pieces(upload: Upload, scope: CancelScope) -> AsyncIterator[bytes]:
    """Yield the form of a file. The read timeout runs while a piece is being sent, not while the file is read."""
    async for piece in upload.pieces():
        scope.mark_activity()
        yield piece
        scope.pause()
    scope.mark_activity()


def _creation_site() -> str:
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "an unknown place"
