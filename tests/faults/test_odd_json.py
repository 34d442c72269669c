"""JSON that is none, or hardly: one error for every kind of trouble, and nothing of it reaches the caller as data."""

import json
import sys
import time
from contextlib import suppress
from typing import Any, ClassVar

import pytest

from telephony_clients import DecodeError, ModelMismatch, NotFound, Options, Talkover, WebhookRejected
from telephony_clients.core.calls import response
from telephony_clients.core.errors import Outcome
from telephony_clients.core.events import DriftNoted, Event
from telephony_clients.core.models.drift import Drift
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.webhooks.verifier import Verified
from telephony_clients.talkover import read_webhook
from tests.conftest import CANARY
from tests.core.desk import Desk, DeskAdapter, caught, connections, fine
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer

DEEP = 100_000
LINE = {"id": "7", "displayName": "Front desk"}


class OnePassAdapter(DeskAdapter):
    envelope: ClassVar[Envelope | None] = Envelope(data="payload", sibling_keys=frozenset({"state"}))


class TolerantAdapter(DeskAdapter):
    tolerant_json: ClassVar[bool] = True


class OnePassDesk(Desk):
    adapter_class = OnePassAdapter


class TolerantDesk(Desk):
    adapter_class = TolerantAdapter


by_each_pass = pytest.mark.parametrize("kind", [Desk, OnePassDesk, TolerantDesk], ids=lambda one: one.__name__)


def around(inner: str | bytes) -> bytes:
    """Put a value into a record's field, inside the vendor's envelope."""
    inner = inner.encode() if isinstance(inner, str) else inner
    return b'{"state": "fine", "payload": {"id": "7", "displayName": "x", "new": ' + inner + b"}}"


ENCODED = {
    "not UTF-8": around(b'"\xff\xfe"'),
    "Latin-1": around('"Zoë"'.encode("latin-1")),
    "a character that is cut in two": around('"Zoë'.encode()[:-1] + b'"'),
    "half a surrogate pair": around(b'"\xed\xa0\x80"'),
    "an overlong slash": around(b'"\xc0\xaf"'),
    "UTF-16": json.dumps(fine(LINE)).encode("utf-16"),
    "UTF-16 without a mark": json.dumps(fine(LINE)).encode("utf-16-be"),
    "UTF-32": json.dumps(fine(LINE)).encode("utf-32"),
    "two marks": b"\xef\xbb\xbf" * 2 + json.dumps(fine(LINE)).encode(),
}
DEEP_OR_HUGE = {
    "lists in lists": around("[" * DEEP + "]" * DEEP),
    "objects in objects": around('{"a":' * DEEP + "1" + "}" * DEEP),
    "nested without end": around("[" * DEEP),
    "nested around the envelope": b"[" * DEEP + around("1") + b"]" * DEEP,
    "a mebibyte nested": around("[" * 2**20),
    "a number of 5,000 digits": around("9" * 5000),
    "a number of a million digits": around("-" + "1" * 10**6),
    "5,000 digits in a list": around(f"[1, [{'9' * 5000}]]"),
}
NO_JSON = {
    "NaN": around("NaN"),
    "Infinity": around("[Infinity]"),
    "minus Infinity": around('{"a": -Infinity}'),
    "cut": around("1")[:-1],
    "two values": around("1") * 2,
    "more behind it": around("1") + b"}",
    "single quotes": around("'x'"),
    "a line end in a text": around('"a\nb"'),
    "a zero byte": around('"a\0b"'),
    "a wrong escape": around(r'"\x41"'),
    "a comment": around("1 /* one */"),
    "Python": b"{'state': 'fine', 'payload': None}",
    "words": b"state=fine",
    "a length": b"1f\r\n" + around("1"),
}


async def is_a_decode_error(kind: type[Desk], server: ScriptedServer, options: Options, body: bytes) -> None:
    async with kind(server.url, options) as desk:
        server.answer(body=body).answer(body=body, status=404).answer(body=body).answer(fine(LINE))
        error = await caught(desk.request("POST", "/lines", json={}, into=Line))

        assert isinstance(error, DecodeError)
        assert (error.status, error.body, error.outcome) == (200, body, Outcome.UNKNOWN)
        assert error.__cause__ is error.__context__ is None
        assert isinstance(await caught(desk.lines.get("7")), NotFound)
        assert (await desk.lines.get("7")).display_name == "Front desk"
        assert len(server.requests) == 4
        assert desk.drift() == ()
        assert connections(desk) == 0


