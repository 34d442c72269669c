"""Talkable's assets: the made-up files of a site, and those uploaded since."""

import hashlib
import random
import re
from datetime import timedelta
from typing import Any

import attrs

from telephony_clients.sandbox.records import NOW, Newest, Page, Series, digest, make_rng
from telephony_clients.sandbox.talkable.answers import invalid, refusal, site_time
from telephony_clients.sandbox.talkable.multipart import Part

_KINDS = (
    ("image/png", "closebutton.png"),
    ("image/jpeg", "santa.jpg"),
    ("image/gif", "confetti.gif"),
    ("video/mp4", "frog_video_short.mp4"),
    ("text/css", "theme.css"),
    ("font/woff2", "inter.woff2"),
)
_FILES = "https://cdn.example.com/static_assets/files"
_PNG_HEAD = re.compile(rb"\x89PNG\r\n\x1a\n....IHDR(....)(....)", re.DOTALL)


@attrs.frozen
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
        size: how many there are at first.
    """

    def __init__(self, seed: int, size: int) -> None:
        self._seed = seed
        self._series = Series(size, make_rng(seed, "talkable", "assets"), _asset_row)
        self._uploaded: list[dict[str, Any]] = []

    def page(self, content_type: str, number: int, size: int) -> tuple[list[dict[str, Any]], int]:
        """Cut a page out of the assets.

        Args:
            content_type: a content type or the beginning of one; all when empty.
            number: the page's number, from 1.
            size: assets on a page.

        Returns:
            The page's assets, and how many fit in all.
        """
        uploaded = [asset for asset in reversed(self._uploaded) if asset["content_type"].startswith(content_type)]
        chosen = self._series.select(lambda row: row.content_type.startswith(content_type))
        found = Newest(uploaded, chosen, self._asset)
        return list(found[Page(number, size, len(found)).window]), len(found)

    def find(self, number: int) -> dict[str, Any]:
        """Find an asset by its number.

        Raises:
            RefusedError: there is none.
        """
        made = self._series.size
        if not 1 <= number <= made + len(self._uploaded):
            raise refusal("No asset found by `id`.")
        return self._asset(made - number) if number <= made else self._uploaded[number - made - 1]

    def upload(self, part: Part) -> dict[str, Any]:
        """Add a file.

        Args:
            part: the file, with its name.

        Raises:
            RefusedError: the name is taken.
        """
        name = part.file_name or ""
        if self._taken(name):
            raise invalid("File name has already been taken")
        number = self._series.size + len(self._uploaded) + 1
        image = _PNG_HEAD.match(part.data)
        width, height = (int.from_bytes(found) for found in image.groups()) if image else (None, None)
        asset = {
            "content_type": part.content_type,
            "id": number,
            "name": name,
            "url": f"{_FILES}/{number}/original/{name}",
            "size": len(part.data),
            "width": width,
            "height": height,
            "fingerprint": hashlib.md5(part.data, usedforsecurity=False).hexdigest(),
            "created_at": site_time(NOW),
            "updated_at": site_time(NOW),
        }
        self._uploaded.append(asset)
        return asset

    def _taken(self, name: str) -> bool:
        # A made-up file's number stands in its name, so that no walk through all of them is needed.
        number, _, _ = name.partition("_")
        made_up = number.isdecimal() and 1 <= int(number) <= self._series.size
        if made_up and self._asset(self._series.size - int(number))["name"] == name:
            return True
        return any(asset["name"] == name for asset in self._uploaded)

    def _asset(self, index: int) -> dict[str, Any]:
        row = self._series.row(index)
        number = self._series.size - index
        image = row.content_type.startswith("image/")
        name = f"{number}_{row.file_name}"
        made = site_time(self._series.moment(index) + timedelta(milliseconds=row.millis))
        return {
            "content_type": row.content_type,
            "id": number,
            "name": name,
            "url": f"{_FILES}/{number}/original/{name}",
            "size": row.size,
            "width": row.width if image else None,
            "height": row.height if image else None,
            "fingerprint": digest(self._seed, "asset", number)[:32],
            "created_at": made,
            "updated_at": made,
        }


def _asset_row(rng: random.Random) -> AssetRow:
    content_type, file_name = rng.choices(_KINDS, (6, 5, 2, 2, 1, 1))[0]
    return AssetRow(
        content_type,
        file_name,
        size=rng.randint(500, 2_000_000),
        width=rng.choice((100, 640, 960, 1920)),
        height=rng.choice((100, 480, 900, 1080)),
        millis=rng.randrange(1000),
    )
