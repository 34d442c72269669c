"""Removes credentials from texts: from what a vendor sends back, however it is escaped, and from URLs."""

import json
import re
from urllib.parse import quote

MASK = "***"
_USER_INFO = re.compile(r"(?:(?<=//)|\A)[^/?#]*@(?:/+[^/?#]*@)*")
"""What stands before a host, also where the host is missing, so that more of the kind comes to stand in its place."""
_SECRET_PARAMETER = re.compile(
    r"(?i)([?&;#])([^=&;#]*(?:key|token|secret|passw|signature|auth|credential|\bsig\b)[^=&;#]*)=[^&;#]*"
)
_PARAMETER = re.compile(r"([?&;#])([^=&;#]*=)?[^&;#]+")


class Spellings:
    """The ways to write a text.

    Args:
        text: printable ASCII.
    """

    __slots__ = ("_pattern", "_text", "_usual")

    def __init__(self, text: str) -> None:
        escaped = json.dumps(text)[1:-1]
        self._usual = dict.fromkeys((text, escaped, escaped.replace("/", "\\/"), quote(text, safe="")))
        self._text = text
        self._pattern: re.Pattern[str] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spellings) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def removed_from(self, text: str) -> str:
        """Return a text with every occurrence replaced by ``***``."""
        for usual in self._usual:
            text = text.replace(usual, MASK)
        if "\\" in text or "%" in text:
            self._pattern = self._pattern or self._compiled()
            text = self._pattern.sub(MASK, text)
        return text

    def _compiled(self) -> re.Pattern[str]:
        """Return the pattern; no match begins inside a row of backslashes, which would be read again from each one."""
        return re.compile(_any_spelling(self._text[0], r"(?<!\\)\\") + "".join(map(_any_spelling, self._text[1:])))


def _any_spelling(char: str, slash: str = r"\\") -> str:
    """Return a pattern for a character as it is, or escaped once or more often although it need not be."""
    digits = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{ord(char):02x}")
    plain = rf"(?:{slash}+)?{re.escape(char)}" if char in '"/\\' else re.escape(char)
    return rf"(?:{plain}|{slash}+u00{digits}|%(?:25)*{digits})"


def redact_url(url: str, *, signed: bool = False) -> str:
    """Return a URL without user info, and without the values of query parameters that look secret.

    Args:
        url: the URL, or what was meant to be one.
        signed: whether someone else made it, and any part of the query may be what it lets in by: no value is shown.
    """
    url = _USER_INFO.sub("", url)
    return _PARAMETER.sub(rf"\1\2{MASK}", url) if signed else _SECRET_PARAMETER.sub(rf"\1\2={MASK}", url)


def shown_link(link: object) -> str:
    """Return the repr of an address in a vendor's record, which may be signed or hold a token of the user's."""
    return repr(redact_url(link, signed=True) if isinstance(link, str) else link)
