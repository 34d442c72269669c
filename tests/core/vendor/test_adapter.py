"""The adapter's helpers: a vendor's field errors in any form, its words, and the defaults of an adapter."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core import errors
from telephony_clients.core.errors import ApiError
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure, field_errors, text_of
from telephony_clients.core.wire.request import Operation, Request
from tests.conftest import CANARY
from tests.example_vendor import SwitchboardAdapter


@pytest.mark.parametrize(
    ("errors", "wanted"),
    [
        (None, {}),
        ("", {}),
        ([], {}),
        ({}, {}),
        ("Name is taken", {"": ["Name is taken"]}),
        (["a", "b"], {"": ["a", "b"]}),
        (("a", ["b", ["c"]]), {"": ["a", "b", "c"]}),
        ({"name": "taken"}, {"name": ["taken"]}),
        ({"name": ["taken", "short"], "size": []}, {"name": ["taken", "short"], "size": []}),
        ({"name": None}, {"name": []}),
        ({"name": ["", None, "taken"]}, {"name": ["taken"]}),
        ({"age": [3, True, 1.5]}, {"age": ["3", "True", "1.5"]}),
        ({"count": 0}, {"count": ["0"]}),
        ({"user": {"email": ["taken", "odd"]}}, {"user": ["email: taken", "email: odd"]}),
        ([{"field": "name", "message": "taken"}], {"": ["field: name", "message: taken"]}),
        ({1: "x"}, {"1": ["x"]}),
        (17, {"": ["17"]}),
    ],
)
def test_field_errors_are_fields_with_texts_whatever_form_they_came_in(errors: Any, wanted: Any) -> None:
    assert field_errors(errors) == wanted


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}])
def test_field_errors_of_any_depth_are_read(wrap: Any) -> None:
    errors: Any = "bottom"
    for _ in range(5000):
        errors = wrap(errors)
    (texts,) = field_errors(errors).values()
    assert texts[0].endswith("bottom")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_any_json_is_lists_of_texts_that_are_not_empty(errors: Any) -> None:
    for texts in field_errors(errors).values():
        assert all(texts)
        assert {type(text) for text in texts} <= {str}


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({}, ""),
        ({"message": "  No.\n"}, "No."),
        ({"message": "", "error": "No."}, "No."),
        ({"message": "   ", "error": "No."}, "No."),
        ({"message": None, "error": "No."}, "No."),
        ({"message": {"text": "x"}, "error": ["x"]}, ""),
        ({"error": "second", "message": "first"}, "first"),
        ({"message": 12}, ""),
    ],
)
def test_the_words_are_the_first_named_field_that_holds_a_text(payload: dict[str, Any], text: str) -> None:
    assert text_of(payload, "message", "error") == text


def test_a_failure_says_nothing_by_default_and_shares_nothing() -> None:
    assert Failure() == Failure(message="", code=None, errors={}, details={}, retry_after=None, kind=None)
    assert Failure().errors is not Failure().errors


def test_a_vendor_must_say_how_its_answers_are_read() -> None:
    with pytest.raises(TypeError, match="abstract"):
        Adapter()  # type: ignore[abstract]


def test_by_default_the_key_is_a_bearer_token_and_requests_pass_as_they_are() -> None:
    class Plain(Adapter):
        def read(self, request: Request[Any], status: int, payload: Any) -> Answer:
            return Answer(data=payload)

    request: Request[object] = Operation("GET", "/x")()
    assert Plain().authorize(CANARY) == ("Authorization", f"Bearer {CANARY}")
    assert Plain().prepare(request) is request
    assert (Plain.throttle_policy, Plain.tolerant_json) == (ThrottlePolicy(base=0.5, cap=120.0, start=1), False)


def test_a_vendor_may_carry_the_key_its_own_way() -> None:
    assert SwitchboardAdapter().authorize(CANARY) == ("X-Api-Key", CANARY)


def test_an_adapter_is_a_value() -> None:
    assert SwitchboardAdapter() == SwitchboardAdapter()
    assert attrs.evolve(SwitchboardAdapter()) == SwitchboardAdapter()


@pytest.mark.parametrize(
    ("status", "cl"),
    [
        (200, errors.BadRequest),
        (302, errors.BadRequest),
        (400, errors.BadRequest),
        (401, errors.AuthenticationError),
        (402, errors.PaymentRequired),
        (403, errors.PermissionDenied),
        (404, errors.NotFound),
        (405, errors.BadRequest),
        (409, errors.Conflict),
        (410, errors.NotFound),
        (418, errors.BadRequest),
        (422, errors.ValidationFailed),
        (429, errors.RateLimited),
        (499, errors.BadRequest),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (599, errors.ServerError),
    ],
)
def test_a_status_has_one_class(status: int, cl: type[ApiError]) -> None:
    assert Failure().error_class(status) is cl


def test_a_class_that_the_adapter_chose_stands_whatever_the_status() -> None:
    assert Failure(kind=errors.Conflict).error_class(500) is errors.Conflict
