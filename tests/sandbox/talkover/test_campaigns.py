"""Campaigns: written, started, called in, paused, ended and removed."""

from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Answer, Client, Clock
from tests.talkover.printed import EXAMPLES

TO = "+12345678901"
PRINTED = {
    "name": "Sales Campaign Q1",
    "campaign_type": "sales",
    "start_date": "2024-01-01",
    "days_of_week": [1, 2, 3, 4, 5],
    "call_time_ranges": [{"start": "09:00", "end": "17:00"}],
    "timezone": "America/New_York",
}


async def ask(sandbox: Sandbox, client: Client, method: str, path: str, document: Any = None) -> Answer:
    return await client.ask(sandbox.talkover, method, f"/campaigns{path}", document=document)


async def create(sandbox: Sandbox, client: Client, status: str = "draft", **fields: Any) -> str:
    agent = (await client.get(sandbox.talkover, "/agents")).document["data"][0]["id"]
    made = await ask(sandbox, client, "POST", "", {**PRINTED, "agent_id": agent, **fields})
    assert made.status == 201
    campaign: str = made.document["data"]["id"]
    if status != "draft":
        assert (await ask(sandbox, client, "PATCH", f"/{campaign}/status", {"status": status})).status == 200
    return campaign


async def status_of(sandbox: Sandbox, client: Client, campaign: str) -> str:
    status: str = (await ask(sandbox, client, "GET", f"/{campaign}")).document["data"]["status"]
    return status


async def test_the_shapes_are_those_that_are_printed(sandbox: Sandbox, client: Client) -> None:
    campaign = await create(sandbox, client)
    listed = (await client.get(sandbox.talkover, "/campaigns")).document
    single = (await ask(sandbox, client, "GET", f"/{campaign}")).document["data"]
    changed = (await ask(sandbox, client, "PUT", f"/{campaign}", {"name": "Other"})).document["data"]

    assert list(listed["data"][0]) == list(EXAMPLES["campaigns.list"][0]["data"][0])
    assert list(listed["pagination"]) == list(EXAMPLES["campaigns.list"][0]["pagination"])
    assert set(single) == set(EXAMPLES["campaigns.get"][0]["data"])
    assert set(changed) >= set(EXAMPLES["campaigns.update"][0]["data"])
    assert set(changed) == set(EXAMPLES["campaigns.create"][0]["data"])
    assert (changed["name"], changed["timezone"]) == ("Other", "America/New_York")


@pytest.mark.parametrize(
    ("query", "count"), [({"status": "active"}, 2), ({"campaign_type": "reminder"}, 1), ({"search": "SALES"}, 2)]
)
async def test_filters(sandbox: Sandbox, client: Client, query: dict[str, str | int], count: int) -> None:
    found = (await client.get(sandbox.talkover, "/campaigns", query)).document["data"]
    assert len(found) == count


async def test_a_campaign_s_statuses_follow_each_other_as_documented(sandbox: Sandbox, client: Client) -> None:
    allowed = {
        "draft": {"active", "cancelled"},
        "active": {"paused", "completed", "cancelled"},
        "paused": {"active", "completed", "cancelled"},
        "completed": set(),
        "cancelled": set(),
    }
    ways = {"draft": [], "active": ["active"], "paused": ["active", "paused"], "completed": ["active", "completed"]}
    for begin, way in {**ways, "cancelled": ["cancelled"]}.items():
        for target in allowed:
            campaign = await create(sandbox, client)
            for step in way:
                await ask(sandbox, client, "PATCH", f"/{campaign}/status", {"status": step})
            answer = await ask(sandbox, client, "PATCH", f"/{campaign}/status", {"status": target})
            if target in allowed[begin]:
                assert answer.document["message"] == "Campaign status updated successfully"
                assert await status_of(sandbox, client, campaign) == target
            else:
                message = f"Cannot transition from {begin} to {target} status"
                assert (answer.status, answer.document["message"]) == (400, message)
                assert await status_of(sandbox, client, campaign) == begin


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"agent_id": "nobody"}, {"agent_id": ["The selected agent id is invalid."]}),
        ({"call_time_ranges": None}, {"call_time_ranges": ["The call time ranges field is required."]}),
        (
            {"call_time_ranges": [{"start": "17:00", "end": "09:00"}]},
            {
                "call_time_ranges.0.end": [
                    "The call time ranges.0.end must be a date after call time ranges.0.start.",
                ]
            },
        ),
        ({"days_of_week": [8]}, {"days_of_week.0": ["The days of week.0 must be between 1 and 7."]}),
        ({"end_date": "2023-12-31"}, {"end_date": ["The end date must be a date after start date."]}),
    ],
)
async def test_refused_fields(sandbox: Sandbox, client: Client, wrong: dict[str, Any], errors: dict[str, Any]) -> None:
    agent = (await client.get(sandbox.talkover, "/agents")).document["data"][0]["id"]
    answer = await ask(sandbox, client, "POST", "", {**PRINTED, "agent_id": agent, **wrong})

    assert (answer.status, answer.document["errors"]) == (422, errors)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "x" * 256),
        ("campaign_type", "party"),
        ("start_date", "1.1.2024"),
        ("timezone", "!"),
        ("max_retries", 11),
        ("retry_cooldown_hours", 0),
        ("busy_cooldown_hours", 169),
        ("do_not_call_list_source", "mars"),
        ("do_not_call_enabled", "perhaps"),
    ],
)
async def test_refused_changes(sandbox: Sandbox, client: Client, name: str, value: Any) -> None:
    campaign = await create(sandbox, client)
    answer = await ask(sandbox, client, "PUT", f"/{campaign}", {name: value})

    assert (answer.status, list(answer.document["errors"])) == (422, [name])


