"""The replay store in memory."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from telephony_clients import ConfigurationError, MemoryReplayStore
from telephony_clients.testing.virtual_time import VirtualTime


def test_a_delivery_is_new_once_until_it_expires(time: VirtualTime) -> None:
    store = MemoryReplayStore(clock=time.clock)

    assert store.add_if_absent("a", 10.0)
    assert not store.add_if_absent("a", 10.0)
    assert store.add_if_absent("b", 10.0)
    time.now += 9.9
    assert not store.add_if_absent("a", 10.0)
    time.now += 0.1
    assert store.add_if_absent("a", 10.0)
    assert not store.add_if_absent("a", 10.0)


def test_a_discarded_delivery_is_new_again() -> None:
    store = MemoryReplayStore()
    store.add_if_absent("a", 10.0)

    store.discard("a")
    store.discard("never there")

    assert store.add_if_absent("a", 10.0)


def test_expired_entries_take_no_room(time: VirtualTime) -> None:
    store = MemoryReplayStore(clock=time.clock)
    for number in range(1000):
        store.add_if_absent(str(number), 10.0)
        time.now += 1.0

    assert len(store) == 10


def test_the_oldest_entry_is_dropped_from_a_full_store(time: VirtualTime) -> None:
    store = MemoryReplayStore(max_entries=3, clock=time.clock)
    for key in "abcd":
        assert store.add_if_absent(key, 10.0)

    assert len(store) == 3
    assert not any(store.add_if_absent(key, 10.0) for key in "bcd")
    assert store.add_if_absent("a", 10.0)


def test_only_one_of_many_threads_adds_a_key() -> None:
    store = MemoryReplayStore()
    keys = [str(number) for number in range(200)] * 8
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda key: store.add_if_absent(key, 60.0), keys)) == 200


@pytest.mark.parametrize("max_entries", [0, -1, True, 1.5, None])
def test_a_store_has_room_for_at_least_one_entry(max_entries: Any) -> None:
    with pytest.raises(ConfigurationError, match="max_entries"):
        MemoryReplayStore(max_entries=max_entries)
