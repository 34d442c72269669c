"""Keys that a function returns: what it is known by, and how another one takes the place of one that was refused."""

import asyncio
import functools
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.secret import Secret
from tests.conftest import CANARY

KEY = f"{CANARY}-of-the-vault"


class Vault:
    """A source that keeps its key until it is told that the key was refused."""

    def __init__(self, *, slow: bool = False) -> None:
        self.asked = self.told = 0
        self._version = 1
        self._slow = slow

    async def __call__(self) -> str:
        self.asked += 1
        if self._slow:
            await asyncio.sleep(0.01)
        return f"{KEY}-{self._version}"

    def invalidate(self) -> None:
        self.told += 1
        self._version += 1

    def key(self) -> str:
        return f"{KEY}-{self._version}"


def of(vault: object, version: int = 1) -> str:
    return KEY


@attrs.define(eq=True)
class Named:
    """Compared by its path, and unhashable."""

    path: str

    def __call__(self) -> str:
        return KEY


@attrs.frozen
class FrozenNamed(Named):
    pass


VAULT, OTHER = Vault(), Vault()


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (lambda: VAULT.key, lambda: VAULT.key, lambda: OTHER.key),
        (lambda: functools.partial(of, VAULT), lambda: functools.partial(of, VAULT), lambda: functools.partial(of, 1)),
        (
            lambda: functools.partial(of, VAULT, version=2),
            lambda: functools.partial(of, VAULT, version=2),
            lambda: functools.partial(of, VAULT, version=3),
        ),
        (
            lambda: functools.partial(VAULT.key),
            lambda: functools.partial(VAULT.key),
            lambda: functools.partial(OTHER.key),
        ),
        (lambda: Named("a"), lambda: Named("a"), lambda: Named("b")),
        (lambda: FrozenNamed("a"), lambda: FrozenNamed("a"), lambda: Named("a")),
        (lambda: VAULT, lambda: VAULT, lambda: OTHER),
        (lambda: functools.partial(of, []), lambda: functools.partial(of, []), lambda: functools.partial(of, [1])),
    ],
    ids=["method", "partial", "partial with names", "partial of a method", "unhashable", "frozen", "object", "list"],
)
def test_a_function_is_known_by_what_it_is(
    one: Callable[[], Any], same: Callable[[], Any], other: Callable[[], Any]
) -> None:
    secrets = [Secret(make()) for make in (one, same, other)]  # an identity keeps no function alive
    first, second, third = (secret.identity for secret in secrets)

    assert first == second
    assert hash(first) == hash(second)
    assert first != third


def test_two_functions_that_look_alike_are_not_the_same() -> None:
    def make() -> Callable[[], str]:
        return lambda: KEY

    first, second = Secret(make()), Secret(make())

    assert first.identity != second.identity


@pytest.mark.parametrize("slow", [False, True])
async def test_calls_with_the_same_refused_key_share_one_renewal(*, slow: bool) -> None:
    vault = Vault(slow=slow)
    secret = Secret(vault)
    old = await secret.reveal()

    renewed = await asyncio.gather(*(secret.renew(old, since=0) for _ in range(50)))

    assert set(renewed) == {f"{KEY}-2"}
    assert (vault.told, vault.asked) == (1, 2)


async def test_who_comes_later_with_the_old_key_gets_the_new_one() -> None:
    vault = Vault()
    secret = Secret(vault)
    old = await secret.reveal()
    await secret.renew(old, since=0)

    assert await secret.renew(old, since=0) == f"{KEY}-2"
    assert (vault.told, vault.asked) == (1, 2)


async def test_who_asks_meanwhile_waits_for_the_new_key() -> None:
    vault = Vault(slow=True)
    secret = Secret(vault)
    old = await secret.reveal()

    renewal = asyncio.create_task(secret.renew(old, since=0))
    await asyncio.sleep(0)
    assert await secret.reveal_counted() == (f"{KEY}-2", 1)
    assert await renewal == f"{KEY}-2"
    assert vault.asked == 2


async def test_who_gives_up_leaves_the_renewal_to_the_others() -> None:
    secret = Secret(Vault(slow=True))
    old = await secret.reveal()
    first, second = (asyncio.create_task(secret.renew(old, since=0)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == f"{KEY}-2"
    assert first.cancelled()


async def test_clients_with_one_secret_share_the_renewal_and_mask_the_new_key() -> None:
    vault = Vault()
    shared = Secret(vault)
    one, two = Secret(shared), Secret(shared)
    old = await one.reveal()
    await two.reveal()
    await asyncio.gather(one.renew(old, since=0), two.renew(old, since=0))

    assert vault.told == 1
    assert two.redact(f"no such key {KEY}-2") == one.redact(f"no such key {KEY}-2") == "no such key ***"


async def test_a_source_that_keeps_to_its_key_is_asked_once() -> None:
    asked = []

    def source() -> str:
        asked.append(1)
        return KEY

    secret = Secret(source)
    old = await secret.reveal()

    assert await asyncio.gather(*(secret.renew(old, since=0) for _ in range(9))) == [None] * 9
    assert await secret.renew(old, since=0) is None
    assert len(asked) == 2


async def test_a_key_refused_after_a_renewal_is_renewed_again() -> None:
    vault = Vault()
    secret = Secret(vault)
    await secret.renew(await secret.reveal(), since=0)
    second, before = await secret.reveal_counted()

    assert before == 1
    assert await secret.renew(second, since=before) == f"{KEY}-3"
    assert vault.told == 2


async def failing_later() -> str:
    raise OSError(f"the vault is closed to {CANARY}")


def failing() -> str:
    raise OSError(f"the vault is closed to {CANARY}")


@pytest.mark.parametrize("source", [failing, failing_later])
async def test_a_failing_source_tells_its_kind_and_not_its_text(source: Callable[[], str | Awaitable[str]]) -> None:
    with pytest.raises(ConfigurationError, match=r"VENDOR_TOKEN could not be had: .* raised OSError") as caught:
        await Secret(source, name="VENDOR_TOKEN").reveal()

    assert CANARY not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)][1:] == []


class Refusing(Vault):
    def invalidate(self) -> None:
        raise LookupError(KEY)


class AskedOnce(Vault):
    async def __call__(self) -> str:
        if self.asked:
            raise LookupError(KEY)
        return await super().__call__()


@pytest.mark.parametrize("kind", [Refusing, AskedOnce])
async def test_what_fails_during_a_renewal_is_told_to_all(kind: type[Vault]) -> None:
    secret = Secret(kind())
    old = await secret.reveal()

    results = await asyncio.gather(*(secret.renew(old, since=0) for _ in range(3)), return_exceptions=True)

    for problem in results:
        assert isinstance(problem, ConfigurationError)
        assert "LookupError" in str(problem)


async def test_invalidate_may_take_its_time() -> None:
    class Later(Vault):
        async def invalidate(self) -> None:  # type: ignore[override]
            await asyncio.sleep(0)
            super().invalidate()

    secret = Secret(Later())

    assert await secret.renew(await secret.reveal(), since=0) == f"{KEY}-2"


def test_a_renewal_that_its_loop_did_not_finish_does_not_stop_the_next_loop() -> None:
    vault = Vault(slow=True)
    secret = Secret(vault)

    async def begin() -> None:
        old = await secret.reveal()
        renewal = asyncio.create_task(secret.renew(old, since=0))
        await asyncio.sleep(0.001)
        renewal.cancel()

    asyncio.run(begin())

    assert asyncio.run(secret.reveal()) == f"{KEY}-2"
