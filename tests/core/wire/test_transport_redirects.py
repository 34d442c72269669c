"""Redirects are refused: a credential or a body is sent to base_url and nowhere else."""

import pytest

from telephony_clients import RedirectRefused
from telephony_clients.core.errors import Outcome
from tests.conftest import CANARY
from tests.core.desk import Desk, caught, fine
from tests.scripted_server import ScriptedServer

REDIRECTS = (301, 302, 303, 307, 308)


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nothing_is_sent_to_the_other_host(server: ScriptedServer, desk: Desk, status: int, method: str) -> None:
    async with ScriptedServer() as other:
        other.answer(fine(), always=True)
        server.answer(status=status, headers={"Location": f"{other.url}/lines"})

        error = await caught(desk.request(method, "/lines", json={"name": "x"}))

        assert isinstance(error, RedirectRefused)
        assert error.outcome is Outcome.ANSWERED
        assert not other.requests
        assert other.connections == 0
    assert len(server.requests) == 1
    assert str(status) in str(error)
    assert "127.0.0.1" in str(error)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/elsewhere", "another path"),
        ("", "another path"),
        ("http://[::1", "an unreadable address"),
        ("file:///etc/passwd", "another path"),
        (f"https://user:{CANARY}@evil.example/?token={CANARY}", "evil.example"),
    ],
)
async def test_the_error_names_the_host_alone(server: ScriptedServer, desk: Desk, location: str, shown: str) -> None:
    server.answer(status=302, headers={"Location": location})

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, RedirectRefused)
    assert f"to {shown}." in str(error)


async def test_a_redirect_without_a_target_is_refused(server: ScriptedServer, desk: Desk) -> None:
    server.answer(status=307)

    assert isinstance(await caught(desk.request("GET", "/lines")), RedirectRefused)
