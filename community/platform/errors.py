"""What can go wrong in a way that a person should hear about; the edge turns each into a page or problem+json."""

from __future__ import annotations

__all__ = ["Denied", "Gone", "Missing", "Problem", "Refused", "TooOften", "Unclear"]


class Problem(Exception):
    """Something a person can act on: `sentence` says what, in their language."""

    status = 500

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or "")
        self.sentence = sentence
        self.headers: dict[str, str] = {}


class Unclear(Problem):
    """The request cannot be understood (400)."""

    status = 400


class Denied(Problem):
    """This person may not do this (403)."""

    status = 403


class Missing(Problem):
    """There is no such thing, or not for this person (404)."""

    status = 404


class Gone(Problem):
    """It was here, and whoever put it here took it back (410)."""

    status = 410


class Refused(Problem):
    """A rule of the site says no just now (409)."""

    status = 409


class TooOften(Problem):
    """This was tried too often in a short time (429); it may be tried again after so many seconds."""

    status = 429

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.headers["Retry-After"] = str(seconds)
