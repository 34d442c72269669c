"""The log at DEBUG: a line for each attempt and each call, without bodies or secrets; nothing otherwise."""

import logging

import pytest

from tests.conftest import CANARY
from tests.core.desk import Desk, fine
from tests.scripted_server import ScriptedServer


async def test_each_attempt_and_each_call_has_a_line(
    server: ScriptedServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "telephony_clients")
    server.hang_up().answer(fine({"id": CANARY}))

    await desk.request("GET", "/lines", params={"token": CANARY})

    about = f"switchboard GET {server.url}/lines?token=***"
    assert [one.message for one in caplog.records if one.name == "telephony_clients"] == [
        f"{about}: attempt 1, LostResponse in 0.000 s",
        f"{about}: attempt 2, 200 in 0.000 s",
        f"{about}: done, attempts 2, 0.250 s",
    ]


async def test_nothing_is_logged_by_default(
    server: ScriptedServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "telephony_clients")
    server.hang_up().answer(fine())

    await desk.request("GET", "/lines")

    assert [one for one in caplog.records if one.name == "telephony_clients"] == []
