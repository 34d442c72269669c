"""JSON: every kind of trouble is one DecodeError, tolerance is narrow and counted, and only JSON is written."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core.errors import ConfigurationError, DecodeError, ModelMismatch
from telephony_clients.core.models.jsontext import dumps, loads
from tests.conftest import CANARY
from tests.core.models.drifting import counted

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
DEEP = 100_000
TROUBLE = [
    pytest.param(b"", "is not JSON", id="nothing"),
    pytest.param(b"{", "is not JSON", id="cut"),
    pytest.param(b'{"a": 1}}', "is not JSON: Extra data at character 8", id="more after the end"),
    pytest.param(b"{'a': 1}", "is not JSON", id="python's quotes"),
    pytest.param(b'{"a": "b\nc"}', "is not JSON: Invalid control character at character 8", id="raw line end"),
    pytest.param(b'["a', "is not JSON: Unterminated string starting at character 1", id="open text"),
    pytest.param(b'{"a": NaN}', "cannot be read: NaN", id="NaN"),
    pytest.param(b"[Infinity]", "cannot be read: Infinity", id="Infinity"),
    pytest.param(b"-Infinity", "cannot be read: -Infinity", id="-Infinity"),
    pytest.param(b"[" * DEEP + b"]" * DEEP, "nested too deep", id="100k lists"),
    pytest.param(b'{"a":' * DEEP + b"1" + b"}" * DEEP, "nested too deep", id="100k objects"),
    pytest.param(b"9" * 5000, "a number that cannot be read", id="5,000 digits"),
    pytest.param(b'"\xff\xfe"', r"not UTF-8 \(byte 1\)", id="invalid UTF-8"),
    pytest.param('"x"'.encode("utf-16"), "not UTF-8", id="UTF-16"),
    pytest.param(b'"\xed\xa0\x80"', "not UTF-8", id="encoded surrogate"),
]


@pytest.mark.parametrize("tolerant", [False, True])
@pytest.mark.parametrize(("body", "words"), TROUBLE)
def test_every_kind_of_trouble_is_a_decode_error_that_stands_alone(
    body: bytes,
    words: str,
    tolerant: bool,  # noqa: FBT001 - parametrised
) -> None:
    with pytest.raises(DecodeError, match=words) as caught:
        loads(body, tolerant=tolerant)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert "at at" not in str(caught.value)


def test_an_error_never_repeats_the_body() -> None:
    with pytest.raises(DecodeError) as caught:
        loads(f'{{"key": "{CANARY}"'.encode())
    assert CANARY not in str(caught.value)
    caught.value.__traceback__ = None


@pytest.mark.parametrize(
    "text", ["null", '"zoë 日本 😀"', '{"a": [1, 2.5, true, null]}', " [ ] \r\n", '"\\ud83d\\ude00"']
)
def test_json_is_read_with_or_without_a_byte_order_mark(text: str) -> None:
    assert loads(text.encode()) == loads(b"\xef\xbb\xbf" + text.encode()) == json.loads(text)


def test_whole_numbers_stay_whole_and_exact() -> None:
    assert loads(b"[12345678901234567890, 1.0]") == [12345678901234567890, 1.0]
    assert [type(one) for one in loads(b"[1, 1.0]")] == [int, float]


def test_of_repeated_names_the_last_wins() -> None:
    assert loads(b'{"a": 1, "a": 2}') == {"a": 2}


@given(st.binary(max_size=30))
def test_any_bytes_are_json_or_a_decode_error(body: bytes) -> None:
    for tolerant in (False, True):
        try:
            loads(body, tolerant=tolerant)
        except DecodeError:
            continue


@given(JSON)
def test_written_values_read_back_the_same(value: Any) -> None:
    assert loads(dumps(value)) == value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"[1,]", [1]),
        (b'{"a": 1,}', {"a": 1}),
        (b'{"a": [1, 2,\r\n  ], "b": {"c": 1\t, },}', {"a": [1, 2], "b": {"c": 1}}),
        (b'["a,]", "b,}",]', ["a,]", "b,}"]),
        (b'["\\",]", "\\\\",]', ['",]', "\\"]),
    ],
)
def test_commas_before_a_closing_bracket_pass_only_when_tolerated_and_are_counted(body: bytes, value: Any) -> None:
    with pytest.raises(DecodeError):
        loads(body)
    got, drift = counted(lambda: loads(body, tolerant=True))
    assert got == value
    assert drift == [("tolerated_json", "body", "", "str", 1)]


def test_in_strict_mode_a_tolerated_comma_is_an_error() -> None:
    with pytest.raises(ModelMismatch, match="tolerated_json of body"):
        counted(lambda: loads(b"[1,]", tolerant=True), strict=True)


@pytest.mark.parametrize("body", [b"[1,,]", b"[,1]", b'{"a":,}', b"[1,", b"[1 2,]", b",", b'{"a" 1,}', b'["a,]'])
def test_tolerance_goes_no_further(body: bytes) -> None:
    with pytest.raises(DecodeError):
        counted(lambda: loads(body, tolerant=True))


def with_trailing_commas(value: Any) -> str:
    if isinstance(value, list):
        return "[" + "".join(f"{with_trailing_commas(one)} , " for one in value) + "]"
    if isinstance(value, dict):
        return "{" + "".join(f"{json.dumps(name)}: {with_trailing_commas(one)},\n" for name, one in value.items()) + "}"
    return json.dumps(value)


@given(
    st.recursive(
        st.text(',]}"\\{[: a', max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(',}"', max_size=3), inner, max_size=3),
        max_leaves=8,
    )
)
def test_tolerance_never_touches_a_text(value: Any) -> None:
    got, drift = counted(lambda: loads(with_trailing_commas(value).encode(), tolerant=True))
    assert got == value
    assert bool(drift) == bool(isinstance(value, list | dict) and value)


@given(JSON)
def test_valid_json_is_read_the_same_with_and_without_tolerance_and_counts_nothing(value: Any) -> None:
    assert counted(lambda: loads(dumps(value), tolerant=True)) == (value, [])


@pytest.mark.parametrize(
    "body",
    [
        b'"' + b'\\"' * 200_000,
        b'["' + b'\\"' * 200_000 + b"\\",
        b"[" + b"," * 400_000,
        b"[" + b" ," * 200_000 + b" " * 200_000,
        b'"' * 400_001,
    ],
    ids=["open text", "open escape", "commas", "blanks", "quotes"],
)
def test_a_hostile_body_costs_no_more_than_its_length(body: bytes) -> None:
    began = time.process_time()
    with pytest.raises(DecodeError):
        loads(body, tolerant=True)
    assert time.process_time() - began < 5.0, "a quadratic pass would take minutes"


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"x",
        1j,
        float("nan"),
        [float("inf")],
        {"a": {"b": object()}},
        {(1, 2): 3},
        "\ud800",
        {"\ud800": 1},
    ],
)
def test_values_without_a_json_form_are_refused_before_anything_is_sent(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="The body cannot be written as JSON"):
        dumps(value)


def test_a_circle_and_a_bottomless_nest_are_refused() -> None:
    circle: list[Any] = []
    circle.append(circle)
    nest: list[Any] = []
    for _ in range(DEEP):
        nest = [nest]
    for value in (circle, nest):
        with pytest.raises(ConfigurationError) as caught:
            dumps(value)
        caught.value.__traceback__ = caught.value.__context__ = None  # their frames hold a nest that has no repr


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"a": [1, None, True]}, b'{"a":[1,null,true]}'),
        ("zoë", '"zoë"'.encode()),
        ({}, b"{}"),
        (None, b"null"),
    ],
)
def test_json_is_written_compact_and_in_utf_8(value: Any, body: bytes) -> None:
    assert dumps(value) == body
