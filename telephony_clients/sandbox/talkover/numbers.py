"""Talkover's phone numbers and voices."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import product

from telephony_clients.sandbox.collection import Collection, Filter, equals
from telephony_clients.sandbox.records import NOW, Record, Store, ago, dates, international, national, phone
from telephony_clients.sandbox.validator import flag, one_of, text
from telephony_clients.sandbox.wire import Reply

_TYPES = ("voice", "sms", "whatsapp", "mms", "fax")
_TIERS = {"basic": "0.10", "pro": "0.16", "ultra": "0.23", "beta": "0.19"}
_VOICES = """Bianca female pt-BR, Isabela female pt-BR, Mateus male pt-BR,
    Olivia female en-US, Ethan male en-US, Lucía female es-ES"""
_DEMO = "https://media.example.com/demo-audio/{}.mp3?signature=sample"
_NUMBER = """{"id": "phone-uuid-1", "number": "+1234567890", "country_code": "US", "formatted_number": "(123) 456-7890",
    "international_number": "+1 234 567 890", "type": "voice", "has_voice": true, "has_sms": true, "has_mms": false,
    "has_fax": false, "has_whatsapp": false, "current_status": "active", "is_sandbox": false, "current_price": 1.0,
    "currency": "USD", "renewal_date": "2024-02-15", "auto_renewal": true, "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T10:30:00Z", "monthly_renewal_cost": 1.0, "days_until_monthly_renewal": 15,
    "is_due_for_monthly_renewal": false}"""
SHORT = "id number country_code formatted_number international_number"
"""What an agent shows of its numbers, with their status."""


def _number(store: Store, index: int) -> Record:
    rng, kind = store.rng("number", index), _TYPES[index % 9] if index % 9 < len(_TYPES) else "voice"
    number, renewal = phone(rng), NOW + timedelta(days=rng.randrange(31))
    bought, price = ago(days=rng.randint(30, 900)), rng.choice((1.0, 1.5, 4.25))
    sms, status = rng.choice((True, False)), rng.choices(("active", "inactive", "pending", "suspended"), (20, 1, 1, 1))
    named = {"number": number, "formatted_number": national(number), "international_number": international(number)}
    kinds = {"type": kind, "has_voice": kind != "sms", "has_sms": sms, "current_status": status[0]}
    more = {"has_fax": kind == "fax", "has_whatsapp": kind == "whatsapp", "auto_renewal": bool(rng.randrange(5))}
    paid = {"current_price": price, "monthly_renewal_cost": price, **dates(bought)}
    due = {"days_until_monthly_renewal": (renewal - NOW).days, "is_due_for_monthly_renewal": renewal == NOW}
    fixed = {"id": store.id("number", index), "renewal_date": f"{renewal:%Y-%m-%d}"}
    return {**json.loads(_NUMBER), **fixed, **named, **kinds, **more, **paid, **due}


def _voices(store: Store, _: Record) -> Iterable[Record]:
    for (name, gender, language), tier in product(map(str.split, _VOICES.split(",")), _TIERS):
        if tier == "basic" or store.rng(name, tier).randrange(5):
            voice = {"id": store.id("voice", name, tier), "name": name, "gender": gender, "language": language}
            yield voice | {"quality_tier": tier, "cost": _TIERS[tier]}


def _by_name(voices: Sequence[Record]) -> list[Record]:
    names = dict.fromkeys(voice["name"] for voice in voices)
    return [{"display_name": name, "voices": [one for one in voices if one["name"] == name]} for name in names]


NUMBERS = Collection(
    path="/phone-numbers",
    operations=["list"],
    make_up=lambda store, _: (_number(store, index) for index in range(store.sizes["phone_numbers"])),
    filters={
        "type": equals("type", one_of(*_TYPES)),
        **{name: equals(name, flag) for name in ("has_voice", "has_whatsapp")},
        "search": Filter(text(), lambda one, wanted: wanted in one["number"] or wanted == one["id"]),
    },
)
VOICES = Collection(
    path="/voice-templates",
    operations=["list"],
    make_up=_voices,
    filters={
        "language": equals("language", text()),
        "quality_tier": equals("quality_tier", one_of(*_TIERS)),
        "gender": equals("gender", one_of("male", "female")),
    },
    shape=_by_name,
    verbs={"GET demo": lambda target: Reply({"mp3_url": _DEMO.format(target.record["id"])})},
)
