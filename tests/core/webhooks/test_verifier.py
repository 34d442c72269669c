"""The verifier: what it accepts, in which order it looks, and what it never shows."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from telephony_clients import (
    ConfigurationError,
    Rejection,
    Secret,
    TelephonyError,
    Verified,
    Verifier,
    WebhookRejected,
)
from telephony_clients.core.webhooks.delivery import Claims, Delivery, Scheme
from telephony_clients.core.webhooks.schemes import Encoding
from tests.conftest import CANARY
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
    STAMPED,
    STRIPE_LIKE,
    TIMED,
    Ledger,
    ListedSignatures,
    UrlToken,
    endpoint,
    rejection,
)

TIMED_GOOD = {HEADER: STAMPED[NEW], "x-timestamp": str(NOW)}
SCHEMES: list[Scheme] = [PLAIN, TIMED, STRIPE_LIKE, UrlToken(), ListedSignatures()]


@pytest.mark.parametrize("secret", [NEW, OLD])
def test_each_of_the_secrets_is_good_and_no_other(secret: str) -> None:
    headers = {HEADER: SIGNED[secret, Encoding.HEX]}

    assert endpoint().verify(BODY, headers).body == BODY
    assert endpoint(PLAIN, secret).verify(BODY, headers).body == BODY
    assert rejection(endpoint(PLAIN, f"{CANARY}-other"), BODY, headers) is Rejection.MISMATCH


def test_a_secret_that_was_taken_out_is_good_no_more() -> None:
    assert rejection(endpoint(PLAIN, NEW), BODY, {HEADER: SIGNED[OLD, Encoding.HEX]}) is Rejection.MISMATCH


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: type(scheme).__name__)
def test_what_is_signed_for_a_test_is_accepted_and_a_changed_one_is_not(scheme: Scheme) -> None:
    verifier = endpoint(scheme)
    signed = verifier.sign(BODY, url="/hooks")

    assert verifier.verify(signed.body, signed.headers, url=signed.url).body == BODY
    assert rejection(endpoint(scheme, f"{CANARY}-x"), signed.body, signed.headers, signed.url) is Rejection.MISMATCH


def test_every_signature_is_compared_with_every_secret() -> None:
    seen: list[str] = []

    class Noted(ListedSignatures):
        def proof(self, secret: Any) -> Any:
            made = super().proof(secret)

            def noted(delivery: Delivery, claims: Claims) -> bytes:
                seen.append(secret[-3:])
                return made(delivery, claims)

            return noted

    headers = {HEADER: ",".join(f"v1={SIGNED[secret, Encoding.HEX]}" for secret in (NEW, OLD))}
    endpoint(Noted()).verify(BODY, headers)

    assert seen == ["new", "old"]


def test_signatures_are_compared_in_constant_time() -> None:
    class Opaque(bytes):
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            raise AssertionError("the first byte that differs ends this comparison")

    class Guarded(ListedSignatures):
        def proof(self, secret: Any) -> Any:
            made = super().proof(secret)
            return lambda delivery, claims: Opaque(made(delivery, claims))

    assert endpoint(Guarded()).verify(BODY, {HEADER: SIGNED[NEW, Encoding.HEX]}).body == BODY


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, None),
        (300, None),
        (-300, None),
        (301, Rejection.TOO_OLD),
        (-301, Rejection.TOO_NEW),
        (1e9, Rejection.TOO_OLD),
        (-1e9, Rejection.TOO_NEW),
    ],
)
def test_a_signed_time_may_lie_a_little_in_the_past_or_in_the_future(age: float, expected: Rejection | None) -> None:
    verifier = endpoint(TIMED, clock=lambda: NOW + age)
    if expected is None:
        assert verifier.verify(BODY, TIMED_GOOD).timestamp == datetime.fromtimestamp(NOW, UTC)
    else:
        assert rejection(verifier, BODY, TIMED_GOOD) is expected


def test_the_tolerance_can_be_set() -> None:
    narrow = endpoint(TIMED, clock=lambda: NOW + 11, tolerance=10)
    assert rejection(narrow, BODY, TIMED_GOOD) is Rejection.TOO_OLD


def test_another_time_than_the_signed_one_is_a_forgery() -> None:
    assert rejection(endpoint(TIMED), BODY, {**TIMED_GOOD, "x-timestamp": str(NOW + 1)}) is Rejection.MISMATCH


def test_a_delivery_without_a_signed_time_has_no_timestamp() -> None:
    verified = endpoint().verify(BODY, {**GOOD, "x-timestamp": "1"})
    assert (verified.timestamp, verified.id, verified.replay_key) == (None, None, None)


@pytest.mark.parametrize(
    ("body", "headers", "clock", "expected"),
    [
        (b"x" * 200, {}, NOW, Rejection.TOO_LARGE),
        (b"x", {}, NOW + 999, Rejection.MISSING),
        (b"x", {HEADER: "zz"}, NOW + 999, Rejection.MALFORMED),
        (b"x", {HEADER: STAMPED[NEW], "x-timestamp": "1e9"}, NOW + 999, Rejection.MALFORMED),
        (b"x", TIMED_GOOD, NOW + 999, Rejection.MISMATCH),
        (BODY, TIMED_GOOD, NOW + 999, Rejection.TOO_OLD),
        (BODY, TIMED_GOOD, NOW - 999, Rejection.TOO_NEW),
    ],
)
def test_size_then_form_then_signature_then_time_then_replay(
    body: bytes, headers: dict[str, str], clock: float, expected: Rejection
) -> None:
    ledger = Ledger()
    verifier = endpoint(TIMED, clock=lambda: clock, replay_store=ledger, max_body=len(BODY))

    assert rejection(verifier, body, headers) is expected
    assert ledger.asked == []


def test_the_largest_body_is_one_of_max_body_bytes() -> None:
    assert endpoint(max_body=len(BODY)).verify(BODY, GOOD).body == BODY
    assert rejection(endpoint(max_body=len(BODY) - 1), BODY, GOOD) is Rejection.TOO_LARGE


def test_the_body_is_read_as_json_only_when_it_is_authentic_and_asked_for() -> None:
    assert endpoint().verify(BODY, GOOD).json()["campaign_id"] == "142"
    for body in (b"", b"{", b"\xff", b"NaN", b"[" * 200_000, b"1" * 5000):
        signed = endpoint().sign(body)
        verified = endpoint().verify(signed.body, signed.headers)
        with pytest.raises(WebhookRejected) as caught:
            verified.json()
        assert (caught.value.reason, caught.value.__context__) == (Rejection.MALFORMED, None)


def test_a_store_that_fails_lets_nothing_through() -> None:
    class Down(Ledger):
        def add_if_absent(self, key: str, ttl: float) -> bool:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        endpoint(IDENTIFIED, replay_store=Down()).verify(BODY, GOOD)


@pytest.mark.parametrize(
    "secrets",
    [
        (),
        [],
        None,
        "",
        CANARY,
        CANARY.encode(),
        [""],
        [" "],
        [NEW, ""],
        [f"{CANARY} "],
        [None],
        [CANARY.encode()],
        [f"{CANARY}\n"],
        [lambda: CANARY],
        Secret(CANARY),
    ],
    ids=lambda secrets: type(secrets).__name__,
)
def test_a_verifier_is_not_made_without_a_sound_secret(secrets: Any) -> None:
    with pytest.raises(ConfigurationError, match="secret"):
        Verifier(PLAIN, secrets=secrets)


def test_a_secret_that_is_held_already_will_do() -> None:
    assert endpoint(PLAIN, Secret(NEW)).verify(BODY, GOOD).body == BODY  # type: ignore[arg-type]


@pytest.mark.parametrize("tolerance", [0, -1, None, True, "300", float("inf"), float("nan")])
def test_the_tolerance_cannot_be_switched_off(tolerance: Any) -> None:
    with pytest.raises(ConfigurationError, match="tolerance"):
        endpoint(TIMED, tolerance=tolerance)


@pytest.mark.parametrize("max_body", [0, -1, None, True, 1.5])
def test_max_body_must_be_a_positive_integer(max_body: Any) -> None:
    with pytest.raises(ConfigurationError, match="max_body"):
        endpoint(max_body=max_body)


@pytest.mark.parametrize("body", [BODY.decode(), bytearray(BODY), {"key": NEW}, None])
def test_a_body_that_something_parsed_already_is_refused(body: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"raw bytes, not as {type(body).__name__}"):
        endpoint().verify(body, GOOD)


def test_secrets_and_deliveries_are_hidden_in_reprs(canary: Callable[[Any], None]) -> None:
    for scheme in SCHEMES:
        verifier = endpoint(scheme)
        signed = verifier.sign(BODY, url="/hooks")
        signed = attrs.evolve(signed, headers={**signed.headers, "x-key": NEW})
        for one in (verifier, signed, verifier.verify(signed.body, signed.headers, url=signed.url)):
            canary(one)
        with pytest.raises(TypeError) as refused:
            pickle.dumps(verifier)
        canary(refused.value)


def test_no_rejection_shows_what_it_was_about(canary: Callable[[Any], None]) -> None:
    telltale = {"key": NEW}
    for scheme in SCHEMES:
        with pytest.raises(WebhookRejected) as caught:
            endpoint(scheme, max_body=500).verify(NEW.encode(), telltale, url=f"/{NEW}/x")
        canary(caught.value)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    with pytest.raises(WebhookRejected) as unreadable:
        Verified(body=f'{{"key": "{NEW}"'.encode()).json()
    canary(unreadable.value)


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (Rejection.MISSING, 401),
        (Rejection.MALFORMED, 400),
        (Rejection.MISMATCH, 401),
        (Rejection.TOO_OLD, 401),
        (Rejection.TOO_NEW, 401),
        (Rejection.REPLAY, 200),
        (Rejection.TOO_LARGE, 413),
    ],
)
def test_a_rejection_says_what_to_answer(reason: Rejection, status: int) -> None:
    error = WebhookRejected("no").because(reason)
    twin = pickle.loads(pickle.dumps(error))
    assert (twin.reason, twin.status, str(twin)) == (reason, status, "no")
    assert isinstance(error, TelephonyError)


def test_every_reason_has_an_answer() -> None:
    assert {WebhookRejected("").because(reason).status for reason in Rejection} == {200, 400, 401, 413}
