"""The README's recipes run as they are written, against the sandbox; its commands are those that CI runs."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from telephony_clients.sandbox import Sandbox

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_there_are_recipes() -> None:
    assert len(RECIPES) >= 8


@pytest.mark.parametrize("recipe", RECIPES, ids=range(len(RECIPES)))
async def test_recipe_runs_as_written(recipe: str) -> None:
    async with Sandbox(calls=300, call_records=300) as sandbox:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-c",
            recipe,
            env={**os.environ, **sandbox.environment()},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    assert out.strip()
    assert not err, err.decode()


def test_the_printed_variables_are_those_that_clients_read() -> None:
    from telephony_clients import Talkable, Talkover, Talkroute  # noqa: PLC0415 - only this test needs them

    for client in (Talkable, Talkover, Talkroute):
        for variable in client.adapter_class.variables.values():
            assert f"`{variable}`" in README
