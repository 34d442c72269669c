"""Talkover's campaigns as its answers show them, with their calls, files and figures."""

from datetime import date, datetime

import attrs

from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.talkover.call_records import CallAgent, CallStatus

__all__ = [
    "CallTimeRange",
    "Campaign",
    "CampaignCall",
    "CampaignFile",
    "CampaignStats",
    "CampaignStatus",
    "CampaignType",
    "DoNotCallSource",
    "QueuedCall",
]


class CampaignStatus(OpenEnum):
    """Where a campaign is in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class CampaignType(OpenEnum):
    """What a campaign is for."""

    SALES = "sales"
    FOLLOW_UP = "follow_up"
    REMINDER = "reminder"
    CUSTOM = "custom"


class DoNotCallSource(OpenEnum):
    """Which list of numbers is not called. Answers and older pages say ``campaign``, too."""

    ENVIRONMENT = "environment"
    GLOBAL = "global"
    CUSTOM = "custom"
    CAMPAIGN = "campaign"


@attrs.frozen(kw_only=True)
class CallTimeRange(Model):
    """A part of the day in which calls are made.

    Attributes:
        start, end: ``HH:MM``, 24 hours, in the campaign's time zone.
    """

    start: str
    end: str


@attrs.frozen(kw_only=True)
class CampaignCall(Model):
    """A call of a campaign.

    Attributes:
        id: opaque. The page of placing a call in a campaign once called it ``call_id``.
        campaign_id: its campaign.
        to: who is called, in E.164.
        status: ``queued`` or ``scheduled`` at first.
        retries: how often it was tried again.
        scheduled_at, created_at: timezone-aware.
    """

    id: TextId
    campaign_id: TextId | None = None
    to: TextId | None = None
    status: CallStatus | str | None = None
    retries: int | None = None
    scheduled_at: datetime | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class CampaignFile(Model):
    """A file of people to be called.

    Attributes:
        id: opaque; what `CampaignSftp.trigger_export` takes.
        original_filename, processed_filename: its names.
        status: ``uploading``, ``processing``, ``processed`` or ``failed``.
        total_records, processed_records: how many.
    """

    id: TextId
    original_filename: str | None = None
    processed_filename: str | None = None
    status: str | None = None
    total_records: int | None = None
    processed_records: int | None = None


@attrs.frozen(kw_only=True)
class CampaignStats(Model):
    """A campaign's figures.

    Attributes:
        total_calls, completed_calls, failed_calls: how many.
        success_rate: per cent.
        average_duration: seconds; not in lists.
    """

    total_calls: int | None = None
    completed_calls: int | None = None
    failed_calls: int | None = None
    success_rate: float | None = None
    average_duration: float | None = None


@attrs.frozen(kw_only=True)
class Campaign(Model):
    """A campaign. A list, a single one and the answer to a write differ in what they hold, so all but the id may lack.

    Attributes:
        id, name, description, status, campaign_type, agent_id: which it is; ids are opaque.
        start_date, end_date: days in its time zone.
        days_of_week: 1 (Monday) to 7 (Sunday).
        call_time_ranges: the parts of the day in which calls are made; in answers to writes.
        earliest_call_time, latest_call_time: ``HH:MM:SS``; in lists and single campaigns instead of the ranges.
        timezone: of IANA, such as ``America/New_York``.
        initial_call_delay, max_retries, retry_cooldown_hours: see `CampaignSettings`.
        auto_complete, retry_on_no_conversion: likewise.
        enable_post_completion_cooldown, post_completion_cooldown_hours: likewise.
        success_cooldown_hours, voicemail_cooldown_hours, no_answer_cooldown_hours: likewise.
        busy_cooldown_hours, failed_cooldown_hours: likewise.
        do_not_call_enabled, do_not_call_list_source, do_not_call_custom_list: likewise.
        auto_add_to_dnc_enabled, auto_dnc_trigger_statuses, auto_dnc_trigger_errors: likewise.
        agent: who calls.
        calls, files: of a single campaign only.
        stats: its figures.
    """

    id: TextId
    name: str | None = None
    description: str | None = None
    status: CampaignStatus | str | None = None
    campaign_type: CampaignType | str | None = None
    agent_id: TextId | None = None
    start_date: date | None = None
    end_date: date | None = None
    days_of_week: list[int] | None = None
    call_time_ranges: list[CallTimeRange] | None = None
    earliest_call_time: str | None = None
    latest_call_time: str | None = None
    timezone: str | None = None
    initial_call_delay: int | None = None
    max_retries: int | None = None
    retry_cooldown_hours: int | None = None
    auto_complete: bool | None = None
    retry_on_no_conversion: bool | None = None
    enable_post_completion_cooldown: bool | None = None
    post_completion_cooldown_hours: int | None = None
    success_cooldown_hours: int | None = None
    voicemail_cooldown_hours: int | None = None
    no_answer_cooldown_hours: int | None = None
    busy_cooldown_hours: int | None = None
    failed_cooldown_hours: int | None = None
    do_not_call_enabled: bool | None = None
    do_not_call_list_source: DoNotCallSource | str | None = None
    do_not_call_custom_list: list[str] | None = None
    auto_add_to_dnc_enabled: bool | None = None
    auto_dnc_trigger_statuses: list[str] | None = None
    auto_dnc_trigger_errors: list[str] | None = None
    agent: CallAgent | None = None
    calls: list[CampaignCall] | None = None
    files: list[CampaignFile] | None = None
    stats: CampaignStats | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class QueuedCall(Model):
    """The answer to a call placed in a campaign.

    Attributes:
        campaign_call: the call; None if the vendor answers as its older pages have it, with the call alone.
        campaign: its campaign, in short.
    """

    campaign_call: CampaignCall | None = None
    campaign: Campaign | None = None

    @property
    def id(self) -> str | None:
        """The call's id, in whichever shape the vendor answered."""
        older = self.extra.get("call_id", self.extra.get("id"))
        return self.campaign_call.id if self.campaign_call else None if older is None else str(older)

    @property
    def created_at(self) -> datetime | None:
        """When the call was queued; timezone-aware."""
        return self.campaign_call.created_at if self.campaign_call else None
