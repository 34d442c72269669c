"""What an answer's body is, according to its headers, and how it is unpacked."""

import re
import zlib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from multidict import istr

from telephony_clients.core.errors import ConfigurationError, UnexpectedContent

_CONTENT_TYPE, _CONTENT_ENCODING = istr("Content-Type"), istr("Content-Encoding")
_RANGE = re.compile(r"(\*|[\w!#$&^.+-]+)/(\*|[\w!#$&^.+-]+)", re.ASCII)
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_DEFLATED = 8
"""The lower half of the byte with which zlib's head begins."""
_PIECE = 2**18
"""The most bytes unpacked at once, so that a few bytes cannot fill the memory."""
_TAKEN = 2**14
"""The most bytes taken at once: zlib copies those that follow the end of a part, of which a body may have many."""


def media_type(headers: Mapping[str, str]) -> str:
    """Return the media type in lower case, without its parameters; empty when there is none."""
    return headers.get(_CONTENT_TYPE, "").partition(";")[0].strip().lower()


def is_plain_json(headers: Mapping[str, str]) -> bool:
    """Return whether a body is named as JSON and sent as it is, as nearly all are."""
    return "json" in headers.get(_CONTENT_TYPE, "") and _CONTENT_ENCODING not in headers


def may_be_json(headers: Mapping[str, str]) -> bool:
    """Return whether a body can be JSON by its media type: also one that is named loosely, or not at all."""
    kind = media_type(headers)
    return "json" in kind or "/" not in kind or kind == "text/plain" or kind.endswith("javascript")


def media_ranges(accept: str) -> tuple[str, ...]:
    """Return what a caller takes, from the value of an Accept header without parameters.

    Raises:
        ConfigurationError: it is not such a value.
    """
    ranges = tuple(part.strip().lower() for part in accept.split(","))
    if not all(map(_RANGE.fullmatch, ranges)):
        raise ConfigurationError(f"accept must be media types, such as audio/* or text/csv, not {accept!r}.")
    return ranges


def is_accepted(kind: str, ranges: tuple[str, ...]) -> bool:
    """Return whether a media type is among those that a caller takes; so is one that the answer does not name."""
    return not kind or any(fnmatchcase(kind, one) for one in ranges)


def is_packed(headers: Mapping[str, str]) -> bool:
    """Return whether a body is to be unpacked."""
    return _CONTENT_ENCODING in headers


class Unpacker:
    """Unpacks a body as it arrives.

    Args:
        headers: the answer's.

    Attributes:
        encoding: the content encoding; empty for a body that is sent as it is.
        overhead: by how many bytes what has come is larger than what it unpacked to: a body may go on for ever so.
    """

    __slots__ = ("_inflater", "encoding", "overhead")

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.encoding = headers.get(_CONTENT_ENCODING, "").strip().lower().replace("identity", "")
        self._inflater: zlib._Decompress | None = None
        self.overhead = 0

    @property
    def supported(self) -> bool:
        """Whether a body in this encoding can be unpacked."""
        return not self.encoding or self.encoding in _WINDOW_BITS

    def refusal(self) -> UnexpectedContent:
        """Return the error for a body in an encoding that is not supported."""
        return UnexpectedContent(f"The body is sent as {self.encoding}, which was not asked for.")

    @property
    def whole(self) -> bool:
        """Whether the body may end here."""
        return self._inflater is None

    def unpack(self, data: bytes) -> Iterator[bytes]:
        """Yield what these bytes unpack to; they are passed on where the encoding is not supported.

        Raises:
            zlib.error: they are not what the encoding says.
        """
        if self.encoding not in _WINDOW_BITS:
            yield data
            return
        for at in range(0, len(data), _TAKEN):
            part = data[at : at + _TAKEN]
            self.overhead += len(part)
            for piece in self._inflate(part):
                self.overhead -= len(piece)
                yield piece

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        while data:
            inflater = self._inflater = self._inflater or zlib.decompressobj(self._window_bits(data))
            piece = inflater.decompress(data, _PIECE)
            while piece and not inflater.eof:
                yield piece
                piece = inflater.decompress(inflater.unconsumed_tail, _PIECE)
            yield piece
            data = inflater.unused_data
            if inflater.eof:
                self._inflater = None

    def _window_bits(self, data: bytes) -> int:
        """Return how zlib is to read what begins so: some servers send deflate without a head and a sum."""
        headless = self.encoding == "deflate" and data[0] & 0xF != _DEFLATED
        return -zlib.MAX_WBITS if headless else _WINDOW_BITS[self.encoding]
