"""What the vendor's pages print: answers to each method, and refusals, as JSON files."""

import json
from pathlib import Path
from typing import Any


def printed(*homes: str) -> dict[str, list[Any]]:
    """Return the printed bodies by method."""
    found: dict[str, list[Any]] = {}
    for home in homes:
        found |= json.loads(Path(__file__).with_name(f"{home}.json").read_text("utf-8"))
    return found


EXAMPLES = printed("agents", "agent_skills", "numbers", "calls", "campaigns", "webhooks", "campaign_sftp")
REFUSALS = printed("refusals")
