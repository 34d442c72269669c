"""What one attempt brings back: an answer that was read whole, one whose body is left to be read, or a redirect."""

import time
import zlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeAlias

import aiohttp
import attrs
from multidict import CIMultiDictProxy

from telephony_clients.core import errors
from telephony_clients.core.values import RateLimit
from telephony_clients.core.wire.content import Unpacker, is_packed, is_plain_json, may_be_json, media_type
from telephony_clients.core.wire.faults import redirect_refused
from telephony_clients.core.wire.headers import lower_case_headers, rate_limit
from telephony_clients.core.wire.stream import Receiver, ResponseStream
from telephony_clients.core.wire.watchdog import CancelScope

OnUnfinished: TypeAlias = Callable[[int, Mapping[str, str]], object]
"""Called with the status and the headers of an answer whose body has still to arrive."""
_FIRST_NON_SUCCESS = 300
_LARGEST_CHUNK = 2**20
_KEPT_OF_TOO_LARGE = 2**16
"""Bytes that are kept of a body that is larger than it may be; all of it would be copied several times over."""


@attrs.define
class RawResponse:
    """What one attempt brought back.

    Attributes:
        status: the HTTP status.
        headers: the answer's headers.
        body: the decoded bytes.
        rate_limit: the quota according to the headers, None when they state none.
    """

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    rate_limit: RateLimit | None


@attrs.frozen
class Redirect:
    """An answer that the file is elsewhere.

    Attributes:
        location: where, as the vendor says; it may be relative, and may be signed.
        status: the HTTP status.
        rate_limit: the quota according to the headers, None when they state none.
    """

    location: str = attrs.field(repr=False)
    status: int
    rate_limit: RateLimit | None = None


def redirect(response: aiohttp.ClientResponse, receiver: Receiver | None) -> Redirect | errors.RedirectRefused:
    """Return where an answer points to, or that it is not followed."""
    response.release()
    location = response.headers.get("Location", "")
    if receiver is None or not receiver.follows_redirects:
        return redirect_refused(response.status, location)
    return Redirect(location, response.status, rate_limit(response.headers, time.time))


async def take_body(
    response: aiohttp.ClientResponse,
    receiver: Receiver | None,
    max_body: int,
    scope: CancelScope,
    on_unfinished: OnUnfinished | None,
) -> RawResponse | ResponseStream | errors.TelephonyError:
    """Read an answer whole, or leave its body to the receiver."""
    headers, content = response.headers, response.content
    arrived = content.is_eof()
    if on_unfinished is not None and not arrived:
        on_unfinished(response.status, headers)
    if receiver is not None:
        return await _open_body(response, receiver, max_body, scope)
    if arrived and content.total_bytes <= max_body and is_plain_json(headers):  # the usual case
        return RawResponse(response.status, headers, content.read_nowait(), rate_limit(headers, time.time))
    return await _read_body(response, max_body, scope)


async def _open_body(
    response: aiohttp.ClientResponse, receiver: Receiver, max_body: int, scope: CancelScope
) -> ResponseStream | RawResponse:
    """Return a success with its body unread, anything else with its body as far as it can be read."""
    success = response.status < _FIRST_NON_SUCCESS
    most = receiver.max_bytes if success else max_body + _LARGEST_CHUNK
    stream = ResponseStream(response, read_timeout=scope.read_timeout, max_bytes=most)
    scope.pause()
    return stream if success else await read_beginning(stream, max_body)


async def read_beginning(stream: ResponseStream, size: int) -> RawResponse:
    """Read a body until it ends, fails or has so many bytes, and close the connection."""
    chunks: list[bytes] = []
    try:
        async for chunk in stream:
            chunks.append(chunk)
            if stream.received >= size:
                break
    except errors.TelephonyError:
        pass  # the status counts in any case
    stream.close()
    body = b"".join(chunks) if stream.received < size else _beginning(chunks, min(size, _KEPT_OF_TOO_LARGE))
    return RawResponse(stream.status, stream.headers, body, stream.rate_limit)


async def _read_body(
    response: aiohttp.ClientResponse, max_body: int, scope: CancelScope
) -> RawResponse | errors.TelephonyError:
    """Read an answer whole; of one that cannot be JSON, no more than what comes first."""
    body = _Body(response.headers, max_body)
    content = response.content
    unexpected = response.status < _FIRST_NON_SUCCESS and not may_be_json(response.headers)
    try:
        while True:
            if not content.is_eof():  # more is to come
                scope.mark_activity()
            problem = body.add(await content.readany())
            if content.at_eof():
                problem = problem or body.end()
                break
            if problem is not None or (unexpected and body.holds_text):
                break
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError):
        problem = errors.TruncatedBody(f"The connection ended after {body.size} bytes of the body.")
    if unexpected and body.holds_text:
        kind = media_type(response.headers)
        problem = errors.UnexpectedContent(f"A success ({response.status}) with {kind} instead of JSON.")
    if problem is not None:
        response.close()
    if problem is None or response.status >= HTTPStatus.BAD_REQUEST:  # an error status counts in any case
        quota = rate_limit(response.headers, time.time)
        return RawResponse(response.status, response.headers, b"".join(body.chunks), quota)
    return problem.with_response(
        status=response.status, headers=lower_case_headers(response.headers), body=b"".join(body.chunks)
    )


class _Body:
    """What has come of a body, unpacked.

    Args:
        headers: the answer's.
        most: bytes that it may have.

    Attributes:
        chunks: its bytes.
        size: how many.
        holds_text: whether there is more than blanks.
    """

    __slots__ = ("_most", "_unpacker", "chunks", "holds_text", "size")

    def __init__(self, headers: Mapping[str, str], most: int) -> None:
        self.chunks: list[bytes] = []
        self.size, self._most, self.holds_text = 0, most, False
        self._unpacker = Unpacker(headers) if is_packed(headers) else None

    def add(self, data: bytes) -> errors.BadResponse | None:
        """Take what has arrived; return why the body cannot be used, if that is clear by now."""
        unpacker = self._unpacker
        if unpacker is not None and not unpacker.supported:
            return unpacker.refusal()
        try:
            for chunk in (data,) if unpacker is None else unpacker.unpack(data):
                self.size += len(chunk)
                self.chunks.append(chunk)
                self.holds_text = self.holds_text or bool(chunk.strip())
                if self.size > self._most:
                    return self._too_large()
        except zlib.error:
            return errors.TruncatedBody(f"The body is not proper {unpacker.encoding if unpacker else ''}.")
        return self._too_large() if unpacker is not None and unpacker.overhead > self._most else None

    def _too_large(self) -> errors.BodyTooLarge:
        self.chunks = [_beginning(self.chunks, min(self._most, _KEPT_OF_TOO_LARGE))]
        return errors.BodyTooLarge(f"The body is larger than {self._most} bytes.")

    def end(self) -> errors.BadResponse | None:
        """Return why the body is not whole, if it is not."""
        unpacker = self._unpacker
        if unpacker is None or unpacker.whole:
            return None
        return errors.TruncatedBody(f"The body, sent as {unpacker.encoding}, is cut short.")


def _beginning(chunks: list[bytes], most: int) -> bytes:
    """Return the first bytes of a body, without a copy of the rest."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk[: most - len(kept)]
        if len(kept) == most:
            break
    return bytes(kept)
