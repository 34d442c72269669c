"""A proxy that the environment names: only when that is wanted, only for hosts that it does not exempt."""

from pathlib import Path

import attrs
import pytest

from telephony_clients import Options
from tests.core.desk import Desk, fine
from tests.core.wire.conftest import PASSWORD
from tests.scripted_proxy import ScriptedProxy
from tests.scripted_server import ScriptedServer

pytestmark = pytest.mark.usefixtures("bare_environment")


async def test_nothing_but_the_proxy_is_taken_from_the_environment(
    server: ScriptedServer, proxy: ScriptedProxy, options: Options, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login ann password {PASSWORD}\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("ALL_PROXY", proxy.address)
    server.answer(fine(), always=True)

    async with Desk(server.url, attrs.evolve(options, trust_env=True)) as desk:
        await desk.request("GET", "/lines")

    for seen in (*proxy.requests, *server.requests):
        assert "authorization" not in seen.headers
        assert "proxy-authorization" not in seen.headers
    assert len(proxy.requests) == 1


@pytest.mark.parametrize("exempt", ["127.0.0.1", "127.0.0.1:{port}", "*", "example.com, 127.0.0.1"])
async def test_a_host_that_the_environment_exempts_is_asked_directly(
    server: ScriptedServer, nobody: str, options: Options, monkeypatch: pytest.MonkeyPatch, exempt: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://{nobody}")
    monkeypatch.setenv("NO_PROXY", exempt.format(port=server.url.rpartition(":")[2]))
    server.answer(fine("directly"))

    async with Desk(server.url, attrs.evolve(options, trust_env=True)) as desk:
        assert (await desk.request("GET", "/lines")).data == "directly"


async def test_the_environment_is_not_asked_for_a_proxy_unless_that_is_wanted(
    server: ScriptedServer, nobody: str, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://{nobody}")
    server.answer(fine("directly"))

    async with Desk(server.url, options) as desk:
        assert (await desk.request("GET", "/lines")).data == "directly"


async def test_the_proxy_that_is_named_goes_before_the_environments(
    server: ScriptedServer, proxy: ScriptedProxy, nobody: str, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://{nobody}")
    server.answer(fine("forwarded"))

    async with Desk(server.url, attrs.evolve(options, trust_env=True, proxy=proxy.url)) as desk:
        assert (await desk.request("GET", "/lines")).data == "forwarded"
