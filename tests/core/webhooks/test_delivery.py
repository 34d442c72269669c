"""Headers as servers hand them over: a mapping, or pairs in the manner of ASGI."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest
from multidict import CIMultiDict

from telephony_clients import ConfigurationError, Rejection, Verifier
from telephony_clients.core.webhooks.schemes import Encoding
from telephony_clients.talkable import CUSTOM_APP
from tests.conftest import CANARY
from tests.core.webhooks.endpoints import BODY, HEADER, NEW, SIGNED, endpoint, rejection

HEX = SIGNED[NEW, Encoding.HEX]
PAIR = (HEADER.encode(), HEX.encode())


@pytest.mark.parametrize(
    "headers",
    [
        {HEADER: HEX},
        MappingProxyType({HEADER: HEX}),
        CIMultiDict({HEADER: HEX}),
        [PAIR],
        (PAIR,),
        [list(PAIR)],
        iter([PAIR]),
        CIMultiDict({HEADER: HEX}).items(),
        [(HEADER.upper(), HEX)],
        [(b"cookie", b"a"), PAIR, (b"cookie", b"b"), (b"x-caf\xe9", b"\xff")],
    ],
)
def test_headers_are_a_mapping_or_pairs(headers: Any) -> None:
    assert endpoint().verify(BODY, headers).body == BODY


def test_a_custom_app_behind_asgi_is_verified() -> None:
    verifier = Verifier(CUSTOM_APP, secrets=[NEW])
    signature = verifier.sign(BODY).headers["x-talkable-signature"]

    assert verifier.verify(BODY, [(b"x-talkable-signature", signature.encode())]).body == BODY


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], Rejection.MISSING),
        ([("x-\u212aey", HEX)], Rejection.MISSING),
        ([PAIR, PAIR], Rejection.MALFORMED),
        ([PAIR, PAIR, PAIR], Rejection.MALFORMED),
        ([PAIR, (HEADER.upper().encode(), HEX.encode())], Rejection.MALFORMED),
        ([(HEADER.encode(), b"\xff" * 64)], Rejection.MALFORMED),
        ([(HEADER.encode(), b"0" * 64)], Rejection.MISMATCH),
    ],
)
def test_pairs_are_held_to_the_same_rules(headers: Any, expected: Rejection) -> None:
    assert rejection(endpoint(), BODY, headers) is expected


@pytest.mark.parametrize(
    "headers",
    [
        *(None, 5, CANARY, CANARY.encode(), bytearray(CANARY.encode()), [CANARY], [CANARY[:2]], [None], object()),
        *([(HEADER,)], [(HEADER, HEX, CANARY)], [(HEADER, None)], [(None, HEX)], [(HEADER, 5)], {HEADER, CANARY}),
    ],
)
def test_anything_else_is_refused_and_not_shown(headers: Any, canary: Callable[[Any], None]) -> None:
    with pytest.raises(ConfigurationError, match="headers must be") as refused:
        endpoint().verify(BODY, headers)
    canary(refused.value)
