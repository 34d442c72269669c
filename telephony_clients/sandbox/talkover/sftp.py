"""Campaigns' SFTP servers: settings, and jobs that take some seconds of the sandbox's clock."""

from collections.abc import Callable

import attrs

from telephony_clients.sandbox.collection import Act, Collection, Target, Verb
from telephony_clients.sandbox.laravel import paginated
from telephony_clients.sandbox.records import Record, zulu
from telephony_clients.sandbox.talkover.campaigns import CAMPAIGNS
from telephony_clients.sandbox.validator import Field, flag, items, one_of, required, text, whole
from telephony_clients.sandbox.wire import Reply

_TAKES = 41
_ROWS = 1840
_SHOWN = """id campaign_id host port username auth_type import_path export_path import_schedule is_enabled last_test_at
    last_test_success created_at updated_at"""
_SECRETS = dict.fromkeys(("password", "private_key", "private_key_passphrase"), Field(text(1)))
_FIELDS = {
    "host": required(text(1)),
    "port": Field(whole(1, 65535), 22),
    "username": required(text(1)),
    "auth_type": required(one_of("password", "private_key")),
    **_SECRETS,
    **dict.fromkeys(("import_path", "export_path"), Field(text())),
    "import_schedule": Field(one_of("manual", "hourly", "daily"), "manual"),
}
_CHANGES = {name: attrs.evolve(one, required=False, default=None) for name, one in _FIELDS.items()}


def _of_server(act: Callable[[Target, Record], Reply]) -> Act:
    """Make a verb that needs a server to be there."""

    def checked(target: Target) -> Reply:
        if not target.record.get("sftp"):
            raise target.refusal(404, "SFTP configuration not found")
        return act(target, target.record["sftp"])

    return checked


def _show(target: Target, settings: Record) -> Reply:
    return target.success({name: settings[name] for name in _SHOWN.split()})


def _write(target: Target, settings: Record, values: Record) -> Reply:
    kind = str(values.get("auth_type") or settings["auth_type"])
    if not (values.get(kind) or settings.get(kind)):
        complaint = f"The {kind.replace('_', ' ')} field is required when auth type is {kind}."
        raise target.dialect.validator.refuse({kind: [complaint]})
    if values.get("is_enabled") and not settings.get("last_test_success"):
        raise target.refusal(422, "Test the connection before enabling it", code="SFTP_TEST_REQUIRED")
    settings |= {**values, "updated_at": zulu(target.store.now)}
    return _show(target, settings)


def _create(target: Target) -> Reply:
    campaign, at = target.record["id"], zulu(target.store.now)
    named = {"id": target.store.id("sftp", campaign), "campaign_id": campaign, "is_enabled": False}
    fresh = named | {"last_test_at": None, "last_test_success": None, "created_at": at}
    return attrs.evolve(_write(target, target.record.setdefault("sftp", {}), fresh | dict(target.values)), status=201)


def _update(target: Target, settings: Record) -> Reply:
    return _write(target, settings, {name: one for name, one in target.values.items() if one is not None})


def _test(target: Target, settings: Record) -> Reply:
    good, at = not settings["host"].endswith(".invalid"), zulu(target.store.now)
    settings |= {"last_test_at": at, "last_test_success": good}
    if not good:
        return target.dialect.error(200, "SFTP connection failed", data={"tested_at": at, "error": "Unknown host"})
    paths = {"import_path_accessible": True, "export_path_accessible": True}
    return target.success({"tested_at": at} | paths, "SFTP connection successful")


def _begin(target: Target, kind: str, files: int, done: Callable[[], object] = lambda: None) -> str:
    """Queue a job unless one of its kind runs, and give its id."""
    store, logs = target.store, LOGS.rows(target.store, target.record)
    if any(one["type"] == kind and one["status"] == "running" for one in logs):
        code = f"SFTP_{kind.upper()}_IN_PROGRESS"
        raise target.refusal(409, f"An SFTP {kind} is in progress", code=code)
    job: Record = {"id": store.next_id("sftp job"), "type": kind, "status": "running"}
    job |= {"files_processed": 0, "rows_processed": 0, "started_at": zulu(store.now)}
    logs.insert(0, job)

    def finish() -> None:
        job.update(status="succeeded", files_processed=files, rows_processed=_ROWS, completed_at=zulu(store.now))
        done()

    store.later(_TAKES, finish)
    return str(job["id"])


def _import(target: Target, _: Record) -> Reply:
    files = target.record["files"]
    file = {"id": target.store.next_id("file"), "original_filename": "people.csv"}
    file |= {"processed_filename": "processed_people.csv", "status": "processed"}
    rows = {"total_records": _ROWS, "processed_records": _ROWS}
    job = _begin(target, "import", 1, lambda: files.append(file | rows))
    return target.success({"job_id": job, "queued_at": zulu(target.store.now)}, "SFTP import queued")


def _export(target: Target, _: Record) -> Reply:
    wanted, known = target.values["file_data_ids"], {one["id"] for one in target.record["files"]}
    unknown = [f"file_data_ids.{place}" for place, one in enumerate(wanted) if one not in known]
    if unknown:
        errors = {one: [f"The selected {one.replace('_', ' ')} is invalid."] for one in unknown}
        raise target.dialect.validator.refuse(errors)
    job = _begin(target, "export", len(wanted))
    return target.success({"job_id": job, "files_count": len(wanted)}, "SFTP export queued")


SFTP = CAMPAIGNS.with_verbs(
    {
        "GET sftp": _of_server(_show),
        "POST sftp": Verb(_create, _FIELDS),
        "PUT sftp": Verb(_of_server(_update), {**_CHANGES, "is_enabled": Field(flag)}),
        "POST sftp/test-connection": _of_server(_test),
        "POST sftp/trigger-import": _of_server(_import),
        "POST sftp/trigger-export": Verb(_of_server(_export), {"file_data_ids": required(items(text(1)))}),
    }
)
LOGS = Collection(
    path="/campaigns/{campaign_id}/sftp/logs",
    owner=CAMPAIGNS,
    operations=["list"],
    paging=paginated("pagination", "current_page", "per_page", "total", size=25),
)
