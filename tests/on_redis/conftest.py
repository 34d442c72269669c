"""One Redis for the tests of a file, empty before each of them."""

from collections.abc import Iterator

import pytest

from tests.on_redis.redis_server import RedisServer

PATIENT = 20.0
"""Seconds for an answer of Redis on a machine that has much else to do."""


@pytest.fixture(scope="module")
def running() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def database(running: RedisServer) -> RedisServer:
    running.flush()
    return running
