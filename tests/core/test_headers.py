"""Headers of callers are merged by name, whatever its letter case, and checked."""

from typing import Any

import pytest

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.headers import check_final_headers, checked_headers, merged_headers
from tests.conftest import CANARY


@pytest.mark.parametrize(
    ("changes", "merged"),
    [
        ({}, {"X-Tenant": "a", "X-Trace": "1"}),
        ({"X-New": "n"}, {"X-Tenant": "a", "X-Trace": "1", "X-New": "n"}),
        ({"x-tenant": "b"}, {"x-tenant": "b", "X-Trace": "1"}),
        ({"X-TENANT": None}, {"X-Trace": "1"}),
        ({"X-Absent": None}, {"X-Tenant": "a", "X-Trace": "1"}),
        ({"X-Tenant": None, "X-Trace": None}, {}),
        ({"X-Tenant": ""}, {"X-Tenant": "", "X-Trace": "1"}),
    ],
)
def test_changes_are_merged(changes: dict[str, str | None], merged: dict[str, str]) -> None:
    given = {"X-Tenant": "a", "X-Trace": "1"}

    assert merged_headers(given, changes) == merged
    assert given == {"X-Tenant": "a", "X-Trace": "1"}


@pytest.mark.parametrize("headers", [[("X-A", "1")], "X-A: 1", None, 3, {("X-A", "1")}])
def test_headers_are_a_mapping(headers: Any) -> None:
    with pytest.raises(ConfigurationError, match="headers must be a mapping"):
        checked_headers(headers)


def test_a_header_that_is_given_twice_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="given twice"):
        checked_headers({"X-A": "1", "x-a": "2"})


@pytest.mark.parametrize("name", ["X A", "X:A", "", "X-A\r\n", None])
@pytest.mark.parametrize("value", ["1", None])
def test_a_name_is_checked_also_of_what_is_taken_away(name: Any, value: str | None) -> None:
    with pytest.raises(ConfigurationError, match="is not a header name"):
        merged_headers({}, {name: value})


@pytest.mark.parametrize("name", ["Authorization", "content-type", "HOST"])
def test_the_clients_own_headers_are_not_taken_away(name: str) -> None:
    with pytest.raises(ConfigurationError, match="the client's own"):
        merged_headers({}, {name: None})


@pytest.mark.parametrize(
    "headers", [{"X-A": f"{CANARY}\n"}, {"X-A": 1}, {"X\nA": "1"}, {"Content-Length": "3"}, {"x-KEY": "mine"}]
)
def test_what_an_adapter_adds_is_checked_as_well(headers: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_final_headers(headers, ["X-Key"])
    assert CANARY not in str(caught.value)
    caught.value.__traceback__ = None


def test_an_adapter_may_name_the_kinds_of_content() -> None:
    check_final_headers({"Accept": "application/vnd.desk+json", "Content-Type": "application/vnd.desk+json"}, ["X-Key"])
