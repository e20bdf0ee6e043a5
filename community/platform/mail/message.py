"""A mail as mail servers want it."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import current_app

from community.platform.mail.operations import Leased

__all__ = ["message_of"]


def message_of(mail: Leased, site_name: str) -> EmailMessage:
    """Return the message, the same at each try: whoever gets it twice can tell by its Message-ID.

    Raises ValueError when it cannot be written.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _sender(site_name)
    message["To"] = _address("", mail.to_address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}.{mail.created_at.timestamp():.0f}@{host()}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note shall answer it
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text or "")
    message["Content-Language"] = mail.language
    return message


def host() -> str:
    """Return the name by which this site is known."""
    return urlsplit(current_app.config["ADDRESS"]).hostname or "localhost"


def _sender(site_name: str) -> Address:
    name, _, address = current_app.config["MAIL_FROM"].rpartition("<")
    return _address(name.strip() or site_name, address.removesuffix(">"))


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain.encode("idna").decode("ascii"))
