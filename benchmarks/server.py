"""A server that is never the bottleneck: canned answers over a raw asyncio.Protocol, in a process of its own."""

import asyncio
import json
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

RECORDS = 50


def call(number: int) -> dict[str, Any]:
    """Return a Talkover call as the vendor prints it; one in ten has no agent."""
    agent = {"id": f"agent-uuid-{number % 7}", "name": "Sales Agent", "label": "Sales Agent Label"}
    return {
        "id": f"call-uuid-{number:08}",
        "sid": f"call_sid_{number:08}",
        "to": "+12345678901",
        "to_formatted": "(234) 567-8901",
        "from": "+10987654321",
        "from_formatted": "(098) 765-4321",
        "is_testing": False,
        "direction": "outbound" if number % 3 else "inbound",
        "status": "completed",
        "duration": number % 600,
        "agent": agent if number % 10 else None,
        "created_at": "2026-01-15T10:30:00Z",
        "updated_at": "2026-01-15T10:32:00.123456Z",
    }


def page() -> bytes:
    """Return the body of a page of calls; it says that it is the only one."""
    block = {"current_page": 1, "last_page": 1, "per_page": RECORDS, "total": RECORDS, "from": 1, "to": RECORDS}
    calls = [call(number) for number in range(RECORDS)]
    return json.dumps({"success": True, "data": calls, "pagination": block}, separators=(",", ":")).encode()


def small() -> bytes:
    """Return the body of a small answer, about 300 bytes."""
    agent = {"id": "agent-uuid-1", "name": "SupportBot", "label": "Customer Support", "language": "en-US"}
    more = {"direction": "inbound", "current_status": "published", "is_sandbox": False, "conversation_speed": 1.0}
    dates = {"created_at": "2026-01-15T10:30:00Z", "updated_at": "2026-01-15T10:30:00Z"}
    return json.dumps({"success": True, "data": {**agent, **more, **dates}}, separators=(",", ":")).encode()


@contextmanager
def running() -> Iterator[str]:
    """Serve in another process, on another core where there is one; give the base URL."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {0})
        os.sched_setaffinity(server.pid or 0, {1})
    try:
        yield f"http://127.0.0.1:{ours.recv()}/api/v1"
    finally:
        ours.send("stop")
        server.join()


def _serve(orders: Connection) -> None:
    asyncio.run(_until_told(orders))


async def _until_told(orders: Connection) -> None:
    answers = {b"/api/v1/calls": _whole(page()), b"/api/v1/agents/agent-uuid-1": _whole(small())}
    server = await asyncio.get_running_loop().create_server(lambda: _Canned(answers), "127.0.0.1", 0)
    orders.send(server.sockets[0].getsockname()[1])
    await asyncio.to_thread(orders.recv)
    server.close()


def _whole(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


class _Canned(asyncio.Protocol):
    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            self._transport.write(self._answers[path])
