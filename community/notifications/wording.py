"""The sentences in which news is told, on the site and in mails: why to you, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from community.notifications.models import Event, Route
from community.notifications.queries.telling import Group, Named, Telling
from community.platform.markdown import lead_of
from community.platform.text import _, isolated, lazy, plural, say_day

__all__ = ["happened", "next_words", "reason", "subject", "title_of", "words_of"]

_BECAUSE = {
    Route.WROTE: (lazy("You wrote “%(title)s”."), lazy("You wrote “%(title)s” on %(day)s.")),
    Route.AFFECTED: (
        lazy("You said that “%(title)s” affects you, too."),
        lazy("You said on %(day)s that “%(title)s” affects you, too."),
    ),
    Route.FOLLOWS: (lazy("You follow “%(title)s”."), lazy("You follow “%(title)s” since %(day)s.")),
    "support": (lazy("You voted for “%(title)s”."), lazy("You voted for “%(title)s” on %(day)s.")),
    "oppose": (lazy("You voted against “%(title)s”."), lazy("You voted against “%(title)s” on %(day)s.")),
    "pass": (lazy("You passed on “%(title)s”."), lazy("You passed on “%(title)s” on %(day)s.")),
}
"""Without and with the day, where that is known."""

_SUBJECTS = {
    Event.GATHERED: lazy("Now in a theme: %(title)s"),
    Event.PROMISED: lazy("Promised: %(title)s"),
    Event.UPDATED: lazy("News: %(title)s"),
    Event.MOVED: lazy("Another date: %(title)s"),
    Event.DELIVERED: lazy("Reported as delivered: %(title)s"),
    Event.STOPPED: lazy("Stopped: %(title)s"),
    Event.DECLINED: lazy("Declined, and why: %(title)s"),
    Event.ASKED: lazy("Did this solve it? %(title)s"),
    Event.ANSWERED: lazy("Answered: %(title)s"),
    Event.CLOSED: lazy("Closed, and why: %(title)s"),
    Event.REOPENED: lazy("Open again: %(title)s"),
}


def title_of(thing: Named) -> str:
    """Return what a thing is called, within a sentence of the reader's language."""
    return isolated(thing.title, thing.direction)


def reason(telling: Telling, *, quoted: bool = True) -> str:
    """Say why somebody is told; not `quoted`, without the words of who wrote."""
    if telling.via is None:
        return str(_("You are told because of something that is not shown any more."))
    if not quoted:
        return str(_("You voted on an idea, or follow it, whose author is too new here to be quoted in mails."))
    row, since = telling.row, telling.since
    without, with_day = _BECAUSE[row.choice or "support" if row.route is Route.VOTED else row.route]
    title = title_of(telling.via)
    return str(with_day) % {"title": title, "day": say_day(since)} if since else str(without) % {"title": title}


def happened(telling: Telling) -> str:
    """Say what happened."""
    event, said = telling.row.event, telling.said
    due_on = said.due_on if said else None
    if event is Event.PROMISED and due_on:
        return str(_("It is promised for %(day)s.", day=say_day(due_on)))
    if event is Event.MOVED and due_on and said and said.due_before:
        return str(
            _("The date was moved from %(before)s to %(day)s.", before=say_day(said.due_before), day=say_day(due_on))
        )
    if event is Event.MOVED and due_on:
        return str(_("The date was moved to %(day)s.", day=say_day(due_on)))
    plain: dict[Event, str] = {
        Event.GATHERED: _("It stands in this theme now, with what others say about the same."),
        Event.PROMISED: _("It is promised, without a date."),
        Event.UPDATED: _("There is news of what was promised."),
        Event.MOVED: _("The date was moved; there is none now."),
        Event.DELIVERED: _("It is reported as delivered."),
        Event.STOPPED: _("It was stopped."),
        Event.DECLINED: _("It was declined."),
        Event.ASKED: _("Did this solve it?"),
        Event.ANSWERED: _("It was answered for its place."),
        Event.CLOSED: _("It was closed."),
        Event.REOPENED: _("It was opened again."),
    }
    return plain[event]


def next_words(telling: Telling, *, quoted: bool = True) -> str:
    """Say what comes next and by when; not `quoted`, without the words of who wrote."""
    return " ".join(_next(telling, quoted))


def words_of(telling: Telling, most: int) -> str:
    """Return the first words of what was said about it, as plain text of at most `most` characters."""
    said = telling.said
    if said is None:
        return ""
    return lead_of(said.html, most) if said.html else _shortened(said.text or "", most)


def subject(groups: Sequence[Group], *, quoted: bool = True) -> str:
    """Return what stands above a mail that tells all this; not `quoted`, without the words of who wrote."""
    if len(groups) > 1:
        number = len(groups)
        return str(plural("News of %(num)s thing that concerns you", "News of %(num)s things that concern you", number))
    thing, tellings = groups[0]
    if not quoted:
        return str(_("News of something that concerns you"))
    if len({telling.row.event for telling in tellings}) > 1:
        return str(_SUBJECTS[Event.UPDATED]) % {"title": title_of(thing)}
    return str(_SUBJECTS[tellings[0].row.event]) % {"title": title_of(thing)}


def _next(telling: Telling, quoted: bool) -> Iterator[str]:
    event, said = telling.row.event, telling.said
    step = said.next_step if said and quoted else None
    next_on, due_on = (said.next_on, said.due_on) if said else (None, None)
    if event is Event.DECLINED:
        if said and said.more and quoted:
            yield _("What would change this: %(what)s", what=_shortened(said.more, 300))
        if next_on:
            yield _("It is looked at again on %(day)s.", day=say_day(next_on))
        return
    if step and next_on:
        yield _("Next, by %(day)s: %(step)s", day=say_day(next_on), step=step)
    elif step:
        yield _("Next: %(step)s", step=step)
    elif next_on:
        yield _("The next step is due on %(day)s.", day=say_day(next_on))
    if event is Event.UPDATED and due_on:
        yield _("It is promised for %(day)s.", day=say_day(due_on))
    if event is Event.DELIVERED:
        yield _("In some days you are asked whether it worked.")
    if event is Event.GATHERED:
        yield _("Leaders answer themes with promises. You are told when they do.")


def _shortened(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else (plain[: most - 1].rpartition(" ")[0] or plain[: most - 1]) + "…"
