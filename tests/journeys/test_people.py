"""One journey through all that people do here: by keyboard, at 320 pixels, with script and without.

One text, walked twice against a server process that sends its mail to a real mail server. What needs a script by its
nature, the passkey, is walked where there is one. Scenes follow each other; each begins where the last one ended.
"""

from __future__ import annotations

import json
import re
import time

import pyotp
import pytest

from community.accounts.operations import vouch_for
from community.extensions import db
from community.roles.operations import make_first_admin
from tests.factories import make_idea, make_person, make_place
from tests.faults.servers import serving
from tests.journeys.people import link_in, people, said
from tests.mail.sink import Sink

# What differs between the databases is tested where it differs; a journey is about people.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

PASSWORD = "eleven green benches"
TITLE, TITLE_NOW = "A bench at the stop", "Two benches at the stop"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def scripts(request):
    return request.param


@pytest.fixture
def town(own_app, tmp_path, chromium, scripts):
    """A served town with one idea in a ward, an admin whose link was printed, and what makes people."""
    sink = Sink().start()
    with own_app.app_context():
        ward = make_place("Ward 3", under=make_place("North district"))
        make_idea("Light along the river", body="For everybody who walks there.", place=ward, author=make_person("Luz"))
        admin, key, code = vouch_for("ada@example.org", "Ada")
        make_first_admin(admin)
        db.session.commit()
        url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    settings = {"WORKER": "in-process", "MAIL": sink.url, "SECRET_KEY": own_app.config["SECRET_KEY"]}
    with (
        serving(url, tmp_path, workers=1, **settings) as server,
        people(chromium, f"http://localhost:{server.port}", sink, scripts=scripts) as somebody,
    ):
        yield somebody, f"/code/{key}?code={code}"
    sink.stop()


def test_all_that_people_do_here(town, scripts):
    somebody, admins_link = town
    rosa = somebody("Rosa")
    writes_and_votes_before_joining(rosa)
    joins(rosa, "Your idea is public")
    finds_it_done(rosa)
    mends_it_and_takes_it_back_for_a_while(rosa)
    says_where_she_lives(rosa)
    secret = makes_signing_in_safe(rosa)
    laptop = signs_in_in_three_ways(rosa, somebody("Rosa"), secret)
    signs_the_other_device_out(rosa, laptop)
    if scripts:
        signs_in_by_a_passkey(rosa)

    ada, mo, lena, sam = map(somebody, ("Ada", "Mo", "Lena", "Sam"))
    for each in (mo, lena, sam):
        each.opens("/join", "We send a code to your address")
        joins(each, "Welcome! You have joined")
    ada.opens(admins_link, "Enter the code")
    ada.presses("Sign in", "You are signed in")
    makes_moderators(ada, mo, lena)
    flags_it_changes_their_mind_and_flags_it_again(sam)
    hides_it(mo)
    is_told_and_appeals(rosa)
    takes_it_back(lena)
    hears_that_it_is_as_before(rosa)
    everybody_can_read_it_and_nobody_is_named(sam)

    calls_the_site_something_else(ada)
    finds_that_changed(sam)
    takes_her_data_along(rosa)
    leaves_comes_back_and_is_erased(rosa)
    finds_nothing_of_her(sam)


def writes_and_votes_before_joining(rosa):
    rosa.opens("/", "People propose what would help")
    rosa.presses("Propose an idea", "What makes an idea strong")
    rosa.types("Title", TITLE)
    rosa.types("Your idea", "For **everybody** who waits.")
    rosa.presses("Preview", "This is how it will look")
    assert rosa.list_of(".writing__preview strong") == ["everybody"]
    rosa.selects("Place", "North district")
    rosa.presses("Show places in it", "Ward 3")
    rosa.selects("Place", "Ward 3")
    rosa.presses("Post the idea", "One step is left")
    rosa.reads(TITLE, "Your idea")
    rosa.opens("/ideas", "Light along the river")
    rosa.reads_nothing_of(TITLE)
    rosa.presses("Light along the river", "For everybody who walks there.")
    rosa.presses("Support", "One step is left")
    rosa.reads("Your vote: Support", TITLE)
    rosa.presses("Join", "We send a code to your address")


