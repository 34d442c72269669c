"""What importing costs, in CPU time of fresh interpreters, beside what it is built on."""

import statistics
import subprocess
import sys

_VARIANTS = {
    "aiohttp, attrs, cattrs": "import aiohttp, attrs, cattrs",
    "and telephony_clients": "import aiohttp, attrs, cattrs, telephony_clients",
    "and one client class": "import aiohttp, attrs, cattrs\nfrom telephony_clients import Talkover",
}


def show(*, rounds: int) -> None:
    """Print the median CPU milliseconds of each variant and its ratio to the first.

    Args:
        rounds: interpreters started for each variant, in turn.
    """
    times: dict[str, list[float]] = {name: [] for name in _VARIANTS}
    for _ in range(rounds):
        for name, statements in _VARIANTS.items():
            times[name].append(_cpu(statements))
    base = statistics.median(next(iter(times.values())))
    print("import, CPU ms (median) and ratio")
    for name, found in times.items():
        middle = statistics.median(found)
        print(f"  {name:26}{middle:8.1f}{middle / base:8.2f}")


def _cpu(statements: str) -> float:
    code = f"import time\nbegan = time.process_time()\n{statements}\nprint(1000 * (time.process_time() - began))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return float(ran.stdout)
