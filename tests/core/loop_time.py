"""An event loop whose time passes only when nothing else can happen: timers are exact, and no test waits for them."""

import asyncio
import functools
import selectors
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar, TypeVarTuple, Unpack

from telephony_clients import Options
from tests.core.desk import Desk
from tests.scripted_server import ScriptedServer

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_ON_ITS_WAY = 0.003
"""Seconds in which what was written to a loopback socket has surely arrived."""


class _Skipping(selectors.DefaultSelector):
    """Moves the time on, instead of waiting, when no socket has anything; counts the steps of the loop."""

    now = 1000.0
    steps = 0
    in_threads = 0
    held: threading.Event | None = None
    due: tuple[int, Callable[[], object]] | None = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            ready = super().select(timeout)
        else:
            ready = super().select(None if self.in_threads and self.held is None else _ON_ITS_WAY)
            if not ready and (self.held is None or self.held.is_set()):
                self.now += timeout
        self.steps += 1
        if self.due is not None and self.due[0] <= self.steps:
            _, act = self.due
            self.due = None
            act()
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop of real sockets in virtual time.

    Attributes:
        connecting: seconds that it takes to open a connection.
    """

    connecting = 0.0

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def hold(self, until: threading.Event) -> None:
        """Let no time pass before another thread has come so far; then it passes, though the thread goes on."""
        self._skipping.held = until

    def after_steps(self, number: int, act: Callable[[], object]) -> None:
        """Do something between two steps of the loop, this many steps from now."""
        self._skipping.due = self._skipping.steps + number, act

    def called_off(self) -> bool:
        """Return whether it had not been done yet; it is not done any more."""
        due, self._skipping.due = self._skipping.due, None
        return due is not None

    def time(self) -> float:
        return self._skipping.now

    def run_in_executor(self, executor: Any, func: Callable[[Unpack[Ts]], T], *args: *Ts) -> asyncio.Future[T]:
        """Run something in a thread, which takes no time."""
        future = super().run_in_executor(executor, func, *args)
        self._skipping.in_threads += 1
        future.add_done_callback(self._back_from_thread)
        return future

    def _back_from_thread(self, _: object) -> None:
        self._skipping.in_threads -= 1

    async def shutdown_default_executor(self, *_: Any) -> None:
        """Wait for the threads to end, however long that takes: a timeout would pass at once in virtual time."""
        await super().shutdown_default_executor()

    async def sock_connect(self, sock: Any, address: Any) -> None:
        if self.connecting:
            await asyncio.sleep(self.connecting)
        await super().sock_connect(sock, address)


def in_loop_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test on a loop of its own whose time is virtual; async fixtures are not to be had there."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=SkippingLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


def loop() -> SkippingLoop:
    """Return the loop that runs."""
    running = asyncio.get_running_loop()
    assert isinstance(running, SkippingLoop)
    return running


def loop_options(**changes: Any) -> Options:
    """Return options that live in the loop's time, with half of every random amount."""
    return Options(clock=loop().time, random=lambda: 0.5, **changes)


@asynccontextmanager
async def desk_in_loop_time(**changes: Any) -> AsyncIterator[tuple[ScriptedServer, Desk]]:
    """Open a server and a client of the example vendor, with these options."""
    async with ScriptedServer() as server, Desk(server.url, loop_options(**changes)) as desk:
        yield server, desk


@asynccontextmanager
async def taking(seconds: float) -> AsyncIterator[None]:
    """Check how much of the loop's time something takes."""
    began = loop().time()
    yield
    took = loop().time() - began
    assert abs(took - seconds) < 0.005, f"it took {took} s"
