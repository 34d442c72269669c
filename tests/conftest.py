"""Fixtures of the whole suite, and the canary: no key may show in a log line or in any error that a test provokes."""

import logging
import pickle
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

from telephony_clients import Options, TelephonyError
from telephony_clients.core import errors
from telephony_clients.testing.virtual_time import VirtualTime
from tests.scripted_server import ScriptedServer

CANARY = "canary-5ecret"
"""Every key that a test uses holds this, or the sandbox's own ``canary``."""


settings.register_profile("suite", deadline=None, max_examples=60)
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


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def shown(error: BaseException) -> Iterator[str]:
    """Every form in which an error may end up in a log, a report or another process; the tests' own frames aside."""
    yield from (str(error), repr(error), repr(vars(error)), repr(pickle.dumps(error)))
    report: traceback.TracebackException | None = traceback.TracebackException.from_exception(
        error, capture_locals=True
    )
    while report is not None:
        yield from (repr(frame.locals) for frame in report.stack if "/tests/" not in frame.filename)
        report = report.__cause__ or (None if report.__suppress_context__ else report.__context__)


@pytest.fixture(autouse=True)
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], None]]:
    """Watch every log line at DEBUG and every error of the package; fail the test that lets a key through."""
    seen: list[TelephonyError] = []
    create = errors.TelephonyError.__init__

    def noted(self: TelephonyError, *args: Any, **kwargs: Any) -> None:
        seen.append(self)
        create(self, *args, **kwargs)

    monkeypatch.setattr(errors.TelephonyError, "__init__", noted)
    handler = _Lines()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    def check(thing: Any) -> None:
        for text in shown(thing) if isinstance(thing, BaseException) else (repr(thing), str(thing)):
            assert CANARY not in text, f"a key shows in {type(thing).__name__}"

    yield check
    root.removeHandler(handler)
    root.setLevel(level)
    for line in handler.lines:
        assert CANARY not in line, "a key shows in the log"
    for error in seen:
        check(error)
    seen.clear()