@pytest.mark.fault("not UTF-8")
@pytest.mark.parametrize("how", ENCODED)
@by_each_pass
async def test_what_is_not_utf_8_is_no_answer(
    server: ScriptedServer, options: Options, kind: type[Desk], how: str
) -> None:
    await is_a_decode_error(kind, server, options, ENCODED[how])


@pytest.mark.fault("not UTF-8")
@pytest.mark.parametrize("length", ["with a length", "in chunks of one byte"])
@by_each_pass
async def test_a_byte_order_mark_is_passed_over(
    server: ScriptedServer, options: Options, kind: type[Desk], length: str
) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(fine({"id": "7", "displayName": "Zoë 日本 😀"}), ensure_ascii=False).encode()
    if length == "with a length":
        server.answer(body=body)
    else:
        chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
        server.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    async with kind(server.url, options) as desk:
        assert (await desk.lines.get("7")).display_name == "Zoë 日本 😀"


@pytest.mark.fault("deep or huge JSON")
@pytest.mark.parametrize("how", DEEP_OR_HUGE)
@by_each_pass
async def test_what_is_too_deep_or_too_long_is_no_answer(
    server: ScriptedServer, options: Options, kind: type[Desk], how: str
) -> None:
    await is_a_decode_error(kind, server, options, DEEP_OR_HUGE[how])


@pytest.mark.fault("deep or huge JSON")
@pytest.mark.parametrize("levels", [*range(50, 450, 50), *range(950, 1100, 10)])
@by_each_pass
async def test_at_every_depth_there_is_data_or_one_of_our_errors(
    server: ScriptedServer, options: Options, kind: type[Desk], levels: int
) -> None:
    server.answer(body=around("[" * levels + "]" * levels), always=True)
    async with kind(server.url, options) as desk:
        for into in (None, Line, dict[str, Any], list[Line], str):
            call = desk.request("POST", "/lines", json={}, into=into)
            with suppress(DecodeError, ModelMismatch):
                await call


NAMES = {f"name {number}": number for number in range(30_000)}
LARGE: dict[str, Any] = {
    "many names": {"id": "7", **NAMES},
    "many names in a list": [{"id": "7", "more": NAMES}],
    "many records": [{"id": str(number), "displayName": "x"} for number in range(30_000)],
    "many names in place of a record": NAMES,
}


