from typing import Any

import pytest

from telephony_clients import ConfigurationError, NotFound, Options, Talkroute, TelephonyError
from telephony_clients.core.client.resource import operations_of
from telephony_clients.core.wire.request import Source
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer

OPERATIONS = {f"{resource}.{one.attribute}": one for resource, one in operations_of(Talkroute)}
OBSERVED = {
    "GET /v2/account",
    "GET /v2/accounts/plan",
    "GET /v2/accounts/permitted-features",
    "GET /v2/contacts",
    "GET /v2/call-history",
    "GET /v2/voice-messages",
    "GET /v2/voice-messages/{id}/audio-url",
    "GET /v2/text-conversations",
    "GET /v2/text-conversations/{id}/messages",
    "POST /v2/text-conversations/{id}",
    "GET /v2/virtual-numbers",
    "GET /v2/virtual-numbers/{id}",
    "GET /v2/forwarding-numbers",
    "POST /v2/forwarding-numbers",
    "GET /v2/forwarding-numbers/{id}",
    "PATCH /v2/forwarding-numbers/{id}",
    "GET /v2/extensions",
    "GET /v2/users",
    "GET /v2/menus",
    "GET /v2/menus/{id}/options",
    "GET /v2/ring-groups",
    "POST /v2/ring-groups",
    "GET /v2/ring-groups/{id}",
    "PATCH /v2/ring-groups/{id}",
    "GET /v2/ring-groups/{id}/members",
    "PUT /v2/ring-groups/{id}/members",
    "PATCH /v2/ring-group-members/{id}",
    "GET /v2/forwarding-schedules",
    "POST /v2/forwarding-schedules",
    "PATCH /v2/forwarding-schedules/{id}",
    "GET /v2/hours",
    "POST /v2/hours",
    "DELETE /v2/hours/{id}",
    "GET /v2/hours/settings",
    "PATCH /v2/hours/settings",
    "GET /v2/hours-override",
    "PUT /v2/hours-override",
    "DELETE /v2/hours-override",
    "GET /v2/subscriptions",
    "POST /v2/subscriptions",
    "DELETE /v2/subscriptions/{id}",
}
"""What the vendor's guide shows, or public clients send."""


def test_all_that_was_seen_is_there_and_the_rest_says_that_it_is_inferred() -> None:
    seen = {one.name for one in OPERATIONS.values() if one.source is not Source.INFERRED}

    assert seen == OBSERVED


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_docstring_says_how_well_the_operation_is_known(name: str) -> None:
    method: Any = Talkroute(CANARY)
    for part in name.split("."):
        method = getattr(method, part)

    assert f"Source: {OPERATIONS[name].source}" in " ".join(method.__doc__.split())


@pytest.mark.parametrize(
    ("route", "method", "target"),
    [
        ("/v2/contacts/bulk", "POST", "/v2/contacts/bulk"),
        ("PUT /v2/address-book", "PUT", "/v2/address-book"),
    ],
)
async def test_another_route_takes_the_place_of_ours(
    server: ScriptedServer, options: Options, route: str, method: str, target: str
) -> None:
    server.answer({"data": []})
    async with Talkroute(CANARY, base_url=server.url, options=options, routes={"contacts.import": route}) as talkroute:
        await talkroute.contacts.import_([{"phone_number": "+12025550123"}])

    (seen,) = server.requests
    assert (seen.method, seen.target) == (method, target)
    assert seen.json == {"contacts": [{"phoneNumber": "+12025550123"}]}


async def test_the_ids_stand_where_the_other_route_has_them(server: ScriptedServer, options: Options) -> None:
    server.answer({}, always=True)
    routes = {"voice_messages.mark_read": "PUT /v3/{id}/heard", "ring_groups.members.list": "/v3/members/of/{id}"}
    async with Talkroute(CANARY, base_url=server.url, options=options, routes=routes) as talkroute:
        await talkroute.voice_messages.mark_read("a/b")
        await talkroute.with_options(deadline=5).voice_messages.mark_unread(7)
        with pytest.raises(TelephonyError):
            await talkroute.with_options(deadline=5).ring_groups.members.list("g 1", params={"all": True})

    assert [f"{one.method} {one.target}" for one in server.requests] == [
        "PUT /v3/a%2Fb/heard",
        "PATCH /v2/voice-messages/7",
        "GET /v3/members/of/g%201?all=true",
    ]


async def test_a_list_under_another_route_is_read_to_its_end(sandbox: Sandbox, options: Options) -> None:
    vendor = sandbox.talkroute
    routes = {"mailboxes.list": "/v2/contacts"}
    async with Talkroute(vendor.api_key, base_url=vendor.base_url, options=options, routes=routes) as talkroute:
        assert len(await talkroute.mailboxes.list(page_size=100).prefetch(2).to_list()) == 250


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        ({"contacts.export": "/v2/contacts/export"}, "no contacts.export"),
        ({"contacts": "/v2/contacts"}, "no contacts"),
        ({"contacts.get": "/v2/contact"}, "must hold the ids"),
        ({"contacts.get": "/v2/contact/{id}/{other}"}, "must hold the ids"),
        ({"contacts.get": "v2/contact/{id}"}, "slash"),
        ({"contacts.get": "https://elsewhere.example.com/{id}"}, "slash"),
        ({"contacts.get": "/v2/../{id}"}, "climb"),
        ({"contacts.get": "/v2/contact/{id}?all=1"}, "query"),
        ({"contacts.get": "FETCH /v2/contact/{id}"}, "begins with a method"),
    ],
)
def test_a_route_that_cannot_be_meant_is_refused_at_once(routes: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        Talkroute(CANARY, routes=routes)


@pytest.mark.parametrize("status", [404, 405])
async def test_a_guess_that_may_be_wrong_says_so_and_how_to_set_it_right(
    scripted: Talkroute, server: ScriptedServer, status: int
) -> None:
    server.answer({"message": "No."}, status=status)

    with pytest.raises(TelephonyError) as caught:
        await scripted.contacts.import_([])

    assert 'Talkroute(routes={"contacts.import": "POST /v2/contacts/import"})' in str(caught.value)


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_other_failures_are_not_blamed_on_the_route(
    scripted: Talkroute, server: ScriptedServer, status: int
) -> None:
    server.answer({"message": "No."}, status=status, always=True)
    call = scripted.ring_groups.get("g") if status == 404 else scripted.contacts.get(1)

    with pytest.raises(TelephonyError) as caught:
        await call

    assert "routes=" not in str(caught.value)


async def test_a_route_of_the_caller_s_is_no_guess(server: ScriptedServer, options: Options) -> None:
    server.answer({"message": "No."}, status=404)
    routes = {"contacts.get": "/v2/contact/{id}"}
    async with Talkroute(CANARY, base_url=server.url, options=options, routes=routes) as talkroute:
        with pytest.raises(NotFound) as caught:
            await talkroute.contacts.get(1)

    assert "routes=" not in str(caught.value)
