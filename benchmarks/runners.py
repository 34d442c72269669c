"""The processes that are measured, seen from the driver."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Timer
from typing import Any, Protocol

Figures = Mapping[str, float]

_STEADY = {"MALLOC_MMAP_THRESHOLD_": str(2**22), "MALLOC_TRIM_THRESHOLD_": str(2**26)}
"""Has glibc keep the blocks that asyncio receives into. Else it maps and unmaps one for each answer, in some processes
and not in others, as their imports have left it: 17 us, which is more than what is compared."""
_WARM_UP = 4e-3
"""Seconds for each measured call, two for 500, in which calls are made before. A client that holds back on an
account that it does not know, as this one does for a second, is measured once it sends as many as it is asked to.
"""
_SECONDS = 120
"""After which a process that does not answer is ended."""


class Runner(Protocol):
    """Something that can be measured again and again."""

    def run(self) -> Figures:
        """Measure once."""

    def close(self) -> None:
        """End it."""


class Worker:
    """A process of `benchmarks.worker`.

    Args:
        peer: a factory in `benchmarks.peers`, as ``module:name``.
        measure: a function in `benchmarks.measures`, likewise.
        settings: arguments of the factory.
        arguments: arguments of the measure.
        without: modules that it must find missing.
        open_files: the most files and sockets it may have open, None for the system's own limit.
    """

    def __init__(
        self,
        *,
        peer: str,
        measure: str,
        settings: Mapping[str, Any],
        arguments: Mapping[str, Any],
        without: Sequence[str] = (),
        open_files: int | None = None,
    ) -> None:
        order = {
            "peer": peer,
            "measure": measure,
            "settings": settings,
            "arguments": arguments,
            "without": without,
            "open_files": open_files,
            "warm_up": _WARM_UP * arguments["count"] if measure == "speed:calls" else 0.0,
        }
        command = (sys.executable, "-m", "benchmarks.worker", json.dumps(order))
        allocator = _STEADY if measure.startswith("speed:") else {}  # memory is measured as it is
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **allocator}
        )

    def run(self) -> Figures:
        """Tell it to go, and return what it measured.

        Raises:
            RuntimeError: it failed; its traceback is on the standard error.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("The worker has no pipes.")
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        with self._limited():
            answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"A worker ended before it had measured: {self._process.args!r}")
        figures: Figures = json.loads(answer)
        return figures

    def close(self) -> None:
        """Close its pipes, which ends it, and wait."""
        with self._limited(), self._process:
            pass

    @contextmanager
    def _limited(self) -> Iterator[None]:
        limit = Timer(_SECONDS, self._process.kill)
        limit.start()
        try:
            yield
        finally:
            limit.cancel()


class Interpreter:
    """A fresh interpreter for each measurement.

    Args:
        statements: what it executes.
    """

    def __init__(self, statements: str) -> None:
        self._code = (
            "import time\ncpu, wall = time.process_time(), time.perf_counter()\n"
            f"{statements}\n"
            "print(time.process_time() - cpu, time.perf_counter() - wall)"
        )

    def run(self) -> Figures:
        """Return the CPU and wall seconds that the statements took."""
        command = (sys.executable, "-c", self._code)
        ran = subprocess.run(  # noqa: S603 - our own statements
            command, capture_output=True, text=True, check=True, timeout=_SECONDS
        )
        cpu, wall = map(float, ran.stdout.split())
        return {"cpu": cpu, "wall": wall}

    def close(self) -> None:
        """Nothing is left to end."""
