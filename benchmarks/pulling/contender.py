"""One contender in a process of its own: it pulls twice, first a little to warm up, and says what the second cost."""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Carry out the order in the first argument, and print the figures as a line of JSON."""
    order = json.loads(sys.argv[1])
    pull = import_module(f"benchmarks.peers.{order['peer']}").pull
    rows = 0
    for what in ("warm", "measured"):
        folder = Path(order["folder"]) / what
        folder.mkdir(parents=True)
        wall, cpu = time.perf_counter(), _cpu()
        rows = pull(**order[what], folder=folder)
    figures = {"rows": rows, "wall": time.perf_counter() - wall, "cpu": _cpu() - cpu}
    print(json.dumps(figures), file=sys.__stdout__, flush=True)


def _cpu() -> float:
    """Return the seconds that this process and those that it started have computed."""
    used = [resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
