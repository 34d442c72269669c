"""A large answer is read in a thread: what it tells arrives on the loop's thread, and the deadline holds meanwhile."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import attrs
import pytest

from telephony_clients import DeadlineExceeded, ModelMismatch, NotFound, Options, Timeouts
from telephony_clients.core.calls.engine import _PARSE_IN_THREAD_ABOVE
from telephony_clients.core.calls.response import parse_response
from telephony_clients.core.errors import DecodeError, Outcome, TelephonyError
from telephony_clients.core.events import AttemptFinished, CallFinished, DriftNoted, Event
from telephony_clients.core.models.codec import Codec, as_written
from telephony_clients.core.models.one_pass import Envelope
from tests.core.desk import Desk, caught, connections, fine, until, wire, wrong
from tests.core.loop_time import in_loop_time, loop, loop_options, taking
from tests.core.models.test_codec_hooks import Door, House, Owner, State, adapter_of
from tests.scripted_server import ScriptedServer

PADDING = "x" * 2**10
DOORS: list[dict[str, Any]] = [{"id": str(number), "state": "open", "tags": [PADDING]} for number in range(300)]
READ = [Door(id=str(number), state=State.OPEN, tags=[PADDING]) for number in range(300)]
ONE_PASS = pytest.mark.parametrize("one_pass", [True, False], ids=["one_pass", "tolerant"])


def house(server: ScriptedServer, options: Options, codec: Codec, *, one_pass: bool) -> House:
    own = type("OwnHouse", (House,), {"adapter_class": adapter_of(codec, one_pass=one_pass)})
    made: House = own("canary-5ecret-of-the-house", base_url=server.url, options=options)
    return made


async def doors(client: House) -> list[Door]:
    return (await client.request("GET", "/doors", into=list[Door])).data


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The threads in which answers were read."""
    threads: list[int] = []

    def noted(*args: Any, **more: Any) -> Any:
        threads.append(threading.get_ident())
        return parse_response(*args, **more)

    for module in ("engine", "response"):
        monkeypatch.setattr(f"telephony_clients.core.calls.{module}.parse_response", noted)
    return threads


class Stop:
    """A hook that holds up whoever reads an instant."""

    def __init__(self, codec: Codec) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()
        codec.converter.register_structure_hook(datetime, self._read)

    def _read(self, value: Any, _: Any) -> datetime:
        self.reached.set()
        assert self.go_on.wait(20)
        return datetime.fromisoformat(value)


@pytest.mark.parametrize(("more", "apart"), [(-1, False), (0, False), (1, True)])
async def test_answers_above_256_kb_are_parsed_in_a_thread(
    server: ScriptedServer, desk: Desk, readers: list[int], more: int, *, apart: bool
) -> None:
    empty = len(json.dumps(fine("")))
    server.answer(fine("x" * (_PARSE_IN_THREAD_ABOVE - empty + more)))

    response = await desk.request("GET", "/lines")

    assert len(response.body) == _PARSE_IN_THREAD_ABOVE + more
    assert [one != threading.get_ident() for one in readers] == [apart]


@ONE_PASS
async def test_an_answer_parsed_in_a_thread_has_the_same_data(
    server: ScriptedServer, options: Options, readers: list[int], *, one_pass: bool
) -> None:
    server.answer(fine(DOORS), always=True)
    async with house(server, options, Codec(), one_pass=one_pass) as client:
        for _ in range(2):
            assert await doors(client) == READ
    assert threading.get_ident() not in readers


