"""A key that the vendor refuses: another one is asked for, once for all calls, and each call is sent once more."""

import asyncio
from collections.abc import Callable

import pytest

from telephony_clients import AuthenticationError, Options, RetryPolicy
from telephony_clients.core.events import AttemptFinished, CallFinished, Event
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, answer_by, caught, fine, numbered, wire, wrong
from tests.scripted_server import ScriptedServer, Seen


class Vault:
    """Gives a key until it is told that the vendor refused it, then the next."""

    def __init__(self, *, last: int = 9) -> None:
        self.asked: list[str] = []
        self.told = 0
        self._last = last

    async def __call__(self) -> str:
        self.asked.append(f"{KEY}-{min(1 + self.told, self._last)}")
        await asyncio.sleep(0)
        return self.asked[-1]

    def invalidate(self) -> None:
        self.told += 1


def accepting(*keys: str, respond: Callable[[Seen], bytes] | None = None) -> Callable[[Seen], bytes]:
    """Answer requests that have one of these keys, and refuse the others."""

    def answer(seen: Seen) -> bytes:
        if seen.headers["x-api-key"] not in keys:
            return wire(wrong(f"no such key {seen.headers['x-api-key']}"), 401)
        return respond(seen) if respond else wire(fine({"id": "1"}))

    return answer


def sent(server: ScriptedServer) -> list[str]:
    return [seen.headers["x-api-key"].removeprefix(f"{KEY}-") for seen in server.requests]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_write_is_sent_again_too(server: ScriptedServer, options: Options, method: str) -> None:
    answer_by(server, accepting(f"{KEY}-2"))
    seen: list[Event] = []
    async with Desk(server.url, options, api_key=Vault()) as desk:
        watched = desk.with_options(on_event=seen.append)
        response = await watched.request(method, "/lines", json={"a": 1})

    assert response.attempts == 2
    assert [one.json for one in server.requests] == [{"a": 1}] * 2
    assert [(one.status, one.error) for one in seen if isinstance(one, AttemptFinished)] == [
        (401, "AuthenticationError"),
        (200, None),
    ]
    assert isinstance(seen[-1], CallFinished)


async def test_a_pull_goes_on_with_the_new_key(server: ScriptedServer, options: Options) -> None:
    def respond(seen: Seen) -> bytes:
        key = f"{KEY}-1" if len(server.requests) < 3 else f"{KEY}-2"
        return accepting(key, respond=numbered(30))(seen)

    answer_by(server, respond)
    vault = Vault()
    async with Desk(server.url, options, api_key=vault) as desk:
        lines = await desk.lines.list().prefetch(3).to_list()

    assert [line.id for line in lines] == [str(number) for number in range(1, 31)]
    assert vault.told == 1


async def test_a_key_that_is_refused_twice_is_the_end(server: ScriptedServer, options: Options) -> None:
    answer_by(server, accepting())
    vault = Vault()
    async with Desk(server.url, options, api_key=vault) as desk:
        error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, AuthenticationError)
    assert error.message == "no such key ***"
    assert [one.status for one in error.attempts] == [401, 401]
    assert (sent(server), vault.told) == (["1", "2"], 1)


async def test_the_same_key_is_not_sent_again(server: ScriptedServer, options: Options) -> None:
    answer_by(server, accepting())
    vault = Vault(last=1)
    async with Desk(server.url, options, api_key=vault) as desk:
        error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, AuthenticationError)
    assert (sent(server), len(vault.asked)) == (["1"], 2)


async def test_a_key_given_as_text_is_not_sent_again(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, accepting())

    assert isinstance(await caught(desk.request("GET", "/lines")), AuthenticationError)
    assert len(server.requests) == 1


async def test_without_retries_the_source_is_told_and_nothing_is_sent_again(
    server: ScriptedServer, options: Options
) -> None:
    answer_by(server, accepting(f"{KEY}-2"))
    vault = Vault()
    async with Desk(server.url, options, api_key=vault) as desk:
        view = desk.with_options(retry=RetryPolicy.off())
        assert isinstance(await caught(view.request("GET", "/lines")), AuthenticationError)
        assert (await view.request("GET", "/lines")).status == 200

    assert (sent(server), vault.told) == (["1", "2"], 1)


class Broken(Vault):
    def invalidate(self) -> None:
        raise LookupError(CANARY)


async def test_a_renewal_that_fails_leaves_the_vendors_answer(server: ScriptedServer, options: Options) -> None:
    answer_by(server, accepting())
    async with Desk(server.url, options, api_key=Broken()) as desk:
        error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, AuthenticationError)
    assert "raised LookupError" in error.__notes__[0]
    assert CANARY not in error.__notes__[0]


async def test_methods_of_one_object_are_one_account(server: ScriptedServer, options: Options) -> None:
    class Account:
        def key(self) -> str:
            return KEY

    account = Account()
    one, two, other = (Desk(server.url, options, api_key=who.key) for who in (account, account, Account()))

    assert one.gate is two.gate
    assert one.gate is not other.gate
