"""``python -m benchmarks.throttling [--smoke] [--random N]``: print what every strategy comes to, and where."""

import argparse
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.throttling import bars, distribution, trial
from benchmarks.throttling.scenarios import SCENARIOS
from benchmarks.throttling.shipped import VENDORS
from benchmarks.throttling.strategies import PEERS
from benchmarks.throttling.trial import Outcome

SMOKE = ("A", "headers", "outage")
SMOKE_DRAWS = range(3)


def main() -> None:
    """Run all strategies; with ``--smoke`` a few scenarios once, to see that they work."""
    wanted = _wanted()
    with ProcessPoolExecutor(wanted.workers) as pool:
        if wanted.random:
            seeds = range(wanted.first_seed, wanted.first_seed + wanted.random)
            peers = distribution.PEERS if wanted.peers else ()
            distribution.report(pool, seeds, (*wanted.vendors, *peers), wanted.json)
        elif wanted.smoke:
            _scenarios(pool, SMOKE, range(wanted.first_seed, wanted.first_seed + 1), wanted)
            distribution.report(pool, SMOKE_DRAWS, wanted.vendors[-1:], wanted.json)
        else:
            seeds = range(wanted.first_seed, wanted.first_seed + wanted.seeds)
            _scenarios(pool, wanted.only, seeds, wanted)
            print(_interactive(pool.map(partial(trial.interactive, "A"), seeds)))


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throttling", description=main.__doc__)
    parser.add_argument("--smoke", action="store_true", help="a few scenarios, once, and three drawn accounts")
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, default=list(SCENARIOS), help="these scenarios")
    parser.add_argument("--seeds", type=int, default=7, help="runs of each scenario")
    parser.add_argument("--first-seed", type=int, default=0, help="of the first run")
    parser.add_argument("--vendors", nargs="+", choices=VENDORS, default=list(VENDORS), help="with their policies")
    parser.add_argument("--alone", action="store_true", help="without the other strategies")
    parser.add_argument("--random", type=int, metavar="N", help="instead of the scenarios, so many drawn accounts")
    parser.add_argument("--peers", action="store_true", help="on drawn accounts, also some of the other strategies")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write every run on a drawn account")
    parser.add_argument("--workers", type=int, help="processes; as many as there are cores if not given")
    return parser.parse_args()


def _scenarios(pool: Executor, names: Sequence[str], seeds: Sequence[int], wanted: argparse.Namespace) -> None:
    strategies = wanted.vendors if wanted.alone else [*wanted.vendors, *PEERS]
    runs = [(name, title, seed) for name in names for title in strategies for seed in seeds]
    outcomes = pool.map(trial.named, *zip(*runs, strict=True))
    print(f"Virtual time; medians of seeds {seeds[0]} to {seeds[-1]}, but the most for lost, tries and early.")
    print("A vendor's row is this package with that vendor's policy.")
    print("* = used in tuning; met = within its bar, medians and every run.")
    print(f"{'':26}{'time/ideal':>10}{'refused':>9}{'sent':>8}{'lost':>8}{'tries':>7}{'wait s':>9}{'early':>7}")
    for name in names:
        print(f"{name}{' *' if SCENARIOS[name].tuned else ''}: {SCENARIOS[name].title}")
        for title in strategies:
            print(_row(name, title, list(islice(outcomes, len(seeds)))), flush=True)


def _row(name: str, title: str, outcomes: list[Outcome]) -> str:
    def middle(figure: str) -> float:
        return float(statistics.median(getattr(one, figure) for one in outcomes))

    def most(figure: str) -> float:
        return float(max(getattr(one, figure) for one in outcomes))

    verdict = bars.verdict(bars.missed(title, name, outcomes)) if title in VENDORS else ""
    return (
        f"  {title:24}{middle('completion'):10.3f}{middle('refused'):9.3f}{middle('sent'):8.3f}{most('lost'):8.4f}"
        f"{most('attempts'):7.0f}{middle('wait'):9.1f}{most('early'):7.0f}  {verdict}"
    ).rstrip()


def _interactive(runs: Iterator[list[float]]) -> str:
    waits = sorted(wait for run in runs for wait in run)
    p50, p95 = waits[len(waits) // 2], waits[len(waits) * 95 // 100]
    verdict = "met" if p95 <= bars.INTERACTIVE_P95 else "MISSED"
    return f"interactive call each 3 s beside A: p50 {p50:.2f} s, p95 {p95:.2f} s, most {waits[-1]:.2f} s  {verdict}"


if __name__ == "__main__":
    main()