@ONE_PASS
async def test_drift_found_in_a_thread_is_reported_on_the_loops_thread(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    events: list[tuple[Event, int]] = []
    watching = attrs.evolve(options, on_event=lambda event: events.append((event, threading.get_ident())))
    changed = [{**door, "new": 1, "state": "ajar"} for door in DOORS]
    server.answer(fine(changed), always=True)
    async with house(server, watching, Codec(), one_pass=one_pass) as client:
        for _ in range(2):
            assert {door.extra["new"] for door in await doors(client)} == {1}
        counts = {(row.kind, row.field): row.count for row in client.drift()}

    assert counts == {("unknown_field", "new"): 600, ("unknown_value", ""): 600}
    assert {thread for _, thread in events} == {threading.get_ident()}
    kinds = [type(event) for event, _ in events]
    assert (kinds.count(DriftNoted), kinds.count(AttemptFinished), kinds.count(CallFinished)) == (2, 2, 2)


LARGE_TEXT = "x" * (_PARSE_IN_THREAD_ABOVE + 1)
FAULTS: dict[str, tuple[bytes, type[TelephonyError], str]] = {
    "no JSON": (b"{" * 5 + b" " * _PARSE_IN_THREAD_ABOVE + b"}", DecodeError, ""),
    "another type": (json.dumps(fine([*DOORS, {"id": None}])).encode(), ModelMismatch, r"at \$\[300\]\.id"),
    "a refusal": (json.dumps(wrong(LARGE_TEXT)).encode(), NotFound, "xxx"),
}


@ONE_PASS
@pytest.mark.parametrize("fault", FAULTS)
async def test_errors_arrive_as_they_are(
    server: ScriptedServer, options: Options, readers: list[int], fault: str, *, one_pass: bool
) -> None:
    body, kind, words = FAULTS[fault]
    server.answer(body=body, status=404 if kind is NotFound else 200, always=True)
    async with house(server, options, Codec(), one_pass=one_pass) as client:
        error = await caught(doors(client))

    assert type(error) is kind
    assert re.search(words, str(error))
    assert error.__context__ is None
    assert {attempt.error for attempt in error.attempts} == {kind.__name__}
    assert threading.get_ident() not in readers


@ONE_PASS
async def test_strict_mode_holds_for_answers_parsed_in_a_thread(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    server.answer(fine([{**door, "new": 1} for door in DOORS]), always=True)
    async with house(server, attrs.evolve(options, strict=True), Codec(), one_pass=one_pass) as client:
        for _ in range(2):
            with pytest.raises(ModelMismatch, match=r"unknown_field of Door\.new"):
                await doors(client)


@ONE_PASS
async def test_the_event_loop_is_free_while_a_large_answer_is_parsed(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    codec = Codec()
    stop = Stop(codec)
    server.answer(fine([*DOORS, {**DOORS[0], "opened_at": "2026-01-02T03:04:05Z"}])).answer(fine({"number": 1}))
    async with house(server, options, codec, one_pass=one_pass) as client:
        large = asyncio.create_task(doors(client))
        await until(stop.reached.is_set)
        assert (await client.doors.window("1")).number == 1
        assert not large.done()
        stop.go_on.set()
        assert len(await large) == 301


@in_loop_time
async def test_the_deadline_leaves_the_outcome_of_a_write_unknown_while_its_answer_is_parsed() -> None:
    codec = Codec()
    stop = Stop(codec)
    loop().hold(stop.reached)
    body = wire(fine([*DOORS, {**DOORS[0], "opened_at": "2026-01-02T03:04:05Z"}]))
    async with (
        ScriptedServer() as server,
        house(server, loop_options(deadline=5, timeouts=Timeouts(read=1)), codec, one_pass=True) as client,
    ):
        server.raw(body)
        async with taking(5):
            error = await caught(client.request("POST", "/doors", json={}, into=list[Door]))

        assert isinstance(error, DeadlineExceeded)
        assert error.outcome is Outcome.UNKNOWN
        assert (connections(client), client.gate.snapshot().in_flight) == (0, 0)
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0
        stop.go_on.set()


@ONE_PASS
async def test_concurrent_first_answers_are_read_alike(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    changed = [{**door, "owner": {"name": "Zoë", f"new{number % 9}": 1}} for number, door in enumerate(DOORS)]
    wanted = [
        attrs.evolve(door, owner=Owner(name="Zoë", extra={f"new{number % 9}": 1})) for number, door in enumerate(READ)
    ]
    server.answer(fine(changed), always=True)
    for _ in range(3):
        async with house(server, options, Codec(), one_pass=one_pass) as client:
            several = await asyncio.gather(*(doors(client) for _ in range(6)))
            assert all(one == wanted for one in several)
            assert {row.count for row in client.drift()} <= {6 * 33, 6 * 34}


class Meeting:
    """A place in the middle of things: who first comes there waits for the other, whom only a lock can keep away.

    Attributes:
        begun: set once the first is there.
        arrived: set by the other, who then comes at once.
        met: whether both were there at the same time.
    """

    def __init__(self) -> None:
        self.begun, self.arrived = threading.Event(), threading.Event()
        self.met = False
        self._there = 0

    def pass_by(self) -> None:
        self._there += 1
        self.met |= self._there > 1
        if not self.begun.is_set():
            self.begun.set()
            assert self.arrived.wait(20)
            time.sleep(0.05)  # how long it may take to come; a lock holds it up, whatever it takes
        self._there -= 1

    def spell(self, name: str) -> tuple[str, ...]:
        """Spell a wire name, which is done for each field while its model's reader is built."""
        self.pass_by()
        return as_written(name)

    def both(self, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
        """Let one thread begin with the first, and another do the second meanwhile."""

        def arrive() -> Any:
            self.arrived.set()
            return second()

        with ThreadPoolExecutor(2) as pool:
            beginning = pool.submit(first)
            assert self.begun.wait(20)
            return pool.submit(arrive).result(20), beginning.result(20)


class Slow(dict[str, str]):
    """A dict that takes its time to store something."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self._meeting = meeting

    def __setitem__(self, name: str, value: str) -> None:
        self._meeting.pass_by()
        super().__setitem__(name, value)


RECORD = {"id": "1", "state": "open", "tags": []}
MADE = Door(id="1", state=State.OPEN, tags=[])
ENVELOPE = Envelope(data="data")


def decoded(codec: Codec, **more: object) -> Any:
    """Read the record, with more fields, in one pass."""
    made = codec.one_pass.decode(json.dumps({"data": {**RECORD, **more}}).encode(), Door, ENVELOPE, None)
    assert made is not None, "the one-pass decoder refused"
    return made["data"]


@ONE_PASS
def test_a_second_thread_waits_for_the_decoder_that_the_first_builds(*, one_pass: bool) -> None:
    if one_pass:
        pytest.importorskip("msgspec")
    meeting = Meeting()
    codec = Codec(spell=meeting.spell)

    def read() -> Any:
        return decoded(codec) if one_pass else codec.structure(RECORD, Door)

    assert meeting.both(read, read) == (MADE, MADE)
    assert not meeting.met


def test_a_field_found_while_a_decoder_is_built_is_read_in_one_pass_afterwards() -> None:
    pytest.importorskip("msgspec")
    meeting = Meeting()
    codec = Codec(spell=meeting.spell)

    meeting.both(lambda: decoded(codec), lambda: codec.one_pass.widen(Door, "new"))

    assert decoded(codec, new=1) == attrs.evolve(MADE, extra={"new": 1})


def test_fields_found_at_the_same_time_are_both_read_in_one_pass_afterwards() -> None:
    pytest.importorskip("msgspec")
    meeting = Meeting()
    codec = Codec()
    codec.one_pass._unknown_fields[Door] = Slow(meeting)

    meeting.both(lambda: codec.one_pass.widen(Door, "one"), lambda: codec.one_pass.widen(Door, "two"))

    assert decoded(codec, one=1, two=2) == attrs.evolve(MADE, extra={"one": 1, "two": 2})
