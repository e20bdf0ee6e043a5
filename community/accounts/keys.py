"""Passkeys as browsers and the site speak of them (WebAuthn); the library is loaded where somebody uses one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from community.platform.errors import Unclear
from community.platform.text import _

__all__ = ["Party", "Signed", "asking", "check_made", "check_signed", "credential_of", "making"]

LONGEST = 20_000
"""Characters that a browser's answer may have."""


_ODD = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading an answer raises that no browser would give."""


class Party(NamedTuple):
    """The site, as a passkey knows it: keys made for one host are of no use on another."""

    host: str
    origin: str
    name: str


class Signed(NamedTuple):
    """A key that was just made or used."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def making(party: Party, challenge: bytes, handle: bytes, email: str, name: str, known: Sequence[bytes]) -> Any:
    """Return what a browser needs to make a key: one that knows its owner, by finger, face or PIN."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs

    options = generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=handle,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return json.loads(options_to_json(options))


def asking(party: Party, challenge: bytes) -> Any:
    """Return what a browser needs to use a key; which, the person chooses."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=party.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return json.loads(options_to_json(options))


def check_made(party: Party, challenge: bytes, answer: str) -> Signed:
    """Return the key that a browser has made. Raises Unclear when it was not made for this site and challenge."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        made = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *_ODD) as error:
        raise Unclear(_not_checked()) from error
    return Signed(made.credential_id, made.credential_public_key, made.sign_count)


def credential_of(answer: str) -> bytes:
    """Return which key a browser says it has used. Raises Unclear."""
    from webauthn.helpers import base64url_to_bytes

    try:
        return base64url_to_bytes(_read(answer)["id"])[:1023]
    except _ODD as error:
        raise Unclear(_not_checked()) from error


def check_signed(party: Party, challenge: bytes, answer: str, key: Signed) -> int:
    """Return how often this key was used by now. Raises Unclear when it has not signed the challenge for this site."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        used = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *_ODD) as error:
        raise Unclear(_not_checked()) from error
    return used.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    read = json.loads(answer[:LONGEST])
    if not isinstance(read, dict):
        raise TypeError
    return read


def _not_checked() -> str:
    return str(_("The passkey could not be checked. Try again, or sign in another way."))
