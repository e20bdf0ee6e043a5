"""One journey from a sentence to a result: said, gathered, promised, delivered, told, asked back, and disputed.

One text, walked twice by keyboard at 320 pixels, with script and without, against a server process that sends its
mail to a real mail server. The README tells the same story. Only time is not waited for: `time_passes` sets back what
is due, and lets the worker do what it would have done meanwhile.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from community.platform.clock import now
from tests.journeys.people import said

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

TITLE = "Light on the path along the river"
THEME = "Getting home at night"
PROMISE = "Lamps from the bridge to the mill"
NEIGHBOURS = 6


def test_from_a_sentence_to_a_result(town):
    rosa, mo, lea = map(town.somebody, ("Rosa", "Mo", "Lea"))
    for each in (mo, lea):
        each.opens(town.links[each.name], "Enter the code")
        each.presses("Sign in", "You are signed in")
    writes_before_joining(rosa, town)
    town.neighbours_vote(TITLE, NEIGHBOURS)
    gathers_it_into_a_theme(mo)
    town.time_passes()
    hears_that_it_stands_in_a_theme(rosa)
    promises(lea)
    town.time_passes()
    hears_of_the_promise(rosa)
    says_what_is_new_and_moves_the_day(lea)
    town.time_passes()
    hears_that_the_day_was_moved(rosa)
    reports_it_as_delivered(lea)
    town.time_passes()
    hears_that_it_is_delivered(rosa)
    town.time_passes(a_week=True)
    town.neighbours_answer("yes", "no", "partly", "yes")
    says_no_without_signing_in(rosa, town.somebody("Rosa"))
    sees_it_disputed(town.somebody("Visitor"))
    finds_it_all_in_her_voice(rosa)


def writes_before_joining(rosa, town):
    rosa.opens("/ideas/new", "What makes an idea strong")
    rosa.types("Title", TITLE)
    rosa.types("Your idea", "Many of us walk there after dark.")
    rosa.selects("Place", "North district")
    rosa.presses("Show places in it", "Riverside")
    rosa.selects("Place", "Riverside")
    rosa.presses("Post the idea", "One step is left")
    rosa.presses("Join", "We send a code to your address")
    rosa.types("Name", rosa.name)
    rosa.types("E-mail address", rosa.address)
    rosa.presses("Send me the code", "Enter the code from your mail")
    town.time_passes()
    rosa.types("Code", rosa.gets_code())
    rosa.presses("Join", "Your idea is public")


def gathers_it_into_a_theme(mo):
    mo.opens("/ideas", TITLE)
    mo.presses(TITLE, "Many of us walk there after dark.")
    mo.presses("Gather into a theme", "1 idea is chosen.")
    mo.presses("Begin a theme with them", "With 1 idea to begin with.")
    mo.types("Name", THEME)
    mo.types("Summary", "What people need to come home safely.")
    mo.presses("Keep as a draft", "This is a draft.")
    mo.presses("Publish", "What happens next")


def hears_that_it_stands_in_a_theme(rosa):
    mail = said(rosa.gets_mail(THEME))
    assert TITLE in mail


def promises(lea):
    lea.opens("/ideas", TITLE)
    lea.presses(TITLE, "Many of us walk there after dark.")
    lea.presses(THEME, "What people need to come home safely.")
    lea.presses("Promise something", "What, who, by when")
    lea.types("What is promised", PROMISE)
    lea.types("What exactly, and why", "Twelve lamps, on from dusk to midnight.")
    lea.picks("Done by the end of", now() + timedelta(days=60))
    lea.types("What happens next", "We ask three companies.")
    lea.picks("By when", now() + timedelta(days=14))
    lea.presses("See how it will look", "It is not public yet.")
    lea.reads(f"This tells {NEIGHBOURS + 1} people")
    lea.presses("Publish", "The promise is public.")
    lea.reads("Undo")


def hears_of_the_promise(rosa):
    mail = said(rosa.gets_mail(PROMISE))
    assert TITLE in mail
    assert "We ask three companies." in mail


def says_what_is_new_and_moves_the_day(lea):
    lea.opens("/tracker/desk", PROMISE)
    lea.presses(PROMISE, "Twelve lamps")
    lea.presses("Say what is new", "What is new")
    lea.types("What is new", "The lamps are ordered.")
    lea.ticks("Work has begun")
    lea.presses("Publish the update", "The lamps are ordered.")
    lea.presses("Move the date", "Why the date is moved")
    lea.picks("Done by the end of", now() + timedelta(days=90))
    lea.types("Why the date is moved", "They come a month later.")
    lea.presses("Publish the new date", "They come a month later.")


def hears_that_the_day_was_moved(rosa):
    mail = said(rosa.gets_mail(PROMISE))
    assert "They come a month later." in mail
    assert "The lamps are ordered." in mail  # both in one mail


def reports_it_as_delivered(lea):
    lea.presses("Report it as delivered", "What was done")
    lea.types("What was done", "Twelve lamps stand.")
    lea.presses("Publish the delivery", "Twelve lamps stand.")


def hears_that_it_is_delivered(rosa):
    mail = said(rosa.gets_mail(PROMISE))
    assert "Twelve lamps stand." in mail


def says_no_without_signing_in(rosa, phone):
    mail = said(rosa.gets_mail(PROMISE))
    address = re.search(r"https?://[^/\s]+(/confirm/\S+)", mail)[1]
    phone.opens(address, "Did this solve it?")
    phone.reads(TITLE, "Twelve lamps stand.", "Sign in")
    phone.chooses("No, it did not")
    phone.types("What should those who did it know?", "They are not switched on.")
    phone.presses("Send my answer", "No, it did not")


def sees_it_disputed(visitor):
    visitor.opens("/tracker", PROMISE)
    visitor.reads("Disputed")
    visitor.presses(PROMISE, "Twelve lamps stand.")
    visitor.reads("2 of 5")
    visitor.presses(THEME, TITLE)
    visitor.presses(TITLE, "Many of us walk there after dark.")


def finds_it_all_in_her_voice(rosa):
    rosa.presses("My voice", "Everything you said here")
    rosa.reads(TITLE, PROMISE, "Disputed")
    rosa.presses(PROMISE, "Twelve lamps stand.")
