"""What strict type checkers say: nothing of typical uses, and each misnamed, missing or unknown argument by name."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TYPICAL = Path(__file__).with_name("typical_uses.py")
WRONG = """
from telephony_clients import Talkable

async def wrong(talkable: Talkable) -> None:
    await talkable.origins.create_purchase(email="a@example.com", order_number="1")
    await talkable.people.update("a@example.com", frist_name="x")
    talkable.people.list_rewards("a", cursro={})
    await talkable.loyalty.redeem("a", redemption_batch_id="1")
"""
NAMED = ["subtotal", "frist_name", "cursro", "redemption_batch_id"]


def complaints(command: list[str], wrong: Path) -> list[str]:
    """Return the lines with errors that a type checker has about both files."""
    run = subprocess.run(
        [sys.executable, "-m", *command, str(TYPICAL), str(wrong)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert not run.stderr.strip(), run.stderr
    return [line for line in run.stdout.splitlines() if "error:" in line or "- error" in line]


@pytest.mark.parametrize("command", [["mypy", "--strict", "--no-incremental"], ["pyright"]], ids=lambda one: one[0])
def test_typical_uses_pass_and_wrong_ones_are_named(command: list[str], tmp_path: Path) -> None:
    pytest.importorskip(command[0])
    wrong = tmp_path / "wrong.py"
    wrong.write_text(WRONG)

    found = complaints(command, wrong)

    assert len(found) == len(NAMED)
    for line, name in zip(found, NAMED, strict=True):
        assert "wrong.py" in line
        assert name in line
