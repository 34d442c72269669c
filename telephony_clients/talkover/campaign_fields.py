"""What is written to Talkover's campaigns, and what they are looked for by."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from telephony_clients.core.values import Extra, Unset
from telephony_clients.talkover.campaign_records import CallTimeRange, CampaignStatus, CampaignType, DoNotCallSource
from telephony_clients.talkover.list_filters import ListFilters

__all__ = [
    "CampaignCallOptions",
    "CampaignChanges",
    "CampaignFilters",
    "CampaignSettings",
    "NewCampaign",
]


class CampaignFilters(ListFilters, total=False):
    """What campaigns are narrowed down by.

    Attributes:
        status: ``draft``, ``active``, ``paused``, ``completed`` or ``cancelled``.
        campaign_type: ``sales``, ``follow_up``, ``reminder`` or ``custom``.
        agent_id: only those of one agent.
    """

    status: CampaignStatus | str | None
    campaign_type: CampaignType | str | None
    agent_id: str | None


class CampaignSettings(TypedDict, total=False):
    """How a campaign goes about its calls. Where pages differ on a default, the newest is named.

    Attributes:
        description: any text.
        end_date: after the first day; None for no end.
        initial_call_delay: seconds; 0 by default.
        max_retries: 0 to 10; 3 by default.
        retry_cooldown_hours: 1 to 168; 24 by default.
        auto_complete: whether it completes by itself.
        retry_on_no_conversion: whether a call without success is tried again.
        enable_post_completion_cooldown: whether people are left alone after the campaign.
        post_completion_cooldown_hours: 1 to 168; 168 by default.
        success_cooldown_hours, voicemail_cooldown_hours, no_answer_cooldown_hours: 1 to 168; 24 by default.
        busy_cooldown_hours, failed_cooldown_hours: 1 to 168; 24 by default.
        do_not_call_enabled: False by default.
        do_not_call_list_source: ``environment``, ``global`` or ``custom``.
        do_not_call_custom_list: numbers in E.164, for ``custom``.
        auto_add_to_dnc_enabled: whether numbers come onto the list by themselves.
        auto_dnc_trigger_statuses: after which statuses, such as ``completed`` or ``voicemail``.
        auto_dnc_trigger_errors: after which errors, such as ``invalid_number`` or ``disconnected``.
    """

    description: str | Unset | None
    end_date: date | Unset | None
    initial_call_delay: int | Unset
    max_retries: int | Unset
    retry_cooldown_hours: int | Unset
    auto_complete: bool | Unset
    retry_on_no_conversion: bool | Unset
    enable_post_completion_cooldown: bool | Unset
    post_completion_cooldown_hours: int | Unset
    success_cooldown_hours: int | Unset
    voicemail_cooldown_hours: int | Unset
    no_answer_cooldown_hours: int | Unset
    busy_cooldown_hours: int | Unset
    failed_cooldown_hours: int | Unset
    do_not_call_enabled: bool | Unset
    do_not_call_list_source: DoNotCallSource | str | Unset
    do_not_call_custom_list: Sequence[str] | Unset
    auto_add_to_dnc_enabled: bool | Unset
    auto_dnc_trigger_statuses: Sequence[str] | Unset
    auto_dnc_trigger_errors: Sequence[str] | Unset
    extra: Extra | None


class NewCampaign(CampaignSettings):
    """A new campaign.

    Attributes:
        name: up to 255 characters.
        campaign_type: ``sales``, ``follow_up``, ``reminder`` or ``custom``.
        agent_id: who calls.
        start_date: the first day.
        days_of_week: at least one of 1 (Monday) to 7 (Sunday).
        call_time_ranges: at least one, each with ``start`` and a later ``end``, ``HH:MM``.
        timezone: of IANA, up to 50 characters.
    """

    name: str
    campaign_type: CampaignType | str
    agent_id: str
    start_date: date
    days_of_week: Sequence[int]
    call_time_ranges: Sequence[CallTimeRange | Mapping[str, str]]
    timezone: str


class CampaignChanges(CampaignSettings, total=False):
    """What of a campaign is changed.

    Attributes:
        name, campaign_type, agent_id, start_date, days_of_week, call_time_ranges, timezone: as of a `NewCampaign`.
    """

    name: str | Unset
    campaign_type: CampaignType | str | Unset
    agent_id: str | Unset
    start_date: date | Unset
    days_of_week: Sequence[int] | Unset
    call_time_ranges: Sequence[CallTimeRange | Mapping[str, str]] | Unset
    timezone: str | Unset


class CampaignCallOptions(TypedDict, total=False):
    """How a call is placed in a campaign.

    Attributes:
        payload: variables for the agent's prompt.
        context: handed back in every webhook of the call.
        is_testing: no credit is used, and analytics leave it out.
        allow_duplicates: also when this number is queued or being called in the campaign.
    """

    payload: Mapping[str, Any] | Unset
    context: Mapping[str, Any] | Unset
    is_testing: bool | Unset
    allow_duplicates: bool | Unset
    extra: Extra | None
