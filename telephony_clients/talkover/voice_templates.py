"""Talkover's voices."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model, OpenEnum, wire
from telephony_clients.core.values import Params
from telephony_clients.core.wire.request import Operation


class QualityTier(OpenEnum):
    """How good a voice is, and how dear. The OpenAPI file knows ``premium`` where the page says ``ultra``."""

    BASIC = "basic"
    PRO = "pro"
    ULTRA = "ultra"
    BETA = "beta"
    PREMIUM = "premium"


class Gender(OpenEnum):
    """Whose voice it sounds like."""

    FEMALE = "female"
    MALE = "male"


@attrs.frozen(kw_only=True)
class VoiceTemplate(Model):
    """One voice in one quality.

    Attributes:
        id: opaque; what `VoiceTemplates.demo` takes.
        name: its name.
        gender: whose voice it sounds like.
        language: such as ``en-US``.
        quality_tier: how good it is.
        cost: US dollars a minute (on the wire a text).

    Source: vendor docs, the endpoint pages' examples and field tables.
    """

    id: str
    name: str
    gender: Gender | None = None
    language: str | None = None
    quality_tier: QualityTier | None = None
    cost: Decimal | None = None


@attrs.frozen(kw_only=True)
class VoiceGroup(Model):
    """The voices that share a name.

    Attributes:
        display_name: the name.
        voices: one for each quality and language.

    Source: vendor docs, the endpoint pages' examples and field tables.
    """

    display_name: str
    voices: list[VoiceTemplate] = wire("voices", "templates")


@attrs.frozen(kw_only=True)
class VoiceDemo(Model):
    """A sample recording.

    Attributes:
        mp3_url: a signed link to an MP3 that expires; how soon is not stated. Fetch it without the API's token.

    Source: vendor docs, the endpoint pages' examples and field tables.
    """

    mp3_url: str = wire("mp3_url", "demo_url")


class VoiceTemplates(Resource):
    """The voices that an agent can have."""

    _list = Operation("GET", "/voice-templates", VoiceGroup)
    _demo = Operation("GET", "/voice-templates/{voice_template_id}/demo", VoiceDemo)

    def list(
        self,
        *,
        language: str | None = None,
        quality_tier: QualityTier | str | None = None,
        gender: Gender | str | None = None,
        cursor: Mapping[str, Any] | None = None,
        params: Params | None = None,
    ) -> Pager[VoiceGroup]:
        """List the voices, grouped by name; the list comes whole.

        Args:
            language: such as ``en-US``.
            quality_tier: ``basic``, ``pro``, ``ultra`` or ``beta``.
            gender: ``female`` or ``male``.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of groups.

        Raises:
            ValidationFailed: the vendor does not know a filter's value (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: vendor docs, "list-voice-templates".
        """
        query = self.query({"language": language, "quality_tier": quality_tier, "gender": gender}, params)
        return self.pager(self._list(params=query), cursor=cursor)

    async def demo(self, voice_template_id: str) -> VoiceDemo:
        """Have a sample of a voice recorded; it may take some seconds.

        Args:
            voice_template_id: `VoiceTemplate.id`.

        Returns:
            a link to an MP3 that expires.

        Raises:
            NotFound: there is no such voice.
            ServerError: the recording failed.
            TelephonyError: any other of its kinds.

        Source: vendor docs, "generate-voice-demo"; the OpenAPI file calls the field ``demo_url``, which is read too.
        """
        return await self.fetch(self._demo(voice_template_id))
