"""Talkable's static files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.core.model import Model
from telephony_clients.core.pager import Pager
from telephony_clients.core.request import Operation, Params
from telephony_clients.core.resource import Resource


@attrs.frozen(kw_only=True)
class Asset(Model):
    """A static file of the site.

    Attributes:
        id: its number.
        name: the file's name.
        content_type: such as ``image/png``.
        url: where it can be fetched, without a key.
        size: bytes.
        width, height: pixels, None for what has none.
        fingerprint: looks like an MD5 in hexadecimal.
        created_at, updated_at: aware instants, in the site's time zone.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    id: int
    name: str
    content_type: str
    url: str
    size: int | None = None
    width: int | None = None
    height: int | None = None
    fingerprint: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Assets(Resource):
    """The site's static files: the only list of Talkable's that comes in pages."""

    __slots__ = ()

    _list = Operation("GET", "/assets", Asset, pick="assets", paged=True)

    def list(
        self,
        *,
        content_type: str | None = None,
        page_size: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        params: Params | None = None,
    ) -> Pager[Asset]:
        """List static files, newest first in the vendor's example.

        Args:
            content_type: a whole content type or its beginning: ``image/png``, ``image``.
            page_size: 1 to 100; 100 when left out.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of files; ``Page.total`` is how many there are.

        Raises:
            ConfigurationError: an argument is out of its range, before anything is sent.
            TelephonyError: any other of its kinds, with a cursor (when a page is fetched).

        Source: the vendor's OpenAPI file, "listAssets".
        """
        query = self._query({"content_type": content_type}, params)
        return self._pages(self._list(params=query), page_size=page_size, cursor=cursor)
