from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from telephony_clients.sandbox.talkable.fields import DAYS, TEXTS, VALIDATOR, WHOLE, counted, email_field, moment
from telephony_clients.sandbox.validator import Field, required, text
from telephony_clients.sandbox.wire import RefusedError


def refusal(given: dict[str, Any], field: Field, name: str = "it") -> str:
    with pytest.raises(RefusedError) as caught:
        VALIDATOR.one(given, name, field)
    assert caught.value.reply.status == 400
    return str(caught.value.reply.payload["error_message"])


def test_only_the_first_complaint_is_told() -> None:
    with pytest.raises(RefusedError) as caught:
        VALIDATOR.read({"start_date": "x"}, DAYS)

    assert caught.value.reply.payload == {"ok": False, "error_message": "`start_date` is invalid"}


@pytest.mark.parametrize(
    ("field", "given", "meant"),
    [
        (TEXTS, "a", ["a"]),
        (TEXTS, ["a", "b"], ["a", "b"]),
        (WHOLE, "-3", -3),
        (counted(25, 1, 100), None, 25),
        (counted(25, 1, 100), 100, 100),
        (DAYS["end_date"], "2024-01-15", date(2024, 1, 15)),
        (DAYS["end_date"], "1/15/2024", date(2024, 1, 15)),
        (email_field(), "a@b.c", "a@b.c"),
    ],
)
def test_forms_that_are_read(field: Field, given: object, meant: object) -> None:
    assert VALIDATOR.one({"it": given}, "it", field) == meant


def test_a_time_without_a_zone_is_in_utc() -> None:
    for written, offset in (("2024-01-15T10:00:00", 0), ("2024-01-15T10:00:00Z", 0), ("2024-01-15T10:00:00-07:00", -7)):
        read = VALIDATOR.one({"it": written}, "it", Field(moment))
        assert read == datetime(2024, 1, 15, 10, tzinfo=timezone(timedelta(hours=offset)))
        assert read.utcoffset() == timedelta(hours=offset)
    assert VALIDATOR.one({}, "it", Field(moment, datetime.min.replace(tzinfo=UTC))).year == 1


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        (TEXTS, [1], "`it` is invalid"),
        (TEXTS, {}, "`it` is invalid"),
        (WHOLE, None, "`it` is required"),
        (WHOLE, "", "`it` is required"),
        (WHOLE, 10**15, "`it` is invalid"),
        (counted(25, 1, 100), "", "`it` is required"),
        (counted(25, 1, 100), 101, "`it` is invalid"),
        (Field(moment), 5, "`it` is invalid"),
        (DAYS["end_date"], "13/15/2024", "`it` is invalid"),
        (DAYS["end_date"], "", "`it` is required"),
        (email_field(), None, "Email isn't valid"),
        (email_field("Invalid `it`."), "a b@c", "Invalid `it`."),
        (required(text()), "", "`it` is required"),
    ],
)
def test_forms_that_are_refused(field: Field, given: object, words: str) -> None:
    assert refusal({"it": given}, field) == words
