"""Instants in forms that are rare and proper all the same."""

from datetime import UTC, datetime

import pytest

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.codec import Codec


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-01-02t03:04:05z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.1234564Z", datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2026-01-02T03:04:05.1234565Z", datetime(2026, 1, 2, 3, 4, 5, 123457, tzinfo=UTC)),
        ("2026-03-01 10:00:00+02:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01 10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00:00 UTC", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00:00 utc", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00:00.1234565 UTC", datetime(2026, 3, 1, 10, 0, 0, 123457, tzinfo=UTC)),
        ("2026-12-31T23:59:59.9999999+00:00", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_instants_in_rare_forms_are_read(text: str, wanted: datetime) -> None:
    assert Codec().structure(text, datetime) == wanted


def test_an_instant_that_rounds_to_the_year_10000_is_a_mismatch() -> None:
    with pytest.raises(ModelMismatch, match="before the year 10000"):
        Codec().structure("9999-12-31T23:59:59.9999999Z", datetime)


@pytest.mark.parametrize(
    "text", ["2026-03-01 10:00:00 GMT", "2026-03-01 10:00:00Z UTC", "2026-03-01 10:00:00+02:00 UTC", " UTC", "UTC"]
)
def test_another_zone_name_or_a_second_one_is_a_mismatch(text: str) -> None:
    with pytest.raises(ModelMismatch, match="ISO 8601"):
        Codec().structure(text, datetime)