def joins(person, then):
    person.types("Name", person.name)
    person.types("E-mail address", person.address)
    person.presses("Send me the code", "Enter the code from your mail")
    person.types("Code", person.gets_code())
    person.presses("Join", then)


def finds_it_done(rosa):
    rosa.reads("Your vote is counted")
    rosa.presses("See it", "For everybody who waits.")
    rosa.reads(TITLE, "by Rosa", "Ward 3")
    rosa.opens("/ideas", "Light along the river")
    rosa.presses("Light along the river", "For everybody who walks there.")
    assert rosa.list_of("#vote button[aria-pressed=true]") == ["Support 1"]
    rosa.presses("Withdraw my vote", "Your vote")
    rosa.presses("Oppose", "Withdraw my vote")


def mends_it_and_takes_it_back_for_a_while(rosa):
    rosa.opens("/ideas", TITLE)
    rosa.presses(TITLE, "by Rosa")
    rosa.presses("Edit", "What it said before stays readable")
    rosa.types("Title", TITLE_NOW)
    rosa.types("Your idea", "For *everybody* who waits, in the shade.")
    rosa.presses("Preview", "This is how it will look")
    rosa.presses("Save the changes", "Your changes are public")
    rosa.presses("Edited", "in the shade")
    assert "Two benches" in " ".join(rosa.list_of("ins"))
    rosa.presses("See the idea as it says now", "by Rosa")
    rosa.presses("Withdraw", "Your idea is withdrawn.")
    rosa.presses("Bring it back", "Your idea is back")


def says_where_she_lives(rosa):
    rosa.presses("Ward 3", "Is this your place?")
    rosa.presses("Join", "You have joined Ward 3")
    rosa.presses("Rosa", "You have not said where you are at home.")
    rosa.presses("Choose your home place", "Nobody else sees it.")
    rosa.types("Name of a place", "ward")
    rosa.presses("Find", "1 place found")
    rosa.presses("This is my home place", "Your account")
    rosa.reads("Ward 3")


def makes_signing_in_safe(rosa):
    """Choose a password, then an authenticator app; return the secret of the app."""
    rosa.presses("Choose a password", "First, a code")
    rosa.presses("Send me a code", "Enter the code from your mail")
    rosa.types("Code", rosa.gets_code())
    rosa.types("New password", PASSWORD)
    rosa.presses("Set the new password", "Your new password counts from now on")
    rosa.gets_mail("password")
    rosa.presses("Second factor", "Let the app read this")
    (secret,) = rosa.list_of("code.secret")
    secret = secret.replace(" ", "")
    rosa.types("Code", pyotp.TOTP(secret).now())
    rosa.presses("Set it up", "They are shown now and never again.")
    rosa.codes += rosa.list_of("code.secret")
    assert len(set(rosa.codes)) == 10
    rosa.presses("I have kept them", "Where you are signed in")
    return secret


def signs_in_in_three_ways(rosa, laptop, secret):
    """By password and a recovery code, and elsewhere by a mailed code and the app; return that other device."""
    rosa.presses("Sign out", "You are signed out.")
    rosa.presses("Sign in", "To read, nobody needs an account.")
    rosa.types("E-mail address", rosa.address)
    rosa.types("Password", PASSWORD)
    rosa.presses("Sign in", "One step more")
    rosa.types("Code", rosa.codes.pop())
    rosa.presses("Sign in", "You are signed in")
    laptop.read_mails = rosa.read_mails
    laptop.opens("/sign-in", "To read, nobody needs an account.")
    laptop.types("E-mail address", rosa.address)
    laptop.presses("Send me a code instead", "Enter the code from your mail")
    laptop.types("Code", laptop.gets_code())
    laptop.presses("Sign in", "One step more")
    # The code of this half minute was taken when the app was set up; the next one counts already.
    laptop.types("Code", pyotp.TOTP(secret).at(int(time.time()) + 30))
    laptop.presses("Sign in", "You are signed in")
    return laptop


