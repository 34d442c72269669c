"""Values in another form than documented whose meaning is plain: read, by both passes, and no reason to end a pull."""

import json
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from telephony_clients import Options, Talkover
from telephony_clients.core.events import Event, RecordSetAside
from telephony_clients.core.models import one_pass
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.talkover import Call
from telephony_clients.talkover.adapter import TalkoverAdapter
from telephony_clients.talkroute import CallRecord
from telephony_clients.talkroute.adapter import TalkrouteAdapter
from tests.conftest import CANARY
from tests.core.desk import answer_by, query, wire
from tests.scripted_server import ScriptedServer, Seen

CALL = {"id": "1", "direction": "inbound", "status": "completed", "created_at": "2026-03-01T10:00:00Z"}


@pytest.mark.parametrize(
    ("odd", "field", "wanted"),
    [
        ({"id": 77}, "id", "77"),
        ({"duration": 61.0}, "duration", 61),
        ({"from": 12025550199}, "from_", "12025550199"),
        ({"to": 12025550199}, "to", "12025550199"),
        ({"created_at": "2026-03-01 10:00:00 UTC"}, "created_at", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ({"created_at": "2026-03-01 10:00:00"}, "created_at", datetime(2026, 3, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_call_with_one_odd_value_is_read(odd: dict[str, Any], field: str, wanted: object) -> None:
    codec, row = TalkoverAdapter.codec, {**CALL, **odd}
    call = codec.structure(row, Call)
    assert (getattr(call, field), call.extra) == (wanted, {})
    assert type(getattr(call, field)) is type(wanted)
    in_one_pass = codec.one_pass.decode(json.dumps({"data": row}).encode(), Call, Envelope(data="data"), None)
    assert in_one_pass is None or in_one_pass["data"] == call


@pytest.mark.parametrize("size", [1, 5, 100])
@pytest.mark.parametrize("ahead", [0, 2])
@pytest.mark.parametrize("fast", [True, False], ids=["one pass", "tolerant"])
async def test_one_odd_call_among_twelve_is_set_aside(
    server: ScriptedServer, options: Options, monkeypatch: pytest.MonkeyPatch, *, fast: bool, ahead: int, size: int
) -> None:
    if not fast:
        monkeypatch.setattr(one_pass, "_msgspec", lambda: None)
    monkeypatch.setattr(TalkoverAdapter, "codec", Codec())
    calls = [{**CALL, "id": str(number), **({"direction": None} if number == 6 else {})} for number in range(1, 13)]

    def respond(seen: Seen) -> bytes:
        number = int(query(seen)["page"])
        place = {"current_page": number, "last_page": -(-12 // size), "total": 12, "per_page": size}
        held = calls[(number - 1) * size : number * size]
        return wire({"success": True, "data": held, "pagination": place})

    answer_by(server, respond)
    told: list[Event] = []
    async with Talkover(CANARY, base_url=server.url, options=attrs.evolve(options, on_event=told.append)) as talkover:
        read = [call.id async for call in talkover.calls.list(page_size=size).prefetch(ahead)]
        counted = [(one.kind, one.model, one.field, one.count) for one in talkover.drift()]

    assert read == [str(number) for number in range(1, 13) if number != 6]
    assert [event.record for event in told if isinstance(event, RecordSetAside)] == [calls[5]]
    assert counted == [("bad_record", "Call", "direction", 1)]


def test_talkroutes_numbers_are_text_too() -> None:
    record = TalkrouteAdapter.codec.structure({"id": 7, "externalNumber": 12025550199}, CallRecord)
    assert (record.id, record.external_number) == ("7", "12025550199")
