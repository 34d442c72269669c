"""Options: checked when they are made, frozen afterwards, and silent about what may be private."""

from typing import Any

import attrs
import pytest

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.options import Options, RetryPolicy, Timeouts
from tests.conftest import CANARY

NAN, INF = float("nan"), float("inf")
POSITIVE = [
    (Timeouts, "connect"),
    (Timeouts, "read"),
    (RetryPolicy, "base"),
    (RetryPolicy, "cap"),
    (Options, "deadline"),
]
AT_LEAST_ZERO = [(RetryPolicy, "budget_ratio"), (RetryPolicy, "budget_floor"), (Options, "max_wait")]
COUNTS = [(RetryPolicy, "attempts"), (Options, "concurrency"), (Options, "max_body")]


@pytest.mark.parametrize(("cl", "name"), [*POSITIVE, *AT_LEAST_ZERO])
@pytest.mark.parametrize("value", [-1, -0.001, NAN, INF, -INF, True, "1", None])
def test_seconds_and_rates_are_finite_numbers(cl: Any, name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} must be "):
        cl(**{name: value})


@pytest.mark.parametrize(("cl", "name"), POSITIVE)
def test_a_span_of_zero_is_refused(cl: Any, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} must be a positive number, not 0"):
        cl(**{name: 0})


@pytest.mark.parametrize(("cl", "name"), AT_LEAST_ZERO)
def test_zero_is_fine_where_it_means_none(cl: Any, name: str) -> None:
    assert getattr(cl(**{name: 0}), name) == 0


@pytest.mark.parametrize(("cl", "name"), COUNTS)
@pytest.mark.parametrize("value", [0, -1, 1.0, 1.5, True, "1", None])
def test_counts_are_whole_and_at_least_one(cl: Any, name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} must be a whole number of at least 1"):
        cl(**{name: value})


@pytest.mark.parametrize("wrong", [{"timeouts": 5}, {"retry": 5}])
def test_the_parts_are_of_their_types(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="must be a "):
        Options(**wrong)


@pytest.mark.parametrize("cl", [Timeouts, RetryPolicy, Options])
def test_options_are_frozen_and_by_keyword_only(cl: Any) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(cl(), attrs.fields(cl)[0].name, 1)
    with pytest.raises(TypeError):
        cl(1)


def test_no_retries_means_one_attempt_and_429_raised_at_once() -> None:
    off = RetryPolicy.off()
    assert (off.attempts, off.throttled) == (1, False)


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\n", "Ä", "---", 3, None, "a\r\nb", "a\x00", "a(b)"])
def test_what_is_no_header_name_is_refused(name: Any) -> None:
    with pytest.raises(ConfigurationError, match="is not a header name"):
        Options(headers={name: "1"})


@pytest.mark.parametrize("name", ["Authorization", "authorization", "HOST", "Content-Length", "User-Agent", "accept"])
def test_the_clients_own_headers_cannot_be_replaced(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"The header {name} is the client's own"):
        Options(headers={name: "1"})


@pytest.mark.parametrize("ending", ["\r\nX-Evil: 1", "\n", "\r", "\x00", "\x7f", "\t", "\ud800", "\x85"])
def test_a_header_value_that_cannot_be_sent_is_refused_and_never_echoed(ending: str) -> None:
    with pytest.raises(ConfigurationError, match="The value of the header X-Proxy-Token cannot be sent") as caught:
        Options(headers={"X-Proxy-Token": f"{CANARY}{ending}"})
    assert CANARY not in str(caught.value)
    caught.value.__traceback__ = None


@pytest.mark.parametrize("value", [1, None, b"x"])
def test_a_header_value_is_a_text(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="cannot be sent"):
        Options(headers={"X-Trace": value})


def test_headers_are_kept_as_given_and_not_printed() -> None:
    options = Options(headers={"X-Trace_Id": "café 1", "X-Proxy-Token": CANARY})
    assert options.headers == {"X-Trace_Id": "café 1", "X-Proxy-Token": CANARY}
    assert CANARY not in repr(options)


@pytest.mark.parametrize("value", ["é", "a\nb", "a\x00", 3, b"x"])
def test_a_user_agent_is_printable_ascii(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="user_agent must be printable ASCII"):
        Options(user_agent=value)


def test_a_user_agent_may_be_given_or_not() -> None:
    assert Options(user_agent="crm/3.1").user_agent == "crm/3.1"
    assert Options().user_agent is None


def test_the_defaults_are_the_documented_ones() -> None:
    options = Options()
    assert (options.deadline, options.max_wait, options.max_body) == (60.0, 300.0, 32 * 2**20)
    assert (options.timeouts.connect, options.timeouts.read) == (10.0, 30.0)
    assert (options.retry.attempts, options.retry.throttled, options.strict) == (4, True, False)
    assert options.on_event is None


def test_changed_options_are_validated() -> None:
    with pytest.raises(ConfigurationError, match="deadline"):
        attrs.evolve(Options(), deadline=0)