async def test_a_queued_call_becomes_a_call_and_ends(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    campaign = await create(sandbox, client, "active", initial_call_delay=10)
    answer = await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO, "context": {"a": 1}})
    assert answer.status == 201
    printed = EXAMPLES["campaigns.call"][0]
    assert {name: list(one) for name, one in answer.document.items()} == {k: list(v) for k, v in printed.items()}
    call = answer.document["campaign_call"]
    assert (call["status"], answer.document["campaign"]["status"]) == ("queued", "active")

    newest = (await client.get(sandbox.talkover, "/calls", per_page=1)).document["data"][0]
    assert newest["id"] != call["id"]
    clock.now += 10
    newest = (await client.get(sandbox.talkover, "/calls", per_page=1)).document["data"][0]
    assert (newest["id"], newest["status"]) == (call["id"], "initiated")
    clock.now += 300
    single = (await ask(sandbox, client, "GET", f"/{campaign}")).document["data"]
    assert [(one["id"], one["status"]) for one in single["calls"]] == [(call["id"], "completed")]
    assert single["stats"] | {"average_duration": 0} == {
        "total_calls": 1,
        "completed_calls": 1,
        "failed_calls": 0,
        "success_rate": 100.0,
        "average_duration": 0,
    }
    assert single["stats"]["average_duration"] >= 20


async def test_a_paused_campaign_calls_nobody(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    campaign = await create(sandbox, client, "active", initial_call_delay=10)
    await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO})
    await ask(sandbox, client, "PATCH", f"/{campaign}/status", {"status": "paused"})
    clock.now += 1000
    assert (await ask(sandbox, client, "GET", f"/{campaign}")).document["data"]["calls"][0]["status"] == "queued"

    await ask(sandbox, client, "PATCH", f"/{campaign}/status", {"status": "active"})
    clock.now += 3
    assert (await ask(sandbox, client, "GET", f"/{campaign}")).document["data"]["calls"][0]["status"] == "ringing"


async def test_a_number_is_called_once_at_a_time_unless_told_otherwise(
    sandbox: Sandbox, client: Client, clock: Clock
) -> None:
    campaign = await create(sandbox, client, "active")
    first = (await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO})).document["campaign_call"]
    twice = await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO})
    assert twice.status == 409
    assert twice.document["message"] == "A call to this number already exists in this campaign"
    assert twice.document["existing_call"]["id"] == first["id"]

    allowed = await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO, "allow_duplicates": True})
    assert allowed.status == 201
    clock.now += 1000
    assert (await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO})).status == 201


@pytest.mark.parametrize("status", ["draft", "paused", "completed", "cancelled"])
async def test_only_an_active_campaign_takes_calls(sandbox: Sandbox, client: Client, status: str) -> None:
    campaign = await create(sandbox, client, "draft" if status in {"draft", "cancelled"} else "active")
    await ask(sandbox, client, "PATCH", f"/{campaign}/status", {"status": status})
    answer = await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO})

    assert (answer.status, answer.document["message"]) == (400, "Campaign is not active")


@pytest.mark.parametrize("document", [{}, {"to": "12345678901"}, {"to": 1}])
async def test_refused_numbers(sandbox: Sandbox, client: Client, document: dict[str, Any]) -> None:
    campaign = await create(sandbox, client, "active")
    answer = await ask(sandbox, client, "POST", f"/{campaign}/call", document)

    assert (answer.status, list(answer.document["errors"])) == (422, ["to"])


async def test_the_schedule_stands_while_calls_are_queued(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    campaign = await create(sandbox, client, "active")
    await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO})
    refused = await ask(sandbox, client, "PUT", f"/{campaign}", {"timezone": "UTC"})
    assert (refused.status, refused.document["code"]) == (409, "CAMPAIGN_HAS_ACTIVE_CALLS")
    assert (await ask(sandbox, client, "PUT", f"/{campaign}", {"name": "x"})).status == 200

    clock.now += 1000
    assert (await ask(sandbox, client, "PUT", f"/{campaign}", {"timezone": "UTC"})).status == 200


async def test_what_may_be_removed(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    campaign = await create(sandbox, client, "active")
    active = await ask(sandbox, client, "DELETE", f"/{campaign}")
    assert (active.status, active.document["message"]) == (403, "Cannot delete active campaign")
    await ask(sandbox, client, "POST", f"/{campaign}/call", {"to": TO})
    await ask(sandbox, client, "GET", f"/{campaign}")  # the call begins
    await ask(sandbox, client, "PATCH", f"/{campaign}/status", {"status": "paused"})
    running = await ask(sandbox, client, "DELETE", f"/{campaign}")
    assert (running.status, running.document["message"]) == (409, "Campaign has active calls in progress")

    clock.now += 1000
    gone = await ask(sandbox, client, "DELETE", f"/{campaign}")
    assert gone.document == EXAMPLES["campaigns.delete"][0]
    assert (await ask(sandbox, client, "GET", f"/{campaign}")).status == 404
