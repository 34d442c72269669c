"""Talkover's agents, numbers and voices: made up, in the shapes of the vendor's reference."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from telephony_clients.sandbox.records import NOW, make_rng, phone, uuid, zulu

Record = dict[str, Any]
TIERS = {"basic": "0.10", "pro": "0.16", "ultra": "0.23", "beta": "0.19"}
NUMBER_TYPES = ("voice", "sms", "whatsapp", "mms", "fax")
_VOICES = (
    ("Bianca", "female", "pt-BR"),
    ("Isabela", "female", "pt-BR"),
    ("Mateus", "male", "pt-BR"),
    ("Olivia", "female", "en-US"),
    ("Ethan", "male", "en-US"),
    ("Lucía", "female", "es-ES"),
)
_ROLES = ("Sales", "Support", "Booking", "Survey", "Reminder", "Billing")


class Environment:
    """What an environment owns.

    Args:
        seed: decides every value.
        agents: how many agents, at least 1.
        phone_numbers: how many numbers, at least 1.
    """

    def __init__(self, seed: int, *, agents: int, phone_numbers: int) -> None:
        self._seed = seed
        self._agent_count = agents
        self._number_count = phone_numbers

    @cached_property
    def agents(self) -> list[Record]:
        """All agents, newest first."""
        return [self._agent(index) for index in range(self._agent_count)]

    @cached_property
    def numbers(self) -> list[Record]:
        """All numbers of the environment."""
        return [self._number(index) for index in range(self._number_count)]

    @cached_property
    def voices(self) -> list[Record]:
        """All voices, each with its display name under `name`."""
        return [
            {
                "id": self._id("voice", name, tier),
                "name": name,
                "gender": gender,
                "language": language,
                "quality_tier": tier,
                "cost": cost,
            }
            for name, gender, language in _VOICES
            for tier, cost in TIERS.items()
            if tier == "basic" or make_rng(self._seed, "talkover", name, tier).randrange(5)
        ]

    def agent(self, agent_id: str) -> Record | None:
        """Find an agent."""
        return next((agent for agent in self.agents if agent["id"] == agent_id), None)

    def own_number(self, index: int) -> str:
        """Give one of the environment's numbers, whatever the index."""
        return str(self.numbers[index % len(self.numbers)]["number"])

    def _id(self, *what: object) -> str:
        return uuid(self._seed, "talkover", *what)

    def _number(self, index: int) -> Record:
        rng = make_rng(self._seed, "talkover", "number", index)
        number = phone(rng)
        renewal = NOW + timedelta(days=rng.randrange(31))
        bought = zulu(NOW - timedelta(days=rng.randint(30, 900)))
        price = rng.choice((1.0, 1.5, 4.25))
        return {
            **_short_number(self._id("number", index), number),
            "type": NUMBER_TYPES[index % 9] if index % 9 < len(NUMBER_TYPES) else "voice",
            "has_voice": index % 9 != 1,
            "has_sms": rng.choice((True, False)),
            "has_mms": False,
            "has_fax": index % 9 == NUMBER_TYPES.index("fax"),
            "has_whatsapp": index % 9 == NUMBER_TYPES.index("whatsapp"),
            "current_status": rng.choices(("active", "inactive", "pending", "suspended"), (20, 1, 1, 1))[0],
            "is_sandbox": False,
            "current_price": price,
            "currency": "USD",
            "renewal_date": f"{renewal:%Y-%m-%d}",
            "auto_renewal": bool(rng.randrange(5)),
            "created_at": bought,
            "updated_at": bought,
            "monthly_renewal_cost": price,
            "days_until_monthly_renewal": (renewal - NOW).days,
            "is_due_for_monthly_renewal": renewal == NOW,
        }

    def _agent(self, index: int) -> Record:
        rng = make_rng(self._seed, "talkover", "agent", index)
        role = rng.choice(_ROLES)
        draft = not (index + 1) % 5
        born = zulu(NOW - timedelta(days=2 * index + 1), micros=index % 4 == 1)
        voice = self.voices[rng.randrange(len(self.voices))]
        return {
            "id": self._id("agent", index),
            "name": f"{role}Bot {index + 1}",
            "label": f"{role} Agent",
            "description": f"Handles {role.lower()} requests" if (index + 1) % 3 else None,
            "language": voice["language"],
            "voice": None if draft else self._agent_voice(index, voice),
            "initial_message": None if draft else "Hello, how can I help you today?",
            "interrupt_sensitivity": rng.choice(("low", "medium", "high")),
            "conversation_speed": rng.choice((0.9, 1.0, 1.2)),
            "initial_message_delay": rng.choice((0, 0, 2)),
            "ask_if_human_present_on_idle": rng.choice((True, False)),
            "direction": rng.choice(("inbound", "outbound")),
            "who_speaks_first": rng.choice(("agent", "user")),
            "current_status": "draft" if draft else "published",
            "is_sandbox": False,
            "is_ready_to_publish": not draft,
            "created_at": born,
            "updated_at": born,
            "trainings": [] if draft else [self._training(index, born)],
            "actions": [] if draft else [self._action(index, born)],
            "phone_numbers": [
                _short_number(number["id"], number["number"]) | {"current_status": "active"}
                for number in self.numbers[index : index + 1]
            ],
        }

    def _agent_voice(self, index: int, voice: Record) -> Record:
        return {
            "id": self._id("agent voice", index),
            "name": voice["name"],
            "label": f"{voice['name']} Voice",
            "stability": 0.6,
            "similarity_boost": 0.98,
            "ambient_background": "office",
            "template": {"id": voice["id"], "name": voice["name"]},
        }

    def _training(self, index: int, born: str) -> Record:
        return {
            "id": self._id("training", index),
            "subject": "Product Knowledge",
            "instructions": "Learn about our product features and pricing",
            "current_status": "active",
            "created_at": born,
            "updated_at": born,
        }

    def _action(self, index: int, born: str) -> Record:
        return {
            "id": self._id("action", index),
            "name": "Schedule Meeting",
            "label": "Schedule Meeting",
            "description": "Schedule a meeting with the customer",
            "type": "webhook",
            "input_schema": [{"name": "date", "type": "string", "required": True, "description": "Meeting date"}],
            "config": None,
            "action_trigger": None,
            "url": "https://api.example.com/schedule",
            "authorization_url": None,
            "current_status": "active",
            "created_at": born,
            "updated_at": born,
        }


def _short_number(number_id: str, number: str) -> Record:
    return {
        "id": number_id,
        "number": number,
        "country_code": "US",
        "formatted_number": formatted(number),
        "international_number": f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}",
    }


def formatted(number: str) -> str:
    """Write +12345678901 as (234) 567-8901; a number from elsewhere stays as it is."""
    if len(number) == len("+12345678901") and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number
