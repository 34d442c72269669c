"""Talkroute's account, contacts, calls and voice messages: made up, in the shapes the vendor is known to answer."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telephony_clients.sandbox.records import (
    FIRST_NAMES,
    LAST_NAMES,
    Page,
    Series,
    digest,
    make_rng,
    phone,
    uuid,
    zulu,
)

DIRECTIONS = ("inbound", "outbound")
_MEDIA = "https://media.example.com"
_FIRST_MESSAGE = 410_000
_OWN_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class CallRow:
    """What filters look at in a call, and what goes with it."""

    direction: str
    result: str
    external_number: str
    external_name: str | None
    ours: int
    duration: int
    recorded: bool
    event_types: tuple[str, ...]
    micros: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What varies in a voice message."""

    read: bool
    caller_number: str
    caller_name: str | None
    ours: int
    duration: int
    transcript: str | None


class Telephony:
    """An account and what belongs to it.

    Args:
        seed: decides every value.
        call_records: how many calls its history has.
        contacts: how many contacts.
        voice_messages: how many voice messages.
    """

    def __init__(self, seed: int, *, call_records: int, contacts: int, voice_messages: int) -> None:
        self._seed = seed
        self._contact_count = contacts
        self._calls = Series(call_records, make_rng(seed, "talkroute", "calls"), _call_row)
        self._messages = Series(voice_messages, make_rng(seed, "talkroute", "messages"), _message_row)
        self._numbers = [phone(make_rng(seed, "talkroute", "number", index)) for index in range(_OWN_NUMBERS)]

    @property
    def account(self) -> dict[str, Any]:
        """The account."""
        return {
            "id": str(100_000 + self._seed % 100_000),
            "name": "Canary Telephones",
            "email": "owner@example.com",
            "planId": 3,
            "trial": False,
            "isPastDue": False,
            "daysPastDue": 0,
            "outboundDialing": True,
            "timezone": "America/New_York",
        }

    def contacts(self, number: int, size: int) -> tuple[list[dict[str, Any]], Page]:
        """Cut a page out of the contacts, oldest first.

        Args:
            number: the page's number, from 1.
            size: contacts on a page.
        """
        page = Page(number, size, self._contact_count)
        return [self._contact(index) for index in range(page.total)[page.window]], page

    def call_history(
        self, direction: str, after: datetime | None, before: datetime | None, number: int, size: int
    ) -> tuple[list[dict[str, Any]], Page]:
        """Cut a page out of the call history, newest first.

        Args:
            direction: one of `DIRECTIONS`, empty for both.
            after: no calls that began before this moment.
            before: no calls that began after this moment.
            number: the page's number, from 1.
            size: calls on a page.
        """
        keep = (lambda row: row.direction == direction) if direction else None
        chosen = self._calls.select(keep, since=after, until=before)
        page = Page(number, size, len(chosen))
        return [self._call(index) for index in chosen.cut(page.window)], page

    def voice_messages(self, number: int, size: int) -> tuple[list[dict[str, Any]], Page]:
        """Cut a page out of the voice messages, newest first.

        Args:
            number: the page's number, from 1.
            size: messages on a page.
        """
        page = Page(number, size, self._messages.size)
        return [self._message(index) for index in range(page.total)[page.window]], page

    def audio_url(self, message_id: str) -> str | None:
        """Give a signed link to a voice message's sound, None for an unknown id."""
        number = int(message_id) - _FIRST_MESSAGE if message_id.isascii() and message_id.isdecimal() else 0
        return self._audio(message_id) if 1 <= number <= self._messages.size else None

    def _audio(self, message_id: str) -> str:
        signature = digest(self._seed, "audio", message_id)
        return f"{_MEDIA}/voice-messages/{message_id}.mp3?expires=3600&signature={signature}"

    def _contact(self, index: int) -> dict[str, Any]:
        rng = make_rng(self._seed, "talkroute", "contact", index)
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        return {
            "id": str(5001 + index),
            "firstName": first,
            "lastName": last if rng.randrange(6) else None,
            "company": rng.choice((None, "Acme Corp.", "Müller & Söhne")),
            "email": f"contact{index + 1}@example.com" if rng.randrange(4) else None,
            "phoneNumber": phone(rng),
            "notes": rng.choice((None, None, "Prefers calls in the morning")),
        }

    def _call(self, index: int) -> dict[str, Any]:
        row, began = self._calls.row(index), self._calls.moment(index)
        call_id = uuid(self._seed, "talkroute", "call", index)
        recording = f"{_MEDIA}/recordings/{call_id}.mp3?signature={digest(call_id)}" if row.recorded else None
        return {
            "id": call_id,
            "direction": row.direction,
            "callDate": zulu(began, micros=row.micros),
            "externalName": row.external_name,
            "externalNumber": row.external_number,
            "phoneNumber": self._numbers[row.ours],
            "duration": row.duration,
            "recorded": row.recorded,
            "recording": recording,
            "result": row.result,
            "events": [
                {
                    "id": f"{self._calls.size - index}{place}",
                    "type": event_type,
                    "description": f"Call went to {event_type.replace('_', ' ')}",
                    "createdAt": zulu(began + timedelta(seconds=place), micros=row.micros),
                }
                for place, event_type in enumerate(row.event_types)
            ],
        }

    def _message(self, index: int) -> dict[str, Any]:
        row = self._messages.row(index)
        message_id = str(_FIRST_MESSAGE + self._messages.size - index)
        return {
            "id": message_id,
            "read": row.read,
            "phoneNumber": self._numbers[row.ours],
            "callResult": "voicemail",
            "callerName": row.caller_name,
            "callerNumber": row.caller_number,
            "duration": row.duration,
            "transcript": row.transcript,
            "transcriptionInProgress": row.transcript is None,
            "audioLink": self._audio(message_id),
            "voiceMailboxId": str(row.ours + 1),
            "createdAt": zulu(self._messages.moment(index)),
        }


def _name(rng: random.Random, number: str) -> str | None:
    """Give a caller's name; where there is none the vendor often repeats the number."""
    return rng.choice((None, number, f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"))


def _call_row(rng: random.Random) -> CallRow:
    number, result = phone(rng), rng.choices(("answered", "missed", "hangup"), (7, 2, 1))[0]
    ends = {"answered": ("forwarding_device", "user_extension"), "missed": ("voicemail",), "hangup": ()}[result]
    return CallRow(
        direction=rng.choice(DIRECTIONS),
        result=result,
        external_number=number,
        external_name=_name(rng, number),
        ours=rng.randrange(_OWN_NUMBERS),
        duration=rng.randint(3, 1800) if result == "answered" else rng.randint(0, 30),
        recorded=result == "answered" and not rng.randrange(4),
        event_types=ends[: rng.randint(1, 2)],
        micros=not rng.randrange(10),
    )


def _message_row(rng: random.Random) -> MessageRow:
    number = phone(rng)
    return MessageRow(
        read=bool(rng.randrange(2)),
        caller_number=number,
        caller_name=_name(rng, number),
        ours=rng.randrange(_OWN_NUMBERS),
        duration=rng.randint(2, 180),
        transcript="Hi, this is about my order. Please call me back." if rng.randrange(10) else None,
    )
