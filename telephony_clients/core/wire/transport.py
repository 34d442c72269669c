"""One attempt on the wire, over an own or a borrowed aiohttp session. Failures become this package's errors."""

import asyncio
import inspect
import io
import warnings
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from types import FrameType
from typing import Any

import aiohttp
import attrs
from multidict import CIMultiDict
from yarl import URL

from telephony_clients.core import errors
from telephony_clients.core.options import Options
from telephony_clients.core.proxy import Proxy
from telephony_clients.core.wire.event_loop import LoopBinding
from telephony_clients.core.wire.faults import map_exception, odd_status, proxy_refused, upload_failed
from telephony_clients.core.wire.response import OnUnfinished, RawResponse, Redirect, arrived_whole, redirect, take_body
from telephony_clients.core.wire.session import DEFAULT_HEADERS, SCOPE, BorrowedAttempt, Lost, OwnSession
from telephony_clients.core.wire.stream import Receiver, ResponseStream
from telephony_clients.core.wire.upload import Upload
from telephony_clients.core.wire.watchdog import CancelReason, CancelScope, Watchdog

_PACKAGE = __name__.partition(".")[0]
_MAX_SINGLE_WRITE = 2**20
_CLIENT_CLOSED = "The client is closed; make a new one."
_SESSION_CLOSED = "The aiohttp session that the client was given is closed."


@attrs.frozen
class SendLimits:
    """The limits of an attempt.

    Attributes:
        timeout: what aiohttp enforces.
        max_body: bytes of the decoded body.
    """

    timeout: aiohttp.ClientTimeout
    max_body: int


class Transport:
    """The connections of one client, shared by its views.

    They belong to the event loop that makes the first call, until that loop is closed or the process is forked; the
    next loop then has a session of its own.

    Args:
        session: a borrowed aiohttp session, used with its own settings and never closed here; None for an own one.
        connections: requests of an own session that wait for their answers at once.

    Attributes:
        watchdog: the timer of its calls.
        missing_headers: what a request has to bring because the session does not add it.
    """

    def __init__(self, session: aiohttp.ClientSession | None, *, connections: int) -> None:
        self._borrowed = session
        self._session = session
        self._own: OwnSession | None = None
        self._used_on: asyncio.AbstractEventLoop | None = None
        self._connections = connections
        self._closed = False
        self._when_closed = _CLIENT_CLOSED if session is None else _SESSION_CLOSED
        self._created_at = _creation_site()
        self.watchdog = Watchdog(LoopBinding(getattr(session, "_loop", None)))
        self.missing_headers = {} if session is None else DEFAULT_HEADERS
        # aiohttp takes what is packed and cut short for whole
        self._settings: dict[str, Any] = {"allow_redirects": False, "auto_decompress": False}
        if session is not None:  # its settings may differ
            self._settings |= {"raise_for_status": False}

    def limits(self, options: Options, proxy: Proxy | None) -> "SendLimits":
        """Return the limits of each attempt; the read timeout is enforced by the client itself.

        A borrowed session tells the time of a proxy's tunnel and that of waiting for a free connection not apart, so
        the connect timeout covers both where there may be a proxy.
        """
        session, connect = self._borrowed, options.timeouts.connect
        tunnel = session is not None and (
            proxy is not None or session.trust_env or getattr(session, "_default_proxy", None) is not None
        )
        timeout = aiohttp.ClientTimeout(total=None, connect=connect if tunnel else None, sock_connect=connect)
        return SendLimits(timeout, options.max_body)

    async def send(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        body: bytes | Upload | None,
        limits: "SendLimits",
        scope: CancelScope,
        proxy: Proxy | None = None,
        receiver: Receiver | None = None,
        on_unfinished: OnUnfinished | None = None,
    ) -> RawResponse | ResponseStream | Redirect | errors.TelephonyError:
        """Send one request once; return the response, or the error that says why there is none.

        The error is returned and not raised, so that its traceback never leads into frames that hold headers.

        Args:
            method: in upper case.
            url: sent as it is encoded.
            headers: all of them.
            body: bytes, a file, or None.
            limits: from `limits`.
            scope: the time limits of the call.
            proxy: what to send it through, None for the session's own choice.
            receiver: takes the body of a success, which is left unread for it.
            on_unfinished: called with the status and the headers of an answer whose body has still to arrive.
        """
        session = (self._used_on is scope.loop and self._session) or self._open_session(scope.loop)
        settings, borrowed = self._settings, None
        if proxy is not None or self._borrowed is not None:
            headers, settings, borrowed = self._by_way_of(proxy, session, url, headers, scope)
        if body is not None or method != "GET":
            settings = {**settings, **_arguments(body, method, scope)}
        scope.on_wire = False
        token = SCOPE.set(scope)
        try:
            response = await session.request(method, url, headers=headers, timeout=limits.timeout, **settings)
            try:
                if response.status in _REFUSALS and (refusal := _refusal(response, receiver, borrowed, proxy)):
                    return refusal
                whole = arrived_whole(response, limits.max_body) if receiver is None else None
                return whole or await take_body(response, receiver, limits.max_body, scope, on_unfinished)
            except BaseException:
                response.release()
                raise
        except (aiohttp.ClientError, Lost, TimeoutError, OSError, ValueError) as error:
            return _failure(error, url, body, sent=scope.on_wire, proxy=_used_proxy(borrowed, proxy))
        except RuntimeError:
            if not session.closed:
                raise
            return errors.ConfigurationError(self._when_closed)
        except asyncio.CancelledError:
            if not scope.claim_cancellation(CancelReason.READ_TIMEOUT):
                raise
            return map_exception(TimeoutError(), url, sent=True, proxy=None)
        finally:
            SCOPE.reset(token)

    async def close(self) -> None:
        """Close an own session; a borrowed one is left open. Closing twice is fine.

        Raises:
            ConfigurationError: its connections are in use on another event loop.
        """
        own, loop = self._own, asyncio.get_running_loop()
        if own is not None and not own.home.ended and own.home.loop is not loop:
            raise errors.ConfigurationError("The client is in use on another event loop; close it there.")
        self._closed = True
        self._own = self._session = None
        if self.watchdog.loop is loop:
            self.watchdog.stop_if_idle()
        if own is not None:
            await own.close()

    def _by_way_of(
        self,
        proxy: Proxy | None,
        session: aiohttp.ClientSession,
        url: URL,
        headers: Mapping[str, str],
        scope: CancelScope,
    ) -> tuple[Mapping[str, str], dict[str, Any], BorrowedAttempt | None]:
        """Return the headers and the settings of an attempt through a proxy or in a borrowed session."""
        settings = self._settings
        if proxy is not None:
            settings = {**settings, "proxy": proxy.url, "proxy_headers": proxy.headers}
            if url.scheme == "http":  # there is no tunnel, so the proxy reads the request's own headers
                headers = CIMultiDict({**headers, **proxy.headers})
        if self._borrowed is None:
            return headers, settings, None
        attempt = BorrowedAttempt(headers, scope)
        return *attempt.prepare(session, settings), attempt

    def _open_session(self, loop: asyncio.AbstractEventLoop) -> aiohttp.ClientSession:
        if self._closed:
            raise errors.ConfigurationError(_CLIENT_CLOSED)
        self._used_on = loop
        if self._borrowed is not None:
            return self._borrowed
        if self._own is not None:
            self._own.abandon()
        self._own = OwnSession(self._connections)
        self._session = self._own.session
        return self._session

    def __del__(self) -> None:
        own = getattr(self, "_own", None)
        if own is None or own.session.closed:
            return
        if own.home.ended:
            own.abandon()
        if not own.home.forked:
            warnings.warn(
                f"A client made at {self._created_at} was not closed; use `async with` or `await client.close()`.",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )


