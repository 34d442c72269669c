"""The same calls by several tools, one after another, on the same sandbox."""

import json
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from benchmarks.pulling import contender, served
from benchmarks.pulling.figures import Figure

PEERS = {"pull_dlt": "dlt", "pull_singer": "singer_sdk"}
"""The module of each peer -> the package that it needs."""
_OURS = "pull_ours"


def speed(*, smoke: bool) -> list[Figure]:
    """200,000 calls into Parquet, beside dlt's REST source and a Singer tap: CPU of the client, and wall time."""
    calls = 500 if smoke else 200_000
    there = [peer for peer, package in PEERS.items() if find_spec(package)]
    for package in sorted({*PEERS.values()} - {PEERS[peer] for peer in there}):
        print(f"  {package} is not installed, so it is left out.")
    figures, results = [], {}
    with served.serving([100, calls]) as sandbox:
        for peer in (_OURS, *there):
            results[peer] = _run(peer, [*sandbox.accounts.values()])
            what = peer.removeprefix("pull_")
            figures += [Figure(f"{what}: {one}, s", results[peer][one]) for one in ("cpu", "wall")]
            if results[peer]["rows"] != calls:
                raise RuntimeError(f"{peer} has {results[peer]['rows']} rows of {calls}.")
    for one, bar in (("cpu", 4), ("wall", 4)):
        ratios = [results[peer][one] / results[_OURS][one] for peer in there]
        figures += [Figure(f"{one} of the better peer, as a ratio to ours", min(ratios), least=bar)] if ratios else []
    return figures


def _run(peer: str, accounts: list[Mapping[str, Any]]) -> dict[str, float]:
    """Return what the pull of the second account costs, after that of the first to warm up."""
    with tempfile.TemporaryDirectory() as folder:
        pulls = [{**one, "folder": f"{folder}/{number}"} for number, one in enumerate(accounts)]
        with contender.start(peer, pulls) as process:
            lines, _ = process.communicate()
    found: dict[str, float] = json.loads(lines.splitlines()[-1])
    return found
