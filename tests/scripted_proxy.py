"""A raw HTTP proxy on a loopback socket that forwards and tunnels, unless a script tells it to do something else."""

import asyncio
import ssl
from typing import Self
from urllib.parse import urlsplit

from tests.scripted_server import ScriptedServer, Seen, read_request


class ScriptedProxy(ScriptedServer):
    """Steps are taken in order; when none is left, requests go through.

    Args:
        context: for a proxy that is itself spoken to over TLS.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self._context = context
        self._pumps: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where it is, without the scheme."""
        return self.url.partition("//")[2]

    def refuse(self, status: int, *, always: bool = False) -> Self:
        return self.raw(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode(), always=always)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20, ssl=self._context)
        return self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            seen = await read_request(reader)
            self.requests.append(seen)
            self.arrived.set()
            act = self._script.popleft() if self._script else self._always
            if act is not None:
                await act(writer)
            else:
                await self._pass_on(seen, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _pass_on(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect to the server, and copy what either says to the other."""
        tunnel = seen.method == "CONNECT"
        url = urlsplit(f"//{seen.target}" if tunnel else seen.target)
        upstream, to_server = await asyncio.open_connection(url.hostname, url.port)
        self._writers.add(to_server)
        if tunnel:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            kept = {name: value for name, value in seen.headers.items() if not name.startswith("proxy-")}
            lines = [f"{seen.method} {seen.target} HTTP/1.1", *(f"{name}: {value}" for name, value in kept.items())]
            to_server.write("\r\n".join([*lines, "", ""]).encode() + seen.body)
        up = asyncio.create_task(_copy(reader, to_server))
        await _copy(upstream, writer)
        up.cancel()
        self._writers.discard(to_server)
        to_server.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(2**16):
        target.write(data)
        await target.drain()
