"""Values in another form than documented whose meaning is plain: read, by both passes, and no reason to end a pull."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.talkover import Call
from telephony_clients.talkover.adapter import TalkoverAdapter
from telephony_clients.talkroute import CallRecord
from telephony_clients.talkroute.adapter import TalkrouteAdapter

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


def test_talkroutes_numbers_are_text_too() -> None:
    record = TalkrouteAdapter.codec.structure({"id": 7, "externalNumber": 12025550199}, CallRecord)
    assert (record.id, record.external_number) == ("7", "12025550199")
