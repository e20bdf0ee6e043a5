"""A real mail server of a test's own, which may be slow, say no, or be away."""

from __future__ import annotations

import asyncio
from collections import Counter
from email.message import Message
from email.parser import BytesParser
from email.policy import SMTP
from threading import Event

from aiosmtpd.controller import Controller

from tests.faults.servers import free_port


class Sink:
    """Keeps what it is sent; `answers` is asked for each recipient and each message."""

    def __init__(self) -> None:
        self.port = free_port()
        self.delay = self.delay_of_goodbye = 0.0
        self.to_recipient: dict[str, str] = {}
        self.to_message: dict[str, str] = {}
        self.messages: list[Message] = []
        self.asked: list[str] = []
        self.begun, self.goodbye = Event(), Event()
        self.controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def numbers(self) -> Counter[str]:
        """How often each mail came, by its subject."""
        return Counter(str(message["Subject"]) for message in self.messages)

    def start(self) -> Sink:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 – as aiosmtpd calls it
        self.asked.append(address)
        if address in self.to_recipient:
            return self.to_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 – as aiosmtpd calls it
        self.goodbye.set()
        await asyncio.sleep(self.delay_of_goodbye)
        return "221 bye"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 – as aiosmtpd calls it
        self.begun.set()
        message = BytesParser(policy=SMTP).parsebytes(envelope.content)
        await asyncio.sleep(self.delay)
        answer = self.to_message.get(envelope.rcpt_tos[0], "250 taken")
        if answer.startswith("250"):
            self.messages.append(message)
        return answer
