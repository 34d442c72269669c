"""Secrets: shown nowhere, refused where they cannot travel, rotated by their source, masked in what comes back."""

import asyncio
import copy
import inspect
import itertools
import json
import logging
import pickle
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, cast, get_type_hints

import attrs
import pytest
from rich.pretty import pretty_repr

from telephony_clients import Options, Talkover
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.secret import HIDDEN_LOCALS, MaskedText, Secret
from telephony_clients.core.webhooks.verifier import Verifier
from tests.conftest import CANARY

KEY = f"sk-{CANARY}-1"


def later(key: str) -> Callable[[], Awaitable[str]]:
    async def ask() -> str:
        await asyncio.sleep(0)
        return key

    return ask


def locals_below(error: BaseException) -> str:
    """What a crash reporter keeps of the package's own frames."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    return repr([frame.locals for frame in report.stack if "/tests/" not in frame.filename])


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        "{}".format,
        "{!s:>30}".format,
        lambda secret: f"{secret!r}{secret!s}",
        lambda secret: repr([secret]),
        lambda secret: json.dumps({"secret": secret}, default=str),
        lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 - as logging does it
    ],
)
@pytest.mark.parametrize("source", [KEY, lambda: KEY, later(KEY)])
async def test_no_way_of_writing_a_secret_shows_it(show: Callable[[Secret], str], source: Any) -> None:
    secret = Secret(source)
    await secret.reveal()
    assert CANARY not in show(secret)
    assert "***" in show(secret)


def test_a_secret_has_no_dict_to_look_into() -> None:
    with pytest.raises(TypeError):
        vars(Secret(KEY))


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_cannot_leave_the_process_or_be_copied(leave: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError, match="not pickled") as caught:
        leave(Secret(KEY))
    assert CANARY not in str(caught.value)


async def test_a_revealed_key_is_the_text_and_masks_its_repr() -> None:
    key = await Secret(KEY).reveal()
    assert key == KEY
    assert f"Bearer {key}" == f"Bearer {KEY}"
    assert repr(key) == "'***'"
    assert CANARY not in repr({"Authorization": MaskedText(f"Bearer {key}")})


async def test_a_traceback_with_captured_locals_does_not_show_a_revealed_key() -> None:
    async def use(secret: Secret) -> None:
        key = await secret.reveal()
        headers = {"Authorization": MaskedText(f"Bearer {key}")}
        raise RuntimeError(len(headers))

    with pytest.raises(RuntimeError) as caught:
        await use(Secret(KEY))
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert CANARY not in repr(report.stack[-1].locals)


@pytest.mark.parametrize(
    "key",
    ["", f" {KEY}", f"{KEY} ", f"{KEY}\n", f"{KEY}\r\nX-Evil: 1", f"{KEY}\x00", f"{KEY}\x7f", f"{KEY}é", KEY.encode()],
)
@pytest.mark.parametrize("wrap", [lambda key: key, lambda key: lambda: key, later])
async def test_a_key_that_cannot_stand_in_a_header_is_refused_and_never_echoed(
    key: Any, wrap: Callable[[Any], Any]
) -> None:
    with pytest.raises(ConfigurationError, match="TALKOVER_TOKEN ") as caught:
        await Secret(wrap(key), name="TALKOVER_TOKEN").reveal()
    assert CANARY not in str(caught.value)
    assert CANARY not in locals_below(caught.value)


@pytest.mark.parametrize("odd", [None, 12, object(), ["key"]])
def test_a_key_of_another_type_is_refused_by_its_type(odd: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"must be a str, not {type(odd).__name__}"):
        Secret(odd)


def asked_later(ask: Callable[[], str]) -> Callable[[], Awaitable[str]]:
    async def asked() -> str:
        return ask()

    return asked


@pytest.mark.parametrize("wrap", [lambda ask: ask, asked_later])
async def test_a_source_is_called_each_time_so_that_keys_can_rotate(wrap: Callable[[Callable[[], str]], Any]) -> None:
    keys = iter([f"{KEY}a", f"{KEY}b"])
    secret = Secret(wrap(lambda: next(keys)))
    assert [await secret.reveal(), await secret.reveal()] == [f"{KEY}a", f"{KEY}b"]


async def test_a_secret_made_of_a_secret_shares_its_source() -> None:
    source = later(KEY)
    assert Secret(Secret(source)).identity == Secret(source).identity
    assert Secret(source).identity != Secret(later(KEY)).identity
    assert await Secret(Secret(KEY)).reveal() == KEY


def test_equal_keys_are_the_same_identity_and_different_keys_are_not() -> None:
    assert Secret(KEY).identity == Secret(KEY).identity
    assert Secret(KEY).identity != Secret(f"{KEY}2").identity


def test_nothing_is_redacted_before_a_source_was_called() -> None:
    assert Secret(lambda: KEY).redact("untouched") == "untouched"


async def test_the_answer_to_an_earlier_key_is_masked_after_a_rotation() -> None:
    keys = iter([f"{KEY}-old", f"{KEY}-new"])
    secret = Secret(lambda: next(keys))
    await secret.reveal()
    await secret.reveal()
    assert secret.redact_bytes(f"no such key {KEY}-old".encode()) == b"no such key ***"
    assert secret.redact(f"no such key {KEY}-new") == "no such key ***"


async def test_a_bounded_number_of_rotated_keys_is_remembered() -> None:
    numbers = iter(range(1000))
    secret = Secret(lambda: f"{KEY}/{next(numbers)}")
    for _ in range(1000):
        await secret.reveal()
    assert len(secret._known) < 10
    assert secret.redact(f"{KEY}/999") == "***"


def test_a_logged_secret_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("app").debug("built with %s and %r", Secret(KEY), MaskedText(KEY))
    assert "Secret('***') and '***'" in caplog.text


def test_masked_text_is_still_a_text() -> None:
    masked = MaskedText("abc")
    assert masked == "abc"
    assert hash(masked) == hash("abc")
    assert cast("str", masked).encode() == b"abc"


def fail(error: Exception) -> None:
    raise error


def hide(error: Exception, key: str) -> None:
    with HIDDEN_LOCALS:
        try:
            fail(KeyError(key))
        except KeyError:
            fail(error)


async def hide_later(error: Exception, key: str) -> None:
    with HIDDEN_LOCALS:
        await asyncio.sleep(0)
        hide(error, key)


def frames(error: BaseException) -> list[str]:
    return [frame.name for frame in traceback.extract_tb(error.__traceback__)]


def test_an_error_of_the_package_leaves_a_hidden_function_without_its_frames_and_its_reason() -> None:
    with pytest.raises(ConfigurationError) as caught:
        hide(ConfigurationError("no"), KEY)

    assert frames(caught.value)[1:] == []
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


def test_another_error_keeps_the_frames_below_the_hidden_function() -> None:
    with pytest.raises(RuntimeError) as caught:
        hide(RuntimeError("no"), KEY)

    assert frames(caught.value)[1:] == ["fail"]


@pytest.mark.parametrize(("error", "below"), [(ConfigurationError("no"), []), (RuntimeError("no"), ["fail"])])
async def test_a_coroutine_is_hidden_as_a_function_is(error: Exception, below: list[str]) -> None:
    with pytest.raises(type(error)) as caught:
        await hide_later(error, KEY)

    assert frames(caught.value)[1:] == below


@pytest.mark.parametrize("part", [slice(None, 80), slice(3, -2), slice(None, None, 2), slice(0, 0)])
def test_a_part_of_a_masked_text_is_masked_as_crash_reports_shorten_long_ones(part: slice) -> None:
    key = MaskedText(KEY * 9)
    assert (repr(key[part]), key[part] == (KEY * 9)[part]) == ("'***'", True)
    assert CANARY not in pretty_repr({"headers": [key]}, max_string=80)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_masked_text_is_copied_but_not_pickled(protocol: int) -> None:
    key = MaskedText(KEY)
    assert copy.copy(key) is copy.deepcopy(key) is key
    assert copy.deepcopy([key]) == [KEY]
    with pytest.raises(TypeError, match="not pickled") as caught:
        pickle.dumps({"key": key}, protocol)
    assert CANARY not in str(caught.value)


def client(**given: Any) -> Talkover:
    return Talkover(**{"api_key": "one-of-its-own", "base_url": "http://127.0.0.1:9", **given})


KEYS = [KEY.encode(), bytearray(KEY.encode()), f"{KEY}\n", [KEY], {KEY: KEY}]
HEADERS = [
    {"X-Key": f"{KEY}\n"},
    {"X-Key": KEY.encode()},
    {"X Key": KEY},
    {f"{KEY}\n": "X-Key"},
    {"Authorization": KEY},
    {"X-Key": KEY, "x-key": KEY},
]
ADDRESSES = [f"ftp://u:{KEY}@h", f"http://u:{KEY}@h", f"http://u:{KEY}@h:99999", f"http://u:{KEY}@[::1", f"//u:{KEY}@h"]
REFUSED: list[Callable[[Any], Any]] = [
    lambda key: client(api_key=key),
    lambda key: client(api_key=lambda: key).request("GET", "/calls"),
    lambda key: Verifier(cast("Any", None), secrets=[key]),
]
REFUSED_HEADERS: list[Callable[[Any], Any]] = [
    lambda headers: Options(headers=headers),
    lambda headers: client().with_options(headers=headers),
    lambda headers: client().request("GET", "/calls", headers=headers),
]
REFUSED_ADDRESSES: list[Callable[[Any], Any]] = [
    lambda url: client(base_url=url),
    lambda url: client().request("GET", url),
]


@pytest.mark.parametrize(
    ("use", "refused"),
    [
        *itertools.product(REFUSED, KEYS),
        *itertools.product(REFUSED_HEADERS, HEADERS),
        *itertools.product(REFUSED_ADDRESSES, ADDRESSES),
    ],
)
async def test_what_is_refused_is_not_shown(
    use: Callable[[Any], Any], refused: Any, canary: Callable[[Any], None]
) -> None:
    async def used() -> None:
        await use(refused)

    with pytest.raises(ConfigurationError) as caught:
        await used()
    canary(caught.value)


def test_the_headers_of_options_are_shown_and_pickled_nowhere() -> None:
    options = Options(headers={"X-Api-Key": KEY})
    assert options.headers == {"X-Api-Key": KEY}
    assert CANARY not in repr(attrs.asdict(options)) + repr(options.headers)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(options.headers)


def test_options_keep_their_signature() -> None:
    assert list(inspect.signature(Options).parameters)[:2] == ["deadline", "max_wait"]
    assert get_type_hints(Options.__init__)["max_body"] is int
