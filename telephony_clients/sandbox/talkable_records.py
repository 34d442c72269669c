"""Talkable's assets, campaigns and traffic sources: made up, in the shapes of the vendor's reference."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from telephony_clients.sandbox.records import NOW, Page, Series, dice, digest

_SITE_ZONE = timezone(timedelta(hours=-7))
_KINDS = (
    ("image/png", "closebutton.png"),
    ("image/jpeg", "santa.jpg"),
    ("image/gif", "confetti.gif"),
    ("video/mp4", "frog_video_short.mp4"),
    ("text/css", "theme.css"),
    ("font/woff2", "inter.woff2"),
)


def site_time(moment: datetime, millis: int = 0) -> str:
    """Write a moment as the vendor does, e.g. `2022-02-16T02:43:58.797-07:00`.

    Args:
        moment: an aware moment.
        millis: milliseconds shown, 0 to 999.
    """
    return f"{moment.astimezone(_SITE_ZONE):%Y-%m-%dT%H:%M:%S}.{millis:03}-07:00"


@dataclass(frozen=True, slots=True)
class AssetRow:
    """What the filter looks at in an asset, and what goes with it."""

    content_type: str
    file_name: str
    size: int
    width: int
    height: int
    millis: int


class Assets:
    """A site's files, highest id first.

    Args:
        seed: decides every value.
        size: how many there are.
    """

    def __init__(self, seed: int, size: int) -> None:
        self._seed = seed
        self._series = Series(size, dice(seed, "talkable", "assets"), _asset_row)

    def page(self, content_type: str, number: int, size: int) -> tuple[list[dict[str, Any]], int]:
        """Cut a page out of the assets.

        Args:
            content_type: a content type or the beginning of one; all when empty.
            number: the page's number, from 1.
            size: assets on a page.

        Returns:
            The page's assets, and how many fit in all.
        """
        chosen = self._series.select(lambda row: row.content_type.startswith(content_type))
        page = Page(number, size, len(chosen))
        return [self._asset(index) for index in chosen.cut(page.window)], page.total

    def _asset(self, index: int) -> dict[str, Any]:
        row = self._series.row(index)
        number = self._series.size - index
        image = row.content_type.startswith("image/")
        name = f"{number}_{row.file_name}"
        made = site_time(self._series.moment(index), row.millis)
        return {
            "content_type": row.content_type,
            "id": number,
            "name": name,
            "url": f"https://cdn.example.com/static_assets/files/{number}/original/{name}",
            "size": row.size,
            "width": row.width if image else None,
            "height": row.height if image else None,
            "fingerprint": digest(self._seed, "asset", number)[:32],
            "created_at": made,
            "updated_at": made,
        }


def make_campaigns(seed: int, size: int) -> list[dict[str, Any]]:
    """Make a site's campaigns, highest id first; the first two made are live and disabled.

    Args:
        seed: decides every value.
        size: how many there are.
    """
    return [_campaign(seed, number) for number in range(size, 0, -1)]


def make_traffic_sources(size: int) -> list[dict[str, str]]:
    """Make a site's traffic sources.

    Args:
        size: how many there are.
    """
    return [{"identifier": f"traffic_source_{number}"} for number in range(11, 11 + size)]


def _campaign(seed: int, number: int) -> dict[str, Any]:
    throws = dice(seed, "talkable", "campaign", number)
    status = ("Live", "Disabled", "Test")[(number - 1) % 3]
    starts = NOW - timedelta(days=number * 30)
    return {
        "slug": number,
        "is_active": status == "Live",
        "appearance": throws.choice(("popup", "inline")),
        "id": number,
        "joinable_category_names": [throws.choice(("purchase", "affiliate_member"))],
        "name": throws.choice(("Deal for friends", "Post-purchase", "Refer a friend")),
        "origin_max_age": None,
        "origin_min_age": None,
        "status": status,
        "tag_names": ["post-purchase"] if throws.randrange(2) else [],
        "live_period": {
            "starts_at": site_time(starts),
            "ends_at": site_time(starts + timedelta(days=20)) if status == "Disabled" else None,
        },
    }


def _asset_row(throws: random.Random) -> AssetRow:
    content_type, file_name = throws.choices(_KINDS, (6, 5, 2, 2, 1, 1))[0]
    return AssetRow(
        content_type,
        file_name,
        size=throws.randint(500, 2_000_000),
        width=throws.choice((100, 640, 960, 1920)),
        height=throws.choice((100, 480, 900, 1080)),
        millis=throws.randrange(1000),
    )
