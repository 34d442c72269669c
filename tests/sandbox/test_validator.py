from datetime import UTC, date, datetime
from typing import Any

import pytest

from telephony_clients.sandbox.validator import (
    Check,
    Field,
    Validator,
    Violation,
    between,
    boolean,
    day,
    day_text,
    e164,
    email,
    flag,
    hour,
    instance,
    instant,
    is_e164,
    items,
    mapping,
    moment,
    number,
    object_of,
    one_of,
    required,
    text,
    url,
    uuid,
    whole,
    zone,
)
from telephony_clients.sandbox.wire import RefusedError, Reply

UUID = "0D4B3C5E-1111-4222-8333-944444444444"
VALIDATOR = Validator(
    {"required": "{label} is missing", "min": "{name} below {limit}", "invalid": "{name} is bad"},
    lambda complaints: RefusedError(Reply(complaints, 422)),
)


def refusal(given: dict[str, Any], **fields: Field) -> Any:
    with pytest.raises(RefusedError) as caught:
        VALIDATOR.read(given, fields)
    return caught.value.reply.payload


@pytest.mark.parametrize(
    ("check", "given", "meant"),
    [
        (text(1, 3), "abc", "abc"),
        (text(), 12, "12"),
        (one_of("a", "b"), "b", "b"),
        (whole(1, 5), "5", 5),
        (whole(), -3, -3),
        (number, "1.5", 1.5),
        (url, "https://example.com/a?b=c", "https://example.com/a?b=c"),
        (e164, "+12025550123", "+12025550123"),
        (flag, "TRUE", True),
        (flag, "0", False),
        (flag, True, True),
        (day, "2026-02-28", date(2026, 2, 28)),
        (day_text, "2026-02-28", "2026-02-28"),
        (boolean, False, False),
        (mapping, {"a": 1}, {"a": 1}),
        (moment, "2026-02-28T01:02:03+00:00", datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC)),
        (uuid, UUID, UUID.lower()),
        (email, "a@b.c", "a@b.c"),
        (instance(dict, "an object"), {}, {}),
        (items(whole(1, 7), 1), [1, "7"], [1, 7]),
        (between(1, 1000), 1, 1.0),
        (between(0.5, 5), "1.5", 1.5),
        (object_of({"a": required(whole()), "b": Field(text())}), {"a": "5", "c": 1}, {"a": 5, "b": None}),
        (hour, "23:59", "23:59"),
        (instant, "2024-01-15T10:30:00Z", "2024-01-15T10:30:00Z"),
        (instant, "2024-01-15T12:30:00.5+02:00", "2024-01-15T10:30:00Z"),
        (instant, "2024-01-15", "2024-01-15T00:00:00Z"),
        (zone, "Europe/Rome", "Europe/Rome"),
    ],
)
def test_what_a_check_reads(check: Check, given: object, meant: object) -> None:
    assert check(given) == meant


@pytest.mark.parametrize(
    ("check", "given", "rule", "limit"),
    [
        (text(2), "a", "min.string", 2),
        (text(0, 2), "abc", "max.string", 2),
        (one_of("a"), "b", "in", ""),
        (whole(), "1.0", "integer", ""),
        (whole(), True, "integer", ""),
        (whole(1), 0, "min", 1),
        (whole(1, 5), 6, "max", 5),
        (number, "nan", "numeric", ""),
        (number, None, "numeric", ""),
        (url, "ftp://example.com", "url", ""),
        (url, "https://", "url", ""),
        (e164, "2025550123", "phone", ""),
        (flag, "yes", "boolean", ""),
        (day, "20260228", "date_format", "Y-m-d"),
        (day, "2026-02-30", "date_format", "Y-m-d"),
        (moment, "2026-02-28T01:02:03Z", "date_format", "Y-m-d\\TH:i:sP"),
        (uuid, UUID + "0", "uuid", ""),
        (email, ["a@b.c"], "email", ""),
        (instance(bool, "true or false"), 1, "type", "true or false"),
        (items(whole()), "1", "array", ""),
        (items(whole(), 1), [], "min.array", 1),
        (between(1, 5), 0.5, "min", 1),
        (between(1, 5), 5.5, "max", 5),
        (between(1, 5), "two", "numeric", ""),
        (object_of({}), [], "type", "an object"),
        (hour, "24:00", "date_format", "H:i"),
        (hour, "9:00", "date_format", "H:i"),
        (instant, "today", "date_format", "ISO 8601"),
        (instant, "9999-12-31T23:59:59-12:00", "date_format", "ISO 8601"),
        (zone, "Moon/Base", "in", ""),
        (zone, "America", "in", ""),
        (zone, "../etc", "in", ""),
        (day_text, "2026-02-30", "date_format", "Y-m-d"),
        (boolean, "true", "type", "true or false"),
        (mapping, [], "type", "an object"),
    ],
)
def test_what_a_check_refuses(check: Check, given: object, rule: str, limit: object) -> None:
    with pytest.raises(Violation) as caught:
        check(given)

    assert (caught.value.rule, caught.value.limit) == (rule, limit)


def test_complaints_gather_by_field_in_the_order_of_the_fields() -> None:
    fields = {"size": Field(whole(1), 20), "first_name": required(text()), "kind": Field(one_of("a"))}

    complaints = refusal({"kind": "b", "size": 0, "unknown": 1}, **fields)

    assert complaints == {"size": ["size below 1"], "first_name": ["first name is missing"], "kind": ["kind is bad"]}
    assert list(complaints) == list(fields)


def test_fields_that_are_left_out() -> None:
    fields = {"size": Field(whole(1), 20), "kind": Field(one_of("a"), nullable=True)}

    assert VALIDATOR.read({"kind": ""}, fields) == {"size": 20, "kind": None}
    assert VALIDATOR.read({"size": None}, fields) == {"size": 20, "kind": None}
    assert refusal({"size": ""}, **fields) == {"size": ["size is bad"]}
    assert refusal({"name": ""}, name=required(text())) == {"name": ["name is missing"]}
    assert VALIDATOR.read({"on": False}, {"on": required(flag)}) == {"on": False}


def test_a_complaint_names_the_place_within_a_list() -> None:
    assert refusal({"days_of_week": [1, 9]}, days_of_week=Field(items(whole(1, 7)))) == {
        "days_of_week.1": ["days_of_week.1 is bad"]
    }


def test_a_complaint_names_the_field_within_an_object_of_a_list() -> None:
    guests = Field(items(object_of({"name": required(text()), "email": required(email)})))

    assert refusal({"guests": [{"name": "Jo", "email": "jo@x.org"}, {"name": "Al", "email": "al"}]}, guests=guests) == {
        "guests.1.email": ["guests.1.email is bad"]
    }


def test_a_field_with_words_of_its_own() -> None:
    field = Field(email, required=True, words="Email isn't valid")

    assert refusal({}, email=field) == refusal({"email": "x"}, email=field) == {"email": ["Email isn't valid"]}


def test_a_field_alone() -> None:
    assert VALIDATOR.one({"size": "3", "kind": "?"}, "size", Field(whole())) == 3


def test_what_is_a_phone_number_in_e164() -> None:
    given = ("+12025550123", "12025550123", None, "+12025550123 ")

    assert [value for value in given if is_e164(value)] == ["+12025550123"]
