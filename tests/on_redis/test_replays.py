"""The replay store in Redis, against a real database; its time passes by making its keys older."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import pytest
import redis
import redis.asyncio

from telephony_clients import ConfigurationError, Rejection, ReplayStore, WebhookRejected, verify_starlette
from telephony_clients.on_redis.replays import RedisReplayStore, ReplayStoreUnavailable
from tests.conftest import CANARY
from tests.core.webhooks.endpoints import BODY, HEADER, IDENTIFIED, NEW, endpoint, rejection
from tests.on_redis.conftest import PATIENT
from tests.on_redis.redis_server import RedisServer


@pytest.fixture
def store(database: RedisServer) -> Iterator[RedisReplayStore]:
    with RedisReplayStore(database.url, timeout=PATIENT) as made:
        yield made


def test_a_delivery_is_new_once_until_it_expires(store: RedisReplayStore, database: RedisServer) -> None:
    assert store.add_if_absent("a", 100.0)
    assert not store.add_if_absent("a", 100.0)
    assert store.add_if_absent("b", 100.0)
    database.pass_time(101)
    assert store.add_if_absent("a", 100.0)
    assert not store.add_if_absent("a", 100.0)


def test_part_of_a_second_counts_as_a_whole_one(store: RedisReplayStore, database: RedisServer) -> None:
    assert store.add_if_absent("a", 100.1)
    with redis.Redis(port=database.port) as client:
        (key,) = client.scan_iter()
        assert 100_000 < client.pttl(key) <= 101_000


def test_a_discarded_delivery_is_new_again(store: RedisReplayStore) -> None:
    store.add_if_absent("a", 100.0)

    store.discard("a")
    store.discard("never there")

    assert store.add_if_absent("a", 100.0)


def test_only_one_of_many_connections_adds_a_key(database: RedisServer) -> None:
    stores = [RedisReplayStore(database.url, timeout=PATIENT) for _ in range(4)]
    asked = [(one, str(number)) for number in range(50) for one in stores]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda pair: pair[0].add_if_absent(pair[1], 60.0), asked)) == 50
    for one in stores:
        one.close()
        one.close()


@pytest.mark.parametrize("as_text", [True, False])
def test_a_question_repeated_after_a_lost_answer_is_not_a_replay_of_itself(
    database: RedisServer,
    as_text: bool,  # noqa: FBT001 - the case
) -> None:
    class Lossy(redis.Redis):
        """Sends each command twice, as the client does when the connection breaks before the answer."""

        def set(self, *arguments: Any, **more: Any) -> Any:
            super().set(*arguments, **more)
            return super().set(*arguments, **more)

    with Lossy(port=database.port, decode_responses=as_text) as client:
        store = RedisReplayStore(client)
        assert store.add_if_absent("a", 60.0)
        assert not store.add_if_absent("a", 60.0)


def test_what_redis_did_without_saying_so_is_undone(database: RedisServer) -> None:
    class Silent(redis.Redis):
        """Loses the answer to what it set."""

        def set(self, *arguments: Any, **more: Any) -> Any:
            super().set(*arguments, **more)
            raise redis.TimeoutError

    with Silent(port=database.port) as client:
        with pytest.raises(ReplayStoreUnavailable):
            RedisReplayStore(client).add_if_absent("a", 60.0)
        assert database.contents() == {}
        client.close()


def test_processes_verify_a_delivery_once(store: RedisReplayStore, database: RedisServer) -> None:
    with RedisReplayStore(database.url, timeout=PATIENT) as other:
        one, two = (endpoint(IDENTIFIED, replay_store=each) for each in (store, other))
        signed = one.sign(BODY)
        verified = one.verify(BODY, signed.headers)
        assert rejection(two, BODY, signed.headers) is Rejection.REPLAY
        two.forget(verified)
        assert two.verify(BODY, signed.headers) == verified


def test_redis_sees_no_body_id_or_secret(store: RedisReplayStore, database: RedisServer) -> None:
    verifier = endpoint(attrs.evolve(IDENTIFIED, identify=lambda _: CANARY), replay_store=store)
    verifier.verify(BODY, verifier.sign(BODY).headers)
    store.add_if_absent(CANARY, 60.0)

    held = database.contents()
    assert len(held) == 2
    assert all(key.startswith(b"telephony-clients:webhook:") for key in held)
    for text in (CANARY, NEW, "advocate@example.com"):
        assert text.encode() not in b" ".join([*held, *held.values()])


def test_without_redis_nothing_is_accepted_and_the_error_says_what_to_do(canary: Callable[[Any], None]) -> None:
    with RedisServer() as gone:
        address = f"redis://:{CANARY}@127.0.0.1:{gone.port}/0"
    store = RedisReplayStore(address, timeout=PATIENT)
    verifier = endpoint(IDENTIFIED, replay_store=store)
    for ask in (lambda: verifier.verify(BODY, verifier.sign(BODY).headers), lambda: store.discard("a")):
        with pytest.raises(ReplayStoreUnavailable, match=r"ConnectionError.*503") as caught:
            ask()
        assert not isinstance(caught.value, WebhookRejected)
        canary(caught.value)
    canary(store)


async def test_frameworks_ask_redis_in_another_thread(store: RedisReplayStore) -> None:
    seen: list[int] = []

    @attrs.frozen
    class Request:
        headers: Any

        async def body(self) -> bytes:
            return BODY

    def identify(_: object) -> str:
        seen.append(threading.get_ident())
        return "1"

    verifier = endpoint(attrs.evolve(IDENTIFIED, identify=identify), replay_store=store)
    signed = verifier.sign(BODY).headers[HEADER]
    await verify_starlette(verifier, Request([(HEADER, signed)]))
    with pytest.raises(WebhookRejected, match="accepted before"):
        await verify_starlette(verifier, Request({HEADER: signed}))

    assert len(seen) == 2
    assert threading.get_ident() not in seen


@pytest.mark.parametrize("wrong", [5, None, "host", f"http://{CANARY}", redis.asyncio.Redis()])
def test_what_is_no_address_and_no_client_is_refused(wrong: Any, canary: Callable[[Any], None]) -> None:
    with pytest.raises(ConfigurationError, match="must be an address") as refused:
        RedisReplayStore(wrong)
    canary(refused.value)


@pytest.mark.parametrize("timeout", [0, -1.0, float("inf"), float("nan")])
def test_a_timeout_is_positive(timeout: float) -> None:
    with pytest.raises(ConfigurationError, match="timeout"):
        RedisReplayStore("redis://127.0.0.1", timeout=timeout)


def test_it_is_a_replay_store() -> None:
    store: ReplayStore = RedisReplayStore("redis://127.0.0.1", prefix="mine")
    assert repr(store) == "RedisReplayStore(prefix='mine')"
