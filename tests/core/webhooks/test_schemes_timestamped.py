"""A time and several signatures in one header, in Stripe's form."""

import hashlib
import hmac

import attrs
import pytest

from telephony_clients import MemoryReplayStore, Rejection
from tests.core.webhooks.endpoints import BODY, HEADER, NEW, NOW, OLD, STAMPED, STRIPE_LIKE, endpoint, rejection

GOOD = f"t={NOW},v1={STAMPED[NEW]}"
ZEROS = "0" * 64


def test_it_is_signed_as_openssl_signs_it() -> None:
    assert endpoint(STRIPE_LIKE, NEW).sign(BODY).headers == {"content-type": "application/json", HEADER: GOOD}


def test_the_secret_is_the_key_with_its_prefix() -> None:
    signature = hmac.digest(b"whsec_abc", b"1700000000." + BODY, hashlib.sha256).hex()
    assert endpoint(STRIPE_LIKE, "whsec_abc").verify(BODY, {HEADER: f"t={NOW},v1={signature}"}).body == BODY


@pytest.mark.parametrize(
    "signed",
    [
        GOOD,
        f"t={NOW},v1={STAMPED[OLD]}",
        f"t={NOW},v1={ZEROS},v1={STAMPED[NEW]}",
        f"t={NOW},v1={STAMPED[NEW]},v1={ZEROS}",
        f"v1={STAMPED[NEW]},t={NOW}",
        f"t={NOW},v1={STAMPED[NEW]},v0=6ffbb59b",
    ],
)
def test_one_good_signature_is_enough(signed: str) -> None:
    verified = endpoint(STRIPE_LIKE).verify(BODY, [(HEADER.encode(), signed.encode())])
    assert verified.timestamp is not None
    assert verified.timestamp.timestamp() == NOW


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (f"t={NOW},v1={ZEROS}", Rejection.MISMATCH),
        (f"t={NOW},v1={ZEROS},v1={ZEROS}", Rejection.MISMATCH),
        (f"t={NOW + 1},v1={STAMPED[NEW]}", Rejection.MISMATCH),
        *(
            (signed, Rejection.MALFORMED)
            for signed in (
                *("", ",", "t", "v1", f"t={NOW}", f"v1={STAMPED[NEW]}", f"t={NOW},v1=", f"t=,v1={STAMPED[NEW]}"),
                *(
                    f"t={NOW},{GOOD}",
                    f"{GOOD},t={NOW + 1}",
                    f"t={NOW},v0={STAMPED[NEW]}",
                    f"t={NOW}, v1={STAMPED[NEW]}",
                ),
                *(f"T={NOW},v1={STAMPED[NEW]}", f"t={NOW},v1={STAMPED[NEW].upper()}", f"{GOOD}0", f"{GOOD},v1=zz"),
                *(f"t=+{NOW},v1={STAMPED[NEW]}", f"t={NOW}.0,v1={STAMPED[NEW]}", f"t=1_700_000_000,v1={STAMPED[NEW]}"),
                *(f"t={'9' * 5000},v1={STAMPED[NEW]}", f"t=\u0661,v1={STAMPED[NEW]}", f"t=={NOW},v1={STAMPED[NEW]}"),
            )
        ),
    ],
)
def test_nothing_else_is_accepted(signed: str, expected: Rejection) -> None:
    assert rejection(endpoint(STRIPE_LIKE), BODY, {HEADER: signed}) is expected


def test_without_the_header_there_is_no_signature() -> None:
    assert rejection(endpoint(STRIPE_LIKE), BODY, {"x-other": GOOD}) is Rejection.MISSING


@pytest.mark.parametrize(
    ("age", "expected"), [(300, None), (-300, None), (301, Rejection.TOO_OLD), (-301, Rejection.TOO_NEW)]
)
def test_the_time_is_bounded_in_both_directions(age: int, expected: Rejection | None) -> None:
    verifier = endpoint(STRIPE_LIKE, clock=lambda: NOW + age)
    if expected is None:
        assert verifier.verify(BODY, {HEADER: GOOD}).body == BODY
    else:
        assert rejection(verifier, BODY, {HEADER: GOOD}) is expected


def test_an_identity_outlives_a_new_signature() -> None:
    now = [NOW]
    scheme = attrs.evolve(STRIPE_LIKE, identify=lambda delivery: delivery.json()["campaign_id"])
    verifier = endpoint(scheme, clock=lambda: now[0], replay_store=MemoryReplayStore())
    verifier.verify(BODY, {HEADER: GOOD})
    now[0] += 60  # a vendor signs each repeat anew
    again = verifier.sign(BODY)

    assert rejection(verifier, again.body, again.headers) is Rejection.REPLAY
