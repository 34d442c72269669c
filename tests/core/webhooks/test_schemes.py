"""Signatures in a header: every spelling, and no second spelling of the same."""

import base64
from typing import Any

import attrs
import pytest

from telephony_clients import ConfigurationError, Delivery, MemoryReplayStore, Rejection
from telephony_clients.core.webhooks.schemes import Encoding, HmacHeader
from tests.core.webhooks.endpoints import (
    BODY,
    HEADER,
    IDENTIFIED,
    NEW,
    NOW,
    OLD,
    PLAIN,
    SIGNED,
    STAMPED,
    TIMED,
    endpoint,
    rejection,
)

HEX = SIGNED[NEW, Encoding.HEX]


class Pairs(dict[str, Any]):
    """Headers as a framework gives them, the same name twice."""

    def __init__(self, *pairs: tuple[Any, Any]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def items(self) -> Any:
        return self.pairs


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("secret", [NEW, OLD])
def test_a_signature_is_what_openssl_makes(encoding: Encoding, secret: str) -> None:
    scheme = HmacHeader(header=HEADER, encoding=encoding)

    assert endpoint(scheme, secret).sign(BODY).headers[HEADER] == SIGNED[secret, encoding]
    assert endpoint(scheme).verify(BODY, {HEADER: SIGNED[secret, encoding]}).body == BODY


def test_a_signed_time_stands_before_the_body() -> None:
    signed = endpoint(TIMED, NEW).sign(BODY)
    assert signed.headers == {"content-type": "application/json", HEADER: STAMPED[NEW], "X-Timestamp": str(NOW)}


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("other", Encoding)
def test_one_encoding_is_not_taken_for_another(encoding: Encoding, other: Encoding) -> None:
    if encoding is not other:
        scheme = HmacHeader(header=HEADER, encoding=encoding)
        assert rejection(endpoint(scheme), BODY, {HEADER: SIGNED[NEW, other]}) is Rejection.MALFORMED


@pytest.mark.parametrize("signature", [HEX, f"sha256={HEX}"])
def test_a_prefix_may_stand_before_it(signature: str) -> None:
    scheme = HmacHeader(header=HEADER, prefix="sha256=")
    assert endpoint(scheme).verify(BODY, {HEADER: signature}).body == BODY
    assert endpoint(scheme).sign(BODY).headers[HEADER] == f"sha256={HEX}"


@pytest.mark.parametrize("signature", [f"sha1={HEX}", f"SHA256={HEX}", f"sha256=sha256={HEX}", f"sha256= {HEX}"])
def test_no_other_prefix_may(signature: str) -> None:
    scheme = HmacHeader(header=HEADER, prefix="sha256=")
    assert rejection(endpoint(scheme), BODY, {HEADER: signature}) is Rejection.MALFORMED


@pytest.mark.parametrize("name", ["x-signature", "X-Signature", "X-SIGNATURE"])
def test_a_header_is_found_whatever_its_letter_case(name: str) -> None:
    for header in ("x-signature", "X-Signature"):
        assert endpoint(HmacHeader(header=header)).verify(BODY, {name: HEX}).body == BODY


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Rejection.MISSING),
        ({"x_signature": HEX}, Rejection.MISSING),
        ({HEADER.encode(): HEX}, Rejection.MISSING),
        ({None: HEX}, Rejection.MISSING),
        ({HEADER: HEX, "X-Signature": HEX}, Rejection.MALFORMED),
        (Pairs((HEADER, HEX), (HEADER, HEX)), Rejection.MALFORMED),
        (Pairs((HEADER, ""), ("X-SIGNATURE", HEX)), Rejection.MALFORMED),
        *(
            ({HEADER: value}, Rejection.MALFORMED)
            for value in (
                *("", " ", HEX.upper(), f" {HEX}", f"{HEX} ", f"{HEX}\n", HEX[:-1], f"{HEX}0", f"{HEX},{HEX}"),
                *(HEX.replace("3", "\u0663"), HEX.replace("a", "\uff41"), "\ud800" * 64, "\x00" * 64, "g" * 64),
                *(None, 0, HEX.encode(), [HEX], (HEX,)),
            )
        ),
        ({HEADER: "0" * 64}, Rejection.MISMATCH),
    ],
)
def test_a_hostile_header_is_a_rejection(headers: Any, expected: Rejection) -> None:
    assert rejection(endpoint(), BODY, headers) is expected


