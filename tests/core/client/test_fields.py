"""How a method shows the fields that a TypedDict names, and what becomes of those that are given."""

import inspect
from typing import Any, TypedDict, Unpack

import pytest

from telephony_clients import UNSET, ConfigurationError
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.values import Extra, Params, Unset


class Named(TypedDict):
    """What each has.

    Attributes:
        name: what it is called.
    """

    name: str


class Fields(Named, total=False):
    """What a write takes.

    Attributes:
        note: None to clear it.
        extra: what is new.
    """

    note: str | Unset | None
    extra: Extra | None


class Filters(TypedDict, total=False):
    """What a read takes.

    Attributes:
        size: at most.
        params: what is new.
    """

    size: int | None
    params: Params | None


@takes(Fields, Named)
def write(number: int, **fields: Unpack[Fields]) -> dict[str, Any]:
    """Write."""
    return given(fields, Fields)


@takes(Filters)
def read(*, day: str, **filters: Unpack[Filters]) -> dict[str, Any]:
    """Read."""
    return given(filters, Filters)


def defaults(method: Any) -> dict[str, Any]:
    return {name: one.default for name, one in inspect.signature(method).parameters.items()}


def test_each_field_is_shown_with_what_stands_for_its_absence() -> None:
    needed = inspect.Parameter.empty

    assert defaults(write) == {"number": needed, "name": needed, "note": UNSET, "extra": None}
    assert defaults(read) == {"day": needed, "size": None, "params": None}


def test_what_every_method_takes_is_shown_last() -> None:
    class More(Filters, total=False):
        page: int | None

    @takes(More)
    def read_more(**filters: Unpack[More]) -> None: ...

    assert list(defaults(read_more)) == ["size", "page", "params"]


def test_the_words_of_the_fields_are_the_words_of_the_method_and_a_write_says_what_none_means() -> None:
    assert inspect.getdoc(write) == (
        "Write.\n\nKeyword Args:\n    note: None to clear it.\n    extra: what is new.\n    name: what it is called."
        "\n\nNone sends null, which empties a field; what is left out, or `UNSET`, is not sent."
    )
    assert inspect.getdoc(read) == "Read.\n\nKeyword Args:\n    size: at most.\n    params: what is new."


def test_what_is_given_is_what_is_sent() -> None:
    assert write(1, name="a", note=UNSET) == {"name": "a"}
    assert write(1, name="a", note=None, extra={"new": 1}) == {"name": "a", "note": None, "new": 1}


@pytest.mark.parametrize(
    ("method", "fields", "text"),
    [
        (write, {"number": 1}, "Fields needs name"),
        (write, {"number": 1, "name": "a", "nam": 1, "age": 2}, "Fields has no age, nam; extra takes what is new"),
        (read, {"day": "x", "extra": {}}, "Filters has no extra; params takes what is new"),
    ],
)
def test_what_does_not_fit_is_refused(method: Any, fields: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigurationError, match=text):
        method(**fields)
