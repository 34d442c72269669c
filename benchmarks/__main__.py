"""``python -m benchmarks``: measure side by side, print tables of medians and ratios, and say which bars are met."""

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from benchmarks import bodies, report, server
from benchmarks.comparison import Case, Result
from benchmarks.scenarios import bombs, drift, drips, imports, memory, pulls, throughput, webhooks


class Scenario(Protocol):
    """Lists the comparisons of one scenario."""

    def __call__(self, origin: str, *, smoke: bool) -> list[Case]:
        """Return them, for a server at that origin; with ``smoke`` as small as can be."""


SCENARIOS: dict[str, Scenario] = {
    "page": throughput.page,
    "small": throughput.small,
    "decode": throughput.decode,
    "drift": drift.drift,
    "drips": drips.drips,
    "many": memory.many,
    "in_flight": throughput.in_flight,
    "ahead": pulls.ahead,
    "stream": memory.stream,
    "kept": memory.kept,
    "lag": pulls.lag,
    "bombs": bombs.bombs,
    "webhook": webhooks.webhook,
    "imports": imports.imports,
}

LINUX_ONLY = frozenset({"many", "stream", "kept"})
"""The scenarios that read /proc."""


def main() -> None:
    """Run all scenarios or the named ones."""
    asked = _parser().parse_args()
    if asked.list:
        for name, scenario in SCENARIOS.items():
            print(f"{name:12}{(scenario.__doc__ or '').splitlines()[0]}")
        return
    server.pin(0)
    with server.running() as origin:
        rates = _rates(origin, seconds=0.05 if asked.smoke else 1.0)
        cases = _cases(asked.only or list(SCENARIOS), origin, smoke=asked.smoke)
        print(report.head(rates, cases), end="\n\n", flush=True)
        results = [_measured(case) for case in cases]
    if asked.smoke:
        print("A smoke run: its figures say nothing.")
    else:
        print(report.bars(results))
    if asked.json:
        report.write_json(asked.json, rates, results)
    if asked.plot:
        _plot(asked.plot, results)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one tiny round of each, to see that they work")
    parser.add_argument("--only", action="append", choices=SCENARIOS, metavar="NAME", help="this one; may be repeated")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the ratios")
    return parser


def _rates(origin: str, *, seconds: float) -> dict[str, float]:
    base_url = server.Behaviour().below(origin)
    paths = {"pages of 50": "/calls", "small answers": bodies.SMALL}
    return {what: server.rate(base_url + path, seconds=seconds) for what, path in paths.items()}


def _cases(names: Sequence[str], origin: str, *, smoke: bool) -> list[Case]:
    if sys.platform != "linux":
        print("They read Linux's /proc, so left out:", *sorted(LINUX_ONLY.intersection(names)))
        names = [name for name in names if name not in LINUX_ONLY]
    return [case for name in names for case in SCENARIOS[name](origin, smoke=smoke)]


def _measured(case: Case) -> Result:
    result = case.run()
    print(report.table(result), end="\n\n", flush=True)
    return result


def _plot(path: Path, results: Sequence[Result]) -> None:
    if find_spec("matplotlib") is None:
        print("No plot: matplotlib is not installed (pip install '.[bench]').")
        return
    from benchmarks.plot import write_svg  # noqa: PLC0415 - an extra

    write_svg(path, results)


if __name__ == "__main__":
    main()
