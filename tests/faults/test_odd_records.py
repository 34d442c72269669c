"""Records that are not as their models say: what can be kept is kept, and what cannot is named by its path."""

from typing import Any

import attrs
import pytest

from telephony_clients import ModelMismatch, Options
from telephony_clients.talkover import CallDirection
from tests.core.desk import Desk, caught, fine
from tests.faults.vendors import TALKABLE, TALKOVER, TALKROUTE, Vendor, by_both_passes, of_each_vendor
from tests.scripted_server import ScriptedServer

pytestmark = pytest.mark.fault("unexpected fields")

RECORDS: dict[str, dict[str, Any]] = {
    "talkover": {"id": "7", "name": "Front desk", "direction": "inbound", "conversation_speed": 1.0},
    "talkable": {"email": "a@b.example", "first_name": "A", "events_count": 3, "sub_choice": True},
    "talkroute": {"id": "7", "first_name": "A", "company": "B", "notes": None},
}
NEW: list[tuple[str, Any]] = [
    ("brand_new", None),
    ("brand_new", 10**30),
    ("brand_new", {"a": [1, {"b": None}]}),
    ("brand_new", {f"n{number}": number for number in range(2000)}),
    *((name, "x") for name in ("brand_new", "BrandNew", "class", "__init__", "extra", "", "a b", "zoë", "0")),
]


def wrapped(vendor: Vendor, record: Any, *, listed: bool = False) -> Any:
    if vendor.name == "talkable":
        return vendor.success({"campaigns": [record], "total": 1} if listed else {"person": record})
    return vendor.success([record] if listed else record)


@by_both_passes
@pytest.mark.parametrize("new", NEW, ids=lambda one: f"{one[0]} {one[1]!r:.9}")
@of_each_vendor
async def test_a_new_field_is_kept_and_counted(
    server: ScriptedServer, options: Options, vendor: Vendor, new: tuple[str, Any], *, one_pass: bool
) -> None:
    name, value = new
    server.answer(wrapped(vendor, {**RECORDS[vendor.name], name: value}), always=True)
    async with vendor.client(server.url, options, one_pass=one_pass) as client:
        for _ in range(2):
            record = await vendor.record(client)
            assert record.extra[name] == value
            assert getattr(record, vendor.id[0]) == vendor.id[1]
        assert [(row.kind, row.field, row.count) for row in client.drift()] == [("unknown_field", name, 2)]

        strict = client.with_options(strict=True)
        error = await caught(vendor.record(strict))
        assert isinstance(error, ModelMismatch)


WRONG: list[tuple[Vendor, str, Any]] = [
    *((TALKOVER, "conversation_speed", value) for value in ("fast", "1.0", [1.0], {"a": 1}, True)),
    *((TALKOVER, "created_at", value) for value in ("soon", "2026-13-01T00:00:00Z", [1], {"a": 1})),
    *((TALKOVER, "trainings", value) for value in ("none", 7, {"a": 1})),
    *((TALKABLE, "events_count", value) for value in ("3", "three", 3.5, [3], {"a": 1}, True)),
    *((TALKABLE, "sub_choice", value) for value in ("true", 1, [True])),
    *((TALKABLE, "first_name", value) for value in (7, 7.5, ["A"], {"a": "A"}, False)),
    *((TALKROUTE, "company", value) for value in (7, ["B"], {"a": "B"}, False)),
]


@by_both_passes
@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: f"{one[0].name} {one[1]} {one[2]!r}")
async def test_a_value_of_another_type_is_set_aside_as_it_came(
    server: ScriptedServer, options: Options, wrong: tuple[Vendor, str, Any], *, one_pass: bool
) -> None:
    vendor, field, value = wrong
    server.answer(wrapped(vendor, {**RECORDS[vendor.name], field: value}), always=True)
    async with vendor.client(server.url, options, one_pass=one_pass) as client:
        record = await vendor.record(client)

        assert record.extra[field] == value
        assert getattr(record, field) is None
        assert [(row.kind, row.field) for row in client.drift()] == [("wrong_type", field)]
        error = await caught(vendor.record(client.with_options(strict=True)))
        assert isinstance(error, ModelMismatch)


@by_both_passes
@pytest.mark.parametrize("value", ["sideways", "", "in bound", "zoë"])
async def test_an_unknown_value_of_an_enum_is_the_text_that_came(
    server: ScriptedServer, options: Options, value: str, *, one_pass: bool
) -> None:
    server.answer(wrapped(TALKOVER, {**RECORDS["talkover"], "direction": value}))
    async with TALKOVER.client(server.url, options, one_pass=one_pass) as client:
        agent = await client.agents.get("7")

        assert agent.direction == value
        assert isinstance(agent.direction, str)
        assert agent.direction not in set(CallDirection)
        assert [row.kind for row in client.drift()] == ["unknown_value"]


REQUIRED: dict[str, Any] = {
    "missing": attrs.NOTHING,
    "null": None,
    "a number": 7.5,
    "a list": ["7"],
    "an object": {"id": "7"},
    "true": True,
}


@by_both_passes
@pytest.mark.parametrize("field", ["id", "name"])
@pytest.mark.parametrize("kind", REQUIRED)
async def test_a_record_without_what_it_must_have_is_an_error_that_names_the_place(
    server: ScriptedServer, options: Options, kind: str, field: str, *, one_pass: bool
) -> None:
    record = {**RECORDS["talkover"], field: REQUIRED[kind]}
    if kind == "missing":
        del record[field]
    server.answer(wrapped(TALKOVER, record)).answer(wrapped(TALKOVER, [record, RECORDS["talkover"]]))
    async with TALKOVER.client(server.url, options, one_pass=one_pass) as client:
        error = await caught(client.agents.get("7"))
        assert isinstance(error, ModelMismatch)
        assert error.path == f"$.{field}"
        assert error.data == record

        page = await client.agents.list()
        assert [agent.id for agent in page] == ["7"]
        (aside,) = page.set_aside
        assert aside.error.path.endswith(f".{field}")
    assert len(server.requests) == 2


@pytest.mark.parametrize("data", [7, "seven", [], [[]], [None], {}, {"line": {"id": "7"}}, {"id": {"id": "7"}}])
@pytest.mark.parametrize("call", ["a record", "a list"])
async def test_data_of_another_form_is_one_error_and_never_half_a_record(
    server: ScriptedServer, desk: Desk, data: Any, call: str
) -> None:
    if call == "a list" and data == []:
        pytest.skip("it is a list")
    server.answer(fine(data), always=True)

    error = await caught(desk.lines.get("7") if call == "a record" else desk.lines.list().to_list())

    assert isinstance(error, ModelMismatch)
    assert error.path.startswith("$")
    assert len(server.requests) == 1
