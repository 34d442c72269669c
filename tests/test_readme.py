"""The README's recipes run as they are written, against the sandbox; its commands are those that CI runs."""

import asyncio
import os
import re
import sys
from pathlib import Path

from telephony_clients.sandbox import Sandbox

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_readme_has_recipes() -> None:
    assert len(RECIPES) >= 8


async def ran(recipe: str, environment: dict[str, str], turns: asyncio.Semaphore) -> tuple[int | None, str, str]:
    async with turns:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-c",
            recipe,
            env={**os.environ, **environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_recipes_run_as_written() -> None:
    async with Sandbox(calls=300, call_records=300) as sandbox:
        turns = asyncio.Semaphore(2)  # some recipes have deadlines of seconds
        results = await asyncio.gather(*(ran(recipe, sandbox.environment(), turns) for recipe in RECIPES))
    for recipe, (code, out, err) in zip(RECIPES, results, strict=True):
        assert (code, err) == (0, ""), recipe
        assert out.strip(), recipe


def test_the_printed_variables_are_those_that_clients_read() -> None:
    from telephony_clients import Talkable, Talkover, Talkroute  # noqa: PLC0415 - only this test needs them

    for client in (Talkable, Talkover, Talkroute):
        for variable in client.adapter_class.variables.values():
            assert f"`{variable}`" in README
