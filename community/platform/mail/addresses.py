"""Whether a text is an e-mail address that mail can be sent to."""

from __future__ import annotations

import re

from community.platform.errors import Unclear
from community.platform.text import _, legible

__all__ = ["checked_address"]

LONGEST = 254
"""Characters, RFC 5321 with its erratum 1690."""

_WORD = r"[^\s.@<>()\[\],;:\\\"\x00-\x20\x7f]+"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(rf"(?P<local>{_WORD}(?:\.{_WORD})*)@(?P<domain>{_LABEL}(?:\.{_LABEL})+)")


def checked_address(text: str) -> str:
    """Return `text` if it is one plain address with a whole domain, else raise Unclear."""
    address = text.strip()
    found = _ADDRESS.fullmatch(address) if len(address) <= LONGEST else None
    if found is None or len(found["local"]) > 64 or not _is_known_to_dns(found["domain"]):
        raise Unclear(_("Enter an e-mail address such as name@example.org."))
    return legible(address)


def _is_known_to_dns(domain: str) -> bool:
    try:
        return len(domain.encode("idna")) <= 253
    except UnicodeError:
        return False
