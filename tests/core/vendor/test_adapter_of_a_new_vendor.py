"""The vendor in the docstring of `telephony_clients.core.vendor` works as it stands there, and keeps the contract."""

import inspect
import textwrap
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

import telephony_clients.core.vendor
from telephony_clients import NotFound, Options, ValidationFailed, WebhookRejected
from telephony_clients.testing import Contract, StandIn
from tests.conftest import CANARY

DOC = inspect.getdoc(telephony_clients.core.vendor) or ""
CODE = textwrap.dedent(DOC.partition("::\n\n")[2].partition("\nWith it, ")[0])
KEY = f"{CANARY}-of-the-desk"


@pytest.fixture(scope="module")
def shown() -> Any:
    """What the printed code defines."""
    names: dict[str, Any] = {"__name__": "desk"}
    exec(CODE, names)
    return SimpleNamespace(**{name: one for name, one in names.items() if not name.startswith("__")})


def test_it_takes_about_sixty_lines_besides_imports_and_names_nothing_private() -> None:
    lines = [line for line in CODE.splitlines() if line and not line.startswith(("import ", "from "))]

    assert len(lines) <= 80
    assert "_engine" not in CODE
    assert not [line for line in CODE.splitlines() if "import" in line and " _" in line]


async def test_it_lists_creates_and_refuses(shown: Any, options: Options) -> None:
    async with (
        shown.DeskStandIn(KEY) as desk,
        shown.Desk(KEY, base_url=desk.base_url, options=options) as client,
    ):
        assert [line.id for line in await client.lines.list().to_list()] == [str(n) for n in range(120)]
        made = await client.lines.create(display_name="Door")
        assert (made.id, made.display_name) == ("120", "Door")
        assert made.to_dict(names="wire") == {"id": "120", "displayName": "Door"}
        assert (await client.lines.list().first()).id == "120"
        with pytest.raises(ValidationFailed, match="displayName"):
            await client.lines.create(display_name=None)
        with pytest.raises(NotFound):
            await client.request("GET", "/doors")
        assert len(desk.requests) == 3 + 1 + 1 + 1 + 1


async def test_its_stand_in_has_words_for_an_id_that_is_nobody_s(shown: Any, options: Options) -> None:
    class WithGet(shown.DeskStandIn):  # type: ignore[misc]
        def routes(self) -> Any:
            return attrs.evolve(shown.LINES, operations=["get"]).routes(self.store, self)

    async with WithGet(KEY) as desk, shown.Desk(KEY, base_url=desk.base_url, options=options) as client:
        with pytest.raises(NotFound, match="Line not found"):
            await client.request("GET", "/lines/nobody")


async def test_it_tells_its_webhooks_from_others(shown: Any) -> None:
    signed = shown.verifier.sign(b'{"event": "ring"}')

    assert signed.headers["X-Desk-Signature"].startswith("sha256=")
    assert shown.verifier.verify(signed.body, signed.headers).json() == {"event": "ring"}
    with pytest.raises(WebhookRejected):
        shown.verifier.verify(b'{"event": "rung"}', signed.headers)


async def test_it_keeps_the_contract_as_the_docstring_of_that_has_it(shown: Any) -> None:
    doc = inspect.getdoc(Contract) or ""
    code = textwrap.dedent(doc.partition("::\n\n")[2].partition("\nWith pytest")[0])
    names: dict[str, Any] = {
        **vars(shown),
        "Contract": Contract,
        "StandIn": StandIn,
        "asynccontextmanager": asynccontextmanager,
    }
    exec(code, names)

    await names["CONTRACT"].verify()
