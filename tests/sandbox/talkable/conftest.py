from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox, Talkable, Webhooks
from tests.sandbox.conftest import Answer, Client


class SiteClient:
    """A client that names the site where the vendor's reference wants it."""

    def __init__(self, stand_in: Talkable, client: Client) -> None:
        self.stand_in = stand_in
        self._client = client
        self.slug = {"site_slug": stand_in.site_slug}

    @property
    def webhooks(self) -> Webhooks:
        return self.stand_in.webhooks

    async def get(self, path: str, **query: Any) -> Answer:
        return await self._client.get(self.stand_in, path, {**self.slug, **query})

    async def result(self, path: str, **query: Any) -> Any:
        """Read what must be there."""
        answer = await self.get(path, **query)
        assert answer.status == 200, answer.document
        return answer.document["result"]

    async def write(self, method: str, path: str, data: Any = None, **more: Any) -> Answer:
        """Write with a body that holds the site, `data` and what else is given."""
        document = {**self.slug, **({} if data is None else {"data": data}), **more}
        return await self._client.ask(self.stand_in, method, path, document=document)

    async def post(self, path: str, data: Any = None, **more: Any) -> Any:
        """Post what must be accepted."""
        answer = await self.write("POST", path, data, **more)
        assert answer.status in {200, 201}, answer.document
        return answer.document.get("result")

    async def send(self, method: str, path: str, **query: Any) -> Answer:
        """Write without a body, the site in the query."""
        return await self._client.ask(self.stand_in, method, path, query={**self.slug, **query})


def refused(answer: Answer, text: str, status: int = 400) -> bool:
    """Tell whether an answer refuses with these words."""
    return (answer.status, answer.document) == (status, {"ok": False, "error_message": text})


@pytest.fixture
def site(sandbox: Sandbox, client: Client) -> SiteClient:
    return SiteClient(sandbox.talkable, client)
