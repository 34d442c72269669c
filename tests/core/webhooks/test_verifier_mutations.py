"""Deliveries that were tampered with: none is accepted, and none ends in another error than a rejection."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import Verified, Verifier, WebhookRejected
from telephony_clients.core.errors import DecodeError
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.webhooks.delivery import Delivery, Scheme
from telephony_clients.core.webhooks.schemes import Encoding, HmacHeader
from tests.core.webhooks.endpoints import (
    BODY,
    HEADER,
    NEW,
    OLD,
    PLAIN,
    STRIPE_LIKE,
    TIMED,
    ListedSignatures,
    UrlToken,
    endpoint,
)
from tests.mutations import all_of, replaced

SCHEMES: list[Scheme] = [
    *(HmacHeader(header=HEADER, encoding=encoding) for encoding in Encoding),
    TIMED,
    STRIPE_LIKE,
    ListedSignatures(),
    UrlToken(),
]


def tampered(genuine: Delivery, *, each: int) -> Iterator[Delivery]:
    """A genuine delivery with every byte of its body and of its headers' values changed in turn."""
    for body in all_of(genuine.body, each=each):
        yield Delivery(body, genuine.headers, genuine.url)
    for name, value in genuine.headers.items():
        if name != "content-type":
            for other in all_of(value.encode(), each=each):
                yield Delivery(genuine.body, {**genuine.headers, name: other.decode("latin-1")}, genuine.url)


def outcome(verifier: Verifier, delivery: Delivery) -> str:
    try:
        verifier.verify(delivery.body, delivery.headers, url=delivery.url)
    except WebhookRejected as error:
        return error.reason
    return "accepted"


@pytest.mark.parametrize("encoding", Encoding)
def test_no_tampered_delivery_is_accepted(encoding: Encoding) -> None:
    verifier = endpoint(HmacHeader(header=HEADER, encoding=encoding))
    found = Counter(outcome(verifier, one) for one in tampered(verifier.sign(BODY), each=20))

    assert found.total() > 3000
    assert set(found) == {"mismatch", "malformed"}


@pytest.mark.parametrize("scheme", [TIMED, STRIPE_LIKE], ids=lambda scheme: type(scheme).__name__)
def test_no_delivery_with_a_tampered_time_is_accepted(scheme: Scheme) -> None:
    verifier = endpoint(scheme)
    found = Counter(outcome(verifier, one) for one in tampered(verifier.sign(BODY), each=8))

    assert found.total() > 3000
    assert set(found) == {"mismatch", "malformed"}


def test_no_delivery_signed_by_another_secret_is_accepted() -> None:
    genuine = endpoint(PLAIN, NEW).sign(BODY)
    others = [other for one in (NEW, OLD) for other in replaced(one.encode(), each=60)]
    sound = [text for text in (other.decode("latin-1") for other in others) if text.isascii() and text.isprintable()]
    found = Counter(outcome(endpoint(PLAIN, text), genuine) for text in sound if text == text.strip())

    assert found.total() > 500
    assert set(found) == {"mismatch"}


def test_no_delivery_with_a_tampered_address_is_accepted() -> None:
    verifier = endpoint(UrlToken(), NEW)
    found = Counter(outcome(verifier, Delivery(b"{}", {}, one.decode("latin-1"))) for one in _addresses())

    assert found.total() > 500
    assert set(found) <= {"mismatch", "missing"}


def _addresses() -> Iterator[bytes]:
    for other in all_of(NEW.encode(), each=20):
        last = other.partition(b"?")[0].rpartition(b"/")[2]
        if last != NEW.encode():
            yield b"/hooks/" + other


TEXT = st.text(max_size=100)
VALUES = st.one_of(TEXT, st.binary(max_size=50), st.none(), st.integers(), st.lists(TEXT, max_size=2))


@given(
    body=st.binary(max_size=300),
    headers=st.dictionaries(st.sampled_from([HEADER, HEADER.upper(), "X-Timestamp", "x-id"]) | TEXT, VALUES),
    url=TEXT,
    scheme=st.sampled_from(SCHEMES),
)
def test_arbitrary_deliveries_are_rejected_without_other_errors(
    body: bytes, headers: dict[str, str], url: str, scheme: Scheme
) -> None:
    with pytest.raises(WebhookRejected):
        endpoint(scheme).verify(body, headers, url=url)


@given(body=st.binary(max_size=300))
def test_what_is_json_is_read_and_the_rest_is_rejected(body: bytes) -> None:
    try:
        expected = loads(body)
    except DecodeError:
        with pytest.raises(WebhookRejected):
            Verified(body=body).json()
    else:
        assert Verified(body=body).json() == expected