def signs_the_other_device_out(rosa, laptop):
    rosa.presses("Rosa", "Where you are signed in")
    rosa.reads("used last on")
    rosa.page.locator(".devices__item").first.wait_for()
    assert len(rosa.list_of(".devices__item")) == 2
    rosa.presses("Sign out everywhere else", "Where you are signed in")
    assert len(rosa.list_of(".devices__item")) == 1
    laptop.opens("/account", "Sign in first")


def signs_in_by_a_passkey(rosa):
    rosa.has_a_key()
    rosa.presses("Passkeys", "You have none yet.")
    rosa.types("Name of the passkey", "My phone")
    rosa.presses("Make a passkey", "From now on you can sign in")
    rosa.gets_mail("passkey")
    rosa.presses("Sign out", "You are signed out.")
    rosa.presses("Sign in", "To read, nobody needs an account.")
    rosa.presses("Sign in with a passkey", "You are signed in")
    rosa.opens("/account/passkeys", "My phone")
    rosa.presses("Remove", "signs nobody in any more")
    rosa.presses("Sign out", "You are signed out.")
    rosa.presses("Sign in", "To read, nobody needs an account.")
    rosa.presses("Sign in with a passkey", "This passkey is not known here")
    rosa.opens("/sign-in", "To read, nobody needs an account.")
    rosa.types("E-mail address", rosa.address)
    rosa.types("Password", PASSWORD)
    rosa.presses("Sign in", "One step more")
    rosa.types("Code", rosa.codes.pop())
    rosa.presses("Sign in", "You are signed in")


def makes_moderators(ada, *people):
    ada.opens("/places", "Ward 3")
    ada.presses("Ward 3", "Everybody who answers here")
    ada.presses("Everybody who answers here", "Give somebody a role here")
    for person in people:
        ada.types("Who", person.address)
        ada.selects("Role", "Moderator")
        ada.presses("Give the role", f"{person.name} has that role from now on.")


def flags_it_changes_their_mind_and_flags_it_again(sam):
    sam.opens("/ideas", TITLE_NOW)
    sam.presses(TITLE_NOW, "by Rosa")
    sam.presses("Flag this idea", "Say that it breaks the rules")
    sam.chooses("It is advertising")
    sam.presses("Flag it", "nobody is told that it was you")
    sam.presses("Flag this idea", "You have flagged this.")
    sam.presses("Take my flag back", "Your flag is taken back.")
    sam.presses("Flag this idea", "Say that it breaks the rules")
    sam.chooses("Something else")
    sam.types("In your words", "They sell benches.")
    sam.presses("Flag it", "nobody is told that it was you")


def hides_it(mo):
    mo.opens("/", "People propose what would help")
    mo.presses("Desk", "What was flagged in your places")
    mo.presses(TITLE_NOW, "They sell benches.")
    mo.reads_nothing_of("Sam")
    mo.chooses("Hide it")
    mo.selects("Rule", "5.")
    mo.types("Why, in a sentence", "Rosa, this advertises benches.")
    mo.types("For the public log", "It advertised something.")
    mo.presses("Decide", "1 decision is made.")
    mo.reads("Nothing waits")


def is_told_and_appeals(rosa):
    mail = rosa.gets_mail("Your idea was hidden")
    assert "Rule 5 of this site" in said(mail)
    assert "Rosa, this advertises benches." in said(mail)
    rosa.opens(link_in(mail), "Rosa, this advertises benches.")
    rosa.types("Why is the decision wrong?", "I sell nothing.")
    rosa.presses("Send the appeal", "Your appeal is sent.")