def test_the_kelvin_sign_is_no_k() -> None:
    assert "\u212a".lower() == "k"
    verifier = endpoint(HmacHeader(header="x-key"))
    assert rejection(verifier, BODY, {"x-\u212aey": HEX}) is Rejection.MISSING
    assert verifier.verify(BODY, {"X-Key": HEX}).body == BODY


def test_base64_has_one_spelling() -> None:
    genuine = SIGNED[NEW, Encoding.BASE64]
    digest = base64.b64decode(genuine)
    twins = [f"{genuine[:-2]}{last}=" for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"]
    same = [twin for twin in twins if twin != genuine and base64.b64decode(twin) == digest]
    assert len(same) == 3
    verifier = endpoint(HmacHeader(header=HEADER, encoding=Encoding.BASE64))
    for other in (
        *same,
        genuine.rstrip("="),
        f"{genuine}=",
        genuine.replace("/", "_"),
        f"{genuine[:9]}\n{genuine[9:]}",
    ):
        assert rejection(verifier, BODY, {HEADER: other}) in {Rejection.MISMATCH, Rejection.MALFORMED}
    assert verifier.verify(BODY, {HEADER: genuine}).body == BODY


@pytest.mark.parametrize(
    "seconds",
    [
        *("", " ", "now", "1_700_000_000", " 1700000000", "1700000000 ", "+1700000000", "-1", "1e9", "1700000000.0"),
        *("01700000000", "0x6553f100", "\u0661\u0667" * 5, "\u00b2", "1700000000000", "9" * 5000, "0", "NaN", "\ud800"),
    ],
)
def test_a_time_is_plain_digits(seconds: str) -> None:
    headers = {HEADER: STAMPED[NEW], "x-timestamp": seconds}
    assert rejection(endpoint(TIMED), BODY, headers) is Rejection.MALFORMED


def test_a_signed_time_must_be_there_once() -> None:
    assert rejection(endpoint(TIMED), BODY, {HEADER: STAMPED[NEW]}) is Rejection.MISSING
    twice = {HEADER: STAMPED[NEW], "x-timestamp": str(NOW), "X-Timestamp": str(NOW)}
    assert rejection(endpoint(TIMED), BODY, twice) is Rejection.MALFORMED


def test_a_signature_with_a_time_is_none_without_and_the_other_way_round() -> None:
    assert rejection(endpoint(TIMED), BODY, {HEADER: HEX, "x-timestamp": str(NOW)}) is Rejection.MISMATCH
    assert rejection(endpoint(PLAIN), BODY, {HEADER: STAMPED[NEW]}) is Rejection.MISMATCH


@pytest.mark.parametrize(("found", "remembered"), [("7", True), (7, True), ("", True), (0, True), (None, False)])
def test_what_identify_finds_is_remembered(found: Any, remembered: bool) -> None:  # noqa: FBT001 - the case
    verifier = endpoint(attrs.evolve(PLAIN, identify=lambda _: found), replay_store=MemoryReplayStore())
    assert (verifier.verify(BODY, {HEADER: HEX}).replay_key is not None) is remembered


def test_identify_sees_nothing_that_is_not_authentic() -> None:
    def identify(delivery: Delivery) -> None:
        raise AssertionError(delivery)

    verifier = endpoint(attrs.evolve(PLAIN, identify=identify), replay_store=MemoryReplayStore())
    assert rejection(verifier, b"{}", {HEADER: HEX}) is Rejection.MISMATCH


@pytest.mark.parametrize("found", [True, 1.5, b"7", ["7"]])
def test_identify_returns_a_text_or_a_whole_number(found: Any) -> None:
    verifier = endpoint(attrs.evolve(PLAIN, identify=lambda _: found), replay_store=MemoryReplayStore())
    with pytest.raises(ConfigurationError, match=f"not {type(found).__name__}"):
        verifier.verify(BODY, {HEADER: HEX})


def test_a_body_that_is_not_what_identify_reads_is_a_rejection() -> None:
    verifier = endpoint(IDENTIFIED, replay_store=MemoryReplayStore())
    signed = verifier.sign(b"{")
    assert rejection(verifier, signed.body, signed.headers) is Rejection.MALFORMED
