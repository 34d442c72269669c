"""The contract of every vendor's client, the fourth's among them, checked from one place."""

from typing import Any

import pytest

from telephony_clients.testing import Check, Contract
from tests import fourth_contract
from tests.talkable import contract as talkable
from tests.talkover import contract as talkover
from tests.talkroute import contract as talkroute

CONTRACTS: dict[str, Contract[Any]] = {
    "talkable": talkable.CONTRACT,
    "talkover": talkover.CONTRACT,
    "talkroute": talkroute.CONTRACT,
    "talkroute as met": talkroute.LIVE_CONTRACT,
    "the fourth": fourth_contract.CONTRACT,
}


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=f"{vendor}: {check}")
        for vendor, contract in CONTRACTS.items()
        for check in contract.checks()
    ],
)
async def test_a_client_keeps_its_contract(check: Check) -> None:
    await check()


def test_talkable_has_44_operations() -> None:
    assert len(talkable.CALLS) == 44
