"""Whether a connection is quiet: what arrives on it without having been asked for is no answer to the next request."""

import asyncio
import select
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler


class SpokeFirst(aiohttp.ServerDisconnectedError):
    """Something arrived before the request was sent, so that no answer on the connection could be trusted."""


class QuietConnection(ResponseHandler):
    """A connection of an own session, used again only if nothing has arrived on it in the meantime.

    What has arrived may lie in aiohttp's queue, in the parser of the latest answer, or still in the socket.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Find out how to look at the socket."""
        super().connection_made(transport)
        self._unread = _unread(transport)

    def is_connected(self) -> bool:
        """Return whether it can be used; aiohttp asks before it uses one again."""
        transport = self.transport
        if transport is None or transport.is_closing() or self.should_close:
            return False
        parser = getattr(self, "_parser", None)  # it has no public name
        try:
            begun = parser is not None and parser.feed_eof() is not None
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no silence
            return False
        return not begun and not self._unread()


def spoke_first(connection: ResponseHandler) -> bool:
    """Return whether something has arrived on a connection that was just opened.

    Over TLS the socket may hold session tickets, which every server sends.
    """
    transport = connection.transport
    plain = transport is not None and transport.get_extra_info("ssl_object") is None
    return connection.should_close or (plain and bool(_unread(transport)()))


def _unread(transport: Any) -> Callable[[], Sequence[object]]:
    """Return a function that returns what can be read from a transport's socket: bytes, or that it was closed."""
    sock = transport.get_extra_info("socket")
    if sock is None or not hasattr(select, "poll"):  # Windows reads ahead of the event loop
        return tuple
    poll = select.poll()
    poll.register(sock.fileno(), select.POLLIN)
    return partial(poll.poll, 0)