@pytest.mark.fault("deep or huge JSON")
@pytest.mark.parametrize("what", LARGE)
async def test_a_large_answer_is_read_in_small_steps_between_which_the_event_loop_has_its_turn(
    server: ScriptedServer, desk: Desk, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    at_once: list[int] = []
    count = Drift.count

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1

    def stepping(*args: Any, **more: Any) -> Any:
        sys.setprofile(step)  # of this thread, which reads
        try:
            return loads(*args, **more)
        finally:
            sys.setprofile(None)

    def noted(self: Drift, deviations: Any, notify: Any) -> None:
        at_once.append(len(deviations))
        count(self, deviations, notify)

    monkeypatch.setattr(response, "loads", stepping)
    monkeypatch.setattr(Drift, "count", noted)
    server.answer(fine(LARGE[what]))
    into: Any = list[Line] if isinstance(LARGE[what], list) else Line
    try:
        await desk.request("POST", "/lines", json={}, into=into)
    except ModelMismatch:
        assert what == "many names in place of a record"

    assert steps > len(NAMES)
    assert max(at_once) < 1100
    assert sum(row.count for row in desk.drift()) in {0, 1, len(NAMES)}
    assert len(desk.drift()) < 1100


@pytest.mark.fault("deep or huge JSON")
async def test_a_row_of_backslashes_in_an_error_is_looked_through_once(server: ScriptedServer, desk: Desk) -> None:
    for text in (b"\\", b"\\u0063", b"%25", b"c", b'\\"', b"c\\"):
        server.answer(body=b'"' + text * 2**15 + b'"', status=404)
        began = time.process_time()
        assert isinstance(await caught(desk.request("POST", "/lines", json={})), NotFound)
        assert time.process_time() - began < 1


@pytest.mark.fault("odd JSON")
@pytest.mark.parametrize("how", NO_JSON)
@by_each_pass
async def test_what_is_no_json_is_no_answer(
    server: ScriptedServer, options: Options, kind: type[Desk], how: str
) -> None:
    await is_a_decode_error(kind, server, options, NO_JSON[how])


TWICE = {
    "a field": b'{"state": "fine", "payload": {"id": "1", "id": "7", "displayName": "a", "displayName": "b"}}',
    "the data": b'{"payload": {"id": "1"}, "state": "fine", "payload": {"id": "7", "displayName": "b"}}',
    "the data, another kind first": b'{"payload": [1], "state": "fine", "payload": {"id": "7", "displayName": "b"}}',
    "the state": b'{"state": "wrong", "payload": {"id": "7", "displayName": "b"}, "state": "fine"}',
}


@pytest.mark.fault("odd JSON")
@pytest.mark.parametrize("what", TWICE)
@by_each_pass
async def test_of_what_is_there_twice_the_last_counts(
    server: ScriptedServer, options: Options, kind: type[Desk], what: str
) -> None:
    server.answer(body=TWICE[what])
    async with kind(server.url, options) as desk:
        line = await desk.lines.get("7")

    assert (line.id, line.display_name, dict(line.extra)) == ("7", "b", {})


COMMAS = {
    "behind a field": b'{"state": "fine", "payload": {"id": "7", "displayName": "a,] b,}",}}',
    "behind the data": b'{"state": "fine", "payload": {"id": "7", "displayName": "a,] b,}"} ,\n}',
    "in a list": b'{"state": "fine", "payload": {"id": "7", "displayName": "a,] b,}", "more": [1, 2,\t]}}',
}


@pytest.mark.fault("trailing comma")
@pytest.mark.parametrize("where", COMMAS)
async def test_a_trailing_comma_passes_where_the_vendor_is_known_for_it_and_is_told_and_counted(
    server: ScriptedServer, options: Options, where: str
) -> None:
    told: list[Event] = []
    server.answer(body=COMMAS[where]).answer(fine(LINE))
    async with TolerantDesk(server.url, options) as tolerant:
        desk = tolerant.with_options(on_event=told.append)
        assert (await desk.lines.get("7")).display_name == "a,] b,}"
        await desk.lines.get("7")

        assert [row.count for row in desk.drift() if row.kind == "tolerated_json"] == [1]
        assert [one.kind for one in told if isinstance(one, DriftNoted)][-1] in {"tolerated_json", "unknown_field"}
        assert "tolerated_json" in [one.kind for one in told if isinstance(one, DriftNoted)]
        server.answer(body=COMMAS[where])
        assert isinstance(await caught(desk.with_options(strict=True).lines.get("7")), ModelMismatch)
    assert len(server.requests) == 3


@pytest.mark.fault("trailing comma")
@pytest.mark.parametrize("where", COMMAS)
@pytest.mark.parametrize("kind", [Desk, OnePassDesk])
async def test_a_trailing_comma_is_an_error_with_any_other_vendor(
    server: ScriptedServer, options: Options, kind: type[Desk], where: str
) -> None:
    await is_a_decode_error(kind, server, options, COMMAS[where])


@pytest.mark.fault("trailing comma")
@pytest.mark.parametrize("body", [b'{"data": [1,,]}', b'{"data": [1}', b'{,"data": []}', b'{"a": 1,'])
async def test_no_more_than_that_is_repaired(server: ScriptedServer, options: Options, body: bytes) -> None:
    server.answer(body=body)
    async with Talkover(CANARY, base_url=server.url, options=options) as talkover:
        assert isinstance(await caught(talkover.request("POST", "/agents", json={})), DecodeError)


@pytest.mark.fault("trailing comma")
def test_a_webhook_with_a_trailing_comma_is_rejected() -> None:
    with pytest.raises(WebhookRejected):
        read_webhook(Verified(body=b'{"event": "webhook.test", "test": true,}'))
