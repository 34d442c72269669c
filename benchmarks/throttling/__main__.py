"""``python -m benchmarks.throttling [--smoke]``: print what every strategy comes to in every scenario."""

import argparse
import statistics
from collections.abc import Iterable

from benchmarks.throttling import trial
from benchmarks.throttling.scenarios import SCENARIOS, Scenario
from benchmarks.throttling.strategies import PEERS, Making
from benchmarks.throttling.trial import Outcome

OURS = "this package"
SMOKE = ("A", "headers", "outage")
PEER_SEEDS = 1


def main() -> None:
    """Run all strategies; with ``--smoke`` a few scenarios once, to see that they work."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throttling", description=main.__doc__)
    parser.add_argument("--smoke", action="store_true", help="a few scenarios, once")
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, default=list(SCENARIOS), help="these scenarios")
    parser.add_argument("--seeds", type=int, default=7, help="runs of each")
    parser.add_argument("--alone", action="store_true", help="without the other strategies")
    wanted = parser.parse_args()
    names, seeds = (SMOKE, 1) if wanted.smoke else (wanted.only, wanted.seeds)
    peers = min(seeds, PEER_SEEDS)
    print(
        f"Virtual time; medians of seeds 0 to {seeds - 1}, of 0 to {peers - 1} for the other strategies, but the most"
    )
    print("for lost, tries and early. * = used in tuning.")
    print(f"{'':26}{'time/ideal':>10}{'refused':>9}{'sent':>8}{'lost':>8}{'tries':>7}{'wait s':>9}{'early':>7}")
    for name in names:
        scenario = SCENARIOS[name]
        print(f"{name}{' *' if scenario.tuned else ''}: {scenario.title}")
        for title, making in _strategies(scenario, alone=wanted.alone):
            outcomes = [trial.run(scenario, making, seed) for seed in range(seeds if title == OURS else peers)]
            print(f"  {title:24}{_row(outcomes)}")
    if not wanted.smoke:
        waits = sorted(wait for seed in range(seeds) for wait in trial.interactive(SCENARIOS["A"], seed))
        print(f"interactive call each 3 s beside A: p50 {waits[len(waits) // 2]:.2f} s, ", end="")
        print(f"p95 {waits[len(waits) * 95 // 100]:.2f} s, most {waits[-1]:.2f} s")


def _strategies(scenario: Scenario, *, alone: bool) -> Iterable[tuple[str, Making]]:
    yield OURS, trial.shipped(scenario)
    if not alone:
        yield from PEERS.items()


def _row(outcomes: list[Outcome]) -> str:
    def middle(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in outcomes))

    def most(name: str) -> float:
        return float(max(getattr(one, name) for one in outcomes))

    return (
        f"{middle('completion'):10.3f}{middle('refused'):9.3f}{middle('sent'):8.3f}{most('lost'):8.4f}"
        f"{most('attempts'):7.0f}{middle('wait'):9.1f}{most('early'):7.0f}"
    )


main()
