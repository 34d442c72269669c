"""Points in time that a vendor writes as numbers: read alike in both passes, and written the same way."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.instants import EPOCH_MILLISECONDS, EPOCH_SECONDS, ISO_8601, Instants
from telephony_clients.core.models.model import Model
from telephony_clients.core.models.one_pass import Envelope

PLAIN = Envelope(data="data")
AT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Ring(Model):
    id: str
    at: datetime
    ended: datetime | None = None


def both(codec: Codec, body: bytes, value: Any) -> list[Any]:
    """Read one record in one pass, where msgspec is there, and in the tolerant pass."""
    one_pass = codec.one_pass.decode(body, Ring, PLAIN, None)
    return [*([one_pass["data"]] if one_pass else []), codec.structure(value, Ring)]


@pytest.mark.parametrize(
    ("instants", "number", "at"),
    [
        (EPOCH_MILLISECONDS, 1767323045678, AT),
        (EPOCH_MILLISECONDS, 1767323045678.5, AT + timedelta(microseconds=500)),
        (EPOCH_SECONDS, 1767323045, AT.replace(microsecond=0)),
        (EPOCH_SECONDS, -1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_numbers_are_read_as_points_in_time(instants: Instants, number: float, at: datetime) -> None:
    value = {"id": "a", "at": number, "ended": None}
    body = f'{{"data":{{"id":"a","at":{number},"ended":null}}}}'.encode()

    for read in both(Codec(instants=instants), body, value):
        assert read == Ring(id="a", at=at)
        assert read.at.tzinfo is UTC


@pytest.mark.parametrize("instants", [EPOCH_MILLISECONDS, EPOCH_SECONDS])
def test_the_one_pass_decoder_takes_numbers(instants: Instants) -> None:
    pytest.importorskip("msgspec", reason="without the extra `fast` there is one pass only")

    assert Codec(instants=instants).one_pass.decode(b'{"data":{"id":"a","at":1}}', Ring, PLAIN, None) is not None


@pytest.mark.parametrize("value", ["2026-01-02T03:04:05Z", True, None, [], 1e300, float("inf"), float("nan")])
def test_what_is_no_number_of_a_time_is_a_mismatch(value: Any) -> None:
    with pytest.raises(ModelMismatch, match="milliseconds since 1970"):
        Codec(instants=EPOCH_MILLISECONDS).structure({"id": "a", "at": value}, Ring)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])))
def test_what_is_written_is_read_again(moment: datetime) -> None:
    for instants, unit in ((EPOCH_MILLISECONDS, 1000), (EPOCH_SECONDS, 1_000_000), (ISO_8601, 1)):
        codec = Codec(instants=instants)
        written = codec.to_builtins({"id": "a", "at": moment})
        assert timedelta(0) <= moment - codec.structure(written, Ring).at < timedelta(microseconds=unit)


def test_queries_say_it_the_same_way() -> None:
    assert Codec(instants=EPOCH_MILLISECONDS).params({"after": AT}) == (("after", "1767323045678"),)
