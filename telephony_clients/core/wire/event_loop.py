"""Which event loop a client belongs to: the one that uses it first, until that is closed or the process is forked."""

import asyncio
import os
import threading

from telephony_clients.core.errors import ConfigurationError


class LoopBinding:
    """The event loop of one client and its views.

    Args:
        given: the loop of a session that the client was given, the only one that it can be used on.

    Attributes:
        loop: the loop; None before the first call.
    """

    __slots__ = ("_given", "_lock", "_process", "loop")

    def __init__(self, given: asyncio.AbstractEventLoop | None) -> None:
        self._given, self.loop = given, given
        self._process = os.getpid()
        self._lock = threading.Lock()

    @property
    def forked(self) -> bool:
        """Whether the loop is the parent process's."""
        return self._process != os.getpid()

    @property
    def ended(self) -> bool:
        """Whether the loop can do nothing any more in this process."""
        return self.loop is not None and (self.loop.is_closed() or self.forked)

    def move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Belong to a loop from now on.

        Raises:
            ConfigurationError: the client cannot be used on it; nothing has changed.
        """
        with self._lock:
            if self._given not in {None, loop}:
                raise ConfigurationError(
                    "The aiohttp session that the client was given is another event loop's; make both on this one."
                )
            if self.loop not in {None, loop} and not self.ended:
                raise ConfigurationError(
                    "The client is in use on another event loop that is not closed; make a client for each loop."
                )
            self.loop, self._process = loop, os.getpid()
