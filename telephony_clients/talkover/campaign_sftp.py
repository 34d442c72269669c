"""How a Talkover campaign takes people from an SFTP server, and puts results there."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

import attrs

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation

__all__ = [
    "CampaignSftp",
    "NewSftpSettings",
    "SftpAuthType",
    "SftpChanges",
    "SftpConnectionTest",
    "SftpCredentials",
    "SftpJob",
    "SftpLog",
    "SftpLogStatus",
    "SftpSchedule",
    "SftpSettings",
]

_SFTP = "/campaigns/{campaign_id}/sftp"


class SftpAuthType(OpenEnum):
    """How to log in."""

    PASSWORD = "password"  # noqa: S105 - the vendor's word for the way, no password
    PRIVATE_KEY = "private_key"


class SftpSchedule(OpenEnum):
    """When to import."""

    MANUAL = "manual"
    HOURLY = "hourly"
    DAILY = "daily"


class SftpLogStatus(OpenEnum):
    """How far a job got."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@attrs.frozen(kw_only=True)
class SftpSettings(Model):
    """A campaign's SFTP server. Passwords and keys never come back.

    Attributes:
        id, campaign_id: opaque.
        host, port, username, auth_type: how it is reached.
        import_path, export_path: where files are taken from and put to.
        import_schedule: when files are taken.
        is_enabled: whether it is used.
        last_test_at, last_test_success: when the connection was last tested, and whether it was good.
    """

    id: TextId
    campaign_id: TextId | None = None
    host: str | None = None
    port: int | None = None
    username: str | None = None
    auth_type: SftpAuthType | str | None = None
    import_path: str | None = None
    export_path: str | None = None
    import_schedule: SftpSchedule | str | None = None
    is_enabled: bool | None = None
    last_test_at: datetime | None = None
    last_test_success: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class SftpConnectionTest(Model):
    """A connection that was good.

    Attributes:
        tested_at: timezone-aware.
        import_path_accessible, export_path_accessible: whether the folders can be used.
    """

    tested_at: datetime | None = None
    import_path_accessible: bool | None = None
    export_path_accessible: bool | None = None


@attrs.frozen(kw_only=True)
class SftpJob(Model):
    """A job that was queued.

    Attributes:
        job_id: opaque; whether it is the id in the log is not stated.
        queued_at: of an import.
        files_count: of an export.
    """

    job_id: TextId
    queued_at: datetime | None = None
    files_count: int | None = None


@attrs.frozen(kw_only=True)
class SftpLog(Model):
    """A job of the past, or one that runs.

    Attributes:
        id: opaque.
        type: ``import`` or ``export``.
        status: how far it got.
        files_processed, rows_processed: how many.
        error: what went wrong.
        started_at, completed_at: timezone-aware.
    """

    id: TextId
    type: str | None = None
    status: SftpLogStatus | str | None = None
    files_processed: int | None = None
    rows_processed: int | None = None
    error: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None


class SftpCredentials(TypedDict, total=False):
    """What may be said of an SFTP server.

    Attributes:
        port: 1 to 65535; 22 by default.
        password: needed with the ``auth_type`` ``password``.
        private_key: PEM; needed with ``private_key``.
        private_key_passphrase: if the key has one.
        import_path, export_path: where files are taken from and put to.
        import_schedule: ``manual`` (default), ``hourly`` or ``daily``.
    """

    port: int | Unset
    password: str | Unset
    private_key: str | Unset
    private_key_passphrase: str | Unset
    import_path: str | Unset
    export_path: str | Unset
    import_schedule: SftpSchedule | str | Unset
    extra: Extra | None


class NewSftpSettings(SftpCredentials):
    """A new SFTP server.

    Attributes:
        host, username: whose.
        auth_type: ``password`` or ``private_key``.
    """

    host: str
    username: str
    auth_type: SftpAuthType | str


class SftpChanges(SftpCredentials, total=False):
    """What of an SFTP server is changed.

    Attributes:
        host, username, auth_type: as of `NewSftpSettings`.
        is_enabled: whether it is used; True needs a good test first.
    """

    host: str | Unset
    username: str | Unset
    auth_type: SftpAuthType | str | Unset
    is_enabled: bool | Unset


class CampaignSftp(Resource):
    """A campaign's SFTP server; `NotFound` when there is no such campaign, or none was set up for it."""

    _get = Operation("GET", _SFTP, SftpSettings)
    _create = Operation("POST", _SFTP, SftpSettings)
    _update = Operation("PUT", _SFTP, SftpSettings, idempotent=True)
    _test_connection = Operation("POST", f"{_SFTP}/test-connection", SftpConnectionTest, idempotent=True)
    _trigger_import = Operation("POST", f"{_SFTP}/trigger-import", SftpJob)
    _trigger_export = Operation("POST", f"{_SFTP}/trigger-export", SftpJob)
    _list_logs = Operation("GET", f"{_SFTP}/logs", SftpLog, paged=True)

    async def get(self, campaign_id: str) -> SftpSettings:
        """Fetch the settings. Source: vendor docs, "get-campaign-sftp"."""
        return await self.fetch(self._get(campaign_id))

    @takes(NewSftpSettings, SftpCredentials)
    async def create(self, campaign_id: str, **fields: Unpack[NewSftpSettings]) -> SftpSettings:
        """Set a server up; it is not used before it was tested and enabled.

        Source: vendor docs, "create-campaign-sftp".
        """
        return await self.fetch(self._create(campaign_id, json=given(fields, NewSftpSettings)))

    @takes(SftpChanges, SftpCredentials)
    async def update(self, campaign_id: str, **changes: Unpack[SftpChanges]) -> SftpSettings:
        """Change what is given, and leave the rest as it is.

        `ValidationFailed`, ``SFTP_TEST_REQUIRED``, when it is enabled before a good test. Source: vendor docs,
        "update-campaign-sftp".
        """
        return await self.fetch(self._update(campaign_id, json=given(changes, SftpChanges)))

    async def test_connection(self, campaign_id: str, *, extra: Extra | None = None) -> SftpConnectionTest:
        """Log in and look at the folders.

        A failure is an `ApiError`, `BadRequest` if the vendor calls it a success of HTTP, with ``tested_at`` in its
        ``details``. Source: vendor docs, "test-campaign-sftp-connection".
        """
        return await self.fetch(self._test_connection(campaign_id, json=extra or UNSET))

    async def trigger_import(self, campaign_id: str, *, extra: Extra | None = None) -> SftpJob:
        """Take files now; never sent twice after an unknown outcome.

        `Conflict`, ``SFTP_IMPORT_IN_PROGRESS``. Source: vendor docs, "trigger-campaign-sftp-import".
        """
        return await self.fetch(self._trigger_import(campaign_id, json=extra or UNSET))

    async def trigger_export(
        self, campaign_id: str, *, file_data_ids: Sequence[str], extra: Extra | None = None
    ) -> SftpJob:
        """Put the results of some of the campaign's files there, ``file_data_ids``: `CampaignFile.id`.

        Never sent twice after an unknown outcome. `Conflict`, ``SFTP_EXPORT_IN_PROGRESS``. Source: vendor docs,
        "trigger-campaign-sftp-export".
        """
        body = self.body({"file_data_ids": file_data_ids}, extra)
        return await self.fetch(self._trigger_export(campaign_id, json=body))

    def list_logs(
        self,
        campaign_id: str,
        *,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[SftpLog]:
        """List the jobs. Source: vendor docs, "list-campaign-sftp-logs"."""
        request = self._list_logs(campaign_id, params=self.query({}, params))
        return self.pager(request, page_size=page_size, cursor=cursor)
