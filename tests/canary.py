"""The canary: no key may show in a log line, error, event, client, answer, page of the terminal or Redis key."""

import logging
import pickle
import re
import sys
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs
import pytest
from rich.traceback import Traceback

from telephony_clients import TelephonyError
from telephony_clients.core import errors, events
from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.calls.response import ParsedResponse
from telephony_clients.core.webhooks.verifier import Verifier

CANARY = "canary-5ecret"
"""Every key that a test uses holds this, or is one of the sandbox's: ``canary`` and noise."""
_ENCODED = [b64encode(b"." * shift + CANARY.encode())[4:-4].decode() for shift in range(3)]
LEAK = re.compile("|".join([CANARY, r"canary[0-9a-f]{16}", *map(re.escape, _ENCODED)]))
_RESPONSES = 3
"""The answers of a test that are looked at."""


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
    """The errors and events of the test that runs, and how its answers, clients and verifiers show."""

    raised: list[TelephonyError] = attrs.Factory(list)
    told: list[events.Event] = attrs.Factory(list)
    answers: list[str] = attrs.Factory(list)
    made: list[tuple[str, str]] = attrs.Factory(list)

    def clear(self) -> None:
        for noted in (self.raised, self.told, self.answers, self.made):
            noted.clear()


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

    def noting(kind: type[Any], show: Callable[[Any], str]) -> None:
        """Note how an object shows as soon as it is made; it is not kept, since some tests wait for its end."""
        make = kind.__init__

        def make_noted(self: Any, *args: Any, **kwargs: Any) -> None:
            make(self, *args, **kwargs)
            if LEAK.search(text := show(self)):
                found.made.append((type(self).__name__, text))

        patch.setattr(kind, "__init__", make_noted)

    def answer_shown(answer: Any) -> str:
        """Return how an answer shows, without the data, which is given as the vendor sent it."""
        if len(found.answers) >= _RESPONSES:
            return ""
        found.answers.append(type(answer).__name__)
        return (repr(answer) + str(answer)).replace(repr(answer.data), "")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(errors.TelephonyError, "__init__", create_noted)
        noting(Engine, lambda one: repr(vars(one)) + repr(_but_context(attrs.asdict(one.options, recurse=False))))
        noting(ParsedResponse, answer_shown)
        noting(Verifier, lambda one: repr([getattr(one, name) for name in Verifier.__slots__]) + repr(one))
        for name, module in tuple(sys.modules.items()):
            if name.startswith("telephony_clients.") and vars(module).get("deliver") is deliver:
                patch.setattr(module, "deliver", deliver_noted)
        yield found


@pytest.fixture(autouse=True)
def canary(noted: _Noted, pytestconfig: pytest.Config) -> Iterator[Callable[[Any], None]]:
    """Watch every log line, event, error, client and answer; fail the test that lets a key through.

    Calls are logged at DEBUG, so that all they tell is watched; with ``--log-level=WARNING`` nobody is told of them, as
    in most programs.
    """
    noted.clear()
    handler = _Lines()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(pytestconfig.getoption("log_level") or logging.DEBUG)

    def check(thing: Any) -> None:
        _check_texts(thing, shown(thing) if isinstance(thing, BaseException) else (repr(thing), str(thing)))

    yield check
    root.removeHandler(handler)
    root.setLevel(level)
    for line in handler.lines:
        assert not LEAK.search(line), "a key shows in the log"
    for event in list(noted.told):
        _check_texts(event, _event_shown(event))
    _check_errors(list(noted.raised))
    assert [name for name, _ in noted.made] == [], "a key shows in the repr of these"
    noted.clear()


def _event_shown(event: events.Event) -> Iterator[str]:
    """Yield the forms of an event; what a user gave as its context is the user's."""
    yield from (repr(event), str(event))
    yield repr(_but_context(attrs.asdict(event, recurse=False)))
    own: Any = event
    yield repr(pickle.dumps(attrs.evolve(own, context=None) if hasattr(own, "context") else own))


def _but_context(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "context"}
