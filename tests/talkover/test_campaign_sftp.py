"""A campaign's SFTP server through the client."""

from typing import Any

import pytest

from telephony_clients import ApiError, BadRequest, ConfigurationError, Conflict, Talkover, ValidationFailed
from telephony_clients.talkover import SftpAuthType, SftpLogStatus
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_calls import SFTP, new_campaign
from tests.talkover.printed import EXAMPLES, REFUSALS
from tests.talkover.test_campaigns import agent_of


async def test_a_server_is_set_up_tested_enabled_and_used(talkover: Talkover) -> None:
    campaign = (await talkover.campaigns.create(**new_campaign(await agent_of(talkover)))).id
    sftp = talkover.campaigns.sftp
    made = await sftp.create(campaign, **SFTP)
    assert (made.auth_type, made.is_enabled) == (SftpAuthType.PASSWORD, False)
    with pytest.raises(ValidationFailed) as refused:
        await sftp.update(campaign, is_enabled=True)
    assert refused.value.code == "SFTP_TEST_REQUIRED"
    assert (await sftp.test_connection(campaign)).import_path_accessible is True
    assert (await sftp.update(campaign, is_enabled=True, import_path="/inbox")).is_enabled is True
    assert (await sftp.get(campaign)).import_path == "/inbox"

    assert (await sftp.trigger_import(campaign)).queued_at is not None
    with pytest.raises(Conflict) as busy:
        await sftp.trigger_import(campaign)
    assert busy.value.code == "SFTP_IMPORT_IN_PROGRESS"
    assert [one.status async for one in sftp.list_logs(campaign)] == [SftpLogStatus.RUNNING]
    assert talkover.drift() == ()


async def test_what_is_given_is_sent_as_documented(scripted: Talkover, server: ScriptedServer) -> None:
    fields: Any = {
        "host": "sftp.example.com",
        "username": "u",
        "auth_type": "private_key",
        "private_key": "-----BEGIN",
        "private_key_passphrase": "x",
        "port": 2222,
        "import_path": "/in",
        "export_path": "/out",
        "import_schedule": "daily",
    }
    for name in ("create", "update", "test_connection", "trigger_import", "trigger_export"):
        server.answer(EXAMPLES[f"campaigns.sftp.{name}"][0])
    sftp = scripted.campaigns.sftp

    await sftp.create("c/1", **fields)
    await sftp.update("c", is_enabled=False, extra={"new": 1})
    await sftp.test_connection("c")
    await sftp.trigger_import("c")
    await sftp.trigger_export("c", file_data_ids=["f1", "f2"])

    assert [(one.method, one.target) for one in server.requests] == [
        ("POST", "/campaigns/c%2F1/sftp"),
        ("PUT", "/campaigns/c/sftp"),
        ("POST", "/campaigns/c/sftp/test-connection"),
        ("POST", "/campaigns/c/sftp/trigger-import"),
        ("POST", "/campaigns/c/sftp/trigger-export"),
    ]
    created, updated, tested, imported, exported = server.requests
    assert (created.json, updated.json) == (fields, {"is_enabled": False, "new": 1})
    assert (tested.body, imported.body, exported.json) == (b"", b"", {"file_data_ids": ["f1", "f2"]})
    with pytest.raises(ConfigurationError, match="auth_type"):
        await sftp.create("c", host="h", username="u")  # type: ignore[call-arg]  # what checkers refuse


@pytest.mark.parametrize(("status", "error"), [(200, BadRequest), (422, ValidationFailed)])
async def test_a_connection_that_fails_is_an_error_whatever_its_status(
    scripted: Talkover, server: ScriptedServer, status: int, error: type[ApiError]
) -> None:
    server.answer(REFUSALS["campaigns.sftp.test_connection"][0], status=status)

    with pytest.raises(error, match="SFTP connection failed") as caught:
        await scripted.campaigns.sftp.test_connection("c")

    assert caught.value.details == {"tested_at": "2024-01-15T16:45:00Z", "error": "Authentication failed"}
