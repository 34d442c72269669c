"""One contender in a process of its own: it pulls what its order says, and prints what each pull cost."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any


def start(peer: str, pulls: Sequence[Mapping[str, Any]]) -> "subprocess.Popen[str]":
    """Start a contender.

    Args:
        peer: a module of `benchmarks.peers` with a function `pull`.
        pulls: its arguments, one time after another.
    """
    order = json.dumps({"peer": peer, "pulls": [*pulls]})
    command = (sys.executable, "-m", "benchmarks.pulling.contender", order)
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603


def main() -> None:
    """Carry out the order in the first argument; print a line of JSON for each pull."""
    order = json.loads(sys.argv[1])
    pull = import_module(f"benchmarks.peers.{order['peer']}").pull
    for arguments in order["pulls"]:
        folder = Path(arguments["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        wall, cpu = time.perf_counter(), _cpu()
        rows = pull(arguments["api_key"], arguments["base_url"], folder)
        figures = {"rows": rows, "wall": time.perf_counter() - wall, "cpu": _cpu() - cpu}
        print(json.dumps(figures), flush=True)


def _cpu() -> float:
    """Return the seconds that this process and those that it started have computed."""
    used = [resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
