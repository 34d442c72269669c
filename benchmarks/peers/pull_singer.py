"""A Singer tap by the Meltano SDK: it writes lines of JSON; to make Parquet of them takes a target besides."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.authenticators import BearerTokenAuthenticator
from singer_sdk.pagination import BasePageNumberPaginator

_TEXTS = ("sid", "to", "to_formatted", "from", "from_formatted", "direction", "status")


class _Pages(BasePageNumberPaginator):
    def has_more(self, response: Any) -> bool:
        pages = response.json()["pagination"]
        return bool(pages["current_page"] < pages["last_page"])


class _Calls(RESTStream[int]):
    name = "calls"
    path = "/calls"
    primary_keys = ("id",)
    records_jsonpath = "$.data[*]"
    schema = th.PropertiesList(
        th.Property("id", th.StringType, required=True),
        *(th.Property(name, th.StringType) for name in _TEXTS),
        th.Property("is_testing", th.BooleanType),
        th.Property("duration", th.IntegerType),
        th.Property("agent", th.ObjectType(*(th.Property(name, th.StringType) for name in ("id", "name", "label")))),
        th.Property("created_at", th.DateTimeType),
        th.Property("updated_at", th.DateTimeType),
    ).to_dict()

    @property
    def url_base(self) -> str:
        return str(self.config["base_url"])

    @property
    def authenticator(self) -> BearerTokenAuthenticator:
        return BearerTokenAuthenticator(token=self.config["api_key"])

    def get_new_paginator(self) -> _Pages:
        return _Pages(1)

    def get_url_params(self, context: Any, next_page_token: int | None) -> dict[str, Any]:
        return {"per_page": 100, "page": next_page_token or 1}


class _Talkover(Tap):
    name = "tap-talkover"
    config_jsonschema = th.PropertiesList(
        th.Property("api_key", th.StringType, required=True, secret=True), th.Property("base_url", th.StringType)
    ).to_dict()

    def discover_streams(self) -> Iterable[_Calls]:
        return [_Calls(self)]


def pull(api_key: str, base_url: str, folder: Path) -> int:
    """Pull all calls of an account into a folder; return how many there were."""
    lines = folder / "calls.jsonl"
    with lines.open("w") as opened, contextlib.redirect_stdout(opened):
        _Talkover(config={"api_key": api_key, "base_url": base_url}).sync_all()
    with lines.open() as opened:
        return sum('"type":"RECORD"' in line.replace(" ", "") for line in opened)
