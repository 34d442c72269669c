"""An answer whose body is taken as it arrives, in place of being read whole."""

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, NoReturn, Self, TypeAlias

import aiohttp
from multidict import CIMultiDictProxy

from telephony_clients.core import errors
from telephony_clients.core.checks import within
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.core.values import RateLimit
from telephony_clients.core.wire.content import Unpacker, media_ranges, media_type
from telephony_clients.core.wire.headers import lower_case_headers, rate_limit

__all__ = ["ResponseStream"]

UrlSource: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A whole URL, or a function that gives a fresh one for each attempt."""
MAX_BYTES = 2**30
"""The most bytes of a body that is taken as it arrives, unless the caller says otherwise."""


class ResponseStream:
    """An answer whose body has not been read: iterate over it for the bytes, in chunks as they arrive.

    No deadline runs while it is read; what ends it is silence for longer than `Timeouts.read`, which raises
    `ReadTimeout`. It may raise `TruncatedBody` and `BodyTooLarge` as well.

    Attributes:
        status: the HTTP status.
        headers: the answer's headers; names in any letter case.
        content_type: the media type in lower case, without parameters; empty when the vendor names none.
        size: bytes of the body, None when the vendor does not say, or sends it compressed.
        received: bytes so far.
        rate_limit: the quota according to the headers, None when they state none.
    """

    __slots__ = (
        *("_closed", "_explain", "_max_bytes", "_read_timeout", "_response", "_unpacked", "_unpacker"),
        *("content_type", "headers", "rate_limit", "received", "size", "status"),
    )

    def __init__(self, response: aiohttp.ClientResponse, *, read_timeout: float, max_bytes: int) -> None:
        self._response, self._read_timeout, self._max_bytes = response, read_timeout, max_bytes
        self._explain: Callable[[errors.TelephonyError], object] | None = None
        self._unpacker = Unpacker(response.headers)
        self._unpacked: Iterator[bytes] = iter(())
        self._closed = False
        self.status: int = response.status
        self.headers: CIMultiDictProxy[str] = response.headers
        self.content_type = media_type(response.headers)
        self.size = None if self.encoding else response.content_length
        self.received = 0
        self.rate_limit: RateLimit | None = rate_limit(response.headers, time.time)

    @property
    def encoding(self) -> str:
        """How the vendor sends the body, such as gzip; it is undone. Empty for a body that is sent as it is."""
        return self._unpacker.encoding

    @property
    def readable(self) -> bool:
        """Whether the body is sent in a way that can be undone."""
        return self._unpacker.supported

    def refusal(self) -> errors.UnexpectedContent:
        """Return the error for a body that is not readable."""
        return self._unpacker.refusal()

    def explain_errors(self, explain: Callable[[errors.TelephonyError], object]) -> None:
        """Let a function add to each error what is known of the call."""
        self._explain = explain

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        content = self._response.content
        while True:
            chunk = self._unpack_more()
            if chunk is not None:
                return chunk
            if content.at_eof():
                break
            self._unpacked = self._unpacker.unpack(await self._arrived(content))
        if not self._unpacker.whole:
            self.fail(errors.TruncatedBody(f"The body, sent as {self.encoding}, is cut short."))
        raise StopAsyncIteration

    def close(self) -> None:
        """Close the connection, unless the body was read to its end. Closing twice is fine."""
        self._closed = True
        self._response.close()

    def _unpack_more(self) -> bytes | None:
        """Return a chunk of what has arrived, None when more has to arrive first."""
        try:
            chunk = next(filter(None, self._unpacked), None)
        except zlib.error:
            self.fail(errors.TruncatedBody(f"The body is not proper {self.encoding}."))
        self.received += len(chunk or b"")
        if max(self.received, self._unpacker.overhead) > self._max_bytes:
            self.fail(errors.BodyTooLarge(f"The body is larger than {self._max_bytes} bytes."))
        return chunk

    async def _arrived(self, content: aiohttp.StreamReader) -> bytes:
        """Return what has arrived, after a wait if need be."""
        try:
            async with asyncio.timeout(self._read_timeout):
                return await content.readany()
        except TimeoutError:
            silence = f"Nothing came for {self._read_timeout:g} s, after {self.received} bytes of the body."
            self.fail(errors.ReadTimeout(silence))
        except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError):
            if self._closed:
                self.fail(errors.ConfigurationError("The stream is closed; read it inside its `async with`."))
            self.fail(errors.TruncatedBody(f"The connection ended after {self.received} bytes of the body."))

    def fail(self, error: errors.TelephonyError) -> NoReturn:
        """Close the connection, and raise an error about this answer."""
        self._response.close()
        if isinstance(error, errors.BadResponse):
            error.with_response(status=self.status, headers=lower_case_headers(self.headers), body=b"")
        if self._explain is not None:
            self._explain(error)
        with HIDDEN_LOCALS:
            raise error


class Receiver:
    """Takes an answer's body as it arrives; one for each call. This one passes the open answer on.

    Args:
        source: where to ask; None for the path of the request.
        accept: the media types that it takes, as in an Accept header without parameters.
        max_bytes: the most bytes of a body.

    Raises:
        ConfigurationError: a value cannot be used.
    """

    follows_redirects = False

    def __init__(self, source: UrlSource | None, *, accept: str, max_bytes: int) -> None:
        self.source, self.accept = source, accept
        self.media_ranges = media_ranges(accept)
        self.max_bytes = within(max_bytes, 1, 2**63, "max_bytes")

    def headers(self) -> Mapping[str, str]:
        """Return what to send with the next attempt besides the usual headers."""
        return {}

    def asks_anew_after(self, error: errors.TelephonyError) -> bool:  # noqa: ARG002 - for those that ask for a part
        """Return whether the next attempt asks for something else, so that this error says nothing about it."""
        return False

    async def receive(self, stream: ResponseStream) -> Any:
        """Take the body of a success, and return the call's data. An error that is raised ends the attempt."""
        if (stream.size or 0) > self.max_bytes:
            stream.fail(errors.BodyTooLarge(f"The body has {stream.size} bytes, more than {self.max_bytes}."))
        return stream
