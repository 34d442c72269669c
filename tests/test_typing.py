"""What strict type checkers say: nothing of typical uses, and each misnamed, missing or unknown argument by name."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TYPICAL = Path(__file__).with_name("typical_uses.py")
WRONG = """
# pyright: reportUnusedImport=false, reportUnknownVariableType=false
from typing import assert_never

from telephony_clients import Talkable, Talkative
from telephony_clients.talkover import Agentt, Call, CallStatus

def forgetful(call: Call) -> int:
    match call.status:
        case CallStatus.INITIATED | CallStatus.RINGING | CallStatus.ANSWERED | CallStatus.IN_PROGRESS:
            return 1
        case CallStatus.COMPLETED | CallStatus.FAILED | CallStatus.BUSY | CallStatus.NO_ANSWER:
            return 2
        case never:
            assert_never(never)

async def wrong(talkable: Talkable) -> None:
    await talkable.origins.create_purchase(email="a@example.com", order_number="1")
    await talkable.people.update("a@example.com", frist_name="x")
    talkable.people.list_rewards("a", cursro={})
    await talkable.loyalty.redeem("a", redemption_batch_id="1")
    talkable.with_options(dead_line=5)
    talkable.with_options(account=5)
"""
NAMED = ["Talkative", "Agentt", "Never", "subtotal", "frist_name", "cursro", "redemption_batch_id"]
NAMED += ["dead_line", "account"]


def mypy(folder: Path) -> list[str]:
    return ["mypy", "--strict", "--no-incremental", str(folder)]


def pyright(folder: Path) -> list[str]:
    settings = {"typeCheckingMode": "strict", "extraPaths": [str(ROOT)]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return ["pyright", "--project", str(folder)]


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_typical_uses_pass_and_wrong_ones_are_named(checker: Callable[[Path], list[str]], tmp_path: Path) -> None:
    pytest.importorskip(checker.__name__)
    (tmp_path / "typical.py").write_text(TYPICAL.read_text())
    (tmp_path / "wrong.py").write_text(WRONG)

    command = [sys.executable, "-m", *checker(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert not run.stderr.strip(), run.stderr

    found = [line for line in run.stdout.splitlines() if "error:" in line or "- error" in line]
    assert len(found) == len(NAMED), run.stdout
    for line, name in zip(found, NAMED, strict=True):
        assert "wrong.py" in line
        assert name in line
