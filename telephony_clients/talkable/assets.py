"""Talkable's static files."""

from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.core.wire.upload import Content, FilePart, Progress, Upload

__all__ = ["Asset", "Assets"]


@attrs.frozen(kw_only=True)
class Asset(Model):
    """A static file of the site.

    Attributes:
        id, name, content_type: `Assets.get` takes the first; the last is such as ``image/png``.
        url: where it can be fetched, without a key.
        size, width, height: bytes, and pixels, None for what has none.
        fingerprint: looks like an MD5 in hexadecimal.
        created_at, updated_at: in the site's time zone.
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
    """The site's static files: the only list of Talkable's that comes in pages.

    An id that is not there raises `NotFound`.
    """

    _list = Operation("GET", "/assets", Asset, unwrap="assets", paged=True)
    _get = Operation("GET", "/assets/{id}", Asset, unwrap="asset")
    # a repeat of what was carried out is refused, because the name is taken by then
    _upload = Operation("POST", "/assets", Asset, unwrap="asset")

    def list(
        self,
        *,
        content_type: str | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[Asset]:
        """List static files, newest first in the vendor's example; ``Page.total`` is how many there are.

        ``content_type`` is a whole content type or its beginning: ``image/png``, ``image``. ``page_size`` is 1 to 100,
        and 100 when left out. Source: OpenAPI file, "listAssets".
        """
        query = self.query({"content_type": content_type}, params)
        return self.pager(self._list(params=query), page_size=page_size, cursor=cursor)

    async def get(self, asset_id: int) -> Asset:
        """Fetch one file's record; the file itself is at `Asset.url`. Source: OpenAPI file, "findAsset"."""
        return await self.fetch(self._get(asset_id))

    async def upload(
        self,
        content: Content,
        *,
        name: str | None = None,
        content_type: str | None = None,
        on_progress: Progress | None = None,
        params: Params | None = None,
    ) -> Asset:
        """Upload a file, in pieces; `ValidationFailed` when the name is taken.

        After a 429 it is sent again from its beginning; if it can be read once only, the 429 is raised. After a lost
        answer it is not repeated: look in `list` whether it arrived. A large file needs a longer deadline:
        ``talkable.with_options(deadline=600).assets.upload(...)``.

        Args:
            content: a binary file is read from where it stands. `ConfigurationError` when it cannot be read to its end.
            name: the asset's; a path's own when left out, needed for all else.
            content_type: such as ``image/png``; guessed from the name when left out.
            on_progress: called with the bytes sent so far and the file's size in bytes, None when that is not known;
                a repeat begins at 0 again. What it raises ends the upload.

        Source: OpenAPI file, "uploadAsset".
        """
        upload = Upload(FilePart(content, filename=name, content_type=content_type), on_progress=on_progress)
        return await self.fetch(self._upload(params=self.query({}, params), upload=upload))
