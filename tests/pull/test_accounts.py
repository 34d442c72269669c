"""Each account has one client, made when it is needed and closed with the rest; no key shows."""

from typing import Any

import pytest

from telephony_clients import ConfigurationError, Options, Talkover
from telephony_clients.pull import Accounts
from tests.conftest import CANARY

KEYS = {"one": {"api_key": f"{CANARY}-1"}, "two": {"api_key": f"{CANARY}-2"}}


async def test_an_account_has_one_client_until_it_is_released() -> None:
    async with Accounts(KEYS) as accounts:
        client = accounts.client("talkover.calls", "one")

        assert isinstance(client, Talkover)
        assert accounts.client("talkover.campaigns", "one") is client
        assert accounts.client("talkover.calls", "two") is not client
        assert accounts.client("talkroute.contacts", "one") is not client
        await accounts.release("one")
        assert accounts.client("talkover.calls", "one") is not client


async def test_a_function_is_asked_when_a_client_is_needed() -> None:
    asked: list[str] = []

    def look_up(account: str) -> dict[str, Any]:
        asked.append(account)
        return KEYS[account]

    async with Accounts(look_up) as accounts:
        assert asked == []
        accounts.client("talkover.calls", "one")
        accounts.client("talkover.calls", "one")
        assert asked == ["one"]


async def test_options_are_those_of_all_clients_but_where_an_account_has_its_own() -> None:
    keys: dict[str, Any] = {"one": KEYS["one"], "two": {**KEYS["two"], "options": Options(deadline=2)}}
    async with Accounts(keys, options=Options(deadline=1)) as accounts:
        deadlines = [accounts.client("talkover.calls", name).options.deadline for name in ("one", "two")]

    assert deadlines == [1, 2]


async def test_no_key_shows() -> None:
    async with Accounts(KEYS) as accounts:
        accounts.client("talkover.calls", "one")

        assert repr(accounts) == "Accounts(one)"


@pytest.mark.parametrize("keys", [{"two": {}}, {"one": {"api_key": 1}}, {"one": {}}])
async def test_an_account_that_cannot_be_used_is_said_before_anything_is_sent(keys: dict[str, Any]) -> None:
    async with Accounts(keys) as accounts:
        with pytest.raises(ConfigurationError):
            accounts.client("talkover.calls", "one")
