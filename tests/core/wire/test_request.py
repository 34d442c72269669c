"""Requests as values: what may be repeated, and what goes on the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from telephony_clients.core.values import Lane
from telephony_clients.core.wire.request import Operation, Source


@pytest.mark.parametrize(
    ("method", "idempotent", "repeatable"),
    [
        ("GET", False, True),
        ("HEAD", False, True),
        ("OPTIONS", False, True),
        ("POST", False, False),
        ("PUT", False, False),
        ("PATCH", False, False),
        ("DELETE", False, False),
        ("POST", True, True),
        ("DELETE", True, True),
    ],
)
def test_only_reads_and_marked_writes_may_follow_an_unknown_outcome(
    method: str,
    idempotent: bool,  # noqa: FBT001 - parametrised
    repeatable: bool,  # noqa: FBT001 - parametrised
) -> None:
    assert Operation(method, "/x", idempotent=idempotent)().repeatable is repeatable


@pytest.mark.parametrize(
    ("params", "target"),
    [
        ((), "/x"),
        ((("page", "2"),), "/x?page=2"),
        ((("id", "1"), ("id", "2")), "/x?id=1&id=2"),
        ((("q", "a b&c=d+e#f"),), "/x?q=a%20b%26c%3Dd%2Be%23f"),
        ((("q", "\r\n"),), "/x?q=%0D%0A"),
        ((("q[]", "zoë/1"),), "/x?q%5B%5D=zo%C3%AB%2F1"),
        ((("q", ""),), "/x?q="),
    ],
)
def test_the_target_is_the_path_with_its_query_in_order(params: tuple[tuple[str, str], ...], target: str) -> None:
    assert Operation("GET", "/x")(params=params).target == target


@given(st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=8)), max_size=4).map(tuple))
def test_any_query_reads_back_as_it_was_given(params: tuple[tuple[str, str], ...]) -> None:
    target = Operation("GET", "/x")(params=params).target
    url = URL(f"https://api.example.test{target}", encoded=True)
    assert tuple(url.query.items()) == params
    assert not url.fragment


def test_requests_compare_by_what_they_ask_for() -> None:
    operation: Operation[object] = Operation("GET", "/x")
    assert operation(params=(("a", "1"),)) == operation(params=(("a", "1"),))
    assert operation(params=(("a", "1"),)) != operation(params=(("a", "2"),))


def test_an_operation_hands_its_facts_to_every_request() -> None:
    operation = Operation("POST", "/x", dict, unwrap="item", idempotent=True, paged=True, allow_empty=True)
    request = operation(params=(("a", "1"),), json={"b": 2})
    assert (request.method, request.path, request.into, request.operation.unwrap) == ("POST", "/x", dict, "item")
    assert (request.operation.idempotent, request.operation.paged, request.operation.allow_empty) == (True, True, True)
    assert (request.params, request.json, request.lane) == ((("a", "1"),), {"b": 2}, Lane.INTERACTIVE)


def test_an_operation_counts_as_documented_unless_it_says_otherwise() -> None:
    assert Operation("GET", "/x").source is Source.DOCUMENTED
    assert Operation("GET", "/x", source=Source.INFERRED).source is Source.INFERRED


def test_an_operation_under_another_route_keeps_its_facts() -> None:
    facts = {"unwrap": "item", "idempotent": True, "paged": True, "allow_empty": True, "limit": "calls"}
    operation = Operation("POST", "/x/{id}", dict, source=Source.INFERRED, **facts)  # type: ignore[arg-type]
    operation.__set_name__(object, "_make")

    for moved in (operation.rerouted("PUT", "/y/{id}/z"), operation.under("/y")):
        assert {name: getattr(moved, name) for name in facts} == facts
        assert (moved.into, moved.source, moved.attribute) == (dict, Source.INFERRED, "make")
    assert operation.rerouted("PUT", "/y/{id}/z")("a b").path == "/y/a%20b/z"
    assert operation.under("/y")(1).method == "POST"
