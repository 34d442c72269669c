"""What is removed from answers and URLs before anybody sees them."""

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from telephony_clients.core.redaction import redact_url, shown_link
from telephony_clients.core.secret import Secret
from tests.conftest import CANARY

PRINTABLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)


@given(st.text(PRINTABLE, min_size=4, max_size=20))
def test_an_echoed_key_is_masked_however_it_was_escaped(key: str) -> None:
    secret = Secret(key)
    for echo in (
        key,
        json.dumps({"message": key}),
        json.dumps({"message": key}).replace("/", "\\/"),
        f"https://example.test/?echo={quote(key, safe='')}",
    ):
        for scrubbed in (secret.redact(echo), secret.redact_bytes(echo.encode()).decode()):
            assert "***" in scrubbed
            assert key not in scrubbed.replace("***", "")


def escaped_at_random(draw: st.DrawFn, text: str) -> str:
    ways: list[Callable[[str], str]] = [
        str,
        lambda char: f"\\u{ord(char):04x}",
        lambda char: f"\\u{ord(char):04X}",
        lambda char: f"\\\\u{ord(char):04x}",
        lambda char: f"%{ord(char):02x}",
        lambda char: f"%25{ord(char):02X}",
    ]
    return "".join(draw(st.sampled_from(ways))(char) for char in text)


@given(data=st.data(), key=st.text(st.characters(codec="ascii", categories=["L", "Nd"]), min_size=4, max_size=12))
def test_an_echoed_key_is_masked_whichever_of_its_characters_are_escaped(data: st.DataObject, key: str) -> None:
    secret = Secret(key)
    echo = data.draw(st.composite(escaped_at_random)(key))

    assert secret.redact(f"<{echo}>") == "<***>"
    assert secret.redact_bytes(f"<{echo}> \u00e9\u2603".encode()) == "<***> \u00e9\u2603".encode()


@given(st.binary())
def test_a_body_without_the_key_is_left_as_it_is(body: bytes) -> None:
    assert Secret("a-key-that-is-not-there").redact_bytes(body) == body


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.example.test/v1/calls?page=2", "https://api.example.test/v1/calls?page=2"),
        (f"https://api.example.test/?api_key={CANARY}&page=2", "https://api.example.test/?api_key=***&page=2"),
        (f"https://api.example.test/?page=2;TOKEN={CANARY}", "https://api.example.test/?page=2;TOKEN=***"),
        (f"https://h.test/?X-Amz-Signature={CANARY}", "https://h.test/?X-Amz-Signature=***"),
        (f"https://h.test/?client_secret={CANARY}&auth={CANARY}", "https://h.test/?client_secret=***&auth=***"),
        (f"https://h.test/?password={CANARY}==", "https://h.test/?password=***"),
        (f"https://h.test/cb#access_token={CANARY}&n=1", "https://h.test/cb#access_token=***&n=1"),
        (f"https://user:{CANARY}@h.test/x", "https://h.test/x"),
        (f"https://user:{CANARY}@{CANARY}@h.test/x", "https://h.test/x"),
        (f"https://{CANARY}@h.test?a=1", "https://h.test?a=1"),
        ("https://h.test/people/a@b.test", "https://h.test/people/a@b.test"),
        ("https://h.test/?email=a@b.test", "https://h.test/?email=a@b.test"),
        ("/people/1?page=1", "/people/1?page=1"),
        ("", ""),
    ],
)
def test_a_redacted_url_keeps_what_helps_and_masks_what_harms(url: str, shown: str) -> None:
    assert redact_url(url) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"https://h.test/x?h={CANARY}&n=1", "https://h.test/x?h=***&n=***"),
        (f"https://h.test/x?{CANARY}", "https://h.test/x?***"),
        (f"https://h.test/x?h={CANARY}==&{CANARY}#{CANARY}", "https://h.test/x?h=***&***#***"),
        (f"https://user:{CANARY}@h.test/x;v={CANARY}?a=", "https://h.test/x;v=***"),
        ("https://h.test/x", "https://h.test/x"),
        ("", ""),
    ],
)
def test_no_value_of_a_signed_url_is_shown(url: str, shown: str) -> None:
    assert redact_url(url, signed=True) == shown
    assert shown_link(url) == repr(shown)


@pytest.mark.parametrize("value", [None, 7, ["https://h.test/?a=1"]])
def test_what_is_no_address_is_shown_as_it_is(value: object) -> None:
    assert shown_link(value) == repr(value)


@given(
    user=st.text(PRINTABLE.filter(lambda char: char not in "/?#"), max_size=10),
    name=st.sampled_from(["key", "apiKey", "Api-Token", "secret_id", "passwd", "authorization"]),
)
def test_redacting_twice_is_redacting_once_and_hides_the_canary(user: str, name: str) -> None:
    once = redact_url(f"https://{user}{CANARY}@h.test/path?a=b&{name}={CANARY}&z=1")
    assert CANARY not in once
    assert once.endswith("&z=1")
    assert redact_url(once) == once


@example("a///@/@b")
@given(st.text("a/@:?#", max_size=14))
def test_what_is_no_url_is_not_redacted_further_by_a_second_look(text: str) -> None:
    assert redact_url(redact_url(text)) == redact_url(text)
