"""Deliveries that come again: what tells them apart, and for how long they are remembered."""

from typing import Any

import attrs
import pytest

from telephony_clients import (
    ConfigurationError,
    MemoryReplayStore,
    Rejection,
)
from telephony_clients.core.webhooks.delivery import Claims, Delivery, Scheme
from telephony_clients.core.webhooks.schemes import Encoding
from tests.core.webhooks.endpoints import (
    BODY,
    GOOD,
    HEADER,
    IDENTIFIED,
    NEW,
    NOW,
    OLD,
    PLAIN,
    SIGNED,
    STRIPE_LIKE,
    TIMED,
    Ledger,
    UrlToken,
    endpoint,
    rejection,
)


def test_a_delivery_is_accepted_once_where_it_is_remembered() -> None:
    verifier = endpoint(IDENTIFIED, replay_store=MemoryReplayStore())

    verifier.verify(BODY, GOOD)

    assert rejection(verifier, BODY, GOOD) is Rejection.REPLAY
    # another signature does not make it another delivery
    assert rejection(verifier, BODY, {HEADER: SIGNED[OLD, Encoding.HEX]}) is Rejection.REPLAY


def test_deliveries_without_an_identity_are_told_apart_by_nothing() -> None:
    ledger = Ledger()
    verifier = endpoint(replay_store=ledger)

    assert verifier.verify(BODY, GOOD) == verifier.verify(BODY, GOOD)
    assert verifier.verify(BODY, GOOD).replay_key is None
    assert ledger.asked == []


@pytest.mark.parametrize("scheme", [TIMED, STRIPE_LIKE], ids=lambda scheme: type(scheme).__name__)
def test_a_signed_time_tells_equal_bodies_apart(scheme: Scheme) -> None:
    now = [NOW, NOW + 1]
    verifier = endpoint(scheme, clock=lambda: now[0], replay_store=MemoryReplayStore())
    first = verifier.sign(BODY)
    now.reverse()
    second = verifier.sign(BODY)

    for signed in (first, second):
        verifier.verify(signed.body, signed.headers)
        assert rejection(verifier, signed.body, signed.headers) is Rejection.REPLAY


def test_a_question_is_answered_as_often_as_it_is_asked() -> None:
    class Questions(UrlToken):
        def claims(self, delivery: Delivery) -> Claims:
            return attrs.evolve(super().claims(delivery), once=False)

    verifier = endpoint(Questions(), replay_store=MemoryReplayStore())
    for _ in range(2):
        assert verifier.verify(b"{}", {"x-id": "7"}, url=f"/hooks/{NEW}").id == "7"


def test_endpoints_that_share_a_store_do_not_take_deliveries_for_each_others() -> None:
    store = MemoryReplayStore()
    headers = {HEADER: SIGNED[NEW, Encoding.HEX], "x-other": SIGNED[NEW, Encoding.HEX]}
    other = attrs.evolve(IDENTIFIED, header="x-other")
    apart = [(IDENTIFIED, ""), (IDENTIFIED, "shares"), (IDENTIFIED, "rewards"), (other, "")]
    for scheme, name in apart:
        assert endpoint(scheme, endpoint=name, replay_store=store).verify(BODY, headers).replay_key
    for scheme, name in apart:
        twin = attrs.evolve(scheme, identify=lambda _: 142)  # another process has other objects, and ids may be numbers
        assert rejection(endpoint(twin, endpoint=name, replay_store=store), BODY, headers) is Rejection.REPLAY


def test_no_name_of_an_endpoint_reads_like_another_and_an_id() -> None:
    ledger = Ledger()
    by_body = attrs.evolve(PLAIN, identify=lambda delivery: delivery.body.decode())
    for name, found in (("a", "b"), ("a4:id b", ""), ("", "a4:id b"), ("a:4:id b", "")):
        verifier = endpoint(by_body, endpoint=name, replay_store=ledger)
        verifier.verify(found.encode(), verifier.sign(found.encode()).headers)

    assert len({key for key, _ in ledger.asked}) == 4


@pytest.mark.parametrize("name", [None, 5, b"shares"])
def test_an_endpoint_has_a_text_as_its_name(name: Any) -> None:
    with pytest.raises(ConfigurationError, match="endpoint must be a text"):
        endpoint(endpoint=name)


def test_without_a_store_it_is_accepted_as_often_as_it_comes() -> None:
    verifier = endpoint()
    assert verifier.verify(BODY, GOOD) == verifier.verify(BODY, GOOD)


def test_a_delivery_that_could_not_be_processed_may_come_again() -> None:
    verifier = endpoint(IDENTIFIED, replay_store=MemoryReplayStore())

    verifier.forget(verifier.verify(BODY, GOOD))

    verifier.forget(verifier.verify(BODY, GOOD))
    verifier.forget(endpoint().verify(BODY, GOOD))


def test_deliveries_with_an_id_go_by_it() -> None:
    verifier = endpoint(UrlToken(), replay_store=MemoryReplayStore())
    url = f"https://shop.test/hooks/{NEW}?x=1"

    assert verifier.verify(b"{}", {"X-Id": "7"}, url=url).id == "7"
    assert rejection(verifier, b'{"other": 1}', {"X-Id": "7"}, url) is Rejection.REPLAY
    assert verifier.verify(b"{}", {"X-Id": "8"}, url=url).id == "8"
    assert verifier.verify(b"{}", {"X-Id": "\ud800"}, url=url).id == "\ud800"
    assert verifier.verify(b"{}", {}, url=url).id is None


@pytest.mark.parametrize(("tolerance", "ttl"), [(300.0, 86_400.0), (50_000.0, 100_000.0)])
def test_a_delivery_is_remembered_for_a_day_and_for_as_long_as_its_time_is_good(tolerance: float, ttl: float) -> None:
    ledger = Ledger()
    verifier = endpoint(IDENTIFIED, endpoint="shares", replay_store=ledger, tolerance=tolerance)
    verified = verifier.verify(BODY, GOOD)

    # printf '22:HmacHeader x-signature6:shares6:id 142' | sha256sum
    assert ledger.asked == [("d7498c31dbca77fc118da5d92db1c2c120776201522e671ec01c6cade913b025", ttl)]
    assert verified.replay_key == ledger.asked[0][0]
