"""One journey from an issue to a theme: raised, felt by others, answered by an idea that people discuss, gathered.

Walked twice by keyboard at 320 pixels, with script and without, like the one from a sentence to a result.
"""

from __future__ import annotations

import pytest

from tests.journeys.people import said

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

ISSUE = "No light on the path along the river"
IDEA = "Lamps that wake up when somebody comes"
THEME = "Getting home at night"


def test_from_an_issue_to_a_theme(town):
    rosa, sam, mo, lea = map(town.somebody, ("Rosa", "Sam", "Mo", "Lea"))
    for each in (mo, lea):
        each.opens(town.links[each.name], "Enter the code")
        each.presses("Sign in", "You are signed in")
    raises_an_issue_before_joining(rosa, town)
    is_affected_too(sam, town)
    proposes_what_would_help(sam)
    speaks_for_it(rosa)
    replies(sam)
    gathers_it_into_a_theme(mo)
    answers(lea)
    town.time_passes()
    hears_of_the_answer(rosa)
    finds_it_all(town.somebody("Visitor"))


def joins(person, town, done):
    person.presses("Join", "We send a code to your address")
    person.types("Name", person.name)
    person.types("E-mail address", person.address)
    person.presses("Send me the code", "Enter the code from your mail")
    town.time_passes()
    person.types("Code", person.gets_code())
    person.presses("Join", done)


def raises_an_issue_before_joining(rosa, town):
    rosa.opens("/issues/new", "What makes an issue clear")
    rosa.types("Title", ISSUE)
    rosa.types("What happens", "Two people fell there last winter.")
    rosa.selects("Place", "North district")
    rosa.presses("Show places in it", "Riverside")
    rosa.selects("Place", "Riverside")
    rosa.presses("Raise the issue", "One step is left")
    joins(rosa, town, "Your issue is public")


def is_affected_too(sam, town):
    sam.opens("/issues", ISSUE)
    sam.presses(ISSUE, "Two people fell there last winter.")
    sam.presses("Me too", "One step is left")
    joins(sam, town, "You are counted among whom it affects.")


def proposes_what_would_help(sam):
    sam.opens("/issues", ISSUE)
    sam.presses(ISSUE, "1 person says that it affects them, too.")
    sam.presses("Propose an idea for this issue", ISSUE)
    sam.types("Title", IDEA)
    sam.types("Your idea", "They need little power and blind no owl.")
    sam.presses("Post the idea", "Your idea is public")
    sam.reads(IDEA, ISSUE)


def speaks_for_it(rosa):
    rosa.opens("/issues", ISSUE)
    rosa.presses(ISSUE, IDEA)
    rosa.presses(IDEA, "Nobody has said anything yet.")
    rosa.presses("Say something", "You speak")
    rosa.chooses("For it")
    rosa.types("Your comment", "The owls are why I read *twice*.")
    rosa.presses("Send the comment", "Your comment is public.")
    rosa.reads("For it (1)", "The owls are why I read twice.")


def replies(sam):
    sam.opens("/ideas", IDEA)
    sam.presses(IDEA, "The owls are why I read twice.")
    sam.presses("Reply to Rosa", "A comment and the replies to it")
    sam.types("Your comment", "There are two in the mill.")
    sam.presses("Send the reply", "Your comment is public.")
    sam.reads("There are two in the mill.")


def gathers_it_into_a_theme(mo):
    mo.opens("/ideas", IDEA)
    mo.presses(IDEA, "There are two in the mill.")
    mo.presses("Gather into a theme", "1 idea is chosen.")
    mo.presses("Begin a theme with them", "With 1 idea to begin with.")
    mo.types("Name", THEME)
    mo.types("Summary", "What people need to come home safely.")
    mo.presses("Keep as a draft", "This is a draft.")
    mo.presses("Publish", "What happens next")


def answers(lea):
    lea.opens("/issues", ISSUE)
    lea.presses(ISSUE, "There is none yet.")
    lea.types("Answer", "We count who walks there in January, and say in March what we do.")
    lea.presses("Publish the answer", "We count who walks there in January")


def hears_of_the_answer(rosa):
    mail = said(rosa.gets_mail(ISSUE))
    assert "We count who walks there in January" in mail


def finds_it_all(visitor):
    visitor.opens("/issues", ISSUE)
    visitor.presses(ISSUE, "We count who walks there in January")
    visitor.presses(IDEA, "The owls are why I read twice.")
    visitor.reads("There are two in the mill.", ISSUE)
    visitor.presses(THEME, "What people need to come home safely.")
