"""What `doctor --routes` finds out about a live account, and what it does not tell."""

import json
from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.cli.conftest import Run
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer


async def report(run: Run, vendor: str, **environment: str) -> dict[str, dict[str, Any]]:
    ran = await run("doctor", vendor, "--routes", "--json", **environment)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert (set(document), document["vendor"]) == ({"vendor", "version", "routes"}, vendor)
    return {row["method"]: row for row in document["routes"]}


async def test_every_read_route_is_tried_and_nothing_is_written(run: Run, sandbox: Sandbox) -> None:
    rows = await report(run, "talkroute", **sandbox.environment())

    assert {row["outcome"] for row in rows.values()} == {"holds", "holds, or nothing is set", "not tried"}
    assert rows["contacts.get"] == {
        "method": "contacts.get",
        "route": "GET /v2/contacts/{id}",
        "source": "inferred",
        "outcome": "holds",
        "status": 200,
        "why": "",
    }
    assert [name for name, row in rows.items() if row["outcome"] == "not tried"] == ["ring_groups.members.get"]
    assert rows["business_hours.override.get"]["status"] == 404
    assert {one.method for one in sandbox.talkroute.requests} == {"GET"}
    assert all("pageSize=1" in one.target for one in sandbox.talkroute.requests if one.path == "/v2/contacts")


async def test_wrong_guesses_and_gated_features_are_told_apart(run: Run, sandbox: Sandbox) -> None:
    faults = sandbox.talkroute.faults
    faults.status(404, path="/v2/mailboxes", times=None)
    faults.status(405, path="/v2/blocked-numbers", times=None)
    faults.status(403, path="/v2/users", times=None)
    faults.html(200, path="/v2/menus", times=None)
    sandbox.talkroute.plan = "basic"

    rows = await report(run, "talkroute", **sandbox.environment())

    outcomes = {name: (row["outcome"], row["status"], row["why"]) for name, row in rows.items()}
    assert outcomes["mailboxes.list"] == ("not found", 404, "NotFound")
    assert outcomes["mailboxes.get"] == ("not tried", None, "no record to try it with")
    assert outcomes["blocked_numbers.list"] == ("not found", 405, "BadRequest")
    assert outcomes["users.list"] == ("not permitted", 403, "PermissionDenied")
    assert outcomes["menus.list"] == ("answers in another shape", 200, "UnexpectedContent")
    assert outcomes["business_hours.list"] == ("not in the plan", 402, "PaymentRequired")


async def test_nothing_of_the_account_is_printed(run: Run, server: ScriptedServer) -> None:
    record = {"id": "private-7", "name": "private", "email": "private@example.com", "privateField": "private"}
    server.answer({"data": [record]}, always=True)
    environment = {"TALKROUTE_API_KEY": CANARY, "TALKROUTE_BASE_URL": server.url}

    printed = [(await run("doctor", "talkroute", "--routes", *more, **environment)).out for more in ((), ("--json",))]

    assert "/v2/contacts/private-7" in {one.target for one in server.requests}
    for text in printed:
        assert "private" not in text
        assert server.url not in text


async def test_the_text_has_a_line_for_each_route(run: Run, sandbox: Sandbox) -> None:
    lines = (await run("doctor", "talkroute", "--routes", **sandbox.environment())).out.splitlines()

    assert lines[0].split() == ["GET", "/v2/account", "observed", "holds", "200"]
    assert len(lines) == 38


async def test_any_vendor_s_routes_can_be_tried(run: Run, sandbox: Sandbox) -> None:
    rows = await report(run, "talkable", **sandbox.environment())

    assert rows["assets.get"]["outcome"] == "holds"
    assert rows["rewards.list"]["why"] == "it needs arguments"


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "words"),
    [
        (("doctor", "--routes"), {}, 2, "--routes needs a vendor"),
        (("doctor", "nobody", "--routes"), {}, 2, "no vendor 'nobody'"),
        (("doctor", "talkroute", "--routes"), {}, 2, "set TALKROUTE_API_KEY"),
    ],
)
async def test_what_cannot_be_tried_is_told(
    run: Run, arguments: tuple[str, ...], environment: dict[str, str], code: int, words: str
) -> None:
    ran = await run(*arguments, **environment)

    assert ran.code == code
    assert words in ran.err


async def test_a_key_that_is_not_accepted_ends_it(run: Run, sandbox: Sandbox) -> None:
    ran = await run("doctor", "talkroute", "--routes", **sandbox.environment() | {"TALKROUTE_API_KEY": "wrong"})

    assert ran.code == 3
    assert len(sandbox.talkroute.requests) == 1


async def test_one_vendor_s_key_can_be_tried_alone(run: Run, sandbox: Sandbox) -> None:
    ran = await run("doctor", "talkover", **sandbox.environment())

    assert (ran.code, [line.split()[:2] for line in ran.out.splitlines()]) == (0, [["talkover", "ok"]])
