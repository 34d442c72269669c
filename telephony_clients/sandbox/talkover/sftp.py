"""Campaigns' SFTP servers: settings, and jobs that take some seconds of the sandbox's clock."""

from collections.abc import Callable
from typing import Any

import attrs

from telephony_clients.sandbox.collection import Act, Collection, Target, Verb
from telephony_clients.sandbox.laravel import LOG_PAGES
from telephony_clients.sandbox.records import Record, only
from telephony_clients.sandbox.talkover.campaigns import CAMPAIGNS
from telephony_clients.sandbox.validator import Field, flag, items, one_of, required, text, whole
from telephony_clients.sandbox.wire import Reply

_TAKES = 41
_ROWS = 1840
_SHOWN = """id campaign_id host port username auth_type import_path export_path import_schedule is_enabled last_test_at
    last_test_success created_at updated_at"""
_FIELDS = {
    "host": required(text(1)),
    "port": Field(whole(1, 65535), 22),
    "username": required(text(1)),
    "auth_type": required(one_of("password", "private_key")),
    **dict.fromkeys(("password", "private_key", "private_key_passphrase"), Field(text(1))),
    **dict.fromkeys(("import_path", "export_path"), Field(text())),
    "import_schedule": Field(one_of("manual", "hourly", "daily"), "manual"),
}
_CHANGES = {name: attrs.evolve(one, required=False, default=None) for name, one in _FIELDS.items()}


def _of_server(act: Callable[[Target, Record], Any]) -> Act:
    """Make a verb that needs a server to be there."""
    return lambda target: act(target, target.need(target.record.get("sftp"), 404, "SFTP configuration not found"))


def _write(target: Target, settings: Record, values: Record) -> Record:
    kind = str(values.get("auth_type") or settings["auth_type"])
    told = f"The {kind.replace('_', ' ')} field is required when auth type is {kind}."
    target.valid(values.get(kind) or settings.get(kind), **{kind: told})
    tested, code = settings.get("last_test_success") or not values.get("is_enabled"), "SFTP_TEST_REQUIRED"
    target.need(tested, 422, "Test the connection before enabling it", code=code)
    settings |= {**values, "updated_at": target.now}
    return only(settings, _SHOWN)


def _create(target: Target) -> Reply:
    campaign = target.record["id"]
    named = {"id": target.store.id("sftp", campaign), "campaign_id": campaign, "is_enabled": False}
    fresh = named | {"last_test_at": None, "last_test_success": None, "created_at": target.now}
    shown = _write(target, target.record.setdefault("sftp", {}), fresh | dict(target.values))
    return target.success(shown, status=201)


def _update(target: Target, settings: Record) -> Record:
    return _write(target, settings, {name: one for name, one in target.values.items() if one is not None})


def _test(target: Target, settings: Record) -> Reply:
    good = not settings["host"].endswith(".invalid")
    settings |= {"last_test_at": target.now, "last_test_success": good}
    if not good:
        failure = {"tested_at": target.now, "error": "Unknown host"}
        return target.dialect.error(200, "SFTP connection failed", data=failure)
    paths = dict.fromkeys(("import_path_accessible", "export_path_accessible"), True)
    return target.success({"tested_at": target.now} | paths, "SFTP connection successful")


def _begin(target: Target, kind: str, files: int, done: Callable[[], object] = lambda: None) -> str:
    """Queue a job unless one of its kind runs, and give its id."""
    store, logs = target.store, LOGS.rows(target.store, target.record)
    free, code = (kind, "running") not in {(one["type"], one["status"]) for one in logs}, f"SFTP_{kind.upper()}"
    target.need(free, 409, f"An SFTP {kind} is in progress", code=f"{code}_IN_PROGRESS")
    job: Record = {"id": store.next_id("sftp job"), "type": kind, "status": "running"}
    job |= {"files_processed": 0, "rows_processed": 0, "started_at": target.now}
    logs.insert(0, job)

    def finish() -> None:
        job.update(status="succeeded", files_processed=files, rows_processed=_ROWS, completed_at=target.now)
        done()

    store.later(_TAKES, finish)
    return str(job["id"])


def _import(target: Target, _: Record) -> Reply:
    file: Record = {"id": target.store.next_id("file"), "original_filename": "people.csv"}
    file |= {"processed_filename": "processed_people.csv", "status": "processed"}
    file |= dict.fromkeys(("total_records", "processed_records"), _ROWS)
    job = _begin(target, "import", 1, lambda: target.record["files"].append(file))
    return target.success({"job_id": job, "queued_at": target.now}, "SFTP import queued")


def _export(target: Target, _: Record) -> Reply:
    wanted, known = target.values["file_data_ids"], {one["id"] for one in target.record["files"]}
    unknown = [place for place, one in enumerate(wanted) if one not in known]
    wrong = {f"file_data_ids.{one}": f"The selected file data ids.{one} is invalid." for one in unknown}
    target.valid(not wrong, **wrong)
    job = _begin(target, "export", len(wanted))
    return target.success({"job_id": job, "files_count": len(wanted)}, "SFTP export queued")


SFTP = CAMPAIGNS.with_verbs(
    {
        "GET sftp": _of_server(lambda _, settings: only(settings, _SHOWN)),
        "POST sftp": Verb(_create, _FIELDS),
        "PUT sftp": Verb(_of_server(_update), {**_CHANGES, "is_enabled": Field(flag)}),
        "POST sftp/test-connection": _of_server(_test),
        "POST sftp/trigger-import": _of_server(_import),
        "POST sftp/trigger-export": Verb(_of_server(_export), {"file_data_ids": required(items(text(1)))}),
    }
)
LOGS = Collection(path="/campaigns/{campaign_id}/sftp/logs", owner=CAMPAIGNS, operations=["list"], paging=LOG_PAGES)
