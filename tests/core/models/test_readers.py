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
        ("2026-12-31T23:59:59.9999999+00:00", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_small_letters_and_digits_beyond_the_microsecond_are_read(text: str, wanted: datetime) -> None:
    assert Codec().structure(text, datetime) == wanted


def test_an_instant_that_rounds_to_the_year_10000_is_a_mismatch() -> None:
    with pytest.raises(ModelMismatch, match="before the year 10000"):
        Codec().structure("9999-12-31T23:59:59.9999999Z", datetime)