_NO_ANSWERS = range(HTTPStatus.OK)
"""Statuses that no answer can end with: what comes after an interim one is read as well, but for 101."""
_REFUSALS = frozenset({*_NO_ANSWERS, 301, 302, 303, 307, 308, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED})


def _refusal(
    response: aiohttp.ClientResponse, receiver: Receiver | None, borrowed: BorrowedAttempt | None, proxy: Proxy | None
) -> Redirect | errors.TelephonyError | None:
    """Return what a redirect or a proxy's refusal comes to, None if the answer is the vendor's after all."""
    if response.status in _NO_ANSWERS:
        response.close()
        return odd_status(response.url, response.status)
    if response.status != HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return redirect(response, receiver)
    used = _used_proxy(borrowed, proxy)
    if used is None:
        return None
    response.release()
    return proxy_refused(used, response.url, response.status)


def _failure(
    error: Exception, url: URL, body: bytes | Upload | None, *, sent: bool, proxy: URL | None
) -> errors.TelephonyError:
    """Return the error for an attempt that brought no answer."""
    if isinstance(body, Upload) and body.problem is not None:
        return upload_failed(body.problem)
    return map_exception(error.cause if isinstance(error, Lost) else error, url, sent=sent, proxy=proxy)


def _used_proxy(borrowed: BorrowedAttempt | None, proxy: Proxy | None) -> URL | None:
    """Return the address of the proxy that an attempt went through: a borrowed session may have one of its own."""
    if borrowed is not None:
        return borrowed.proxy
    return None if proxy is None else proxy.url


def _arguments(body: bytes | Upload | None, method: str, scope: CancelScope) -> dict[str, Any]:
    """Return the arguments that give aiohttp a body, or keep it from naming the content type of none."""
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
