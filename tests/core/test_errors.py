"""Errors: each says what happened, to which call and what to do; each can be copied, pickled and sent elsewhere."""

import copy
import pickle
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

import telephony_clients
from telephony_clients.core import errors
from telephony_clients.core.errors import ApiError, Attempt, BadResponse, ModelMismatch, Outcome, TelephonyError
from tests.conftest import CANARY


def _family(root: type[TelephonyError]) -> Iterator[type[TelephonyError]]:
    yield root
    for child in root.__subclasses__():
        yield from _family(child)


EVERY = sorted({cl for cl in _family(TelephonyError) if cl.__module__ == errors.__name__}, key=lambda cl: cl.__name__)
API = [cl for cl in EVERY if issubclass(cl, ApiError)]
BAD = [cl for cl in EVERY if issubclass(cl, BadResponse)]
WAYS: list[Callable[[Any], Any]] = [
    copy.copy,
    copy.deepcopy,
    *(
        lambda error, p=protocol: pickle.loads(pickle.dumps(error, p))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    ),
]


def furnished(cl: type[TelephonyError]) -> TelephonyError:
    """An error with everything set that its kind can carry."""
    error = cl("it did not work").about(vendor="Switchboard", method="POST", url="https://h.test/lines?key=***")
    error.attempts = (Attempt(0.0, 503, "ServerError", 0.5), Attempt(0.7, 503, "ServerError"))
    error.cursor = {"position": "abc"}
    error.outcome = Outcome.UNKNOWN
    if isinstance(error, ApiError | BadResponse):
        error.status, error.headers, error.body = 503, {"x-request-id": "r1"}, b"{}"
    if isinstance(error, ApiError):
        error.code, error.errors, error.details = "busy", {"name": ["taken"]}, {"more": [1]}
        error.request_id, error.retry_after = "r1", 7.0
    if isinstance(error, ModelMismatch):
        error.data = [{"id": 1}]
        error.at(".id").at("[0]")
    error.add_note("a note")
    return error


@pytest.mark.parametrize("cl", EVERY)
def test_every_error_says_what_happened_to_which_call_and_what_to_do(cl: type[TelephonyError]) -> None:
    error = furnished(cl)
    text = str(error)
    assert text.startswith("Switchboard POST https://h.test/lines?key=***: ")
    assert "it did not work" in text
    assert "(2 attempts)" in text
    assert text.endswith(cl.advice)
    assert cl.__name__ in repr(error)


@pytest.mark.parametrize("cl", EVERY)
@pytest.mark.parametrize("way", WAYS)
def test_every_error_survives_copy_and_pickle_whole(cl: type[TelephonyError], way: Callable[[Any], Any]) -> None:
    error = furnished(cl)
    twin = way(error)
    assert type(twin) is cl
    assert twin is not error
    assert str(twin) == str(error)
    assert twin.args == error.args
    assert vars(twin) == vars(error)
    assert twin.__notes__ == ["a note"]


@pytest.mark.parametrize("cl", EVERY)
def test_every_error_is_useful_without_any_call(cl: type[TelephonyError], canary: Callable[[Any], None]) -> None:
    error = cl("no call yet")
    assert "no call yet" in str(error)
    assert "None" not in str(error)
    assert (error.vendor, error.method, error.url, error.cursor) == (None, None, None, None)
    assert error.attempts == ()
    canary(error)


@pytest.mark.parametrize("cl", EVERY)
def test_what_one_error_is_told_does_not_show_on_the_next(cl: type[TelephonyError]) -> None:
    furnished(cl)
    assert cl("fresh").attempts == ()
    assert cl("fresh").cursor is None


@pytest.mark.parametrize("cl", EVERY)
def test_every_error_is_public(cl: type[TelephonyError]) -> None:
    assert getattr(telephony_clients, cl.__name__) is cl


