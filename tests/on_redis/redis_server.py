"""A real Redis server on a free port of this machine, without persistence."""

import shutil
import socket
import subprocess
import time
from types import TracebackType
from typing import Self

import pytest
import redis

from tests.canary import LEAK


class RedisServer:
    """Runs from `start` until `kill`; the port stays the same from one start to the next."""

    def __init__(self) -> None:
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed: apt-get install redis-server")
        settings = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([program, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with redis.Redis(port=self.port) as client:
            for _ in range(500):
                try:
                    client.ping()
                except redis.ConnectionError:
                    time.sleep(0.02)  # a server says nothing when it is ready; the tests' own time is not this one
                else:
                    return
        self.kill()
        pytest.fail("redis-server did not start within ten seconds")

    def kill(self) -> None:
        if self._process is not None:
            self.check_no_key_shows()
            self._process.kill()
            self._process.wait()
            self._process = None

    def pass_time(self, seconds: float) -> None:
        """Let all keys be older by so much: to Redis, time has passed."""
        with redis.Redis(port=self.port) as client:
            for key in client.scan_iter():
                client.pexpire(key, max(1, client.pttl(key) - round(seconds * 1000)))
                if client.pttl(key) <= 1:
                    client.delete(key)

    def contents(self) -> dict[bytes, bytes]:
        with redis.Redis(port=self.port) as client:
            return {key: client.get(key) or b"" for key in client.scan_iter()}

    def check_no_key_shows(self) -> None:
        """Fail if a key of a client or webhook stands in the name or the value of anything that is kept."""
        assert not LEAK.search(repr(self.contents())), "a key shows in Redis"

    def flush(self) -> None:
        self.check_no_key_shows()
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
