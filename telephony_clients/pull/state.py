"""How far each pull has come, in the shape of a Singer STATE message: it outlives the process that pulls."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.pull.report import PartReport
from telephony_clients.pull.spec import PullSpec
from telephony_clients.pull.storage import LocalStorage

__all__ = ["PullState"]


class PullState:
    """Bookmarks: for each resource and account how far it was read.

    ::

        {"bookmarks": {"talkover.calls": {"main": {"until": "2026-02-01T00:00:00+00:00"}}}}

    Args:
        where: a file, which is read now if it is there, and replaced whenever a bookmark moves; or values from
            `to_dict`, for a state that you keep yourself.

    Raises:
        ConfigurationError: what is there is no state.
    """

    def __init__(self, where: os.PathLike[str] | str | Mapping[str, Any] | None = None) -> None:
        self._path = None if where is None or isinstance(where, Mapping) else Path(where)
        values: Any = {} if where is None else where
        if self._path is not None:
            values = _read(self._path)
        bookmarks = values.get("bookmarks", {}) if isinstance(values, Mapping) else None
        if not isinstance(bookmarks, Mapping) or not all(isinstance(one, Mapping) for one in bookmarks.values()):
            raise ConfigurationError(f"{self._path or 'That'} is not the state of a pull.")
        self._others = {name: value for name, value in values.items() if name != "bookmarks"}
        self._bookmarks = {resource: dict(accounts) for resource, accounts in bookmarks.items()}

    def __repr__(self) -> str:
        return f"PullState({str(self._path) if self._path else ''!r})"

    def bookmark(self, resource: str, account: str) -> Mapping[str, Any] | None:
        """Return an account's bookmark in a resource, None if there is none."""
        return self._bookmarks.get(resource, {}).get(account)

    def move(self, resource: str, account: str, bookmark: Mapping[str, Any]) -> None:
        """Set an account's bookmark in a resource, and write the file if there is one."""
        self._bookmarks.setdefault(resource, {})[account] = dict(bookmark)
        if self._path is not None:
            file = LocalStorage(self._path.parent).create(self._path.name)
            file.write(json.dumps(self.to_dict(), separators=(",", ":")).encode() + b"\n")
            file.publish()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        bookmarks = {resource: dict(accounts) for resource, accounts in self._bookmarks.items()}
        return {**self._others, "bookmarks": bookmarks}


class Progression:
    """Moves bookmarks along the windows of a pull: to the end of each for which all windows before are whole.

    Args:
        state: where the bookmarks are.
        specs: all parts of the pull.
    """

    def __init__(self, state: PullState, specs: Iterable[PullSpec]) -> None:
        self._state = state
        self._left: dict[tuple[str, str], dict[str, set[PullSpec]]] = {}
        for spec in sorted(specs, key=lambda one: one.until or ""):
            if spec.until is not None:
                windows = self._left.setdefault((spec.resource, spec.account), {})
                windows.setdefault(spec.until, set()).add(spec)

    def done(self, report: PartReport) -> None:
        """Note that a part is whole."""
        spec = report.spec
        windows = self._left.get((spec.resource, spec.account), {})
        if spec.until is not None and spec.until in windows:
            windows[spec.until].discard(spec)
        reached = None
        for until in list(windows):
            if windows[until]:
                break
            reached = until
            del windows[until]
        if reached is not None and self._is_further(spec, reached):
            self._state.move(spec.resource, spec.account, {"until": reached})

    def _is_further(self, spec: PullSpec, reached: str) -> bool:
        """Return whether no earlier pull came as far: one that is begun again finds its parts in any order."""
        bookmark = self._state.bookmark(spec.resource, spec.account)
        return bookmark is None or datetime.fromisoformat(bookmark["until"]) < datetime.fromisoformat(reached)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        return None
