"""Instants in forms that are rare and proper all the same; texts that are read and never shown."""

from datetime import UTC, datetime

import attrs
import pytest

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.model import Model
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.secret import MaskedText


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


@attrs.frozen(kw_only=True)
class Door(Model):
    key: MaskedText
    spare: MaskedText | None = None


def test_a_secret_is_read_as_a_text_that_hides_itself() -> None:
    door = Codec().structure({"key": "open sesame", "spare": None}, Door)

    assert (door.key, door.spare, type(door.key)) == ("open sesame", None, MaskedText)
    assert "sesame" not in repr(door)
    assert Codec().to_builtins(door) == {"key": "open sesame", "spare": None}
    with pytest.raises(ModelMismatch, match="Expected text, got int"):
        Codec().structure({"key": 5}, Door)


def test_a_secret_hides_itself_when_it_is_read_in_one_pass() -> None:
    pytest.importorskip("msgspec", reason="without the extra `fast` there is one pass only")
    body = b'{"data":{"key":"open sesame","spare":"knock"}}'

    made = Codec().one_pass.decode(body, Door, Envelope(data="data"), None)

    assert made is not None
    assert made == {"data": Codec().structure({"key": "open sesame", "spare": "knock"}, Door)}
    assert {type(made["data"].key), type(made["data"].spare)} == {MaskedText}