@pytest.mark.parametrize(
    "parts",
    [
        (TelephonyError, errors.TransportError, errors.ConnectError),
        (TelephonyError, errors.BadResponse, errors.DecodeError),
        (TelephonyError, errors.ApiError, errors.RateLimited),
        (TelephonyError, errors.PaginationError),
        (Exception, TelephonyError, errors.ConfigurationError),
        (OSError, TimeoutError, errors.DeadlineExceeded),
        (OSError, TimeoutError, errors.ReadTimeout),
        (OSError, ConnectionError, errors.ConnectError),
        (errors.TransportError, errors.DeadlineExceeded),
        (errors.TransportError, errors.ReadTimeout),
    ],
)
def test_the_tree_can_be_caught_by_its_branches(parts: tuple[type[BaseException], ...]) -> None:
    assert all(issubclass(child, parent) for parent, child in pairwise(parts))


@pytest.mark.parametrize(
    ("cl", "outcome"),
    [
        (errors.ConfigurationError, Outcome.NOT_SENT),
        (errors.ConnectError, Outcome.NOT_SENT),
        (errors.TLSError, Outcome.NOT_SENT),
        (errors.DeadlineExceeded, Outcome.NOT_SENT),
        (errors.ReadTimeout, Outcome.UNKNOWN),
        (errors.LostResponse, Outcome.UNKNOWN),
        (errors.ProtocolError, Outcome.UNKNOWN),
        (errors.RedirectRefused, Outcome.ANSWERED),
        (errors.DecodeError, Outcome.UNKNOWN),
        (errors.UnexpectedContent, Outcome.ANSWERED),
        (errors.TruncatedBody, Outcome.UNKNOWN),
        (errors.EmptyResponse, Outcome.UNKNOWN),
        (errors.BodyTooLarge, Outcome.ANSWERED),
        (errors.ModelMismatch, Outcome.ANSWERED),
        (errors.RateLimited, Outcome.REFUSED),
        (errors.ServerError, Outcome.UNKNOWN),
        (errors.BadRequest, Outcome.ANSWERED),
        (errors.ValidationFailed, Outcome.ANSWERED),
        (errors.PaginationError, Outcome.ANSWERED),
    ],
)
def test_a_kind_of_error_knows_what_became_of_the_request(cl: type[TelephonyError], outcome: Outcome) -> None:
    assert cl("").outcome is outcome


@pytest.mark.parametrize(
    ("message", "code", "fields", "headline"),
    [
        ("Name is taken.", None, {}, "422 Name is taken."),
        ("  Name is taken  ", "taken", {}, "422 Name is taken [taken]."),
        ("", None, {}, "422 no message."),
        ("No", None, {"name": ["taken", "short"], "": ["too many"]}, "422 No (name: taken, short; too many)."),
    ],
)
def test_a_refusal_reads_as_one_sentence(
    message: str, code: str | None, fields: dict[str, list[str]], headline: str
) -> None:
    error = ApiError(message)
    error.status, error.code, error.errors = 422, code, fields
    assert error.headline() == headline


def test_one_attempt_is_not_worth_a_word() -> None:
    error = errors.ConnectError("refused")
    error.attempts = (Attempt(0.0),)
    assert "attempt" not in str(error)


def test_a_mismatch_grows_its_path_from_the_inside_out() -> None:
    error = ModelMismatch("Expected text, got int").at(".id").at(".agent").at("[3]")
    assert error.path == "$[3].agent.id"
    assert error.headline() == "Expected text, got int at $[3].agent.id"


def test_a_reply_is_attached_without_being_printed() -> None:
    error = errors.DecodeError("The body is not JSON").with_response(
        status=200, headers={"a": "b"}, body=CANARY.encode()
    )
    assert (error.status, error.headers) == (200, {"a": "b"})
    assert CANARY not in str(error)
    error.body = b""


def test_an_attempt_is_a_frozen_value() -> None:
    attempt = Attempt(0.5, 503, "ServerError", 1.0)
    assert attempt == pickle.loads(pickle.dumps(attempt))
    with pytest.raises(AttributeError):
        attempt.wait = 2.0  # type: ignore[misc]
