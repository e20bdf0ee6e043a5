"""Where mails go: to a mail server, or into a folder to look at."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from threading import Timer
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app

from community.platform.mail.message import host
from community.platform.worker.jobs import NotNow

__all__ = ["SENDING", "Away", "Mailbox", "PutOff", "Rejected", "opened"]

ANSWER = 10
"""Seconds that a mail server may be silent."""

SENDING = 25
"""Seconds that sending one mail may take in all, however little at a time the server says."""

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


class Away(NotNow):
    """The mail server cannot be reached or does not let us in; no mail is to blame."""


class PutOff(Exception):
    """This mail was not taken just now; `is_lost` says that the connection is, too."""

    def __init__(self, why: str, *, is_lost: bool = False) -> None:
        super().__init__(why)
        self.is_lost = is_lost


class Rejected(Exception):
    """This mail will never be taken."""


class Mailbox(Protocol):
    """Takes mails."""

    def ready(self) -> None:
        """Be ready to take a mail now. Raises Away."""

    def send(self, number: int, message: EmailMessage) -> None:
        """Take mail `number`. Raises PutOff or Rejected."""

    def close(self) -> None:
        """Say good-bye."""


@contextmanager
def opened() -> Iterator[Mailbox]:
    """Yield the mailbox of the settings, ready. Raises Away."""
    url = current_app.config["MAIL"]
    box: Mailbox = Folder(current_app.config["DATA"] / "mail") if url == "file" else Server(url, host())
    box.ready()
    try:
        yield box
    finally:
        box.close()


class Folder:
    """Keeps each mail as a file that mail programs open."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def ready(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Away(f"the folder for mail: {error.strerror}") from error

    def send(self, number: int, message: EmailMessage) -> None:
        path = self.path / f"{number}.eml"
        try:
            path.with_suffix(".new").write_bytes(message.as_bytes())
            path.with_suffix(".new").replace(path)
        except OSError as error:
            raise PutOff(error.strerror or "the file cannot be written") from error

    def close(self) -> None:
        pass


class Server:
    """A mail server that takes mails by SMTP.

    What it answers may name addresses: that is kept with the mail, and never written to the log.
    """

    def __init__(self, url: str, own_name: str) -> None:
        self.url = urlsplit(url)
        self.host = self.url.hostname or ""
        self.own_name = f"[{own_name}]" if own_name.replace(".", "").isdigit() else own_name  # RFC 5321, 4.1.4
        self.smtp: smtplib.SMTP | None = None

    def ready(self) -> None:
        if self.smtp is None:
            try:
                self.smtp = self._connected()
            except smtplib.SMTPResponseException as error:
                raise Away(f"the mail server does not let us in, it says {error.smtp_code}") from error
            except OSError as error:
                raise Away(f"the mail server does not answer: {error.strerror or type(error).__name__}") from error

    def send(self, number: int, message: EmailMessage) -> None:
        assert self.smtp is not None, "call ready() first"
        try:
            with _no_longer_than(SENDING, self.smtp):
                self.smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            self._raise(code, answer, for_good=500 <= code < 600)
        except smtplib.SMTPNotSupportedError as error:
            raise Rejected("the mail server takes no address with letters beyond ASCII") from error
        except smtplib.SMTPResponseException as error:
            self._raise(error.smtp_code, error.smtp_error, for_good=False)
        except OSError as error:  # all other errors of smtplib too
            self.close()
            raise PutOff(f"the connection was lost: {type(error).__name__}", is_lost=True) from error

    def close(self) -> None:
        smtp, self.smtp = self.smtp, None
        if smtp is not None:
            with suppress(OSError), _no_longer_than(2, smtp):
                smtp.quit()
            smtp.close()

    def _raise(self, code: int, answer: bytes | str, *, for_good: bool) -> None:
        why = f"{code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"
        if for_good:
            raise Rejected(why)
        is_lost = code == 421  # the server ends the conversation
        if is_lost:
            self.close()
        raise PutOff(why, is_lost=is_lost)

    def _connected(self) -> smtplib.SMTP:
        kind, name = self.url.scheme, unquote(self.url.username or "")
        insists = insists_on_encryption(self.url.geturl())
        port = self.url.port or PORTS["starttls" if insists else kind]
        if kind == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, port, self.own_name, timeout=ANSWER, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(self.host, port, self.own_name, timeout=ANSWER)
        try:
            smtp.ehlo_or_helo_if_needed()
            if insists:
                _encrypt(smtp)
            if name:
                smtp.login(name, unquote(self.url.password or ""))
        except BaseException:
            smtp.close()
            raise
        return smtp


def insists_on_encryption(url: str) -> bool:
    """Say whether a plain beginning must turn into an encrypted conversation: passwords do not travel readable."""
    asked = urlsplit(url)
    return asked.scheme == "starttls" or bool(
        asked.scheme == "smtp" and asked.username and asked.hostname not in OWN_MACHINE
    )


def _encrypt(smtp: smtplib.SMTP) -> None:
    if not smtp.has_extn("starttls"):
        raise Away("the mail server offers no encryption, which MAIL asks for")
    smtp.starttls(context=ssl.create_default_context())
    smtp.ehlo()


@contextmanager
def _no_longer_than(seconds: float, smtp: smtplib.SMTP) -> Iterator[None]:
    """Cut the connection after so many seconds: time-outs of sockets begin anew with each byte."""
    timer = Timer(seconds, _cut, (smtp.sock,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
