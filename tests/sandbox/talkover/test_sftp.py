"""Campaigns' SFTP servers: set up, tested, enabled, and put to work."""

from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Answer, Client, Clock
from tests.sandbox.talkover.test_campaigns import ask, create
from tests.talkover.printed import EXAMPLES

SERVER = {"host": "sftp.example.com", "username": "campaigns_user", "auth_type": "password", "password": "p"}


class Sftp:
    """One campaign's, over plain HTTP."""

    def __init__(self, sandbox: Sandbox, client: Client, campaign: str) -> None:
        self.sandbox, self.client, self.campaign = sandbox, client, campaign

    async def ask(self, method: str, path: str = "", document: Any = None) -> Answer:
        return await ask(self.sandbox, self.client, method, f"/{self.campaign}/sftp{path}", document)

    async def logs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.ask("GET", "/logs")).document["data"]
        return found


@pytest.fixture
async def sftp(sandbox: Sandbox, client: Client) -> Sftp:
    return Sftp(sandbox, client, await create(sandbox, client))


async def test_the_shapes_are_those_that_are_printed(sftp: Sftp) -> None:
    assert (await sftp.ask("GET")).status == 404
    made = await sftp.ask("POST", "", SERVER)
    assert made.status == 201
    assert made.document["data"]["is_enabled"] is False
    shown = (await sftp.ask("GET")).document["data"]
    assert set(shown) == {*EXAMPLES["campaigns.sftp.get"][0]["data"], "updated_at"}
    assert (shown["port"], shown["import_schedule"]) == (22, "manual")

    tested = (await sftp.ask("POST", "/test-connection")).document
    printed = EXAMPLES["campaigns.sftp.test_connection"][0]
    assert (list(tested["data"]), tested["message"]) == (list(printed["data"]), printed["message"])
    changed = (await sftp.ask("PUT", "", {"is_enabled": True, "import_schedule": "hourly"})).document["data"]
    assert (changed["is_enabled"], changed["import_schedule"], changed["host"]) == (True, "hourly", SERVER["host"])


async def test_it_is_enabled_after_a_good_test_only(sftp: Sftp) -> None:
    await sftp.ask("POST", "", {**SERVER, "host": "nowhere.invalid"})
    refused = await sftp.ask("PUT", "", {"is_enabled": True})
    assert (refused.status, refused.document["code"]) == (422, "SFTP_TEST_REQUIRED")
    failed = (await sftp.ask("POST", "/test-connection")).document
    assert (failed["success"], failed["message"]) == (False, "SFTP connection failed")
    assert (await sftp.ask("PUT", "", {"is_enabled": True})).status == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"host": None}, "host"),
        ({"port": 0}, "port"),
        ({"auth_type": "magic"}, "auth_type"),
        ({"password": None}, "password"),
        ({"auth_type": "private_key"}, "private_key"),
        ({"import_schedule": "weekly"}, "import_schedule"),
    ],
)
async def test_refused_fields(sftp: Sftp, wrong: dict[str, Any], field: str) -> None:
    answer = await sftp.ask("POST", "", {**SERVER, **wrong})

    assert (answer.status, list(answer.document["errors"])) == (422, [field])


async def test_an_import_runs_for_a_while_and_brings_a_file(sftp: Sftp, clock: Clock) -> None:
    await sftp.ask("POST", "", SERVER)
    queued = (await sftp.ask("POST", "/trigger-import")).document
    assert (queued["message"], list(queued["data"])) == ("SFTP import queued", ["job_id", "queued_at"])
    assert [one["status"] for one in await sftp.logs()] == ["running"]
    twice = await sftp.ask("POST", "/trigger-import")
    assert (twice.status, twice.document["code"]) == (409, "SFTP_IMPORT_IN_PROGRESS")

    clock.now += 60
    (log,) = await sftp.logs()
    assert set(log) == set(EXAMPLES["campaigns.sftp.list_logs"][0]["data"][0])
    assert (log["status"], log["files_processed"], log["rows_processed"]) == ("succeeded", 1, 1840)
    (file,) = (await ask(sftp.sandbox, sftp.client, "GET", f"/{sftp.campaign}")).document["data"]["files"]
    assert list(file) == list(EXAMPLES["campaigns.get"][0]["data"]["files"][0])

    unknown = await sftp.ask("POST", "/trigger-export", {"file_data_ids": ["x"]})
    assert (unknown.status, list(unknown.document["errors"])) == (422, ["file_data_ids.0"])
    exported = (await sftp.ask("POST", "/trigger-export", {"file_data_ids": [file["id"]]})).document
    assert (exported["message"], exported["data"]["files_count"]) == ("SFTP export queued", 1)
    clock.now += 60
    assert [(one["type"], one["status"]) for one in await sftp.logs()] == [
        ("export", "succeeded"),
        ("import", "succeeded"),
    ]
