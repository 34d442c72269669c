from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.talkover.printed import lacks
from tests.talkover.examples_calendars import PRINTED


async def first_calendar(sandbox: Sandbox, client: Client) -> str:
    return str((await client.get(sandbox.talkover, "/calendars")).document["data"][0]["id"])


async def first_of(sandbox: Sandbox, client: Client, kind: str, place: int = 0) -> str:
    calendar = await first_calendar(sandbox, client)
    return str((await client.get(sandbox.talkover, f"/calendars/{calendar}/{kind}")).document["data"][place]["id"])


@pytest.mark.parametrize(
    ("route", "name", "document"),
    [
        ("GET ", "list", None),
        ("POST ", "create", {"name": "Sales", "owner_id": "u", "timezone": "Europe/Rome"}),
        ("GET /{calendar}", "get", None),
        ("PUT /{calendar}", "update", {"name": "New"}),
        ("DELETE /{calendar}", "delete", None),
        ("POST /sync", "sync", None),
        ("GET /sync-status", "list_sync_statuses", None),
        ("GET /{calendar}/members", "members.list", None),
        ("POST /{calendar}/members", "members.add", {"user_id": "u", "role": "editor"}),
        ("PUT /{calendar}/members/{member}", "members.update", {"role": "viewer"}),
        ("DELETE /{calendar}/members/{member}", "members.remove", None),
        ("GET /{calendar}/availability-rules", "availability.list_rules", None),
        (
            "POST /{calendar}/availability-rules",
            "availability.create_rule",
            {"type": "recurring", "days_of_week": [1], "start_time": "09:00", "end_time": "10:00"},
        ),
        ("PUT /{calendar}/availability-rules/{rule}", "availability.update_rule", {"end_time": "18:00"}),
        ("DELETE /{calendar}/availability-rules/{rule}", "availability.delete_rule", None),
        (
            "GET /{calendar}/availability?from=2026-04-13T00:00:00Z&to=2026-04-14T00:00:00Z",
            "availability.list_slots",
            None,
        ),
        ("GET /{calendar}/providers", "providers.list", None),
        ("POST /{calendar}/providers", "providers.connect", {"provider": "p", "redirect_uri": "https://x.org"}),
        ("DELETE /{calendar}/providers/{provider}", "providers.disconnect", None),
        ("POST /{calendar}/providers/{provider}/sync", "providers.sync", None),
    ],
)
async def test_answers_have_what_the_pages_print(
    sandbox: Sandbox, client: Client, route: str, name: str, document: Any
) -> None:
    ids = {
        "calendar": await first_calendar(sandbox, client),
        "member": await first_of(sandbox, client, "members", 1),
        "rule": await first_of(sandbox, client, "availability-rules"),
        "provider": await first_of(sandbox, client, "providers"),
    }
    method, _, path = route.partition(" ")
    answer = await client.ask(sandbox.talkover, method, "/calendars" + path.format(**ids), document=document)

    creates = name.rpartition(".")[2] in {"create", "add", "create_rule", "connect"}
    assert (answer.status, lacks(answer.document, PRINTED[f"calendars.{name}"])) == (201 if creates else 200, [])


async def test_a_list_has_a_size_and_no_figures(sandbox: Sandbox, client: Client) -> None:
    page = (await client.get(sandbox.talkover, "/calendars", per_page=2)).document

    assert (set(page), len(page["data"])) == ({"success", "data"}, 2)
    assert (await client.get(sandbox.talkover, "/calendars", per_page=101)).status == 422


@pytest.mark.parametrize(
    ("path", "document", "fields"),
    [
        ("", {}, ["name", "owner_id"]),
        (
            "",
            {"name": "x" * 256, "owner_id": "u", "timezone": "Moon/Base", "metadata": []},
            ["name", "timezone", "metadata"],
        ),
        ("/{calendar}/members", {"user_id": "u", "role": "king"}, ["role"]),
        ("/{calendar}/providers", {"provider": "p"}, ["redirect_uri"]),
        ("/{calendar}/availability-rules", {"type": "sometimes"}, ["type"]),
        ("/{calendar}/availability-rules", {"type": "exception", "date": "24.12."}, ["date"]),
        ("/{calendar}/availability-rules", {"type": "exception"}, ["date", "available"]),
        (
            "/{calendar}/availability-rules",
            {"type": "recurring", "days_of_week": [0], "start_time": "9:00", "end_time": "24:00"},
            ["days_of_week.0", "start_time", "end_time"],
        ),
    ],
)
async def test_wrong_bodies(sandbox: Sandbox, client: Client, path: str, document: Any, fields: list[str]) -> None:
    where = "/calendars" + path.format(calendar=await first_calendar(sandbox, client))

    answer = await client.ask(sandbox.talkover, "POST", where, document=document)

    assert (answer.status, list(answer.document["errors"])) == (422, fields)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, ["from", "to"]),
        ({"from": "today", "to": "2026-04-14T00:00:00Z"}, ["from"]),
        ({"from": "0001-01-01T00:00:00Z", "to": "9999-12-31T23:59:59-12:00"}, ["from", "to"]),
        ({"from": "2026-04-13", "to": "2026-04-14", "duration_minutes": 0}, ["duration_minutes"]),
    ],
)
async def test_wrong_times(sandbox: Sandbox, client: Client, query: dict[str, str | int], fields: list[str]) -> None:
    calendar = await first_calendar(sandbox, client)

    answer = await client.get(sandbox.talkover, f"/calendars/{calendar}/availability", query)

    assert (answer.status, list(answer.document["errors"])) == (422, fields)


async def test_what_belongs_to_nobody(sandbox: Sandbox, client: Client) -> None:
    calendar = await first_calendar(sandbox, client)
    for path, message in (
        ("/calendars/x", "Calendar not found"),
        ("/calendars/x/members/y", "Calendar not found"),
        (f"/calendars/{calendar}/members/y", "Member not found"),
        (f"/calendars/{calendar}/providers/y", "Provider connection not found"),
        (f"/calendars/{calendar}/availability-rules/y", "Availability rule not found"),
        (f"/calendars/{calendar}/events/y", "Event not found"),
        (f"/calendars/{calendar}/events/y/attendees/z", "Event not found"),
    ):
        answer = await client.ask(sandbox.talkover, "DELETE", path)
        assert (answer.status, answer.document) == (404, {"success": False, "message": message})


async def test_a_member_s_change_without_a_role_leaves_the_member_as_it_is(sandbox: Sandbox, client: Client) -> None:
    calendar = await first_calendar(sandbox, client)
    member = await first_of(sandbox, client, "members", 1)
    path = f"/calendars/{calendar}/members"
    before = (await client.get(sandbox.talkover, path)).document["data"][1]

    for document in ({}, {"user_id": "somebody else"}):
        answer = await client.ask(sandbox.talkover, "PUT", f"{path}/{member}", document=document)
        assert (answer.status, answer.document) == (200, {"success": True, "data": before})
