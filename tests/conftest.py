"""Fixtures of the whole suite, and the canary: no key may show in a log line or in any error that a test provokes."""

import logging
import pickle
import re
import socket
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import attrs
import pytest
from hypothesis import settings
from rich.traceback import Traceback

from telephony_clients import Options, TelephonyError
from telephony_clients.core import errors, events
from telephony_clients.testing.virtual_time import VirtualTime
from tests.scripted_server import ScriptedServer

CANARY = "canary-5ecret"
"""Every key that a test uses holds this, or is one of the sandbox's: ``canary`` and noise."""
LEAK = re.compile(rf"{CANARY}|canary[0-9a-f]{{16}}")


settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("suite")


@pytest.fixture(autouse=True, scope="session")
def _no_keys_from_outside() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TALKROUTE", "TALKABLE", "TALKOVER"):
            for part in ("API_KEY", "TOKEN", "BASE_URL", "SITE_SLUG"):
                patch.delenv(f"{name}_{part}", raising=False)
        yield


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def options(time: VirtualTime) -> Options:
    """Options in virtual time with half of every random amount."""
    return Options(clock=time.clock, sleep=time.sleep, random=lambda: 0.5)


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as running:
        yield running


@pytest.fixture
def nobody() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


@pytest.fixture
def black_hole() -> Iterator[str]:
    """A listener whose queue is full, so that the next SYN is left without an answer."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    callers = [socket.socket() for _ in range(4)]
    for one in callers:
        one.setblocking(False)
        one.connect_ex(listener.getsockname())
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    for one in (*callers, listener):
        one.close()


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


_FRAMES = 60
"""The frames of an error that are looked at; a recursion has thousands of the same."""


def shown(error: BaseException) -> Iterator[str]:
    """Every form in which an error may end up in a log, a report or another process; the tests' own frames aside."""
    yield from shown_without_frames(error)
    yield from shown_of_frames(error)


def shown_without_frames(error: BaseException) -> Iterator[str]:
    yield from (str(error), repr(error), repr(vars(error)), repr(pickle.dumps(error)))


def places(error: BaseException) -> tuple[object, ...]:
    """Where an error was raised and passed on."""
    return (type(error), *((frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)))


def shown_of_frames(error: BaseException) -> Iterator[str]:
    report: traceback.TracebackException | None = traceback.TracebackException.from_exception(
        error, capture_locals=True, limit=_FRAMES
    )
    inside = False
    while report is not None:
        frames = [frame for frame in report.stack if "/tests/" not in frame.filename]
        inside = inside or any("/telephony_clients/" in frame.filename for frame in frames)
        yield from (repr(frame.locals) for frame in frames)
        report = report.__cause__ or (None if report.__suppress_context__ else report.__context__)
    if inside and len(places(error)) < _FRAMES:  # rich shows no more than that of other frames, and takes long
        yield from shown_by_rich(error)


def shown_by_rich(error: BaseException) -> Iterator[str]:
    """What rich shows of the variables of an error's frames: it opens containers and shortens what is in them."""
    report = Traceback.extract(type(error), error, error.__traceback__, show_locals=True, locals_max_string=80)
    frames = (frame for stack in report.stacks for frame in stack.frames if "/tests/" not in frame.filename)
    return (str(node) for frame in frames for node in (frame.locals or {}).values())


def _check_texts(thing: Any, texts: Iterable[str]) -> None:
    for text in texts:
        assert not LEAK.search(text), f"a key shows in {type(thing).__name__}"


def _check_errors(seen: Iterable[TelephonyError]) -> None:
    """Check errors, and the frames of each kind once: that takes long, and a fuzz raises thousands of one kind."""
    raised: set[object] = set()
    for error in seen:
        _check_texts(error, shown_without_frames(error))
        if (place := places(error)) not in raised:
            raised.add(place)
            _check_texts(error, shown_of_frames(error))


@attrs.frozen
class _Noted:
    """The errors and events of the test that runs."""

    raised: list[TelephonyError] = attrs.Factory(list)
    told: list[events.Event] = attrs.Factory(list)


@pytest.fixture(autouse=True, scope="session")
def noted() -> Iterator[_Noted]:
    """Note every error and event of the package; modules that are imported later take part."""
    found = _Noted()
    create, deliver = errors.TelephonyError.__init__, events.deliver

    def create_noted(self: TelephonyError, *args: Any, **kwargs: Any) -> None:
        found.raised.append(self)
        create(self, *args, **kwargs)

    def deliver_noted(observer: Callable[[Any], None], event: events.Event) -> None:
        found.told.append(event)
        deliver(observer, event)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(errors.TelephonyError, "__init__", create_noted)
        for name, module in tuple(sys.modules.items()):
            if name.startswith("telephony_clients.") and vars(module).get("deliver") is deliver:
                patch.setattr(module, "deliver", deliver_noted)
        yield found


@pytest.fixture(autouse=True)
def canary(noted: _Noted) -> Iterator[Callable[[Any], None]]:
    """Watch every log line at DEBUG, event and error of the package; fail the test that lets a key through."""
    noted.raised.clear()
    noted.told.clear()
    handler = _Lines()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    def check(thing: Any) -> None:
        _check_texts(thing, shown(thing) if isinstance(thing, BaseException) else (repr(thing), str(thing)))

    yield check
    root.removeHandler(handler)
    root.setLevel(level)
    for line in handler.lines:
        assert not LEAK.search(line), "a key shows in the log"
    for event in list(noted.told):
        check(event)
        check({name: value for name, value in attrs.asdict(event, recurse=False).items() if name != "context"})
    _check_errors(list(noted.raised))
    noted.raised.clear()
    noted.told.clear()
