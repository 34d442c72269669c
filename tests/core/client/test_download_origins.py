"""Where a download may lead: the key goes to the vendor's own origin alone, and a signed address is had afresh."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import attrs
import pytest

from telephony_clients import Options, PermissionDenied, RateLimited, RedirectRefused
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, caught, wrong
from tests.core.storage import Storage, content, cut, head, held
from tests.scripted_server import ScriptedServer, Seen

BODY = content(300_000)


@pytest.fixture
async def other() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as running:
        yield running


@pytest.fixture
def storage(other: ScriptedServer) -> Storage:
    return Storage(other, {"/7": BODY})


def redirect(server: ScriptedServer, location: str, status: int = 302, *, always: bool = False) -> None:
    server.raw(head(status, {"Location": location, "Content-Length": "0"}), always=always)


def with_key(server: ScriptedServer) -> list[bool]:
    return ["x-api-key" in seen.headers for seen in server.requests]


async def test_a_foreign_url_gets_nothing_of_the_client(
    storage: Storage, server: ScriptedServer, options: Options, tmp_path: Path
) -> None:
    options = attrs.evolve(options, headers={"X-Gateway": "own"}, user_agent="app/1")
    async with Desk(server.url, options) as desk:
        await desk.download(f"{storage.server.url}/7?sig=a%2Fb%3D&n=1+1", tmp_path / "7")

    (seen,) = storage.server.requests
    assert seen.target == "/7?sig=a%2Fb%3D&n=1+1"
    assert set(seen.headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert seen.headers["user-agent"].startswith("app/1 ")
    assert server.connections == 0
    assert (tmp_path / "7").read_bytes() == BODY


async def test_a_whole_url_of_the_vendors_own_gets_the_key(server: ScriptedServer, desk: Desk, tmp_path: Path) -> None:
    Storage(server, {"/7": BODY})

    await desk.download(f"{server.url.replace('http', 'HTTP')}/7?sig=1", tmp_path / "7")

    assert with_key(server) == [True]


async def test_another_name_for_the_host_is_another_host(server: ScriptedServer, desk: Desk, tmp_path: Path) -> None:
    Storage(server, {"/7": BODY})

    await desk.download(server.url.replace("127.0.0.1", "localhost") + "/7", tmp_path / "7")

    assert with_key(server) == [False]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_storage_is_followed_without_the_key(
    storage: Storage, server: ScriptedServer, desk: Desk, tmp_path: Path, status: int
) -> None:
    redirect(server, f"{storage.server.url}/7?sig=a%2Fb%3D", status)

    file = await desk.download("/recordings/7", tmp_path / "7")

    assert file.path.read_bytes() == BODY
    assert file.attempts == 1
    assert (with_key(server), with_key(storage.server)) == ([True], [False])
    assert storage.server.requests[0].target == "/7?sig=a%2Fb%3D"


async def test_a_redirect_within_the_vendors_own_origin_keeps_the_key(
    server: ScriptedServer, desk: Desk, tmp_path: Path
) -> None:
    redirect(server, "../audio/7?n=1")
    Storage(server, {"/audio/7": BODY})

    await desk.download("/recordings/7", tmp_path / "7")

    assert [seen.target for seen in server.requests] == ["/recordings/7", "/audio/7?n=1"]
    assert with_key(server) == [True, True]


async def test_no_key_comes_back_by_way_of_another_host(
    other: ScriptedServer, server: ScriptedServer, desk: Desk, tmp_path: Path
) -> None:
    redirect(server, f"{other.url}/away")
    redirect(other, f"{server.url}/account/delete")
    Storage(server, {"/account/delete": BODY})

    await desk.download("/recordings/7", tmp_path / "7")

    assert with_key(server) == [True, False]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("", "to another path"),
        ("http://[::1", "to an unreadable address"),
        ("file:///etc/passwd", "not http(s)"),
        ("javascript:alert(1)", "not http(s)"),
        ("http://user:canary-5ecret@evil.example/?token=canary-5ecret", "user name"),
        ("http://evil.example/a b", "to evil.example"),
    ],
)
async def test_where_no_redirect_is_followed_to(
    server: ScriptedServer, desk: Desk, tmp_path: Path, location: str, reason: str
) -> None:
    redirect(server, location)

    error = await caught(desk.download("/recordings/7", tmp_path / "7"))

    assert isinstance(error, RedirectRefused)
    assert reason in str(error)
    assert (len(server.requests), held(tmp_path)) == (1, [])


async def test_a_circle_of_redirects_ends(server: ScriptedServer, desk: Desk, tmp_path: Path) -> None:
    redirect(server, "/recordings/7", always=True)

    error = await caught(desk.download("/recordings/7", tmp_path / "7"))

    assert isinstance(error, RedirectRefused)
    assert "after 5 others" in str(error)
    assert len(server.requests) == 6


async def test_streams_and_calls_follow_no_redirect(storage: Storage, server: ScriptedServer, desk: Desk) -> None:
    redirect(server, f"{storage.server.url}/7", always=True)

    async def streamed() -> None:
        async with desk.stream("/recordings/7"):
            pass

    for call in (streamed(), desk.request("GET", "/recordings/7")):
        assert isinstance(await caught(call), RedirectRefused)
    assert storage.server.connections == 0


def expiring(storage: Storage, status: int) -> Callable[[Seen], tuple[int, dict[str, str]] | None]:
    """Accept each address once only."""
    seen_before: set[str] = set()

    def refuse(seen: Seen) -> tuple[int, dict[str, str]] | None:
        expired = seen.target in seen_before
        seen_before.add(seen.target)
        return (status, {}) if expired else None

    storage.refuses = refuse
    return refuse


@pytest.mark.parametrize("status", [400, 401, 403, 410])
async def test_an_address_that_expired_is_had_afresh_from_its_function(
    storage: Storage, desk: Desk, tmp_path: Path, status: int
) -> None:
    expiring(storage, status)
    storage.faults += [cut(100_000)]
    given = iter("1122")

    file = await desk.download(lambda: f"{storage.server.url}/7?sig={next(given)}", tmp_path / "7")

    assert file.path.read_bytes() == BODY
    assert [seen.target for seen in storage.server.requests] == ["/7?sig=1", "/7?sig=1", "/7?sig=2"]
    assert storage.asked[2] is not None


async def test_an_address_that_expired_is_had_afresh_from_the_vendors_redirect(
    storage: Storage, server: ScriptedServer, desk: Desk, tmp_path: Path
) -> None:
    expiring(storage, 403)
    storage.faults += [cut(100_000)]
    for signature in "112":
        redirect(server, f"{storage.server.url}/7?sig={signature}")

    file = await desk.download("/recordings/7", tmp_path / "7")

    assert file.path.read_bytes() == BODY
    assert file.attempts == 3
    assert with_key(server) == [True] * 3


async def test_a_fixed_address_that_expired_is_not_asked_again(storage: Storage, desk: Desk, tmp_path: Path) -> None:
    storage.refuses = lambda seen: (403, {})

    error = await caught(desk.download(f"{storage.server.url}/7?sig=canary-5ecret", tmp_path / "7"))

    assert isinstance(error, PermissionDenied)
    assert error.outcome is Outcome.ANSWERED
    assert len(storage.server.requests) == 1


@pytest.mark.parametrize("name", ["sig", "X-Amz-Signature", "Signature", "token", "h", "jwt", "hook"])
async def test_no_signature_shows_in_an_error(storage: Storage, desk: Desk, tmp_path: Path, name: str) -> None:
    storage.refuses = lambda seen: (404, {})

    error = await caught(desk.download(f"{storage.server.url}/7?{name}=canary-5ecret&n=1", tmp_path / "7"))

    assert error.url == f"{storage.server.url}/7?{name}=***&n=***"


async def test_no_signature_of_a_redirect_shows_in_an_error_or_event(
    storage: Storage, server: ScriptedServer, options: Options, tmp_path: Path
) -> None:
    storage.refuses = lambda seen: (404, {})
    redirect(server, f"{storage.server.url}/7?h=canary-5ecret")
    urls: list[str] = []
    options = attrs.evolve(options, on_event=lambda event: urls.append(getattr(event, "url", "")))
    async with Desk(server.url, options) as desk:
        error = await caught(desk.download("/recordings/7", tmp_path / "7", params={"format": "mp3"}))

    assert urls[0] == f"{server.url}/recordings/7?format=mp3"
    assert urls[-1] == error.url == f"{storage.server.url}/7?h=***"


async def test_a_call_that_fails_for_an_address_is_what_the_error_tells_of(
    server: ScriptedServer, desk: Desk, tmp_path: Path
) -> None:
    server.answer(wrong("no such message"), status=404, always=True)

    async def address() -> str:
        return str((await desk.request("GET", "/messages/7/audio-url")).data)

    error = await caught(desk.download(address, tmp_path / "7"))

    assert error.url == f"{server.url}/messages/7/audio-url"
    assert len(server.requests) == 1


async def test_storage_that_throttles_does_not_stop_the_account(
    storage: Storage, server: ScriptedServer, desk: Desk, tmp_path: Path
) -> None:
    refusals = iter([(429, {"Retry-After": "3"}), (503, {})])
    storage.refuses = lambda seen: next(refusals, None)

    file = await desk.download(f"{storage.server.url}/7", tmp_path / "7")

    assert file.path.read_bytes() == BODY
    assert file.attempts == 3
    own = desk.gate.snapshot()
    assert (own.state, own.refusals, own.in_flight) == ("open", 0, 0)


async def test_the_accounts_pause_does_not_stop_storage(
    storage: Storage, server: ScriptedServer, desk: Desk, tmp_path: Path
) -> None:
    server.answer(wrong("slowly"), status=429, headers={"Retry-After": "3000"})
    assert isinstance(await caught(desk.with_options(max_wait=0).request("GET", "/lines")), RateLimited)

    await desk.with_options(max_wait=0).download(f"{storage.server.url}/7", tmp_path / "7")

    assert desk.gate.snapshot().state == "closed"
