"""What one part of a pull fetches, as plain data: made by `plan`, carried to whichever process runs it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self, TypeAlias

import attrs

from telephony_clients.core.checks import at_least_one, instant
from telephony_clients.core.client.dataset import Dataset, Window
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.pull.catalogue import dataset_of

__all__ = ["PullSpec", "plan"]

Filter: TypeAlias = str | int | float | bool
_MAX_BYTES = 1024
"""Of a spec in JSON, so that thousands of them travel lightly."""
_MAX_OVER_BYTES = 640
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,99}", re.ASCII)
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_NO_FILTERS = frozenset({"cursor", "params"})
"""Arguments of lists that would let a part begin elsewhere than its report says."""


def _sorted_pairs(filters: Mapping[str, Filter] | Iterable[tuple[str, Filter]]) -> tuple[tuple[str, Filter], ...]:
    return tuple(sorted((name, value) for name, value in dict(filters).items()))


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def _name(_: object, attribute: "attrs.Attribute[str]", value: object) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ConfigurationError(
            f"{attribute.name} must be a name of letters, digits and _.@+-, since folders are named for it: {value!r}."
        )


@attrs.frozen(kw_only=True)
class PullSpec:
    """One part of a pull: the rows of one dataset, of one account, in one window of time.

    It is plain data without secrets, under 1 KB as JSON, and can be pickled; the account's key is looked up where it
    runs. Two specs are the same part if their `key` is the same.

    Attributes:
        resource: the vendor's name and the dataset's: ``talkover.calls``.
        account: the account's name, by which its credentials are found; never a key.
        since, until: the window, half-open, such as ``2026-01-01T00:00:00Z``; None where it is open.
        over: the values that the dataset is read for, one after another, such as persons; empty where it has none.
        filters: further arguments of the list, in the order of their names.
    """

    resource: str = attrs.field(validator=_name)
    account: str = attrs.field(validator=_name)
    since: str | None = None
    until: str | None = None
    over: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    filters: tuple[tuple[str, Filter], ...] = attrs.field(default=(), converter=_sorted_pairs)

    def __attrs_post_init__(self) -> None:
        if len(self.to_text()) >= _MAX_BYTES:
            raise ConfigurationError("A spec must be under 1 KB as JSON: give it fewer filters, or shorter ones.")

    @property
    def key(self) -> str:
        """What names this part and no other: a hash of `to_text`."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()[:16]

    @property
    def window(self) -> Window:
        """The window of time."""
        return Window(_parsed(self.since), _parsed(self.until))

    @property
    def day(self) -> str:
        """The day that its file is filed under: the window's first, else the one at which it ends."""
        day = self.since or self.until
        return day[:10] if day else "all"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {**attrs.asdict(self), "over": [*self.over], "filters": dict(self.filters)}

    def to_text(self) -> str:
        """Return it as JSON in its canonical form."""
        return json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the spec that `to_dict` gave.

        Raises:
            ConfigurationError: it is not one.
        """
        try:
            return cls(**values)
        except TypeError as error:
            raise ConfigurationError(f"That is not a PullSpec: {error}.") from None

    def halves(self) -> "tuple[Self, Self] | None":
        """Return two specs for the halves of its window; None if the vendor has no narrower one."""
        dataset, window = dataset_of(self.resource), self.window
        if dataset.cut is None or window.since is None or window.until is None:
            return None
        grain = dataset.cut.grain
        middle = window.since + (window.until - window.since) // grain // 2 * grain
        if middle == window.since:
            return None
        return attrs.evolve(self, until=_written(middle)), attrs.evolve(self, since=_written(middle))


def plan(
    resource: str,
    accounts: Iterable[str],
    since: date | datetime | None = None,
    until: date | datetime | None = None,
    step: timedelta | None = None,
    *,
    over: Sequence[str] = (),
    filters: Mapping[str, Filter] | None = None,
) -> list[PullSpec]:
    """Return the parts of a pull, in an order in which the oldest windows of each account come first.

    The same arguments give the same parts. A date is midnight in UTC.

    Args:
        resource: the vendor's name and the dataset's: ``talkover.calls``.
        accounts: the names of accounts.
        since: where the first window begins; needed where the vendor's list has windows.
        until: where the last window ends; needed likewise. Elsewhere the day of the pull, which its files are filed
            under.
        step: how long a window is, the dataset's own when left out; the last may be shorter.
        over: what a dataset such as ``talkable.rewards`` is read for: persons; ``talkable.metrics``: metrics.
        filters: further arguments of the list, such as ``{"status": "completed"}``.

    Raises:
        ConfigurationError: there is no such dataset, or an argument does not fit it.
    """
    names = list(dict.fromkeys(at_least_one(list(accounts), "accounts")))
    dataset = dataset_of(resource)
    _check_filters(dataset, filters or {}, resource)
    windows = list(_windows(dataset, _utc(since, "since"), _utc(until, "until"), step, resource))
    values = _chunks(dataset, over, resource)
    return [
        PullSpec(
            resource=resource,
            account=account,
            since=_written(window.since),
            until=_written(window.until),
            over=some,
            filters=filters or {},
        )
        for account in names
        for window in windows
        for some in values
    ]


def _check_filters(dataset: Dataset, filters: Mapping[str, Filter], resource: str) -> None:
    times = set() if dataset.cut is None else dataset.cut.filters(Window()).keys()
    for name in filters:
        if name in times:
            raise ConfigurationError(
                f"{name} is no filter of {resource}, since windows are made of it: use since, until."
            )
        if name in _NO_FILTERS:
            raise ConfigurationError(f"{name} is no filter of {resource}.")


def _windows(
    dataset: Dataset, since: datetime | None, until: datetime | None, step: timedelta | None, resource: str
) -> Iterable[Window]:
    if since is not None and until is not None and until <= since:
        raise ConfigurationError(f"until must be later than since: {_written(since)} to {_written(until)}.")
    if dataset.cut is None:
        yield Window(since, until)
        return
    if since is None or until is None:
        raise ConfigurationError(f"{resource} is pulled in windows: since and until are needed.")
    grain, step = dataset.cut.grain, dataset.step if step is None else step
    if step < grain or step % grain:
        raise ConfigurationError(f"step must be a multiple of {grain} for {resource}, not {step}.")
    for name, end in ("since", since), ("until", until):
        if (end - datetime.min.replace(tzinfo=UTC)) % grain:
            raise ConfigurationError(f"{name} must be a multiple of {grain} in UTC for {resource}, not {end}.")
    while since < until:
        yield Window(since, min(since + step, until))
        since += step


def _chunks(dataset: Dataset, over: Sequence[str], resource: str) -> list[tuple[str, ...]]:
    """Return what a dataset is read for in shares that fit into a spec."""
    if dataset.over is None:
        if over:
            raise ConfigurationError(f"{resource} is read as a whole: it takes no over.")
        return [()]
    chunks: list[list[str]] = [[]]
    size = 0
    for value in at_least_one(over, f"over, the {dataset.over}s to read {resource} for,"):
        size += len(json.dumps(value)) + 1
        if size > _MAX_OVER_BYTES and chunks[-1]:
            chunks.append([])
            size = len(json.dumps(value)) + 1
        chunks[-1].append(value)
    return [tuple(chunk) for chunk in chunks]


def _utc(value: date | datetime | None, name: str) -> datetime | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    checked = instant(value, name)
    return checked and checked.astimezone(UTC)


def _written(when: datetime | None) -> str | None:
    return None if when is None else when.strftime(_INSTANT)


def _parsed(text: str | None) -> datetime | None:
    return None if text is None else datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
