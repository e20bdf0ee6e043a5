"""How mails about news are written: from what everybody may see when they are sent, in their reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from community.notifications.links import Stop, stop_path
from community.notifications.operations import take_up
from community.notifications.queries import MOST_TOLD, find_reader, list_told_by
from community.notifications.queries.telling import Group, Named, Telling, group
from community.notifications.rules import may_quote
from community.notifications.wording import happened, next_words, reason, subject, words_of
from community.platform.address import absolute
from community.platform.clock import now
from community.platform.mail.writers import Nothing, Written
from community.platform.mail.writing import render_mail
from community.platform.text import known_language, say_day, speaking

__all__ = ["write"]

LONGEST = 600
"""So many characters of what was said a mail repeats; the rest stands behind its link."""


class _News(NamedTuple):
    """One piece of news as the mail tells it."""

    day: str
    happened: str
    words: str
    answer: str | None


class _Part(NamedTuple):
    """A thing with its news, why its reader gets them, what comes next, and how to hear no more of it."""

    title: str
    reasons: Sequence[str]
    news: Sequence[_News]
    next: str
    url: str
    stop: str


def write(mail_id: int, person_id: int | None, kept: str | None = None) -> Written | Nothing:
    """Return the mail with all that is due for this person, or that nothing is left to say.

    `kept` is a line of the public record that its readers shall keep. What the mail tells is noted as told by it, in
    the transaction in which it is leased.
    """
    reader = find_reader(person_id) if person_id is not None else None
    if person_id is None or reader is None:
        return Nothing("whom it was for has no account any more")
    take_up(mail_id, person_id)
    rows = list_told_by(mail_id)
    groups = group(rows[:MOST_TOLD], person_id)
    if not groups:
        return Nothing("all of it was taken back, is out of sight or not wished any more")
    language = known_language(reader.language)
    with speaking(language):
        parts = [_part(each, person_id) for each in groups]
        title = subject(groups, quoted=_is_quotable(groups[0].thing, person_id))
    stop_all = absolute(stop_path(Stop(person_id)))
    shown = {"parts": parts, "more": len(rows) > MOST_TOLD, "stop_all": stop_all, "kept": kept}
    heading, text = render_mail("news", language, title=title, **shown)
    return Written(reader.email, heading, text, language, _unsubscribing(stop_all))


def _unsubscribing(address: str) -> Mapping[str, str]:
    """Return the headers by which mail programs offer to stop these mails by one press (RFC 8058)."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _part(told: Group, person_id: int) -> _Part:
    thing = told.thing
    reasons = [reason(each, quoted=each.via is None or _is_quotable(each.via, person_id)) for each in told.tellings]
    return _Part(
        title=thing.title if _is_quotable(thing, person_id) else "",
        reasons=list(dict.fromkeys(reasons)),
        news=[_news(each, person_id) for each in reversed(told.tellings)],
        next=next_words(told.tellings[0], quoted=_may_repeat(told.tellings[0])),
        url=absolute(thing.url),
        stop=absolute(stop_path(Stop(person_id, thing.thing, thing.id))),
    )


def _news(telling: Telling, person_id: int) -> _News:
    row = telling.row
    answer = telling.answer_path(person_id)
    return _News(
        day=say_day(row.happened_at),
        happened=happened(telling),
        words=words_of(telling, LONGEST) if _may_repeat(telling) else "",
        answer=absolute(answer) if answer else None,
    )


def _may_repeat(telling: Telling) -> bool:
    return telling.said is None or may_quote(telling.said.author_since, now())


def _is_quotable(thing: Named, person_id: int) -> bool:
    return thing.author_id == person_id or may_quote(thing.author_since, now())
