"""``python -m benchmarks.fuzz --minutes N``: fuzz all that reads bytes from outside; only our own errors may come out.

It needs atheris (``pip install '.[fuzz]'``), which finds its way by coverage. ``--smoke`` does without, and tries a few
random changes of the seeds.
"""

import argparse
import importlib
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

_SMOKE_ROUNDS = 2000
_MOST_BYTES = 8192
_MISSING = 2
"""The exit code where atheris is not installed."""


class Run:
    """Gives inputs to the targets, and notes what comes out that should not.

    Args:
        targets: the module of the targets.
        cpu_seconds: for how long.
    """

    def __init__(self, targets: ModuleType, cpu_seconds: float) -> None:
        self._targets, self._until = targets, time.process_time() + cpu_seconds
        self._inputs: Counter[str] = Counter()
        self._found: dict[object, tuple[str, bytes]] = {}

    def one(self, data: bytes) -> None:
        """Try one input."""
        try:
            self._inputs[self._targets.run(data)] += 1
        except Exception as error:  # noqa: BLE001 - finding those that are not ours is what this is for
            place = traceback.extract_tb(error.__traceback__)[-1]
            text = "".join(traceback.format_exception(error))
            self._found.setdefault((type(error), place.filename, place.lineno), (text, bytes(data)))

    def over(self) -> bool:
        """Return whether the time is up; asked for after some inputs only."""
        return self._inputs.total() % 64 == 0 and time.process_time() > self._until

    def finish(self) -> int:
        """Print what was found, and return the exit code."""
        for text, data in self._found.values():
            print(text, f"input: {data!r}", sep="\n", end="\n\n")
        tried = ", ".join(f"{name} {count:,}" for name, count in sorted(self._inputs.items()))
        print(f"{self._inputs.total():,} inputs in {time.process_time():.0f} CPU seconds ({tried})")
        print(f"foreign exceptions and differences, each kind once: {len(self._found)}", flush=True)
        return 1 if self._found else 0


def main() -> None:
    """Fuzz for so many CPU minutes, or try a few inputs."""
    asked = _parser().parse_args()
    if asked.smoke:
        sys.exit(_smoke(asked.seed))
    if find_spec("atheris") is None:
        print("The fuzzer is not installed: pip install '.[fuzz]'", file=sys.stderr)
        sys.exit(_MISSING)
    _fuzz(asked.minutes * 60, asked.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of CPU time")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tries the same inputs")
    parser.add_argument("--smoke", action="store_true", help="a few random inputs, without atheris")
    return parser


def _smoke(seed: int) -> int:
    targets = importlib.import_module("benchmarks.fuzz_targets")
    run, dice = Run(targets, float("inf")), random.Random(seed)  # noqa: S311 - not for secrets
    seeds = targets.seeds()
    for number in range(_SMOKE_ROUNDS):
        data = bytearray(seeds[number % len(seeds)])
        for _ in range(dice.randrange(6)):
            place = dice.randrange(len(data))
            data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
            data = data or bytearray(1)
        run.one(bytes(data))
    return run.finish()


def _fuzz(cpu_seconds: float, seed: int) -> NoReturn:
    import atheris  # noqa: PLC0415 - an extra

    with atheris.instrument_imports(include=["telephony_clients"]):
        targets = importlib.import_module("benchmarks.fuzz_targets")
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(targets.seeds()):
            (Path(corpus) / f"seed-{number}").write_bytes(data)
        run = Run(targets, cpu_seconds)

        def one(data: bytes) -> None:
            run.one(data)
            if run.over():
                code = run.finish()
                os._exit(code)  # libFuzzer knows no end but a crash

        atheris.Setup([sys.argv[0], f"-seed={seed}", f"-max_len={_MOST_BYTES}", "-verbosity=0", corpus], one)
        atheris.Fuzz()
    raise SystemExit(1)


if __name__ == "__main__":
    main()
