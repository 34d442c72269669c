"""Whether a connection is quiet: what arrives on it without having been asked for is no answer to the next request."""

import select
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler


class SpokeFirst(aiohttp.ServerDisconnectedError):
    """Something arrived before the request was sent, so that no answer on the connection could be trusted."""


def is_quiet(connection: ResponseHandler) -> bool:
    """Return whether nothing has arrived on a connection that was used before, or was just opened.

    What has arrived may lie in aiohttp's queue, in the parser of the latest answer, or still in the socket.
    """
    if connection.should_close or _holds_beginning(connection):
        return False
    transport = connection.transport
    return transport is not None and not _readable(transport)


def spoke_first(connection: ResponseHandler) -> bool:
    """Return whether something has arrived on a connection that was just opened.

    Over TLS the socket may hold session tickets, which every server sends.
    """
    transport = connection.transport
    plain = transport is not None and transport.get_extra_info("ssl_object") is None
    return connection.should_close or (plain and _readable(transport))


def _holds_beginning(connection: ResponseHandler) -> bool:
    """Return whether the parser has read the beginning of another answer."""
    parser = getattr(connection, "_parser", None)  # it has no public name
    try:
        return parser is not None and parser.feed_eof() is not None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no silence
        return True


def _readable(transport: Any) -> bool:
    """Return whether the socket has bytes to read or was closed by the other side."""
    sock = transport.get_extra_info("socket")
    if sock is None or not hasattr(select, "poll"):  # Windows reads ahead of the event loop
        return False
    poll = select.poll()
    poll.register(sock.fileno(), select.POLLIN)
    return bool(poll.poll(0))
