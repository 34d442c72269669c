"""``python -m benchmarks [--smoke]``: run everything and print a table of medians and ratios."""

import argparse
import asyncio

from benchmarks import calls, imports


def main() -> None:
    """Run all benchmarks; with ``--smoke`` one short round of each, to see that they work."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--smoke", action="store_true", help="one short round of each")
    smoke = parser.parse_args().smoke
    imports.show(rounds=1 if smoke else 9)
    asyncio.run(calls.show(rounds=1 if smoke else 9, calls=64 if smoke else 1000))


main()
