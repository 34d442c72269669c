"""An observer that raises is logged, and the call ends as if nobody had watched it."""

import asyncio
import logging

import attrs
import pytest

from telephony_clients import ConfigurationError, NotFound, Options
from telephony_clients.core.events import Event
from telephony_clients.core.shared_quota import Admission
from tests.conftest import CANARY
from tests.core.desk import Desk, answer_by, caught, fine, numbered, wrong
from tests.scripted_server import ScriptedServer


class Raising:
    """An observer that raises at every event.

    Attributes:
        seen: the names of the events.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, event: Event) -> None:
        self.seen.append(type(event).__name__)
        raise LookupError("the observer")


class Gone:
    """A shared quota that cannot be asked."""

    async def admit(self, _: str, /) -> Admission:
        raise OSError("gone")

    async def closed(self, _: str, __: float, /) -> None:
        raise OSError("gone")

    async def opened(self, _: str, /) -> None:
        raise OSError("gone")


async def test_a_placed_call_keeps_its_id(server: ScriptedServer, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    server.answer(fine({"id": "7", "colour": "red"}))
    raising = Raising()

    response = await desk.with_options(on_event=raising).request("POST", "/lines", json={"token": CANARY})

    assert response.data["id"] == "7"
    assert raising.seen == ["CallStarted", "AttemptFinished", "CallFinished"]
    told = [(one.name, one.message.split()[3]) for one in caplog.records if one.levelno == logging.ERROR]
    assert told == [("telephony_clients", f"{name};") for name in raising.seen]
    assert "LookupError: the observer" in caplog.text
    assert CANARY not in caplog.text


async def test_waits_the_gate_drift_and_pages_go_on(server: ScriptedServer, desk: Desk) -> None:
    raising = Raising()
    watched = desk.with_options(on_event=raising)
    server.hang_up().answer(wrong("slow"), status=429, headers={"Retry-After": "4"})
    server.answer(fine([{"id": "7", "colour": "red"}]))

    assert [line.id for line in await watched.lines.list().to_list()] == ["7"]

    assert set(raising.seen) == {
        *("CallStarted", "AttemptFinished", "Waiting", "GateChanged", "DriftNoted", "CallFinished", "PageFetched")
    }
    assert watched.gate.snapshot().state == "open"


async def test_a_pull_and_its_prefetched_pages_go_on(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, numbered(30))

    assert len(await desk.with_options(on_event=Raising()).lines.list().prefetch(4).to_list()) == 30


async def test_the_loss_of_a_shared_quota_goes_unharmed(server: ScriptedServer, options: Options) -> None:
    raising = Raising()
    server.answer(fine())

    async with Desk(server.url, attrs.evolve(options, shared_quota=Gone(), on_event=raising)) as desk:
        assert (await desk.request("GET", "/lines")).data == {}

    assert "SharedQuotaChanged" in raising.seen


async def test_a_failed_call_fails_as_it_would(server: ScriptedServer, desk: Desk) -> None:
    server.answer(wrong("gone"), status=404)

    error = await caught(desk.with_options(on_event=Raising()).request("GET", "/lines"))

    assert (type(error), error.__context__) == (NotFound, None)


async def test_the_log_shows_nothing_of_what_the_call_failed_with(
    server: ScriptedServer, options: Options, caplog: pytest.LogCaptureFixture
) -> None:
    async def key() -> str:
        raise RuntimeError(CANARY)

    async with Desk(server.url, attrs.evolve(options, on_event=Raising()), api_key=key) as desk:
        assert isinstance(await caught(desk.request("GET", "/lines")), ConfigurationError)

    assert "LookupError: the observer" in caplog.text
    assert CANARY not in caplog.text


async def test_a_handler_that_raises_does_no_harm(
    server: ScriptedServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> bool:
        raise LookupError("the filter")

    monkeypatch.setattr(logging.getLogger("telephony_clients"), "filters", [refuse])
    server.answer(fine({"id": "7"}))

    assert (await desk.with_options(on_event=Raising()).request("GET", "/lines")).data == {"id": "7"}


@pytest.mark.parametrize("kind", [KeyboardInterrupt, asyncio.CancelledError])
async def test_what_ends_the_program_passes(server: ScriptedServer, desk: Desk, kind: type[BaseException]) -> None:
    def end(_: Event) -> None:
        raise kind

    server.answer(fine())
    with pytest.raises(kind):
        await desk.with_options(on_event=end).request("GET", "/lines")
