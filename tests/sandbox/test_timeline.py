import random
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

import pytest

from telephony_clients.sandbox.collection import Collection, Filter, equals
from telephony_clients.sandbox.laravel import PAGE, LaravelVendor, paginated
from telephony_clients.sandbox.records import Record, Store, zulu
from telephony_clients.sandbox.timeline import Timeline
from telephony_clients.sandbox.validator import day, one_of, text
from tests.sandbox.conftest import Client, Clock

SIZE = 1200


def row(_: Store, rng: random.Random) -> Record:
    return {"id": "", "colour": rng.choice(("red", "green")), "at": ""}


def finish(_: Store, found: Record, serial: int, at: datetime) -> Record:
    return found | {"id": f"log_{serial}", "at": zulu(at)}


LOGS = Collection(
    path="/logs",
    operations=["list"],
    find=Timeline("logs", row, finish, since="from", until="to", serial=("search", r"log_(\d+)")),
    filters={
        "colour": equals("colour", one_of("red", "green")),
        "from": Filter(day, lambda one, first: one["at"][:10] >= str(first)),
        "to": Filter(day, lambda one, last: one["at"][:10] <= str(last)),
        "search": Filter(text(), lambda one, wanted: one["id"] == wanted),
    },
    paging=paginated("pagination", *PAGE, size=100),
)


class Diary(LaravelVendor):
    name = "diary"
    prefix = "/v1"
    collections = (LOGS,)
    messages: ClassVar[Mapping[int, str]] = {}
    says_success = False


@pytest.fixture
async def diary(clock: Clock) -> AsyncIterator[Diary]:
    vendor = Diary(Store(7, "diary", logs=SIZE), "key", clock)
    await vendor.start()
    yield vendor
    await vendor.close()


async def found(client: Client, diary: Diary, **query: str) -> list[Any]:
    records: list[Any] = []
    while True:
        document = (await client.get(diary, "/logs", {**query, "page": len(records) // 100 + 1})).document
        records += document["data"]
        if len(records) >= document["pagination"]["total"]:
            return records


async def test_all_records_stand_in_pages_newest_first(client: Client, diary: Diary) -> None:
    records = await found(client, diary)

    assert [one["id"] for one in records] == [f"log_{serial}" for serial in range(SIZE, 0, -1)]
    assert [one["at"] for one in records] == sorted((one["at"] for one in records), reverse=True)


async def test_filters_agree_with_a_walk_through_all(client: Client, diary: Diary) -> None:
    records = await found(client, diary)

    assert await found(client, diary, colour="red") == [one for one in records if one["colour"] == "red"]
    window = await found(client, diary, **{"from": "2026-02-01", "to": "2026-02-03", "colour": "green"})
    days = {"2026-02-01", "2026-02-02", "2026-02-03"}
    assert window == [one for one in records if one["at"][:10] in days and one["colour"] == "green"]
    assert window


async def test_a_serial_number_names_one_record_which_the_other_filters_may_refuse(
    client: Client, diary: Diary
) -> None:
    records = await found(client, diary)
    one = records[700]
    other = {"red": "green", "green": "red"}[one["colour"]]

    assert await found(client, diary, search=one["id"]) == [one]
    assert await found(client, diary, search=one["id"], colour=one["colour"]) == [one]
    assert await found(client, diary, search=one["id"], colour=other) == []
    assert await found(client, diary, search=one["id"], to="2026-01-01") == []
    assert await found(client, diary, search=f"log_{SIZE + 1}") == []


async def test_written_records_stand_before_the_made_up_ones(client: Client, diary: Diary) -> None:
    written = {"id": "mine", "colour": "red", "at": "2026-03-31T19:00:00Z"}
    LOGS.rows(diary.store).insert(0, written)

    page = (await client.get(diary, "/logs", page=2)).document
    assert page["pagination"]["total"] == SIZE + 1
    assert page["data"][0]["id"] == f"log_{SIZE - 99}"
    assert (await found(client, diary, colour="red"))[0] == written
    assert written not in await found(client, diary, colour="green")
    assert await found(client, diary, search="mine") == [written]
