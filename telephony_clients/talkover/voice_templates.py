"""Talkover's voices."""

from decimal import Decimal

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum, TextId, secret_url, wire
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["Gender", "QualityTier", "VoiceDemo", "VoiceGroup", "VoiceTemplate", "VoiceTemplates"]


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
        name, gender: its name, and whose voice it sounds like.
        language: that of the voice, such as ``en-US``.
        quality_tier: how good it is.
        cost: US dollars a minute (on the wire a text).
    """

    id: TextId
    name: str
    gender: Gender | str | None = None
    language: str | None = None
    quality_tier: QualityTier | str | None = None
    cost: Decimal | None = None


@attrs.frozen(kw_only=True)
class VoiceGroup(Model):
    """The voices that share a name.

    Attributes:
        display_name: the name.
        voices: one for each quality and language.
    """

    display_name: str
    voices: list[VoiceTemplate] = wire("voices", "templates")


@attrs.frozen(kw_only=True)
class VoiceDemo(Model):
    """A sample recording.

    Attributes:
        mp3_url: a signed link to an MP3 that expires; how soon is not stated. Fetch it without the API's token.
    """

    mp3_url: str = secret_url("mp3_url", "demo_url")


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
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[VoiceGroup]:
        """List the voices, grouped by name; the list comes whole.

        `ValidationFailed` for a ``language``, such as ``en-US``, ``gender`` or ``quality_tier`` (``basic``, ``pro``,
        ``ultra`` or ``beta``) that the vendor does not know. Source: vendor docs, "list-voice-templates".
        """
        query = self.query({"language": language, "quality_tier": quality_tier, "gender": gender}, params)
        return self.pager(self._list(params=query), cursor=cursor)

    async def demo(self, voice_template_id: str) -> VoiceDemo:
        """Have a sample of a voice recorded; it may take some seconds.

        `NotFound` when there is no such voice, `ServerError` when the recording failed. The OpenAPI file calls the
        field of the link ``demo_url``, which is read too. Source: vendor docs, "generate-voice-demo".
        """
        return await self.fetch(self._demo(voice_template_id))
