"""Whether a folder holds rows that a pull would bring a second time, since it was filled by another plan."""

import json
from collections.abc import Iterable, Sequence

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.pull.report import PartReport
from telephony_clients.pull.sinks import REPORT, Files, place
from telephony_clients.pull.spec import PullSpec

_SUFFIXES = {one.suffix for one in Files.__subclasses__()}


def check_overlaps(files: Files, specs: Sequence[PullSpec]) -> None:
    """Check that a folder and the parts of a pull fit together: a row is in one file, and all files are of one format.

    Lists that are read as a whole are snapshots, one for each day: they may be there any number of times.

    Args:
        files: the folder.
        specs: the parts.

    Raises:
        ConfigurationError: they do not; it says what to change.
    """
    for resource in dict.fromkeys(spec.resource for spec in specs):
        for suffix in _SUFFIXES - {files.suffix}:
            if other := files.storage.names(resource, f".{suffix}"):
                raise ConfigurationError(
                    f"The folder has {suffix} already, such as {other[0]}: keep to one format, or use another folder."
                )
        _check_windows(files, resource, [spec for spec in specs if spec.resource == resource])


def _check_windows(files: Files, resource: str, specs: Sequence[PullSpec]) -> None:
    planned = {place(spec) + REPORT for spec in specs}
    of_account: dict[str, list[PullSpec]] = {}
    for spec in specs:
        if spec.since is not None:
            of_account.setdefault(spec.account, []).append(spec)
    for path in files.storage.names(resource, REPORT):
        account = path.split("/")[1].removeprefix("account=")
        if path in planned or account not in of_account:
            continue
        report = PartReport.from_text((files.storage.read(path) or b"").decode())
        if report.path is not None and _overlaps(files, report.spec, of_account[account]):
            raise ConfigurationError(
                f"The folder has {report.path}, of {report.spec.since} to {report.spec.until}, whose rows this pull "
                "would bring again: use the same step, filters and first day as before, or another folder."
            )


def _overlaps(files: Files, there: PullSpec, specs: Iterable[PullSpec]) -> bool:
    return any(_share_rows(there, spec) and not _is_within(files, there, spec) for spec in specs)


def _share_rows(one: PullSpec, other: PullSpec) -> bool:
    """Return whether two parts may have rows in common; what is open at an end has no such end."""
    apart = (one.until and other.since and one.until <= other.since) or (
        other.until and one.since and other.until <= one.since
    )
    return not apart and (not one.over or bool({*one.over} & {*other.over}))


def _is_within(files: Files, there: PullSpec, spec: PullSpec) -> bool:
    """Return whether a part is one of those that another was divided into, since it had too many rows."""
    while there.key != spec.key:
        noted, halves = files.storage.read(place(spec) + REPORT), spec.halves()
        if noted is None or halves is None or not json.loads(noted)["divided"]:
            return False
        spec = halves[0] if there.until and halves[0].until and there.until <= halves[0].until else halves[1]
    return True