def takes_it_back(lena):
    lena.opens("/moderation", "Appeals")
    lena.presses(TITLE_NOW, "I sell nothing.")
    lena.chooses("It is taken back")
    lena.types("Why, in a sentence", "Nothing is sold there.")
    lena.presses("Answer", "The appeal is answered.")


def hears_that_it_is_as_before(rosa):
    mail = rosa.gets_mail("the decision is taken back")
    assert "Nothing is sold there." in said(mail)
    rosa.opens(link_in(mail), "This decision was taken back.")
    rosa.opens("/ideas", TITLE_NOW)


def everybody_can_read_it_and_nobody_is_named(sam):
    sam.presses("Decisions", "Every decision with its rule and its reason")
    sam.reads("It advertised something.", "taken back by decision")
    log = " ".join(sam.list_of("main"))
    assert not re.search("Rosa|Mo\\b|Lena|benches", log), log


def calls_the_site_something_else(ada):
    ada.presses("Administration", "How the parts do")
    ada.presses("Name and look", "What every page of the site has at its head")
    ada.types("Name of the site", "Riverside")
    ada.types("Your word for one place", "Quarter")
    ada.types("Your word for several places", "Quarters")
    ada.presses("Save", "It is saved")
    ada.presses("Texts", "The text about this site")
    ada.types("Text", "## Who we are\n\nThe people of Riverside.")
    ada.presses("Save", "The people of Riverside.")
    ada.presses("Quarters", "Ward 3")
    ada.presses("Ward 3", "Everybody who answers here")
    ada.opens("/admin/places/3", "Who may do what here")
    ada.selects("Whether votes are taken here", "Voting is closed")
    ada.presses("Save", "It is saved")
    ada.presses("Log", "Log of changes")
    ada.reads("Riverside", "Who may do what in a place")


def finds_that_changed(sam):
    sam.opens("/about", "The people of Riverside.")
    sam.reads("Riverside", "Quarters")
    sam.opens("/ideas", TITLE_NOW)
    sam.presses(TITLE_NOW, "Voting is closed")


def takes_her_data_along(rosa):
    rosa.opens("/account", "Leaving")
    rosa.presses("Download your data", "All that this site knows of you")
    rosa.types("Your password", PASSWORD)
    data = json.loads(rosa.downloads("Download my data"))
    assert data["account"]["email"] == rosa.address
    assert [idea["title"] for idea in data["ideas"]] == [TITLE_NOW]
    assert data["decisions_about_me"][0]["appeal"] == "I sell nothing."
    assert PASSWORD not in json.dumps(data)


def leaves_comes_back_and_is_erased(rosa):
    rosa.opens("/account/close", "Until")
    rosa.types("Your password", PASSWORD)
    rosa.presses("Close my account", "Your account is closed.")
    mail = rosa.gets_mail("closed")
    assert str(mail["From"]).startswith("Riverside <")
    rosa.opens("/join", "We send a code to your address")
    joins(rosa, "One step more")
    rosa.types("Code", rosa.codes.pop())
    rosa.presses("Sign in", "Rosa")
    rosa.opens("/account/erase", "What shall become of your ideas?")
    rosa.chooses("Remove their words")
    rosa.presses("Go on", "This cannot be undone by anybody.")
    rosa.reads_nothing_of("Your password")  # hers ended with the account; the code has just shown that it is her
    rosa.ticks("I know that this cannot be undone.")
    rosa.presses("Erase me", "You are erased here.")


def finds_nothing_of_her(sam):
    sam.opens("/ideas", "Light along the river")
    sam.reads_nothing_of(TITLE_NOW, "Rosa")
    sam.page.go_back()
    sam.page.reload()
    sam.reads("Riverside")
    sam.reads_nothing_of(TITLE_NOW, "Rosa")
