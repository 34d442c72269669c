"""A small vendor of two lists, on a real socket: agents, and their webhooks as Talkover's pages print them."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import attrs
import pytest

from telephony_clients.sandbox.collection import Collection, Paging, Target, Verb, contains, equals
from telephony_clients.sandbox.laravel import PAGE, LaravelVendor, paginated
from telephony_clients.sandbox.records import Record, Store
from telephony_clients.sandbox.validator import Field, Validator, flag, items, one_of, required, text, whole
from telephony_clients.sandbox.wire import RefusedError, Reply
from tests.sandbox.conftest import Answer, Client, Clock

EVENTS = {"event_phone_call_started": "Phone call has started", "event_phone_call_ended": "Phone call has ended"}
FRESH = "2025-09-03T23:19:51.000000Z"
AGENT_GONE = {"success": False, "message": "Agent not found in this environment."}
WEBHOOK_GONE = {"success": False, "message": "Webhook not found."}


def webhook(target: Target) -> Record:
    assert target.owner is not None
    made = {"id": target.store.id(len(target.rows)), "agent_id": target.owner["id"], **target.values}
    return described(made | {"created_at": FRESH, "updated_at": FRESH})


def described(record: Record) -> Record:
    more = {"events_count": len(record["events"]), "status": "active" if record["enabled"] else "disabled"}
    record.update(more)
    return record


def change(target: Target) -> None:
    target.record.update(target.values)
    described(target.record)


def toggle(target: Target) -> Reply:
    target.record["enabled"] = not target.record["enabled"]
    return target.success(described(target.record), f"Webhook {'en' if target.record['enabled'] else 'dis'}abled")


def publish(target: Target) -> Reply:
    if target.record["current_status"] == "published":
        raise target.refusal(409, "The agent is published already", code="CONFLICT")
    target.record["current_status"] = "published"
    return target.success({"id": target.record["id"]}, "Agent published successfully")


def discard(target: Target) -> None:
    if target.record["current_status"] == "published":
        raise target.refusal(409, "Cannot delete a published agent")
    target.rows.remove(target.record)


AGENTS = Collection(
    path="/agents",
    operations=["list", "get", "create", "update", "delete"],
    missing="Agent not found",
    make_up=lambda store, _: (
        {"id": f"agent-{index}", "name": f"Bot {index}", "label": "Sales", "current_status": "draft"}
        for index in range(store.sizes["agents"])
    ),
    filters={"status": equals("current_status", one_of("draft", "published")), "search": contains("name", "label")},
    paging=paginated("meta", *PAGE, size=10),
    show=lambda target: {**target.record, "stats": {}},
    fields={"name": required(text(1, 5))},
    create=lambda target: {"id": "new", "label": "", "current_status": "draft", **target.values},
    remove=discard,
    method="PATCH",
    created=200,
    verbs={"POST publish": publish},
    list_verbs={"POST sync": lambda target: target.success({"agents": len(target.rows)}, "Sync started", 202)},
)
WEBHOOKS = Collection(
    path="/agents/{agent_id}/webhooks",
    operations=["list", "get", "create", "update", "delete"],
    owner=attrs.evolve(AGENTS, missing="Agent not found in this environment."),
    missing="Webhook not found.",
    shape=lambda records: {"webhooks": records, "available_events": EVENTS},
    fields={
        "name": required(text(1, 255)),
        "webhook_url": required(text(1, 500)),
        "events": required(items(one_of(*EVENTS), 1)),
        "timeout": Field(whole(5, 120), 30),
        "max_retries": Field(whole(0, 10), 3),
        "enabled": Field(flag, default=True),
    },
    validator=Validator(
        {
            "required": "The {label} field is required.",
            "min.array": "The {label} field must contain at least {limit} items.",
            "invalid": "The {label} field is invalid.",
        },
        lambda errors: RefusedError(Reply({"message": "The given data was invalid.", "errors": errors}, 422)),
    ),
    create=webhook,
    change=change,
    messages={
        "create": "Webhook created successfully",
        "update": "Webhook updated successfully",
        "delete": "Webhook deleted successfully",
    },
    verbs={
        "PATCH toggle": toggle,
        "POST test": lambda target: target.success({"status_code": 200}, "Test webhook sent successfully"),
    },
)
LOGS = Collection(
    path="/agents/{agent_id}/webhooks/{webhook_id}/logs",
    owner=WEBHOOKS,
    make_up=lambda _, owner: [{"id": "log", "webhook_id": (owner or {})["id"], "status": "failed"}],
    verbs={
        "POST retry": Verb(
            lambda target: target.success({**target.record, **target.values}), {"times": required(whole(1, 3))}
        )
    },
)
CHAPTER = AGENTS.with_verbs({"GET flow": lambda target: target.success({"agent_id": target.record["id"]})})


class Desk(LaravelVendor):
    name = "desk"
    prefix = "/v1"
    collections = (WEBHOOKS, LOGS, AGENTS, CHAPTER)
    says_success = True
    messages: ClassVar[Mapping[int, str]] = {}


@pytest.fixture
async def desk(clock: Clock) -> AsyncIterator[Desk]:
    vendor = Desk(Store(7, "desk", agents=23), "key", clock)
    await vendor.start()
    yield vendor
    await vendor.close()


async def send(client: Client, desk: Desk, call: str, document: Any = None) -> Answer:
    method, _, path = call.partition(" ")
    return await client.ask(desk, method, path, document=document)


async def test_a_list_in_pages_filtered_and_searched(client: Client, desk: Desk) -> None:
    document = (await client.get(desk, "/agents", page=3)).document
    assert [one["id"] for one in document["data"]] == ["agent-20", "agent-21", "agent-22"]
    assert document["meta"] == {"current_page": 3, "last_page": 3, "per_page": 10, "total": 23}

    await send(client, desk, "POST /agents/agent-4/publish")
    published = (await client.get(desk, "/agents", status="published")).document["data"]
    assert [one["id"] for one in published] == ["agent-4"]
    found = (await client.get(desk, "/agents", search="BOT 1", status="draft")).document
    assert [one["name"] for one in found["data"]] == ["Bot 1", *(f"Bot 1{digit}" for digit in range(9))]
    assert found["meta"]["total"] == 11
    assert (await client.get(desk, "/agents", search="", status="")).document["meta"]["total"] == 23


async def test_what_is_wrong_with_a_query_is_told_at_once(client: Client, desk: Desk) -> None:
    answer = await client.get(desk, "/agents", per_page=101, status="gone", page=0)

    assert answer.status == 422
    assert list(answer.document["errors"].items()) == [
        ("page", ["The page field must be at least 1."]),
        ("per_page", ["The per page field must not be greater than 100."]),
        ("status", ["The selected status is invalid."]),
    ]


async def test_one_record_may_show_more_than_the_list(client: Client, desk: Desk) -> None:
    agent = (await client.get(desk, "/agents/agent-3")).document

    assert agent["data"] == (await client.get(desk, "/agents")).document["data"][3] | {"stats": {}}
    lost = await client.get(desk, "/agents/none")
    assert (lost.status, lost.document) == (404, {"success": False, "message": "Agent not found"})


async def test_a_webhook_as_the_pages_print_it(client: Client, desk: Desk) -> None:
    given = {"name": "My Webhook", "webhook_url": "https://example.com/webhook", "events": list(EVENTS)}
    created = await send(client, desk, "POST /agents/agent-1/webhooks", given)
    assert created.status == 201
    assert list(created.document) == ["success", "message", "data"]
    data = created.document["data"]
    assert {**data, "id": ""} == {
        "id": "",
        "agent_id": "agent-1",
        "name": "My Webhook",
        "webhook_url": "https://example.com/webhook",
        "events": ["event_phone_call_started", "event_phone_call_ended"],
        "timeout": 30,
        "max_retries": 3,
        "enabled": True,
        "created_at": "2025-09-03T23:19:51.000000Z",
        "updated_at": "2025-09-03T23:19:51.000000Z",
        "events_count": 2,
        "status": "active",
    }

    listed = (await client.get(desk, "/agents/agent-1/webhooks")).document
    assert listed == {"success": True, "data": {"webhooks": [data], "available_events": EVENTS}}
    here = f"/agents/agent-1/webhooks/{data['id']}"
    updated = (await send(client, desk, f"PUT {here}", {"name": "Updated Webhook Name", "timeout": 45})).document
    assert updated["message"] == "Webhook updated successfully"
    assert updated["data"] == data | {"name": "Updated Webhook Name", "timeout": 45}
    toggled = (await send(client, desk, f"PATCH {here}/toggle")).document
    assert (toggled["message"], toggled["data"]["status"]) == ("Webhook disabled", "disabled")
    assert (await client.get(desk, here)).document["data"] == updated["data"] | {"enabled": False, "status": "disabled"}
    tested = await send(client, desk, f"POST {here}/test")
    message = "Test webhook sent successfully"
    assert tested.document == {"success": True, "message": message, "data": {"status_code": 200}}

    deleted = await send(client, desk, f"DELETE {here}")
    assert (deleted.status, deleted.document) == (200, {"success": True, "message": "Webhook deleted successfully"})
    lost = await client.get(desk, here)
    assert (lost.status, lost.document) == (404, WEBHOOK_GONE)


async def test_lists_of_different_owners_are_different_lists(client: Client, desk: Desk) -> None:
    given = {"name": "a", "webhook_url": "b", "events": list(EVENTS)}
    first = (await send(client, desk, "POST /agents/agent-1/webhooks", given)).document["data"]

    assert (await client.get(desk, "/agents/agent-2/webhooks")).document["data"]["webhooks"] == []
    stray = await client.get(desk, f"/agents/agent-2/webhooks/{first['id']}")
    assert (stray.status, stray.document) == (404, WEBHOOK_GONE)
    for call in ("GET /agents/none/webhooks", "POST /agents/none/webhooks", f"GET /agents/none/webhooks/{first['id']}"):
        lost = await send(client, desk, call, {} if call.startswith("POST") else None)
        assert (lost.status, lost.document) == (404, AGENT_GONE)


async def test_a_list_two_owners_deep_and_a_verb_with_fields(client: Client, desk: Desk) -> None:
    given = {"name": "a", "webhook_url": "b", "events": list(EVENTS)}
    webhook_id = (await send(client, desk, "POST /agents/agent-1/webhooks", given)).document["data"]["id"]
    logs = f"/agents/agent-1/webhooks/{webhook_id}/logs"

    (log,) = (await client.get(desk, logs)).document["data"]
    assert log == {"id": "log", "webhook_id": webhook_id, "status": "failed"}
    retried = await send(client, desk, f"POST {logs}/log/retry", {"times": 2})
    assert retried.document["data"] == log | {"times": 2}
    refused = await send(client, desk, f"POST {logs}/log/retry", {})
    assert refused.document["errors"] == {"times": ["The times field is required."]}
    for path, gone in (("none/webhooks/x", AGENT_GONE), ("agent-1/webhooks/none", WEBHOOK_GONE)):
        assert (await client.get(desk, f"/agents/{path}/logs")).document == gone


async def test_a_page_with_words_of_its_own_for_a_body(client: Client, desk: Desk) -> None:
    answer = await send(client, desk, "POST /agents/agent-1/webhooks", {"name": "x", "events": []})

    assert answer.status == 422
    assert answer.document == {
        "message": "The given data was invalid.",
        "errors": {
            "webhook_url": ["The webhook url field is required."],
            "events": ["The events field must contain at least 1 items."],
        },
    }
    assert (await client.get(desk, "/agents/agent-1/webhooks")).document["data"]["webhooks"] == []


async def test_a_change_checks_what_is_given_and_leaves_the_rest(client: Client, desk: Desk) -> None:
    given = {"name": "a", "webhook_url": "b", "events": list(EVENTS), "timeout": 7}
    data = (await send(client, desk, "POST /agents/agent-1/webhooks", given)).document["data"]
    here = f"PUT /agents/agent-1/webhooks/{data['id']}"

    assert (await send(client, desk, here, {})).document["data"] == data
    wrong = await send(client, desk, here, {"name": "", "timeout": 8})
    assert wrong.document["errors"] == {"name": ["The name field is required."]}
    assert (await send(client, desk, here, {})).document["data"] == data


async def test_the_changing_verb_and_the_status_of_a_creation_are_the_collections(client: Client, desk: Desk) -> None:
    created = await send(client, desk, "POST /agents", {"name": "Zoë"})
    assert (created.status, created.document["data"]["name"]) == (200, "Zoë")
    assert (await client.get(desk, "/agents")).document["data"][0]["id"] == "new"

    assert (await send(client, desk, "PATCH /agents/new", {"name": "Eve"})).document["data"]["name"] == "Eve"
    wrong = await send(client, desk, "PUT /agents/new", {"name": "Eve"})
    assert (wrong.status, wrong.headers["Allow"]) == (405, "DELETE, GET, PATCH")
    too_long = await send(client, desk, "PATCH /agents/new", {"name": "Evelyn"})
    assert too_long.document["errors"] == {"name": ["The name field must not be greater than 5 characters."]}


async def test_verbs_and_deletions_that_a_record_refuses(client: Client, desk: Desk) -> None:
    published = await send(client, desk, "POST /agents/agent-0/publish")
    assert published.document == {
        "success": True,
        "message": "Agent published successfully",
        "data": {"id": "agent-0"},
    }
    again = await send(client, desk, "POST /agents/agent-0/publish")
    assert again.status == 409
    assert again.document == {"success": False, "message": "The agent is published already", "code": "CONFLICT"}
    assert (await send(client, desk, "DELETE /agents/agent-0")).status == 409
    assert (await send(client, desk, "DELETE /agents/agent-1")).document == {"success": True}
    assert (await client.get(desk, "/agents")).document["meta"]["total"] == 22


async def test_verbs_of_a_whole_list_and_of_another_chapter(client: Client, desk: Desk) -> None:
    assert (await client.get(desk, "/agents/agent-22/flow")).document["data"] == {"agent_id": "agent-22"}
    synced = await send(client, desk, "POST /agents/sync")
    assert (synced.status, synced.document["data"]) == (202, {"agents": 23})

    await send(client, desk, "POST /agents", {"name": "Zoë"})
    assert (await client.get(desk, "/agents/new/flow")).document["data"] == {"agent_id": "new"}
    lost = await client.get(desk, "/agents/none/flow")
    assert (lost.status, lost.document["message"]) == (404, "Agent not found")


@pytest.mark.parametrize(("offset", "first", "last"), [(0, 1, 20), (7, 8, 27), (40, 41, 45), (45, None, None)])
def test_a_page_may_be_asked_for_by_the_records_before_it(offset: int, first: int | None, last: int | None) -> None:
    paging = Paging({"offset": Field(whole(0), 0), "limit": Field(whole(1), 20)}, lambda _, __: {}, by_offset=True)
    page = paging.page({"offset": offset, "limit": 20}, 45)

    assert (page.first_place, page.last_place, page.last) == (first, last, 3)
