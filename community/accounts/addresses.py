"""E-mail addresses: what is one, and which are the same, whatever they look like."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from community.platform.errors import Unclear
from community.platform.mail.addresses import checked_address
from community.platform.text import _

__all__ = ["checked_email", "email_key"]

KEY_LENGTH = 600

# Letters that are drawn like another one, large or small, each pair as it stands after casefold.
_PAIRS = """
    аa вb сc ԁd еe ԍg һh нh іi јj кk ӏl мm оo рp ԛq ѕs тt ѵv ԝw хx уy үy ӡz
    αa βb ϲc εe ηh ιi ϳj κk μm νn οo ρp τt υy ωw χx ζz
    աw ցg հh յj ոn օo զq սu ւi
    ɑa ƅb ᴄc ɗd ɡg ıi ɩi ȷj ʟl ɴn ɵo ᴏo ꜱs ᴜu ᴠv ᴡw ʏy ᴢz
    Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꭱr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz Ꭵi Ꮍy
    ꓮa ꓐb ꓚc ꓓd ꓰe ꓝf ꓖg ꓧh ꓲi ꓙj ꓗk ꓡl ꓟm ꓠn ꓳo ꓑp ꓣr ꓢs ꓔt ꓴu ꓦv ꓪw ꓫx ꓬy ꓜz
    ‐- ‑- ‒- –- —- −- ’' ʼ' ´' 〇o ჿo ᐯv ⵏi ꙇi
"""
_LOOKS_LIKE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def checked_email(text: str) -> str:
    """Return `text` as an address is written if it is one, or raise Unclear; nothing is asked of the network."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise Unclear(_("Enter an e-mail address such as name@example.org.")) from error
    address = checked_address(found.normalized)
    if len(email_key(address)) > KEY_LENGTH:
        raise Unclear(_("Enter an e-mail address such as name@example.org."))
    return address


def email_key(email: str) -> str:
    """Return what is the same for addresses that a person cannot tell apart.

    Without case, compatible forms and signs that are not drawn; letters of other alphabets that look like Latin
    ones become those. Two addresses of one key are one account, and mail goes to the one that was confirmed.
    """
    local, _at, host = email.strip().rpartition("@")
    return f"{_folded(local)}@{_folded('.'.join(map(_label, host.split('.'))))}"


def _label(label: str) -> str:
    """Return a part of a host's name as people read it."""
    if label[:4].lower() != "xn--":
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _folded(text: str) -> str:
    plain = text.casefold().translate(_LOOKS_LIKE)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold()).translate(_LOOKS_LIKE)
    shown = "".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFC", shown.replace("i\u0307", "i"))
