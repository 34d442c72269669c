"""A list whose odd records are kept apart, so that the others are read all the same."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

from telephony_clients import Model, ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.jsontext import loads
from tests.core.models.drifting import counted


@attrs.frozen(kw_only=True)
class Fee(Model):
    id: str
    amount: Decimal | None = None


GOOD: dict[str, Any] = {"id": "1"}


@pytest.mark.parametrize("odd", [{"id": 1}, {}, None, [], "1"])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_odd_one_is_kept_as_it_came(odd: Any, index: int) -> None:
    rows: list[Any] = [GOOD, GOOD]
    rows.insert(index, odd)

    good, (bad,) = Codec().structure_good(rows, list[Fee])

    assert good == [Fee(id="1")] * 2
    assert (bad.index, bad.model, bad.record) == (index, "Fee", odd)
    assert bad.error.path.startswith(f"$[{index}]")
    assert (bad.error.__traceback__, bad.error.__context__) == (None, None)


def test_where_all_fit_none_is_apart() -> None:
    assert Codec().structure_good([GOOD], list[Fee]) == ([Fee(id="1")], ())


def test_what_is_no_list_does_not_fit() -> None:
    with pytest.raises(ModelMismatch, match="a list"):
        Codec().structure_good(GOOD, list[Fee])


def test_amounts_keep_their_digits_beside_an_odd_record() -> None:
    good, _ = Codec().structure_good(loads(b'[{"id":"1","amount":1.10},{}]', exact=True), list[Fee])

    assert str(good[0].amount) == "1.10"


def test_only_deviations_of_records_that_fit_are_recorded() -> None:
    rows = [{**GOOD, "new": 1}, {"other": 1}, {**GOOD, "amount": "x"}]

    _, counts = counted(lambda: Codec().structure_good(rows, list[Fee]))

    assert counts == [("unknown_field", "Fee", "new", "int", 1), ("wrong_type", "Fee", "amount", "str", 1)]


@pytest.mark.parametrize(
    ("odd", "field", "sample"),
    [({"id": 1}, "id", "dict"), ({}, "id", "dict"), (None, "", "NoneType"), ([1], "", "list")],
)
def test_it_counts_by_what_does_not_fit(odd: Any, field: str, sample: str) -> None:
    _, (bad,) = Codec().structure_good([odd], list[Fee])

    assert bad.deviation == ("bad_record", "Fee", field, sample, 1)
