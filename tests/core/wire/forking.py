"""A program that forks while a client has a connection open: ``python -m tests.core.wire.forking http``, or ``https``.

The child acts on the client, and must not say anything; the parent then goes on with the same connection, and says so
for each thing that a child may do.
"""

import asyncio
import contextlib
import gc
import os
import ssl
import sys
import threading
from collections.abc import Callable
from typing import Any

import aiohttp
import trustme

from telephony_clients import RateLimited
from tests.core.desk import Desk, fine
from tests.scripted_server import ScriptedServer

CA = trustme.CA()
desk: Any = None


def secure(server: ScriptedServer) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert("127.0.0.1").configure_cert(context)
    CA.configure_trust(aiohttp.connector._SSL_CONTEXT_VERIFIED)

    async def start() -> None:
        server._server = await asyncio.start_server(server._serve, "127.0.0.1", 0, ssl=context)

    elsewhere(start)


def plain(server: ScriptedServer) -> None:
    elsewhere(server.__aenter__)


def elsewhere(work: Callable[[], Any]) -> None:
    """Run something on the server's loop, in a thread of its own."""
    asyncio.run_coroutine_threadsafe(work(), SERVERS).result(10)


async def call() -> None:
    assert (await desk.request("GET", "/lines")).data == "fine"


def collect() -> None:
    global desk  # noqa: PLW0603 - the only reference
    desk = None
    gc.collect()


def close() -> None:
    asyncio.run(desk.close())


def use() -> None:
    asyncio.run(call())
    asyncio.run(call())


async def fail_before_anything_is_sent() -> None:
    desk.gate.refused(desk.gate.enter_now(), 60.0)
    with contextlib.suppress(RateLimited):
        await desk.with_options(max_wait=0).request("GET", "/lines")
    await desk.close()


def fail() -> None:
    asyncio.run(fail_before_anything_is_sent())


def leave() -> None:
    """Do nothing; the interpreter ends in good order."""


def in_child(action: Callable[[], None]) -> None:
    """Fork, act in the child, and wait for it."""
    child = os.fork()
    if not child:
        status = 1
        try:
            action()
            status = 0
        finally:
            if action is leave:
                sys.exit(status)
            sys.stderr.flush()
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


async def inside(action: Callable[[], None]) -> None:
    await call()
    in_child(action)
    await call()


def outside(action: Callable[[], None]) -> None:
    with asyncio.Runner() as runner:
        runner.run(call())
        in_child(action)
        runner.run(call())
        runner.run(desk.close())


ACTIONS = (collect, close, fail, use, leave)
PLACES = (inside, outside)


def main(scheme: str) -> None:
    global desk  # noqa: PLW0603 - see above
    for action in ACTIONS:
        for place in PLACES:
            server = ScriptedServer().answer(fine("fine"), always=True)
            {"http": plain, "https": secure}[scheme](server)
            desk = Desk(server.url.replace("http:", f"{scheme}:"))
            if place is inside:
                asyncio.run(inside(action))
            else:
                outside(action)
            assert server.connections == (3 if action is use else 1), server.connections
            sys.stdout.write(f"{action.__name__} {place.__name__}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    SERVERS = asyncio.new_event_loop()
    threading.Thread(target=SERVERS.run_forever, daemon=True).start()
    main(sys.argv[1])
    os._exit(0)
