"""What a long run has seen and written, to compare with the truth at its end."""

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import attrs

_MOST_KEPT = 200
"""Records that are left at the vendor; the others are deleted, so that neither side grows."""
_LINKS = {"recording", "audio_link", "url"}
"""Fields with links that are signed anew each time."""


def fingerprint(record: Any) -> bytes:
    """Return what is the same for equal records."""
    names = {field.name for field in attrs.fields(type(record))} & _LINKS
    told = repr(attrs.evolve(record, **dict.fromkeys(names)))
    return hashlib.sha256(told.encode()).digest()[:12]


class Ledger:
    """Remembers what was read by its fingerprint, and what was written by its name.

    Attributes:
        done: how often each kind of work ended well.
        failed: errors of this package, by class.
        wrong: what should not have happened, in words.
        kept: names of what was written and left there.
        unknown: names of what may have been written or deleted.
    """

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.kept: set[str] = set()
        self.unknown: set[str] = set()
        self._seen: dict[tuple[str, Hashable], bytes] = {}

    def may_keep(self) -> bool:
        """Return whether one more record may be left there."""
        return len(self.kept) < _MOST_KEPT

    def saw(self, kind: str, key: Hashable, mark: bytes) -> None:
        """Note a record that was read, or say that it was another one before."""
        if self._seen.setdefault((kind, key), mark) != mark:
            self.wrong[f"{kind}: a record changed"] += 1

    def saw_list(self, kind: str, records: Iterable[Any], key: Callable[[Any], Hashable]) -> None:
        """Note the records of one reading of a list, none of which may come twice."""
        keys: set[Hashable] = set()
        for record in records:
            if key(record) in keys:
                self.wrong[f"{kind}: a record came twice"] += 1
            keys.add(key(record))
            self.saw(kind, key(record), fingerprint(record))

    def compare(self, kind: str, truth: Iterable[Any], key: Callable[[Any], Hashable]) -> None:
        """Compare what was read with the whole list, read without faults."""
        known = {key(record): fingerprint(record) for record in truth}
        for (of, key_seen), mark in self._seen.items():
            if of == kind and known.get(key_seen) != mark:
                self.wrong[f"{kind}: a record that was read is not the vendor's"] += 1

    def compare_written(self, names: Iterable[str]) -> None:
        """Compare what was written with what is there in the end."""
        there = Counter(names)
        self.wrong["written and lost"] += len(self.kept - there.keys())
        self.wrong["written twice"] += sum(count > 1 for count in there.values())
        self.wrong["deleted and still there"] += len(there.keys() - self.kept - self.unknown)
        self.wrong = +self.wrong
