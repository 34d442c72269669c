"""A proxy's address is checked, and its password shows nowhere."""

import pickle
from collections.abc import Callable

import attrs
import pytest

from telephony_clients import ConfigurationError, Options
from telephony_clients.core.proxy import Proxy
from tests.conftest import CANARY
from tests.core.desk import Desk

PASSWORD = f"{CANARY}-of-the-proxy"


def test_a_password_shows_nowhere(canary: Callable[[object], None]) -> None:
    given = Options(proxy=f"http://ann:{PASSWORD}@proxy.example:3128")
    desk = Desk("http://127.0.0.1:1", given)

    for thing in (given, attrs.asdict(given), given.proxy, desk, vars(desk._engine), desk.with_options(deadline=1)):
        canary(thing)
    assert "proxy.example:3128" in repr(given)
    with pytest.raises(TypeError):
        pickle.dumps(given)


def test_proxies_are_compared_with_their_credentials() -> None:
    one, twin, other = (Proxy(f"http://ann:{word}@proxy.example:3128") for word in ("a", "a", "b"))

    assert one == twin
    assert hash(one) == hash(twin)
    assert one != other
    assert Proxy("proxy.example:3128") == Proxy("http://proxy.example:3128")


@pytest.mark.parametrize(
    "wrong",
    [
        f"socks5://ann:{PASSWORD}@proxy.example:1080",
        f"http://ann:{PASSWORD}@",
        f"http://ann:{PASSWORD}@proxy.example:99999",
        f"http://ann:{PASSWORD}@proxy.example/path",
        "http://",
        "",
        8080,
        b"http://proxy.example",
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused_when_a_client_is_made(
    wrong: object, canary: Callable[[object], None]
) -> None:
    options = Options(proxy=wrong)  # type: ignore[arg-type]

    with pytest.raises(ConfigurationError, match="proxy must be a text such as") as refused:
        Desk("http://127.0.0.1:1", options)

    canary(refused.value)
    canary(options)
